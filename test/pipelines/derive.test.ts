import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { logOf, logOfEvents, type Log, type LogRow } from '../support/log.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;

const steps = (log: Log) =>
  log.query(sql`
    SELECT a.name AS activity, strftime(started_at, '%H:%M') AS start, strftime(completed_at, '%H:%M') AS end, measured
    FROM step JOIN activity a ON a.id = step.activity
    ORDER BY case_key, position`);
const traces = async (log: Log) =>
  (
    await log.query<{ trace: string[] }>(sql`
    SELECT list(a.name ORDER BY position) AS trace FROM step JOIN activity a ON a.id = step.activity GROUP BY case_key ORDER BY case_key`)
  ).map((row) => row.trace.join(' '));
const pieces = (log: Log) =>
  log.query(sql`
    SELECT a.name AS activity, p.after_delivery AS after, sum(p.waiting_ms) / 60000 AS waiting, sum(p.processing_ms) / 60000 AS processing
    FROM piece p JOIN activity a ON a.id = p.activity
    GROUP BY ALL ORDER BY after, min(a.id)`);

it('gives the waits and gaps of the example with overlaps (DOMAIN.md section 2)', async () => {
  const log = await logOfEvents([
    { case: 'one', activity: 'A', start: '09:00', end: '12:00' },
    { case: 'one', activity: 'B', start: '09:30', end: '10:00' },
    { case: 'one', activity: 'C', start: '11:00', end: '11:30' },
    { case: 'one', activity: 'D', start: '13:00', end: '14:00' },
  ]);
  expect(await log.query(sql`SELECT position, waiting_ms, gap_ms, parallel FROM step ORDER BY position`)).toEqual([
    { position: 1, waitingMs: 0, gapMs: 0, parallel: true },
    { position: 2, waitingMs: 0, gapMs: HOUR, parallel: false },
    { position: 3, waitingMs: HOUR, gapMs: 1.5 * HOUR, parallel: false },
    { position: 4, waitingMs: HOUR, gapMs: null, parallel: false },
  ]);
  expect(await log.query(sql`SELECT throughput_ms, processing_ms, waiting_ms FROM case_fact`)).toEqual([
    { throughputMs: 5 * HOUR, processingMs: 4 * HOUR, waitingMs: HOUR },
  ]);
});

it('counts overlapping work once and never a negative wait (DOMAIN.md section 6)', async () => {
  const log = await logOfEvents([
    { case: 'one', activity: 'A', start: '09:00', end: '10:00' },
    { case: 'one', activity: 'B', start: '09:30', end: '11:00' },
    { case: 'one', activity: 'C', start: '12:00', end: '12:30' },
  ]);
  expect(await log.query(sql`SELECT throughput_ms, processing_ms FROM case_fact`)).toEqual([
    { throughputMs: 3.5 * HOUR, processingMs: 2.5 * HOUR },
  ]);
  expect((await log.query(sql`SELECT waiting_ms FROM step ORDER BY position`)).map((row) => row.waitingMs)).toEqual([0, 0, HOUR]);
});

it('gives every moment of the ribbon to one stage (the example of DOMAIN.md section 2)', async () => {
  const log = await logOfEvents(
    [
      { case: 'one', activity: 'A', start: '09:00', end: '09:10' },
      { case: 'one', activity: 'B', start: '09:30', end: '10:00' },
      { case: 'one', activity: 'M', start: '09:50', end: '10:20' },
      { case: 'one', activity: 'C', start: '10:30', end: '10:40' },
    ],
    {
      blueprint: {
        stages: [
          { name: 'Triage', activities: [{ name: 'A' }] },
          { name: 'Assess', activities: [{ name: 'B' }] },
          { name: 'Monitoring', parallel: true, activities: [{ name: 'M' }] },
          { name: 'Treat', activities: [{ name: 'C' }] },
        ],
      },
    },
  );
  expect(
    await log.query(sql`
      SELECT g.name AS stage, sum(waiting_ms) / 60000 AS waiting, sum(processing_ms) / 60000 AS processing
      FROM piece JOIN activity a ON a.id = piece.activity JOIN stage g ON g.id = a.stage
      GROUP BY g.id, g.name ORDER BY g.id`),
  ).toEqual([
    { stage: 'Triage', waiting: 0, processing: 10 },
    { stage: 'Assess', waiting: 20, processing: 30 },
    { stage: 'Monitoring', waiting: 0, processing: 20 },
    { stage: 'Treat', waiting: 10, processing: 10 },
  ]);
  expect(await log.query(sql`SELECT delivery_ms, throughput_ms, after_ms FROM case_fact`)).toEqual([
    { deliveryMs: 100 * MIN, throughputMs: 100 * MIN, afterMs: null },
  ]);
});

