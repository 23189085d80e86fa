-- What is different between these cases and others, beyond chance, and is it still so for an equal mix of cases?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- with everything else: totals
WITH placed AS (SELECT q.case_key, q.in_one, q.in_other
          FROM (SELECT c.case_key, coalesce(true, false) AS in_one, coalesce(true, false) AS in_other FROM case_fact c) q
          WHERE q.in_one OR q.in_other), sized AS (SELECT count(CASE WHEN p.in_one THEN 1 END) AS one, count(CASE WHEN p.in_other THEN 1 END) AS other,
                 count(CASE WHEN p.in_one AND p.in_other THEN 1 END) AS in_both
          FROM placed p), side AS (SELECT p.case_key, CASE WHEN NOT p.in_other THEN 1 WHEN NOT p.in_one THEN 2 WHEN s.one <= s.other THEN 1 ELSE 2 END AS side
          FROM placed p CROSS JOIN sized s), valued AS (SELECT s.case_key, s.side, coalesce(CAST(c."a1" AS VARCHAR), '') AS v0 FROM side s JOIN case_fact c ON c.case_key = s.case_key), spread AS (
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
          LEFT JOIN weighed w ON w.stratum = s.stratum) 
      SELECT m.side, count(*) AS cases, count(m.weight) AS kept, sum(m.weight) AS w, sum(m.weight * m.weight) AS w2, max(s.in_both) AS in_both
      FROM mixed m CROSS JOIN sized s GROUP BY m.side ORDER BY m.side;

-- with everything else: times
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-11-01T22:55:00.000Z
WITH placed AS (SELECT q.case_key, q.in_one, q.in_other
          FROM (SELECT c.case_key, coalesce(true, false) AS in_one, coalesce(true, false) AS in_other FROM case_fact c) q
          WHERE q.in_one OR q.in_other), sized AS (SELECT count(CASE WHEN p.in_one THEN 1 END) AS one, count(CASE WHEN p.in_other THEN 1 END) AS other,
                 count(CASE WHEN p.in_one AND p.in_other THEN 1 END) AS in_both
          FROM placed p), side AS (SELECT p.case_key, CASE WHEN NOT p.in_other THEN 1 WHEN NOT p.in_one THEN 2 WHEN s.one <= s.other THEN 1 ELSE 2 END AS side
          FROM placed p CROSS JOIN sized s), valued AS (SELECT s.case_key, s.side, coalesce(CAST(c."a1" AS VARCHAR), '') AS v0 FROM side s JOIN case_fact c ON c.case_key = s.case_key), spread AS (
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
          LEFT JOIN weighed w ON w.stratum = s.stratum), timed AS (SELECT 2 AS what, 0 AS k1, 0 AS k2, c.throughput_ms AS ms, m.side, m.weight FROM mixed m JOIN case_fact c ON c.case_key = m.case_key WHERE (c.ended OR c.last_at < $1) UNION ALL SELECT 1 AS what, 0 AS k1, 0 AS k2, c.delivery_ms AS ms, m.side, m.weight FROM mixed m JOIN case_fact c ON c.case_key = m.case_key WHERE (c.ended OR c.last_at < $2) UNION ALL SELECT 3 AS what, v.stage AS k1, 0 AS k2, v.waiting_ms AS ms, m.side, m.weight FROM mixed m JOIN stage_visit v ON v.case_key = m.case_key WHERE v.visit = 1 UNION ALL SELECT 4 AS what, v.stage AS k1, 0 AS k2, v.waiting_ms + v.processing_ms + v.gap_ms AS ms, m.side, m.weight FROM mixed m JOIN stage_visit v ON v.case_key = m.case_key WHERE v.visit = 1 UNION ALL SELECT 5 AS what, s.activity AS k1, s.gap_to AS k2, s.gap_ms AS ms, m.side, m.weight FROM mixed m JOIN step s ON s.case_key = m.case_key WHERE s.gap_to = s.next_activity UNION ALL SELECT 6 AS what, s.activity AS k1, 0 AS k2, s.processing_ms AS ms, m.side, m.weight FROM mixed m JOIN step s ON s.case_key = m.case_key WHERE s.measured AND s.processing_ms IS NOT NULL), by_value AS (SELECT ((CAST(t.what AS BIGINT) * 1000000 + t.k1) * 1000000 + t.k2) * 4 + t.side AS k, t.ms, count(*) AS n, count(t.weight) AS kept,
                   coalesce(sum(t.weight), 0) AS w, coalesce(sum(t.weight * t.weight), 0) AS w2
            FROM timed t WHERE t.ms IS NOT NULL GROUP BY 1, t.ms), totals AS (SELECT q.*, 
                   0.5 * (q.n - 1) + 1e-9 AS q50_place, 0.5 * (q.n - 1) + 1 - 1e-9 AS q50_after,
                   0.5 * q.n - sqrt(0.9604 * q.n) AS q50_lower, 0.5 * q.n + sqrt(0.9604 * q.n) AS q50_upper,
                   (0.5 * (q.kept - 1) + 1e-9) * (q.w / nullif(q.kept, 0)) AS wq50_place, (0.5 * (q.kept - 1) + 1 - 1e-9) * (q.w / nullif(q.kept, 0)) AS wq50_after,
                   0.5 * q.w - sqrt(0.9604 * q.w2) AS wq50_lower, 0.5 * q.w + sqrt(0.9604 * q.w2) AS wq50_upper
            FROM (SELECT b.k, CAST(sum(b.n) AS DOUBLE) AS n, CAST(sum(b.kept) AS DOUBLE) AS kept, sum(b.w) AS w, sum(b.w2) AS w2, count(*) AS distinct_values, max(b.ms) AS longest
                  FROM by_value b GROUP BY b.k) q), parted AS (SELECT b.k, b.ms, b.n, b.w, CAST(floor(128 * sqrt(CAST(b.ms AS DOUBLE) / (t.longest + 1))) AS INTEGER) AS part
            FROM by_value b JOIN totals t ON t.k = b.k), counted AS (SELECT p.*, CAST(sum(p.n) OVER (PARTITION BY p.k ORDER BY p.part ROWS UNBOUNDED PRECEDING) AS DOUBLE) AS upto, sum(p.w) OVER (PARTITION BY p.k ORDER BY p.part ROWS UNBOUNDED PRECEDING) AS w_upto
            FROM (SELECT b.k, b.part, sum(b.n) AS n, sum(b.w) AS w, min(b.ms) AS low, max(b.ms) AS high,
                         min(CASE WHEN b.w > 0 THEN b.ms END) AS w_low, max(CASE WHEN b.w > 0 THEN b.ms END) AS w_high
                  FROM parted b GROUP BY b.k, b.part) p), placed_part AS (SELECT c.*, CASE WHEN (c.n > 0 AND c.upto >= t.q50_place AND c.upto - c.n <= t.q50_place) OR (c.n > 0 AND c.upto >= t.q50_after AND c.upto - c.n <= t.q50_after) OR (c.n > 0 AND c.upto >= t.q50_lower AND c.upto - c.n <= t.q50_lower) OR (c.n > 0 AND c.upto >= t.q50_upper AND c.upto - c.n <= t.q50_upper) OR (c.w > 0 AND c.w_upto >= t.wq50_place AND c.w_upto - c.w <= t.wq50_place) OR (c.w > 0 AND c.w_upto >= t.wq50_after AND c.w_upto - c.w <= t.wq50_after) OR (c.w > 0 AND c.w_upto >= t.wq50_lower AND c.w_upto - c.w <= t.wq50_lower) OR (c.w > 0 AND c.w_upto >= t.wq50_upper AND c.w_upto - c.w <= t.wq50_upper) THEN 1 ELSE 0 END AS crossed FROM counted c JOIN totals t ON t.k = c.k), run AS (SELECT q.k, q.ms AS low, q.ms AS high, CASE WHEN q.w > 0 THEN q.ms END AS w_low, CASE WHEN q.w > 0 THEN q.ms END AS w_high, q.upto, q.upto - q.n AS before, q.w_upto, q.w_upto - q.w AS w_before
            FROM (SELECT b.k, b.ms, b.n, b.w, c.upto - c.n + sum(b.n) OVER (PARTITION BY b.k, b.part ORDER BY b.ms ROWS UNBOUNDED PRECEDING) AS upto, c.w_upto - c.w + sum(b.w) OVER (PARTITION BY b.k, b.part ORDER BY b.ms ROWS UNBOUNDED PRECEDING) AS w_upto
                  FROM parted b JOIN placed_part c ON c.k = b.k AND c.part = b.part WHERE c.crossed = 1) q
            UNION ALL
            SELECT c.k, c.low, c.high, c.w_low, c.w_high, c.upto, c.upto - c.n AS before, c.w_upto, c.w_upto - c.w AS w_before FROM placed_part c WHERE c.crossed = 0), figure AS (SELECT r.k, max(t.n) AS n, max(t.kept) AS kept, max(t.distinct_values) AS distinct_values, min(CASE WHEN r.upto > t.q50_place THEN r.low END) AS q50_at, min(CASE WHEN r.upto >= t.q50_after THEN r.low END) AS q50_next, min(CASE WHEN r.upto > t.q50_lower THEN r.low END) AS q50_low, max(CASE WHEN r.upto <= t.q50_lower THEN r.high END) AS q50_below, min(CASE WHEN r.upto >= t.q50_upper THEN r.low END) AS q50_high, min(CASE WHEN r.before >= t.q50_upper THEN r.low END) AS q50_above, max(CASE WHEN r.upto > 0 THEN r.high END) AS q50_last, min(CASE WHEN r.w_upto > t.wq50_place THEN r.w_low END) AS wq50_at, min(CASE WHEN r.w_upto >= t.wq50_after THEN r.w_low END) AS wq50_next, min(CASE WHEN r.w_upto > t.wq50_lower THEN r.w_low END) AS wq50_low, max(CASE WHEN r.w_upto <= t.wq50_lower THEN r.w_high END) AS wq50_below, min(CASE WHEN r.w_upto >= t.wq50_upper THEN r.w_low END) AS wq50_high, min(CASE WHEN r.w_before >= t.wq50_upper THEN r.w_low END) AS wq50_above, max(CASE WHEN r.w_upto > 0 THEN r.w_high END) AS wq50_last
            FROM run r JOIN totals t ON t.k = r.k
            GROUP BY r.k) 
      SELECT CAST(floor(f.k / (4.0 * 1000000 * 1000000)) AS INTEGER) AS what, CAST(floor(f.k / (4.0 * 1000000)) AS BIGINT) % 1000000 AS k1,
             CAST(floor(f.k / 4.0) AS BIGINT) % 1000000 AS k2, f.k % 4 AS side, f.*
      FROM figure f
      ORDER BY 1, 2, 3, 4;

