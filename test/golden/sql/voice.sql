-- Where are the people served satisfied, where not, and what does waiting do to it?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- everything: about
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-11-01T22:55:00.000Z, $3 = 2026-11-01T22:55:00.000Z, $4 = 2026-11-01T22:55:00.000Z
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
        WHERE ranked.latest = 1), answered AS (SELECT r.case_key, r.score FROM case_answer r WHERE true) 
      SELECT (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument, count(*) AS cases, count(a.case_key) AS answered,
             quantile_cont(CASE WHEN (c.ended OR c.last_at < $1) THEN c.delivery_ms END, [0.5, 0.9]) AS times, quantile_cont(CASE WHEN a.case_key IS NOT NULL THEN CASE WHEN (c.ended OR c.last_at < $2) THEN c.delivery_ms END END, [0.5, 0.9]) AS answered_times,
             quantile_cont(CASE WHEN (c.ended OR c.last_at < $3) THEN c.waiting_ms END, 0.5) AS waiting_ms, quantile_cont(CASE WHEN a.case_key IS NOT NULL THEN CASE WHEN (c.ended OR c.last_at < $4) THEN c.waiting_ms END END, 0.5) AS answered_waiting_ms,
             count(CASE WHEN c.rework > 0 THEN 1 END) AS reworked, count(CASE WHEN c.rework > 0 THEN a.case_key END) AS answered_reworked,
             count(a.score) AS answers, avg(a.score) AS mean, count(CASE WHEN a.score = 100 THEN 1 END) AS best,
               count(CASE WHEN a.score = -100 THEN 1 END) AS worst, sum(a.score * a.score) AS squares
      FROM case_fact c LEFT JOIN answered a ON a.case_key = c.case_key
      WHERE true;

-- everything: weighted
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
        WHERE ranked.latest = 1), answered AS (SELECT r.case_key, r.score FROM case_answer r WHERE true), side AS (SELECT c.case_key, CASE WHEN a.case_key IS NOT NULL THEN 1 ELSE 2 END AS side
        FROM case_fact c LEFT JOIN answered a ON a.case_key = c.case_key WHERE true), valued AS (SELECT s.case_key, s.side, coalesce(CAST(c."a1" AS VARCHAR), '') AS v0 FROM side s JOIN case_fact c ON c.case_key = s.case_key), spread AS (
          SELECT 0 AS attribute, v.v0 AS value,
                 count(CASE WHEN v.side = 1 THEN 1 END) AS one, count(CASE WHEN v.side = 2 THEN 1 END) AS other
          FROM valued v GROUP BY v.v0), halves AS (SELECT count(CASE WHEN s.side = 1 THEN 1 END) AS one, count(CASE WHEN s.side = 2 THEN 1 END) AS other FROM side s), apart AS (SELECT p.attribute, sum(abs((CAST(p.one AS DOUBLE) / nullif(h.one, 0)) - (CAST(p.other AS DOUBLE) / nullif(h.other, 0)))) AS distance
          FROM spread p CROSS JOIN halves h
          GROUP BY p.attribute
          HAVING count(*) > 1 AND count(CASE WHEN p.value <> '' THEN 1 END) <= 12), ranked AS (SELECT a.attribute, row_number() OVER (ORDER BY a.distance DESC, a.attribute) AS place FROM apart a), picked AS (SELECT r.attribute FROM ranked r WHERE r.place <= 3), used AS (SELECT max(CASE WHEN p.attribute = 0 THEN 1 ELSE 0 END) AS u0 FROM picked p), celled AS (SELECT v.case_key, v.side, CASE WHEN u.u0 = 1 THEN v.v0 ELSE '' END || '|' AS cell
          FROM valued v CROSS JOIN used u), cells AS (SELECT c.cell, count(CASE WHEN c.side = 1 THEN 1 END) AS one, count(CASE WHEN c.side = 2 THEN 1 END) AS other FROM celled c GROUP BY c.cell), strata AS (SELECT c.cell, CASE WHEN c.one >= 5 THEN c.cell ELSE 'other' END AS stratum, c.one, c.other FROM cells c), weighed AS (SELECT s.stratum, sum(s.one) AS one, sum(s.other) AS other FROM strata s GROUP BY s.stratum
          HAVING sum(s.one) >= 5), mixed AS (SELECT c.case_key, c.side,
                 CASE WHEN c.side = 1 THEN (CAST((w.one + w.other) AS DOUBLE) / nullif(w.one, 0)) ELSE (CAST((w.one + w.other) AS DOUBLE) / nullif(w.other, 0)) END AS weight
          FROM celled c
          JOIN strata s ON s.cell = c.cell
          LEFT JOIN weighed w ON w.stratum = s.stratum) 
      SELECT count(a.score) AS n, sum(m.weight) AS weight, sum(m.weight * a.score) AS "sum", sum(m.weight * m.weight) AS squares,
             sum(m.weight * m.weight * a.score) AS squares_of_sum, sum(m.weight * m.weight * a.score * a.score) AS squares_of_squares,
             (SELECT count(m.weight) FROM mixed m) AS covered, (SELECT count(*) FROM mixed m) AS cases, (SELECT u.u0 FROM used u) AS u0
      FROM mixed m JOIN answered a ON a.case_key = m.case_key
      WHERE m.weight IS NOT NULL;

