-- How busy is each team, and how much does it get done in an hour?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- teams: rows
-- $1 = 2026-11-01T23:55:00.000Z
SELECT q.id, w.name, q.steps, q.cases, q.people, q.measured, q.work_ms, q.median_processing_ms
      FROM (SELECT s.team AS id, count(*) AS steps, count(DISTINCT s.case_key) AS cases, count(DISTINCT s.resource) AS people,
                   count(CASE WHEN s.measured THEN 1 END) AS measured, sum(CASE WHEN s.measured THEN s.processing_ms END) AS work_ms,
                   quantile_cont(CASE WHEN s.measured THEN s.processing_ms END, 0.5) AS median_processing_ms
            FROM step s WHERE (s.started_at <= $1) AND (true) AND s.team IS NOT NULL GROUP BY 1) q
      JOIN team w ON w.id = q.id
      ORDER BY q.steps DESC, w.name;

-- teams: covered
-- $1 = 2026-01-01T00:00:00.000Z, $2 = 2026-01-01T00:00:00.000Z, $3 = 2026-11-01T23:55:00.000Z, $4 = 2026-01-01T00:00:00.000Z, $5 = 2026-11-01T23:55:00.000Z
WITH timed AS (SELECT s.team AS id, ((epoch_us(s.started_at) - epoch_us(CAST($1 AS TIMESTAMP))) // 1000) AS from_ms, CASE WHEN s.completed_at IS NULL THEN ((epoch_us(s.started_at) - epoch_us(CAST($2 AS TIMESTAMP))) // 1000) WHEN s.completed_at > $3 THEN 26351700000 ELSE ((epoch_us(s.completed_at) - epoch_us(CAST($4 AS TIMESTAMP))) // 1000) END AS until_ms, s.measured
                    FROM step s WHERE (s.started_at <= $5) AND (true) AND s.team IS NOT NULL), marked AS (SELECT t.*, CASE WHEN t.until_ms > t.from_ms THEN 2 * t.until_ms - 1 ELSE 2 * t.from_ms END AS mark, CAST(t.id AS BIGINT) * 52703400002 AS room FROM timed t), seen AS (SELECT m.id, m.from_ms, m.until_ms, m.measured, m.mark,
                     max(m.room + m.mark) OVER (ORDER BY m.room + 2 * m.from_ms ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) - m.room AS seen FROM marked m), known AS (SELECT s.*, CASE WHEN s.seen >= 0 THEN s.seen END AS before, CASE WHEN s.seen >= 0 THEN floor((s.seen + 1) / 2.0) END AS covered_ms FROM seen s) 
      SELECT k.id,
             sum(CASE WHEN NOT k.measured THEN 0 WHEN k.covered_ms IS NULL OR k.covered_ms <= k.from_ms THEN k.until_ms - k.from_ms
                      WHEN k.covered_ms < k.until_ms THEN k.until_ms - k.covered_ms ELSE 0 END) AS busy_ms,
             sum(CASE WHEN k.before IS NULL OR floor(CAST(k.before AS DOUBLE) / 7200000) < floor(CAST(2 * k.from_ms AS DOUBLE) / 7200000) THEN floor(CAST(k.mark AS DOUBLE) / 7200000) - floor(CAST(2 * k.from_ms AS DOUBLE) / 7200000) + 1
                      WHEN floor(CAST(k.before AS DOUBLE) / 7200000) < floor(CAST(k.mark AS DOUBLE) / 7200000) THEN floor(CAST(k.mark AS DOUBLE) / 7200000) - floor(CAST(k.before AS DOUBLE) / 7200000) ELSE 0 END) AS active_hours
      FROM known k
      GROUP BY k.id;

-- teams: about
-- $1 = 2026-11-01T23:55:00.000Z
SELECT count(*) AS steps, count(*) - count(s.team) AS unknown, count(CASE WHEN s.measured THEN 1 END) AS measured
      FROM step s WHERE (s.started_at <= $1) AND (true);

-- people, narrow: rows
-- $1 = 1, $2 = 2, $3 = "North", $4 = "North", $5 = 2026-11-01T23:55:00.000Z, $6 = 2026-09-30T23:00:00.000Z, $7 = 2026-11-01T00:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($3))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) 
      SELECT q.id, w.name, q.steps, q.cases, q.people, q.measured, q.work_ms, q.median_processing_ms
      FROM (SELECT s.resource AS id, count(*) AS steps, count(DISTINCT s.case_key) AS cases, count(DISTINCT s.resource) AS people,
                   count(CASE WHEN s.measured THEN 1 END) AS measured, sum(CASE WHEN s.measured THEN s.processing_ms END) AS work_ms,
                   quantile_cont(CASE WHEN s.measured THEN s.processing_ms END, 0.5) AS median_processing_ms
            FROM step s WHERE (s.started_at <= $5) AND (s.started_at >= $6 AND s.started_at < $7) AND (s.case_key IN (SELECT case_key FROM chosen)) AND s.resource IS NOT NULL GROUP BY 1) q
      JOIN resource w ON w.id = q.id
      ORDER BY q.steps DESC, w.name;

