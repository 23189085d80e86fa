import { join, raw, sql, type Sql } from '../../engine/sql.ts';

/**
 * What the columns of a list of rejected rows begin with that were not in the file: why a row was refused.
 *
 * Such a list has the columns of its file first, is repaired in a spreadsheet or an editor, and imported again: these
 * columns are left out then.
 */
export const REPAIR_COLUMN = 'rejected: ';

export const isRepairColumn = (name: string): boolean => name.toLowerCase().startsWith(REPAIR_COLUMN);

/** A list of rejected rows that comes back. */
export const isRepairList = (names: readonly string[]): boolean => names.some(isRepairColumn);

/** An apostrophe that was written so that a spreadsheet doesn't run the text after it as a formula. */
const GUARDED = /^'('*[=+\-@\t\r])/;

/** A field of such a list as it stood in the file. The inverse of `withApostrophe`. */
export const withoutApostrophe = (field: string): string => field.replace(GUARDED, '$1');

/** A field as it stands in such a list: text that a spreadsheet would run as a formula begins with an apostrophe. */
export const withApostrophe = (field: string): string => (/^'*[=+\-@\t\r]/.test(field) ? `'${field}` : field);

/** Rows of such a list, read as `c0`, `c1`, …, with every field as it stood in the file. */
export function withoutApostrophes(rows: Sql, names: readonly string[]): Sql {
  const fields = names.map((_, index) => {
    const field = raw(`c${index}`);
    return sql`CASE WHEN starts_with(${field}, '''') AND regexp_matches(${field}, '^''+[=+\\-@\\t\\r]') THEN substr(${field}, 2) ELSE ${field} END AS ${field}`;
  });
  return sql`(SELECT ${join(fields)} FROM ${rows})`;
}
