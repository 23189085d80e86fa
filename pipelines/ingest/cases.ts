import type { Session } from '../../engine/engine.ts';
import { identifier, join, raw, sql, type Sql } from '../../engine/sql.ts';
import type { Plan } from '../recognise/plan.ts';
import type { TextTable } from '../sources/table.ts';
import { TOTAL_ALONE } from '../sources/totals.ts';
import { literal } from '../recognise/parse.ts';
import { attributeValue, SQL_TYPES, type PlannedAttribute } from './events.ts';
import { columnWith, hashPart, stageRows, textOf, textWith, timesOf, utcWith, xor } from './staging.ts';

/** What the rows of a case table became. */
export interface WrittenCases {
  readonly accepted: number;
  readonly duplicates: number;
  /** Cases that more than one row of the file names with different values. The last of them counts. */
  readonly contradicted: { readonly cases: number; readonly example: string | null; readonly line: number | null };
  /** Cases with new values that have no event yet. */
  readonly waiting: number;
  readonly cases: number;
}

/** Reads a case table into `incoming`: case, arrival and attributes. A row needs a case. */
export async function stageCases(
  session: Session,
  table: TextTable,
  plan: Plan,
  attributes: readonly PlannedAttribute[],
  zone: string | null,
  signal?: AbortSignal,
): Promise<void> {
  const arrival = columnWith(plan, 'arrival');
  await stageRows(
    session,
    table,
    {
      times: timesOf(plan),
      values: [
        sql`${textWith(plan, 'case')} AS case_id`,
        sql`${utcWith(plan, 'arrival', zone)} AS arrived_at`,
        ...attributes.map((one) => sql`${attributeValue(one, zone)} AS ${identifier(`a${one.id}`)}`),
      ],
      further: [sql`${fingerprintOf(attributes)} AS fingerprint`],
      reason: sql`
        CASE
          WHEN case_id IS NULL                                                               THEN 'no_case'
          WHEN ${arrival === undefined ? raw('false') : sql`${textOf(arrival)} IS NOT NULL AND arrived_at IS NULL`} THEN 'unreadable_arrival'
        END`,
      maybeTotal: sql`coalesce(regexp_matches(case_id, ${literal(TOTAL_ALONE)}, 'i'), false)`,
      columns: { no_case: columnWith(plan, 'case'), unreadable_arrival: arrival },
    },
    signal,
  );
}

/** The identity of a case row: its case and its values. A column that is absent equals an empty one. */
const fingerprintOf = (attributes: readonly PlannedAttribute[], arrival: Sql = raw('arrived_at')): Sql =>
  xor([
    raw('hash(case_id)'),
    hashPart('arrival', arrival),
    ...attributes.map(({ id, column }) => hashPart(`attribute ${column.name}`, sql`CAST(${identifier(`a${id}`)} AS VARCHAR)`)),
  ]);

/**
 * Writes the rows of a case table to `case_row`, in the order of the file. Expects the attributes written
 * (`writeAttributes`) and `known`, a question for `case_id` and `case_key` of all cases that have events.
 *
 * A case whose last row says what its newest row said before is left as it is; of a file that was imported before, so is each
 * case of which all was known. Leaves the cases that come out otherwise in the temporary table `touched(case_key)`, `touched_case` unless said otherwise.
 */
