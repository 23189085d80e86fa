import type { Session } from '../../engine/engine.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import { literal } from '../recognise/parse.ts';
import type { Recognised } from '../recognise/plan.ts';
import { rawText } from '../ingest/staging.ts';
import type { ReadableFile } from '../sources/source.ts';
import { columnOf, type TextTable } from '../sources/table.ts';
import { freeName, GIVEN, kept, madeColumn, readGiven, timeOf, writeMade } from './made-rows.ts';
import type { Clocks } from './wide-clocks.ts';
import type { Milestone } from './wide.ts';

/** The columns of a wide file: its case, its activities, and what describes the case. */
export interface WideColumns {
  readonly key: Recognised;
  readonly milestones: readonly Milestone[];
  readonly others: readonly Recognised[];
  readonly clocks: Clocks;
}

/**
 * Makes a row for each activity of each record, in the order of the columns; a date that is empty makes none.
 *
 * A date that can't be read makes a refused row of that activity alone. A record without a case, or without any date, makes
 * one refused row.
 */
export async function layOutWide(
  session: Session,
  file: ReadableFile,
  table: TextTable,
  { key, milestones, others, clocks }: WideColumns,
  signal?: AbortSignal,
): Promise<{ table: TextTable; rowColumns: Recognised[] }> {
  const times = milestones.flatMap(({ start, end }) => [start, end].flatMap((one) => one ?? []));
  await readGiven(session, file, table, times, signal, clocks);
  const starts = milestones.flatMap(({ start }) => start ?? []);
  const ends = milestones.flatMap(({ end }) => end ?? []);
  const names = milestones.map(({ activity }) => literal(activity));
  const columns = [
    kept(key),
    madeColumn('activity', freeName('activity', table), times, sql`list_extract([${join(names)}], part)`),
    ...(starts.length === 0 ? [] : [madeColumn('start', freeName('start', table), starts, raw('begun'))]),
    ...(ends.length === 0 ? [] : [madeColumn('end', freeName('end', table), ends, raw('done'))]),
    ...others.map(kept),
  ];
  return writeMade(session, file, table, { columns, rows: rowsOfMilestones(table, key, milestones, times, clocks), ofCases: true }, signal);
}

/** The relation that `layOutWide` writes: `begun`, `done` and the hidden columns beside the fields of the record. */
function rowsOfMilestones(
  table: TextTable,
  key: Recognised,
  milestones: readonly Milestone[],
  times: readonly Recognised[],
  clocks: Clocks,
): Sql {
  const empty = raw('CAST(NULL AS VARCHAR)');
  const time = (one: Recognised | null) => (one === null ? empty : timeOf(one.finding.index));
  const unreadable = (one: Recognised | null) => {
    if (one === null) return empty;
    const { index, misfits } = one.finding;
    const clock = clocks.get(index);
    if (clock !== undefined)
      return sql`CASE WHEN ${timeOf(index)} IS NULL AND ${columnOf(index)} IS NOT NULL THEN concat_ws(' ', ${columnOf(index)}, ${columnOf(clock.finding.index)}) END`;
    return misfits === 0 ? empty : sql`CASE WHEN ${timeOf(index)} IS NULL THEN ${columnOf(index)} END`;
  };
  const each = (value: (milestone: Milestone) => Sql) => sql`unnest([${empty}, ${join(milestones.map(value))}])`;
  const place = (one: Recognised | null) => raw(one === null ? 'NULL' : String(one.finding.index));
  const at = (value: (milestone: Milestone) => Sql) => sql`list_extract([${join(milestones.map(value))}], part)`;
  const nothing = sql`coalesce(${join(times.map(({ finding }) => columnOf(finding.index)))}) IS NULL`;
  const paired = at(({ start }) => raw(String(start !== null)));
  return sql`(
    SELECT *, CASE WHEN refused IS NOT NULL THEN ${rawText(table)} END AS given_raw
    FROM (
      SELECT *,
        CASE WHEN part = 0                        THEN row_refused
             WHEN bad_begun IS NOT NULL           THEN 'unreadable_start'
             WHEN bad_done IS NOT NULL            THEN CASE WHEN ${paired} THEN 'unreadable_end' ELSE 'unreadable_milestone' END
             WHEN ${endsBefore}                   THEN 'ends_before_it_starts' END                                    AS refused,
        CASE WHEN part = 0                        THEN CASE WHEN row_refused = 'no_case' THEN ${place(key)} END
             WHEN bad_begun IS NOT NULL           THEN ${at(({ start }) => place(start))}
             ELSE ${at(({ start, end }) => place(end ?? start))} END                                                  AS at_column,
        coalesce(bad_begun, bad_done, CASE WHEN ${endsBefore} THEN given_done END)                                          AS given_value
      FROM (
        SELECT *, ${sql`unnest([${raw(Array.from({ length: milestones.length + 1 }, (_, part) => `CAST(${part} AS SMALLINT)`).join(', '))}])`} AS part,
               ${each(({ start }) => time(start))} AS begun, ${each(({ end }) => time(end))} AS done,
               ${each(({ start, end }) => (start === null || end === null ? empty : columnOf(end.finding.index)))} AS given_done,
               ${each(({ start }) => unreadable(start))} AS bad_begun, ${each(({ end }) => unreadable(end))} AS bad_done
        FROM (
          SELECT *, rowid + 1 AS record,
                 CASE WHEN ${columnOf(key.finding.index)} IS NULL THEN 'no_case' WHEN ${nothing} THEN 'no_milestone' END AS row_refused
          FROM ${GIVEN}))
      WHERE CASE WHEN part = 0 THEN row_refused IS NOT NULL
                 ELSE row_refused IS NULL AND coalesce(begun, done, bad_begun, bad_done) IS NOT NULL END))`;
}

/** Both times are known, both local or both in UTC, and the end is the earlier one. */
const endsBefore = raw(
  "(begun IS NOT NULL AND done IS NOT NULL AND ends_with(begun, 'Z') = ends_with(done, 'Z') AND CAST(rtrim(done, 'Z') AS TIMESTAMP) < CAST(rtrim(begun, 'Z') AS TIMESTAMP))",
);