it('keeps a visit of a stage whole while a parallel stage runs beside it (the example of DOMAIN.md section 1)', async () => {
  const log = await logOfEvents(
    [
      { case: 'one', activity: 'Treat', start: '10:00', end: '10:20' },
      { case: 'one', activity: 'Observe', start: '10:20', end: '11:00' },
      { case: 'one', activity: 'Treat', start: '11:05', end: '11:15' },
    ],
    {
      blueprint: {
        stages: [
          { name: 'Treatment', waitLimitMs: HOUR, activities: [{ name: 'Treat' }] },
          { name: 'Monitoring', parallel: true, activities: [{ name: 'Observe' }] },
        ],
      },
    },
  );
  expect(
    await log.query(sql`SELECT stage, visit, position, processing_ms, gap_ms, next_stage, target_ms FROM stage_visit ORDER BY stage`),
  ).toEqual([
    { stage: 1, visit: 1, position: 1, processingMs: 30 * MIN, gapMs: 45 * MIN, nextStage: null, targetMs: HOUR },
    { stage: 2, visit: 1, position: 0, processingMs: 40 * MIN, gapMs: 0, nextStage: null, targetMs: null },
  ]);
});

it('pairs halves as the example of DOMAIN.md section 0: an early complete stays an instant', async () => {
  const log = await logOfEvents([
    { case: 'one', activity: 'A', end: '11:00', lifecycle: 'complete' },
    { case: 'one', activity: 'A', start: '10:00', lifecycle: 'START' },
    { case: 'one', activity: 'A', start: '09:00', lifecycle: 'Complete' },
    { case: 'one', activity: 'A', end: '08:00', lifecycle: 'schedule' },
    { case: 'two', activity: 'A', end: '08:00', lifecycle: 'schedule' },
  ]);
  expect(await steps(log)).toEqual([
    { activity: 'A', start: '09:00', end: '09:00', measured: false },
    { activity: 'A', start: '10:00', end: '11:00', measured: true },
  ]);
  expect(await log.query(sql`SELECT case_id FROM case_without_step`)).toEqual([{ caseId: 'two' }]);
});

it('pairs first in, first out, unless every half of the activity names its instance', async () => {
  const halves = (instances: readonly (string | undefined)[]) =>
    (['09:00', '09:10', '09:20', '09:30'] as const).map((end, at) => ({
      case: 'one',
      activity: 'A',
      end,
      lifecycle: at < 2 ? 'begin' : 'finished',
      instance: instances[at],
    }));
  const ends = async (instances: readonly (string | undefined)[]) =>
    (await steps(await logOfEvents(halves(instances)))).map((row) => `${String(row.start)}-${String(row.end)}`);
  expect(await ends([undefined, undefined, undefined, undefined])).toEqual(['09:00-09:20', '09:10-09:30']);
  expect(await ends(['x', 'y', 'y', 'x'])).toEqual(['09:00-09:30', '09:10-09:20']);
  expect(await ends(['x', 'y', 'y', undefined])).toEqual(['09:00-09:20', '09:10-09:30']);
  expect(await ends(['x', 'y', 'z', 'x'])).toEqual(['09:00-09:30', '09:10-null', '09:20-09:20']);
});

it('takes a start before a complete at the same moment, and a start without an end as not ended', async () => {
  const log = await logOfEvents([
    { case: 'one', activity: 'A', end: '09:00', lifecycle: 'end' },
    { case: 'one', activity: 'A', end: '09:00', lifecycle: 'start' },
    { case: 'one', activity: 'B', end: '09:30', lifecycle: 'start' },
    { case: 'one', activity: 'C', start: '10:00' },
    { case: 'one', activity: 'D', end: '10:30' },
    { case: 'one', activity: 'E', start: '11:00', end: '11:10', lifecycle: 'complete' },
  ]);
  expect(await steps(log)).toEqual([
    { activity: 'A', start: '09:00', end: '09:00', measured: true },
    { activity: 'B', start: '09:30', end: null, measured: false },
    { activity: 'C', start: '10:00', end: null, measured: false },
    { activity: 'D', start: '10:30', end: '10:30', measured: false },
    { activity: 'E', start: '11:00', end: '11:10', measured: true },
  ]);
  expect(
    (await log.query(sql`SELECT processing_ms, gap_ms FROM step ORDER BY position`)).map((row) => [row.processingMs, row.gapMs]),
  ).toEqual([
    [0, 30 * MIN],
    [null, null],
    [null, null],
    [0, 30 * MIN],
    [10 * MIN, null],
  ]);
});