-- with everything else: tails
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-11-01T22:55:00.000Z
WITH placed AS (SELECT q.case_key, q.in_one, q.in_other
          FROM (SELECT c.case_key, coalesce(true, false) AS in_one, coalesce(true, false) AS in_other FROM case_fact c) q
          WHERE q.in_one OR q.in_other), sized AS (SELECT count(CASE WHEN p.in_one THEN 1 END) AS one, count(CASE WHEN p.in_other THEN 1 END) AS other,
                 count(CASE WHEN p.in_one AND p.in_other THEN 1 END) AS in_both
          FROM placed p), side AS (SELECT p.case_key, CASE WHEN NOT p.in_other THEN 1 WHEN NOT p.in_one THEN 2 WHEN s.one <= s.other THEN 1 ELSE 2 END AS side
          FROM placed p CROSS JOIN sized s), valued AS (SELECT s.case_key, s.side, coalesce(CAST(c."a1" AS VARCHAR), '') AS v0 FROM side s JOIN case_fact c ON c.case_key = s.case_key), spread AS (
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
          LEFT JOIN weighed w ON w.stratum = s.stratum), timed AS (SELECT 2 AS what, 0 AS k1, 0 AS k2, c.throughput_ms AS ms, m.side, m.weight FROM mixed m JOIN case_fact c ON c.case_key = m.case_key WHERE (c.ended OR c.last_at < $1) UNION ALL SELECT 1 AS what, 0 AS k1, 0 AS k2, c.delivery_ms AS ms, m.side, m.weight FROM mixed m JOIN case_fact c ON c.case_key = m.case_key WHERE (c.ended OR c.last_at < $2)), by_value AS (SELECT ((CAST(t.what AS BIGINT) * 1000000 + t.k1) * 1000000 + t.k2) * 4 + t.side AS k, t.ms, count(*) AS n, count(t.weight) AS kept,
                   coalesce(sum(t.weight), 0) AS w, coalesce(sum(t.weight * t.weight), 0) AS w2
            FROM timed t WHERE t.ms IS NOT NULL GROUP BY 1, t.ms), totals AS (SELECT q.*, 
                   0.9 * (q.n - 1) + 1e-9 AS q90_place, 0.9 * (q.n - 1) + 1 - 1e-9 AS q90_after,
                   0.9 * q.n - sqrt(0.34574399999999994 * q.n) AS q90_lower, 0.9 * q.n + sqrt(0.34574399999999994 * q.n) AS q90_upper,
                   (0.9 * (q.kept - 1) + 1e-9) * (q.w / nullif(q.kept, 0)) AS wq90_place, (0.9 * (q.kept - 1) + 1 - 1e-9) * (q.w / nullif(q.kept, 0)) AS wq90_after,
                   0.9 * q.w - sqrt(0.34574399999999994 * q.w2) AS wq90_lower, 0.9 * q.w + sqrt(0.34574399999999994 * q.w2) AS wq90_upper
            FROM (SELECT b.k, CAST(sum(b.n) AS DOUBLE) AS n, CAST(sum(b.kept) AS DOUBLE) AS kept, sum(b.w) AS w, sum(b.w2) AS w2, count(*) AS distinct_values, max(b.ms) AS longest
                  FROM by_value b GROUP BY b.k) q), parted AS (SELECT b.k, b.ms, b.n, b.w, CAST(floor(128 * sqrt(CAST(b.ms AS DOUBLE) / (t.longest + 1))) AS INTEGER) AS part
            FROM by_value b JOIN totals t ON t.k = b.k), counted AS (SELECT p.*, CAST(sum(p.n) OVER (PARTITION BY p.k ORDER BY p.part ROWS UNBOUNDED PRECEDING) AS DOUBLE) AS upto, sum(p.w) OVER (PARTITION BY p.k ORDER BY p.part ROWS UNBOUNDED PRECEDING) AS w_upto
            FROM (SELECT b.k, b.part, sum(b.n) AS n, sum(b.w) AS w, min(b.ms) AS low, max(b.ms) AS high,
                         min(CASE WHEN b.w > 0 THEN b.ms END) AS w_low, max(CASE WHEN b.w > 0 THEN b.ms END) AS w_high
                  FROM parted b GROUP BY b.k, b.part) p), placed_part AS (SELECT c.*, CASE WHEN (c.n > 0 AND c.upto >= t.q90_place AND c.upto - c.n <= t.q90_place) OR (c.n > 0 AND c.upto >= t.q90_after AND c.upto - c.n <= t.q90_after) OR (c.n > 0 AND c.upto >= t.q90_lower AND c.upto - c.n <= t.q90_lower) OR (c.n > 0 AND c.upto >= t.q90_upper AND c.upto - c.n <= t.q90_upper) OR (c.w > 0 AND c.w_upto >= t.wq90_place AND c.w_upto - c.w <= t.wq90_place) OR (c.w > 0 AND c.w_upto >= t.wq90_after AND c.w_upto - c.w <= t.wq90_after) OR (c.w > 0 AND c.w_upto >= t.wq90_lower AND c.w_upto - c.w <= t.wq90_lower) OR (c.w > 0 AND c.w_upto >= t.wq90_upper AND c.w_upto - c.w <= t.wq90_upper) THEN 1 ELSE 0 END AS crossed FROM counted c JOIN totals t ON t.k = c.k), run AS (SELECT q.k, q.ms AS low, q.ms AS high, CASE WHEN q.w > 0 THEN q.ms END AS w_low, CASE WHEN q.w > 0 THEN q.ms END AS w_high, q.upto, q.upto - q.n AS before, q.w_upto, q.w_upto - q.w AS w_before
            FROM (SELECT b.k, b.ms, b.n, b.w, c.upto - c.n + sum(b.n) OVER (PARTITION BY b.k, b.part ORDER BY b.ms ROWS UNBOUNDED PRECEDING) AS upto, c.w_upto - c.w + sum(b.w) OVER (PARTITION BY b.k, b.part ORDER BY b.ms ROWS UNBOUNDED PRECEDING) AS w_upto
                  FROM parted b JOIN placed_part c ON c.k = b.k AND c.part = b.part WHERE c.crossed = 1) q
            UNION ALL
            SELECT c.k, c.low, c.high, c.w_low, c.w_high, c.upto, c.upto - c.n AS before, c.w_upto, c.w_upto - c.w AS w_before FROM placed_part c WHERE c.crossed = 0), figure AS (SELECT r.k, max(t.n) AS n, max(t.kept) AS kept, max(t.distinct_values) AS distinct_values, min(CASE WHEN r.upto > t.q90_place THEN r.low END) AS q90_at, min(CASE WHEN r.upto >= t.q90_after THEN r.low END) AS q90_next, min(CASE WHEN r.upto > t.q90_lower THEN r.low END) AS q90_low, max(CASE WHEN r.upto <= t.q90_lower THEN r.high END) AS q90_below, min(CASE WHEN r.upto >= t.q90_upper THEN r.low END) AS q90_high, min(CASE WHEN r.before >= t.q90_upper THEN r.low END) AS q90_above, max(CASE WHEN r.upto > 0 THEN r.high END) AS q90_last, min(CASE WHEN r.w_upto > t.wq90_place THEN r.w_low END) AS wq90_at, min(CASE WHEN r.w_upto >= t.wq90_after THEN r.w_low END) AS wq90_next, min(CASE WHEN r.w_upto > t.wq90_lower THEN r.w_low END) AS wq90_low, max(CASE WHEN r.w_upto <= t.wq90_lower THEN r.w_high END) AS wq90_below, min(CASE WHEN r.w_upto >= t.wq90_upper THEN r.w_low END) AS wq90_high, min(CASE WHEN r.w_before >= t.wq90_upper THEN r.w_low END) AS wq90_above, max(CASE WHEN r.w_upto > 0 THEN r.w_high END) AS wq90_last
            FROM run r JOIN totals t ON t.k = r.k
            GROUP BY r.k) 
      SELECT CAST(floor(f.k / (4.0 * 1000000 * 1000000)) AS INTEGER) AS what, CAST(floor(f.k / (4.0 * 1000000)) AS BIGINT) % 1000000 AS k1,
             CAST(floor(f.k / 4.0) AS BIGINT) % 1000000 AS k2, f.k % 4 AS side, f.*
      FROM figure f
      ORDER BY 1, 2, 3, 4;

