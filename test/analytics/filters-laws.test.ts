import fc from '../support/laws.ts';
import { expect, it } from 'vitest';
import type { Row } from '../../engine/engine.ts';
import { join, raw, sql } from '../../engine/sql.ts';
import { filterToText, type Filter, type FilterOf } from '../../model/scope.ts';
import { opposite } from '../../web/src/lib/scope/filter-list.ts';
import type { Attribute } from '../../server/analytics/analytic.ts';
import { activities } from '../../server/analytics/activities.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { bottlenecks } from '../../server/analytics/bottlenecks.ts';
import { directlyFollows } from '../../server/analytics/directly-follows.ts';
import { filterIds } from '../../server/analytics/filter-names.ts';
import { filterCondition } from '../../server/analytics/filters.ts';
import { anyFilter } from '../support/filters.ts';
import { logOfEvents, rowsOf, steps, type Log, type LogRow } from '../support/log.ts';
import { giveAnswers } from './answers.ts';

const ACTIVITIES = ['A', 'B', 'C', 'D', 'E'] as const;
const blueprint = {
  stages: [
    { name: 'One', waitLimitMs: 600_000, activities: [{ name: 'A' }, { name: 'B' }] },
    { name: 'Two', activities: [{ name: 'C' }, { name: 'N', note: true }] },
    { name: 'Beside', parallel: true, activities: [{ name: 'D' }] },
    { name: 'After', afterDelivery: true, activities: [{ name: 'E' }] },
  ],
};

interface Step {
  caseKey: number;
  caseId: string;
  position: number;
  activity: string;
  startedAt: number;
  completedAt: number;
  processingMs: number;
  gapMs: number | null;
}

/** Three cases of any shape, with resources, answers and every activity and stage known. */
async function anyLog(traces: readonly (readonly (readonly [string, number, number])[])[]): Promise<Log> {
  const rows = rowsOf(Object.fromEntries(traces.map((trace, at) => [`C-${at + 1}`, trace])));
  const known = ACTIVITIES.map((activity) => ({ case: 'all', activity, start: '09:00', end: '09:30' }));
  const people = [...known, ...rows].map((row, at): LogRow => ({
    ...row,
    resource: `R${at % 3}`,
    team: at % 2 === 0 ? 'T' : undefined,
    attributes: at % 4 === 0 ? undefined : { Ward: `W${at % 2}`, Age: at % 5 },
  }));
  const log = await logOfEvents(people, { blueprint });
  await giveAnswers(log, [
    { case: 'C-1', score: 2 },
    { case: 'all', score: 4 },
  ]);
  await log.session.run(sql`UPDATE feedback SET comment = 'Fine' WHERE line = 1`);
  return log;
}

/** The cases each filter keeps, by name, asked in one statement. */
async function keptByEach(log: Log, filters: readonly Filter[]): Promise<string[][]> {
  const attributes = await log.query<Attribute & Row>(sql`SELECT id, name, type, level FROM attribute ORDER BY id`);
  const ids = await filterIds(log.session, filters);
  const asked = { process: log.process, scope: { process: 'log' }, params: {}, attributes, ids };
  const columns = filters.map((filter, at) => sql`, ${filterCondition(filter, asked)} AS ${raw(`f${at}`)}`);
  const rows = await log.query<{ caseId: string } & Row>(sql`SELECT c.case_id${join(columns, '')} FROM case_fact c ORDER BY c.case_id`);
  return filters.map((filter, at) =>
    rows
      .filter((row) => {
        expect(typeof row[`f${at}`], filterToText(filter)).toBe('boolean');
        return row[`f${at}`] === true;
      })
      .map((row) => row.caseId),
  );
}

const shortMinutes = fc.nat(60).map((minutes) => minutes * 60_000);
const shortSpan = fc.oneof(
  fc.constant({}),
  shortMinutes.map((minMs) => ({ minMs })),
  shortMinutes.map((maxMs) => ({ maxMs: maxMs + 1 })),
  fc.tuple(shortMinutes, shortMinutes).map(([one, other]) => ({ minMs: Math.min(one, other), maxMs: Math.max(one, other) + 1 })),
);

/** Filters that the log understands. */
const usable: fc.Arbitrary<Filter> = fc.oneof(
  anyFilter(fc.constantFrom(...ACTIVITIES)).filter(({ kind }) =>
    ['activity', 'starts', 'ends', 'rework', 'duration', 'score', 'comment', 'variant'].includes(kind),
  ),
  anyFilter(fc.constantFrom('One', 'Two', 'Beside', 'After')).filter(({ kind }) => ['stage', 'stage-wait'].includes(kind)),
  fc.constantFrom<Filter>(
    { kind: 'waits-at', weekday: 1, hour: 9 },
    { kind: 'waits-at', weekday: 1, stage: 'Two' },
    { kind: 'waits-at', weekday: 1, hour: 10, from: 'A', to: 'B' },
    { kind: 'follows', from: 'A', to: 'C', way: 'to-end', minMs: 600_000 },
    { kind: 'follows', from: 'B', to: 'A', way: 'to-start', maxMs: 600_000 },
  ),
  anyFilter(fc.constantFrom('R0', 'R1', 'R2')).filter(({ kind }) => kind === 'resource'),
  fc.constantFrom<Filter>({ kind: 'late' }, { kind: 'late', stage: 'One' }, { kind: 'team', names: ['T'] }),
  fc.constantFrom<Filter>(
    { kind: 'attribute', name: 'Ward', op: 'in', values: ['W0'] },
    { kind: 'attribute', name: 'Age', op: 'not-in', values: ['1', '3'] },
  ),
  fc
    .tuple(
      fc.constantFrom(...ACTIVITIES),
      fc.constantFrom(...ACTIVITIES),
      fc.constantFrom('directly' as const, 'eventually' as const),
      shortSpan,
    )
    .map(([from, to, way, span]): Filter => ({ kind: 'follows', from, to, way, ...span })),
  fc
    .tuple(
      fc.constantFrom('One', 'Two', 'Beside', 'After'),
      fc.constantFrom('One', 'Two', 'Beside', 'After'),
      fc.constantFrom('directly' as const, 'eventually' as const),
      shortSpan,
    )
    .map(([from, to, way, span]): Filter => ({ kind: 'follows', of: 'stage', from, to, way, ...span })),
  fc.tuple(fc.constantFrom(...ACTIVITIES), shortMinutes).map(([activity, minMs]): Filter => ({ kind: 'processing', activity, minMs })),
);

