-- How much arrives, how much is completed, and how much is in progress?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- weeks: arrived
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z
SELECT CAST(date_trunc('week', CASE WHEN c.arrived_at < $1 THEN c.arrived_at WHEN c.arrived_at < $2 THEN (c.arrived_at - to_milliseconds(-3600000)) WHEN c.arrived_at < $3 THEN c.arrived_at WHEN c.arrived_at < $4 THEN (c.arrived_at - to_milliseconds(-3600000)) WHEN c.arrived_at < $5 THEN c.arrived_at WHEN c.arrived_at < $6 THEN (c.arrived_at - to_milliseconds(-3600000)) ELSE c.arrived_at END) AS DATE) AS bucket, count(*) AS cases FROM case_fact c WHERE true GROUP BY 1 ORDER BY 1;

-- weeks: completed
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z, $7 = 2026-11-01T22:55:00.000Z
SELECT CAST(date_trunc('week', CASE WHEN coalesce(c.delivered_at, c.last_at) < $1 THEN coalesce(c.delivered_at, c.last_at) WHEN coalesce(c.delivered_at, c.last_at) < $2 THEN (coalesce(c.delivered_at, c.last_at) - to_milliseconds(-3600000)) WHEN coalesce(c.delivered_at, c.last_at) < $3 THEN coalesce(c.delivered_at, c.last_at) WHEN coalesce(c.delivered_at, c.last_at) < $4 THEN (coalesce(c.delivered_at, c.last_at) - to_milliseconds(-3600000)) WHEN coalesce(c.delivered_at, c.last_at) < $5 THEN coalesce(c.delivered_at, c.last_at) WHEN coalesce(c.delivered_at, c.last_at) < $6 THEN (coalesce(c.delivered_at, c.last_at) - to_milliseconds(-3600000)) ELSE coalesce(c.delivered_at, c.last_at) END) AS DATE) AS bucket, count(*) AS cases FROM case_fact c WHERE true AND (c.ended OR c.last_at < $7) GROUP BY 1 ORDER BY 1;

