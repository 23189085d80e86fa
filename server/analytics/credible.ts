import type { Row } from '../../engine/engine.ts';
import { raw, sql, type Sql } from '../../engine/sql.ts';
import { DAY } from '../../model/units.ts';

/** Fewer cases than this on a side support no difference (DOMAIN.md section 3, *Credible difference*). */
const FEWEST = 20;
/** Chance of a false alarm over all comparisons of one answer. */
const FALSE_ALARMS = 0.05;

/** One side of a comparison of medians: null ends where there are too few values for an interval. */
export interface Side {
  readonly n: number;
  readonly medianMs: number | null;
  readonly lowMs: number | null;
  readonly highMs: number | null;
}

/** A difference of two medians with its 95 % interval. `p` is how often chance alone makes one as large. */
export interface Difference {
  readonly differenceMs: number;
  readonly lowMs: number;
  readonly highMs: number;
  readonly p: number;
}

/**
 * Median and the order statistics its interval is made of, over rows of `ms`, `n` (rows of the side) and `place` (from 1,
 * in the order of `ms`): places `floor(n/2 - 0.98 sqrt n)` and `ceil(n/2 + 0.98 sqrt n) - 1` counted from 0. Written with
 * squares, as no root is needed then.
 */
export const medianFigures: Sql = sql`max(p.n) AS n, avg(CASE WHEN 2 * p.place IN (p.n, p.n + 1, p.n + 2) THEN p.ms END) AS median_ms,
             max(CASE WHEN ${beyond('p.n / 2.0 - p.place + 1')} THEN p.ms END) AS low_ms, min(CASE WHEN ${beyond('p.place - p.n / 2.0')} THEN p.ms END) AS high_ms`;
function beyond(distance: string): Sql {
  return raw(`${distance} >= 0 AND (${distance}) * (${distance}) >= 0.9604 * p.n`);
}

/** The figures of `medianFigures` as a side; one without rows has none. */
export const sideOf = (row: Row | undefined): Side => ({
  n: Number(row?.n ?? 0),
  medianMs: (row?.medianMs as number | null | undefined) ?? null,
  lowMs: (row?.lowMs as number | null | undefined) ?? null,
  highMs: (row?.highMs as number | null | undefined) ?? null,
});

/**
 * Median of one side minus that of the other; null when a side has fewer than twenty values. `grainMs`: how fine the times are told. Where
 * half of the values stand on one, the ends of an interval do too, though what they round lies up to a grain beyond.
 */
export function differenceOf(one: Side, other: Side, grainMs = 0): Difference | null {
  const [here, there] = [one, other].map((side) => estimateOfMedian(widened(side, grainMs)));
  const found = contrastOf(here ?? null, there ?? null);
  return found && { differenceMs: found.difference, lowMs: found.low, highMs: found.high, p: found.p };
}

const widened = (side: Side, ms: number): Side => ({
  ...side,
  lowMs: side.lowMs === null ? null : side.lowMs - ms,
  highMs: side.highMs === null ? null : side.highMs + ms,
});

/** How fine the times of a process are told: to the day where it knows only dates. */
export const grainOf = ({ wholeDays }: { readonly wholeDays?: boolean | undefined }): number => (wholeDays === true ? DAY : 0);

const errorOf = ({ lowMs, highMs }: Side) => ((highMs ?? 0) - (lowMs ?? 0)) / 3.92;

/** Which of several comparisons stand when all of them are looked at (Benjamini-Hochberg at 0.05). */
export function credible(chances: readonly (number | null)[]): boolean[] {
  const known = chances.filter((p) => p !== null).sort((a, b) => a - b);
  const passing = known.filter((p, at) => p <= (FALSE_ALARMS * (at + 1)) / known.length);
  const bar = passing.at(-1) ?? -1;
  return chances.map((p) => p !== null && p <= bar);
}

/** Two-sided: how often a normal value lies so many standard errors away or more (Abramowitz and Stegun 7.1.26, within 1e-6). */
function chanceOf(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const sum = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.min(1, sum * Math.exp(-x * x));
}

/** A statistic of one side with its standard error, and the number of values behind it. */
export interface Estimate {
  readonly n: number;
  readonly value: number;
  readonly error: number;
}

/** What the mean of a side is made of: sums over its values `v`, each with a weight `w` (all 1 where nothing is weighed). */
export interface Sums {
  readonly n: number;
  /** Sum of w. */
  readonly weight: number;
  /** Sum of w v. */
  readonly sum: number;
  /** Sums of w w, w w v and w w v v: what the error is made of. */
  readonly squares: number;
  readonly squaresOfSum: number;
  readonly squaresOfSquares: number;
}

/** The share of the values that are 1, with the usual standard error: root of p (1 - p) / n where all weigh the same. */
export const shareOf = (sums: Sums): Estimate | null => estimateOf(sums, sums.n);

/** The mean with the usual standard error: deviation of the values (n - 1) over the root of n where all weigh the same. */
export const meanOf = (sums: Sums): Estimate | null => estimateOf(sums, sums.n - 1);

function estimateOf({ n, weight, sum, squares, squaresOfSum, squaresOfSquares }: Sums, freedom: number): Estimate | null {
  if (n === 0 || weight <= 0) return null;
  const value = sum / weight;
  const spread = Math.max(0, squaresOfSquares - 2 * value * squaresOfSum + value * value * squares);
  return { n, value, error: freedom > 0 ? (Math.sqrt(spread) / weight) * Math.sqrt(n / freedom) : Number.POSITIVE_INFINITY };
}

/** A median or another order statistic as an estimate; null without an interval. */
export const estimateOfMedian = (side: Side): Estimate | null =>
  side.medianMs === null || side.lowMs === null || side.highMs === null ? null : { n: side.n, value: side.medianMs, error: errorOf(side) };

/** A difference of two statistics with its 95 % interval, in their unit. */
export interface Contrast {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
}

/** One side minus the other; null when a side has fewer than twenty values. */
export function contrastOf(one: Estimate | null, other: Estimate | null): Contrast | null {
  if (one === null || other === null || one.n < FEWEST || other.n < FEWEST) return null;
  const difference = one.value - other.value;
  const error = Math.hypot(one.error, other.error);
  const p = error > 0 ? chanceOf(Math.abs(difference) / error) : difference === 0 ? 1 : 0;
  return { difference, low: difference - 1.96 * error, high: difference + 1.96 * error, p };
}
