-- Did the change help, by how much, does it hold, and what else moved?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- the first measure, no change yet: own series
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = 14400000, $8 = 2026-11-01T22:55:00.000Z, $9 = 2026-01-05T00:00:00.000Z, $10 = 2026-11-02T00:00:00.000Z
SELECT CAST(date_trunc('week', CASE WHEN o.happened_at < $1 THEN o.happened_at WHEN o.happened_at < $2 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $3 THEN o.happened_at WHEN o.happened_at < $4 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, (CAST(count(CASE WHEN o.value <= $7 THEN 1 END) AS DOUBLE) / nullif(count(o.value), 0)) AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (SELECT c.case_key, c.delivery_ms AS value, c.delivered_at AS happened_at FROM case_fact c WHERE ((c.ended OR c.last_at < $8))) o
      WHERE o.happened_at >= $9 AND o.happened_at < $10
      GROUP BY 1
      ORDER BY 1;

-- a median wait against others, narrow: own series
-- $1 = 1, $2 = 2, $3 = "North", $4 = "North", $5 = 2025-03-30T01:00:00.000Z, $6 = 2025-10-26T01:00:00.000Z, $7 = 2026-03-29T01:00:00.000Z, $8 = 2026-10-25T01:00:00.000Z, $9 = 2027-03-28T01:00:00.000Z, $10 = 2027-10-31T01:00:00.000Z, $11 = "Triage", $12 = 2026-01-05T00:00:00.000Z, $13 = 2026-10-26T00:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($3))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) SELECT CAST(date_trunc('week', CASE WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $7 THEN o.happened_at WHEN o.happened_at < $8 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $9 THEN o.happened_at WHEN o.happened_at < $10 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, quantile_cont(o.value, 0.5) AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (SELECT v.case_key, v.waiting_ms AS value, v.started_at AS happened_at FROM stage_visit v WHERE v.stage = (SELECT one.id FROM stage one WHERE one.name = $11) AND v.case_key IN (SELECT case_key FROM chosen)) o
      WHERE o.happened_at >= $12 AND o.happened_at < $13
      GROUP BY 1
      ORDER BY 1;

-- a median wait against others, narrow: against series
-- $1 = "North", $2 = "North", $3 = 2025-03-30T01:00:00.000Z, $4 = 2025-10-26T01:00:00.000Z, $5 = 2026-03-29T01:00:00.000Z, $6 = 2026-10-25T01:00:00.000Z, $7 = 2027-03-28T01:00:00.000Z, $8 = 2027-10-31T01:00:00.000Z, $9 = "Triage", $10 = 2026-01-05T00:00:00.000Z, $11 = 2026-10-26T00:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE (((c."a2" IN ($1)) OR c.case_key IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($2)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) SELECT CAST(date_trunc('week', CASE WHEN o.happened_at < $3 THEN o.happened_at WHEN o.happened_at < $4 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $7 THEN o.happened_at WHEN o.happened_at < $8 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, quantile_cont(o.value, 0.5) AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (SELECT v.case_key, v.waiting_ms AS value, v.started_at AS happened_at FROM stage_visit v WHERE v.stage = (SELECT one.id FROM stage one WHERE one.name = $9) AND v.case_key IN (SELECT case_key FROM chosen)) o
      WHERE o.happened_at >= $10 AND o.happened_at < $11
      GROUP BY 1
      ORDER BY 1;

-- a median wait against others, narrow: balancing 1 series
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = "Send bill", $8 = 2026-11-01T22:55:00.000Z, $9 = 1, $10 = 2, $11 = "North", $12 = "North", $13 = 2026-01-05T00:00:00.000Z, $14 = 2026-10-26T00:00:00.000Z
SELECT CAST(date_trunc('week', CASE WHEN o.happened_at < $1 THEN o.happened_at WHEN o.happened_at < $2 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $3 THEN o.happened_at WHEN o.happened_at < $4 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, (CAST(count(CASE WHEN o.value > 0 THEN 1 END) AS DOUBLE) / nullif(count(o.value), 0)) AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (SELECT c.case_key, CASE WHEN (c.case_key IN (SELECT s.case_key FROM step s WHERE s.activity = (SELECT one.id FROM activity one WHERE one.name = $7))) THEN 1 ELSE 0 END AS value, c.delivered_at AS happened_at FROM case_fact c WHERE ((c.ended OR c.last_at < $8)) AND ((c."a1" IN ($9, $10))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($11))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($12)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) o
      WHERE o.happened_at >= $13 AND o.happened_at < $14
      GROUP BY 1
      ORDER BY 1;

-- a median wait against others, narrow: balancing 2 series
-- $1 = 1, $2 = 2, $3 = "North", $4 = "North", $5 = 2025-03-30T01:00:00.000Z, $6 = 2025-10-26T01:00:00.000Z, $7 = 2026-03-29T01:00:00.000Z, $8 = 2026-10-25T01:00:00.000Z, $9 = 2027-03-28T01:00:00.000Z, $10 = 2027-10-31T01:00:00.000Z, $11 = 1200000, $12 = "Triage", $13 = 2026-01-05T00:00:00.000Z, $14 = 2026-10-26T00:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($3))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) SELECT CAST(date_trunc('week', CASE WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $7 THEN o.happened_at WHEN o.happened_at < $8 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $9 THEN o.happened_at WHEN o.happened_at < $10 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, (CAST(count(CASE WHEN o.value <= $11 THEN 1 END) AS DOUBLE) / nullif(count(o.value), 0)) AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (SELECT v.case_key, v.waiting_ms AS value, v.started_at AS happened_at FROM stage_visit v WHERE v.stage = (SELECT one.id FROM stage one WHERE one.name = $12) AND v.case_key IN (SELECT case_key FROM chosen)) o
      WHERE o.happened_at >= $13 AND o.happened_at < $14
      GROUP BY 1
      ORDER BY 1;

-- a median wait against others, narrow: balancing 3 series
-- $1 = 1, $2 = 2, $3 = "North", $4 = "North", $5 = 2025-03-30T01:00:00.000Z, $6 = 2025-10-26T01:00:00.000Z, $7 = 2026-03-29T01:00:00.000Z, $8 = 2026-10-25T01:00:00.000Z, $9 = 2027-03-28T01:00:00.000Z, $10 = 2027-10-31T01:00:00.000Z, $11 = "Triage", $12 = 2026-01-05T00:00:00.000Z, $13 = 2026-10-26T00:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($3))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) SELECT CAST(date_trunc('week', CASE WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $7 THEN o.happened_at WHEN o.happened_at < $8 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $9 THEN o.happened_at WHEN o.happened_at < $10 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, quantile_cont(o.value, 0.5) AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (SELECT v.case_key, v.processing_ms AS value, v.started_at AS happened_at FROM stage_visit v WHERE v.stage = (SELECT one.id FROM stage one WHERE one.name = $11) AND v.case_key IN (SELECT case_key FROM chosen)) o
      WHERE o.happened_at >= $12 AND o.happened_at < $13
      GROUP BY 1
      ORDER BY 1;

-- a median wait against others, narrow: balancing 4 series
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = 2026-11-01T22:55:00.000Z, $8 = 1, $9 = 2, $10 = "North", $11 = "North", $12 = 2026-01-05T00:00:00.000Z, $13 = 2026-10-26T00:00:00.000Z
SELECT CAST(date_trunc('week', CASE WHEN o.happened_at < $1 THEN o.happened_at WHEN o.happened_at < $2 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $3 THEN o.happened_at WHEN o.happened_at < $4 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, (CAST(count(CASE WHEN o.value > 0 THEN 1 END) AS DOUBLE) / nullif(count(o.value), 0)) AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (SELECT c.case_key, c.rework AS value, c.delivered_at AS happened_at FROM case_fact c WHERE ((c.ended OR c.last_at < $7)) AND ((c."a1" IN ($8, $9))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($10))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($11)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) o
      WHERE o.happened_at >= $12 AND o.happened_at < $13
      GROUP BY 1
      ORDER BY 1;

-- a median wait against others, narrow: balancing 5 series
-- $1 = 1, $2 = 2, $3 = "North", $4 = "North", $5 = 2025-03-30T01:00:00.000Z, $6 = 2025-10-26T01:00:00.000Z, $7 = 2026-03-29T01:00:00.000Z, $8 = 2026-10-25T01:00:00.000Z, $9 = 2027-03-28T01:00:00.000Z, $10 = 2027-10-31T01:00:00.000Z, $11 = 2026-01-05T00:00:00.000Z, $12 = 2026-10-26T00:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($3))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) SELECT CAST(date_trunc('week', CASE WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $7 THEN o.happened_at WHEN o.happened_at < $8 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $9 THEN o.happened_at WHEN o.happened_at < $10 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, CASE WHEN count(o.value) >= 10 THEN avg(o.value) END AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (SELECT f.case_key, CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END AS value, f.answered_at AS happened_at
      FROM feedback f
      WHERE f.score IS NOT NULL AND f.stage IS NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AND (f.case_key IS NOT NULL AND f.case_key IN (SELECT case_key FROM chosen))) o
      WHERE o.happened_at >= $11 AND o.happened_at < $12
      GROUP BY 1
      ORDER BY 1;

-- a median wait against others, narrow: balancing 6 series
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = 14400000, $8 = 2026-11-01T22:55:00.000Z, $9 = 1, $10 = 2, $11 = "North", $12 = "North", $13 = 2026-01-05T00:00:00.000Z, $14 = 2026-10-26T00:00:00.000Z
SELECT CAST(date_trunc('week', CASE WHEN o.happened_at < $1 THEN o.happened_at WHEN o.happened_at < $2 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $3 THEN o.happened_at WHEN o.happened_at < $4 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, (CAST(count(CASE WHEN o.value <= $7 THEN 1 END) AS DOUBLE) / nullif(count(o.value), 0)) AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (SELECT c.case_key, c.delivery_ms AS value, c.delivered_at AS happened_at FROM case_fact c WHERE ((c.ended OR c.last_at < $8)) AND ((c."a1" IN ($9, $10))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($11))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($12)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) o
      WHERE o.happened_at >= $13 AND o.happened_at < $14
      GROUP BY 1
      ORDER BY 1;

-- a median wait against others, narrow: reached
-- $1 = 1, $2 = 2, $3 = "North", $4 = "North", $5 = "Triage", $6 = 2026-06-07T23:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($3))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) SELECT count(DISTINCT o.case_key) AS cases FROM (SELECT v.case_key, v.waiting_ms AS value, v.started_at AS happened_at FROM stage_visit v WHERE v.stage = (SELECT one.id FROM stage one WHERE one.name = $5) AND v.case_key IN (SELECT case_key FROM chosen)) o WHERE o.happened_at >= $6;

-- a score: own series
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = 2026-01-01T00:00:00.000Z, $8 = 2026-12-01T00:00:00.000Z
SELECT CAST(date_trunc('month', CASE WHEN o.happened_at < $1 THEN o.happened_at WHEN o.happened_at < $2 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $3 THEN o.happened_at WHEN o.happened_at < $4 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, CASE WHEN count(o.value) >= 10 THEN avg(o.value) END AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (SELECT f.case_key, CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END AS value, f.answered_at AS happened_at
      FROM feedback f
      WHERE f.score IS NOT NULL AND f.stage IS NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AND true) o
      WHERE o.happened_at >= $7 AND o.happened_at < $8
      GROUP BY 1
      ORDER BY 1;

-- a score: mix
-- $1 = 2026-05-31T23:00:00.000Z, $2 = 2026-11-01T00:00:00.000Z, $3 = 2026-02-01T00:00:00.000Z, $4 = 2026-05-31T23:00:00.000Z, $5 = 2026-05-31T23:00:00.000Z, $6 = 2026-11-01T00:00:00.000Z
WITH occurrence AS (SELECT f.case_key, CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END AS value, f.answered_at AS happened_at
      FROM feedback f
      WHERE f.score IS NOT NULL AND f.stage IS NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AND true), dated AS (SELECT o.case_key, o.value, CASE WHEN o.happened_at >= $1 AND o.happened_at < $2 THEN 1 ELSE 2 END AS side
          FROM occurrence o WHERE o.value IS NOT NULL AND o.case_key IS NOT NULL AND ((o.happened_at >= $3 AND o.happened_at < $4) OR (o.happened_at >= $5 AND o.happened_at < $6))), side AS (SELECT d.case_key, max(d.side) AS side FROM dated d GROUP BY d.case_key), valued AS (SELECT s.case_key, s.side, coalesce(CAST(c."a1" AS VARCHAR), '') AS v0 FROM side s JOIN case_fact c ON c.case_key = s.case_key), spread AS (
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
          LEFT JOIN weighed w ON w.stratum = s.stratum), fact AS (SELECT d.side, m.weight, CAST(d.value AS DOUBLE) AS v FROM dated d JOIN mixed m ON m.case_key = d.case_key AND m.side = d.side) SELECT f.side, count(f.v) AS n, sum(f.v) AS total, sum(f.v * f.v) AS total2,
             count(f.weight) AS kept, sum(f.weight) AS w, sum(f.weight * f.v) AS wv, sum(f.weight * f.weight) AS w2,
             sum(f.weight * f.weight * f.v) AS w2v, sum(f.weight * f.weight * f.v * f.v) AS w2v2
      FROM fact f GROUP BY f.side ORDER BY f.side;

-- a score: mixBy
-- $1 = 2026-05-31T23:00:00.000Z, $2 = 2026-11-01T00:00:00.000Z, $3 = 2026-02-01T00:00:00.000Z, $4 = 2026-05-31T23:00:00.000Z, $5 = 2026-05-31T23:00:00.000Z, $6 = 2026-11-01T00:00:00.000Z
WITH occurrence AS (SELECT f.case_key, CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END AS value, f.answered_at AS happened_at
      FROM feedback f
      WHERE f.score IS NOT NULL AND f.stage IS NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AND true), dated AS (SELECT o.case_key, o.value, CASE WHEN o.happened_at >= $1 AND o.happened_at < $2 THEN 1 ELSE 2 END AS side
          FROM occurrence o WHERE o.value IS NOT NULL AND o.case_key IS NOT NULL AND ((o.happened_at >= $3 AND o.happened_at < $4) OR (o.happened_at >= $5 AND o.happened_at < $6))), side AS (SELECT d.case_key, max(d.side) AS side FROM dated d GROUP BY d.case_key), valued AS (SELECT s.case_key, s.side, coalesce(CAST(c."a1" AS VARCHAR), '') AS v0 FROM side s JOIN case_fact c ON c.case_key = s.case_key), spread AS (
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
          LEFT JOIN weighed w ON w.stratum = s.stratum) SELECT p.attribute FROM picked p ORDER BY p.attribute;

-- a score: reached
-- $1 = 2026-05-31T23:00:00.000Z
SELECT count(DISTINCT o.case_key) AS cases FROM (SELECT f.case_key, CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END AS value, f.answered_at AS happened_at
      FROM feedback f
      WHERE f.score IS NOT NULL AND f.stage IS NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AND true) o WHERE o.happened_at >= $1;
