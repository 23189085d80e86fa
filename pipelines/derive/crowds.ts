import { sql } from '../../engine/sql.ts';
import type { Run } from './run.ts';

/** So many marks of a crowd are looked at together; see `shareCrowds`. */
const BLOCK = 16;

/**
 * `crowd_share`: how the time of overlapping steps is shared, as the processing time of each (`place`, `processing_ms`).
 *
 * The starts and ends of a crowd are its marks; from one mark to the next the running step that started last has the time,
 * a step of a parallel stage only when no other runs. Marks meet steps through blocks of marks, so that a crowd of
 * a hundred thousand steps (a machine as a case, say) costs what overlaps in it, not its square.
 */
export async function shareCrowds(run: Run): Promise<void> {
  await run.do(sql`
    CREATE OR REPLACE TEMP TABLE crowd_share AS
    WITH member AS (
      SELECT case_key, track, knot, place, aside, from_ms, until_ms FROM strand WHERE crowd > 1
    ), point AS (
      SELECT case_key, track, knot, place, from_ms AS at_ms FROM member
      UNION ALL
      SELECT case_key, track, knot, place, until_ms FROM member
    ), mark AS (
      SELECT case_key, track, knot, place,
             CAST(row_number() OVER along AS INTEGER)        AS mark,
             lead(at_ms, 1, at_ms) OVER along - at_ms        AS length_ms
      FROM point
      WINDOW along AS (PARTITION BY case_key, track, knot ORDER BY at_ms)
    ), span AS (
      SELECT m.case_key, m.track, m.knot, m.place, CASE WHEN any_value(s.aside) THEN m.place ELSE m.place + 4611686018427387904 END AS rank,
             min(m.mark) AS first, max(m.mark) - 1 AS last
      FROM mark m
      JOIN member s ON s.place = m.place
      GROUP BY m.case_key, m.track, m.knot, m.place
    ), spread AS (
      SELECT case_key, track, knot, rank, first, last, unnest(range(first // ${BLOCK}, last // ${BLOCK} + 1)) AS block FROM span
    ), owned AS (
      SELECT max(s.rank) AS rank, any_value(m.length_ms) AS length_ms
      FROM mark m
      JOIN spread s ON s.case_key = m.case_key AND s.track = m.track AND s.knot = m.knot AND s.block = m.mark // ${BLOCK}
      WHERE m.length_ms > 0 AND m.mark BETWEEN s.first AND s.last
      GROUP BY m.case_key, m.track, m.knot, m.mark
    )
    SELECT CASE WHEN rank >= 4611686018427387904 THEN rank - 4611686018427387904 ELSE rank END AS place,
           CAST(sum(length_ms) AS BIGINT) AS processing_ms
    FROM owned
    GROUP BY rank`);
}
