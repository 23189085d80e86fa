import { raw, sql, type Sql } from './sql.ts';

/** How long a bucket of a time line is. Weeks are ISO weeks. */
export type BucketUnit = 'day' | 'week' | 'month';

/**
 * How an engine writes what engines spell differently. Questions use these words and portable SQL, nothing else.
 */
export interface Dialect {
  placeholder(index: number): string;
  /** Exact quantile by linear interpolation (type 7) of integers or doubles; null over no rows. */
  quantile(expression: Sql, share: number): Sql;
  /** Several of them in one pass over the values, as a list in the order of `shares`. */
  quantiles(expression: Sql, shares: readonly number[]): Sql;
  /** The values in the order of `by`, as a list. */
  orderedList(expression: Sql, by: Sql): Sql;
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

// quantile_cont of BIGINT gives a double and takes half the time of the same over values cast to double
export const duckDb: Dialect = {
  placeholder: (index) => `$${index}`,
  quantile: (expression, share) => sql`quantile_cont(${expression}, ${raw(String(share))})`,
  quantiles: (expression, shares) => sql`quantile_cont(${expression}, [${raw(shares.join(', '))}])`,
  orderedList: (expression, by) => sql`list(${expression} ORDER BY ${by})`,
  bucket: (time, zone, unit) => sql`CAST(date_trunc('${raw(unit)}', timezone(${zone}, timezone('UTC', ${time}))) AS DATE)`,
  bucketStart: (bucket, zone) => sql`timezone('UTC', timezone(${zone}, CAST(${bucket} AS TIMESTAMP)))`,
  milliseconds: (from, to) => sql`((epoch_us(${to}) - epoch_us(${from})) // 1000)`,
  ratio: (part, whole) => sql`(CAST(${part} AS DOUBLE) / nullif(${whole}, 0))`,
  before: (time, ms) => sql`(${time} - to_milliseconds(${ms}))`,
};

/** The one dialect there is so far. */
export const dialect = duckDb;
