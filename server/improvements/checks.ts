import { localDay } from '../../model/calendar.ts';
import { capital } from '../../model/format.ts';
import { BASELINE_POINTS, type Baseline, type Improvement, type Plan } from '../../model/improvement.ts';
import { bucketStart, buckets, dayInWords, firstBucketAfter, isDay, nextBucket, type Per } from '../../model/improvement-days.ts';
import { differenceInUnit, inUnit } from '../../model/improvement-words.ts';
import { unitOf, type Measure } from '../../model/measure.ts';
import { BadRequest, Problem } from '../../model/problem.ts';
import { readableQuery, scopeFromQuery, scopeToQuery } from '../../model/scope.ts';
import type { LocalDate } from '../../model/units.ts';
import type { ProcessContext } from '../analytics/analytic.ts';
import type { Series } from './figures.ts';

/** A query as of a page without its period and level, in one way of writing; refuses what no scope has, with the field named. */
export function scopeWithoutPeriod(process: string, text: string, field: string): string {
  const query = new URLSearchParams(text);
  for (const key of ['from', 'to', 'by', 'level']) query.delete(key);
  try {
    return readableQuery(scopeToQuery(scopeFromQuery(process, query)));
  } catch (error) {
    if (error instanceof BadRequest) throw new BadRequest(field, error.message, error.detail);
    throw error;
  }
}

/** Words such as “plan.baseline.from” for a day that is none. */
export function checkDay(day: LocalDate, field: string): void {
  if (!isDay(day)) throw new BadRequest(field, `“${day}” is not a day.`, 'Write it as 2026-05-25.');
}

/** First and last day on which a change can have been made: the first of the data, and the later of today and the end of the data. */
export function possibleDays({ zone, firstAt, endAt }: ProcessContext, now: Date): { earliest: LocalDate | null; latest: LocalDate } {
  const end = Math.max(now.getTime(), endAt === null ? 0 : Date.parse(endAt));
  return { earliest: firstAt === null ? null : localDay(Date.parse(firstAt), zone), latest: localDay(end, zone) };
}

/**
 * The first bucket that counts after a change made on a day. Refuses a day in the future, one before the data, one within the
 * baseline, and one whose first bucket is that of the cycle before.
 */
export function changedOnOf(
  madeOn: LocalDate,
  context: {
    process: ProcessContext;
    now: Date;
    per: Per;
    baseline: Pick<Baseline, 'points'> | null;
    before: LocalDate | null;
    field: string;
  },
): LocalDate {
  const { process, now, per, baseline, before, field } = context;
  checkDay(madeOn, field);
  const { earliest, latest } = possibleDays(process, now);
  if (earliest === null)
    throw new BadRequest(field, 'This service has no data yet.', 'Import its log first: a change is measured against what was before.');
  if (madeOn > latest)
    throw new BadRequest(
      field,
      `${dayInWords(madeOn)} is in the future.`,
      'Note it as the day the change is planned for, and log the change once it is made. Nothing else is lost.',
    );
  if (madeOn <= earliest)
    throw new BadRequest(
      field,
      `The data begin on ${dayInWords(earliest)}: nothing is known of the time before ${dayInWords(madeOn)}.`,
      'A change needs a baseline before it.',
    );
  const last = baseline?.points.at(-1)?.bucket;
  if (last !== undefined && bucketStart(madeOn, per) <= last)
    throw new BadRequest(
      field,
      `The baseline goes on beyond ${dayInWords(madeOn)}.`,
      `It holds the ${per} of ${dayInWords(last)}. Let it end before the change, or name a later day.`,
    );
  const changedOn = firstBucketAfter(madeOn, per);
  if (before !== null && changedOn <= before)
    throw new BadRequest(
      field,
      `The change before this one counts from ${dayInWords(before)}: two changes in one ${per} can’t be told apart.`,
      `Name a day after ${dayInWords(before)}, or decide about both as one.`,
    );
  return changedOn;
}

