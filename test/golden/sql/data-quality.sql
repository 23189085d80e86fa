-- What is missing, inferred, rejected or late in the data?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- everything: steps
-- $1 = 2026-11-01T23:55:00.000Z
SELECT count(*) AS steps, count(CASE WHEN NOT s.measured AND s.completed_at IS NOT NULL THEN 1 END) AS inferred, count(CASE WHEN s.completed_at IS NULL THEN 1 END) AS no_end,
           count(CASE WHEN s.resource IS NULL THEN 1 END) AS no_resource, count(CASE WHEN s.team IS NULL THEN 1 END) AS no_team, count(CASE WHEN s.stage = 0 THEN 1 END) AS unplaced,
           count(CASE WHEN s.started_at > $1 THEN 1 END) AS after_end
    FROM step s
    WHERE true;

-- everything: precision
-- $1 = "Europe/Dublin", $2 = "Europe/Dublin"
SELECT count(*) AS steps, count(CASE WHEN t.ms % 1000 <> 0 THEN 1 END) AS with_ms, count(CASE WHEN t.ms % 60000 <> 0 THEN 1 END) AS with_seconds,
           count(CASE WHEN t.ms % 900000 = 0 AND t.started_at = timezone('UTC', timezone($1, CAST(CAST(date_trunc('day', timezone($2, timezone('UTC', t.started_at))) AS DATE) AS TIMESTAMP))) THEN 1 END) AS midnights
    FROM (SELECT s.started_at, ((epoch_us(s.started_at) - epoch_us(CAST('1970-01-01 00:00:00' AS TIMESTAMP))) // 1000) AS ms FROM step s WHERE true) t;

-- everything: days
-- $1 = "Europe/Dublin"
WITH started AS (SELECT DISTINCT date_trunc('hour', s.started_at) AS started_at FROM step s WHERE true), seen AS (SELECT DISTINCT CAST(date_trunc('day', timezone($1, timezone('UTC', h.started_at))) AS DATE) AS day FROM started h) 
    SELECT min(d.day) AS first_day, max(d.day) AS last_day, count(*) AS days FROM seen d;

-- everything: ties
WITH near AS (SELECT DISTINCT s.case_key FROM step s WHERE s.parallel OR s.gap_ms = 0 OR (s.gap_ms IS NULL AND s.next_activity IS NOT NULL) OR coalesce(s.gap_to, 0) <> coalesce(s.next_activity, 0)) 
    SELECT coalesce(sum(t.n), 0) AS steps, count(DISTINCT t.case_key) AS cases
    FROM (SELECT s.case_key, count(*) AS n FROM step s WHERE s.case_key IN (SELECT case_key FROM near) AND true
          GROUP BY s.case_key, s.started_at, s.completed_at HAVING count(*) > 1) t;

-- everything: overlaps
SELECT count(*) AS steps, count(CASE WHEN t.busy_until > t.began THEN 1 END) AS overlapping
    FROM (SELECT p.began, max(p.ended) OVER (ORDER BY p.began + p.began - p.room + CASE WHEN p.ended > p.began THEN 1 ELSE 0 END ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until
          FROM (SELECT s.resource * CAST(20000000000000 AS BIGINT) AS room, s.resource * CAST(20000000000000 AS BIGINT) + ((epoch_us(s.started_at) - epoch_us(CAST('1900-01-01 00:00:00' AS TIMESTAMP))) // 1000) AS began,
                       s.resource * CAST(20000000000000 AS BIGINT) + ((epoch_us(s.completed_at) - epoch_us(CAST('1900-01-01 00:00:00' AS TIMESTAMP))) // 1000) AS ended
                FROM step s WHERE s.measured AND s.resource IS NOT NULL AND true) p) t;

-- everything: late
WITH reach AS (SELECT e.import_seq, max(coalesce(e.completed_at, e.started_at)) AS until FROM event e GROUP BY e.import_seq),
         before AS (SELECT later.import_seq, max(earlier.until) AS until FROM reach later JOIN reach earlier ON earlier.import_seq < later.import_seq GROUP BY later.import_seq)
    SELECT count(*) AS events, count(CASE WHEN coalesce(e.completed_at, e.started_at) < b.until THEN 1 END) AS late
    FROM event e LEFT JOIN before b ON b.import_seq = e.import_seq;

-- everything: rejected
SELECT r.reason, count(*) AS n FROM rejected_row r GROUP BY r.reason ORDER BY n DESC, r.reason;

-- everything: imports
SELECT count(*) AS imports, coalesce(sum(i.rows), 0) AS file_rows, coalesce(sum(i.duplicates), 0) AS repeated FROM import_commit i;

-- everything: answers
SELECT count(*) AS answers, count(CASE WHEN f.case_key IS NULL THEN 1 END) AS unlinked
    FROM feedback f WHERE (f.score IS NOT NULL OR f.comment IS NOT NULL) AND true;

-- everything: case_values_0
SELECT count(*) AS n, count(c."a1") AS "a1" FROM case_fact c WHERE true;

-- everything: event_values_0
SELECT count(*) AS n, count(e."a2") AS "a2" FROM event e WHERE true;

-- narrow: steps
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = 2026-11-01T23:55:00.000Z
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) 
    SELECT count(*) AS steps, count(CASE WHEN NOT s.measured AND s.completed_at IS NOT NULL THEN 1 END) AS inferred, count(CASE WHEN s.completed_at IS NULL THEN 1 END) AS no_end,
           count(CASE WHEN s.resource IS NULL THEN 1 END) AS no_resource, count(CASE WHEN s.team IS NULL THEN 1 END) AS no_team, count(CASE WHEN s.stage = 0 THEN 1 END) AS unplaced,
           count(CASE WHEN s.started_at > $8 THEN 1 END) AS after_end
    FROM step s
    WHERE s.case_key IN (SELECT case_key FROM chosen);

-- narrow: precision
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = "Europe/Dublin", $9 = "Europe/Dublin"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) 
    SELECT count(*) AS steps, count(CASE WHEN t.ms % 1000 <> 0 THEN 1 END) AS with_ms, count(CASE WHEN t.ms % 60000 <> 0 THEN 1 END) AS with_seconds,
           count(CASE WHEN t.ms % 900000 = 0 AND t.started_at = timezone('UTC', timezone($8, CAST(CAST(date_trunc('day', timezone($9, timezone('UTC', t.started_at))) AS DATE) AS TIMESTAMP))) THEN 1 END) AS midnights
    FROM (SELECT s.started_at, ((epoch_us(s.started_at) - epoch_us(CAST('1970-01-01 00:00:00' AS TIMESTAMP))) // 1000) AS ms FROM step s WHERE s.case_key IN (SELECT case_key FROM chosen)) t;

-- narrow: days
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North", $8 = "Europe/Dublin"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), started AS (SELECT DISTINCT date_trunc('hour', s.started_at) AS started_at FROM step s WHERE s.case_key IN (SELECT case_key FROM chosen)), seen AS (SELECT DISTINCT CAST(date_trunc('day', timezone($8, timezone('UTC', h.started_at))) AS DATE) AS day FROM started h) 
    SELECT min(d.day) AS first_day, max(d.day) AS last_day, count(*) AS days FROM seen d;

-- narrow: ties
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))), near AS (SELECT DISTINCT s.case_key FROM step s WHERE s.parallel OR s.gap_ms = 0 OR (s.gap_ms IS NULL AND s.next_activity IS NOT NULL) OR coalesce(s.gap_to, 0) <> coalesce(s.next_activity, 0)) 
    SELECT coalesce(sum(t.n), 0) AS steps, count(DISTINCT t.case_key) AS cases
    FROM (SELECT s.case_key, count(*) AS n FROM step s WHERE s.case_key IN (SELECT case_key FROM near) AND s.case_key IN (SELECT case_key FROM chosen)
          GROUP BY s.case_key, s.started_at, s.completed_at HAVING count(*) > 1) t;

-- narrow: overlaps
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) 
    SELECT count(*) AS steps, count(CASE WHEN t.busy_until > t.began THEN 1 END) AS overlapping
    FROM (SELECT p.began, max(p.ended) OVER (ORDER BY p.began + p.began - p.room + CASE WHEN p.ended > p.began THEN 1 ELSE 0 END ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until
          FROM (SELECT s.resource * CAST(20000000000000 AS BIGINT) AS room, s.resource * CAST(20000000000000 AS BIGINT) + ((epoch_us(s.started_at) - epoch_us(CAST('1900-01-01 00:00:00' AS TIMESTAMP))) // 1000) AS began,
                       s.resource * CAST(20000000000000 AS BIGINT) + ((epoch_us(s.completed_at) - epoch_us(CAST('1900-01-01 00:00:00' AS TIMESTAMP))) // 1000) AS ended
                FROM step s WHERE s.measured AND s.resource IS NOT NULL AND s.case_key IN (SELECT case_key FROM chosen)) p) t;

-- narrow: late
WITH reach AS (SELECT e.import_seq, max(coalesce(e.completed_at, e.started_at)) AS until FROM event e GROUP BY e.import_seq),
         before AS (SELECT later.import_seq, max(earlier.until) AS until FROM reach later JOIN reach earlier ON earlier.import_seq < later.import_seq GROUP BY later.import_seq)
    SELECT count(*) AS events, count(CASE WHEN coalesce(e.completed_at, e.started_at) < b.until THEN 1 END) AS late
    FROM event e LEFT JOIN before b ON b.import_seq = e.import_seq;

-- narrow: rejected
SELECT r.reason, count(*) AS n FROM rejected_row r GROUP BY r.reason ORDER BY n DESC, r.reason;

-- narrow: imports
SELECT count(*) AS imports, coalesce(sum(i.rows), 0) AS file_rows, coalesce(sum(i.duplicates), 0) AS repeated FROM import_commit i;

-- narrow: answers
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) 
    SELECT count(*) AS answers, count(CASE WHEN f.case_key IS NULL THEN 1 END) AS unlinked
    FROM feedback f WHERE (f.score IS NOT NULL OR f.comment IS NOT NULL) AND (f.case_key IS NOT NULL AND f.case_key IN (SELECT case_key FROM chosen));

-- narrow: case_values_0
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
SELECT count(*) AS n, count(c."a1") AS "a1" FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))));

-- narrow: event_values_0
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) SELECT count(*) AS n, count(e."a2") AS "a2" FROM event e WHERE e.case_key IN (SELECT case_key FROM chosen);
