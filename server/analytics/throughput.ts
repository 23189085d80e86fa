import { Type } from 'typebox';
import { dialect } from '../../engine/dialect.ts';
import type { Row } from '../../engine/engine.ts';
import { raw, sql, join } from '../../engine/sql.ts';
import { Count, DAY, HOUR, Milliseconds, MINUTE, OneOf, OrNull, SECOND } from '../../model/units.ts';
import { analytic, type Asked } from './analytic.ts';
import { inScope, marksDelivery } from './scope.ts';

const Params = Type.Object(
  {
    of: Type.Optional(
      OneOf(['throughput', 'delivery'], 'Default: delivery where the blueprint marks stages as after delivery, else throughput.'),
    ),
  },
  { additionalProperties: false },
);
type Params = { of?: 'throughput' | 'delivery' };

/** Widths a person can read, so that the 95th percentile lies within thirty bars. */
const WIDTHS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 28, 91, 182, 364].map((n) => n * DAY),
];
const BARS = 30;

const timeOf = ({ params, process }: Asked<Params>) =>
  (params.of ?? (marksDelivery(process) ? 'delivery' : 'throughput')) === 'delivery' ? raw('c.delivery_ms') : raw('c.throughput_ms');

/** How long cases take. Grain: one row, with a histogram. Source: `case_fact`. */
export const throughput = analytic({
  id: 'throughput',
  question: 'How is the time of a case distributed?',
  definition:
    'Throughput time is last complete minus arrival, time to delivery the latest complete of a stage before delivery minus arrival; over complete cases, ' +
    'unless the scope asks for a state. Percentiles are interpolated between cases (type 7). A bar of the histogram without an end holds all that is longer.',
  caveats: ['Open cases have no time yet, so the newest cases are the quick ones.'],
  params: Params,
  row: Type.Object({
    n: Count,
    minMs: OrNull(Milliseconds),
    p25Ms: OrNull(Milliseconds),
    medianMs: OrNull(Milliseconds),
    meanMs: OrNull(Milliseconds),
    p75Ms: OrNull(Milliseconds),
    p90Ms: OrNull(Milliseconds),
    p95Ms: OrNull(Milliseconds),
    maxMs: OrNull(Milliseconds),
    histogram: Type.Array(Type.Object({ fromMs: Milliseconds, toMs: OrNull(Milliseconds), cases: Count })),
  }),
  queries: (asked) => {
    const time = timeOf(asked);
    const counted = sql`case_fact c WHERE ${time} IS NOT NULL AND ${inScope(asked, 'complete')}`;
    const widths = join(
      WIDTHS.slice(0, -1).map((width) => raw(`WHEN p.p95 <= ${BARS * width} THEN ${width}`)),
      ' ',
    );
    return {
      rows: sql`
      SELECT q.n, q.min_ms, q.quantiles[1] AS p25_ms, q.quantiles[2] AS median_ms, q.mean_ms, q.quantiles[3] AS p75_ms,
             q.quantiles[4] AS p90_ms, q.quantiles[5] AS p95_ms, q.max_ms
      FROM (SELECT count(*) AS n, min(${time}) AS min_ms, avg(${time}) AS mean_ms, max(${time}) AS max_ms,
                   ${dialect.quantiles(time, [0.25, 0.5, 0.75, 0.9, 0.95])} AS quantiles
            FROM ${counted}) q`,
      bars: sql`
      WITH timed AS (SELECT ${time} AS time_ms FROM ${counted}),
      width AS (SELECT CASE ${widths} ELSE ${raw(String(WIDTHS.at(-1)))} END AS width_ms
                FROM (SELECT ${dialect.quantile(raw('t.time_ms'), 0.95)} AS p95 FROM timed t) p)
      SELECT w.width_ms, CASE WHEN t.time_ms >= ${raw(String(BARS))} * w.width_ms THEN ${raw(String(BARS))}
                              ELSE CAST(floor(CAST(t.time_ms AS DOUBLE) / w.width_ms) AS INTEGER) END AS bar, count(*) AS cases
      FROM timed t CROSS JOIN width w
      GROUP BY 1, 2
      ORDER BY 2`,
    };
  },
  answer: ({ rows, bars }) => ({ rows: [{ ...rows?.[0], histogram: histogram(bars ?? []) }] }),
});

/** Bars without a gap, from 0 to the last one that holds a case. */
function histogram(bars: readonly Row[]): Row[] {
  const width = Number(bars[0]?.widthMs ?? 0);
  const counts = new Map(bars.map(({ bar, cases }) => [Number(bar), Number(cases)]));
  const last = Math.max(-1, ...counts.keys());
  return Array.from({ length: last + 1 }, (_, bar) => ({
    fromMs: bar * width,
    toMs: bar === BARS ? null : (bar + 1) * width,
    cases: counts.get(bar) ?? 0,
  }));
}
