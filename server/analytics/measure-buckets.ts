import { dialect, type BucketUnit } from '../../engine/dialect.ts';
import type { Row } from '../../engine/engine.ts';
import { empty, raw, sql, type Sql } from '../../engine/sql.ts';
import type { SeriesPoint } from '../../model/control-types.ts';
import { MIN_ANSWERS } from '../../model/feedback.ts';
import { defaultMeasures, type Measure } from '../../model/measure.ts';
import type { Asked } from './analytic.ts';
import { bucketOf, type Bucket } from './buckets.ts';
import { limitOf, occurrencesOf, type Occurrences } from './measure-sources.ts';
import { withParts } from './mix.ts';
import { between, inScope, isComplete, marksDelivery, withoutPeriod } from './scope.ts';

/** The measures of the blueprint, else those every process gets. */
export const measuresOf = ({ process }: Pick<Asked, 'process'>): readonly Measure[] =>
  process.blueprint.measures.length > 0
    ? process.blueprint.measures
    : defaultMeasures({ delivery: marksDelivery(process), feedback: true });

/** The `WITH` that occurrences read, or nothing. */
export const withOccurrences = ({ parts }: Occurrences): Sql => (parts.length === 0 ? empty : withParts(parts));

/**
 * One measure in buckets, over the scope without its period: a statement or two, each under the name of the series and a word of its
 * own. Rows: `bucket`, `value`, `n`; of a time also `average`, the mean of the values. None where there are no buckets.
 */
export function seriesStatements(
  name: string,
  measure: Measure,
  asked: Asked,
  unit: BucketUnit,
  buckets: readonly Bucket[],
): Record<string, Sql> {
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (first === undefined || last === undefined) return {};
  if (measure.of === 'open') return openStatements(name, asked, unit, last);
  const occurrences = occurrencesOf(measure, withoutPeriod(asked));
  return {
    [`${name} series`]: sql`${withOccurrences(occurrences)}SELECT ${bucketOf(asked.process, raw('o.happened_at'), unit)} AS bucket, ${statisticOf(measure, asked)} AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (${occurrences.select}) o
      WHERE ${between(raw('o.happened_at'), first.from, last.to)}
      GROUP BY 1
      ORDER BY 1`,
  };
}

/** What arrived and closed in each bucket since the first case. */
function openStatements(name: string, asked: Asked, unit: BucketUnit, last: Bucket): Record<string, Sql> {
  const scope = inScope(withoutPeriod(asked));
  const counted = (time: string, condition: Sql) => sql`SELECT ${bucketOf(asked.process, raw(time), unit)} AS bucket, count(*) AS cases
      FROM case_fact c
      WHERE ${scope} AND ${condition} AND ${between(raw(time), null, last.to)}
      GROUP BY 1
      ORDER BY 1`;
  return { [`${name} arrived`]: counted('c.arrived_at', raw('true')), [`${name} closed`]: counted('c.last_at', isComplete(asked.process)) };
}

/** A bucket of a measure, with the mean of its values. */
export interface MeasuredPoint extends SeriesPoint {
  readonly average: number | null;
}

/** What the statements of `seriesStatements` found, a point for every bucket: without an occurrence nothing of a count, unknown of anything else. */
export function seriesPoints(
  name: string,
  measure: Measure,
  found: Readonly<Record<string, readonly Row[]>>,
  buckets: readonly Bucket[],
): MeasuredPoint[] {
  if (measure.of === 'open') return openPoints(name, found, buckets);
  const byBucket = new Map((found[`${name} series`] ?? []).map((row) => [String(row.bucket), row]));
  const none = measure.statistic === 'count' || measure.statistic === 'sum' ? 0 : null;
  return buckets.map(({ bucket, whole }) => {
    const row = byBucket.get(bucket);
    return { bucket, whole, value: figure(row?.value) ?? none, n: Number(row?.n ?? 0), average: figure(row?.average) };
  });
}

const figure = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));

function openPoints(name: string, found: Readonly<Record<string, readonly Row[]>>, buckets: readonly Bucket[]): MeasuredPoint[] {
  const running = (rows: readonly Row[] = []) => {
    let [at, sum] = [0, 0];
    return (bucket: string) => {
      for (; at < rows.length && String(rows[at]?.bucket) <= bucket; at += 1) sum += Number(rows[at]?.cases ?? 0);
      return sum;
    };
  };
  const [arrived, closed] = [running(found[`${name} arrived`]), running(found[`${name} closed`])];
  return buckets.map(({ bucket, whole }) => {
    const open = arrived(bucket) - closed(bucket);
    return { bucket, whole, value: open, n: open, average: null };
  });
}

/** Whether a value is a count of how often something is so in a case, 0 where it is not. */
export const isCounted = ({ of }: Measure): boolean => of === 'cases-with' || of === 'rework';

/** The statistic over the values of occurrences (alias `o`); null where the measure makes no sense or too few stand behind it. */
export function statisticOf(measure: Measure, asked: Asked): Sql {
  const value = raw('o.value');
  const limit = limitOf(measure, asked.process);
  switch (measure.statistic) {
    case 'median':
      return dialect.quantile(value, 0.5);
    case 'p90':
      return dialect.quantile(value, 0.9);
    case 'mean':
      return measure.of === 'score'
        ? sql`CASE WHEN count(o.value) >= ${raw(String(MIN_ANSWERS))} THEN avg(o.value) END`
        : raw('avg(o.value)');
    case 'sum':
      return raw('coalesce(sum(o.value), 0)');
    case 'count':
      return isCounted(measure) ? raw('count(CASE WHEN o.value > 0 THEN 1 END)') : raw('count(o.value)');
    case 'share':
    case 'share-within':
      if (isCounted(measure)) return dialect.ratio(raw('count(CASE WHEN o.value > 0 THEN 1 END)'), raw('count(o.value)'));
      if (limit === null) return sql`CAST(NULL AS DOUBLE)`;
      return dialect.ratio(sql`count(CASE WHEN o.value <= ${limit} THEN 1 END)`, raw('count(o.value)'));
  }
}
