import { addDays, addMonths, defaultPeriod, localDay, mondayOf, startOfDay } from '../../../../model/calendar.ts';
import type { ProcessSummary } from '../../../../model/process.ts';
import { dayWords, inPeriod, periodName } from '../../../../model/period-words.ts';
import type { Scope } from '../../../../model/scope.ts';
import { DAY } from '../../../../model/units.ts';

export { dayWords, inPeriod, periodName };
export type Period = NonNullable<Scope['period']>;
export type PeriodBy = NonNullable<Period['by']>;
type Bounds = Pick<ProcessSummary, 'firstAt' | 'lastAt' | 'wholeTo' | 'zone'>;

/** A period a person can choose with one press. `from` null means everything. */
export interface Preset {
  name: string;
  from: string | null;
  to: string | null;
}

const utc = (day: string) => new Date(`${day}T00:00:00Z`);

/** The day the data ends in and the day it begins, in the zone of the process; null without data. */
export function dataDays(process: Bounds): { first: string; last: string } | null {
  if (process.firstAt === null || process.lastAt === null) return null;
  return { first: localDay(Date.parse(process.firstAt), process.zone), last: localDay(Date.parse(process.lastAt), process.zone) };
}

export const PERIOD_UNITS = ['week', 'month', 'quarter'] as const;
export type PeriodUnit = (typeof PERIOD_UNITS)[number];

const MOST_PERIODS = 120;
const startOf: Readonly<Record<PeriodUnit, (day: string) => string>> = {
  week: mondayOf,
  month: (day) => addMonths(day, 0),
  quarter: (day) => addMonths(day, -((Number(day.slice(5, 7)) - 1) % 3)),
};
const before: Readonly<Record<PeriodUnit, (start: string) => string>> = {
  week: (start) => addDays(start, -7),
  month: (start) => addMonths(start, -1),
  quarter: (start) => addMonths(start, -3),
};

/** The weeks (from Monday), months or quarters of which the data are whole, in the zone of the process, newest first. */
export function wholePeriods(process: Bounds, unit: PeriodUnit): Preset[] {
  if (process.firstAt === null || process.wholeTo === null) return [];
  const first = Date.parse(process.firstAt);
  const found: Preset[] = [];
  let to = startOf[unit](localDay(Date.parse(process.wholeTo), process.zone));
  for (let from = before[unit](to); startOfDay(from, process.zone) >= first && found.length < MOST_PERIODS; from = before[unit](from)) {
    found.push({ name: periodName({ from, to }), from, to });
    to = from;
  }
  return found;
}

/** Everything, the last three whole months, and each whole week, month and quarter, newest first. */
export function presets(process: Bounds): { wide: Preset[]; weeks: Preset[]; months: Preset[]; quarters: Preset[] } {
  const [weeks, months, quarters] = [wholePeriods(process, 'week'), wholePeriods(process, 'month'), wholePeriods(process, 'quarter')];
  const everything: Preset = { name: 'Everything', from: null, to: null };
  const third = months[2];
  const wide = third ? [{ name: 'Last 3 whole months', from: third.from, to: months[0]?.to ?? null }, everything] : [everything];
  return { wide, weeks, months, quarters };
}

/** Which of them a period is; null for any other stretch of days. */
export function unitOf(period: Pick<Period, 'from' | 'to'> | undefined): PeriodUnit | null {
  const { from, to } = period ?? {};
  if (!from || !to) return null;
  return (['month', 'quarter', 'week'] as const).find((unit) => startOf[unit](from) === from && before[unit](to) === from) ?? null;
}

/** What a page opens with when its address says nothing (DOMAIN.md section 0). */
export function openingPeriod(process: Bounds): { from: string; to: string } | null {
  if (process.firstAt === null || process.wholeTo === null) return null;
  return defaultPeriod(Date.parse(process.firstAt), Date.parse(process.wholeTo), process.zone);
}

/** The moment that counts a case into a period unless a person says otherwise. */
export const openingBy = (process: Pick<ProcessSummary, 'marksDelivery'>): PeriodBy => (process.marksDelivery ? 'delivery' : 'completion');

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
