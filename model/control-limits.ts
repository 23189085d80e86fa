import { quantile } from './statistics.ts';

/** Limits of an individuals (XmR) chart: what its points do by chance lies within. */
export interface ControlLimits {
  readonly mean: number;
  readonly meanRange: number;
  readonly low: number;
  readonly high: number;
}

/** Mean moving range over this is the standard deviation. */
export const RANGE_TO_SIGMA = 1.128;
/** Moving ranges of so many times their mean are left out where screening is asked for. */
const SCREEN = 3.267;
/** Limits lie so many mean moving ranges from the mean: 3 / 1.128, rounded as everybody does. */
const REACH = 2.66;

const average = (all: readonly number[]): number => all.reduce((sum, value) => sum + value, 0) / Math.max(1, all.length);

/** The mean of the differences between neighbours; `screened` drops those of 3.267 times their mean and more, once. */
export function meanMovingRange(values: readonly number[], screened = false): number {
  const ranges = values.slice(1).map((value, at) => Math.abs(value - (values[at] ?? value)));
  const all = average(ranges);
  return screened ? average(ranges.filter((range) => range < SCREEN * all)) : all;
}

/**
 * Centre and limits of an XmR chart: mean ± 2.66 times the mean moving range. `screened` drops ranges of 3.267 times their mean and
 * more, once. Needs two values.
 */
export function controlLimits(values: readonly number[], screened = false): ControlLimits {
  const mean = average(values);
  const meanRange = meanMovingRange(values, screened);
  return { mean, meanRange, low: mean - REACH * meanRange, high: mean + REACH * meanRange };
}

/** A share of `n`. */
export interface ShareOf {
  readonly value: number;
  readonly n: number;
}

/** What the limits of shares are made of: the share of all, and how much more they vary than chance does. */
export interface ShareLimits {
  readonly mean: number;
  /** Mean moving range of the shares in their binomial standard errors, over 1.128. */
  readonly sigmaZ: number;
}

/** Laney's p': limits of shares that vary more, or less, than shares of independent cases would. */
export function shareLimits(shares: readonly ShareOf[], screened = false): ShareLimits {
  const cases = shares.reduce((sum, { n }) => sum + n, 0);
  const mean = cases === 0 ? 0 : shares.reduce((sum, { value, n }) => sum + value * n, 0) / cases;
  const errors = shares.map(({ n }) => errorOf(mean, n));
  const z = shares.map(({ value }, at) => ((errors[at] ?? 0) > 0 ? (value - mean) / (errors[at] ?? 1) : 0));
  return { mean, sigmaZ: meanMovingRange(z, screened) / RANGE_TO_SIGMA };
}

/** How far the limits of a share of `n` lie from the centre, before they are cut at 0 and 1. */
export const shareReach = ({ mean, sigmaZ }: ShareLimits, n: number): number => 3 * sigmaZ * errorOf(mean, n);

const errorOf = (mean: number, n: number): number => (n > 0 ? Math.sqrt((mean * (1 - mean)) / n) : 0);

/** Runs about the median of a run chart (Anhoej): a signal when the longest is longer than its most or crossings are fewer than their least. */
export interface Runs {
  readonly longest: number;
  readonly longestMost: number;
  readonly crossings: number;
  readonly crossingsLeast: number;
}

/** The bounds of so many useful points (not on the median): 12 give 7 and 3, 24 give 8 and 8. */
export const runBounds = (useful: number): Pick<Runs, 'longestMost' | 'crossingsLeast'> => ({
  longestMost: useful === 0 ? 0 : Math.round(Math.log2(useful)) + 3,
  crossingsLeast: binomialHalfQuantile(useful - 1, 0.05),
});

/** Longest run and crossings of the values about their median, with their bounds. */
export function runsAbout(values: readonly number[]): Runs & { readonly median: number; readonly longestFrom: number } {
  const median = quantile(values, 0.5) ?? 0;
  const useful = values.flatMap((value, at) => (value === median ? [] : [{ at, above: value > median }]));
  let [longest, longestFrom, run, from, crossings] = [0, 0, 0, 0, 0];
  useful.forEach(({ at, above }, place) => {
    const same = place > 0 && useful[place - 1]?.above === above;
    if (place > 0 && !same) crossings += 1;
    if (!same) from = at;
    run = same ? run + 1 : 1;
    if (run > longest) [longest, longestFrom] = [run, from];
  });
  return { median, longest, longestFrom, crossings, ...runBounds(useful.length) };
}

/** Smallest k with P(X <= k) >= p, X of n tosses of a fair coin (R: `qbinom(p, n, 0.5)`). */
function binomialHalfQuantile(n: number, p: number): number {
  if (n <= 0) return 0;
  // in logarithms: two to the power of a thousand points is no number any more
  let logChance = -n * Math.LN2;
  let sum = Math.exp(logChance);
  let k = 0;
  while (sum < p && k < n) {
    logChance += Math.log((n - k) / (k + 1));
    k += 1;
    sum += Math.exp(logChance);
  }
  return k;
}
