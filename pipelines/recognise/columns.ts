import type { Row, Session } from '../../engine/engine.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import type { Mapping } from '../../model/event-log.ts';
import { columnOf, rowsOf, type TextTable } from '../sources/table.ts';
import { clockGiven, likelyDecimal, likelyFormat, readingGiven, type Wanted } from './given.ts';
import { localOf, parsedRows, TEXT, trimmed, valueOf, zonedOf, type Reading } from './parse.ts';
import { linksOf, type Links } from './links.ts';
import { EVENT_WORDS, nameFits } from './role-words.ts';
import type { TableShape } from './shape.ts';
import { hasOffset, precisionOf } from './times.ts';
import { candidateOf, decimalOf, shareOfTimes, type Candidate } from './values.ts';

/** What all rows say about one column. */
export interface Finding {
  readonly index: number;
  readonly name: string;
  /** How most values read. Some may not: `misfits`. */
  readonly reading: Reading;
  readonly formats: readonly string[];
  readonly misfits: number;
  readonly misfitExamples: readonly string[];
  readonly filled: number;
  readonly empty: number;
  readonly distinct: number;
  readonly samples: readonly string[];
  /** Values of a sample, without empty ones. */
  readonly values: readonly string[];
  readonly precision: 'day' | 'minute' | 'second' | 'ms' | 'us' | null;
  /** Of times of day without a date: how they are written. */
  readonly clock?: string | undefined;
  /** Of times of a format with an offset: how many carry none all the same, and are local. */
  readonly local?: number | undefined;
  /** Of numbers. */
  readonly min: number | null;
  readonly max: number | null;
}

export interface Findings {
  readonly rows: number;
  readonly decimal: '.' | ',';
  readonly columns: readonly Finding[];
  /** What columns are to each other, where enough rows were seen to tell. */
  readonly links?: Links | null;
}

const MAX_ROUNDS = 4;
const AT_ONCE = 60;
/** Above this many rows distinct values are estimated. */
const EXACT_DISTINCT_ROWS = 200_000;

interface Judged {
  readonly name: string;
  values: string[];
  candidate: Candidate;
  fixed: boolean;
  row: ColumnRow | null;
  /** Few values that kept a column from being more than text. */
  strays?: { readonly misfits: number; readonly examples: readonly string[] };
}
interface ColumnRow {
  filled: number;
  distinct: number;
  misfits: number[];
  examples: string[];
  min: number | null;
  max: number | null;
  anyClock: boolean;
  local: number;
}

/**
 * Looks at every row: what the values of each column are, how many differ, which do not fit.
 *
 * A sample proposes, all rows decide: values that do not fit are asked for and a better reading is tried, so that
 * neither the order of the rows nor another column changes the answer. `readAll` runs each pass (it repairs what
 * the engine can't read).
 */
export async function findColumns(
  session: Session,
  table: TextTable,
  bytes: number,
  mapping: Mapping,
  readAll: (read: () => Promise<void>) => Promise<void>,
  signal?: AbortSignal,
): Promise<Findings> {
  const { shape } = table;
  const { judged, decimal } = judgeSample(shape, mapping);
  let rows = 0;
  const exact = roughRows(shape, bytes) <= EXACT_DISTINCT_ROWS;
  let open = judged.map((_, index) => index);
  for (let round = 0; round < MAX_ROUNDS && open.length > 0; round += 1) {
    await readAll(async () => {
      rows = await measure(session, table, judged, open, exact, signal);
    });
    open = open.filter((index) => learns(judged[index], decimal));
  }
  const columns = judged.map((one, index) => findingOf(one, index, rows));
  return { rows, decimal, columns, links: await linksOf(session, table, columns, namedColumns(columns, mapping), signal) };
}

/** Columns that a person or a name speaks for as the case. */
const namedColumns = (columns: readonly Finding[], mapping: Mapping): number[] =>
  columns.filter(({ name }) => mapping.roles?.[name] === 'case' || nameFits(name, EVENT_WORDS.case) > 0).map(({ index }) => index);

/** What the sample alone says: no column has misfits, and the number of rows is a guess. */
export function findInSample(shape: TableShape, bytes: number, mapping: Mapping): Findings {
  const { judged, decimal } = judgeSample(shape, mapping);
  const rows = Math.round(roughRows(shape, bytes));
  return { rows, decimal, columns: judged.map((one, index) => findingOf(one, index, rows)) };
}

