-- How is the time of one hand-over, activity or stage distributed?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- a hand-over: names
-- $1 = "Register", $2 = "Triage"
SELECT n.name FROM activity n WHERE n.name IN ($1, $2);

-- a hand-over: rows
-- $1 = "Register", $2 = "Triage", $3 = "Register", $4 = "Triage"
WITH quarter AS (SELECT s.activity AS from_id, s.gap_to AS to_id, quantile_cont(s.gap_ms, 0.25) AS best_ms
        FROM step s WHERE s.gap_ms IS NOT NULL AND s.gap_to IS NOT NULL GROUP BY s.activity, s.gap_to), limits AS (SELECT q.from_id, q.to_id,
               CASE WHEN h.limit_ms IS NOT NULL THEN h.limit_ms WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN g.wait_limit_ms ELSE q.best_ms END AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM quarter q
        JOIN activity a ON a.id = q.from_id
        JOIN activity b ON b.id = q.to_id
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = q.from_id AND h."to" = q.to_id), timed AS (SELECT s.case_key, s.gap_ms AS ms, s.completed_at AS at FROM step s
            WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $1) AND s.next_activity = (SELECT n.id FROM activity n WHERE n.name = $2) AND s.gap_to = s.next_activity AND s.gap_ms IS NOT NULL AND true), allowed AS (SELECT l.limit_ms, l.limit_from FROM limits l WHERE l.from_id = (SELECT n.id FROM activity n WHERE n.name = $3) AND l.to_id = (SELECT n.id FROM activity n WHERE n.name = $4)) 
      SELECT q.n, q.cases, q.min_ms, q.at[1] AS p25_ms, q.at[2] AS median_ms, q.mean_ms, q.at[3] AS p75_ms, q.at[4] AS p90_ms, q.max_ms, q.total_ms,
             l.limit_ms, l.limit_from, CASE WHEN l.limit_ms IS NOT NULL THEN q.beyond END AS beyond, CASE WHEN l.limit_ms IS NOT NULL THEN q.lost_ms END AS lost_ms
      FROM (SELECT count(*) AS n, count(DISTINCT t.case_key) AS cases, min(t.ms) AS min_ms, max(t.ms) AS max_ms, avg(t.ms) AS mean_ms, sum(t.ms) AS total_ms,
                   quantile_cont(t.ms, [0.25, 0.5, 0.75, 0.9]) AS at,
                   count(CASE WHEN t.ms > a.limit_ms THEN 1 END) AS beyond,
                   sum(CASE WHEN t.ms > a.limit_ms THEN t.ms - a.limit_ms ELSE 0 END) AS lost_ms
            FROM timed t LEFT JOIN allowed a ON true) q
      LEFT JOIN allowed l ON true;

-- a hand-over: bars
-- $1 = "Register", $2 = "Triage"
WITH timed AS (SELECT s.case_key, s.gap_ms AS ms, s.completed_at AS at FROM step s
            WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $1) AND s.next_activity = (SELECT n.id FROM activity n WHERE n.name = $2) AND s.gap_to = s.next_activity AND s.gap_ms IS NOT NULL AND true) 
      SELECT w.width_ms, CASE WHEN t.ms >= 30 * w.width_ms THEN 30
                              ELSE CAST(floor(CAST(t.ms AS DOUBLE) / w.width_ms) AS INTEGER) END AS bar, count(*) AS total
      FROM timed t
      CROSS JOIN (SELECT CASE WHEN p.p95 <= 30000 THEN 1000 WHEN p.p95 <= 60000 THEN 2000 WHEN p.p95 <= 150000 THEN 5000 WHEN p.p95 <= 300000 THEN 10000 WHEN p.p95 <= 450000 THEN 15000 WHEN p.p95 <= 900000 THEN 30000 WHEN p.p95 <= 1800000 THEN 60000 WHEN p.p95 <= 3600000 THEN 120000 WHEN p.p95 <= 9000000 THEN 300000 WHEN p.p95 <= 18000000 THEN 600000 WHEN p.p95 <= 27000000 THEN 900000 WHEN p.p95 <= 54000000 THEN 1800000 WHEN p.p95 <= 108000000 THEN 3600000 WHEN p.p95 <= 216000000 THEN 7200000 WHEN p.p95 <= 324000000 THEN 10800000 WHEN p.p95 <= 648000000 THEN 21600000 WHEN p.p95 <= 1296000000 THEN 43200000 WHEN p.p95 <= 2592000000 THEN 86400000 WHEN p.p95 <= 5184000000 THEN 172800000 WHEN p.p95 <= 18144000000 THEN 604800000 WHEN p.p95 <= 36288000000 THEN 1209600000 WHEN p.p95 <= 72576000000 THEN 2419200000 WHEN p.p95 <= 235872000000 THEN 7862400000 WHEN p.p95 <= 471744000000 THEN 15724800000 ELSE 31449600000 END AS width_ms
                  FROM (SELECT quantile_cont(t.ms, 0.95) AS p95 FROM timed t) p) w
      GROUP BY 1, 2
      ORDER BY 2;

