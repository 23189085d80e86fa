-- What does a wait do to satisfaction?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- a hand-over: names
-- $1 = "Register", $2 = "Triage"
SELECT n.name FROM activity n WHERE n.name IN ($1, $2);

-- a hand-over: bands
-- $1 = "Register", $2 = "Triage", $3 = "Triage", $4 = "Register", $5 = "Triage", $6 = "Register"
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
        WHERE ranked.latest = 1), answered AS (SELECT r.case_key, r.score FROM case_answer r WHERE true), waited AS (SELECT w.case_key, max(w.wait_ms) AS longest_ms, sum(w.wait_ms) AS wait_ms FROM (SELECT s.case_key, s.position, s.gap_ms AS wait_ms, s.completed_at AS began_at, (s.completed_at - to_milliseconds(-s.gap_ms)) AS started_at
        FROM step s
        WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $1) AND s.gap_to = (SELECT n.id FROM activity n WHERE n.name = $2) AND s.gap_ms IS NOT NULL AND true) w GROUP BY w.case_key), allowed AS (SELECT coalesce(h.limit_ms, CASE WHEN b.stage <> a.stage THEN g.wait_limit_ms END, q.best_ms) AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM activity a
        JOIN activity b ON b.id = (SELECT n.id FROM activity n WHERE n.name = $3)
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = a.id AND h."to" = b.id
        CROSS JOIN (SELECT quantile_cont(s.gap_ms, 0.25) AS best_ms FROM step s
                    WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $4) AND s.gap_to = (SELECT n.id FROM activity n WHERE n.name = $5) AND s.gap_ms IS NOT NULL) q
        WHERE a.id = (SELECT n.id FROM activity n WHERE n.name = $6) AND q.best_ms IS NOT NULL), scored AS (SELECT w.longest_ms, a.score FROM waited w JOIN answered a ON a.case_key = w.case_key), edges AS (SELECT b.from_ms, b.to_ms
        FROM (WITH scale AS (
                SELECT l.limit_ms, l.limit_from, CASE WHEN m.median <= 3000 THEN 1000 WHEN m.median <= 15000 THEN 5000 WHEN m.median <= 45000 THEN 15000 WHEN m.median <= 90000 THEN 30000 WHEN m.median <= 180000 THEN 60000 WHEN m.median <= 360000 THEN 120000 WHEN m.median <= 900000 THEN 300000 WHEN m.median <= 1800000 THEN 600000 WHEN m.median <= 2700000 THEN 900000 WHEN m.median <= 5400000 THEN 1800000 WHEN m.median <= 10800000 THEN 3600000 WHEN m.median <= 21600000 THEN 7200000 WHEN m.median <= 32400000 THEN 10800000 WHEN m.median <= 64800000 THEN 21600000 WHEN m.median <= 129600000 THEN 43200000 WHEN m.median <= 259200000 THEN 86400000 WHEN m.median <= 518400000 THEN 172800000 WHEN m.median <= 1814400000 THEN 604800000 WHEN m.median <= 3628800000 THEN 1209600000 WHEN m.median <= 7257600000 THEN 2419200000 WHEN m.median <= 23587200000 THEN 7862400000 ELSE 15724800000 END AS step_ms
                FROM allowed l CROSS JOIN (SELECT quantile_cont(w.longest_ms, 0.5) AS median FROM scored w) m)
              SELECT 0 AS at, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 0
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 0
             ELSE x.limit_ms * 0 END AS BIGINT) AS from_ms, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 1
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 0.3333333333333333
             ELSE x.limit_ms * 0.25 END AS BIGINT) AS to_ms FROM scale x UNION ALL SELECT 1 AS at, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 1
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 0.3333333333333333
             ELSE x.limit_ms * 0.25 END AS BIGINT) AS from_ms, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 2
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 0.6666666666666666
             ELSE x.limit_ms * 0.5 END AS BIGINT) AS to_ms FROM scale x UNION ALL SELECT 2 AS at, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 2
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 0.6666666666666666
             ELSE x.limit_ms * 0.5 END AS BIGINT) AS from_ms, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 3
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 1
             ELSE x.limit_ms * 1 END AS BIGINT) AS to_ms FROM scale x UNION ALL SELECT 3 AS at, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 3
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 1
             ELSE x.limit_ms * 1 END AS BIGINT) AS from_ms, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 4
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 1.3333333333333333
             ELSE x.limit_ms * 1.5 END AS BIGINT) AS to_ms FROM scale x UNION ALL SELECT 4 AS at, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 4
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 1.3333333333333333
             ELSE x.limit_ms * 1.5 END AS BIGINT) AS from_ms, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 6
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 2
             ELSE x.limit_ms * 2 END AS BIGINT) AS to_ms FROM scale x UNION ALL SELECT 5 AS at, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 6
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 2
             ELSE x.limit_ms * 2 END AS BIGINT) AS from_ms, CAST(NULL AS BIGINT) AS to_ms FROM scale x) b) 
      SELECT e.from_ms, e.to_ms, count(s.score) AS answers, avg(s.score) AS mean, count(CASE WHEN s.score = 100 THEN 1 END) AS best,
               count(CASE WHEN s.score = -100 THEN 1 END) AS worst, sum(s.score * s.score) AS squares, (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument
      FROM edges e JOIN scored s ON s.longest_ms > e.from_ms - CASE WHEN e.from_ms = 0 THEN 1 ELSE 0 END AND (e.to_ms IS NULL OR s.longest_ms <= e.to_ms)
      GROUP BY e.from_ms, e.to_ms
      ORDER BY e.from_ms;

-- a hand-over: sides
-- $1 = "Register", $2 = "Triage", $3 = "Triage", $4 = "Register", $5 = "Triage", $6 = "Register"
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
        WHERE ranked.latest = 1), answered AS (SELECT r.case_key, r.score FROM case_answer r WHERE true), waited AS (SELECT w.case_key, max(w.wait_ms) AS longest_ms, sum(w.wait_ms) AS wait_ms FROM (SELECT s.case_key, s.position, s.gap_ms AS wait_ms, s.completed_at AS began_at, (s.completed_at - to_milliseconds(-s.gap_ms)) AS started_at
        FROM step s
        WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $1) AND s.gap_to = (SELECT n.id FROM activity n WHERE n.name = $2) AND s.gap_ms IS NOT NULL AND true) w GROUP BY w.case_key), allowed AS (SELECT coalesce(h.limit_ms, CASE WHEN b.stage <> a.stage THEN g.wait_limit_ms END, q.best_ms) AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM activity a
        JOIN activity b ON b.id = (SELECT n.id FROM activity n WHERE n.name = $3)
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = a.id AND h."to" = b.id
        CROSS JOIN (SELECT quantile_cont(s.gap_ms, 0.25) AS best_ms FROM step s
                    WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $4) AND s.gap_to = (SELECT n.id FROM activity n WHERE n.name = $5) AND s.gap_ms IS NOT NULL) q
        WHERE a.id = (SELECT n.id FROM activity n WHERE n.name = $6) AND q.best_ms IS NOT NULL), scored AS (SELECT w.longest_ms, a.score FROM waited w JOIN answered a ON a.case_key = w.case_key) 
      SELECT CASE WHEN s.longest_ms > l.limit_ms THEN 1 ELSE 0 END AS beyond, count(s.score) AS answers, avg(s.score) AS mean, count(CASE WHEN s.score = 100 THEN 1 END) AS best,
               count(CASE WHEN s.score = -100 THEN 1 END) AS worst, sum(s.score * s.score) AS squares, (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument
      FROM scored s CROSS JOIN allowed l
      GROUP BY 1
      ORDER BY 1;

-- a hand-over: slope
-- $1 = "Register", $2 = "Triage"
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
        WHERE ranked.latest = 1), answered AS (SELECT r.case_key, r.score FROM case_answer r WHERE true), side AS (SELECT a.case_key, CASE WHEN a.score >= 50 THEN 1 ELSE 2 END AS side FROM answered a), valued AS (SELECT s.case_key, s.side, coalesce(CAST(c."a1" AS VARCHAR), '') AS v0 FROM side s JOIN case_fact c ON c.case_key = s.case_key), spread AS (
          SELECT 0 AS attribute, v.v0 AS value,
                 count(CASE WHEN v.side = 1 THEN 1 END) AS one, count(CASE WHEN v.side = 2 THEN 1 END) AS other
          FROM valued v GROUP BY v.v0), halves AS (SELECT count(CASE WHEN s.side = 1 THEN 1 END) AS one, count(CASE WHEN s.side = 2 THEN 1 END) AS other FROM side s), apart AS (SELECT p.attribute, sum(abs((CAST(p.one AS DOUBLE) / nullif(h.one, 0)) - (CAST(p.other AS DOUBLE) / nullif(h.other, 0)))) AS distance
          FROM spread p CROSS JOIN halves h
          GROUP BY p.attribute
          HAVING count(*) > 1 AND count(CASE WHEN p.value <> '' THEN 1 END) <= 12), ranked AS (SELECT a.attribute, row_number() OVER (ORDER BY a.distance DESC, a.attribute) AS place FROM apart a), picked AS (SELECT r.attribute FROM ranked r WHERE r.place <= 3), used AS (SELECT max(CASE WHEN p.attribute = 0 THEN 1 ELSE 0 END) AS u0 FROM picked p), celled AS (SELECT v.case_key, v.side, CASE WHEN u.u0 = 1 THEN v.v0 ELSE '' END || '|' AS cell
          FROM valued v CROSS JOIN used u), cells AS (SELECT c.cell, count(CASE WHEN c.side = 1 THEN 1 END) AS one, count(CASE WHEN c.side = 2 THEN 1 END) AS other FROM celled c GROUP BY c.cell), strata AS (SELECT c.cell, CASE WHEN c.one >= 5 AND c.other >= 5 THEN c.cell ELSE 'other' END AS stratum, c.one, c.other FROM cells c), weighed AS (SELECT s.stratum, sum(s.one) AS one, sum(s.other) AS other FROM strata s GROUP BY s.stratum
          HAVING sum(s.one) >= 5 AND sum(s.other) >= 5), mixed AS (SELECT c.case_key, c.side,
                 CASE WHEN c.side = 1 THEN (CAST((w.one + w.other) AS DOUBLE) / nullif(w.one, 0)) ELSE (CAST((w.one + w.other) AS DOUBLE) / nullif(w.other, 0)) END AS weight
          FROM celled c
          JOIN strata s ON s.cell = c.cell
          LEFT JOIN weighed w ON w.stratum = s.stratum), cell_of AS (SELECT c.case_key, CASE WHEN k.one + k.other >= 10 THEN c.cell ELSE 'other' END AS cell
        FROM celled c JOIN cells k ON k.cell = c.cell), waited AS (SELECT w.case_key, max(w.wait_ms) AS longest_ms, sum(w.wait_ms) AS wait_ms FROM (SELECT s.case_key, s.position, s.gap_ms AS wait_ms, s.completed_at AS began_at, (s.completed_at - to_milliseconds(-s.gap_ms)) AS started_at
        FROM step s
        WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $1) AND s.gap_to = (SELECT n.id FROM activity n WHERE n.name = $2) AND s.gap_ms IS NOT NULL AND true) w GROUP BY w.case_key) 
      SELECT w.cell, w.stretch, count(*) AS n, sum(w.hours) AS x, sum(w.hours * w.hours) AS xx, sum(w.score) AS y, sum(w.score * w.score) AS yy,
             sum(w.hours * w.score) AS xy
      FROM (SELECT d.cell, CASE WHEN t.wait_ms <= 300000 THEN 0 WHEN t.wait_ms <= 600000 THEN 1 WHEN t.wait_ms <= 900000 THEN 2 WHEN t.wait_ms <= 1200000 THEN 3 WHEN t.wait_ms <= 1800000 THEN 4 WHEN t.wait_ms <= 2700000 THEN 5 WHEN t.wait_ms <= 3600000 THEN 6 WHEN t.wait_ms <= 5400000 THEN 7 WHEN t.wait_ms <= 7200000 THEN 8 WHEN t.wait_ms <= 10800000 THEN 9 WHEN t.wait_ms <= 14400000 THEN 10 WHEN t.wait_ms <= 21600000 THEN 11 WHEN t.wait_ms <= 28800000 THEN 12 WHEN t.wait_ms <= 43200000 THEN 13 WHEN t.wait_ms <= 86400000 THEN 14 WHEN t.wait_ms <= 172800000 THEN 15 WHEN t.wait_ms <= 259200000 THEN 16 WHEN t.wait_ms <= 432000000 THEN 17 WHEN t.wait_ms <= 604800000 THEN 18 WHEN t.wait_ms <= 864000000 THEN 19 WHEN t.wait_ms <= 1209600000 THEN 20 WHEN t.wait_ms <= 1814400000 THEN 21 WHEN t.wait_ms <= 2419200000 THEN 22 WHEN t.wait_ms <= 3628800000 THEN 23 WHEN t.wait_ms <= 4838400000 THEN 24 WHEN t.wait_ms <= 7257600000 THEN 25 ELSE 26 END AS stretch, CAST(t.wait_ms AS DOUBLE) / 3600000 AS hours, a.score
            FROM waited t JOIN answered a ON a.case_key = t.case_key JOIN cell_of d ON d.case_key = t.case_key) w
      GROUP BY w.cell, w.stretch
      ORDER BY w.cell, w.stretch;

