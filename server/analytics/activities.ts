import { Type } from 'typebox';
import { dialect } from '../../engine/dialect.ts';
import { empty, raw, sql } from '../../engine/sql.ts';
import { Count, Milliseconds, OrNull, Score, Share } from '../../model/units.ts';
import { caseAnswers, primaryInstrument } from './answers.ts';
import { analytic } from './analytic.ts';
import { chosenCases } from './scope.ts';
import { intervalFigures, scoredRow } from './score-interval.ts';

const Params = Type.Object(
  {
    scores: Type.Boolean({ default: false, description: 'Adds score, answers and 95 % interval of the cases with each activity.' }),
    positions: Type.Boolean({ default: false, description: 'Adds the mean place of its first pass within a case.' }),
  },
  { additionalProperties: false },
);

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
    'measured steps that have ended; median, mean and 90th percentile are null when none is measured. Position: mean over its cases of the place of its ' +
    'first pass, 0 for the first step of a case and 1 for the last. Score: latest answer about the whole case, over the cases with the activity; ' +
    'null below ten, with its 95 % interval.',
  caveats: [
    'Open cases count with the steps so far.',
    'A row with one time only is an instant: it counts as a step and has no measured processing time.',
  ],
  params: Params,
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
    position: Type.Optional(Share),
    score: Type.Optional(OrNull(Score)),
    answers: Type.Optional(Count),
    low: Type.Optional(OrNull(Type.Number())),
    high: Type.Optional(OrNull(Type.Number())),
  }),
  queries: (asked) => {
    const { scores, positions } = asked.params;
    const chosen = chosenCases(asked);
    const processing = raw('CASE WHEN s.measured THEN s.processing_ms END');
    const place = raw(
      'CASE WHEN s.visit = 1 THEN CASE WHEN c.steps > 1 THEN CAST(s.position - 1 AS DOUBLE) / (c.steps - 1) ELSE 0 END END',
    );
    return {
      rows: sql`${chosen.with(
        scores
          ? [
              ['case_answer', caseAnswers(asked.process)],
              [
                'scored',
                sql`SELECT s.activity, ${intervalFigures(raw('r.score'))}
                    FROM step s JOIN case_answer r ON r.case_key = s.case_key
                    WHERE s.visit = 1 AND ${chosen.has('s')}
                    GROUP BY s.activity`,
              ],
            ]
          : [],
      )}
      SELECT a.name AS activity, coalesce(g.name, 'Unplaced') AS stage,
             q.steps, q.cases, q.start_cases, q.end_cases, q.reworked_cases, q.self_loops,
             q.processing[1] AS median_processing_ms, q.mean_processing_ms, q.processing[2] AS p90_processing_ms,
             q.measured, q.measured_share, a.note${positions ? raw(', q.position') : empty}${
               scores ? sql`, r.answers, r.mean, r.best, r.worst, r.squares, ${primaryInstrument(asked.process)} AS instrument` : empty
             }
      FROM (SELECT s.activity, count(*) AS steps,
                   count(CASE WHEN s.visit = 1 THEN 1 END) AS cases,
                   count(CASE WHEN s.position = 1 THEN 1 END) AS start_cases,
                   count(CASE WHEN s.next_activity IS NULL THEN 1 END) AS end_cases,
                   count(CASE WHEN s.visit = 2 THEN 1 END) AS reworked_cases,
                   count(CASE WHEN s.next_activity = s.activity THEN 1 END) AS self_loops,
                   ${dialect.quantiles(processing, [0.5, 0.9])} AS processing,
                   avg(${processing}) AS mean_processing_ms,
                   count(${processing}) AS measured,
                   ${dialect.ratio(raw('count(CASE WHEN s.measured THEN 1 END)'), raw('count(*)'))} AS measured_share${
                     positions ? sql`, avg(${place}) AS position` : empty
                   }
            FROM step s${positions ? raw(' JOIN case_fact c ON c.case_key = s.case_key') : empty}
            WHERE ${chosen.has('s')}
            GROUP BY s.activity) q
      JOIN activity a ON a.id = q.activity
      LEFT JOIN stage g ON g.id = a.stage${scores ? raw(' LEFT JOIN scored r ON r.activity = q.activity') : empty}
      ORDER BY q.steps DESC, a.name`,
    };
  },
  answer: ({ rows = [] }, { params }) => ({ rows: params.scores ? rows.map(scoredRow) : rows }),
});
