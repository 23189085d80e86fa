import { REJECTIONS, type Rejection } from '../../model/event-log.ts';
import { date, dateTime, number, percent } from '../../model/format.ts';

export const isRejection = (reason: string): reason is Rejection => Object.hasOwn(REJECTIONS, reason);

/** A share in percent, “under 1 %” and “nearly all” where rounding would say none or all. */
export function shareWords(part: number, whole: number): string {
  const share = whole === 0 ? 0 : part / whole;
  if (share > 0 && share < 0.01) return 'under 1 %';
  if (share < 1 && share > 0.99) return 'over 99 %';
  return percent(share);
}

/** Text of DuckDB in UTC (`2026-10-25 01:00:00`) as an instant. */
export const instant = (utc: string): Date => new Date(`${utc.replace(' ', 'T').replace(/Z$/, '')}Z`);

export const dayWords = (utc: string, zone: string | null): string => date(instant(utc), zone ?? 'UTC');
export const momentWords = (utc: string, zone: string | null): string => dateTime(instant(utc), zone ?? 'UTC');

/** “3 and 4”, “3, 4 and 5”. */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

export const counted = (count: number, one: string, many = `${one}s`): string => `${number(count)} ${count === 1 ? one : many}`;

/** Values by what they have in common, in order of first appearance. */
export function grouped<T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group === undefined) groups.set(key(value), [value]);
    else group.push(value);
  }
  return groups;
}

export const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase('en-GB') + text.slice(1);
