import type { ControlPoint } from './control-chart.ts';

type EffectRow = Pick<ControlPoint, 'bucket' | 'whole' | 'value' | 'n' | 'mean' | 'low' | 'high' | 'signal' | 'rules'> & {
  readonly part: string;
};

type Limits = Pick<ControlPoint, 'mean' | 'low' | 'high'>;

/** The points of an effect as its chart draws them: before the change one stretch, since the change another, with its own limits where it has some. */
export function effectPoints(rows: readonly EffectRow[], after: Limits): ControlPoint[] {
  const own = after.mean !== null && after.low !== null && after.high !== null;
  return rows.map((row) => {
    const since = row.part === 'after' || row.part === 'unfinished';
    // too few points for limits of their own are held against those of the baseline
    const limits = since && own ? { mean: after.mean, low: after.low, high: after.high } : {};
    return { ...row, ...limits, phase: since ? 1 : 0, note: null };
  });
}
