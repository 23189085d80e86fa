import type { Measure } from '../../model/measure.ts';
import { meanOf } from '../../model/verdict-effect.ts';
import type { EffectPoint } from './effect-points.ts';

const TIMES: readonly Measure['of'][] = ['throughput', 'delivery', 'stage-wait', 'stage-time', 'hand-over', 'processing', 'lost-hours'];

/** Whether the values of a measure are times of which less is better. */
export const isTimed = ({ of, statistic, better }: Measure): boolean =>
  TIMES.includes(of) && statistic !== 'count' && better === (statistic === 'share' || statistic === 'share-within' ? 'higher' : 'lower');

/**
 * Time that was not spent since the change, in ms: what the waits of the baseline took on average, minus what each since took, added up
 * over the whole buckets since; of a sum the mean of the baseline minus each bucket. Below 0 where it takes longer now. Null without
 * both sides. Figures as the data say now, since a locked baseline keeps no averages.
 */
export function savedMs({ statistic }: Measure, points: readonly EffectPoint[]): number | null {
  const [before, after] = [points.filter(({ part }) => part === 'baseline'), points.filter(({ part }) => part === 'after')];
  if (after.length === 0) return null;
  if (statistic === 'sum') {
    const sums = before.flatMap(({ value }) => (value === null ? [] : [value]));
    return sums.length === 0 ? null : after.reduce((saved, { value }) => saved + (value === null ? 0 : meanOf(sums) - value), 0);
  }
  const n = before.reduce((sum, point) => sum + (point.average === null ? 0 : point.n), 0);
  if (n === 0) return null;
  const usual = before.reduce((sum, point) => sum + (point.average ?? 0) * point.n, 0) / n;
  return after.reduce((saved, point) => saved + (point.average === null ? 0 : point.n * (usual - point.average)), 0);
}
