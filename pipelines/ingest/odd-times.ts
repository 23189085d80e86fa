import type { Session } from '../../engine/engine.ts';
import { raw, sql, type Sql } from '../../engine/sql.ts';
import { zoneSteps } from './zone.ts';

/** When a staged row happened: its start, or its end where it has no start. */
export const HAPPENED: Sql = raw('coalesce(started_at, completed_at)');

const YEARS = 20;
/** So many rows, spread evenly, stand for all of them where only the middle is asked for. */
const ASKED = 100_000;

/** The middle of the times of the staged rows as text in UTC, from a spread of them; null where none has a time. */
export async function middleTime(session: Session, signal?: AbortSignal): Promise<string | null> {
  const [row] = await session.query<{ middle: string | null }>(
    sql`
      SELECT CAST(quantile_disc(happened, 0.5) AS VARCHAR) AS middle
      FROM (SELECT ${HAPPENED} AS happened FROM incoming
            WHERE reason IS NULL AND rowid % greatest(1, (SELECT count(*) FROM incoming) // ${ASKED}) = 0)`,
    { signal },
  );
  return row?.middle ?? null;
}

/**
 * A time that can't be meant: a placeholder (1900-01-01, 1970-01-01, the year 9999), or more than twenty years from the
 * middle of the file. `middle` as `middleTime` answers it.
 */
export const isAbsurd = (time: Sql, middle: string | null): Sql =>
  middle === null
    ? raw('false')
    : sql`(${time} < TIMESTAMP '1905-01-01'
           OR ${time} >= TIMESTAMP '2190-01-01'
           OR (CAST(${time} AS DATE) BETWEEN DATE '1969-12-31' AND DATE '1970-01-01' AND abs(date_diff('day', ${time}, CAST(${middle} AS TIMESTAMP))) > 365)
           OR abs(date_diff('day', ${time}, CAST(${middle} AS TIMESTAMP))) > ${Math.round(YEARS * 365.25)})`;

/** A time exactly at midnight, in UTC or in the zone of the file. */
export function isMidnight(time: Sql, zone: string | null): Sql {
  const offsets = [...new Set([0, ...(zone === null ? [] : zoneSteps(zone).map(({ offset }) => offset))])];
  const day = raw('86400000000');
  const at = (offset: number) => sql`(epoch_us(${time}) + ${raw(String(offset * 1000))}) % ${day} = 0`;
  if (zone === null || offsets.length === 1) return at(0);
  // most times are at no midnight of any offset: only the others are asked what their offset was
  return sql`CASE WHEN epoch_us(${time}) % 900000000 <> 0 THEN false
                  WHEN epoch_us(${time}) % ${day} = 0 THEN true
                  ELSE CAST(timezone(${zone}, timezone('UTC', ${time})) AS TIME) = TIME '00:00:00' END`;
}
