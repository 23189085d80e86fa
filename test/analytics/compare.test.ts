import { expect, it } from 'vitest';
import { addDays } from '../../model/calendar.ts';
import { DAY, MINUTE } from '../../model/units.ts';
import type { Scope } from '../../model/scope.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { compare } from '../../server/analytics/compare.ts';
import { contrastOf, shareOf } from '../../server/analytics/credible.ts';
import { logOfEvents, minuteOfLog, type Log, type LogRow } from '../support/log.ts';
import { giveAnswers } from './answers.ts';

type Values = Readonly<Record<string, string | number>>;

/** A case of two steps, so many minutes apart, each of ten minutes, with its attributes. */
const pair = (name: string, wait: number, attributes: Values, from = 'A', to = 'B'): LogRow[] => [
  { case: name, activity: from, start: minuteOfLog(600), end: minuteOfLog(610), attributes },
  { case: name, activity: to, start: minuteOfLog(610 + wait), end: minuteOfLog(620 + wait), attributes },
];

const only = (log: Log, value: string): Scope => ({
  process: log.process.id,
  filters: [{ kind: 'attribute' as const, name: 'Side', op: 'in' as const, values: [value] }],
  state: 'all' as const,
});
const rowOf = <R extends { kind: string; name: string; figure: string; statistic: string }>(
  rows: readonly R[],
  kind: string,
  figure: string,
  statistic = 'median',
): R => {
  const found = rows.find((row) => row.kind === kind && row.figure === figure && row.statistic === statistic);
  if (!found) throw new Error(`no ${kind} ${figure}`);
  return found;
};

it('compares medians by their order statistics: 25 waits of 30 to 54 minutes with 30 of 10 to 39', async () => {
  const log = await logOfEvents([
    ...Array.from({ length: 25 }, (_, at) => pair(`new-${at}`, 30 + at, { Side: 'new' })).flat(),
    ...Array.from({ length: 30 }, (_, at) => pair(`old-${at}`, 10 + at, { Side: 'old' })).flat(),
  ]);
  const { rows, about } = await ask(log, compare, only(log, 'new'), { against: 'where=Side:in:old&state=all' });
  // medians 42 and 24.5; places 7 and 17 of 25 from 0: 37 and 47; 9 and 20 of 30: 19 and 30
  const error = Math.hypot(10 / 3.92, 11 / 3.92) * MINUTE;
  const gap = rowOf(rows, 'hand-over', 'gap');
  expect(gap).toMatchObject({
    from: 'A',
    to: 'B',
    nOne: 25,
    nOther: 30,
    one: 42 * MINUTE,
    other: 24.5 * MINUTE,
    difference: 17.5 * MINUTE,
    credible: true,
  });
  expect(gap.low).toBeCloseTo(17.5 * MINUTE - 1.96 * error, 3);
  expect(gap.high).toBeCloseTo(17.5 * MINUTE + 1.96 * error, 3);
  expect(about).toMatchObject({ casesOne: 25, casesOther: 30, inBoth: 0, mix: [], covered: null });
  expect(gap).toMatchObject({ adjusted: null, covered: null, flips: false });
  // every case takes 20 minutes more than it waits; place 0.9 * 24 = 21.6 and 0.9 * 29 = 26.1 of the sorted waits
  expect(rowOf(rows, 'measure', 'throughput', 'p90')).toMatchObject({ one: (20 + 51.6) * MINUTE });
  expect(rowOf(rows, 'measure', 'throughput', 'p90').other).toBeCloseTo((20 + 36.1) * MINUTE, 6);
});

it('takes the times of open cases on the side whose scope asks for them, and there only', async () => {
  const open = (side: string) =>
    Array.from({ length: 20 }, (_, at) => ({
      case: `${side}-${at}`,
      activity: 'A',
      start: minuteOfLog(600),
      end: minuteOfLog(630 + at),
      attributes: { Side: side },
    }));
  const log = await logOfEvents(
    [...Array.from({ length: 25 }, (_, at) => pair(`old-${at}`, 10 + at, { Side: 'old' })).flat(), ...open('new'), ...open('mid')],
    { blueprint: { endActivities: ['B'] }, cutOffMs: DAY },
  );
  const times = async (scope: Omit<Scope, 'process'>, against: string) => {
    const { rows } = await ask(log, compare, { process: log.process.id, ...scope }, { against });
    const { nOne, nOther } = rowOf(rows, 'measure', 'throughput');
    return [nOne, nOther];
  };
  const side = (...values: string[]): Scope['filters'] => [{ kind: 'attribute', name: 'Side', op: 'in', values }];
  expect(await times({ state: 'open', filters: side('new') }, 'where=Side:in:old|mid')).toEqual([20, 25]);
  expect(await times({ filters: side('old', 'mid') }, 'where=Side:in:new&state=open')).toEqual([25, 20]);
  expect(await times({ state: 'open', filters: side('new') }, 'where=Side:in:old|mid&state=all')).toEqual([20, 45]);
  expect(await times({ filters: side('old', 'mid') }, 'where=Side:in:new')).toEqual([25, 0]);
});

