import { empty, raw, sql, type Sql } from '../../engine/sql.ts';
import type { BucketUnit } from '../../engine/dialect.ts';
import type { Asked } from './analytic.ts';
import { bucketOf } from './buckets.ts';
import { outAt } from './flow-checks.ts';
import { chosenCases, inScope, isComplete } from './scope.ts';

/**
 * What happened to visits, per stage and bucket: `entered`, `left`; and to cases in progress: `came` to stand in the stage
 * and `went` on from it.
 *
 * A case in progress stands in the stage it entered last, stages that run in parallel left aside: from its arrival in the
 * first one, until the next one is entered or the case is out. So the cases that stand somewhere add up to those in progress.
 */
export function stageFlow(asked: Asked<{ bucket: BucketUnit }>, time: 'delivery' | 'throughput'): Record<string, Sql> {
  const { process, params } = asked;
  const day = (at: string) => bucketOf(process, raw(at), params.bucket);
  const chosen = chosenCases(asked);
  const from = (more = empty) => sql`FROM stage_visit v JOIN stage g ON g.id = v.stage ${more} WHERE ${chosen.has('v')}`;
  const open = sql`v.case_key IN (SELECT c.case_key FROM case_fact c WHERE NOT ${isComplete(process)})`;
  // a step without an end runs while its case is open, so its visit has not been left, whatever came after it
  const running = sql`LEFT JOIN (
        SELECT DISTINCT o.case_key, o.stage, o.visit FROM step r
        JOIN stage_visit o ON o.case_key = r.case_key AND o.stage = r.stage AND o.started_at <= r.started_at AND r.started_at <= o.left_at
        WHERE r.completed_at IS NULL AND r.activity NOT IN (SELECT a.id FROM activity a WHERE a.note)
      ) q ON q.case_key = v.case_key AND q.stage = v.stage AND q.visit = v.visit`;
  const inside = sql`${open} AND (v.position > 0 AND v.next_stage IS NULL OR q.case_key IS NOT NULL)`;
  return {
    arrived: sql`${chosen.with()}SELECT g.name AS stage, g.id AS position, g.parallel, ${day('v.entered_at')} AS bucket, count(*) AS cases ${from()} GROUP BY 1, 2, 3, 4 ORDER BY 2 = 0, 2, 4`,
    completed: sql`${chosen.with()}SELECT g.name AS stage, ${day('v.left_at')} AS bucket, count(*) AS cases ${from(running)} AND NOT (${inside}) GROUP BY 1, 2 ORDER BY 1, 2`,
    standing: sql`
      WITH placed AS (
        SELECT v.stage, CASE WHEN v.position = 1 THEN c.arrived_at ELSE v.entered_at END AS came_at, n.entered_at AS next_at,
               CASE WHEN ${isComplete(process)} THEN ${outAt(time)} END AS out_at
        FROM stage_visit v
        JOIN case_fact c ON c.case_key = v.case_key
        LEFT JOIN stage_visit n ON n.case_key = v.case_key AND n.position = v.position + 1
        WHERE v.position > 0 AND ${inScope(asked)}
      ), stood AS (
        SELECT p.stage, p.came_at, CASE WHEN p.out_at IS NULL OR p.next_at < p.out_at THEN p.next_at ELSE p.out_at END AS went_at
        FROM placed p
        WHERE p.out_at IS NULL OR p.came_at < p.out_at
      )
      SELECT g.name AS stage, q.bucket, sum(q.cases) AS cases
      FROM (SELECT s.stage, ${day('s.came_at')} AS bucket, count(*) AS cases FROM stood s GROUP BY 1, 2
            UNION ALL
            SELECT s.stage, ${day('s.went_at')} AS bucket, -count(*) AS cases FROM stood s WHERE s.went_at IS NOT NULL GROUP BY 1, 2) q
      JOIN stage g ON g.id = q.stage
      GROUP BY 1, 2
      ORDER BY 1, 2`,
  };
}