-- everything: stages
WITH scored AS (
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
      SELECT coalesce(g.name, r.stage) AS stage, g.wait_limit_ms AS limit_ms, g.score_target, coalesce(r.answers, 0) AS answers, r.mean, r.best, r.worst, r.squares
      FROM stage g FULL JOIN scored r ON r.stage = g.name
      WHERE coalesce(g.id, 1) > 0 OR r.answers > 0
      ORDER BY g.id IS NULL OR g.id = 0, g.id, r.stage;

-- everything: waits
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
        FROM celled c JOIN cells k ON k.cell = c.cell), waited AS (SELECT v.stage, v.case_key, sum(v.waiting_ms) AS wait_ms, max(v.waiting_ms) AS longest_ms
        FROM stage_visit v WHERE v.case_key IN (SELECT a.case_key FROM answered a) GROUP BY v.stage, v.case_key) 
      SELECT g.name AS stage, w.cell, w.stretch, count(*) AS n, sum(w.hours) AS x, sum(w.hours * w.hours) AS xx, sum(w.score) AS y, sum(w.score * w.score) AS yy,
             sum(w.hours * w.score) AS xy, sum(CASE WHEN w.longest_ms > g.wait_limit_ms THEN 1 ELSE 0 END) AS beyond_n, sum(CASE WHEN w.longest_ms > g.wait_limit_ms THEN w.score ELSE 0 END) AS beyond_y, sum(CASE WHEN w.longest_ms > g.wait_limit_ms THEN w.score * w.score ELSE 0 END) AS beyond_yy,
             count(CASE WHEN w.score = 100 THEN 1 END) AS best, count(CASE WHEN w.score = -100 THEN 1 END) AS worst,
             count(CASE WHEN w.longest_ms > g.wait_limit_ms AND w.score = 100 THEN 1 END) AS beyond_best,
             count(CASE WHEN w.longest_ms > g.wait_limit_ms AND w.score = -100 THEN 1 END) AS beyond_worst
      FROM (SELECT t.stage, d.cell, CASE WHEN t.wait_ms <= 300000 THEN 0 WHEN t.wait_ms <= 600000 THEN 1 WHEN t.wait_ms <= 900000 THEN 2 WHEN t.wait_ms <= 1200000 THEN 3 WHEN t.wait_ms <= 1800000 THEN 4 WHEN t.wait_ms <= 2700000 THEN 5 WHEN t.wait_ms <= 3600000 THEN 6 WHEN t.wait_ms <= 5400000 THEN 7 WHEN t.wait_ms <= 7200000 THEN 8 WHEN t.wait_ms <= 10800000 THEN 9 WHEN t.wait_ms <= 14400000 THEN 10 WHEN t.wait_ms <= 21600000 THEN 11 WHEN t.wait_ms <= 28800000 THEN 12 WHEN t.wait_ms <= 43200000 THEN 13 WHEN t.wait_ms <= 86400000 THEN 14 WHEN t.wait_ms <= 172800000 THEN 15 WHEN t.wait_ms <= 259200000 THEN 16 WHEN t.wait_ms <= 432000000 THEN 17 WHEN t.wait_ms <= 604800000 THEN 18 WHEN t.wait_ms <= 864000000 THEN 19 WHEN t.wait_ms <= 1209600000 THEN 20 WHEN t.wait_ms <= 1814400000 THEN 21 WHEN t.wait_ms <= 2419200000 THEN 22 WHEN t.wait_ms <= 3628800000 THEN 23 WHEN t.wait_ms <= 4838400000 THEN 24 WHEN t.wait_ms <= 7257600000 THEN 25 ELSE 26 END AS stretch, CAST(t.wait_ms AS DOUBLE) / 3600000 AS hours, t.longest_ms, a.score
            FROM waited t JOIN answered a ON a.case_key = t.case_key JOIN cell_of d ON d.case_key = t.case_key) w
      JOIN stage g ON g.id = w.stage
      GROUP BY g.name, w.cell, w.stretch
      ORDER BY g.name, w.cell, w.stretch;

