import { randomUUID } from 'node:crypto';
import { join as joinPath } from 'node:path';
import type { Session } from '../../engine/engine.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import type { Role } from '../../model/event-log.ts';
import type { Finding } from '../recognise/columns.ts';
import { literal, localOf, parsedRows, TEXT, trimmed, zonedOf, type TimeColumn } from '../recognise/parse.ts';
import type { Recognised } from '../recognise/plan.ts';
import { hasOffset, isEpoch } from '../recognise/times.ts';
import type { Clocks } from './wide-clocks.ts';
import type { ReadableFile } from '../sources/source.ts';
import { columnOf, HIDDEN, readWhole, rowsOf, unreadRows, type TextTable } from '../sources/table.ts';

/** The records of a file with their times read: `c<n>` as given, `t<n>` as one format for all. Its rowid is their place. */
export const GIVEN = raw('temp.given_row');
const UNREAD = 'given_unread';

/** Local times and times with an offset, written in one way. */
const LOCAL = '%Y-%m-%d %H:%M:%S';
const ZONED = '%Y-%m-%d %H:%M:%SZ';

const isZoned = ({ finding: { reading } }: Recognised) => hasOffset(reading.format ?? '') || isEpoch(reading.format ?? '');

/** Reads the records of a file into `GIVEN`, and sets apart those that can't be cut into fields. */
export async function readGiven(
  session: Session,
  file: ReadableFile,
  table: TextTable,
  times: readonly Recognised[],
  signal?: AbortSignal,
  clocks: Clocks = new Map(),
): Promise<void> {
  const texts = table.shape.names.map((_, index) => sql`${trimmed(columnOf(index))} AS ${columnOf(index)}`);
  const columns = times.map(({ finding: { index, reading } }) => ({ index, format: reading.format ?? '', clock: clockOf(clocks, index) }));
  const written = times.map(({ finding: { index } }) => {
    const [zoned, local] = [zonedOf(index), localOf(index)];
    return sql`CASE WHEN ${zoned} IS NOT NULL THEN CAST(${zoned} AS VARCHAR) || 'Z' ELSE CAST(${local} AS VARCHAR) END AS ${timeOf(index)}`;
  });
  await session.run(sql`DROP TABLE IF EXISTS ${GIVEN}`);
  await readWhole(
    session,
    table,
    file,
    () =>
      session.run(
        sql`
          CREATE OR REPLACE TEMP TABLE given_row AS
          SELECT ${join([...table.shape.names.map((_, index) => columnOf(index)), ...written])}
          FROM ${parsedRows(sql`(SELECT ${join(texts)} FROM ${rowsOf(table)})`, columns)}`,
        { signal },
      ),
    signal,
  );
  await session.run(sql`CREATE OR REPLACE TEMP TABLE ${raw(UNREAD)} AS ${unreadRows(table)}`, { signal });
}

function clockOf(clocks: Clocks, date: number): TimeColumn['clock'] {
  const clock = clocks.get(date)?.finding;
  return clock?.clock === undefined ? undefined : { index: clock.index, format: clock.clock };
}

/** The time of a column in `GIVEN`, NULL where it can't be read. */
export const timeOf = (index: number): Sql => raw(`t${index}`);

/** A column of the made table: what it is called and means, and its text out of the rows that `writeMade` is given. */
export interface MadeColumn {
  readonly column: Recognised;
  readonly text: Sql;
}

/** A column that goes over as it is. */
export const kept = (one: Recognised): MadeColumn => ({ column: one, text: columnOf(one.finding.index) });

/** A column that the file does not have: the name of an activity, or times out of several columns. */
export function madeColumn(role: Role, name: string, like: readonly Recognised[], text: Sql): MadeColumn {
  const [first] = like;
  if (first === undefined) throw new Error('A made column comes from at least one column of the file.');
  const time = role === 'start' || role === 'end' || role === 'arrival';
  const format = like.some(isZoned) ? ZONED : LOCAL;
  const finding: Finding = {
    ...first.finding,
    name,
    reading: time ? { ...TEXT, type: 'time', format } : TEXT,
    formats: time ? [format] : [],
    misfits: 0,
    misfitExamples: [],
    precision: time ? finest(like) : null,
  };
  const guess = { role, confidence: 1, reason: 'Made of the columns of the file.' };
  return { column: { finding, guess, ambiguous: false, someLocal: time && like.some((one) => !isZoned(one)) }, text };
}

const PRECISIONS = ['day', 'minute', 'second', 'ms', 'us'] as const;
const finest = (columns: readonly Recognised[]): Finding['precision'] =>
  PRECISIONS[Math.max(...columns.map(({ finding }) => PRECISIONS.indexOf(finding.precision ?? 'day')))] ?? null;

/** A name that no column of the file has. */
export function freeName(wanted: string, table: TextTable): string {
  const { names } = table.shape;
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted} (${count})`;
    if (!names.includes(name)) return name;
  }
}

/**
 * Writes rows made of `GIVEN` as a table that an import stages like any other, in the order of the relation.
 *
 * `rows` is a relation with what the columns ask for and all of `HIDDEN`. The file lies in the folder of the opened file
 * and goes with it.
 */
export async function writeMade(
  session: Session,
  file: ReadableFile,
  given: TextTable,
  made: { readonly columns: readonly MadeColumn[]; readonly rows: Sql; readonly ofCases: boolean },
  signal?: AbortSignal,
): Promise<{ table: TextTable; rowColumns: Recognised[] }> {
  const path = joinPath(file.temp, `made-${randomUUID()}`);
  const fields = made.columns.map(({ text }, index) => sql`CAST(${text} AS VARCHAR) AS ${columnOf(index)}`);
  await session.run(sql`COPY (SELECT ${join([...fields, ...HIDDEN.map(raw)])} FROM ${made.rows}) TO ${literal(path)} (FORMAT parquet)`, {
    signal,
  });
  await session.run(sql`DROP TABLE ${GIVEN}`);
  const rowColumns = made.columns.map(({ column }, index) => ({ ...column, finding: { ...column.finding, index } }));
  const shape = { ...given.shape, names: rowColumns.map(({ finding }) => finding.name), sample: [] };
  return { table: { ...given, path, skip: 0, shape, origin: { given, unread: UNREAD, ofCases: made.ofCases } }, rowColumns };
}
