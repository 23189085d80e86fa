import fc from '../support/laws.ts';
import { expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../model/units.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { oneCase } from '../../server/analytics/case.ts';
import { cases } from '../../server/analytics/cases.ts';
import { summary } from '../../server/analytics/summary.ts';
import { throughput } from '../../server/analytics/throughput.ts';
import { variants } from '../../server/analytics/variants.ts';
import { logOf, logOfEvents, minuteOfLog } from '../support/log.ts';
import { giveAnswers, times } from './answers.ts';

const scope = { process: 'log' };
const all = { ...scope, state: 'all' } as const;

it('sums up a log', async () => {
  const log = await logOfEvents(
    [
      { case: 'C-1', activity: 'A', start: '09:00', end: '09:10', resource: 'ann' },
      { case: 'C-1', activity: 'B', start: '09:30', end: '09:40', resource: 'bob' },
      { case: 'C-1', activity: 'B', end: '09:40', resource: 'bob' },
      { case: 'C-2', activity: 'A', start: '10:00', end: '10:30' },
    ],
    { blueprint: { stages: [{ name: 'One', activities: [{ name: 'A' }] }] }, cutOffMs: 40 * MINUTE },
  );
  expect((await ask(log, summary, scope)).rows).toEqual([
    {
      cases: 2,
      completeCases: 1,
      openCases: 1,
      events: 4,
      steps: 4,
      activities: 2,
      variants: 2,
      resources: 2,
      firstAt: '2026-01-05T09:00:00.000Z',
      lastAt: '2026-01-05T10:30:00.000Z',
      endOfData: '2026-01-05T10:30:00.000Z',
      medianThroughputMs: 40 * MINUTE,
      p90ThroughputMs: 40 * MINUTE,
      throughputCases: 1,
      medianDeliveryMs: 40 * MINUTE,
      p90DeliveryMs: 40 * MINUTE,
      deliveryCases: 1,
      waitingShare: 0.5,
      reworkedCases: 1,
      measuredShare: 0.75,
      unplacedSteps: 2,
      answers: 0,
      cutOffMs: 40 * MINUTE,
    },
  ]);
  expect((await ask(log, summary, { ...scope, period: { from: '2020-01-01', to: '2020-02-01' } })).rows[0]).toMatchObject({
    cases: 0,
    events: 0,
    steps: 0,
    medianThroughputMs: null,
    waitingShare: null,
    measuredShare: null,
    firstAt: null,
  });
});

it('ranks variants by cases, with shares that add up and the names of their activities', async () => {
  const log = await logOf({
    'C-1': [
      ['A', 0, 10],
      ['B', 10, 10],
    ],
    'C-2': [['A', 0, 10]],
    'C-3': [
      ['A', 0, 20],
      ['B', 20, 20],
    ],
    'C-4': [
      ['B', 0, 10],
      ['A', 0, 10],
    ],
  });
  await giveAnswers(log, times(10, { case: 'C-1', score: 5 }));
  const answer = await ask(log, variants, all);
  expect(answer.n).toBe(3);
  expect(
    answer.rows.map(({ activities, steps, cases: n, share, coverage, medianThroughputMs }) => [
      activities,
      steps,
      n,
      share,
      coverage,
      medianThroughputMs,
    ]),
  ).toEqual([
    [['A', 'B'], 2, 2, 0.5, 0.5, 45 * MINUTE],
    [['A'], 1, 1, 0.25, 0.75, 10 * MINUTE],
    [['B', 'A'], 2, 1, 0.25, 1, 20 * MINUTE],
  ]);
  // ten answers of one case are one answer about it
  expect(answer.rows[0]).toMatchObject({ score: null, answers: 1 });
  const second = await ask(log, variants, all, { limit: 1, offset: 1 });
  expect(second).toMatchObject({ n: 3, rows: [{ activities: ['A'], coverage: 0.75 }] });
});

it('lists cases in the order asked for, those without a value last', async () => {
  const log = await logOfEvents([
    { case: 'C-1', activity: 'A', start: '09:00', end: '09:30', attributes: { Ward: 'North', Age: 30 } },
    { case: 'C-2', activity: 'A', start: '09:00', end: '10:00' },
    { case: 'C-3', activity: 'A', start: '09:00', end: '09:30', resource: 'ann' },
    { case: 'C-3', activity: 'B', start: '09:40', end: '09:50', resource: 'bob' },
  ]);
  await giveAnswers(log, [
    { case: 'C-2', score: 4 },
    { case: 'C-3', score: 2 },
  ]);
  const order = async (params: object) => (await ask(log, cases, scope, { ...params })).rows.map((row) => row.case);
  expect(await order({})).toEqual(['C-2', 'C-3', 'C-1']);
  expect(await order({ sort: 'score' })).toEqual(['C-2', 'C-3', 'C-1']);
  expect(await order({ sort: 'score', order: 'asc' })).toEqual(['C-3', 'C-2', 'C-1']);
  expect(await order({ sort: 'processingMs', order: 'asc' })).toEqual(['C-1', 'C-3', 'C-2']);
  const page = await ask(log, cases, scope, { sort: 'case', order: 'asc', limit: 1 });
  expect(page.n).toBe(3);
  expect(page.rows).toEqual([
    {
      case: 'C-1',
      arrivedAt: '2026-01-05T09:00:00.000Z',
      deliveredAt: '2026-01-05T09:30:00.000Z',
      lastAt: '2026-01-05T09:30:00.000Z',
      complete: true,
      variant: 1,
      steps: 1,
      throughputMs: 30 * MINUTE,
      deliveryMs: 30 * MINUTE,
      processingMs: 30 * MINUTE,
      waitingMs: 0,
      rework: 0,
      handovers: 0,
      score: null,
      attributes: { Ward: 'North', Age: 30 },
    },
  ]);
  await expect(ask(log, cases, scope, { sort: 'colour' })).rejects.toMatchObject({ code: 'bad_request', field: 'sort' });
});

it('shows one case whole, whatever the scope, with its answers', async () => {
  const log = await logOfEvents([
    { case: 'C-1', activity: 'A', start: '09:00', end: '09:30', resource: 'ann', team: 'desk' },
    { case: 'C-1', activity: 'B', start: '09:40' },
  ]);
  await giveAnswers(log, [{ case: 'C-1', score: 4, stage: 'One' }]);
  const answer = await ask(log, oneCase, { ...scope, period: { from: '2020-01-01', to: '2020-01-02' } }, { case: 'C-1' });
  expect(answer.rows).toEqual([
    {
      position: 1,
      activity: 'A',
      stage: 'Unplaced',
      resource: 'ann',
      team: 'desk',
      startedAt: '2026-01-05T09:00:00.000Z',
      completedAt: '2026-01-05T09:30:00.000Z',
      enabledAt: '2026-01-05T09:00:00.000Z',
      waitingMs: 0,
      processingMs: 30 * MINUTE,
      gapMs: 10 * MINUTE,
      parallel: false,
      visit: 1,
      measured: true,
    },
    {
      position: 2,
      activity: 'B',
      stage: 'Unplaced',
      resource: null,
      team: null,
      startedAt: '2026-01-05T09:40:00.000Z',
      completedAt: null,
      enabledAt: '2026-01-05T09:30:00.000Z',
      waitingMs: 10 * MINUTE,
      processingMs: null,
      gapMs: null,
      parallel: false,
      visit: 1,
      measured: false,
    },
  ]);
  expect(answer.about).toMatchObject({
    case: 'C-1',
    steps: 2,
    throughputMs: 40 * MINUTE,
    score: null,
    answers: [{ instrument: 'csat', score: 4, scaleMin: 1, scaleMax: 5, stage: 'One', linkMethod: 'case' }],
  });
  await expect(ask(log, oneCase, scope, { case: 'C-9' })).rejects.toMatchObject({ code: 'unknown_case', status: 404 });
  await expect(ask(log, oneCase, scope)).rejects.toMatchObject({ code: 'bad_request', field: 'case' });
});

it('spreads the time of cases over bars a person can read, without gaps', async () => {
  const minutes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 90];
  const log = await logOf(Object.fromEntries(minutes.map((length, at) => [`C-${at}`, [['A', 0, length]] as const])));
  const [row] = (await ask(log, throughput, all)).rows;
  expect(row).toMatchObject({
    n: 10,
    minMs: MINUTE,
    p25Ms: 3.25 * MINUTE,
    medianMs: 5.5 * MINUTE,
    meanMs: 13.5 * MINUTE,
    p75Ms: 7.75 * MINUTE,
    maxMs: 90 * MINUTE,
  });
  expect(row?.p90Ms).toBeCloseTo(17.1 * MINUTE, 6);
  // the 95th percentile, 53.6 min, lies within thirty bars of 2 min; the last bar is open
  expect(row?.histogram[0]).toEqual({ fromMs: 0, toMs: 2 * MINUTE, cases: 1 });
  expect(row?.histogram.at(-1)).toEqual({ fromMs: HOUR, toMs: null, cases: 1 });
  expect(row?.histogram.reduce((sum, bar) => sum + bar.cases, 0)).toBe(10);
  row?.histogram.forEach((bar, at) => expect(bar.fromMs).toBe(at * 2 * MINUTE));
  expect((await ask(log, throughput, { ...scope, period: { from: '2020-01-01', to: '2020-01-02' } })).rows).toEqual([
    { n: 0, minMs: null, p25Ms: null, medianMs: null, meanMs: null, p75Ms: null, p90Ms: null, p95Ms: null, maxMs: null, histogram: [] },
  ]);
});

