import type { Session } from '../../engine/engine.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import type { Instrument } from '../../model/feedback.ts';
import type { Plan } from '../recognise/plan.ts';
import { addComments, isHereWithComment, notesOnComments } from './answer-comments.ts';
import { holdsAnswers } from './events.ts';
import { findScales, type Scale } from './feedback.ts';
import { notesOnScales } from './notes.ts';
import { columnWith, hashPart, xor } from './staging.ts';

const ANSWERS = raw('temp.case_answer');

/** The answers that the rows of a file of events brought. */
export interface WrittenAnswers {
  readonly accepted: number;
  /** Answers that were here without a comment and have one now. */
  readonly changed: number;
  readonly notes: readonly string[];
}

/**
 * Writes what customers said of their case, out of columns of a file of events, to `feedback`, linked to the case.
 *
 * A score and a comment that are the same wherever they stand in the rows of a case are one answer; else each different pair
 * is one. It was given at the time in its column, else at the time of the last row that carries it. An answer is known again
 * by its case, its score, its comment and the time in its column. Expects the staged rows and `incoming_case`.
 */
export async function writeAnswers(
  session: Session,
  options: { importSeq: number; plan: Plan; numbered: Sql; instrument: Instrument | undefined },
  signal?: AbortSignal,
): Promise<WrittenAnswers> {
  const { importSeq, plan, numbered, instrument } = options;
  if (!holdsAnswers(plan)) return { accepted: 0, changed: 0, notes: [] };
  await session.run(sql`CREATE OR REPLACE TEMP TABLE case_answer AS ${answersOf(numbered)}`, { signal });
  const scales = await findScales(session, plan, instrument, signal, ANSWERS);
  const out = await outsideScale(session, scales);
  const changed = await addComments(session, ANSWERS, signal);
  const rows = scales.map(({ instrument: name, min, max }) => sql`(${name}, CAST(${min} AS DOUBLE), CAST(${max} AS DOUBLE))`);
  const accepted =
    rows.length === 0
      ? 0
      : await session.run(
          sql`
            INSERT INTO feedback (import_seq, line, answered_at, instrument, score, scale_min, scale_max, higher_is_better, comment, case_ref, case_key,
                                  link_method, link_confidence, identity)
            SELECT ${importSeq}, a.line, a.answered_at, s.instrument, a.score, CASE WHEN a.score IS NOT NULL THEN s.low END,
                   CASE WHEN a.score IS NOT NULL THEN s.high END, true, a.comment, a.case_ref, c.case_key, 'case', 1, a.identity
            FROM ${ANSWERS} a
            JOIN incoming_case c ON c.case_id = a.case_ref
            CROSS JOIN (VALUES ${join(rows)}) s(instrument, low, high)
            WHERE coalesce(a.score BETWEEN s.low AND s.high, a.comment IS NOT NULL)
              AND a.identity NOT IN (SELECT identity FROM feedback) AND NOT ${isHereWithComment}
            ORDER BY a.line`,
          { signal },
        );
  const [found] = await session.query<{ answers: number; unreadable: number; example: string | null }>(sql`
    SELECT (SELECT count(*) FROM ${ANSWERS}) AS answers, count(*) AS unreadable, min(score_text) AS example
    FROM ${numbered} WHERE reason IS NULL AND score_text IS NOT NULL AND score IS NULL`);
  await session.run(sql`DROP TABLE ${ANSWERS}`);
  const words = wordsOf({ plan, scales, accepted, out, ...(found ?? { answers: 0, unreadable: 0, example: null }) });
  return { accepted, changed, notes: [...words, ...notesOnComments(changed)] };
}

/** One row per answer: its case, the record of the last row that carries it, and what was said. */
function answersOf(numbered: Sql): Sql {
  const identity = xor([raw('hash(case_ref, score)'), hashPart('comment', raw('comment')), hashPart('answered', raw('said_at'))]);
  return sql`
    WITH carried AS (
      SELECT case_id AS case_ref, score, comment, answered_at AS said_at, coalesce(completed_at, started_at) AS happened_at, line
      FROM ${numbered} WHERE reason IS NULL AND (score IS NOT NULL OR comment IS NOT NULL)
    ), single AS (
      SELECT case_ref FROM carried GROUP BY case_ref
      HAVING count(DISTINCT score) <= 1 AND count(DISTINCT comment) <= 1 AND count(DISTINCT said_at) <= 1
    ), answer AS (
      SELECT case_ref, max(score) AS score, max(comment) AS comment, max(said_at) AS said_at, max(happened_at) AS happened_at, max(line) AS line
      FROM carried SEMI JOIN single USING (case_ref) GROUP BY case_ref
      UNION ALL
      SELECT case_ref, score, comment, said_at, max(happened_at), max(line)
      FROM carried ANTI JOIN single USING (case_ref) GROUP BY case_ref, score, comment, said_at
    )
    SELECT *, coalesce(said_at, happened_at) AS answered_at, CAST(NULL AS VARCHAR) AS said, CAST(NULL AS VARCHAR) AS reason,
           CAST(${identity} AS HUGEINT) * 4294967296 AS identity
    FROM answer`;
}

/** Scores that no scale of the file holds. */
async function outsideScale(session: Session, [scale]: readonly Scale[]): Promise<{ answers: number; example: number | null }> {
  if (scale === undefined) return { answers: 0, example: null };
  const [row] = await session.query<{ answers: number; example: number | null }>(sql`
    SELECT count(*) AS answers, min(score) AS example FROM ${ANSWERS} WHERE NOT (score BETWEEN ${scale.min} AND ${scale.max})`);
  return row ?? { answers: 0, example: null };
}

function wordsOf(of: {
  plan: Plan;
  scales: readonly Scale[];
  accepted: number;
  answers: number;
  out: { answers: number; example: number | null };
  unreadable: number;
  example: string | null;
}): string[] {
  const { plan, scales, accepted, answers, out, unreadable, example } = of;
  const count = (many: number, one: string) => `${many.toLocaleString('en-GB')} ${many === 1 ? one : `${one}s`}`;
  const columns = [columnWith(plan, 'score'), columnWith(plan, 'comment')].flatMap((one) => (one === undefined ? [] : [`“${one.name}”`]));
  if (answers === 0) return [`${columns.join(' and ')} ${columns.length === 1 ? 'holds' : 'hold'} no answer.`];
  const when = columnWith(plan, 'answered-at') === undefined ? ' Each counts as given at the time of the last row that carries it.' : '';
  const old = answers - accepted - out.answers;
  return [
    `${columns.join(' and ')} brought ${count(accepted, 'answer')}, linked to their cases.${when}`,
    ...(old > 0 ? [`${count(old, 'answer')} ${old === 1 ? 'was' : 'were'} here already.`] : []),
    ...notesOnScales(scales, { ...plan, columns: plan.columns.filter(({ role }) => role !== 'attribute') }),
    ...(out.answers > 0
      ? [
          `${count(out.answers, 'answer')} ${out.answers === 1 ? 'lies' : 'lie'} outside the scale and ${out.answers === 1 ? 'was' : 'were'} left out, ${out.example ?? ''} for instance.`,
        ]
      : []),
    ...(unreadable > 0
      ? [
          `${count(unreadable, 'row')} ${unreadable === 1 ? 'has' : 'have'} a score that is no number, “${example ?? ''}” for instance. The events were taken, the scores left out.`,
        ]
      : []),
  ];
}