-- with everything else: means
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 14400000, $3 = 14400000, $4 = 2026-11-01T22:55:00.000Z, $5 = 2026-11-01T22:55:00.000Z
WITH placed AS (SELECT q.case_key, q.in_one, q.in_other
          FROM (SELECT c.case_key, coalesce(true, false) AS in_one, coalesce(true, false) AS in_other FROM case_fact c) q
          WHERE q.in_one OR q.in_other), sized AS (SELECT count(CASE WHEN p.in_one THEN 1 END) AS one, count(CASE WHEN p.in_other THEN 1 END) AS other,
                 count(CASE WHEN p.in_one AND p.in_other THEN 1 END) AS in_both
          FROM placed p), side AS (SELECT p.case_key, CASE WHEN NOT p.in_other THEN 1 WHEN NOT p.in_one THEN 2 WHEN s.one <= s.other THEN 1 ELSE 2 END AS side
          FROM placed p CROSS JOIN sized s), valued AS (SELECT s.case_key, s.side, coalesce(CAST(c."a1" AS VARCHAR), '') AS v0 FROM side s JOIN case_fact c ON c.case_key = s.case_key), spread AS (
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
          LEFT JOIN weighed w ON w.stratum = s.stratum), case_answer AS (
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
        WHERE ranked.latest = 1), fact AS (SELECT 11 AS what, 0 AS k1, 0 AS k2, CASE WHEN c.rework > 0 THEN 1.0 ELSE 0.0 END AS v, m.side, m.weight FROM mixed m JOIN case_fact c ON c.case_key = m.case_key WHERE (c.ended OR c.last_at < $1) UNION ALL SELECT 13 AS what, 0 AS k1, 0 AS k2, r.score AS v, m.side, m.weight FROM mixed m JOIN case_answer r ON r.case_key = m.case_key UNION ALL SELECT 14 AS what, 0 AS k1, 0 AS k2, CASE WHEN c.delivery_ms <= $2 THEN 1.0 WHEN c.delivery_ms > $3 THEN 0.0 END AS v, m.side, m.weight FROM mixed m JOIN case_fact c ON c.case_key = m.case_key WHERE (c.ended OR c.last_at < $4) UNION ALL SELECT 12 AS what, 0 AS k1, 0 AS k2, CASE WHEN l.case_key IS NULL THEN 1.0 ELSE 0.0 END AS v, m.side, m.weight FROM mixed m JOIN case_fact c ON c.case_key = m.case_key
                LEFT JOIN (SELECT DISTINCT v.case_key FROM stage_visit v JOIN stage g ON g.id = v.stage WHERE v.waiting_ms > g.wait_limit_ms) l ON l.case_key = m.case_key
                WHERE (c.ended OR c.last_at < $5) UNION ALL SELECT 15 AS what, v.stage AS k1, 0 AS k2, CASE WHEN v.waiting_ms <= g.wait_limit_ms THEN 1.0 ELSE 0.0 END AS v, m.side, m.weight FROM mixed m JOIN stage_visit v ON v.case_key = m.case_key JOIN stage g ON g.id = v.stage WHERE g.wait_limit_ms IS NOT NULL) 
      SELECT f.what, f.k1, f.k2, f.side, count(f.v) AS n, sum(f.v) AS total, sum(f.v * f.v) AS total2,
             count(CASE WHEN f.v IS NOT NULL THEN f.weight END) AS kept, sum(CASE WHEN f.v IS NOT NULL THEN f.weight END) AS w,
             sum(f.weight * f.v) AS wv, sum(CASE WHEN f.v IS NOT NULL THEN f.weight * f.weight END) AS w2,
             sum(f.weight * f.weight * f.v) AS w2v, sum(f.weight * f.weight * f.v * f.v) AS w2v2
      FROM fact f
      WHERE f.v IS NOT NULL
      GROUP BY f.what, f.k1, f.k2, f.side
      ORDER BY 1, 2, 3, 4;

-- with everything else: paths
WITH placed AS (SELECT q.case_key, q.in_one, q.in_other
          FROM (SELECT c.case_key, coalesce(true, false) AS in_one, coalesce(true, false) AS in_other FROM case_fact c) q
          WHERE q.in_one OR q.in_other), sized AS (SELECT count(CASE WHEN p.in_one THEN 1 END) AS one, count(CASE WHEN p.in_other THEN 1 END) AS other,
                 count(CASE WHEN p.in_one AND p.in_other THEN 1 END) AS in_both
          FROM placed p), side AS (SELECT p.case_key, CASE WHEN NOT p.in_other THEN 1 WHEN NOT p.in_one THEN 2 WHEN s.one <= s.other THEN 1 ELSE 2 END AS side
          FROM placed p CROSS JOIN sized s), valued AS (SELECT s.case_key, s.side, coalesce(CAST(c."a1" AS VARCHAR), '') AS v0 FROM side s JOIN case_fact c ON c.case_key = s.case_key), spread AS (
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
          LEFT JOIN weighed w ON w.stratum = s.stratum), taken AS (SELECT s.case_key, s.activity AS k1, s.next_activity AS k2 FROM step s WHERE s.first_of_edge AND s.next_activity IS NOT NULL) 
      SELECT t.k1, t.k2, m.side, count(*) AS cases, sum(m.weight) AS w, sum(m.weight * m.weight) AS w2
      FROM taken t JOIN mixed m ON m.case_key = t.case_key
      GROUP BY t.k1, t.k2, m.side
      ORDER BY 1, 2, 3;

-- with everything else: variants
-- $1 = 20
WITH placed AS (SELECT q.case_key, q.in_one, q.in_other
          FROM (SELECT c.case_key, coalesce(true, false) AS in_one, coalesce(true, false) AS in_other FROM case_fact c) q
          WHERE q.in_one OR q.in_other), sized AS (SELECT count(CASE WHEN p.in_one THEN 1 END) AS one, count(CASE WHEN p.in_other THEN 1 END) AS other,
                 count(CASE WHEN p.in_one AND p.in_other THEN 1 END) AS in_both
          FROM placed p), side AS (SELECT p.case_key, CASE WHEN NOT p.in_other THEN 1 WHEN NOT p.in_one THEN 2 WHEN s.one <= s.other THEN 1 ELSE 2 END AS side
          FROM placed p CROSS JOIN sized s), valued AS (SELECT s.case_key, s.side, coalesce(CAST(c."a1" AS VARCHAR), '') AS v0 FROM side s JOIN case_fact c ON c.case_key = s.case_key), spread AS (
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
          LEFT JOIN weighed w ON w.stratum = s.stratum), way AS (SELECT m.side, m.weight, c.variant_id, v.hash AS way FROM mixed m JOIN case_fact c ON c.case_key = m.case_key JOIN variant v ON v.variant_id = c.variant_id), top AS (SELECT w.way, count(*) AS cases, min(w.variant_id) AS variant FROM way w GROUP BY w.way ORDER BY 2 DESC, 3 LIMIT $1), ways AS (SELECT w.way, w.side, count(*) AS cases, sum(w.weight) AS w, sum(w.weight * w.weight) AS w2
          FROM way w WHERE w.way IN (SELECT way FROM top) GROUP BY w.way, w.side) 
      SELECT CAST(q.way AS VARCHAR) AS key, t.variant, v.activities AS activities, q.side, q.cases, q.w, q.w2
      FROM ways q JOIN top t ON t.way = q.way JOIN variant v ON v.variant_id = t.variant
      ORDER BY t.cases DESC, t.variant, q.side;

-- with everything else: mix
WITH placed AS (SELECT q.case_key, q.in_one, q.in_other
          FROM (SELECT c.case_key, coalesce(true, false) AS in_one, coalesce(true, false) AS in_other FROM case_fact c) q
          WHERE q.in_one OR q.in_other), sized AS (SELECT count(CASE WHEN p.in_one THEN 1 END) AS one, count(CASE WHEN p.in_other THEN 1 END) AS other,
                 count(CASE WHEN p.in_one AND p.in_other THEN 1 END) AS in_both
          FROM placed p), side AS (SELECT p.case_key, CASE WHEN NOT p.in_other THEN 1 WHEN NOT p.in_one THEN 2 WHEN s.one <= s.other THEN 1 ELSE 2 END AS side
          FROM placed p CROSS JOIN sized s), valued AS (SELECT s.case_key, s.side, coalesce(CAST(c."a1" AS VARCHAR), '') AS v0 FROM side s JOIN case_fact c ON c.case_key = s.case_key), spread AS (
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
          LEFT JOIN weighed w ON w.stratum = s.stratum) 
      SELECT p.attribute, p.value, p.one, p.other FROM spread p JOIN apart a ON a.attribute = p.attribute
      ORDER BY p.attribute, p.one + p.other DESC, p.value;

-- with everything else: picked
WITH placed AS (SELECT q.case_key, q.in_one, q.in_other
          FROM (SELECT c.case_key, coalesce(true, false) AS in_one, coalesce(true, false) AS in_other FROM case_fact c) q
          WHERE q.in_one OR q.in_other), sized AS (SELECT count(CASE WHEN p.in_one THEN 1 END) AS one, count(CASE WHEN p.in_other THEN 1 END) AS other,
                 count(CASE WHEN p.in_one AND p.in_other THEN 1 END) AS in_both
          FROM placed p), side AS (SELECT p.case_key, CASE WHEN NOT p.in_other THEN 1 WHEN NOT p.in_one THEN 2 WHEN s.one <= s.other THEN 1 ELSE 2 END AS side
          FROM placed p CROSS JOIN sized s), valued AS (SELECT s.case_key, s.side, coalesce(CAST(c."a1" AS VARCHAR), '') AS v0 FROM side s JOIN case_fact c ON c.case_key = s.case_key), spread AS (
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
          LEFT JOIN weighed w ON w.stratum = s.stratum) 
      SELECT p.attribute FROM picked p ORDER BY p.attribute;