it('adjusts nothing where no attribute makes strata', async () => {
  // thirteen values are too many for strata
  const some = (side: string, wait: number) =>
    Array.from({ length: 26 }, (_, at) => pair(`${side}-${at}`, wait + at, { Side: side, Room: `R-${at % 13}` })).flat();
  const log = await logOfEvents([...some('new', 30), ...some('old', 10)]);
  const { rows, about } = await ask(log, compare, only(log, 'new'), { against: 'where=Side:in:old&state=all' });
  expect(about).toMatchObject({ mix: [], covered: null });
  expect(rowOf(rows, 'hand-over', 'gap')).toMatchObject({ difference: 20 * MINUTE, adjusted: null, adjustedLow: null, covered: null });
});

it('says nothing of a difference below twenty a side, and gives the counts', async () => {
  const log = await logOfEvents([
    ...Array.from({ length: 19 }, (_, at) => pair(`new-${at}`, 100 + at, { Side: 'new' })).flat(),
    ...Array.from({ length: 30 }, (_, at) => pair(`old-${at}`, at, { Side: 'old' })).flat(),
  ]);
  const { rows } = await ask(log, compare, only(log, 'new'), { against: 'where=Side:in:old&state=all' });
  expect(rowOf(rows, 'hand-over', 'gap')).toMatchObject({
    nOne: 19,
    nOther: 30,
    one: 109 * MINUTE,
    difference: null,
    p: null,
    credible: false,
  });
});

it('compares shares with their usual error, and a path that only one side takes', async () => {
  const log = await logOfEvents([
    ...Array.from({ length: 40 }, (_, at) => pair(`new-${at}`, at % 7, { Side: 'new' }, 'A', at < 30 ? 'B' : 'C')).flat(),
    ...Array.from({ length: 50 }, (_, at) => pair(`old-${at}`, at % 7, { Side: 'old' })).flat(),
  ]);
  const { rows } = await ask(log, compare, only(log, 'new'), { against: 'where=Side:in:old&state=all' });
  const paths = rows.filter((row) => row.kind === 'hand-over' && row.figure === 'cases');
  expect(paths).toHaveLength(1);
  const error = Math.sqrt((0.75 * 0.25) / 40);
  expect(paths[0]).toMatchObject({ to: 'B', one: 0.75, other: 1, nOne: 40, nOther: 50, difference: -0.25, credible: true });
  expect(paths[0]?.low).toBeCloseTo(-0.25 - 1.96 * error, 9);
  const ways = rows.filter((row) => row.kind === 'variant');
  expect(ways.map((row) => [row.activities, row.one, row.other])).toEqual([
    [['A', 'B'], 0.75, 1],
    [['A', 'C'], 0.25, 0],
  ]);
});

it('turns round when the mix is made equal: slower for each kind, faster in all (Simpson)', async () => {
  const some = (side: string, kind: string, count: number, wait: number) =>
    Array.from({ length: count }, (_, at) => pair(`${side}-${kind}-${at}`, wait + at / 10, { Side: side, Kind: kind })).flat();
  // easy cases wait about 10, hard ones about 100; the new side has ten more minutes for either, and far more easy cases
  const log = await logOfEvents([
    ...some('new', 'easy', 90, 20),
    ...some('new', 'hard', 30, 110),
    ...some('old', 'easy', 30, 10),
    ...some('old', 'hard', 90, 100),
  ]);
  const { rows, about } = await ask(log, compare, only(log, 'new'), { against: 'where=Side:in:old&state=all' });
  expect(about).toMatchObject({ mix: ['Kind'], covered: 1 });
  const gap = rowOf(rows, 'hand-over', 'gap');
  expect(gap.difference).toBeLessThan(-60 * MINUTE);
  expect(gap.credible).toBe(true);
  const mean = rowOf(rows, 'measure', 'throughput', 'p90');
  // of an equal mix (120 easy, 120 hard) the 90th percentile lies at four fifths of the hard ones: 110 + 2.4 against 100 + 7.2 minutes
  expect(mean.adjusted).toBeGreaterThan(4 * MINUTE);
  expect(mean.adjusted).toBeLessThan(7 * MINUTE);
  expect(mean.covered).toBe(1);
});

