import { stat } from 'node:fs/promises';
import type { Session } from '../../engine/engine.ts';
import { identifier, join, raw, sql, type Sql } from '../../engine/sql.ts';
import { Cancelled, RefusedFile } from '../../model/problem.ts';
import { literal } from '../recognise/parse.ts';
import type { MadeTable } from './made-table.ts';
import { growsTooLarge, MAX_COLUMNS, tableLimit } from './table-writer.ts';

const MAX_DEPTH = 12;
/** Above this a double has no exact whole numbers. */
const WHOLE_UNTIL = raw('9007199254740992');

/**
 * Reads a Parquet file into a text table by the engine, in the order of its rows.
 *
 * Times with a zone become ISO text in UTC with `Z`, others ISO text without; a field of a struct is a column `a.b`,
 * plain values of a list are joined by `; `, other nested values are JSON text; a whole number in a column of floats
 * has no decimals.
 */
export async function tableOfParquet(session: Session, path: string, target: string, signal?: AbortSignal): Promise<MadeTable> {
  const source = sql`read_parquet(${literal(path)}, binary_as_string = true)`;
  try {
    const described = await session.query<{ columnName: string; columnType: string }>(sql`DESCRIBE SELECT * FROM ${source}`, { signal });
    const columns = described.flatMap(({ columnName, columnType }) => columnsOf(columnName, identifier(columnName), columnType, 0));
    if (columns.length > MAX_COLUMNS)
      throw new RefusedFile(
        'too_many_columns',
        `The file has ${columns.length} columns; ${MAX_COLUMNS} are the most that can be read.`,
        'Export it again with only the columns that say something of an event.',
      );
    const fields = columns.map(({ text }, index) => sql`${text} AS ${raw(`c${index}`)}`);
    const rows = await runWithin(target, tableLimit((await stat(path)).size), signal, (until) =>
      session.run(
        sql`COPY (SELECT ${join(fields)} FROM ${source}) TO ${literal(target)} (FORMAT csv, HEADER false, DELIMITER ',', QUOTE '"', ESCAPE '"', NULL '')`,
        { signal: until },
      ),
    );
    if (rows === 0)
      throw new RefusedFile('no_rows', 'The file has columns and no rows.', 'There is nothing to import. Export the data again.');
    const { size } = await stat(target);
    return {
      names: columns.map(({ name }) => name),
      rows,
      bytes: size,
      headerRow: 1,
      shifts: [],
      damaged: [],
      notes: [],
      sheet: null,
      sheets: [],
    };
  } catch (cause) {
    if (cause instanceof RefusedFile || cause instanceof Cancelled) throw cause;
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new RefusedFile(
      'broken_parquet',
      'The Parquet file is damaged or cut off.',
      `Export it again, or as CSV. (${why.replaceAll(path, 'file').slice(0, 200)})`,
    );
  }
}

const LOOK_EVERY_MS = 100;

/** Runs what writes a file, and stops it when the file grows beyond a limit. */
async function runWithin<T>(
  path: string,
  limit: number,
  signal: AbortSignal | undefined,
  write: (until: AbortSignal) => Promise<T>,
): Promise<T> {
  const tooLarge = new AbortController();
  const look = async () => {
    const { size } = await stat(path).catch(() => ({ size: 0 }));
    if (size > limit) tooLarge.abort();
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  try {
    const written = await write(signal === undefined ? tooLarge.signal : AbortSignal.any([signal, tooLarge.signal]));
    await look();
    if (tooLarge.signal.aborted) throw growsTooLarge();
    return written;
  } catch (cause) {
    if (tooLarge.signal.aborted) throw growsTooLarge();
    throw cause;
  } finally {
    clearInterval(timer);
  }
}

interface Leaf {
  readonly name: string;
  readonly text: Sql;
}

/** A column as text; a struct as one column for each of its fields. */
function columnsOf(name: string, value: Sql, type: string, depth: number): Leaf[] {
  const fields = type.startsWith('STRUCT(') && type.endsWith(')') && depth < MAX_DEPTH ? structFields(type.slice(7, -1)) : null;
  if (fields === null) return [{ name, text: textOf(value, type) }];
  return fields.flatMap((field) =>
    columnsOf(`${name}.${field.name}`, sql`struct_extract(${value}, ${literal(field.name)})`, field.type, depth + 1),
  );
}

const FRACTION = /^(?:FLOAT|DOUBLE)$/;

function textOf(value: Sql, type: string): Sql {
  if (type === 'VARCHAR') return value;
  if (type.startsWith('TIMESTAMP WITH TIME ZONE')) return sql`strftime(CAST(${value} AS TIMESTAMP), ${literal('%Y-%m-%dT%H:%M:%S.%fZ')})`;
  if (type.startsWith('TIMESTAMP')) return sql`strftime(CAST(${value} AS TIMESTAMP), ${literal('%Y-%m-%dT%H:%M:%S.%f')})`;
  if (FRACTION.test(type))
    return sql`CASE WHEN isnan(${value}) OR isinf(${value}) THEN NULL WHEN ${value} = trunc(${value}) AND abs(${value}) < ${WHOLE_UNTIL} THEN CAST(CAST(${value} AS BIGINT) AS VARCHAR) ELSE CAST(${value} AS VARCHAR) END`;
  if (/^(?!STRUCT|MAP|UNION)[^[\]]+\[\d*\]$/.test(type))
    return sql`array_to_string(list_transform(${value}, one -> ${textOf(raw('one'), type.replace(/\[\d*\]$/, ''))}), '; ')`;
  if (/[[(]/.test(type) && !/^(?:DECIMAL|ENUM)\(/.test(type)) return sql`CAST(to_json(${value}) AS VARCHAR)`;
  return sql`CAST(${value} AS VARCHAR)`;
}

/** `"a b" INTEGER, c STRUCT(d DATE)`: names and types of a struct, null where it can't be taken apart. */
function structFields(text: string): { name: string; type: string }[] | null {
  const fields: { name: string; type: string }[] = [];
  let at = 0;
  while (at < text.length) {
    const name = /^\s*(?:"((?:[^"]|"")*)"|([^\s"]+))\s+/.exec(text.slice(at));
    if (name === null) return null;
    at += name[0].length;
    const from = at;
    let depth = 0;
    let quoted = false;
    for (; at < text.length; at += 1) {
      const letter = text[at];
      if (letter === '"') quoted = !quoted;
      else if (!quoted && letter === '(') depth += 1;
      else if (!quoted && letter === ')') depth -= 1;
      else if (!quoted && depth === 0 && letter === ',') break;
    }
    fields.push({ name: name[1]?.replaceAll('""', '"') ?? name[2] ?? '', type: text.slice(from, at).trim() });
    at += 1;
  }
  return fields;
}
