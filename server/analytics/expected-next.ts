import { raw, sql, type Sql } from '../../engine/sql.ts';
import type { ProcessContext } from './analytic.ts';
import { isComplete, type NamedQuery } from './scope.ts';

/**
 * Named query `follows`: what most often follows an activity among the complete cases of the process, whatever the filter:
 * `activity, to_id` (a stage, or an activity). At equal counts the one that comes first in the blueprint, in the file.
 * An activity that ends every case has no row. Notes are passed over as far as the steps say what lies behind them.
 */
export const followsQuery = (process: ProcessContext, level: 'stage' | 'activity'): NamedQuery => [
  'follows',
  sql`SELECT f.activity, f.to_id
      FROM (SELECT q.activity, q.to_id, row_number() OVER (PARTITION BY q.activity ORDER BY q.n DESC, q.to_id) AS place
            FROM (SELECT s.activity, ${raw(level === 'stage' ? 'b.stage' : 'b.id')} AS to_id, count(*) AS n
                  FROM step s JOIN activity b ON b.id = coalesce(s.gap_to, s.next_activity)
                  WHERE s.case_key IN (SELECT c.case_key FROM case_fact c WHERE ${isComplete(process)})
                  GROUP BY 1, 2) q) f
      WHERE f.place = 1`,
];

/** The case (alias `c`) is open and none of its steps runs: it waits for what comes next. Steps without an end run while their case is open. */
export const isExpecting = (process: ProcessContext): Sql =>
  sql`NOT ${isComplete(process)} AND c.case_key NOT IN (SELECT r.case_key FROM step r WHERE r.completed_at IS NULL)`;