-- people, narrow: covered
-- $1 = 1, $2 = 2, $3 = "North", $4 = "North", $5 = 2026-01-01T00:00:00.000Z, $6 = 2026-01-01T00:00:00.000Z, $7 = 2026-11-01T23:55:00.000Z, $8 = 2026-01-01T00:00:00.000Z, $9 = 2026-11-01T23:55:00.000Z, $10 = 2026-09-30T23:00:00.000Z, $11 = 2026-11-01T00:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($3))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), timed AS (SELECT s.resource AS id, ((epoch_us(s.started_at) - epoch_us(CAST($5 AS TIMESTAMP))) // 1000) AS from_ms, CASE WHEN s.completed_at IS NULL THEN ((epoch_us(s.started_at) - epoch_us(CAST($6 AS TIMESTAMP))) // 1000) WHEN s.completed_at > $7 THEN 26351700000 ELSE ((epoch_us(s.completed_at) - epoch_us(CAST($8 AS TIMESTAMP))) // 1000) END AS until_ms, s.measured
                    FROM step s WHERE (s.started_at <= $9) AND (s.started_at >= $10 AND s.started_at < $11) AND (s.case_key IN (SELECT case_key FROM chosen)) AND s.resource IS NOT NULL), marked AS (SELECT t.*, CASE WHEN t.until_ms > t.from_ms THEN 2 * t.until_ms - 1 ELSE 2 * t.from_ms END AS mark, CAST(t.id AS BIGINT) * 52703400002 AS room FROM timed t), seen AS (SELECT m.id, m.from_ms, m.until_ms, m.measured, m.mark,
                     max(m.room + m.mark) OVER (ORDER BY m.room + 2 * m.from_ms ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) - m.room AS seen FROM marked m), known AS (SELECT s.*, CASE WHEN s.seen >= 0 THEN s.seen END AS before, CASE WHEN s.seen >= 0 THEN floor((s.seen + 1) / 2.0) END AS covered_ms FROM seen s) 
      SELECT k.id,
             sum(CASE WHEN NOT k.measured THEN 0 WHEN k.covered_ms IS NULL OR k.covered_ms <= k.from_ms THEN k.until_ms - k.from_ms
                      WHEN k.covered_ms < k.until_ms THEN k.until_ms - k.covered_ms ELSE 0 END) AS busy_ms,
             sum(CASE WHEN k.before IS NULL OR floor(CAST(k.before AS DOUBLE) / 7200000) < floor(CAST(2 * k.from_ms AS DOUBLE) / 7200000) THEN floor(CAST(k.mark AS DOUBLE) / 7200000) - floor(CAST(2 * k.from_ms AS DOUBLE) / 7200000) + 1
                      WHEN floor(CAST(k.before AS DOUBLE) / 7200000) < floor(CAST(k.mark AS DOUBLE) / 7200000) THEN floor(CAST(k.mark AS DOUBLE) / 7200000) - floor(CAST(k.before AS DOUBLE) / 7200000) ELSE 0 END) AS active_hours
      FROM known k
      GROUP BY k.id;

-- people, narrow: about
-- $1 = 1, $2 = 2, $3 = "North", $4 = "North", $5 = 2026-11-01T23:55:00.000Z, $6 = 2026-09-30T23:00:00.000Z, $7 = 2026-11-01T00:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($1, $2))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($3))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($4)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) 
      SELECT count(*) AS steps, count(*) - count(s.resource) AS unknown, count(CASE WHEN s.measured THEN 1 END) AS measured
      FROM step s WHERE (s.started_at <= $5) AND (s.started_at >= $6 AND s.started_at < $7) AND (s.case_key IN (SELECT case_key FROM chosen));