-- with everything else: arrivalsOne
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z
SELECT CAST(date_trunc('day', CASE WHEN c.arrived_at < $1 THEN c.arrived_at WHEN c.arrived_at < $2 THEN (c.arrived_at - to_milliseconds(-3600000)) WHEN c.arrived_at < $3 THEN c.arrived_at WHEN c.arrived_at < $4 THEN (c.arrived_at - to_milliseconds(-3600000)) WHEN c.arrived_at < $5 THEN c.arrived_at WHEN c.arrived_at < $6 THEN (c.arrived_at - to_milliseconds(-3600000)) ELSE c.arrived_at END) AS DATE) AS day, count(*) AS cases
      FROM case_fact c WHERE true GROUP BY 1 ORDER BY 1;

-- with everything else: openOne
-- $1 = 2026-11-01T22:55:00.000Z
SELECT count(*) AS cases FROM case_fact c WHERE true AND true AND NOT (c.ended OR c.last_at < $1);

-- with everything else: arrivalsOther
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z
SELECT CAST(date_trunc('day', CASE WHEN c.arrived_at < $1 THEN c.arrived_at WHEN c.arrived_at < $2 THEN (c.arrived_at - to_milliseconds(-3600000)) WHEN c.arrived_at < $3 THEN c.arrived_at WHEN c.arrived_at < $4 THEN (c.arrived_at - to_milliseconds(-3600000)) WHEN c.arrived_at < $5 THEN c.arrived_at WHEN c.arrived_at < $6 THEN (c.arrived_at - to_milliseconds(-3600000)) ELSE c.arrived_at END) AS DATE) AS day, count(*) AS cases
      FROM case_fact c WHERE true GROUP BY 1 ORDER BY 1;

-- with everything else: openOther
-- $1 = 2026-11-01T22:55:00.000Z
SELECT count(*) AS cases FROM case_fact c WHERE true AND true AND NOT (c.ended OR c.last_at < $1);

-- with everything else: activities
SELECT id, name FROM activity ORDER BY id;

-- with everything else: stages
SELECT id, name, wait_limit_ms FROM stage ORDER BY id;

-- with everything else: instrument
SELECT (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument;

-- narrow with other periods and filters, by stage: totals
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = 2026-08-31T23:00:00.000Z, $9 = 2026-09-30T23:00:00.000Z, $10 = 2
WITH placed AS (SELECT q.case_key, q.in_one, q.in_other
          FROM (SELECT c.case_key, coalesce(((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL)))), false) AS in_one, coalesce((c.arrived_at >= $8 AND c.arrived_at < $9) AND (c.case_key IN (SELECT s.case_key FROM stage_visit s JOIN stage g ON g.id = s.stage WHERE s.waiting_ms > g.wait_limit_ms AND s.stage = $10)), false) AS in_other FROM case_fact c) q
          WHERE q.in_one OR q.in_other), sized AS (SELECT count(CASE WHEN p.in_one THEN 1 END) AS one, count(CASE WHEN p.in_other THEN 1 END) AS other,
                 count(CASE WHEN p.in_one AND p.in_other THEN 1 END) AS in_both
          FROM placed p), side AS (SELECT p.case_key, CASE WHEN NOT p.in_other THEN 1 WHEN NOT p.in_one THEN 2 WHEN s.one <= s.other THEN 1 ELSE 2 END AS side
          FROM placed p CROSS JOIN sized s), picked AS (SELECT CAST(NULL AS INTEGER) AS attribute WHERE 1 = 0), mixed AS (SELECT s.case_key, s.side, CAST(NULL AS DOUBLE) AS weight FROM side s) 
      SELECT m.side, count(*) AS cases, count(m.weight) AS kept, sum(m.weight) AS w, sum(m.weight * m.weight) AS w2, max(s.in_both) AS in_both
      FROM mixed m CROSS JOIN sized s GROUP BY m.side ORDER BY m.side;

-- narrow with other periods and filters, by stage: times
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = 2026-08-31T23:00:00.000Z, $9 = 2026-09-30T23:00:00.000Z, $10 = 2, $11 = 2026-11-01T22:55:00.000Z, $12 = 2026-11-01T22:55:00.000Z
WITH placed AS (SELECT q.case_key, q.in_one, q.in_other
          FROM (SELECT c.case_key, coalesce(((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL)))), false) AS in_one, coalesce((c.arrived_at >= $8 AND c.arrived_at < $9) AND (c.case_key IN (SELECT s.case_key FROM stage_visit s JOIN stage g ON g.id = s.stage WHERE s.waiting_ms > g.wait_limit_ms AND s.stage = $10)), false) AS in_other FROM case_fact c) q
          WHERE q.in_one OR q.in_other), sized AS (SELECT count(CASE WHEN p.in_one THEN 1 END) AS one, count(CASE WHEN p.in_other THEN 1 END) AS other,
                 count(CASE WHEN p.in_one AND p.in_other THEN 1 END) AS in_both
          FROM placed p), side AS (SELECT p.case_key, CASE WHEN NOT p.in_other THEN 1 WHEN NOT p.in_one THEN 2 WHEN s.one <= s.other THEN 1 ELSE 2 END AS side
          FROM placed p CROSS JOIN sized s), picked AS (SELECT CAST(NULL AS INTEGER) AS attribute WHERE 1 = 0), mixed AS (SELECT s.case_key, s.side, CAST(NULL AS DOUBLE) AS weight FROM side s), timed AS (SELECT 2 AS what, 0 AS k1, 0 AS k2, c.throughput_ms AS ms, m.side, m.weight FROM mixed m JOIN case_fact c ON c.case_key = m.case_key WHERE (c.ended OR c.last_at < $11) UNION ALL SELECT 1 AS what, 0 AS k1, 0 AS k2, c.delivery_ms AS ms, m.side, m.weight FROM mixed m JOIN case_fact c ON c.case_key = m.case_key WHERE (c.ended OR c.last_at < $12) UNION ALL SELECT 3 AS what, v.stage AS k1, 0 AS k2, v.waiting_ms AS ms, m.side, m.weight FROM mixed m JOIN stage_visit v ON v.case_key = m.case_key WHERE v.visit = 1 UNION ALL SELECT 4 AS what, v.stage AS k1, 0 AS k2, v.waiting_ms + v.processing_ms + v.gap_ms AS ms, m.side, m.weight FROM mixed m JOIN stage_visit v ON v.case_key = m.case_key WHERE v.visit = 1 UNION ALL SELECT 5 AS what, v.stage AS k1, v.next_stage AS k2, v.next_gap_ms AS ms, m.side, m.weight FROM mixed m JOIN stage_visit v ON v.case_key = m.case_key WHERE v.position > 0 AND v.next_stage IS NOT NULL UNION ALL SELECT 6 AS what, s.activity AS k1, 0 AS k2, s.processing_ms AS ms, m.side, m.weight FROM mixed m JOIN step s ON s.case_key = m.case_key WHERE s.measured AND s.processing_ms IS NOT NULL), by_value AS (SELECT ((CAST(t.what AS BIGINT) * 1000000 + t.k1) * 1000000 + t.k2) * 4 + t.side AS k, t.ms, count(*) AS n, count(t.weight) AS kept,
                   coalesce(sum(t.weight), 0) AS w, coalesce(sum(t.weight * t.weight), 0) AS w2
            FROM timed t WHERE t.ms IS NOT NULL GROUP BY 1, t.ms), totals AS (SELECT q.*, 
                   0.5 * (q.n - 1) + 1e-9 AS q50_place, 0.5 * (q.n - 1) + 1 - 1e-9 AS q50_after,
                   0.5 * q.n - sqrt(0.9604 * q.n) AS q50_lower, 0.5 * q.n + sqrt(0.9604 * q.n) AS q50_upper,
                   (0.5 * (q.kept - 1) + 1e-9) * (q.w / nullif(q.kept, 0)) AS wq50_place, (0.5 * (q.kept - 1) + 1 - 1e-9) * (q.w / nullif(q.kept, 0)) AS wq50_after,
                   0.5 * q.w - sqrt(0.9604 * q.w2) AS wq50_lower, 0.5 * q.w + sqrt(0.9604 * q.w2) AS wq50_upper
            FROM (SELECT b.k, CAST(sum(b.n) AS DOUBLE) AS n, CAST(sum(b.kept) AS DOUBLE) AS kept, sum(b.w) AS w, sum(b.w2) AS w2, count(*) AS distinct_values, max(b.ms) AS longest
                  FROM by_value b GROUP BY b.k) q), parted AS (SELECT b.k, b.ms, b.n, b.w, CAST(floor(128 * sqrt(CAST(b.ms AS DOUBLE) / (t.longest + 1))) AS INTEGER) AS part
            FROM by_value b JOIN totals t ON t.k = b.k), counted AS (SELECT p.*, CAST(sum(p.n) OVER (PARTITION BY p.k ORDER BY p.part ROWS UNBOUNDED PRECEDING) AS DOUBLE) AS upto, sum(p.w) OVER (PARTITION BY p.k ORDER BY p.part ROWS UNBOUNDED PRECEDING) AS w_upto
            FROM (SELECT b.k, b.part, sum(b.n) AS n, sum(b.w) AS w, min(b.ms) AS low, max(b.ms) AS high,
                         min(CASE WHEN b.w > 0 THEN b.ms END) AS w_low, max(CASE WHEN b.w > 0 THEN b.ms END) AS w_high
                  FROM parted b GROUP BY b.k, b.part) p), placed_part AS (SELECT c.*, CASE WHEN (c.n > 0 AND c.upto >= t.q50_place AND c.upto - c.n <= t.q50_place) OR (c.n > 0 AND c.upto >= t.q50_after AND c.upto - c.n <= t.q50_after) OR (c.n > 0 AND c.upto >= t.q50_lower AND c.upto - c.n <= t.q50_lower) OR (c.n > 0 AND c.upto >= t.q50_upper AND c.upto - c.n <= t.q50_upper) OR (c.w > 0 AND c.w_upto >= t.wq50_place AND c.w_upto - c.w <= t.wq50_place) OR (c.w > 0 AND c.w_upto >= t.wq50_after AND c.w_upto - c.w <= t.wq50_after) OR (c.w > 0 AND c.w_upto >= t.wq50_lower AND c.w_upto - c.w <= t.wq50_lower) OR (c.w > 0 AND c.w_upto >= t.wq50_upper AND c.w_upto - c.w <= t.wq50_upper) THEN 1 ELSE 0 END AS crossed FROM counted c JOIN totals t ON t.k = c.k), run AS (SELECT q.k, q.ms AS low, q.ms AS high, CASE WHEN q.w > 0 THEN q.ms END AS w_low, CASE WHEN q.w > 0 THEN q.ms END AS w_high, q.upto, q.upto - q.n AS before, q.w_upto, q.w_upto - q.w AS w_before
            FROM (SELECT b.k, b.ms, b.n, b.w, c.upto - c.n + sum(b.n) OVER (PARTITION BY b.k, b.part ORDER BY b.ms ROWS UNBOUNDED PRECEDING) AS upto, c.w_upto - c.w + sum(b.w) OVER (PARTITION BY b.k, b.part ORDER BY b.ms ROWS UNBOUNDED PRECEDING) AS w_upto
                  FROM parted b JOIN placed_part c ON c.k = b.k AND c.part = b.part WHERE c.crossed = 1) q
            UNION ALL
            SELECT c.k, c.low, c.high, c.w_low, c.w_high, c.upto, c.upto - c.n AS before, c.w_upto, c.w_upto - c.w AS w_before FROM placed_part c WHERE c.crossed = 0), figure AS (SELECT r.k, max(t.n) AS n, max(t.kept) AS kept, max(t.distinct_values) AS distinct_values, min(CASE WHEN r.upto > t.q50_place THEN r.low END) AS q50_at, min(CASE WHEN r.upto >= t.q50_after THEN r.low END) AS q50_next, min(CASE WHEN r.upto > t.q50_lower THEN r.low END) AS q50_low, max(CASE WHEN r.upto <= t.q50_lower THEN r.high END) AS q50_below, min(CASE WHEN r.upto >= t.q50_upper THEN r.low END) AS q50_high, min(CASE WHEN r.before >= t.q50_upper THEN r.low END) AS q50_above, max(CASE WHEN r.upto > 0 THEN r.high END) AS q50_last, min(CASE WHEN r.w_upto > t.wq50_place THEN r.w_low END) AS wq50_at, min(CASE WHEN r.w_upto >= t.wq50_after THEN r.w_low END) AS wq50_next, min(CASE WHEN r.w_upto > t.wq50_lower THEN r.w_low END) AS wq50_low, max(CASE WHEN r.w_upto <= t.wq50_lower THEN r.w_high END) AS wq50_below, min(CASE WHEN r.w_upto >= t.wq50_upper THEN r.w_low END) AS wq50_high, min(CASE WHEN r.w_before >= t.wq50_upper THEN r.w_low END) AS wq50_above, max(CASE WHEN r.w_upto > 0 THEN r.w_high END) AS wq50_last
            FROM run r JOIN totals t ON t.k = r.k
            GROUP BY r.k) 
      SELECT CAST(floor(f.k / (4.0 * 1000000 * 1000000)) AS INTEGER) AS what, CAST(floor(f.k / (4.0 * 1000000)) AS BIGINT) % 1000000 AS k1,
             CAST(floor(f.k / 4.0) AS BIGINT) % 1000000 AS k2, f.k % 4 AS side, f.*
      FROM figure f
      ORDER BY 1, 2, 3, 4;

