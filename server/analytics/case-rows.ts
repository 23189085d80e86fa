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
  const rest = { ...row };
  const gathered: Row = {};
  for (const { id, name } of ofCase(attributes)) {
    gathered[name] = rest[`a${id}`] ?? null;
    delete rest[`a${id}`];
  }
  return { ...rest, attributes: gathered };
}

export const ofCase = (attributes: readonly Attribute[]) => attributes.filter(({ level }) => level === 'case');
