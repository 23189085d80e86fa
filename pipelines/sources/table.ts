import { join } from 'node:path';
import { open } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import type { Session } from '../../engine/engine.ts';
import { identifier, raw, sql, type Sql } from '../../engine/sql.ts';
import { RefusedFile } from '../../model/problem.ts';
import { literal } from '../recognise/parse.ts';
import type { TableShape } from '../recognise/shape.ts';
import { DAMAGED, type MadeTable } from './made-table.ts';
import { isRepairList, withoutApostrophe, withoutApostrophes } from './repair-list.ts';
import { lineAt, withoutLines, writePieces } from './rewrite.ts';
import type { ReadableFile } from './source.ts';
import { MAX_LINE_BYTES } from './survey.ts';

/** Tables of the engine that a reading leaves behind: what it could not take. */
export const REJECTS = 'unread_row';
const SCANS = 'unread_scan';
const MAX_REPAIRS = 6;
/** Of the reader. Left alone it takes sixteen of the longest lines at once, and a file of a hundred megabytes is read by one thread. */
const BUFFER_BYTES = 2 * MAX_LINE_BYTES;

/** A text table as the engine reads it: where, how, and which lines were taken out because a quote never closed. */
export interface TextTable {
  path: string;
  skip: number;
  readonly shape: TableShape;
  /** The lines taken out, in the order of their marks. */
  readonly broken: string[];
  /** Records that were damaged before they could become rows. */
  readonly damaged: MadeTable['damaged'];
  /** From a record on, its number in the source is higher than its place in the table. */
  readonly shifts: MadeTable['shifts'];
  /** Set where the rows were made of those of another table, one for each event. */
  readonly origin?: Origin | undefined;
}

/**
 * The table that the rows of another one were made of (`pipelines/arrange`).
 *
 * A made table is a Parquet file with the columns `c0`, `c1`, … and, of each row, `HIDDEN`: the place of its record among
 * the readable ones, from 1; which of the events of that record it is, from 1; a reason why it is refused; the column
 * (its number in `given`) that its time stands in; and, where something is wrong with it, value and text as they were given.
 */
export interface Origin {
  readonly given: TextTable;
  /** The temporary table with the rows of `given` that could not be read, as `unreadRows` answers them. */
  readonly unread: string;
  /** A record is a case: what is no activity or time of one describes it, and is kept as a row of a case table. */
  readonly ofCases: boolean;
}
export const HIDDEN = ['record', 'part', 'refused', 'at_column', 'given_value', 'given_raw'] as const;

/** The names of the columns in the file as it was given. */
export const namesAsGiven = ({ origin, shape }: TextTable): readonly string[] => (origin?.given.shape ?? shape).names;

export const columnOf = (index: number): Sql => raw(`c${index}`);

const BROKEN_MARK = '\u0001broken line ';

/** The table of a file. Where lines above the data can't be skipped safely, a copy begins at the data. */
export async function textTable(file: ReadableFile, signal?: AbortSignal): Promise<TextTable> {
  const { damaged, shifts } = file;
  const shape = isRepairList(file.shape.names)
    ? { ...file.shape, sample: file.shape.sample.map((row) => row.map(withoutApostrophe)) }
    : file.shape;
  if (shape.skip !== null) return { path: file.path, skip: shape.skip, shape, broken: [], damaged, shifts };
  const from = file.markBytes + Buffer.byteLength(file.head.slice(0, shape.dataStart));
  const path = await writePieces(join(file.temp, 'data'), withoutLines(file.path, [], from, signal));
  return { path, skip: 0, shape, broken: [], damaged, shifts };
}

/**
 * The rows of a table as a relation of texts `c0`, `c1`, …; an empty field is NULL, a word like NA or NULL a name.
 *
 * Everything is said, nothing is sniffed: a sniffer's answer depends on the order of rows. Rows that can't be cut
 * into fields go to the table `REJECTS`.
 */
export const rowsOf = (table: TextTable): Sql =>
  readCsv(table, sql`store_rejects = true, rejects_table = ${literal(REJECTS)}, rejects_scan = ${literal(SCANS)}, rejects_limit = 0`);

/** The same rows once more, for a second look: what can't be cut into fields is left out and not noted again. */
export const readableRows = (table: TextTable): Sql => readCsv(table, raw('ignore_errors = true'));

function readCsv({ path, skip, shape, origin }: TextTable, unreadable: Sql): Sql {
  if (origin !== undefined) return sql`read_parquet(${literal(path)})`;
  const columns = shape.names.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ');
  const rows = sql`read_csv(${literal(path)}, auto_detect = false, header = false, skip = ${raw(String(skip))},
    delim = ${literal(shape.delimiter)}, quote = ${literal(shape.quote)}, escape = ${literal(shape.quote)}, encoding = 'utf-8',
    columns = {${raw(columns)}}, nullstr = '', strict_mode = true, max_line_size = ${raw(String(MAX_LINE_BYTES))},
    buffer_size = ${raw(String(BUFFER_BYTES))}, ${unreadable})`;
  return isRepairList(shape.names) ? withoutApostrophes(rows, shape.names) : rows;
}