-- a hand-over: longest
-- $1 = "Register", $2 = "Triage"
WITH timed AS (SELECT s.case_key, s.gap_ms AS ms, s.completed_at AS at FROM step s
            WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $1) AND s.next_activity = (SELECT n.id FROM activity n WHERE n.name = $2) AND s.gap_to = s.next_activity AND s.gap_ms IS NOT NULL AND true) 
      SELECT c.case_id AS "case", t.ms, t.at
      FROM (SELECT t.case_key, t.ms, t.at FROM timed t ORDER BY t.ms DESC, t.at DESC, t.case_key LIMIT 5) t
      JOIN case_fact c ON c.case_key = t.case_key
      ORDER BY t.ms DESC, t.at DESC, c.case_id;

-- a hand-over: waiting
SELECT sum(s.gap_ms) AS total_ms FROM step s WHERE s.gap_to = s.next_activity AND true;

-- from the start, narrow: names
-- $1 = "Register"
SELECT n.name FROM activity n WHERE n.name IN ($1);

-- from the start, narrow: rows
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = "Register"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), timed AS (SELECT c.case_key, ((epoch_us(c.first_start_at) - epoch_us(c.arrived_at)) // 1000) AS ms, c.arrived_at AS at FROM case_fact c WHERE c.first_activity = (SELECT n.id FROM activity n WHERE n.name = $8) AND c.arrival_known AND c.case_key IN (SELECT case_key FROM chosen)), allowed AS (SELECT CAST(NULL AS BIGINT) AS limit_ms, CAST(NULL AS VARCHAR) AS limit_from) 
      SELECT q.n, q.cases, q.min_ms, q.at[1] AS p25_ms, q.at[2] AS median_ms, q.mean_ms, q.at[3] AS p75_ms, q.at[4] AS p90_ms, q.max_ms, q.total_ms,
             l.limit_ms, l.limit_from, CASE WHEN l.limit_ms IS NOT NULL THEN q.beyond END AS beyond, CASE WHEN l.limit_ms IS NOT NULL THEN q.lost_ms END AS lost_ms
      FROM (SELECT count(*) AS n, count(DISTINCT t.case_key) AS cases, min(t.ms) AS min_ms, max(t.ms) AS max_ms, avg(t.ms) AS mean_ms, sum(t.ms) AS total_ms,
                   quantile_cont(t.ms, [0.25, 0.5, 0.75, 0.9]) AS at,
                   count(CASE WHEN t.ms > a.limit_ms THEN 1 END) AS beyond,
                   sum(CASE WHEN t.ms > a.limit_ms THEN t.ms - a.limit_ms ELSE 0 END) AS lost_ms
            FROM timed t LEFT JOIN allowed a ON true) q
      LEFT JOIN allowed l ON true;

-- from the start, narrow: bars
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = "Register"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), timed AS (SELECT c.case_key, ((epoch_us(c.first_start_at) - epoch_us(c.arrived_at)) // 1000) AS ms, c.arrived_at AS at FROM case_fact c WHERE c.first_activity = (SELECT n.id FROM activity n WHERE n.name = $8) AND c.arrival_known AND c.case_key IN (SELECT case_key FROM chosen)) 
      SELECT w.width_ms, CASE WHEN t.ms >= 30 * w.width_ms THEN 30
                              ELSE CAST(floor(CAST(t.ms AS DOUBLE) / w.width_ms) AS INTEGER) END AS bar, count(*) AS total
      FROM timed t
      CROSS JOIN (SELECT CASE WHEN p.p95 <= 30000 THEN 1000 WHEN p.p95 <= 60000 THEN 2000 WHEN p.p95 <= 150000 THEN 5000 WHEN p.p95 <= 300000 THEN 10000 WHEN p.p95 <= 450000 THEN 15000 WHEN p.p95 <= 900000 THEN 30000 WHEN p.p95 <= 1800000 THEN 60000 WHEN p.p95 <= 3600000 THEN 120000 WHEN p.p95 <= 9000000 THEN 300000 WHEN p.p95 <= 18000000 THEN 600000 WHEN p.p95 <= 27000000 THEN 900000 WHEN p.p95 <= 54000000 THEN 1800000 WHEN p.p95 <= 108000000 THEN 3600000 WHEN p.p95 <= 216000000 THEN 7200000 WHEN p.p95 <= 324000000 THEN 10800000 WHEN p.p95 <= 648000000 THEN 21600000 WHEN p.p95 <= 1296000000 THEN 43200000 WHEN p.p95 <= 2592000000 THEN 86400000 WHEN p.p95 <= 5184000000 THEN 172800000 WHEN p.p95 <= 18144000000 THEN 604800000 WHEN p.p95 <= 36288000000 THEN 1209600000 WHEN p.p95 <= 72576000000 THEN 2419200000 WHEN p.p95 <= 235872000000 THEN 7862400000 WHEN p.p95 <= 471744000000 THEN 15724800000 ELSE 31449600000 END AS width_ms
                  FROM (SELECT quantile_cont(t.ms, 0.95) AS p95 FROM timed t) p) w
      GROUP BY 1, 2
      ORDER BY 2;

-- from the start, narrow: longest
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = "Register"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), timed AS (SELECT c.case_key, ((epoch_us(c.first_start_at) - epoch_us(c.arrived_at)) // 1000) AS ms, c.arrived_at AS at FROM case_fact c WHERE c.first_activity = (SELECT n.id FROM activity n WHERE n.name = $8) AND c.arrival_known AND c.case_key IN (SELECT case_key FROM chosen)) 
      SELECT c.case_id AS "case", t.ms, t.at
      FROM (SELECT t.case_key, t.ms, t.at FROM timed t ORDER BY t.ms DESC, t.at DESC, t.case_key LIMIT 5) t
      JOIN case_fact c ON c.case_key = t.case_key
      ORDER BY t.ms DESC, t.at DESC, c.case_id;

-- between stages, narrow: names
-- $1 = "Intake", $2 = "Triage"
SELECT n.name FROM stage n WHERE n.name IN ($1, $2);

-- between stages, narrow: rows
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = "Intake", $9 = "Triage", $10 = "Intake", $11 = "Triage", $12 = "Triage"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), timed AS (SELECT v.case_key, v.next_gap_ms AS ms, v.left_at AS at FROM stage_visit v
            WHERE v.position > 0 AND v.stage = (SELECT n.id FROM stage n WHERE n.name = $8) AND v.next_stage = (SELECT n.id FROM stage n WHERE n.name = $9) AND v.next_gap_ms IS NOT NULL AND v.case_key IN (SELECT case_key FROM chosen)), allowed AS (SELECT coalesce(g.wait_limit_ms, q.best_ms) AS limit_ms, CASE WHEN g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
             FROM stage g
             CROSS JOIN (SELECT quantile_cont(v.next_gap_ms, 0.25) AS best_ms FROM stage_visit v
                         WHERE v.position > 0 AND v.stage = (SELECT n.id FROM stage n WHERE n.name = $10) AND v.next_stage = (SELECT n.id FROM stage n WHERE n.name = $11)) q
             WHERE g.id = (SELECT n.id FROM stage n WHERE n.name = $12) AND coalesce(g.wait_limit_ms, q.best_ms) IS NOT NULL) 
      SELECT q.n, q.cases, q.min_ms, q.at[1] AS p25_ms, q.at[2] AS median_ms, q.mean_ms, q.at[3] AS p75_ms, q.at[4] AS p90_ms, q.max_ms, q.total_ms,
             l.limit_ms, l.limit_from, CASE WHEN l.limit_ms IS NOT NULL THEN q.beyond END AS beyond, CASE WHEN l.limit_ms IS NOT NULL THEN q.lost_ms END AS lost_ms
      FROM (SELECT count(*) AS n, count(DISTINCT t.case_key) AS cases, min(t.ms) AS min_ms, max(t.ms) AS max_ms, avg(t.ms) AS mean_ms, sum(t.ms) AS total_ms,
                   quantile_cont(t.ms, [0.25, 0.5, 0.75, 0.9]) AS at,
                   count(CASE WHEN t.ms > a.limit_ms THEN 1 END) AS beyond,
                   sum(CASE WHEN t.ms > a.limit_ms THEN t.ms - a.limit_ms ELSE 0 END) AS lost_ms
            FROM timed t LEFT JOIN allowed a ON true) q
      LEFT JOIN allowed l ON true;

-- between stages, narrow: bars
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = "Intake", $9 = "Triage"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), timed AS (SELECT v.case_key, v.next_gap_ms AS ms, v.left_at AS at FROM stage_visit v
            WHERE v.position > 0 AND v.stage = (SELECT n.id FROM stage n WHERE n.name = $8) AND v.next_stage = (SELECT n.id FROM stage n WHERE n.name = $9) AND v.next_gap_ms IS NOT NULL AND v.case_key IN (SELECT case_key FROM chosen)) 
      SELECT w.width_ms, CASE WHEN t.ms >= 30 * w.width_ms THEN 30
                              ELSE CAST(floor(CAST(t.ms AS DOUBLE) / w.width_ms) AS INTEGER) END AS bar, count(*) AS total
      FROM timed t
      CROSS JOIN (SELECT CASE WHEN p.p95 <= 30000 THEN 1000 WHEN p.p95 <= 60000 THEN 2000 WHEN p.p95 <= 150000 THEN 5000 WHEN p.p95 <= 300000 THEN 10000 WHEN p.p95 <= 450000 THEN 15000 WHEN p.p95 <= 900000 THEN 30000 WHEN p.p95 <= 1800000 THEN 60000 WHEN p.p95 <= 3600000 THEN 120000 WHEN p.p95 <= 9000000 THEN 300000 WHEN p.p95 <= 18000000 THEN 600000 WHEN p.p95 <= 27000000 THEN 900000 WHEN p.p95 <= 54000000 THEN 1800000 WHEN p.p95 <= 108000000 THEN 3600000 WHEN p.p95 <= 216000000 THEN 7200000 WHEN p.p95 <= 324000000 THEN 10800000 WHEN p.p95 <= 648000000 THEN 21600000 WHEN p.p95 <= 1296000000 THEN 43200000 WHEN p.p95 <= 2592000000 THEN 86400000 WHEN p.p95 <= 5184000000 THEN 172800000 WHEN p.p95 <= 18144000000 THEN 604800000 WHEN p.p95 <= 36288000000 THEN 1209600000 WHEN p.p95 <= 72576000000 THEN 2419200000 WHEN p.p95 <= 235872000000 THEN 7862400000 WHEN p.p95 <= 471744000000 THEN 15724800000 ELSE 31449600000 END AS width_ms
                  FROM (SELECT quantile_cont(t.ms, 0.95) AS p95 FROM timed t) p) w
      GROUP BY 1, 2
      ORDER BY 2;

-- between stages, narrow: longest
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = "Intake", $9 = "Triage"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), timed AS (SELECT v.case_key, v.next_gap_ms AS ms, v.left_at AS at FROM stage_visit v
            WHERE v.position > 0 AND v.stage = (SELECT n.id FROM stage n WHERE n.name = $8) AND v.next_stage = (SELECT n.id FROM stage n WHERE n.name = $9) AND v.next_gap_ms IS NOT NULL AND v.case_key IN (SELECT case_key FROM chosen)) 
      SELECT c.case_id AS "case", t.ms, t.at
      FROM (SELECT t.case_key, t.ms, t.at FROM timed t ORDER BY t.ms DESC, t.at DESC, t.case_key LIMIT 5) t
      JOIN case_fact c ON c.case_key = t.case_key
      ORDER BY t.ms DESC, t.at DESC, c.case_id;

-- between stages, narrow: waiting
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) SELECT sum(v.next_gap_ms) AS total_ms FROM stage_visit v WHERE v.position > 0 AND v.case_key IN (SELECT case_key FROM chosen);

