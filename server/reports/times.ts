import { Cron } from 'croner';
import { isZone, localDay, offsetAt } from '../../model/calendar.ts';
import { BadRequest } from '../../model/problem.ts';
import { whenInWords, WEEKDAYS, type Times, type When } from '../../model/schedule.ts';
import { HOUR, MINUTE } from '../../model/units.ts';

/** croner only computes times here; nothing is started by it. Patterns and zones are those of schedules, so there are few. */
const known = new Map<string, Cron>();

function cronOf(pattern: string, zone: string): Cron {
  const key = `${zone} ${pattern}`;
  let cron = known.get(key);
  if (cron === undefined) {
    if (known.size > 1000) known.clear();
    // a time that the clocks skip is met at the first that exists, one that comes twice the first time: also where several hours are listed
    cron = new Cron(pattern, { timezone: zone, mode: '5-part', fixedTimeRule: 'no-wildcard', paused: true });
    known.set(key, cron);
  }
  return cron;
}

/** Of a time and days, as cron has it. The last days of months need two: the 30th, and the last of February. */
function patternsOf(when: When): string[] {
  if (when.kind === 'cron') return [fixedHours(when.pattern)];
  const [hour = '0', minute = '0'] = when.time.split(':');
  const clock = `${String(Number(minute))} ${String(Number(hour))}`;
  if (when.kind === 'weekly') return [`${clock} * * ${when.days.map((day) => String(WEEKDAYS.indexOf(day) + 1)).join(',')}`];
  if (when.day === 'last' || when.day === 31) return [`${clock} L * *`];
  if (when.day < 29) return [`${clock} ${String(when.day)} * *`];
  return [`${clock} ${String(when.day)} 1,3-12 *`, `${clock} L 2 *`];
}

/**
 * Steps of hours written out: with a step or a star croner takes the pattern as an interval, which misses the hour that is skipped in
 * spring and comes twice in autumn. Each hour (a bare star) is an interval.
 */
function fixedHours(pattern: string): string {
  const fields = pattern.trim().split(/\s+/);
  const hours = fields[1] ?? '*';
  if (hours === '*' || !hours.includes('/')) return fields.join(' ');
  const written = hours.split(',').map((part) => {
    const found = /^(?:\*|(\d{1,2})-(\d{1,2}))\/(\d{1,2})$/.exec(part);
    const step = Number(found?.[3] ?? 0);
    if (!found || step < 1) return part;
    const [from, to] = [Number(found[1] ?? 0), Number(found[2] ?? 23)];
    return Array.from({ length: Math.max(0, Math.floor((to - from) / step) + 1) }, (_, at) => String(from + at * step)).join(',');
  });
  return [fields[0], written.join(','), ...fields.slice(2)].join(' ');
}

/**
 * Refuses what can't be a schedule, with the field named: a zone that is not known, a pattern that can't be read, fires more often
 * than hourly or never comes.
 */
export function checkWhen(when: When, zone: string, now: Date): void {
  if (!isZone(zone)) throw new BadRequest('zone', `“${zone}” is not a time zone.`, 'Zones are written as Europe/Dublin.');
  if (when.kind === 'cron') checkPattern(when.pattern, zone);
  if (nextDue(when, zone, now) === null)
    throw new BadRequest('when', `“${whenInWords(when)}” never comes.`, 'No day of the calendar fits it.');
}

function checkPattern(pattern: string, zone: string): void {
  const field = 'when.pattern';
  const fields = pattern.trim().split(/\s+/);
  const [minute = ''] = fields;
  if (fields.length !== 5)
    throw new BadRequest(
      field,
      `“${pattern}” is not a pattern of five parts.`,
      'Minute, hour, day of month, month, weekday: 0 7 * * 1 is each Monday at 07:00.',
    );
  if (!/^\d{1,2}$/.test(minute))
    throw new BadRequest(
      field,
      `“${pattern}” comes more often than hourly.`,
      'A letter is made once an hour at most: the first part is one minute, 0 to 59.',
    );
  if (pattern.includes('?')) throw new BadRequest(field, `“${pattern}” has a question mark, which means another time at each start.`);
  try {
    cronOf(fixedHours(pattern), zone);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message.replace(/^CronPattern: /, '') : String(cause);
    throw new BadRequest(field, `“${pattern}” can’t be read as a pattern.`, `${said.replace(/\.?$/, '.')}`);
  }
}

