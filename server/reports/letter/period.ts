import { addDays, addMonths, localDay, mondayOf } from '../../../model/calendar.ts';
import type { ProcessContext } from '../../analytics/analytic.ts';
import { BadRequest } from '../../../model/problem.ts';
import { DAY, type LocalDate } from '../../../model/units.ts';

/** A stretch of local days, half-open, and what it is called: at the head of a column, and at the end of a sentence. */
export interface Stretch {
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** `Week 44`, `October`. */
  readonly head: string;
  /** `in week 44`, `in October`. */
  readonly where: string;
}

/** What a letter is about. */
export interface Periods {
  /** The week or the month of the letter. */
  readonly now: Stretch;
  /** The larger or earlier stretch beside it. */
  readonly context: Stretch;
  /** What the ribbon, the hours and the answers are of. */
  readonly main: Stretch;
  /** At the right of the head: `Week 44, 26 October to 1 November 2026`. */
  readonly words: string;
  /** In the subject: `week 44`, `October 2026`. */
  readonly subject: string;
  /** The data do not reach the end of it. */
  readonly open: boolean;
  /** A newer one is whole in the data: what stands open, is asked or was judged today is not of this time. */
  readonly past: boolean;
}

/** First and last local day with an event, and the day before which the data are whole. */
export interface DataDays {
  readonly first: LocalDate;
  readonly last: LocalDate;
  readonly wholeTo: LocalDate;
}

const EN = 'en-GB';
const utc = (day: LocalDate) => new Date(`${day}T00:00:00Z`);
const say = (day: LocalDate, form: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(EN, { timeZone: 'UTC', ...form }).format(utc(day));

/** `26 October`, with its year where it is not that of `seenFrom`. */
export function longDay(day: LocalDate, seenFrom: LocalDate = day): string {
  const other = day.slice(0, 4) !== seenFrom.slice(0, 4);
  return say(day, { day: 'numeric', month: 'long', ...(other ? { year: 'numeric' } : {}) });
}
export const longDayYear = (day: LocalDate): string => say(day, { day: 'numeric', month: 'long', year: 'numeric' });
/** `October`, with its year where it is not that of `seenFrom`. */
export const monthOf = (day: LocalDate, seenFrom: LocalDate) =>
  say(day, { month: 'long', ...(day.slice(0, 4) === seenFrom.slice(0, 4) ? {} : { year: 'numeric' }) });
const monthYear = (day: LocalDate) => say(day, { month: 'long', year: 'numeric' });

/** The number of an ISO week, and the year it belongs to. */
export function weekNumber(monday: LocalDate): { week: number; year: number } {
  const thursday = utc(addDays(monday, 3));
  const year = thursday.getUTCFullYear();
  return { week: 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY)), year };
}

/** The days of the data in their zone; null without data. */
export function dataDays(
  { firstAt, endAt, wholeTo }: Pick<ProcessContext, 'firstAt' | 'endAt' | 'wholeTo'>,
  zone: string,
): DataDays | null {
  if (firstAt === null || endAt === null) return null;
  const day = (at: string) => localDay(Date.parse(at), zone);
  return { first: day(firstAt), last: day(endAt), wholeTo: day(wholeTo ?? endAt) };
}

/** What a weekly or monthly letter is about; `on` names a day of it. Throws `BadRequest` where the data say nothing of the day. */
export function periodsOf(kind: 'weekly' | 'monthly', data: DataDays, on?: LocalDate): Periods {
  if (on !== undefined && (on > data.last || on < data.first))
    throw new BadRequest(
      'on',
      `The data say nothing of ${longDayYear(on)}.`,
      `They reach from ${longDayYear(data.first)} to ${longDayYear(data.last)}.`,
    );
  const of = kind === 'weekly' ? weekly : monthly;
  const asked = of(data, on);
  return { ...asked, past: asked.now.from < of(data, undefined).now.from };
}

/** The last of the stretches that are whole in the data; where none is, the one the data end in. */
function lastWhole(data: DataDays, startOf: (day: LocalDate) => LocalDate, before: (start: LocalDate) => LocalDate): LocalDate {
  const start = before(startOf(data.wholeTo));
  return start < startOf(data.first) ? startOf(data.last) : start;
}

function weekly(data: DataDays, on: LocalDate | undefined): Omit<Periods, 'past'> {
  const from = on === undefined ? lastWhole(data, mondayOf, (monday) => addDays(monday, -7)) : mondayOf(on);
  const to = addDays(from, 7);
  const sunday = addDays(to, -1);
  const { week } = weekNumber(from);
  const name = `week ${String(week)}`;
  const days =
    from.slice(0, 7) === sunday.slice(0, 7)
      ? `${say(from, { day: 'numeric' })} to ${longDayYear(sunday)}`
      : `${longDay(from, sunday)} to ${longDayYear(sunday)}`;
  const now = { from, to, head: `Week ${String(week)}`, where: `in ${name}` };
  const context = monthBefore(data, to) ?? soFar(data, to);
  return { now, context, main: context, words: `Week ${String(week)}, ${days}`, subject: name, open: data.wholeTo < to };
}

/** The last month that lies whole within the data and before `to`. */
function monthBefore(data: DataDays, to: LocalDate): Stretch | null {
  const end = addMonths(to, 0);
  const from = addMonths(end, -1);
  if (from < data.first && data.first > addDays(from, 1)) return null;
  const month = monthOf(from, addDays(to, -1));
  return { from, to: end, head: month, where: `in ${month}` };
}

/** Of data that hold no whole month: all of them. */
function soFar(data: DataDays, to: LocalDate): Stretch {
  const since = longDay(data.first, addDays(to, -1));
  return { from: data.first, to, head: `Since ${since}`, where: `since ${since}` };
}

function monthly(data: DataDays, on: LocalDate | undefined): Omit<Periods, 'past'> {
  const from =
    on === undefined
      ? lastWhole(
          data,
          (day) => addMonths(day, 0),
          (start) => addMonths(start, -1),
        )
      : addMonths(on, 0);
  const to = addMonths(from, 1);
  const name = monthOf(from, addDays(to, -1));
  const now = { from, to, head: name, where: `in ${name}` };
  return {
    now,
    context: quarterBefore(data, from) ?? soFar(data, to),
    main: now,
    words: monthYear(from),
    subject: monthYear(from),
    open: data.wholeTo < to,
  };
}

/** The three months before, as far as the data hold them; null where they hold none of them. */
function quarterBefore(data: DataDays, to: LocalDate): Stretch | null {
  const starts = [-3, -2, -1].map((months) => addMonths(to, months)).filter((start) => addDays(start, 1) >= data.first);
  const [from] = starts;
  const last = starts.at(-1);
  if (from === undefined || last === undefined) return null;
  const [one, other] = [say(from, { month: 'short' }).replace('Sept', 'Sep'), say(last, { month: 'short' }).replace('Sept', 'Sep')];
  const head = from === last ? monthOf(from, to) : `${one} to ${other}`;
  return { from, to, head, where: from === last ? `in ${head}` : `from ${head}` };
}
