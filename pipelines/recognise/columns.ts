import type { Session } from '../../engine/engine.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import type { Mapping } from '../../model/event-log.ts';
import { columnOf, rowsOf, type TextTable } from '../sources/table.ts';
import { localOf, parsedRows, TEXT, valueOf, zonedOf, type Reading } from './parse.ts';
import { precisionOf } from './times.ts';
import { candidateOf, decimalOf, type Candidate } from './values.ts';

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
  /** Of numbers. */
  readonly min: number | null;
  readonly max: number | null;
}

export interface Findings {
  readonly rows: number;
  readonly decimal: '.' | ',';
  readonly columns: readonly Finding[];
}

const MAX_ROUNDS = 3;
const EXAMPLES = 20;
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
}

/**
 * Looks at every row: what the values of each column are, how many differ, which do not fit.
 *
 * A sample proposes, all rows decide: values that do not fit are asked for and a better reading is tried, so that
 * neither the order of the rows nor another column changes the answer. `readAll` runs each pass (it repairs what
 * the engine can't read).
 */
export async function findColumns(
  session: Session, table: TextTable, mapping: Mapping, readAll: (read: () => Promise<void>) => Promise<void>, signal?: AbortSignal,
): Promise<Findings> {
  const { shape } = table;
  const samples = shape.names.map((_, index) => [...new Set(shape.sample.map((row) => (row[index] ?? '').trim()))].filter((value) => value !== ''));
  const decimal = decimalOf(samples);
  const judged = shape.names.map((name, index): Judged => {
    const values = samples[index] ?? [];
    const given = mapping.timeFormats?.[name];
    if (given !== undefined) return { name, values, candidate: { reading: { ...TEXT, type: 'time', format: given }, formats: [given] }, fixed: true, row: null };
    return { name, values, candidate: candidateOf(values, name, decimal), fixed: false, row: null };
  });
  let rows = 0;
  const known = shape.sample.length < 2000 ? shape.sample.length : EXACT_DISTINCT_ROWS + 1;
  let open = judged.map((_, index) => index);
  for (let round = 0; round < MAX_ROUNDS && open.length > 0; round += 1) {
    await readAll(async () => {
      rows = await measure(session, table, judged, open, known <= EXACT_DISTINCT_ROWS, signal);
    });
    open = open.filter((index) => learns(judged[index], decimal));
  }
  return { rows, decimal, columns: judged.map((one, index) => findingOf(one, index, rows)) };
}

/** One pass over the file for the columns still open. */
async function measure(session: Session, table: TextTable, judged: readonly Judged[], open: readonly number[], exact: boolean, signal?: AbortSignal): Promise<number> {
  const parts = open.flatMap((index) => measuresOf(index, judged[index]?.candidate, exact));
  const times = open.flatMap((index) => {
    const reading = judged[index]?.candidate.reading;
    return reading?.type === 'time' ? [{ index, format: reading.format ?? '' }] : [];
  });
  const [row] = await session.query(
    sql`
      SELECT count(*) AS rows, ${join(parts)}
      FROM ${parsedRows(sql`(SELECT ${join(open.map((index) => sql`nullif(trim(${columnOf(index)}), '') AS ${columnOf(index)}`))} FROM ${rowsOf(table)})`, times)}`,
    { signal },
  );
  for (const index of open) {
    const one = judged[index];
    if (one === undefined || row === undefined) continue;
    const number = (name: string) => Number(row[`${name}${index}`] ?? 0);
    one.row = {
      filled: number('filled'),
      distinct: number('distinct'),
      misfits: one.candidate.formats.length > 1 ? one.candidate.formats.map((_, at) => Number(row[`misfits${index}x${at}`] ?? 0)) : [number('misfits')],
      examples: (row[`examples${index}`] as string[] | null) ?? [],
      min: (row[`min${index}`] as number | null) ?? null,
      max: (row[`max${index}`] as number | null) ?? null,
      anyClock: row[`clock${index}`] === true,
    };
  }
  return Number(row?.rows ?? 0);
}

