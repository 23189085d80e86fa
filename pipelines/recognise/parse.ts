import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import type { ValueType } from '../../model/event-log.ts';
import { utcOf } from '../ingest/zone.ts';
import { CLOCK_DIGITS, CLOCK_FRACTION, CLOCK_SHORT_DIGITS } from './clock.ts';
import { MONTH_WORDS, plain } from './time-words.ts';
import { EPOCHS, isEpoch, ISO_WEEK, isSerial, partsOf, SERIALS, variantsOf, zoneIn } from './times.ts';

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

const listed = (formats: readonly string[]): Sql => raw(formats.map((format) => literal(format).strings[0]).join(', '));

/**
 * A text by the first of some formats that reads it. 24:00 is the 00:00 of the next day.
 *
 * The words of our own become what strptime knows: the name of a month its number, what stands before the first digit
 * nothing, a. m. “am”. A list must not mix formats with and without them.
 */
function strptime(text: Sql, formats: readonly string[]): Sql {
  const [first = ''] = formats;
  const read = formats.map((format) => format.replace('{weekday}', '').replace('{month}', '%m').replace('{half}', '%p'));
  let words = text;
  if (first.includes('{month}'))
    words = withMonthNumber(first.includes('{weekday}') ? sql`regexp_replace(${words}, '^[^0-9]+', '')` : words);
  if (first.includes('{half}')) words = sql`regexp_replace(${words}, '([AaPp])[.] ?[Mm][.]', '\\1m')`;
  const parsed = sql`try_strptime(${words}, [${listed(read)}])`;
  if (first.includes('{month}') || !read.some((format) => format.includes('%H:%M'))) return sql`CAST(${parsed} AS TIMESTAMP)`;
  const midnight = sql`CASE WHEN contains(${words}, '24:00') THEN CASE WHEN regexp_matches(${words}, '[T ]24:00') THEN try_strptime(regexp_replace(${words}, '([T ])24:00', '\\100:00'), [${listed(read)}]) + INTERVAL 1 DAY END END`;
  return sql`CAST(coalesce(${parsed}, ${midnight}) AS TIMESTAMP)`;
}

/** The first word of three letters becomes the number of the month it names. */
function withMonthNumber(text: Sql): Sql {
  const said = sql`strip_accents(lower(${text}))`;
  const words = MONTH_WORDS.flatMap((names, at) => names.map((name) => ({ name: plain(name), number: String(at + 1) })));
  // lists, not a CASE: the engine works each branch of a CASE out anew, and planning it took a minute
  const place = sql`list_position([${listed(words.map(({ name }) => name))}], regexp_extract(${said}, '\\p{L}{3,}'))`;
  return sql`regexp_replace(${said}, '\\p{L}{3,}[.]?', coalesce(list_extract([${listed(words.map(({ number }) => number))}], ${place}), 'none'))`;
}

/** The UTC time in a text that carries its offset, or its epoch; NULL where it can't be read or has none. */
export const zonedTime = (text: Sql, format: string): Sql => within(zonedText(text, format));

/** The local time in a text without an offset; NULL where it can't be read. */
export const localTime = (text: Sql, format: string): Sql => within(localText(text, format));

/** The number in a text; NULL where it is none, not finite, or an identifier with leading zeros. */
export function numberOf(text: Sql, { decimal, grouped }: Reading): Sql {
  const plain =
    decimal === ','
      ? sql`replace(${grouped ? sql`regexp_replace(${text}, '[.'' \u00a0\u202f’]', '', 'g')` : text}, ',', '.')`
      : grouped
        ? sql`regexp_replace(${text}, '[,'' \u00a0\u202f’]', '', 'g')`
        : text;
  const value = sql`try_cast(${plain} AS DOUBLE)`;
  return sql`CASE WHEN isfinite(${value}) AND NOT (${text} LIKE '0_%' AND ${text} NOT LIKE '0.%' AND ${text} NOT LIKE '0,%') THEN ${value} END`;
}

export const booleanOf = (text: Sql): Sql => sql`CASE lower(${text}) WHEN 'true' THEN true WHEN 'false' THEN false END`;

