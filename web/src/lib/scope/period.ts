import { addDays, addMonths, defaultPeriod, localDay, startOfDay } from '../../../../model/calendar.ts';
import type { ProcessSummary } from '../../../../model/process.ts';
import type { Scope } from '../../../../model/scope.ts';
import { DAY } from '../../../../model/units.ts';

export type Period = NonNullable<Scope['period']>;
export type PeriodBy = NonNullable<Period['by']>;
type Bounds = Pick<ProcessSummary, 'firstAt' | 'lastAt' | 'zone'>;

/** A period a person can choose with one press. `from` null means everything. */
export interface Preset {
  name: string;
  from: string | null;
  to: string | null;
}

const EN = 'en-GB';
const utc = (day: string) => new Date(`${day}T00:00:00Z`);
const say = (day: string, form: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(EN, { timeZone: 'UTC', ...form }).format(utc(day)).replace('Sept ', 'Sep ');
const monthName = (day: string) => say(day, { month: 'long', year: 'numeric' });
const shortMonth = (day: string) => say(day, { month: 'short', year: 'numeric' });
const shortDay = (day: string) => say(day, { day: 'numeric', month: 'short', year: 'numeric' });
const isFirst = (day: string) => day.endsWith('-01');

/** What a period is called: `October 2026`, `Aug to Oct 2026`, `5 to 11 Oct 2026`, `Everything`. `short` for narrow screens. */
export function periodName(period: Pick<Period, 'from' | 'to'> | undefined, short = false): string {
  const { from, to } = period ?? {};
  if (!from && !to) return 'Everything';
  if (!from) return `Until ${shortDay(addDays(to ?? '', -1))}`;
  if (!to) return `Since ${shortDay(from)}`;
  if (isFirst(from) && isFirst(to)) {
    const last = addMonths(to, -1);
    if (last === from) return short ? shortMonth(from) : monthName(from);
    const firstWords = from.slice(0, 4) === last.slice(0, 4) ? say(from, { month: 'short' }).replace('Sept', 'Sep') : shortMonth(from);
    return `${firstWords} to ${shortMonth(last)}`;
  }
  const lastDay = addDays(to, -1);
  if (lastDay === from) return shortDay(from);
  const sameYear = from.slice(0, 4) === lastDay.slice(0, 4);
  const sameMonth = from.slice(0, 7) === lastDay.slice(0, 7);
  const start = sameMonth
    ? say(from, { day: 'numeric' })
    : sameYear
      ? say(from, { day: 'numeric', month: 'short' }).replace(/Sept$/, 'Sep')
      : shortDay(from);
  return `${start} to ${shortDay(lastDay)}`;
}

/** `in October 2026`, `from Aug to Oct 2026`, or nothing for everything: for the end of a sentence. */
export function inPeriod(period: Pick<Period, 'from' | 'to'> | undefined): string {
  const { from, to } = period ?? {};
  if (!from && !to) return '';
  if (!from || !to) return periodName(period).replace(/^./, (letter) => letter.toLowerCase());
  if (isFirst(from) && addMonths(from, 1) === to) return `in ${monthName(from)}`;
  return addDays(from, 1) === to ? `on ${periodName(period)}` : `from ${periodName(period)}`;
}

/** The day the data ends in and the day it begins, in the zone of the process; null without data. */
export function dataDays(process: Bounds): { first: string; last: string } | null {
  if (process.firstAt === null || process.lastAt === null) return null;
  return { first: localDay(Date.parse(process.firstAt), process.zone), last: localDay(Date.parse(process.lastAt), process.zone) };
}

/** Everything, the last three whole months, and each whole month, newest first. */
export function presets(process: Bounds): { wide: Preset[]; months: Preset[] } {
  const days = dataDays(process);
  const everything: Preset = { name: 'Everything', from: null, to: null };
  if (!days || process.firstAt === null) return { wide: [everything], months: [] };
  const first = Date.parse(process.firstAt);
  const months: Preset[] = [];
  let to = addMonths(days.last, 0);
  for (let from = addMonths(to, -1); startOfDay(from, process.zone) >= first && months.length < 120; from = addMonths(from, -1)) {
    months.push({ name: monthName(from), from, to });
    to = from;
  }
  const third = months[2];
  const wide = third ? [{ name: 'Last 3 whole months', from: third.from, to: months[0]?.to ?? null }, everything] : [everything];
  return { wide, months };
}

/** What a page opens with when its address says nothing (DOMAIN.md section 0). */
export function openingPeriod(process: Bounds): { from: string; to: string } | null {
  if (process.firstAt === null || process.lastAt === null) return null;
  return defaultPeriod(Date.parse(process.firstAt), Date.parse(process.lastAt), process.zone);
}

/** The moment that counts a case into a period unless a person says otherwise. */
export const openingBy = (process: Pick<ProcessSummary, 'marksDelivery'>): PeriodBy => (process.marksDelivery ? 'delivery' : 'completion');

/** `4 May 2026` from a day. */
export const dayWords = (day: string): string => shortDay(day);

/** How finely a line over a period is drawn: days up to two months, weeks up to two years, else months. */
export function bucketSize(period: Pick<Period, 'from' | 'to'> | undefined, process: Bounds): 'day' | 'week' | 'month' {
  const days = dataDays(process);
  const from = period?.from ?? days?.first;
  const to = period?.to ?? days?.last;
  if (!from || !to) return 'week';
  const length = (utc(to).getTime() - utc(from).getTime()) / DAY;
  return length <= 62 ? 'day' : length <= 731 ? 'week' : 'month';
}

/** The length of the periods a trend compares: months as soon as three whole ones are there. */
export const trendBucket = (process: Bounds): 'week' | 'month' => (presets(process).months.length >= 3 ? 'month' : 'week');
