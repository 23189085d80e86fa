import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../model/units.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { queue } from '../../server/analytics/queue.ts';
import { hasWholeDaysOnly } from '../../server/store/whole-days.ts';
import { logOfEvents, type LogOptions, type LogRow } from '../support/log.ts';

const scope = { process: 'log' };
const handOver = { previous: 'A', next: 'B' };
const stage = (name: string, activities: string[], more: object = {}) => ({
  name,
  activities: activities.map((activity) => ({ name: activity })),
  ...more,
});
/** A case that ends A and starts B; both take no time. */
const wait = (name: string, from: string, to: string): LogRow[] => [
  { case: name, activity: 'A', start: from, end: from },
  { case: name, activity: 'B', start: to, end: to },
];
/** The data begins at midnight and ends with the last of these. */
const frame = (first: string, last: string): LogRow[] => [
  { case: 'frame 1', activity: 'Z', start: first, end: first },
  { case: 'frame 2', activity: 'Z', start: last, end: last },
];
const limited: LogOptions = { blueprint: { handOvers: [{ from: 'A', to: 'B', limitMs: 30 * MINUTE }] } };

describe('by hour of week', () => {
  it('splits a wait among the hours it lasts, and counts as lost what lies beyond the limit where it lies', async () => {
    // Monday 09:30 to 11:15: half of nine, all of ten, a quarter of eleven; lost from 10:00 on
    const log = await logOfEvents([...frame('00:00', '2026-01-06 00:00:00'), ...wait('C-1', '09:30', '11:15')], limited);
    const { rows, about } = await ask(log, queue, scope, handOver);
    expect(rows).toHaveLength(24);
    expect(rows.filter(({ mean }) => mean > 0)).toEqual([
      { weekday: 1, hour: 9, mean: 0.5, lostMs: 0 },
      { weekday: 1, hour: 10, mean: 1, lostMs: HOUR },
      { weekday: 1, hour: 11, mean: 0.25, lostMs: 15 * MINUTE },
    ]);
    expect(about).toMatchObject({ waits: 1, waitedMs: 105 * MINUTE, lostMs: 75 * MINUTE, limitMs: 30 * MINUTE });
  });

  it('is a mean over the weeks of the period, and a wait that began before it counts from there', async () => {
    const log = await logOfEvents(
      [
        ...frame('2026-01-01 00:00:00', '2026-01-19 00:00:00'),
        ...wait('C-1', '2026-01-04 22:00:00', '2026-01-05 02:00:00'),
        ...wait('C-2', '2026-01-12 00:00:00', '2026-01-12 01:00:00'),
      ],
      limited,
    );
    const { rows, about } = await ask(log, queue, { ...scope, period: { from: '2026-01-05', to: '2026-01-19' } }, handOver);
    expect(rows).toHaveLength(168);
    // two Mondays: at midnight both wait, at one only the first
    expect(rows.slice(0, 3).map(({ weekday, hour, mean, lostMs }) => [weekday, hour, mean, lostMs])).toEqual([
      [1, 0, 1, 90 * MINUTE],
      [1, 1, 0.5, HOUR],
      [1, 2, 0, 0],
    ]);
    expect(about).toMatchObject({ waits: 2, waitedMs: 3 * HOUR, from: '2026-01-05T00:00:00.000Z', to: '2026-01-19T00:00:00.000Z' });
  });

  it('reads the clocks of the zone, on both sides of the change of the clocks', async () => {
    // Sunday 29 March 2026: Dublin goes from 01:00 to 02:00, so 00:30 to 03:30 on its clocks are two hours
    const log = await logOfEvents(
      [...frame('2026-03-29 00:00:00', '2026-03-29 12:00:00'), ...wait('C-1', '2026-03-29 00:30:00', '2026-03-29 02:30:00')],
      { ...limited, zone: 'Europe/Dublin' },
    );
    const { rows } = await ask(log, queue, scope, handOver);
    expect(rows.filter(({ mean }) => mean > 0).map(({ weekday, hour, mean }) => [weekday, hour, mean])).toEqual([
      [7, 0, 0.5],
      [7, 2, 1],
      [7, 3, 0.5],
    ]);
  });

  it('cuts quarters of an hour where a zone is not whole hours off', async () => {
    const log = await logOfEvents([...frame('00:00', '12:00'), ...wait('C-1', '09:00', '10:00')], { ...limited, zone: 'Asia/Kolkata' });
    const { rows } = await ask(log, queue, scope, handOver);
    // 14:30 to 15:30 there
    expect(rows.filter(({ mean }) => mean > 0).map(({ hour, mean }) => [hour, mean])).toEqual([
      [14, 0.5],
      [15, 0.5],
    ]);
  });

  it('of a stage counts every step that could start and has not', async () => {
    const log = await logOfEvents(
      [...frame('00:00', '2026-01-06 00:00:00'), ...wait('C-1', '09:00', '10:00'), ...wait('C-2', '09:00', '09:30')],
      { blueprint: { stages: [stage('One', ['A']), stage('Two', ['B'], { waitLimitMs: 45 * MINUTE })] } },
    );
    const { rows, about } = await ask(log, queue, scope, { stage: 'Two' });
    expect(rows.filter(({ mean }) => mean > 0)).toEqual([{ weekday: 1, hour: 9, mean: 1.5, lostMs: 15 * MINUTE }]);
    expect(about?.limitMs).toBe(45 * MINUTE);
    // without a wait every step, and nothing that could be lost
    const every = await ask(log, queue, scope);
    expect(every.rows.filter(({ mean }) => mean > 0)).toEqual([{ weekday: 1, hour: 9, mean: 1.5, lostMs: null }]);
  });
});

