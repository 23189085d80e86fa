-- How much is there, from when to when, and how long does a case take?
-- Written by test/golden/sql.test.ts; every $n is a bound value.

-- everything: cases
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-11-01T22:55:00.000Z, $3 = 2026-11-01T22:55:00.000Z, $4 = 2026-11-01T22:55:00.000Z, $5 = 2026-11-01T22:55:00.000Z
SELECT q.cases, q.complete_cases, q.cases - q.complete_cases AS open_cases, q.variants, q.reworked_cases, q.first_at, q.last_at,
               q.throughput[1] AS median_throughput_ms, q.throughput[2] AS p90_throughput_ms, q.throughput_cases,
               q.delivery[1] AS median_delivery_ms, q.delivery[2] AS p90_delivery_ms, q.delivery_cases
        FROM (SELECT count(*) AS cases,
                     count(CASE WHEN (c.ended OR c.last_at < $1) THEN 1 END) AS complete_cases,
                     count(DISTINCT c.variant_id) AS variants,
                     count(CASE WHEN c.rework > 0 THEN 1 END) AS reworked_cases,
                     min(c.first_start_at) AS first_at, max(c.last_at) AS last_at,
                     quantile_cont(CASE WHEN (c.ended OR c.last_at < $2) THEN c.throughput_ms END, [0.5, 0.9]) AS throughput, count(CASE WHEN (c.ended OR c.last_at < $3) THEN c.throughput_ms END) AS throughput_cases,
                     quantile_cont(CASE WHEN (c.ended OR c.last_at < $4) THEN c.delivery_ms END, [0.5, 0.9]) AS delivery, count(CASE WHEN (c.ended OR c.last_at < $5) THEN c.delivery_ms END) AS delivery_cases
              FROM case_fact c
              WHERE true) q;

-- everything: events
SELECT count(*) AS events FROM event e WHERE true;

-- everything: steps
SELECT count(*) AS steps, count(DISTINCT s.activity) AS activities, count(DISTINCT s.resource) AS resources,
               count(CASE WHEN s.stage = 0 THEN 1 END) AS unplaced_steps,
               (CAST(count(CASE WHEN s.measured THEN 1 END) AS DOUBLE) / nullif(count(*), 0)) AS measured_share
        FROM step s
        WHERE true;

-- everything: waiting
-- $1 = 2026-11-01T22:55:00.000Z
SELECT (CAST(sum(p.waiting_ms) AS DOUBLE) / nullif(sum(p.waiting_ms + p.processing_ms), 0)) AS waiting_share
        FROM piece p
        WHERE NOT p.after_delivery AND p.case_key IN (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)));

-- everything: answers
SELECT count(*) AS answers FROM feedback f WHERE f.score IS NOT NULL AND true;

-- narrow: cases
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-11-01T22:55:00.000Z, $3 = 2026-11-01T22:55:00.000Z, $4 = 2026-11-01T22:55:00.000Z, $5 = 2026-11-01T22:55:00.000Z, $6 = 2026-11-01T22:55:00.000Z, $7 = 2026-09-30T23:00:00.000Z, $8 = 2026-11-01T00:00:00.000Z, $9 = 1, $10 = 2, $11 = "North", $12 = "North"
SELECT q.cases, q.complete_cases, q.cases - q.complete_cases AS open_cases, q.variants, q.reworked_cases, q.first_at, q.last_at,
               q.throughput[1] AS median_throughput_ms, q.throughput[2] AS p90_throughput_ms, q.throughput_cases,
               q.delivery[1] AS median_delivery_ms, q.delivery[2] AS p90_delivery_ms, q.delivery_cases
        FROM (SELECT count(*) AS cases,
                     count(CASE WHEN (c.ended OR c.last_at < $1) THEN 1 END) AS complete_cases,
                     count(DISTINCT c.variant_id) AS variants,
                     count(CASE WHEN c.rework > 0 THEN 1 END) AS reworked_cases,
                     min(c.first_start_at) AS first_at, max(c.last_at) AS last_at,
                     quantile_cont(CASE WHEN (c.ended OR c.last_at < $2) THEN c.throughput_ms END, [0.5, 0.9]) AS throughput, count(CASE WHEN (c.ended OR c.last_at < $3) THEN c.throughput_ms END) AS throughput_cases,
                     quantile_cont(CASE WHEN (c.ended OR c.last_at < $4) THEN c.delivery_ms END, [0.5, 0.9]) AS delivery, count(CASE WHEN (c.ended OR c.last_at < $5) THEN c.delivery_ms END) AS delivery_cases
              FROM case_fact c
              WHERE ((c.ended OR c.last_at < $6)) AND (c.delivered_at >= $7 AND c.delivered_at < $8) AND ((c."a1" IN ($9, $10))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($11))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($12)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) q;

-- narrow: events
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) SELECT count(*) AS events FROM event e WHERE e.case_key IN (SELECT case_key FROM chosen);

-- narrow: steps
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) 
        SELECT count(*) AS steps, count(DISTINCT s.activity) AS activities, count(DISTINCT s.resource) AS resources,
               count(CASE WHEN s.stage = 0 THEN 1 END) AS unplaced_steps,
               (CAST(count(CASE WHEN s.measured THEN 1 END) AS DOUBLE) / nullif(count(*), 0)) AS measured_share
        FROM step s
        WHERE s.case_key IN (SELECT case_key FROM chosen);

-- narrow: waiting
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
SELECT (CAST(sum(p.waiting_ms) AS DOUBLE) / nullif(sum(p.waiting_ms + p.processing_ms), 0)) AS waiting_share
        FROM piece p
        WHERE NOT p.after_delivery AND p.case_key IN (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL)))));

-- narrow: answers
-- $1 = 2026-11-01T22:55:00.000Z, $2 = 2026-09-30T23:00:00.000Z, $3 = 2026-11-01T00:00:00.000Z, $4 = 1, $5 = 2, $6 = "North", $7 = "North"
WITH chosen AS (SELECT c.case_key FROM case_fact c WHERE ((c.ended OR c.last_at < $1)) AND (c.delivered_at >= $2 AND c.delivered_at < $3) AND ((c."a1" IN ($4, $5))) AND (((c."a2" IS NULL OR NOT (c."a2" IN ($6))) AND c.case_key NOT IN (SELECT e.case_key FROM event e WHERE (e."a2" IN ($7)) AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v."a2" IS NULL))))) SELECT count(*) AS answers FROM feedback f WHERE f.score IS NOT NULL AND (f.case_key IS NOT NULL AND f.case_key IN (SELECT case_key FROM chosen));
