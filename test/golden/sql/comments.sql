-- What do people write, about which stage, and what do the comments have in common?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- everything: rows
SELECT c.case_id AS "case", f.answered_at AS at, f.stage, f.instrument, f.score, f.scale_min, f.scale_max, f.higher_is_better, f.comment, f.language,
             f.link_method, f.link_confidence, CASE WHEN f.score IS NOT NULL THEN CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END END AS value, 1 AS found
      FROM feedback f LEFT JOIN case_fact c ON c.case_key = f.case_key
      WHERE f.comment IS NOT NULL AND f.comment <> '' AND true
      ORDER BY f.answered_at IS NULL, f.answered_at DESC, f.import_seq DESC, f.line DESC
      LIMIT 10000;

-- everything: count
SELECT count(*) AS comments, (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument FROM feedback f WHERE f.comment IS NOT NULL AND f.comment <> '' AND true;

-- narrow, searched: rows
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = "wait"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) 
      SELECT c.case_id AS "case", f.answered_at AS at, f.stage, f.instrument, f.score, f.scale_min, f.scale_max, f.higher_is_better, f.comment, f.language,
             f.link_method, f.link_confidence, CASE WHEN f.score IS NOT NULL THEN CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END END AS value, CASE WHEN position(lower($8) IN lower(f.comment)) > 0 THEN 1 ELSE 0 END AS found
      FROM feedback f LEFT JOIN case_fact c ON c.case_key = f.case_key
      WHERE f.comment IS NOT NULL AND f.comment <> '' AND (f.case_key IS NOT NULL AND f.case_key IN (SELECT case_key FROM chosen))
      ORDER BY f.answered_at IS NULL, f.answered_at DESC, f.import_seq DESC, f.line DESC
      LIMIT 10000;

-- narrow, searched: count
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) SELECT count(*) AS comments, (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument FROM feedback f WHERE f.comment IS NOT NULL AND f.comment <> '' AND (f.case_key IS NOT NULL AND f.case_key IN (SELECT case_key FROM chosen));
