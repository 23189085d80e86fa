-- What follows what, how often, and how long does it take from one to the next?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- everything: counts
WITH edge AS (
        SELECT n.from_id, n.to_id, sum(n.passes) AS passes, sum(n.cases) AS cases, min(CASE WHEN n.leads_to = n.to_id THEN n.min_ms END) AS min_ms, max(CASE WHEN n.leads_to = n.to_id THEN n.max_ms END) AS max_ms,
               sum(CASE WHEN n.leads_to = n.to_id THEN n.total_ms END) AS total_ms, coalesce(sum(CASE WHEN n.leads_to = n.to_id THEN n.timed END), 0) AS timed, coalesce(sum(CASE WHEN n.leads_to = n.to_id THEN n.overlapping END), 0) AS parallel
        FROM (SELECT s.activity AS from_id, s.next_activity AS to_id, s.gap_to AS leads_to, count(*) AS passes, sum(CAST(s.first_of_edge AS INTEGER)) AS cases,
                     min(s.gap_ms) AS min_ms, max(s.gap_ms) AS max_ms, sum(s.gap_ms) AS total_ms, count(s.gap_ms) AS timed, sum(CAST(s.parallel AS INTEGER)) AS overlapping
              FROM step s WHERE true
              GROUP BY s.activity, s.next_activity, s.gap_to) n
        GROUP BY n.from_id, n.to_id
        UNION ALL
        SELECT NULL AS from_id, p.to_id, count(*) AS passes, count(*) AS cases, min(p.ms) AS min_ms, max(p.ms) AS max_ms,
               sum(p.ms) AS total_ms, count(p.ms) AS timed, 0 AS parallel
        FROM (SELECT c.first_activity AS to_id, CASE WHEN c.arrival_known THEN ((epoch_us(c.first_start_at) - epoch_us(c.arrived_at)) // 1000) END AS ms FROM case_fact c WHERE true) p
        GROUP BY p.to_id) 
      SELECT a.name AS "from", b.name AS "to", q.passes AS "count", q.cases,
             CAST(q.total_ms AS DOUBLE) / nullif(q.timed, 0) AS mean_ms, q.min_ms, q.max_ms, q.total_ms, q.timed, q.parallel
      FROM edge q
      LEFT JOIN activity a ON a.id = q.from_id
      LEFT JOIN activity b ON b.id = q.to_id
      
      ORDER BY q.passes DESC, a.name IS NOT NULL, a.name, b.name IS NOT NULL, b.name;

-- everything: quantiles
WITH edge AS (
        SELECT s.activity AS from_id, s.next_activity AS to_id, quantile_cont(s.gap_ms, [0.5, 0.9]) AS middle
        FROM step s WHERE true AND s.gap_to = s.next_activity
        GROUP BY s.activity, s.next_activity
        UNION ALL
        SELECT NULL AS from_id, c.first_activity AS to_id, quantile_cont(((epoch_us(c.first_start_at) - epoch_us(c.arrived_at)) // 1000), [0.5, 0.9]) AS middle
        FROM case_fact c WHERE true AND c.arrival_known
        GROUP BY c.first_activity) 
      SELECT a.name AS "from", b.name AS "to", q.middle[1] AS median_ms, q.middle[2] AS p90_ms
      FROM edge q
      LEFT JOIN activity a ON a.id = q.from_id
      LEFT JOIN activity b ON b.id = q.to_id
      ORDER BY a.name IS NOT NULL, a.name, b.name IS NOT NULL, b.name;

-- counts: counts
WITH edge AS (
        SELECT s.activity AS from_id, s.next_activity AS to_id, count(*) AS passes, sum(CAST(s.first_of_edge AS INTEGER)) AS cases, NULL AS min_ms, NULL AS max_ms, NULL AS total_ms, NULL AS timed, NULL AS parallel
        FROM step s WHERE true
        GROUP BY s.activity, s.next_activity
        UNION ALL
        SELECT NULL AS from_id, c.first_activity AS to_id, count(*) AS passes, count(*) AS cases, NULL AS min_ms, NULL AS max_ms, NULL AS total_ms, NULL AS timed, NULL AS parallel
        FROM case_fact c WHERE true
        GROUP BY c.first_activity) 
      SELECT a.name AS "from", b.name AS "to", q.passes AS "count", q.cases,
             CAST(q.total_ms AS DOUBLE) / nullif(q.timed, 0) AS mean_ms, q.min_ms, q.max_ms, q.total_ms, q.timed, q.parallel
      FROM edge q
      LEFT JOIN activity a ON a.id = q.from_id
      LEFT JOIN activity b ON b.id = q.to_id
      
      ORDER BY q.passes DESC, a.name IS NOT NULL, a.name, b.name IS NOT NULL, b.name;

-- stages, narrow, with score: counts
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), edge AS (
        SELECT n.from_id, n.to_id, sum(n.passes) AS passes, sum(n.cases) AS cases, min(CASE WHEN n.leads_to = n.to_id THEN n.min_ms END) AS min_ms, max(CASE WHEN n.leads_to = n.to_id THEN n.max_ms END) AS max_ms,
               sum(CASE WHEN n.leads_to = n.to_id THEN n.total_ms END) AS total_ms, coalesce(sum(CASE WHEN n.leads_to = n.to_id THEN n.timed END), 0) AS timed, CAST(NULL AS BIGINT) AS parallel
        FROM (SELECT v.stage AS from_id, v.next_stage AS to_id, v.next_stage AS leads_to, count(*) AS passes, sum(CAST(v.first_of_edge AS INTEGER)) AS cases,
                     min(v.next_gap_ms) AS min_ms, max(v.next_gap_ms) AS max_ms, sum(v.next_gap_ms) AS total_ms, count(v.next_gap_ms) AS timed, sum(CAST(false AS INTEGER)) AS overlapping
              FROM stage_visit v WHERE v.position > 0 AND v.case_key IN (SELECT case_key FROM chosen)
              GROUP BY v.stage, v.next_stage, v.next_stage) n
        GROUP BY n.from_id, n.to_id
        UNION ALL
        SELECT NULL AS from_id, p.to_id, count(*) AS passes, count(*) AS cases, min(p.ms) AS min_ms, max(p.ms) AS max_ms,
               sum(p.ms) AS total_ms, count(p.ms) AS timed, CAST(NULL AS BIGINT) AS parallel
        FROM (SELECT v.stage AS to_id, CASE WHEN c.arrival_known THEN ((epoch_us(v.started_at) - epoch_us(c.arrived_at)) // 1000) END AS ms FROM stage_visit v JOIN case_fact c ON c.case_key = v.case_key WHERE v.position = 1 AND v.case_key IN (SELECT case_key FROM chosen)) p
        GROUP BY p.to_id), case_answer AS (
        SELECT ranked.case_key, ranked.score
        FROM (SELECT f.case_key, CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END AS score,
                     row_number() OVER (PARTITION BY f.case_key ORDER BY f.answered_at IS NULL, f.answered_at DESC, f.import_seq DESC, f.line DESC) AS latest
              FROM feedback f
              WHERE f.case_key IS NOT NULL AND f.stage IS NULL AND f.score IS NOT NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1)) ranked
        WHERE ranked.latest = 1), scored AS (
        SELECT taken.from_id, taken.to_id, CASE WHEN count(r.score) >= 10 THEN avg(r.score) END AS score, count(r.score) AS answers
        FROM (SELECT v.case_key AS case_key, v.stage AS from_id, v.next_stage AS to_id FROM stage_visit v WHERE v.position > 0 AND v.case_key IN (SELECT case_key FROM chosen) AND v.first_of_edge
              UNION ALL
              SELECT v.case_key AS case_key, NULL AS from_id, v.stage AS to_id FROM stage_visit v JOIN case_fact c ON c.case_key = v.case_key WHERE v.position = 1 AND v.case_key IN (SELECT case_key FROM chosen)) taken
        JOIN case_answer r ON r.case_key = taken.case_key
        GROUP BY taken.from_id, taken.to_id) 
      SELECT a.name AS "from", b.name AS "to", q.passes AS "count", q.cases,
             CAST(q.total_ms AS DOUBLE) / nullif(q.timed, 0) AS mean_ms, q.min_ms, q.max_ms, q.total_ms, q.timed, q.parallel, r.score, coalesce(r.answers, 0) AS answers
      FROM edge q
      LEFT JOIN stage a ON a.id = q.from_id
      LEFT JOIN stage b ON b.id = q.to_id
      LEFT JOIN scored r ON coalesce(r.from_id, -1) = coalesce(q.from_id, -1) AND coalesce(r.to_id, -1) = coalesce(q.to_id, -1)
      ORDER BY q.passes DESC, a.name IS NOT NULL, a.name, b.name IS NOT NULL, b.name;

-- stages, narrow, with score: quantiles
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), edge AS (
        SELECT v.stage AS from_id, v.next_stage AS to_id, quantile_cont(v.next_gap_ms, [0.5, 0.9]) AS middle
        FROM stage_visit v WHERE v.position > 0 AND v.case_key IN (SELECT case_key FROM chosen) AND v.next_stage = v.next_stage
        GROUP BY v.stage, v.next_stage
        UNION ALL
        SELECT NULL AS from_id, v.stage AS to_id, quantile_cont(((epoch_us(v.started_at) - epoch_us(c.arrived_at)) // 1000), [0.5, 0.9]) AS middle
        FROM stage_visit v JOIN case_fact c ON c.case_key = v.case_key WHERE v.position = 1 AND v.case_key IN (SELECT case_key FROM chosen) AND c.arrival_known
        GROUP BY v.stage) 
      SELECT a.name AS "from", b.name AS "to", q.middle[1] AS median_ms, q.middle[2] AS p90_ms
      FROM edge q
      LEFT JOIN stage a ON a.id = q.from_id
      LEFT JOIN stage b ON b.id = q.to_id
      ORDER BY a.name IS NOT NULL, a.name, b.name IS NOT NULL, b.name;

-- with score: counts
WITH edge AS (
        SELECT n.from_id, n.to_id, sum(n.passes) AS passes, sum(n.cases) AS cases, min(CASE WHEN n.leads_to = n.to_id THEN n.min_ms END) AS min_ms, max(CASE WHEN n.leads_to = n.to_id THEN n.max_ms END) AS max_ms,
               sum(CASE WHEN n.leads_to = n.to_id THEN n.total_ms END) AS total_ms, coalesce(sum(CASE WHEN n.leads_to = n.to_id THEN n.timed END), 0) AS timed, coalesce(sum(CASE WHEN n.leads_to = n.to_id THEN n.overlapping END), 0) AS parallel
        FROM (SELECT s.activity AS from_id, s.next_activity AS to_id, s.gap_to AS leads_to, count(*) AS passes, sum(CAST(s.first_of_edge AS INTEGER)) AS cases,
                     min(s.gap_ms) AS min_ms, max(s.gap_ms) AS max_ms, sum(s.gap_ms) AS total_ms, count(s.gap_ms) AS timed, sum(CAST(s.parallel AS INTEGER)) AS overlapping
              FROM step s WHERE true
              GROUP BY s.activity, s.next_activity, s.gap_to) n
        GROUP BY n.from_id, n.to_id
        UNION ALL
        SELECT NULL AS from_id, p.to_id, count(*) AS passes, count(*) AS cases, min(p.ms) AS min_ms, max(p.ms) AS max_ms,
               sum(p.ms) AS total_ms, count(p.ms) AS timed, 0 AS parallel
        FROM (SELECT c.first_activity AS to_id, CASE WHEN c.arrival_known THEN ((epoch_us(c.first_start_at) - epoch_us(c.arrived_at)) // 1000) END AS ms FROM case_fact c WHERE true) p
        GROUP BY p.to_id), case_answer AS (
        SELECT ranked.case_key, ranked.score
        FROM (SELECT f.case_key, CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END AS score,
                     row_number() OVER (PARTITION BY f.case_key ORDER BY f.answered_at IS NULL, f.answered_at DESC, f.import_seq DESC, f.line DESC) AS latest
              FROM feedback f
              WHERE f.case_key IS NOT NULL AND f.stage IS NULL AND f.score IS NOT NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1)) ranked
        WHERE ranked.latest = 1), scored AS (
        SELECT taken.from_id, taken.to_id, CASE WHEN count(r.score) >= 10 THEN avg(r.score) END AS score, count(r.score) AS answers
        FROM (SELECT s.case_key AS case_key, s.activity AS from_id, s.next_activity AS to_id FROM step s WHERE true AND s.first_of_edge
              UNION ALL
              SELECT c.case_key AS case_key, NULL AS from_id, c.first_activity AS to_id FROM case_fact c WHERE true) taken
        JOIN case_answer r ON r.case_key = taken.case_key
        GROUP BY taken.from_id, taken.to_id) 
      SELECT a.name AS "from", b.name AS "to", q.passes AS "count", q.cases,
             CAST(q.total_ms AS DOUBLE) / nullif(q.timed, 0) AS mean_ms, q.min_ms, q.max_ms, q.total_ms, q.timed, q.parallel, r.score, coalesce(r.answers, 0) AS answers
      FROM edge q
      LEFT JOIN activity a ON a.id = q.from_id
      LEFT JOIN activity b ON b.id = q.to_id
      LEFT JOIN scored r ON coalesce(r.from_id, -1) = coalesce(q.from_id, -1) AND coalesce(r.to_id, -1) = coalesce(q.to_id, -1)
      ORDER BY q.passes DESC, a.name IS NOT NULL, a.name, b.name IS NOT NULL, b.name;

-- with score: quantiles
WITH edge AS (
        SELECT s.activity AS from_id, s.next_activity AS to_id, quantile_cont(s.gap_ms, [0.5, 0.9]) AS middle
        FROM step s WHERE true AND s.gap_to = s.next_activity
        GROUP BY s.activity, s.next_activity
        UNION ALL
        SELECT NULL AS from_id, c.first_activity AS to_id, quantile_cont(((epoch_us(c.first_start_at) - epoch_us(c.arrived_at)) // 1000), [0.5, 0.9]) AS middle
        FROM case_fact c WHERE true AND c.arrival_known
        GROUP BY c.first_activity) 
      SELECT a.name AS "from", b.name AS "to", q.middle[1] AS median_ms, q.middle[2] AS p90_ms
      FROM edge q
      LEFT JOIN activity a ON a.id = q.from_id
      LEFT JOIN activity b ON b.id = q.to_id
      ORDER BY a.name IS NOT NULL, a.name, b.name IS NOT NULL, b.name;
