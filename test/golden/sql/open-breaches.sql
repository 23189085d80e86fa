-- Which cases are beyond a target right now, and which soon will be?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- everything: rows
-- $1 = "stage-wait", $2 = "Triage", $3 = "stage-time", $4 = "Triage", $5 = "hand-over", $6 = "", $7 = "Register", $8 = "Triage", $9 = "between", $10 = "complete", $11 = "Register", $12 = "Triage", $13 = "delivery", $14 = 2026-11-01T22:55:00.000Z, $15 = 2026-11-01T22:55:00.000Z, $16 = 2026-11-01T22:55:00.000Z, $17 = 2026-11-01T23:55:00.000Z, $18 = 2026-11-01T23:55:00.000Z, $19 = 2026-11-01T23:55:00.000Z, $20 = 2026-11-01T23:55:00.000Z
WITH stage_target AS (SELECT w.target, w.time_of, w.limit_ms, g.id AS stage FROM (SELECT 1 AS target, $1 AS time_of, $2 AS name, CAST(1200000 AS BIGINT) AS limit_ms UNION ALL SELECT 4 AS target, $3 AS time_of, $4 AS name, CAST(2400000 AS BIGINT) AS limit_ms) w JOIN stage g ON g.name = w.name),
 pair_target AS (SELECT w.target, w.time_of, w.until, w.limit_ms, a.id AS from_id, b.id AS to_id
              FROM (SELECT 2 AS target, $5 AS time_of, $6 AS until, $7 AS from_name, $8 AS to_name, CAST(900000 AS BIGINT) AS limit_ms UNION ALL SELECT 3 AS target, $9 AS time_of, $10 AS until, $11 AS from_name, $12 AS to_name, CAST(1800000 AS BIGINT) AS limit_ms) w JOIN activity a ON a.name = w.from_name JOIN activity b ON b.name = w.to_name),
 case_target AS (SELECT 0 AS target, $13 AS time_of, CAST(14400000 AS BIGINT) AS limit_ms),
 open_case AS (
        SELECT c.case_key, c.arrived_at, c.last_at, c.last_activity, c.after_ms, (c.ended OR c.last_at < $14) AS quiet
        FROM case_fact c
        WHERE NOT (c.ended OR c.last_at < $15)
          AND true),
 follower AS (SELECT s.activity, s.gap_to, s.next_stage, count(*) AS times
        FROM step s
        WHERE s.gap_to IS NOT NULL AND s.case_key NOT IN (SELECT c.case_key FROM case_fact c WHERE NOT (c.ended OR c.last_at < $16))
        GROUP BY s.activity, s.gap_to, s.next_stage),
 next_step AS (
        SELECT f.activity, f.gap_to
        FROM (SELECT n.activity, n.gap_to, row_number() OVER (PARTITION BY n.activity ORDER BY sum(n.times) DESC, n.gap_to) AS place
              FROM follower n GROUP BY n.activity, n.gap_to) f
        WHERE f.place = 1),
 next_stage AS (
        SELECT f.activity, f.next_stage
        FROM (SELECT n.activity, n.next_stage, row_number() OVER (PARTITION BY n.activity ORDER BY sum(n.times) DESC, n.next_stage) AS place
              FROM follower n GROUP BY n.activity, n.next_stage) f
        WHERE f.place = 1),
 idle AS (SELECT o.case_key, o.last_at, o.last_activity, o.quiet, a.stage AS last_stage, n.gap_to AS next_activity, g.next_stage AS stage
        FROM open_case o
        JOIN activity a ON a.id = o.last_activity
        JOIN next_step n ON n.activity = o.last_activity
        JOIN next_stage g ON g.activity = o.last_activity
        WHERE o.case_key NOT IN (SELECT s.case_key FROM step s WHERE s.completed_at IS NULL)),
 marked AS (SELECT s.case_key, s.activity, s.position, s.started_at, s.completed_at
        FROM step s
        WHERE s.activity IN (SELECT w.from_id FROM pair_target w WHERE w.time_of = 'between' UNION ALL SELECT w.to_id FROM pair_target w WHERE w.time_of = 'between')
          AND true),
 begun AS (SELECT w.target, w.to_id, w.until, w.limit_ms, m.case_key, min(m.completed_at) AS since, min(m.position) AS position
        FROM marked m JOIN pair_target w ON w.from_id = m.activity AND w.time_of = 'between'
        WHERE m.completed_at IS NOT NULL
        GROUP BY w.target, w.to_id, w.until, w.limit_ms, m.case_key),
 reached AS (SELECT b.target, b.case_key, b.limit_ms, b.since, min(CASE WHEN b.until = 'start' THEN m.started_at ELSE m.completed_at END) AS at
        FROM begun b
        LEFT JOIN marked m ON m.case_key = b.case_key AND m.activity = b.to_id AND m.started_at >= b.since AND m.position > b.position
        GROUP BY b.target, b.case_key, b.limit_ms, b.since),
 waiting AS (SELECT r.target, r.case_key, r.since, ((epoch_us(CAST($17 AS TIMESTAMP)) - epoch_us(r.since)) // 1000) AS ms, r.limit_ms,
             (r.since - to_milliseconds(-r.limit_ms)) AS due_at, r.expected
      FROM (SELECT w.target, o.case_key, o.last_at AS since, w.limit_ms, true AS expected
        FROM idle o JOIN stage_target w ON w.stage = o.stage AND w.time_of = 'stage-wait'
        WHERE o.stage <> o.last_stage AND (NOT o.quiet OR o.last_at >= (CAST($18 AS TIMESTAMP) - to_milliseconds(2 * w.limit_ms)))
 UNION ALL SELECT w.target, v.case_key, v.entered_at AS since, w.limit_ms, false AS expected
        FROM stage_visit v JOIN stage_target w ON w.stage = v.stage AND w.time_of = 'stage-time'
        JOIN open_case o ON o.case_key = v.case_key
        WHERE v.visit = 1 AND v.next_stage IS NULL AND v.position > 0 AND NOT o.quiet
 UNION ALL SELECT w.target, o.case_key, o.last_at AS since, w.limit_ms, true AS expected
        FROM idle o JOIN pair_target w ON w.from_id = o.last_activity AND w.to_id = o.next_activity AND w.time_of = 'hand-over'
        WHERE (NOT o.quiet OR o.last_at >= (CAST($19 AS TIMESTAMP) - to_milliseconds(2 * w.limit_ms)))
 UNION ALL SELECT w.target, w.case_key, w.since, w.limit_ms, false AS expected
        FROM reached w JOIN open_case o ON o.case_key = w.case_key
        WHERE w.at IS NULL AND (NOT o.quiet OR o.last_at >= (CAST($20 AS TIMESTAMP) - to_milliseconds(2 * w.limit_ms)))
 UNION ALL SELECT w.target, o.case_key, o.arrived_at AS since, w.limit_ms, false AS expected
        FROM open_case o CROSS JOIN case_target w
        WHERE NOT o.quiet AND (w.time_of = 'throughput' OR o.after_ms IS NULL)) r)
      SELECT c.case_id AS "case", p.target, p.since, p.due_at, p.ms AS elapsed_ms, p.limit_ms, p.ms - p.limit_ms AS beyond_ms, p.expected
      FROM (SELECT p.target, p.case_key, p.since, p.due_at, p.ms, p.limit_ms, p.expected FROM waiting p WHERE p.ms >= 0.8 * p.limit_ms
            ORDER BY p.ms - p.limit_ms DESC, p.case_key, p.target LIMIT 50) p
      JOIN case_fact c ON c.case_key = p.case_key
      ORDER BY p.ms - p.limit_ms DESC, c.case_id, p.target;

-- everything: counts
-- $1 = "stage-wait", $2 = "Triage", $3 = "stage-time", $4 = "Triage", $5 = "hand-over", $6 = "", $7 = "Register", $8 = "Triage", $9 = "between", $10 = "complete", $11 = "Register", $12 = "Triage", $13 = "delivery", $14 = 2026-11-01T22:55:00.000Z, $15 = 2026-11-01T22:55:00.000Z, $16 = 2026-11-01T22:55:00.000Z, $17 = 2026-11-01T23:55:00.000Z, $18 = 2026-11-01T23:55:00.000Z, $19 = 2026-11-01T23:55:00.000Z, $20 = 2026-11-01T23:55:00.000Z
WITH stage_target AS (SELECT w.target, w.time_of, w.limit_ms, g.id AS stage FROM (SELECT 1 AS target, $1 AS time_of, $2 AS name, CAST(1200000 AS BIGINT) AS limit_ms UNION ALL SELECT 4 AS target, $3 AS time_of, $4 AS name, CAST(2400000 AS BIGINT) AS limit_ms) w JOIN stage g ON g.name = w.name),
 pair_target AS (SELECT w.target, w.time_of, w.until, w.limit_ms, a.id AS from_id, b.id AS to_id
              FROM (SELECT 2 AS target, $5 AS time_of, $6 AS until, $7 AS from_name, $8 AS to_name, CAST(900000 AS BIGINT) AS limit_ms UNION ALL SELECT 3 AS target, $9 AS time_of, $10 AS until, $11 AS from_name, $12 AS to_name, CAST(1800000 AS BIGINT) AS limit_ms) w JOIN activity a ON a.name = w.from_name JOIN activity b ON b.name = w.to_name),
 case_target AS (SELECT 0 AS target, $13 AS time_of, CAST(14400000 AS BIGINT) AS limit_ms),
 open_case AS (
        SELECT c.case_key, c.arrived_at, c.last_at, c.last_activity, c.after_ms, (c.ended OR c.last_at < $14) AS quiet
        FROM case_fact c
        WHERE NOT (c.ended OR c.last_at < $15)
          AND true),
 follower AS (SELECT s.activity, s.gap_to, s.next_stage, count(*) AS times
        FROM step s
        WHERE s.gap_to IS NOT NULL AND s.case_key NOT IN (SELECT c.case_key FROM case_fact c WHERE NOT (c.ended OR c.last_at < $16))
        GROUP BY s.activity, s.gap_to, s.next_stage),
 next_step AS (
        SELECT f.activity, f.gap_to
        FROM (SELECT n.activity, n.gap_to, row_number() OVER (PARTITION BY n.activity ORDER BY sum(n.times) DESC, n.gap_to) AS place
              FROM follower n GROUP BY n.activity, n.gap_to) f
        WHERE f.place = 1),
 next_stage AS (
        SELECT f.activity, f.next_stage
        FROM (SELECT n.activity, n.next_stage, row_number() OVER (PARTITION BY n.activity ORDER BY sum(n.times) DESC, n.next_stage) AS place
              FROM follower n GROUP BY n.activity, n.next_stage) f
        WHERE f.place = 1),
 idle AS (SELECT o.case_key, o.last_at, o.last_activity, o.quiet, a.stage AS last_stage, n.gap_to AS next_activity, g.next_stage AS stage
        FROM open_case o
        JOIN activity a ON a.id = o.last_activity
        JOIN next_step n ON n.activity = o.last_activity
        JOIN next_stage g ON g.activity = o.last_activity
        WHERE o.case_key NOT IN (SELECT s.case_key FROM step s WHERE s.completed_at IS NULL)),
 marked AS (SELECT s.case_key, s.activity, s.position, s.started_at, s.completed_at
        FROM step s
        WHERE s.activity IN (SELECT w.from_id FROM pair_target w WHERE w.time_of = 'between' UNION ALL SELECT w.to_id FROM pair_target w WHERE w.time_of = 'between')
          AND true),
 begun AS (SELECT w.target, w.to_id, w.until, w.limit_ms, m.case_key, min(m.completed_at) AS since, min(m.position) AS position
        FROM marked m JOIN pair_target w ON w.from_id = m.activity AND w.time_of = 'between'
        WHERE m.completed_at IS NOT NULL
        GROUP BY w.target, w.to_id, w.until, w.limit_ms, m.case_key),
 reached AS (SELECT b.target, b.case_key, b.limit_ms, b.since, min(CASE WHEN b.until = 'start' THEN m.started_at ELSE m.completed_at END) AS at
        FROM begun b
        LEFT JOIN marked m ON m.case_key = b.case_key AND m.activity = b.to_id AND m.started_at >= b.since AND m.position > b.position
        GROUP BY b.target, b.case_key, b.limit_ms, b.since),
 waiting AS (SELECT r.target, r.case_key, r.since, ((epoch_us(CAST($17 AS TIMESTAMP)) - epoch_us(r.since)) // 1000) AS ms, r.limit_ms,
             (r.since - to_milliseconds(-r.limit_ms)) AS due_at, r.expected
      FROM (SELECT w.target, o.case_key, o.last_at AS since, w.limit_ms, true AS expected
        FROM idle o JOIN stage_target w ON w.stage = o.stage AND w.time_of = 'stage-wait'
        WHERE o.stage <> o.last_stage AND (NOT o.quiet OR o.last_at >= (CAST($18 AS TIMESTAMP) - to_milliseconds(2 * w.limit_ms)))
 UNION ALL SELECT w.target, v.case_key, v.entered_at AS since, w.limit_ms, false AS expected
        FROM stage_visit v JOIN stage_target w ON w.stage = v.stage AND w.time_of = 'stage-time'
        JOIN open_case o ON o.case_key = v.case_key
        WHERE v.visit = 1 AND v.next_stage IS NULL AND v.position > 0 AND NOT o.quiet
 UNION ALL SELECT w.target, o.case_key, o.last_at AS since, w.limit_ms, true AS expected
        FROM idle o JOIN pair_target w ON w.from_id = o.last_activity AND w.to_id = o.next_activity AND w.time_of = 'hand-over'
        WHERE (NOT o.quiet OR o.last_at >= (CAST($19 AS TIMESTAMP) - to_milliseconds(2 * w.limit_ms)))
 UNION ALL SELECT w.target, w.case_key, w.since, w.limit_ms, false AS expected
        FROM reached w JOIN open_case o ON o.case_key = w.case_key
        WHERE w.at IS NULL AND (NOT o.quiet OR o.last_at >= (CAST($20 AS TIMESTAMP) - to_milliseconds(2 * w.limit_ms)))
 UNION ALL SELECT w.target, o.case_key, o.arrived_at AS since, w.limit_ms, false AS expected
        FROM open_case o CROSS JOIN case_target w
        WHERE NOT o.quiet AND (w.time_of = 'throughput' OR o.after_ms IS NULL)) r)
      SELECT count(CASE WHEN p.ms > p.limit_ms THEN 1 END) AS breached, count(CASE WHEN p.ms <= p.limit_ms THEN 1 END) AS near
      FROM waiting p
      WHERE p.ms >= 0.8 * p.limit_ms;

-- one target, narrow: rows
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = 1, $9 = 2, $10 = "North", $11 = "North", $12 = "between", $13 = "complete", $14 = "Register", $15 = "Triage", $16 = 2026-11-01T22:55:00.000Z, $17 = 2026-11-01T22:55:00.000Z, $18 = 1, $19 = 2, $20 = "North", $21 = "North", $22 = 2026-11-01T23:55:00.000Z, $23 = 2026-11-01T23:55:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))),
 looked_back AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($8, $9))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($10))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($11)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))),
 pair_target AS (SELECT w.target, w.time_of, w.until, w.limit_ms, a.id AS from_id, b.id AS to_id
              FROM (SELECT 3 AS target, $12 AS time_of, $13 AS until, $14 AS from_name, $15 AS to_name, CAST(1800000 AS BIGINT) AS limit_ms) w JOIN activity a ON a.name = w.from_name JOIN activity b ON b.name = w.to_name),
 open_case AS (
        SELECT c.case_key, c.arrived_at, c.last_at, c.last_activity, c.after_ms, (c.ended OR c.last_at < $16) AS quiet
        FROM case_fact c
        WHERE NOT (c.ended OR c.last_at < $17)
          AND ((c."a1" IN ($18, $19))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($20))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($21)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))),
 marked AS (SELECT s.case_key, s.activity, s.position, s.started_at, s.completed_at
        FROM step s
        WHERE s.activity IN (SELECT w.from_id FROM pair_target w WHERE w.time_of = 'between' UNION ALL SELECT w.to_id FROM pair_target w WHERE w.time_of = 'between')
          AND s.case_key IN (SELECT case_key FROM looked_back)),
 begun AS (SELECT w.target, w.to_id, w.until, w.limit_ms, m.case_key, min(m.completed_at) AS since, min(m.position) AS position
        FROM marked m JOIN pair_target w ON w.from_id = m.activity AND w.time_of = 'between'
        WHERE m.completed_at IS NOT NULL
        GROUP BY w.target, w.to_id, w.until, w.limit_ms, m.case_key),
 reached AS (SELECT b.target, b.case_key, b.limit_ms, b.since, min(CASE WHEN b.until = 'start' THEN m.started_at ELSE m.completed_at END) AS at
        FROM begun b
        LEFT JOIN marked m ON m.case_key = b.case_key AND m.activity = b.to_id AND m.started_at >= b.since AND m.position > b.position
        GROUP BY b.target, b.case_key, b.limit_ms, b.since),
 waiting AS (SELECT r.target, r.case_key, r.since, ((epoch_us(CAST($22 AS TIMESTAMP)) - epoch_us(r.since)) // 1000) AS ms, r.limit_ms,
             (r.since - to_milliseconds(-r.limit_ms)) AS due_at, r.expected
      FROM (SELECT w.target, w.case_key, w.since, w.limit_ms, false AS expected
        FROM reached w JOIN open_case o ON o.case_key = w.case_key
        WHERE w.at IS NULL AND (NOT o.quiet OR o.last_at >= (CAST($23 AS TIMESTAMP) - to_milliseconds(2 * w.limit_ms)))) r)
      SELECT c.case_id AS "case", p.target, p.since, p.due_at, p.ms AS elapsed_ms, p.limit_ms, p.ms - p.limit_ms AS beyond_ms, p.expected
      FROM (SELECT p.target, p.case_key, p.since, p.due_at, p.ms, p.limit_ms, p.expected FROM waiting p WHERE p.ms >= 0.8 * p.limit_ms
            ORDER BY p.ms - p.limit_ms DESC, p.case_key, p.target LIMIT 50) p
      JOIN case_fact c ON c.case_key = p.case_key
      ORDER BY p.ms - p.limit_ms DESC, c.case_id, p.target;

-- one target, narrow: counts
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = 1, $9 = 2, $10 = "North", $11 = "North", $12 = "between", $13 = "complete", $14 = "Register", $15 = "Triage", $16 = 2026-11-01T22:55:00.000Z, $17 = 2026-11-01T22:55:00.000Z, $18 = 1, $19 = 2, $20 = "North", $21 = "North", $22 = 2026-11-01T23:55:00.000Z, $23 = 2026-11-01T23:55:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))),
 looked_back AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($8, $9))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($10))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($11)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))),
 pair_target AS (SELECT w.target, w.time_of, w.until, w.limit_ms, a.id AS from_id, b.id AS to_id
              FROM (SELECT 3 AS target, $12 AS time_of, $13 AS until, $14 AS from_name, $15 AS to_name, CAST(1800000 AS BIGINT) AS limit_ms) w JOIN activity a ON a.name = w.from_name JOIN activity b ON b.name = w.to_name),
 open_case AS (
        SELECT c.case_key, c.arrived_at, c.last_at, c.last_activity, c.after_ms, (c.ended OR c.last_at < $16) AS quiet
        FROM case_fact c
        WHERE NOT (c.ended OR c.last_at < $17)
          AND ((c."a1" IN ($18, $19))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($20))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($21)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))),
 marked AS (SELECT s.case_key, s.activity, s.position, s.started_at, s.completed_at
        FROM step s
        WHERE s.activity IN (SELECT w.from_id FROM pair_target w WHERE w.time_of = 'between' UNION ALL SELECT w.to_id FROM pair_target w WHERE w.time_of = 'between')
          AND s.case_key IN (SELECT case_key FROM looked_back)),
 begun AS (SELECT w.target, w.to_id, w.until, w.limit_ms, m.case_key, min(m.completed_at) AS since, min(m.position) AS position
        FROM marked m JOIN pair_target w ON w.from_id = m.activity AND w.time_of = 'between'
        WHERE m.completed_at IS NOT NULL
        GROUP BY w.target, w.to_id, w.until, w.limit_ms, m.case_key),
 reached AS (SELECT b.target, b.case_key, b.limit_ms, b.since, min(CASE WHEN b.until = 'start' THEN m.started_at ELSE m.completed_at END) AS at
        FROM begun b
        LEFT JOIN marked m ON m.case_key = b.case_key AND m.activity = b.to_id AND m.started_at >= b.since AND m.position > b.position
        GROUP BY b.target, b.case_key, b.limit_ms, b.since),
 waiting AS (SELECT r.target, r.case_key, r.since, ((epoch_us(CAST($22 AS TIMESTAMP)) - epoch_us(r.since)) // 1000) AS ms, r.limit_ms,
             (r.since - to_milliseconds(-r.limit_ms)) AS due_at, r.expected
      FROM (SELECT w.target, w.case_key, w.since, w.limit_ms, false AS expected
        FROM reached w JOIN open_case o ON o.case_key = w.case_key
        WHERE w.at IS NULL AND (NOT o.quiet OR o.last_at >= (CAST($23 AS TIMESTAMP) - to_milliseconds(2 * w.limit_ms)))) r)
      SELECT count(CASE WHEN p.ms > p.limit_ms THEN 1 END) AS breached, count(CASE WHEN p.ms <= p.limit_ms THEN 1 END) AS near
      FROM waiting p
      WHERE p.ms >= 0.8 * p.limit_ms;
