-- Which ways through the process are there, and how many cases go each?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- everything: rows
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-11-01T22:55:00.000Z, $3 = 50, $4 = 0
WITH case_answer AS (
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
        WHERE ranked.latest = 1),
      counted AS (SELECT c.variant_id, count(*) AS cases, min(c.steps) AS steps,
                         quantile_cont(CASE WHEN (c.ended OR c.last_at < $1) THEN c.throughput_ms END, 0.5) AS median_throughput_ms,
                         count(CASE WHEN (c.ended OR c.last_at < $2) THEN 1 END) AS throughput_cases,
                         CASE WHEN count(r.score) >= 10 THEN avg(r.score) END AS score, count(r.score) AS answers
                  FROM case_fact c LEFT JOIN case_answer r ON r.case_key = c.case_key
                  WHERE true
                  GROUP BY c.variant_id),
      ranked AS (SELECT q.*, sum(q.cases) OVER () AS all_cases,
                        sum(q.cases) OVER (ORDER BY q.cases DESC, q.variant_id ROWS UNBOUNDED PRECEDING) AS covered
                 FROM counted q)
      SELECT q.variant_id AS variant, v.activities, q.steps, q.cases,
             (CAST(q.cases AS DOUBLE) / nullif(q.all_cases, 0)) AS share, (CAST(q.covered AS DOUBLE) / nullif(q.all_cases, 0)) AS coverage,
             q.median_throughput_ms, q.throughput_cases, q.score, q.answers
      FROM ranked q JOIN variant v ON v.variant_id = q.variant_id
      ORDER BY q.cases DESC, q.variant_id
      LIMIT $3 OFFSET $4;

-- everything: count
SELECT count(DISTINCT c.variant_id) AS n FROM case_fact c WHERE true;

-- everything: names
SELECT id, name FROM activity ORDER BY id;

-- open: rows
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 50, $3 = 0
WITH case_answer AS (
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
        WHERE ranked.latest = 1),
      counted AS (SELECT c.variant_id, count(*) AS cases, min(c.steps) AS steps,
                         quantile_cont(CASE WHEN true THEN c.throughput_ms END, 0.5) AS median_throughput_ms,
                         count(CASE WHEN true THEN 1 END) AS throughput_cases,
                         CASE WHEN count(r.score) >= 10 THEN avg(r.score) END AS score, count(r.score) AS answers
                  FROM case_fact c LEFT JOIN case_answer r ON r.case_key = c.case_key
                  WHERE (NOT (c.ended OR c.last_at < $1))
                  GROUP BY c.variant_id),
      ranked AS (SELECT q.*, sum(q.cases) OVER () AS all_cases,
                        sum(q.cases) OVER (ORDER BY q.cases DESC, q.variant_id ROWS UNBOUNDED PRECEDING) AS covered
                 FROM counted q)
      SELECT q.variant_id AS variant, v.activities, q.steps, q.cases,
             (CAST(q.cases AS DOUBLE) / nullif(q.all_cases, 0)) AS share, (CAST(q.covered AS DOUBLE) / nullif(q.all_cases, 0)) AS coverage,
             q.median_throughput_ms, q.throughput_cases, q.score, q.answers
      FROM ranked q JOIN variant v ON v.variant_id = q.variant_id
      ORDER BY q.cases DESC, q.variant_id
      LIMIT $2 OFFSET $3;

-- open: count
-- $1 = 2026-11-01T22:55:00.000Z
SELECT count(DISTINCT c.variant_id) AS n FROM case_fact c WHERE (NOT (c.ended OR c.last_at < $1));

-- open: names
SELECT id, name FROM activity ORDER BY id;
