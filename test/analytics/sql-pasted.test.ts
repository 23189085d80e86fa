import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBListValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBConnection,
  type DuckDBValue,
} from '@duckdb/node-api';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Row } from '../../engine/engine.ts';
import { scopeFromQuery } from '../../model/scope.ts';
import { generateSamples } from '../../sample-data/generate.ts';
import { samples } from '../../sample-data/samples.ts';
import { put, type Analytic } from '../../server/analytics/analytic.ts';
import { catalog } from '../../server/analytics/catalog.ts';
import { inSnapshot } from '../../server/routes/answers.ts';
import { ask, importCsv, makeProcess, tempFolder, testApp } from '../server/support.ts';
import { addressOf, everyQuestion } from './every-question.ts';

const SCOPES = [
  '',
  // values that a paste must not break: a quote, a minus, a fraction, an instant
  `from=2025-11-03&to=2025-12-01&by=arrival&where=${encodeURIComponent("Category:not-in:D'Arcy's -- desk")}&where=${encodeURIComponent('Amount:range:-1.5..900.25')}`,
];

/** What DuckDB itself gives, as JavaScript: written here again, so that nothing of the product stands between text and figures. */
function plain(value: DuckDBValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue)
    return new Date(Number(value.micros / 1000n)).toISOString();
  if (value instanceof DuckDBListValue) return value.items.map(plain);
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (value instanceof DuckDBDateValue) return value.toString();
  return value;
}

/** Pastes a text as a person does: each statement in turn; the rows of each by the name in the comment above it, which one alone does not have. */
async function pasted(connection: DuckDBConnection, text: string, only: string): Promise<Record<string, Row[]>> {
  const found: Record<string, Row[]> = {};
  const [head = '', ...texts] = text.split(/\n\n(?=-- |WITH|SELECT|\s)/);
  for (const setting of head.split('\n').filter((line) => !line.startsWith('--'))) await connection.run(setting);
  for (const statement of texts) {
    const reader = await connection.runAndReadAll(statement);
    const names = reader.deduplicatedColumnNames().map((name) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()));
    const name = /^-- (.+)\n/.exec(statement)?.[1] ?? only;
    found[name] = reader.getRows().map((cells) => Object.fromEntries(cells.map((cell, at) => [names[at] ?? '', plain(cell)])));
  }
  return found;
}

it('the SQL of every question, pasted into a bare DuckDB over the same file, gives the figures of its answer', async () => {
  const dataFolder = await tempFolder();
  const app = await testApp({ dataFolder });
  const files = generateSamples({ seed: 11, weeks: 4 });
  const desk = samples.find(({ id }) => id === 'desk');
  if (desk === undefined) throw new Error('There is no service desk.');
  await makeProcess(app, { id: 'pasted', zone: desk.zone });
  await ask(app, 'PUT', '/processes/pasted/blueprint', files.get(desk.blueprintFile), { 'content-type': 'application/yaml' });
  for (const { name, mapping } of desk.files) {
    const { state } = await importCsv(
      app,
      'pasted',
      files.get(name.replace('.gz', '')) ?? '',
      { ...mapping, personal: {} },
      name.replace('.gz', ''),
    );
    expect(state, name).toBe('done');
  }
  const { body: list } = await ask<{ rows: { case: string }[] }>(app, 'GET', '/processes/pasted/analytics/cases?limit=1');
  const names = { case: list.rows[0]?.case ?? '', previous: 'Assess request', next: 'Schedule job', stage: 'Execution' };

  const all = [];
  const refused: string[] = [];
  for (const scope of SCOPES) {
    for (const question of everyQuestion(names)) {
      const address = `/processes/pasted${addressOf(question, scope)}`;
      const { status, body: answer } = await ask<{ rows: Row[]; n?: number; about?: unknown }>(app, 'GET', address);
      if (status !== 200) {
        refused.push(`${address}: ${JSON.stringify(answer)}`);
        continue;
      }
      const { body: text } = await ask<{ sql: string; values: unknown[] }>(
        app,
        'GET',
        `/processes/pasted${addressOf({ ...question, params: { ...question.params, inline: 'true' } }, scope).replace(question.id, `${question.id}/sql`)}`,
      );
      expect(text.values, address).toEqual([]);
      const analytic = catalog[question.id] as unknown as Analytic;
      const chosen = scopeFromQuery('pasted', new URLSearchParams(scope), []);
      const { result: asked } = await inSnapshot(app.throughline, 'pasted', {}, (source) =>
        put(source, analytic, chosen, question.params, {}),
      );
      all.push({ address, answer, sql: text.sql, analytic, asked });
    }
  }
  await app.close();

  const bare = await DuckDBInstance.create(join(dataFolder, 'events.duckdb'), { access_mode: 'READ_ONLY' });
  const connection = await bare.connect();
  const different: string[] = [];
  for (const { address, answer, sql, analytic, asked } of all) {
    // one statement: its rows are the answer; several: the answer is worked out from their rows, and from nothing else
    const { rows, n, about } = analytic.answer(await pasted(connection, sql, Object.keys(analytic.queries(asked))[0] ?? ''), asked);
    const apart = firstDifference(jsonOf({ rows, n, about }), jsonOf({ rows: answer.rows, n: answer.n, about: answer.about }));
    if (apart !== null) different.push(`${address}: ${apart}`);
  }
  connection.closeSync();
  bare.closeSync();
  expect(refused).toEqual([]);
  expect(different).toEqual([]);
}, 120_000);

const jsonOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Where two answers differ first; figures that differ in the fifteenth digit, as sums of fractions do in another order, are the same. */
function firstDifference(one: unknown, other: unknown, path = ''): string | null {
  if (
    typeof one === 'number' &&
    typeof other === 'number' &&
    Math.abs(one - other) <= 1e-9 * Math.max(Math.abs(one), Math.abs(other), 1e-3)
  )
    return null;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other ? null : `${path} is ${String(one)}, not ${String(other)}`;
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>];
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const apart = firstDifference(left[key], right[key], `${path}/${key}`);
    if (apart !== null) return apart;
  }
  return null;
}