function measuresOf(index: number, candidate: Candidate | undefined, exact: boolean): Sql[] {
  const text = columnOf(index);
  const name = (word: string) => raw(`${word}${index}`);
  const reading = candidate?.reading ?? TEXT;
  const basics = [sql`count(${text}) AS ${name('filled')}`, exact ? sql`count(DISTINCT ${text}) AS ${name('distinct')}` : sql`approx_count_distinct(${text}) AS ${name('distinct')}`];
  if (reading.type === 'text') return [...basics, sql`list_distinct(min(${text}, ${raw(String(EXAMPLES))}) || max(${text}, ${raw(String(EXAMPLES))})) AS ${name('examples')}`];
  const value = reading.type === 'time' ? sql`coalesce(${zonedOf(index)}, ${localOf(index)})` : valueOf(text, reading);
  const misfit = sql`${text} IS NOT NULL AND ${value} IS NULL`;
  const all = [...basics, sql`count(*) FILTER (${misfit}) AS ${name('misfits')}`, sql`min(${text}, ${raw(String(EXAMPLES))}) FILTER (${misfit}) AS ${name('examples')}`];
  if (reading.type === 'number') all.push(sql`min(${value}) AS ${name('min')}`, sql`max(${value}) AS ${name('max')}`);
  if (reading.type === 'time') {
    all.push(sql`coalesce(bool_or(epoch_us(${value}) % 86400000000 <> 0), false) AS ${name('clock')}`);
    if ((candidate?.formats.length ?? 0) > 1) {
      candidate?.formats.forEach((format, at) => {
        all.push(sql`count(*) FILTER (${text} IS NOT NULL AND ${valueOf(text, { ...reading, format })} IS NULL) AS ${raw(`misfits${index}x${at}`)}`);
      });
    }
  }
  return all;
}

/** Whether what all rows showed asks for another reading, which the next pass then measures. */
function learns(one: Judged | undefined, decimal: '.' | ','): boolean {
  if (one?.row == null || one.fixed) return false;
  const { row, candidate } = one;
  if (candidate.formats.length > 1) {
    // all rows decide between day first and month first
    const least = Math.min(...row.misfits);
    const formats = candidate.formats.filter((_, at) => row.misfits[at] === least);
    if (formats.length < candidate.formats.length) {
      one.candidate = { reading: { ...candidate.reading, format: formats[0] ?? null }, formats };
      return true;
    }
  }
  const unseen = one.values.length === 0 && row.filled > 0;
  if (!unseen && ((row.misfits[0] ?? 0) === 0 || candidate.reading.type === 'text')) return false;
  const values = [...new Set([...one.values, ...row.examples.map((value) => value.trim())])];
  const better = candidateOf(values, one.name, decimal);
  const same = better.reading.type === candidate.reading.type && better.reading.format === candidate.reading.format
    && better.reading.decimal === candidate.reading.decimal && better.reading.grouped === candidate.reading.grouped;
  one.values = values;
  if (same) return false;
  // a column of times with a few strays stays one: whether that matters depends on its role
  if (candidate.reading.type === 'time' && better.reading.type !== 'time' && (row.misfits[0] ?? 0) <= row.filled * 0.2) return false;
  if (better.reading.type === 'text' && !unseen && (row.misfits[0] ?? 0) <= row.filled * 0.1) one.strays = { misfits: row.misfits[0] ?? 0, examples: row.examples };
  one.candidate = better;
  return true;
}

function findingOf(one: Judged, index: number, rows: number): Finding {
  const { row, candidate, values } = one;
  const { reading } = candidate;
  const precision = reading.type !== 'time' ? null : row?.anyClock === false ? 'day' : precisionOf(values);
  const misfits = reading.type === 'text' ? (one.strays?.misfits ?? 0) : (row?.misfits[0] ?? 0);
  const examples = reading.type === 'text' ? (one.strays?.examples ?? []) : (row?.examples ?? []);
  return {
    index,
    name: one.name,
    reading,
    formats: candidate.formats,
    misfits,
    misfitExamples: misfits === 0 ? [] : examples.slice(0, 5),
    filled: row?.filled ?? 0,
    empty: rows - (row?.filled ?? 0),
    distinct: row?.distinct ?? 0,
    samples: values.slice(0, 5).map((value) => value.slice(0, 200)),
    values,
    precision,
    min: row?.min ?? null,
    max: row?.max ?? null,
  };
}
