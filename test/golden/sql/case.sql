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
SELECT f.answered_at, f.instrument, f.score, f.scale_min, f.scale_max, f.stage, f.comment, f.link_method, f.link_confidence
      FROM feedback f
      WHERE f.case_key = (SELECT c.case_key FROM case_fact c WHERE c.case_id = $1) AND (f.score IS NOT NULL OR f.comment IS NOT NULL)
      ORDER BY f.answered_at IS NULL, f.answered_at, f.import_seq, f.line;
