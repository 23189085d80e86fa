import type { Row } from '../../engine/engine.ts';
import { controlChart, type ControlChart, type SeriesPoint } from '../../model/control.ts';
import type { Found } from './analytic.ts';
import { aboutOf } from './effect-about.ts';
import { planOf, type EffectAsked, type EffectPlan } from './effect-plan.ts';
import { atBaseline, pointsOf, usable, within, type EffectPoint } from './effect-points.ts';
import type { EffectRow } from './effect-shape.ts';

/** The answer of `improvement-effect` out of the rows of its statements. */
export function effectRows(found: Readonly<Record<string, Row[]>>, asked: EffectAsked): Found {
  const plan = planOf(asked);
  const points = pointsOf(plan, found);
  const chart = chartOf(plan, points);
  const rows = points.map((point, at): EffectRow => {
    const { bucket, whole, part, value, n, frozen, compared } = point;
    const drawn = chart.points[at];
    return {
      ...{ bucket, whole, part, value, n, frozen, compared },
      ...{ mean: drawn?.mean ?? null, low: drawn?.low ?? null, high: drawn?.high ?? null, signal: drawn?.signal ?? null },
      rules: [...(drawn?.rules ?? [])],
    };
  });
  return { rows, about: aboutOf(plan, points, found) };
}

/**
 * The line with the limits of its baseline. Shares are drawn by their buckets like any other figure here, as the verdict takes them
 * (DOMAIN.md section 5, *Other charts*); limits end at what a share can be.
 */
function chartOf(plan: EffectPlan, points: readonly EffectPoint[]): ControlChart {
  const base = usable(plan, points, 'baseline');
  const series = points.map((point): SeriesPoint => ({
    ...point,
    value: point.part === 'baseline' ? atBaseline(plan, point).value : point.value,
  }));
  const { baseline, measure, per, unit } = plan;
  const locked = baseline === null ? { points: [] } : { from: baseline.from, to: baseline.to, points: base };
  const chart = controlChart(series, {
    unit: unit === 'share' ? 'score' : unit,
    better: measure.better,
    per,
    baseline: { ...locked, locked: plan.locked !== null },
  });
  return { ...chart, points: chart.points.map((point) => ({ ...point, ...within(plan, point.low, point.high) })) };
}
