import { expect, it } from 'vitest';
import type { Measure } from '../../model/measure.ts';
import { HOUR, MINUTE } from '../../model/units.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { measures } from '../../server/analytics/measures.ts';
import { logOf, logOfEvents, type LogRow } from '../support/log.ts';
import { giveAnswers, times } from './answers.ts';

const scope = { process: 'log' };
const stages = [
  { name: 'Triage', waitLimitMs: 20 * MINUTE, activities: [{ name: 'Triage' }] },
  { name: 'Care', activities: [{ name: 'Treat' }, { name: 'Check' }] },
];
const measure = (more: Partial<Measure> & Pick<Measure, 'id' | 'of' | 'statistic'>): Measure => ({
  name: more.id,
  better: 'lower',
  ...more,
});

/** One case a week from Monday 5 January: arrives 08:00, waits 10, 20, … min for Triage, an hour for Treat. */
const monday = (week: number) => new Date(Date.UTC(2026, 0, 5 + 7 * week)).toISOString().slice(0, 10);
function weekly(count: number): LogRow[] {
  return Array.from({ length: count }, (_, week): LogRow[] => {
    const at = (minutes: number) =>
      `${monday(week)} ${String(8 + Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00`;
    const wait = 10 * (week + 1);
    const name = `C-${week}`;
    const arrival = at(0);
    return [
      { case: name, activity: 'Triage', start: at(wait), end: at(wait + 5), arrival },
      { case: name, activity: 'Treat', start: at(wait + 65), end: at(wait + 75), arrival },
      ...(week % 2 === 1 ? [{ case: name, activity: 'Treat', start: at(wait + 80), end: at(wait + 90), arrival }] : []),
    ];
  }).flat();
}

async function asked(list: Measure[], more: object = {}, params: object = {}) {
  const log = await logOfEvents(weekly(8), {
    blueprint: { stages, measures: list, handOvers: [{ from: 'Triage', to: 'Treat', limitMs: 30 * MINUTE }] },
    cutOffMs: HOUR,
  });
  const { rows } = await ask(log, measures, { ...scope, ...more }, { ...params });
  return rows;
}

it('measures waits, times, hand-overs, shares and losses over the scope', async () => {
  const rows = await asked(
    [
      measure({ id: 'throughput', of: 'throughput', statistic: 'median' }),
      measure({ id: 'within', of: 'throughput', statistic: 'share-within', limitMs: 2 * HOUR, better: 'higher' }),
      measure({ id: 'wait', of: 'stage-wait', where: { stage: 'Triage' }, statistic: 'median', target: 30 * MINUTE }),
      measure({ id: 'waited', of: 'stage-wait', where: { stage: 'Triage' }, statistic: 'share-within', better: 'higher' }),
      measure({ id: 'stay', of: 'stage-time', where: { stage: 'Care' }, statistic: 'p90' }),
      measure({ id: 'hand', of: 'hand-over', where: { from: 'Triage', to: 'Treat' }, statistic: 'mean' }),
      measure({ id: 'hand-stage', of: 'hand-over', where: { from: 'Triage', to: 'Care' }, statistic: 'mean' }),
      measure({ id: 'work', of: 'processing', where: { activity: 'Treat' }, statistic: 'sum' }),
      measure({ id: 'with', of: 'cases-with', where: { activity: 'Treat' }, statistic: 'share' }),
      measure({ id: 'again', of: 'rework', where: { activity: 'Treat' }, statistic: 'share' }),
      measure({ id: 'again-any', of: 'rework', statistic: 'count' }),
      measure({ id: 'lost', of: 'lost-hours', where: { from: 'Triage', to: 'Treat' }, statistic: 'sum' }),
      measure({ id: 'lost-stage', of: 'lost-hours', where: { stage: 'Triage' }, statistic: 'sum' }),
      measure({ id: 'came', of: 'arrivals', statistic: 'count' }),
      measure({ id: 'nowhere', of: 'stage-wait', where: { stage: 'Elsewhere' }, statistic: 'median' }),
    ],
    { state: 'all' },
  );
  const value = Object.fromEntries(rows.map((row) => [row.measure, [row.value, row.n, row.unit]]));
  // TT: 85 + w, and 15 more in every second week
  expect(value.throughput).toEqual([127.5 * MINUTE, 8, 'ms']);
  expect(value.within).toEqual([3 / 8, 8, 'share']);
  expect(value.wait).toEqual([45 * MINUTE, 8, 'ms']);
  expect(value.waited).toEqual([2 / 8, 8, 'share']);
  expect(value.stay).toEqual([85 * MINUTE, 8, 'ms']);
  expect(value.hand).toEqual([60 * MINUTE, 8, 'ms']);
  expect(value['hand-stage']).toEqual([60 * MINUTE, 8, 'ms']);
  expect(value.work).toEqual([120 * MINUTE, 12, 'ms']);
  expect(value.with).toEqual([1, 8, 'share']);
  expect(value.again).toEqual([0.5, 8, 'share']);
  expect(value['again-any']).toEqual([4, 8, 'count']);
  expect(value.lost).toEqual([4 * HOUR, 8, 'ms']);
  expect(value['lost-stage']).toEqual([(10 + 20 + 30 + 40 + 50 + 60) * MINUTE, 8, 'ms']);
  expect(value.came).toEqual([8, 8, 'count']);
  expect(value.nowhere).toEqual([null, 0, 'ms']);
  expect(rows[2]).toMatchObject({ name: 'wait', target: 30 * MINUTE, better: 'lower' });
});

