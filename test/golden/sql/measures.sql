-- How does the service do on its measures, now and week by week?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- everything: answers
SELECT count(f.score) AS answers FROM feedback f;

-- everything: left-within-4-hours value
-- $1 = 14400000, $2 = 2026-11-01T22:55:00.000Z
SELECT (CAST(count(CASE WHEN o.value <= $1 THEN 1 END) AS DOUBLE) / nullif(count(o.value), 0)) AS value, count(o.value) AS n FROM (SELECT c.case_key, c.delivery_ms AS value, c.delivered_at AS happened_at FROM case_fact c WHERE ((c.ended OR c.last_at < $2))) o;

-- everything: left-within-4-hours series
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = 14400000, $8 = 2026-11-01T22:55:00.000Z, $9 = 2026-01-05T00:00:00.000Z, $10 = 2026-10-26T00:00:00.000Z
SELECT CAST(date_trunc('week', CASE WHEN o.happened_at < $1 THEN o.happened_at WHEN o.happened_at < $2 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $3 THEN o.happened_at WHEN o.happened_at < $4 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, (CAST(count(CASE WHEN o.value <= $7 THEN 1 END) AS DOUBLE) / nullif(count(o.value), 0)) AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (SELECT c.case_key, c.delivery_ms AS value, c.delivered_at AS happened_at FROM case_fact c WHERE ((c.ended OR c.last_at < $8))) o
      WHERE o.happened_at >= $9 AND o.happened_at < $10
      GROUP BY 1
      ORDER BY 1;

-- everything: triaged-in-time value
-- $1 = 1200000, $2 = "Triage"
SELECT (CAST(count(CASE WHEN o.value <= $1 THEN 1 END) AS DOUBLE) / nullif(count(o.value), 0)) AS value, count(o.value) AS n FROM (SELECT v.case_key, v.waiting_ms AS value, v.started_at AS happened_at FROM stage_visit v WHERE v.stage = (SELECT one.id FROM stage one WHERE one.name = $2) AND true) o;

-- everything: triaged-in-time series
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = 1200000, $8 = "Triage", $9 = 2026-01-05T00:00:00.000Z, $10 = 2026-10-26T00:00:00.000Z
SELECT CAST(date_trunc('week', CASE WHEN o.happened_at < $1 THEN o.happened_at WHEN o.happened_at < $2 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $3 THEN o.happened_at WHEN o.happened_at < $4 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, (CAST(count(CASE WHEN o.value <= $7 THEN 1 END) AS DOUBLE) / nullif(count(o.value), 0)) AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (SELECT v.case_key, v.waiting_ms AS value, v.started_at AS happened_at FROM stage_visit v WHERE v.stage = (SELECT one.id FROM stage one WHERE one.name = $8) AND true) o
      WHERE o.happened_at >= $9 AND o.happened_at < $10
      GROUP BY 1
      ORDER BY 1;

-- everything: bills value
-- $1 = "Send bill", $2 = 2026-11-01T22:55:00.000Z
SELECT (CAST(count(CASE WHEN o.value > 0 THEN 1 END) AS DOUBLE) / nullif(count(o.value), 0)) AS value, count(o.value) AS n FROM (SELECT c.case_key, CASE WHEN (c.case_key IN (SELECT s.case_key FROM step s WHERE s.activity = (SELECT one.id FROM activity one WHERE one.name = $1))) THEN 1 ELSE 0 END AS value, c.delivered_at AS happened_at FROM case_fact c WHERE ((c.ended OR c.last_at < $2))) o;

-- everything: bills series
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = "Send bill", $8 = 2026-11-01T22:55:00.000Z, $9 = 2026-01-05T00:00:00.000Z, $10 = 2026-10-26T00:00:00.000Z
SELECT CAST(date_trunc('week', CASE WHEN o.happened_at < $1 THEN o.happened_at WHEN o.happened_at < $2 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $3 THEN o.happened_at WHEN o.happened_at < $4 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, (CAST(count(CASE WHEN o.value > 0 THEN 1 END) AS DOUBLE) / nullif(count(o.value), 0)) AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (SELECT c.case_key, CASE WHEN (c.case_key IN (SELECT s.case_key FROM step s WHERE s.activity = (SELECT one.id FROM activity one WHERE one.name = $7))) THEN 1 ELSE 0 END AS value, c.delivered_at AS happened_at FROM case_fact c WHERE ((c.ended OR c.last_at < $8))) o
      WHERE o.happened_at >= $9 AND o.happened_at < $10
      GROUP BY 1
      ORDER BY 1;

-- everything: score value
SELECT CASE WHEN count(o.value) >= 10 THEN avg(o.value) END AS value, count(o.value) AS n FROM (SELECT f.case_key, CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END AS value, f.answered_at AS happened_at
      FROM feedback f
      WHERE f.score IS NOT NULL AND f.stage IS NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AND true) o;

-- everything: score series
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = 2026-01-05T00:00:00.000Z, $8 = 2026-10-26T00:00:00.000Z
SELECT CAST(date_trunc('week', CASE WHEN o.happened_at < $1 THEN o.happened_at WHEN o.happened_at < $2 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $3 THEN o.happened_at WHEN o.happened_at < $4 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, CASE WHEN count(o.value) >= 10 THEN avg(o.value) END AS value, count(o.value) AS n, avg(o.value) AS average
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

-- everything: open value
-- $1 = 2026-11-01T22:55:00.000Z
SELECT count(*) AS value, count(*) AS n FROM case_fact c WHERE true AND true AND NOT (c.ended OR c.last_at < $1);

-- everything: open arrived
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = 2026-10-26T00:00:00.000Z
SELECT CAST(date_trunc('week', CASE WHEN c.arrived_at < $1 THEN c.arrived_at WHEN c.arrived_at < $2 THEN (c.arrived_at - to_milliseconds(-3600000)) WHEN c.arrived_at < $3 THEN c.arrived_at WHEN c.arrived_at < $4 THEN (c.arrived_at - to_milliseconds(-3600000)) WHEN c.arrived_at < $5 THEN c.arrived_at WHEN c.arrived_at < $6 THEN (c.arrived_at - to_milliseconds(-3600000)) ELSE c.arrived_at END) AS DATE) AS bucket, count(*) AS cases
      FROM case_fact c
      WHERE true AND true AND c.arrived_at < $7
      GROUP BY 1
      ORDER BY 1;

-- everything: open closed
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = 2026-11-01T22:55:00.000Z, $8 = 2026-10-26T00:00:00.000Z
SELECT CAST(date_trunc('week', CASE WHEN c.last_at < $1 THEN c.last_at WHEN c.last_at < $2 THEN (c.last_at - to_milliseconds(-3600000)) WHEN c.last_at < $3 THEN c.last_at WHEN c.last_at < $4 THEN (c.last_at - to_milliseconds(-3600000)) WHEN c.last_at < $5 THEN c.last_at WHEN c.last_at < $6 THEN (c.last_at - to_milliseconds(-3600000)) ELSE c.last_at END) AS DATE) AS bucket, count(*) AS cases
      FROM case_fact c
      WHERE true AND (c.ended OR c.last_at < $7) AND c.last_at < $8
      GROUP BY 1
      ORDER BY 1;

-- everything: lost value
WITH quarter AS (SELECT s.activity AS from_id, s.gap_to AS to_id, quantile_cont(s.gap_ms, 0.25) AS best_ms
        FROM step s WHERE s.gap_ms IS NOT NULL AND s.gap_to IS NOT NULL GROUP BY s.activity, s.gap_to), limits AS (SELECT q.from_id, q.to_id,
               CASE WHEN h.limit_ms IS NOT NULL THEN h.limit_ms WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN g.wait_limit_ms ELSE q.best_ms END AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM quarter q
        JOIN activity a ON a.id = q.from_id
        JOIN activity b ON b.id = q.to_id
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = q.from_id AND h."to" = q.to_id) SELECT coalesce(sum(o.value), 0) AS value, count(o.value) AS n FROM (SELECT s.case_key, CASE WHEN s.gap_ms > l.limit_ms THEN s.gap_ms - l.limit_ms ELSE 0 END AS value, (s.completed_at - to_milliseconds(-s.gap_ms)) AS happened_at FROM step s JOIN limits l ON l.from_id = s.activity AND l.to_id = s.gap_to WHERE s.gap_ms IS NOT NULL AND true AND true) o;

-- everything: lost series
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = 2026-01-05T00:00:00.000Z, $8 = 2026-10-26T00:00:00.000Z
WITH quarter AS (SELECT s.activity AS from_id, s.gap_to AS to_id, quantile_cont(s.gap_ms, 0.25) AS best_ms
        FROM step s WHERE s.gap_ms IS NOT NULL AND s.gap_to IS NOT NULL GROUP BY s.activity, s.gap_to), limits AS (SELECT q.from_id, q.to_id,
               CASE WHEN h.limit_ms IS NOT NULL THEN h.limit_ms WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN g.wait_limit_ms ELSE q.best_ms END AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM quarter q
        JOIN activity a ON a.id = q.from_id
        JOIN activity b ON b.id = q.to_id
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = q.from_id AND h."to" = q.to_id) SELECT CAST(date_trunc('week', CASE WHEN o.happened_at < $1 THEN o.happened_at WHEN o.happened_at < $2 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $3 THEN o.happened_at WHEN o.happened_at < $4 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, coalesce(sum(o.value), 0) AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (SELECT s.case_key, CASE WHEN s.gap_ms > l.limit_ms THEN s.gap_ms - l.limit_ms ELSE 0 END AS value, (s.completed_at - to_milliseconds(-s.gap_ms)) AS happened_at FROM step s JOIN limits l ON l.from_id = s.activity AND l.to_id = s.gap_to WHERE s.gap_ms IS NOT NULL AND true AND true) o
      WHERE o.happened_at >= $7 AND o.happened_at < $8
      GROUP BY 1
      ORDER BY 1;

-- narrow: answers
SELECT count(f.score) AS answers FROM feedback f;

-- narrow: left-within-4-hours value
-- $1 = 14400000, $2 = 2026-11-01T22:55:00.000Z, $3 = 2026-09-30T23:00:00.000Z, $4 = 2026-11-01T00:00:00.000Z, $5 = 1, $6 = 2, $7 = "North", $8 = "North"
SELECT (CAST(count(CASE WHEN o.value <= $1 THEN 1 END) AS DOUBLE) / nullif(count(o.value), 0)) AS value, count(o.value) AS n FROM (SELECT c.case_key, c.delivery_ms AS value, c.delivered_at AS happened_at FROM case_fact c WHERE ((c.ended OR c.last_at < $2)) AND (c.delivered_at >= $3 AND c.delivered_at < $4) AND ((c."a1" IN ($5, $6))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($7))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($8)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) o;

-- narrow: left-within-4-hours series
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = 14400000, $8 = 2026-11-01T22:55:00.000Z, $9 = 1, $10 = 2, $11 = "North", $12 = "North", $13 = 2026-01-05T00:00:00.000Z, $14 = 2026-10-26T00:00:00.000Z
SELECT CAST(date_trunc('week', CASE WHEN o.happened_at < $1 THEN o.happened_at WHEN o.happened_at < $2 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $3 THEN o.happened_at WHEN o.happened_at < $4 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, (CAST(count(CASE WHEN o.value <= $7 THEN 1 END) AS DOUBLE) / nullif(count(o.value), 0)) AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (SELECT c.case_key, c.delivery_ms AS value, c.delivered_at AS happened_at FROM case_fact c WHERE ((c.ended OR c.last_at < $8)) AND ((c."a1" IN ($9, $10))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($11))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($12)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) o
      WHERE o.happened_at >= $13 AND o.happened_at < $14
      GROUP BY 1
      ORDER BY 1;

-- narrow: triaged-in-time value
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = 1200000, $9 = "Triage"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) SELECT (CAST(count(CASE WHEN o.value <= $8 THEN 1 END) AS DOUBLE) / nullif(count(o.value), 0)) AS value, count(o.value) AS n FROM (SELECT v.case_key, v.waiting_ms AS value, v.started_at AS happened_at FROM stage_visit v WHERE v.stage = (SELECT one.id FROM stage one WHERE one.name = $9) AND v.case_key IN (SELECT case_key FROM chosen)) o;

-- narrow: triaged-in-time series
-- $1 = 1, $2 = 2, $3 = "North", $4 = "North", $5 = 2025-03-30T01:00:00.000Z, $6 = 2025-10-26T01:00:00.000Z, $7 = 2026-03-29T01:00:00.000Z, $8 = 2026-10-25T01:00:00.000Z, $9 = 2027-03-28T01:00:00.000Z, $10 = 2027-10-31T01:00:00.000Z, $11 = 1200000, $12 = "Triage", $13 = 2026-01-05T00:00:00.000Z, $14 = 2026-10-26T00:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($3))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) SELECT CAST(date_trunc('week', CASE WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $7 THEN o.happened_at WHEN o.happened_at < $8 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $9 THEN o.happened_at WHEN o.happened_at < $10 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, (CAST(count(CASE WHEN o.value <= $11 THEN 1 END) AS DOUBLE) / nullif(count(o.value), 0)) AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (SELECT v.case_key, v.waiting_ms AS value, v.started_at AS happened_at FROM stage_visit v WHERE v.stage = (SELECT one.id FROM stage one WHERE one.name = $12) AND v.case_key IN (SELECT case_key FROM chosen)) o
      WHERE o.happened_at >= $13 AND o.happened_at < $14
      GROUP BY 1
      ORDER BY 1;

-- narrow: bills value
-- $1 = "Send bill", $2 = 2026-11-01T22:55:00.000Z, $3 = 2026-09-30T23:00:00.000Z, $4 = 2026-11-01T00:00:00.000Z, $5 = 1, $6 = 2, $7 = "North", $8 = "North"
SELECT (CAST(count(CASE WHEN o.value > 0 THEN 1 END) AS DOUBLE) / nullif(count(o.value), 0)) AS value, count(o.value) AS n FROM (SELECT c.case_key, CASE WHEN (c.case_key IN (SELECT s.case_key FROM step s WHERE s.activity = (SELECT one.id FROM activity one WHERE one.name = $1))) THEN 1 ELSE 0 END AS value, c.delivered_at AS happened_at FROM case_fact c WHERE ((c.ended OR c.last_at < $2)) AND (c.delivered_at >= $3 AND c.delivered_at < $4) AND ((c."a1" IN ($5, $6))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($7))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($8)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) o;

-- narrow: bills series
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = "Send bill", $8 = 2026-11-01T22:55:00.000Z, $9 = 1, $10 = 2, $11 = "North", $12 = "North", $13 = 2026-01-05T00:00:00.000Z, $14 = 2026-10-26T00:00:00.000Z
SELECT CAST(date_trunc('week', CASE WHEN o.happened_at < $1 THEN o.happened_at WHEN o.happened_at < $2 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $3 THEN o.happened_at WHEN o.happened_at < $4 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, (CAST(count(CASE WHEN o.value > 0 THEN 1 END) AS DOUBLE) / nullif(count(o.value), 0)) AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (SELECT c.case_key, CASE WHEN (c.case_key IN (SELECT s.case_key FROM step s WHERE s.activity = (SELECT one.id FROM activity one WHERE one.name = $7))) THEN 1 ELSE 0 END AS value, c.delivered_at AS happened_at FROM case_fact c WHERE ((c.ended OR c.last_at < $8)) AND ((c."a1" IN ($9, $10))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($11))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($12)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) o
      WHERE o.happened_at >= $13 AND o.happened_at < $14
      GROUP BY 1
      ORDER BY 1;

-- narrow: score value
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) SELECT CASE WHEN count(o.value) >= 10 THEN avg(o.value) END AS value, count(o.value) AS n FROM (SELECT f.case_key, CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END AS value, f.answered_at AS happened_at
      FROM feedback f
      WHERE f.score IS NOT NULL AND f.stage IS NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AND (f.case_key IS NOT NULL AND f.case_key IN (SELECT case_key FROM chosen))) o;

-- narrow: score series
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

-- narrow: open value
-- $1 = 1, $2 = 2, $3 = "North", $4 = "North", $5 = 2026-11-01T00:00:00.000Z, $6 = 2026-11-01T22:55:00.000Z, $7 = 2026-11-01T00:00:00.000Z
SELECT count(*) AS value, count(*) AS n FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($3))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL)))) AND c.arrived_at < $5 AND NOT ((c.ended OR c.last_at < $6) AND c.last_at < $7);

-- narrow: open arrived
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = 1, $8 = 2, $9 = "North", $10 = "North", $11 = 2026-10-26T00:00:00.000Z
SELECT CAST(date_trunc('week', CASE WHEN c.arrived_at < $1 THEN c.arrived_at WHEN c.arrived_at < $2 THEN (c.arrived_at - to_milliseconds(-3600000)) WHEN c.arrived_at < $3 THEN c.arrived_at WHEN c.arrived_at < $4 THEN (c.arrived_at - to_milliseconds(-3600000)) WHEN c.arrived_at < $5 THEN c.arrived_at WHEN c.arrived_at < $6 THEN (c.arrived_at - to_milliseconds(-3600000)) ELSE c.arrived_at END) AS DATE) AS bucket, count(*) AS cases
      FROM case_fact c
      WHERE ((c."a1" IN ($7, $8))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($9))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($10)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL)))) AND true AND c.arrived_at < $11
      GROUP BY 1
      ORDER BY 1;

-- narrow: open closed
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = 1, $8 = 2, $9 = "North", $10 = "North", $11 = 2026-11-01T22:55:00.000Z, $12 = 2026-10-26T00:00:00.000Z
SELECT CAST(date_trunc('week', CASE WHEN c.last_at < $1 THEN c.last_at WHEN c.last_at < $2 THEN (c.last_at - to_milliseconds(-3600000)) WHEN c.last_at < $3 THEN c.last_at WHEN c.last_at < $4 THEN (c.last_at - to_milliseconds(-3600000)) WHEN c.last_at < $5 THEN c.last_at WHEN c.last_at < $6 THEN (c.last_at - to_milliseconds(-3600000)) ELSE c.last_at END) AS DATE) AS bucket, count(*) AS cases
      FROM case_fact c
      WHERE ((c."a1" IN ($7, $8))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($9))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($10)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL)))) AND (c.ended OR c.last_at < $11) AND c.last_at < $12
      GROUP BY 1
      ORDER BY 1;

