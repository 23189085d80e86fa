import { Type } from 'typebox';
import { dialect } from '../../engine/dialect.ts';
import { raw, sql } from '../../engine/sql.ts';
import { Count, Milliseconds, OrNull, Score, Share } from '../../model/units.ts';
import { analytic, NoParams } from './analytic.ts';
import { stageScores, visitFigures } from './stage-figures.ts';
import { chosenCases } from './scope.ts';
import { scoredRow } from './score-interval.ts';

/**
 * Stages.
 *
 * Grain: one row per stage of the blueprint, in its order, those without a visit too; Unplaced last and only when
 * a case was there. Sources: `stage_visit`; `feedback` for answers that name the stage.
 */
export const stages = analytic({
  id: 'stages',
  question: 'How long does each stage take, how often do cases come back to it, and is it within its limit?',
  definition:
    'A visit is one stay of a case in a stage; a stage that runs in parallel has one visit per case. Waiting: from what enabled the visit to its ' +
    'first start. Processing: time in which a step of the stage ran. Total: from enablement to the last complete, gaps inside the visit included. ' +
    'Medians and 90th percentiles are over first visits; a second or later visit is a re-entry, and its total is given apart. Within target: share of ' +
    'all visits that waited no longer than the limit of the stage. Score: answers that name the stage, null below ten, with its 95 % interval.',
  caveats: ['Visits of open cases count with what has happened so far.', 'Processing is 0 where a file has one time per step.'],
  params: NoParams,
  row: Type.Object({
    stage: Type.String(),
    position: Type.Integer(),
    parallel: Type.Boolean(),
    afterDelivery: Type.Boolean(),
    cases: Count,
    visits: Count,
    reentries: Count,
    medianWaitingMs: OrNull(Milliseconds),
    p90WaitingMs: OrNull(Milliseconds),
    medianProcessingMs: OrNull(Milliseconds),
    p90ProcessingMs: OrNull(Milliseconds),
    medianTotalMs: OrNull(Milliseconds),
    medianReentryMs: OrNull(Milliseconds),
    withinTarget: OrNull(Share),
    waitLimitMs: OrNull(Milliseconds),
    goal: OrNull(Share),
    score: OrNull(Score),
    answers: Count,
    low: OrNull(Type.Number()),
    high: OrNull(Type.Number()),
    scoreTarget: OrNull(Type.Number()),
  }),
  queries: (asked) => {
    const chosen = chosenCases(asked);
    const first = (value: string) => raw(`CASE WHEN v.visit = 1 THEN ${value} END`);
    return {
      rows: sql`${chosen.with([
        [
          'visited',
          sql`
        SELECT v.stage, ${visitFigures},
               count(CASE WHEN v.visit = 1 THEN 1 END) AS cases,
               count(CASE WHEN v.visit > 1 THEN 1 END) AS reentries,
               ${dialect.quantiles(first('v.waiting_ms'), [0.5, 0.9])} AS waiting,
               ${dialect.quantiles(first('v.processing_ms'), [0.5, 0.9])} AS processing,
               ${dialect.quantile(first('v.waiting_ms + v.processing_ms + v.gap_ms'), 0.5)} AS median_total_ms,
               ${dialect.quantile(raw('CASE WHEN v.visit > 1 THEN v.waiting_ms + v.processing_ms + v.gap_ms END'), 0.5)} AS median_reentry_ms
        FROM stage_visit v JOIN stage g ON g.id = v.stage
        WHERE ${chosen.has('v')}
        GROUP BY v.stage`,
        ],
        ['scored', stageScores(asked, chosen)],
      ])}
      SELECT g.name AS stage, CASE WHEN g.id = 0 THEN (SELECT count(*) FROM stage) ELSE g.id END AS position, g.parallel, g.after_delivery,
             coalesce(q.cases, 0) AS cases, coalesce(q.visits, 0) AS visits, coalesce(q.reentries, 0) AS reentries,
             q.waiting[1] AS median_waiting_ms, q.waiting[2] AS p90_waiting_ms,
             q.processing[1] AS median_processing_ms, q.processing[2] AS p90_processing_ms, q.median_total_ms, q.median_reentry_ms,
             q.within_target, g.wait_limit_ms, g.goal,
             coalesce(r.answers, 0) AS answers, r.mean, r.best, r.worst, r.squares, r.instrument, g.score_target
      FROM stage g
      LEFT JOIN visited q ON q.stage = g.id
      LEFT JOIN scored r ON r.stage = g.name
      WHERE g.id > 0 OR q.visits > 0
      ORDER BY g.id = 0, g.id`,
    };
  },
  answer: ({ rows = [] }) => ({ rows: rows.map(scoredRow) }),
});