-- a wait of the ranking: names
-- $1 = "Register", $2 = "Triage"
SELECT n.name FROM activity n WHERE n.name IN ($1, $2);

-- a wait of the ranking: rows
-- $1 = "Register", $2 = "Triage", $3 = "Triage", $4 = "Register", $5 = "Triage", $6 = "Register"
WITH timed AS (SELECT w.case_key, w.wait_ms AS ms, w.began_at AS at FROM (SELECT s.case_key, s.position, s.gap_ms AS wait_ms, s.completed_at AS began_at, (s.completed_at - to_milliseconds(-s.gap_ms)) AS started_at
        FROM step s
        WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $1) AND s.gap_to = (SELECT n.id FROM activity n WHERE n.name = $2) AND s.gap_ms IS NOT NULL AND true) w), allowed AS (SELECT coalesce(h.limit_ms, CASE WHEN b.stage <> a.stage THEN g.wait_limit_ms END, q.best_ms) AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM activity a
        JOIN activity b ON b.id = (SELECT n.id FROM activity n WHERE n.name = $3)
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = a.id AND h."to" = b.id
        CROSS JOIN (SELECT quantile_cont(s.gap_ms, 0.25) AS best_ms FROM step s
                    WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $4) AND s.gap_to = (SELECT n.id FROM activity n WHERE n.name = $5) AND s.gap_ms IS NOT NULL) q
        WHERE a.id = (SELECT n.id FROM activity n WHERE n.name = $6) AND q.best_ms IS NOT NULL) 
      SELECT q.n, q.cases, q.min_ms, q.at[1] AS p25_ms, q.at[2] AS median_ms, q.mean_ms, q.at[3] AS p75_ms, q.at[4] AS p90_ms, q.max_ms, q.total_ms,
             l.limit_ms, l.limit_from, CASE WHEN l.limit_ms IS NOT NULL THEN q.beyond END AS beyond, CASE WHEN l.limit_ms IS NOT NULL THEN q.lost_ms END AS lost_ms
      FROM (SELECT count(*) AS n, count(DISTINCT t.case_key) AS cases, min(t.ms) AS min_ms, max(t.ms) AS max_ms, avg(t.ms) AS mean_ms, sum(t.ms) AS total_ms,
                   quantile_cont(t.ms, [0.25, 0.5, 0.75, 0.9]) AS at,
                   count(CASE WHEN t.ms > a.limit_ms THEN 1 END) AS beyond,
                   sum(CASE WHEN t.ms > a.limit_ms THEN t.ms - a.limit_ms ELSE 0 END) AS lost_ms
            FROM timed t LEFT JOIN allowed a ON true) q
      LEFT JOIN allowed l ON true;