it('sorts by an attribute, finds by a part of the id, and refuses what is no field of a case', async () => {
  const log = await logOfEvents([
    { case: 'B-10', activity: 'A', start: '09:00', end: '09:10', attributes: { Ward: 'North', Age: 30 } },
    { case: 'a-10', activity: 'A', start: '10:00', end: '10:30', attributes: { Ward: 'East' } },
    { case: 'C-2', activity: 'A', start: '11:00', end: '11:20', attributes: { Ward: 'East', Age: 7 } },
    { case: '100%_', activity: 'A', start: '12:00', end: '12:05', attributes: { Age: 41 } },
  ]);
  const listed = async (params: Record<string, unknown>) => (await ask(log, cases, all, params)).rows.map((row) => row.case);
  expect(await listed({ sort: 'attribute:Ward', order: 'asc' })).toEqual(['C-2', 'a-10', 'B-10', '100%_']);
  expect(await listed({ sort: 'attribute:Age', order: 'desc' })).toEqual(['100%_', 'B-10', 'C-2', 'a-10']);
  expect(await listed({ sort: 'attribute:Age', order: 'desc', limit: 2, offset: 1 })).toEqual(['B-10', 'C-2']);
  expect(await listed({ sort: 'case', order: 'asc', search: '-10' })).toEqual(['B-10', 'a-10']);
  expect(await listed({ sort: 'case', order: 'asc', search: 'B-1' })).toEqual(['B-10']);
  expect(await listed({ sort: 'case', order: 'asc', search: 'b-1' })).toEqual(['B-10']);
  // a sign that patterns give a meaning is only itself
  expect(await listed({ search: '%' })).toEqual(['100%_']);
  expect((await ask(log, cases, all, { search: '10', limit: 1 })).n).toBe(3);
  await expect(ask(log, cases, all, { sort: 'attribute:Nothing' })).rejects.toMatchObject({ code: 'bad_request', field: 'sort' });
  await expect(ask(log, cases, all, { sort: 'constructor' })).rejects.toMatchObject({ code: 'bad_request', field: 'sort' });
});

