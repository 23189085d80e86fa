import { addDays, addMonths, localDay, startOfDay } from '../../model/calendar.ts';
import { bucketStart, dayInWords, firstBucketAfter, nextBucket } from '../../model/improvement-days.ts';
import type { FrozenImprovement } from '../../model/improvement.ts';
import { unitOf, type Measure, type MeasureUnit } from '../../model/measure.ts';
import { BadRequest, NotFound } from '../../model/problem.ts';
import { scopeFromQuery, type Scope } from '../../model/scope.ts';
import type { LocalDate } from '../../model/units.ts';
import { proposedBalancing } from '../../model/verdict-balancing.ts';
import type { Asked, ProcessContext } from './analytic.ts';
import type { Bucket } from './buckets.ts';
import { otherScope } from './compare-sides.ts';
import { chartBuckets } from './control-options.ts';
import type { PARTS } from './effect-shape.ts';
import { measureAsked } from './measure-asked.ts';
import { wholeEndOfScope } from './scope.ts';

/** How many buckets before the change make a baseline that nobody chose, and how many before it are shown beside. */
export const USUAL_BASELINE = 26;
const SHOWN_BEFORE = 26;

export interface EffectParams {
  readonly improvement?: string;
  readonly measure?: string;
  readonly definition?: string;
  readonly per: 'day' | 'week' | 'month';
  readonly changed?: LocalDate;
  readonly baseFrom?: LocalDate;
  readonly baseTo?: LocalDate;
  readonly against?: string;
  readonly balancing: boolean;
}
export type EffectAsked = Asked<EffectParams>;
type Part = (typeof PARTS)[number];

/** What is judged: which measure of which cases, before which day against after it. */
export interface EffectPlan {
  readonly improvement: FrozenImprovement | null;
  readonly measure: Measure;
  readonly unit: MeasureUnit;
  readonly per: 'day' | 'week' | 'month';
  /** The question about the cases of the improvement. */
  readonly own: EffectAsked;
  readonly against: EffectAsked | null;
  /** Day from which the change counts; null: not made yet. */
  readonly changed: LocalDate | null;
  /** Half-open, in buckets; null where there is nothing before the change. */
  readonly baseline: { readonly from: LocalDate; readonly to: LocalDate } | null;
  /** First days of the buckets of a locked baseline, with what they were. */
  readonly locked: FrozenImprovement['baseline'];
  readonly balancing: readonly Measure[];
  /** Buckets of the data that are shown, oldest first, and where each lies. */
  readonly buckets: readonly Bucket[];
  readonly partOf: (bucket: Pick<Bucket, 'bucket' | 'whole'>) => Part;
}

/** The improvement that was asked for. Rejects with `NotFound` when the service has none of that id. */
export function improvementAsked(process: ProcessContext, id: string | undefined): FrozenImprovement | null {
  if (id === undefined) return null;
  const found = process.improvements?.find((one) => one.id === id.toLowerCase());
  if (found === undefined) throw new NotFound('improvement', id);
  return found;
}

/** The scopes that an improvement, or `against`, names. */
export function scopesAsked(process: ProcessContext, { improvement, against }: EffectParams): Scope[] {
  const found = improvementAsked(process, improvement);
  const other = found === null ? against : (found.against ?? undefined);
  return [
    ...(found === null ? [] : [ownScope(process, found)]),
    ...(other === undefined || other === '' ? [] : [otherScope(process.id, other)]),
  ];
}

const ownScope = ({ id }: ProcessContext, { scope }: FrozenImprovement): Scope => scopeFromQuery(id, new URLSearchParams(scope));

