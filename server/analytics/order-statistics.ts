import type { Row } from '../../engine/engine.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import { estimateOfMedian, type Estimate } from './credible.ts';
import type { NamedQuery } from './scope.ts';

/** More tied values than this share: an end of an interval reaches to the next value, as the one it fell on stands for many. */
const TIED = 0.5;
/** Sums of weights are only as exact as sums of fractions can be. */
const SLACK = 1e-9;

/** A quantile that is compared: 0.5 or 0.9. */
export type Quantile = 0.5 | 0.9;

/**
 * Quantiles and the order statistics of their intervals, plain and weighted, of both sides in one pass.
 *
 * Reads a named query `timed`: `what`, `k1`, `k2` (what is compared, integers below a million), `side` (1 or 2), `ms`, `weight`
 * (null: takes no part in the weighted one). Gives rows `what, k1, k2, side, n, kept, distinct_values` and for each quantile
 * the columns of `figuresOf`. Equal times are counted together first: times of whole minutes make few rows of many steps. One
 * number stands for what is compared and for the side: sorting by four columns takes twice as long.
 *
 * Values are counted up to a place part by part (`part`: neighbouring values, the more the longer they are), and one by one
 * only in the parts that a place falls into: a running sum over every value took half of the time.
 */
export function quantileParts(quantiles: readonly Quantile[]): { parts: readonly NamedQuery[]; select: Sql } {
  const within = raw('PARTITION BY b.k, b.part ORDER BY b.ms ROWS UNBOUNDED PRECEDING');
  const along = raw('PARTITION BY p.k ORDER BY p.part ROWS UNBOUNDED PRECEDING');
  return {
    parts: [
      [
        'by_value',
        sql`SELECT ((CAST(t.what AS BIGINT) * ${KEYS} + t.k1) * ${KEYS} + t.k2) * 4 + t.side AS k, t.ms, count(*) AS n, count(t.weight) AS kept,
                   coalesce(sum(t.weight), 0) AS w, coalesce(sum(t.weight * t.weight), 0) AS w2
            FROM timed t WHERE t.ms IS NOT NULL GROUP BY 1, t.ms`,
      ],
      [
        'totals',
        sql`SELECT q.*, ${join(quantiles.map(thresholds))}
            FROM (SELECT b.k, CAST(sum(b.n) AS DOUBLE) AS n, CAST(sum(b.kept) AS DOUBLE) AS kept, sum(b.w) AS w, sum(b.w2) AS w2, count(*) AS distinct_values, max(b.ms) AS longest
                  FROM by_value b GROUP BY b.k) q`,
      ],
      [
        'parted',
        sql`SELECT b.k, b.ms, b.n, b.w, CAST(floor(${PARTS} * sqrt(CAST(b.ms AS DOUBLE) / (t.longest + 1))) AS INTEGER) AS part
            FROM by_value b JOIN totals t ON t.k = b.k`,
      ],
      [
        'counted',
        sql`SELECT p.*, CAST(sum(p.n) OVER (${along}) AS DOUBLE) AS upto, sum(p.w) OVER (${along}) AS w_upto
            FROM (SELECT b.k, b.part, sum(b.n) AS n, sum(b.w) AS w, min(b.ms) AS low, max(b.ms) AS high,
                         min(CASE WHEN b.w > 0 THEN b.ms END) AS w_low, max(CASE WHEN b.w > 0 THEN b.ms END) AS w_high
                  FROM parted b GROUP BY b.k, b.part) p`,
      ],
      [
        'placed_part',
        sql`SELECT c.*, CASE WHEN ${join(quantiles.flatMap(crossings), ' OR ')} THEN 1 ELSE 0 END AS crossed FROM counted c JOIN totals t ON t.k = c.k`,
      ],
      [
        'run',
        sql`SELECT q.k, q.ms AS low, q.ms AS high, CASE WHEN q.w > 0 THEN q.ms END AS w_low, CASE WHEN q.w > 0 THEN q.ms END AS w_high, q.upto, q.upto - q.n AS before, q.w_upto, q.w_upto - q.w AS w_before
            FROM (SELECT b.k, b.ms, b.n, b.w, c.upto - c.n + sum(b.n) OVER (${within}) AS upto, c.w_upto - c.w + sum(b.w) OVER (${within}) AS w_upto
                  FROM parted b JOIN placed_part c ON c.k = b.k AND c.part = b.part WHERE c.crossed = 1) q
            UNION ALL
            SELECT c.k, c.low, c.high, c.w_low, c.w_high, c.upto, c.upto - c.n AS before, c.w_upto, c.w_upto - c.w AS w_before FROM placed_part c WHERE c.crossed = 0`,
      ],
      [
        'figure',
        sql`SELECT r.k, max(t.n) AS n, max(t.kept) AS kept, max(t.distinct_values) AS distinct_values, ${join(quantiles.map(columns))}
            FROM run r JOIN totals t ON t.k = r.k
            GROUP BY r.k`,
      ],
    ],
    select: sql`SELECT CAST(floor(f.k / (4.0 * ${KEYS} * ${KEYS})) AS INTEGER) AS what, CAST(floor(f.k / (4.0 * ${KEYS})) AS BIGINT) % ${KEYS} AS k1,
             CAST(floor(f.k / 4.0) AS BIGINT) % ${KEYS} AS k2, f.k % 4 AS side, f.*
      FROM figure f`,
  };
}

