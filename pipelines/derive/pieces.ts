import { sql } from '../../engine/sql.ts';
import { shareCrowds } from './crowds.ts';
import { dropTables, type Run } from './run.ts';

/**
 * `piece`: the ribbon. Every moment between arrival and delivery belongs to exactly one step: while steps run, to the one
 * that started last (in the order of the case), a step of a parallel stage only when no other runs; else to the
 * next one to start, as waiting. Delivery is itself the end of a step, so at every earlier moment some step runs or
 * is still to come: the pieces of a case add up to its time, whatever the log looks like.
 *
 * The corners:
 * - Steps after delivery take no part: time while only such a step runs is waiting for the next step that does. They make
 *   the second ribbon, from delivery to their last end, with what lies before delivery cut off.
 * - Notes stand aside: they only account for time that no other step will, after the end of the last other one. (Else a
 *   case that ends with a note would have time that belongs to nobody.)
 * - A step that has not ended takes no time: the wait up to its start is its own, and delivery may be its start.
 * - Without an arrival of its own a case arrives with its first step, which then has waited for nothing; when that
 *   first step comes after delivery, the time from it to the first step of the ribbon is that step's waiting.
 * - A case of steps after delivery only has no delivery, and no ribbon.
 *
 * So there are four tracks one after the other: steps, notes, steps after delivery, notes after delivery; each begins
 * where the one before it ends, and a step counts only from there. Boundaries are floored to the millisecond from
 * the ribbon's beginning, so that parts telescope to the whole.
 */
export async function writePieces(run: Run, tangled: boolean): Promise<void> {
  const [stages] = await run.ask<{ after: boolean | null }>(sql`SELECT bool_or(after_delivery) AS after FROM stage`);
  await writePlainPieces(run);
  if (stages?.after === true) await writePlainPiecesAfter(run);
  if (!tangled) return;
  await layTracks(run);
  await shareCrowds(run);
  await run.do(sql`
    INSERT INTO piece (case_key, activity, after_delivery, waiting_ms, processing_ms)
    SELECT s.case_key, s.activity, s.track > 2, s.waiting_ms, CASE WHEN s.crowd = 1 THEN s.until_ms - s.from_ms ELSE coalesce(c.processing_ms, 0) END
    FROM strand s
    LEFT JOIN crowd_share c ON c.place = s.place
    WHERE s.waiting_ms > 0 OR s.crowd = 1 OR c.processing_ms > 0`);
  await dropTables(run, 'strand', 'crowd_share');
}

/** Where nothing overlaps, a step's waiting runs from the end of the one before it. */
async function writePlainPieces(run: Run): Promise<void> {
  await run.do(sql`
    INSERT INTO piece (case_key, activity, after_delivery, waiting_ms, processing_ms)
    SELECT * FROM (
      SELECT t.case_key, t.activity, false,
             (epoch_us(t.started_at) - epoch_us(s.arrived_at)) // 1000
               - (epoch_us(coalesce(t.before_at, s.arrived_at)) - epoch_us(s.arrived_at)) // 1000 AS waiting_ms,
             (epoch_us(t.over_at) - epoch_us(s.arrived_at)) // 1000
               - (epoch_us(t.started_at) - epoch_us(s.arrived_at)) // 1000                       AS processing_ms
      FROM (SELECT case_key, activity, started_at, over_at,
                   CASE WHEN lag(case_key) OVER () = case_key THEN lag(over_at) OVER () END AS before_at
            FROM trace
            WHERE NOT tangled AND NOT after) t
      JOIN case_start s ON s.case_key = t.case_key)
    WHERE waiting_ms > 0 OR processing_ms > 0`);
}

async function writePlainPiecesAfter(run: Run): Promise<void> {
  await run.do(sql`
    INSERT INTO piece (case_key, activity, after_delivery, waiting_ms, processing_ms)
    SELECT * FROM (
      SELECT case_key, activity, true,
             (epoch_us(greatest(started_at, delivered_at)) - epoch_us(delivered_at)) // 1000
               - (epoch_us(greatest(coalesce(before_at, delivered_at), delivered_at)) - epoch_us(delivered_at)) // 1000  AS waiting_ms,
             (epoch_us(greatest(over_at, delivered_at)) - epoch_us(delivered_at)) // 1000
               - (epoch_us(greatest(started_at, delivered_at)) - epoch_us(delivered_at)) // 1000 AS processing_ms
      FROM (
        SELECT t.*, c.delivered_at
        FROM (SELECT case_key, activity, started_at, over_at,
                     CASE WHEN lag(case_key) OVER () = case_key THEN lag(over_at) OVER () END AS before_at
              FROM trace
              WHERE NOT tangled AND after) t
        JOIN case_sum c ON c.case_key = t.case_key
        WHERE c.delivered_at IS NOT NULL))
    WHERE waiting_ms > 0 OR processing_ms > 0`);
}

/**
 * `strand`: the steps of tangled cases on their tracks, in whole milliseconds from the beginning of the ribbon.
 *
 * A step that starts when all before it on the track are over begins a new group and is charged the idle time before it.
 * `crowd` is how many steps of a group take time: alone, a step keeps all of it.
 */
async function layTracks(run: Run): Promise<void> {
  await run.do(sql`
    CREATE OR REPLACE TEMP TABLE strand AS
    WITH bound AS (
      SELECT t.case_key, t.place, t.activity, t.aside,
             CASE WHEN t.after THEN 3 ELSE 1 END + CAST(t.note AS INTEGER)       AS track,
             CASE WHEN t.after THEN c.delivered_at ELSE s.arrived_at END         AS zero_at,
             t.started_at, t.over_at,
             max(CASE WHEN NOT t.note THEN t.over_at END) OVER (PARTITION BY t.case_key, t.after) AS others_over_at
      FROM trace t
      JOIN case_start s ON s.case_key = t.case_key
      JOIN case_sum c ON c.case_key = t.case_key
      WHERE t.tangled AND (c.delivered_at IS NOT NULL OR NOT t.after)
    ), measured AS (
      SELECT case_key, place, activity, aside, track,
             CASE WHEN track IN (2, 4) AND others_over_at > zero_at THEN (epoch_us(others_over_at) - epoch_us(zero_at)) // 1000 ELSE 0 END AS base_ms,
             (epoch_us(greatest(started_at, zero_at)) - epoch_us(zero_at)) // 1000 AS started_ms,
             (epoch_us(greatest(over_at, zero_at)) - epoch_us(zero_at)) // 1000    AS over_ms
      FROM bound
    ), cut AS (
      SELECT case_key, place, activity, aside, track, base_ms,
             greatest(started_ms, base_ms) AS from_ms, greatest(over_ms, base_ms) AS until_ms
      FROM measured
    ), followed AS (
      SELECT *, coalesce(max(until_ms) OVER (PARTITION BY case_key, track ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), base_ms) AS run_until_ms
      FROM cut
    ), grouped AS (
      SELECT *, sum(CAST(from_ms >= run_until_ms AS INTEGER)) OVER (PARTITION BY case_key, track ORDER BY place ROWS UNBOUNDED PRECEDING) AS knot
      FROM followed
    )
    SELECT case_key, place, activity, aside, track, knot, from_ms, until_ms,
           greatest(0, from_ms - run_until_ms) AS waiting_ms,
           CASE WHEN until_ms > from_ms THEN count(*) FILTER (WHERE until_ms > from_ms) OVER (PARTITION BY case_key, track, knot) ELSE 0 END AS crowd
    FROM grouped`);
}
