import type { Row } from '../../engine/engine.ts';
import { raw, sql, type Sql } from '../../engine/sql.ts';
import { controlChart, type ControlChart } from '../../model/control.ts';
import { unitOf, type Measure } from '../../model/measure.ts';
import type { Asked } from './analytic.ts';
import { lastWholeBuckets, type Bucket } from './buckets.ts';
import { chartOptions, REACH } from './control-options.ts';
import { measuresOf, seriesPoints, seriesStatements, statisticOf, withOccurrences } from './measure-buckets.ts';
import { occurrencesOf } from './measure-sources.ts';
import { between, endOfScope, inScope, isComplete, periodReadBy, withoutPeriod, wholeEndOfScope } from './scope.ts';

type AskedMeasures = Asked<{ weeks: number }>;

/** The weeks of the lines, and those before them that limits are made of. */
const weeksOf = (asked: AskedMeasures): Bucket[] =>
  lastWholeBuckets(asked.process, 'week', wholeEndOfScope(asked), Math.max(asked.params.weeks, REACH));

/** Two statements a measure: its value, and its weeks all at once. */
export function measureStatements(asked: AskedMeasures): Record<string, Sql> {
  const weeks = weeksOf(asked);
  const statements: Record<string, Sql> = { answers: sql`SELECT count(f.score) AS answers FROM feedback f` };
  for (const measure of measuresOf(asked)) {
    statements[`${measure.id} value`] = measure.of === 'open' ? openValue(asked) : valueOf(measure, asked);
    Object.assign(statements, seriesStatements(measure.id, measure, asked, 'week', weeks));
  }
  return statements;
}

function valueOf(measure: Measure, asked: AskedMeasures): Sql {
  // arrivals of a period are those that arrived in it, however the period is read for everything else
  const whole = occurrencesOf(measure, measure.of === 'arrivals' ? periodReadBy(asked, 'arrival') : asked);
  return sql`${withOccurrences(whole)}SELECT ${statisticOf(measure, asked)} AS value, count(o.value) AS n FROM (${whole.select}) o`;
}

/** Work in progress at the end of the scope. */
function openValue(asked: AskedMeasures): Sql {
  const { process } = asked;
  const end = endOfScope(asked);
  // the last event lies on the end of the data, so only an earlier end cuts
  const until = end !== null && process.endAt !== null && end < new Date(process.endAt) ? end : null;
  const closed = until === null ? isComplete(process) : sql`(${isComplete(process)} AND c.last_at < ${until})`;
  return sql`SELECT count(*) AS value, count(*) AS n FROM case_fact c WHERE ${inScope(withoutPeriod(asked))} AND ${between(raw('c.arrived_at'), null, until)} AND NOT ${closed}`;
}

/** The rows of the answer: every measure with every week, those in which nothing happened too. */
export function measureRows(found: Readonly<Record<string, Row[]>>, asked: AskedMeasures): Row[] {
  const weeks = weeksOf(asked);
  const asksNobody = asked.process.blueprint.measures.length === 0 && Number(found.answers?.[0]?.answers ?? 0) === 0;
  return measuresOf(asked)
    .filter(({ of }) => !(asksNobody && of === 'score'))
    .map((measure) => {
      const [value] = found[`${measure.id} value`] ?? [];
      const { id, name, of, where, statistic, better, target } = measure;
      const chart = controlChart(seriesPoints(id, measure, found, weeks), chartOptions(measure, asked.process, 'week'));
      return {
        measure: id,
        name,
        of,
        where: where ?? null,
        statistic,
        unit: unitOf(measure),
        better,
        target: target ?? null,
        value: value?.value ?? null,
        n: Number(value?.n ?? 0),
        ...summaryOf(chart),
        series: chart.points.slice(-asked.params.weeks).map(({ bucket, whole, value: at, n, signal, mean, low, high, phase }) => ({
          ...{ bucket, whole, value: at, n, signal, mean, low, high, phase },
        })),
      };
    });
}

const summaryOf = ({ kind, mean, low, high, variation, assurance, since, baseline, words }: ControlChart): Row => ({
  chart: kind,
  ...{ mean, low, high, variation, assurance, since, baseline, foot: words },
});
