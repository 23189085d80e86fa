/** The 97.5 % point of the normal distribution: 95 % intervals go this many standard errors to each side. */
const Z95 = 1.959963984540054;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Wilson's 95 % interval of a share of `n`: 0.8 of 100 gives 0.711..0.867. Nothing seen gives 0..1. */
export function wilson(share: number, n: number): Interval {
  if (n === 0) return { low: 0, high: 1 };
  const z2 = Z95 * Z95;
  const centre = share + z2 / (2 * n);
  const half = Z95 * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  const scale = 1 + z2 / n;
  return { low: Math.max(0, (centre - half) / scale), high: Math.min(1, (centre + half) / scale) };
}

/** Net promoter score and the half-width of its 95 % interval: 50/30/20 of 100 answers gives 30.0 and 15.3. */
export function npsInterval(promoters: number, passives: number, detractors: number): { score: number; half: number } {
  const n = promoters + passives + detractors;
  if (n === 0) return { score: 0, half: 200 };
  const net = (promoters - detractors) / n;
  const variance = (promoters + detractors) / n - net * net;
  return { score: 100 * net, half: 196 * Math.sqrt(variance / n) };
}

/** 95 % interval of a mean from the sum of squares of its `n` values. One value says nothing of the spread. */
export function meanInterval(mean: number, squares: number, n: number): Interval {
  if (n < 2) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const variance = Math.max(0, squares - n * mean * mean) / (n - 1);
  const half = Z95 * Math.sqrt(variance / n);
  return { low: mean - half, high: mean + half };
}

/**
 * Whole numbers in the proportion of `parts` that add up to `total` exactly (largest remainder; equal remainders
 * go to the earlier part). `parts` are not negative; without any they are all 0, and `total` is lost.
 */
export function largestRemainder(parts: readonly number[], total: number): number[] {
  const sum = parts.reduce((all, part) => all + part, 0);
  if (sum <= 0) return parts.map(() => 0);
  const exact = parts.map((part) => (part / sum) * total);
  const whole = exact.map(Math.floor);
  let missing = Math.round(total - whole.reduce((all, part) => all + part, 0));
  const byRemainder = exact.map((part, at) => ({ at, rest: part - Math.floor(part) })).sort((a, b) => b.rest - a.rest || a.at - b.at);
  for (const { at } of byRemainder) {
    if (missing <= 0) break;
    whole[at] = (whole[at] ?? 0) + 1;
    missing -= 1;
  }
  return whole;
}

/** Quantile by linear interpolation between order statistics (type 7, as R, numpy and `quantile_cont`); null over nothing. */
export function quantile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}

/** Student's t: the value that lies above a share `p` of it (0.5 < p < 1) with so many degrees of freedom, whole or not, at least 1. */
export function studentQuantile(p: number, freedom: number): number {
  const degrees = Math.max(1, freedom);
  let [low, high] = [0, 2];
  while (studentTail(high, degrees) > 1 - p && high < 1e6) high *= 2;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (studentTail(middle, degrees) > 1 - p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** How often a t of so many degrees of freedom lies above `t` >= 0. */
const studentTail = (t: number, freedom: number): number => incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;

/** Regularised incomplete beta function by its continued fraction (Numerical Recipes, section 6.4), within 1e-12. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  const front = Math.exp(a * Math.log(x) + b * Math.log(1 - x) + logGamma(a + b) - logGamma(a) - logGamma(b));
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

function betaFraction(x: number, a: number, b: number): number {
  const safe = (value: number) => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / safe(1 - ((a + b) * x) / (a + 1));
  let found = d;
  for (let m = 1; m <= 300; m += 1) {
    const even = (m * (b - m) * x) / ((a - 1 + 2 * m) * (a + 2 * m));
    d = 1 / safe(1 + even * d);
    c = safe(1 + even / c);
    found *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 1 + 2 * m));
    d = 1 / safe(1 + odd * d);
    c = safe(1 + odd / c);
    found *= d * c;
    if (Math.abs(d * c - 1) < 1e-13) break;
  }
  return found;
}

const LANCZOS = [76.18009172947146, -86.5053203294168, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2, -0.5395239384953e-5];

/** Logarithm of the gamma function of x > 0 (Lanczos), within 2e-10. */
function logGamma(x: number): number {
  const base = x + 5.5;
  const series = LANCZOS.reduce((sum, factor, at) => sum + factor / (x + 1 + at), 1.000000000190015);
  return (x + 0.5) * Math.log(base) - base + Math.log((Math.sqrt(2 * Math.PI) * series) / x);
}
