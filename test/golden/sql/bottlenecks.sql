-- Where are hours lost?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- hand-overs: hand-over
WITH quarter AS (SELECT s.activity AS from_id, s.gap_to AS to_id, quantile_cont(CAST(s.gap_ms AS DOUBLE), 0.25) AS best_ms
        FROM step s WHERE s.gap_ms IS NOT NULL AND s.gap_to IS NOT NULL GROUP BY s.activity, s.gap_to), limits AS (SELECT q.from_id, q.to_id,
               CASE WHEN h.limit_ms IS NOT NULL THEN h.limit_ms WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN g.wait_limit_ms ELSE q.best_ms END AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM quarter q
        JOIN activity a ON a.id = q.from_id
        JOIN activity b ON b.id = q.to_id
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = q.from_id AND h."to" = q.to_id) 
      SELECT q.from_id, q.to_id, a.name AS "from", b.name AS "to", g.name AS stage, q.lost_ms, q.occurrences, q.cases, q.middle[1] AS median_ms, q.mean_ms, q.middle[2] AS p90_ms, q.limit_ms, q.limit_from
      FROM (SELECT s.activity AS from_id, s.gap_to AS to_id, sum(CASE WHEN s.gap_ms > l.limit_ms THEN s.gap_ms - l.limit_ms ELSE 0 END) AS lost_ms,
                   count(*) AS occurrences, count(DISTINCT s.case_key) AS cases,
                   quantile_cont(CAST(s.gap_ms AS DOUBLE), [0.5, 0.9]) AS middle, avg(s.gap_ms) AS mean_ms,
                   min(l.limit_ms) AS limit_ms, min(l.limit_from) AS limit_from
            FROM step s JOIN limits l ON l.from_id = s.activity AND l.to_id = s.gap_to WHERE s.gap_ms IS NOT NULL AND true
            GROUP BY 1, 2) q
      JOIN activity a ON a.id = q.from_id JOIN activity b ON b.id = q.to_id LEFT JOIN stage g ON g.id = b.stage
      ORDER BY q.lost_ms DESC, a.name, b.name;

-- hand-overs: hand-over trend
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = 2026-04-30T23:00:00.000Z, $8 = 2026-11-01T00:00:00.000Z
WITH quarter AS (SELECT s.activity AS from_id, s.gap_to AS to_id, quantile_cont(CAST(s.gap_ms AS DOUBLE), 0.25) AS best_ms
        FROM step s WHERE s.gap_ms IS NOT NULL AND s.gap_to IS NOT NULL GROUP BY s.activity, s.gap_to), limits AS (SELECT q.from_id, q.to_id,
               CASE WHEN h.limit_ms IS NOT NULL THEN h.limit_ms WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN g.wait_limit_ms ELSE q.best_ms END AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM quarter q
        JOIN activity a ON a.id = q.from_id
        JOIN activity b ON b.id = q.to_id
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = q.from_id AND h."to" = q.to_id) 
      SELECT s.activity AS from_id, s.gap_to AS to_id, CAST(date_trunc('month', CASE WHEN (s.completed_at - to_milliseconds(-s.gap_ms)) < $1 THEN (s.completed_at - to_milliseconds(-s.gap_ms)) WHEN (s.completed_at - to_milliseconds(-s.gap_ms)) < $2 THEN ((s.completed_at - to_milliseconds(-s.gap_ms)) - to_milliseconds(-3600000)) WHEN (s.completed_at - to_milliseconds(-s.gap_ms)) < $3 THEN (s.completed_at - to_milliseconds(-s.gap_ms)) WHEN (s.completed_at - to_milliseconds(-s.gap_ms)) < $4 THEN ((s.completed_at - to_milliseconds(-s.gap_ms)) - to_milliseconds(-3600000)) WHEN (s.completed_at - to_milliseconds(-s.gap_ms)) < $5 THEN (s.completed_at - to_milliseconds(-s.gap_ms)) WHEN (s.completed_at - to_milliseconds(-s.gap_ms)) < $6 THEN ((s.completed_at - to_milliseconds(-s.gap_ms)) - to_milliseconds(-3600000)) ELSE (s.completed_at - to_milliseconds(-s.gap_ms)) END) AS DATE) AS bucket, sum(CASE WHEN s.gap_ms > l.limit_ms THEN s.gap_ms - l.limit_ms ELSE 0 END) AS lost_ms
      FROM step s JOIN limits l ON l.from_id = s.activity AND l.to_id = s.gap_to WHERE s.gap_ms IS NOT NULL AND s.gap_ms > l.limit_ms AND (s.completed_at - to_milliseconds(-s.gap_ms)) >= $7 AND (s.completed_at - to_milliseconds(-s.gap_ms)) < $8 AND true
      GROUP BY 1, 2, 3
      ORDER BY 1, 2, 3;

