import { expect, it } from 'vitest';
import { addDays } from '../../model/calendar.ts';
import type { MeasureDecisions } from '../../model/chart-decision.ts';
import type { Measure } from '../../model/measure.ts';
import { MINUTE } from '../../model/units.ts';
import { ask, type ProcessContext } from '../../server/analytics/analytic.ts';
import { controlChart } from '../../server/analytics/control-chart.ts';
import { measures } from '../../server/analytics/measures.ts';
import { logOfEvents, type Log, type LogRow } from '../support/log.ts';

const scope = { process: 'log' };
const wait: Measure = {
  id: 'wait',
  name: 'Wait',
  of: 'hand-over',
  where: { from: 'A', to: 'B' },
  statistic: 'median',
  better: 'lower',
  target: 30 * MINUTE,
};
const share: Measure = {
  ...wait,
  id: 'in-time',
  name: 'In time',
  statistic: 'share-within',
  limitMs: 18 * MINUTE,
  better: 'higher',
  target: 0.5,
};

/** Two cases every day at 22:30 and 23:30 UTC, from Thursday 1 January, each with its wait in minutes. */
function daily(waits: readonly number[]): LogRow[] {
  const time = (day: number, minutes: number) =>
    new Date(Date.parse(`${addDays('2026-01-01', day)}T00:00:00Z`) + minutes * MINUTE).toISOString().replace('T', ' ').replace('Z', '');
  return waits.flatMap((minutes, day) =>
    [22.5 * 60, 23.5 * 60].flatMap((start, at): LogRow[] => [
      { case: `${String(day)}-${String(at)}`, activity: 'A', start: time(day, start - minutes - 5), end: time(day, start - minutes) },
      { case: `${String(day)}-${String(at)}`, activity: 'B', start: time(day, start), end: time(day, start + 5) },
    ]),
  );
}
/** Around 15 minutes: the medians of weeks are 15 and 16 by turns. */
const calm = (count: number) =>
  Array.from({ length: count }, (_, at) => 15 + ([0, -5, 5, 0, -3, 3, 0][at % 7] ?? 0) + (Math.floor((at + 3) / 7) % 2));
const logged = (waits: readonly number[], zone = 'UTC') =>
  logOfEvents(daily(waits), { blueprint: { measures: [wait, share] }, cutOffMs: 24 * 60 * MINUTE, zone });
const asked = (log: Log, params: Record<string, unknown> = {}, more: Partial<ProcessContext> = {}, period: object = {}) =>
  ask({ session: log.session, process: { ...log.process, ...more } }, controlChart, { ...scope, ...period }, params);

it('draws the first measure per week, and per day or month of the zone of the process', async () => {
  const log = await logged(calm(120));
  const week = await asked(log);
  expect(week.about).toMatchObject({
    measure: 'wait',
    unit: 'ms',
    better: 'lower',
    target: 30 * MINUTE,
    per: 'week',
    kind: 'xmr',
    words: 'Steady, reliably meets target',
    assurance: 'always',
  });
  // from Monday 5 January; the data end in the week of 27 April
  expect(week.rows[0]).toMatchObject({ bucket: '2026-01-05', whole: true, n: 14 });
  expect(week.rows.at(-1)).toMatchObject({ bucket: '2026-04-27', whole: false, signal: null });
  const month = await asked(log, { per: 'month' });
  expect(month.rows.map(({ bucket, whole, n }) => [bucket, whole, n])).toEqual([
    ['2026-02-01', true, 56],
    ['2026-03-01', true, 62],
    ['2026-04-01', false, 60],
  ]);
  expect(month.about).toMatchObject({ kind: 'run', variation: null, words: '2 months so far; limits from 12' });
  const day = await asked(log, { per: 'day', points: 10 });
  expect(day.rows.map(({ value }) => (value ?? 0) / MINUTE)).toEqual(calm(120).slice(-day.rows.length));
  expect(day.rows.filter(({ whole }) => whole)).toHaveLength(10);
  // the wait that ends at 23:30 in London's winter ends the next day in Berlin
  const berlin = await asked(await logged(calm(30), 'Europe/Berlin'), { per: 'day', points: 5 });
  const [one = 0, other = 0] = calm(30).slice(-6);
  expect(berlin.rows[0]).toMatchObject({ n: 2, value: ((one + other) / 2) * MINUTE });
});