it('orders by start, then end, then place in the source', async () => {
  const log = await logOfEvents([
    { case: 'one', activity: 'Z', start: '09:00', end: '09:00' },
    { case: 'one', activity: 'A', start: '09:00', end: '09:00' },
    { case: 'one', activity: 'Long', start: '09:00', end: '10:00' },
    { case: 'one', activity: 'M', start: '09:00', end: '09:00' },
    { case: 'one', activity: 'Micro', start: '08:59:59.999999', end: '10:00' },
  ]);
  expect(await traces(log)).toEqual(['Micro Z A M Long']);
});

it('sets notes aside in waits and gaps, and keeps them in the trace', async () => {
  const log = await logOfEvents(
    [
      { case: 'one', activity: 'A', start: '09:00', end: '09:10' },
      { case: 'one', activity: 'Status', end: '09:20' },
      { case: 'one', activity: 'B', start: '09:40', end: '10:00' },
      { case: 'one', activity: 'Status', end: '10:30' },
    ],
    { blueprint: { stages: [{ name: 'All', activities: [{ name: 'A' }, { name: 'B' }, { name: 'Status', note: true }] }] } },
  );
  expect(await traces(log)).toEqual(['A Status B Status']);
  expect(
    await log.query(sql`SELECT waiting_ms / 60000 AS waiting, gap_ms / 60000 AS gap, next_activity, gap_to FROM step ORDER BY position`),
  ).toEqual([
    { waiting: 0, gap: 30, nextActivity: 2, gapTo: 3 },
    { waiting: 0, gap: null, nextActivity: 3, gapTo: null },
    { waiting: 30, gap: null, nextActivity: 2, gapTo: null },
    { waiting: 0, gap: null, nextActivity: null, gapTo: null },
  ]);
  expect(await log.query(sql`SELECT processing_ms, gap_ms FROM stage_visit`)).toEqual([{ processingMs: 30 * MIN, gapMs: 30 * MIN }]);
  expect(await pieces(log)).toEqual([
    { activity: 'A', after: false, waiting: 0, processing: 10 },
    { activity: 'Status', after: false, waiting: 30, processing: 0 },
    { activity: 'B', after: false, waiting: 30, processing: 20 },
  ]);
});

it('ends the first ribbon at delivery, and begins the second there', async () => {
  const log = await logOfEvents(
    [
      { case: 'one', activity: 'Treat', start: '09:00', end: '09:10', arrival: '08:50' },
      { case: 'one', activity: 'Bill', start: '09:20', end: '09:25' },
      { case: 'one', activity: 'Leave', start: '09:30', end: '09:40' },
      { case: 'one', activity: 'Bill', start: '09:35', end: '09:45' },
      { case: 'one', activity: 'Paid', end: '10:00' },
      { case: 'two', activity: 'Bill', start: '09:00', end: '10:00' },
    ],
    {
      blueprint: {
        stages: [
          { name: 'Care', activities: [{ name: 'Treat' }, { name: 'Leave' }] },
          { name: 'Billing', afterDelivery: true, activities: [{ name: 'Bill' }, { name: 'Paid' }] },
        ],
      },
    },
  );
  expect(
    await log.query(
      sql`SELECT delivery_ms / 60000 AS delivery, after_ms / 60000 AS after, throughput_ms / 60000 AS throughput FROM case_fact ORDER BY case_key`,
    ),
  ).toEqual([
    { delivery: 50, after: 20, throughput: 70 },
    { delivery: null, after: null, throughput: 60 },
  ]);
  expect(await pieces(log)).toEqual([
    { activity: 'Treat', after: false, waiting: 10, processing: 10 },
    { activity: 'Leave', after: false, waiting: 20, processing: 10 },
    { activity: 'Bill', after: true, waiting: 0, processing: 5 },
    { activity: 'Paid', after: true, waiting: 15, processing: 0 },
  ]);
});