/** The value of a column by its reading; times as they are written, local or UTC. NULL where the text doesn't fit. */
export function valueOf(text: Sql, reading: Reading): Sql {
  switch (reading.type) {
    case 'time':
      return sql`coalesce(${zonedTime(text, reading.format ?? '')}, ${localTime(text, reading.format ?? '')})`;
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
  /** The column that says the time of day, where this one has only the date. */
  readonly clock?: { readonly index: number; readonly format: string } | undefined;
}

/**
 * The rows of a relation with each column of times parsed once: `z<index>` where the text carries an offset or is an
 * epoch, else `l<index>`, the local time; NULL where no event can have happened then.
 *
 * The engine works an expression out again at every place inside a CASE that names it, so parsing stands in a
 * SELECT of its own; what follows reads it by `zonedOf` and `localOf`.
 */
export function parsedRows(rows: Sql, columns: readonly TimeColumn[]): Sql {
  if (columns.length === 0) return rows;
  const zoned = columns.map(({ index, format }) => sql`${zonedText(raw(`c${index}`), format)} AS ${raw(`z${index}`)}`);
  const local = columns.map(({ index, format, clock }) => {
    const parsed = localText(raw(`c${index}`), format);
    const whole = clock === undefined ? parsed : withClock(parsed, raw(`c${clock.index}`), clock.format);
    return sql`CASE WHEN ${raw(`z${index}`)} IS NULL AND ${raw(`c${index}`)} IS NOT NULL THEN ${whole} END AS ${raw(`l${index}`)}`;
  });
  const likely = columns.flatMap(({ index }) =>
    ['z', 'l'].map((kind) => sql`${within(raw(`${kind}${index}`))} AS ${raw(`${kind}${index}`)}`),
  );
  return sql`(SELECT * REPLACE (${join(likely)}) FROM (SELECT *, ${join(local)} FROM (SELECT *, ${join(zoned)} FROM ${rows})))`;
}

/** A date with its time of day from another text: midnight where that is empty, NULL where it can't be read. */
const withClock = (date: Sql, text: Sql, format: string): Sql =>
  sql`CASE WHEN ${text} IS NULL THEN ${date} ELSE date_trunc('day', ${date}) + (${clockTime(text, format)} - TIMESTAMP '2000-01-01') END`;

/** A time of day as a time of 2000-01-01; NULL where it can't be read. A number is a part of the day, or the digits of a clock. */
export function clockTime(text: Sql, format: string): Sql {
  if (format === CLOCK_FRACTION)
    return sql`(TIMESTAMP '2000-01-01' + to_seconds(CAST(round(CASE WHEN ${numberText(text)} BETWEEN 0 AND 1 THEN ${numberText(text)} END * 86400) AS BIGINT)))`;
  if (format === CLOCK_DIGITS) return strptime(sql`'2000-01-01 ' || lpad(${text}, 6, '0')`, ['%Y-%m-%d %H%M%S']);
  if (format === CLOCK_SHORT_DIGITS) return strptime(sql`'2000-01-01 ' || lpad(${text}, 4, '0')`, ['%Y-%m-%d %H%M']);
  const kinds = partsOf(format).map((part) =>
    strptime(
      sql`'2000-01-01 ' || ${text}`,
      variantsOf(`%Y-%m-%d ${part}`).local.filter((one) => one.includes('%M')),
    ),
  );
  return coalesced(kinds);
}

const numberText = (text: Sql): Sql => sql`try_cast(replace(${text}, ',', '.') AS DOUBLE)`;

/** Formats of one kind to a list: strptime must not see others in the same list. */
function coalesced(parts: readonly Sql[]): Sql {
  const [only] = parts;
  return only === undefined ? raw('CAST(NULL AS TIMESTAMP)') : parts.length === 1 ? only : sql`coalesce(${join(parts)})`;
}

function zonedText(text: Sql, format: string): Sql {
  return coalesced(partsOf(format).flatMap((part) => zonedPart(text, part)));
}

function zonedPart(text: Sql, format: string): Sql[] {
  if (isEpoch(format))
    return [sql`make_timestamp(CAST(round(try_cast(${text} AS DECIMAL(28, 9)) * ${raw(String(EPOCHS[format]))}) AS BIGINT))`];
  if (isSerial(format) || format === ISO_WEEK) return [];
  const { zoned } = variantsOf(format);
  const zone = zoneIn(format)?.zone ?? null;
  if (zone?.kind === 'offset')
    return zoned.length === 0 ? [] : [sql`(${strptime(text, zoned)} - to_minutes(${raw(String(zone.minutes))}))`];
  if (zone?.kind === 'zone') return [utcOf(strptime(text, zoned), zone.zone)];
  // never in one list: where a format without %z matches, the engine adds the offset an earlier value had
  const lists = [zoned.filter((one) => one.includes('%z')), zoned.filter((one) => !one.includes('%z'))].filter((list) => list.length > 0);
  if (!format.includes('%z')) lists.reverse();
  return lists.map((list) => strptime(text, list));
}

function localText(text: Sql, format: string): Sql {
  return coalesced(partsOf(format).flatMap((part) => localPart(text, part)));
}

function localPart(text: Sql, format: string): Sql[] {
  if (isEpoch(format)) return [];
  if (isSerial(format))
    return [sql`make_timestamp(CAST(round((${numberText(text)} - ${raw(String(SERIALS[format]))}) * 86400) AS BIGINT) * 1000000)`];
  if (format === ISO_WEEK) return [weekDate(text)];
  const { local } = variantsOf(format);
  return local.length === 0 ? [] : [strptime(text, local)];
}

/** The day of 2026-W05-3: the first week of a year is that of 4 January. */
function weekDate(text: Sql): Sql {
  const digits = sql`replace(replace(${text}, '-', ''), 'W', '')`;
  const part = (from: number, length: number) => sql`try_cast(substr(${digits}, ${raw(String(from))}, ${raw(String(length))}) AS INTEGER)`;
  const day = sql`CAST(date_trunc('week', make_date(${part(1, 4)}, 1, 4)) AS TIMESTAMP) + to_days(CAST((${part(5, 2)} - 1) * 7 + ${part(7, 1)} - 1 AS INTEGER))`;
  return sql`CASE WHEN regexp_matches(${text}, '^[0-9]{4}-?W[0-9]{2}-?[1-7]$') AND ${part(5, 2)} BETWEEN 1 AND 53 THEN ${day} END`;
}

/** Of `parsedRows`: the UTC time of a text that says it, and the local time of one that does not. */
export const zonedOf = (index: number): Sql => raw(`z${index}`);
export const localOf = (index: number): Sql => raw(`l${index}`);
