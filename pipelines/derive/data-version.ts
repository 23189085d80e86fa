import type { Session } from '../../engine/engine.ts';
import { dialect } from '../../engine/dialect.ts';
import { sql } from '../../engine/sql.ts';
import { MINUTE } from '../../model/units.ts';

export interface DataVersion {
  /** Why the numbers may have changed. */
  readonly cause: 'import' | 'blueprint' | 'cut-off' | 'zone' | 'undo';
  /** The moment of the change, by the clock the program was given. */
  readonly now: Date;
  readonly cutOffMs: number | null;
}

/**
 * Notes a new version of the tables and gives its number, 1 for the first.
 *
 * The end of the data is the latest accepted event, but no later than the moment of import: a planned event in the future
 * closes no case. A change that brings no file leaves the end where the last import put it.
 */
export async function writeDataVersion(session: Session, { cause, now, cutOffMs }: DataVersion): Promise<number> {
  const imported =
    cause === 'import'
      ? sql`CAST(${now} AS TIMESTAMP)`
      : sql`(SELECT coalesce(max(committed_at), CAST(${now} AS TIMESTAMP)) FROM import_commit)`;
  await session.run(sql`
    INSERT INTO data_version (version, cause, made_at, first_at, end_at, cut_off_ms, events, steps, cases)
    SELECT (SELECT coalesce(max(version), 0) + 1 FROM data_version), ${cause}, ${now},
           min(least(started_at, completed_at)),
           CASE WHEN count(*) > 0 THEN least(max(greatest(started_at, completed_at)), ${imported}) END,
           CAST(${cutOffMs} AS BIGINT), count(*), (SELECT count(*) FROM step), (SELECT count(*) FROM case_fact)
    FROM event`);
  const [row] = await session.query<{ version: number }>(sql`SELECT max(version) AS version FROM data_version`);
  return row?.version ?? 0;
}

/**
 * After how long without an event a case counts as complete: the p95 of all hand-over times, rounded up to a minute.
 * At least a minute, also for a log without any hand-over.
 */
export async function firstCutOff(session: Session): Promise<number> {
  const [row] = await session.query<{ gap: number | null }>(sql`SELECT ${dialect.quantile(sql`gap_ms`, 0.95)} AS gap FROM step`);
  return Math.max(1, Math.ceil((row?.gap ?? 0) / MINUTE)) * MINUTE;
}
