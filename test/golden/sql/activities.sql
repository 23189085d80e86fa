-- Which activities are there, how often, and how long does each take?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- everything: rows
SELECT a.name AS activity, coalesce(g.name, 'Unplaced') AS stage,
             q.steps, q.cases, q.start_cases, q.end_cases, q.reworked_cases, q.self_loops,
             q.processing[1] AS median_processing_ms, q.mean_processing_ms, q.processing[2] AS p90_processing_ms,
             q.measured, q.measured_share, a.note
      FROM (SELECT s.activity, count(*) AS steps,
                   count(CASE WHEN s.visit = 1 THEN 1 END) AS cases,
                   count(CASE WHEN s.position = 1 THEN 1 END) AS start_cases,
                   count(CASE WHEN s.next_activity IS NULL THEN 1 END) AS end_cases,
                   count(CASE WHEN s.visit = 2 THEN 1 END) AS reworked_cases,
                   count(CASE WHEN s.next_activity = s.activity THEN 1 END) AS self_loops,
                   quantile_cont(CASE WHEN s.measured THEN s.processing_ms END, [0.5, 0.9]) AS processing,
                   avg(CASE WHEN s.measured THEN s.processing_ms END) AS mean_processing_ms,
                   count(CASE WHEN s.measured THEN s.processing_ms END) AS measured,
                   (CAST(count(CASE WHEN s.measured THEN 1 END) AS DOUBLE) / nullif(count(*), 0)) AS measured_share
            FROM step s
            WHERE true
            GROUP BY s.activity) q
      JOIN activity a ON a.id = q.activity
      LEFT JOIN stage g ON g.id = a.stage
      ORDER BY q.steps DESC, a.name;

-- narrow: rows
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) 
      SELECT a.name AS activity, coalesce(g.name, 'Unplaced') AS stage,
             q.steps, q.cases, q.start_cases, q.end_cases, q.reworked_cases, q.self_loops,
             q.processing[1] AS median_processing_ms, q.mean_processing_ms, q.processing[2] AS p90_processing_ms,
             q.measured, q.measured_share, a.note
      FROM (SELECT s.activity, count(*) AS steps,
                   count(CASE WHEN s.visit = 1 THEN 1 END) AS cases,
                   count(CASE WHEN s.position = 1 THEN 1 END) AS start_cases,
                   count(CASE WHEN s.next_activity IS NULL THEN 1 END) AS end_cases,
                   count(CASE WHEN s.visit = 2 THEN 1 END) AS reworked_cases,
                   count(CASE WHEN s.next_activity = s.activity THEN 1 END) AS self_loops,
                   quantile_cont(CASE WHEN s.measured THEN s.processing_ms END, [0.5, 0.9]) AS processing,
                   avg(CASE WHEN s.measured THEN s.processing_ms END) AS mean_processing_ms,
                   count(CASE WHEN s.measured THEN s.processing_ms END) AS measured,
                   (CAST(count(CASE WHEN s.measured THEN 1 END) AS DOUBLE) / nullif(count(*), 0)) AS measured_share
            FROM step s
            WHERE s.case_key IN (SELECT case_key FROM chosen)
            GROUP BY s.activity) q
      JOIN activity a ON a.id = q.activity
      LEFT JOIN stage g ON g.id = a.stage
      ORDER BY q.steps DESC, a.name;

-- positions and scores: rows
WITH case_answer AS (
        SELECT ranked.case_key, ranked.score
        FROM (SELECT f.case_key, CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END AS score,
                     row_number() OVER (PARTITION BY f.case_key ORDER BY f.answered_at IS NULL, f.answered_at DESC, f.import_seq DESC, f.line DESC) AS latest
              FROM feedback f
              WHERE f.case_key IS NOT NULL AND f.stage IS NULL AND f.score IS NOT NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1)) ranked
        WHERE ranked.latest = 1), scored AS (SELECT s.activity, count(r.score) AS answers, avg(r.score) AS mean, count(CASE WHEN r.score = 100 THEN 1 END) AS best,
               count(CASE WHEN r.score = -100 THEN 1 END) AS worst, sum(r.score * r.score) AS squares
                    FROM step s JOIN case_answer r ON r.case_key = s.case_key
                    WHERE s.visit = 1 AND true
                    GROUP BY s.activity) 
      SELECT a.name AS activity, coalesce(g.name, 'Unplaced') AS stage,
             q.steps, q.cases, q.start_cases, q.end_cases, q.reworked_cases, q.self_loops,
             q.processing[1] AS median_processing_ms, q.mean_processing_ms, q.processing[2] AS p90_processing_ms,
             q.measured, q.measured_share, a.note, q.position, r.answers, r.mean, r.best, r.worst, r.squares, (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument
      FROM (SELECT s.activity, count(*) AS steps,
                   count(CASE WHEN s.visit = 1 THEN 1 END) AS cases,
                   count(CASE WHEN s.position = 1 THEN 1 END) AS start_cases,
                   count(CASE WHEN s.next_activity IS NULL THEN 1 END) AS end_cases,
                   count(CASE WHEN s.visit = 2 THEN 1 END) AS reworked_cases,
                   count(CASE WHEN s.next_activity = s.activity THEN 1 END) AS self_loops,
                   quantile_cont(CASE WHEN s.measured THEN s.processing_ms END, [0.5, 0.9]) AS processing,
                   avg(CASE WHEN s.measured THEN s.processing_ms END) AS mean_processing_ms,
                   count(CASE WHEN s.measured THEN s.processing_ms END) AS measured,
                   (CAST(count(CASE WHEN s.measured THEN 1 END) AS DOUBLE) / nullif(count(*), 0)) AS measured_share, avg(CASE WHEN s.visit = 1 THEN CASE WHEN c.steps > 1 THEN CAST(s.position - 1 AS DOUBLE) / (c.steps - 1) ELSE 0 END END) AS position
            FROM step s JOIN case_fact c ON c.case_key = s.case_key
            WHERE true
            GROUP BY s.activity) q
      JOIN activity a ON a.id = q.activity
      LEFT JOIN stage g ON g.id = a.stage LEFT JOIN scored r ON r.activity = q.activity
      ORDER BY q.steps DESC, a.name;
