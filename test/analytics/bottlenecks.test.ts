import { expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../model/units.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { bottlenecks } from '../../server/analytics/bottlenecks.ts';
import { logOf, logOfEvents, type LogRow } from '../support/log.ts';

const scope = { process: 'log' };
const stage = (name: string, activities: string[], more: object = {}) => ({
  name,
  activities: activities.map((activity) => ({ name: activity })),
  ...more,
});

it('measures beyond the limit of the hand-over, else of the stage it enters, else the best quarter', async () => {
  const log = await logOf(
    {
      'C-1': [
        ['Register', 0, 5],
        ['Triage', 30, 5],
        ['Assess', 90, 5],
        ['Test', 10, 5],
        ['Assess', 40, 5],
      ],
      'C-2': [
        ['Register', 0, 5],
        ['Triage', 10, 5],
        ['Assess', 20, 5],
        ['Test', 20, 5],
        ['Assess', 80, 5],
      ],
    },
    {
      blueprint: {
        stages: [
          stage('Intake', ['Register']),
          stage('Triage', ['Triage'], { waitLimitMs: 20 * MINUTE }),
          stage('Assessment', ['Assess', 'Test'], { waitLimitMs: 60 * MINUTE }),
        ],
        handOvers: [{ from: 'Triage', to: 'Assess', limitMs: 45 * MINUTE }],
      },
    },
  );
  const { rows, about } = await ask(log, bottlenecks, scope);
  expect(
    rows.map(({ from, to, stage: into, lostMs, limitMs, limitFrom, occurrences, cases }) => [
      from,
      to,
      into,
      lostMs / MINUTE,
      limitMs / MINUTE,
      limitFrom,
      occurrences,
      cases,
    ]),
  ).toEqual([
    ['Triage', 'Assess', 'Assessment', 45, 45, 'hand-over', 2, 2],
    // inside a stage its limit says nothing: the 25th percentile of 40 and 80 is 50
    ['Test', 'Assess', 'Assessment', 30, 50, 'best quarter', 2, 2],
    ['Register', 'Triage', 'Triage', 10, 20, 'stage', 2, 2],
    ['Assess', 'Test', 'Assessment', 7.5, 12.5, 'best quarter', 2, 2],
  ]);
  expect(about).toMatchObject({
    lostMs: 92.5 * MINUTE,
    handOverMs: 92.5 * MINUTE,
    stageMs: null,
    limits: { 'hand-over': 1, stage: 1, 'best quarter': 2 },
  });
  expect(rows.reduce((sum, row) => sum + (row.share ?? 0), 0)).toBeCloseTo(1, 12);
  expect(rows[0]).toMatchObject({ medianMs: 55 * MINUTE, meanMs: 55 * MINUTE, p90Ms: 83 * MINUTE });
});

it('takes the best quarter from all cases, whatever the filter', async () => {
  const rows: LogRow[] = [10, 20, 30, 40, 50].flatMap((wait, at) => [
    { case: `C-${at}`, activity: 'A', start: '09:00', end: '09:00', attributes: { Ward: at < 3 ? 'North' : 'South' } },
    { case: `C-${at}`, activity: 'B', start: `09:${wait}`, end: `09:${wait}`, attributes: { Ward: at < 3 ? 'North' : 'South' } },
  ]);
  const log = await logOfEvents(rows);
  const south = await ask(log, bottlenecks, { ...scope, filters: [{ kind: 'attribute', name: 'Ward', op: 'in', values: ['South'] }] });
  expect(south.rows).toMatchObject([{ from: 'A', to: 'B', limitMs: 20 * MINUTE, lostMs: 50 * MINUTE, occurrences: 2, share: 1 }]);
});

it('ranks stages by what their visits waited before and inside, and never adds the two rankings up', async () => {
  const log = await logOf(
    {
      'C-1': [
        ['Register', 0, 5],
        ['Treat', 30, 10],
        ['Treat', 25, 10],
      ],
      'C-2': [
        ['Register', 0, 5],
        ['Treat', 10, 10],
      ],
    },
    { blueprint: { stages: [stage('Intake', ['Register']), stage('Treatment', ['Treat'], { waitLimitMs: 20 * MINUTE })] } },
  );
  const { rows, about } = await ask(log, bottlenecks, scope, { kind: 'all' });
  expect(rows.filter(({ kind }) => kind === 'stage')).toMatchObject([
    // 30 before and 25 inside, of which 20 are within the limit
    {
      stage: 'Treatment',
      from: null,
      to: null,
      lostMs: 35 * MINUTE,
      occurrences: 2,
      cases: 2,
      limitFrom: 'stage',
      medianMs: 32.5 * MINUTE,
      share: 1,
    },
    { stage: 'Intake', lostMs: 0, limitFrom: 'best quarter' },
  ]);
  expect(about?.lostMs).toBe(about?.handOverMs);
  expect(about?.stageMs).toBe(35 * MINUTE);
});

it('counts a case once that takes a hand-over twice', async () => {
  const log = await logOf({
    'C-1': [
      ['A', 0, 1],
      ['B', 5, 1],
      ['A', 5, 1],
      ['B', 9, 1],
    ],
    'C-2': [
      ['A', 0, 1],
      ['B', 5, 1],
    ],
  });
  const { rows } = await ask(log, bottlenecks, scope);
  expect(rows.find(({ from }) => from === 'A')).toMatchObject({ occurrences: 3, cases: 2 });
});

it('passes over a note, and leaves out a wait that cannot be timed', async () => {
  const log = await logOfEvents(
    [
      { case: 'C-1', activity: 'Assess', start: '09:00', end: '09:10' },
      { case: 'C-1', activity: 'Status', end: '09:30' },
      { case: 'C-1', activity: 'Treat', start: '10:10' },
      { case: 'C-1', activity: 'Leave', end: '11:00' },
    ],
    {
      blueprint: {
        stages: [{ name: 'All', activities: [{ name: 'Status', note: true }] }],
        handOvers: [{ from: 'Assess', to: 'Treat', limitMs: 15 * MINUTE }],
      },
    },
  );
  const { rows } = await ask(log, bottlenecks, scope);
  expect(rows).toMatchObject([{ from: 'Assess', to: 'Treat', lostMs: 45 * MINUTE, occurrences: 1 }]);
});

it('draws six whole weeks up to the end of the scope, in the week in which the wait ended, and compares the last with those before', async () => {
  // every Monday from 5 January one case waits: 1 h, 2 h, …; the data ends on Wednesday of the tenth week
  const monday = (week: number) => new Date(Date.UTC(2026, 0, 5 + 7 * week)).toISOString().slice(0, 10);
  const rows: LogRow[] = Array.from({ length: 10 }, (_, week) => [
    { case: `C-${week}`, activity: 'A', end: `${monday(week)} 08:00:00` },
    { case: `C-${week}`, activity: 'B', end: `${monday(week)} ${String(9 + week).padStart(2, '0')}:00:00` },
  ]).flat();
  const log = await logOfEvents([...rows, { case: 'last', activity: 'A', end: `${monday(9).slice(0, 8)}11 12:00:00` }], {
    blueprint: { handOvers: [{ from: 'A', to: 'B', limitMs: HOUR }] },
    cutOffMs: HOUR,
  });
  const whole = await ask(log, bottlenecks, scope, { bucket: 'week' });
  // the first week begins before the first event and the tenth is not over: weeks 2 to 9 are whole
  expect(whole.about?.buckets).toEqual([3, 4, 5, 6, 7, 8].map(monday));
  expect(whole.rows[0]?.trend.map((lost) => lost / HOUR)).toEqual([3, 4, 5, 6, 7, 8]);
  expect(whole.rows[0]?.change).toBeCloseTo(8 / 5 - 1, 12);
  const early = await ask(log, bottlenecks, { ...scope, period: { from: monday(2), to: monday(4), by: 'completion' } }, { bucket: 'week' });
  expect(early.about?.buckets).toEqual([1, 2, 3].map(monday));
  expect(early.rows[0]).toMatchObject({ occurrences: 2, lostMs: 5 * HOUR, trend: [1 * HOUR, 2 * HOUR, 3 * HOUR] });
  const two = await ask(log, bottlenecks, { ...scope, period: { to: monday(3) } }, { bucket: 'week' });
  expect(two.rows[0]).toMatchObject({ trend: [1 * HOUR, 2 * HOUR], change: null });
});
