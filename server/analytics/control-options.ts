import type { BucketUnit } from '../../engine/dialect.ts';
import type { ControlChartOptions } from '../../model/control.ts';
import { unitOf, type Measure } from '../../model/measure.ts';
import { startOfDay } from '../../model/calendar.ts';
import type { Asked, ProcessContext } from './analytic.ts';
import { bucketsBetween, lastWholeBuckets, type Bucket } from './buckets.ts';
import { endOfScope, wholeEndOfScope } from './scope.ts';

/** So many buckets are looked at for limits, however few are shown. */
export const REACH = 104;

/** How the chart of a measure is drawn by what people decided about it; the limits of one length of bucket hold for that length only. */
export function chartOptions(measure: Measure, process: ProcessContext, per: BucketUnit): ControlChartOptions {
  const { baseline = null, phases = [] } = process.charts?.[measure.id] ?? {};
  return {
    unit: unitOf(measure),
    better: measure.better,
    target: measure.target ?? null,
    per,
    ...(baseline?.per === per ? { baseline: { from: baseline.from, to: baseline.to, locked: true } } : {}),
    ...(phases.length === 0 ? {} : { phases }),
  };
}

/**
 * The last whole buckets of a scope, from `from` on where that is earlier, and the one that is not over where the scope looks at all
 * data. Oldest first.
 */
export function chartBuckets(asked: Asked, unit: BucketUnit, count: number, from?: string): Bucket[] {
  const { process } = asked;
  const whole = lastWholeBuckets(process, unit, wholeEndOfScope(asked), Number.MAX_SAFE_INTEGER);
  const begin = from === undefined ? undefined : startOfDay(from, process.zone);
  const shown = whole.filter((bucket, at) => at >= whole.length - count || (begin !== undefined && bucket.to.getTime() > begin));
  return [...shown, ...unfinished(process, unit, endOfScope(asked))];
}

/** The bucket in which the data end; none where the question looks at less than all data. */
function unfinished(process: ProcessContext, unit: BucketUnit, end: Date | null): Bucket[] {
  if (end === null || process.endAt === null || end.getTime() < Date.parse(process.endAt)) return [];
  return bucketsBetween(process, unit, end, end).filter(({ whole }) => !whole);
}
