-- Is what a measure does more than chance, and will it meet its target as things are?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- the first measure: chart series
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = 14400000, $8 = 2026-11-01T22:55:00.000Z, $9 = 2026-01-05T00:00:00.000Z, $10 = 2026-11-02T00:00:00.000Z
SELECT CAST(date_trunc('week', CASE WHEN o.happened_at < $1 THEN o.happened_at WHEN o.happened_at < $2 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $3 THEN o.happened_at WHEN o.happened_at < $4 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, (CAST(count(CASE WHEN o.value <= $7 THEN 1 END) AS DOUBLE) / nullif(count(o.value), 0)) AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (SELECT c.case_key, c.delivery_ms AS value, c.delivered_at AS happened_at FROM case_fact c WHERE ((c.ended OR c.last_at < $8))) o
      WHERE o.happened_at >= $9 AND o.happened_at < $10
      GROUP BY 1
      ORDER BY 1;

-- another one, narrow, by month: chart series
-- $1 = 1, $2 = 2, $3 = "North", $4 = "North", $5 = 2025-03-30T01:00:00.000Z, $6 = 2025-10-26T01:00:00.000Z, $7 = 2026-03-29T01:00:00.000Z, $8 = 2026-10-25T01:00:00.000Z, $9 = 2027-03-28T01:00:00.000Z, $10 = 2027-10-31T01:00:00.000Z, $11 = 1200000, $12 = "Triage", $13 = 2026-01-01T00:00:00.000Z, $14 = 2026-11-01T00:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($3))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) SELECT CAST(date_trunc('month', CASE WHEN o.happened_at < $5 THEN o.happened_at WHEN o.happened_at < $6 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $7 THEN o.happened_at WHEN o.happened_at < $8 THEN (o.happened_at - to_milliseconds(-3600000)) WHEN o.happened_at < $9 THEN o.happened_at WHEN o.happened_at < $10 THEN (o.happened_at - to_milliseconds(-3600000)) ELSE o.happened_at END) AS DATE) AS bucket, (CAST(count(CASE WHEN o.value <= $11 THEN 1 END) AS DOUBLE) / nullif(count(o.value), 0)) AS value, count(o.value) AS n, avg(o.value) AS average
      FROM (SELECT v.case_key, v.waiting_ms AS value, v.started_at AS happened_at FROM stage_visit v WHERE v.stage = (SELECT one.id FROM stage one WHERE one.name = $12) AND v.case_key IN (SELECT case_key FROM chosen)) o
      WHERE o.happened_at >= $13 AND o.happened_at < $14
      GROUP BY 1
      ORDER BY 1;

-- open: chart arrived
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = 2026-11-02T00:00:00.000Z
SELECT CAST(date_trunc('day', CASE WHEN c.arrived_at < $1 THEN c.arrived_at WHEN c.arrived_at < $2 THEN (c.arrived_at - to_milliseconds(-3600000)) WHEN c.arrived_at < $3 THEN c.arrived_at WHEN c.arrived_at < $4 THEN (c.arrived_at - to_milliseconds(-3600000)) WHEN c.arrived_at < $5 THEN c.arrived_at WHEN c.arrived_at < $6 THEN (c.arrived_at - to_milliseconds(-3600000)) ELSE c.arrived_at END) AS DATE) AS bucket, count(*) AS cases
      FROM case_fact c
      WHERE true AND true AND c.arrived_at < $7
      GROUP BY 1
      ORDER BY 1;

-- open: chart closed
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = 2026-11-01T22:55:00.000Z, $8 = 2026-11-02T00:00:00.000Z
SELECT CAST(date_trunc('day', CASE WHEN c.last_at < $1 THEN c.last_at WHEN c.last_at < $2 THEN (c.last_at - to_milliseconds(-3600000)) WHEN c.last_at < $3 THEN c.last_at WHEN c.last_at < $4 THEN (c.last_at - to_milliseconds(-3600000)) WHEN c.last_at < $5 THEN c.last_at WHEN c.last_at < $6 THEN (c.last_at - to_milliseconds(-3600000)) ELSE c.last_at END) AS DATE) AS bucket, count(*) AS cases
      FROM case_fact c
      WHERE true AND (c.ended OR c.last_at < $7) AND c.last_at < $8
      GROUP BY 1
      ORDER BY 1;