-- a hand-over: about
-- $1 = "Register", $2 = "Triage", $3 = "Triage", $4 = "Register", $5 = "Triage", $6 = "Register"
WITH waited AS (SELECT w.case_key, max(w.wait_ms) AS longest_ms, sum(w.wait_ms) AS wait_ms FROM (SELECT s.case_key, s.position, s.gap_ms AS wait_ms, s.completed_at AS began_at, (s.completed_at - to_milliseconds(-s.gap_ms)) AS started_at
        FROM step s
        WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $1) AND s.gap_to = (SELECT n.id FROM activity n WHERE n.name = $2) AND s.gap_ms IS NOT NULL AND true) w GROUP BY w.case_key), allowed AS (SELECT coalesce(h.limit_ms, CASE WHEN b.stage <> a.stage THEN g.wait_limit_ms END, q.best_ms) AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM activity a
        JOIN activity b ON b.id = (SELECT n.id FROM activity n WHERE n.name = $3)
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = a.id AND h."to" = b.id
        CROSS JOIN (SELECT quantile_cont(s.gap_ms, 0.25) AS best_ms FROM step s
                    WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $4) AND s.gap_to = (SELECT n.id FROM activity n WHERE n.name = $5) AND s.gap_ms IS NOT NULL) q
        WHERE a.id = (SELECT n.id FROM activity n WHERE n.name = $6) AND q.best_ms IS NOT NULL) 
      SELECT q.cases, l.limit_ms, l.limit_from, (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument FROM (SELECT count(*) AS cases FROM waited) q LEFT JOIN allowed l ON true;

-- a hand-over: mix
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
        WHERE ranked.latest = 1), answered AS (SELECT r.case_key, r.score FROM case_answer r WHERE true), side AS (SELECT a.case_key, CASE WHEN a.score >= 50 THEN 1 ELSE 2 END AS side FROM answered a), valued AS (SELECT s.case_key, s.side, coalesce(CAST(c."a1" AS VARCHAR), '') AS v0 FROM side s JOIN case_fact c ON c.case_key = s.case_key), spread AS (
          SELECT 0 AS attribute, v.v0 AS value,
                 count(CASE WHEN v.side = 1 THEN 1 END) AS one, count(CASE WHEN v.side = 2 THEN 1 END) AS other
          FROM valued v GROUP BY v.v0), halves AS (SELECT count(CASE WHEN s.side = 1 THEN 1 END) AS one, count(CASE WHEN s.side = 2 THEN 1 END) AS other FROM side s), apart AS (SELECT p.attribute, sum(abs((CAST(p.one AS DOUBLE) / nullif(h.one, 0)) - (CAST(p.other AS DOUBLE) / nullif(h.other, 0)))) AS distance
          FROM spread p CROSS JOIN halves h
          GROUP BY p.attribute
          HAVING count(*) > 1 AND count(CASE WHEN p.value <> '' THEN 1 END) <= 12), ranked AS (SELECT a.attribute, row_number() OVER (ORDER BY a.distance DESC, a.attribute) AS place FROM apart a), picked AS (SELECT r.attribute FROM ranked r WHERE r.place <= 3), used AS (SELECT max(CASE WHEN p.attribute = 0 THEN 1 ELSE 0 END) AS u0 FROM picked p), celled AS (SELECT v.case_key, v.side, CASE WHEN u.u0 = 1 THEN v.v0 ELSE '' END || '|' AS cell
          FROM valued v CROSS JOIN used u), cells AS (SELECT c.cell, count(CASE WHEN c.side = 1 THEN 1 END) AS one, count(CASE WHEN c.side = 2 THEN 1 END) AS other FROM celled c GROUP BY c.cell), strata AS (SELECT c.cell, CASE WHEN c.one >= 5 AND c.other >= 5 THEN c.cell ELSE 'other' END AS stratum, c.one, c.other FROM cells c), weighed AS (SELECT s.stratum, sum(s.one) AS one, sum(s.other) AS other FROM strata s GROUP BY s.stratum
          HAVING sum(s.one) >= 5 AND sum(s.other) >= 5), mixed AS (SELECT c.case_key, c.side,
                 CASE WHEN c.side = 1 THEN (CAST((w.one + w.other) AS DOUBLE) / nullif(w.one, 0)) ELSE (CAST((w.one + w.other) AS DOUBLE) / nullif(w.other, 0)) END AS weight
          FROM celled c
          JOIN strata s ON s.cell = c.cell
          LEFT JOIN weighed w ON w.stratum = s.stratum), cell_of AS (SELECT c.case_key, CASE WHEN k.one + k.other >= 10 THEN c.cell ELSE 'other' END AS cell
        FROM celled c JOIN cells k ON k.cell = c.cell) SELECT p.attribute FROM picked p ORDER BY p.attribute;

