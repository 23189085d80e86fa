import { Type } from 'typebox';
import { dialect } from '../../engine/dialect.ts';
import { raw, sql } from '../../engine/sql.ts';
import { Count, Milliseconds, OneOf, OrNull } from '../../model/units.ts';
import { analytic, type Asked } from './analytic.ts';
import { barsOf, histogram } from './histogram.ts';
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
    return {
      rows: sql`
      SELECT q.n, q.min_ms, q.quantiles[1] AS p25_ms, q.quantiles[2] AS median_ms, q.mean_ms, q.quantiles[3] AS p75_ms,
             q.quantiles[4] AS p90_ms, q.quantiles[5] AS p95_ms, q.max_ms
      FROM (SELECT count(*) AS n, min(${time}) AS min_ms, avg(${time}) AS mean_ms, max(${time}) AS max_ms,
                   ${dialect.quantiles(time, [0.25, 0.5, 0.75, 0.9, 0.95])} AS quantiles
            FROM ${counted}) q`,
      bars: sql`
      WITH timed AS (SELECT ${time} AS time_ms FROM ${counted})${barsOf('timed', 'time_ms')}`,
    };
  },
  answer: ({ rows, bars }) => ({ rows: [{ ...rows?.[0], histogram: histogram(bars ?? [], 'cases') }] }),
});