it('gives a case the place and the neighbours it has in the list, whatever the sort', async () => {
  const trace = fc.record({ wait: fc.integer({ min: 0, max: 3 }), age: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }) });
  const law = fc.asyncProperty(fc.array(trace, { minLength: 1, maxLength: 7 }), fc.constantFrom('asc', 'desc'), async (traces, order) => {
    const log = await logOfEvents(
      traces.flatMap(({ wait, age }, at) => [
        {
          case: `C-${at}`,
          activity: 'A',
          start: '09:00',
          end: '09:10',
          attributes: { Zero: 0, ...(age === undefined ? {} : { Age: age }) },
        },
        {
          case: `C-${at}`,
          activity: 'B',
          start: minuteOfLog(560 + wait),
          end: minuteOfLog(570 + wait),
          attributes: { Zero: 0, ...(age === undefined ? {} : { Age: age }) },
        },
      ]),
    );
    for (const sort of ['throughputMs', 'case', 'score', ...(traces.some(({ age }) => age !== undefined) ? ['attribute:Age'] : [])]) {
      const list = (await ask(log, cases, all, { sort, order })).rows.map((row) => row.case);
      for (const [at, name] of list.entries()) {
        const { about } = await ask(log, oneCase, all, { case: name, sort, order });
        expect(about?.place, `${sort} ${order} ${name}`).toEqual({
          position: at + 1,
          n: list.length,
          previous: list[at - 1] ?? null,
          next: list[at + 1] ?? null,
        });
      }
    }
  });
  await fc.assert(law, { numRuns: 3 });
});

it('has no place in a list that does not hold it', async () => {
  const log = await logOf({ 'C-1': [['A', 0, 10]], 'C-2': [['A', 0, 20]] });
  expect(
    (await ask(log, oneCase, { ...scope, period: { from: '2020-01-01', to: '2020-02-01' } }, { case: 'C-1' })).about?.place,
  ).toBeNull();
  expect((await ask(log, oneCase, all, { case: 'C-1', search: '2' })).about?.place).toBeNull();
  expect((await ask(log, oneCase, all, { case: 'C-2', search: '2' })).about?.place).toEqual({
    position: 1,
    n: 1,
    previous: null,
    next: null,
  });
});