export function planOf(asked: EffectAsked): EffectPlan {
  const { process, params } = asked;
  const improvement = improvementAsked(process, params.improvement);
  if (improvement !== null) refuseBoth(params);
  const measure = improvement?.measure ?? measureAsked(asked, params);
  const against = othersAsked(asked, improvement);
  const per = improvement?.per ?? params.per;
  const own = improvement === null ? asked : { ...asked, scope: ownScope(process, improvement) };
  const day = improvement === null ? (params.changed ?? null) : improvement.changedOn;
  const changed = day === null ? null : firstBucketAfter(day, per);
  const locked = improvement?.baseline ?? null;
  const baseline = baselineOf(own, per, changed, locked);
  const first = baseline === null ? changed : back(baseline.from, per, SHOWN_BEFORE);
  const buckets = chartBuckets(own, per, first === null ? USUAL_BASELINE : 0, first ?? undefined);
  const balancing = improvement?.balancing ?? proposedBalancing(measure, process.blueprint, { feedback: process.hasFeedback ?? true });
  return {
    improvement,
    measure,
    unit: unitOf(measure),
    per,
    own,
    against,
    changed,
    baseline,
    locked,
    balancing: params.balancing ? balancing : [],
    buckets,
    partOf: ({ bucket, whole }) => {
      if (!whole) return 'unfinished';
      if (changed !== null && bucket >= changed) return 'after';
      if (baseline === null || bucket < baseline.from) return 'before';
      return bucket < baseline.to ? 'baseline' : 'between';
    },
  };
}

/** The question about the cases that had no change; null where none are named. */
function othersAsked(asked: EffectAsked, improvement: FrozenImprovement | null): EffectAsked | null {
  const other = improvement === null ? asked.params.against : improvement.against;
  return other ? { ...asked, scope: otherScope(asked.process.id, other) } : null;
}

function refuseBoth(params: EffectParams): void {
  for (const field of ['measure', 'definition', 'changed', 'baseFrom', 'baseTo', 'against'] as const)
    if (params[field] !== undefined && params[field] !== '')
      throw new BadRequest(
        field,
        `“${field}” is part of the improvement, so it can’t be asked for beside it.`,
        'Leave it out, or leave out “improvement”.',
      );
}

/** The baseline: the locked one; the one asked for, cut to whole buckets before the change; else the last 26 before it. */
function baselineOf(
  { process, scope, params, attributes, ids }: EffectAsked,
  per: EffectPlan['per'],
  changed: LocalDate | null,
  locked: EffectPlan['locked'],
): EffectPlan['baseline'] {
  if (locked !== null) return { from: locked.from, to: locked.to };
  const end = wholeEndOfScope({ process, scope, params, attributes, ids });
  const { baseFrom, baseTo } = params;
  const close = [baseTo, changed ?? undefined, end === null ? undefined : bucketStart(localDay(end.getTime(), process.zone), per)]
    .filter((day) => day !== undefined)
    .toSorted()[0];
  if (baseFrom !== undefined && baseTo !== undefined && baseTo <= baseFrom)
    throw new BadRequest(
      'baseTo',
      `The baseline ends (${baseTo}) before it begins (${baseFrom}).`,
      '“baseTo” is the first day that no longer counts.',
    );
  if (baseFrom !== undefined && changed !== null && baseFrom >= changed)
    throw new BadRequest(
      'baseFrom',
      `The baseline begins on ${dayInWords(baseFrom)}, after the change.`,
      `The change counts from ${dayInWords(changed)}; a baseline lies before it.`,
    );
  if (close === undefined || process.firstAt === null) return null;
  const to = bucketStart(close, per);
  const begin = firstWhole(process, per);
  const from = baseFrom === undefined ? back(to, per, USUAL_BASELINE) : firstBucketAfter(baseFrom, per);
  const start = baseFrom === undefined && from < begin ? begin : from;
  return start < to ? { from: start, to } : null;
}

/** The first bucket that lies whole within the data. */
function firstWhole({ firstAt, zone }: ProcessContext, per: EffectPlan['per']): LocalDate {
  const first = Date.parse(firstAt ?? '');
  const day = localDay(first, zone);
  const start = bucketStart(day, per);
  return startOfDay(start, zone) >= first ? start : nextBucket(start, per);
}

const back = (bucket: LocalDate, per: EffectPlan['per'], count: number): LocalDate =>
  per === 'month' ? addMonths(bucket, -count) : addDays(bucket, -count * (per === 'week' ? 7 : 1));