function judgeSample({ names, sample }: TableShape, mapping: Wanted): { judged: Judged[]; decimal: '.' | ',' } {
  const samples = names.map((_, index) => [...new Set(sample.map((row) => (row[index] ?? '').trim()))].filter((value) => value !== ''));
  const decimal = decimalOf(samples);
  const judged = names.map((name, index): Judged => {
    const values = samples[index] ?? [];
    const given = readingGiven(mapping, name);
    if (given !== null)
      return { name, values, candidate: { reading: given, formats: given.format === null ? [] : [given.format] }, fixed: true, row: null };
    const clock = clockGiven(mapping, name);
    if (clock !== undefined) return { name, values, candidate: { reading: TEXT, formats: [], clock }, fixed: true, row: null };
    const candidate = candidateOf(values, name, likelyDecimal(mapping, name) ?? decimal);
    const format = likelyFormat(mapping, name);
    // a way to write times that only a person could name
    if (format !== undefined && candidate.reading.type === 'text' && candidate.clock === undefined && values.length > 0)
      return { name, values, candidate: { reading: { ...TEXT, type: 'time', format }, formats: [format] }, fixed: false, row: null };
    return { name, values, candidate, fixed: false, row: null };
  });
  return { judged, decimal };
}

/** How many rows a file of this size has when all are as long as those of its sample. */
function roughRows({ sample, names }: TableShape, bytes: number): number {
  const length = sample.reduce((sum, row) => sum + row.reduce((letters, field) => letters + field.length, names.length), 0);
  return length === 0 ? 0 : (bytes / length) * sample.length;
}

/** A look at all rows of the columns still open, some at a time: planning hundreds at once takes longer than reading. */
async function measure(
  session: Session,
  table: TextTable,
  judged: readonly Judged[],
  open: readonly number[],
  exact: boolean,
  signal?: AbortSignal,
): Promise<number> {
  let rows = 0;
  for (let from = 0; from < open.length; from += AT_ONCE) {
    const some = open.slice(from, from + AT_ONCE);
    const texts = sql`(SELECT ${join(some.map((index) => sql`${trimmed(columnOf(index))} AS ${columnOf(index)}`))} FROM ${rowsOf(table)})`;
    const times = some.flatMap((index) => {
      const reading = judged[index]?.candidate.reading;
      return reading?.type === 'time' ? [{ index, format: reading.format ?? '' }] : [];
    });
    const [row] = await session.query(
      sql`
        SELECT count(*) AS rows, ${join(some.flatMap((index) => measuresOf(index, judged[index]?.candidate, exact)))}
        FROM (SELECT *${join(
          some.flatMap((index) => valuesOf(index, judged[index]?.candidate)),
          '',
        )} FROM ${parsedRows(texts, times)})`,
      { signal },
    );
    for (const index of some) {
      const one = judged[index];
      if (one !== undefined && row !== undefined) one.row = columnRow(row, index, one.candidate.formats.length);
    }
    rows = Number(row?.rows ?? 0);
  }
  return rows;
}

function columnRow(row: Row, index: number, formats: number): ColumnRow {
  const number = (name: string) => Number(row[`${name}${index}`] ?? 0);
  const examples = [row[`any${index}`], row[`first${index}`], row[`last${index}`]].filter((value) => typeof value === 'string');
  return {
    filled: number('filled'),
    distinct: number('distinct'),
    misfits: formats > 1 ? Array.from({ length: formats }, (_, at) => Number(row[`misfits${index}x${at}`] ?? 0)) : [number('misfits')],
    examples: [...new Set(examples)],
    min: (row[`min${index}`] as number | null) ?? null,
    max: (row[`max${index}`] as number | null) ?? null,
    anyClock: row[`clock${index}`] === true,
    local: number('local'),
  };
}

const readingsOf = (candidate: Candidate | undefined): Reading[] => {
  const reading = candidate?.reading ?? TEXT;
  return (candidate?.formats.length ?? 0) > 1 ? (candidate?.formats ?? []).map((format) => ({ ...reading, format })) : [reading];
};

/** The values of a column by each of its readings: `, … AS v3x0`. */
const valuesOf = (index: number, candidate: Candidate | undefined): Sql[] =>
  readingsOf(candidate).flatMap((reading, at) => {
    if (reading.type === 'text') return [];
    const value =
      reading.type === 'time' && at === 0 ? sql`coalesce(${zonedOf(index)}, ${localOf(index)})` : valueOf(columnOf(index), reading);
    return [sql`, ${value} AS ${raw(`v${index}x${at}`)}`];
  });

