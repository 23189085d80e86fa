import { DAY } from '../../../model/units.ts';
import { plural } from '../../../model/format.ts';
import { longDay, longDayYear } from './period.ts';
import type { Setting } from './setting.ts';

/** Data that ended so many days before the letter is made are said to be old. */
const OLD_DAYS = 10;

const clock = (instant: string, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(new Date(instant));

/** How far the data reach: `The data reach from 3 November 2025 to 1 November 2026, 23:57.` */
export function reachWords({ data, zone, today }: Pick<Setting, 'data' | 'zone' | 'today'>, endAt: string): string {
  const days = ageOf({ data, today });
  const late = days >= 3 ? `, ${agoWords(days)} before this letter` : '';
  const end = `${longDayYear(data.last)}, ${clock(endAt, zone)}${late}.`;
  return data.first === data.last ? `The data are of one day, to ${end}` : `The data reach from ${longDayYear(data.first)} to ${end}`;
}

/** Days from the end of the data to the day on which the letter is made. */
const ageOf = ({ data, today }: Pick<Setting, 'data' | 'today'>): number => Math.round((Date.parse(today) - Date.parse(data.last)) / DAY);

/** `9 days`, `3 weeks`, `5 months`, `2 years`. */
function agoWords(days: number): string {
  if (days < 14) return plural(days, 'day', 'days');
  if (days < 63) return plural(Math.floor(days / 7), 'week', 'weeks');
  if (days < 730) return plural(Math.floor(days / 30.44), 'month', 'months');
  return plural(Math.floor(days / 365.25), 'year', 'years');
}

/** For the lead: that the data are old; nothing where they are not. */
export function oldWords(setting: Pick<Setting, 'data' | 'today'>): string {
  const days = ageOf(setting);
  return days < OLD_DAYS ? '' : `The data end on ${longDay(setting.data.last, setting.today)}, ${agoWords(days)} before this letter.`;
}