-- narrow: lost value
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), quarter AS (SELECT s.activity AS from_id, s.gap_to AS to_id, quantile_cont(s.gap_ms, 0.25) AS best_ms
        FROM step s WHERE s.gap_ms IS NOT NULL AND s.gap_to IS NOT NULL GROUP BY s.activity, s.gap_to), limits AS (SELECT q.from_id, q.to_id,
               CASE WHEN h.limit_ms IS NOT NULL THEN h.limit_ms WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN g.wait_limit_ms ELSE q.best_ms END AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM quarter q
        JOIN activity a ON a.id = q.from_id
        JOIN activity b ON b.id = q.to_id
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = q.from_id AND h."to" = q.to_id) SELECT coalesce(sum(o.value), 0) AS value, count(o.value) AS n FROM (SELECT s.case_key, CASE WHEN s.gap_ms > l.limit_ms THEN s.gap_ms - l.limit_ms ELSE 0 END AS value, (s.completed_at - to_milliseconds(-s.gap_ms)) AS happened_at FROM step s JOIN limits l ON l.from_id = s.activity AND l.to_id = s.gap_to WHERE s.gap_ms IS NOT NULL AND true AND s.case_key IN (SELECT case_key FROM chosen)) o;

-- narrow: lost series
-- $1 = 1, $2 = 2, $3 = "North", $4 = "North", $5 = 2025-03-30T01:00:00.000Z, $6 = 2025-10-26T01:00:00.000Z, $7 = 2026-03-29T01:00:00.000Z, $8 = 2026-10-25T01:00:00.000Z, $9 = 2027-03-28T01:00:00.000Z, $10 = 2027-10-31T01:00:00.000Z, $11 = 2026-01-05T00:00:00.000Z, $12 = 2026-10-26T00:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($3))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), quarter AS (SELECT s.activity AS from_id, s.gap_to AS to_id, quantile_cont(s.gap_ms, 0.25) AS best_ms
        FROM step s WHERE s.gap_ms IS NOT NULL AND s.gap_to IS NOT NULL GROUP BY s.activity, s.gap_to), limits AS (SELECT q.from_id, q.to_id,
               CASE WHEN h.limit_ms IS NOT NULL THEN h.limit_ms WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN g.wait_limit_ms ELSE q.best_ms END AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM quarter q
        JOIN activity a ON a.id = q.from_id
        JOIN activity b ON b.id = q.to_id
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = q.from_id AND h."to" = q.to_id) SELECT CAST(date_trunc('week', CASE WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $7 THEN o.happened_at WHEN o.happened_at < $8 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $9 THEN o.happened_at WHEN o.happened_at < $10 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, coalesce(sum(o.value), 0) AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (SELECT s.case_key, CASE WHEN s.gap_ms > l.limit_ms THEN s.gap_ms - l.limit_ms ELSE 0 END AS value, (s.completed_at - to_milliseconds(-s.gap_ms)) AS happened_at FROM step s JOIN limits l ON l.from_id = s.activity AND l.to_id = s.gap_to WHERE s.gap_ms IS NOT NULL AND true AND s.case_key IN (SELECT case_key FROM chosen)) o
      WHERE o.happened_at >= $11 AND o.happened_at < $12
      GROUP BY 1
      ORDER BY 1;