-- narrow with other periods and filters, by stage: tails
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = 2026-08-31T23:00:00.000Z, $9 = 2026-09-30T23:00:00.000Z, $10 = 2, $11 = 2026-11-01T22:55:00.000Z, $12 = 2026-11-01T22:55:00.000Z
WITH placed AS (SELECT q.case_key, q.in_one, q.in_other
          FROM (SELECT c.case_key, coalesce(((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL)))), false) AS in_one, coalesce((c.arrived_at >= $8 AND c.arrived_at < $9) AND (c.case_key IN (SELECT s.case_key FROM stage_visit s JOIN stage g ON g.id = s.stage WHERE s.waiting_ms > g.wait_limit_ms AND s.stage = $10)), false) AS in_other FROM case_fact c) q
          WHERE q.in_one OR q.in_other), sized AS (SELECT count(CASE WHEN p.in_one THEN 1 END) AS one, count(CASE WHEN p.in_other THEN 1 END) AS other,
                 count(CASE WHEN p.in_one AND p.in_other THEN 1 END) AS in_both
          FROM placed p), side AS (SELECT p.case_key, CASE WHEN NOT p.in_other THEN 1 WHEN NOT p.in_one THEN 2 WHEN s.one <= s.other THEN 1 ELSE 2 END AS side
          FROM placed p CROSS JOIN sized s), picked AS (SELECT CAST(NULL AS INTEGER) AS attribute WHERE 1 = 0), mixed AS (SELECT s.case_key, s.side, CAST(NULL AS DOUBLE) AS weight FROM side s), timed AS (SELECT 2 AS what, 0 AS k1, 0 AS k2, c.throughput_ms AS ms, m.side, m.weight FROM mixed m JOIN case_fact c ON c.case_key = m.case_key WHERE (c.ended OR c.last_at < $11) UNION ALL SELECT 1 AS what, 0 AS k1, 0 AS k2, c.delivery_ms AS ms, m.side, m.weight FROM mixed m JOIN case_fact c ON c.case_key = m.case_key WHERE (c.ended OR c.last_at < $12)), by_value AS (SELECT ((CAST(t.what AS BIGINT) * 1000000 + t.k1) * 1000000 + t.k2) * 4 + t.side AS k, t.ms, count(*) AS n, count(t.weight) AS kept,
                   coalesce(sum(t.weight), 0) AS w, coalesce(sum(t.weight * t.weight), 0) AS w2
            FROM timed t WHERE t.ms IS NOT NULL GROUP BY 1, t.ms), totals AS (SELECT q.*, 
                   0.9 * (q.n - 1) + 1e-9 AS q90_place, 0.9 * (q.n - 1) + 1 - 1e-9 AS q90_after,
                   0.9 * q.n - sqrt(0.34574399999999994 * q.n) AS q90_lower, 0.9 * q.n + sqrt(0.34574399999999994 * q.n) AS q90_upper,
                   (0.9 * (q.kept - 1) + 1e-9) * (q.w / nullif(q.kept, 0)) AS wq90_place, (0.9 * (q.kept - 1) + 1 - 1e-9) * (q.w / nullif(q.kept, 0)) AS wq90_after,
                   0.9 * q.w - sqrt(0.34574399999999994 * q.w2) AS wq90_lower, 0.9 * q.w + sqrt(0.34574399999999994 * q.w2) AS wq90_upper
            FROM (SELECT b.k, CAST(sum(b.n) AS DOUBLE) AS n, CAST(sum(b.kept) AS DOUBLE) AS kept, sum(b.w) AS w, sum(b.w2) AS w2, count(*) AS distinct_values, max(b.ms) AS longest
                  FROM by_value b GROUP BY b.k) q), parted AS (SELECT b.k, b.ms, b.n, b.w, CAST(floor(128 * sqrt(CAST(b.ms AS DOUBLE) / (t.longest + 1))) AS INTEGER) AS part
            FROM by_value b JOIN totals t ON t.k = b.k), counted AS (SELECT p.*, CAST(sum(p.n) OVER (PARTITION BY p.k ORDER BY p.part ROWS UNBOUNDED PRECEDING) AS DOUBLE) AS upto, sum(p.w) OVER (PARTITION BY p.k ORDER BY p.part ROWS UNBOUNDED PRECEDING) AS w_upto
            FROM (SELECT b.k, b.part, sum(b.n) AS n, sum(b.w) AS w, min(b.ms) AS low, max(b.ms) AS high,
                         min(CASE WHEN b.w > 0 THEN b.ms END) AS w_low, max(CASE WHEN b.w > 0 THEN b.ms END) AS w_high
                  FROM parted b GROUP BY b.k, b.part) p), placed_part AS (SELECT c.*, CASE WHEN (c.n > 0 AND c.upto >= t.q90_place AND c.upto - c.n <= t.q90_place) OR (c.n > 0 AND c.upto >= t.q90_after AND c.upto - c.n <= t.q90_after) OR (c.n > 0 AND c.upto >= t.q90_lower AND c.upto - c.n <= t.q90_lower) OR (c.n > 0 AND c.upto >= t.q90_upper AND c.upto - c.n <= t.q90_upper) OR (c.w > 0 AND c.w_upto >= t.wq90_place AND c.w_upto - c.w <= t.wq90_place) OR (c.w > 0 AND c.w_upto >= t.wq90_after AND c.w_upto - c.w <= t.wq90_after) OR (c.w > 0 AND c.w_upto >= t.wq90_lower AND c.w_upto - c.w <= t.wq90_lower) OR (c.w > 0 AND c.w_upto >= t.wq90_upper AND c.w_upto - c.w <= t.wq90_upper) THEN 1 ELSE 0 END AS crossed FROM counted c JOIN totals t ON t.k = c.k), run AS (SELECT q.k, q.ms AS low, q.ms AS high, CASE WHEN q.w > 0 THEN q.ms END AS w_low, CASE WHEN q.w > 0 THEN q.ms END AS w_high, q.upto, q.upto - q.n AS before, q.w_upto, q.w_upto - q.w AS w_before
            FROM (SELECT b.k, b.ms, b.n, b.w, c.upto - c.n + sum(b.n) OVER (PARTITION BY b.k, b.part ORDER BY b.ms ROWS UNBOUNDED PRECEDING) AS upto, c.w_upto - c.w + sum(b.w) OVER (PARTITION BY b.k, b.part ORDER BY b.ms ROWS UNBOUNDED PRECEDING) AS w_upto
                  FROM parted b JOIN placed_part c ON c.k = b.k AND c.part = b.part WHERE c.crossed = 1) q
            UNION ALL
            SELECT c.k, c.low, c.high, c.w_low, c.w_high, c.upto, c.upto - c.n AS before, c.w_upto, c.w_upto - c.w AS w_before FROM placed_part c WHERE c.crossed = 0), figure AS (SELECT r.k, max(t.n) AS n, max(t.kept) AS kept, max(t.distinct_values) AS distinct_values, min(CASE WHEN r.upto > t.q90_place THEN r.low END) AS q90_at, min(CASE WHEN r.upto >= t.q90_after THEN r.low END) AS q90_next, min(CASE WHEN r.upto > t.q90_lower THEN r.low END) AS q90_low, max(CASE WHEN r.upto <= t.q90_lower THEN r.high END) AS q90_below, min(CASE WHEN r.upto >= t.q90_upper THEN r.low END) AS q90_high, min(CASE WHEN r.before >= t.q90_upper THEN r.low END) AS q90_above, max(CASE WHEN r.upto > 0 THEN r.high END) AS q90_last, min(CASE WHEN r.w_upto > t.wq90_place THEN r.w_low END) AS wq90_at, min(CASE WHEN r.w_upto >= t.wq90_after THEN r.w_low END) AS wq90_next, min(CASE WHEN r.w_upto > t.wq90_lower THEN r.w_low END) AS wq90_low, max(CASE WHEN r.w_upto <= t.wq90_lower THEN r.w_high END) AS wq90_below, min(CASE WHEN r.w_upto >= t.wq90_upper THEN r.w_low END) AS wq90_high, min(CASE WHEN r.w_before >= t.wq90_upper THEN r.w_low END) AS wq90_above, max(CASE WHEN r.w_upto > 0 THEN r.w_high END) AS wq90_last
            FROM run r JOIN totals t ON t.k = r.k
            GROUP BY r.k) 
      SELECT CAST(floor(f.k / (4.0 * 1000000 * 1000000)) AS INTEGER) AS what, CAST(floor(f.k / (4.0 * 1000000)) AS BIGINT) % 1000000 AS k1,
             CAST(floor(f.k / 4.0) AS BIGINT) % 1000000 AS k2, f.k % 4 AS side, f.*
      FROM figure f
      ORDER BY 1, 2, 3, 4;

