import type { Session } from '../../engine/engine.ts';
import { empty, identifier, join, raw, sql, type Sql } from '../../engine/sql.ts';
import type { Rejection, Role } from '../../model/event-log.ts';
import { literal, localOf, parsedRows, trimmed, valueOf, zonedOf, type TimeColumn } from '../recognise/parse.ts';
import { CLOCKS, isClockRole, type Plan, type PlannedColumn } from '../recognise/plan.ts';
import { columnOf, HIDDEN, rowsOf, unreadRows, type TextTable } from '../sources/table.ts';
import { leaveOutTotals } from './totals.ts';
import { utcOf } from './zone.ts';

/** The staged rows of a file: temporary tables of one session. */
export const INCOMING = raw('incoming');
export const UNREAD = raw('unread');
const SHIFT = raw('record_shift');

export const columnWith = (plan: Plan, role: Role): PlannedColumn | undefined => plan.columns.find((column) => column.role === role);
export const textOf = (column: PlannedColumn): Sql => columnOf(column.index);

/** The text of the column with a role, NULL where the file has none. */
export function textWith(plan: Plan, role: Role): Sql {
  const column = columnWith(plan, role);
  return column === undefined ? raw('CAST(NULL AS VARCHAR)') : textOf(column);
}

/** UTC of a column of times, read from `parsedRows`; NULL where it can't be read, or is local and no zone is known. */
export function utcTime({ index }: PlannedColumn, zone: string | null): Sql {
  return zone === null ? zonedOf(index) : sql`coalesce(${zonedOf(index)}, ${utcOf(localOf(index), zone)})`;
}

export const utcWith = (plan: Plan, role: Role, zone: string | null): Sql => {
  const column = columnWith(plan, role);
  return column === undefined || column.reading.type !== 'time' ? raw('CAST(NULL AS TIMESTAMP)') : utcTime(column, zone);
};

export const numberWith = (plan: Plan, role: Role): Sql => {
  const column = columnWith(plan, role);
  return column === undefined ? raw('CAST(NULL AS DOUBLE)') : valueOf(textOf(column), { ...column.reading, type: 'number' });
};

/** A part of the hash of a row: nothing where the value is NULL, so that a column that is absent equals an empty one. */
export const hashPart = (name: string, value: Sql): Sql =>
  sql`CASE WHEN ${value} IS NULL THEN CAST(0 AS UBIGINT) ELSE hash(${value}, ${literal(name)}) END`;
export const xor = (parts: readonly Sql[]): Sql => parts.reduce((all, part) => sql`xor(${all}, ${part})`);

/** The columns of times a plan makes use of, each with the column of its time of day where that stands apart. */
export const timesOf = (plan: Plan): TimeColumn[] =>
  plan.columns.flatMap(({ index, role, reading }) =>
    role !== 'ignore' && reading.type === 'time' && reading.format !== null
      ? [{ index, format: reading.format, clock: clockOf(plan, role) }]
      : [],
  );

function clockOf(plan: Plan, role: Role): TimeColumn['clock'] {
  const column = plan.columns.find((one) => isClockRole(one.role) && CLOCKS[one.role] === role);
  return column?.clock === undefined ? undefined : { index: column.index, format: column.clock };
}

/** Which column a reason speaks of, for the person who repairs the file. */
export type ColumnOfReason = Partial<Record<Rejection, PlannedColumn | undefined>>;

export interface Staging {
  /** Columns of which `values` ask the time. */
  readonly times: readonly TimeColumn[];
  /** `expression AS name` for every value kept of a row. */
  readonly values: readonly Sql[];
  /** Names of further values, worked out of those. */
  readonly further: readonly Sql[];
  readonly reason: Sql;
  readonly columns: ColumnOfReason;
  /** Rows that may be totals at the end though nothing is wrong with them. */
  readonly maybeTotal?: Sql;
}

