import { Type } from 'typebox';
import { empty, sql, type Sql } from '../../engine/sql.ts';
import { rawCaseAnswers } from './answers.ts';
import { analytic, type Asked } from './analytic.ts';
import { inOrder, isListed, listedCases, orderParams, type CaseOrder } from './case-order.ts';
import { caseColumns, caseFields, caseRow } from './case-rows.ts';

const Params = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 50 }),
    offset: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 }),
    ...orderParams,
  },
  { additionalProperties: false },
);

/**
 * Cases. Grain: one row per case of the scope; `n` is how many there are. Sources: `case_fact`, `feedback`.
 *
 * Keys are sorted first and everything else is fetched for the rows of the page only, so that row 900,000 of a
 * million costs about what the first one does.
 */
export const cases = analytic({
  id: 'cases',
  question: 'Which cases are these?',
  definition:
    'Every case of the scope with its times. Throughput is last complete minus arrival, delivery the latest complete of a stage before delivery minus ' +
    'arrival; for an open case both are as far as it is known. Waiting is throughput minus processing, processing the time in which a step ran. ' +
    'Score is its latest answer about the whole case, as it was given.',
  caveats: ['Cases without a value come last, in either order; equal ones are in the order of their ids.'],
  params: Params,
  row: Type.Object(caseFields),
  queries: (asked) => ({
    rows: listOfCases(asked, asked.params),
    count: countOfCases(asked),
  }),
  answer: ({ rows, count }, { attributes }) => ({
    n: Number(count?.[0]?.n ?? 0),
    rows: (rows ?? []).map((row) => caseRow(row, attributes)),
  }),
});

/** The rows of the list in its order: a page of them, or all for a file. */
export function listOfCases(asked: Asked<CaseOrder>, page?: { readonly limit: number; readonly offset: number }): Sql {
  const part = page === undefined ? empty : sql` ORDER BY ${inOrder(asked, 'l')} LIMIT ${page.limit} OFFSET ${page.offset}`;
  return sql`
      WITH listed AS (${listedCases(asked)}),
      page AS (SELECT l.case_key, l.case_id, l.sorted FROM listed l${part}),
      case_answer AS (${rawCaseAnswers(asked.process)})
      SELECT ${caseColumns(asked)}
      FROM page p JOIN case_fact c ON c.case_key = p.case_key LEFT JOIN case_answer r ON r.case_key = c.case_key
      ORDER BY ${inOrder(asked, 'p')}`;
}

/** How many there are. */
export const countOfCases = (asked: Asked<CaseOrder>): Sql => sql`SELECT count(*) AS n FROM case_fact c WHERE ${isListed(asked)}`;