-- narrow with other periods and filters, by stage: means
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = 2026-08-31T23:00:00.000Z, $9 = 2026-09-30T23:00:00.000Z, $10 = 2, $11 = 2026-11-01T22:55:00.000Z, $12 = 14400000, $13 = 14400000, $14 = 2026-11-01T22:55:00.000Z, $15 = 2026-11-01T22:55:00.000Z
WITH placed AS (SELECT q.case_key, q.in_one, q.in_other
          FROM (SELECT c.case_key, coalesce(((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL)))), false) AS in_one, coalesce((c.arrived_at >= $8 AND c.arrived_at < $9) AND (c.case_key IN (SELECT s.case_key FROM stage_visit s JOIN stage g ON g.id = s.stage WHERE s.waiting_ms > g.wait_limit_ms AND s.stage = $10)), false) AS in_other FROM case_fact c) q
          WHERE q.in_one OR q.in_other), sized AS (SELECT count(CASE WHEN p.in_one THEN 1 END) AS one, count(CASE WHEN p.in_other THEN 1 END) AS other,
                 count(CASE WHEN p.in_one AND p.in_other THEN 1 END) AS in_both
          FROM placed p), side AS (SELECT p.case_key, CASE WHEN NOT p.in_other THEN 1 WHEN NOT p.in_one THEN 2 WHEN s.one <= s.other THEN 1 ELSE 2 END AS side
          FROM placed p CROSS JOIN sized s), picked AS (SELECT CAST(NULL AS INTEGER) AS attribute WHERE 1 = 0), mixed AS (SELECT s.case_key, s.side, CAST(NULL AS DOUBLE) AS weight FROM side s), case_answer AS (
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
        WHERE ranked.latest = 1), fact AS (SELECT 11 AS what, 0 AS k1, 0 AS k2, CASE WHEN c.rework > 0 THEN 1.0 ELSE 0.0 END AS v, m.side, m.weight FROM mixed m JOIN case_fact c ON c.case_key = m.case_key WHERE (c.ended OR c.last_at < $11) UNION ALL SELECT 13 AS what, 0 AS k1, 0 AS k2, r.score AS v, m.side, m.weight FROM mixed m JOIN case_answer r ON r.case_key = m.case_key UNION ALL SELECT 14 AS what, 0 AS k1, 0 AS k2, CASE WHEN c.delivery_ms <= $12 THEN 1.0 WHEN c.delivery_ms > $13 THEN 0.0 END AS v, m.side, m.weight FROM mixed m JOIN case_fact c ON c.case_key = m.case_key WHERE (c.ended OR c.last_at < $14) UNION ALL SELECT 12 AS what, 0 AS k1, 0 AS k2, CASE WHEN l.case_key IS NULL THEN 1.0 ELSE 0.0 END AS v, m.side, m.weight FROM mixed m JOIN case_fact c ON c.case_key = m.case_key
                LEFT JOIN (SELECT DISTINCT v.case_key FROM stage_visit v JOIN stage g ON g.id = v.stage WHERE v.waiting_ms > g.wait_limit_ms) l ON l.case_key = m.case_key
                WHERE (c.ended OR c.last_at < $15) UNION ALL SELECT 15 AS what, v.stage AS k1, 0 AS k2, CASE WHEN v.waiting_ms <= g.wait_limit_ms THEN 1.0 ELSE 0.0 END AS v, m.side, m.weight FROM mixed m JOIN stage_visit v ON v.case_key = m.case_key JOIN stage g ON g.id = v.stage WHERE g.wait_limit_ms IS NOT NULL) 
      SELECT f.what, f.k1, f.k2, f.side, count(f.v) AS n, sum(f.v) AS total, sum(f.v * f.v) AS total2,
             count(CASE WHEN f.v IS NOT NULL THEN f.weight END) AS kept, sum(CASE WHEN f.v IS NOT NULL THEN f.weight END) AS w,
             sum(f.weight * f.v) AS wv, sum(CASE WHEN f.v IS NOT NULL THEN f.weight * f.weight END) AS w2,
             sum(f.weight * f.weight * f.v) AS w2v, sum(f.weight * f.weight * f.v * f.v) AS w2v2
      FROM fact f
      WHERE f.v IS NOT NULL
      GROUP BY f.what, f.k1, f.k2, f.side
      ORDER BY 1, 2, 3, 4;

-- narrow with other periods and filters, by stage: paths
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = 2026-08-31T23:00:00.000Z, $9 = 2026-09-30T23:00:00.000Z, $10 = 2
WITH placed AS (SELECT q.case_key, q.in_one, q.in_other
          FROM (SELECT c.case_key, coalesce(((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL)))), false) AS in_one, coalesce((c.arrived_at >= $8 AND c.arrived_at < $9) AND (c.case_key IN (SELECT s.case_key FROM stage_visit s JOIN stage g ON g.id = s.stage WHERE s.waiting_ms > g.wait_limit_ms AND s.stage = $10)), false) AS in_other FROM case_fact c) q
          WHERE q.in_one OR q.in_other), sized AS (SELECT count(CASE WHEN p.in_one THEN 1 END) AS one, count(CASE WHEN p.in_other THEN 1 END) AS other,
                 count(CASE WHEN p.in_one AND p.in_other THEN 1 END) AS in_both
          FROM placed p), side AS (SELECT p.case_key, CASE WHEN NOT p.in_other THEN 1 WHEN NOT p.in_one THEN 2 WHEN s.one <= s.other THEN 1 ELSE 2 END AS side
          FROM placed p CROSS JOIN sized s), picked AS (SELECT CAST(NULL AS INTEGER) AS attribute WHERE 1 = 0), mixed AS (SELECT s.case_key, s.side, CAST(NULL AS DOUBLE) AS weight FROM side s), taken AS (SELECT v.case_key, v.stage AS k1, v.next_stage AS k2 FROM stage_visit v WHERE v.position > 0 AND v.first_of_edge AND v.next_stage IS NOT NULL) 
      SELECT t.k1, t.k2, m.side, count(*) AS cases, sum(m.weight) AS w, sum(m.weight * m.weight) AS w2
      FROM taken t JOIN mixed m ON m.case_key = t.case_key
      GROUP BY t.k1, t.k2, m.side
      ORDER BY 1, 2, 3;

