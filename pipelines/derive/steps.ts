import { dialect } from '../../engine/dialect.ts';
import { sql } from '../../engine/sql.ts';
import { dropTables, type Run } from './run.ts';

/**
 * `step`, from `trace` and the visits.
 *
 * `gap_ms` is null for a note, after the last step and out of a step without an end; it is 0 and `parallel` is true
 * where the next step starts before this one is over. A note waits for nothing and nothing is counted out of it.
 */
export async function writeSteps(run: Run): Promise<void> {
  await numberVisits(run);
  await run.do(sql`
    INSERT INTO step
      (case_key, position, activity, stage, resource, team, started_at, completed_at, enabled_at, waiting_ms, processing_ms, gap_ms,
       parallel, visit, next_activity, gap_to, next_stage, first_of_edge, measured)
    SELECT t.case_key, t.position, t.activity, t.stage, t.resource, t.team, t.started_at, CASE WHEN t.ended THEN t.over_at END, t.enabled_at,
           ${dialect.milliseconds(sql`t.enabled_at`, sql`t.started_at`)},
           CASE WHEN t.ended THEN ${dialect.milliseconds(sql`t.started_at`, sql`t.over_at`)} END,
           CASE WHEN t.note OR t.gap_until IS NULL OR NOT t.ended THEN NULL
                WHEN t.gap_until < t.over_at                        THEN 0
                ELSE ${dialect.milliseconds(sql`t.over_at`, sql`t.gap_until`)} END,
           coalesce(NOT t.note AND t.gap_until < t.over_at, false),
           coalesce(r.visit, 1),
           t.next_activity, t.gap_to, t.gap_stage,
           coalesce(r.first_of_edge, true),
           t.measured
    FROM trace t
    LEFT JOIN revisit r ON r.place = t.place`);
}

/**
 * `revisit`: the steps whose activity the case has had before. All others are first visits and first hand-overs, so
 * only cases that repeat an activity are numbered.
 */
async function numberVisits(run: Run): Promise<void> {
  await run.do(sql`
    CREATE OR REPLACE TEMP TABLE revisit AS
    SELECT *
    FROM (
      SELECT t.place, t.case_key,
             row_number() OVER (PARTITION BY t.case_key, t.activity ORDER BY t.place)                      AS visit,
             row_number() OVER (PARTITION BY t.case_key, t.activity, t.next_activity ORDER BY t.place) = 1 AS first_of_edge
      FROM trace t
      SEMI JOIN (SELECT case_key, activity FROM trace GROUP BY case_key, activity HAVING count(*) > 1) again
        ON again.case_key = t.case_key AND again.activity = t.activity)
    WHERE visit > 1`);
}

export const dropVisits = (run: Run): Promise<void> => dropTables(run, 'revisit');
