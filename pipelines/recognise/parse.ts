import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import type { ValueType } from '../../model/event-log.ts';
import { EPOCHS, isEpoch, variantsOf } from './times.ts';

/** How the text of one column becomes a value. */
export interface Reading {
  readonly type: ValueType;
  /** Of times: strptime, or one of `EPOCHS`. */
  readonly format: string | null;
  readonly decimal: '.' | ',';
  /** Of numbers: thousands are set apart. */
  readonly grouped: boolean;
}

export const TEXT: Reading = { type: 'text', format: null, decimal: '.', grouped: false };

/** A text as SQL writes it. For what must be constant when a statement is planned: paths, formats, options. */
export const literal = (text: string): Sql => raw(`'${text.replaceAll("'", "''")}'`);

/**
 * The text of a field without blanks around it; NULL where nothing is left.
 *
 * The engine's `trim` walks over every letter of every field, which took longer than cutting the file into fields. Few
 * fields need it: one of plain ASCII has blanks around it only if its first or last byte is one.
 */
export const trimmed = (text: Sql): Sql =>
  sql`CASE WHEN starts_with(${text}, ' ') OR ends_with(${text}, ' ') OR strlen(${text}) <> length(${text}) THEN nullif(trim(${text}), '') ELSE ${text} END`;

/** Earlier or later is a slip of the pen or a placeholder such as 9999-12-31, not the time of an event. */
const within = (time: Sql): Sql =>
  sql`CASE WHEN ${time} BETWEEN TIMESTAMP '1900-01-01' AND TIMESTAMP '2199-12-31 23:59:59.999999' THEN ${time} END`;

const strptime = (text: Sql, formats: readonly string[]): Sql =>
  sql`CAST(try_strptime(${text}, [${raw(formats.map((format) => literal(format).strings[0]).join(', '))}]) AS TIMESTAMP)`;

/** The UTC time in a text that carries its offset, or its epoch; NULL where it can't be read or has none. */
export function zonedTime(text: Sql, format: string): Sql {
  return !isEpoch(format) && variantsOf(format).zoned.length === 0 ? raw('CAST(NULL AS TIMESTAMP)') : within(zonedText(text, format));
}

/** The local time in a text without an offset; NULL where it can't be read. */
export const localTime = (text: Sql, format: string): Sql => within(strptime(text, variantsOf(format).local));

/** The number in a text; NULL where it is none, not finite, or an identifier with leading zeros. */
export function numberOf(text: Sql, { decimal, grouped }: Reading): Sql {
  const plain =
    decimal === ','
      ? sql`replace(${grouped ? sql`replace(replace(${text}, '.', ''), chr(160), '')` : text}, ',', '.')`
      : grouped
        ? sql`replace(${text}, ',', '')`
        : text;
  const value = sql`try_cast(${plain} AS DOUBLE)`;
  return sql`CASE WHEN isfinite(${value}) AND NOT (${text} LIKE '0_%' AND ${text} NOT LIKE '0.%' AND ${text} NOT LIKE '0,%') THEN ${value} END`;
}

export const booleanOf = (text: Sql): Sql => sql`CASE lower(${text}) WHEN 'true' THEN true WHEN 'false' THEN false END`;

/** The value of a column by its reading; times as they are written, local or UTC. NULL where the text doesn't fit. */
export function valueOf(text: Sql, reading: Reading): Sql {
  switch (reading.type) {
    case 'time': {
      const format = reading.format ?? '';
      return variantsOf(format).zoned.length === 0 && !isEpoch(format)
        ? localTime(text, format)
        : isEpoch(format)
          ? zonedTime(text, format)
          : sql`coalesce(${zonedTime(text, format)}, ${localTime(text, format)})`;
    }
    case 'number':
      return numberOf(text, reading);
    case 'boolean':
      return booleanOf(text);
    default:
      return text;
  }
}

/** A column of times: where its text stands (`c<index>`) and how it is written. */
export interface TimeColumn {
  readonly index: number;
  readonly format: string;
}

/**
 * The rows of a relation with each column of times parsed once: `z<index>` where the text carries an offset or is an
 * epoch, else `l<index>`, the local time.
 *
 * The engine works an expression out again at every place inside a CASE that names it, so parsing stands in a
 * SELECT of its own; what follows reads it by `zonedOf` and `localOf`.
 */
export function parsedRows(rows: Sql, columns: readonly TimeColumn[]): Sql {
  if (columns.length === 0) return rows;
  const zoned = columns.map(({ index, format }) => sql`${zonedText(raw(`c${index}`), format)} AS ${raw(`z${index}`)}`);
  const local = columns.map(({ index, format }) => {
    const { local: formats } = isEpoch(format) ? { local: [] } : variantsOf(format);
    const parsed = formats.length === 0 ? raw('CAST(NULL AS TIMESTAMP)') : strptime(raw(`c${index}`), formats);
    return sql`CASE WHEN ${raw(`z${index}`)} IS NULL AND ${raw(`c${index}`)} IS NOT NULL THEN ${parsed} END AS ${raw(`l${index}`)}`;
  });
  return sql`(SELECT *, ${join(local)} FROM (SELECT *, ${join(zoned)} FROM ${rows}))`;
}

function zonedText(text: Sql, format: string): Sql {
  if (isEpoch(format))
    return sql`make_timestamp(CAST(round(try_cast(${text} AS DECIMAL(28, 9)) * ${raw(String(EPOCHS[format]))}) AS BIGINT))`;
  const { zoned } = variantsOf(format);
  // never in one list: where a format without %z matches, the engine adds the offset an earlier value had
  const lists = [zoned.filter((one) => one.endsWith('%z')), zoned.filter((one) => !one.endsWith('%z'))].filter((list) => list.length > 0);
  if (!format.endsWith('%z')) lists.reverse();
  return lists.length === 0 ? raw('CAST(NULL AS TIMESTAMP)') : sql`coalesce(${join(lists.map((list) => strptime(text, list)))})`;
}

/** Of `parsedRows`: the UTC time of a text that says it, and the local time of one that does not. */
export const zonedOf = (index: number): Sql => within(raw(`z${index}`));
export const localOf = (index: number): Sql => within(raw(`l${index}`));
