import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../model/units.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { differenceOf } from '../../server/analytics/credible.ts';
import { waitsBy } from '../../server/analytics/waits-by.ts';
import { logOf, logOfEvents, type LogRow } from '../support/log.ts';

const scope = { process: 'log' };
const handOver = { previous: 'A', next: 'B' };
const MONDAY = Date.parse('2026-01-05T00:00:00Z');
const at = (minutes: number) => new Date(MONDAY + minutes * MINUTE).toISOString().replace('T', ' ').replace('Z', '');

/** A case that ends A at `from` and starts B `wait` minutes later, done by someone, for five minutes. */
const wait = (name: string, from: number, minutes: number, more: Partial<LogRow> = {}): LogRow[] => {
  const { attributes } = more;
  return [
    { case: name, activity: 'A', start: at(from), end: at(from), attributes },
    { case: name, activity: 'B', start: at(from + minutes), end: at(from + minutes + 5), resource: 'Ann', ...more, attributes },
  ];
};

it('compares each value with all the others of its grouping, exactly as if they were sorted by themselves', async () => {
  // 90 waits whose length goes with the priority, in an order that says nothing
  const waits = Array.from({ length: 90 }, (_, n) => ({ priority: 1 + (n % 3), minutes: ((n * 37) % 90) + 20 * (n % 3) }));
  const log = await logOfEvents(
    waits.flatMap(({ priority, minutes }, n) => wait(`C-${n}`, n * 300, minutes, { attributes: { Priority: priority } })),
    { blueprint: { handOvers: [{ from: 'A', to: 'B', limitMs: HOUR }] } },
  );
  const { rows, about } = await ask(log, waitsBy, scope, { ...handOver, per: 'attribute' });
  expect(about).toMatchObject({ n: 90, limitMs: HOUR, limitFrom: 'hand-over' });
  const side = (keep: (priority: number) => boolean) => {
    const times = waits
      .filter(({ priority }) => keep(priority))
      .map(({ minutes }) => minutes * MINUTE)
      .sort((a, b) => a - b);
    const n = times.length;
    const middle = ((times[Math.floor((n - 1) / 2)] ?? 0) + (times[Math.floor(n / 2)] ?? 0)) / 2;
    return {
      n,
      medianMs: middle,
      lowMs: times[Math.floor(n / 2 - 0.98 * Math.sqrt(n))] ?? 0,
      highMs: times[Math.ceil(n / 2 + 0.98 * Math.sqrt(n)) - 1] ?? 0,
    };
  };
  expect(rows.map(({ group, value, least, most }) => [group, value, least, most])).toEqual([
    ['Priority', '1', 1, 1],
    ['Priority', '2', 2, 2],
    ['Priority', '3', 3, 3],
  ]);
  for (const [index, row] of rows.entries()) {
    const [own, others] = [side((priority) => priority === index + 1), side((priority) => priority !== index + 1)];
    expect(row).toMatchObject(own);
    const difference = differenceOf(own, others);
    expect(row).toMatchObject({ differenceMs: difference?.differenceMs, differenceLowMs: difference?.lowMs, p: difference?.p });
    const lost = waits
      .filter(({ priority, minutes }) => priority === index + 1 && minutes > 60)
      .map(({ minutes }) => (minutes - 60) * MINUTE);
    expect(row.lostMs).toBe(lost.reduce((sum, ms) => sum + ms, 0));
    expect(row.withinLimit).toBeCloseTo(1 - lost.length / 30, 12);
  }
  expect(rows.reduce((sum, { lostShare }) => sum + (lostShare ?? 0), 0)).toBeCloseTo(1, 12);
});

it('takes no difference of a day for one where only dates are known', async () => {
  const between = async (days: number, wholeDays: boolean) => {
    const log = await logOfEvents(
      Array.from({ length: 80 }, (_, n) =>
        wait(`C-${n}`, n * 1440, (n % 2 === 0 ? 1 : 1 + days) * 1440, { attributes: { Site: n % 2 === 0 ? 'North' : 'South' } }),
      ).flat(),
    );
    const { rows } = await ask({ ...log, process: { ...log.process, wholeDays } }, waitsBy, scope, { ...handOver, per: 'attribute' });
    return rows.map(({ value, n, differenceMs, credible }) => [value, n, differenceMs, credible]);
  };
  const sides = (days: number, credible: boolean) => [
    ['North', 40, -days * DAY, credible],
    ['South', 40, days * DAY, credible],
  ];
  expect(await between(1, true)).toEqual(sides(1, false));
  expect(await between(3, true)).toEqual(sides(3, true));
  expect(await between(1, false)).toEqual(sides(1, true));
});

