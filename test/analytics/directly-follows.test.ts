import fc from '../support/laws.ts';
import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { directlyFollows } from '../../server/analytics/directly-follows.ts';
import { MINUTE } from '../../model/units.ts';
import { logOf, logOfEvents, steps } from '../support/log.ts';
import { giveAnswers } from './answers.ts';

const scope = { process: 'log' };
const find = <T extends { from: string | null; to: string | null }>(rows: readonly T[], from: string | null, to: string | null) =>
  rows.find((row) => row.from === from && row.to === to);

it('counts every pass and every case, and times the hand-over from end to start', async () => {
  const log = await logOf({
    'C-1': [
      ['Assess', 0, 10],
      ['Check', 20, 10],
      ['Assess', 40, 10],
      ['Check', 60, 10],
    ],
    'C-2': [
      ['Assess', 0, 10],
      ['Check', -5, 10],
    ], // Check begins while Assess runs
    'C-3': [['Assess', 0, 10]],
  });
  const { rows } = await ask(log, directlyFollows, scope);
  expect(find(rows, 'Assess', 'Check')).toEqual({
    from: 'Assess',
    to: 'Check',
    count: 3,
    cases: 2,
    medianMs: 20 * MINUTE,
    meanMs: (80 / 3) * MINUTE,
    p90Ms: 52 * MINUTE,
    minMs: 0,
    maxMs: 60 * MINUTE,
    totalMs: 80 * MINUTE,
    timed: 3,
    parallel: 1,
  });
  expect(find(rows, 'Check', 'Assess')).toMatchObject({ count: 1, cases: 1, totalMs: 40 * MINUTE });
  expect(find(rows, null, 'Assess')).toMatchObject({ count: 3, cases: 3, timed: 0, medianMs: null, totalMs: null });
  expect(find(rows, 'Check', null)).toMatchObject({ count: 2, cases: 2, timed: 0, medianMs: null, parallel: 0 });
  expect(find(rows, 'Assess', null)).toMatchObject({ count: 1, cases: 1 });
  expect(rows).toHaveLength(5);
});

it('follows the example of DOMAIN.md section 2: 0 and parallel, 1 h, 1.5 h', async () => {
  const log = await logOfEvents([
    { case: 'C-1', activity: 'A', start: '09:00', end: '12:00' },
    { case: 'C-1', activity: 'B', start: '09:30', end: '10:00' },
    { case: 'C-1', activity: 'C', start: '11:00', end: '11:30' },
    { case: 'C-1', activity: 'D', start: '13:00', end: '14:00' },
  ]);
  const { rows } = await ask(log, directlyFollows, scope);
  expect(find(rows, 'A', 'B')).toMatchObject({ totalMs: 0, timed: 1, parallel: 1 });
  expect(find(rows, 'B', 'C')).toMatchObject({ totalMs: 60 * MINUTE, parallel: 0 });
  expect(find(rows, 'C', 'D')).toMatchObject({ totalMs: 90 * MINUTE });
  expect(find(rows, 'D', null)).toMatchObject({ timed: 0 });
});

it('times the edge from the start where the file has arrivals, and no edge out of a step without an end', async () => {
  const log = await logOfEvents([
    { case: 'C-1', activity: 'Register', start: '09:20', end: '09:30', arrival: '09:00' },
    { case: 'C-1', activity: 'Treat', start: '10:00', arrival: '09:00' },
    { case: 'C-1', activity: 'Leave', start: '11:00', end: '11:00', arrival: '09:00' },
  ]);
  const { rows } = await ask(log, directlyFollows, scope);
  expect(find(rows, null, 'Register')).toMatchObject({ count: 1, timed: 1, medianMs: 20 * MINUTE });
  expect(find(rows, 'Treat', 'Leave')).toMatchObject({ count: 1, timed: 0, medianMs: null, meanMs: null });
});

it('draws a note, and gives its edges no time', async () => {
  const log = await logOfEvents(
    [
      { case: 'C-1', activity: 'Assess', start: '09:00', end: '09:10' },
      { case: 'C-1', activity: 'Status set', end: '09:30' },
      { case: 'C-1', activity: 'Treat', start: '10:00', end: '10:10' },
    ],
    { blueprint: { stages: [{ name: 'All', activities: [{ name: 'Assess' }, { name: 'Status set', note: true }, { name: 'Treat' }] }] } },
  );
  const { rows } = await ask(log, directlyFollows, scope);
  expect(find(rows, 'Assess', 'Status set')).toMatchObject({ count: 1, timed: 0, totalMs: null });
  expect(find(rows, 'Status set', 'Treat')).toMatchObject({ count: 1, timed: 0 });
});

it('leaves the times out when asked to, and keeps the counts', async () => {
  const log = await logOf({
    'C-1': [
      ['A', 0, 10],
      ['B', 20, 10],
    ],
  });
  const { rows } = await ask(log, directlyFollows, scope, { times: 'false' });
  expect(find(rows, 'A', 'B')).toMatchObject({ count: 1, cases: 1, medianMs: null, timed: null, parallel: null });
});