describe('by day', () => {
  it('gives the mean of each day and the band of its quarters of an hour', async () => {
    const log = await logOfEvents(
      [...frame('00:00', '2026-01-07 00:00:00'), ...wait('C-1', '00:00', '12:00'), ...wait('C-2', '06:00', '12:00')],
      limited,
    );
    const { rows } = await ask(log, queue, scope, { ...handOver, per: 'day' });
    // a quarter of the day two wait, a quarter one, half of it none
    expect(rows).toEqual([
      { day: '2026-01-05', mean: 0.75, lostMs: 17 * HOUR, p10Waiting: 0, p90Waiting: 2 },
      { day: '2026-01-06', mean: 0, lostMs: 0, p10Waiting: 0, p90Waiting: 0 },
    ]);
  });

  it('ends with the data, in the middle of a quarter too', async () => {
    const log = await logOfEvents([...frame('00:00', '06:07'), ...wait('C-1', '06:00', '06:06')], limited);
    const { rows, about } = await ask(log, queue, scope, { ...handOver, per: 'day' });
    expect(rows).toHaveLength(1);
    expect(rows[0]?.mean).toBeCloseTo(6 / 367, 12);
    expect(about?.waitedMs).toBe(6 * MINUTE);
  });
});

it('has no rows without a wait in sight, and refuses half a hand-over and unknown names', async () => {
  const log = await logOfEvents([...frame('00:00', '01:00'), ...wait('C-1', '00:10', '00:20')]);
  const outside = await ask(log, queue, { ...scope, period: { from: '2027-01-01', to: '2027-02-01' } }, handOver);
  expect(outside).toMatchObject({ rows: [], about: { waits: 0, from: null } });
  await expect(ask(log, queue, scope, { previous: 'A' })).rejects.toMatchObject({ field: 'next' });
  await expect(ask(log, queue, scope, { previous: 'A', next: 'X' })).rejects.toThrow('no activity called “X”');
  await expect(ask(log, queue, scope, { stage: 'X', next: 'B' })).rejects.toMatchObject({ field: 'stage' });
});

describe('files of whole days', () => {
  const rows = (zoneHour: string): LogRow[] => [
    ...frame(`2026-01-05 ${zoneHour}:00:00`, `2026-01-19 ${zoneHour}:00:00`),
    ...wait('C-1', `2026-01-06 ${zoneHour}:00:00`, `2026-01-08 ${zoneHour}:00:00`),
  ];

  it('are told by day of the week, as their hours are not known', async () => {
    const log = await logOfEvents(rows('00'));
    const known = { ...log, process: { ...log.process, wholeDays: true } };
    const { rows: days } = await ask(known, queue, scope, handOver);
    expect(days.map(({ weekday, hour, mean }) => [weekday, hour, mean])).toEqual([
      [1, undefined, 0],
      [2, undefined, 0.5],
      [3, undefined, 0.5],
      ...[4, 5, 6, 7].map((weekday) => [weekday, undefined, 0]),
    ]);
  });

  it('are known by their midnights in the zone, and one time of day is enough to be none', async () => {
    const days = await logOfEvents(rows('23'), { zone: 'Europe/Paris' });
    expect([await hasWholeDaysOnly(days.session, 'Europe/Paris'), await hasWholeDaysOnly(days.session, 'UTC')]).toEqual([true, false]);
    await days.append([{ case: 'C-2', activity: 'A', end: '2026-01-07 10:15:00' }]);
    expect(await hasWholeDaysOnly(days.session, 'Europe/Paris')).toBe(false);
  });
});
