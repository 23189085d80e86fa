-- Where does the time of a typical case go?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- by stage: delivery
-- $1 = 2026-11-01T22:55:00.000Z
WITH timed AS (SELECT t.case_key, t.case_id, t.time_ms FROM (SELECT c.case_key, c.case_id, c.delivery_ms AS time_ms FROM case_fact c WHERE ((c.ended OR c.last_at < $1))) t WHERE t.time_ms IS NOT NULL),
      spread AS (SELECT count(*) AS cases, quantile_cont(t.time_ms, [0.45, 0.5, 0.55]) AS at FROM timed t),
      within AS (SELECT count(*) AS cases FROM timed t CROSS JOIN spread m WHERE t.time_ms BETWEEN m.at[1] AND m.at[3]),
      nearest AS (SELECT t.case_key, t.time_ms FROM timed t CROSS JOIN spread m ORDER BY abs(t.time_ms - m.at[2]), t.case_id LIMIT 20),
      band AS (SELECT t.case_key, t.time_ms FROM timed t CROSS JOIN spread m CROSS JOIN within w WHERE w.cases >= 20 AND t.time_ms BETWEEN m.at[1] AND m.at[3]
               UNION ALL
               SELECT n.case_key, n.time_ms FROM nearest n CROSS JOIN within w WHERE w.cases < 20),
      head AS (SELECT count(*) AS band_cases, avg(b.time_ms) AS band_mean_ms FROM band b),
      part AS (SELECT a.stage AS id, sum(p.waiting_ms) AS waiting_ms, sum(p.processing_ms) AS processing_ms
               FROM piece p JOIN activity a ON a.id = p.activity
               WHERE NOT p.after_delivery AND p.case_key IN (SELECT b.case_key FROM band b)
               GROUP BY 1)
      SELECT m.cases, m.at[2] AS median_ms, h.band_cases, h.band_mean_ms, q.id, q.waiting_ms, q.processing_ms
      FROM spread m CROSS JOIN head h LEFT JOIN part q ON true
      ORDER BY q.id;

-- by stage: after
-- $1 = 2026-11-01T22:55:00.000Z
WITH timed AS (SELECT t.case_key, t.case_id, t.time_ms FROM (SELECT c.case_key, c.case_id, c.after_ms AS time_ms FROM case_fact c WHERE ((c.ended OR c.last_at < $1))) t WHERE t.time_ms IS NOT NULL),
      spread AS (SELECT count(*) AS cases, quantile_cont(t.time_ms, [0.45, 0.5, 0.55]) AS at FROM timed t),
      within AS (SELECT count(*) AS cases FROM timed t CROSS JOIN spread m WHERE t.time_ms BETWEEN m.at[1] AND m.at[3]),
      nearest AS (SELECT t.case_key, t.time_ms FROM timed t CROSS JOIN spread m ORDER BY abs(t.time_ms - m.at[2]), t.case_id LIMIT 20),
      band AS (SELECT t.case_key, t.time_ms FROM timed t CROSS JOIN spread m CROSS JOIN within w WHERE w.cases >= 20 AND t.time_ms BETWEEN m.at[1] AND m.at[3]
               UNION ALL
               SELECT n.case_key, n.time_ms FROM nearest n CROSS JOIN within w WHERE w.cases < 20),
      head AS (SELECT count(*) AS band_cases, avg(b.time_ms) AS band_mean_ms FROM band b),
      part AS (SELECT a.stage AS id, sum(p.waiting_ms) AS waiting_ms, sum(p.processing_ms) AS processing_ms
               FROM piece p JOIN activity a ON a.id = p.activity
               WHERE p.after_delivery AND p.case_key IN (SELECT b.case_key FROM band b)
               GROUP BY 1)
      SELECT m.cases, m.at[2] AS median_ms, h.band_cases, h.band_mean_ms, q.id, q.waiting_ms, q.processing_ms
      FROM spread m CROSS JOIN head h LEFT JOIN part q ON true
      ORDER BY q.id;

-- by stage: stages
WITH visited AS (SELECT v.stage, count(*) AS visits,
               (CAST(count(CASE WHEN v.waiting_ms <= g.wait_limit_ms THEN 1 END) AS DOUBLE) / nullif(count(g.wait_limit_ms), 0)) AS within_target FROM stage_visit v JOIN stage g ON g.id = v.stage WHERE true GROUP BY v.stage), scored AS (
        SELECT a.stage, count(a.score) AS answers, avg(a.score) AS mean, count(CASE WHEN a.score = 100 THEN 1 END) AS best,
               count(CASE WHEN a.score = -100 THEN 1 END) AS worst, sum(a.score * a.score) AS squares, max(a.instrument) AS instrument
        FROM (SELECT f.stage, f.instrument, CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END AS score
              FROM feedback f
              WHERE f.stage IS NOT NULL AND f.score IS NOT NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1)
                AND true) a
        GROUP BY a.stage) 
      SELECT g.id, g.name, g.parallel, g.after_delivery, g.wait_limit_ms, g.goal, g.score_target, coalesce(q.visits, 0) AS visits, q.within_target,
             r.instrument, r.mean, r.best, r.worst, r.squares, coalesce(r.answers, 0) AS answers
      FROM stage g LEFT JOIN visited q ON q.stage = g.id LEFT JOIN scored r ON r.stage = g.name
      ORDER BY g.id = 0, g.id;

