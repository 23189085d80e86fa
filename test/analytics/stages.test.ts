import { expect, it } from 'vitest';
import { MINUTE } from '../../model/units.ts';
import { activities } from '../../server/analytics/activities.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { flow } from '../../server/analytics/flow.ts';
import { stages } from '../../server/analytics/stages.ts';
import { logOf, logOfEvents } from '../support/log.ts';
import { giveAnswers, times } from './answers.ts';

const scope = { process: 'log' };

it('follows the example of DOMAIN.md section 1: one visit of 30 min with a gap of 45, Monitoring 40 min beside it', async () => {
  const log = await logOfEvents(
    [
      { case: 'C-1', activity: 'Treat', start: '10:00', end: '10:20' },
      { case: 'C-1', activity: 'Observe', start: '10:20', end: '11:00' },
      { case: 'C-1', activity: 'Treat', start: '11:05', end: '11:15' },
    ],
    {
      blueprint: {
        stages: [
          { name: 'Treatment', activities: [{ name: 'Treat' }] },
          { name: 'Monitoring', parallel: true, activities: [{ name: 'Observe' }] },
          { name: 'Never', activities: [] },
        ],
      },
    },
  );
  const { rows } = await ask(log, stages, scope);
  expect(rows).toMatchObject([
    {
      stage: 'Treatment',
      position: 1,
      parallel: false,
      cases: 1,
      visits: 1,
      reentries: 0,
      medianWaitingMs: 0,
      medianProcessingMs: 30 * MINUTE,
      medianTotalMs: 75 * MINUTE,
      withinTarget: null,
    },
    { stage: 'Monitoring', position: 2, parallel: true, visits: 1, medianProcessingMs: 40 * MINUTE, medianTotalMs: 40 * MINUTE },
    { stage: 'Never', cases: 0, visits: 0, medianWaitingMs: null, medianTotalMs: null, score: null, answers: 0 },
  ]);
});

it('reports first visits and re-entries apart, Unplaced last, and the share within the limit over all visits', async () => {
  const log = await logOf(
    {
      'C-1': [
        ['Triage', 0, 10],
        ['Misc', 10, 10],
        ['Triage', 40, 20],
      ],
      'C-2': [
        ['Misc', 0, 10],
        ['Triage', 20, 10],
      ],
    },
    { blueprint: { stages: [{ name: 'Triage', activities: [{ name: 'Triage' }], waitLimitMs: 20 * MINUTE, goal: 0.9, scoreTarget: 70 }] } },
  );
  await giveAnswers(log, [
    ...times(6, { case: 'C-1', score: 5, stage: 'Triage' }),
    ...times(4, { case: 'C-2', score: 1, stage: 'Triage' }),
    ...times(10, { case: 'C-1', score: 1 }),
  ]);
  const { rows } = await ask(log, stages, scope);
  expect(rows.map(({ stage }) => stage)).toEqual(['Triage', 'Unplaced']);
  expect(rows[0]).toMatchObject({
    cases: 2,
    visits: 3,
    reentries: 1,
    medianWaitingMs: 10 * MINUTE,
    p90WaitingMs: 18 * MINUTE,
    medianTotalMs: 20 * MINUTE,
    medianReentryMs: 60 * MINUTE,
    waitLimitMs: 20 * MINUTE,
    goal: 0.9,
    scoreTarget: 70,
    score: 60,
    answers: 10,
  });
  expect(rows[0]?.withinTarget).toBeCloseTo(2 / 3, 12);
  expect(rows[1]).toMatchObject({ position: 2, cases: 2, visits: 2, reentries: 0 });
});

it('counts activities by pass and by case, self-loops and returns, and times only what was measured', async () => {
  const log = await logOfEvents([
    { case: 'C-1', activity: 'A', start: '09:00', end: '09:10' },
    { case: 'C-1', activity: 'A', start: '09:10', end: '09:40' },
    { case: 'C-1', activity: 'B', end: '10:00' },
    { case: 'C-1', activity: 'A', end: '10:10' },
    { case: 'C-2', activity: 'B', end: '10:00' },
  ]);
  const { rows } = await ask(log, activities, scope);
  expect(rows).toEqual([
    {
      activity: 'A',
      stage: 'Unplaced',
      steps: 3,
      cases: 1,
      startCases: 1,
      endCases: 1,
      reworkedCases: 1,
      selfLoops: 1,
      medianProcessingMs: 20 * MINUTE,
      meanProcessingMs: 20 * MINUTE,
      p90ProcessingMs: 28 * MINUTE,
      measured: 2,
      measuredShare: 2 / 3,
      note: false,
    },
    {
      activity: 'B',
      stage: 'Unplaced',
      steps: 2,
      cases: 2,
      startCases: 1,
      endCases: 1,
      reworkedCases: 0,
      selfLoops: 0,
      medianProcessingMs: null,
      meanProcessingMs: null,
      p90ProcessingMs: null,
      measured: 0,
      measuredShare: 0,
      note: false,
    },
  ]);
});

