import { studentQuantile } from './statistics.ts';
import type { Effect } from './verdict-types.ts';

/** Autocorrelation is held between nothing and this. */
const MOST_AUTOCORRELATION = 0.6;

export const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/**
 * Lag-1 autocorrelation of residuals, products never across two stretches, corrected for the number of points by `(1 + 3r)/n` and
 * held in 0..0.6; of no points, or of equal ones, 0.
 */
export function autocorrelation(stretches: readonly (readonly number[])[]): number {
  const n = stretches.reduce((sum, one) => sum + one.length, 0);
  const squares = stretches.flat().reduce((sum, value) => sum + value * value, 0);
  if (n === 0 || squares <= 0) return 0;
  const products = stretches.reduce((sum, one) => sum + one.slice(1).reduce((part, value, at) => part + value * (one[at] ?? 0), 0), 0);
  const raw = products / squares;
  return Math.min(MOST_AUTOCORRELATION, Math.max(0, raw + (1 + 3 * raw) / n));
}

export const residuals = (values: readonly number[]): number[] => {
  const mean = meanOf(values);
  return values.map((value) => value - mean);
};

/**
 * Effect of a change (DOMAIN.md section 3): mean after minus mean of the baseline, with its 95 % interval
 * `t(0.975, n_eff - 2) s sqrt((1 + r)/(1 - r)) sqrt(1/n_b + 1/n_a)`. Null below two points before, one after, three together.
 */
export function effectOf(baseline: readonly number[], after: readonly number[]): Effect | null {
  const [before, since] = [baseline.length, after.length];
  const n = before + since;
  if (before < 2 || since < 1 || n < 3) return null;
  const left = [residuals(baseline), residuals(after)];
  const deviation = Math.sqrt(left.flat().reduce((sum, value) => sum + value * value, 0) / (n - 2));
  const r = autocorrelation(left);
  const effective = (n * (1 - r)) / (1 + r);
  const half = studentQuantile(0.975, effective - 2) * deviation * Math.sqrt((1 + r) / (1 - r)) * Math.sqrt(1 / before + 1 / since);
  const effect = meanOf(after) - meanOf(baseline);
  return { effect, low: effect - half, high: effect + half, deviation, autocorrelation: r, effective };
}
