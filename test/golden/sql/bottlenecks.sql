-- Where are hours lost?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- hand-overs: hand-over
-- $1 = 2026-04-30T23:00:00.000Z, $2 = 2026-05-31T23:00:00.000Z, $3 = 2026-05-31T23:00:00.000Z, $4 = 2026-06-30T23:00:00.000Z, $5 = 2026-06-30T23:00:00.000Z, $6 = 2026-07-31T23:00:00.000Z, $7 = 2026-07-31T23:00:00.000Z, $8 = 2026-08-31T23:00:00.000Z, $9 = 2026-08-31T23:00:00.000Z, $10 = 2026-09-30T23:00:00.000Z, $11 = 2026-09-30T23:00:00.000Z, $12 = 2026-11-01T00:00:00.000Z, $13 = 2026-04-30T23:00:00.000Z, $14 = 2026-11-01T00:00:00.000Z
WITH quarter AS (SELECT s.activity AS from_id, s.gap_to AS to_id, quantile_cont(s.gap_ms, 0.25) AS best_ms
        FROM step s WHERE s.gap_ms IS NOT NULL AND s.gap_to IS NOT NULL GROUP BY s.activity, s.gap_to), limits AS (SELECT q.from_id, q.to_id,
               CASE WHEN h.limit_ms IS NOT NULL THEN h.limit_ms WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN g.wait_limit_ms ELSE q.best_ms END AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM quarter q
        JOIN activity a ON a.id = q.from_id
        JOIN activity b ON b.id = q.to_id
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = q.from_id AND h."to" = q.to_id), again AS (SELECT d.from_id, d.to_id, sum(d.times - 1) AS extra
        FROM (SELECT s.activity AS from_id, s.gap_to AS to_id, count(*) AS times
              FROM step s
              WHERE s.gap_ms IS NOT NULL AND s.case_key IN (SELECT c.case_key FROM case_fact c WHERE c.rework > 0) AND true
              GROUP BY s.activity, s.gap_to, s.case_key) d
        GROUP BY d.from_id, d.to_id), trend AS (SELECT w.from_id, w.to_id, sum(CASE WHEN w.started_at >= $1 AND w.started_at < $2 THEN w.lost_ms ELSE 0 END) AS t1, sum(CASE WHEN w.started_at >= $3 AND w.started_at < $4 THEN w.lost_ms ELSE 0 END) AS t2, sum(CASE WHEN w.started_at >= $5 AND w.started_at < $6 THEN w.lost_ms ELSE 0 END) AS t3, sum(CASE WHEN w.started_at >= $7 AND w.started_at < $8 THEN w.lost_ms ELSE 0 END) AS t4, sum(CASE WHEN w.started_at >= $9 AND w.started_at < $10 THEN w.lost_ms ELSE 0 END) AS t5, sum(CASE WHEN w.started_at >= $11 AND w.started_at < $12 THEN w.lost_ms ELSE 0 END) AS t6
        FROM (SELECT s.activity AS from_id, s.gap_to AS to_id, s.gap_ms - l.limit_ms AS lost_ms, (s.completed_at - to_milliseconds(-s.gap_ms)) AS started_at
              FROM step s JOIN limits l ON l.from_id = s.activity AND l.to_id = s.gap_to
              WHERE s.gap_ms IS NOT NULL AND s.gap_ms > l.limit_ms AND true) w
        WHERE w.started_at >= $13 AND w.started_at < $14
        GROUP BY 1, 2) 
      SELECT a.name AS "from", b.name AS "to", g.name AS stage, q.lost_ms, q.occurrences, q.firsts - coalesce(r.extra, 0) AS cases,
             q.middle[1] AS median_ms, q.mean_ms, q.middle[2] AS p90_ms, q.within, l.limit_ms, l.limit_from, coalesce(t.t1, 0) AS t1, coalesce(t.t2, 0) AS t2, coalesce(t.t3, 0) AS t3, coalesce(t.t4, 0) AS t4, coalesce(t.t5, 0) AS t5, coalesce(t.t6, 0) AS t6
      FROM (SELECT s.activity AS from_id, s.gap_to AS to_id, sum(CASE WHEN s.gap_ms > l.limit_ms THEN s.gap_ms - l.limit_ms ELSE 0 END) AS lost_ms,
                   count(*) AS occurrences, count(1) AS firsts,
                   quantile_cont(s.gap_ms, [0.5, 0.9]) AS middle, avg(s.gap_ms) AS mean_ms,
                   count(CASE WHEN s.gap_ms <= l.limit_ms THEN 1 END) AS within
            FROM step s JOIN limits l ON l.from_id = s.activity AND l.to_id = s.gap_to
            WHERE s.gap_ms IS NOT NULL AND true
            GROUP BY 1, 2) q
      JOIN limits l ON l.to_id = q.to_id AND l.from_id = q.from_id
      JOIN activity a ON a.id = q.from_id JOIN activity b ON b.id = q.to_id LEFT JOIN stage g ON g.id = b.stage LEFT JOIN again r ON r.to_id = q.to_id AND r.from_id = q.from_id LEFT JOIN trend t ON t.to_id = q.to_id AND t.from_id = q.from_id
      ORDER BY q.lost_ms DESC, a.name, b.name;

