import { Type } from 'typebox';
import type { BucketUnit } from '../../engine/dialect.ts';
import type { Row } from '../../engine/engine.ts';
import { raw, sql } from '../../engine/sql.ts';
import { startOfDay } from '../../model/calendar.ts';
import { Count, LocalDate, OneOf } from '../../model/units.ts';
import { analytic, type Asked } from './analytic.ts';
import { bucketOf, bucketsBetween, Unit, type Bucket } from './buckets.ts';
import { chosenCases, endOfScope, inScope, isComplete, marksDelivery, periodBounds, withoutPeriod } from './scope.ts';

const Params = Type.Object(
  {
    bucket: Type.Unsafe<BucketUnit>({ ...Unit, default: 'week' }),
    of: Type.Optional(
      OneOf(
        ['throughput', 'delivery'],
        'What ends a case here. Default: delivery where the blueprint marks stages as after delivery, else its last complete.',
      ),
    ),
  },
  { additionalProperties: false },
);
type Params = { bucket: BucketUnit; of?: 'throughput' | 'delivery' };

const endOf = ({ params, process }: Asked<Params>) => params.of ?? (marksDelivery(process) ? 'delivery' : 'throughput');

/**
 * Flow: what comes in, what goes out, what is inside.
 *
 * Grain: one row per bucket, and per stage at the level of stages; buckets in which nothing happened too.
 * Sources: `case_fact`; `stage_visit`. The period chooses the buckets shown, not the cases: work in progress
 * counts everything that arrived before.
 */
export const flow = analytic({
  id: 'flow',
  question: 'How much arrives, how much is completed, and how much is in progress?',
  definition:
    'Arrived: cases by their arrival. Completed: complete cases by their delivery where the blueprint marks stages as after delivery, else by their ' +
    'last complete. Work in progress: cases that had arrived and not been completed in that sense ' +
    'at the end of the bucket (for the newest bucket: the end of the data). Totals run from the first case. At the level of stages: visits entered, ' +
    'left and inside; a visit that is the last one of an open case has not been left.',
  caveats: [
    'A bucket is whole when it lies entirely between the first event and the end of the data.',
    'A period chooses the buckets that are shown; cases that arrived earlier are still in progress in them.',
  ],
  params: Params,
  about: Type.Object({ time: OneOf(['delivery', 'throughput'], 'What completed means here.') }),
  row: Type.Object({
    bucket: LocalDate,
    whole: Type.Boolean(),
    stage: Type.Optional(Type.String()),
    arrived: Count,
    completed: Count,
    wip: Type.Integer(),
    arrivedTotal: Count,
    completedTotal: Count,
  }),
  queries: (given) => {
    const asked = withoutPeriod(given);
    const { process, params } = asked;
    const day = (time: string) => bucketOf(process, raw(time), params.bucket);
    if (asked.scope.level === 'stage') {
      const chosen = chosenCases(asked);
      const from = sql`FROM stage_visit v JOIN stage g ON g.id = v.stage WHERE ${chosen.has('v')}`;
      const inside = sql`v.position > 0 AND v.next_stage IS NULL AND v.case_key IN (SELECT c.case_key FROM case_fact c WHERE NOT ${isComplete(process)})`;
      return {
        arrived: sql`${chosen.with()}SELECT g.name AS stage, g.id AS position, ${day('v.entered_at')} AS bucket, count(*) AS cases ${from} GROUP BY 1, 2, 3 ORDER BY 2 = 0, 2, 3`,
        completed: sql`${chosen.with()}SELECT g.name AS stage, ${day('v.left_at')} AS bucket, count(*) AS cases ${from} AND NOT (${inside}) GROUP BY 1, 2 ORDER BY 1, 2`,
      };
    }
    return {
      arrived: sql`SELECT ${day('c.arrived_at')} AS bucket, count(*) AS cases FROM case_fact c WHERE ${inScope(asked)} GROUP BY 1 ORDER BY 1`,
      completed: sql`SELECT ${day(endOf(asked) === 'delivery' ? 'coalesce(c.delivered_at, c.last_at)' : 'c.last_at')} AS bucket, count(*) AS cases FROM case_fact c WHERE ${inScope(asked)} AND ${isComplete(process)} GROUP BY 1 ORDER BY 1`,
    };
  },
  answer: ({ arrived = [], completed = [] }, asked) => {
    const buckets = bucketsOf(arrived, asked);
    const { from, to } = periodBounds(asked);
    const shown = ({ from: start, to: end }: Bucket) => (from === null || end > from) && (to === null || start < to);
    if (asked.scope.level !== 'stage')
      return {
        rows: counted(arrived, completed, buckets, {}).filter((_, at) => shown(buckets[at] as Bucket)),
        about: { time: endOf(asked) },
      };
    const names = [...new Set(arrived.map(({ stage }) => String(stage)))];
    const of = (rows: Row[], stage: string) => rows.filter((row) => row.stage === stage);
    return {
      rows: names.flatMap((stage) =>
        counted(of(arrived, stage), of(completed, stage), buckets, { stage }).filter((_, at) => shown(buckets[at] as Bucket)),
      ),
      about: { time: 'throughput' as const },
    };
  },
});

function bucketsOf(arrived: readonly Row[], asked: Asked<Params>): Bucket[] {
  const { process, params } = asked;
  const end = endOfScope(withoutPeriod(asked));
  const first = arrived.map(({ bucket }) => String(bucket)).sort()[0];
  if (first === undefined || end === null) return [];
  return bucketsBetween(process, params.bucket, new Date(startOfDay(first, process.zone)), end);
}

function counted(arrived: readonly Row[], completed: readonly Row[], buckets: readonly Bucket[], also: Row): Row[] {
  const count = (rows: readonly Row[]) => new Map(rows.map(({ bucket, cases }) => [String(bucket), Number(cases)]));
  const [inward, outward] = [count(arrived), count(completed)];
  let [arrivedTotal, completedTotal] = [0, 0];
  return buckets.map(({ bucket, whole }) => {
    const [came, went] = [inward.get(bucket) ?? 0, outward.get(bucket) ?? 0];
    arrivedTotal += came;
    completedTotal += went;
    return { bucket, whole, ...also, arrived: came, completed: went, wip: arrivedTotal - completedTotal, arrivedTotal, completedTotal };
  });
}
