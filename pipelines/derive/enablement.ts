import { raw, sql, type Sql } from '../../engine/sql.ts';
import { dropTables, type Run } from './run.ts';

/**
 * What enabled each step, and where its gap leads: `trace`, one row per step, the table all later parts read.
 *
 * In a *plain* case every step has ended when the next one starts and none is a note, so the step before enables the
 * next one: one pass, and these rows lie in `trace` in their order. Cases with overlaps or notes are *tangled*; their rows
 * come after, in no order, out of the sweep of `addTangled`.
 * A step without predecessors is enabled by the arrival where the case has one, else by itself; so is a note,
 * which waits for nothing. `covered_until` is the latest end among all earlier steps of a tangled case.
 */
export async function enable(run: Run): Promise<{ tangled: boolean }> {
  await run.do(sql`
    CREATE OR REPLACE TEMP TABLE tangled_case AS
    SELECT DISTINCT case_key
    FROM (SELECT case_key, note, over_at, tail, lead(started_at) OVER () AS next_start FROM ordered_step)
    WHERE note OR (NOT tail AND over_at > next_start)`);
  const [found] = await run.ask<{ tangled: boolean; arrivals: boolean }>(sql`
    SELECT EXISTS (FROM tangled_case) AS tangled, EXISTS (FROM case_start WHERE arrival_known) AS arrivals`);
  const arrivals = found?.arrivals ?? false;
  const tangled = found?.tangled ?? false;
  await run.do(sql`
    CREATE OR REPLACE TEMP TABLE trace AS
    SELECT ${unchanged}, o.next_activity, ${handsOver} AS hands_over, false AS tangled,
           coalesce(o.before_at, ${arrivals ? sql`c.arrived_at` : sql`o.started_at`}) AS enabled_at,
           o.next_start AS gap_until, o.next_activity AS gap_to, o.next_stage AS gap_stage, CAST(NULL AS TIMESTAMP) AS covered_until
    FROM (
      SELECT *,
             CASE WHEN NOT head THEN lag(over_at) OVER () END     AS before_at,
             CASE WHEN NOT tail THEN lead(started_at) OVER () END AS next_start,
             CASE WHEN NOT tail THEN lead(activity) OVER () END   AS next_activity,
             CASE WHEN NOT tail THEN lead(stage) OVER () END      AS next_stage,
             CASE WHEN NOT tail THEN lead(resource) OVER () END   AS next_resource
      FROM ordered_step) o
    ${arrivals ? sql`JOIN case_start c ON c.case_key = o.case_key` : raw('')}
    ${tangled ? sql`ANTI JOIN tangled_case t ON t.case_key = o.case_key` : raw('')}`);
  await keepOrder(run);
  if (tangled) await addTangled(run);
  await dropTables(run, 'ordered_step', 'tangled_case');
  return { tangled };
}

const unchanged: Sql = sql`
  o.place, o.case_key, o.position, o.activity, o.stage, o.resource, o.team, o.started_at, o.over_at, o.ended, o.measured, o.note, o.aside, o.after,
           o.head, o.tail`;
const handsOver: Sql = sql`coalesce(o.resource <> o.next_resource, false)`;

/**
 * The rows of tangled cases. Where all earlier steps are over when a step starts, the latest of them enabled it, as in a
 * plain case (notes left out). The others are *beset*: for them the starts and ends of the case are swept in time.
 *
 * Predecessors of step i are the steps before it in the order that are over by its start. Sorting the points by
 * time, then by position, puts before the start of i just the ends of its predecessors: an end at the same moment
 * belongs to an instant, which comes before i only when its position does.
 */
async function addTangled(run: Run): Promise<void> {
  await run.do(sql`
    CREATE OR REPLACE TEMP TABLE tangled_step AS
    SELECT *, NOT note AND solid_until > started_at AS beset
    FROM (
      SELECT *,
             lead(activity) OVER along                                                   AS next_activity,
             lead(resource) OVER along                                                   AS next_resource,
             lead(CASE WHEN NOT note THEN started_at END IGNORE NULLS) OVER along        AS gap_until,
             lead(CASE WHEN NOT note THEN activity END IGNORE NULLS) OVER along          AS gap_to,
             lead(CASE WHEN NOT note THEN stage END IGNORE NULLS) OVER along             AS gap_stage,
             max(over_at) OVER before                                                    AS covered_until,
             max(CASE WHEN NOT note THEN over_at END) OVER before                        AS solid_until
      FROM ordered_step SEMI JOIN tangled_case USING (case_key)
      WINDOW along AS (PARTITION BY case_key ORDER BY place),
             before AS (PARTITION BY case_key ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))`);
  await dropTables(run, 'ordered_step');
  await run.do(sql`
    INSERT INTO trace
    WITH point AS (
      SELECT case_key, place, started_at AS moment, 0 AS ends, CAST(NULL AS TIMESTAMP) AS over_at FROM tangled_step WHERE beset
      UNION ALL
      SELECT case_key, place, over_at, 1, over_at
      FROM tangled_step
      SEMI JOIN (SELECT DISTINCT case_key FROM tangled_step WHERE beset) USING (case_key)
      WHERE NOT note
    ), swept AS (
      SELECT place, ends, max(over_at) OVER (PARTITION BY case_key ORDER BY moment, place, ends ROWS UNBOUNDED PRECEDING) AS enabled_at
      FROM point
    )
    SELECT ${unchanged}, o.next_activity, ${handsOver}, true,
           CASE WHEN o.note THEN o.started_at
                ELSE coalesce(CASE WHEN o.beset THEN s.enabled_at ELSE o.solid_until END,
                              CASE WHEN c.arrival_known THEN c.arrived_at END,
                              o.started_at) END,
           CASE WHEN NOT o.note THEN o.gap_until END,
           CASE WHEN NOT o.note THEN o.gap_to END,
           CASE WHEN NOT o.note THEN o.gap_stage END,
           o.covered_until
    FROM tangled_step o
    JOIN case_start c ON c.case_key = o.case_key
    LEFT JOIN (SELECT place, enabled_at FROM swept WHERE ends = 0) s ON s.place = o.place`);
  await dropTables(run, 'tangled_step');
}

/** A join may hand rows on in another order (it does when it spills); plain rows are put back when that has happened. */
async function keepOrder(run: Run): Promise<void> {
  const [found] = await run.ask<{ broken: number }>(sql`
    SELECT count(*) AS broken
    FROM (SELECT place, lag(place) OVER () AS place_before FROM trace)
    WHERE place < place_before`);
  if ((found?.broken ?? 0) === 0) return;
  await run.do(sql`CREATE OR REPLACE TEMP TABLE sorted_trace AS SELECT * FROM trace ORDER BY place`);
  await run.do(sql`DROP TABLE temp.trace`);
  await run.do(sql`ALTER TABLE temp.sorted_trace RENAME TO trace`);
}