-- everything: handOvers
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
        FROM celled c JOIN cells k ON k.cell = c.cell), taken AS (SELECT s.activity AS from_id, s.next_activity AS to_id, s.case_key,
               CAST(sum(CASE WHEN s.gap_to = s.next_activity THEN s.gap_ms END) AS DOUBLE) / 3600000 AS hours
        FROM step s
        WHERE s.next_activity IS NOT NULL AND s.case_key IN (SELECT a.case_key FROM answered a)
        GROUP BY s.activity, s.next_activity, s.case_key), most AS (SELECT t.from_id, t.to_id, count(*) AS taken FROM taken t GROUP BY t.from_id, t.to_id ORDER BY taken DESC, t.from_id, t.to_id LIMIT 60) 
      SELECT f.name AS "from", g.name AS "to", d.cell, count(a.score) AS answers, avg(a.score) AS mean, count(CASE WHEN a.score = 100 THEN 1 END) AS best,
               count(CASE WHEN a.score = -100 THEN 1 END) AS worst, sum(a.score * a.score) AS squares, count(t.hours) AS n,
             sum(t.hours) AS x, sum(t.hours * t.hours) AS xx, sum(CASE WHEN t.hours IS NOT NULL THEN a.score END) AS y,
             sum(CASE WHEN t.hours IS NOT NULL THEN a.score * a.score END) AS yy, sum(t.hours * a.score) AS xy
      FROM taken t
      JOIN most m ON m.from_id = t.from_id AND m.to_id = t.to_id
      JOIN answered a ON a.case_key = t.case_key
      JOIN cell_of d ON d.case_key = t.case_key
      JOIN activity f ON f.id = t.from_id
      JOIN activity g ON g.id = t.to_id
      GROUP BY f.name, g.name, d.cell
      ORDER BY f.name, g.name, d.cell;

-- everything: variants
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
        WHERE ranked.latest = 1), answered AS (SELECT r.case_key, r.score FROM case_answer r WHERE true) 
      SELECT CAST(v.hash AS VARCHAR) AS variant, v.activities, q.answers, q.mean, q.best, q.worst, q.squares
      FROM (SELECT c.variant_id, count(a.score) AS answers, avg(a.score) AS mean, count(CASE WHEN a.score = 100 THEN 1 END) AS best,
               count(CASE WHEN a.score = -100 THEN 1 END) AS worst, sum(a.score * a.score) AS squares
            FROM answered a JOIN case_fact c ON c.case_key = a.case_key
            GROUP BY c.variant_id ORDER BY answers DESC, c.variant_id LIMIT 60) q
      JOIN variant v ON v.variant_id = q.variant_id
      ORDER BY q.answers DESC, v.variant_id;

-- everything: names
SELECT id, name FROM activity ORDER BY id;

-- everything: attributes
-- $1 = "Priority"
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
        WHERE ranked.latest = 1), answered AS (SELECT r.case_key, r.score FROM case_answer r WHERE true) 
      SELECT * FROM (
        SELECT $1 AS attribute, 1 AS attribute_id, CASE WHEN k.kinds <= 8 THEN CAST(c."a1" AS VARCHAR) WHEN c."a1" <= k.at[1] THEN 'part 1' WHEN c."a1" <= k.at[2] THEN 'part 2' WHEN c."a1" <= k.at[3] THEN 'part 3' ELSE 'part 4' END AS value, min(c."a1") AS least, max(c."a1") AS most, count(*) AS cases, count(a.score) AS answers, avg(a.score) AS mean, count(CASE WHEN a.score = 100 THEN 1 END) AS best,
               count(CASE WHEN a.score = -100 THEN 1 END) AS worst, sum(a.score * a.score) AS squares
        FROM case_fact c LEFT JOIN answered a ON a.case_key = c.case_key CROSS JOIN (SELECT quantile_cont(c."a1", [0.25, 0.5, 0.75]) AS at, count(DISTINCT c."a1") AS kinds FROM case_fact c WHERE true AND c."a1" IS NOT NULL) k
        WHERE true AND c."a1" IS NOT NULL
        GROUP BY 1, 2, 3 ORDER BY cases DESC, value LIMIT 41) q1
      ORDER BY attribute_id, cases DESC, value;

