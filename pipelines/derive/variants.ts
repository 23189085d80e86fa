import type { Session } from '../../engine/engine.ts';
import { identifier, sql, type Sql } from '../../engine/sql.ts';
import { dropTables, type Run } from './run.ts';

/** The same number for the same list in every data version, whatever the order of imports; another one for another order. */
const hashOf = (list: Sql): Sql => sql`CAST(md5_number_lower(CAST(${list} AS VARCHAR)) AS HUGEINT)`;

/** One row: the stage of each activity by its id, null for what stands aside (notes, parallel stages); a number for each stage's name. */
const design = sql`
  SELECT (SELECT list(CASE WHEN a.note OR g.parallel THEN NULL ELSE coalesce(a.stage, 0) END ORDER BY n.id)
          FROM (SELECT unnest(generate_series(1, (SELECT max(id) FROM activity))) AS id) n
          LEFT JOIN activity a ON a.id = n.id
          LEFT JOIN stage g ON g.id = a.stage)                    AS stage_of,
         (SELECT list(md5_number_lower(name) ORDER BY id) FROM stage) AS name_codes`;

/** The visits of stages that a sequence of stages makes: what stands aside left out, equal neighbours once. */
const visitsOf = (placed: Sql): Sql => sql`list_filter(${placed}, lambda stage, place: place = 1 OR stage <> ${placed}[place - 1])`;

/** By name, as ids follow the order of the blueprint: a link must not come to mean other stages when that changes. */
const stageHash = hashOf(sql`list_transform(stages, lambda stage: name_codes[stage + 1])`);

/** Each activity at its first occurrence only. Linear in the steps for a handful of activities; never the square of a long trace. */
const folded = sql`list_filter(activities, lambda activity, place: list_position(activities, activity) = place)`;

/**
 * Variants, and `case_variant` (trace_hash → variant_id).
 *
 * The list of activities is built once per distinct trace, from the case with the lowest key. Ids are given in order of
 * first appearance and mean something within one data version only. `hash` is made of the list, so it is the same in
 * every version and fit for a link. Known variants are found by their list, never by `trace_hash`. Their stages are
 * those of the blueprint in force: when it changes them, every case is derived again.
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
    INSERT INTO variant (variant_id, hash, activities, cases, stages, stage_hash, fold_hash)
    SELECT variant_id, ${hashOf(sql`activities`)}, activities, cases, stages, ${stageHash}, ${hashOf(folded)}
    FROM (
      SELECT variant_id, activities, cases, name_codes, ${visitsOf(sql`placed`)} AS stages
      FROM (
        SELECT c.variant_id, c.activities, c.cases, d.name_codes,
               list_filter(list_transform(c.activities, lambda activity: d.stage_of[activity]), lambda stage: stage IS NOT NULL) AS placed
        FROM case_variant c
        CROSS JOIN (${design}) d
        WHERE NOT c.known))
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

/**
 * Numbers the variants by the lowest key of their cases again, as deriving all cases at once does: what the tables say does not
 * depend on the imports that filled them. Where only new cases were added, nothing changes.
 */
export async function numberVariants(run: Run): Promise<void> {
  await run.do(sql`
    CREATE OR REPLACE TEMP TABLE variant_number AS
    SELECT variant_id, number
    FROM (SELECT variant_id, CAST(row_number() OVER (ORDER BY min(case_key)) AS INTEGER) AS number FROM case_fact GROUP BY variant_id)
    WHERE number <> variant_id`);
  const [found] = await run.ask<{ moved: number }>(sql`SELECT count(*) AS moved FROM variant_number`);
  if ((found?.moved ?? 0) > 0) {
    for (const table of ['case_fact', 'variant']) {
      await run.do(sql`
        UPDATE ${identifier(table)} SET variant_id = n.number FROM variant_number n WHERE n.variant_id = ${identifier(table)}.variant_id`);
    }
  }
  await dropTables(run, 'variant_number');
}

/** After stages were given other names: the hash of every sequence of stages again. Nothing else of a variant knows names. */
export async function renameStages(session: Session): Promise<void> {
  await session.run(sql`
    UPDATE variant SET stage_hash = ${stageHash}
    FROM (${design}) d`);
}

export const dropVariants = (run: Run): Promise<void> => dropTables(run, 'case_variant');
