/**
 * Seeded randomness that gives the same numbers on every machine.
 *
 * Everything is made of 32-bit integer steps and of + − × ÷: `Math.exp` and its kin may round differently from
 * one engine to the next, and a sample that changes with the Node version is no fixture.
 */
export interface Random {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** Whole number in [0, below). */
  below(below: number): number;
  /** Uniform in [from, to). */
  between(from: number, to: number): number;
  /** Standard normal, from twelve uniforms: never beyond ±6. */
  normal(): number;
  /** Right-skewed, by its median; `spread` is the deviation of its logarithm. */
  skewed(median: number, spread: number): number;
  /** Time to the next of events that come at random, by its mean. */
  exponential(mean: number): number;
  pick<T>(list: readonly T[]): T;
  /** An index, by weight. */
  weighted(weights: readonly number[]): number;
}

/** e to the power of `x`, for the sizes a simulation needs (|x| below 50). */
export function exp(x: number): number {
  const small = x / 1024;
  let term = 1;
  let sum = 1;
  for (let n = 1; n <= 9; n += 1) {
    term *= small / n;
    sum += term;
  }
  for (let n = 0; n < 10; n += 1) sum *= sum;
  return sum;
}

/** Natural logarithm of a number in (0, 1]. */
export function log(x: number): number {
  let size = x;
  let halvings = 0;
  while (size < 0.5) {
    size *= 2;
    halvings += 1;
  }
  // ln(size) = 2 artanh((size - 1) / (size + 1)): quick to settle on 0.5..1
  const ratio = (size - 1) / (size + 1);
  const square = ratio * ratio;
  let power = ratio;
  let sum = ratio;
  for (let n = 3; n <= 27; n += 2) {
    power *= square;
    sum += power / n;
  }
  return 2 * sum - halvings * 0.6931471805599453;
}

/** Hash of a text to 32 bits (FNV-1a), so that streams can be named. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** A stream of its own for each seed and label: what one part draws never shifts what another draws. */
export function randomOf(seed: number, label: string): Random {
  let a = seed | 0;
  let b = hashOf(label) | 0;
  let c = 0x9e3779b9 | 0;
  let d = 1;
  // sfc32
  const next = () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 4294967296;
  };
  for (let n = 0; n < 15; n += 1) next();

  const normal = () => {
    let sum = -6;
    for (let n = 0; n < 12; n += 1) sum += next();
    return sum;
  };
  return {
    next,
    chance: (probability) => next() < probability,
    below: (below) => Math.floor(next() * below),
    between: (from, to) => from + next() * (to - from),
    normal,
    skewed: (median, spread) => median * exp(spread * normal()),
    exponential: (mean) => -mean * log(1 - next()),
    pick: (list) => list[Math.floor(next() * list.length)]!,
    weighted: (weights) => {
      let left = next() * weights.reduce((sum, weight) => sum + weight, 0);
      for (let at = 0; at < weights.length; at += 1) {
        left -= weights[at]!;
        if (left < 0) return at;
      }
      return weights.length - 1;
    },
  };
}
