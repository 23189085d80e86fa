-- Which cases are these?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- everything: rows
-- $1 = 50, $2 = 0, $3 = 2026-11-01T22:55:00.000Z
WITH listed AS (SELECT c.case_id, c.case_key, c.throughput_ms AS sorted FROM case_fact c WHERE true),
      page AS (SELECT l.case_key, l.case_id, l.sorted FROM listed l ORDER BY l.sorted IS NULL, l.sorted DESC, l.case_id LIMIT $1 OFFSET $2),
      case_answer AS (
        SELECT ranked.case_key, ranked.score
        FROM (SELECT f.case_key, f.score AS score,
                     row_number() OVER (PARTITION BY f.case_key ORDER BY f.answered_at IS NULL, f.answered_at DESC, f.import_seq DESC, f.line DESC) AS latest
              FROM feedback f
              WHERE f.case_key IS NOT NULL AND f.stage IS NULL AND f.score IS NOT NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1)) ranked
        WHERE ranked.latest = 1)
      SELECT 
      c.case_id AS "case", c.arrived_at, c.delivered_at, c.last_at, (c.ended OR c.last_at < $3) AS complete, c.variant_id AS variant,
      c.steps, c.throughput_ms, c.delivery_ms, c.processing_ms, c.waiting_ms, c.rework, c.handovers, r.score, c."a1"
      FROM page p JOIN case_fact c ON c.case_key = p.case_key LEFT JOIN case_answer r ON r.case_key = c.case_key
      ORDER BY p.sorted IS NULL, p.sorted DESC, p.case_id;

-- everything: count
SELECT count(*) AS n FROM case_fact c WHERE true;

-- narrow, by arrival: rows
-- $1 = 2026-09-30T23:00:00.000Z, $2 = 1, $3 = 2, $4 = "North", $5 = "North", $6 = 50, $7 = 0, $8 = 2026-11-01T22:55:00.000Z
WITH listed AS (SELECT c.case_id, c.case_key, c.arrived_at AS sorted FROM case_fact c WHERE (c.arrived_at >= $1) AND ((c."a1" IN ($2, $3))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($4))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($5)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))),
      page AS (SELECT l.case_key, l.case_id, l.sorted FROM listed l ORDER BY l.sorted IS NULL, l.sorted ASC, l.case_id LIMIT $6 OFFSET $7),
      case_answer AS (
        SELECT ranked.case_key, ranked.score
        FROM (SELECT f.case_key, f.score AS score,
                     row_number() OVER (PARTITION BY f.case_key ORDER BY f.answered_at IS NULL, f.answered_at DESC, f.import_seq DESC, f.line DESC) AS latest
              FROM feedback f
              WHERE f.case_key IS NOT NULL AND f.stage IS NULL AND f.score IS NOT NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1)) ranked
        WHERE ranked.latest = 1)
      SELECT 
      c.case_id AS "case", c.arrived_at, c.delivered_at, c.last_at, (c.ended OR c.last_at < $8) AS complete, c.variant_id AS variant,
      c.steps, c.throughput_ms, c.delivery_ms, c.processing_ms, c.waiting_ms, c.rework, c.handovers, r.score, c."a1"
      FROM page p JOIN case_fact c ON c.case_key = p.case_key LEFT JOIN case_answer r ON r.case_key = c.case_key
      ORDER BY p.sorted IS NULL, p.sorted ASC, p.case_id;

-- narrow, by arrival: count
-- $1 = 2026-09-30T23:00:00.000Z, $2 = 1, $3 = 2, $4 = "North", $5 = "North"
SELECT count(*) AS n FROM case_fact c WHERE (c.arrived_at >= $1) AND ((c."a1" IN ($2, $3))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($4))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($5)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))));

-- by an attribute, looked for: rows
-- $1 = "c-1", $2 = 50, $3 = 0, $4 = 2026-11-01T22:55:00.000Z
WITH listed AS (SELECT c.case_id, c.case_key, c."a1" AS sorted FROM case_fact c WHERE (true) AND (position(lower($1) IN lower(c.case_id)) > 0)),
      page AS (SELECT l.case_key, l.case_id, l.sorted FROM listed l ORDER BY l.sorted IS NULL, l.sorted DESC, l.case_id LIMIT $2 OFFSET $3),
      case_answer AS (
        SELECT ranked.case_key, ranked.score
        FROM (SELECT f.case_key, f.score AS score,
                     row_number() OVER (PARTITION BY f.case_key ORDER BY f.answered_at IS NULL, f.answered_at DESC, f.import_seq DESC, f.line DESC) AS latest
              FROM feedback f
              WHERE f.case_key IS NOT NULL AND f.stage IS NULL AND f.score IS NOT NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1)) ranked
        WHERE ranked.latest = 1)
      SELECT 
      c.case_id AS "case", c.arrived_at, c.delivered_at, c.last_at, (c.ended OR c.last_at < $4) AS complete, c.variant_id AS variant,
      c.steps, c.throughput_ms, c.delivery_ms, c.processing_ms, c.waiting_ms, c.rework, c.handovers, r.score, c."a1"
      FROM page p JOIN case_fact c ON c.case_key = p.case_key LEFT JOIN case_answer r ON r.case_key = c.case_key
      ORDER BY p.sorted IS NULL, p.sorted DESC, p.case_id;

-- by an attribute, looked for: count
-- $1 = "c-1"
SELECT count(*) AS n FROM case_fact c WHERE (true) AND (position(lower($1) IN lower(c.case_id)) > 0);