-- hand-overs with score: hand-over
-- $1 = 2026-04-30T23:00:00.000Z, $2 = 2026-05-31T23:00:00.000Z, $3 = 2026-05-31T23:00:00.000Z, $4 = 2026-06-30T23:00:00.000Z, $5 = 2026-06-30T23:00:00.000Z, $6 = 2026-07-31T23:00:00.000Z, $7 = 2026-07-31T23:00:00.000Z, $8 = 2026-08-31T23:00:00.000Z, $9 = 2026-08-31T23:00:00.000Z, $10 = 2026-09-30T23:00:00.000Z, $11 = 2026-09-30T23:00:00.000Z, $12 = 2026-11-01T00:00:00.000Z, $13 = 2026-04-30T23:00:00.000Z, $14 = 2026-11-01T00:00:00.000Z
WITH quarter AS (SELECT s.activity AS from_id, s.gap_to AS to_id, quantile_cont(s.gap_ms, 0.25) AS best_ms
        FROM step s WHERE s.gap_ms IS NOT NULL AND s.gap_to IS NOT NULL GROUP BY s.activity, s.gap_to), limits AS (SELECT q.from_id, q.to_id,
               CASE WHEN h.limit_ms IS NOT NULL THEN h.limit_ms WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN g.wait_limit_ms ELSE q.best_ms END AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM quarter q
        JOIN activity a ON a.id = q.from_id
        JOIN activity b ON b.id = q.to_id
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = q.from_id AND h."to" = q.to_id), again AS (SELECT d.from_id, d.to_id, sum(d.times - 1) AS extra
        FROM (SELECT s.activity AS from_id, s.gap_to AS to_id, count(*) AS times
              FROM step s
              WHERE s.gap_ms IS NOT NULL AND s.case_key IN (SELECT c.case_key FROM case_fact c WHERE c.rework > 0) AND true
              GROUP BY s.activity, s.gap_to, s.case_key) d
        GROUP BY d.from_id, d.to_id), trend AS (SELECT w.from_id, w.to_id, sum(CASE WHEN w.started_at >= $1 AND w.started_at < $2 THEN w.lost_ms ELSE 0 END) AS t1, sum(CASE WHEN w.started_at >= $3 AND w.started_at < $4 THEN w.lost_ms ELSE 0 END) AS t2, sum(CASE WHEN w.started_at >= $5 AND w.started_at < $6 THEN w.lost_ms ELSE 0 END) AS t3, sum(CASE WHEN w.started_at >= $7 AND w.started_at < $8 THEN w.lost_ms ELSE 0 END) AS t4, sum(CASE WHEN w.started_at >= $9 AND w.started_at < $10 THEN w.lost_ms ELSE 0 END) AS t5, sum(CASE WHEN w.started_at >= $11 AND w.started_at < $12 THEN w.lost_ms ELSE 0 END) AS t6
        FROM (SELECT s.activity AS from_id, s.gap_to AS to_id, s.gap_ms - l.limit_ms AS lost_ms, (s.completed_at - to_milliseconds(-s.gap_ms)) AS started_at
              FROM step s JOIN limits l ON l.from_id = s.activity AND l.to_id = s.gap_to
              WHERE s.gap_ms IS NOT NULL AND s.gap_ms > l.limit_ms AND true) w
        WHERE w.started_at >= $13 AND w.started_at < $14
        GROUP BY 1, 2) 
      SELECT a.name AS "from", b.name AS "to", g.name AS stage, q.lost_ms, q.occurrences, q.firsts - coalesce(r.extra, 0) AS cases,
             q.middle[1] AS median_ms, q.mean_ms, q.middle[2] AS p90_ms, q.within, l.limit_ms, l.limit_from, coalesce(t.t1, 0) AS t1, coalesce(t.t2, 0) AS t2, coalesce(t.t3, 0) AS t3, coalesce(t.t4, 0) AS t4, coalesce(t.t5, 0) AS t5, coalesce(t.t6, 0) AS t6
      FROM (SELECT s.activity AS from_id, s.gap_to AS to_id, sum(CASE WHEN s.gap_ms > l.limit_ms THEN s.gap_ms - l.limit_ms ELSE 0 END) AS lost_ms,
                   count(*) AS occurrences, count(1) AS firsts,
                   quantile_cont(s.gap_ms, [0.5, 0.9]) AS middle, avg(s.gap_ms) AS mean_ms,
                   count(CASE WHEN s.gap_ms <= l.limit_ms THEN 1 END) AS within
            FROM step s JOIN limits l ON l.from_id = s.activity AND l.to_id = s.gap_to
            WHERE s.gap_ms IS NOT NULL AND true
            GROUP BY 1, 2) q
      JOIN limits l ON l.to_id = q.to_id AND l.from_id = q.from_id
      JOIN activity a ON a.id = q.from_id JOIN activity b ON b.id = q.to_id LEFT JOIN stage g ON g.id = b.stage LEFT JOIN again r ON r.to_id = q.to_id AND r.from_id = q.from_id LEFT JOIN trend t ON t.to_id = q.to_id AND t.from_id = q.from_id
      ORDER BY q.lost_ms DESC, a.name, b.name;

