-- Who passes work to whom, how long does it wait on the way, and what comes straight back?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- teams: rows
SELECT a.name AS "from", b.name AS "to", q.*, q.at[1] AS median_ms, q.at[2] AS p90_ms, q.back_at[1] AS back_median_ms, q.back_at[2] AS back_p90_ms
      FROM (SELECT p.from_id, p.to_id, count(*) AS count, count(DISTINCT p.case_key) AS cases, count(p.ms) AS timed, quantile_cont(p.ms, [0.5, 0.9]) AS at, sum(p.ms) AS total_ms,
                   count(CASE WHEN p.back THEN 1 END) AS backs, count(DISTINCT CASE WHEN p.back THEN p.case_key END) AS back_cases, count(p.away_ms) AS back_timed,
                   quantile_cont(p.away_ms, [0.5, 0.9]) AS back_at, sum(p.away_ms) AS back_total_ms
            FROM (SELECT s.case_key, s.team AS from_id, n.team AS to_id, CASE WHEN s.gap_to = s.next_activity THEN s.gap_ms END AS ms, b.team = s.team AND n.team <> s.team AS back, CASE WHEN b.team = s.team AND n.team <> s.team AND s.completed_at IS NOT NULL THEN CASE WHEN b.started_at < s.completed_at THEN 0 ELSE ((epoch_us(b.started_at) - epoch_us(s.completed_at)) // 1000) END END AS away_ms
                  FROM (SELECT s.*, CAST(s.case_key AS BIGINT) * CAST(2147483648 AS BIGINT) + s.position + 0 AS place FROM step s) s
                  JOIN (SELECT s.team, CAST(s.case_key AS BIGINT) * CAST(2147483648 AS BIGINT) + s.position + -1 AS place FROM step s) n ON n.place = s.place
                  LEFT JOIN (SELECT s.team, s.started_at, CAST(s.case_key AS BIGINT) * CAST(2147483648 AS BIGINT) + s.position + -2 AS place FROM step s) b ON b.place = s.place
                  WHERE true) p
            GROUP BY 1, 2) q
      LEFT JOIN team a ON a.id = q.from_id
      LEFT JOIN team b ON b.id = q.to_id
      ORDER BY q.count DESC, a.name, b.name;

-- teams: passing
WITH several AS (SELECT s.case_key, count(*) - count(s.team) AS unknown FROM step s WHERE true GROUP BY s.case_key HAVING min(s.team) <> max(s.team)), doubtful AS (SELECT s.case_key, s.position, s.team AS id FROM step s WHERE s.case_key IN (SELECT v.case_key FROM several v WHERE v.unknown > 0)) 
      SELECT (SELECT count(*) FROM several v WHERE v.unknown = 0)
             + (SELECT count(DISTINCT s.case_key) FROM doubtful s JOIN doubtful n ON n.case_key = s.case_key AND n.position = s.position + 1 WHERE s.id <> n.id) AS cases;

-- teams: chosen
SELECT count(*) AS cases FROM case_fact c WHERE true;

-- people, narrow: rows
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) 
      SELECT a.name AS "from", b.name AS "to", q.*, q.at[1] AS median_ms, q.at[2] AS p90_ms, q.back_at[1] AS back_median_ms, q.back_at[2] AS back_p90_ms
      FROM (SELECT p.from_id, p.to_id, count(*) AS count, count(DISTINCT p.case_key) AS cases, count(p.ms) AS timed, quantile_cont(p.ms, [0.5, 0.9]) AS at, sum(p.ms) AS total_ms,
                   count(CASE WHEN p.back THEN 1 END) AS backs, count(DISTINCT CASE WHEN p.back THEN p.case_key END) AS back_cases, count(p.away_ms) AS back_timed,
                   quantile_cont(p.away_ms, [0.5, 0.9]) AS back_at, sum(p.away_ms) AS back_total_ms
            FROM (SELECT s.case_key, s.resource AS from_id, n.resource AS to_id, CASE WHEN s.gap_to = s.next_activity THEN s.gap_ms END AS ms, b.resource = s.resource AND n.resource <> s.resource AS back, CASE WHEN b.resource = s.resource AND n.resource <> s.resource AND s.completed_at IS NOT NULL THEN CASE WHEN b.started_at < s.completed_at THEN 0 ELSE ((epoch_us(b.started_at) - epoch_us(s.completed_at)) // 1000) END END AS away_ms
                  FROM (SELECT s.*, CAST(s.case_key AS BIGINT) * CAST(2147483648 AS BIGINT) + s.position + 0 AS place FROM step s) s
                  JOIN (SELECT s.resource, CAST(s.case_key AS BIGINT) * CAST(2147483648 AS BIGINT) + s.position + -1 AS place FROM step s) n ON n.place = s.place
                  LEFT JOIN (SELECT s.resource, s.started_at, CAST(s.case_key AS BIGINT) * CAST(2147483648 AS BIGINT) + s.position + -2 AS place FROM step s) b ON b.place = s.place
                  WHERE s.case_key IN (SELECT case_key FROM chosen)) p
            GROUP BY 1, 2) q
      LEFT JOIN resource a ON a.id = q.from_id
      LEFT JOIN resource b ON b.id = q.to_id
      ORDER BY q.count DESC, a.name, b.name;

-- people, narrow: passing
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), several AS (SELECT s.case_key, count(*) - count(s.resource) AS unknown FROM step s WHERE s.case_key IN (SELECT case_key FROM chosen) GROUP BY s.case_key HAVING min(s.resource) <> max(s.resource)), doubtful AS (SELECT s.case_key, s.position, s.resource AS id FROM step s WHERE s.case_key IN (SELECT v.case_key FROM several v WHERE v.unknown > 0)) 
      SELECT (SELECT count(*) FROM several v WHERE v.unknown = 0)
             + (SELECT count(DISTINCT s.case_key) FROM doubtful s JOIN doubtful n ON n.case_key = s.case_key AND n.position = s.position + 1 WHERE s.id <> n.id) AS cases;

-- people, narrow: chosen
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
SELECT count(*) AS cases FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))));
