import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dialect } from '../../engine/dialect.ts';
import { packageRoot } from '../../engine/package-root.ts';
import { schemaOf } from '../../engine/schema-name.ts';
import { render, sql } from '../../engine/sql.ts';
import type { Scope } from '../../model/scope.ts';
import { createProcessSchema } from '../../pipelines/schema/migrate.ts';
import { statements, type ProcessContext } from '../../server/analytics/analytic.ts';
import { catalog, type AnalyticId } from '../../server/analytics/catalog.ts';
import { tempEngine } from '../support/engine.ts';

const process: ProcessContext = {
  id: 'golden',
  zone: 'Europe/Dublin',
  blueprint: {
    stages: [
      { name: 'Intake', activities: [{ name: 'Register' }] },
      { name: 'Triage', activities: [{ name: 'Triage' }], waitLimitMs: 1_200_000, goal: 0.8 },
      { name: 'Billing', activities: [{ name: 'Send bill' }], afterDelivery: true },
    ],
    endActivities: [],
    handOvers: [{ from: 'Register', to: 'Triage', limitMs: 900_000 }],
    measures: [
      { id: 'left-within-4-hours', name: 'Left within 4 hours', of: 'delivery', statistic: 'share-within', limitMs: 14_400_000, better: 'higher' },
      { id: 'triaged-in-time', name: 'Triaged in time', of: 'stage-wait', where: { stage: 'Triage' }, statistic: 'share-within', better: 'higher' },
      { id: 'bills', name: 'Billed', of: 'cases-with', where: { activity: 'Send bill' }, statistic: 'share', better: 'higher' },
      { id: 'score', name: 'Score', of: 'score', statistic: 'mean', better: 'higher' },
      { id: 'open', name: 'Open', of: 'open', statistic: 'count', better: 'lower' },
      { id: 'lost', name: 'Lost', of: 'lost-hours', statistic: 'sum', better: 'lower' },
    ],
  },
  cutOffMs: 3_600_000,
  dataVersion: 1,
  firstAt: '2026-01-01T00:00:00.000Z',
  endAt: '2026-11-01T23:55:00.000Z',
};

const everything: Scope = { process: 'golden' };
const narrow: Scope = {
  process: 'golden',
  period: { from: '2026-10-01', to: '2026-11-01' },
  filters: [
    { kind: 'attribute', name: 'Priority', op: 'in', values: ['1', '2'] },
    { kind: 'attribute', name: 'Ward', op: 'not-in', values: ['North'] },
  ],
};

/** What each file shows: the question on everything, on a narrow scope, and what its parameters change. */
const asked: Record<AnalyticId, readonly (readonly [title: string, scope: Scope, params?: Record<string, unknown>])[]> = {
  summary: [['everything', everything], ['narrow', narrow]],
  throughline: [['by stage', everything], ['by stage, narrow', narrow], ['by activity', { ...everything, level: 'activity' }]],
  measures: [['everything', everything], ['narrow', narrow]],
  bottlenecks: [['hand-overs', everything], ['both, narrow', narrow, { kind: 'all', bucket: 'week' }]],
  'directly-follows': [['everything', everything], ['counts', everything, { times: false }], ['stages, narrow, with score', { ...narrow, level: 'stage' }, { with: 'score' }], ['with score', everything, { with: 'score' }]],
  activities: [['everything', everything], ['narrow', narrow]],
  stages: [['everything', everything], ['narrow', narrow]],
  variants: [['everything', everything], ['open', { ...everything, state: 'open' }]],
  cases: [['everything', everything], ['narrow, by arrival', { ...narrow, period: { from: '2026-10-01', by: 'arrival' } }, { sort: 'arrivedAt', order: 'asc' }]],
  case: [['one', everything, { case: 'C-1' }]],
  throughput: [['everything', everything], ['narrow, throughput time', narrow, { of: 'throughput' }]],
  flow: [['weeks', everything], ['months by stage, narrow', { ...narrow, level: 'stage' }, { bucket: 'month' }]],
  satisfaction: [['months', everything], ['days, by activity', { ...everything, period: { from: '2026-10-01', by: 'activity' } }, { bucket: 'day' }]],
};

it.each(Object.keys(catalog) as AnalyticId[])('%s asks what its golden file says, and the engine understands it', async (id) => {
  const { engine } = await tempEngine();
  await engine.with(undefined, (session) => createProcessSchema(session, 'golden'));
  const session = await engine.session(schemaOf('golden'));
  for (const table of ['event', 'case_fact']) {
    await session.run(sql`ALTER TABLE ${{ strings: [table], values: [] }} ADD COLUMN a1 DOUBLE`);
    await session.run(sql`ALTER TABLE ${{ strings: [table], values: [] }} ADD COLUMN a2 VARCHAR`);
  }
  await session.run(sql`INSERT INTO attribute VALUES (1, 'Priority', 'number', 'case'), (2, 'Ward', 'text', 'event')`);
  const parts: string[] = [`-- ${catalog[id].question}\n-- Written by test/golden/sql.test.ts; every $n is a bound value.`];
  for (const [title, scope, params] of asked[id]) {
    for (const { name, sql: statement } of await statements({ session, process }, catalog[id], scope, params)) {
      const { text, values } = render(statement, (index) => dialect.placeholder(index));
      await session.query(sql`EXPLAIN ${statement}`);
      const bound = values.map((value, at) => `$${at + 1} = ${value instanceof Date ? value.toISOString() : JSON.stringify(value)}`);
      parts.push([`-- ${title}: ${name}`, ...(bound.length === 0 ? [] : [`-- ${bound.join(', ')}`]), `${text.trim()};`].join('\n'));
    }
  }
  await expect(`${parts.join('\n\n')}\n`).toMatchFileSnapshot(join(packageRoot, 'test', 'golden', 'sql', `${id}.sql`));
});

/** What every engine we may speak to has under this name with this meaning; a question uses nothing else. */
const PORTABLE = ['count', 'sum', 'avg', 'min', 'max', 'coalesce', 'nullif', 'abs', 'floor', 'cast', 'date_trunc', 'row_number'];
/** How DuckDB spells the words of engine/dialect.ts. */
const DIALECT = ['quantile_cont', 'to_milliseconds', 'epoch_us'];
const KEYWORDS = ['in', 'and', 'or', 'not', 'where', 'from', 'as', 'over', 'by', 'on', 'select', 'with', 'when', 'then', 'else', 'all', 'join', 'is', 'distinct', 'union'];

it('questions use portable functions and the words of the dialect, nothing else', async () => {
  const folder = join(packageRoot, 'test', 'golden', 'sql');
  const used = new Set<string>();
  for (const file of await readdir(folder)) {
    const text = (await readFile(join(folder, file), 'utf8')).replaceAll(/--.*$/gm, '').replaceAll(/'[^']*'/g, "''").replaceAll(/"[^"]*"/g, 'x');
    for (const [, name] of text.matchAll(/\b([a-z_][a-z_0-9]*)\s*\(/gi)) used.add((name ?? '').toLowerCase());
    expect(text, `${file}: no engine reads FILTER, QUALIFY and :: alike`).not.toMatch(/\bFILTER\s*\(|\bQUALIFY\b|::/i);
  }
  expect([...used].filter((name) => ![...PORTABLE, ...DIALECT, ...KEYWORDS].includes(name))).toEqual([]);
});