it('counts rework, hand-overs between known people, and what ends a case', async () => {
  const log = await logOfEvents(
    [
      { case: 'one', activity: 'A', end: '09:00', resource: 'Ann' },
      { case: 'one', activity: 'A', end: '09:10', resource: 'Ben' },
      { case: 'one', activity: 'B', end: '09:20' },
      { case: 'one', activity: 'A', end: '09:30', resource: 'Ben', arrival: '09:20' },
      { case: 'one', activity: 'B', end: '09:40', resource: 'Ben' },
    ],
    { blueprint: { endActivities: ['B'] } },
  );
  expect(await log.query(sql`SELECT rework, handovers, ended, arrival_known, steps FROM case_fact`)).toEqual([
    { rework: 3, handovers: 1, ended: true, arrivalKnown: false, steps: 5 },
  ]);
  expect(
    (await log.query(sql`SELECT visit, first_of_edge FROM step ORDER BY position`)).map((row) => [row.visit, row.firstOfEdge]),
  ).toEqual([
    [1, true],
    [2, true],
    [1, true],
    [3, false],
    [2, true],
  ]);
});

it('has no time out of a visit whose last step has not ended', async () => {
  const rows = (more: LogRow[]) => [
    { case: 'one', activity: 'A', start: '09:00', end: '09:10' },
    { case: 'one', activity: 'B', start: '09:30' },
    { case: 'one', activity: 'C', start: '10:00', end: '10:10' },
    ...more,
  ];
  const blueprint = {
    stages: [
      { name: 'First', activities: [{ name: 'A' }, { name: 'B' }] },
      { name: 'Then', activities: [{ name: 'C' }, { name: 'D' }] },
      { name: 'Last', activities: [{ name: 'E' }] },
    ],
  };
  const leads = async (log: Log) =>
    (await log.query(sql`SELECT next_gap_ms FROM stage_visit ORDER BY position`)).map(({ nextGapMs }) => nextGapMs);
  expect(await leads(await logOfEvents(rows([{ case: 'one', activity: 'E', end: '10:30' }]), { blueprint }))).toEqual([
    null,
    20 * MIN,
    null,
  ]);
  // the same where steps overlap
  const tangled = rows([
    { case: 'one', activity: 'D', start: '10:05', end: '10:20' },
    { case: 'one', activity: 'E', end: '10:30' },
  ]);
  expect(await leads(await logOfEvents(tangled, { blueprint }))).toEqual([null, 10 * MIN, null]);
});

it('keeps an attribute of the case when its rows agree, and calls the others attributes of the event', async () => {
  const log = await logOfEvents([
    { case: 'one', activity: 'A', end: '09:00', attributes: { channel: 'web', amount: 2, urgent: true } },
    { case: 'one', activity: 'B', end: '09:10', attributes: { channel: 'web', amount: 3 } },
    { case: 'two', activity: 'A', end: '09:00', attributes: { channel: 'desk', amount: 5 } },
  ]);
  expect(await log.query(sql`SELECT name, level FROM attribute ORDER BY id`)).toEqual([
    { name: 'channel', level: 'case' },
    { name: 'amount', level: 'event' },
    { name: 'urgent', level: 'case' },
  ]);
  expect(await log.query(sql`SELECT a1, a2, a3 FROM case_fact ORDER BY case_key`)).toEqual([
    { a1: 'web', a2: null, a3: true },
    { a1: 'desk', a2: 5, a3: null },
  ]);
});

it('takes the p95 of all hand-over times as cut-off, rounded up to a minute, and ends the data no later than now', async () => {
  const log = await logOf({
    one: [
      ['A', 0, 1],
      ['B', 10.5, 1],
      ['C', 10.5, 1],
    ],
    two: [['A', 0, 1]],
  });
  expect(log.process.cutOffMs).toBe(11 * MIN);
  expect(log.process).toMatchObject({ dataVersion: 1, firstAt: '2026-01-05T09:00:00.000Z', endAt: '2026-01-05T09:24:00.000Z' });
  const early = await logOf(
    {
      one: [
        ['A', 0, 1],
        ['B', 60, 1],
      ],
    },
    { now: new Date('2026-01-05T09:30:00Z') },
  );
  expect(early.process.endAt).toBe('2026-01-05T09:30:00.000Z');
  expect((await logOf({ one: [['A', 0, 1]] })).process.cutOffMs).toBe(MIN);
});