it('follows work in progress through days of the zone, and shows only the buckets of a period', async () => {
  const log = await logOfEvents(
    [
      { case: 'C-1', activity: 'A', end: '2026-06-29 22:30:00' },
      { case: 'C-1', activity: 'Close', end: '2026-07-01 12:00:00' }, // arrives 23:30 in Dublin
      { case: 'C-2', activity: 'A', end: '2026-06-29 23:30:00' },
      { case: 'C-2', activity: 'Close', end: '2026-06-30 12:00:00' }, // arrives on the 30th
      { case: 'C-3', activity: 'A', end: '2026-07-02 12:00:00' },
    ],
    { zone: 'Europe/Dublin', blueprint: { endActivities: ['Close'] }, cutOffMs: 90 * 24 * 60 * MINUTE },
  );
  const { rows } = await ask(log, flow, scope, { bucket: 'day' });
  expect(rows.map(({ bucket, whole, arrived, completed, wip }) => [bucket, whole, arrived, completed, wip])).toEqual([
    ['2026-06-29', false, 1, 0, 1],
    ['2026-06-30', true, 1, 1, 1],
    ['2026-07-01', true, 0, 1, 0],
    ['2026-07-02', false, 1, 0, 1],
  ]);
  const july = await ask(log, flow, { ...scope, period: { from: '2026-07-01', to: '2026-08-01' } }, { bucket: 'day' });
  expect(july.rows.map(({ bucket, wip, arrivedTotal }) => [bucket, wip, arrivedTotal])).toEqual([
    ['2026-07-01', 0, 2],
    ['2026-07-02', 1, 3],
  ]);
});

it('lets a case out at its delivery where stages come after it, so that a bill does not keep a visit inside', async () => {
  const log = await logOfEvents(
    [
      { case: 'C-1', activity: 'Treat', end: '2026-06-01 10:00:00' },
      { case: 'C-1', activity: 'Leave', end: '2026-06-01 12:00:00' },
      { case: 'C-1', activity: 'Bill', end: '2026-06-03 12:00:00' },
    ],
    {
      blueprint: {
        stages: [
          { name: 'Treatment', activities: [{ name: 'Treat' }, { name: 'Leave' }] },
          { name: 'Billing', activities: [{ name: 'Bill' }], afterDelivery: true },
        ],
        endActivities: ['Bill'],
      },
    },
  );
  const delivered = await ask(log, flow, scope, { bucket: 'day' });
  expect(delivered.about).toMatchObject({ time: 'delivery', abandoned: { cases: 0, of: 1 } });
  expect(delivered.rows.map(({ completed, wip }) => [completed, wip])).toEqual([
    [1, 0],
    [0, 0],
    [0, 0],
  ]);
  const closed = await ask(log, flow, scope, { bucket: 'day', of: 'throughput' });
  expect(closed.about).toMatchObject({ time: 'throughput' });
  expect(closed.rows.map(({ completed, wip }) => [completed, wip])).toEqual([
    [0, 1],
    [0, 1],
    [1, 0],
  ]);
});

it('follows each stage: entered, left, inside; the last visit of an open case has not been left', async () => {
  const log = await logOf(
    {
      'C-1': [
        ['A', 0, 10],
        ['B', 10, 10],
      ],
      'C-2': [['A', 0, 10]],
    },
    {
      blueprint: {
        stages: [
          { name: 'One', activities: [{ name: 'A' }] },
          { name: 'Two', activities: [{ name: 'B' }] },
        ],
        endActivities: ['B'],
      },
      cutOffMs: 60 * MINUTE,
    },
  );
  const { rows } = await ask(log, flow, { ...scope, level: 'stage' }, { bucket: 'month' });
  expect(rows).toEqual([
    { bucket: '2026-01-01', whole: false, stage: 'One', arrived: 2, completed: 1, wip: 1, cases: 1, arrivedTotal: 2, completedTotal: 1 },
    { bucket: '2026-01-01', whole: false, stage: 'Two', arrived: 1, completed: 1, wip: 0, cases: 0, arrivedTotal: 1, completedTotal: 1 },
  ]);
});
