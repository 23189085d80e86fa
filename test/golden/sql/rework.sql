-- Which activities are done again, what does that cost, and how often is all right the first time?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- everything: rows
WITH per AS (SELECT s.activity, count(CASE WHEN s.visit = 1 THEN 1 END) AS cases, count(CASE WHEN s.visit = 2 THEN 1 END) AS reworked_cases,
               count(CASE WHEN s.visit > 1 THEN 1 END) AS repeats, count(CASE WHEN s.next_activity = s.activity THEN 1 END) AS self_loops,
               sum(CASE WHEN s.visit > 1 THEN s.waiting_ms + coalesce(s.processing_ms, 0) END) AS extra_ms, sum(CASE WHEN s.visit > 1 AND s.measured THEN s.processing_ms END) AS rework_ms
        FROM step s
        WHERE true
        GROUP BY s.activity) 
      SELECT q.activity AS id, a.name AS activity, q.cases, q.reworked_cases, q.repeats, q.self_loops, q.rework_ms, q.extra_ms
      FROM per q JOIN activity a ON a.id = q.activity
      WHERE q.reworked_cases > 0
      ORDER BY q.reworked_cases DESC, a.name;

-- everything: sides
-- $1 = 5, $2 = 2026-11-01T22:55:00.000Z
WITH per AS (SELECT s.activity, count(CASE WHEN s.visit = 1 THEN 1 END) AS cases, count(CASE WHEN s.visit = 2 THEN 1 END) AS reworked_cases,
               count(CASE WHEN s.visit > 1 THEN 1 END) AS repeats, count(CASE WHEN s.next_activity = s.activity THEN 1 END) AS self_loops,
               sum(CASE WHEN s.visit > 1 THEN s.waiting_ms + coalesce(s.processing_ms, 0) END) AS extra_ms, sum(CASE WHEN s.visit > 1 AND s.measured THEN s.processing_ms END) AS rework_ms
        FROM step s
        WHERE true
        GROUP BY s.activity), top AS (SELECT q.activity FROM per q JOIN activity a ON a.id = q.activity WHERE q.reworked_cases > 0 ORDER BY q.reworked_cases DESC, a.name LIMIT $1), case_answer AS (
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
        WHERE ranked.latest = 1), timed AS (SELECT c.case_key, c.delivery_ms AS ms, r.score
              FROM case_fact c LEFT JOIN case_answer r ON r.case_key = c.case_key
              WHERE true AND (c.ended OR c.last_at < $2) AND c.delivery_ms IS NOT NULL), again AS (SELECT s.case_key, s.activity FROM step s WHERE s.visit = 2 AND s.activity IN (SELECT activity FROM top)), placed AS (SELECT t.activity, g.case_key IS NOT NULL AS again, d.ms, d.score,
                     row_number() OVER (PARTITION BY t.activity, g.case_key IS NOT NULL ORDER BY d.ms) AS place,
                     count(*) OVER (PARTITION BY t.activity, g.case_key IS NOT NULL) AS n
              FROM top t CROSS JOIN timed d LEFT JOIN again g ON g.case_key = d.case_key AND g.activity = t.activity) 
      SELECT p.activity AS id, p.again, max(p.n) AS n, avg(CASE WHEN 2 * p.place IN (p.n, p.n + 1, p.n + 2) THEN p.ms END) AS median_ms,
             max(CASE WHEN p.n / 2.0 - p.place + 1 >= 0 AND (p.n / 2.0 - p.place + 1) * (p.n / 2.0 - p.place + 1) >= 0.9604 * p.n THEN p.ms END) AS low_ms, min(CASE WHEN p.place - p.n / 2.0 >= 0 AND (p.place - p.n / 2.0) * (p.place - p.n / 2.0) >= 0.9604 * p.n THEN p.ms END) AS high_ms, count(p.score) AS answers, avg(p.score) AS mean, count(CASE WHEN p.score = 100 THEN 1 END) AS best,
               count(CASE WHEN p.score = -100 THEN 1 END) AS worst, sum(p.score * p.score) AS squares, (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument
      FROM placed p
      GROUP BY p.activity, p.again;

-- everything: again
SELECT s.activity AS id, count(CASE WHEN s.resource = b.resource THEN 1 END) AS same_again, count(CASE WHEN s.resource <> b.resource THEN 1 END) AS other_again
      FROM step s
      JOIN step b ON b.case_key = s.case_key AND b.activity = s.activity AND b.visit = s.visit - 1
      WHERE s.visit > 1 AND b.case_key IN (SELECT c.case_key FROM case_fact c WHERE c.rework > 0) AND true
      GROUP BY s.activity;

-- everything: firstTime
-- $1 = "Triage", $2 = 2026-11-01T22:55:00.000Z
SELECT count(*) AS complete, count(CASE WHEN q.repeated THEN 1 END) AS repeated, count(CASE WHEN q.reopened THEN 1 END) AS reopened,
             count(CASE WHEN NOT q.repeated AND NOT q.reopened THEN 1 END) AS "right"
      FROM (SELECT c.case_key IN (SELECT s.case_key FROM step s JOIN activity a ON a.id = s.activity WHERE s.visit = 2 AND a.name IN ($1)) AS repeated,
                   c.case_key IN (SELECT s.case_key FROM step s JOIN activity a ON a.id = s.activity JOIN activity n ON n.id = s.next_activity
                                  WHERE a.ends AND NOT n.ends) AS reopened
            FROM case_fact c
            WHERE ((c.ended OR c.last_at < $2))) q;

-- everything: stageYields
-- $1 = 2026-11-01T22:55:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1))), again AS (SELECT v.case_key, v.stage FROM stage_visit v WHERE v.visit = 2
              UNION
              SELECT s.case_key, s.stage FROM step s WHERE s.visit = 2) 
      SELECT g.name AS stage, q.cases, q."right"
      FROM (SELECT v.stage, count(*) AS cases, count(CASE WHEN r.case_key IS NULL THEN 1 END) AS "right"
            FROM stage_visit v LEFT JOIN again r ON r.case_key = v.case_key AND r.stage = v.stage
            WHERE v.visit = 1 AND v.stage > 0 AND v.case_key IN (SELECT case_key FROM chosen)
            GROUP BY v.stage) q
      JOIN stage g ON g.id = q.stage
      ORDER BY g.id;