it('draws whole weeks up to the end of the scope, over the scope without its period', async () => {
  const list = [
    measure({ id: 'wait', of: 'stage-wait', where: { stage: 'Triage' }, statistic: 'median' }),
    measure({ id: 'came', of: 'arrivals', statistic: 'count' }),
  ];
  const [wait, came] = await asked(list);
  // the data begin on Monday at 08:10 and end on the Monday of the eighth week: six whole weeks
  expect(wait?.series).toMatchObject(
    [1, 2, 3, 4, 5, 6].map((week) => ({ bucket: monday(week), whole: true, value: 10 * (week + 1) * MINUTE, n: 1 })),
  );
  expect(came?.series.map(({ value }) => value)).toEqual([1, 1, 1, 1, 1, 1]);
  const [early] = await asked(list, { period: { from: monday(3), to: monday(4) } }, { weeks: 2 });
  expect(early).toMatchObject({
    value: 40 * MINUTE,
    n: 1,
    series: [
      { bucket: monday(2), value: 30 * MINUTE },
      { bucket: monday(3), value: 40 * MINUTE },
    ],
  });
});

it('leaves a week without an occurrence unknown, and nothing of a count', async () => {
  const rows = weekly(8).filter(({ case: name }) => name !== 'C-3');
  const log = await logOfEvents(rows, {
    blueprint: {
      stages,
      measures: [
        measure({ id: 'wait', of: 'stage-wait', where: { stage: 'Triage' }, statistic: 'median' }),
        measure({ id: 'came', of: 'arrivals', statistic: 'count' }),
      ],
    },
  });
  const {
    rows: [wait, came],
  } = await ask(log, measures, scope);
  expect(wait?.series[2]).toMatchObject({ bucket: monday(3), whole: true, value: null, n: 0 });
  expect(came?.series[2]).toMatchObject({ bucket: monday(3), whole: true, value: 0, n: 0 });
});

it('counts what is open at the end of the scope and of each week', async () => {
  const log = await logOfEvents(
    [
      { case: 'C-1', activity: 'A', end: '2026-01-05 08:00:00' },
      { case: 'C-1', activity: 'Close', end: '2026-01-21 08:00:00' },
      { case: 'C-2', activity: 'A', end: '2026-01-13 08:00:00' },
      { case: 'C-2', activity: 'Close', end: '2026-01-14 08:00:00' },
      { case: 'C-3', activity: 'A', end: '2026-01-27 08:00:00' },
      { case: 'C-3', activity: 'A', end: '2026-02-10 08:00:00' },
    ],
    { blueprint: { endActivities: ['Close'], measures: [measure({ id: 'open', of: 'open', statistic: 'count' })] }, cutOffMs: 1000 * HOUR },
  );
  const [now] = (await ask(log, measures, scope)).rows;
  expect(now).toMatchObject({ value: 1, n: 1 });
  expect(now?.series.map(({ bucket, value }) => [bucket, value])).toEqual([
    ['2026-01-12', 1],
    ['2026-01-19', 0],
    ['2026-01-26', 1],
    ['2026-02-02', 1],
  ]);
  const [then] = (await ask(log, measures, { ...scope, period: { from: '2026-01-12', to: '2026-01-19' } })).rows;
  expect(then).toMatchObject({ value: 1, series: [{ bucket: '2026-01-12', value: 1 }] });
});

it('gives a process without measures those every process gets, a score only where someone answered', async () => {
  const plain = await logOf({
    'C-1': [
      ['A', 0, 10],
      ['A', 5, 5],
    ],
    'C-2': [['A', 0, 30]],
  });
  const rows = (await ask(plain, measures, { ...scope, state: 'all' })).rows;
  expect(rows.map((row) => [row.measure, row.value, row.n])).toEqual([
    ['time-median', 25 * MINUTE, 2],
    ['time-p90', 29 * MINUTE, 2],
    ['cases', 2, 2],
    ['open', 1, 1],
    ['rework', 0.5, 2],
  ]);
  await giveAnswers(plain, times(10, { case: 'C-1', score: 5 }));
  expect((await ask(plain, measures, scope)).rows.at(-1)).toMatchObject({
    measure: 'score',
    of: 'score',
    value: 100,
    n: 10,
    unit: 'score',
  });
});
