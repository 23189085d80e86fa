-- What do the people served say, and how sure is that?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- months: rows
-- $1 = 2025-03-30T01:00:00.000Z, $2 = 2025-10-26T01:00:00.000Z, $3 = 2026-03-29T01:00:00.000Z, $4 = 2026-10-25T01:00:00.000Z, $5 = 2027-03-28T01:00:00.000Z, $6 = 2027-10-31T01:00:00.000Z
WITH valued AS (SELECT f.instrument, f.answered_at, f.case_key, f.invited_at, f.link_method, f.scale_min, f.scale_max, f.higher_is_better, CASE WHEN f.score IS NOT NULL THEN CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END END AS score
        FROM feedback f
        WHERE f.stage IS NULL AND true) 
      SELECT CAST(date_trunc('month', CASE WHEN q.answered_at < $1 THEN q.answered_at WHEN q.answered_at < $2 THEN (q.answered_at - to_milliseconds(-3600000)) WHEN q.answered_at < $3 THEN q.answered_at WHEN q.answered_at < $4 THEN (q.answered_at - to_milliseconds(-3600000)) WHEN q.answered_at < $5 THEN q.answered_at WHEN q.answered_at < $6 THEN (q.answered_at - to_milliseconds(-3600000)) ELSE q.answered_at END) AS DATE) AS bucket, q.instrument, count(q.score) AS answers, avg(q.score) AS mean, count(CASE WHEN q.score = 100 THEN 1 END) AS best,
               count(CASE WHEN q.score = -100 THEN 1 END) AS worst, sum(q.score * q.score) AS squares
      FROM valued q
      WHERE q.answered_at IS NOT NULL AND q.score IS NOT NULL
      GROUP BY 1, 2
      ORDER BY 1, 2;

-- months: instruments
WITH valued AS (SELECT f.instrument, f.answered_at, f.case_key, f.invited_at, f.link_method, f.scale_min, f.scale_max, f.higher_is_better, CASE WHEN f.score IS NOT NULL THEN CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END END AS score
        FROM feedback f
        WHERE f.stage IS NULL AND true) 
      SELECT q.instrument, CASE WHEN q.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) THEN 1 ELSE 0 END AS is_primary, count(q.score) AS answers, avg(q.score) AS mean, count(CASE WHEN q.score = 100 THEN 1 END) AS best,
               count(CASE WHEN q.score = -100 THEN 1 END) AS worst, sum(q.score * q.score) AS squares,
             count(CASE WHEN q.score IS NOT NULL AND q.case_key IS NOT NULL THEN 1 END) AS linked, count(q.invited_at) AS invited,
             count(CASE WHEN q.invited_at IS NOT NULL THEN q.score END) AS invited_answers,
             count(CASE WHEN q.score IS NOT NULL AND q.link_method = 'case' THEN 1 END) AS by_case,
             count(CASE WHEN q.score IS NOT NULL AND q.link_method = 'customer' THEN 1 END) AS by_customer,
             count(CASE WHEN q.score IS NOT NULL AND q.link_method = 'site' THEN 1 END) AS by_site
      FROM valued q
      GROUP BY q.instrument
      ORDER BY is_primary DESC, answers DESC, q.instrument;

-- months: scales
WITH valued AS (SELECT f.instrument, f.answered_at, f.case_key, f.invited_at, f.link_method, f.scale_min, f.scale_max, f.higher_is_better, CASE WHEN f.score IS NOT NULL THEN CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END END AS score
        FROM feedback f
        WHERE f.stage IS NULL AND true) 
      SELECT q.instrument, q.scale_min AS "min", q.scale_max AS "max", q.higher_is_better, count(*) AS answers
      FROM valued q
      WHERE q.score IS NOT NULL
      GROUP BY q.instrument, q.scale_min, q.scale_max, q.higher_is_better
      ORDER BY q.instrument, answers DESC, q.scale_min, q.scale_max, q.higher_is_better DESC;

-- months: cases
SELECT count(*) AS cases FROM case_fact c WHERE true;