/**
 * Reads the file once into `incoming`: values typed, times in UTC, and the reason why a row is refused.
 *
 * The engine keeps the order of the rows whatever the number of threads, so `rowid` is the place of a row among
 * those it could read. Rows with a reason keep their text, as do those that may be totals.
 */
export async function stageRows(
  session: Session,
  table: TextTable,
  { times, values, further, reason, columns, maybeTotal = raw('false') }: Staging,
  signal?: AbortSignal,
): Promise<void> {
  const { shape, origin } = table;
  const texts = [
    ...shape.names.map((_, index) => sql`${trimmed(columnOf(index))} AS ${columnOf(index)}`),
    ...(origin === undefined ? [] : HIDDEN.map(raw)),
  ];
  const named = Object.entries(columns).flatMap(([why, column]) => (column === undefined ? [] : [{ why, column }]));
  const cases = (what: (column: PlannedColumn) => Sql) =>
    named.length === 0
      ? raw('CAST(NULL AS VARCHAR)')
      : sql`CASE reason ${join(
          named.map(({ why, column }) => sql`WHEN ${literal(why)} THEN ${what(column)}`),
          ' ',
        )} END`;
  await session.run(sql`DROP TABLE IF EXISTS temp.${INCOMING}`);
  await session.run(
    sql`
      CREATE TEMP TABLE ${INCOMING} AS
      SELECT * EXCLUDE (${join([...shape.names.map((_, index) => columnOf(index)), ...(origin === undefined ? [] : NOT_STAGED.map(raw)), ...times.flatMap(({ index }) => [raw(`z${index}`), raw(`l${index}`)])])})${join(
        further.map((one) => sql`, ${one}`),
        '',
      )},
             ${asGiven(
               origin,
               'column',
               cases((column) => literal(column.name)),
             )} AS bad_column,
             ${asGiven(
               origin,
               'value',
               cases((column) => textOf(column)),
             )} AS bad_value,
             CASE WHEN reason IS NOT NULL OR ${maybeTotal} THEN ${asGiven(origin, 'raw', rawText(table))} END AS raw
      FROM (SELECT *, ${origin === undefined ? reason : sql`coalesce(refused, ${reason})`} AS reason
            FROM (SELECT *, ${join(values)}
                  FROM ${parsedRows(sql`(SELECT ${join(texts)} FROM ${rowsOf(table)})`, times)}))`,
    { signal },
  );
  if (origin === undefined) await leaveOutTotals(session, table, 'incoming');
}

/** Of the hidden columns of a made table, those that only tell what is wrong with a row. */
const NOT_STAGED = HIDDEN.filter((name) => name !== 'record' && name !== 'part');

/** What is said of a refused row, as the file has it that its table was made of. */
function asGiven(origin: TextTable['origin'], what: 'column' | 'value' | 'raw', said: Sql): Sql {
  if (origin === undefined) return said;
  if (what !== 'column') return sql`coalesce(${raw(`given_${what}`)}, ${said})`;
  const names = origin.given.shape.names.map((name) => literal(name));
  return sql`CASE WHEN reason IS NOT NULL THEN coalesce(list_extract([${join(names)}], at_column + 1), ${said}) END`;
}

/** A row as a line of text again, quoted where it must be: of fields `c0`, `c1`, … */
export function rawText({ shape }: Pick<TextTable, 'shape'>): Sql {
  const special = `[${[shape.delimiter, shape.quote].map((mark) => (/[\^\]\\[|-]/.test(mark) ? `\\${mark}` : mark)).join('')}\\r\\n]`;
  const quote = literal(shape.quote);
  const fields = shape.names.map((_, index) => {
    const text = columnOf(index);
    return sql`CASE WHEN regexp_matches(${text}, ${literal(special)}) THEN ${quote} || replace(${text}, ${quote}, ${quote} || ${quote}) || ${quote} ELSE coalesce(${text}, '') END`;
  });
  return sql`concat_ws(${literal(shape.delimiter)}, ${join(fields)})`;
}