-- a stage, narrow: names
-- $1 = "Triage"
SELECT n.name FROM stage n WHERE n.name IN ($1);

-- a stage, narrow: bands
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = "Triage", $9 = "Triage", $10 = "Triage"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), case_answer AS (
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
        WHERE ranked.latest = 1), answered AS (SELECT r.case_key, r.score FROM case_answer r WHERE r.case_key IN (SELECT case_key FROM chosen)), waited AS (SELECT w.case_key, max(w.wait_ms) AS longest_ms, sum(w.wait_ms) AS wait_ms FROM (SELECT v.case_key, v.position, (v.waiting_ms + v.gap_ms) AS wait_ms, v.entered_at AS began_at, v.started_at
        FROM stage_visit v
        WHERE v.stage = (SELECT n.id FROM stage n WHERE n.name = $8) AND v.case_key IN (SELECT case_key FROM chosen)) w GROUP BY w.case_key), allowed AS (SELECT coalesce(g.wait_limit_ms, q.best_ms) AS limit_ms, CASE WHEN g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM stage g
        CROSS JOIN (SELECT quantile_cont((v.waiting_ms + v.gap_ms), 0.25) AS best_ms FROM stage_visit v WHERE v.stage = (SELECT n.id FROM stage n WHERE n.name = $9)) q
        WHERE g.id = (SELECT n.id FROM stage n WHERE n.name = $10) AND q.best_ms IS NOT NULL), scored AS (SELECT w.longest_ms, a.score FROM waited w JOIN answered a ON a.case_key = w.case_key), edges AS (SELECT b.from_ms, b.to_ms
        FROM (WITH scale AS (
                SELECT l.limit_ms, l.limit_from, CASE WHEN m.median <= 3000 THEN 1000 WHEN m.median <= 15000 THEN 5000 WHEN m.median <= 45000 THEN 15000 WHEN m.median <= 90000 THEN 30000 WHEN m.median <= 180000 THEN 60000 WHEN m.median <= 360000 THEN 120000 WHEN m.median <= 900000 THEN 300000 WHEN m.median <= 1800000 THEN 600000 WHEN m.median <= 2700000 THEN 900000 WHEN m.median <= 5400000 THEN 1800000 WHEN m.median <= 10800000 THEN 3600000 WHEN m.median <= 21600000 THEN 7200000 WHEN m.median <= 32400000 THEN 10800000 WHEN m.median <= 64800000 THEN 21600000 WHEN m.median <= 129600000 THEN 43200000 WHEN m.median <= 259200000 THEN 86400000 WHEN m.median <= 518400000 THEN 172800000 WHEN m.median <= 1814400000 THEN 604800000 WHEN m.median <= 3628800000 THEN 1209600000 WHEN m.median <= 7257600000 THEN 2419200000 WHEN m.median <= 23587200000 THEN 7862400000 ELSE 15724800000 END AS step_ms
                FROM allowed l CROSS JOIN (SELECT quantile_cont(w.longest_ms, 0.5) AS median FROM scored w) m)
              SELECT 0 AS at, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 0
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 0
             ELSE x.limit_ms * 0 END AS BIGINT) AS from_ms, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 1
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 0.3333333333333333
             ELSE x.limit_ms * 0.25 END AS BIGINT) AS to_ms FROM scale x UNION ALL SELECT 1 AS at, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 1
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 0.3333333333333333
             ELSE x.limit_ms * 0.25 END AS BIGINT) AS from_ms, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 2
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 0.6666666666666666
             ELSE x.limit_ms * 0.5 END AS BIGINT) AS to_ms FROM scale x UNION ALL SELECT 2 AS at, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 2
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 0.6666666666666666
             ELSE x.limit_ms * 0.5 END AS BIGINT) AS from_ms, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 3
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 1
             ELSE x.limit_ms * 1 END AS BIGINT) AS to_ms FROM scale x UNION ALL SELECT 3 AS at, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 3
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 1
             ELSE x.limit_ms * 1 END AS BIGINT) AS from_ms, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 4
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 1.3333333333333333
             ELSE x.limit_ms * 1.5 END AS BIGINT) AS to_ms FROM scale x UNION ALL SELECT 4 AS at, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 4
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 1.3333333333333333
             ELSE x.limit_ms * 1.5 END AS BIGINT) AS from_ms, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 6
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 2
             ELSE x.limit_ms * 2 END AS BIGINT) AS to_ms FROM scale x UNION ALL SELECT 5 AS at, CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * 6
             WHEN x.limit_ms % 180000 = 0 AND x.limit_ms % 240000 > 0 THEN x.limit_ms * 2
             ELSE x.limit_ms * 2 END AS BIGINT) AS from_ms, CAST(NULL AS BIGINT) AS to_ms FROM scale x) b) 
      SELECT e.from_ms, e.to_ms, count(s.score) AS answers, avg(s.score) AS mean, count(CASE WHEN s.score = 100 THEN 1 END) AS best,
               count(CASE WHEN s.score = -100 THEN 1 END) AS worst, sum(s.score * s.score) AS squares, (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument
      FROM edges e JOIN scored s ON s.longest_ms > e.from_ms - CASE WHEN e.from_ms = 0 THEN 1 ELSE 0 END AND (e.to_ms IS NULL OR s.longest_ms <= e.to_ms)
      GROUP BY e.from_ms, e.to_ms
      ORDER BY e.from_ms;

-- a stage, narrow: sides
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = "Triage", $9 = "Triage", $10 = "Triage"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), case_answer AS (
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
        WHERE ranked.latest = 1), answered AS (SELECT r.case_key, r.score FROM case_answer r WHERE r.case_key IN (SELECT case_key FROM chosen)), waited AS (SELECT w.case_key, max(w.wait_ms) AS longest_ms, sum(w.wait_ms) AS wait_ms FROM (SELECT v.case_key, v.position, (v.waiting_ms + v.gap_ms) AS wait_ms, v.entered_at AS began_at, v.started_at
        FROM stage_visit v
        WHERE v.stage = (SELECT n.id FROM stage n WHERE n.name = $8) AND v.case_key IN (SELECT case_key FROM chosen)) w GROUP BY w.case_key), allowed AS (SELECT coalesce(g.wait_limit_ms, q.best_ms) AS limit_ms, CASE WHEN g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM stage g
        CROSS JOIN (SELECT quantile_cont((v.waiting_ms + v.gap_ms), 0.25) AS best_ms FROM stage_visit v WHERE v.stage = (SELECT n.id FROM stage n WHERE n.name = $9)) q
        WHERE g.id = (SELECT n.id FROM stage n WHERE n.name = $10) AND q.best_ms IS NOT NULL), scored AS (SELECT w.longest_ms, a.score FROM waited w JOIN answered a ON a.case_key = w.case_key) 
      SELECT CASE WHEN s.longest_ms > l.limit_ms THEN 1 ELSE 0 END AS beyond, count(s.score) AS answers, avg(s.score) AS mean, count(CASE WHEN s.score = 100 THEN 1 END) AS best,
               count(CASE WHEN s.score = -100 THEN 1 END) AS worst, sum(s.score * s.score) AS squares, (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument
      FROM scored s CROSS JOIN allowed l
      GROUP BY 1
      ORDER BY 1;

-- a stage, narrow: slope
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = "Triage"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), case_answer AS (
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
        WHERE ranked.latest = 1), answered AS (SELECT r.case_key, r.score FROM case_answer r WHERE r.case_key IN (SELECT case_key FROM chosen)), side AS (SELECT a.case_key, CASE WHEN a.score >= 50 THEN 1 ELSE 2 END AS side FROM answered a), picked AS (SELECT CAST(NULL AS INTEGER) AS attribute WHERE 1 = 0), mixed AS (SELECT s.case_key, s.side, CAST(NULL AS DOUBLE) AS weight FROM side s), cell_of AS (SELECT a.case_key, '' AS cell FROM answered a), waited AS (SELECT w.case_key, max(w.wait_ms) AS longest_ms, sum(w.wait_ms) AS wait_ms FROM (SELECT v.case_key, v.position, (v.waiting_ms + v.gap_ms) AS wait_ms, v.entered_at AS began_at, v.started_at
        FROM stage_visit v
        WHERE v.stage = (SELECT n.id FROM stage n WHERE n.name = $8) AND v.case_key IN (SELECT case_key FROM chosen)) w GROUP BY w.case_key) 
      SELECT w.cell, w.stretch, count(*) AS n, sum(w.hours) AS x, sum(w.hours * w.hours) AS xx, sum(w.score) AS y, sum(w.score * w.score) AS yy,
             sum(w.hours * w.score) AS xy
      FROM (SELECT d.cell, CASE WHEN t.wait_ms <= 300000 THEN 0 WHEN t.wait_ms <= 600000 THEN 1 WHEN t.wait_ms <= 900000 THEN 2 WHEN t.wait_ms <= 1200000 THEN 3 WHEN t.wait_ms <= 1800000 THEN 4 WHEN t.wait_ms <= 2700000 THEN 5 WHEN t.wait_ms <= 3600000 THEN 6 WHEN t.wait_ms <= 5400000 THEN 7 WHEN t.wait_ms <= 7200000 THEN 8 WHEN t.wait_ms <= 10800000 THEN 9 WHEN t.wait_ms <= 14400000 THEN 10 WHEN t.wait_ms <= 21600000 THEN 11 WHEN t.wait_ms <= 28800000 THEN 12 WHEN t.wait_ms <= 43200000 THEN 13 WHEN t.wait_ms <= 86400000 THEN 14 WHEN t.wait_ms <= 172800000 THEN 15 WHEN t.wait_ms <= 259200000 THEN 16 WHEN t.wait_ms <= 432000000 THEN 17 WHEN t.wait_ms <= 604800000 THEN 18 WHEN t.wait_ms <= 864000000 THEN 19 WHEN t.wait_ms <= 1209600000 THEN 20 WHEN t.wait_ms <= 1814400000 THEN 21 WHEN t.wait_ms <= 2419200000 THEN 22 WHEN t.wait_ms <= 3628800000 THEN 23 WHEN t.wait_ms <= 4838400000 THEN 24 WHEN t.wait_ms <= 7257600000 THEN 25 ELSE 26 END AS stretch, CAST(t.wait_ms AS DOUBLE) / 3600000 AS hours, a.score
            FROM waited t JOIN answered a ON a.case_key = t.case_key JOIN cell_of d ON d.case_key = t.case_key) w
      GROUP BY w.cell, w.stretch
      ORDER BY w.cell, w.stretch;