-- weeks: little
-- $1 = 2026-01-01T00:00:00.000Z, $2 = 2026-11-01T23:55:00.001Z, $3 = 2026-01-01T00:00:00.000Z, $4 = 2026-11-01T23:55:00.001Z, $5 = 2026-01-01T00:00:00.000Z, $6 = 2026-11-01T23:55:00.001Z, $7 = 2026-01-01T00:00:00.000Z, $8 = 2026-01-01T00:00:00.000Z, $9 = 2026-11-01T23:55:00.001Z, $10 = 2026-11-01T23:55:00.001Z, $11 = 2026-11-01T23:55:00.001Z, $12 = 2026-01-01T00:00:00.000Z, $13 = 2026-11-01T23:55:00.001Z, $14 = 2026-11-01T23:55:00.001Z, $15 = 2026-01-01T00:00:00.000Z, $16 = 2026-01-01T00:00:00.000Z, $17 = 2026-11-01T22:55:00.000Z
SELECT count(CASE WHEN q.arrived_at >= $1 AND q.arrived_at < $2 THEN 1 END) AS arrived,
             count(CASE WHEN q.out_at >= $3 AND q.out_at < $4 THEN 1 END) AS completed, avg(CASE WHEN q.out_at >= $5 AND q.out_at < $6 THEN q.ms END) AS mean_ms,
             count(CASE WHEN q.arrived_at < $7 AND (q.out_at IS NULL OR q.out_at >= $8) THEN 1 END) AS wip_start,
             count(CASE WHEN q.arrived_at < $9 AND (q.out_at IS NULL OR q.out_at >= $10) THEN 1 END) AS wip_end,
             sum(CASE WHEN q.arrived_at < $11 AND (q.out_at IS NULL OR q.out_at > $12) THEN ((epoch_us(CASE WHEN q.out_at IS NULL OR q.out_at > $13 THEN $14 ELSE q.out_at END) - epoch_us(CASE WHEN q.arrived_at < $15 THEN $16 ELSE q.arrived_at END)) // 1000) ELSE 0 END) AS inside_ms
      FROM (SELECT c.arrived_at, coalesce(c.delivery_ms, c.throughput_ms) AS ms, CASE WHEN (c.ended OR c.last_at < $17) THEN coalesce(c.delivered_at, c.last_at) END AS out_at
            FROM case_fact c WHERE true) q;

-- weeks: furthest
-- $1 = 2026-11-01T22:55:00.000Z
SELECT g.name AS stage, CASE WHEN g.id = (SELECT min(one.id) FROM stage one WHERE one.id > 0 AND NOT one.parallel) THEN 1 ELSE 0 END AS first,
             q.cases, q.ended
      FROM (SELECT r.stage, count(*) AS cases, count(CASE WHEN r.ended THEN 1 END) AS ended
            FROM (SELECT c.case_key, c.ended, max(v.stage) AS stage
                  FROM case_fact c LEFT JOIN stage_visit v ON v.case_key = c.case_key AND v.position > 0 AND v.stage > 0
                  WHERE ((c.ended OR c.last_at < $1))
                  GROUP BY c.case_key, c.ended) r
            GROUP BY r.stage) q
      LEFT JOIN stage g ON g.id = q.stage
      ORDER BY g.id IS NULL, g.id;

-- months by stage, narrow: arrived
-- $1 = 1, $2 = 2, $3 = "North", $4 = "North", $5 = 2025-03-30T01:00:00.000Z, $6 = 2025-10-26T01:00:00.000Z, $7 = 2026-03-29T01:00:00.000Z, $8 = 2026-10-25T01:00:00.000Z, $9 = 2027-03-28T01:00:00.000Z, $10 = 2027-10-31T01:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($3))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) SELECT g.name AS stage, g.id AS position, g.parallel, CAST(date_trunc('month', CASE WHEN v.entered_at < $5 THEN v.entered_at WHEN v.entered_at < $6 THEN (v.entered_at - to_milliseconds(-3600000)) WHEN v.entered_at < $7 THEN v.entered_at WHEN v.entered_at < $8 THEN (v.entered_at - to_milliseconds(-3600000)) WHEN v.entered_at < $9 THEN v.entered_at WHEN v.entered_at < $10 THEN (v.entered_at - to_milliseconds(-3600000)) ELSE v.entered_at END) AS DATE) AS bucket, count(*) AS cases FROM stage_visit v JOIN stage g ON g.id = v.stage  WHERE v.case_key IN (SELECT case_key FROM chosen) GROUP BY 1, 2, 3, 4 ORDER BY 2 = 0, 2, 4;

-- months by stage, narrow: completed
-- $1 = 1, $2 = 2, $3 = "North", $4 = "North", $5 = 2025-03-30T01:00:00.000Z, $6 = 2025-10-26T01:00:00.000Z, $7 = 2026-03-29T01:00:00.000Z, $8 = 2026-10-25T01:00:00.000Z, $9 = 2027-03-28T01:00:00.000Z, $10 = 2027-10-31T01:00:00.000Z, $11 = 2026-11-01T22:55:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($3))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) SELECT g.name AS stage, CAST(date_trunc('month', CASE WHEN v.left_at < $5 THEN v.left_at WHEN v.left_at < $6 THEN (v.left_at - to_milliseconds(-3600000)) WHEN v.left_at < $7 THEN v.left_at WHEN v.left_at < $8 THEN (v.left_at - to_milliseconds(-3600000)) WHEN v.left_at < $9 THEN v.left_at WHEN v.left_at < $10 THEN (v.left_at - to_milliseconds(-3600000)) ELSE v.left_at END) AS DATE) AS bucket, count(*) AS cases FROM stage_visit v JOIN stage g ON g.id = v.stage LEFT JOIN (
        SELECT DISTINCT o.case_key, o.stage, o.visit FROM step r
        JOIN stage_visit o ON o.case_key = r.case_key AND o.stage = r.stage AND o.started_at <= r.started_at AND r.started_at <= o.left_at
        WHERE r.completed_at IS NULL AND r.activity NOT IN (SELECT a.id FROM activity a WHERE a.note)
      ) q ON q.case_key = v.case_key AND q.stage = v.stage AND q.visit = v.visit WHERE v.case_key IN (SELECT case_key FROM chosen) AND NOT (v.case_key IN (SELECT c.case_key FROM case_fact c WHERE NOT (c.ended OR c.last_at < $11)) AND (v.position > 0 AND v.next_stage IS NULL OR q.case_key IS NOT NULL)) GROUP BY 1, 2 ORDER BY 1, 2;

