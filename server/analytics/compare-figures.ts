import type { Row } from '../../engine/engine.ts';
import { shareOf, type Estimate, type Sums } from './credible.ts';
import { figuresOf, type Quantile } from './order-statistics.ts';

/** What one side says of a figure: plain, and with the mix of both sides (`weighted`, of `kept` values). */
export interface Sided {
  readonly n: number;
  readonly value: number | null;
  readonly plain: Estimate | null;
  readonly kept: number;
  readonly weighted: Estimate | null;
}

export const NOTHING: Sided = { n: 0, value: null, plain: null, kept: 0, weighted: null };

export interface Totals {
  readonly cases: number;
  readonly kept: number;
  readonly w: number;
  readonly w2: number;
}

/** Both sides in numbers, of which a share of cases is taken. */
export interface Whole {
  readonly one: Totals;
  readonly other: Totals;
}

export const num = (value: unknown): number => Number(value ?? 0);

/** Rows of a statement by what they are of, so that both sides are found at once. */
export function sidesOf(rows: readonly Row[] = []): {
  keys: { what: number; k1: number; k2: number }[];
  of: (what: number, k1: number, k2: number, side: number) => Row | undefined;
} {
  const keyOf = (what: unknown, k1: unknown, k2: unknown) => `${num(what)} ${num(k1)} ${num(k2)}`;
  const byKey = new Map<string, Map<number, Row>>();
  for (const row of rows) {
    const key = keyOf(row.what, row.k1, row.k2);
    const sides = byKey.get(key) ?? new Map<number, Row>();
    sides.set(num(row.side), row);
    byKey.set(key, sides);
  }
  const keys = [...byKey.keys()].map((key) => {
    const [what = 0, k1 = 0, k2 = 0] = key.split(' ').map(Number);
    return { what, k1, k2 };
  });
  return { keys, of: (what, k1, k2, side) => byKey.get(keyOf(what, k1, k2))?.get(side) };
}

export function quantileSides(sides: ReturnType<typeof sidesOf>, what: number, k1 = 0, k2 = 0, quantile: Quantile = 0.5): [Sided, Sided] {
  const side = (at: number): Sided => {
    const { plain, weighted } = figuresOf(sides.of(what, k1, k2, at), quantile);
    return { n: plain.n, value: plain.value, plain: plain.estimate, kept: weighted.n, weighted: weighted.estimate };
  };
  return [side(1), side(2)];
}

/** A side of a mean or share from its sums. */
export function meanSide(row: Row | undefined, estimate: (sums: Sums) => Estimate | null): Sided {
  if (row === undefined) return NOTHING;
  const [n, kept] = [num(row.n), num(row.kept)];
  const plain = estimate({
    n,
    weight: n,
    sum: num(row.total),
    squares: n,
    squaresOfSum: num(row.total),
    squaresOfSquares: num(row.total2),
  });
  const weighted = estimate({
    n: kept,
    weight: num(row.w),
    sum: num(row.wv),
    squares: num(row.w2),
    squaresOfSum: num(row.w2v),
    squaresOfSquares: num(row.w2v2),
  });
  return { n, value: plain?.value ?? null, plain, kept, weighted };
}

export const meanSides = (sides: ReturnType<typeof sidesOf>, what: number, k1 = 0, estimate = shareOf): [Sided, Sided] => [
  meanSide(sides.of(what, k1, 0, 1), estimate),
  meanSide(sides.of(what, k1, 0, 2), estimate),
];

/** The share of all cases of a side that are in a row: `cases`, and their weights. */
export function shareSide(row: Row | undefined, { cases, kept, w, w2 }: Totals): Sided {
  const [count, weight, squares] = [num(row?.cases), num(row?.w), num(row?.w2)];
  const plain = shareOf({ n: cases, weight: cases, sum: count, squares: cases, squaresOfSum: count, squaresOfSquares: count });
  const weighted = shareOf({ n: kept, weight: w, sum: weight, squares: w2, squaresOfSum: squares, squaresOfSquares: squares });
  return { n: cases, value: plain?.value ?? null, plain, kept, weighted };
}
