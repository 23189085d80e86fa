-- Which cases are still open, and which of them are older than is usual at the same place?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- by stage: rows
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-11-01T22:55:00.000Z, $3 = 2026-11-01T22:55:00.000Z, $4 = 2026-11-01T22:55:00.000Z, $5 = 2026-11-01T23:55:00.000Z, $6 = 2026-11-01T23:55:00.000Z, $7 = 20, $8 = 20, $9 = 20, $10 = 50
WITH finished AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1))), follows AS (SELECT f.activity, f.to_id
      FROM (SELECT q.activity, q.to_id, row_number() OVER (PARTITION BY q.activity ORDER BY q.n DESC, q.to_id) AS place
            FROM (SELECT s.activity, b.stage AS to_id, count(*) AS n
                  FROM step s JOIN activity b ON b.id = coalesce(s.gap_to, s.next_activity)
                  WHERE s.case_key IN (SELECT c.case_key FROM case_fact c WHERE (c.ended OR c.last_at < $2))
                  GROUP BY 1, 2) q) f
      WHERE f.place = 1), running AS (SELECT r.case_key, r.id, r.started_at
            FROM (SELECT s.case_key, s.stage AS id, s.started_at,
                         row_number() OVER (PARTITION BY s.case_key ORDER BY s.position DESC) AS place
                  FROM step s WHERE s.completed_at IS NULL AND s.case_key IN (SELECT c.case_key FROM case_fact c WHERE NOT (c.ended OR c.last_at < $3) AND true)) r
            WHERE r.place = 1), still_open AS (SELECT c.case_id, c.arrived_at, c.last_activity, CASE WHEN r.case_key IS NULL THEN c.last_at ELSE r.started_at END AS since,
                   CASE WHEN r.case_key IS NULL THEN f.to_id ELSE r.id END AS id,
                   CASE WHEN r.case_key IS NOT NULL THEN 'running' WHEN f.to_id IS NULL THEN 'unknown' ELSE 'expected' END AS state
            FROM case_fact c
            LEFT JOIN running r ON r.case_key = c.case_key
            LEFT JOIN follows f ON f.activity = c.last_activity
            WHERE NOT (c.ended OR c.last_at < $4) AND true), usual AS (SELECT t.id, count(t.ms) AS n, quantile_cont(t.ms, [0.5, 0.85, 0.95]) AS at
            FROM (SELECT v.stage AS id, ((epoch_us(v.left_at) - epoch_us(c.arrived_at)) // 1000) AS ms FROM stage_visit v JOIN case_fact c ON c.case_key = v.case_key WHERE v.case_key IN (SELECT case_key FROM finished)) t
            WHERE t.id IN (SELECT o.id FROM still_open o)
            GROUP BY t.id), aged AS (SELECT o.*, ((epoch_us(CAST($5 AS TIMESTAMP)) - epoch_us(o.arrived_at)) // 1000) AS age_ms, ((epoch_us(CAST($6 AS TIMESTAMP)) - epoch_us(o.since)) // 1000) AS since_ms, coalesce(u.n, 0) AS usual_n,
                   CASE WHEN u.n >= $7 THEN u.at[1] END AS p50, CASE WHEN u.n >= $8 THEN u.at[2] END AS p85, CASE WHEN u.n >= $9 THEN u.at[3] END AS p95
            FROM still_open o LEFT JOIN usual u ON u.id = o.id), judged AS (SELECT a.*, CASE WHEN a.age_ms > a.p95 THEN 3 WHEN a.age_ms > a.p85 THEN 2 WHEN a.age_ms > a.p50 THEN 1 ELSE 0 END AS beyond FROM aged a), counted AS (SELECT count(*) AS open, count(CASE WHEN j.state = 'running' THEN 1 END) AS running, count(CASE WHEN j.state = 'expected' THEN 1 END) AS expected, count(CASE WHEN j.state = 'unknown' THEN 1 END) AS unknown, count(CASE WHEN j.beyond >= 1 THEN 1 END) AS beyond_p50, count(CASE WHEN j.beyond >= 2 THEN 1 END) AS beyond_p85, count(CASE WHEN j.beyond >= 3 THEN 1 END) AS beyond_p95, count(CASE WHEN j.p50 IS NOT NULL THEN 1 END) AS compared FROM judged j) 
      SELECT j.case_id AS "case", n.name AS stage, j.state, a.name AS last_activity, j.arrived_at, j.since, j.age_ms, j.since_ms,
             j.p50 AS usual_p50_ms, j.p85 AS usual_p85_ms, j.p95 AS usual_p95_ms, j.usual_n,
             CASE j.beyond WHEN 3 THEN 'p95' WHEN 2 THEN 'p85' WHEN 1 THEN 'p50' END AS beyond, t.*
      FROM judged j
      CROSS JOIN counted t
      JOIN activity a ON a.id = j.last_activity
      LEFT JOIN stage n ON n.id = j.id
      ORDER BY j.beyond DESC, j.age_ms DESC, j.case_id
      LIMIT $10;

-- by activity, narrow: rows
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 1, $3 = 2, $4 = "North", $5 = "North", $6 = 2026-11-01T22:55:00.000Z, $7 = 2026-11-01T22:55:00.000Z, $8 = 1, $9 = 2, $10 = "North", $11 = "North", $12 = 2026-11-01T22:55:00.000Z, $13 = 1, $14 = 2, $15 = "North", $16 = "North", $17 = 2026-11-01T23:55:00.000Z, $18 = 2026-11-01T23:55:00.000Z, $19 = 20, $20 = 20, $21 = 20, $22 = 5
WITH finished AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND ((c."a1" IN ($2, $3))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($4))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($5)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), follows AS (SELECT f.activity, f.to_id
      FROM (SELECT q.activity, q.to_id, row_number() OVER (PARTITION BY q.activity ORDER BY q.n DESC, q.to_id) AS place
            FROM (SELECT s.activity, b.id AS to_id, count(*) AS n
                  FROM step s JOIN activity b ON b.id = coalesce(s.gap_to, s.next_activity)
                  WHERE s.case_key IN (SELECT c.case_key FROM case_fact c WHERE (c.ended OR c.last_at < $6))
                  GROUP BY 1, 2) q) f
      WHERE f.place = 1), running AS (SELECT r.case_key, r.id, r.started_at
            FROM (SELECT s.case_key, s.activity AS id, s.started_at,
                         row_number() OVER (PARTITION BY s.case_key ORDER BY s.position DESC) AS place
                  FROM step s WHERE s.completed_at IS NULL AND s.case_key IN (SELECT c.case_key FROM case_fact c WHERE NOT (c.ended OR c.last_at < $7) AND ((c."a1" IN ($8, $9))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($10))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($11)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL)))))) r
            WHERE r.place = 1), still_open AS (SELECT c.case_id, c.arrived_at, c.last_activity, CASE WHEN r.case_key IS NULL THEN c.last_at ELSE r.started_at END AS since,
                   CASE WHEN r.case_key IS NULL THEN f.to_id ELSE r.id END AS id,
                   CASE WHEN r.case_key IS NOT NULL THEN 'running' WHEN f.to_id IS NULL THEN 'unknown' ELSE 'expected' END AS state
            FROM case_fact c
            LEFT JOIN running r ON r.case_key = c.case_key
            LEFT JOIN follows f ON f.activity = c.last_activity
            WHERE NOT (c.ended OR c.last_at < $12) AND ((c."a1" IN ($13, $14))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($15))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($16)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), usual AS (SELECT t.id, count(t.ms) AS n, quantile_cont(t.ms, [0.5, 0.85, 0.95]) AS at
            FROM (SELECT v.activity AS id, ((epoch_us(v.completed_at) - epoch_us(c.arrived_at)) // 1000) AS ms FROM step v JOIN case_fact c ON c.case_key = v.case_key WHERE v.case_key IN (SELECT case_key FROM finished)) t
            WHERE t.id IN (SELECT o.id FROM still_open o)
            GROUP BY t.id), aged AS (SELECT o.*, ((epoch_us(CAST($17 AS TIMESTAMP)) - epoch_us(o.arrived_at)) // 1000) AS age_ms, ((epoch_us(CAST($18 AS TIMESTAMP)) - epoch_us(o.since)) // 1000) AS since_ms, coalesce(u.n, 0) AS usual_n,
                   CASE WHEN u.n >= $19 THEN u.at[1] END AS p50, CASE WHEN u.n >= $20 THEN u.at[2] END AS p85, CASE WHEN u.n >= $21 THEN u.at[3] END AS p95
            FROM still_open o LEFT JOIN usual u ON u.id = o.id), judged AS (SELECT a.*, CASE WHEN a.age_ms > a.p95 THEN 3 WHEN a.age_ms > a.p85 THEN 2 WHEN a.age_ms > a.p50 THEN 1 ELSE 0 END AS beyond FROM aged a), counted AS (SELECT count(*) AS open, count(CASE WHEN j.state = 'running' THEN 1 END) AS running, count(CASE WHEN j.state = 'expected' THEN 1 END) AS expected, count(CASE WHEN j.state = 'unknown' THEN 1 END) AS unknown, count(CASE WHEN j.beyond >= 1 THEN 1 END) AS beyond_p50, count(CASE WHEN j.beyond >= 2 THEN 1 END) AS beyond_p85, count(CASE WHEN j.beyond >= 3 THEN 1 END) AS beyond_p95, count(CASE WHEN j.p50 IS NOT NULL THEN 1 END) AS compared FROM judged j) 
      SELECT j.case_id AS "case", n.name AS stage, j.state, a.name AS last_activity, j.arrived_at, j.since, j.age_ms, j.since_ms,
             j.p50 AS usual_p50_ms, j.p85 AS usual_p85_ms, j.p95 AS usual_p95_ms, j.usual_n,
             CASE j.beyond WHEN 3 THEN 'p95' WHEN 2 THEN 'p85' WHEN 1 THEN 'p50' END AS beyond, t.*
      FROM judged j
      CROSS JOIN counted t
      JOIN activity a ON a.id = j.last_activity
      LEFT JOIN activity n ON n.id = j.id
      ORDER BY j.beyond DESC, j.age_ms DESC, j.case_id
      LIMIT $22;
