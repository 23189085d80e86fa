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
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($6))))) 
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
