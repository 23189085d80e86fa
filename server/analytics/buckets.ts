import { dialect, type BucketUnit } from '../../engine/dialect.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import { addDays, addMonths, localDay, mondayOf, offsetAt, startOfDay } from '../../model/calendar.ts';
import { DAY, HOUR, OneOf, type LocalDate } from '../../model/units.ts';
import type { ProcessContext } from './analytic.ts';

/** Days, ISO weeks or months in the zone of the process. */
export const Unit = OneOf(['day', 'week', 'month']);

/** When a day, week or month is whole, in the words of every question that has them. */
export const WHOLE =
  'whole when it lies between the first event and the end of the data, or a midnight up to three days later where, in the weeks before, so few events came in ' +
  'the hours in between that a week’s count could not tell (below a third of its root).';

/** A stretch of the time line. `bucket` is its first day; it is whole when it lies between the first event and where the data are whole to. */
export interface Bucket {
  readonly bucket: LocalDate;
  readonly from: Date;
  readonly to: Date;
  readonly whole: boolean;
}

/** The first day of the bucket a day lies in. */
function bucketOfDay(day: LocalDate, unit: BucketUnit): LocalDate {
  if (unit === 'day') return day;
  return unit === 'week' ? mondayOf(day) : addMonths(day, 0);
}

const next = (bucket: LocalDate, unit: BucketUnit): LocalDate =>
  unit === 'month' ? addMonths(bucket, 1) : addDays(bucket, unit === 'week' ? 7 : 1);

/** Where the data are whole to; null without data. */
export const wholeEnd = ({ endAt, wholeTo = endAt }: ProcessContext): Date | null => (wholeTo === null ? null : new Date(wholeTo));

/** Every bucket that `from` to `to` touches, oldest first; nothing without data. */
export function bucketsBetween(process: ProcessContext, unit: BucketUnit, from: Date | null, to: Date | null): Bucket[] {
  if (from === null || to === null || from > to) return [];
  const { zone } = process;
  const [first, end] = [Date.parse(process.firstAt ?? ''), Date.parse(process.wholeTo ?? process.endAt ?? '')];
  const buckets: Bucket[] = [];
  let bucket = bucketOfDay(localDay(from.getTime(), zone), unit);
  for (let start = startOfDay(bucket, zone); start <= to.getTime();) {
    const after = next(bucket, unit);
    const close = startOfDay(after, zone);
    buckets.push({ bucket, from: new Date(start), to: new Date(close), whole: start >= first && close <= end });
    [bucket, start] = [after, close];
  }
  return buckets;
}

/** The last `count` whole buckets that end by `end`, oldest first; fewer where the data is short. */
export function lastWholeBuckets(process: ProcessContext, unit: BucketUnit, end: Date | null, count: number): Bucket[] {
  const from = process.firstAt === null ? null : new Date(process.firstAt);
  return bucketsBetween(process, unit, from, end)
    .filter((bucket) => bucket.whole && end !== null && bucket.to <= end)
    .slice(-count);
}

/**
 * The bucket of a UTC time, as a DATE.
 *
 * The offsets of the zone are worked out once, for the span of the data, and written as a CASE: DuckDB's
 * `timezone()` takes 0.6 microseconds a row, this takes 0.04, and any engine reads it.
 */
export function bucketOf(process: ProcessContext, time: Sql, unit: BucketUnit): Sql {
  return sql`CAST(date_trunc('${raw(unit)}', ${localTime(process, time)}) AS DATE)`;
}

/** Whether the zone is a whole number of hours off UTC all through the data. */
export const wholeHours = (process: ProcessContext): boolean => offsets(process).every(({ offset }) => offset % HOUR === 0);

/** A UTC time as the clocks of the zone show it, as a TIMESTAMP. */
export function localTime(process: ProcessContext, time: Sql): Sql {
  const stretches = offsets(process);
  const last = stretches.at(-1)?.offset ?? 0;
  const shifted = (offset: number) => (offset === 0 ? time : dialect.before(time, raw(String(-offset))));
  if (stretches.length <= 1) return shifted(last);
  const cases = stretches.slice(0, -1).map(({ until, offset }) => sql`WHEN ${time} < ${until} THEN ${shifted(offset)}`);
  return sql`CASE ${join(cases, ' ')} ELSE ${shifted(last)} END`;
}

interface Stretch {
  readonly until: Date;
  readonly offset: number;
}

/** Worked out once per span: asking Intl for an offset takes a twentieth of a millisecond. */
const known = new Map<string, Stretch[]>();
const MOST_KNOWN = 100;

/** How far local time is ahead of UTC over the span of the data and a year to each side: arrivals are earlier than events, answers later. */
function offsets({ zone, firstAt, endAt }: ProcessContext): Stretch[] {
  if (firstAt === null || endAt === null) return [];
  const key = `${zone} ${firstAt} ${endAt}`;
  const stretches = known.get(key) ?? stretchesOf(zone, Date.parse(firstAt) - 400 * DAY, Date.parse(endAt) + 400 * DAY);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, stretches);
  return stretches;
}

function stretchesOf(zone: string, from: number, to: number): Stretch[] {
  const stretches: Stretch[] = [];
  let [at, offset] = [from, offsetAt(from, zone)];
  while (at < to) {
    const later = Math.min(at + 14 * DAY, to);
    const then = offsetAt(later, zone);
    if (then !== offset) {
      stretches.push({ until: new Date(change(at, later, offset, zone)), offset });
      offset = then;
    }
    at = later;
  }
  return [...stretches, { until: new Date(to), offset }];
}

/** The first quarter of an hour with another offset: no zone changes at any other time since 1972. */
function change(before: number, after: number, offset: number, zone: string): number {
  const quarter = HOUR / 4;
  let [low, high] = [Math.floor(before / quarter), Math.ceil(after / quarter)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * quarter, zone) === offset) low = middle;
    else high = middle;
  }
  return high * quarter;
}
