import { studentQuantile } from './statistics.ts';
import { autocorrelation } from './verdict-effect.ts';

/** A slope or step with its 95 % interval. */
export interface Estimated {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface Segmented {
  /** Change from point to point before, step at the change, and how much the change from point to point is another one since. */
  readonly trend: Estimated;
  readonly level: Estimated;
  readonly bend: Estimated;
}

/** So many points before and after it takes. */
export const SEGMENTED_BEFORE = 24;
export const SEGMENTED_AFTER = 12;

/**
 * Segmented regression `y = b0 + b1 t + b2 D + b3 (t - T0) D` by least squares, over points counted one by one. Intervals are widened by
 * `sqrt((1 + r)/(1 - r))` as those of the effect are. A second view, never the verdict; null below 24 points before or 12 after.
 */
export function segmented(before: readonly number[], after: readonly number[]): Segmented | null {
  if (before.length < SEGMENTED_BEFORE || after.length < SEGMENTED_AFTER) return null;
  // the two stretches share no parameter: each is a line of its own, and what is asked for are differences of the two
  const [early, late] = [lineOf(before), lineOf(after)];
  const n = before.length + after.length;
  const left = [early.residuals, late.residuals];
  const r = autocorrelation(left);
  const variance = (left.flat().reduce((sum, value) => sum + value * value, 0) / (n - 4)) * ((1 + r) / (1 - r));
  const t = studentQuantile(0.975, (n * (1 - r)) / (1 + r) - 4);
  const estimated = (value: number, spread: number): Estimated => {
    const half = t * Math.sqrt(variance * spread);
    return { value, low: value - half, high: value + half };
  };
  // where the line before would stand at the first point after
  const start = before.length;
  return {
    trend: estimated(early.slope, early.slopeSpread),
    level: estimated(late.at(0) - early.at(start), late.spreadAt(0) + early.spreadAt(start)),
    bend: estimated(late.slope - early.slope, late.slopeSpread + early.slopeSpread),
  };
}

function lineOf(values: readonly number[]) {
  const n = values.length;
  const middle = (n - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const spread = values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
  const slope = values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0) / spread;
  const at = (place: number) => mean + slope * (place - middle);
  return {
    slope,
    at,
    slopeSpread: 1 / spread,
    spreadAt: (place: number) => 1 / n + (place - middle) ** 2 / spread,
    residuals: values.map((value, place) => value - at(place)),
  };
}

/** What the second view says, in two sentences. */
export function segmentedWords({ trend, bend }: Segmented, better: 'lower' | 'higher' | 'neutral'): string {
  const wanted = better === 'higher' ? 1 : -1;
  const before =
    sure(trend) === 0
      ? 'There was no trend before the change.'
      : sure(trend) === wanted
        ? 'It was getting better before the change already.'
        : 'It was getting worse before the change.';
  const since =
    sure(bend) === 0
      ? 'The effect neither fades nor grows.'
      : sure(bend) === wanted
        ? 'The effect has been growing since.'
        : 'The effect has been fading since.';
  return `${before} ${since}`;
}

/** The sign of what lies beyond chance; 0 of anything else. */
const sure = ({ low, high }: Estimated): number => (low > 0 ? 1 : high < 0 ? -1 : 0);
