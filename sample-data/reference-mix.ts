/** One case on one of two sides: its cell of the mix, and a time. */
export interface SideCase {
  readonly one: boolean;
  readonly cell: string;
  readonly ms: number;
}

export interface Standardised {
  readonly cases: number;
  readonly otherCases: number;
  readonly medianMs: number;
  readonly otherMedianMs: number;
  /** Share of the cases whose cell has at least five on each side. */
  readonly covered: number;
  /** The same medians, every cell of the mix weighing as much on both sides. */
  readonly adjustedMs: number;
  readonly otherAdjustedMs: number;
}

/** Least value with at least half of the weight at or below it. */
function weightedMedian(values: readonly { ms: number; weight: number }[]): number {
  const sorted = [...values].sort((a, b) => a.ms - b.ms);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let sum = 0;
  for (const { ms, weight } of sorted) {
    sum += weight;
    if (sum >= half) return ms;
  }
  return NaN;
}

/**
 * A difference raw and for an equal mix (DOMAIN.md section 3, *Mix-adjusted difference*): a case weighs the cases of its cell
 * on both sides by those on its own. Cells with fewer than five cases on a side are one cell together.
 */
export function standardised(cases: readonly SideCase[]): Standardised {
  const count = (list: readonly SideCase[], cell: string, one: boolean) => list.filter((of) => of.cell === cell && of.one === one).length;
  const cells = [...new Set(cases.map(({ cell }) => cell))];
  const large = new Set(cells.filter((cell) => count(cases, cell, true) >= 5 && count(cases, cell, false) >= 5));
  const celled = cases.map((of) => ({ ...of, cell: large.has(of.cell) ? of.cell : 'other' }));
  const weights = new Map<string, number>(
    [...large, 'other'].flatMap((cell) => {
      const [here, there] = [count(celled, cell, true), count(celled, cell, false)];
      if (here < 5 || there < 5) return [];
      return [[`${cell} true`, (here + there) / here] as const, [`${cell} false`, (here + there) / there] as const];
    }),
  );
  const weighed = celled.map((of) => ({ ...of, weight: weights.get(`${of.cell} ${String(of.one)}`) ?? 0 }));
  const side = (one: boolean) => weighed.filter((of) => of.one === one);
  const raw = (one: boolean) => weightedMedian(side(one).map(({ ms }) => ({ ms, weight: 1 })));
  return {
    cases: side(true).length,
    otherCases: side(false).length,
    medianMs: raw(true),
    otherMedianMs: raw(false),
    covered: weighed.filter(({ weight }) => weight > 0).length / cases.length,
    adjustedMs: weightedMedian(side(true)),
    otherAdjustedMs: weightedMedian(side(false)),
  };
}
