import type { Session } from '../../engine/engine.ts';
import { sql } from '../../engine/sql.ts';
import { localDay, startOfDay } from '../../model/calendar.ts';

/** A log of more days than this has hours somewhere. */
const MOST_DAYS = 100_000;

/**
 * Whether the files of a process have days and no hours: every step starts and ends at midnight in its zone. False without a step.
 * In a log with hours the first step that is not on a quarter of an hour settles it, so that nothing more is read.
 */
export async function hasWholeDaysOnly(session: Session, zone: string): Promise<boolean> {
  const timed = await session.query(sql`
    SELECT s.case_key FROM step s
    WHERE epoch_us(s.started_at) % 900000000 <> 0 OR epoch_us(s.completed_at) % 900000000 <> 0
    LIMIT 1`);
  if (timed.length > 0) return false;
  const times = await session.query<{ at: string }>(sql`
    SELECT DISTINCT t.at
    FROM (SELECT s.started_at AS at FROM step s UNION ALL SELECT s.completed_at FROM step s WHERE s.completed_at IS NOT NULL) t
    LIMIT ${MOST_DAYS + 1}`);
  if (times.length === 0 || times.length > MOST_DAYS) return false;
  return times.every(({ at }) => {
    const ms = Date.parse(at);
    return startOfDay(localDay(ms, zone), zone) === ms;
  });
}
