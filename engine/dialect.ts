import { raw, sql, type Sql, type SqlValue } from './sql.ts';

/** How long a bucket of a time line is. Weeks are ISO weeks. */
export type BucketUnit = 'day' | 'week' | 'month';

/**
 * How an engine writes what engines spell differently. Questions use these words and portable SQL, nothing else.
 */
export interface Dialect {
  placeholder(index: number): string;
  /** A bound value as it is written in text that a person pastes: safe anywhere a placeholder may stand. */
  literal(value: SqlValue): string;
  /** What a session says first, so that pasted text means the same there: the schema, and UTC for every time. */
  preamble(schema: string): string;
  /** Exact quantile by linear interpolation (type 7) of integers or doubles; null over no rows. */
  quantile(expression: Sql, share: number): Sql;
  /** Several of them in one pass over the values, as a list in the order of `shares`. */
  quantiles(expression: Sql, shares: readonly number[]): Sql;
  /** The values in the order of `by`, as a list. */
  orderedList(expression: Sql, by: Sql): Sql;
  /** How many values a list has. */
  listLength(list: Sql): Sql;
  /** How many different values a list has. */
  listDistinct(list: Sql): Sql;
  /** Whether a value is in a list. */
  listHas(list: Sql, value: Sql): Sql;
  /** The local day, Monday or first of month on which the bucket of a UTC time begins, as a DATE. */
  bucket(time: Sql, zone: string, unit: BucketUnit): Sql;
  /** UTC time of a bucket's first moment. */
  bucketStart(bucket: Sql, zone: string): Sql;
  /** Milliseconds from one time to a later one, floored. */
  milliseconds(from: Sql, to: Sql): Sql;
  /** A rational division that never truncates: null when the divisor is 0. */
  ratio(part: Sql, whole: Sql): Sql;
  /** The time `ms` before another. */
  before(time: Sql, ms: Sql): Sql;
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

// quantile_cont of BIGINT gives a double and takes half the time of the same over values cast to double
export const duckDb: Dialect = {
  placeholder: (index) => `$${index}`,
  literal: (value) => {
    if (value === null) return 'NULL';
    if (value instanceof Date) return `TIMESTAMP '${value.toISOString().replace('T', ' ').replace('Z', '')}'`;
    if (typeof value === 'boolean') return String(value);
    if (typeof value === 'string') return quoted(value);
    // in brackets, or a minus before it makes a comment of it; with an exponent, or a fraction is a DECIMAL that rounds elsewhere
    const text = typeof value === 'number' && !Number.isInteger(value) && !String(value).includes('e') ? `${value}e0` : String(value);
    return value < 0 ? `(${text})` : text;
  },
  preamble: (schema) => `SET TimeZone = 'UTC';\nSET schema = ${quoted(schema)};`,
  quantile: (expression, share) => sql`quantile_cont(${expression}, ${raw(String(share))})`,
  quantiles: (expression, shares) => sql`quantile_cont(${expression}, [${raw(shares.join(', '))}])`,
  orderedList: (expression, by) => sql`list(${expression} ORDER BY ${by})`,
  listLength: (list) => sql`len(${list})`,
  listDistinct: (list) => sql`list_unique(${list})`,
  listHas: (list, value) => sql`list_contains(${list}, ${value})`,
  bucket: (time, zone, unit) => sql`CAST(date_trunc('${raw(unit)}', timezone(${zone}, timezone('UTC', ${time}))) AS DATE)`,
  bucketStart: (bucket, zone) => sql`timezone('UTC', timezone(${zone}, CAST(${bucket} AS TIMESTAMP)))`,
  milliseconds: (from, to) => sql`((epoch_us(${to}) - epoch_us(${from})) // 1000)`,
  ratio: (part, whole) => sql`(CAST(${part} AS DOUBLE) / nullif(${whole}, 0))`,
  before: (time, ms) => sql`(${time} - to_milliseconds(${ms}))`,
};

/** The one dialect there is so far. */
export const dialect = duckDb;
