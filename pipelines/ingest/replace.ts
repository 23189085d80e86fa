import type { Session } from '../../engine/engine.ts';
import { identifier, join, raw, sql, type Sql } from '../../engine/sql.ts';
import { startOfDay } from '../../model/calendar.ts';
import type { Mapping } from '../../model/event-log.ts';

export type Replace = NonNullable<Mapping['replace']>;

/** The columns of `event` that say what happened; where a row stands (`import_seq`, `line`) is not among them. */
const SAID = [
  'identity',
  'activity',
  'started_at',
  'completed_at',
  'lifecycle',
  'instance',
  'arrived_at',
  'resource',
  'team',
  'cost',
] as const;

/**
 * Takes the events out of `event` that a file takes the place of, and keeps them in `replaced_event`; answers how many.
 *
 * An event lies in a period by its start, one without a start by its end; `zone` is that of the days. Expects the cases of
 * the file in `incoming_case`, and `event` with all columns that the file brings.
 */
export async function takeOut(session: Session, replace: Replace, zone: string, signal?: AbortSignal): Promise<number> {
  const which = replace === 'cases' ? raw('case_key IN (SELECT case_key FROM incoming_case WHERE known)') : inPeriod(replace, zone);
  await session.run(sql`CREATE OR REPLACE TEMP TABLE replaced_event AS SELECT * FROM event WHERE ${which}`, { signal });
  return session.run(sql`DELETE FROM event WHERE ${which}`, { signal });
}

function inPeriod({ from, to }: Exclude<Replace, 'cases'>, zone: string): Sql {
  const at = raw('coalesce(started_at, completed_at)');
  return sql`(${at} >= ${new Date(startOfDay(from, zone))} AND ${at} < ${new Date(startOfDay(to, zone))})`;
}

/**
 * Puts the events of cases back that the file says again word for word: such a case stays as it was, down to the import its
 * rows belong to. Answers how many events that are; as many rows of the file were taken out again.
 */
export async function putBackSame(session: Session, importSeq: number, signal?: AbortSignal): Promise<number> {
  const attributes = await session.query<{ id: number }>(sql`SELECT id FROM attribute ORDER BY id`);
  const said = join([...SAID.map(identifier), ...attributes.map(({ id }) => identifier(`a${id}`))]);
  const sums = (rows: Sql) =>
    sql`SELECT case_key, count(*) AS rows, sum(CAST(hash(${said}) AS HUGEINT)) AS said FROM ${rows} GROUP BY case_key`;
  await session.run(
    sql`
    CREATE OR REPLACE TEMP TABLE same_case AS
    SELECT o.case_key
    FROM (${sums(raw('replaced_event'))}) o
    JOIN (${sums(sql`(SELECT * FROM event WHERE import_seq = ${importSeq})`)}) n ON n.case_key = o.case_key AND n.rows = o.rows AND n.said = o.said`,
    { signal },
  );
  const same = await session.run(sql`DELETE FROM event WHERE import_seq = ${importSeq} AND case_key IN (SELECT case_key FROM same_case)`, {
    signal,
  });
  if (same > 0) {
    await session.run(sql`INSERT INTO event SELECT * FROM replaced_event SEMI JOIN same_case USING (case_key)`, { signal });
    await session.run(sql`DELETE FROM replaced_event WHERE case_key IN (SELECT case_key FROM same_case)`, { signal });
  }
  return same;
}

/** Of the cases in `touched_case`, how many have no event left. */
export async function countGone(session: Session): Promise<number> {
  const [row] = await session.query<{ gone: number }>(sql`SELECT count(*) AS gone FROM touched_case ANTI JOIN event USING (case_key)`);
  return row?.gone ?? 0;
}

/**
 * After events were taken out and their cases derived: answers of cases that are gone stand alone again, and an attribute
 * is of the case again where no case is left in which it varies.
 */
export async function settleRemains(session: Session, signal?: AbortSignal): Promise<void> {
  await session.run(
    sql`
    UPDATE feedback SET case_key = NULL, link_method = NULL, link_confidence = NULL
    WHERE case_key IN (SELECT case_key FROM touched_case) AND case_key NOT IN (SELECT case_key FROM case_fact)`,
    { signal },
  );
  const varying = await session.query<{ id: number }>(sql`SELECT id FROM attribute WHERE level = 'event' ORDER BY id`);
  for (const { id } of varying) {
    const column = identifier(`a${id}`);
    await session.run(
      sql`
      UPDATE attribute SET level = 'case'
      WHERE id = ${id} AND NOT EXISTS (SELECT 1 FROM event GROUP BY case_key HAVING min(${column}) <> max(${column}))`,
      { signal },
    );
  }
}

export const REPLACE_TABLES = ['replaced_event', 'same_case'] as const;