-- by stage, narrow: delivery
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH timed AS (SELECT t.case_key, t.case_id, t.time_ms FROM (SELECT c.case_key, c.case_id, c.delivery_ms AS time_ms FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) t WHERE t.time_ms IS NOT NULL),
      spread AS (SELECT count(*) AS cases, quantile_cont(t.time_ms, [0.45, 0.5, 0.55]) AS at FROM timed t),
      within AS (SELECT count(*) AS cases FROM timed t CROSS JOIN spread m WHERE t.time_ms BETWEEN m.at[1] AND m.at[3]),
      nearest AS (SELECT t.case_key, t.time_ms FROM timed t CROSS JOIN spread m ORDER BY abs(t.time_ms - m.at[2]), t.case_id LIMIT 20),
      band AS (SELECT t.case_key, t.time_ms FROM timed t CROSS JOIN spread m CROSS JOIN within w WHERE w.cases >= 20 AND t.time_ms BETWEEN m.at[1] AND m.at[3]
               UNION ALL
               SELECT n.case_key, n.time_ms FROM nearest n CROSS JOIN within w WHERE w.cases < 20),
      head AS (SELECT count(*) AS band_cases, avg(b.time_ms) AS band_mean_ms FROM band b),
      part AS (SELECT a.stage AS id, sum(p.waiting_ms) AS waiting_ms, sum(p.processing_ms) AS processing_ms
               FROM piece p JOIN activity a ON a.id = p.activity
               WHERE NOT p.after_delivery AND p.case_key IN (SELECT b.case_key FROM band b)
               GROUP BY 1)
      SELECT m.cases, m.at[2] AS median_ms, h.band_cases, h.band_mean_ms, q.id, q.waiting_ms, q.processing_ms
      FROM spread m CROSS JOIN head h LEFT JOIN part q ON true
      ORDER BY q.id;

-- by stage, narrow: after
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH timed AS (SELECT t.case_key, t.case_id, t.time_ms FROM (SELECT c.case_key, c.case_id, c.after_ms AS time_ms FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) t WHERE t.time_ms IS NOT NULL),
      spread AS (SELECT count(*) AS cases, quantile_cont(t.time_ms, [0.45, 0.5, 0.55]) AS at FROM timed t),
      within AS (SELECT count(*) AS cases FROM timed t CROSS JOIN spread m WHERE t.time_ms BETWEEN m.at[1] AND m.at[3]),
      nearest AS (SELECT t.case_key, t.time_ms FROM timed t CROSS JOIN spread m ORDER BY abs(t.time_ms - m.at[2]), t.case_id LIMIT 20),
      band AS (SELECT t.case_key, t.time_ms FROM timed t CROSS JOIN spread m CROSS JOIN within w WHERE w.cases >= 20 AND t.time_ms BETWEEN m.at[1] AND m.at[3]
               UNION ALL
               SELECT n.case_key, n.time_ms FROM nearest n CROSS JOIN within w WHERE w.cases < 20),
      head AS (SELECT count(*) AS band_cases, avg(b.time_ms) AS band_mean_ms FROM band b),
      part AS (SELECT a.stage AS id, sum(p.waiting_ms) AS waiting_ms, sum(p.processing_ms) AS processing_ms
               FROM piece p JOIN activity a ON a.id = p.activity
               WHERE p.after_delivery AND p.case_key IN (SELECT b.case_key FROM band b)
               GROUP BY 1)
      SELECT m.cases, m.at[2] AS median_ms, h.band_cases, h.band_mean_ms, q.id, q.waiting_ms, q.processing_ms
      FROM spread m CROSS JOIN head h LEFT JOIN part q ON true
      ORDER BY q.id;