-- a wait of the ranking: bars
-- $1 = "Register", $2 = "Triage"
WITH timed AS (SELECT w.case_key, w.wait_ms AS ms, w.began_at AS at FROM (SELECT s.case_key, s.position, s.gap_ms AS wait_ms, s.completed_at AS began_at, (s.completed_at - to_milliseconds(-s.gap_ms)) AS started_at
        FROM step s
        WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $1) AND s.gap_to = (SELECT n.id FROM activity n WHERE n.name = $2) AND s.gap_ms IS NOT NULL AND true) w) 
      SELECT w.width_ms, CASE WHEN t.ms >= 30 * w.width_ms THEN 30
                              ELSE CAST(floor(CAST(t.ms AS DOUBLE) / w.width_ms) AS INTEGER) END AS bar, count(*) AS total
      FROM timed t
      CROSS JOIN (SELECT CASE WHEN p.p95 <= 30000 THEN 1000 WHEN p.p95 <= 60000 THEN 2000 WHEN p.p95 <= 150000 THEN 5000 WHEN p.p95 <= 300000 THEN 10000 WHEN p.p95 <= 450000 THEN 15000 WHEN p.p95 <= 900000 THEN 30000 WHEN p.p95 <= 1800000 THEN 60000 WHEN p.p95 <= 3600000 THEN 120000 WHEN p.p95 <= 9000000 THEN 300000 WHEN p.p95 <= 18000000 THEN 600000 WHEN p.p95 <= 27000000 THEN 900000 WHEN p.p95 <= 54000000 THEN 1800000 WHEN p.p95 <= 108000000 THEN 3600000 WHEN p.p95 <= 216000000 THEN 7200000 WHEN p.p95 <= 324000000 THEN 10800000 WHEN p.p95 <= 648000000 THEN 21600000 WHEN p.p95 <= 1296000000 THEN 43200000 WHEN p.p95 <= 2592000000 THEN 86400000 WHEN p.p95 <= 5184000000 THEN 172800000 WHEN p.p95 <= 18144000000 THEN 604800000 WHEN p.p95 <= 36288000000 THEN 1209600000 WHEN p.p95 <= 72576000000 THEN 2419200000 WHEN p.p95 <= 235872000000 THEN 7862400000 WHEN p.p95 <= 471744000000 THEN 15724800000 ELSE 31449600000 END AS width_ms
                  FROM (SELECT quantile_cont(t.ms, 0.95) AS p95 FROM timed t) p) w
      GROUP BY 1, 2
      ORDER BY 2;