/** The first due time after an instant, or null when none ever comes. */
export function nextDue(when: When, zone: string, after: Date): Date | null {
  const times = patternsOf(when).flatMap((pattern) => cronOf(pattern, zone).nextRun(after) ?? []);
  return times.length === 0 ? null : new Date(Math.min(...times.map((time) => time.getTime())));
}

/** Due times after `after`, up to and with `until`, oldest first; at most the first `most`. */
export function dueBetween(when: When, zone: string, { after, until, most = 20_000 }: { after: Date; until: Date; most?: number }): Date[] {
  const found: Date[] = [];
  let at = nextDue(when, zone, after);
  while (at !== null && at <= until && found.length < most) {
    found.push(at);
    at = nextDue(when, zone, at);
  }
  return found;
}

/** “Monday 23 November 2026, 07:00”, by the clock of the zone. */
export function dueInWords(at: Date, zone: string): string {
  const part = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options }).format(at);
  const day = part({ day: 'numeric', month: 'long', year: 'numeric' });
  return `${part({ weekday: 'long' })} ${day}, ${clockAt(at.getTime(), zone)}`;
}

/** `07:00` on the wall at an instant. */
const clockAt = (at: number, zone: string): string => new Date(at + offsetAt(at, zone)).toISOString().slice(11, 16);

/** What a choice of times comes to: the next `count`, with a note where the clocks change. */
export function timesOf(when: When, zone: string, after: Date, count = 5): Times {
  checkWhen(when, zone, after);
  const next: Times['next'] = [];
  let at = nextDue(when, zone, after);
  while (at !== null && next.length < count) {
    next.push({
      at: at.toISOString(),
      day: localDay(at.getTime(), zone),
      words: dueInWords(at, zone),
      note: noteOf(when, zone, at.getTime()),
    });
    at = nextDue(when, zone, at);
  }
  return { words: whenInWords(when), next };
}

function noteOf(when: When, zone: string, at: number): string {
  const clock = clockAt(at, zone);
  const minute = when.kind === 'cron' ? when.pattern.trim().split(/\s+/)[0]?.padStart(2, '0') : when.time.slice(3);
  // the clocks go forward by half an hour on Lord Howe Island: the minute of the pattern may still be met
  const forward = offsetAt(at, zone) > offsetAt(at - HOUR, zone);
  const wanted = when.kind === 'cron' ? (clock.slice(3) === minute ? clock : `:${minute ?? ''}`) : when.time;
  if (forward && wanted !== clock)
    return `The clocks go forward and skip ${when.kind === 'cron' ? 'the time' : wanted}; the letter is made at ${clock}.`;
  const again = [30 * MINUTE, HOUR, 2 * HOUR].some((later) => clockAt(at + later, zone) === clock);
  const hourly = when.kind === 'cron' && when.pattern.trim().split(/\s+/)[1] === '*';
  return again && !hourly ? `The clocks go back and ${clock} comes twice; the letter is made the first time.` : '';
}

/** How far back from now a due time counts as missed rather than late: the program was not running. */
export const LATE_MS = 10 * MINUTE;

/** Due times of one schedule that have come since it was last looked at, and what becomes of each. */
export interface Found {
  /** To be made, oldest first. */
  readonly due: readonly Date[];
  /** Missed, and not made up for. Those further back than `REMEMBERED` are only counted. */
  readonly skipped: readonly Date[];
  readonly skippedBefore: number;
}

/** So many missed times get a line of their own. */
const REMEMBERED = 20;

/**
 * Sorts the due times that have come. Those of the last ten minutes are made. Of those before, which came while the program was not
 * running, `once` makes the newest unless one of the last ten minutes is made anyway, and `skip` none.
 */
export function sortDue(times: readonly Date[], missed: 'once' | 'skip', now: Date): Found {
  const late = now.getTime() - LATE_MS;
  const fresh = times.filter((time) => time.getTime() >= late);
  const old = times.filter((time) => time.getTime() < late);
  const made = missed === 'once' && fresh.length === 0 ? old.slice(-1) : [];
  const skipped = old.slice(0, old.length - made.length);
  return { due: [...made, ...fresh], skipped: skipped.slice(-REMEMBERED), skippedBefore: Math.max(0, skipped.length - REMEMBERED) };
}
