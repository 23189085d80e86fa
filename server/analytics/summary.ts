import { Type } from 'typebox';
import { dialect } from '../../engine/dialect.ts';
import { raw, sql } from '../../engine/sql.ts';
import { Count, Instant, Milliseconds, OrNull, Share } from '../../model/units.ts';
import { answersInScope } from './answers-in-scope.ts';
import { analytic, NoParams } from './analytic.ts';
import { chosenCases, hasDuration, inScope, isComplete } from './scope.ts';

/**
 * Summary: the size of what was asked about, and its headline times.
 *
 * Grain: one row. Sources: `case_fact` for cases and their times, `event` and `step` for what happened in them,
 * `piece` for the share of time spent waiting.
 */
export const summary = analytic({
  id: 'summary',
  question: 'How much is there, from when to when, and how long does a case take?',
  definition:
    'Counts are over all cases of the scope. Throughput time (last complete minus arrival) and time to delivery are over complete cases, ' +
    'unless the scope asks for a state. Waiting share: of the time between arrival and delivery of these cases, the part in which no step ran. ' +
    'Answers: scores given, about the whole case or a stage, with any instrument, those without a case too where the scope does not choose cases.',
  caveats: [
    'A case that did not reach an end activity is complete when it has been idle for longer than the cut-off.',
    'Where times are inferred (measuredShare below 1) a step has no length, and its processing counts as waiting.',
  ],
  params: NoParams,
  row: Type.Object({
    cases: Count,
    completeCases: Count,
    openCases: Count,
    events: Count,
    steps: Count,
    activities: Count,
    variants: Count,
    resources: Count,
    firstAt: OrNull(Instant),
    lastAt: OrNull(Instant),
    endOfData: OrNull(Instant),
    medianThroughputMs: OrNull(Milliseconds),
    p90ThroughputMs: OrNull(Milliseconds),
    throughputCases: Count,
    medianDeliveryMs: OrNull(Milliseconds),
    p90DeliveryMs: OrNull(Milliseconds),
    deliveryCases: Count,
    waitingShare: OrNull(Share),
    reworkedCases: Count,
    measuredShare: OrNull(Share),
    unplacedSteps: Count,
    answers: Count,
    cutOffMs: OrNull(Milliseconds),
  }),
  queries: (asked) => {
    const { process } = asked;
    const chosen = chosenCases(asked);
    const throughput = sql`CASE WHEN ${hasDuration(asked)} THEN c.throughput_ms END`;
    const delivery = sql`CASE WHEN ${hasDuration(asked)} THEN c.delivery_ms END`;
    return {
      cases: sql`
        SELECT q.cases, q.complete_cases, q.cases - q.complete_cases AS open_cases, q.variants, q.reworked_cases, q.first_at, q.last_at,
               q.throughput[1] AS median_throughput_ms, q.throughput[2] AS p90_throughput_ms, q.throughput_cases,
               q.delivery[1] AS median_delivery_ms, q.delivery[2] AS p90_delivery_ms, q.delivery_cases
        FROM (SELECT count(*) AS cases,
                     count(CASE WHEN ${isComplete(process)} THEN 1 END) AS complete_cases,
                     count(DISTINCT c.variant_id) AS variants,
                     count(CASE WHEN c.rework > 0 THEN 1 END) AS reworked_cases,
                     min(c.first_start_at) AS first_at, max(c.last_at) AS last_at,
                     ${dialect.quantiles(throughput, [0.5, 0.9])} AS throughput, count(${throughput}) AS throughput_cases,
                     ${dialect.quantiles(delivery, [0.5, 0.9])} AS delivery, count(${delivery}) AS delivery_cases
              FROM case_fact c
              WHERE ${inScope(asked)}) q`,
      events: sql`${chosen.with()}SELECT count(*) AS events FROM event e WHERE ${chosen.has('e')}`,
      steps: sql`${chosen.with()}
        SELECT count(*) AS steps, count(DISTINCT s.activity) AS activities, count(DISTINCT s.resource) AS resources,
               count(CASE WHEN s.stage = 0 THEN 1 END) AS unplaced_steps,
               ${dialect.ratio(raw('count(CASE WHEN s.measured THEN 1 END)'), raw('count(*)'))} AS measured_share
        FROM step s
        WHERE ${chosen.has('s')}`,
      waiting: sql`
        SELECT ${dialect.ratio(raw('sum(p.waiting_ms)'), raw('sum(p.waiting_ms + p.processing_ms)'))} AS waiting_share
        FROM piece p
        WHERE NOT p.after_delivery AND p.case_key IN (SELECT c.case_key FROM case_fact c WHERE ${inScope(asked, 'complete')})`,
      answers: sql`${chosen.with()}SELECT count(*) AS answers FROM feedback f WHERE f.score IS NOT NULL AND ${answersInScope(asked, chosen)}`,
    };
  },
  answer: ({ cases, events, steps, waiting, answers }, { process }) => ({
    rows: [
      {
        ...cases?.[0],
        ...events?.[0],
        ...steps?.[0],
        ...waiting?.[0],
        ...answers?.[0],
        endOfData: process.endAt,
        cutOffMs: process.cutOffMs,
      },
    ],
  }),
});