-- a wait of the ranking: longest
-- $1 = "Register", $2 = "Triage"
WITH timed AS (SELECT w.case_key, w.wait_ms AS ms, w.began_at AS at FROM (SELECT s.case_key, s.position, s.gap_ms AS wait_ms, s.completed_at AS began_at, (s.completed_at - to_milliseconds(-s.gap_ms)) AS started_at
        FROM step s
        WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $1) AND s.gap_to = (SELECT n.id FROM activity n WHERE n.name = $2) AND s.gap_ms IS NOT NULL AND true) w) 
      SELECT c.case_id AS "case", t.ms, t.at
      FROM (SELECT t.case_key, t.ms, t.at FROM timed t ORDER BY t.ms DESC, t.at DESC, t.case_key LIMIT 5) t
      JOIN case_fact c ON c.case_key = t.case_key
      ORDER BY t.ms DESC, t.at DESC, c.case_id;

-- a wait of the ranking: waiting
SELECT sum(s.gap_ms) AS total_ms FROM step s WHERE s.gap_ms IS NOT NULL AND true;

-- processing: names
-- $1 = "Triage"
SELECT n.name FROM activity n WHERE n.name IN ($1);

-- processing: rows
-- $1 = "Triage"
WITH timed AS (SELECT s.case_key, s.processing_ms AS ms, s.started_at AS at FROM step s
                  WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $1) AND s.measured AND s.processing_ms IS NOT NULL AND true), allowed AS (SELECT CAST(NULL AS BIGINT) AS limit_ms, CAST(NULL AS VARCHAR) AS limit_from) 
      SELECT q.n, q.cases, q.min_ms, q.at[1] AS p25_ms, q.at[2] AS median_ms, q.mean_ms, q.at[3] AS p75_ms, q.at[4] AS p90_ms, q.max_ms, q.total_ms,
             l.limit_ms, l.limit_from, CASE WHEN l.limit_ms IS NOT NULL THEN q.beyond END AS beyond, CASE WHEN l.limit_ms IS NOT NULL THEN q.lost_ms END AS lost_ms
      FROM (SELECT count(*) AS n, count(DISTINCT t.case_key) AS cases, min(t.ms) AS min_ms, max(t.ms) AS max_ms, avg(t.ms) AS mean_ms, sum(t.ms) AS total_ms,
                   quantile_cont(t.ms, [0.25, 0.5, 0.75, 0.9]) AS at,
                   count(CASE WHEN t.ms > a.limit_ms THEN 1 END) AS beyond,
                   sum(CASE WHEN t.ms > a.limit_ms THEN t.ms - a.limit_ms ELSE 0 END) AS lost_ms
            FROM timed t LEFT JOIN allowed a ON true) q
      LEFT JOIN allowed l ON true;

