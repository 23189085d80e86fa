import { offsetAt } from '../../model/calendar.ts';
import { MINUTE } from '../../model/units.ts';

/** Zones change their offset at full quarters of an hour, so one look-up serves all moments of a quarter. */
const QUARTER = 15 * MINUTE;
const MOST = 100_000;

/**
 * How far local time is ahead of UTC, in ms, for many moments of one zone: a file has millions of them, and the runtime
 * takes tens of microseconds to tell one.
 */
export function offsets(zone: string): (moment: number) => number {
  const known = new Map<number, number>();
  return (moment) => {
    const quarter = Math.floor(moment / QUARTER);
    const found = known.get(quarter);
    if (found !== undefined) return found;
    if (known.size >= MOST) known.clear();
    const offset = offsetAt(quarter * QUARTER, zone);
    known.set(quarter, offset);
    return offset;
  };
}

/** `2026-10-25T10:42:00+01:00`: local time with its offset, milliseconds only where there are some. */
export function localIso(moment: number, offset: number): string {
  const text = new Date(moment + offset).toISOString().replace(/\.000Z$|Z$/, '');
  if (offset === 0) return `${text}Z`;
  const minutes = Math.round(Math.abs(offset) / MINUTE);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${text}${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}
