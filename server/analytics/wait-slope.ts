import type { Row } from '../../engine/engine.ts';
import { HOUR } from '../../model/units.ts';

/** Sums over the cases of one cell of the case mix: `x` hours waited, `y` score. */
export interface Sums {
  readonly n: number;
  readonly x: number;
  readonly xx: number;
  readonly y: number;
  readonly yy: number;
  readonly xy: number;
}

export const NOTHING: Sums = { n: 0, x: 0, xx: 0, y: 0, yy: 0, xy: 0 };
const SUMS = ['n', 'x', 'xx', 'y', 'yy', 'xy'] as const;

export const sumsOf = (row: Row): Sums => Object.fromEntries(SUMS.map((name) => [name, Number(row[name] ?? 0)])) as unknown as Sums;
export const plus = (one: Sums, other: Sums): Sums =>
  Object.fromEntries(SUMS.map((name) => [name, one[name] + other[name]])) as unknown as Sums;

/** How a score changes with each hour of waiting, with its 95 % interval and the answers it rests on. */
export interface Slope {
  readonly perHour: number;
  readonly low: number;
  readonly high: number;
  readonly answers: number;
}

/** Fewer cases than this support no line. */
export const FEWEST = 20;
/** The 97.5 % point of the normal distribution. */
const Z = 1.959963984540054;

/** What varies within the cells: sums of squares and products around the mean of each cell, and what they leave free. */
interface Within {
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
  readonly n: number;
  readonly cells: number;
}

function within(cells: readonly Sums[]): Within {
  const used = cells.filter(({ n }) => n > 0);
  const all = { xx: 0, xy: 0, yy: 0, n: 0 };
  for (const { n, x, xx, y, yy, xy } of used) {
    all.xx += xx - (x * x) / n;
    all.xy += xy - (x * y) / n;
    all.yy += yy - (y * y) / n;
    all.n += n;
  }
  return { ...all, cells: used.length };
}

/**
 * The slope of score against waiting by least squares with a level for each cell of the case mix (DOMAIN.md section 4, *Experience
 * slope*): cases are only compared with cases of the same cell. Null below twenty cases, or where all waited alike.
 */
export function slopeWithin(cells: readonly Sums[]): Slope | null {
  const { xx, xy, yy, n, cells: levels } = within(cells);
  const free = n - levels - 1;
  if (n < FEWEST || free < 2 || xx <= 1e-9) return null;
  const perHour = xy / xx;
  const half = Z * Math.sqrt(Math.max(0, yy - perHour * xy) / free / xx);
  return { perHour, low: perHour - half, high: perHour + half, answers: n };
}

/** Where the line bends, in ms of waiting, and its slope per hour up to there and beyond. */
export interface Bend {
  readonly bendMs: number;
  readonly before: number;
  readonly after: number;
}

/** Both sides of a bend hold at least this share of the cases. */
const LEAST_SHARE = 0.1;
/** How much better the bent line must fit (F): above it in one of twenty data without a bend, as every place is tried (Andrews 1993). */
const BETTER = 10;

/**
 * The place where a line that bends once fits best, over cells cut into stretches of waiting at `bends` (in ms, rising). Null when
 * it fits no better than a straight one by more than chance allows.
 */
export function bendWithin(cells: readonly (readonly Sums[])[], bends: readonly number[]): Bend | null {
  const whole = cells.map((stretches) => stretches.reduce(plus, NOTHING));
  const straight = slopeWithin(whole);
  if (straight === null) return null;
  const all = within(whole);
  const left = all.yy - straight.perHour * all.xy;
  let best: (Bend & { rest: number }) | null = null;
  for (const [at, bendMs] of bends.entries()) {
    const beyond = cells.map((stretches) => stretches.slice(at + 1).reduce(plus, NOTHING));
    const cases = beyond.reduce((sum, { n }) => sum + n, 0);
    if (Math.min(cases, all.n - cases) < Math.max(FEWEST, LEAST_SHARE * all.n)) continue;
    const fit = bentFit(whole, beyond, bendMs / HOUR, all);
    if (fit !== null && (best === null || fit.rest < best.rest)) best = { bendMs, ...fit };
  }
  const free = all.n - all.cells - 2;
  if (best === null || free < 2) return null;
  const better = (left - best.rest) / Math.max(best.rest / free, 1e-12);
  return better > BETTER ? { bendMs: best.bendMs, before: best.before, after: best.after } : null;
}

/** Least squares of y on x and h = max(0, x - place), around the means of the cells. */
function bentFit(
  whole: readonly Sums[],
  beyond: readonly Sums[],
  place: number,
  all: Within,
): { before: number; after: number; rest: number } | null {
  let [hh, xh, hy] = [0, 0, 0];
  for (const [cell, { n, x, y }] of whole.entries()) {
    const over = beyond[cell];
    if (over === undefined || n === 0) continue;
    const h = over.x - place * over.n;
    hh += over.xx - 2 * place * over.x + place * place * over.n - (h * h) / n;
    xh += over.xx - place * over.x - (x * h) / n;
    hy += over.xy - place * over.y - (h * y) / n;
  }
  const determinant = all.xx * hh - xh * xh;
  if (determinant <= 1e-9 * all.xx * hh) return null;
  const before = (all.xy * hh - hy * xh) / determinant;
  const change = (hy * all.xx - all.xy * xh) / determinant;
  return { before, after: before + change, rest: all.yy - before * all.xy - change * hy };
}