export async function writeCaseRows(
  session: Session,
  options: { importSeq: number; rows: Sql; attributes: readonly PlannedAttribute[]; known: Sql; sha256: string; touched?: string },
  signal?: AbortSignal,
): Promise<WrittenCases> {
  const { importSeq, rows, attributes, known, sha256, touched = 'touched_case' } = options;
  const columns = attributes.map(({ id }) => identifier(`a${id}`));
  for (const { id, type } of attributes) {
    const column = identifier(`a${id}`);
    await session.run(sql`ALTER TABLE case_row ADD COLUMN IF NOT EXISTS ${column} ${raw(SQL_TYPES[type])}`);
    await session.run(sql`ALTER TABLE case_row ALTER ${column} TYPE ${raw(SQL_TYPES[type])}`);
  }
  const listed = join(
    columns.map((column) => sql`, ${column}`),
    '',
  );
  await session.run(
    sql`
      CREATE OR REPLACE TEMP TABLE incoming_case_row AS
      SELECT case_id, line, arrived_at, CAST(fingerprint AS HUGEINT) AS identity${listed} FROM ${rows}`,
    { signal },
  );
  await session.run(
    sql`
      CREATE OR REPLACE TEMP TABLE fresh_case AS
      WITH given AS (SELECT case_id, arg_max(identity, line) AS identity, max(line) AS line, count(DISTINCT identity) AS said FROM incoming_case_row GROUP BY case_id),
           newest AS (SELECT case_id, arg_max(identity, CAST(import_seq AS BIGINT) * 4294967296 + line) AS identity FROM case_row SEMI JOIN given USING (case_id) GROUP BY case_id)
      SELECT g.case_id, g.line, g.said > 1 AS contradicted,
             n.identity IS DISTINCT FROM g.identity
             AND NOT (EXISTS (SELECT 1 FROM import_commit WHERE sha256 = ${sha256} AND import_seq <> ${importSeq})
                      AND g.identity IN (SELECT identity FROM case_row)) AS fresh
      FROM given g LEFT JOIN newest n ON n.case_id = g.case_id`,
    { signal },
  );
  const accepted = await session.run(
    sql`
      INSERT INTO case_row (import_seq, line, case_id, arrived_at, identity${listed})
      SELECT ${importSeq}, i.line, i.case_id, i.arrived_at, i.identity${listed}
      FROM incoming_case_row i SEMI JOIN (SELECT case_id FROM fresh_case WHERE fresh) USING (case_id)
      ORDER BY i.line`,
    { signal },
  );
  await session.run(
    sql`
      CREATE OR REPLACE TEMP TABLE ${raw(touched)} AS
      SELECT case_key FROM (${known}) SEMI JOIN (SELECT case_id FROM fresh_case WHERE fresh) USING (case_id)`,
    { signal },
  );
  const [row] = await session.query<{
    rows: number;
    cases: number;
    touched: number;
    contradicted: number;
    example: string | null;
    line: number | null;
  }>(sql`
    SELECT (SELECT count(*) FROM incoming_case_row)                       AS rows,
           count(*) FILTER (fresh)                                        AS cases,
           (SELECT count(*) FROM temp.${raw(touched)})                           AS touched,
           count(*) FILTER (contradicted)                                 AS contradicted,
           arg_min(case_id, line) FILTER (contradicted)                   AS example,
           min(line) FILTER (contradicted)                                AS line
    FROM fresh_case`);
  return {
    accepted,
    duplicates: (row?.rows ?? 0) - accepted,
    contradicted: { cases: row?.contradicted ?? 0, example: row?.example ?? null, line: row?.line ?? null },
    waiting: (row?.cases ?? 0) - (row?.touched ?? 0),
    cases: row?.touched ?? 0,
  };
}

/** The rows of a staged wide file as case rows: one for each record that brought an event. */
export const caseRowsOf = (numbered: Sql, attributes: readonly PlannedAttribute[]): Sql => sql`
  (SELECT case_id, line, arrived_at, ${fingerprintOf(attributes)} AS fingerprint${join(
    attributes.map(({ id }) => sql`, ${identifier(`a${id}`)}`),
    '',
  )}
   FROM (SELECT case_id, line, CAST(NULL AS TIMESTAMP) AS arrived_at${join(
     attributes.map(({ id }) => sql`, any_value(${identifier(`a${id}`)}) AS ${identifier(`a${id}`)}`),
     '',
   )}
         FROM ${numbered} WHERE reason IS NULL GROUP BY case_id, line))`;

/** The staged rows of a case table. */
export const acceptedCases = (numbered: Sql): Sql => sql`(SELECT * FROM ${numbered} WHERE reason IS NULL)`;

export const CASE_ROW_TABLES = ['incoming_case_row', 'fresh_case'] as const;

/** What should be known about the rows of a case table. */
export function notesOnCases({ contradicted, waiting, cases }: WrittenCases): string[] {
  const count = (many: number) => `${many.toLocaleString('en-GB')} ${many === 1 ? 'case' : 'cases'}`;
  const notes = [];
  if (cases > 0) notes.push(`${count(cases)} ${cases === 1 ? 'has' : 'have'} other values than before.`);
  if (contradicted.cases > 0)
    notes.push(
      `${count(contradicted.cases)} ${contradicted.cases === 1 ? 'has' : 'have'} several rows with different values, “${contradicted.example ?? ''}” for instance. The last row of the file counts, for that case row ${(contradicted.line ?? 0).toLocaleString('en-GB')}.`,
    );
  if (waiting > 0)
    notes.push(
      `${count(waiting)} of this file ${waiting === 1 ? 'has' : 'have'} no event yet. The values are kept and joined when the case arrives.`,
    );
  return notes;
}
