import type { Session } from '../../engine/engine.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import { columnOf, rowsOf, type TextTable } from '../sources/table.ts';
import type { Finding } from './columns.ts';
import { localOf, parsedRows, trimmed, zonedOf } from './parse.ts';

/** How one column behaves within the rows of a value of a key column. Shares are 0 to 1. */
export interface Within {
  /** Different values per key, on average over keys of two rows or more. */
  readonly each: number;
  /** Keys of two rows or more in which it has one value. */
  readonly constant: number;
  /** Keys whose first row has the most frequent of all first values. */
  readonly firstTop: number;
  /** Rows that repeat the value of the row before them in their key. */
  readonly stay: number;
  /** Different values over all keys. */
  readonly distinct: number;
  /** Rows that have a value. */
  readonly filled: number;
}

/** A column as the key of groups of rows, and what the other columns do in them. */
export interface KeyLinks {
  readonly index: number;
  readonly keys: number;
  /** Rows per key, on average. */
  readonly rows: number;
  /** Rows that share their key with another row. */
  readonly shared: number;
  /** The mean time from first to last row of a key, as a share of the whole period; null without times. */
  readonly span: number | null;
  readonly within: ReadonlyMap<number, Within>;
}

/** Two columns of times, row by row: how often the second is not earlier, and is over when the next row of the key begins. */
export interface TimePair {
  readonly first: number;
  readonly second: number;
  readonly ordered: number;
  readonly equal: number;
}

/** What columns are to each other, measured over the first `MAX_ROWS` rows. */
export interface Links {
  readonly rows: number;
  readonly keys: readonly KeyLinks[];
  readonly pairs: readonly TimePair[];
  /** Of two columns: how nearly a value of the first says that of the second (1: always). */
  readonly says: (first: number, second: number) => number;
}

const MAX_ROWS = 60_000;
const MAX_KEYS = 8;
const MAX_COLUMNS = 30;
/** With fewer rows chance decides. */
const MIN_ROWS = 12;
const LOOK = raw('temp.look');

/**
 * Measures how the columns of a table belong together, on its first rows: groups by every column that could be a case,
 * what changes within them, and which times follow which. A table of its own holds hashes, so that texts cost nothing.
 *
 * `likely` are columns a person or a name speaks for; they are measured in any case. Null where too few rows tell
 * anything. Leaves no table behind.
 */
export async function linksOf(
  session: Session,
  table: TextTable,
  findings: readonly Finding[],
  likely: readonly number[],
  signal?: AbortSignal,
): Promise<Links | null> {
  const filled = findings.filter((one) => one.filled > 0).slice(0, 4 * MAX_COLUMNS);
  const looked = [...filled.filter(({ index }) => likely.includes(index)), ...filled.filter(({ index }) => !likely.includes(index))].slice(
    0,
    MAX_COLUMNS,
  );
  const times = looked.filter((one) => one.reading.type === 'time').slice(0, 8);
  try {
    await makeLook(session, table, looked, times, signal);
    const [first] = times;
    const [counted] = await session.query<Record<string, number>>(
      sql`SELECT count(*) AS rows, ${join(looked.map(({ index }) => sql`count(DISTINCT h${raw(String(index))}) AS ${raw(`d${index}`)}`))}${first === undefined ? raw('') : sql`, max(${timed(first.index)}) - min(${timed(first.index)}) AS whole`} FROM ${LOOK}`,
      { signal },
    );
    const rows = Number(counted?.['rows'] ?? 0);
    const whole = Number(counted?.['whole'] ?? 0);
    if (rows < MIN_ROWS) return null;
    const distinct = (index: number) => Number(counted?.[`d${index}`] ?? 0);
    const keys = candidates(looked, rows, distinct, likely);
    const measured: KeyLinks[] = [];
    for (const key of keys) measured.push(await measureKey(session, key, looked, times, { distinct, whole }, signal));
    const few = looked
      .filter(({ index, reading }) => reading.type !== 'time' && distinct(index) > 1 && distinct(index) <= 2000)
      .slice(0, 14);
    return {
      rows,
      keys: measured,
      pairs: await measurePairs(session, times, signal),
      says: await measureSays(session, few, distinct, signal),
    };
  } finally {
    await session.run(sql`DROP TABLE IF EXISTS ${LOOK}`);
  }
}

