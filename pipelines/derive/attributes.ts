import { identifier, join, raw, sql, type Sql } from '../../engine/sql.ts';
import type { ValueType } from '../../model/event-log.ts';
import type { Session } from '../../engine/engine.ts';
import { dropTables, startRun, type Run } from './run.ts';

/** The column of an attribute in `event` and `case_fact`, and the temporary table that holds its value per case. */
export interface AttributeColumn {
  readonly id: number;
  readonly column: Sql;
  readonly table: string;
}

const COLUMN_TYPES: Record<ValueType, string> = { text: 'VARCHAR', number: 'DOUBLE', time: 'TIMESTAMP', boolean: 'BOOLEAN' };
/** Values of this many attributes are gathered in one pass: three hundred columns at once would not fit in memory. */
const AT_ONCE = 8;

/** `, a1, a2` to follow other columns. */
export const attributeColumns = (attributes: readonly AttributeColumn[]): Sql =>
  join(
    attributes.map((one) => sql`, ${one.column}`),
    '',
  );

/** Gives `case_fact` a column for every attribute of the log that has none yet. To be called before anything is written to it. */
export async function addAttributeColumns(run: Run): Promise<AttributeColumn[]> {
  const attributes = await run.ask<{ id: number; type: ValueType }>(sql`SELECT id, type FROM attribute ORDER BY id`);
  const present = new Set(
    (
      await run.ask<{ name: string }>(sql`
        SELECT column_name AS name
        FROM information_schema.columns
        WHERE table_schema = current_schema() AND table_name = 'case_fact'`)
    ).map((row) => row.name),
  );
  for (const { id, type } of attributes) {
    if (!present.has(`a${id}`)) await run.do(sql`ALTER TABLE case_fact ADD COLUMN ${identifier(`a${id}`)} ${raw(COLUMN_TYPES[type])}`);
  }
  return attributes.map(({ id }, at) => ({
    id,
    column: identifier(`a${id}`),
    table: `case_value_${Math.floor(at / AT_ONCE)}`,
  }));
}

/** Orders the rows of case tables: the newest is the highest. */
export const newness = sql`CAST(import_seq AS BIGINT) * 4294967296 + line`;

/** The attributes that case tables have brought. */
async function ofCaseRows(run: Run): Promise<ReadonlySet<string>> {
  const rows = await run.ask<{ name: string }>(sql`
    SELECT column_name AS name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = 'case_row'`);
  return new Set(rows.map(({ name }) => name));
}

/**
 * The values that case tables say of some cases: `case_id` and each of the columns, the newest value that is not empty.
 * `cases` is a relation with `case_id`.
 */
const saidOfCases = (columns: readonly AttributeColumn[], cases: Sql): Sql => sql`
  SELECT case_id, ${join(columns.map(({ column }) => sql`arg_max(${column}, ${newness}) AS ${column}`))}
  FROM case_row SEMI JOIN ${cases} USING (case_id)
  GROUP BY case_id`;

/**
 * Brings what case tables say into `case_fact`, for the cases in a relation with `case_key`, without deriving them again:
 * nothing but attributes depends on it. A value that no case table says stays as the events have it.
 */
export async function deriveAttributes(session: Session, cases: Sql, signal?: AbortSignal): Promise<void> {
  const run = startRun(session, false, signal);
  const attributes = await addAttributeColumns(run);
  const known = await ofCaseRows(run);
  const columns = attributes.filter(({ id }) => known.has(`a${id}`));
  for (let from = 0; from < columns.length; from += AT_ONCE) {
    const some = columns.slice(from, from + AT_ONCE);
    await run.do(sql`
      UPDATE case_fact SET ${join(some.map(({ column }) => sql`${column} = coalesce(s.${column}, case_fact.${column})`))}
      FROM (${saidOfCases(some, sql`(SELECT case_id FROM case_fact SEMI JOIN ${cases} USING (case_key))`)}) s
      WHERE s.case_id = case_fact.case_id`);
  }
}

/**
 * The value of each attribute in each case: what the newest row of a case table says, else the value of its rows when all
 * that name one agree, else null.
 *
 * An attribute is of the case when it is constant in every case, else of the event. Deriving some cases again can
 * only take it from the case to the event, as rows are only ever added; deriving all of them decides anew.
 */
export async function gatherAttributes(run: Run, attributes: readonly AttributeColumn[]): Promise<void> {
  const known = await ofCaseRows(run);
  for (let from = 0; from < attributes.length; from += AT_ONCE) {
    const some = attributes.slice(from, from + AT_ONCE);
    const table = identifier(some[0]?.table ?? '');
    const said = some.filter(({ id }) => known.has(`a${id}`));
    const ofEvents = sql`
      SELECT case_key, ${join(
        some.flatMap(({ column, id }) => [
          sql`CASE WHEN min(${column}) = max(${column}) THEN min(${column}) END AS ${column}`,
          sql`coalesce(min(${column}) <> max(${column}), false) AS ${identifier(`varies_${id}`)}`,
        ]),
      )}
      FROM ${run.source}
      GROUP BY case_key`;
    await run.do(sql`CREATE OR REPLACE TEMP TABLE ${table} AS ${said.length === 0 ? ofEvents : withSaid(ofEvents, said)}`);
    for (const { id } of some) {
      await run.do(sql`
        UPDATE attribute
        SET level = CASE WHEN (SELECT bool_or(${identifier(`varies_${id}`)}) FROM ${table}) THEN 'event' ELSE 'case' END
        WHERE id = ${id} AND (${run.first} OR level <> 'event' OR level IS NULL)`);
    }
  }
}

/** The values of the events with those of case tables in their place. Expects `case_start`. */
const withSaid = (ofEvents: Sql, said: readonly AttributeColumn[]): Sql => sql`
  SELECT e.* REPLACE (${join(said.map(({ column }) => sql`coalesce(s.${column}, e.${column}) AS ${column}`))})
  FROM (${ofEvents}) e
  LEFT JOIN case_start c ON c.case_key = e.case_key
  LEFT JOIN (${saidOfCases(said, sql`case_start`)}) s ON s.case_id = c.case_id`;

export const dropAttributes = (run: Run, attributes: readonly AttributeColumn[]): Promise<void> =>
  dropTables(run, ...new Set(attributes.map((one) => one.table)));