-- narrow with other periods and filters, by stage: variants
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = 2026-08-31T23:00:00.000Z, $9 = 2026-09-30T23:00:00.000Z, $10 = 2, $11 = 20
WITH placed AS (SELECT q.case_key, q.in_one, q.in_other
          FROM (SELECT c.case_key, coalesce(((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL)))), false) AS in_one, coalesce((c.arrived_at >= $8 AND c.arrived_at < $9) AND (c.case_key IN (SELECT s.case_key FROM stage_visit s JOIN stage g ON g.id = s.stage WHERE s.waiting_ms > g.wait_limit_ms AND s.stage = $10)), false) AS in_other FROM case_fact c) q
          WHERE q.in_one OR q.in_other), sized AS (SELECT count(CASE WHEN p.in_one THEN 1 END) AS one, count(CASE WHEN p.in_other THEN 1 END) AS other,
                 count(CASE WHEN p.in_one AND p.in_other THEN 1 END) AS in_both
          FROM placed p), side AS (SELECT p.case_key, CASE WHEN NOT p.in_other THEN 1 WHEN NOT p.in_one THEN 2 WHEN s.one <= s.other THEN 1 ELSE 2 END AS side
          FROM placed p CROSS JOIN sized s), picked AS (SELECT CAST(NULL AS INTEGER) AS attribute WHERE 1 = 0), mixed AS (SELECT s.case_key, s.side, CAST(NULL AS DOUBLE) AS weight FROM side s), way AS (SELECT m.side, m.weight, c.variant_id, v.stage_hash AS way FROM mixed m JOIN case_fact c ON c.case_key = m.case_key JOIN variant v ON v.variant_id = c.variant_id), top AS (SELECT w.way, count(*) AS cases, min(w.variant_id) AS variant FROM way w GROUP BY w.way ORDER BY 2 DESC, 3 LIMIT $11), ways AS (SELECT w.way, w.side, count(*) AS cases, sum(w.weight) AS w, sum(w.weight * w.weight) AS w2
          FROM way w WHERE w.way IN (SELECT way FROM top) GROUP BY w.way, w.side) 
      SELECT CAST(q.way AS VARCHAR) AS key, t.variant, v.stages AS activities, q.side, q.cases, q.w, q.w2
      FROM ways q JOIN top t ON t.way = q.way JOIN variant v ON v.variant_id = t.variant
      ORDER BY t.cases DESC, t.variant, q.side;

-- narrow with other periods and filters, by stage: arrivalsOne
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = 2026-09-30T23:00:00.000Z, $8 = 2026-11-01T00:00:00.000Z, $9 = 1, $10 = 2, $11 = "North", $12 = "North"
SELECT CAST(date_trunc('day', CASE WHEN c.arrived_at < $1 THEN c.arrived_at WHEN c.arrived_at < $2 THEN (c.arrived_at - to_milliseconds(-3600000)) WHEN c.arrived_at < $3 THEN c.arrived_at WHEN c.arrived_at < $4 THEN (c.arrived_at - to_milliseconds(-3600000)) WHEN c.arrived_at < $5 THEN c.arrived_at WHEN c.arrived_at < $6 THEN (c.arrived_at - to_milliseconds(-3600000)) ELSE c.arrived_at END) AS DATE) AS day, count(*) AS cases
      FROM case_fact c WHERE (c.arrived_at >= $7 AND c.arrived_at < $8) AND ((c."a1" IN ($9, $10))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($11))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($12)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL)))) GROUP BY 1 ORDER BY 1;

-- narrow with other periods and filters, by stage: openOne
-- $1 = 1, $2 = 2, $3 = "North", $4 = "North", $5 = 2026-11-01T00:00:00.000Z, $6 = 2026-11-01T22:55:00.000Z, $7 = 2026-11-01T00:00:00.000Z
SELECT count(*) AS cases FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($3))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL)))) AND c.arrived_at < $5 AND NOT ((c.ended OR c.last_at < $6) AND c.last_at < $7);

-- narrow with other periods and filters, by stage: arrivalsOther
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = 2026-08-31T23:00:00.000Z, $8 = 2026-09-30T23:00:00.000Z, $9 = 2
SELECT CAST(date_trunc('day', CASE WHEN c.arrived_at < $1 THEN c.arrived_at WHEN c.arrived_at < $2 THEN (c.arrived_at - to_milliseconds(-3600000)) WHEN c.arrived_at < $3 THEN c.arrived_at WHEN c.arrived_at < $4 THEN (c.arrived_at - to_milliseconds(-3600000)) WHEN c.arrived_at < $5 THEN c.arrived_at WHEN c.arrived_at < $6 THEN (c.arrived_at - to_milliseconds(-3600000)) ELSE c.arrived_at END) AS DATE) AS day, count(*) AS cases
      FROM case_fact c WHERE (c.arrived_at >= $7 AND c.arrived_at < $8) AND (c.case_key IN (SELECT s.case_key FROM stage_visit s JOIN stage g ON g.id = s.stage WHERE s.waiting_ms > g.wait_limit_ms AND s.stage = $9)) GROUP BY 1 ORDER BY 1;

-- narrow with other periods and filters, by stage: openOther
-- $1 = 2, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T22:55:00.000Z, $4 = 2026-09-30T23:00:00.000Z
SELECT count(*) AS cases FROM case_fact c WHERE (c.case_key IN (SELECT s.case_key FROM stage_visit s JOIN stage g ON g.id = s.stage WHERE s.waiting_ms > g.wait_limit_ms AND s.stage = $1)) AND c.arrived_at < $2 AND NOT ((c.ended OR c.last_at < $3) AND c.last_at < $4);

-- narrow with other periods and filters, by stage: activities
SELECT id, name FROM activity ORDER BY id;

-- narrow with other periods and filters, by stage: stages
SELECT id, name, wait_limit_ms FROM stage ORDER BY id;

-- narrow with other periods and filters, by stage: instrument
SELECT (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument;

-- staffing of an activity: staffOne
-- $1 = 1, $2 = 2, $3 = "North", $4 = "North", $5 = 2025-03-30T01:00:00.000Z, $6 = 2025-10-26T01:00:00.000Z, $7 = 2026-03-29T01:00:00.000Z, $8 = 2026-10-25T01:00:00.000Z, $9 = 2027-03-28T01:00:00.000Z, $10 = 2027-10-31T01:00:00.000Z, $11 = "Triage", $12 = 2026-09-30T23:00:00.000Z, $13 = 2026-11-01T00:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($3))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) 
    SELECT d.day, count(*) AS cases
    FROM (SELECT DISTINCT CAST(date_trunc('day', CASE WHEN s.started_at < $5 THEN s.started_at WHEN s.started_at < $6 THEN (s.started_at - to_milliseconds(-3600000)) WHEN s.started_at < $7 THEN s.started_at WHEN s.started_at < $8 THEN (s.started_at - to_milliseconds(-3600000)) WHEN s.started_at < $9 THEN s.started_at WHEN s.started_at < $10 THEN (s.started_at - to_milliseconds(-3600000)) ELSE s.started_at END) AS DATE) AS day, s.resource
          FROM step s
          WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $11) AND s.resource IS NOT NULL
            AND s.started_at >= $12 AND s.started_at < $13 AND s.case_key IN (SELECT case_key FROM chosen)) d
    GROUP BY d.day
    ORDER BY d.day;

-- staffing of an activity: staffOther
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = "Triage", $8 = 2026-08-31T23:00:00.000Z, $9 = 2026-09-30T23:00:00.000Z
SELECT d.day, count(*) AS cases
    FROM (SELECT DISTINCT CAST(date_trunc('day', CASE WHEN s.started_at < $1 THEN s.started_at WHEN s.started_at < $2 THEN (s.started_at - to_milliseconds(-3600000)) WHEN s.started_at < $3 THEN s.started_at WHEN s.started_at < $4 THEN (s.started_at - to_milliseconds(-3600000)) WHEN s.started_at < $5 THEN s.started_at WHEN s.started_at < $6 THEN (s.started_at - to_milliseconds(-3600000)) ELSE s.started_at END) AS DATE) AS day, s.resource
          FROM step s
          WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = $7) AND s.resource IS NOT NULL
            AND s.started_at >= $8 AND s.started_at < $9 AND true) d
    GROUP BY d.day
    ORDER BY d.day;