-- processing: bars
-- $1 = "Triage"
WITH timed AS (SELECT s.case_key, s.processing_ms AS ms, s.started_at AS at FROM step s
                  WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $1) AND s.measured AND s.processing_ms IS NOT NULL AND true) 
      SELECT w.width_ms, CASE WHEN t.ms >= 30 * w.width_ms THEN 30
                              ELSE CAST(floor(CAST(t.ms AS DOUBLE) / w.width_ms) AS INTEGER) END AS bar, count(*) AS total
      FROM timed t
      CROSS JOIN (SELECT CASE WHEN p.p95 <= 30000 THEN 1000 WHEN p.p95 <= 60000 THEN 2000 WHEN p.p95 <= 150000 THEN 5000 WHEN p.p95 <= 300000 THEN 10000 WHEN p.p95 <= 450000 THEN 15000 WHEN p.p95 <= 900000 THEN 30000 WHEN p.p95 <= 1800000 THEN 60000 WHEN p.p95 <= 3600000 THEN 120000 WHEN p.p95 <= 9000000 THEN 300000 WHEN p.p95 <= 18000000 THEN 600000 WHEN p.p95 <= 27000000 THEN 900000 WHEN p.p95 <= 54000000 THEN 1800000 WHEN p.p95 <= 108000000 THEN 3600000 WHEN p.p95 <= 216000000 THEN 7200000 WHEN p.p95 <= 324000000 THEN 10800000 WHEN p.p95 <= 648000000 THEN 21600000 WHEN p.p95 <= 1296000000 THEN 43200000 WHEN p.p95 <= 2592000000 THEN 86400000 WHEN p.p95 <= 5184000000 THEN 172800000 WHEN p.p95 <= 18144000000 THEN 604800000 WHEN p.p95 <= 36288000000 THEN 1209600000 WHEN p.p95 <= 72576000000 THEN 2419200000 WHEN p.p95 <= 235872000000 THEN 7862400000 WHEN p.p95 <= 471744000000 THEN 15724800000 ELSE 31449600000 END AS width_ms
                  FROM (SELECT quantile_cont(t.ms, 0.95) AS p95 FROM timed t) p) w
      GROUP BY 1, 2
      ORDER BY 2;

