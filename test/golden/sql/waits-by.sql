-- Who waits longest at one hand-over or stage?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- a hand-over: names
-- $1 = "Register", $2 = "Triage"
SELECT n.name FROM activity n WHERE n.name IN ($1, $2);

-- a hand-over: rows
-- $1 = "Triage", $2 = "Register", $3 = "Triage", $4 = "Register", $5 = "Triage", $6 = 2025-03-30T01:00:00.000Z, $7 = 2025-10-26T01:00:00.000Z, $8 = 2026-03-29T01:00:00.000Z, $9 = 2026-10-25T01:00:00.000Z, $10 = 2027-03-28T01:00:00.000Z, $11 = 2027-10-31T01:00:00.000Z, $12 = 2025-03-30T01:00:00.000Z, $13 = 2025-10-26T01:00:00.000Z, $14 = 2026-03-29T01:00:00.000Z, $15 = 2026-10-25T01:00:00.000Z, $16 = 2027-03-28T01:00:00.000Z, $17 = 2027-10-31T01:00:00.000Z, $18 = "Register", $19 = "Triage", $20 = "Triage"
WITH allowed AS (SELECT coalesce(h.limit_ms, CASE WHEN b.stage <> a.stage THEN g.wait_limit_ms END, q.best_ms) AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM activity a
        JOIN activity b ON b.id = (SELECT n.id FROM activity n WHERE n.name = $1)
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = a.id AND h."to" = b.id
        CROSS JOIN (SELECT quantile_cont(s.gap_ms, 0.25) AS best_ms FROM step s
                    WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $2) AND s.gap_to = (SELECT n.id FROM activity n WHERE n.name = $3) AND s.gap_ms IS NOT NULL) q
        WHERE a.id = (SELECT n.id FROM activity n WHERE n.name = $4) AND q.best_ms IS NOT NULL), hours_on AS (SELECT CAST(d0.n * 1 + d1.n * 10 AS BIGINT) AS slot FROM (SELECT 0 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n UNION ALL SELECT 4 AS n UNION ALL SELECT 5 AS n UNION ALL SELECT 6 AS n UNION ALL SELECT 7 AS n UNION ALL SELECT 8 AS n UNION ALL SELECT 9 AS n) d0 CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n UNION ALL SELECT 4 AS n UNION ALL SELECT 5 AS n UNION ALL SELECT 6 AS n UNION ALL SELECT 7 AS n UNION ALL SELECT 8 AS n UNION ALL SELECT 9 AS n) d1 WHERE d0.n * 1 + d1.n * 10 < 24), worked AS (SELECT DISTINCT n.resource, CAST(floor(((epoch_us(n.started_at) - epoch_us(CAST('1970-01-05 00:00:00' AS TIMESTAMP))) // 1000) / 3600000.0) AS BIGINT) AS first, CAST(floor(((epoch_us(coalesce(n.completed_at, n.started_at)) - epoch_us(CAST('1970-01-05 00:00:00' AS TIMESTAMP))) // 1000) / 3600000.0) AS BIGINT) AS last
        FROM step n WHERE n.activity = (SELECT n.id FROM activity n WHERE n.name = $5) AND n.resource IS NOT NULL), at_work AS (SELECT d.hour, count(*) AS people
        FROM (SELECT DISTINCT w.resource, w.first + h.slot AS hour FROM worked w JOIN hours_on h ON w.first + h.slot <= w.last) d
        GROUP BY d.hour), base AS (SELECT w.wait_ms AS ms, row_number() OVER (ORDER BY w.wait_ms) AS place_of_all, CASE WHEN w.wait_ms > a.limit_ms THEN w.wait_ms - a.limit_ms ELSE 0 END AS lost_ms, CASE WHEN w.wait_ms <= a.limit_ms THEN 1 ELSE 0 END AS within, CAST(floor(((epoch_us(CASE WHEN w.began_at < $6 THEN w.began_at WHEN w.began_at < $7 THEN (w.began_at - to_milliseconds(-3600000)) WHEN w.began_at < $8 THEN w.began_at WHEN w.began_at < $9 THEN (w.began_at - to_milliseconds(-3600000)) WHEN w.began_at < $10 THEN w.began_at WHEN w.began_at < $11 THEN (w.began_at - to_milliseconds(-3600000)) ELSE w.began_at END) - epoch_us(CAST('1970-01-05 00:00:00' AS TIMESTAMP))) // 1000) / 86400000.0) AS BIGINT) % 7 + 1 AS weekday, CAST(floor(((epoch_us(CASE WHEN w.began_at < $12 THEN w.began_at WHEN w.began_at < $13 THEN (w.began_at - to_milliseconds(-3600000)) WHEN w.began_at < $14 THEN w.began_at WHEN w.began_at < $15 THEN (w.began_at - to_milliseconds(-3600000)) WHEN w.began_at < $16 THEN w.began_at WHEN w.began_at < $17 THEN (w.began_at - to_milliseconds(-3600000)) ELSE w.began_at END) - epoch_us(CAST('1970-01-05 00:00:00' AS TIMESTAMP))) // 1000) / 21600000.0) AS BIGINT) % 4 AS quarter, p.people, t.name AS team, c."a1" AS "a1"
        FROM (SELECT s.case_key, s.position, s.gap_ms AS wait_ms, s.completed_at AS began_at, (s.completed_at - to_milliseconds(-s.gap_ms)) AS started_at
        FROM step s
        WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $18) AND s.gap_to = (SELECT n.id FROM activity n WHERE n.name = $19) AND s.gap_ms IS NOT NULL AND true) w
        LEFT JOIN allowed a ON true JOIN case_fact c ON c.case_key = w.case_key LEFT JOIN at_work p ON p.hour = CAST(floor(((epoch_us(w.started_at) - epoch_us(CAST('1970-01-05 00:00:00' AS TIMESTAMP))) // 1000) / 3600000.0) AS BIGINT) LEFT JOIN (SELECT n.case_key, n.position - 1 AS position, n.team FROM step n WHERE n.activity = (SELECT n.id FROM activity n WHERE n.name = $20) AND n.team IS NOT NULL) n ON n.case_key = w.case_key AND n.position = w.position LEFT JOIN team t ON t.id = n.team), tagged AS (SELECT q.grp, CAST(CAST(floor(((CASE WHEN q.number < floor(k.at[1]) THEN floor(k.at[1]) WHEN q.number > floor(k.at[2] + 0.5) THEN floor(k.at[2] + 0.5) ELSE q.number END) - floor(k.at[1])) / (floor((floor(k.at[2] + 0.5) - floor(k.at[1])) / 5) + 1)) AS BIGINT) AS VARCHAR) AS value, q.number, q.ms, q.place_of_all, q.lost_ms, q.within FROM (SELECT 0 AS grp, CAST(b.people AS VARCHAR) AS value, CAST(b.people AS DOUBLE) AS number, b.ms, b.place_of_all, b.lost_ms, b.within FROM base b WHERE CAST(b.people AS VARCHAR) IS NOT NULL) q CROSS JOIN (SELECT quantile_cont(CAST(b.people AS DOUBLE), [0.05, 0.95]) AS at, min(CAST(b.people AS DOUBLE)) AS least, max(CAST(b.people AS DOUBLE)) AS most FROM base b) k UNION ALL SELECT q.grp, CASE WHEN q.number IS NULL OR k.kinds <= 8 THEN q.value
                 WHEN q.number <= k.at[1] THEN 'part 1' WHEN q.number <= k.at[2] THEN 'part 2' WHEN q.number <= k.at[3] THEN 'part 3' ELSE 'part 4' END AS value, q.number, q.ms, q.place_of_all, q.lost_ms, q.within FROM (SELECT 1 AS grp, CAST(b."a1" AS VARCHAR) AS value, b."a1" AS number, b.ms, b.place_of_all, b.lost_ms, b.within FROM base b WHERE CAST(b."a1" AS VARCHAR) IS NOT NULL) q CROSS JOIN (SELECT quantile_cont(b."a1", [0.25, 0.5, 0.75]) AS at, count(DISTINCT b."a1") AS kinds FROM base b) k UNION ALL SELECT 2 AS grp, b.team AS value, CAST(NULL AS DOUBLE) AS number, b.ms, b.place_of_all, b.lost_ms, b.within FROM base b WHERE b.team IS NOT NULL UNION ALL SELECT 3 AS grp, CAST(b.weekday AS VARCHAR) AS value, CAST(b.weekday AS DOUBLE) AS number, b.ms, b.place_of_all, b.lost_ms, b.within FROM base b WHERE CAST(b.weekday AS VARCHAR) IS NOT NULL UNION ALL SELECT 4 AS grp, CAST(b.quarter AS VARCHAR) AS value, CAST(b.quarter AS DOUBLE) AS number, b.ms, b.place_of_all, b.lost_ms, b.within FROM base b WHERE CAST(b.quarter AS VARCHAR) IS NOT NULL), kept AS (SELECT k.grp, k.value, k.grp * 100 + k.nth AS code
        FROM (SELECT t.grp, t.value, row_number() OVER (PARTITION BY t.grp ORDER BY count(*) DESC, t.value) AS nth
              FROM tagged t GROUP BY t.grp, t.value) k WHERE k.nth <= 8), coded AS (SELECT coalesce(k.code, t.grp * 100) AS code, t.number, t.ms, t.lost_ms, t.within, t.place_of_all
        FROM tagged t LEFT JOIN kept k ON k.grp = t.grp AND k.value = t.value), sizes AS (SELECT p.*, CAST(floor((p.rest_n + 1) / 2.0) AS BIGINT) AS middle_place, CAST(floor(p.rest_n / 2.0) AS BIGINT) + 1 AS above_place, CAST(floor(p.rest_n / 2.0 - 0.98 * sqrt(p.rest_n)) AS BIGINT) + 1 AS lower_place, p.rest_n - CAST(floor(p.rest_n / 2.0 - 0.98 * sqrt(p.rest_n)) AS BIGINT) AS upper_place
        FROM (SELECT q.*, w.waits - q.n AS rest_n
              FROM (SELECT c.code, count(*) AS n, min(c.number) AS least, max(c.number) AS most, sum(c.lost_ms) AS lost_ms, sum(c.within) AS within
                    FROM coded c GROUP BY c.code) q
              CROSS JOIN (SELECT count(*) AS waits FROM base b) w) p), placed AS (SELECT c.code, c.ms, c.place_of_all, row_number() OVER (PARTITION BY c.code ORDER BY c.place_of_all) AS place FROM coded c), own AS (SELECT p.code, max(p.n) AS n, avg(CASE WHEN 2 * p.place IN (p.n, p.n + 1, p.n + 2) THEN p.ms END) AS median_ms,
             max(CASE WHEN p.n / 2.0 - p.place + 1 >= 0 AND (p.n / 2.0 - p.place + 1) * (p.n / 2.0 - p.place + 1) >= 0.9604 * p.n THEN p.ms END) AS low_ms, min(CASE WHEN p.place - p.n / 2.0 >= 0 AND (p.place - p.n / 2.0) * (p.place - p.n / 2.0) >= 0.9604 * p.n THEN p.ms END) AS high_ms,
                 p.middle_place + count(CASE WHEN p.rest_before < p.middle_place THEN 1 END) AS middle, p.above_place + count(CASE WHEN p.rest_before < p.above_place THEN 1 END) AS above, p.lower_place + count(CASE WHEN p.rest_before < p.lower_place THEN 1 END) AS lower, p.upper_place + count(CASE WHEN p.rest_before < p.upper_place THEN 1 END) AS upper
        FROM (SELECT c.code, c.ms, c.place, c.place_of_all - c.place AS rest_before, z.n, z.middle_place, z.above_place, z.lower_place, z.upper_place
              FROM placed c JOIN sizes z ON z.code = c.code) p
        GROUP BY p.code, p.middle_place, p.above_place, p.lower_place, p.upper_place) 
      SELECT CAST(floor(o.code / 100.0) AS INTEGER) AS grp, k.value, z.least, z.most, o.n, o.median_ms, o.low_ms, o.high_ms, z.lost_ms, z.within,
             (SELECT a.limit_from FROM allowed a) AS limit_from, z.rest_n AS other_n,
             CASE WHEN z.rest_n > 0 THEN (u.ms + v.ms) / 2.0 END AS other_median_ms, l.ms AS other_low_ms, h.ms AS other_high_ms
      FROM own o
      JOIN sizes z ON z.code = o.code
      LEFT JOIN kept k ON k.code = o.code
      LEFT JOIN base u ON u.place_of_all = o.middle
      LEFT JOIN base v ON v.place_of_all = o.above
      LEFT JOIN base l ON l.place_of_all = o.lower
      LEFT JOIN base h ON h.place_of_all = o.upper
      ORDER BY 1, k.value IS NULL, z.least, k.value;

-- a hand-over: about
-- $1 = "Triage", $2 = "Register", $3 = "Triage", $4 = "Register", $5 = "Register", $6 = "Triage"
WITH allowed AS (SELECT coalesce(h.limit_ms, CASE WHEN b.stage <> a.stage THEN g.wait_limit_ms END, q.best_ms) AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM activity a
        JOIN activity b ON b.id = (SELECT n.id FROM activity n WHERE n.name = $1)
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = a.id AND h."to" = b.id
        CROSS JOIN (SELECT quantile_cont(s.gap_ms, 0.25) AS best_ms FROM step s
                    WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $2) AND s.gap_to = (SELECT n.id FROM activity n WHERE n.name = $3) AND s.gap_ms IS NOT NULL) q
        WHERE a.id = (SELECT n.id FROM activity n WHERE n.name = $4) AND q.best_ms IS NOT NULL) 
      SELECT q.n, q.median_ms, a.limit_ms, a.limit_from
      FROM (SELECT count(*) AS n, quantile_cont(w.wait_ms, 0.5) AS median_ms FROM (SELECT s.case_key, s.position, s.gap_ms AS wait_ms, s.completed_at AS began_at, (s.completed_at - to_milliseconds(-s.gap_ms)) AS started_at
        FROM step s
        WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $5) AND s.gap_to = (SELECT n.id FROM activity n WHERE n.name = $6) AND s.gap_ms IS NOT NULL AND true) w) q
      LEFT JOIN allowed a ON true;

-- a stage, narrow, by week: names
-- $1 = "Triage"
SELECT n.name FROM stage n WHERE n.name IN ($1);

-- a stage, narrow, by week: rows
-- $1 = 1, $2 = 2, $3 = "North", $4 = "North", $5 = "Triage", $6 = "Triage", $7 = 2025-03-30T01:00:00.000Z, $8 = 2025-10-26T01:00:00.000Z, $9 = 2026-03-29T01:00:00.000Z, $10 = 2026-10-25T01:00:00.000Z, $11 = 2027-03-28T01:00:00.000Z, $12 = 2027-10-31T01:00:00.000Z, $13 = "Triage", $14 = 2026-04-26T23:00:00.000Z, $15 = 2026-10-26T00:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($3))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), allowed AS (SELECT coalesce(g.wait_limit_ms, q.best_ms) AS limit_ms, CASE WHEN g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM stage g
        CROSS JOIN (SELECT quantile_cont((v.waiting_ms + v.gap_ms), 0.25) AS best_ms FROM stage_visit v WHERE v.stage = (SELECT n.id FROM stage n WHERE n.name = $5)) q
        WHERE g.id = (SELECT n.id FROM stage n WHERE n.name = $6) AND q.best_ms IS NOT NULL), weekly AS (SELECT CAST(date_trunc('week', CASE WHEN w.started_at < $7 THEN w.started_at WHEN w.started_at < $8 THEN (w.started_at - to_milliseconds(-3600000)) WHEN w.started_at < $9 THEN w.started_at WHEN w.started_at < $10 THEN (w.started_at - to_milliseconds(-3600000)) WHEN w.started_at < $11 THEN w.started_at WHEN w.started_at < $12 THEN (w.started_at - to_milliseconds(-3600000)) ELSE w.started_at END) AS DATE) AS week, w.wait_ms AS ms, CASE WHEN w.wait_ms > a.limit_ms THEN w.wait_ms - a.limit_ms ELSE 0 END AS lost_ms, CASE WHEN w.wait_ms <= a.limit_ms THEN 1 ELSE 0 END AS within, a.limit_from
            FROM (SELECT v.case_key, v.position, (v.waiting_ms + v.gap_ms) AS wait_ms, v.entered_at AS began_at, v.started_at
        FROM stage_visit v
        WHERE v.stage = (SELECT n.id FROM stage n WHERE n.name = $13) AND v.case_key IN (SELECT case_key FROM chosen)) w LEFT JOIN allowed a ON true
            WHERE w.started_at >= $14 AND w.started_at < $15), placed AS (SELECT w.*, row_number() OVER (PARTITION BY w.week ORDER BY w.ms) AS place, count(*) OVER (PARTITION BY w.week) AS n FROM weekly w) 
      SELECT p.week, max(p.n) AS n, avg(CASE WHEN 2 * p.place IN (p.n, p.n + 1, p.n + 2) THEN p.ms END) AS median_ms,
             max(CASE WHEN p.n / 2.0 - p.place + 1 >= 0 AND (p.n / 2.0 - p.place + 1) * (p.n / 2.0 - p.place + 1) >= 0.9604 * p.n THEN p.ms END) AS low_ms, min(CASE WHEN p.place - p.n / 2.0 >= 0 AND (p.place - p.n / 2.0) * (p.place - p.n / 2.0) >= 0.9604 * p.n THEN p.ms END) AS high_ms, sum(p.lost_ms) AS lost_ms, sum(p.within) AS within, max(p.limit_from) AS limit_from
      FROM placed p
      GROUP BY p.week
      ORDER BY p.week;

-- a stage, narrow, by week: about
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = "Triage", $9 = "Triage", $10 = "Triage"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), allowed AS (SELECT coalesce(g.wait_limit_ms, q.best_ms) AS limit_ms, CASE WHEN g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM stage g
        CROSS JOIN (SELECT quantile_cont((v.waiting_ms + v.gap_ms), 0.25) AS best_ms FROM stage_visit v WHERE v.stage = (SELECT n.id FROM stage n WHERE n.name = $8)) q
        WHERE g.id = (SELECT n.id FROM stage n WHERE n.name = $9) AND q.best_ms IS NOT NULL) 
      SELECT q.n, q.median_ms, a.limit_ms, a.limit_from
      FROM (SELECT count(*) AS n, quantile_cont(w.wait_ms, 0.5) AS median_ms FROM (SELECT v.case_key, v.position, (v.waiting_ms + v.gap_ms) AS wait_ms, v.entered_at AS began_at, v.started_at
        FROM stage_visit v
        WHERE v.stage = (SELECT n.id FROM stage n WHERE n.name = $10) AND v.case_key IN (SELECT case_key FROM chosen)) w) q
      LEFT JOIN allowed a ON true;
