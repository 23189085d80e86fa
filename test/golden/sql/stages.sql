-- How long does each stage take, how often do cases come back to it, and is it within its limit?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- everything: rows
WITH visited AS (
        SELECT v.stage, count(*) AS visits,
               (CAST(count(CASE WHEN v.waiting_ms <= g.wait_limit_ms THEN 1 END) AS DOUBLE) / nullif(count(g.wait_limit_ms), 0)) AS within_target,
               count(CASE WHEN v.visit = 1 THEN 1 END) AS cases,
               count(CASE WHEN v.visit > 1 THEN 1 END) AS reentries,
               quantile_cont(CASE WHEN v.visit = 1 THEN v.waiting_ms END, [0.5, 0.9]) AS waiting,
               quantile_cont(CASE WHEN v.visit = 1 THEN v.processing_ms END, [0.5, 0.9]) AS processing,
               quantile_cont(CASE WHEN v.visit = 1 THEN v.waiting_ms + v.processing_ms + v.gap_ms END, 0.5) AS median_total_ms,
               quantile_cont(CASE WHEN v.visit > 1 THEN v.waiting_ms + v.processing_ms + v.gap_ms END, 0.5) AS median_reentry_ms
        FROM stage_visit v JOIN stage g ON g.id = v.stage
        WHERE true
        GROUP BY v.stage), scored AS (
        SELECT a.stage, count(a.score) AS answers, avg(a.score) AS mean, count(CASE WHEN a.score = 100 THEN 1 END) AS best,
               count(CASE WHEN a.score = -100 THEN 1 END) AS worst, sum(a.score * a.score) AS squares, max(a.instrument) AS instrument
        FROM (SELECT f.stage, f.instrument, CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END AS score
              FROM feedback f
              WHERE f.stage IS NOT NULL AND f.score IS NOT NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1)
                AND true) a
        GROUP BY a.stage) 
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
      ORDER BY g.id = 0, g.id;

-- narrow: rows
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), visited AS (
        SELECT v.stage, count(*) AS visits,
               (CAST(count(CASE WHEN v.waiting_ms <= g.wait_limit_ms THEN 1 END) AS DOUBLE) / nullif(count(g.wait_limit_ms), 0)) AS within_target,
               count(CASE WHEN v.visit = 1 THEN 1 END) AS cases,
               count(CASE WHEN v.visit > 1 THEN 1 END) AS reentries,
               quantile_cont(CASE WHEN v.visit = 1 THEN v.waiting_ms END, [0.5, 0.9]) AS waiting,
               quantile_cont(CASE WHEN v.visit = 1 THEN v.processing_ms END, [0.5, 0.9]) AS processing,
               quantile_cont(CASE WHEN v.visit = 1 THEN v.waiting_ms + v.processing_ms + v.gap_ms END, 0.5) AS median_total_ms,
               quantile_cont(CASE WHEN v.visit > 1 THEN v.waiting_ms + v.processing_ms + v.gap_ms END, 0.5) AS median_reentry_ms
        FROM stage_visit v JOIN stage g ON g.id = v.stage
        WHERE v.case_key IN (SELECT case_key FROM chosen)
        GROUP BY v.stage), scored AS (
        SELECT a.stage, count(a.score) AS answers, avg(a.score) AS mean, count(CASE WHEN a.score = 100 THEN 1 END) AS best,
               count(CASE WHEN a.score = -100 THEN 1 END) AS worst, sum(a.score * a.score) AS squares, max(a.instrument) AS instrument
        FROM (SELECT f.stage, f.instrument, CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END AS score
              FROM feedback f
              WHERE f.stage IS NOT NULL AND f.score IS NOT NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1)
                AND (f.case_key IS NOT NULL AND f.case_key IN (SELECT case_key FROM chosen))) a
        GROUP BY a.stage) 
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
      ORDER BY g.id = 0, g.id;
