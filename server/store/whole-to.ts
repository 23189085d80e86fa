import type { Session } from '../../engine/engine.ts';
import { join, sql } from '../../engine/sql.ts';
import { addDays, localDay, startOfDay } from '../../model/calendar.ts';
import { WEEK } from '../../model/units.ts';
import type { Facts } from './facts.ts';

/** So many weeks before the end of the data say what is usual, and at least so many. */
const WEEKS = 6;
const FEWEST_WEEKS = 2;
/** A Friday evening is followed by two days on which offices are shut. */
const MIDNIGHTS = 3;
/** Of what chance alone does to the count of a week's events, the root of it, so much may be missing. */
const MOST_MISSING = 1 / 3;

/**
 * Up to when the data can be taken as whole: the last of the three midnights after their end before which, in the weeks before, so
 * few events came in the same hours that a week's count can't tell; else the end itself. So a week that ends on a Sunday at 23:57 is
 * over, and that of an office on Friday evening. Null without data. Why: docs/decisions/0022.
 */
export async function wholeTo(
  session: Session,
  { firstAt, endAt }: Pick<Facts, 'firstAt' | 'endAt'>,
  zone: string,
): Promise<string | null> {
  if (firstAt === null || endAt === null) return endAt;
  const end = Date.parse(endAt);
  const weeks = Math.min(WEEKS, Math.floor((end - Date.parse(firstAt)) / WEEK));
  if (weeks < FEWEST_WEEKS) return endAt;
  const today = localDay(end, zone);
  const clock = end - startOfDay(today, zone);
  const midnights = Array.from({ length: MIDNIGHTS }, (_, at) => addDays(today, at + 1));
  // the same hours of earlier weeks, by the calendar: clocks may have changed in between
  const earlier = (day: string, week: number) => startOfDay(addDays(day, -7 * week), zone);
  const missing = midnights.map((midnight) =>
    join(
      Array.from({ length: weeks }, (_, at) => {
        const [from, to] = [earlier(today, at + 1) + clock, earlier(midnight, at + 1)];
        return sql`(e.at > ${new Date(from)} AND e.at < ${new Date(to)})`;
      }),
      ' OR ',
    ),
  );
  const counts = missing.map((stretches) => sql`count(CASE WHEN ${stretches} THEN 1 END)`);
  const [row] = await session.query<{ all: number; missing: number[] }>(sql`
    SELECT count(*) AS "all", [${join(counts, ', ')}] AS missing
    FROM (SELECT coalesce(completed_at, started_at) AS at FROM event) e
    WHERE e.at > ${new Date(end - weeks * WEEK)} AND e.at <= ${new Date(end)}`);
  const week = (row?.all ?? 0) / weeks;
  const last = midnights.findLast((_, at) => (row?.missing[at] ?? 0) / weeks <= MOST_MISSING * Math.sqrt(week));
  return last === undefined ? endAt : new Date(startOfDay(last, zone)).toISOString();
}