/** The points of a baseline: whole buckets that lie within the window. Refuses fewer than 13 with a value, and none at all. */
export function baselinePoints(series: Series, window: Plan['baseline'], per: Per, field: string): Baseline['points'] {
  const inside = series.points.filter(({ bucket, whole }) => whole && bucket >= window.from && nextBucket(bucket, per) <= window.to);
  const withValue = inside.filter(({ value }) => value !== null);
  if (series.points.every(({ value }) => value === null))
    throw new Problem('measure_without_data', 400, `The measure has no value in any ${per} of these cases.`, {
      detail:
        'Look at the choice of cases and at what is measured: the stage, the hand-over or the activity may be called something else in the data.',
      field: field.startsWith('plan') ? 'plan.measure' : 'measure',
    });
  if (withValue.length < BASELINE_POINTS) {
    const all = series.points.filter(({ whole, value }) => whole && value !== null).length;
    throw new Problem(
      'baseline_too_short',
      400,
      `That baseline holds ${withValue.length === 0 ? 'no whole' : `${String(withValue.length)} whole`} ${per}${withValue.length === 1 ? '' : 's'} with a value: ${String(BASELINE_POINTS)} are needed.`,
      {
        detail:
          all >= BASELINE_POINTS
            ? `The data hold ${buckets(all, per)} with a value: choose a longer window.`
            : `The data hold only ${buckets(all, per)} with a value${per === 'day' ? '' : ': measure by day, or wait for more data'}.`,
        field,
      },
    );
  }
  return inside.map(({ bucket, value, n }) => ({ bucket, value, n }));
}

export const meanOf = (points: readonly { value: number | null }[]): number | null => {
  const values = points.flatMap(({ value }) => value ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
};

/** The number of occurrences in the middle bucket: fewer than 10 prove nothing. */
export function medianN(points: readonly { n: number }[]): number {
  const sorted = points.map(({ n }) => n).toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** Refuses a target that lies on the wrong side of the baseline, and a value no measure of this unit can have. */
export function checkTarget(target: number | null, measure: Measure, baseline: readonly { value: number | null }[] | null): void {
  if (target === null) return;
  const unit = unitOf(measure);
  if (unit === 'share' && (target < 0 || target > 1))
    throw new BadRequest('target', 'A share lies between 0 and 1.', '0.8 stands for 80 %.');
  if ((unit === 'ms' || unit === 'count') && target < 0)
    throw new BadRequest('target', `A ${unit === 'ms' ? 'time' : 'number'} below zero can’t be reached.`);
  if (unit === 'score' && (target < -100 || target > 100)) throw new BadRequest('target', 'A score lies between −100 and 100.');
  const mean = baseline === null ? null : meanOf(baseline);
  if (mean === null) return;
  const wrong = measure.better === 'lower' ? target >= mean : measure.better === 'higher' ? target <= mean : false;
  if (wrong)
    throw new BadRequest(
      'target',
      `A target of ${inUnit(target, unit)} is no better than the baseline of ${inUnit(mean, unit)}.`,
      `Of “${measure.name}” ${measure.better} is better: name a ${measure.better === 'lower' ? 'smaller' : 'larger'} value.`,
    );
}

/** Refuses a prediction that would make things worse. */
export function checkPrediction(value: number | null, measure: Measure | null): void {
  if (value === null || measure === null) return;
  const wrong = measure.better === 'lower' ? value >= 0 : measure.better === 'higher' ? value <= 0 : false;
  if (wrong)
    throw new BadRequest(
      'prediction.value',
      `A change of ${differenceInUnit(value, unitOf(measure))} would be no improvement of “${measure.name}”.`,
      `It is the expected change, with its sign: of this measure ${measure.better} is better, so it is ${measure.better === 'lower' ? 'below' : 'above'} zero.`,
    );
}

/** Refuses a measure by which nothing can be called better, and one that stands beside itself. */
export function checkMeasures(plan: Pick<Plan, 'measure' | 'balancing'>): void {
  if (plan.measure.better === 'neutral')
    throw new BadRequest(
      'plan.measure.better',
      `Of “${plan.measure.name}” neither more nor less is better.`,
      'Say whether lower or higher is better: a verdict needs a direction.',
    );
  const ids = (plan.balancing ?? []).map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at || id === plan.measure.id);
  if (twice !== undefined)
    throw new BadRequest('plan.balancing', `The measure “${twice}” stands there twice.`, 'Each measure is judged once.');
}

/** Refuses what a state does not allow (`Problem` wrong_state, 409). */
export function inState(improvement: Improvement, states: readonly Improvement['state'][], what: string): void {
  if (states.includes(improvement.state)) return;
  throw new Problem('wrong_state', 409, `An improvement that is ${STATE_WORDS[improvement.state]} can’t be ${what}.`, {
    detail: `${capital(what)} can be what is ${states.map((state) => STATE_WORDS[state]).join(' or ')}.`,
    field: 'state',
  });
}

const STATE_WORDS: Readonly<Record<Improvement['state'], string>> = {
  idea: 'an idea',
  planned: 'planned',
  running: 'running',
  adopted: 'adopted',
  abandoned: 'abandoned',
  merged: 'merged into another',
};
