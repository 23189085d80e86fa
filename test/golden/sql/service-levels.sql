-- Is each target kept, how late is late, and which cases break it right now?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- everything: levels
-- $1 = "stage-wait", $2 = "Triage", $3 = "stage-time", $4 = "Triage", $5 = "hand-over", $6 = "", $7 = "Register", $8 = "Triage", $9 = "between", $10 = "complete", $11 = "Register", $12 = "Triage", $13 = "delivery", $14 = 2026-11-01T22:55:00.000Z, $15 = 2026-11-01T22:55:00.000Z, $16 = 2026-11-01T22:55:00.000Z, $17 = 2026-11-01T23:55:00.000Z, $18 = 2026-11-01T23:55:00.000Z, $19 = 2026-11-01T23:55:00.000Z, $20 = 2026-11-01T23:55:00.000Z, $21 = 2026-11-01T23:55:00.000Z, $22 = 2026-11-01T22:55:00.000Z, $23 = 2025-03-30T01:00:00.000Z, $24 = 2025-10-26T01:00:00.000Z, $25 = 2026-03-29T01:00:00.000Z, $26 = 2026-10-25T01:00:00.000Z, $27 = 2027-03-28T01:00:00.000Z, $28 = 2027-10-31T01:00:00.000Z, $29 = 2026-08-02T23:00:00.000Z, $30 = 2026-10-26T00:00:00.000Z
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
 limits AS (SELECT 0 AS target, CAST(14400000 AS BIGINT) AS limit_ms, 3600000 AS width_ms UNION ALL SELECT 1 AS target, CAST(1200000 AS BIGINT) AS limit_ms, 300000 AS width_ms UNION ALL SELECT 2 AS target, CAST(900000 AS BIGINT) AS limit_ms, 180000 AS width_ms UNION ALL SELECT 3 AS target, CAST(1800000 AS BIGINT) AS limit_ms, 360000 AS width_ms UNION ALL SELECT 4 AS target, CAST(2400000 AS BIGINT) AS limit_ms, 600000 AS width_ms),
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
        WHERE NOT o.quiet AND (w.time_of = 'throughput' OR o.after_ms IS NULL)) r),
 timed AS (SELECT e.target, e.ms, e.at, e.counts, false AS running, w.limit_ms, w.width_ms
        FROM (SELECT w.target, v.waiting_ms AS ms, v.started_at AS at, true AS counts
        FROM stage_visit v JOIN stage_target w ON w.stage = v.stage AND w.time_of = 'stage-wait'
        WHERE true
 UNION ALL SELECT w.target, v.waiting_ms + v.processing_ms + v.gap_ms AS ms, v.left_at AS at, true AS counts
        FROM stage_visit v JOIN stage_target w ON w.stage = v.stage AND w.time_of = 'stage-time'
        WHERE v.visit = 1 AND (v.next_stage IS NOT NULL OR v.position = 0 OR v.case_key NOT IN (SELECT o.case_key FROM open_case o WHERE NOT o.quiet))
          AND true
 UNION ALL SELECT w.target, s.gap_ms AS ms, (s.completed_at - to_milliseconds(-s.gap_ms)) AS at, true AS counts
        FROM step s JOIN pair_target w ON w.from_id = s.activity AND w.to_id = s.gap_to AND w.time_of = 'hand-over'
        WHERE s.gap_ms IS NOT NULL AND true
 UNION ALL SELECT w.target, ((epoch_us(w.at) - epoch_us(w.since)) // 1000) AS ms, w.at, true AS counts
        FROM reached w LEFT JOIN open_case o ON o.case_key = w.case_key
        WHERE w.at IS NOT NULL OR o.case_key IS NULL OR NOT (NOT o.quiet OR o.last_at >= (CAST($21 AS TIMESTAMP) - to_milliseconds(2 * w.limit_ms)))
 UNION ALL SELECT w.target, CASE WHEN w.time_of = 'delivery' THEN c.delivery_ms ELSE c.throughput_ms END AS ms, CASE WHEN w.time_of = 'delivery' THEN c.delivered_at ELSE c.last_at END AS at, true AS counts
        FROM case_fact c CROSS JOIN case_target w
        WHERE (c.ended OR c.last_at < $22) AND true AND CASE WHEN w.time_of = 'delivery' THEN c.delivery_ms ELSE c.throughput_ms END IS NOT NULL) e JOIN limits w ON w.target = e.target
        UNION ALL
        SELECT p.target, p.ms, p.due_at, true, true, w.limit_ms, w.width_ms
        FROM waiting p JOIN limits w ON w.target = p.target
        WHERE p.ms > p.limit_ms)
      SELECT 'level' AS part, t.target, CAST(NULL AS INTEGER) AS bar, CAST(NULL AS DATE) AS bucket, count(t.ms) AS n,
             count(CASE WHEN t.ms <= t.limit_ms THEN 1 END) AS within, count(CASE WHEN NOT t.running THEN t.ms END) AS ended,
             count(CASE WHEN t.ms IS NULL THEN 1 END) AS never, quantile_cont(CASE WHEN NOT t.running THEN t.ms END, [0.5, 0.9]) AS middle,
             quantile_cont(CASE WHEN t.ms > t.limit_ms THEN t.ms - t.limit_ms END, [0.5, 0.9]) AS lateness, CAST(NULL AS BIGINT) AS open_breaches, CAST(NULL AS BIGINT) AS about_to_breach
      FROM timed t
      WHERE t.counts
      GROUP BY t.target
      UNION ALL
      SELECT 'bar', t.target, CASE WHEN t.ms >= 4 * t.limit_ms THEN -1 ELSE CAST(floor(t.ms / CAST(t.width_ms AS DOUBLE)) AS INTEGER) END AS bar, NULL AS bucket, count(*), NULL AS within, NULL AS ended, NULL AS never, NULL AS middle, NULL AS lateness, NULL AS open_breaches, NULL AS about_to_breach
      FROM timed t
      WHERE t.counts AND t.ms IS NOT NULL
      GROUP BY t.target, 3
      UNION ALL
      SELECT 'week', t.target, NULL AS bar, CAST(date_trunc('week', CASE WHEN t.at < $23 THEN t.at WHEN t.at < $24 THEN (t.at - to_milliseconds(-3600000)) WHEN t.at < $25 THEN t.at WHEN t.at < $26 THEN (t.at - to_milliseconds(-3600000)) WHEN t.at < $27 THEN t.at WHEN t.at < $28 THEN (t.at - to_milliseconds(-3600000)) ELSE t.at END) AS DATE) AS bucket, count(*), count(CASE WHEN t.ms <= t.limit_ms THEN 1 END),
             NULL AS ended, NULL AS never, NULL AS middle, NULL AS lateness, NULL AS open_breaches, NULL AS about_to_breach
      FROM timed t
      WHERE t.ms IS NOT NULL AND t.at >= $29 AND t.at < $30
      GROUP BY t.target, 4
      UNION ALL
      SELECT 'running', p.target, NULL AS bar, NULL AS bucket, count(*), NULL AS within, NULL AS ended, NULL AS never, NULL AS middle, NULL AS lateness,
             count(CASE WHEN p.ms > p.limit_ms THEN 1 END), count(CASE WHEN p.ms <= p.limit_ms AND p.ms >= 0.8 * p.limit_ms THEN 1 END)
      FROM waiting p
      GROUP BY p.target;

-- everything: names
-- $1 = "Register", $2 = "Triage"
SELECT a.name FROM activity a WHERE a.name IN ($1, $2);

-- narrow: levels
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = 1, $9 = 2, $10 = "North", $11 = "North", $12 = "stage-wait", $13 = "Triage", $14 = "stage-time", $15 = "Triage", $16 = "hand-over", $17 = "", $18 = "Register", $19 = "Triage", $20 = "between", $21 = "complete", $22 = "Register", $23 = "Triage", $24 = "delivery", $25 = 2026-11-01T22:55:00.000Z, $26 = 2026-11-01T22:55:00.000Z, $27 = 1, $28 = 2, $29 = "North", $30 = "North", $31 = 2026-11-01T22:55:00.000Z, $32 = 2026-11-01T23:55:00.000Z, $33 = 2026-11-01T23:55:00.000Z, $34 = 2026-11-01T23:55:00.000Z, $35 = 2026-11-01T23:55:00.000Z, $36 = 2026-11-01T23:55:00.000Z, $37 = 2026-11-01T22:55:00.000Z, $38 = 2026-09-30T23:00:00.000Z, $39 = 2026-11-01T00:00:00.000Z, $40 = 2025-03-30T01:00:00.000Z, $41 = 2025-10-26T01:00:00.000Z, $42 = 2026-03-29T01:00:00.000Z, $43 = 2026-10-25T01:00:00.000Z, $44 = 2027-03-28T01:00:00.000Z, $45 = 2027-10-31T01:00:00.000Z, $46 = 2026-09-27T23:00:00.000Z, $47 = 2026-10-26T00:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))),
 looked_back AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($8, $9))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($10))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($11)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))),
 stage_target AS (SELECT w.target, w.time_of, w.limit_ms, g.id AS stage FROM (SELECT 1 AS target, $12 AS time_of, $13 AS name, CAST(1200000 AS BIGINT) AS limit_ms UNION ALL SELECT 4 AS target, $14 AS time_of, $15 AS name, CAST(2400000 AS BIGINT) AS limit_ms) w JOIN stage g ON g.name = w.name),
 pair_target AS (SELECT w.target, w.time_of, w.until, w.limit_ms, a.id AS from_id, b.id AS to_id
              FROM (SELECT 2 AS target, $16 AS time_of, $17 AS until, $18 AS from_name, $19 AS to_name, CAST(900000 AS BIGINT) AS limit_ms UNION ALL SELECT 3 AS target, $20 AS time_of, $21 AS until, $22 AS from_name, $23 AS to_name, CAST(1800000 AS BIGINT) AS limit_ms) w JOIN activity a ON a.name = w.from_name JOIN activity b ON b.name = w.to_name),
 case_target AS (SELECT 0 AS target, $24 AS time_of, CAST(14400000 AS BIGINT) AS limit_ms),
 open_case AS (
        SELECT c.case_key, c.arrived_at, c.last_at, c.last_activity, c.after_ms, (c.ended OR c.last_at < $25) AS quiet
        FROM case_fact c
        WHERE NOT (c.ended OR c.last_at < $26)
          AND ((c."a1" IN ($27, $28))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($29))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($30)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))),
 follower AS (SELECT s.activity, s.gap_to, s.next_stage, count(*) AS times
        FROM step s
        WHERE s.gap_to IS NOT NULL AND s.case_key NOT IN (SELECT c.case_key FROM case_fact c WHERE NOT (c.ended OR c.last_at < $31))
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
          AND s.case_key IN (SELECT case_key FROM looked_back)),
 begun AS (SELECT w.target, w.to_id, w.until, w.limit_ms, m.case_key, min(m.completed_at) AS since, min(m.position) AS position
        FROM marked m JOIN pair_target w ON w.from_id = m.activity AND w.time_of = 'between'
        WHERE m.completed_at IS NOT NULL
        GROUP BY w.target, w.to_id, w.until, w.limit_ms, m.case_key),
 reached AS (SELECT b.target, b.case_key, b.limit_ms, b.since, min(CASE WHEN b.until = 'start' THEN m.started_at ELSE m.completed_at END) AS at
        FROM begun b
        LEFT JOIN marked m ON m.case_key = b.case_key AND m.activity = b.to_id AND m.started_at >= b.since AND m.position > b.position
        GROUP BY b.target, b.case_key, b.limit_ms, b.since),
 limits AS (SELECT 0 AS target, CAST(14400000 AS BIGINT) AS limit_ms, 3600000 AS width_ms UNION ALL SELECT 1 AS target, CAST(1200000 AS BIGINT) AS limit_ms, 300000 AS width_ms UNION ALL SELECT 2 AS target, CAST(900000 AS BIGINT) AS limit_ms, 180000 AS width_ms UNION ALL SELECT 3 AS target, CAST(1800000 AS BIGINT) AS limit_ms, 360000 AS width_ms UNION ALL SELECT 4 AS target, CAST(2400000 AS BIGINT) AS limit_ms, 600000 AS width_ms),
 waiting AS (SELECT r.target, r.case_key, r.since, ((epoch_us(CAST($32 AS TIMESTAMP)) - epoch_us(r.since)) // 1000) AS ms, r.limit_ms,
             (r.since - to_milliseconds(-r.limit_ms)) AS due_at, r.expected
      FROM (SELECT w.target, o.case_key, o.last_at AS since, w.limit_ms, true AS expected
        FROM idle o JOIN stage_target w ON w.stage = o.stage AND w.time_of = 'stage-wait'
        WHERE o.stage <> o.last_stage AND (NOT o.quiet OR o.last_at >= (CAST($33 AS TIMESTAMP) - to_milliseconds(2 * w.limit_ms)))
 UNION ALL SELECT w.target, v.case_key, v.entered_at AS since, w.limit_ms, false AS expected
        FROM stage_visit v JOIN stage_target w ON w.stage = v.stage AND w.time_of = 'stage-time'
        JOIN open_case o ON o.case_key = v.case_key
        WHERE v.visit = 1 AND v.next_stage IS NULL AND v.position > 0 AND NOT o.quiet
 UNION ALL SELECT w.target, o.case_key, o.last_at AS since, w.limit_ms, true AS expected
        FROM idle o JOIN pair_target w ON w.from_id = o.last_activity AND w.to_id = o.next_activity AND w.time_of = 'hand-over'
        WHERE (NOT o.quiet OR o.last_at >= (CAST($34 AS TIMESTAMP) - to_milliseconds(2 * w.limit_ms)))
 UNION ALL SELECT w.target, w.case_key, w.since, w.limit_ms, false AS expected
        FROM reached w JOIN open_case o ON o.case_key = w.case_key
        WHERE w.at IS NULL AND (NOT o.quiet OR o.last_at >= (CAST($35 AS TIMESTAMP) - to_milliseconds(2 * w.limit_ms)))
 UNION ALL SELECT w.target, o.case_key, o.arrived_at AS since, w.limit_ms, false AS expected
        FROM open_case o CROSS JOIN case_target w
        WHERE NOT o.quiet AND (w.time_of = 'throughput' OR o.after_ms IS NULL)) r),
 timed AS (SELECT e.target, e.ms, e.at, e.counts, false AS running, w.limit_ms, w.width_ms
        FROM (SELECT w.target, v.waiting_ms AS ms, v.started_at AS at, v.case_key IN (SELECT case_key FROM chosen) AS counts
        FROM stage_visit v JOIN stage_target w ON w.stage = v.stage AND w.time_of = 'stage-wait'
        WHERE v.case_key IN (SELECT case_key FROM looked_back)
 UNION ALL SELECT w.target, v.waiting_ms + v.processing_ms + v.gap_ms AS ms, v.left_at AS at, v.case_key IN (SELECT case_key FROM chosen) AS counts
        FROM stage_visit v JOIN stage_target w ON w.stage = v.stage AND w.time_of = 'stage-time'
        WHERE v.visit = 1 AND (v.next_stage IS NOT NULL OR v.position = 0 OR v.case_key NOT IN (SELECT o.case_key FROM open_case o WHERE NOT o.quiet))
          AND v.case_key IN (SELECT case_key FROM looked_back)
 UNION ALL SELECT w.target, s.gap_ms AS ms, (s.completed_at - to_milliseconds(-s.gap_ms)) AS at, s.case_key IN (SELECT case_key FROM chosen) AS counts
        FROM step s JOIN pair_target w ON w.from_id = s.activity AND w.to_id = s.gap_to AND w.time_of = 'hand-over'
        WHERE s.gap_ms IS NOT NULL AND s.case_key IN (SELECT case_key FROM looked_back)
 UNION ALL SELECT w.target, ((epoch_us(w.at) - epoch_us(w.since)) // 1000) AS ms, w.at, w.case_key IN (SELECT case_key FROM chosen) AS counts
        FROM reached w LEFT JOIN open_case o ON o.case_key = w.case_key
        WHERE w.at IS NOT NULL OR o.case_key IS NULL OR NOT (NOT o.quiet OR o.last_at >= (CAST($36 AS TIMESTAMP) - to_milliseconds(2 * w.limit_ms)))
 UNION ALL SELECT w.target, CASE WHEN w.time_of = 'delivery' THEN c.delivery_ms ELSE c.throughput_ms END AS ms, CASE WHEN w.time_of = 'delivery' THEN c.delivered_at ELSE c.last_at END AS at, c.case_key IN (SELECT case_key FROM chosen) AS counts
        FROM case_fact c CROSS JOIN case_target w
        WHERE (c.ended OR c.last_at < $37) AND c.case_key IN (SELECT case_key FROM looked_back) AND CASE WHEN w.time_of = 'delivery' THEN c.delivery_ms ELSE c.throughput_ms END IS NOT NULL) e JOIN limits w ON w.target = e.target
        UNION ALL
        SELECT p.target, p.ms, p.due_at, p.due_at >= $38 AND p.due_at < $39, true, w.limit_ms, w.width_ms
        FROM waiting p JOIN limits w ON w.target = p.target
        WHERE p.ms > p.limit_ms)
      SELECT 'level' AS part, t.target, CAST(NULL AS INTEGER) AS bar, CAST(NULL AS DATE) AS bucket, count(t.ms) AS n,
             count(CASE WHEN t.ms <= t.limit_ms THEN 1 END) AS within, count(CASE WHEN NOT t.running THEN t.ms END) AS ended,
             count(CASE WHEN t.ms IS NULL THEN 1 END) AS never, quantile_cont(CASE WHEN NOT t.running THEN t.ms END, [0.5, 0.9]) AS middle,
             quantile_cont(CASE WHEN t.ms > t.limit_ms THEN t.ms - t.limit_ms END, [0.5, 0.9]) AS lateness, CAST(NULL AS BIGINT) AS open_breaches, CAST(NULL AS BIGINT) AS about_to_breach
      FROM timed t
      WHERE t.counts
      GROUP BY t.target
      UNION ALL
      SELECT 'bar', t.target, CASE WHEN t.ms >= 4 * t.limit_ms THEN -1 ELSE CAST(floor(t.ms / CAST(t.width_ms AS DOUBLE)) AS INTEGER) END AS bar, NULL AS bucket, count(*), NULL AS within, NULL AS ended, NULL AS never, NULL AS middle, NULL AS lateness, NULL AS open_breaches, NULL AS about_to_breach
      FROM timed t
      WHERE t.counts AND t.ms IS NOT NULL
      GROUP BY t.target, 3
      UNION ALL
      SELECT 'week', t.target, NULL AS bar, CAST(date_trunc('week', CASE WHEN t.at < $40 THEN t.at WHEN t.at < $41 THEN (t.at - to_milliseconds(-3600000)) WHEN t.at < $42 THEN t.at WHEN t.at < $43 THEN (t.at - to_milliseconds(-3600000)) WHEN t.at < $44 THEN t.at WHEN t.at < $45 THEN (t.at - to_milliseconds(-3600000)) ELSE t.at END) AS DATE) AS bucket, count(*), count(CASE WHEN t.ms <= t.limit_ms THEN 1 END),
             NULL AS ended, NULL AS never, NULL AS middle, NULL AS lateness, NULL AS open_breaches, NULL AS about_to_breach
      FROM timed t
      WHERE t.ms IS NOT NULL AND t.at >= $46 AND t.at < $47
      GROUP BY t.target, 4
      UNION ALL
      SELECT 'running', p.target, NULL AS bar, NULL AS bucket, count(*), NULL AS within, NULL AS ended, NULL AS never, NULL AS middle, NULL AS lateness,
             count(CASE WHEN p.ms > p.limit_ms THEN 1 END), count(CASE WHEN p.ms <= p.limit_ms AND p.ms >= 0.8 * p.limit_ms THEN 1 END)
      FROM waiting p
      GROUP BY p.target;

-- narrow: names
-- $1 = "Register", $2 = "Triage"
SELECT a.name FROM activity a WHERE a.name IN ($1, $2);