async function makeLook(
  session: Session,
  table: TextTable,
  looked: readonly Finding[],
  times: readonly Finding[],
  signal?: AbortSignal,
): Promise<void> {
  const texts = sql`(SELECT ${join(looked.map(({ index }) => sql`${trimmed(columnOf(index))} AS ${columnOf(index)}`))} FROM ${rowsOf(table)} LIMIT ${raw(String(MAX_ROWS))})`;
  const parsed = parsedRows(
    texts,
    times.map(({ index, reading }) => ({ index, format: reading.format ?? '' })),
  );
  await session.run(
    sql`
      CREATE OR REPLACE TEMP TABLE look AS
      SELECT ${join([
        ...looked.map(({ index }) => sql`CASE WHEN ${columnOf(index)} IS NOT NULL THEN hash(${columnOf(index)}) END AS ${hashed(index)}`),
        ...times.map(({ index }) => sql`epoch_us(coalesce(${zonedOf(index)}, ${localOf(index)})) AS ${timed(index)}`),
      ])}
      FROM ${parsed}`,
    { signal },
  );
}

const hashed = (index: number): Sql => raw(`h${index}`);
const timed = (index: number): Sql => raw(`t${index}`);

/** The columns that could name a case: their values repeat, and are neither times nor nearly all the same. */
function candidates(looked: readonly Finding[], rows: number, distinct: (index: number) => number, likely: readonly number[]): Finding[] {
  const fits = looked.filter(({ index, reading, clock }) => {
    const each = rows / Math.max(1, distinct(index));
    return reading.type !== 'time' && reading.type !== 'boolean' && clock === undefined && distinct(index) >= 2 && each >= 1.15;
  });
  const distance = ({ index }: Finding) => Math.abs(Math.log(rows / Math.max(1, distinct(index)) / 6));
  const first = fits.filter(({ index }) => likely.includes(index));
  return [...first, ...fits.filter((one) => !first.includes(one)).toSorted((one, other) => distance(one) - distance(other))].slice(
    0,
    MAX_KEYS,
  );
}