it('standardises a share by hand, and says when its sign turns round and both are credible', async () => {
  // rework: an activity twice
  const some = (side: string, kind: string, count: number, again: number) =>
    Array.from({ length: count }, (_, at) =>
      pair(`${side}-${kind}-${at}`, 1 + (at % 9), { Side: side, Kind: kind }, 'A', at < again ? 'A' : 'B'),
    ).flat();
  const log = await logOfEvents([
    ...some('new', 'x', 20, 15),
    ...some('new', 'y', 400, 100),
    ...some('old', 'x', 400, 200),
    ...some('old', 'y', 20, 1),
  ]);
  const { rows } = await ask(log, compare, only(log, 'new'), { against: 'where=Side:in:old&state=all' });
  const rework = rowOf(rows, 'measure', 'rework', 'share');
  expect(rework.one).toBeCloseTo(115 / 420, 12);
  expect(rework.other).toBeCloseTo(201 / 420, 12);
  expect(rework.difference).toBeCloseTo(-86 / 420, 12);
  // with 420 of each kind: (0.75 + 0.25) / 2 against (0.5 + 0.05) / 2; a case weighs 420 over those of its kind on its side
  expect(rework.adjusted).toBeCloseTo(0.5 - 0.275, 12);
  const squares = (n: number, p: number, all: number) => (420 / n) ** 2 * n * (p * (1 - all) ** 2 + (1 - p) * all ** 2);
  const one = Math.sqrt(squares(20, 0.75, 0.5) + squares(400, 0.25, 0.5)) / 840;
  const other = Math.sqrt(squares(400, 0.5, 0.275) + squares(20, 0.05, 0.275)) / 840;
  expect(rework.adjustedHigh).toBeCloseTo(0.225 + 1.96 * Math.hypot(one, other), 9);
  expect(rework).toMatchObject({ credible: true, adjustedCredible: true, flips: true, covered: 1 });
});

it('finds next to nothing between halves drawn by lot', async () => {
  let state = 7;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const halves = Array.from({ length: 8 }, (_, at) => `Half ${at}`);
  const log = await logOfEvents(
    Array.from({ length: 400 }, (_, at) => {
      const attributes = Object.fromEntries(halves.map((name) => [name, random() < 0.5 ? 'a' : 'b']));
      let clock = 600;
      return ['A', 'B', random() < 0.3 ? 'C' : 'D', 'E', random() < 0.2 ? 'E' : 'F'].map((activity): LogRow => {
        // whole minutes, many of them alike
        const start = clock + Math.floor(-8 * Math.log(random()));
        clock = start + 1 + Math.floor(random() * 5);
        return { case: `C-${at}`, activity, start: minuteOfLog(start), end: minuteOfLog(clock), attributes };
      });
    }).flat(),
  );
  const found: string[] = [];
  let compared = 0;
  for (const name of halves) {
    const scope: Scope = { process: log.process.id, state: 'all', filters: [{ kind: 'attribute', name, op: 'in', values: ['a'] }] };
    const { rows, about } = await ask(log, compare, scope, { against: `where=${encodeURIComponent(`${name}:in:b`)}&state=all` });
    compared += about?.compared ?? 0;
    found.push(...rows.filter((row) => row.credible || row.flips).map((row) => `${name}: ${row.name} ${row.figure}`));
  }
  expect(compared).toBeGreaterThan(200);
  expect(found.length).toBeLessThanOrEqual(2);
});

