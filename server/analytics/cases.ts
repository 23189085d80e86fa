import { Type } from 'typebox';
import { raw, sql } from '../../engine/sql.ts';
import { OneOf } from '../../model/units.ts';
import { rawCaseAnswers } from './answers.ts';
import { analytic } from './analytic.ts';
import { caseColumns, caseFields, caseRow } from './case-rows.ts';
import { inScope } from './scope.ts';

const SORTS = {
  case: 'c.case_id',
  arrivedAt: 'c.arrived_at',
  deliveredAt: 'c.delivered_at',
  lastAt: 'c.last_at',
  variant: 'c.variant_id',
  steps: 'c.steps',
  throughputMs: 'c.throughput_ms',
  deliveryMs: 'c.delivery_ms',
  processingMs: 'c.processing_ms',
  waitingMs: 'c.waiting_ms',
  rework: 'c.rework',
  handovers: 'c.handovers',
  score: 'r.score',
} as const;

const Params = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 50 }),
    offset: Type.Integer({ minimum: 0, default: 0 }),
    sort: Type.Unsafe<keyof typeof SORTS>({ ...OneOf(Object.keys(SORTS)), default: 'throughputMs' }),
    order: Type.Unsafe<'asc' | 'desc'>({ ...OneOf(['asc', 'desc']), default: 'desc' }),
  },
  { additionalProperties: false },
);

/** Cases. Grain: one row per case of the scope; `n` is how many there are. Sources: `case_fact`, `feedback`. */
export const cases = analytic({
  id: 'cases',
  question: 'Which cases are these?',
  definition:
    'Every case of the scope with its times. Throughput is last complete minus arrival, delivery the latest complete of a stage before delivery minus ' +
    'arrival; for an open case both are as far as it is known. Waiting is throughput minus processing, processing the time in which a step ran. ' +
    'Score is its latest answer about the whole case, as it was given.',
  caveats: ['Cases without a value come last, in either order.'],
  params: Params,
  row: Type.Object(caseFields),
  queries: (asked) => {
    const { sort, order, limit, offset } = asked.params;
    const by = raw(SORTS[sort]);
    return {
      rows: sql`
      WITH case_answer AS (${rawCaseAnswers(asked.process)})
      SELECT ${caseColumns(asked)}
      FROM case_fact c LEFT JOIN case_answer r ON r.case_key = c.case_key
      WHERE ${inScope(asked)}
      ORDER BY ${by} IS NULL, ${by} ${raw(order === 'asc' ? 'ASC' : 'DESC')}, c.case_id
      LIMIT ${limit} OFFSET ${offset}`,
      count: sql`SELECT count(*) AS n FROM case_fact c WHERE ${inScope(asked)}`,
    };
  },
  answer: ({ rows, count }, { attributes }) => ({
    n: Number(count?.[0]?.n ?? 0),
    rows: (rows ?? []).map((row) => caseRow(row, attributes)),
  }),
});
