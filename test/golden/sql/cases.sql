-- Which cases are these?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- everything: rows
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 50, $3 = 0
WITH case_answer AS (
        SELECT ranked.case_key, ranked.score
        FROM (SELECT f.case_key, f.score AS score,
                     row_number() OVER (PARTITION BY f.case_key ORDER BY f.answered_at IS NULL, f.answered_at DESC, f.import_seq DESC, f.line DESC) AS latest
              FROM feedback f
              WHERE f.case_key IS NOT NULL AND f.stage IS NULL AND f.score IS NOT NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1)) ranked
        WHERE ranked.latest = 1)
      SELECT 
      c.case_id AS "case", c.arrived_at, c.delivered_at, c.last_at, (c.ended OR c.last_at < $1) AS complete, c.variant_id AS variant,
      c.steps, c.throughput_ms, c.delivery_ms, c.processing_ms, c.waiting_ms, c.rework, c.handovers, r.score, c."a1"
      FROM case_fact c LEFT JOIN case_answer r ON r.case_key = c.case_key
      WHERE true
      ORDER BY c.throughput_ms IS NULL, c.throughput_ms DESC, c.case_id
      LIMIT $2 OFFSET $3;

-- everything: count
SELECT count(*) AS n FROM case_fact c WHERE true;

-- narrow, by arrival: rows
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 1, $4 = 2, $5 = "North", $6 = 50, $7 = 0
WITH case_answer AS (
        SELECT ranked.case_key, ranked.score
        FROM (SELECT f.case_key, f.score AS score,
                     row_number() OVER (PARTITION BY f.case_key ORDER BY f.answered_at IS NULL, f.answered_at DESC, f.import_seq DESC, f.line DESC) AS latest
              FROM feedback f
              WHERE f.case_key IS NOT NULL AND f.stage IS NULL AND f.score IS NOT NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1)) ranked
        WHERE ranked.latest = 1)
      SELECT 
      c.case_id AS "case", c.arrived_at, c.delivered_at, c.last_at, (c.ended OR c.last_at < $1) AS complete, c.variant_id AS variant,
      c.steps, c.throughput_ms, c.delivery_ms, c.processing_ms, c.waiting_ms, c.rework, c.handovers, r.score, c."a1"
      FROM case_fact c LEFT JOIN case_answer r ON r.case_key = c.case_key
      WHERE (c.arrived_at >= $2) AND ((c."a1" IN ($3, $4))) AND (c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($5))))
      ORDER BY c.arrived_at IS NULL, c.arrived_at ASC, c.case_id
      LIMIT $6 OFFSET $7;

-- narrow, by arrival: count
-- $1 = 2026-09-30T23:00:00.000Z, $2 = 1, $3 = 2, $4 = "North"
SELECT count(*) AS n FROM case_fact c WHERE (c.arrived_at >= $1) AND ((c."a1" IN ($2, $3))) AND (c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4))));