async function measureKey(
  session: Session,
  key: Finding,
  looked: readonly Finding[],
  times: readonly Finding[],
  { distinct, whole }: { distinct: (index: number) => number; whole: number },
  signal?: AbortSignal,
): Promise<KeyLinks> {
  const others = looked.filter(({ index }) => index !== key.index);
  const name = (word: string, index: number) => raw(`${word}${index}`);
  const [time] = times;
  const [row] = await session.query<Record<string, number | null>>(
    sql`
      WITH numbered AS (SELECT *, row_number() OVER () AS place FROM ${LOOK} WHERE ${hashed(key.index)} IS NOT NULL),
      run AS (SELECT *, ${join(others.map(({ index }) => sql`lag(${hashed(index)}) OVER within_key AS ${name('p', index)}`))}
              FROM numbered WINDOW within_key AS (PARTITION BY ${hashed(key.index)} ORDER BY place)),
      grouped AS (
        SELECT count(*) AS n${time === undefined ? raw(', NULL AS span') : sql`, max(${timed(time.index)}) - min(${timed(time.index)}) AS span`},
               ${join(
                 others.flatMap(({ index }) => [
                   sql`count(DISTINCT ${hashed(index)}) AS ${name('d', index)}`,
                   sql`count(*) FILTER (${hashed(index)} = ${name('p', index)}) AS ${name('s', index)}`,
                   sql`count(${hashed(index)}) AS ${name('n', index)}`,
                   sql`arg_min(${hashed(index)}, place) AS ${name('f', index)}`,
                 ]),
               )}
        FROM run GROUP BY ${hashed(key.index)})
      SELECT count(*) AS keys, sum(n) AS rows, coalesce(sum(n) FILTER (n > 1), 0) AS shared, avg(span) FILTER (n > 1) AS span,
             ${join(
               others.flatMap(({ index }) => [
                 sql`avg(${name('d', index)}) FILTER (n > 1) AS ${name('each', index)}`,
                 sql`count(*) FILTER (n > 1 AND ${name('d', index)} <= 1) / greatest(1, count(*) FILTER (n > 1)) AS ${name('constant', index)}`,
                 sql`sum(${name('s', index)}) / greatest(1, sum(n) - count(*)) AS ${name('stay', index)}`,
                 sql`sum(${name('n', index)}) AS ${name('filled', index)}`,
                 sql`coalesce(list_max(map_values(histogram(${name('f', index)}))), 0) / count(*) AS ${name('top', index)}`,
               ]),
             )}
      FROM grouped`,
    { signal },
  );
  const number = (word: string) => Number(row?.[word] ?? 0);
  return {
    index: key.index,
    keys: number('keys'),
    rows: number('rows') / Math.max(1, number('keys')),
    shared: number('shared') / Math.max(1, number('rows')),
    span: time === undefined || whole <= 0 ? null : number('span') / whole,
    within: new Map(
      others.map(({ index }) => [
        index,
        {
          each: number(`each${index}`),
          constant: number(`constant${index}`),
          firstTop: number(`top${index}`),
          stay: number(`stay${index}`),
          distinct: distinct(index),
          filled: number(`filled${index}`),
        },
      ]),
    ),
  };
}

async function measurePairs(session: Session, times: readonly Finding[], signal?: AbortSignal): Promise<TimePair[]> {
  const pairs = times.flatMap((one) => times.filter((other) => other !== one).map((other) => [one.index, other.index] as const));
  if (pairs.length === 0) return [];
  const [row] = await session.query<Record<string, number | null>>(
    sql`SELECT ${join(
      pairs.flatMap(([first, second]) => {
        const both = sql`FILTER (${timed(first)} IS NOT NULL AND ${timed(second)} IS NOT NULL)`;
        return [
          sql`avg(CAST(${timed(second)} >= ${timed(first)} AS INTEGER)) ${both} AS ${raw(`o${first}x${second}`)}`,
          sql`avg(CAST(${timed(second)} = ${timed(first)} AS INTEGER)) ${both} AS ${raw(`e${first}x${second}`)}`,
        ];
      }),
    )} FROM ${LOOK}`,
    { signal },
  );
  return pairs.map(([first, second]) => ({
    first,
    second,
    ordered: Number(row?.[`o${first}x${second}`] ?? 0),
    equal: Number(row?.[`e${first}x${second}`] ?? 0),
  }));
}

/** How nearly one column says another: the different values of the first, over the different pairs of both. */
async function measureSays(
  session: Session,
  few: readonly Finding[],
  distinct: (index: number) => number,
  signal?: AbortSignal,
): Promise<Links['says']> {
  const pairs = few.flatMap((one, at) => few.slice(at + 1).map((other) => [one.index, other.index] as const));
  if (pairs.length === 0) return () => 0;
  const [row] = await session.query<Record<string, number>>(
    sql`SELECT ${join(pairs.map(([one, other]) => sql`count(DISTINCT CASE WHEN ${hashed(one)} IS NOT NULL AND ${hashed(other)} IS NOT NULL THEN xor(${hashed(one)}, ${hashed(other)} // CAST(3 AS UBIGINT)) END) AS ${raw(`p${one}x${other}`)}`))} FROM ${LOOK}`,
    { signal },
  );
  return (first, second) => {
    const both = Number(row?.[`p${first}x${second}`] ?? row?.[`p${second}x${first}`] ?? 0);
    return both === 0 ? 0 : Math.min(1, distinct(first) / both);
  };
}
