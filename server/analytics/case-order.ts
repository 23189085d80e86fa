import { Type } from 'typebox';
import { and, empty, raw, sql, type Sql } from '../../engine/sql.ts';
import { BadRequest } from '../../model/problem.ts';
import { OneOf } from '../../model/units.ts';
import { rawCaseAnswers } from './answers.ts';
import type { Asked } from './analytic.ts';
import { ofCase } from './case-rows.ts';
import { columnOf } from './filters.ts';
import { inScope, isComplete } from './scope.ts';

/** What a list of cases can be sorted by, besides `attribute:NAME`: the expression over `case_fact` (alias `c`). */
const SORTS: Readonly<Record<string, string>> = {
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
};
const OF_ATTRIBUTE = 'attribute:';

/** The order of a list of cases and the part of it that is looked for. */
export const orderParams = {
  sort: Type.String({ default: 'throughputMs', description: `${[...Object.keys(SORTS), 'complete'].join(', ')}, or attribute:NAME.` }),
  order: Type.Unsafe<'asc' | 'desc'>({ ...OneOf(['asc', 'desc']), default: 'desc' }),
  search: Type.String({ default: '', maxLength: 200, description: 'Only cases whose id has this in it, capital letters or not.' }),
};
export interface CaseOrder {
  readonly sort: string;
  readonly order: 'asc' | 'desc';
  readonly search: string;
}

/** The expression that sorts, over `case_fact` (alias `c`) and, for the score, `r`; refuses with `BadRequest` what is no field of a case. */
export function sortedBy({ process, params, attributes }: Asked<CaseOrder>): Sql {
  const { sort } = params;
  if (sort === 'complete') return isComplete(process);
  const known = Object.hasOwn(SORTS, sort) ? SORTS[sort] : undefined;
  if (known !== undefined) return raw(known);
  if (!sort.startsWith(OF_ATTRIBUTE)) {
    throw new BadRequest(
      'sort',
      `Cases can't be sorted by “${sort}”.`,
      `It takes ${[...Object.keys(SORTS), 'complete', 'attribute:NAME'].join(', ')}.`,
    );
  }
  const name = sort.slice(OF_ATTRIBUTE.length);
  const attribute = ofCase(attributes).find((one) => one.name === name);
  if (attribute !== undefined) return sql`c.${columnOf(attribute)}`;
  const varies = attributes.some((one) => one.name === name);
  throw new BadRequest(
    'sort',
    varies ? `“${name}” varies within a case, so cases can't be sorted by it.` : `There is no attribute called “${name}” to sort cases by.`,
  );
}

/** The cases of the list as rows of `case_id`, `case_key` and `sorted`: those in the scope whose id has the text looked for. */
export function listedCases(asked: Asked<CaseOrder>): Sql {
  const answered = asked.params.sort === 'score' ? sql` LEFT JOIN (${rawCaseAnswers(asked.process)}) r ON r.case_key = c.case_key` : empty;
  return sql`SELECT c.case_id, c.case_key, ${sortedBy(asked)} AS sorted FROM case_fact c${answered} WHERE ${isListed(asked)}`;
}

/** Whether a case (alias `c`) is in the scope and has the text looked for in its id. */
export function isListed(asked: Asked<CaseOrder>): Sql {
  const { search } = asked.params;
  return search === '' ? inScope(asked) : and([inScope(asked), sql`position(lower(${search}) IN lower(c.case_id)) > 0`]);
}

/** The order of rows (alias given) with `sorted` and `case_id`: those without a value last, equal ones by id. `back` reads it from the end. */
export function inOrder({ params }: Asked<CaseOrder>, alias: string, back = false): Sql {
  const falling = (params.order === 'desc') !== back;
  return raw(
    `${alias}.sorted IS NULL${back ? ' DESC' : ''}, ${alias}.sorted ${falling ? 'DESC' : 'ASC'}, ${alias}.case_id${back ? ' DESC' : ''}`,
  );
}

/** Whether one row stands before another in the order of the list; both have `sorted` and `case_id`. */
export function standsBefore({ params }: Asked<CaseOrder>, one: string, other: string): Sql {
  const sooner = params.order === 'desc' ? '>' : '<';
  return raw(
    `CASE WHEN ${one}.sorted IS NULL THEN ${other}.sorted IS NULL AND ${one}.case_id < ${other}.case_id
               WHEN ${other}.sorted IS NULL THEN true
               ELSE ${one}.sorted ${sooner} ${other}.sorted OR (${one}.sorted = ${other}.sorted AND ${one}.case_id < ${other}.case_id) END`,
  );
}