-- everything: about
SELECT count(*) AS cases, count(CASE WHEN c.rework > 0 THEN 1 END) AS reworked_cases FROM case_fact c WHERE true;

-- narrow: rows
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), per AS (SELECT s.activity, count(CASE WHEN s.visit = 1 THEN 1 END) AS cases, count(CASE WHEN s.visit = 2 THEN 1 END) AS reworked_cases,
               count(CASE WHEN s.visit > 1 THEN 1 END) AS repeats, count(CASE WHEN s.next_activity = s.activity THEN 1 END) AS self_loops,
               sum(CASE WHEN s.visit > 1 THEN s.waiting_ms + coalesce(s.processing_ms, 0) END) AS extra_ms, sum(CASE WHEN s.visit > 1 AND s.measured THEN s.processing_ms END) AS rework_ms
        FROM step s
        WHERE s.case_key IN (SELECT case_key FROM chosen)
        GROUP BY s.activity) 
      SELECT q.activity AS id, a.name AS activity, q.cases, q.reworked_cases, q.repeats, q.self_loops, q.rework_ms, q.extra_ms
      FROM per q JOIN activity a ON a.id = q.activity
      WHERE q.reworked_cases > 0
      ORDER BY q.reworked_cases DESC, a.name;

-- narrow: sides
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = 2, $9 = 2026-11-01T22:55:00.000Z, $10 = 2026-09-30T23:00:00.000Z, $11 = 2026-11-01T00:00:00.000Z, $12 = 1, $13 = 2, $14 = "North", $15 = "North", $16 = 2026-11-01T22:55:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), per AS (SELECT s.activity, count(CASE WHEN s.visit = 1 THEN 1 END) AS cases, count(CASE WHEN s.visit = 2 THEN 1 END) AS reworked_cases,
               count(CASE WHEN s.visit > 1 THEN 1 END) AS repeats, count(CASE WHEN s.next_activity = s.activity THEN 1 END) AS self_loops,
               sum(CASE WHEN s.visit > 1 THEN s.waiting_ms + coalesce(s.processing_ms, 0) END) AS extra_ms, sum(CASE WHEN s.visit > 1 AND s.measured THEN s.processing_ms END) AS rework_ms
        FROM step s
        WHERE s.case_key IN (SELECT case_key FROM chosen)
        GROUP BY s.activity), top AS (SELECT q.activity FROM per q JOIN activity a ON a.id = q.activity WHERE q.reworked_cases > 0 ORDER BY q.reworked_cases DESC, a.name LIMIT $8), case_answer AS (
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
        WHERE ranked.latest = 1), timed AS (SELECT c.case_key, c.delivery_ms AS ms, r.score
              FROM case_fact c LEFT JOIN case_answer r ON r.case_key = c.case_key
              WHERE ((c.ended OR c.last_at < $9)) AND (c.delivered_at >= $10 AND c.delivered_at < $11) AND ((c."a1" IN ($12, $13))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($14))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($15)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL)))) AND (c.ended OR c.last_at < $16) AND c.delivery_ms IS NOT NULL), again AS (SELECT s.case_key, s.activity FROM step s WHERE s.visit = 2 AND s.activity IN (SELECT activity FROM top)), placed AS (SELECT t.activity, g.case_key IS NOT NULL AS again, d.ms, d.score,
                     row_number() OVER (PARTITION BY t.activity, g.case_key IS NOT NULL ORDER BY d.ms) AS place,
                     count(*) OVER (PARTITION BY t.activity, g.case_key IS NOT NULL) AS n
              FROM top t CROSS JOIN timed d LEFT JOIN again g ON g.case_key = d.case_key AND g.activity = t.activity) 
      SELECT p.activity AS id, p.again, max(p.n) AS n, avg(CASE WHEN 2 * p.place IN (p.n, p.n + 1, p.n + 2) THEN p.ms END) AS median_ms,
             max(CASE WHEN p.n / 2.0 - p.place + 1 >= 0 AND (p.n / 2.0 - p.place + 1) * (p.n / 2.0 - p.place + 1) >= 0.9604 * p.n THEN p.ms END) AS low_ms, min(CASE WHEN p.place - p.n / 2.0 >= 0 AND (p.place - p.n / 2.0) * (p.place - p.n / 2.0) >= 0.9604 * p.n THEN p.ms END) AS high_ms, count(p.score) AS answers, avg(p.score) AS mean, count(CASE WHEN p.score = 100 THEN 1 END) AS best,
               count(CASE WHEN p.score = -100 THEN 1 END) AS worst, sum(p.score * p.score) AS squares, (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1) AS instrument
      FROM placed p
      GROUP BY p.activity, p.again;