-- processing: longest
-- $1 = "Triage"
WITH timed AS (SELECT s.case_key, s.processing_ms AS ms, s.started_at AS at FROM step s
                  WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $1) AND s.measured AND s.processing_ms IS NOT NULL AND true) 
      SELECT c.case_id AS "case", t.ms, t.at
      FROM (SELECT t.case_key, t.ms, t.at FROM timed t ORDER BY t.ms DESC, t.at DESC, t.case_key LIMIT 5) t
      JOIN case_fact c ON c.case_key = t.case_key
      ORDER BY t.ms DESC, t.at DESC, c.case_id;

-- wait before a stage: names
-- $1 = "Triage"
SELECT n.name FROM stage n WHERE n.name IN ($1);

-- wait before a stage: rows
-- $1 = "Triage", $2 = "Triage"
WITH timed AS (SELECT v.case_key, v.waiting_ms AS ms, v.entered_at AS at
                  FROM stage_visit v
                  WHERE v.stage = (SELECT n.id FROM stage n WHERE n.name = $1) AND v.visit = 1 AND true), allowed AS (SELECT g.wait_limit_ms AS limit_ms, 'stage' AS limit_from FROM stage g WHERE g.id = (SELECT n.id FROM stage n WHERE n.name = $2) AND g.wait_limit_ms IS NOT NULL) 
      SELECT q.n, q.cases, q.min_ms, q.at[1] AS p25_ms, q.at[2] AS median_ms, q.mean_ms, q.at[3] AS p75_ms, q.at[4] AS p90_ms, q.max_ms, q.total_ms,
             l.limit_ms, l.limit_from, CASE WHEN l.limit_ms IS NOT NULL THEN q.beyond END AS beyond, CASE WHEN l.limit_ms IS NOT NULL THEN q.lost_ms END AS lost_ms
      FROM (SELECT count(*) AS n, count(DISTINCT t.case_key) AS cases, min(t.ms) AS min_ms, max(t.ms) AS max_ms, avg(t.ms) AS mean_ms, sum(t.ms) AS total_ms,
                   quantile_cont(t.ms, [0.25, 0.5, 0.75, 0.9]) AS at,
                   count(CASE WHEN t.ms > a.limit_ms THEN 1 END) AS beyond,
                   sum(CASE WHEN t.ms > a.limit_ms THEN t.ms - a.limit_ms ELSE 0 END) AS lost_ms
            FROM timed t LEFT JOIN allowed a ON true) q
      LEFT JOIN allowed l ON true;

