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
      scoped AS (SELECT c.case_key, c.variant_id, c.variant_id AS way, c.rework,
                        CASE WHEN (c.ended OR c.last_at < $1) THEN c.throughput_ms END AS throughput_ms, CASE WHEN (c.ended OR c.last_at < $2) THEN c.delivery_ms END AS delivery_ms
                 FROM case_fact c
                 WHERE true),
      sized AS (SELECT q.way, min(q.variant_id) AS variant, count(*) AS cases
                FROM scoped q
                GROUP BY q.way),
      ranked AS (SELECT q.*, row_number() OVER (ORDER BY q.cases DESC, q.variant) AS rank, (SELECT sum(z.cases) FROM sized z) AS all_cases,
                        sum(q.cases) OVER (ORDER BY q.cases DESC, q.variant ROWS UNBOUNDED PRECEDING) AS covered
                 FROM sized q),
      page AS (SELECT q.* FROM ranked q
               ORDER BY q.rank LIMIT $3 OFFSET $4),
      figures AS (SELECT q.way, count(DISTINCT q.variant_id) AS variants, count(CASE WHEN q.rework > 0 THEN 1 END) AS rework_cases,
                         quantile_cont(q.throughput_ms, [0.5, 0.9]) AS throughput, count(q.throughput_ms) AS throughput_cases,
                         quantile_cont(q.delivery_ms, 0.5) AS median_delivery_ms, count(q.delivery_ms) AS delivery_cases,
                         count(r.score) AS answers, avg(r.score) AS mean, count(CASE WHEN r.score = 100 THEN 1 END) AS best,
               count(CASE WHEN r.score = -100 THEN 1 END) AS worst, sum(r.score * r.score) AS squares
                  FROM scoped q LEFT JOIN case_answer r ON r.case_key = q.case_key
                  WHERE q.way IN (SELECT way FROM page)
                  GROUP BY q.way)
      SELECT q.variant, CAST(v.hash AS VARCHAR) AS key, v.activities AS activities, q.cases,
             (CAST(q.cases AS DOUBLE) / nullif(q.all_cases, 0)) AS share, (CAST(q.covered AS DOUBLE) / nullif(q.all_cases, 0)) AS coverage, q.rank,
             f.variants, f.rework_cases, f.throughput[1] AS median_throughput_ms, f.throughput_cases, f.median_delivery_ms, f.delivery_cases,
             f.throughput[2] AS p90_throughput_ms, f.answers, f.mean, f.best, f.worst, f.squares, (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument
      FROM page q JOIN figures f ON f.way = q.way JOIN variant v ON v.variant_id = q.variant
      ORDER BY q.rank;

-- everything: count
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-11-01T22:55:00.000Z
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
      scoped AS (SELECT c.case_key, c.variant_id, c.variant_id AS way, c.rework,
                        CASE WHEN (c.ended OR c.last_at < $1) THEN c.throughput_ms END AS throughput_ms, CASE WHEN (c.ended OR c.last_at < $2) THEN c.delivery_ms END AS delivery_ms
                 FROM case_fact c
                 WHERE true),
      sized AS (SELECT q.way, min(q.variant_id) AS variant, count(*) AS cases
                FROM scoped q
                GROUP BY q.way),
      ranked AS (SELECT q.*, row_number() OVER (ORDER BY q.cases DESC, q.variant) AS rank, (SELECT sum(z.cases) FROM sized z) AS all_cases,
                        sum(q.cases) OVER (ORDER BY q.cases DESC, q.variant ROWS UNBOUNDED PRECEDING) AS covered
                 FROM sized q)
      SELECT count(*) AS variants, count(*) AS n
      FROM ranked q;

-- everything: about
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-11-01T22:55:00.000Z, $3 = 2026-11-01T22:55:00.000Z, $4 = 2026-11-01T22:55:00.000Z
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
        WHERE ranked.latest = 1)
      SELECT count(*) AS cases,
             quantile_cont(CASE WHEN (c.ended OR c.last_at < $1) THEN c.throughput_ms END, 0.5) AS median_throughput_ms, count(CASE WHEN (c.ended OR c.last_at < $2) THEN c.throughput_ms END) AS throughput_cases,
             quantile_cont(CASE WHEN (c.ended OR c.last_at < $3) THEN c.delivery_ms END, 0.5) AS median_delivery_ms, count(CASE WHEN (c.ended OR c.last_at < $4) THEN c.delivery_ms END) AS delivery_cases,
             (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument, count(r.score) AS answers, avg(r.score) AS mean, count(CASE WHEN r.score = 100 THEN 1 END) AS best,
               count(CASE WHEN r.score = -100 THEN 1 END) AS worst, sum(r.score * r.score) AS squares
      FROM case_fact c LEFT JOIN case_answer r ON r.case_key = c.case_key
      WHERE true;

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
      scoped AS (SELECT c.case_key, c.variant_id, c.variant_id AS way, c.rework,
                        CASE WHEN true THEN c.throughput_ms END AS throughput_ms, CASE WHEN true THEN c.delivery_ms END AS delivery_ms
                 FROM case_fact c
                 WHERE (NOT (c.ended OR c.last_at < $1))),
      sized AS (SELECT q.way, min(q.variant_id) AS variant, count(*) AS cases
                FROM scoped q
                GROUP BY q.way),
      ranked AS (SELECT q.*, row_number() OVER (ORDER BY q.cases DESC, q.variant) AS rank, (SELECT sum(z.cases) FROM sized z) AS all_cases,
                        sum(q.cases) OVER (ORDER BY q.cases DESC, q.variant ROWS UNBOUNDED PRECEDING) AS covered
                 FROM sized q),
      page AS (SELECT q.* FROM ranked q
               ORDER BY q.rank LIMIT $2 OFFSET $3),
      figures AS (SELECT q.way, count(DISTINCT q.variant_id) AS variants, count(CASE WHEN q.rework > 0 THEN 1 END) AS rework_cases,
                         quantile_cont(q.throughput_ms, [0.5, 0.9]) AS throughput, count(q.throughput_ms) AS throughput_cases,
                         quantile_cont(q.delivery_ms, 0.5) AS median_delivery_ms, count(q.delivery_ms) AS delivery_cases,
                         count(r.score) AS answers, avg(r.score) AS mean, count(CASE WHEN r.score = 100 THEN 1 END) AS best,
               count(CASE WHEN r.score = -100 THEN 1 END) AS worst, sum(r.score * r.score) AS squares
                  FROM scoped q LEFT JOIN case_answer r ON r.case_key = q.case_key
                  WHERE q.way IN (SELECT way FROM page)
                  GROUP BY q.way)
      SELECT q.variant, CAST(v.hash AS VARCHAR) AS key, v.activities AS activities, q.cases,
             (CAST(q.cases AS DOUBLE) / nullif(q.all_cases, 0)) AS share, (CAST(q.covered AS DOUBLE) / nullif(q.all_cases, 0)) AS coverage, q.rank,
             f.variants, f.rework_cases, f.throughput[1] AS median_throughput_ms, f.throughput_cases, f.median_delivery_ms, f.delivery_cases,
             f.throughput[2] AS p90_throughput_ms, f.answers, f.mean, f.best, f.worst, f.squares, (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument
      FROM page q JOIN figures f ON f.way = q.way JOIN variant v ON v.variant_id = q.variant
      ORDER BY q.rank;

-- open: count
-- $1 = 2026-11-01T22:55:00.000Z
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
      scoped AS (SELECT c.case_key, c.variant_id, c.variant_id AS way, c.rework,
                        CASE WHEN true THEN c.throughput_ms END AS throughput_ms, CASE WHEN true THEN c.delivery_ms END AS delivery_ms
                 FROM case_fact c
                 WHERE (NOT (c.ended OR c.last_at < $1))),
      sized AS (SELECT q.way, min(q.variant_id) AS variant, count(*) AS cases
                FROM scoped q
                GROUP BY q.way),
      ranked AS (SELECT q.*, row_number() OVER (ORDER BY q.cases DESC, q.variant) AS rank, (SELECT sum(z.cases) FROM sized z) AS all_cases,
                        sum(q.cases) OVER (ORDER BY q.cases DESC, q.variant ROWS UNBOUNDED PRECEDING) AS covered
                 FROM sized q)
      SELECT count(*) AS variants, count(*) AS n
      FROM ranked q;

-- open: about
-- $1 = 2026-11-01T22:55:00.000Z
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
        WHERE ranked.latest = 1)
      SELECT count(*) AS cases,
             quantile_cont(CASE WHEN true THEN c.throughput_ms END, 0.5) AS median_throughput_ms, count(CASE WHEN true THEN c.throughput_ms END) AS throughput_cases,
             quantile_cont(CASE WHEN true THEN c.delivery_ms END, 0.5) AS median_delivery_ms, count(CASE WHEN true THEN c.delivery_ms END) AS delivery_cases,
             (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument, count(r.score) AS answers, avg(r.score) AS mean, count(CASE WHEN r.score = 100 THEN 1 END) AS best,
               count(CASE WHEN r.score = -100 THEN 1 END) AS worst, sum(r.score * r.score) AS squares
      FROM case_fact c LEFT JOIN case_answer r ON r.case_key = c.case_key
      WHERE (NOT (c.ended OR c.last_at < $1));

-- open: names
SELECT id, name FROM activity ORDER BY id;

-- folded, searched, by duration: rows
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-11-01T22:55:00.000Z, $3 = "Register", $4 = "Triage", $5 = "Treat", $6 = 50, $7 = 0
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
      scoped AS (SELECT c.case_key, c.variant_id, v.fold_hash AS way, c.rework,
                        CASE WHEN (c.ended OR c.last_at < $1) THEN c.throughput_ms END AS throughput_ms, CASE WHEN (c.ended OR c.last_at < $2) THEN c.delivery_ms END AS delivery_ms
                 FROM case_fact c JOIN variant v ON v.variant_id = c.variant_id
                 WHERE true),
      sized AS (SELECT q.way, min(q.variant_id) AS variant, count(*) AS cases, quantile_cont(q.delivery_ms, 0.5) AS sorted
                FROM scoped q
                GROUP BY q.way),
      ranked AS (SELECT q.*, row_number() OVER (ORDER BY q.cases DESC, q.variant) AS rank, (SELECT sum(z.cases) FROM sized z) AS all_cases,
                        sum(q.cases) OVER (ORDER BY q.cases DESC, q.variant ROWS UNBOUNDED PRECEDING) AS covered
                 FROM sized q),
      matching AS (SELECT DISTINCT q.way
      FROM step s0 JOIN step s1 ON s1.case_key = s0.case_key AND s1.position = s0.position + 1 JOIN scoped q ON q.case_key = s0.case_key
      WHERE (s0.activity IN (SELECT n.id FROM activity n WHERE position(lower($3) IN lower(n.name)) > 0)) AND (s1.activity IN (SELECT n.id FROM activity n WHERE position(lower($4) IN lower(n.name)) > 0)) AND (s1.next_activity IN (SELECT n.id FROM activity n WHERE position(lower($5) IN lower(n.name)) > 0))),
      page AS (SELECT q.* FROM ranked q WHERE q.way IN (SELECT way FROM matching)
               ORDER BY q.sorted IS NULL, q.sorted DESC, q.rank LIMIT $6 OFFSET $7),
      figures AS (SELECT q.way, count(DISTINCT q.variant_id) AS variants, count(CASE WHEN q.rework > 0 THEN 1 END) AS rework_cases,
                         quantile_cont(q.throughput_ms, [0.5, 0.9]) AS throughput, count(q.throughput_ms) AS throughput_cases,
                         quantile_cont(q.delivery_ms, 0.5) AS median_delivery_ms, count(q.delivery_ms) AS delivery_cases,
                         count(r.score) AS answers, avg(r.score) AS mean, count(CASE WHEN r.score = 100 THEN 1 END) AS best,
               count(CASE WHEN r.score = -100 THEN 1 END) AS worst, sum(r.score * r.score) AS squares
                  FROM scoped q LEFT JOIN case_answer r ON r.case_key = q.case_key
                  WHERE q.way IN (SELECT way FROM page)
                  GROUP BY q.way)
      SELECT q.variant, CAST(v.fold_hash AS VARCHAR) AS key, v.activities AS activities, q.cases,
             (CAST(q.cases AS DOUBLE) / nullif(q.all_cases, 0)) AS share, (CAST(q.covered AS DOUBLE) / nullif(q.all_cases, 0)) AS coverage, q.rank,
             f.variants, f.rework_cases, f.throughput[1] AS median_throughput_ms, f.throughput_cases, f.median_delivery_ms, f.delivery_cases,
             f.throughput[2] AS p90_throughput_ms, f.answers, f.mean, f.best, f.worst, f.squares, (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument
      FROM page q JOIN figures f ON f.way = q.way JOIN variant v ON v.variant_id = q.variant
      ORDER BY q.sorted IS NULL, q.sorted DESC, q.rank;

-- folded, searched, by duration: count
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-11-01T22:55:00.000Z, $3 = "Register", $4 = "Triage", $5 = "Treat"
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
      scoped AS (SELECT c.case_key, c.variant_id, v.fold_hash AS way, c.rework,
                        CASE WHEN (c.ended OR c.last_at < $1) THEN c.throughput_ms END AS throughput_ms, CASE WHEN (c.ended OR c.last_at < $2) THEN c.delivery_ms END AS delivery_ms
                 FROM case_fact c JOIN variant v ON v.variant_id = c.variant_id
                 WHERE true),
      sized AS (SELECT q.way, min(q.variant_id) AS variant, count(*) AS cases, quantile_cont(q.delivery_ms, 0.5) AS sorted
                FROM scoped q
                GROUP BY q.way),
      ranked AS (SELECT q.*, row_number() OVER (ORDER BY q.cases DESC, q.variant) AS rank, (SELECT sum(z.cases) FROM sized z) AS all_cases,
                        sum(q.cases) OVER (ORDER BY q.cases DESC, q.variant ROWS UNBOUNDED PRECEDING) AS covered
                 FROM sized q),
      matching AS (SELECT DISTINCT q.way
      FROM step s0 JOIN step s1 ON s1.case_key = s0.case_key AND s1.position = s0.position + 1 JOIN scoped q ON q.case_key = s0.case_key
      WHERE (s0.activity IN (SELECT n.id FROM activity n WHERE position(lower($3) IN lower(n.name)) > 0)) AND (s1.activity IN (SELECT n.id FROM activity n WHERE position(lower($4) IN lower(n.name)) > 0)) AND (s1.next_activity IN (SELECT n.id FROM activity n WHERE position(lower($5) IN lower(n.name)) > 0)))
      SELECT count(*) AS variants, count(CASE WHEN q.way IN (SELECT way FROM matching) THEN 1 END) AS n
      FROM ranked q;

-- folded, searched, by duration: about
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-11-01T22:55:00.000Z, $3 = 2026-11-01T22:55:00.000Z, $4 = 2026-11-01T22:55:00.000Z
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
        WHERE ranked.latest = 1)
      SELECT count(*) AS cases,
             quantile_cont(CASE WHEN (c.ended OR c.last_at < $1) THEN c.throughput_ms END, 0.5) AS median_throughput_ms, count(CASE WHEN (c.ended OR c.last_at < $2) THEN c.throughput_ms END) AS throughput_cases,
             quantile_cont(CASE WHEN (c.ended OR c.last_at < $3) THEN c.delivery_ms END, 0.5) AS median_delivery_ms, count(CASE WHEN (c.ended OR c.last_at < $4) THEN c.delivery_ms END) AS delivery_cases,
             (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument, count(r.score) AS answers, avg(r.score) AS mean, count(CASE WHEN r.score = 100 THEN 1 END) AS best,
               count(CASE WHEN r.score = -100 THEN 1 END) AS worst, sum(r.score * r.score) AS squares
      FROM case_fact c LEFT JOIN case_answer r ON r.case_key = c.case_key
      WHERE true;

-- folded, searched, by duration: names
SELECT id, name FROM activity ORDER BY id;

-- by stage, searched, by steps: rows
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-11-01T22:55:00.000Z, $3 = "Triage", $4 = 50, $5 = 0
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
      scoped AS (SELECT c.case_key, c.variant_id, v.stage_hash AS way, c.rework,
                        CASE WHEN (c.ended OR c.last_at < $1) THEN c.throughput_ms END AS throughput_ms, CASE WHEN (c.ended OR c.last_at < $2) THEN c.delivery_ms END AS delivery_ms
                 FROM case_fact c JOIN variant v ON v.variant_id = c.variant_id
                 WHERE true),
      sized AS (SELECT q.way, min(q.variant_id) AS variant, count(*) AS cases
                FROM scoped q
                GROUP BY q.way),
      ranked AS (SELECT q.*, row_number() OVER (ORDER BY q.cases DESC, q.variant) AS rank, (SELECT sum(z.cases) FROM sized z) AS all_cases,
                        sum(q.cases) OVER (ORDER BY q.cases DESC, q.variant ROWS UNBOUNDED PRECEDING) AS covered
                 FROM sized q),
      matching AS (SELECT DISTINCT q.way
      FROM stage_visit s0 JOIN scoped q ON q.case_key = s0.case_key
      WHERE (s0.position > 0) AND (s0.stage IN (SELECT n.id FROM stage n WHERE position(lower($3) IN lower(n.name)) > 0))),
      page AS (SELECT q.* FROM ranked q JOIN variant v ON v.variant_id = q.variant WHERE q.way IN (SELECT way FROM matching)
               ORDER BY len(v.stages) ASC, q.rank LIMIT $4 OFFSET $5),
      figures AS (SELECT q.way, count(DISTINCT q.variant_id) AS variants, count(CASE WHEN q.rework > 0 THEN 1 END) AS rework_cases,
                         quantile_cont(q.throughput_ms, [0.5, 0.9]) AS throughput, count(q.throughput_ms) AS throughput_cases,
                         quantile_cont(q.delivery_ms, 0.5) AS median_delivery_ms, count(q.delivery_ms) AS delivery_cases,
                         count(r.score) AS answers, avg(r.score) AS mean, count(CASE WHEN r.score = 100 THEN 1 END) AS best,
               count(CASE WHEN r.score = -100 THEN 1 END) AS worst, sum(r.score * r.score) AS squares
                  FROM scoped q LEFT JOIN case_answer r ON r.case_key = q.case_key
                  WHERE q.way IN (SELECT way FROM page)
                  GROUP BY q.way)
      SELECT q.variant, CAST(v.stage_hash AS VARCHAR) AS key, v.stages AS activities, q.cases,
             (CAST(q.cases AS DOUBLE) / nullif(q.all_cases, 0)) AS share, (CAST(q.covered AS DOUBLE) / nullif(q.all_cases, 0)) AS coverage, q.rank,
             f.variants, f.rework_cases, f.throughput[1] AS median_throughput_ms, f.throughput_cases, f.median_delivery_ms, f.delivery_cases,
             f.throughput[2] AS p90_throughput_ms, f.answers, f.mean, f.best, f.worst, f.squares, (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument
      FROM page q JOIN figures f ON f.way = q.way JOIN variant v ON v.variant_id = q.variant
      ORDER BY len(v.stages) ASC, q.rank;

-- by stage, searched, by steps: count
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-11-01T22:55:00.000Z, $3 = "Triage"
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
      scoped AS (SELECT c.case_key, c.variant_id, v.stage_hash AS way, c.rework,
                        CASE WHEN (c.ended OR c.last_at < $1) THEN c.throughput_ms END AS throughput_ms, CASE WHEN (c.ended OR c.last_at < $2) THEN c.delivery_ms END AS delivery_ms
                 FROM case_fact c JOIN variant v ON v.variant_id = c.variant_id
                 WHERE true),
      sized AS (SELECT q.way, min(q.variant_id) AS variant, count(*) AS cases
                FROM scoped q
                GROUP BY q.way),
      ranked AS (SELECT q.*, row_number() OVER (ORDER BY q.cases DESC, q.variant) AS rank, (SELECT sum(z.cases) FROM sized z) AS all_cases,
                        sum(q.cases) OVER (ORDER BY q.cases DESC, q.variant ROWS UNBOUNDED PRECEDING) AS covered
                 FROM sized q),
      matching AS (SELECT DISTINCT q.way
      FROM stage_visit s0 JOIN scoped q ON q.case_key = s0.case_key
      WHERE (s0.position > 0) AND (s0.stage IN (SELECT n.id FROM stage n WHERE position(lower($3) IN lower(n.name)) > 0)))
      SELECT count(*) AS variants, count(CASE WHEN q.way IN (SELECT way FROM matching) THEN 1 END) AS n
      FROM ranked q;

-- by stage, searched, by steps: about
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-11-01T22:55:00.000Z, $3 = 2026-11-01T22:55:00.000Z, $4 = 2026-11-01T22:55:00.000Z
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
        WHERE ranked.latest = 1)
      SELECT count(*) AS cases,
             quantile_cont(CASE WHEN (c.ended OR c.last_at < $1) THEN c.throughput_ms END, 0.5) AS median_throughput_ms, count(CASE WHEN (c.ended OR c.last_at < $2) THEN c.throughput_ms END) AS throughput_cases,
             quantile_cont(CASE WHEN (c.ended OR c.last_at < $3) THEN c.delivery_ms END, 0.5) AS median_delivery_ms, count(CASE WHEN (c.ended OR c.last_at < $4) THEN c.delivery_ms END) AS delivery_cases,
             (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument, count(r.score) AS answers, avg(r.score) AS mean, count(CASE WHEN r.score = 100 THEN 1 END) AS best,
               count(CASE WHEN r.score = -100 THEN 1 END) AS worst, sum(r.score * r.score) AS squares
      FROM case_fact c LEFT JOIN case_answer r ON r.case_key = c.case_key
      WHERE true;

-- by stage, searched, by steps: names
SELECT id, name FROM stage ORDER BY id;
