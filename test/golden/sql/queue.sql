-- How many wait, and when does the queue form?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- a hand-over, narrow: names
-- $1 = "Register", $2 = "Triage"
SELECT n.name FROM activity n WHERE n.name IN ($1, $2);

-- a hand-over, narrow: rows
-- $1 = 1, $2 = 2, $3 = "North", $4 = "North", $5 = "Triage", $6 = "Register", $7 = "Triage", $8 = "Register", $9 = 2026-09-30T23:00:00.000Z, $10 = "Register", $11 = "Triage", $12 = 2026-09-30T23:00:00.000Z, $13 = 2025-03-30T01:00:00.000Z, $14 = 2026-09-30T23:00:00.000Z, $15 = 2026-09-30T23:00:00.000Z, $16 = 2025-10-26T01:00:00.000Z, $17 = 2026-09-30T23:00:00.000Z, $18 = 2026-09-30T23:00:00.000Z, $19 = 2026-03-29T01:00:00.000Z, $20 = 2026-09-30T23:00:00.000Z, $21 = 2026-09-30T23:00:00.000Z, $22 = 2026-10-25T01:00:00.000Z, $23 = 2026-09-30T23:00:00.000Z, $24 = 2026-09-30T23:00:00.000Z, $25 = 2027-03-28T01:00:00.000Z, $26 = 2026-09-30T23:00:00.000Z, $27 = 2026-09-30T23:00:00.000Z, $28 = 2027-10-31T01:00:00.000Z, $29 = 2026-09-30T23:00:00.000Z, $30 = 2026-09-30T23:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($3))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), allowed AS (SELECT coalesce(h.limit_ms, CASE WHEN b.stage <> a.stage THEN g.wait_limit_ms END, q.best_ms) AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM activity a
        JOIN activity b ON b.id = (SELECT n.id FROM activity n WHERE n.name = $5)
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = a.id AND h."to" = b.id
        CROSS JOIN (SELECT quantile_cont(s.gap_ms, 0.25) AS best_ms FROM step s
                    WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $6) AND s.gap_to = (SELECT n.id FROM activity n WHERE n.name = $7) AND s.gap_ms IS NOT NULL) q
        WHERE a.id = (SELECT n.id FROM activity n WHERE n.name = $8) AND q.best_ms IS NOT NULL), spans AS (SELECT q.began, q.began + q.wait_ms AS ended, CASE WHEN q.wait_ms > a.limit_ms THEN q.began + CAST(a.limit_ms AS BIGINT) END AS beyond
        FROM (SELECT ((epoch_us(w.began_at) - epoch_us(CAST($9 AS TIMESTAMP))) // 1000) AS began, w.wait_ms
              FROM (SELECT s.completed_at AS began_at, s.gap_ms AS wait_ms
        FROM step s
        WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $10) AND s.gap_to = (SELECT n.id FROM activity n WHERE n.name = $11) AND s.gap_ms > 0 AND s.case_key IN (SELECT case_key FROM chosen)) w) q
        LEFT JOIN allowed a ON true
        WHERE q.began < 2682000000 AND q.began + q.wait_ms > 0), waits AS (SELECT CASE WHEN s.began < 0 THEN 0 WHEN s.began > 2682000000 THEN 2682000000 ELSE s.began END AS began, CASE WHEN s.ended < 0 THEN 0 WHEN s.ended > 2682000000 THEN 2682000000 ELSE s.ended END AS ended, CASE WHEN s.beyond IS NOT NULL THEN CASE WHEN s.beyond < 0 THEN 0 WHEN s.beyond > 2682000000 THEN 2682000000 ELSE s.beyond END END AS beyond FROM spans s), points AS (SELECT p.slot, sum(p.part) AS part, sum(p.more) AS more, sum(p.lost_part) AS lost_part, sum(p.lost_more) AS lost_more
        FROM (SELECT CAST(floor(w.began / 3600000.0) AS BIGINT) AS slot, (CAST(floor(w.began / 3600000.0) AS BIGINT) + 1) * 3600000 - w.began AS part, 1 AS more, 0 AS lost_part, 0 AS lost_more FROM waits w
              UNION ALL
              SELECT CAST(floor(w.ended / 3600000.0) AS BIGINT), -((CAST(floor(w.ended / 3600000.0) AS BIGINT) + 1) * 3600000 - w.ended), -1, CASE WHEN w.beyond IS NOT NULL THEN -((CAST(floor(w.ended / 3600000.0) AS BIGINT) + 1) * 3600000 - w.ended) ELSE 0 END,
                     CASE WHEN w.beyond IS NOT NULL THEN -1 ELSE 0 END FROM waits w
              UNION ALL
              SELECT CAST(floor(w.beyond / 3600000.0) AS BIGINT), 0, 0, (CAST(floor(w.beyond / 3600000.0) AS BIGINT) + 1) * 3600000 - w.beyond, 1 FROM waits w WHERE w.beyond IS NOT NULL) p
        GROUP BY p.slot), slots AS (SELECT CAST(d0.n * 1 + d1.n * 10 + d2.n * 100 AS BIGINT) AS slot FROM (SELECT 0 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n UNION ALL SELECT 4 AS n UNION ALL SELECT 5 AS n UNION ALL SELECT 6 AS n UNION ALL SELECT 7 AS n UNION ALL SELECT 8 AS n UNION ALL SELECT 9 AS n) d0 CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n UNION ALL SELECT 4 AS n UNION ALL SELECT 5 AS n UNION ALL SELECT 6 AS n UNION ALL SELECT 7 AS n UNION ALL SELECT 8 AS n UNION ALL SELECT 9 AS n) d1 CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n UNION ALL SELECT 4 AS n UNION ALL SELECT 5 AS n UNION ALL SELECT 6 AS n UNION ALL SELECT 7 AS n UNION ALL SELECT 8 AS n UNION ALL SELECT 9 AS n) d2 WHERE d0.n * 1 + d1.n * 10 + d2.n * 100 < 745), filled AS (SELECT n.slot, 2682000000 - n.slot * 3600000 AS left_ms, coalesce(p.part, 0) AS part, coalesce(p.lost_part, 0) AS lost_part,
               sum(coalesce(p.more, 0)) OVER (ORDER BY n.slot) - coalesce(p.more, 0) AS inside,
               sum(coalesce(p.lost_more, 0)) OVER (ORDER BY n.slot) - coalesce(p.lost_more, 0) AS lost_inside
        FROM slots n LEFT JOIN points p ON p.slot = n.slot), hours AS (SELECT CASE WHEN (CAST($12 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) < $13 THEN (CAST($14 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) WHEN (CAST($15 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) < $16 THEN ((CAST($17 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) - to_milliseconds(-3600000)) WHEN (CAST($18 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) < $19 THEN (CAST($20 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) WHEN (CAST($21 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) < $22 THEN ((CAST($23 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) - to_milliseconds(-3600000)) WHEN (CAST($24 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) < $25 THEN (CAST($26 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) WHEN (CAST($27 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) < $28 THEN ((CAST($29 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) - to_milliseconds(-3600000)) ELSE (CAST($30 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) END AS local_at,
               CASE WHEN f.left_ms < 3600000 THEN f.left_ms ELSE 3600000 END AS length_ms,
               f.part + f.inside * 3600000 AS waited_ms, f.lost_part + f.lost_inside * 3600000 AS lost_ms
        FROM filled f) 
      SELECT CAST(floor(h.hour_of_week / 24.0) AS INTEGER) + 1 AS weekday, h.hour_of_week % 24 AS hour, (CAST(sum(h.waited_ms) AS DOUBLE) / nullif(sum(h.length_ms), 0)) AS mean, CASE WHEN (SELECT a.limit_ms FROM allowed a) IS NOT NULL THEN CAST(sum(h.lost_ms) AS BIGINT) END AS lost_ms
      FROM (SELECT h.waited_ms, h.lost_ms, h.length_ms, CAST(floor(((epoch_us(h.local_at) - epoch_us(CAST('1970-01-05 00:00:00' AS TIMESTAMP))) // 1000) / 3600000.0) AS INTEGER) % 168 AS hour_of_week FROM hours h) h
      GROUP BY h.hour_of_week
      ORDER BY h.hour_of_week;

-- a hand-over, narrow: about
-- $1 = 1, $2 = 2, $3 = "North", $4 = "North", $5 = "Triage", $6 = "Register", $7 = "Triage", $8 = "Register", $9 = 2026-09-30T23:00:00.000Z, $10 = "Register", $11 = "Triage"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($3))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), allowed AS (SELECT coalesce(h.limit_ms, CASE WHEN b.stage <> a.stage THEN g.wait_limit_ms END, q.best_ms) AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM activity a
        JOIN activity b ON b.id = (SELECT n.id FROM activity n WHERE n.name = $5)
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = a.id AND h."to" = b.id
        CROSS JOIN (SELECT quantile_cont(s.gap_ms, 0.25) AS best_ms FROM step s
                    WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $6) AND s.gap_to = (SELECT n.id FROM activity n WHERE n.name = $7) AND s.gap_ms IS NOT NULL) q
        WHERE a.id = (SELECT n.id FROM activity n WHERE n.name = $8) AND q.best_ms IS NOT NULL), spans AS (SELECT q.began, q.began + q.wait_ms AS ended, CASE WHEN q.wait_ms > a.limit_ms THEN q.began + CAST(a.limit_ms AS BIGINT) END AS beyond
        FROM (SELECT ((epoch_us(w.began_at) - epoch_us(CAST($9 AS TIMESTAMP))) // 1000) AS began, w.wait_ms
              FROM (SELECT s.completed_at AS began_at, s.gap_ms AS wait_ms
        FROM step s
        WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $10) AND s.gap_to = (SELECT n.id FROM activity n WHERE n.name = $11) AND s.gap_ms > 0 AND s.case_key IN (SELECT case_key FROM chosen)) w) q
        LEFT JOIN allowed a ON true
        WHERE q.began < 2682000000 AND q.began + q.wait_ms > 0), waits AS (SELECT CASE WHEN s.began < 0 THEN 0 WHEN s.began > 2682000000 THEN 2682000000 ELSE s.began END AS began, CASE WHEN s.ended < 0 THEN 0 WHEN s.ended > 2682000000 THEN 2682000000 ELSE s.ended END AS ended, CASE WHEN s.beyond IS NOT NULL THEN CASE WHEN s.beyond < 0 THEN 0 WHEN s.beyond > 2682000000 THEN 2682000000 ELSE s.beyond END END AS beyond FROM spans s) 
      SELECT count(*) AS waits, coalesce(sum(w.ended - w.began), 0) AS waited_ms, coalesce(sum(w.ended - w.beyond), CASE WHEN max(a.limit_ms) IS NOT NULL THEN 0 END) AS lost_ms,
             max(a.limit_ms) AS limit_ms
      FROM waits w LEFT JOIN allowed a ON true;

-- a stage, by day: names
-- $1 = "Triage"
SELECT n.name FROM stage n WHERE n.name IN ($1);

-- a stage, by day: rows
-- $1 = "Triage", $2 = "Triage", $3 = 2026-01-01T00:00:00.000Z, $4 = "Triage", $5 = 2026-01-01T00:00:00.000Z, $6 = 2025-03-30T01:00:00.000Z, $7 = 2026-01-01T00:00:00.000Z, $8 = 2026-01-01T00:00:00.000Z, $9 = 2025-10-26T01:00:00.000Z, $10 = 2026-01-01T00:00:00.000Z, $11 = 2026-01-01T00:00:00.000Z, $12 = 2026-03-29T01:00:00.000Z, $13 = 2026-01-01T00:00:00.000Z, $14 = 2026-01-01T00:00:00.000Z, $15 = 2026-10-25T01:00:00.000Z, $16 = 2026-01-01T00:00:00.000Z, $17 = 2026-01-01T00:00:00.000Z, $18 = 2027-03-28T01:00:00.000Z, $19 = 2026-01-01T00:00:00.000Z, $20 = 2026-01-01T00:00:00.000Z, $21 = 2027-10-31T01:00:00.000Z, $22 = 2026-01-01T00:00:00.000Z, $23 = 2026-01-01T00:00:00.000Z
WITH allowed AS (SELECT coalesce(g.wait_limit_ms, q.best_ms) AS limit_ms, CASE WHEN g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM stage g
        CROSS JOIN (SELECT quantile_cont((v.waiting_ms + v.gap_ms), 0.25) AS best_ms FROM stage_visit v WHERE v.stage = (SELECT n.id FROM stage n WHERE n.name = $1)) q
        WHERE g.id = (SELECT n.id FROM stage n WHERE n.name = $2) AND q.best_ms IS NOT NULL), spans AS (SELECT q.began, q.began + q.wait_ms AS ended, CASE WHEN q.wait_ms > a.limit_ms THEN q.began + CAST(a.limit_ms AS BIGINT) END AS beyond
        FROM (SELECT ((epoch_us(w.began_at) - epoch_us(CAST($3 AS TIMESTAMP))) // 1000) AS began, w.wait_ms
              FROM (SELECT s.enabled_at AS began_at, s.waiting_ms AS wait_ms
        FROM step s
        WHERE s.waiting_ms > 0 AND s.stage = (SELECT n.id FROM stage n WHERE n.name = $4) AND true) w) q
        LEFT JOIN allowed a ON true
        WHERE q.began < 26351700000 AND q.began + q.wait_ms > 0), waits AS (SELECT CASE WHEN s.began < 0 THEN 0 WHEN s.began > 26351700000 THEN 26351700000 ELSE s.began END AS began, CASE WHEN s.ended < 0 THEN 0 WHEN s.ended > 26351700000 THEN 26351700000 ELSE s.ended END AS ended, CASE WHEN s.beyond IS NOT NULL THEN CASE WHEN s.beyond < 0 THEN 0 WHEN s.beyond > 26351700000 THEN 26351700000 ELSE s.beyond END END AS beyond FROM spans s), points AS (SELECT p.slot, sum(p.part) AS part, sum(p.more) AS more, sum(p.lost_part) AS lost_part, sum(p.lost_more) AS lost_more
        FROM (SELECT CAST(floor(w.began / 900000.0) AS BIGINT) AS slot, (CAST(floor(w.began / 900000.0) AS BIGINT) + 1) * 900000 - w.began AS part, 1 AS more, 0 AS lost_part, 0 AS lost_more FROM waits w
              UNION ALL
              SELECT CAST(floor(w.ended / 900000.0) AS BIGINT), -((CAST(floor(w.ended / 900000.0) AS BIGINT) + 1) * 900000 - w.ended), -1, CASE WHEN w.beyond IS NOT NULL THEN -((CAST(floor(w.ended / 900000.0) AS BIGINT) + 1) * 900000 - w.ended) ELSE 0 END,
                     CASE WHEN w.beyond IS NOT NULL THEN -1 ELSE 0 END FROM waits w
              UNION ALL
              SELECT CAST(floor(w.beyond / 900000.0) AS BIGINT), 0, 0, (CAST(floor(w.beyond / 900000.0) AS BIGINT) + 1) * 900000 - w.beyond, 1 FROM waits w WHERE w.beyond IS NOT NULL) p
        GROUP BY p.slot), slots AS (SELECT CAST(d0.n * 1 + d1.n * 10 + d2.n * 100 + d3.n * 1000 + d4.n * 10000 AS BIGINT) AS slot FROM (SELECT 0 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n UNION ALL SELECT 4 AS n UNION ALL SELECT 5 AS n UNION ALL SELECT 6 AS n UNION ALL SELECT 7 AS n UNION ALL SELECT 8 AS n UNION ALL SELECT 9 AS n) d0 CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n UNION ALL SELECT 4 AS n UNION ALL SELECT 5 AS n UNION ALL SELECT 6 AS n UNION ALL SELECT 7 AS n UNION ALL SELECT 8 AS n UNION ALL SELECT 9 AS n) d1 CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n UNION ALL SELECT 4 AS n UNION ALL SELECT 5 AS n UNION ALL SELECT 6 AS n UNION ALL SELECT 7 AS n UNION ALL SELECT 8 AS n UNION ALL SELECT 9 AS n) d2 CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n UNION ALL SELECT 4 AS n UNION ALL SELECT 5 AS n UNION ALL SELECT 6 AS n UNION ALL SELECT 7 AS n UNION ALL SELECT 8 AS n UNION ALL SELECT 9 AS n) d3 CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n UNION ALL SELECT 4 AS n UNION ALL SELECT 5 AS n UNION ALL SELECT 6 AS n UNION ALL SELECT 7 AS n UNION ALL SELECT 8 AS n UNION ALL SELECT 9 AS n) d4 WHERE d0.n * 1 + d1.n * 10 + d2.n * 100 + d3.n * 1000 + d4.n * 10000 < 29280), filled AS (SELECT n.slot, 26351700000 - n.slot * 900000 AS left_ms, coalesce(p.part, 0) AS part, coalesce(p.lost_part, 0) AS lost_part,
               sum(coalesce(p.more, 0)) OVER (ORDER BY n.slot) - coalesce(p.more, 0) AS inside,
               sum(coalesce(p.lost_more, 0)) OVER (ORDER BY n.slot) - coalesce(p.lost_more, 0) AS lost_inside
        FROM slots n LEFT JOIN points p ON p.slot = n.slot), hours AS (SELECT CASE WHEN (CAST($5 AS TIMESTAMP) - to_milliseconds((-900000 * f.slot))) < $6 THEN (CAST($7 AS TIMESTAMP) - to_milliseconds((-900000 * f.slot))) WHEN (CAST($8 AS TIMESTAMP) - to_milliseconds((-900000 * f.slot))) < $9 THEN ((CAST($10 AS TIMESTAMP) - to_milliseconds((-900000 * f.slot))) - to_milliseconds(-3600000)) WHEN (CAST($11 AS TIMESTAMP) - to_milliseconds((-900000 * f.slot))) < $12 THEN (CAST($13 AS TIMESTAMP) - to_milliseconds((-900000 * f.slot))) WHEN (CAST($14 AS TIMESTAMP) - to_milliseconds((-900000 * f.slot))) < $15 THEN ((CAST($16 AS TIMESTAMP) - to_milliseconds((-900000 * f.slot))) - to_milliseconds(-3600000)) WHEN (CAST($17 AS TIMESTAMP) - to_milliseconds((-900000 * f.slot))) < $18 THEN (CAST($19 AS TIMESTAMP) - to_milliseconds((-900000 * f.slot))) WHEN (CAST($20 AS TIMESTAMP) - to_milliseconds((-900000 * f.slot))) < $21 THEN ((CAST($22 AS TIMESTAMP) - to_milliseconds((-900000 * f.slot))) - to_milliseconds(-3600000)) ELSE (CAST($23 AS TIMESTAMP) - to_milliseconds((-900000 * f.slot))) END AS local_at,
               CASE WHEN f.left_ms < 900000 THEN f.left_ms ELSE 900000 END AS length_ms,
               f.part + f.inside * 900000 AS waited_ms, f.lost_part + f.lost_inside * 900000 AS lost_ms
        FROM filled f) 
      SELECT h.day, (CAST(h.waited_ms AS DOUBLE) / nullif(h.length_ms, 0)) AS mean,
             CASE WHEN (SELECT a.limit_ms FROM allowed a) IS NOT NULL THEN CAST(h.lost_ms AS BIGINT) END AS lost_ms, h.band[1] AS p10_waiting, h.band[2] AS p90_waiting
      FROM (SELECT h.day, sum(h.waited_ms) AS waited_ms, sum(h.length_ms) AS length_ms, sum(h.lost_ms) AS lost_ms,
                   quantile_cont((CAST(h.waited_ms AS DOUBLE) / nullif(h.length_ms, 0)), [0.1, 0.9]) AS band
            FROM (SELECT h.waited_ms, h.lost_ms, h.length_ms, CAST(date_trunc('day', h.local_at) AS DATE) AS day FROM hours h) h
            GROUP BY h.day) h
      ORDER BY h.day;

-- a stage, by day: about
-- $1 = "Triage", $2 = "Triage", $3 = 2026-01-01T00:00:00.000Z, $4 = "Triage"
WITH allowed AS (SELECT coalesce(g.wait_limit_ms, q.best_ms) AS limit_ms, CASE WHEN g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM stage g
        CROSS JOIN (SELECT quantile_cont((v.waiting_ms + v.gap_ms), 0.25) AS best_ms FROM stage_visit v WHERE v.stage = (SELECT n.id FROM stage n WHERE n.name = $1)) q
        WHERE g.id = (SELECT n.id FROM stage n WHERE n.name = $2) AND q.best_ms IS NOT NULL), spans AS (SELECT q.began, q.began + q.wait_ms AS ended, CASE WHEN q.wait_ms > a.limit_ms THEN q.began + CAST(a.limit_ms AS BIGINT) END AS beyond
        FROM (SELECT ((epoch_us(w.began_at) - epoch_us(CAST($3 AS TIMESTAMP))) // 1000) AS began, w.wait_ms
              FROM (SELECT s.enabled_at AS began_at, s.waiting_ms AS wait_ms
        FROM step s
        WHERE s.waiting_ms > 0 AND s.stage = (SELECT n.id FROM stage n WHERE n.name = $4) AND true) w) q
        LEFT JOIN allowed a ON true
        WHERE q.began < 26351700000 AND q.began + q.wait_ms > 0), waits AS (SELECT CASE WHEN s.began < 0 THEN 0 WHEN s.began > 26351700000 THEN 26351700000 ELSE s.began END AS began, CASE WHEN s.ended < 0 THEN 0 WHEN s.ended > 26351700000 THEN 26351700000 ELSE s.ended END AS ended, CASE WHEN s.beyond IS NOT NULL THEN CASE WHEN s.beyond < 0 THEN 0 WHEN s.beyond > 26351700000 THEN 26351700000 ELSE s.beyond END END AS beyond FROM spans s) 
      SELECT count(*) AS waits, coalesce(sum(w.ended - w.began), 0) AS waited_ms, coalesce(sum(w.ended - w.beyond), CASE WHEN max(a.limit_ms) IS NOT NULL THEN 0 END) AS lost_ms,
             max(a.limit_ms) AS limit_ms
      FROM waits w LEFT JOIN allowed a ON true;

-- at an instant, narrow: names
-- $1 = "Triage"
SELECT n.name FROM stage n WHERE n.name IN ($1);

-- at an instant, narrow: rows
-- $1 = 1, $2 = 2, $3 = "North", $4 = "North", $5 = 2026-11-01T22:55:00.000Z, $6 = 2026-10-05T13:30:00.000Z, $7 = 2026-10-05T13:30:00.000Z, $8 = 2026-10-05T13:30:00.000Z, $9 = 2026-10-05T13:30:00.000Z, $10 = 2026-10-05T13:30:00.000Z, $11 = 2026-11-01T22:55:00.000Z, $12 = 1, $13 = 2, $14 = "North", $15 = "North", $16 = "Triage"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($3))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), follows AS (SELECT f.activity, f.to_id
      FROM (SELECT q.activity, q.to_id, row_number() OVER (PARTITION BY q.activity ORDER BY q.n DESC, q.to_id) AS place
            FROM (SELECT s.activity, b.stage AS to_id, count(*) AS n
                  FROM step s JOIN activity b ON b.id = coalesce(s.gap_to, s.next_activity)
                  WHERE s.case_key IN (SELECT c.case_key FROM case_fact c WHERE (c.ended OR c.last_at < $5))
                  GROUP BY 1, 2) q) f
      WHERE f.place = 1), waiting AS (SELECT s.stage AS id, ((epoch_us(CAST($6 AS TIMESTAMP)) - epoch_us(s.enabled_at)) // 1000) AS age_ms, 0 AS expected
            FROM step s
            WHERE s.enabled_at <= CAST($7 AS TIMESTAMP) AND s.started_at > CAST($8 AS TIMESTAMP) AND s.case_key IN (SELECT case_key FROM chosen)
            UNION ALL
            SELECT f.to_id, ((epoch_us(CAST($9 AS TIMESTAMP)) - epoch_us(c.last_at)) // 1000), 1
            FROM case_fact c LEFT JOIN follows f ON f.activity = c.last_activity
            WHERE c.last_at <= CAST($10 AS TIMESTAMP) AND NOT (c.ended OR c.last_at < $11) AND c.case_key NOT IN (SELECT r.case_key FROM step r WHERE r.completed_at IS NULL) AND ((c."a1" IN ($12, $13))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($14))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($15)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) 
      SELECT n.name, q.*
      FROM (SELECT w.id, count(*) AS waiting, sum(w.expected) AS expected, quantile_cont(w.age_ms, 0.5) AS median_ms, max(w.age_ms) AS longest_ms,
                   sum(w.age_ms) AS waited_ms, count(CASE WHEN w.age_ms < 300000 THEN 1 END) AS y0, count(CASE WHEN w.age_ms < 900000 THEN 1 END) AS y1, count(CASE WHEN w.age_ms < 1800000 THEN 1 END) AS y2, count(CASE WHEN w.age_ms < 3600000 THEN 1 END) AS y3, count(CASE WHEN w.age_ms < 7200000 THEN 1 END) AS y4, count(CASE WHEN w.age_ms < 14400000 THEN 1 END) AS y5, count(CASE WHEN w.age_ms < 28800000 THEN 1 END) AS y6, count(CASE WHEN w.age_ms < 86400000 THEN 1 END) AS y7, count(CASE WHEN w.age_ms < 172800000 THEN 1 END) AS y8, count(CASE WHEN w.age_ms < 345600000 THEN 1 END) AS y9, count(CASE WHEN w.age_ms < 604800000 THEN 1 END) AS y10, count(CASE WHEN w.age_ms < 1209600000 THEN 1 END) AS y11, count(CASE WHEN w.age_ms < 2419200000 THEN 1 END) AS y12, count(CASE WHEN w.age_ms < 7862400000 THEN 1 END) AS y13, count(CASE WHEN w.age_ms < 15724800000 THEN 1 END) AS y14
            FROM waiting w WHERE w.id = (SELECT n.id FROM stage n WHERE n.name = $16) GROUP BY w.id) q
      LEFT JOIN stage n ON n.id = q.id
      ORDER BY q.id IS NULL, q.id = 0, q.id;

-- now, by activity: rows
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-11-01T23:55:00.000Z, $3 = 2026-11-01T23:55:00.000Z, $4 = 2026-11-01T23:55:00.000Z, $5 = 2026-11-01T23:55:00.000Z, $6 = 2026-11-01T23:55:00.000Z, $7 = 2026-11-01T22:55:00.000Z
WITH follows AS (SELECT f.activity, f.to_id
      FROM (SELECT q.activity, q.to_id, row_number() OVER (PARTITION BY q.activity ORDER BY q.n DESC, q.to_id) AS place
            FROM (SELECT s.activity, b.id AS to_id, count(*) AS n
                  FROM step s JOIN activity b ON b.id = coalesce(s.gap_to, s.next_activity)
                  WHERE s.case_key IN (SELECT c.case_key FROM case_fact c WHERE (c.ended OR c.last_at < $1))
                  GROUP BY 1, 2) q) f
      WHERE f.place = 1), waiting AS (SELECT s.activity AS id, ((epoch_us(CAST($2 AS TIMESTAMP)) - epoch_us(s.enabled_at)) // 1000) AS age_ms, 0 AS expected
            FROM step s
            WHERE s.enabled_at <= CAST($3 AS TIMESTAMP) AND s.started_at > CAST($4 AS TIMESTAMP) AND true
            UNION ALL
            SELECT f.to_id, ((epoch_us(CAST($5 AS TIMESTAMP)) - epoch_us(c.last_at)) // 1000), 1
            FROM case_fact c LEFT JOIN follows f ON f.activity = c.last_activity
            WHERE c.last_at <= CAST($6 AS TIMESTAMP) AND NOT (c.ended OR c.last_at < $7) AND c.case_key NOT IN (SELECT r.case_key FROM step r WHERE r.completed_at IS NULL) AND true) 
      SELECT n.name, q.*
      FROM (SELECT w.id, count(*) AS waiting, sum(w.expected) AS expected, quantile_cont(w.age_ms, 0.5) AS median_ms, max(w.age_ms) AS longest_ms,
                   sum(w.age_ms) AS waited_ms, count(CASE WHEN w.age_ms < 300000 THEN 1 END) AS y0, count(CASE WHEN w.age_ms < 900000 THEN 1 END) AS y1, count(CASE WHEN w.age_ms < 1800000 THEN 1 END) AS y2, count(CASE WHEN w.age_ms < 3600000 THEN 1 END) AS y3, count(CASE WHEN w.age_ms < 7200000 THEN 1 END) AS y4, count(CASE WHEN w.age_ms < 14400000 THEN 1 END) AS y5, count(CASE WHEN w.age_ms < 28800000 THEN 1 END) AS y6, count(CASE WHEN w.age_ms < 86400000 THEN 1 END) AS y7, count(CASE WHEN w.age_ms < 172800000 THEN 1 END) AS y8, count(CASE WHEN w.age_ms < 345600000 THEN 1 END) AS y9, count(CASE WHEN w.age_ms < 604800000 THEN 1 END) AS y10, count(CASE WHEN w.age_ms < 1209600000 THEN 1 END) AS y11, count(CASE WHEN w.age_ms < 2419200000 THEN 1 END) AS y12, count(CASE WHEN w.age_ms < 7862400000 THEN 1 END) AS y13, count(CASE WHEN w.age_ms < 15724800000 THEN 1 END) AS y14
            FROM waiting w WHERE true GROUP BY w.id) q
      LEFT JOIN activity n ON n.id = q.id
      ORDER BY q.waiting DESC, n.name;

-- by weekday: names
-- $1 = "Triage"
SELECT n.name FROM stage n WHERE n.name IN ($1);

-- by weekday: rows
-- $1 = "Triage", $2 = "Triage", $3 = 2026-01-01T00:00:00.000Z, $4 = "Triage", $5 = 2026-01-01T00:00:00.000Z, $6 = 2025-03-30T01:00:00.000Z, $7 = 2026-01-01T00:00:00.000Z, $8 = 2026-01-01T00:00:00.000Z, $9 = 2025-10-26T01:00:00.000Z, $10 = 2026-01-01T00:00:00.000Z, $11 = 2026-01-01T00:00:00.000Z, $12 = 2026-03-29T01:00:00.000Z, $13 = 2026-01-01T00:00:00.000Z, $14 = 2026-01-01T00:00:00.000Z, $15 = 2026-10-25T01:00:00.000Z, $16 = 2026-01-01T00:00:00.000Z, $17 = 2026-01-01T00:00:00.000Z, $18 = 2027-03-28T01:00:00.000Z, $19 = 2026-01-01T00:00:00.000Z, $20 = 2026-01-01T00:00:00.000Z, $21 = 2027-10-31T01:00:00.000Z, $22 = 2026-01-01T00:00:00.000Z, $23 = 2026-01-01T00:00:00.000Z
WITH allowed AS (SELECT coalesce(g.wait_limit_ms, q.best_ms) AS limit_ms, CASE WHEN g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM stage g
        CROSS JOIN (SELECT quantile_cont((v.waiting_ms + v.gap_ms), 0.25) AS best_ms FROM stage_visit v WHERE v.stage = (SELECT n.id FROM stage n WHERE n.name = $1)) q
        WHERE g.id = (SELECT n.id FROM stage n WHERE n.name = $2) AND q.best_ms IS NOT NULL), spans AS (SELECT q.began, q.began + q.wait_ms AS ended, CASE WHEN q.wait_ms > a.limit_ms THEN q.began + CAST(a.limit_ms AS BIGINT) END AS beyond
        FROM (SELECT ((epoch_us(w.began_at) - epoch_us(CAST($3 AS TIMESTAMP))) // 1000) AS began, w.wait_ms
              FROM (SELECT s.enabled_at AS began_at, s.waiting_ms AS wait_ms
        FROM step s
        WHERE s.waiting_ms > 0 AND s.stage = (SELECT n.id FROM stage n WHERE n.name = $4) AND true) w) q
        LEFT JOIN allowed a ON true
        WHERE q.began < 26351700000 AND q.began + q.wait_ms > 0), waits AS (SELECT CASE WHEN s.began < 0 THEN 0 WHEN s.began > 26351700000 THEN 26351700000 ELSE s.began END AS began, CASE WHEN s.ended < 0 THEN 0 WHEN s.ended > 26351700000 THEN 26351700000 ELSE s.ended END AS ended, CASE WHEN s.beyond IS NOT NULL THEN CASE WHEN s.beyond < 0 THEN 0 WHEN s.beyond > 26351700000 THEN 26351700000 ELSE s.beyond END END AS beyond FROM spans s), points AS (SELECT p.slot, sum(p.part) AS part, sum(p.more) AS more, sum(p.lost_part) AS lost_part, sum(p.lost_more) AS lost_more
        FROM (SELECT CAST(floor(w.began / 3600000.0) AS BIGINT) AS slot, (CAST(floor(w.began / 3600000.0) AS BIGINT) + 1) * 3600000 - w.began AS part, 1 AS more, 0 AS lost_part, 0 AS lost_more FROM waits w
              UNION ALL
              SELECT CAST(floor(w.ended / 3600000.0) AS BIGINT), -((CAST(floor(w.ended / 3600000.0) AS BIGINT) + 1) * 3600000 - w.ended), -1, CASE WHEN w.beyond IS NOT NULL THEN -((CAST(floor(w.ended / 3600000.0) AS BIGINT) + 1) * 3600000 - w.ended) ELSE 0 END,
                     CASE WHEN w.beyond IS NOT NULL THEN -1 ELSE 0 END FROM waits w
              UNION ALL
              SELECT CAST(floor(w.beyond / 3600000.0) AS BIGINT), 0, 0, (CAST(floor(w.beyond / 3600000.0) AS BIGINT) + 1) * 3600000 - w.beyond, 1 FROM waits w WHERE w.beyond IS NOT NULL) p
        GROUP BY p.slot), slots AS (SELECT CAST(d0.n * 1 + d1.n * 10 + d2.n * 100 + d3.n * 1000 AS BIGINT) AS slot FROM (SELECT 0 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n UNION ALL SELECT 4 AS n UNION ALL SELECT 5 AS n UNION ALL SELECT 6 AS n UNION ALL SELECT 7 AS n UNION ALL SELECT 8 AS n UNION ALL SELECT 9 AS n) d0 CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n UNION ALL SELECT 4 AS n UNION ALL SELECT 5 AS n UNION ALL SELECT 6 AS n UNION ALL SELECT 7 AS n UNION ALL SELECT 8 AS n UNION ALL SELECT 9 AS n) d1 CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n UNION ALL SELECT 4 AS n UNION ALL SELECT 5 AS n UNION ALL SELECT 6 AS n UNION ALL SELECT 7 AS n UNION ALL SELECT 8 AS n UNION ALL SELECT 9 AS n) d2 CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n UNION ALL SELECT 4 AS n UNION ALL SELECT 5 AS n UNION ALL SELECT 6 AS n UNION ALL SELECT 7 AS n UNION ALL SELECT 8 AS n UNION ALL SELECT 9 AS n) d3 WHERE d0.n * 1 + d1.n * 10 + d2.n * 100 + d3.n * 1000 < 7320), filled AS (SELECT n.slot, 26351700000 - n.slot * 3600000 AS left_ms, coalesce(p.part, 0) AS part, coalesce(p.lost_part, 0) AS lost_part,
               sum(coalesce(p.more, 0)) OVER (ORDER BY n.slot) - coalesce(p.more, 0) AS inside,
               sum(coalesce(p.lost_more, 0)) OVER (ORDER BY n.slot) - coalesce(p.lost_more, 0) AS lost_inside
        FROM slots n LEFT JOIN points p ON p.slot = n.slot), hours AS (SELECT CASE WHEN (CAST($5 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) < $6 THEN (CAST($7 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) WHEN (CAST($8 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) < $9 THEN ((CAST($10 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) - to_milliseconds(-3600000)) WHEN (CAST($11 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) < $12 THEN (CAST($13 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) WHEN (CAST($14 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) < $15 THEN ((CAST($16 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) - to_milliseconds(-3600000)) WHEN (CAST($17 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) < $18 THEN (CAST($19 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) WHEN (CAST($20 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) < $21 THEN ((CAST($22 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) - to_milliseconds(-3600000)) ELSE (CAST($23 AS TIMESTAMP) - to_milliseconds((-3600000 * f.slot))) END AS local_at,
               CASE WHEN f.left_ms < 3600000 THEN f.left_ms ELSE 3600000 END AS length_ms,
               f.part + f.inside * 3600000 AS waited_ms, f.lost_part + f.lost_inside * 3600000 AS lost_ms
        FROM filled f) 
      SELECT h.weekday + 1 AS weekday, (CAST(sum(h.waited_ms) AS DOUBLE) / nullif(sum(h.length_ms), 0)) AS mean, CASE WHEN (SELECT a.limit_ms FROM allowed a) IS NOT NULL THEN CAST(sum(h.lost_ms) AS BIGINT) END AS lost_ms
      FROM (SELECT h.waited_ms, h.lost_ms, h.length_ms, CAST(floor(((epoch_us(h.local_at) - epoch_us(CAST('1970-01-05 00:00:00' AS TIMESTAMP))) // 1000) / 86400000.0) AS INTEGER) % 7 AS weekday FROM hours h) h
      GROUP BY h.weekday
      ORDER BY h.weekday;

-- by weekday: about
-- $1 = "Triage", $2 = "Triage", $3 = 2026-01-01T00:00:00.000Z, $4 = "Triage"
WITH allowed AS (SELECT coalesce(g.wait_limit_ms, q.best_ms) AS limit_ms, CASE WHEN g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM stage g
        CROSS JOIN (SELECT quantile_cont((v.waiting_ms + v.gap_ms), 0.25) AS best_ms FROM stage_visit v WHERE v.stage = (SELECT n.id FROM stage n WHERE n.name = $1)) q
        WHERE g.id = (SELECT n.id FROM stage n WHERE n.name = $2) AND q.best_ms IS NOT NULL), spans AS (SELECT q.began, q.began + q.wait_ms AS ended, CASE WHEN q.wait_ms > a.limit_ms THEN q.began + CAST(a.limit_ms AS BIGINT) END AS beyond
        FROM (SELECT ((epoch_us(w.began_at) - epoch_us(CAST($3 AS TIMESTAMP))) // 1000) AS began, w.wait_ms
              FROM (SELECT s.enabled_at AS began_at, s.waiting_ms AS wait_ms
        FROM step s
        WHERE s.waiting_ms > 0 AND s.stage = (SELECT n.id FROM stage n WHERE n.name = $4) AND true) w) q
        LEFT JOIN allowed a ON true
        WHERE q.began < 26351700000 AND q.began + q.wait_ms > 0), waits AS (SELECT CASE WHEN s.began < 0 THEN 0 WHEN s.began > 26351700000 THEN 26351700000 ELSE s.began END AS began, CASE WHEN s.ended < 0 THEN 0 WHEN s.ended > 26351700000 THEN 26351700000 ELSE s.ended END AS ended, CASE WHEN s.beyond IS NOT NULL THEN CASE WHEN s.beyond < 0 THEN 0 WHEN s.beyond > 26351700000 THEN 26351700000 ELSE s.beyond END END AS beyond FROM spans s) 
      SELECT count(*) AS waits, coalesce(sum(w.ended - w.began), 0) AS waited_ms, coalesce(sum(w.ended - w.beyond), CASE WHEN max(a.limit_ms) IS NOT NULL THEN 0 END) AS lost_ms,
             max(a.limit_ms) AS limit_ms
      FROM waits w LEFT JOIN allowed a ON true;