/**
 * Sets apart the rows the engine could not read, and answers how a staged row gets its record number.
 *
 * The number of a record is its place in the file, the first after the header is 1, rows that could not be read
 * counted too; of a sheet it is the number of its row. `part` is the place of an event among those of one record.
 */
export async function numberRecords(session: Session, table: TextTable, signal?: AbortSignal): Promise<{ unread: number; numbered: Sql }> {
  await session.run(sql`CREATE OR REPLACE TEMP TABLE ${UNREAD} AS ${unreadRows(table)}`, { signal });
  if (table.origin === undefined) await leaveOutTotals(session, table, 'unread');
  const [row] = await session.query<{ unread: number }>(sql`SELECT count(*) AS unread FROM ${UNREAD}`);
  const unread = row?.unread ?? 0;
  await session.run(sql`
    CREATE OR REPLACE TEMP TABLE ${SHIFT} AS
    SELECT record - before AS place, max(before) AS unread_until
    FROM (SELECT record, row_number() OVER (ORDER BY record) AS before FROM ${UNREAD})
    GROUP BY ALL`);
  // of a made table several rows come from one record, and bring its place along
  const made = table.origin !== undefined;
  const at = raw(made ? '(i.record - 1)' : 'i.rowid');
  const shift = unread === 0 ? empty : sql`ASOF LEFT JOIN ${SHIFT} s ON ${at} >= s.place`;
  const records = sql`(SELECT i.*${raw(made ? '' : ', 0 AS part')}, i.rowid AS place, ${at} + 1${unread === 0 ? empty : raw(' + coalesce(s.unread_until, 0)')} AS line FROM ${INCOMING} i ${shift})`;
  return { unread, numbered: asInSource(records, table.shifts) };
}

/** Records numbered as their source numbers them: the rows of a sheet begin below its header, and some are blank. */
function asInSource(records: Sql, shifts: TextTable['shifts']): Sql {
  const [first] = shifts;
  if (first === undefined) return records;
  if (shifts.length === 1) return sql`(SELECT * REPLACE (line + ${first.shift} AS line) FROM ${records})`;
  const rows = JSON.stringify(shifts.map(({ record, shift }) => [record, shift]));
  return sql`(
    SELECT r.* REPLACE (r.line + j.shift AS line)
    FROM ${records} r
    ASOF JOIN (SELECT pair[1] AS record, pair[2] AS shift FROM (SELECT unnest(CAST(${rows} AS BIGINT[][])) AS pair)) j ON r.line >= j.record)`;
}

/** Writes what was refused: rows that could not be read and rows with a reason. */
export async function writeRejected(
  session: Session,
  importSeq: number,
  names: readonly string[],
  numbered: Sql,
  signal?: AbortSignal,
): Promise<void> {
  await session.run(
    sql`
    INSERT INTO rejected_row (import_seq, line, reason, "column", value, raw)
    SELECT ${importSeq}, line, reason, bad_column, bad_value, raw FROM ${numbered} WHERE reason IS NOT NULL`,
    { signal },
  );
  const columns =
    names.length === 0
      ? raw('NULL')
      : sql`list_extract([${join(names.slice(0, 500).map((name) => literal(name)))}], CAST(field AS BIGINT))`;
  await session.run(
    sql`
    INSERT INTO rejected_row (import_seq, line, reason, "column", value, raw)
    SELECT ${importSeq}, record, reason, ${columns}, NULL, raw FROM ${UNREAD}`,
    { signal },
  );
}

/** Forgets the staged rows. */
export async function dropStaging(session: Session, ...more: readonly string[]): Promise<void> {
  for (const name of ['incoming', 'unread', 'record_shift', ...more]) await session.run(sql`DROP TABLE IF EXISTS temp.${identifier(name)}`);
}
