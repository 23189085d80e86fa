import { Type } from 'typebox';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import type { Row } from '../../engine/engine.ts';
import { Count, Instant, Milliseconds, OrNull } from '../../model/units.ts';
import type { Attribute, Asked } from './analytic.ts';
import { columnOf } from './filters.ts';
import { isComplete } from './scope.ts';

/** What is known of one case: a row of the list, and the head of its own page. */
export const caseFields = {
  case: Type.String(),
  arrivedAt: Instant,
  deliveredAt: OrNull(Instant),
  lastAt: Instant,
  complete: Type.Boolean(),
  variant: Type.Integer(),
  steps: Count,
  throughputMs: Milliseconds,
  deliveryMs: OrNull(Milliseconds),
  processingMs: Milliseconds,
  waitingMs: Milliseconds,
  rework: Count,
  handovers: Count,
  score: OrNull(Type.Number({ description: 'Latest answer about the whole case, as it was given.' })),
  attributes: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])),
};

/** The columns of a case (alias `c`), its answer as alias `r`, attributes as `a<id>`. */
export const caseColumns = ({ process, attributes }: Asked): Sql => sql`
      c.case_id AS "case", c.arrived_at, c.delivered_at, c.last_at, ${isComplete(process)} AS complete, c.variant_id AS variant,
      c.steps, c.throughput_ms, c.delivery_ms, c.processing_ms, c.waiting_ms, c.rework, c.handovers, r.score${join([raw(''), ...ofCase(attributes).map((one) => sql`c.${columnOf(one)}`)])}`;

/** The row with its attributes gathered under their names. */
export function caseRow(row: Row, attributes: readonly Attribute[]): Row {
  const gathered: Row = {};
  for (const { id, name } of ofCase(attributes)) gathered[name] = row[`a${id}`] ?? null;
  const rest: Row = {};
  // taking fields out of an object would make it slow, and a file has a million of them
  for (const field of CASE_FIELDS) if (field !== 'attributes') rest[field] = row[field];
  rest.attributes = gathered;
  return rest;
}
const CASE_FIELDS = Object.keys(caseFields);

export const ofCase = (attributes: readonly Attribute[]) => attributes.filter(({ level }) => level === 'case');