it('leaves out strata that a side hardly has, says what is covered, and nothing below four fifths', async () => {
  const some = (side: string, kind: string, count: number) =>
    Array.from({ length: count }, (_, at) => pair(`${side}-${kind}-${at}`, at % 11, { Side: side, Kind: kind })).flat();
  const log = await logOfEvents([...some('new', 'x', 60), ...some('new', 'y', 30), ...some('old', 'x', 60), ...some('old', 'z', 3)]);
  const { rows, about } = await ask(log, compare, only(log, 'new'), { against: 'where=Side:in:old&state=all' });
  // y (30 and 0) and z (0 and 3) join; three of the old side are too few
  expect(about?.covered).toBeCloseTo(120 / 153, 12);
  expect(rowOf(rows, 'hand-over', 'gap')).toMatchObject({ adjusted: null });
});

it('counts a case of both scopes on the smaller side, so a part is compared with the rest', async () => {
  const log = await logOfEvents([
    ...Array.from({ length: 25 }, (_, at) => pair(`new-${at}`, 30 + at, { Side: 'new' })).flat(),
    ...Array.from({ length: 30 }, (_, at) => pair(`old-${at}`, 10 + at, { Side: 'old' })).flat(),
  ]);
  const { rows, about } = await ask(log, compare, only(log, 'new'));
  expect(about).toMatchObject({ casesOne: 25, casesOther: 30, inBoth: 25 });
  expect(rowOf(rows, 'hand-over', 'gap')).toMatchObject({ one: 42 * MINUTE, other: 24.5 * MINUTE });
});

it('compares scores from ten answers, and refuses another side that makes no sense with the field named', async () => {
  const log = await logOfEvents([
    ...Array.from({ length: 30 }, (_, at) => pair(`new-${at}`, at, { Side: 'new' })).flat(),
    ...Array.from({ length: 30 }, (_, at) => pair(`old-${at}`, at, { Side: 'old' })).flat(),
  ]);
  await giveAnswers(log, [
    ...Array.from({ length: 30 }, (_, at) => ({ case: `new-${at}`, score: at < 24 ? 5 : 1 })),
    ...Array.from({ length: 9 }, (_, at) => ({ case: `old-${at}`, score: 5 })),
  ]);
  const against = 'where=Side:in:old&state=all';
  const { rows } = await ask(log, compare, only(log, 'new'), { against });
  expect(rowOf(rows, 'measure', 'score', 'mean')).toMatchObject({ nOne: 30, nOther: 9, one: 80, other: null, difference: null });
  await expect(ask(log, compare, only(log, 'new'), { against: 'from=yesterday' })).rejects.toMatchObject({ field: 'against' });
  await expect(ask(log, compare, only(log, 'new'), { against: 'where=@activity:Nothing' })).rejects.toMatchObject({ field: 'where' });
});

it('compares the scores of who takes a path: null below ten answers a side, no difference below twenty', async () => {
  const log = await logOfEvents([
    ...Array.from({ length: 60 }, (_, at) => pair(`new-${at}`, 30, { Side: 'new' }, 'A', at < 30 ? 'B' : 'C')).flat(),
    ...Array.from({ length: 60 }, (_, at) => pair(`old-${at}`, 30, { Side: 'old' }, 'A', at < 30 ? 'B' : 'C')).flat(),
  ]);
  await giveAnswers(log, [
    ...Array.from({ length: 45 }, (_, at) => ({ case: `new-${at}`, score: at % 5 === 0 ? 1 : 5 })),
    ...Array.from({ length: 39 }, (_, at) => ({ case: `old-${at}`, score: at % 5 === 0 ? 5 : 1 })),
  ]);
  const { rows, about } = await ask(log, compare, only(log, 'new'), { against: 'where=Side:in:old&state=all', scores: true });
  const of = (name: string) => rows.find((row) => row.name === name);
  expect(of('A to B')).toMatchObject({ kind: 'hand-over', nOne: 30, nOther: 30, one: 80, other: 20, difference: 60, credible: true });
  expect(of('A to C')).toMatchObject({ nOne: 15, nOther: 9, one: 80, other: null, difference: null, credible: false });
  expect(of('A')).toMatchObject({ kind: 'activity', activity: 'A', nOne: 45, nOther: 39, one: 80, better: 'higher', credible: true });
  expect(rows.map(({ figure }) => figure)).toEqual(rows.map(() => 'score'));
  expect(about).toMatchObject({ casesOne: 60, casesOther: 60, compared: 3, credible: 3 });
  const staged = await ask(log, compare, { ...only(log, 'new'), level: 'stage' }, { against: 'where=Side:in:old&state=all', scores: true });
  expect(staged.rows.every(({ kind }) => kind !== 'activity')).toBe(true);
});

