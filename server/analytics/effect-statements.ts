import { raw, sql, type Sql } from '../../engine/sql.ts';
import type { Bucket } from './buckets.ts';
import { mixRefusal, mixStatements } from './effect-mix.ts';
import { planOf, type EffectAsked, type EffectPlan } from './effect-plan.ts';
import { seriesStatements, withOccurrences } from './measure-buckets.ts';
import { occurrencesOf } from './measure-sources.ts';
import { between, withoutPeriod } from './scope.ts';

/** The whole buckets of a part. */
export const bucketsIn = ({ buckets, partOf }: EffectPlan, part: 'baseline' | 'after'): Bucket[] =>
  buckets.filter((bucket) => partOf(bucket) === part);

/** The measure in buckets, the same of what it is compared with and of what must not get worse, the mix of cases, and how many were reached. */
export function effectStatements(asked: EffectAsked): Record<string, Sql> {
  const plan = planOf(asked);
  const { measure, own, against, per, buckets, balancing } = plan;
  const [before, after] = [bucketsIn(plan, 'baseline'), bucketsIn(plan, 'after')];
  return {
    ...seriesStatements('own', measure, own, per, buckets),
    ...(against === null ? {} : seriesStatements('against', measure, against, per, buckets)),
    ...Object.fromEntries(
      balancing.flatMap((one, at) => Object.entries(seriesStatements(balancingName(at), one, own, per, [...before, ...after]))),
    ),
    ...(mixRefusal(plan, before, after) === null ? mixStatements(plan, before, after) : {}),
    ...reached(plan, after),
  };
}

export const balancingName = (at: number): string => `balancing ${String(at + 1)}`;

/** Cases that the measure counted since the change. */
function reached({ measure, own }: EffectPlan, after: readonly Bucket[]): Record<string, Sql> {
  const first = after[0];
  if (first === undefined) return {};
  const occurrences = occurrencesOf(measure, withoutPeriod(own));
  return {
    reached: sql`${withOccurrences(occurrences)}SELECT count(DISTINCT o.case_key) AS cases FROM (${occurrences.select}) o WHERE ${between(raw('o.happened_at'), first.from, null)}`,
  };
}
