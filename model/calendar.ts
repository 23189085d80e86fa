import { DAY, type LocalDate } from './units.ts';

const TWO_MONTHS_MS = 61 * DAY;

/** Throws nothing: whether the runtime knows the zone. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone });
    return /^[A-Za-z0-9_+\-/]+$/.test(zone);
  } catch {
    return false;
  }
}

/** One per zone: making a clock takes thirty times as long as reading it. Zones are those of services, so there are few. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  clocks.set(zone, clock);
  return clock;
}

/** How far local time is ahead of UTC at an instant, in ms. */
export function offsetAt(instant: number, zone: string): number {
  const parts = clockOf(zone).formatToParts(new Date(instant));
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return local - Math.floor(instant / 1000) * 1000;
}

/** The instant (ms) at which a local day begins; where midnight is skipped, the first instant of the day. */
export function startOfDay(day: LocalDate, zone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const first = midnight - offsetAt(midnight, zone);
  const second = midnight - offsetAt(first, zone);
  if (second === first) return first;
  return localDay(Math.min(first, second), zone) === day ? Math.min(first, second) : Math.max(first, second);
}

/** The local day an instant lies in. */
export function localDay(instant: number, zone: string): LocalDate {
  return new Date(instant + offsetAt(instant, zone)).toISOString().slice(0, 10);
}

/** `days` later, by the calendar. */
export function addDays(day: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** The first of the month that lies `months` after the month of `day`. */
export function addMonths(day: LocalDate, months: number): LocalDate {
  const [year, month] = day.split('-').map(Number);
  return new Date(Date.UTC(year ?? 1970, (month ?? 1) - 1 + months, 1)).toISOString().slice(0, 10);
}

/** The Monday on or before `day`: weeks are ISO weeks. */
export function mondayOf(day: LocalDate): LocalDate {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

/**
 * The period a page opens with (DOMAIN.md section 0): the last month that lies whole within the data, or
 * null (everything) when the data spans less than two months or holds no whole month.
 */
export function defaultPeriod(first: number, wholeTo: number, zone: string): { from: LocalDate; to: LocalDate } | null {
  const to = addMonths(localDay(wholeTo, zone), 0);
  const from = addMonths(to, -1);
  return wholeTo - first < TWO_MONTHS_MS || startOfDay(from, zone) < first ? null : { from, to };
}
