import { Type } from 'typebox';
import type { BucketUnit } from '../../engine/dialect.ts';
import type { Row } from '../../engine/engine.ts';
import { raw, sql, type Sql } from '../../engine/sql.ts';
import { startOfDay } from '../../model/calendar.ts';
import { Count, LocalDate, OneOf, OrNull } from '../../model/units.ts';
import { analytic, type Asked } from './analytic.ts';
import { bucketOf, bucketsBetween, Unit, WHOLE, type Bucket } from './buckets.ts';
import { Abandoned, Furthest, furthestStages, Little, littleFigures, littleOf, outAt, stoppedAt, stretchOf } from './flow-checks.ts';
import { stageFlow } from './flow-stages.ts';
import { endOfScope, inScope, isComplete, marksDelivery, periodBounds, withoutPeriod } from './scope.ts';

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
 * counts everything that arrived before. `about` checks the figures of the whole (null at the level of stages).
 */
export const flow = analytic({
  id: 'flow',
  question: 'How much arrives, how much is completed, and how much is in progress?',
  definition:
    'Arrived: cases by their arrival. Completed: complete cases by their delivery where the blueprint marks stages as after delivery, else by their ' +
    'last complete. Work in progress: cases that had arrived and not been completed in that sense ' +
    'at the end of the bucket (for the newest bucket: the end of the data). Totals run from the first case. At the level of stages: visits entered, ' +
    'left and inside; of an open case the last visit (stages that run in parallel left aside) and each in which a step still runs have not been left; and the cases in progress that stand in the stage: the one they entered ' +
    'last, stages that run in parallel left aside. Little’s law: mean number inside = arrivals per hour × mean time of the cases completed, over the period as far ' +
    'as there are data; the mismatch is how far the counted number inside lies from that. Abandoned: complete cases that entered no stage but ' +
    'the first (without stages: that have one step), with how many of them an end activity closed; furthest: the last stage, in the order of the blueprint, that complete cases entered.',
  caveats: [
    `A bucket is ${WHOLE}`,
    'A period chooses the buckets that are shown; cases that arrived earlier are still in progress in them.',
    'Beyond 10 % mismatch look for open cases, missing events or a trend: much more inside at the end than at the start is one.',
    'A request that was given up before anything was recorded is in no file, so it is in no figure.',
  ],
  params: Params,
  about: Type.Object({
    time: OneOf(['delivery', 'throughput'], 'What completed means here.'),
    little: OrNull(Little),
    abandoned: OrNull(Abandoned),
    furthest: Type.Array(Furthest),
  }),
  row: Type.Object({
    bucket: LocalDate,
    whole: Type.Boolean(),
    stage: Type.Optional(Type.String()),
    arrived: Count,
    completed: Count,
    wip: Type.Integer(),
    arrivedTotal: Count,
    completedTotal: Count,
    cases: Type.Optional(
      OrNull(Type.Integer({ description: 'Cases in progress that stand in the stage; null where it runs in parallel.' })),
    ),
  }),
  queries: (given) => {
    const asked = withoutPeriod(given);
    const { process, params } = asked;
    if (asked.scope.level === 'stage') return stageFlow(asked, endOf(asked));
    const day = (time: Sql) => bucketOf(process, time, params.bucket);
    const stretch = stretchOf(given);
    return {
      arrived: sql`SELECT ${day(raw('c.arrived_at'))} AS bucket, count(*) AS cases FROM case_fact c WHERE ${inScope(asked)} GROUP BY 1 ORDER BY 1`,
      completed: sql`SELECT ${day(outAt(endOf(asked)))} AS bucket, count(*) AS cases FROM case_fact c WHERE ${inScope(asked)} AND ${isComplete(process)} GROUP BY 1 ORDER BY 1`,
      ...(stretch === null ? {} : { little: littleFigures(given, endOf(asked), stretch) }),
      furthest: furthestStages(given),
    };
  },
  answer: (found, asked) => {
    const { arrived = [], completed = [], standing = [] } = found;
    const buckets = bucketsOf(arrived, asked);
    const { from, to } = periodBounds(asked);
    const shown = (_: Row, at: number) => {
      const { from: start, to: end } = buckets[at] as Bucket;
      return (from === null || end > from) && (to === null || start < to);
    };
    const time = endOf(asked);
    if (asked.scope.level !== 'stage') {
      const about = { time, little: littleOf(found.little?.[0], stretchOf(asked)), ...stoppedAt(found.furthest ?? [], asked) };
      return { rows: counted(arrived, completed, buckets, {}).filter(shown), about };
    }
    const stages = new Map(arrived.map(({ stage, parallel }) => [String(stage), parallel === true]));
    const of = (rows: Row[], stage: string) => rows.filter((row) => row.stage === stage);
    return {
      rows: [...stages].flatMap(([stage, parallel]) => {
        const stood = runningTotal(of(standing, stage), buckets);
        return counted(of(arrived, stage), of(completed, stage), buckets, { stage })
          .map((row, at) => ({ ...row, cases: parallel ? null : (stood[at] ?? 0) }))
          .filter(shown);
      }),
      about: { time, little: null, abandoned: null, furthest: [] },
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
  const [inward, outward] = [byBucket(arrived), byBucket(completed)];
  let [arrivedTotal, completedTotal] = [0, 0];
  return buckets.map(({ bucket, whole }) => {
    const [came, went] = [inward.get(bucket) ?? 0, outward.get(bucket) ?? 0];
    arrivedTotal += came;
    completedTotal += went;
    return { bucket, whole, ...also, arrived: came, completed: went, wip: arrivedTotal - completedTotal, arrivedTotal, completedTotal };
  });
}

const byBucket = (rows: readonly Row[]) => new Map(rows.map(({ bucket, cases }) => [String(bucket), Number(cases)]));

/** What has come to stand since the beginning, less what has gone on. */
function runningTotal(rows: readonly Row[], buckets: readonly Bucket[]): number[] {
  const changes = byBucket(rows);
  let total = 0;
  return buckets.map(({ bucket }) => (total += changes.get(bucket) ?? 0));
}
