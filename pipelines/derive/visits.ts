import { dialect } from '../../engine/dialect.ts';
import { sql } from '../../engine/sql.ts';
import { dropTables, type Run } from './run.ts';

/**
 * `stage_visit`, from `trace`: maximal runs of the steps of one stage, notes and parallel stages set aside; and one
 * visit per case for each parallel stage.
 *
 * A visit is entered when its first step is enabled, started when that starts, left at its latest end. Processing is the
 * union of its steps; what is left between start and end is its gap. No time leads out of a visit whose last step has not ended.
 */
export async function writeVisits(run: Run, tangled: boolean): Promise<void> {
  await gatherStays(run, tangled);
  await run.do(sql`
    CREATE OR REPLACE TEMP TABLE followed_stay AS
    SELECT *,
           CAST(place - max(CASE WHEN head THEN place END) OVER (ROWS UNBOUNDED PRECEDING) + 1 AS INTEGER) AS position
    FROM (
      SELECT *, row_number() OVER () AS place,
             lag(case_key) OVER () IS DISTINCT FROM case_key                    AS head,
             CASE WHEN lead(case_key) OVER () = case_key THEN lead(stage) OVER () END      AS next_stage,
             CASE WHEN lead(case_key) OVER () = case_key THEN lead(started_at) OVER () END AS next_start
      FROM stay)`);
  await dropTables(run, 'stay');
  await run.do(sql`
    CREATE OR REPLACE TEMP TABLE reentry AS
    SELECT *
    FROM (
      SELECT f.place,
             row_number() OVER (PARTITION BY f.case_key, f.stage ORDER BY f.place)                   AS visit,
             row_number() OVER (PARTITION BY f.case_key, f.stage, f.next_stage ORDER BY f.place) = 1 AS first_of_edge
      FROM followed_stay f
      SEMI JOIN (SELECT case_key, stage FROM followed_stay GROUP BY case_key, stage HAVING count(*) > 1) again
        ON again.case_key = f.case_key AND again.stage = f.stage)
    WHERE visit > 1`);
  await run.do(sql`
    INSERT INTO stage_visit ${visitColumns}
    SELECT f.case_key, f.stage, coalesce(r.visit, 1), f.position, f.entered_at, f.started_at, f.left_at, ${times},
           CASE WHEN f.next_start IS NULL OR NOT f.ended THEN NULL WHEN f.next_start < f.left_at THEN 0
                ELSE ${dialect.milliseconds(sql`f.left_at`, sql`f.next_start`)} END,
           f.next_stage, coalesce(r.first_of_edge, true), g.wait_limit_ms
    FROM followed_stay f
    LEFT JOIN reentry r ON r.place = f.place
    LEFT JOIN stage g ON g.id = f.stage`);
  await dropTables(run, 'followed_stay', 'reentry');
  await run.do(sql`
    INSERT INTO stage_visit ${visitColumns}
    SELECT f.case_key, f.stage, 1, 0, f.entered_at, f.started_at, f.left_at, ${times}, NULL, NULL, true, g.wait_limit_ms
    FROM (
      SELECT case_key, stage, min_by(enabled_at, place) AS entered_at, min(started_at) AS started_at, max(over_at) AS left_at,
             sum(fresh_us) AS processing_us
      FROM (
        SELECT *, ${freshUs} AS fresh_us
        FROM (
          SELECT *, max(over_at) OVER (PARTITION BY case_key, stage ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS run_until
          FROM trace
          WHERE aside AND NOT note))
      GROUP BY case_key, stage) f
    LEFT JOIN stage g ON g.id = f.stage`);
}

const visitColumns = sql`(case_key, stage, visit, position, entered_at, started_at, left_at, waiting_ms, processing_ms, gap_ms, next_gap_ms,
       next_stage, first_of_edge, target_ms)`;

/** waiting, processing and gap of a visit; the gap takes what flooring leaves, so that the three make the whole. */
const times = sql`
           ${dialect.milliseconds(sql`f.entered_at`, sql`f.started_at`)},
           CAST(f.processing_us // 1000 AS BIGINT),
           ${dialect.milliseconds(sql`f.started_at`, sql`f.left_at`)} - CAST(f.processing_us // 1000 AS BIGINT)`;

/** The part of a step that no earlier step of its visit covers. */
const freshUs = sql`
  CASE WHEN run_until IS NULL OR run_until <= started_at THEN epoch_us(over_at) - epoch_us(started_at)
       WHEN run_until < over_at                          THEN epoch_us(over_at) - epoch_us(run_until)
       ELSE 0 END`;

/**
 * `stay`: the runs, each case's in order. In a plain case a run ends with its last step and its processing is read off a
 * running total at its two ends, in one pass; where steps overlap the runs are grouped.
 */
async function gatherStays(run: Run, tangled: boolean): Promise<void> {
  await run.do(sql`
    CREATE OR REPLACE TEMP TABLE stay AS
    SELECT case_key, stage, entered_at, started_at, left_at, ended, processing_us
    FROM (
      SELECT case_key, stage, enters, enabled_at AS entered_at, started_at,
             CASE WHEN leaves THEN ended ELSE lead(ended) OVER () END                AS ended,
             CASE WHEN leaves THEN over_at ELSE lead(over_at) OVER () END            AS left_at,
             CAST(CASE WHEN leaves THEN us ELSE lead(total_us) OVER () - total_us + us END AS BIGINT) AS processing_us
      FROM (
        SELECT *, sum(us) OVER (ROWS UNBOUNDED PRECEDING) AS total_us
        FROM (
          SELECT case_key, stage, enabled_at, started_at, over_at, ended, epoch_us(over_at) - epoch_us(started_at)                    AS us,
                 lag(case_key) OVER () IS DISTINCT FROM case_key OR lag(stage) OVER () IS DISTINCT FROM stage   AS enters,
                 lead(case_key) OVER () IS DISTINCT FROM case_key OR lead(stage) OVER () IS DISTINCT FROM stage AS leaves
          FROM trace
          WHERE NOT tangled AND NOT aside))
      WHERE enters OR leaves)
    WHERE enters`);
  if (!tangled) return;
  await run.do(sql`
    INSERT INTO stay
    WITH marked AS (
      SELECT place, case_key, stage, enabled_at, started_at, over_at, ended,
             lag(stage) OVER (PARTITION BY case_key ORDER BY place) IS DISTINCT FROM stage AS enters
      FROM trace
      WHERE tangled AND NOT note AND NOT aside
    ), numbered AS (
      SELECT *, sum(CAST(enters AS INTEGER)) OVER (PARTITION BY case_key ORDER BY place ROWS UNBOUNDED PRECEDING) AS stay
      FROM marked
    ), covered AS (
      SELECT *, max(over_at) OVER (PARTITION BY case_key, stay ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS run_until
      FROM numbered
    )
    SELECT case_key, any_value(stage), max(CASE WHEN enters THEN enabled_at END), min(started_at), max(over_at), max_by(ended, place), CAST(sum(${freshUs}) AS BIGINT)
    FROM covered
    GROUP BY case_key, stay
    ORDER BY case_key, stay`);
}
