import { raw, sql, type Sql } from '../../engine/sql.ts';
import { MIN_ANSWERS } from '../../model/feedback.ts';
import type { ProcessContext } from './analytic.ts';

/**
 * The instrument whose score is the score of the process: the blueprint's, else the one with most answers.
 * Null when nobody answered.
 */
export function primaryInstrument({ blueprint }: ProcessContext): Sql {
  if (blueprint.instrument !== undefined) return sql`${blueprint.instrument}`;
  return sql`(SELECT p.instrument FROM feedback p WHERE p.score IS NOT NULL GROUP BY p.instrument ORDER BY count(*) DESC, p.instrument LIMIT 1)`;
}

/** What is wanted of the score of whole cases, in its unit: the target of the measure of it; null when nothing is. */
export const scoreTarget = ({ blueprint }: ProcessContext): number | null =>
  blueprint.measures.find(({ of, where }) => of === 'score' && where?.stage === undefined)?.target ?? null;

/** A score turned so that more is better. */
const oriented = raw('(CASE WHEN f.higher_is_better THEN f.score ELSE f.scale_min + f.scale_max - f.score END)');

/**
 * What one answer (alias `f`) adds to a score, so that every score is a mean of these (DOMAIN.md section 4).
 *
 * NPS: 100 for a promoter (9, 10), -100 for a detractor (0 to 6), else 0. CSAT and CES: 100 for the two best
 * answers of the scale (the best one where the scale has fewer than four), else 0. Other: its place on the scale.
 */
export const answerValue: Sql = sql`CASE
        WHEN f.instrument = 'nps' THEN CASE WHEN ${oriented} >= 9 THEN 100.0 WHEN ${oriented} <= 6 THEN -100.0 ELSE 0.0 END
        WHEN f.instrument IN ('csat', 'ces')
          THEN CASE WHEN ${oriented} >= f.scale_max - CASE WHEN f.scale_max - f.scale_min >= 3 THEN 1 ELSE 0 END THEN 100.0 ELSE 0.0 END
        ELSE 100.0 * (${oriented} - f.scale_min) / nullif(f.scale_max - f.scale_min, 0)
      END`;

/** The score over a column of answer values: null below ten answers, never a made-up number. */
export const scoreOf = (value: Sql): Sql => sql`CASE WHEN count(${value}) >= ${raw(String(MIN_ANSWERS))} THEN avg(${value}) END`;

/** The latest answer of each case about the whole case, of the primary instrument, as `score`. */
const latest = (process: ProcessContext, score: Sql): Sql => sql`
        SELECT ranked.case_key, ranked.score
        FROM (SELECT f.case_key, ${score} AS score,
                     row_number() OVER (PARTITION BY f.case_key ORDER BY f.answered_at IS NULL, f.answered_at DESC, f.import_seq DESC, f.line DESC) AS latest
              FROM feedback f
              WHERE f.case_key IS NOT NULL AND f.stage IS NULL AND f.score IS NOT NULL AND f.instrument = ${primaryInstrument(process)}) ranked
        WHERE ranked.latest = 1`;

/** One value per case, for scores over several cases. */
export const caseAnswers = (process: ProcessContext): Sql => latest(process, answerValue);

/** One answer per case, as it was given: of a single case there is no score. */
export const rawCaseAnswers = (process: ProcessContext): Sql => latest(process, raw('f.score'));