-- scores: totals
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = 2
WITH placed AS (SELECT q.case_key, q.in_one, q.in_other
          FROM (SELECT c.case_key, coalesce(((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL)))), false) AS in_one, coalesce((c.case_key IN (SELECT s.case_key FROM stage_visit s JOIN stage g ON g.id = s.stage WHERE s.waiting_ms > g.wait_limit_ms AND s.stage = $8)), false) AS in_other FROM case_fact c) q
          WHERE q.in_one OR q.in_other), sized AS (SELECT count(CASE WHEN p.in_one THEN 1 END) AS one, count(CASE WHEN p.in_other THEN 1 END) AS other,
                 count(CASE WHEN p.in_one AND p.in_other THEN 1 END) AS in_both
          FROM placed p), side AS (SELECT p.case_key, CASE WHEN NOT p.in_other THEN 1 WHEN NOT p.in_one THEN 2 WHEN s.one <= s.other THEN 1 ELSE 2 END AS side
          FROM placed p CROSS JOIN sized s), picked AS (SELECT CAST(NULL AS INTEGER) AS attribute WHERE 1 = 0), mixed AS (SELECT s.case_key, s.side, CAST(NULL AS DOUBLE) AS weight FROM side s) 
      SELECT m.side, count(*) AS cases, count(m.weight) AS kept, sum(m.weight) AS w, sum(m.weight * m.weight) AS w2, max(s.in_both) AS in_both
      FROM mixed m CROSS JOIN sized s GROUP BY m.side ORDER BY m.side;

-- scores: scores
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = 2
WITH placed AS (SELECT q.case_key, q.in_one, q.in_other
          FROM (SELECT c.case_key, coalesce(((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL)))), false) AS in_one, coalesce((c.case_key IN (SELECT s.case_key FROM stage_visit s JOIN stage g ON g.id = s.stage WHERE s.waiting_ms > g.wait_limit_ms AND s.stage = $8)), false) AS in_other FROM case_fact c) q
          WHERE q.in_one OR q.in_other), sized AS (SELECT count(CASE WHEN p.in_one THEN 1 END) AS one, count(CASE WHEN p.in_other THEN 1 END) AS other,
                 count(CASE WHEN p.in_one AND p.in_other THEN 1 END) AS in_both
          FROM placed p), side AS (SELECT p.case_key, CASE WHEN NOT p.in_other THEN 1 WHEN NOT p.in_one THEN 2 WHEN s.one <= s.other THEN 1 ELSE 2 END AS side
          FROM placed p CROSS JOIN sized s), picked AS (SELECT CAST(NULL AS INTEGER) AS attribute WHERE 1 = 0), mixed AS (SELECT s.case_key, s.side, CAST(NULL AS DOUBLE) AS weight FROM side s), case_answer AS (
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
        WHERE ranked.latest = 1), taken AS (SELECT s.case_key, s.activity AS k1, s.next_activity AS k2 FROM step s WHERE s.first_of_edge AND s.next_activity IS NOT NULL), fact AS (SELECT 16 AS what, s.activity AS k1, 0 AS k2, r.score AS v, m.side, m.weight FROM mixed m JOIN case_answer r ON r.case_key = m.case_key JOIN step s ON s.case_key = m.case_key WHERE s.visit = 1 UNION ALL SELECT 17 AS what, t.k1, t.k2, r.score AS v, m.side, m.weight FROM mixed m JOIN case_answer r ON r.case_key = m.case_key JOIN taken t ON t.case_key = m.case_key) 
      SELECT f.what, f.k1, f.k2, f.side, count(f.v) AS n, sum(f.v) AS total, sum(f.v * f.v) AS total2,
             count(CASE WHEN f.v IS NOT NULL THEN f.weight END) AS kept, sum(CASE WHEN f.v IS NOT NULL THEN f.weight END) AS w,
             sum(f.weight * f.v) AS wv, sum(CASE WHEN f.v IS NOT NULL THEN f.weight * f.weight END) AS w2,
             sum(f.weight * f.weight * f.v) AS w2v, sum(f.weight * f.weight * f.v * f.v) AS w2v2
      FROM fact f
      WHERE f.v IS NOT NULL
      GROUP BY f.what, f.k1, f.k2, f.side
      ORDER BY 1, 2, 3, 4;

-- scores: names
SELECT id, name FROM activity ORDER BY id;

-- scores of stages: picked
-- $1 = 2
WITH placed AS (SELECT q.case_key, q.in_one, q.in_other
          FROM (SELECT c.case_key, coalesce(true, false) AS in_one, coalesce((c.case_key IN (SELECT s.case_key FROM stage_visit s JOIN stage g ON g.id = s.stage WHERE s.waiting_ms > g.wait_limit_ms AND s.stage = $1)), false) AS in_other FROM case_fact c) q
          WHERE q.in_one OR q.in_other), sized AS (SELECT count(CASE WHEN p.in_one THEN 1 END) AS one, count(CASE WHEN p.in_other THEN 1 END) AS other,
                 count(CASE WHEN p.in_one AND p.in_other THEN 1 END) AS in_both
          FROM placed p), side AS (SELECT p.case_key, CASE WHEN NOT p.in_other THEN 1 WHEN NOT p.in_one THEN 2 WHEN s.one <= s.other THEN 1 ELSE 2 END AS side
          FROM placed p CROSS JOIN sized s), valued AS (SELECT s.case_key, s.side, coalesce(CAST(c."a1" AS VARCHAR), '') AS v0 FROM side s JOIN case_fact c ON c.case_key = s.case_key), spread AS (
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
          LEFT JOIN weighed w ON w.stratum = s.stratum) 
      SELECT p.attribute FROM picked p ORDER BY p.attribute;

-- scores of stages: totals
-- $1 = 2
WITH placed AS (SELECT q.case_key, q.in_one, q.in_other
          FROM (SELECT c.case_key, coalesce(true, false) AS in_one, coalesce((c.case_key IN (SELECT s.case_key FROM stage_visit s JOIN stage g ON g.id = s.stage WHERE s.waiting_ms > g.wait_limit_ms AND s.stage = $1)), false) AS in_other FROM case_fact c) q
          WHERE q.in_one OR q.in_other), sized AS (SELECT count(CASE WHEN p.in_one THEN 1 END) AS one, count(CASE WHEN p.in_other THEN 1 END) AS other,
                 count(CASE WHEN p.in_one AND p.in_other THEN 1 END) AS in_both
          FROM placed p), side AS (SELECT p.case_key, CASE WHEN NOT p.in_other THEN 1 WHEN NOT p.in_one THEN 2 WHEN s.one <= s.other THEN 1 ELSE 2 END AS side
          FROM placed p CROSS JOIN sized s), valued AS (SELECT s.case_key, s.side, coalesce(CAST(c."a1" AS VARCHAR), '') AS v0 FROM side s JOIN case_fact c ON c.case_key = s.case_key), spread AS (
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
          LEFT JOIN weighed w ON w.stratum = s.stratum) 
      SELECT m.side, count(*) AS cases, count(m.weight) AS kept, sum(m.weight) AS w, sum(m.weight * m.weight) AS w2, max(s.in_both) AS in_both
      FROM mixed m CROSS JOIN sized s GROUP BY m.side ORDER BY m.side;

-- scores of stages: scores
-- $1 = 2
WITH placed AS (SELECT q.case_key, q.in_one, q.in_other
          FROM (SELECT c.case_key, coalesce(true, false) AS in_one, coalesce((c.case_key IN (SELECT s.case_key FROM stage_visit s JOIN stage g ON g.id = s.stage WHERE s.waiting_ms > g.wait_limit_ms AND s.stage = $1)), false) AS in_other FROM case_fact c) q
          WHERE q.in_one OR q.in_other), sized AS (SELECT count(CASE WHEN p.in_one THEN 1 END) AS one, count(CASE WHEN p.in_other THEN 1 END) AS other,
                 count(CASE WHEN p.in_one AND p.in_other THEN 1 END) AS in_both
          FROM placed p), side AS (SELECT p.case_key, CASE WHEN NOT p.in_other THEN 1 WHEN NOT p.in_one THEN 2 WHEN s.one <= s.other THEN 1 ELSE 2 END AS side
          FROM placed p CROSS JOIN sized s), valued AS (SELECT s.case_key, s.side, coalesce(CAST(c."a1" AS VARCHAR), '') AS v0 FROM side s JOIN case_fact c ON c.case_key = s.case_key), spread AS (
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
          LEFT JOIN weighed w ON w.stratum = s.stratum), case_answer AS (
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
        WHERE ranked.latest = 1), taken AS (SELECT v.case_key, v.stage AS k1, v.next_stage AS k2 FROM stage_visit v WHERE v.position > 0 AND v.first_of_edge AND v.next_stage IS NOT NULL), fact AS (SELECT 16 AS what, g.id AS k1, 0 AS k2, CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END AS v, m.side, m.weight
            FROM mixed m JOIN feedback f ON f.case_key = m.case_key JOIN stage g ON g.name = f.stage
            WHERE f.score IS NOT NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) UNION ALL SELECT 17 AS what, t.k1, t.k2, r.score AS v, m.side, m.weight FROM mixed m JOIN case_answer r ON r.case_key = m.case_key JOIN taken t ON t.case_key = m.case_key) 
      SELECT f.what, f.k1, f.k2, f.side, count(f.v) AS n, sum(f.v) AS total, sum(f.v * f.v) AS total2,
             count(CASE WHEN f.v IS NOT NULL THEN f.weight END) AS kept, sum(CASE WHEN f.v IS NOT NULL THEN f.weight END) AS w,
             sum(f.weight * f.v) AS wv, sum(CASE WHEN f.v IS NOT NULL THEN f.weight * f.weight END) AS w2,
             sum(f.weight * f.weight * f.v) AS w2v, sum(f.weight * f.weight * f.v * f.v) AS w2v2
      FROM fact f
      WHERE f.v IS NOT NULL
      GROUP BY f.what, f.k1, f.k2, f.side
      ORDER BY 1, 2, 3, 4;

-- scores of stages: names
SELECT id, name FROM stage ORDER BY id;
