import { offsetAt } from '../model/calendar.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../model/units.ts';

/** What the wall shows: day since 1970, weekday from Monday 0 to Sunday 6, and hours since midnight. */
export interface WallClock {
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
}

const TWO = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
const two = (value: number) => TWO[value] ?? String(value);

/** Local time in one zone. Offsets change at full hours UTC, and on few days: one is looked up per day, or per hour, and kept. */
export function localTime(zone: string) {
  const offsets = new Map<number, number>();
  const dates = new Map<number, string>();
  const offsetOf = (hour: number): number => {
    let known = offsets.get(hour);
    if (known === undefined) {
      known = offsetAt(hour * HOUR, zone);
      offsets.set(hour, known);
    }
    return known;
  };
  const offset = (instant: number): number => {
    const day = Math.floor(instant / DAY) * 24;
    const first = offsetOf(day);
    return first === offsetOf(day + 24) ? first : offsetOf(Math.floor(instant / HOUR));
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
      const seconds = Math.floor((instant + ahead) / SECOND);
      const day = Math.floor(seconds / 86_400);
      let date = dates.get(day);
      if (date === undefined) {
        date = new Date(day * DAY).toISOString().slice(0, 11);
        dates.set(day, date);
      }
      const left = seconds - day * 86_400;
      const minutes = Math.abs(ahead) / MINUTE;
      const zone = `${ahead < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
      return `${date}${two(Math.floor(left / 3600))}:${two(Math.floor(left / 60) % 60)}:${two(left % 60)}${zone}`;
    },
  };
}
export type LocalTime = ReturnType<typeof localTime>;
