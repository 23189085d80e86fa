import type { Row } from '../../engine/engine.ts';
import { raw, sql, type Sql } from '../../engine/sql.ts';
import { MIN_ANSWERS } from '../../model/feedback.ts';
import type { Asked } from './analytic.ts';
import { caseAnswers } from './answers.ts';
import { handOvers, stageWaits, type LossKind } from './lost-hours.ts';
import { chosenCases, hasStages } from './scope.ts';

/** Answers of cases with a wait, on one side of its limit: how many, their mean, and the sum of their squares. */
export interface ScoredSide {
  readonly answers: number;
  readonly mean: number;
  readonly squares: number;
}

/** What a wait goes with: in points of the score, with its 95 % interval. */
export interface ScoreEffect {
  readonly effect: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Score of all that answered minus score of those never beyond the limit (DOMAIN.md section 4, *Satisfaction effect of a wait*);
 * null below ten answers a side.
 */
export function scoreEffect(within: ScoredSide, beyond: ScoredSide): ScoreEffect | null {
  if (within.answers < MIN_ANSWERS || beyond.answers < MIN_ANSWERS) return null;
  const share = beyond.answers / (within.answers + beyond.answers);
  const difference = beyond.mean - within.mean;
  const half = 1.96 * Math.sqrt(varianceOf(within) / within.answers + varianceOf(beyond) / beyond.answers);
  return { effect: share * difference, low: share * (difference - half), high: share * (difference + half) };
}

const varianceOf = ({ answers, mean, squares }: ScoredSide) => Math.max(0, squares / answers - mean * mean);

/** `effect of <kind>`: per wait and side of its limit, the answers of the cases in the scope that have it. The longest wait of a case decides. */
export function scoreStatements(asked: Asked, kind: LossKind): Record<string, Sql> {
  if (kind === 'stage' && !hasStages(asked.process)) return {};
  const losses = kind === 'stage' ? stageWaits : handOvers;
  const chosen = chosenCases(asked);
  const names =
    kind === 'stage' ? raw('JOIN stage b ON b.id = e.to_id') : raw('JOIN activity a ON a.id = e.from_id JOIN activity b ON b.id = e.to_id');
  const alias = raw(losses.alias);
  return {
    [`effect of ${kind}`]: sql`${chosen.with([...losses.with, ['case_answer', caseAnswers(asked.process)]])}
      SELECT ${raw(kind === 'stage' ? 'NULL' : 'a.name')} AS "from", b.name AS "to", e.beyond, count(*) AS answers, avg(e.score) AS mean, sum(e.score * e.score) AS squares
      FROM (SELECT ${losses.from} AS from_id, ${losses.to} AS to_id, r.score, max(CASE WHEN ${losses.wait} > l.limit_ms THEN 1 ELSE 0 END) AS beyond
            FROM ${losses.table}
            JOIN case_answer r ON r.case_key = ${alias}.case_key
            WHERE ${losses.counts} AND ${chosen.has(losses.alias)}
            GROUP BY 1, 2, r.case_key, r.score) e
      ${names}
      GROUP BY 1, 2, 3
      ORDER BY 1, 2, 3`,
  };
}

/** The fields of a row of the ranking, from what `scoreStatements` finds. */
export function effectFields(found: readonly Row[], from: unknown, to: unknown): Row {
  const side = (beyond: number): ScoredSide => {
    const row = found.find((one) => one.from === from && one.to === to && Number(one.beyond) === beyond);
    return { answers: Number(row?.answers ?? 0), mean: Number(row?.mean ?? 0), squares: Number(row?.squares ?? 0) };
  };
  const [within, beyond] = [side(0), side(1)];
  const effect = scoreEffect(within, beyond);
  return {
    scoreEffect: effect?.effect ?? null,
    scoreEffectLow: effect?.low ?? null,
    scoreEffectHigh: effect?.high ?? null,
    scoreAnswers: within.answers + beyond.answers,
    withinScore: within.answers < MIN_ANSWERS ? null : within.mean,
    beyondScore: beyond.answers < MIN_ANSWERS ? null : beyond.mean,
  };
}