const traces = fc.array(steps(ACTIVITIES), { minLength: 1, maxLength: 5 });

it('what a filter keeps and what its opposite keeps are all cases, and share none', async () => {
  const law = fc.asyncProperty(traces, fc.array(usable, { minLength: 25, maxLength: 25 }), async (some, filters) => {
    const log = await anyLog(some);
    const all = (await log.query<{ caseId: string }>(sql`SELECT case_id FROM case_fact ORDER BY case_id`)).map((row) => row.caseId);
    const turned = filters.map((filter) => opposite(filter) ?? filter);
    const [kept, left] = [await keptByEach(log, filters), await keptByEach(log, turned)];
    for (const [at, filter] of filters.entries()) {
      expect([...(kept[at] ?? []), ...(left[at] ?? [])].sort(), filterToText(filter)).toEqual(all);
    }
  });
  await fc.assert(law, { numRuns: 8, endOnFailure: true });
});

it('what follows what is what a recount over the steps finds', async () => {
  const follows = fc
    .tuple(
      fc.constantFrom(...ACTIVITIES),
      fc.constantFrom(...ACTIVITIES),
      fc.constantFrom('directly' as const, 'eventually' as const),
      shortSpan,
    )
    .map(([from, to, way, span]): FilterOf<'follows'> => ({ kind: 'follows', from, to, way, ...span }));
  const law = fc.asyncProperty(traces, fc.array(follows, { minLength: 40, maxLength: 40 }), async (some, filters) => {
    const log = await anyLog(some);
    const found = await log.query<Step & Record<string, unknown>>(sql`
      SELECT s.case_key, c.case_id, s.position, a.name AS activity, epoch_ms(s.started_at) AS started_at, epoch_ms(s.completed_at) AS completed_at, s.processing_ms, s.gap_ms
      FROM step s JOIN case_fact c ON c.case_key = s.case_key JOIN activity a ON a.id = s.activity ORDER BY s.case_key, s.position`);
    const kept = await keptByEach(log, filters);
    for (const [at, filter] of filters.entries()) expect(kept[at], filterToText(filter)).toEqual(recount(found, filter));
  });
  await fc.assert(law, { numRuns: 8, endOnFailure: true });
});

it('keeps as many cases as the mark that was clicked shows: an activity, a path of the map, a hand-over of the ranking, notes in the log', async () => {
  const law = fc.asyncProperty(fc.array(steps([...ACTIVITIES, 'N']), { minLength: 6, maxLength: 12 }), async (some) => {
    const log = await anyLog(some);
    const all = { process: 'log', state: 'all' } as const;
    const shown: { filter: Filter; cases: number }[] = [];
    for (const { activity, cases } of (await ask(log, activities, all)).rows)
      shown.push({ filter: { kind: 'activity', names: [activity] }, cases });
    shown.push({
      filter: { kind: 'activity', names: [...ACTIVITIES] },
      cases: some.filter((trace) => trace.some(([name]) => name !== 'N')).length + 1,
    });
    for (const level of ['activity', 'stage'] as const) {
      const of = level === 'stage' ? { of: 'stage' as const } : {};
      for (const { from, to, cases, timed } of (await ask(log, directlyFollows, { ...all, level })).rows) {
        if (from === null || to === null) continue;
        const filter: Filter = { kind: 'follows', way: 'directly', from, to, ...of };
        shown.push({ filter, cases });
        if (timed === 0) shown.push({ filter: { ...filter, minMs: 0 }, cases: 0 });
      }
    }
    for (const { from, to, cases } of (await ask(log, bottlenecks, all, { limit: 1000 })).rows)
      if (from !== null && to !== null) shown.push({ filter: { kind: 'follows', way: 'hand-over', from, to }, cases });
    const kept = await keptByEach(
      log,
      shown.map(({ filter }) => filter),
    );
    expect(shown.map(({ filter }, at) => [filterToText(filter), kept[at]?.length])).toEqual(
      shown.map(({ filter, cases }) => [filterToText(filter), cases]),
    );
  });
  await fc.assert(law, { numRuns: 6, endOnFailure: true });
});

function recount(found: readonly Step[], { from, to, way, minMs = -Infinity, maxMs = Infinity }: FilterOf<'follows'>): string[] {
  const timed = minMs > -Infinity || maxMs < Infinity;
  const kept = new Set<string>();
  for (const a of found) {
    for (const b of found) {
      if (a.caseKey !== b.caseKey || a.activity !== from || b.activity !== to || a.position >= b.position) continue;
      const direct = b.position === a.position + 1;
      const time = way === 'directly' ? Math.max(0, b.startedAt - a.completedAt) : b.startedAt - a.completedAt;
      const follows = way === 'directly' ? direct : a.completedAt <= b.startedAt;
      if (follows && (!timed || (time >= minMs && time < maxMs))) kept.add(a.caseId);
    }
  }
  return [...kept].sort();
}
