import type { Row } from '../../engine/engine.ts';
import { sql, type Sql } from '../../engine/sql.ts';
import { MIN_ANSWERS, type Instrument } from '../../model/feedback.ts';
import { meanInterval, npsInterval, wilson } from '../../model/statistics.ts';

/** What a score and its interval are made of, over a column of answer values. */
export const intervalFigures = (
  value: Sql,
): Sql => sql`count(${value}) AS answers, avg(${value}) AS mean, count(CASE WHEN ${value} = 100 THEN 1 END) AS best,
               count(CASE WHEN ${value} = -100 THEN 1 END) AS worst, sum(${value} * ${value}) AS squares`;

/** Score and 95 % interval of the figures of a row and its `instrument` (DOMAIN.md section 4); nothing but the count below ten answers. */
export function withInterval(row: Row): Row {
  const [answers, mean, best, worst] = [Number(row.answers), Number(row.mean), Number(row.best), Number(row.worst)];
  if (answers < MIN_ANSWERS) return { answers, score: null, low: null, high: null };
  switch (row.instrument as Instrument) {
    case 'nps': {
      const { score, half } = npsInterval(best, answers - best - worst, worst);
      return { answers, score, low: Math.max(-100, score - half), high: Math.min(100, score + half) };
    }
    case 'csat':
    case 'ces': {
      const { low, high } = wilson(best / answers, answers);
      return { answers, score: mean, low: 100 * low, high: 100 * high };
    }
    case 'other': {
      const { low, high } = meanInterval(mean, Number(row.squares), answers);
      return { answers, score: mean, low: Math.max(0, low), high: Math.min(100, high) };
    }
  }
}

/** The row with score, answers and interval in place of the figures they are made of. */
export function scoredRow({ mean, best, worst, squares, instrument, ...row }: Row): Row {
  return { ...row, ...withInterval({ answers: row.answers ?? 0, mean, best, worst, squares, instrument }) };
}
