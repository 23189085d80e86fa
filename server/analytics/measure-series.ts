import { dialect } from '../../engine/dialect.ts';
import type { Row } from '../../engine/engine.ts';
import { raw, sql, type Sql } from '../../engine/sql.ts';
import { MIN_ANSWERS } from '../../model/feedback.ts';
import { defaultMeasures, unitOf, type Measure } from '../../model/measure.ts';
import type { Asked } from './analytic.ts';
import { bucketOf, lastWholeBuckets, type Bucket } from './buckets.ts';
import { limitOf, occurrencesOf } from './measure-sources.ts';
import { between, endOfScope, inScope, isComplete, marksDelivery, periodReadBy, withoutPeriod } from './scope.ts';

type AskedMeasures = Asked<{ weeks: number }>;

/** The measures of the blueprint, else those every process gets. */
const measuresOf = ({ process }: Asked): readonly Measure[] =>
  process.blueprint.measures.length > 0
    ? process.blueprint.measures
    : defaultMeasures({ delivery: marksDelivery(process), feedback: true });

const weeksOf = (asked: AskedMeasures): Bucket[] => lastWholeBuckets(asked.process, 'week', endOfScope(asked), asked.params.weeks);

/** Two statements a measure: its value, and its weeks all at once. */
export function measureStatements(asked: AskedMeasures): Record<string, Sql> {
  const weeks = weeksOf(asked);
  const statements: Record<string, Sql> = { answers: sql`SELECT count(f.score) AS answers FROM feedback f` };
  for (const measure of measuresOf(asked))
    Object.assign(statements, measure.of === 'open' ? openStatements(measure, asked, weeks) : twoStatements(measure, asked, weeks));
  return statements;
}

function twoStatements(measure: Measure, asked: AskedMeasures, weeks: readonly Bucket[]): Record<string, Sql> {
  // arrivals of a period are those that arrived in it, however the period is read for everything else
  const whole = occurrencesOf(measure, measure.of === 'arrivals' ? periodReadBy(asked, 'arrival') : asked);
  const weekly = occurrencesOf(measure, withoutPeriod(asked));
  const [first, last] = [weeks[0], weeks.at(-1)];
  const figures = sql`${statisticOf(measure, asked)} AS value, count(o.value) AS n`;
  return {
    [`${measure.id} value`]: sql`${whole.with}SELECT ${figures} FROM (${whole.select}) o`,
    ...(first === undefined || last === undefined
      ? {}
      : {
          [`${measure.id} series`]: sql`${weekly.with}SELECT ${bucketOf(asked.process, raw('o.happened_at'), 'week')} AS bucket, ${figures}
      FROM (${weekly.select}) o
      WHERE ${between(raw('o.happened_at'), first.from, last.to)}
      GROUP BY 1
      ORDER BY 1`,
        }),
  };
}

/** Work in progress at the end of the scope, and what arrived and closed in each week since the first case. */
function openStatements(measure: Measure, asked: AskedMeasures, weeks: readonly Bucket[]): Record<string, Sql> {
  const every = withoutPeriod(asked);
  const { process } = asked;
  const end = endOfScope(asked);
  const last = weeks.at(-1);
  const scope = inScope(every);
  const closed = (until: Date | null) => (until === null ? isComplete(process) : sql`(${isComplete(process)} AND c.last_at < ${until})`);
  // the last event lies on the end of the data, so only an earlier end cuts
  const until = end !== null && process.endAt !== null && end < new Date(process.endAt) ? end : null;
  const weekly = (time: string, condition: Sql) => sql`SELECT ${bucketOf(process, raw(time), 'week')} AS bucket, count(*) AS cases
      FROM case_fact c
      WHERE ${scope} AND ${condition} AND ${between(raw(time), null, last?.to ?? null)}
      GROUP BY 1
      ORDER BY 1`;
  return {
    [`${measure.id} value`]: sql`SELECT count(*) AS value, count(*) AS n FROM case_fact c WHERE ${scope} AND ${between(raw('c.arrived_at'), null, until)} AND NOT ${closed(until)}`,
    ...(last === undefined
      ? {}
      : {
          [`${measure.id} arrived`]: weekly('c.arrived_at', raw('true')),
          [`${measure.id} closed`]: weekly('c.last_at', isComplete(process)),
        }),
  };
}

/** The statistic over the values of occurrences (alias `o`); null where the measure makes no sense or too few stand behind it. */
function statisticOf(measure: Measure, asked: Asked): Sql {
  const value = raw('o.value');
  const limit = limitOf(measure, asked.process);
  const counted = measure.of === 'cases-with' || measure.of === 'rework';
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
      return counted ? raw('count(CASE WHEN o.value > 0 THEN 1 END)') : raw('count(o.value)');
    case 'share':
    case 'share-within':
      if (counted) return dialect.ratio(raw('count(CASE WHEN o.value > 0 THEN 1 END)'), raw('count(o.value)'));
      if (limit === null) return sql`CAST(NULL AS DOUBLE)`;
      return dialect.ratio(sql`count(CASE WHEN o.value <= ${limit} THEN 1 END)`, raw('count(o.value)'));
  }
}

/** The rows of the answer: every measure with every week, those in which nothing happened too. */
export function measureRows(found: Readonly<Record<string, Row[]>>, asked: AskedMeasures): Row[] {
  const weeks = weeksOf(asked);
  const asksNobody = asked.process.blueprint.measures.length === 0 && Number(found.answers?.[0]?.answers ?? 0) === 0;
  return measuresOf(asked)
    .filter(({ of }) => !(asksNobody && of === 'score'))
    .map((measure) => {
      const [value] = found[`${measure.id} value`] ?? [];
      const { id, name, of, statistic, better, target } = measure;
      const series = measure.of === 'open' ? openSeries(measure, found, weeks) : weekSeries(measure, found, weeks);
      return {
        measure: id,
        name,
        of,
        statistic,
        unit: unitOf(measure),
        better,
        target: target ?? null,
        value: value?.value ?? null,
        n: Number(value?.n ?? 0),
        series,
      };
    });
}

/** A week without an occurrence is nothing of a count and unknown of anything else. */
function weekSeries(measure: Measure, found: Readonly<Record<string, Row[]>>, weeks: readonly Bucket[]): Row[] {
  const byWeek = new Map((found[`${measure.id} series`] ?? []).map((row) => [String(row.bucket), row]));
  const none = measure.statistic === 'count' || measure.statistic === 'sum' ? 0 : null;
  return weeks.map(({ bucket, whole }) => ({
    bucket,
    whole,
    value: byWeek.get(bucket)?.value ?? none,
    n: Number(byWeek.get(bucket)?.n ?? 0),
  }));
}

function openSeries(measure: Measure, found: Readonly<Record<string, Row[]>>, weeks: readonly Bucket[]): Row[] {
  const until = (rows: readonly Row[], bucket: string) =>
    rows.reduce((sum, row) => (String(row.bucket) <= bucket ? sum + Number(row.cases) : sum), 0);
  return weeks.map(({ bucket, whole }) => {
    const open = until(found[`${measure.id} arrived`] ?? [], bucket) - until(found[`${measure.id} closed`] ?? [], bucket);
    return { bucket, whole, value: open, n: open };
  });
}
