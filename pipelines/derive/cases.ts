import { dialect } from '../../engine/dialect.ts';
import { identifier, join, sql } from '../../engine/sql.ts';
import { attributeColumns, newness, type AttributeColumn } from './attributes.ts';
import { dropTables, type Run } from './run.ts';

/**
 * `case_start`: what is known of a case before its steps are looked at.
 *
 * A case arrives when a case table says so, else at the earliest arrival its rows name, if that is not after its first start;
 * else at its first start.
 */
export async function startCases(run: Run): Promise<void> {
  const [found] = await run.ask<{ some: boolean }>(sql`SELECT EXISTS (SELECT 1 FROM case_row WHERE arrived_at IS NOT NULL) AS some`);
  const rows = sql`(SELECT case_key, any_value(case_id) AS case_id, min(arrived_at) AS named_at FROM ${run.source} GROUP BY case_key)`;
  const named =
    found?.some === true
      ? sql`(SELECT r.case_key, r.case_id, coalesce(t.named_at, r.named_at) AS named_at
             FROM ${rows} r
             LEFT JOIN (SELECT case_id, arg_max(arrived_at, ${newness}) AS named_at FROM case_row GROUP BY case_id) t ON t.case_id = r.case_id)`
      : rows;
  await run.do(sql`
    CREATE OR REPLACE TEMP TABLE case_start AS
    SELECT f.case_key, e.case_id, f.first_start_at,
           coalesce(e.named_at <= f.first_start_at, false)                                    AS arrival_known,
           CASE WHEN e.named_at <= f.first_start_at THEN e.named_at ELSE f.first_start_at END AS arrived_at
    FROM (SELECT case_key, started_at AS first_start_at FROM ordered_step WHERE head) f
    JOIN ${named} e
      ON e.case_key = f.case_key`);
}

/**
 * `case_sum`: one row per case out of its steps.
 *
 * Processing is the union of all intervals: each step adds the part that no earlier step covers. `trace_hash` adds up a
 * hash of (position, activity), so it depends on the order; it is compared only within one run.
 */
export async function sumCases(run: Run): Promise<void> {
  await run.do(sql`
    CREATE OR REPLACE TEMP TABLE case_sum AS
    SELECT case_key,
           count(*)                                              AS steps,
           max(over_at)                                          AS last_at,
           max(over_at) FILTER (WHERE NOT after)                 AS delivered_at,
           max(over_at) FILTER (WHERE after)                     AS after_at,
           sum(CASE WHEN covered_until IS NULL OR covered_until <= started_at THEN epoch_us(over_at) - epoch_us(started_at)
                    WHEN covered_until < over_at THEN epoch_us(over_at) - epoch_us(covered_until)
                    ELSE 0 END)                                  AS processing_us,
           max(CASE WHEN head THEN activity END)                 AS first_activity,
           max(CASE WHEN tail THEN activity END)                 AS last_activity,
           count(*) FILTER (WHERE hands_over)                    AS handovers,
           sum(hash(position, activity))                         AS trace_hash
    FROM trace
    GROUP BY case_key`);
}

/** `case_fact`, out of `case_start`, `case_sum`, the visits, the variants and the attributes. */
export async function writeCases(run: Run, attributes: readonly AttributeColumn[]): Promise<void> {
  const throughput = dialect.milliseconds(sql`s.arrived_at`, sql`c.last_at`);
  const processing = sql`CAST(c.processing_us // 1000 AS BIGINT)`;
  const groups = [...new Set(attributes.map((one) => one.table))];
  await run.do(sql`
    INSERT INTO case_fact
      (case_key, case_id, arrived_at, arrival_known, first_start_at, delivered_at, ended, last_at, variant_id, first_activity,
       last_activity, steps, throughput_ms, delivery_ms, after_ms, processing_ms, waiting_ms, rework, handovers${attributeColumns(attributes)})
    SELECT s.case_key, s.case_id, s.arrived_at, s.arrival_known, s.first_start_at, c.delivered_at,
           coalesce(a.ends, false), c.last_at, v.variant_id, c.first_activity, c.last_activity, c.steps,
           ${throughput},
           ${dialect.milliseconds(sql`s.arrived_at`, sql`c.delivered_at`)},
           CASE WHEN c.delivered_at IS NOT NULL AND c.after_at IS NOT NULL
                THEN ${dialect.milliseconds(sql`c.delivered_at`, sql`greatest(c.after_at, c.delivered_at)`)} END,
           ${processing},
           ${throughput} - ${processing},
           coalesce(r.rework, 0), c.handovers${join(
             attributes.map((one) => sql`, ${identifier(one.table)}.${one.column}`),
             '',
           )}
    FROM case_start s
    JOIN case_sum c ON c.case_key = s.case_key
    JOIN case_variant v ON v.trace_hash = c.trace_hash
    LEFT JOIN activity a ON a.id = c.last_activity
    LEFT JOIN (SELECT case_key, count(*) AS rework FROM revisit GROUP BY case_key) r ON r.case_key = s.case_key
    ${join(
      groups.map(identifier).map((table) => sql`LEFT JOIN ${table} ON ${table}.case_key = s.case_key`),
      ' ',
    )}
    ORDER BY s.case_key`);
}

/** Cases whose rows all take no part keep their key in `case_without_step`. */
export async function keepIdleCases(run: Run): Promise<void> {
  await run.do(sql`
    INSERT INTO case_without_step
    SELECT e.case_key, any_value(e.case_id)
    FROM ${run.source} e
    ANTI JOIN case_start s ON s.case_key = e.case_key
    GROUP BY e.case_key`);
}

export const dropCases = (run: Run): Promise<void> => dropTables(run, 'case_start', 'case_sum');