-- both, narrow: hand-over
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($6))))), quarter AS (SELECT s.activity AS from_id, s.gap_to AS to_id, quantile_cont(CAST(s.gap_ms AS DOUBLE), 0.25) AS best_ms
        FROM step s WHERE s.gap_ms IS NOT NULL AND s.gap_to IS NOT NULL GROUP BY s.activity, s.gap_to), limits AS (SELECT q.from_id, q.to_id,
               CASE WHEN h.limit_ms IS NOT NULL THEN h.limit_ms WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN g.wait_limit_ms ELSE q.best_ms END AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM quarter q
        JOIN activity a ON a.id = q.from_id
        JOIN activity b ON b.id = q.to_id
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = q.from_id AND h."to" = q.to_id) 
      SELECT q.from_id, q.to_id, a.name AS "from", b.name AS "to", g.name AS stage, q.lost_ms, q.occurrences, q.cases, q.middle[1] AS median_ms, q.mean_ms, q.middle[2] AS p90_ms, q.limit_ms, q.limit_from
      FROM (SELECT s.activity AS from_id, s.gap_to AS to_id, sum(CASE WHEN s.gap_ms > l.limit_ms THEN s.gap_ms - l.limit_ms ELSE 0 END) AS lost_ms,
                   count(*) AS occurrences, count(DISTINCT s.case_key) AS cases,
                   quantile_cont(CAST(s.gap_ms AS DOUBLE), [0.5, 0.9]) AS middle, avg(s.gap_ms) AS mean_ms,
                   min(l.limit_ms) AS limit_ms, min(l.limit_from) AS limit_from
            FROM step s JOIN limits l ON l.from_id = s.activity AND l.to_id = s.gap_to WHERE s.gap_ms IS NOT NULL AND s.case_key IN (SELECT case_key FROM chosen)
            GROUP BY 1, 2) q
      JOIN activity a ON a.id = q.from_id JOIN activity b ON b.id = q.to_id LEFT JOIN stage g ON g.id = b.stage
      ORDER BY q.lost_ms DESC, a.name, b.name;

-- both, narrow: hand-over trend
-- $1 = 1, $2 = 2, $3 = "North", $4 = 2025-03-30T01:00:00.000Z, $5 = 2025-10-26T01:00:00.000Z, $6 = 2026-03-29T01:00:00.000Z, $7 = 2026-10-25T01:00:00.000Z, $8 = 2027-03-28T01:00:00.000Z, $9 = 2027-10-31T01:00:00.000Z, $10 = 2026-09-13T23:00:00.000Z, $11 = 2026-10-26T00:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($3))))), quarter AS (SELECT s.activity AS from_id, s.gap_to AS to_id, quantile_cont(CAST(s.gap_ms AS DOUBLE), 0.25) AS best_ms
        FROM step s WHERE s.gap_ms IS NOT NULL AND s.gap_to IS NOT NULL GROUP BY s.activity, s.gap_to), limits AS (SELECT q.from_id, q.to_id,
               CASE WHEN h.limit_ms IS NOT NULL THEN h.limit_ms WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN g.wait_limit_ms ELSE q.best_ms END AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM quarter q
        JOIN activity a ON a.id = q.from_id
        JOIN activity b ON b.id = q.to_id
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = q.from_id AND h."to" = q.to_id) 
      SELECT s.activity AS from_id, s.gap_to AS to_id, CAST(date_trunc('week', CASE WHEN (s.completed_at - to_milliseconds(-s.gap_ms)) < $4 THEN (s.completed_at - to_milliseconds(-s.gap_ms)) WHEN (s.completed_at - to_milliseconds(-s.gap_ms)) < $5 THEN ((s.completed_at - to_milliseconds(-s.gap_ms)) - to_milliseconds(-3600000)) WHEN (s.completed_at - to_milliseconds(-s.gap_ms)) < $6 THEN (s.completed_at - to_milliseconds(-s.gap_ms)) WHEN (s.completed_at - to_milliseconds(-s.gap_ms)) < $7 THEN ((s.completed_at - to_milliseconds(-s.gap_ms)) - to_milliseconds(-3600000)) WHEN (s.completed_at - to_milliseconds(-s.gap_ms)) < $8 THEN (s.completed_at - to_milliseconds(-s.gap_ms)) WHEN (s.completed_at - to_milliseconds(-s.gap_ms)) < $9 THEN ((s.completed_at - to_milliseconds(-s.gap_ms)) - to_milliseconds(-3600000)) ELSE (s.completed_at - to_milliseconds(-s.gap_ms)) END) AS DATE) AS bucket, sum(CASE WHEN s.gap_ms > l.limit_ms THEN s.gap_ms - l.limit_ms ELSE 0 END) AS lost_ms
      FROM step s JOIN limits l ON l.from_id = s.activity AND l.to_id = s.gap_to WHERE s.gap_ms IS NOT NULL AND s.gap_ms > l.limit_ms AND (s.completed_at - to_milliseconds(-s.gap_ms)) >= $10 AND (s.completed_at - to_milliseconds(-s.gap_ms)) < $11 AND s.case_key IN (SELECT case_key FROM chosen)
      GROUP BY 1, 2, 3
      ORDER BY 1, 2, 3;

