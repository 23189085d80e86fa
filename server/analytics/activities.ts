import { Type } from 'typebox';
import { dialect } from '../../engine/dialect.ts';
import { raw, sql } from '../../engine/sql.ts';
import { Count, Milliseconds, OrNull, Share } from '../../model/units.ts';
import { analytic, NoParams } from './analytic.ts';
import { chosenCases } from './scope.ts';

/**
 * Activities.
 *
 * Grain: one row per activity that occurs in the scope. Source: `step`, where `visit` is 1 the first time a case
 * comes to an activity and `next_activity` is null at the end of a case.
 */
export const activities = analytic({
  id: 'activities',
  question: 'Which activities are there, how often, and how long does each take?',
  definition:
    'Steps are passes, cases count once. Start and end cases: cases whose first or last step it is. Reworked cases: cases with the activity at ' +
    'least twice; self-loops: passes directly after a pass of the same activity. Processing time is start to completion of a step, over the ' +
    'measured steps that have ended; median, mean and 90th percentile are null when none is measured.',
  caveats: [
    'Open cases count with the steps so far.',
    'A row with one time only is an instant: it counts as a step and has no measured processing time.',
  ],
  params: NoParams,
  row: Type.Object({
    activity: Type.String(),
    stage: Type.String({ description: '“Unplaced” when no stage has it.' }),
    steps: Count,
    cases: Count,
    startCases: Count,
    endCases: Count,
    reworkedCases: Count,
    selfLoops: Count,
    medianProcessingMs: OrNull(Milliseconds),
    meanProcessingMs: OrNull(Milliseconds),
    p90ProcessingMs: OrNull(Milliseconds),
    measured: Type.Integer({ minimum: 0, description: 'Measured steps that have ended: what the times are over.' }),
    measuredShare: Share,
    note: Type.Boolean(),
  }),
  query: (asked) => {
    const chosen = chosenCases(asked);
    const processing = raw('CASE WHEN s.measured THEN s.processing_ms END');
    return sql`${chosen.with()}
      SELECT a.name AS activity, coalesce(g.name, 'Unplaced') AS stage,
             q.steps, q.cases, q.start_cases, q.end_cases, q.reworked_cases, q.self_loops,
             q.processing[1] AS median_processing_ms, q.mean_processing_ms, q.processing[2] AS p90_processing_ms,
             q.measured, q.measured_share, a.note
      FROM (SELECT s.activity, count(*) AS steps,
                   count(CASE WHEN s.visit = 1 THEN 1 END) AS cases,
                   count(CASE WHEN s.position = 1 THEN 1 END) AS start_cases,
                   count(CASE WHEN s.next_activity IS NULL THEN 1 END) AS end_cases,
                   count(CASE WHEN s.visit = 2 THEN 1 END) AS reworked_cases,
                   count(CASE WHEN s.next_activity = s.activity THEN 1 END) AS self_loops,
                   ${dialect.quantiles(processing, [0.5, 0.9])} AS processing,
                   avg(${processing}) AS mean_processing_ms,
                   count(${processing}) AS measured,
                   ${dialect.ratio(raw('count(CASE WHEN s.measured THEN 1 END)'), raw('count(*)'))} AS measured_share
            FROM step s
            WHERE ${chosen.has('s')}
            GROUP BY s.activity) q
      JOIN activity a ON a.id = q.activity
      LEFT JOIN stage g ON g.id = a.stage
      ORDER BY q.steps DESC, a.name`;
  },
});
