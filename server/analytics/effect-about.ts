import type { Row } from '../../engine/engine.ts';
import { localDay } from '../../model/calendar.ts';
import { controlLimits, RANGE_TO_SIGMA } from '../../model/control-limits.ts';
import { ENOUGH_FOR_LIMITS } from '../../model/control.ts';
import { dayInWords } from '../../model/improvement-days.ts';
import { differenceInUnit } from '../../model/improvement-words.ts';
import { unitOf, type Measure } from '../../model/measure.ts';
import { quantile } from '../../model/statistics.ts';
import { effectOf, judge, neutralMove, AFTER_LEAST, CASES_LEAST, type Judgement, type VerdictPoint } from '../../model/verdict.ts';
import { meanOf } from '../../model/verdict-effect.ts';
import { progressOf } from '../../model/verdict-progress.ts';
import { segmented, segmentedWords, type Estimated } from '../../model/verdict-segmented.ts';
import { mixOf, mixRefusal } from './effect-mix.ts';
import type { EffectPlan } from './effect-plan.ts';
import { atBaseline, usable, within, type EffectPoint } from './effect-points.ts';
import type { EffectAbout } from './effect-shape.ts';
import { balancingName, bucketsIn } from './effect-statements.ts';
import { exactly, touchedBy } from './effect-touched.ts';
import { isTimed, savedMs } from './effect-value.ts';
import { seriesPoints } from './measure-buckets.ts';

type Found = Readonly<Record<string, Row[]>>;

const values = (points: readonly VerdictPoint[], field: 'value' | 'n' = 'value') => points.map((point) => point[field]);

function stretch(plan: EffectPlan, points: readonly VerdictPoint[]) {
  const all = values(points);
  const limits = all.length >= ENOUGH_FOR_LIMITS ? controlLimits(all) : null;
  return {
    points: all.length,
    mean: all.length === 0 ? null : meanOf(all),
    ...within(plan, limits?.low ?? null, limits?.high ?? null),
    sigma: limits === null ? null : limits.meanRange / RANGE_TO_SIGMA,
  };
}

/** What is said of all rows. */
export function aboutOf(plan: EffectPlan, points: readonly EffectPoint[], found: Found): EffectAbout {
  const { improvement, measure, unit, per, changed, baseline, locked } = plan;
  const [before, after] = [usable(plan, points, 'baseline'), usable(plan, points, 'after')];
  const wasImproved = improvement?.wasImproved ?? false;
  const judgement = saidPlainly(plan, points, judge({ baseline: before, after, better: measure.better, unit, per, wasImproved }));
  const { sigma, ...base } = stretch(plan, before);
  const { points: many, mean, low, high } = stretch(plan, after);
  const { mix, reason } = mixSaid(plan, found);
  const medianN = quantile(values(before, 'n'), 0.5);
  const evidence = { per, baseline: before.length, locked: locked !== null, changed: changed !== null, after: after.length };
  return {
    improvement: improvement?.id ?? null,
    ...{ measure: measure.id, name: measure.name, unit, better: measure.better, per, changed },
    ...judgement,
    relative: judgement.effect === null || !base.mean ? null : judgement.effect / Math.abs(base.mean),
    baseline: { from: baseline?.from ?? null, to: baseline?.to ?? null, ...base, sigma, medianN, locked: locked !== null },
    wouldNow: wouldNow(plan, points),
    after: { from: changed, to: endOf(plan), points: many, mean, low, high, needed: AFTER_LEAST },
    ...wanted(plan, judgement.effect, mean),
    mix,
    mixReason: reason,
    segmented: secondView(plan, values(before), values(after)),
    comparison: comparisonOf(plan, points),
    balancing: plan.balancing.map((one, at) => balancingOf(plan, one, at, found)),
    valueMs: isTimed(measure) ? savedMs(measure, points) : null,
    reached: found.reached === undefined ? null : Number(found.reached[0]?.cases ?? 0),
    progress: progressOf({ ...evidence, judgement, proven: provenFor(judgement, after) }),
    touched: touchedBy(plan, points),
  };
}

/** How many points lie after the one at which an improvement was first proven. */
const provenFor = ({ reachedAt }: Judgement, after: readonly VerdictPoint[]): number | null =>
  reachedAt === null ? null : after.filter(({ bucket }) => bucket > reachedAt).length;

/** Target and prediction, and whether they came true. */
function wanted({ improvement, measure }: EffectPlan, effect: number | null, mean: number | null) {
  const target = improvement?.target ?? measure.target ?? null;
  const predicted = improvement?.prediction ?? null;
  const better = (one: number, other: number) => (measure.better === 'higher' ? one >= other : one <= other);
  return {
    target,
    predicted,
    predictionMet: effect === null || predicted === null ? null : better(effect, predicted),
    targetMet: mean === null || target === null || measure.better === 'neutral' ? null : better(mean, target),
  };
}

/** The mix check, or why there is none. */
function mixSaid(plan: EffectPlan, found: Found) {
  const refusal = mixRefusal(plan, bucketsIn(plan, 'baseline'), bucketsIn(plan, 'after'));
  return refusal === null ? mixOf(plan, found) : { mix: null, reason: refusal };
}