it('has consecutive visits as neighbours at the level of stages: no stage follows itself, parallel stages stand aside', async () => {
  const log = await logOfEvents(
    [
      { case: 'C-1', activity: 'Treat', start: '10:00', end: '10:20' },
      { case: 'C-1', activity: 'Observe', start: '10:20', end: '11:00' },
      { case: 'C-1', activity: 'Treat', start: '11:05', end: '11:15' },
      { case: 'C-1', activity: 'Leave', start: '11:45', end: '11:45' },
    ],
    {
      blueprint: {
        stages: [
          { name: 'Treatment', activities: [{ name: 'Treat' }] },
          { name: 'Monitoring', parallel: true, activities: [{ name: 'Observe' }] },
        ],
      },
    },
  );
  const { rows } = await ask(log, directlyFollows, { ...scope, level: 'stage' });
  expect(rows.map(({ from, to, totalMs }) => [from, to, totalMs])).toEqual([
    [null, 'Treatment', null],
    ['Treatment', 'Unplaced', 30 * MINUTE],
    ['Unplaced', null, null],
  ]);
});

it('scores a hand-over by the latest answer of the cases that take it, from ten on', async () => {
  const log = await logOf(
    Object.fromEntries(
      Array.from({ length: 11 }, (_, at) => [
        `C-${at}`,
        at === 0
          ? [['A', 0, 1]]
          : [
              ['A', 0, 1],
              ['B', 1, 1],
              ['A', 1, 1],
              ['B', 1, 1],
            ],
      ]),
    ),
  );
  await giveAnswers(
    log,
    Array.from({ length: 11 }, (_, at) => ({ case: `C-${at}`, score: at % 2 === 0 ? 5 : 2 })),
  );
  await giveAnswers(log, [
    { case: 'C-1', score: 5, at: '2026-01-07 12:00:00' },
    { case: 'C-2', score: 1, stage: 'A stage', at: '2026-01-08 12:00:00' },
  ]);
  const { rows } = await ask(log, directlyFollows, scope, { with: 'score' });
  // of ten cases 2, 4, 6, 8, 10 said 5, and case 1 changed its mind
  expect(find(rows, 'A', 'B')).toMatchObject({ count: 20, cases: 10, score: 60, answers: 10 });
  expect(find(rows, null, 'A')?.score).toBeCloseTo(700 / 11, 10);
  expect(find(rows, 'A', null)).toMatchObject({ score: null, answers: 1 });
});

it('gives of any log what one statement over all neighbours gives, notes and overlaps in it', async () => {
  const stages = [
    { name: 'One', activities: [{ name: 'A' }, { name: 'B', note: true }] },
    { name: 'Two', activities: [{ name: 'C' }] },
  ];
  const law = fc.asyncProperty(fc.array(steps(), { minLength: 5, maxLength: 20 }), async (traces) => {
    const log = await logOf(Object.fromEntries(traces.map((trace, at) => [`C-${at}`, trace])), { blueprint: { stages } });
    const ofOne = {
      activity: sql`SELECT activity AS a, next_activity AS z, first_of_edge AS f, CASE WHEN gap_to = next_activity THEN gap_ms END AS ms, parallel AND gap_to = next_activity AS p FROM step`,
      stage: sql`SELECT stage AS a, next_stage AS z, first_of_edge AS f, next_gap_ms AS ms, CAST(NULL AS BOOLEAN) AS p FROM stage_visit WHERE position > 0`,
    };
    for (const level of ['activity', 'stage'] as const) {
      const expected = await log.query(sql`
        SELECT a.name AS "from", z.name AS "to", q.* EXCLUDE (a, z) FROM (
          SELECT a, z, count(*) AS "count", count(CASE WHEN f THEN 1 END) AS cases, quantile_cont(ms, 0.5) AS median_ms, quantile_cont(ms, 0.9) AS p90_ms,
                 avg(ms) AS mean_ms, min(ms) AS min_ms, max(ms) AS max_ms, sum(ms) AS total_ms, count(ms) AS timed, ${level === 'stage' ? sql`NULL` : sql`count(CASE WHEN p THEN 1 END)`} AS parallel
          FROM (${ofOne[level]}) GROUP BY a, z) q
        JOIN ${level === 'stage' ? sql`stage` : sql`activity`} a ON a.id = q.a LEFT JOIN ${level === 'stage' ? sql`stage` : sql`activity`} z ON z.id = q.z`);
      const { rows } = await ask(log, directlyFollows, { ...scope, level });
      const byName = (some: readonly object[]) => new Map(some.map((row) => [JSON.stringify(Object.values(row).slice(0, 2)), row]));
      expect(byName(rows.filter(({ from }) => from !== null))).toEqual(byName(expected));
    }
  });
  await fc.assert(law, { numRuns: 6 });
});
