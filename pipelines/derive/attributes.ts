import { identifier, join, raw, sql, type Sql } from '../../engine/sql.ts';
import type { ValueType } from '../../model/event-log.ts';
import { dropTables, type Run } from './run.ts';

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

/**
 * The value of each attribute in each case: kept when all rows of the case that name one agree, else null.
 *
 * An attribute is of the case when it is constant in every case, else of the event. Deriving some cases again can
 * only take it from the case to the event, as rows are only ever added; deriving all of them decides anew.
 */
export async function gatherAttributes(run: Run, attributes: readonly AttributeColumn[]): Promise<void> {
  for (let from = 0; from < attributes.length; from += AT_ONCE) {
    const some = attributes.slice(from, from + AT_ONCE);
    const table = identifier(some[0]?.table ?? '');
    await run.do(sql`
      CREATE OR REPLACE TEMP TABLE ${table} AS
      SELECT case_key, ${join(
        some.flatMap(({ column, id }) => [
          sql`CASE WHEN min(${column}) = max(${column}) THEN min(${column}) END AS ${column}`,
          sql`coalesce(min(${column}) <> max(${column}), false) AS ${identifier(`varies_${id}`)}`,
        ]),
      )}
      FROM ${run.source}
      GROUP BY case_key`);
    for (const { id } of some) {
      await run.do(sql`
        UPDATE attribute
        SET level = CASE WHEN (SELECT bool_or(${identifier(`varies_${id}`)}) FROM ${table}) THEN 'event' ELSE 'case' END
        WHERE id = ${id} AND (${run.first} OR level <> 'event' OR level IS NULL)`);
    }
  }
}

export const dropAttributes = (run: Run, attributes: readonly AttributeColumn[]): Promise<void> =>
  dropTables(run, ...new Set(attributes.map((one) => one.table)));
