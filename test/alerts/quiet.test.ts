import { expect, it } from 'vitest';
import { isQuiet } from '../../server/alerts/quiet.ts';

const night = { from: '22:00', to: '07:00', weekends: false };
const at = (instant: string, quiet = night, zone = 'Europe/Dublin') => isQuiet(quiet, new Date(instant), zone);

it('is quiet by the clock on the wall of the service, over midnight', () => {
  expect(at('2026-06-10T20:59:59Z')).toBe(false);
  expect(at('2026-06-10T21:00:00Z')).toBe(true);
  expect(at('2026-06-11T05:59:00Z')).toBe(true);
  expect(at('2026-06-11T06:00:00Z')).toBe(false);
  expect(isQuiet(null, new Date(), 'UTC')).toBe(false);
});

it('ends at seven in the morning before and after both changes of the clocks', () => {
  // 29 March 2026 01:00 UTC: the clocks go from 01:00 to 02:00 in Dublin; 25 October 01:00 UTC: back from 02:00 to 01:00
  expect([at('2026-03-28T06:59:00Z'), at('2026-03-28T07:00:00Z')]).toEqual([true, false]);
  expect([at('2026-03-29T05:59:00Z'), at('2026-03-29T06:00:00Z')]).toEqual([true, false]);
  expect([at('2026-10-24T05:59:00Z'), at('2026-10-24T06:00:00Z')]).toEqual([true, false]);
  expect([at('2026-10-25T06:59:00Z'), at('2026-10-25T07:00:00Z')]).toEqual([true, false]);
});

it('ends with the jump where the clocks skip its end, and is quiet in both hours that come twice', () => {
  const short = { from: '23:00', to: '01:30', weekends: false };
  expect([at('2026-03-29T00:59:00Z', short), at('2026-03-29T01:00:00Z', short)]).toEqual([true, false]);
  expect([at('2026-10-25T00:20:00Z', short), at('2026-10-25T01:20:00Z', short), at('2026-10-25T01:30:00Z', short)]).toEqual([
    true,
    true,
    false,
  ]);
});

it('takes Saturday and Sunday whole where that is wanted, by the days of the zone', () => {
  const week = { from: '18:00', to: '08:00', weekends: true };
  expect(at('2026-06-13T12:00:00Z', week)).toBe(true);
  expect(at('2026-06-12T16:59:00Z', week)).toBe(false);
  // Monday 00:30 in Auckland is Sunday in UTC
  expect(isQuiet({ from: '01:00', to: '02:00', weekends: true }, new Date('2026-06-14T12:30:00Z'), 'Pacific/Auckland')).toBe(false);
  expect(isQuiet({ from: '09:00', to: '09:00', weekends: false }, new Date(), 'UTC')).toBe(true);
});