function secondView({ measure }: EffectPlan, before: readonly number[], after: readonly number[]): EffectAbout['segmented'] {
  const view = segmented(before, after);
  if (view === null) return null;
  const { trend, level, bend } = view;
  return { ...flat('trend', trend), ...flat('level', level), ...flat('bend', bend), words: segmentedWords(view, measure.better) };
}

const flat = <Name extends 'trend' | 'level' | 'bend'>(name: Name, { value, low, high }: Estimated) =>
  ({ [name]: value, [`${name}Low`]: low, [`${name}High`]: high }) as Record<Name | `${Name}Low` | `${Name}High`, number>;

/** First day after the last whole bucket. */
function endOf({ buckets, partOf, own }: EffectPlan): string | null {
  const last = buckets.findLast((bucket) => partOf(bucket) === 'after');
  return last === undefined ? null : localDay(last.to.getTime(), own.process.zone);
}

/** Why nothing can be judged, where it is not for want of points alone. */
function saidPlainly(
  { changed, own, per, baseline, buckets }: EffectPlan,
  points: readonly EffectPoint[],
  judgement: Judgement,
): Judgement {
  const { firstAt, endAt, zone } = own.process;
  const say = (rule: string): Judgement => ({ ...judgement, rule });
  if (firstAt === null || endAt === null) return say('This service has no data yet.');
  if (points.every(({ value, frozen }) => value === null && frozen === null))
    return buckets.length === 0 ? judgement : say(`The measure has no figure in any ${per} of these cases.`);
  const first = localDay(Date.parse(firstAt), zone);
  if (changed !== null && baseline === null)
    return say(`The data begin on ${dayInWords(first)}: nothing is known of the time before the change.`);
  const end = localDay(Date.parse(endAt), zone);
  if (judgement.verdict !== 'too-early') return judgement;
  if (changed === null) return say('No change was logged yet.');
  return changed > end ? say(`The change counts from ${dayInWords(changed)}; the data end on ${dayInWords(end)}.`) : judgement;
}

/** The baseline as the data say now; null where that is what was locked. */
function wouldNow(plan: EffectPlan, points: readonly EffectPoint[]): EffectAbout['wouldNow'] {
  if (plan.locked === null) return null;
  const inside = points.filter(({ part }) => part === 'baseline');
  const moved = inside.some(
    ({ value, frozen, n, frozenN }) =>
      n !== frozenN || Math.abs((value ?? NaN) - (frozen ?? NaN)) > 1e-9 || (value === null) !== (frozen === null),
  );
  const now = inside.flatMap(({ value }) => (value === null ? [] : [value]));
  if (!moved || now.length < 2) return null;
  const { mean, low, high } = controlLimits(now);
  return { mean, ...(within(plan, low, high) as { low: number; high: number }) };
}

/** The effect on the difference to cases that had no change. */
function comparisonOf(plan: EffectPlan, points: readonly EffectPoint[]): EffectAbout['comparison'] {
  if (plan.against === null) return null;
  const known = (part: 'baseline' | 'after') =>
    points
      .filter((point) => point.part === part)
      .flatMap((point) => {
        const value = part === 'baseline' ? atBaseline(plan, point).value : point.value;
        return value === null || point.compared === null ? [] : [{ difference: value - point.compared, compared: point.compared }];
      });
  const [before, after] = [known('baseline'), known('after')];
  const effect = effectOf(
    before.map(({ difference }) => difference),
    after.map(({ difference }) => difference),
  );
  if (effect === null) return null;
  const [was, is] = [meanOf(before.map(({ compared }) => compared)), meanOf(after.map(({ compared }) => compared))];
  const { unit } = plan;
  return {
    effect: effect.effect,
    low: effect.low,
    high: effect.high,
    before: was,
    after: is,
    points: before.length + after.length,
    words: `Where nothing was changed it went from ${exactly(was, unit)} to ${exactly(is, unit)}; set against that the effect is ${differenceInUnit(effect.effect, unit)} (95 %: ${differenceInUnit(effect.low, unit)} to ${differenceInUnit(effect.high, unit)}).`,
  };
}

function balancingOf(plan: EffectPlan, measure: Measure, at: number, found: Found): EffectAbout['balancing'][number] {
  const unit = unitOf(measure);
  const of = (part: 'baseline' | 'after') => {
    const buckets = bucketsIn(plan, part);
    return seriesPoints(balancingName(at), measure, found, buckets).flatMap(({ bucket, value, n }) =>
      value === null || (unit === 'share' && n < CASES_LEAST) ? [] : [{ bucket, value, n }],
    );
  };
  const [before, after] = [of('baseline'), of('after')];
  const { verdict, words, effect, effectLow, effectHigh } = judge({ baseline: before, after, better: measure.better, unit, per: plan.per });
  const move = measure.better === 'neutral' && verdict === 'no-change' ? neutralMove(before, after) : null;
  return {
    id: measure.id,
    name: measure.name,
    unit,
    better: measure.better,
    before: before.length === 0 ? null : meanOf(values(before)),
    after: after.length === 0 ? null : meanOf(values(after)),
    effect,
    low: effectLow,
    high: effectHigh,
    verdict: move ?? verdict,
    words: move === null ? words : `${move === 'higher' ? 'Higher' : 'Lower'} than before, by more than chance`,
  };
}
