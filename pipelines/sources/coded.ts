import { createHash, randomUUID } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import type { Session } from '../../engine/engine.ts';
import { identifier, join, raw, sql, type Sql } from '../../engine/sql.ts';
import type { Mapping, Rejection } from '../../model/event-log.ts';
import { quoted } from '../ingest/fix-words.ts';
import { CODE, personalColumns, type PersonalColumn } from '../health/personal.ts';
import { NO_PERSON } from '../health/person-names.ts';
import { literal, trimmed } from '../recognise/parse.ts';
import { fingerprint } from './original.ts';
import { isRepairColumn, isRepairList } from './repair-list.ts';
import { piecesOf, writePieces } from './rewrite.ts';
import type { ReadableFile } from './source.ts';
import { spreadRows } from './spread.ts';
import { columnOf, forgetRejects, readWhole, rowsOf, unreadRows, type TextTable } from './table.ts';

/** A file with codes in place of personal data: a CSV in UTF-8 whose first line is the header. */
export interface CodedCopy {
  /** In the temporary folder of the file it was made of: gone when that is closed. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly delimiter: string;
  /** The columns that hold codes. */
  readonly columns: readonly string[];
}

export interface Coding {
  readonly mapping: Mapping;
  /** Of the data folder: the same value has the same code wherever this key is used. Nothing is coded without one. */
  readonly key: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What is read from now on: the table as it was, or the one with codes. */
export interface CodedTable {
  readonly table: TextTable;
  /** Every column that holds personal data, coded or not. */
  readonly personal: readonly PersonalColumn[];
  readonly copy: CodedCopy | null;
}

/** What a mapping says of a column, whatever the column is called. */
const said = <T>(of: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  of !== undefined && Object.hasOwn(of, name) ? of[name] : undefined;

const SPACE = 36n ** 10n;
/** In hexadecimal: what fits a BIGINT and fills ten letters of 36. */
const DIGITS = 13;

/**
 * Replaces personal data by stable codes (`person-k3m9x2pq01`) before anything else sees the rows of a file.
 *
 * Columns are those the mapping names, and those whose values are personal where it says nothing (`personalColumns`);
 * mail addresses and phone numbers inside comments are found and stay. A code is the SHA-256 of key and value, so that
 * the same value has the same code in every file, and nobody without the key can try values out. Empty fields stay
 * empty, codes stay as they are, and so do devices and shared desks among names (`KIOSK-2`). Rows that can't be cut into
 * fields are in the copy too, with codes where those columns are. Rejects with `Cancelled`.
 */
export async function codePersonal(
  session: Session,
  file: ReadableFile,
  table: TextTable,
  { mapping, key, signal }: Coding,
): Promise<CodedTable> {
  const { names } = table.shape;
  const personal = personalColumns(names, await spreadRows(table), mapping);
  const columns = names.flatMap((name, index) => {
    const choice = said(mapping.personal, name);
    const found = personal.find((one) => one.index === index);
    const coded = choice === 'code' || (choice === undefined && found !== undefined && found.kind !== 'text');
    return coded && !isRepairColumn(name) ? [{ index, name }] : [];
  });
  if (key === undefined || columns.length === 0) return { table, personal, copy: null };
  const path = joinPath(file.temp, `coded-${randomUUID()}`);
  const code = coder(key);
  const indexes = columns.map(({ index }) => index);
  await readWhole(
    session,
    table,
    file,
    async () => {
      await rm(path, { force: true });
      await writeCoded(session, table, indexes, key, path, signal);
    },
    signal,
  );
  const copied = await withUnread(session, table, { path, indexes, code, temp: file.temp }, signal);
  await forgetRejects(session);
  const sample = table.shape.sample.map((row) => row.map((field, index) => (indexes.includes(index) ? code(field) : field)));
  return {
    table: { ...table, path: copied, skip: 1, shape: { ...table.shape, skip: 1, sample }, broken: [], damaged: [] },
    personal,
    copy: {
      path: copied,
      sha256: await fingerprint(copied, signal),
      bytes: (await stat(copied)).size,
      delimiter: table.shape.delimiter,
      columns: columns.map(({ name }) => name),
    },
  };
}

/**
 * How a coded copy is read: the mapping of the file it was made of, without what says how the bytes of that were read.
 */
export function mappingOfCopy(mapping: Mapping, { delimiter }: Pick<CodedCopy, 'delimiter'>): Mapping {
  const copied: Mapping = { ...mapping, encoding: 'utf-8', delimiter, headerLine: 1 };
  delete copied.sheet;
  delete copied.part;
  delete copied.quote;
  return copied;
}

/** The name a coded copy is kept under: it is text, whatever it was made of. */
export const nameOfCopy = (name: string): string => `${name.replace(/(?:\.[a-z0-9]{1,8}){1,2}$/i, '')}.csv`;

/** What a receipt says of columns that were replaced. */
export function notesOnCodes(copy: CodedCopy | null): string[] {
  if (copy === null) return [];
  const { columns } = copy;
  return [
    `Personal data in ${quoted(columns, 10)} was replaced by codes before anything was stored; the original that is kept holds the codes too.`,
  ];
}

/** The code of a value, as `codeOf` works it out in the engine. */
function coder(key: string): (value: string) => string {
  const noPerson = new RegExp(NO_PERSON, 'i');
  return (field) => {
    const value = field.trim();
    if (value === '' || CODE.test(value) || noPerson.test(value)) return field;
    const digest = createHash('sha256').update(key).update(value).digest('hex').slice(0, DIGITS);
    return `person-${(BigInt(`0x${digest}`) % SPACE).toString(36).padStart(10, '0')}`;
  };
}

const codeOf = (text: Sql, key: string): Sql => sql`
  CASE WHEN ${text} IS NULL OR regexp_matches(${text}, ${literal(CODE.source)}) OR regexp_matches(${text}, ${literal(NO_PERSON)}, 'i') THEN ${text}
       ELSE 'person-' || lower(to_base(CAST('0x' || substr(sha256(${key} || ${text}), 1, ${raw(String(DIGITS))}) AS BIGINT) % ${raw(String(SPACE))}, 36, 10)) END`;

async function writeCoded(
  session: Session,
  table: TextTable,
  indexes: readonly number[],
  key: string,
  path: string,
  signal?: AbortSignal,
): Promise<void> {
  const { shape } = table;
  const guarded = (text: Sql) =>
    isRepairList(shape.names) ? sql`CASE WHEN regexp_matches(${text}, '^''*[=+\\-@\\t\\r]') THEN '''' || ${text} ELSE ${text} END` : text;
  const fields = shape.names.map((name, index) => {
    const text = columnOf(index);
    return sql`${indexes.includes(index) ? codeOf(text, key) : guarded(text)} AS ${identifier(name)}`;
  });
  const texts = shape.names.map((_, index) =>
    indexes.includes(index) ? sql`${trimmed(columnOf(index))} AS ${columnOf(index)}` : columnOf(index),
  );
  await session.run(
    sql`
      COPY (SELECT ${join(fields)} FROM (SELECT ${join(texts)} FROM ${rowsOf(table)}))
      TO ${literal(path)} (FORMAT csv, HEADER true, DELIMITER ${literal(shape.delimiter)}, QUOTE ${literal(shape.quote)}, ESCAPE ${literal(shape.quote)}, NULLSTR '')`,
    { signal },
  );
}

interface Copying {
  readonly path: string;
  readonly indexes: readonly number[];
  readonly code: (value: string) => string;
  readonly temp: string;
}

/** The copy with the rows that could not be read in their places; the copy as it is where there are none. */
async function withUnread(session: Session, table: TextTable, copying: Copying, signal?: AbortSignal): Promise<string> {
  await session.run(
    sql`
      CREATE OR REPLACE TEMP TABLE ${UNREAD} AS
      SELECT row_number() OVER (ORDER BY record) AS place, record, reason, raw FROM (${unreadRows(table)}) ORDER BY record`,
    { signal },
  );
  const [row] = await session.query<{ rows: number }>(sql`SELECT count(*) AS rows FROM ${UNREAD}`);
  const rows = Number(row?.rows ?? 0);
  try {
    if (rows === 0) return copying.path;
    const lines = codedLines(session, rows, table, copying, signal);
    return await writePieces(joinPath(copying.temp, `coded-${randomUUID()}`), inserted(copying.path, table.shape.quote, lines, signal));
  } finally {
    await session.run(sql`DROP TABLE IF EXISTS temp.${UNREAD}`);
  }
}

const UNREAD = raw('unread_to_code');
/** So many rows that can't be cut into fields are in memory at a time: a file may hold nothing else. */
const AT_A_TIME = 500;

interface CodedLine {
  readonly record: number;
  readonly line: string;
}

async function* codedLines(
  session: Session,
  rows: number,
  table: TextTable,
  copying: Copying,
  signal?: AbortSignal,
): AsyncGenerator<CodedLine> {
  for (let from = 1; from <= rows; from += AT_A_TIME) {
    const some = await session.query<{ record: number; reason: Rejection; raw: string | null }>(
      sql`SELECT record, reason, raw FROM ${UNREAD} WHERE place >= ${from} AND place < ${from + AT_A_TIME} ORDER BY place`,
      { signal },
    );
    for (const { record, reason, raw: text } of some) yield { record, line: codedLine(text ?? '', reason, table, copying) };
  }
}

/**
 * A line that can't be cut into fields with codes where personal data may be: in the fields of its columns, and in as
 * many beside them as the line has too many or too few.
 */
function codedLine(text: string, reason: Rejection, { shape }: TextTable, { indexes, code }: Copying): string {
  const { delimiter, quote, names } = shape;
  if (reason === 'damaged_record') return quotedText(codedRecord(text, names, indexes, code), quote);
  const fields = text.split(delimiter);
  const more = fields.length - names.length;
  const near = (at: number) => indexes.some((index) => at >= index + Math.min(0, more) && at <= index + Math.max(0, more));
  const line = fields.map((field, at) => (near(at) ? codedField(field, code) : field)).join(delimiter);
  return reason === 'not_text' ? quotedText(line, quote) : line;
}

/** A field with its quotes and blanks as they were. */
function codedField(field: string, code: (value: string) => string): string {
  const [, before = '', value = '', after = ''] = /^(\s*["']?)([\s\S]*?)(["']?\s*)$/.exec(field) ?? [];
  return `${before}${code(value)}${after}`;
}

/** One field alone: a row with too few. */
const quotedText = (text: string, quote: string): string => `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;

/** What is left of a JSON record, with codes for the values of those names. */
function codedRecord(text: string, names: readonly string[], indexes: readonly number[], code: (value: string) => string): string {
  return indexes.reduce((all, index) => {
    const name = (names[index] ?? '').split('.').at(-1) ?? '';
    const pair = new RegExp(`("${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}"\\s*:\\s*"?)([^",}]*)`, 'g');
    return all.replace(pair, (_, before: string, value: string) => `${before}${code(value)}`);
  }, text);
}

/** A CSV with a header, and lines put in as the records of those numbers. */
async function* inserted(path: string, quote: string, lines: AsyncIterator<CodedLine>, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const following = async (): Promise<CodedLine | null> => {
    const one = await lines.next();
    return one.done === true ? null : one.value;
  };
  let next = await following();
  const mark = quote === '' ? -1 : (Buffer.from(quote)[0] ?? -1);
  let record = 0;
  let quoted = false;
  for await (const piece of piecesOf(path, signal)) {
    let from = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const byte = piece[at];
      if (byte === mark) quoted = !quoted;
      if (byte !== 0x0a || quoted) continue;
      record += 1;
      if (next?.record !== record) continue;
      yield piece.subarray(from, at + 1);
      from = at + 1;
      while (next?.record === record) {
        yield Buffer.from(`${next.line}\n`);
        record += 1;
        next = await following();
      }
    }
    yield piece.subarray(from);
  }
  for (; next !== null; next = await following()) yield Buffer.from(`${next.line}\n`);
}
