import type { Row } from '../../engine/engine.ts';
import { CASES_LEAST, type VerdictPoint } from '../../model/verdict.ts';
import type { EffectPlan } from './effect-plan.ts';
import type { EffectRow } from './effect-shape.ts';
import { seriesPoints, type MeasuredPoint } from './measure-buckets.ts';

/** A bucket with all that is known of it. */
export interface EffectPoint extends MeasuredPoint {
  readonly part: EffectRow['part'];
  readonly frozen: number | null;
  readonly frozenN: number;
  readonly compared: number | null;
}

/** Every bucket of the data, and those of a locked baseline that the data have no more. */
export function pointsOf(plan: EffectPlan, found: Readonly<Record<string, Row[]>>): EffectPoint[] {
  const { measure, buckets, partOf, against, locked } = plan;
  const compared = against === null ? [] : seriesPoints('against', measure, found, buckets);
  const frozen = new Map((locked?.points ?? []).map((point) => [point.bucket, point]));
  const known = seriesPoints('own', measure, found, buckets).map((point, at): EffectPoint => {
    const was = frozen.get(point.bucket);
    return { ...point, part: partOf(point), frozen: was?.value ?? null, frozenN: was?.n ?? 0, compared: compared[at]?.value ?? null };
  });
  const days = new Set(known.map(({ bucket }) => bucket));
  const lost = [...frozen.values()].filter(({ bucket }) => !days.has(bucket));
  return [
    ...known,
    ...lost.map(({ bucket, value, n }): EffectPoint => ({
      bucket,
      whole: true,
      value: null,
      n: 0,
      average: null,
      part: 'baseline',
      frozen: value,
      frozenN: n,
      compared: null,
    })),
  ].toSorted((one, other) => (one.bucket < other.bucket ? -1 : 1));
}

/** What the baseline says at a point: what was locked, else what the data say. */
export const atBaseline = ({ locked }: EffectPlan, { value, n, frozen, frozenN }: EffectPoint): { value: number | null; n: number } =>
  locked === null ? { value, n } : { value: frozen, n: frozenN };

/** Points that count: a value, and of shares at least ten cases. */
export function usable(plan: EffectPlan, points: readonly EffectPoint[], part: 'baseline' | 'after'): VerdictPoint[] {
  return points
    .filter((point) => point.part === part)
    .flatMap((point) => {
      const { value, n } = part === 'baseline' ? atBaseline(plan, point) : point;
      return value === null || (plan.unit === 'share' && n < CASES_LEAST) ? [] : [{ bucket: point.bucket, value, n }];
    });
}

/** Limits end at what a share can be. */
export const within = ({ unit }: EffectPlan, low: number | null, high: number | null) => ({
  low: low === null || unit !== 'share' ? low : Math.max(0, low),
  high: high === null || unit !== 'share' ? high : Math.min(1, high),
});