-- months by stage, narrow: standing
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 1, $3 = 2, $4 = "North", $5 = "North", $6 = 2025-03-30T01:00:00.000Z, $7 = 2025-10-26T01:00:00.000Z, $8 = 2026-03-29T01:00:00.000Z, $9 = 2026-10-25T01:00:00.000Z, $10 = 2027-03-28T01:00:00.000Z, $11 = 2027-10-31T01:00:00.000Z, $12 = 2025-03-30T01:00:00.000Z, $13 = 2025-10-26T01:00:00.000Z, $14 = 2026-03-29T01:00:00.000Z, $15 = 2026-10-25T01:00:00.000Z, $16 = 2027-03-28T01:00:00.000Z, $17 = 2027-10-31T01:00:00.000Z
WITH placed AS (
        SELECT v.stage, CASE WHEN v.position = 1 THEN c.arrived_at ELSE v.entered_at END AS came_at, n.entered_at AS next_at,
               CASE WHEN (c.ended OR c.last_at < $1) THEN coalesce(c.delivered_at, c.last_at) END AS out_at
        FROM stage_visit v
        JOIN case_fact c ON c.case_key = v.case_key
        LEFT JOIN stage_visit n ON n.case_key = v.case_key AND n.position = v.position + 1
        WHERE v.position > 0 AND ((c."a1" IN ($2, $3))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($4))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($5)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))
      ), stood AS (
        SELECT p.stage, p.came_at, CASE WHEN p.out_at IS NULL OR p.next_at < p.out_at THEN p.next_at ELSE p.out_at END AS went_at
        FROM placed p
        WHERE p.out_at IS NULL OR p.came_at < p.out_at
      )
      SELECT g.name AS stage, q.bucket, sum(q.cases) AS cases
      FROM (SELECT s.stage, CAST(date_trunc('month', CASE WHEN s.came_at < $6 THEN s.came_at WHEN s.came_at < $7 THEN (s.came_at - to_milliseconds(-3600000)) WHEN s.came_at < $8 THEN s.came_at WHEN s.came_at < $9 THEN (s.came_at - to_milliseconds(-3600000)) WHEN s.came_at < $10 THEN s.came_at WHEN s.came_at < $11 THEN (s.came_at - to_milliseconds(-3600000)) ELSE s.came_at END) AS DATE) AS bucket, count(*) AS cases FROM stood s GROUP BY 1, 2
            UNION ALL
            SELECT s.stage, CAST(date_trunc('month', CASE WHEN s.went_at < $12 THEN s.went_at WHEN s.went_at < $13 THEN (s.went_at - to_milliseconds(-3600000)) WHEN s.went_at < $14 THEN s.went_at WHEN s.went_at < $15 THEN (s.went_at - to_milliseconds(-3600000)) WHEN s.went_at < $16 THEN s.went_at WHEN s.went_at < $17 THEN (s.went_at - to_milliseconds(-3600000)) ELSE s.went_at END) AS DATE) AS bucket, -count(*) AS cases FROM stood s WHERE s.went_at IS NOT NULL GROUP BY 1, 2) q
      JOIN stage g ON g.id = q.stage
      GROUP BY 1, 2
      ORDER BY 1, 2;
