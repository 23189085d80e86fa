import { raw, sql, type Sql } from '../../engine/sql.ts';
import type { Asked } from './analytic.ts';
import { between, choosesCases, periodBounds, type Chosen } from './scope.ts';

/**
 * Whether an answer (alias `f`) belongs to the scope. An answer with a case follows its case; one without counts
 * as long as the scope does not choose among cases, and lies in the period when it was given in it (`at`).
 */
export function answersInScope(asked: Asked, chosen: Chosen, at: Sql = raw('f.answered_at')): Sql {
  const { from, to } = periodBounds(asked);
  if (choosesCases(asked)) return sql`(f.case_key IS NOT NULL AND ${chosen.has('f')})`;
  if (from === null && to === null) return raw('true');
  return sql`((f.case_key IS NOT NULL AND ${chosen.has('f')}) OR (f.case_key IS NULL AND ${between(at, from, to)}))`;
}
