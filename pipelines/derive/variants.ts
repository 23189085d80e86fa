import { sql } from '../../engine/sql.ts';
import { dropTables, type Run } from './run.ts';

/**
 * Variants, and `case_variant` (trace_hash → variant_id).
 *
 * The list of activities is built once per distinct trace, from the case with the lowest key. Ids are given in order of
 * first appearance and mean something within one data version only. `hash` is made of the list, so it is the same in
 * every version and fit for a link. Known variants are found by their list, never by `trace_hash`.
 */
export async function writeVariants(run: Run): Promise<void> {
  await run.do(sql`
    CREATE OR REPLACE TEMP TABLE new_variant AS
    WITH distinct_trace AS (
      SELECT trace_hash, min(case_key) AS example, count(*) AS cases FROM case_sum GROUP BY trace_hash
    )
    SELECT d.trace_hash, d.example, CAST(any_value(d.cases) AS INTEGER) AS cases, list(t.activity ORDER BY t.position) AS activities
    FROM trace t
    JOIN distinct_trace d ON d.example = t.case_key
    GROUP BY d.trace_hash, d.example`);
  await run.do(sql`
    CREATE OR REPLACE TEMP TABLE case_variant AS
    SELECT n.trace_hash, n.cases, n.activities, v.variant_id IS NOT NULL AS known,
           coalesce(v.variant_id,
                    (SELECT coalesce(max(variant_id), 0) FROM variant)
                      + CAST(row_number() OVER (PARTITION BY v.variant_id IS NULL ORDER BY n.example) AS INTEGER)) AS variant_id
    FROM new_variant n
    LEFT JOIN variant v ON v.activities = n.activities`);
  await dropTables(run, 'new_variant');
  await run.do(sql`
    UPDATE variant SET cases = variant.cases + c.cases
    FROM case_variant c
    WHERE c.known AND c.variant_id = variant.variant_id`);
  await run.do(sql`
    INSERT INTO variant (variant_id, hash, activities, cases)
    SELECT variant_id, CAST(md5_number_lower(CAST(activities AS VARCHAR)) AS HUGEINT), activities, cases
    FROM case_variant
    WHERE NOT known
    ORDER BY variant_id`);
  await run.do(sql`DELETE FROM variant WHERE cases = 0`);
}

/** Takes the touched cases out of their variants, before they are derived again. */
export async function leaveVariants(run: Run): Promise<void> {
  await run.do(sql`
    UPDATE variant SET cases = variant.cases - CAST(gone.cases AS INTEGER)
    FROM (SELECT variant_id, count(*) AS cases FROM case_fact SEMI JOIN touched_case USING (case_key) GROUP BY variant_id) gone
    WHERE gone.variant_id = variant.variant_id`);
}

export const dropVariants = (run: Run): Promise<void> => dropTables(run, 'case_variant');