-- days, by activity: rows
-- $1 = 2026-09-30T23:00:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2025-03-30T01:00:00.000Z, $4 = 2025-10-26T01:00:00.000Z, $5 = 2026-03-29T01:00:00.000Z, $6 = 2026-10-25T01:00:00.000Z, $7 = 2027-03-28T01:00:00.000Z, $8 = 2027-10-31T01:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE (c.case_key IN (SELECT active.case_key FROM step active WHERE active.started_at >= $1))), valued AS (SELECT f.instrument, f.answered_at, f.case_key, f.invited_at, f.link_method, f.scale_min, f.scale_max, f.higher_is_better, CASE WHEN f.score IS NOT NULL THEN CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END END AS score
        FROM feedback f
        WHERE f.stage IS NULL AND ((f.case_key IS NOT NULL AND f.case_key IN (SELECT case_key FROM chosen)) OR (f.case_key IS NULL AND coalesce(f.answered_at, CASE WHEN f.score IS NULL THEN f.invited_at END) >= $2))) 
      SELECT CAST(date_trunc('day', CASE WHEN q.answered_at < $3 THEN q.answered_at WHEN q.answered_at < $4 THEN (q.answered_at - to_milliseconds(-3600000)) WHEN q.answered_at < $5 THEN q.answered_at WHEN q.answered_at < $6 THEN (q.answered_at - to_milliseconds(-3600000)) WHEN q.answered_at < $7 THEN q.answered_at WHEN q.answered_at < $8 THEN (q.answered_at - to_milliseconds(-3600000)) ELSE q.answered_at END) AS DATE) AS bucket, q.instrument, count(q.score) AS answers, avg(q.score) AS mean, count(CASE WHEN q.score = 100 THEN 1 END) AS best,
               count(CASE WHEN q.score = -100 THEN 1 END) AS worst, sum(q.score * q.score) AS squares
      FROM valued q
      WHERE q.answered_at IS NOT NULL AND q.score IS NOT NULL
      GROUP BY 1, 2
      ORDER BY 1, 2;

-- days, by activity: instruments
-- $1 = 2026-09-30T23:00:00.000Z, $2 = 2026-09-30T23:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE (c.case_key IN (SELECT active.case_key FROM step active WHERE active.started_at >= $1))), valued AS (SELECT f.instrument, f.answered_at, f.case_key, f.invited_at, f.link_method, f.scale_min, f.scale_max, f.higher_is_better, CASE WHEN f.score IS NOT NULL THEN CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END END AS score
        FROM feedback f
        WHERE f.stage IS NULL AND ((f.case_key IS NOT NULL AND f.case_key IN (SELECT case_key FROM chosen)) OR (f.case_key IS NULL AND coalesce(f.answered_at, CASE WHEN f.score IS NULL THEN f.invited_at END) >= $2))) 
      SELECT q.instrument, CASE WHEN q.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) THEN 1 ELSE 0 END AS is_primary, count(q.score) AS answers, avg(q.score) AS mean, count(CASE WHEN q.score = 100 THEN 1 END) AS best,
               count(CASE WHEN q.score = -100 THEN 1 END) AS worst, sum(q.score * q.score) AS squares,
             count(CASE WHEN q.score IS NOT NULL AND q.case_key IS NOT NULL THEN 1 END) AS linked, count(q.invited_at) AS invited,
             count(CASE WHEN q.invited_at IS NOT NULL THEN q.score END) AS invited_answers,
             count(CASE WHEN q.score IS NOT NULL AND q.link_method = 'case' THEN 1 END) AS by_case,
             count(CASE WHEN q.score IS NOT NULL AND q.link_method = 'customer' THEN 1 END) AS by_customer,
             count(CASE WHEN q.score IS NOT NULL AND q.link_method = 'site' THEN 1 END) AS by_site
      FROM valued q
      GROUP BY q.instrument
      ORDER BY is_primary DESC, answers DESC, q.instrument;

-- days, by activity: scales
-- $1 = 2026-09-30T23:00:00.000Z, $2 = 2026-09-30T23:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE (c.case_key IN (SELECT active.case_key FROM step active WHERE active.started_at >= $1))), valued AS (SELECT f.instrument, f.answered_at, f.case_key, f.invited_at, f.link_method, f.scale_min, f.scale_max, f.higher_is_better, CASE WHEN f.score IS NOT NULL THEN CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END END AS score
        FROM feedback f
        WHERE f.stage IS NULL AND ((f.case_key IS NOT NULL AND f.case_key IN (SELECT case_key FROM chosen)) OR (f.case_key IS NULL AND coalesce(f.answered_at, CASE WHEN f.score IS NULL THEN f.invited_at END) >= $2))) 
      SELECT q.instrument, q.scale_min AS "min", q.scale_max AS "max", q.higher_is_better, count(*) AS answers
      FROM valued q
      WHERE q.score IS NOT NULL
      GROUP BY q.instrument, q.scale_min, q.scale_max, q.higher_is_better
      ORDER BY q.instrument, answers DESC, q.scale_min, q.scale_max, q.higher_is_better DESC;

-- days, by activity: cases
-- $1 = 2026-09-30T23:00:00.000Z
SELECT count(*) AS cases FROM case_fact c WHERE (c.case_key IN (SELECT active.case_key FROM step active WHERE active.started_at >= $1));