-- a stage, narrow: about
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = "Triage", $9 = "Triage", $10 = "Triage"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), waited AS (SELECT w.case_key, max(w.wait_ms) AS longest_ms, sum(w.wait_ms) AS wait_ms FROM (SELECT v.case_key, v.position, (v.waiting_ms + v.gap_ms) AS wait_ms, v.entered_at AS began_at, v.started_at
        FROM stage_visit v
        WHERE v.stage = (SELECT n.id FROM stage n WHERE n.name = $8) AND v.case_key IN (SELECT case_key FROM chosen)) w GROUP BY w.case_key), allowed AS (SELECT coalesce(g.wait_limit_ms, q.best_ms) AS limit_ms, CASE WHEN g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM stage g
        CROSS JOIN (SELECT quantile_cont((v.waiting_ms + v.gap_ms), 0.25) AS best_ms FROM stage_visit v WHERE v.stage = (SELECT n.id FROM stage n WHERE n.name = $9)) q
        WHERE g.id = (SELECT n.id FROM stage n WHERE n.name = $10) AND q.best_ms IS NOT NULL) 
      SELECT q.cases, l.limit_ms, l.limit_from, (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument FROM (SELECT count(*) AS cases FROM waited) q LEFT JOIN allowed l ON true;

-- a stage, narrow: mix
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
SELECT c.case_key AS attribute FROM case_fact c WHERE 1 = 0 AND ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))));
