-- How is the time of a case distributed?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- everything: rows
-- $1 = 2026-11-01T22:55:00.000Z
SELECT q.n, q.min_ms, q.quantiles[1] AS p25_ms, q.quantiles[2] AS median_ms, q.mean_ms, q.quantiles[3] AS p75_ms,
             q.quantiles[4] AS p90_ms, q.quantiles[5] AS p95_ms, q.max_ms
      FROM (SELECT count(*) AS n, min(c.delivery_ms) AS min_ms, avg(c.delivery_ms) AS mean_ms, max(c.delivery_ms) AS max_ms,
                   quantile_cont(c.delivery_ms, [0.25, 0.5, 0.75, 0.9, 0.95]) AS quantiles
            FROM case_fact c WHERE c.delivery_ms IS NOT NULL AND ((c.ended OR c.last_at < $1))) q;

-- everything: bars
-- $1 = 2026-11-01T22:55:00.000Z
WITH timed AS (SELECT c.delivery_ms AS time_ms FROM case_fact c WHERE c.delivery_ms IS NOT NULL AND ((c.ended OR c.last_at < $1)))
      SELECT w.width_ms, CASE WHEN t.time_ms >= 30 * w.width_ms THEN 30
                              ELSE CAST(floor(CAST(t.time_ms AS DOUBLE) / w.width_ms) AS INTEGER) END AS bar, count(*) AS total
      FROM timed t
      CROSS JOIN (SELECT CASE WHEN p.p95 <= 30000 THEN 1000 WHEN p.p95 <= 60000 THEN 2000 WHEN p.p95 <= 150000 THEN 5000 WHEN p.p95 <= 300000 THEN 10000 WHEN p.p95 <= 450000 THEN 15000 WHEN p.p95 <= 900000 THEN 30000 WHEN p.p95 <= 1800000 THEN 60000 WHEN p.p95 <= 3600000 THEN 120000 WHEN p.p95 <= 9000000 THEN 300000 WHEN p.p95 <= 18000000 THEN 600000 WHEN p.p95 <= 27000000 THEN 900000 WHEN p.p95 <= 54000000 THEN 1800000 WHEN p.p95 <= 108000000 THEN 3600000 WHEN p.p95 <= 216000000 THEN 7200000 WHEN p.p95 <= 324000000 THEN 10800000 WHEN p.p95 <= 648000000 THEN 21600000 WHEN p.p95 <= 1296000000 THEN 43200000 WHEN p.p95 <= 2592000000 THEN 86400000 WHEN p.p95 <= 5184000000 THEN 172800000 WHEN p.p95 <= 18144000000 THEN 604800000 WHEN p.p95 <= 36288000000 THEN 1209600000 WHEN p.p95 <= 72576000000 THEN 2419200000 WHEN p.p95 <= 235872000000 THEN 7862400000 WHEN p.p95 <= 471744000000 THEN 15724800000 ELSE 31449600000 END AS width_ms
                  FROM (SELECT quantile_cont(t.time_ms, 0.95) AS p95 FROM timed t) p) w
      GROUP BY 1, 2
      ORDER BY 2;

-- narrow, throughput time: rows
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
SELECT q.n, q.min_ms, q.quantiles[1] AS p25_ms, q.quantiles[2] AS median_ms, q.mean_ms, q.quantiles[3] AS p75_ms,
             q.quantiles[4] AS p90_ms, q.quantiles[5] AS p95_ms, q.max_ms
      FROM (SELECT count(*) AS n, min(c.throughput_ms) AS min_ms, avg(c.throughput_ms) AS mean_ms, max(c.throughput_ms) AS max_ms,
                   quantile_cont(c.throughput_ms, [0.25, 0.5, 0.75, 0.9, 0.95]) AS quantiles
            FROM case_fact c WHERE c.throughput_ms IS NOT NULL AND ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) q;

-- narrow, throughput time: bars
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH timed AS (SELECT c.throughput_ms AS time_ms FROM case_fact c WHERE c.throughput_ms IS NOT NULL AND ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL)))))
      SELECT w.width_ms, CASE WHEN t.time_ms >= 30 * w.width_ms THEN 30
                              ELSE CAST(floor(CAST(t.time_ms AS DOUBLE) / w.width_ms) AS INTEGER) END AS bar, count(*) AS total
      FROM timed t
      CROSS JOIN (SELECT CASE WHEN p.p95 <= 30000 THEN 1000 WHEN p.p95 <= 60000 THEN 2000 WHEN p.p95 <= 150000 THEN 5000 WHEN p.p95 <= 300000 THEN 10000 WHEN p.p95 <= 450000 THEN 15000 WHEN p.p95 <= 900000 THEN 30000 WHEN p.p95 <= 1800000 THEN 60000 WHEN p.p95 <= 3600000 THEN 120000 WHEN p.p95 <= 9000000 THEN 300000 WHEN p.p95 <= 18000000 THEN 600000 WHEN p.p95 <= 27000000 THEN 900000 WHEN p.p95 <= 54000000 THEN 1800000 WHEN p.p95 <= 108000000 THEN 3600000 WHEN p.p95 <= 216000000 THEN 7200000 WHEN p.p95 <= 324000000 THEN 10800000 WHEN p.p95 <= 648000000 THEN 21600000 WHEN p.p95 <= 1296000000 THEN 43200000 WHEN p.p95 <= 2592000000 THEN 86400000 WHEN p.p95 <= 5184000000 THEN 172800000 WHEN p.p95 <= 18144000000 THEN 604800000 WHEN p.p95 <= 36288000000 THEN 1209600000 WHEN p.p95 <= 72576000000 THEN 2419200000 WHEN p.p95 <= 235872000000 THEN 7862400000 WHEN p.p95 <= 471744000000 THEN 15724800000 ELSE 31449600000 END AS width_ms
                  FROM (SELECT quantile_cont(t.time_ms, 0.95) AS p95 FROM timed t) p) w
      GROUP BY 1, 2
      ORDER BY 2;
