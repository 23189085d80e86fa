import type { Session } from '../../engine/engine.ts';
import { raw, sql, type Sql } from '../../engine/sql.ts';

const COMPLETED = raw('temp.completed_answer');

/** The same answer: of one case, at one time, with one score. One that names no case or no time is like no other. */
const SAME = raw('f.case_ref = a.case_ref AND f.answered_at = a.answered_at AND f.score IS NOT DISTINCT FROM a.score');

/**
 * Gives answers that an earlier import brought without a comment the comment that this file has for them.
 *
 * `answers` is a relation with `case_ref`, `score`, `answered_at`, `comment`, `identity` and `line`. The answer takes the identity of its
 * new row over, so that neither this file nor the earlier one brings it a second time (`isHereWithComment`). Answers how many.
 */
export async function addComments(session: Session, answers: Sql, signal?: AbortSignal): Promise<number> {
  await session.run(
    sql`
      CREATE OR REPLACE TEMP TABLE completed_answer AS
      SELECT min(f.identity) AS before, arg_min(a.identity, a.line) AS identity, arg_min(a.comment, a.line) AS comment
      FROM feedback f JOIN ${answers} a ON ${SAME}
      WHERE f.comment IS NULL AND a.comment IS NOT NULL AND a.identity NOT IN (SELECT identity FROM feedback)
      GROUP BY f.case_ref, f.answered_at, f.score`,
    { signal },
  );
  const changed = await session.run(
    sql`UPDATE feedback SET comment = c.comment, identity = c.identity FROM ${COMPLETED} c WHERE feedback.identity = c.before`,
    { signal },
  );
  await session.run(sql`DROP TABLE ${COMPLETED}`);
  return changed;
}

/** Whether an answer `a` has no comment and is here already with one. */
export const isHereWithComment: Sql = sql`(a.comment IS NULL AND EXISTS (SELECT 1 FROM feedback f WHERE f.comment IS NOT NULL AND ${SAME}))`;

/** What is said of answers that got their comment. */
export const notesOnComments = (changed: number): string[] =>
  changed === 0
    ? []
    : [
        changed === 1
          ? 'One answer that was here already got its comment.'
          : `${changed.toLocaleString('en-GB')} answers that were here already got their comments.`,
      ];
