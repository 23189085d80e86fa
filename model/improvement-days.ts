import { addDays, addMonths, mondayOf } from './calendar.ts';
import type { Baseline } from './improvement.ts';
import type { LocalDate } from './units.ts';

/** The length of the buckets of an improvement. */
export type Per = Baseline['per'];

/** The first day of the bucket a day lies in. */
export function bucketStart(day: LocalDate, per: Per): LocalDate {
  if (per === 'day') return day;
  return per === 'week' ? mondayOf(day) : addMonths(day, 0);
}

/** The first day of the bucket after this one. */
export function nextBucket(bucket: LocalDate, per: Per): LocalDate {
  return per === 'month' ? addMonths(bucket, 1) : addDays(bucket, per === 'week' ? 7 : 1);
}

/** The first bucket that lies whole after a change: the one it begins, else the next. */
export function firstBucketAfter(day: LocalDate, per: Per): LocalDate {
  const start = bucketStart(day, per);
  return start === day ? day : nextBucket(start, per);
}

/** Whether a text of the right form is a day of the calendar. */
export const isDay = (day: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(day) &&
  !Number.isNaN(Date.parse(`${day}T00:00:00Z`)) &&
  new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);

/** `4 May 2026`. */
export const dayInWords = (day: LocalDate): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' })
    .format(new Date(`${day}T00:00:00Z`))
    .replace('Sept', 'Sep');

/** `13 weeks`, `1 day`. */
export const buckets = (count: number, per: Per): string => `${String(count)} ${per}${count === 1 ? '' : 's'}`;