it('compares open cases where it is known of both ends what came later, or of neither', async () => {
  const days = Array.from({ length: 40 }, (_, at) => addDays('2026-01-01', at));
  const log = await logOfEvents(
    days.flatMap((day, at) => [
      { case: String(at), activity: 'A', start: `${day} 09:00:00`, end: `${day} 09:10:00` },
      { case: String(at), activity: 'B', start: `${addDays(day, 2)} 09:00:00`, end: `${addDays(day, 2)} 09:10:00` },
    ]),
    { cutOffMs: 10 * DAY },
  );
  const open = async (period: Scope['period'], against: string) => {
    const { rows } = await ask(log, compare, { process: log.process.id, ...(period && { period }) }, { against });
    return rows.filter(({ figure }) => figure === 'open').map(({ one, other }) => [one, other]);
  };
  // the data end on 11 February: of the 29th of January on a silent case is not yet over
  expect(await open({ from: '2026-01-08', to: '2026-01-15' }, 'from=2026-01-01&to=2026-01-08')).toEqual([[2, 2]]);
  expect(await open({ from: '2026-01-29', to: '2026-02-05' }, 'from=2026-01-08&to=2026-01-15')).toEqual([]);
  expect(await open({ from: '2026-02-01', to: '2026-02-08' }, 'from=2026-02-08&to=2026-03-01')).toEqual([]);
});

it('says of next to nothing that it is nothing: one case, no stages, no attributes, an empty side', async () => {
  const log = await logOfEvents([{ case: 'only', activity: 'A', start: '09:00', end: '09:10' }]);
  const { rows, about } = await ask(log, compare, { process: log.process.id, state: 'all' });
  expect(about).toMatchObject({ casesOne: 1, casesOther: 0, inBoth: 1, mix: [], compared: 0, credible: 0 });
  expect(rows.every((row) => row.difference === null || row.figure === 'open')).toBe(true);
  const none = await ask(
    log,
    compare,
    { process: log.process.id, period: { from: '2020-01-01', to: '2020-02-01' }, level: 'stage' },
    { against: 'from=2021-01-01&to=2021-02-01' },
  );
  expect(none.about).toMatchObject({ casesOne: 0, casesOther: 0, covered: null });
  expect(none.rows.filter((row) => row.kind !== 'measure')).toEqual([]);
});

it('takes the usual error of a share', () => {
  const share = (n: number, x: number) => shareOf({ n, weight: n, sum: x, squares: n, squaresOfSum: x, squaresOfSquares: x });
  expect(share(100, 20)).toEqual({ n: 100, value: 0.2, error: expect.closeTo(0.04, 12) as number });
  const difference = contrastOf(share(100, 20), share(400, 40));
  expect(difference?.difference).toBeCloseTo(0.1, 12);
  expect(difference?.low).toBeCloseTo(0.1 - 1.96 * Math.hypot(0.04, 0.015), 12);
});

it('compares how many people worked on an activity per day, where the files name them', async () => {
  const day = (at: number) => new Date(Date.UTC(2026, 0, 5 + at)).toISOString().slice(0, 10);
  const rows = Array.from({ length: 48 }, (_, at): LogRow[] =>
    Array.from({ length: at < 24 ? 2 : 3 }, (_none, nth) => ({
      case: `C-${at}-${nth}`,
      activity: 'Triage',
      start: `${day(at)} 10:00:00`,
      end: `${day(at)} 10:05:00`,
      resource: `Nurse ${nth}`,
    })),
  ).flat();
  const log = await logOfEvents([
    { case: 'first', activity: 'Open', start: `${day(0)} 00:00:00`, end: `${day(0)} 00:00:00` },
    ...rows,
    { case: 'last', activity: 'Open', start: `${day(48)} 00:00:00`, end: `${day(48)} 00:00:00` },
  ]);
  const scope: Scope = { process: log.process.id, period: { from: day(24), to: day(48), by: 'activity' } };
  const against = `from=${day(0)}&to=${day(24)}&by=activity`;
  const { rows: found } = await ask(log, compare, scope, { against, staff: 'Triage' });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    kind: 'activity',
    figure: 'people',
    activity: 'Triage',
    one: 3,
    other: 2,
    difference: 1,
    nOne: 24,
    nOther: 24,
  });
  expect((await ask(log, compare, scope, { against, staff: 'Open' })).rows).toEqual([]);
});
