import { sql, type Sql } from '../../engine/sql.ts';
import { dropTables, type Run } from './run.ts';

/**
 * The order inside a case: `ordered_step`, sorted once by (case, start, complete, import, line).
 *
 * `over_at` is the end, or the start of a step that has not ended, which stands for its end in all that asks for
 * an order. `aside` marks steps of stages that run in parallel, `after` steps of stages after delivery. `place`
 * numbers all rows in this order from 1: later parts look at the row before and after by it, which costs one pass
 * where a window per case would sort ten million rows again.
 */
export async function orderSteps(run: Run, steps: Sql): Promise<void> {
  await run.do(sql`
    CREATE OR REPLACE TEMP TABLE ordered_step AS
    SELECT *, CAST(place - max(CASE WHEN head THEN place END) OVER (ROWS UNBOUNDED PRECEDING) + 1 AS INTEGER) AS position
    FROM (
      SELECT * EXCLUDE (import_seq, line),
             CAST(row_number() OVER () AS INTEGER)                AS place,
             lag(case_key) OVER () IS DISTINCT FROM case_key     AS head,
             lead(case_key) OVER () IS DISTINCT FROM case_key    AS tail
      FROM (
        SELECT s.case_key, s.activity, coalesce(a.stage, 0) AS stage, s.resource, s.team, s.started_at,
               coalesce(s.completed_at, s.started_at) AS over_at,
               s.completed_at IS NOT NULL         AS ended,
               s.measured,
               coalesce(a.note, false)            AS note,
               coalesce(g.parallel, false)        AS aside,
               coalesce(g.after_delivery, false)  AS after,
               s.import_seq, s.line
        FROM (${steps}) s
        LEFT JOIN activity a ON a.id = s.activity
        LEFT JOIN stage g ON g.id = a.stage
        ORDER BY s.case_key, s.started_at, over_at, s.import_seq, s.line))`);
  await dropTables(run, 'paired_step');
  await assertOrder(run);
}

/**
 * Windows without an order of their own read rows as the table holds them. That is how DuckDB keeps a table made
 * with ORDER BY unless someone turns `preserve_insertion_order` off; then figures would be silently wrong.
 */
async function assertOrder(run: Run): Promise<void> {
  const [found] = await run.ask<{ broken: number }>(sql`
    SELECT count(*) AS broken
    FROM (SELECT case_key, started_at, place, lag(case_key) OVER () AS case_before, lag(started_at) OVER () AS start_before,
                 lag(place) OVER () AS place_before
          FROM ordered_step)
    WHERE place <> coalesce(place_before, 0) + 1
       OR case_key < case_before
       OR (case_key = case_before AND started_at < start_before)`);
  if ((found?.broken ?? 0) > 0) throw new Error('The engine did not keep the order of a sorted table (preserve_insertion_order).');
}