-- by stage, narrow: stages
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), visited AS (SELECT v.stage, count(*) AS visits,
               (CAST(count(CASE WHEN v.waiting_ms <= g.wait_limit_ms THEN 1 END) AS DOUBLE) / nullif(count(g.wait_limit_ms), 0)) AS within_target FROM stage_visit v JOIN stage g ON g.id = v.stage WHERE v.case_key IN (SELECT case_key FROM chosen) GROUP BY v.stage), scored AS (
        SELECT a.stage, count(a.score) AS answers, avg(a.score) AS mean, count(CASE WHEN a.score = 100 THEN 1 END) AS best,
               count(CASE WHEN a.score = -100 THEN 1 END) AS worst, sum(a.score * a.score) AS squares, max(a.instrument) AS instrument
        FROM (SELECT f.stage, f.instrument, CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= 9 THEN 100.0 WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN (CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * ((CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END) - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END AS score
              FROM feedback f
              WHERE f.stage IS NOT NULL AND f.score IS NOT NULL AND f.instrument = (SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1)
                AND (f.case_key IS NOT NULL AND f.case_key IN (SELECT case_key FROM chosen))) a
        GROUP BY a.stage) 
      SELECT g.id, g.name, g.parallel, g.after_delivery, g.wait_limit_ms, g.goal, g.score_target, coalesce(q.visits, 0) AS visits, q.within_target,
             r.instrument, r.mean, r.best, r.worst, r.squares, coalesce(r.answers, 0) AS answers
      FROM stage g LEFT JOIN visited q ON q.stage = g.id LEFT JOIN scored r ON r.stage = g.name
      ORDER BY g.id = 0, g.id;

-- by activity: delivery
-- $1 = 2026-11-01T22:55:00.000Z
WITH timed AS (SELECT t.case_key, t.case_id, t.time_ms FROM (SELECT c.case_key, c.case_id, c.delivery_ms AS time_ms FROM case_fact c WHERE ((c.ended OR c.last_at < $1))) t WHERE t.time_ms IS NOT NULL),
      spread AS (SELECT count(*) AS cases, quantile_cont(t.time_ms, [0.45, 0.5, 0.55]) AS at FROM timed t),
      within AS (SELECT count(*) AS cases FROM timed t CROSS JOIN spread m WHERE t.time_ms BETWEEN m.at[1] AND m.at[3]),
      nearest AS (SELECT t.case_key, t.time_ms FROM timed t CROSS JOIN spread m ORDER BY abs(t.time_ms - m.at[2]), t.case_id LIMIT 20),
      band AS (SELECT t.case_key, t.time_ms FROM timed t CROSS JOIN spread m CROSS JOIN within w WHERE w.cases >= 20 AND t.time_ms BETWEEN m.at[1] AND m.at[3]
               UNION ALL
               SELECT n.case_key, n.time_ms FROM nearest n CROSS JOIN within w WHERE w.cases < 20),
      head AS (SELECT count(*) AS band_cases, avg(b.time_ms) AS band_mean_ms FROM band b),
      part AS (SELECT a.id AS id, sum(p.waiting_ms) AS waiting_ms, sum(p.processing_ms) AS processing_ms
               FROM piece p JOIN activity a ON a.id = p.activity
               WHERE NOT p.after_delivery AND p.case_key IN (SELECT b.case_key FROM band b)
               GROUP BY 1)
      SELECT m.cases, m.at[2] AS median_ms, h.band_cases, h.band_mean_ms, q.id, q.waiting_ms, q.processing_ms
      FROM spread m CROSS JOIN head h LEFT JOIN part q ON true
      ORDER BY q.id;

-- by activity: after
-- $1 = 2026-11-01T22:55:00.000Z
WITH timed AS (SELECT t.case_key, t.case_id, t.time_ms FROM (SELECT c.case_key, c.case_id, c.after_ms AS time_ms FROM case_fact c WHERE ((c.ended OR c.last_at < $1))) t WHERE t.time_ms IS NOT NULL),
      spread AS (SELECT count(*) AS cases, quantile_cont(t.time_ms, [0.45, 0.5, 0.55]) AS at FROM timed t),
      within AS (SELECT count(*) AS cases FROM timed t CROSS JOIN spread m WHERE t.time_ms BETWEEN m.at[1] AND m.at[3]),
      nearest AS (SELECT t.case_key, t.time_ms FROM timed t CROSS JOIN spread m ORDER BY abs(t.time_ms - m.at[2]), t.case_id LIMIT 20),
      band AS (SELECT t.case_key, t.time_ms FROM timed t CROSS JOIN spread m CROSS JOIN within w WHERE w.cases >= 20 AND t.time_ms BETWEEN m.at[1] AND m.at[3]
               UNION ALL
               SELECT n.case_key, n.time_ms FROM nearest n CROSS JOIN within w WHERE w.cases < 20),
      head AS (SELECT count(*) AS band_cases, avg(b.time_ms) AS band_mean_ms FROM band b),
      part AS (SELECT a.id AS id, sum(p.waiting_ms) AS waiting_ms, sum(p.processing_ms) AS processing_ms
               FROM piece p JOIN activity a ON a.id = p.activity
               WHERE p.after_delivery AND p.case_key IN (SELECT b.case_key FROM band b)
               GROUP BY 1)
      SELECT m.cases, m.at[2] AS median_ms, h.band_cases, h.band_mean_ms, q.id, q.waiting_ms, q.processing_ms
      FROM spread m CROSS JOIN head h LEFT JOIN part q ON true
      ORDER BY q.id;

-- by activity: activities
SELECT a.id, a.name, q.visits, q.place
      FROM (SELECT s.activity, count(*) AS visits, avg(CASE WHEN s.visit = 1 THEN CAST(s.position AS DOUBLE) / c.steps END) AS place
            FROM step s JOIN case_fact c ON c.case_key = s.case_key
            WHERE true
            GROUP BY s.activity) q
      JOIN activity a ON a.id = q.activity
      ORDER BY q.place, a.name;
