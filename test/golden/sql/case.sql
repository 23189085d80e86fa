-- What happened in this case?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- one: rows
-- $1 = "C-1"
SELECT s.position, a.name AS activity, coalesce(g.name, 'Unplaced') AS stage, p.name AS resource, t.name AS team,
             s.started_at, s.completed_at, s.enabled_at, s.waiting_ms, s.processing_ms, s.gap_ms, s.parallel, s.visit, s.measured
      FROM step s
      JOIN activity a ON a.id = s.activity
      LEFT JOIN stage g ON g.id = s.stage
      LEFT JOIN resource p ON p.id = s.resource
      LEFT JOIN team t ON t.id = s.team
      WHERE s.case_key = (SELECT c.case_key FROM case_fact c WHERE c.case_id = $1)
      ORDER BY s.position;

-- one: about
-- $1 = 2026-11-01T22:55:00.000Z, $2 = "C-1"
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
      WHERE c.case_id = $2;

-- one: answers
-- $1 = "C-1"
SELECT f.answered_at, f.instrument, f.score, f.scale_min, f.scale_max, f.higher_is_better, f.stage, f.comment, f.link_method, f.link_confidence
      FROM feedback f
      WHERE f.case_key = (SELECT c.case_key FROM case_fact c WHERE c.case_id = $1) AND (f.score IS NOT NULL OR f.comment IS NOT NULL)
      ORDER BY f.answered_at IS NULL, f.answered_at, f.import_seq, f.line;

-- one: place
-- $1 = "C-1"
WITH listed AS (SELECT c.case_id, c.case_key, c.throughput_ms AS sorted FROM case_fact c WHERE true),
      this AS (SELECT l.case_id, l.sorted FROM listed l WHERE l.case_id = $1)
      SELECT (SELECT count(*) FROM listed) AS n,
             (SELECT count(*) FROM listed l, this t WHERE CASE WHEN l.sorted IS NULL THEN t.sorted IS NULL AND l.case_id < t.case_id
               WHEN t.sorted IS NULL THEN true
               ELSE l.sorted > t.sorted OR (l.sorted = t.sorted AND l.case_id < t.case_id) END) AS before,
             (SELECT l.case_id FROM listed l, this t WHERE CASE WHEN l.sorted IS NULL THEN t.sorted IS NULL AND l.case_id < t.case_id
               WHEN t.sorted IS NULL THEN true
               ELSE l.sorted > t.sorted OR (l.sorted = t.sorted AND l.case_id < t.case_id) END
              ORDER BY l.sorted IS NULL DESC, l.sorted ASC, l.case_id DESC LIMIT 1) AS previous,
             (SELECT l.case_id FROM listed l, this t WHERE CASE WHEN t.sorted IS NULL THEN l.sorted IS NULL AND t.case_id < l.case_id
               WHEN l.sorted IS NULL THEN true
               ELSE t.sorted > l.sorted OR (t.sorted = l.sorted AND t.case_id < l.case_id) END
              ORDER BY l.sorted IS NULL, l.sorted DESC, l.case_id LIMIT 1) AS next
      FROM this;

-- by score, narrow: rows
-- $1 = "C-1"
SELECT s.position, a.name AS activity, coalesce(g.name, 'Unplaced') AS stage, p.name AS resource, t.name AS team,
             s.started_at, s.completed_at, s.enabled_at, s.waiting_ms, s.processing_ms, s.gap_ms, s.parallel, s.visit, s.measured
      FROM step s
      JOIN activity a ON a.id = s.activity
      LEFT JOIN stage g ON g.id = s.stage
      LEFT JOIN resource p ON p.id = s.resource
      LEFT JOIN team t ON t.id = s.team
      WHERE s.case_key = (SELECT c.case_key FROM case_fact c WHERE c.case_id = $1)
      ORDER BY s.position;

-- by score, narrow: about
-- $1 = 2026-11-01T22:55:00.000Z, $2 = "C-1"
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
      WHERE c.case_id = $2;

-- by score, narrow: answers
-- $1 = "C-1"
SELECT f.answered_at, f.instrument, f.score, f.scale_min, f.scale_max, f.higher_is_better, f.stage, f.comment, f.link_method, f.link_confidence
      FROM feedback f
      WHERE f.case_key = (SELECT c.case_key FROM case_fact c WHERE c.case_id = $1) AND (f.score IS NOT NULL OR f.comment IS NOT NULL)
      ORDER BY f.answered_at IS NULL, f.answered_at, f.import_seq, f.line;

-- by score, narrow: place
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = "C-1"
WITH listed AS (SELECT c.case_id, c.case_key, r.score AS sorted FROM case_fact c LEFT JOIN (
        SELECT ranked.case_key, ranked.score
        FROM (SELECT f.case_key, f.score AS score,
                     row_number() OVER (PARTITION BY f.case_key ORDER BY f.answered_at IS NULL, f.answered_at DESC, f.import_seq DESC, f.line DESC) AS latest
              FROM feedback f
              WHERE f.case_key IS NOT NULL AND f.stage IS NULL AND f.score IS NOT NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1)) ranked
        WHERE ranked.latest = 1) r ON r.case_key = c.case_key WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))),
      this AS (SELECT l.case_id, l.sorted FROM listed l WHERE l.case_id = $8)
      SELECT (SELECT count(*) FROM listed) AS n,
             (SELECT count(*) FROM listed l, this t WHERE CASE WHEN l.sorted IS NULL THEN t.sorted IS NULL AND l.case_id < t.case_id
               WHEN t.sorted IS NULL THEN true
               ELSE l.sorted < t.sorted OR (l.sorted = t.sorted AND l.case_id < t.case_id) END) AS before,
             (SELECT l.case_id FROM listed l, this t WHERE CASE WHEN l.sorted IS NULL THEN t.sorted IS NULL AND l.case_id < t.case_id
               WHEN t.sorted IS NULL THEN true
               ELSE l.sorted < t.sorted OR (l.sorted = t.sorted AND l.case_id < t.case_id) END
              ORDER BY l.sorted IS NULL DESC, l.sorted DESC, l.case_id DESC LIMIT 1) AS previous,
             (SELECT l.case_id FROM listed l, this t WHERE CASE WHEN t.sorted IS NULL THEN l.sorted IS NULL AND t.case_id < l.case_id
               WHEN l.sorted IS NULL THEN true
               ELSE t.sorted < l.sorted OR (t.sorted = l.sorted AND t.case_id < l.case_id) END
              ORDER BY l.sorted IS NULL, l.sorted ASC, l.case_id LIMIT 1) AS next
      FROM this;