/**
 * Runs a statement that reads the whole table, and reads it again without the lines whose quote never closes.
 *
 * Left alone such a line would take the lines after it with it, up to the next quote or, in a parallel reader, to
 * some later buffer, without a word. It is taken out instead, becomes one rejected row, and the rest is read.
 */
export async function readWhole<T>(
  session: Session,
  table: TextTable,
  file: ReadableFile,
  read: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  if (table.origin !== undefined) return read();
  for (let round = 0; ; round += 1) {
    await forgetRejects(session);
    const result = await read();
    const starts = await session.query<{ position: number; line: number }>(
      sql`
        SELECT line_byte_position AS position, min(line) AS line
        FROM ${raw(REJECTS)}
        WHERE error_type IN ('UNQUOTED VALUE', 'LINE SIZE OVER MAXIMUM', 'INVALID STATE')
          AND (rtrim(csv_line, chr(13) || chr(10)) LIKE '%' || chr(10) || '%' OR length(csv_line) >= 10000)
        GROUP BY ALL ORDER BY position`,
      { signal },
    );
    if (starts.length === 0) return result;
    if (round === MAX_REPAIRS) throw tooBroken(starts[0]?.line ?? 0);
    const broken = [];
    for (const start of starts) {
      const at = await lineStart(table.path, start.position);
      broken.push({ start: at, mark: `${BROKEN_MARK}${table.broken.length}` });
      table.broken.push(await lineAt(table.path, at));
    }
    table.path = await writePieces(join(file.temp, `repaired-${randomUUID()}`), withoutLines(table.path, broken, 0, signal));
  }
}

/**
 * The rows that could not be cut into fields, as a relation (record, reason, field, raw): `record` counts from the
 * first row of data, one row each, `field` is the number of the column or NULL.
 */
export function unreadRows(table: TextTable): Sql {
  if (table.origin !== undefined) return sql`SELECT * FROM temp.${identifier(table.origin.unread)}`;
  const texts = [
    ...table.broken.map((text, index) => sql`WHEN ${BROKEN_MARK + String(index)} THEN ${text}`),
    ...table.damaged.map(({ mark, text }) => sql`WHEN ${mark} THEN ${text}`),
  ];
  const raws =
    texts.length === 0 ? raw('line_text') : sql`CASE line_text ${texts.reduce((all, one) => sql`${all} ${one}`)} ELSE line_text END`;
  return sql`
    SELECT record,
           CASE WHEN starts_with(line_text, ${BROKEN_MARK}) THEN 'open_quote' WHEN starts_with(line_text, ${DAMAGED}) THEN 'damaged_record' ELSE reason END AS reason,
           field, ${raws} AS raw
    FROM (
      SELECT line - ${table.skip} AS record,
             arg_min(CASE error_type WHEN 'MISSING COLUMNS' THEN 'too_few_fields' WHEN 'TOO MANY COLUMNS' THEN 'too_many_fields'
                                     WHEN 'INVALID ENCODING' THEN 'not_text' ELSE 'open_quote' END, weight) AS reason,
             arg_min(CASE WHEN error_type IN ('INVALID ENCODING', 'UNQUOTED VALUE') THEN column_idx END, weight) AS field,
             trim(any_value(csv_line), chr(13) || chr(10)) AS line_text
      FROM (SELECT *, CASE error_type WHEN 'INVALID ENCODING' THEN 0 WHEN 'MISSING COLUMNS' THEN 2 WHEN 'TOO MANY COLUMNS' THEN 2 ELSE 1 END AS weight
            FROM ${raw(REJECTS)})
      GROUP BY line)`;
}

/** How many rows `readWhole` could not cut into fields when it was last called. */
export async function countUnread(session: Session): Promise<number> {
  const [row] = await session.query<{ rows: number }>(sql`SELECT count(DISTINCT line) AS rows FROM ${raw(REJECTS)}`);
  return row?.rows ?? 0;
}

export async function forgetRejects(session: Session): Promise<void> {
  await session.run(sql`DROP TABLE IF EXISTS ${raw(REJECTS)}`);
  await session.run(sql`DROP TABLE IF EXISTS ${raw(SCANS)}`);
}

/** The first byte of the line that holds a byte: the engine counts a byte order mark differently in places. */
async function lineStart(path: string, byte: number): Promise<number> {
  const file = await open(path);
  try {
    const length = Math.min(byte, 64 * 1024);
    const buffer = Buffer.alloc(length);
    await file.read(buffer, 0, length, byte - length);
    const before = Math.max(buffer.lastIndexOf(0x0a), buffer.lastIndexOf(0x0d));
    return before === -1 ? byte - length : byte - length + before + 1;
  } finally {
    await file.close();
  }
}

const tooBroken = (line: number) =>
  new RefusedFile(
    'open_quote',
    `A quoted field opens in line ${line} and never closes.`,
    'Too many lines of the file are broken in this way to be set apart one by one. Correct the quotes there, or export the data again.',
  );
