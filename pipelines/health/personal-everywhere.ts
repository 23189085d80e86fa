import { identifier, join, raw, sql, type Sql } from '../../engine/sql.ts';
import { number } from '../../model/format.ts';
import { columnWith } from '../ingest/staging.ts';
import { literal } from '../recognise/parse.ts';
import type { Found, Look } from './look.ts';
import type { PersonalColumn } from './personal.ts';
import { personalProblems } from './personal-problems.ts';

/** Files of fewer rows were looked at by places that lie so close that next to nothing is left between them. */
const MANY_ROWS = 10_000;

const MAIL = String.raw`[\w.+%-]{1,64}@[\w-]{1,63}(\.[\w-]{1,63}){1,8}`;
/** With the country, or the area set apart: 8 digits and more, no date and no number of a case. */
const PHONE = String.raw`(^|[\s(:])(\+\d{1,3}[ ./-]?\(?\d{1,5}\)?([ ./-]?\d{2,5}){2,4}|\(?0\d{1,4}\)?[ /-]\d{3,5}[ /-]?\d{3,5})($|[\s),.;])`;

/**
 * Mail addresses and phone numbers in rows that the places looked at before (`personalColumns`) have missed: every row of
 * every column of text, refused rows too. One scan of the staged rows; no expression is run over a value without an @, or
 * without a plus or a group of digits that begins with 0. Columns of which it is known already are left out. Of names
 * of persons nothing is said here.
 */
export async function personalEverywhere(look: Look, known: readonly PersonalColumn[]): Promise<Found[]> {
  const columns = textColumns(look).filter(({ name }) => !known.some((one) => one.name === name));
  if (look.rows < MANY_ROWS || columns.length === 0) return [];
  const counts = columns.map(
    ({ text }, at) => sql`count(CASE WHEN ${holds(text)} THEN 1 END) AS ${raw(`n${at}`)}, count(${text}) AS ${raw(`m${at}`)}`,
  );
  const [row] = await look.session.query<Record<string, number>>(sql`SELECT ${join(counts)} FROM incoming`, { signal: look.signal });
  return columns.flatMap(({ name }, at) => {
    const [rows, filled] = [Number(row?.[`n${at}`] ?? 0), Number(row?.[`m${at}`] ?? 0)];
    if (rows === 0) return [];
    const column: PersonalColumn = { index: -1, name, kind: 'text', values: rows, looked: filled, examples: [] };
    const title = `“${name}” holds mail addresses or phone numbers: in ${number(rows)} of ${number(filled)} rows, all of which were looked at.`;
    return personalProblems([column], look).map((found) => ({ ...found, title, rows }));
  });
}

const holds = (text: Sql): Sql => sql`
  ((contains(${text}, '@') AND regexp_matches(${text}, ${literal(MAIL)}))
   OR ((contains(${text}, '+') OR contains(${text}, ' 0') OR starts_with(${text}, '0') OR contains(${text}, '(0')) AND length(${text}) >= 9
       AND regexp_matches(${text}, ${literal(PHONE)})))`;

function textColumns({ plan, attributes }: Look): { name: string; text: Sql }[] {
  const people = (['resource', 'team'] as const).flatMap((role) => {
    const column = columnWith(plan, role);
    return column === undefined ? [] : [{ name: column.name, text: identifier(role) }];
  });
  return [
    ...people,
    ...attributes.flatMap(({ id, column, type }) => (type === 'text' ? [{ name: column.name, text: identifier(`a${id}`) }] : [])),
  ];
}