-- wait before a stage: bars
-- $1 = "Triage"
WITH timed AS (SELECT v.case_key, v.waiting_ms AS ms, v.entered_at AS at
                  FROM stage_visit v
                  WHERE v.stage = (SELECT n.id FROM stage n WHERE n.name = $1) AND v.visit = 1 AND true) 
      SELECT w.width_ms, CASE WHEN t.ms >= 30 * w.width_ms THEN 30
                              ELSE CAST(floor(CAST(t.ms AS DOUBLE) / w.width_ms) AS INTEGER) END AS bar, count(*) AS total
      FROM timed t
      CROSS JOIN (SELECT CASE WHEN p.p95 <= 30000 THEN 1000 WHEN p.p95 <= 60000 THEN 2000 WHEN p.p95 <= 150000 THEN 5000 WHEN p.p95 <= 300000 THEN 10000 WHEN p.p95 <= 450000 THEN 15000 WHEN p.p95 <= 900000 THEN 30000 WHEN p.p95 <= 1800000 THEN 60000 WHEN p.p95 <= 3600000 THEN 120000 WHEN p.p95 <= 9000000 THEN 300000 WHEN p.p95 <= 18000000 THEN 600000 WHEN p.p95 <= 27000000 THEN 900000 WHEN p.p95 <= 54000000 THEN 1800000 WHEN p.p95 <= 108000000 THEN 3600000 WHEN p.p95 <= 216000000 THEN 7200000 WHEN p.p95 <= 324000000 THEN 10800000 WHEN p.p95 <= 648000000 THEN 21600000 WHEN p.p95 <= 1296000000 THEN 43200000 WHEN p.p95 <= 2592000000 THEN 86400000 WHEN p.p95 <= 5184000000 THEN 172800000 WHEN p.p95 <= 18144000000 THEN 604800000 WHEN p.p95 <= 36288000000 THEN 1209600000 WHEN p.p95 <= 72576000000 THEN 2419200000 WHEN p.p95 <= 235872000000 THEN 7862400000 WHEN p.p95 <= 471744000000 THEN 15724800000 ELSE 31449600000 END AS width_ms
                  FROM (SELECT quantile_cont(t.ms, 0.95) AS p95 FROM timed t) p) w
      GROUP BY 1, 2
      ORDER BY 2;

-- wait before a stage: longest
-- $1 = "Triage"
WITH timed AS (SELECT v.case_key, v.waiting_ms AS ms, v.entered_at AS at
                  FROM stage_visit v
                  WHERE v.stage = (SELECT n.id FROM stage n WHERE n.name = $1) AND v.visit = 1 AND true) 
      SELECT c.case_id AS "case", t.ms, t.at
      FROM (SELECT t.case_key, t.ms, t.at FROM timed t ORDER BY t.ms DESC, t.at DESC, t.case_key LIMIT 5) t
      JOIN case_fact c ON c.case_key = t.case_key
      ORDER BY t.ms DESC, t.at DESC, c.case_id;