/** Into so many parts the values of one thing are cut. */
const PARTS = raw('128');
/** More than any dictionary holds. */
const KEYS = raw('1000000');

/** Name of the columns of a quantile: `q50`, `q90`. */
const nameOf = (quantile: Quantile) => `q${Math.round(quantile * 100)}`;

/**
 * Up to where the values are counted: for the two values a quantile lies between (type 7), and for the ends of its interval. In
 * numbers of values, and in sums of weights.
 */
function thresholds(quantile: Quantile): Sql {
  const name = nameOf(quantile);
  const q = String(quantile);
  const spread = String(3.8416 * quantile * (1 - quantile));
  const weight = '(q.w / nullif(q.kept, 0))';
  return raw(`
                   ${q} * (q.n - 1) + ${SLACK} AS ${name}_place, ${q} * (q.n - 1) + 1 - ${SLACK} AS ${name}_after,
                   ${q} * q.n - sqrt(${spread} * q.n) AS ${name}_lower, ${q} * q.n + sqrt(${spread} * q.n) AS ${name}_upper,
                   (${q} * (q.kept - 1) + ${SLACK}) * ${weight} AS w${name}_place, (${q} * (q.kept - 1) + 1 - ${SLACK}) * ${weight} AS w${name}_after,
                   ${q} * q.w - sqrt(${spread} * q.w2) AS w${name}_lower, ${q} * q.w + sqrt(${spread} * q.w2) AS w${name}_upper`);
}

const PLACES = ['place', 'after', 'lower', 'upper'] as const;

/** Whether a place lies within a part: the values of any other part are all on the same side of it. */
const crossings = (quantile: Quantile): Sql[] =>
  [
    { name: nameOf(quantile), upto: 'c.upto', own: 'c.n' },
    { name: `w${nameOf(quantile)}`, upto: 'c.w_upto', own: 'c.w' },
  ].flatMap(({ name, upto, own }) =>
    PLACES.map((place) => raw(`(${own} > 0 AND ${upto} >= t.${name}_${place} AND ${upto} - ${own} <= t.${name}_${place})`)),
  );

/** The values at these places, and those next to the ends of the interval. */
const columns = (quantile: Quantile): Sql => raw([ends(nameOf(quantile), ''), ends(`w${nameOf(quantile)}`, 'w_')].join(', '));

function ends(name: string, of: '' | 'w_'): string {
  const [upto, before] = [`r.${of}upto`, `r.${of}before`];
  const smallest = (condition: string) => `min(CASE WHEN ${condition} THEN r.${of}low END)`;
  const largest = (condition: string) => `max(CASE WHEN ${condition} THEN r.${of}high END)`;
  return [
    `${smallest(`${upto} > t.${name}_place`)} AS ${name}_at`,
    `${smallest(`${upto} >= t.${name}_after`)} AS ${name}_next`,
    `${smallest(`${upto} > t.${name}_lower`)} AS ${name}_low`,
    `${largest(`${upto} <= t.${name}_lower`)} AS ${name}_below`,
    `${smallest(`${upto} >= t.${name}_upper`)} AS ${name}_high`,
    `${smallest(`${before} >= t.${name}_upper`)} AS ${name}_above`,
    `${largest(`${upto} > 0`)} AS ${name}_last`,
  ].join(', ');
}

/** What one side says of a quantile. */
export interface Figure {
  readonly n: number;
  readonly value: number | null;
  readonly estimate: Estimate | null;
}

const NOTHING: Figure = { n: 0, value: null, estimate: null };

/** Plain and weighted quantile of one row of `quantileParts`; nothing where there is none. */
export function figuresOf(row: Row | undefined, quantile: Quantile): { plain: Figure; weighted: Figure } {
  if (row === undefined) return { plain: NOTHING, weighted: NOTHING };
  const tied = Number(row.distinctValues) < TIED * Number(row.n);
  return {
    plain: figure(row, nameOf(quantile), Number(row.n), quantile, tied),
    weighted: figure(row, `w${nameOf(quantile)}`, Number(row.kept), quantile, tied),
  };
}

function figure(row: Row, name: string, n: number, quantile: Quantile, tied: boolean): Figure {
  const [at, next] = [ms(row[`${name}At`]), ms(row[`${name}Next`])];
  if (n === 0 || at === null) return NOTHING;
  const place = quantile * (n - 1);
  const value = at + ((next ?? at) - at) * (place - Math.floor(place));
  const last = ms(row[`${name}Last`]);
  const [low, high] = [ms(row[`${name}Low`]) ?? at, ms(row[`${name}High`]) ?? last];
  const [below, above] = [ms(row[`${name}Below`]) ?? low, ms(row[`${name}Above`]) ?? last];
  const estimate = estimateOfMedian({ n, medianMs: value, lowMs: tied ? below : low, highMs: tied ? above : high });
  return { n, value, estimate };
}

const ms = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));