-- both, narrow: stage
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($6))))), quarter AS (SELECT v.stage AS to_id, quantile_cont(CAST(v.waiting_ms + v.gap_ms AS DOUBLE), 0.25) AS best_ms FROM stage_visit v GROUP BY v.stage), limits AS (SELECT q.to_id,
               CASE WHEN g.wait_limit_ms IS NOT NULL THEN g.wait_limit_ms ELSE q.best_ms END AS limit_ms,
               CASE WHEN g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM quarter q JOIN stage g ON g.id = q.to_id) 
      SELECT q.from_id, q.to_id, NULL AS "from", NULL AS "to", g.name AS stage, q.lost_ms, q.occurrences, q.cases, q.middle[1] AS median_ms, q.mean_ms, q.middle[2] AS p90_ms, q.limit_ms, q.limit_from
      FROM (SELECT CAST(NULL AS INTEGER) AS from_id, v.stage AS to_id, sum(CASE WHEN (v.waiting_ms + v.gap_ms) > l.limit_ms THEN (v.waiting_ms + v.gap_ms) - l.limit_ms ELSE 0 END) AS lost_ms,
                   count(*) AS occurrences, count(DISTINCT v.case_key) AS cases,
                   quantile_cont(CAST((v.waiting_ms + v.gap_ms) AS DOUBLE), [0.5, 0.9]) AS middle, avg((v.waiting_ms + v.gap_ms)) AS mean_ms,
                   min(l.limit_ms) AS limit_ms, min(l.limit_from) AS limit_from
            FROM stage_visit v JOIN limits l ON l.to_id = v.stage WHERE true AND v.case_key IN (SELECT case_key FROM chosen)
            GROUP BY 1, 2) q
      JOIN stage g ON g.id = q.to_id
      ORDER BY q.lost_ms DESC, g.name;

-- both, narrow: stage trend
-- $1 = 1, $2 = 2, $3 = "North", $4 = 2025-03-30T01:00:00.000Z, $5 = 2025-10-26T01:00:00.000Z, $6 = 2026-03-29T01:00:00.000Z, $7 = 2026-10-25T01:00:00.000Z, $8 = 2027-03-28T01:00:00.000Z, $9 = 2027-10-31T01:00:00.000Z, $10 = 2026-09-13T23:00:00.000Z, $11 = 2026-10-26T00:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($3))))), quarter AS (SELECT v.stage AS to_id, quantile_cont(CAST(v.waiting_ms + v.gap_ms AS DOUBLE), 0.25) AS best_ms FROM stage_visit v GROUP BY v.stage), limits AS (SELECT q.to_id,
               CASE WHEN g.wait_limit_ms IS NOT NULL THEN g.wait_limit_ms ELSE q.best_ms END AS limit_ms,
               CASE WHEN g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM quarter q JOIN stage g ON g.id = q.to_id) 
      SELECT CAST(NULL AS INTEGER) AS from_id, v.stage AS to_id, CAST(date_trunc('week', CASE WHEN v.started_at < $4 THEN v.started_at WHEN v.started_at < $5 THEN (v.started_at - to_milliseconds(-3600000)) WHEN v.started_at < $6 THEN v.started_at WHEN v.started_at < $7 THEN (v.started_at - to_milliseconds(-3600000)) WHEN v.started_at < $8 THEN v.started_at WHEN v.started_at < $9 THEN (v.started_at - to_milliseconds(-3600000)) ELSE v.started_at END) AS DATE) AS bucket, sum(CASE WHEN (v.waiting_ms + v.gap_ms) > l.limit_ms THEN (v.waiting_ms + v.gap_ms) - l.limit_ms ELSE 0 END) AS lost_ms
      FROM stage_visit v JOIN limits l ON l.to_id = v.stage WHERE true AND (v.waiting_ms + v.gap_ms) > l.limit_ms AND v.started_at >= $10 AND v.started_at < $11 AND v.case_key IN (SELECT case_key FROM chosen)
      GROUP BY 1, 2, 3
      ORDER BY 1, 2, 3;