it('takes shares by p’, and any measure that is written down', async () => {
  const log = await logged([...calm(182), ...Array.from({ length: 21 }, () => 20)]);
  const { about, rows } = await asked(log, { measure: 'in-time' });
  expect(about).toMatchObject({ kind: 'p-prime', variation: 'concern', unit: 'share' });
  expect(rows.filter(({ whole }) => whole).at(-1)).toMatchObject({ value: 0, low: expect.any(Number) as number });
  const other = await asked(log, { definition: JSON.stringify({ ...wait, id: 'slow', statistic: 'p90' }) });
  expect(other.about).toMatchObject({ measure: 'slow' });
  await expect(asked(log, { measure: 'wat' })).rejects.toMatchObject({ field: 'measure', message: 'There is no measure “wat”.' });
  await expect(asked(log, { baseFrom: '2026-03-01', baseTo: '2026-02-01' })).rejects.toMatchObject({ field: 'baseTo' });
});

it('locks its limits on a baseline, breaks the line only where a decision says so, and carries notes', async () => {
  const log = await logged([...calm(140), ...calm(140).map((minutes) => minutes - 6)]);
  const decided = (more: Partial<MeasureDecisions>): Partial<ProcessContext> => ({
    charts: { wait: { baseline: null, phases: [], notes: [], ...more } },
  });
  const plain = await asked(log);
  expect(new Set(plain.rows.map(({ phase }) => phase))).toEqual(new Set([0]));
  expect(plain.about).toMatchObject({ variation: 'improvement', baseline: { points: 24, locked: false } });
  const change = '2026-05-25';
  const phased = await asked(
    log,
    {},
    decided({ phases: [{ from: change, reason: 'A second nurse' }], notes: [{ on: '2026-05-27', text: 'Started' }] }),
  );
  expect(phased.rows.filter(({ phase }) => phase === 1)[0]).toMatchObject({ bucket: change, note: 'Started' });
  expect(phased.about).toMatchObject({ phases: [{ from: change, reason: 'A second nurse' }], mean: expect.any(Number) as number });
  expect((phased.about?.mean ?? 0) / MINUTE).toBeLessThan(10.1);
  const baseline = { from: '2026-01-05', to: '2026-03-30', per: 'week' as const, lockedAt: '2026-04-01T00:00:00.000Z' };
  const locked = await asked(log, {}, decided({ baseline }));
  expect(locked.about?.baseline).toEqual({ from: '2026-01-05', to: '2026-03-30', points: 12, locked: true });
  const short = await asked(log, { baseFrom: '2026-01-05', baseTo: '2026-01-26' });
  expect(short.about).toMatchObject({ kind: 'run', words: 'The baseline has 3 weeks; limits need 12' });
});

it('is what a tile says, and looks no further than the scope', async () => {
  const log = await logged([...calm(140), ...calm(140).map((minutes) => minutes - 6)]);
  const [tile] = (await ask(log, measures, scope, { weeks: 26 })).rows;
  const { about, rows } = await asked(log, { points: 26 });
  expect(tile).toMatchObject({
    chart: about?.kind,
    mean: about?.mean,
    low: about?.low,
    high: about?.high,
    variation: about?.variation,
    since: about?.since,
    foot: about?.words,
  });
  expect(tile?.series.map(({ bucket, value, signal, mean }) => [bucket, value, signal, mean])).toEqual(
    rows.filter(({ whole }) => whole).map(({ bucket, value, signal, mean }) => [bucket, value, signal, mean]),
  );
  const early = await asked(log, {}, {}, { period: { from: '2026-03-02', to: '2026-04-01' } });
  expect(early.rows.at(-1)).toMatchObject({ bucket: '2026-03-23', whole: true });
  expect(early.about?.variation).toBe('common');
});

it('answers a service without data', async () => {
  const log = await logged(calm(30));
  const { rows, about } = await asked(log, {}, { firstAt: null, endAt: null });
  expect([rows, about?.kind, about?.words]).toEqual([[], 'run', 'No week with a figure yet']);
});
