import { sql } from '../../engine/sql.ts';
import { dropTables, type Run } from './run.ts';

/**
 * What enabled each step, and where its gap leads: `trace`, one row per step in order, the table all later parts read.
 *
 * In a *plain* case every step has ended when the next one starts and none is a note, so the step before enables the
 * next one. Cases with overlaps or notes are *tangled*: only they take part in the sweep of `sweepTangled`.
 * A step without predecessors is enabled by the arrival where the case has one, else by itself; so is a note,
 * which waits for nothing. `covered_until` is the latest end among all earlier steps of the case.
 */
export async function enable(run: Run): Promise<{ tangled: boolean }> {
  await run.do(sql`
    CREATE OR REPLACE TEMP TABLE tangled_case AS
    SELECT DISTINCT case_key
    FROM (SELECT case_key, note, over_at, tail, lead(started_at) OVER () AS next_start FROM ordered_step)
    WHERE note OR (NOT tail AND over_at > next_start)`);
  const [count] = await run.ask<{ cases: number }>(sql`SELECT count(*) AS cases FROM tangled_case`);
  const tangled = (count?.cases ?? 0) > 0;
  await sweepTangled(run);
  await run.do(sql`
    CREATE OR REPLACE TEMP TABLE trace AS
    SELECT o.place, o.case_key, o.position, o.activity, o.stage, o.resource, o.team, o.started_at, o.completed_at, o.over_at,
           o.measured, o.note, o.aside, o.after, o.head, o.tail, o.next_activity,
           coalesce(NOT o.tail AND o.resource <> o.next_resource, false)                           AS hands_over,
           w.place IS NOT NULL                                                                     AS tangled,
           CASE WHEN o.note THEN o.started_at
                ELSE coalesce(CASE WHEN w.place IS NULL THEN o.before_at ELSE w.enabled_at END,
                              CASE WHEN c.arrival_known THEN c.arrived_at END,
                              o.started_at) END                                                    AS enabled_at,
           CASE WHEN w.place IS NULL THEN o.next_start    ELSE w.gap_until END                     AS gap_until,
           CASE WHEN w.place IS NULL THEN o.next_activity ELSE w.gap_to END                        AS gap_to,
           CASE WHEN w.place IS NULL THEN o.next_stage    ELSE w.gap_stage END                     AS gap_stage,
           CASE WHEN w.place IS NULL THEN o.before_at     ELSE w.covered_until END                 AS covered_until
    FROM (
      SELECT *,
             CASE WHEN NOT head THEN lag(over_at) OVER () END     AS before_at,
             CASE WHEN NOT tail THEN lead(started_at) OVER () END AS next_start,
             CASE WHEN NOT tail THEN lead(activity) OVER () END   AS next_activity,
             CASE WHEN NOT tail THEN lead(stage) OVER () END      AS next_stage,
             lead(resource) OVER ()                               AS next_resource
      FROM ordered_step) o
    JOIN case_start c ON c.case_key = o.case_key
    LEFT JOIN tangled_step w ON w.place = o.place`);
  await dropTables(run, 'ordered_step', 'tangled_step', 'tangled_case');
  await keepOrder(run);
  return { tangled };
}

/**
 * Enablement where steps overlap: over the starts and ends of a case in time, the latest end so far.
 *
 * Predecessors of step i are the steps before it in the order that are over by its start. Sorting the points by
 * time, then by position, puts before the start of i just the ends of its predecessors: an end at the same moment
 * belongs to an instant, which comes before i only when its position does.
 */
async function sweepTangled(run: Run): Promise<void> {
  await run.do(sql`
    CREATE OR REPLACE TEMP TABLE tangled_step AS
    WITH step_of AS (
      SELECT o.* FROM ordered_step o SEMI JOIN tangled_case USING (case_key)
    ), point AS (
      SELECT case_key, place, started_at AS moment, 0 AS ends, CAST(NULL AS TIMESTAMP) AS over_at FROM step_of WHERE NOT note
      UNION ALL
      SELECT case_key, place, over_at, 1, over_at FROM step_of WHERE NOT note
    ), swept AS (
      SELECT place, ends, max(over_at) OVER (PARTITION BY case_key ORDER BY moment, place, ends ROWS UNBOUNDED PRECEDING) AS enabled_at
      FROM point
    ), followed AS (
      SELECT place,
             lead(started_at) OVER following AS gap_until,
             lead(activity) OVER following   AS gap_to,
             lead(stage) OVER following      AS gap_stage
      FROM step_of
      WHERE NOT note
      WINDOW following AS (PARTITION BY case_key ORDER BY place)
    ), covered AS (
      SELECT place, max(over_at) OVER (PARTITION BY case_key ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered_until
      FROM step_of
    )
    SELECT c.place, s.enabled_at, f.gap_until, f.gap_to, f.gap_stage, c.covered_until
    FROM covered c
    LEFT JOIN (SELECT place, enabled_at FROM swept WHERE ends = 0) s ON s.place = c.place
    LEFT JOIN followed f ON f.place = c.place`);
}

/** A join may hand rows on in another order; `trace` is read in order, so it is put back when that has happened. */
async function keepOrder(run: Run): Promise<void> {
  const [found] = await run.ask<{ broken: number }>(sql`
    SELECT count(*) AS broken
    FROM (SELECT place, lag(place) OVER () AS place_before FROM trace)
    WHERE place <> coalesce(place_before, 0) + 1`);
  if ((found?.broken ?? 0) === 0) return;
  await run.do(sql`CREATE OR REPLACE TEMP TABLE sorted_trace AS SELECT * FROM trace ORDER BY place`);
  await run.do(sql`DROP TABLE temp.trace`);
  await run.do(sql`ALTER TABLE temp.sorted_trace RENAME TO trace`);
}