-- hand-overs with score: effect of hand-over
WITH quarter AS (SELECT s.activity AS from_id, s.gap_to AS to_id, quantile_cont(s.gap_ms, 0.25) AS best_ms
        FROM step s WHERE s.gap_ms IS NOT NULL AND s.gap_to IS NOT NULL GROUP BY s.activity, s.gap_to), limits AS (SELECT q.from_id, q.to_id,
               CASE WHEN h.limit_ms IS NOT NULL THEN h.limit_ms WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN g.wait_limit_ms ELSE q.best_ms END AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM quarter q
        JOIN activity a ON a.id = q.from_id
        JOIN activity b ON b.id = q.to_id
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = q.from_id AND h."to" = q.to_id), case_answer AS (
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
      SELECT a.name AS "from", b.name AS "to", e.beyond, count(*) AS answers, avg(e.score) AS mean, sum(e.score * e.score) AS squares
      FROM (SELECT s.activity AS from_id, s.gap_to AS to_id, r.score, max(CASE WHEN s.gap_ms > l.limit_ms THEN 1 ELSE 0 END) AS beyond
            FROM step s JOIN limits l ON l.from_id = s.activity AND l.to_id = s.gap_to
            JOIN case_answer r ON r.case_key = s.case_key
            WHERE s.gap_ms IS NOT NULL AND true
            GROUP BY 1, 2, r.case_key, r.score) e
      JOIN activity a ON a.id = e.from_id JOIN activity b ON b.id = e.to_id
      GROUP BY 1, 2, 3
      ORDER BY 1, 2, 3;

-- both, narrow: hand-over
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = 1, $9 = 2, $10 = "North", $11 = "North", $12 = 2026-09-13T23:00:00.000Z, $13 = 2026-09-20T23:00:00.000Z, $14 = 2026-09-20T23:00:00.000Z, $15 = 2026-09-27T23:00:00.000Z, $16 = 2026-09-27T23:00:00.000Z, $17 = 2026-10-04T23:00:00.000Z, $18 = 2026-10-04T23:00:00.000Z, $19 = 2026-10-11T23:00:00.000Z, $20 = 2026-10-11T23:00:00.000Z, $21 = 2026-10-18T23:00:00.000Z, $22 = 2026-10-18T23:00:00.000Z, $23 = 2026-10-26T00:00:00.000Z, $24 = 2026-09-13T23:00:00.000Z, $25 = 2026-10-26T00:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), quarter AS (SELECT s.activity AS from_id, s.gap_to AS to_id, quantile_cont(s.gap_ms, 0.25) AS best_ms
        FROM step s WHERE s.gap_ms IS NOT NULL AND s.gap_to IS NOT NULL GROUP BY s.activity, s.gap_to), limits AS (SELECT q.from_id, q.to_id,
               CASE WHEN h.limit_ms IS NOT NULL THEN h.limit_ms WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN g.wait_limit_ms ELSE q.best_ms END AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM quarter q
        JOIN activity a ON a.id = q.from_id
        JOIN activity b ON b.id = q.to_id
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = q.from_id AND h."to" = q.to_id), again AS (SELECT d.from_id, d.to_id, sum(d.times - 1) AS extra
        FROM (SELECT s.activity AS from_id, s.gap_to AS to_id, count(*) AS times
              FROM step s
              WHERE s.gap_ms IS NOT NULL AND s.case_key IN (SELECT c.case_key FROM case_fact c WHERE c.rework > 0) AND s.case_key IN (SELECT case_key FROM chosen)
              GROUP BY s.activity, s.gap_to, s.case_key) d
        GROUP BY d.from_id, d.to_id), looked_back AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($8, $9))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($10))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($11)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), trend AS (SELECT w.from_id, w.to_id, sum(CASE WHEN w.started_at >= $12 AND w.started_at < $13 THEN w.lost_ms ELSE 0 END) AS t1, sum(CASE WHEN w.started_at >= $14 AND w.started_at < $15 THEN w.lost_ms ELSE 0 END) AS t2, sum(CASE WHEN w.started_at >= $16 AND w.started_at < $17 THEN w.lost_ms ELSE 0 END) AS t3, sum(CASE WHEN w.started_at >= $18 AND w.started_at < $19 THEN w.lost_ms ELSE 0 END) AS t4, sum(CASE WHEN w.started_at >= $20 AND w.started_at < $21 THEN w.lost_ms ELSE 0 END) AS t5, sum(CASE WHEN w.started_at >= $22 AND w.started_at < $23 THEN w.lost_ms ELSE 0 END) AS t6
        FROM (SELECT s.activity AS from_id, s.gap_to AS to_id, s.gap_ms - l.limit_ms AS lost_ms, (s.completed_at - to_milliseconds(-s.gap_ms)) AS started_at
              FROM step s JOIN limits l ON l.from_id = s.activity AND l.to_id = s.gap_to
              WHERE s.gap_ms IS NOT NULL AND s.gap_ms > l.limit_ms AND s.case_key IN (SELECT case_key FROM looked_back)) w
        WHERE w.started_at >= $24 AND w.started_at < $25
        GROUP BY 1, 2) 
      SELECT a.name AS "from", b.name AS "to", g.name AS stage, q.lost_ms, q.occurrences, q.firsts - coalesce(r.extra, 0) AS cases,
             q.middle[1] AS median_ms, q.mean_ms, q.middle[2] AS p90_ms, q.within, l.limit_ms, l.limit_from, coalesce(t.t1, 0) AS t1, coalesce(t.t2, 0) AS t2, coalesce(t.t3, 0) AS t3, coalesce(t.t4, 0) AS t4, coalesce(t.t5, 0) AS t5, coalesce(t.t6, 0) AS t6
      FROM (SELECT s.activity AS from_id, s.gap_to AS to_id, sum(CASE WHEN s.gap_ms > l.limit_ms THEN s.gap_ms - l.limit_ms ELSE 0 END) AS lost_ms,
                   count(*) AS occurrences, count(1) AS firsts,
                   quantile_cont(s.gap_ms, [0.5, 0.9]) AS middle, avg(s.gap_ms) AS mean_ms,
                   count(CASE WHEN s.gap_ms <= l.limit_ms THEN 1 END) AS within
            FROM step s JOIN limits l ON l.from_id = s.activity AND l.to_id = s.gap_to
            WHERE s.gap_ms IS NOT NULL AND s.case_key IN (SELECT case_key FROM chosen)
            GROUP BY 1, 2) q
      JOIN limits l ON l.to_id = q.to_id AND l.from_id = q.from_id
      JOIN activity a ON a.id = q.from_id JOIN activity b ON b.id = q.to_id LEFT JOIN stage g ON g.id = b.stage LEFT JOIN again r ON r.to_id = q.to_id AND r.from_id = q.from_id LEFT JOIN trend t ON t.to_id = q.to_id AND t.from_id = q.from_id
      ORDER BY q.lost_ms DESC, a.name, b.name;