it('tells waits apart by how many people worked on it in the hour in which they ended', async () => {
  // alone in the morning, two in the afternoon; each hour someone ends a wait
  const rows = Array.from({ length: 60 }, (_, n) => {
    const [day, hour] = [Math.floor(n / 6), n % 6];
    const end = day * 1440 + 600 + hour * 60 + 20;
    const long = hour < 3 ? 90 + n : 30 + (n % 7);
    return [
      ...wait(`M-${n}`, end - long, long, { resource: 'Ann' }),
      ...(hour < 3 ? [] : wait(`N-${n}`, end - 10 - (n % 5), 10 + (n % 5), { resource: 'Bo' })),
    ];
  }).flat();
  const log = await logOfEvents(rows);
  const found = (await ask(log, waitsBy, scope, { ...handOver, per: 'resources' })).rows;
  expect(found.map(({ value, n, credible, differenceMs }) => [value, n, credible, (differenceMs ?? 0) > 0])).toEqual([
    ['1', 30, true, true],
    ['2', 60, true, false],
  ]);
});

it('counts someone in every hour that a step of theirs lasts', async () => {
  // Bo is at work from 08:30 to 11:30; Ann ends a wait at 10:10
  const log = await logOfEvents([
    { case: 'long', activity: 'A', start: at(480), end: at(480) },
    { case: 'long', activity: 'B', start: at(510), end: at(690), resource: 'Bo' },
    ...wait('C-1', 580, 30, { resource: 'Ann' }),
    ...wait('C-2', 800, 30, { resource: 'Ann' }),
  ]);
  const { rows } = await ask(log, waitsBy, scope, { ...handOver, per: 'resources' });
  expect(rows.map(({ value, n, differenceMs }) => [value, n, differenceMs])).toEqual([
    ['1', 2, null],
    ['2', 1, null],
  ]);
});

describe('groupings', () => {
  it('cut numbers with many values into four parts, and put rare texts together', async () => {
    const log = await logOfEvents(
      Array.from({ length: 100 }, (_, n) =>
        wait(`C-${n}`, n * 100, n % 13, { attributes: { Age: n, Ward: n < 60 ? 'North' : n < 88 ? `W${n % 7}` : `rare ${n}` } }),
      ).flat(),
    );
    const { rows } = await ask(log, waitsBy, scope, { ...handOver, per: 'attribute' });
    const of = (group: string) => rows.filter((row) => row.group === group).map(({ value, least, most, n }) => [value, least, most, n]);
    expect(of('Age')).toEqual([
      ['0 to 24', 0, 24, 25],
      ['25 to 49', 25, 49, 25],
      ['50 to 74', 50, 74, 25],
      ['75 to 99', 75, 99, 25],
    ]);
    expect(of('Ward')).toHaveLength(9);
    expect(of('Ward').at(-1)).toEqual([null, null, null, 12]);
  });

  it('know teams, weekdays and quarters of the day in the zone of the process', async () => {
    const log = await logOfEvents([...wait('C-1', 23 * 60 + 30, 10, { team: 'Red' }), ...wait('C-2', 12 * 60, 20, { team: 'Blue' })], {
      zone: 'Europe/Berlin',
    });
    const { rows } = await ask(log, waitsBy, scope, handOver);
    expect(rows.filter(({ kind }) => kind !== 'attribute').map(({ kind, value, n }) => [kind, value, n])).toEqual([
      ['team', 'Blue', 1],
      ['team', 'Red', 1],
      // 23:30 in UTC is Tuesday in Berlin
      ['weekday', '1', 1],
      ['weekday', '2', 1],
      ['hour', '0', 1],
      ['hour', '2', 1],
    ]);
  });

  it('of a stage are those of its visits', async () => {
    const log = await logOf(
      {
        'C-1': [
          ['A', 0, 5],
          ['B', 10, 5],
          ['B', 5, 5],
        ],
        'C-2': [
          ['A', 0, 5],
          ['B', 30, 5],
        ],
      },
      { blueprint: { stages: [{ name: 'Work', activities: [{ name: 'B' }], waitLimitMs: 20 * MINUTE }] } },
    );
    const { about } = await ask(log, waitsBy, scope, { stage: 'Work' });
    expect(about).toEqual({ n: 2, medianMs: 22.5 * MINUTE, limitMs: 20 * MINUTE, limitFrom: 'stage' });
  });
});

it('by week gives every whole week up to the end of the scope, whatever its period', async () => {
  const log = await logOfEvents([...wait('C-1', 60, 10), ...wait('C-2', 60, 20), ...wait('C-3', 3 * 10080 + 60, 40)]);
  const { rows } = await ask(
    log,
    waitsBy,
    { ...scope, period: { from: '2026-01-26', to: '2026-02-01' } },
    { ...handOver, per: 'week', weeks: 4 },
  );
  expect(rows.map(({ value, n, medianMs }) => [value, n, medianMs])).toEqual([
    ['2026-01-12', 0, null],
    ['2026-01-19', 0, null],
  ]);
});

it('refuses half a hand-over, strangers and attributes it does not know', async () => {
  const log = await logOfEvents(wait('C-1', 0, 10));
  await expect(ask(log, waitsBy, scope, { next: 'B' })).rejects.toMatchObject({ field: 'previous' });
  await expect(ask(log, waitsBy, scope, { stage: 'X' })).rejects.toThrow('no stage called “X”');
  await expect(ask(log, waitsBy, scope, { ...handOver, per: 'attribute', attribute: 'X' })).rejects.toMatchObject({ field: 'attribute' });
});
