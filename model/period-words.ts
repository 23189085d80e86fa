import { addDays, addMonths } from './calendar.ts';
import type { Scope } from './scope.ts';

type Period = NonNullable<Scope['period']>;

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

/** `4 May 2026` from a day. */
export const dayWords = (day: string): string => shortDay(day);