function measuresOf(index: number, candidate: Candidate | undefined, exact: boolean): Sql[] {
  const text = columnOf(index);
  const name = (word: string) => raw(`${word}${index}`);
  const basics = [
    sql`count(${text}) AS ${name('filled')}`,
    sql`${raw(exact ? 'count(DISTINCT ' : 'approx_count_distinct(')}${text}) AS ${name('distinct')}`,
  ];
  const [reading = TEXT, ...others] = readingsOf(candidate);
  const examples = (which: Sql) => [
    sql`any_value(${text})${which} AS ${name('any')}`,
    sql`min(${text})${which} AS ${name('first')}`,
    sql`max(${text})${which} AS ${name('last')}`,
  ];
  if (reading.type === 'text') return candidate?.unseen === true ? [...basics, ...examples(raw(''))] : basics;
  const value = raw(`v${index}x0`);
  const all = [...basics, sql`count(${text}) - count(${value}) AS ${name('misfits')}`, ...examples(sql` FILTER (${value} IS NULL)`)];
  if (reading.type === 'number') all.push(sql`min(${value}) AS ${name('min')}`, sql`max(${value}) AS ${name('max')}`);
  if (reading.type === 'time') all.push(sql`coalesce(bool_or(epoch_us(${value}) % 86400000000 <> 0), false) AS ${name('clock')}`);
  if (reading.type === 'time' && hasOffset(reading.format ?? '')) all.push(sql`count(${localOf(index)}) AS ${name('local')}`);
  if (others.length > 0)
    [reading, ...others].forEach((_, at) =>
      all.push(sql`count(${text}) - count(${raw(`v${index}x${at}`)}) AS ${raw(`misfits${index}x${at}`)}`),
    );
  return all;
}

/** Whether what all rows showed asks for another reading, which the next pass then measures. */
function learns(one: Judged | undefined, decimal: '.' | ','): boolean {
  const row = one?.row ?? null;
  if (one === undefined || row === null || one.fixed) return false;
  if (decidesOrder(one, row)) return true;
  const misfits = row.misfits[0] ?? 0;
  const unseen = one.values.length === 0 && row.filled > 0;
  if (!unseen && (misfits === 0 || one.candidate.reading.type === 'text')) return false;
  one.values = [...new Set([...one.values, ...row.examples.map((value) => value.trim())])];
  const better = candidateOf(one.values, one.name, decimal);
  if (sameReading(better.reading, one.candidate.reading)) return false;
  // a column of times with a few strays stays one: whether that matters depends on its role
  if (one.candidate.reading.type === 'time' && better.reading.type !== 'time' && misfits <= row.filled * (1 - shareOfTimes(one.name)))
    return false;
  if (better.reading.type === 'text' && !unseen && misfits <= row.filled * 0.1) one.strays = { misfits, examples: row.examples };
  one.candidate = better;
  return true;
}

/** All rows decide between day first and month first. */
function decidesOrder(one: Judged, { misfits }: ColumnRow): boolean {
  const { candidate } = one;
  if (candidate.formats.length < 2) return false;
  const least = Math.min(...misfits);
  const formats = candidate.formats.filter((_, at) => misfits[at] === least);
  if (formats.length === candidate.formats.length) return false;
  one.candidate = { reading: { ...candidate.reading, format: formats[0] ?? null }, formats };
  return true;
}

const sameReading = (one: Reading, other: Reading) =>
  one.type === other.type && one.format === other.format && one.decimal === other.decimal && one.grouped === other.grouped;

const NOTHING: ColumnRow = { filled: 0, distinct: 0, misfits: [], examples: [], min: null, max: null, anyClock: true, local: 0 };

function findingOf({ name, row, candidate, values, strays }: Judged, index: number, rows: number): Finding {
  const { reading, formats } = candidate;
  const { filled, distinct, misfits: found, examples, min, max, anyClock, local } = row ?? NOTHING;
  const text = reading.type === 'text';
  const misfits = (text ? strays?.misfits : found[0]) ?? 0;
  const misfitExamples = misfits === 0 ? [] : ((text ? strays?.examples : examples) ?? []).slice(0, 5);
  return {
    index,
    name,
    reading,
    formats,
    misfits,
    misfitExamples,
    filled,
    empty: rows - filled,
    distinct,
    samples: values.slice(0, 5).map((value) => value.slice(0, 200)),
    values,
    precision: reading.type !== 'time' ? null : anyClock ? precisionOf(values) : 'day',
    min,
    max,
    ...(local > 0 ? { local } : {}),
    ...(candidate.clock === undefined ? {} : { clock: candidate.clock }),
  };
}
