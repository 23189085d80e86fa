import { expect, it } from 'vitest';
import { addDays, startOfDay } from '../../model/calendar.ts';
import { wholeTo } from '../../server/store/whole-to.ts';
import { HOUR, MINUTE } from '../../model/units.ts';
import { logOfEvents } from '../support/log.ts';

const MONDAY = '2026-01-05';
const iso = (ms: number) => new Date(ms).toISOString();
/** At 57 minutes past each hour of each day, from Monday 5 January on. */
const times = (days: number, hoursOf: (day: number) => [number, number], zone = 'UTC'): string[] =>
  Array.from({ length: days }, (_, day) => {
    const [from, to] = hoursOf(day);
    const midnight = startOfDay(addDays(MONDAY, day), zone);
    return Array.from({ length: to - from }, (_, at) => iso(midnight + (from + at) * HOUR + 57 * MINUTE));
  }).flat();
const always = (): [number, number] => [0, 24];
const office = (day: number): [number, number] => (day % 7 < 5 ? [9, 17] : [0, 0]);

async function toOf(moments: readonly string[], zone = 'UTC'): Promise<string | null> {
  const log = await logOfEvents(
    moments.map((end, at) => ({ case: String(at), activity: 'Visit', end: end.replace('T', ' ').replace('Z', '') })),
    { zone },
  );
  return wholeTo(log.session, log.process, zone);
}

it('takes a week as over that ends three minutes before midnight, where people come at every hour', async () => {
  expect(await toOf(times(49, always))).toBe('2026-02-23T00:00:00.000Z');
});

it('does not take hours as over in which people usually come', async () => {
  expect(await toOf(times(49, always).slice(0, -6))).toBe('2026-02-22T17:57:00.000Z');
});

it('takes the day of an office as over in the evening, and its week on Friday evening', async () => {
  expect(await toOf(times(47, office))).toBe('2026-02-23T00:00:00.000Z');
  expect(await toOf(times(45, office))).toBe('2026-02-19T00:00:00.000Z');
  expect(await toOf(times(45, office).slice(0, -3))).toBe('2026-02-18T13:57:00.000Z');
});

it('goes by the clocks of the zone, which change', async () => {
  // in Paris the Sunday before was 23 hours long
  expect(await toOf(times(88, office, 'Europe/Paris'), 'Europe/Paris')).toBe('2026-04-02T22:00:00.000Z');
  expect(await toOf(times(88, office, 'Europe/Paris').slice(0, -3), 'Europe/Paris')).toBe('2026-04-02T11:57:00.000Z');
});

it('takes the last day of a file without hours as over', async () => {
  const midnights = Array.from({ length: 40 }, (_, day) => `${addDays(MONDAY, day)}T00:00:00.000Z`);
  expect(await toOf(midnights)).toBe('2026-02-14T00:00:00.000Z');
});

it('knows nothing of what is usual before two weeks', async () => {
  expect(await toOf(times(13, office))).toBe('2026-01-16T16:57:00.000Z');
});