-- both, narrow: stage
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = 1, $9 = 2, $10 = "North", $11 = "North", $12 = 2026-09-13T23:00:00.000Z, $13 = 2026-09-20T23:00:00.000Z, $14 = 2026-09-20T23:00:00.000Z, $15 = 2026-09-27T23:00:00.000Z, $16 = 2026-09-27T23:00:00.000Z, $17 = 2026-10-04T23:00:00.000Z, $18 = 2026-10-04T23:00:00.000Z, $19 = 2026-10-11T23:00:00.000Z, $20 = 2026-10-11T23:00:00.000Z, $21 = 2026-10-18T23:00:00.000Z, $22 = 2026-10-18T23:00:00.000Z, $23 = 2026-10-26T00:00:00.000Z, $24 = 2026-09-13T23:00:00.000Z, $25 = 2026-10-26T00:00:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), quarter AS (SELECT v.stage AS to_id, quantile_cont(v.waiting_ms + v.gap_ms, 0.25) AS best_ms FROM stage_visit v GROUP BY v.stage), limits AS (SELECT q.to_id,
               CASE WHEN g.wait_limit_ms IS NOT NULL THEN g.wait_limit_ms ELSE q.best_ms END AS limit_ms,
               CASE WHEN g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM quarter q JOIN stage g ON g.id = q.to_id), looked_back AS (SELECT c.case_key FROM case_fact c WHERE ((c."a1" IN ($8, $9))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($10))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($11)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), trend AS (SELECT w.from_id, w.to_id, sum(CASE WHEN w.started_at >= $12 AND w.started_at < $13 THEN w.lost_ms ELSE 0 END) AS t1, sum(CASE WHEN w.started_at >= $14 AND w.started_at < $15 THEN w.lost_ms ELSE 0 END) AS t2, sum(CASE WHEN w.started_at >= $16 AND w.started_at < $17 THEN w.lost_ms ELSE 0 END) AS t3, sum(CASE WHEN w.started_at >= $18 AND w.started_at < $19 THEN w.lost_ms ELSE 0 END) AS t4, sum(CASE WHEN w.started_at >= $20 AND w.started_at < $21 THEN w.lost_ms ELSE 0 END) AS t5, sum(CASE WHEN w.started_at >= $22 AND w.started_at < $23 THEN w.lost_ms ELSE 0 END) AS t6
        FROM (SELECT CAST(NULL AS INTEGER) AS from_id, v.stage AS to_id, (v.waiting_ms + v.gap_ms) - l.limit_ms AS lost_ms, v.started_at AS started_at
              FROM stage_visit v JOIN limits l ON l.to_id = v.stage
              WHERE true AND (v.waiting_ms + v.gap_ms) > l.limit_ms AND v.case_key IN (SELECT case_key FROM looked_back)) w
        WHERE w.started_at >= $24 AND w.started_at < $25
        GROUP BY 1, 2) 
      SELECT NULL AS "from", NULL AS "to", g.name AS stage, q.lost_ms, q.occurrences, q.firsts AS cases,
             q.middle[1] AS median_ms, q.mean_ms, q.middle[2] AS p90_ms, q.within, l.limit_ms, l.limit_from, coalesce(t.t1, 0) AS t1, coalesce(t.t2, 0) AS t2, coalesce(t.t3, 0) AS t3, coalesce(t.t4, 0) AS t4, coalesce(t.t5, 0) AS t5, coalesce(t.t6, 0) AS t6
      FROM (SELECT CAST(NULL AS INTEGER) AS from_id, v.stage AS to_id, sum(CASE WHEN (v.waiting_ms + v.gap_ms) > l.limit_ms THEN (v.waiting_ms + v.gap_ms) - l.limit_ms ELSE 0 END) AS lost_ms,
                   count(*) AS occurrences, count(CASE WHEN v.visit = 1 THEN 1 END) AS firsts,
                   quantile_cont((v.waiting_ms + v.gap_ms), [0.5, 0.9]) AS middle, avg((v.waiting_ms + v.gap_ms)) AS mean_ms,
                   count(CASE WHEN (v.waiting_ms + v.gap_ms) <= l.limit_ms THEN 1 END) AS within
            FROM stage_visit v JOIN limits l ON l.to_id = v.stage
            WHERE true AND v.case_key IN (SELECT case_key FROM chosen)
            GROUP BY 1, 2) q
      JOIN limits l ON l.to_id = q.to_id
      JOIN stage g ON g.id = q.to_id LEFT JOIN trend t ON t.to_id = q.to_id
      ORDER BY q.lost_ms DESC, g.name;
