import { HOUR } from '../model/units.ts';
import type { LocalTime } from './local-time.ts';
import { poolOf, type Pool } from './simulation.ts';

/** Some people at work, on some weekdays (0 is Monday), between two hours of the wall clock. */
export interface Shift {
  readonly days?: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly people: number;
  /** Only from this instant on. */
  readonly since?: number;
}

export interface Roster {
  readonly name: string;
  /** What each of them is called, with a number behind it. */
  readonly title: string;
  /** How many share the shifts. */
  readonly staff: number;
  readonly shifts: readonly Shift[];
  /** Days (since 1970) on which nobody works. */
  readonly closed?: ReadonlySet<number>;
}

export const WEEKDAYS = [0, 1, 2, 3, 4] as const;
export const ALWAYS = (people: number): Shift => ({ from: 0, to: 24, people });
export const OFFICE = (people: number, from = 8.5, to = 16.5): Shift => ({ days: WEEKDAYS, from, to, people });

/** Names change with the shift (every twelve hours), so that work is spread over the whole staff. */
export function poolFrom(roster: Roster, local: LocalTime): Pool {
  const capacityAt = (instant: number): number => {
    const { day, weekday, hour } = local.wallClock(instant);
    if (roster.closed?.has(day) === true) return 0;
    let people = 0;
    for (const shift of roster.shifts) {
      if (shift.since !== undefined && instant < shift.since) continue;
      if (shift.days !== undefined && !shift.days.includes(weekday)) continue;
      if (hour >= shift.from && hour < shift.to) people += shift.people;
    }
    return people;
  };
  const most = Math.max(
    1,
    roster.shifts.reduce((sum, shift) => sum + shift.people, 0),
  );
  const nameAt = (instant: number, slot: number): string => {
    const turn = Math.floor((instant - 8 * HOUR) / (12 * HOUR));
    return `${roster.title} ${String(((turn * most + slot) % roster.staff) + 1).padStart(2, '0')}`;
  };
  return poolOf(roster.name, capacityAt, nameAt);
}

/** Public holidays in Ireland that fall into the 52 weeks, and the days between Christmas and New Year's Eve. */
export const CLOSED_DAYS: ReadonlySet<number> = new Set(
  [
    '2025-12-24',
    '2025-12-25',
    '2025-12-26',
    '2026-01-01',
    '2026-02-02',
    '2026-03-17',
    '2026-04-06',
    '2026-05-04',
    '2026-06-01',
    '2026-08-03',
    '2026-10-26',
  ].map((day) => Date.parse(`${day}T00:00:00Z`) / (24 * HOUR)),
);
