import { offsetAt } from '../model/calendar.ts';
import { DAY, HOUR, MINUTE } from '../model/units.ts';

/** What the wall shows: day since 1970, weekday from Monday 0 to Sunday 6, and hours since midnight. */
export interface WallClock {
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
}

/** Local time in one zone. Offsets only change at full hours UTC, so one is looked up per hour and kept. */
export function localTime(zone: string) {
  const offsets = new Map<number, number>();
  const offset = (instant: number): number => {
    const hour = Math.floor(instant / HOUR);
    let known = offsets.get(hour);
    if (known === undefined) {
      known = offsetAt(hour * HOUR, zone);
      offsets.set(hour, known);
    }
    return known;
  };
  return {
    wallClock(instant: number): WallClock {
      const local = instant + offset(instant);
      const day = Math.floor(local / DAY);
      return { day, weekday: (day + 3) % 7, hour: (local - day * DAY) / HOUR };
    },
    /** `2026-10-25T01:30:00+01:00`: says itself which of the two 01:30 of the autumn night it is. */
    text(instant: number): string {
      const ahead = offset(instant);
      const minutes = Math.abs(ahead) / MINUTE;
      const two = (value: number) => String(value).padStart(2, '0');
      const sign = ahead < 0 ? '-' : '+';
      return `${new Date(instant + ahead).toISOString().slice(0, 19)}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
    },
  };
}
export type LocalTime = ReturnType<typeof localTime>;