-- narrow: again
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) 
      SELECT s.activity AS id, count(CASE WHEN s.resource = b.resource THEN 1 END) AS same_again, count(CASE WHEN s.resource <> b.resource THEN 1 END) AS other_again
      FROM step s
      JOIN step b ON b.case_key = s.case_key AND b.activity = s.activity AND b.visit = s.visit - 1
      WHERE s.visit > 1 AND b.case_key IN (SELECT c.case_key FROM case_fact c WHERE c.rework > 0) AND s.case_key IN (SELECT case_key FROM chosen)
      GROUP BY s.activity;

-- narrow: firstTime
-- $1 = "Triage", $2 = 2026-11-01T22:55:00.000Z, $3 = 2026-09-30T23:00:00.000Z, $4 = 2026-11-01T00:00:00.000Z, $5 = 1, $6 = 2, $7 = "North", $8 = "North"
SELECT count(*) AS complete, count(CASE WHEN q.repeated THEN 1 END) AS repeated, count(CASE WHEN q.reopened THEN 1 END) AS reopened,
             count(CASE WHEN NOT q.repeated AND NOT q.reopened THEN 1 END) AS "right"
      FROM (SELECT c.case_key IN (SELECT s.case_key FROM step s JOIN activity a ON a.id = s.activity WHERE s.visit = 2 AND a.name IN ($1)) AS repeated,
                   c.case_key IN (SELECT s.case_key FROM step s JOIN activity a ON a.id = s.activity JOIN activity n ON n.id = s.next_activity
                                  WHERE a.ends AND NOT n.ends) AS reopened
            FROM case_fact c
            WHERE ((c.ended OR c.last_at < $2)) AND (c.delivered_at >= $3 AND c.delivered_at < $4) AND ((c."a1" IN ($5, $6))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($7))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($8)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) q;

-- narrow: stageYields
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), again AS (SELECT v.case_key, v.stage FROM stage_visit v WHERE v.visit = 2
              UNION
              SELECT s.case_key, s.stage FROM step s WHERE s.visit = 2) 
      SELECT g.name AS stage, q.cases, q."right"
      FROM (SELECT v.stage, count(*) AS cases, count(CASE WHEN r.case_key IS NULL THEN 1 END) AS "right"
            FROM stage_visit v LEFT JOIN again r ON r.case_key = v.case_key AND r.stage = v.stage
            WHERE v.visit = 1 AND v.stage > 0 AND v.case_key IN (SELECT case_key FROM chosen)
            GROUP BY v.stage) q
      JOIN stage g ON g.id = q.stage
      ORDER BY g.id;

-- narrow: about
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
SELECT count(*) AS cases, count(CASE WHEN c.rework > 0 THEN 1 END) AS reworked_cases FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))));