-- stages, narrow: about
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = 2026-11-01T22:55:00.000Z, $9 = 2026-11-01T22:55:00.000Z, $10 = 2026-11-01T22:55:00.000Z, $11 = 2026-11-01T22:55:00.000Z, $12 = 2026-11-01T22:55:00.000Z, $13 = 2026-09-30T23:00:00.000Z, $14 = 2026-11-01T00:00:00.000Z, $15 = 1, $16 = 2, $17 = "North", $18 = "North"
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
        WHERE ranked.latest = 1), answered AS (SELECT r.case_key, r.score FROM case_answer r WHERE r.case_key IN (SELECT case_key FROM chosen)) 
      SELECT (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument, count(*) AS cases, count(a.case_key) AS answered,
             quantile_cont(CASE WHEN (c.ended OR c.last_at < $8) THEN c.delivery_ms END, [0.5, 0.9]) AS times, quantile_cont(CASE WHEN a.case_key IS NOT NULL THEN CASE WHEN (c.ended OR c.last_at < $9) THEN c.delivery_ms END END, [0.5, 0.9]) AS answered_times,
             quantile_cont(CASE WHEN (c.ended OR c.last_at < $10) THEN c.waiting_ms END, 0.5) AS waiting_ms, quantile_cont(CASE WHEN a.case_key IS NOT NULL THEN CASE WHEN (c.ended OR c.last_at < $11) THEN c.waiting_ms END END, 0.5) AS answered_waiting_ms,
             count(CASE WHEN c.rework > 0 THEN 1 END) AS reworked, count(CASE WHEN c.rework > 0 THEN a.case_key END) AS answered_reworked,
             count(a.score) AS answers, avg(a.score) AS mean, count(CASE WHEN a.score = 100 THEN 1 END) AS best,
               count(CASE WHEN a.score = -100 THEN 1 END) AS worst, sum(a.score * a.score) AS squares
      FROM case_fact c LEFT JOIN answered a ON a.case_key = c.case_key
      WHERE ((c.ended OR c.last_at < $12)) AND (c.delivered_at >= $13 AND c.delivered_at < $14) AND ((c."a1" IN ($15, $16))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($17))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($18)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))));

-- stages, narrow: weighted
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = 2026-11-01T22:55:00.000Z, $9 = 2026-09-30T23:00:00.000Z, $10 = 2026-11-01T00:00:00.000Z, $11 = 1, $12 = 2, $13 = "North", $14 = "North"
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
        WHERE ranked.latest = 1), answered AS (SELECT r.case_key, r.score FROM case_answer r WHERE r.case_key IN (SELECT case_key FROM chosen)), side AS (SELECT c.case_key, CASE WHEN a.case_key IS NOT NULL THEN 1 ELSE 2 END AS side
        FROM case_fact c LEFT JOIN answered a ON a.case_key = c.case_key WHERE ((c.ended OR c.last_at < $8)) AND (c.delivered_at >= $9 AND c.delivered_at < $10) AND ((c."a1" IN ($11, $12))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($13))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($14)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), picked AS (SELECT CAST(NULL AS INTEGER) AS attribute WHERE 1 = 0), mixed AS (SELECT s.case_key, s.side, CAST(NULL AS DOUBLE) AS weight FROM side s) 
      SELECT count(a.score) AS n, sum(m.weight) AS weight, sum(m.weight * a.score) AS "sum", sum(m.weight * m.weight) AS squares,
             sum(m.weight * m.weight * a.score) AS squares_of_sum, sum(m.weight * m.weight * a.score * a.score) AS squares_of_squares,
             (SELECT count(m.weight) FROM mixed m) AS covered, (SELECT count(*) FROM mixed m) AS cases
      FROM mixed m JOIN answered a ON a.case_key = m.case_key
      WHERE m.weight IS NOT NULL;

-- stages, narrow: stages
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), scored AS (
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
      SELECT coalesce(g.name, r.stage) AS stage, g.wait_limit_ms AS limit_ms, g.score_target, coalesce(r.answers, 0) AS answers, r.mean, r.best, r.worst, r.squares
      FROM stage g FULL JOIN scored r ON r.stage = g.name
      WHERE coalesce(g.id, 1) > 0 OR r.answers > 0
      ORDER BY g.id IS NULL OR g.id = 0, g.id, r.stage;

-- stages, narrow: waits
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
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
        WHERE ranked.latest = 1), answered AS (SELECT r.case_key, r.score FROM case_answer r WHERE r.case_key IN (SELECT case_key FROM chosen)), side AS (SELECT a.case_key, CASE WHEN a.score >= 50 THEN 1 ELSE 2 END AS side FROM answered a), picked AS (SELECT CAST(NULL AS INTEGER) AS attribute WHERE 1 = 0), mixed AS (SELECT s.case_key, s.side, CAST(NULL AS DOUBLE) AS weight FROM side s), cell_of AS (SELECT a.case_key, '' AS cell FROM answered a), waited AS (SELECT v.stage, v.case_key, sum(v.waiting_ms) AS wait_ms, max(v.waiting_ms) AS longest_ms
        FROM stage_visit v WHERE v.case_key IN (SELECT a.case_key FROM answered a) GROUP BY v.stage, v.case_key) 
      SELECT g.name AS stage, w.cell, w.stretch, count(*) AS n, sum(w.hours) AS x, sum(w.hours * w.hours) AS xx, sum(w.score) AS y, sum(w.score * w.score) AS yy,
             sum(w.hours * w.score) AS xy, sum(CASE WHEN w.longest_ms > g.wait_limit_ms THEN 1 ELSE 0 END) AS beyond_n, sum(CASE WHEN w.longest_ms > g.wait_limit_ms THEN w.score ELSE 0 END) AS beyond_y, sum(CASE WHEN w.longest_ms > g.wait_limit_ms THEN w.score * w.score ELSE 0 END) AS beyond_yy,
             count(CASE WHEN w.score = 100 THEN 1 END) AS best, count(CASE WHEN w.score = -100 THEN 1 END) AS worst,
             count(CASE WHEN w.longest_ms > g.wait_limit_ms AND w.score = 100 THEN 1 END) AS beyond_best,
             count(CASE WHEN w.longest_ms > g.wait_limit_ms AND w.score = -100 THEN 1 END) AS beyond_worst
      FROM (SELECT t.stage, d.cell, CASE WHEN t.wait_ms <= 300000 THEN 0 WHEN t.wait_ms <= 600000 THEN 1 WHEN t.wait_ms <= 900000 THEN 2 WHEN t.wait_ms <= 1200000 THEN 3 WHEN t.wait_ms <= 1800000 THEN 4 WHEN t.wait_ms <= 2700000 THEN 5 WHEN t.wait_ms <= 3600000 THEN 6 WHEN t.wait_ms <= 5400000 THEN 7 WHEN t.wait_ms <= 7200000 THEN 8 WHEN t.wait_ms <= 10800000 THEN 9 WHEN t.wait_ms <= 14400000 THEN 10 WHEN t.wait_ms <= 21600000 THEN 11 WHEN t.wait_ms <= 28800000 THEN 12 WHEN t.wait_ms <= 43200000 THEN 13 WHEN t.wait_ms <= 86400000 THEN 14 WHEN t.wait_ms <= 172800000 THEN 15 WHEN t.wait_ms <= 259200000 THEN 16 WHEN t.wait_ms <= 432000000 THEN 17 WHEN t.wait_ms <= 604800000 THEN 18 WHEN t.wait_ms <= 864000000 THEN 19 WHEN t.wait_ms <= 1209600000 THEN 20 WHEN t.wait_ms <= 1814400000 THEN 21 WHEN t.wait_ms <= 2419200000 THEN 22 WHEN t.wait_ms <= 3628800000 THEN 23 WHEN t.wait_ms <= 4838400000 THEN 24 WHEN t.wait_ms <= 7257600000 THEN 25 ELSE 26 END AS stretch, CAST(t.wait_ms AS DOUBLE) / 3600000 AS hours, t.longest_ms, a.score
            FROM waited t JOIN answered a ON a.case_key = t.case_key JOIN cell_of d ON d.case_key = t.case_key) w
      JOIN stage g ON g.id = w.stage
      GROUP BY g.name, w.cell, w.stretch
      ORDER BY g.name, w.cell, w.stretch;
