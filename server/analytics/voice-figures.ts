import type { Row } from '../../engine/engine.ts';
import { MIN_ANSWERS, type Instrument } from '../../model/feedback.ts';
import type { Estimate } from './credible.ts';
import { withInterval } from './score-interval.ts';

/** Sums over answers of one instrument: what a score, its interval and a difference are made of. */
export interface Answers {
  readonly answers: number;
  readonly sum: number;
  readonly squares: number;
  readonly best: number;
  readonly worst: number;
}

export const NO_ANSWERS: Answers = { answers: 0, sum: 0, squares: 0, best: 0, worst: 0 };

/** Of a row of `intervalFigures`. */
export function answersOf(row: Row | undefined): Answers {
  const answers = Number(row?.answers ?? 0);
  return {
    answers,
    sum: answers * Number(row?.mean ?? 0),
    squares: Number(row?.squares ?? 0),
    best: Number(row?.best ?? 0),
    worst: Number(row?.worst ?? 0),
  };
}

const combined = (one: Answers, other: Answers, sign: 1 | -1): Answers => ({
  answers: one.answers + sign * other.answers,
  sum: one.sum + sign * other.sum,
  squares: one.squares + sign * other.squares,
  best: one.best + sign * other.best,
  worst: one.worst + sign * other.worst,
});
export const together = (one: Answers, other: Answers): Answers => combined(one, other, 1);
export const without = (all: Answers, part: Answers): Answers => combined(all, part, -1);

/** Score and interval; only their count below ten answers. */
export function scoreOf(
  of: Answers,
  instrument: Instrument | null,
): { answers: number; score: number | null; low: number | null; high: number | null } {
  const row = withInterval({ ...of, mean: of.answers === 0 ? 0 : of.sum / of.answers, instrument: instrument ?? 'other' });
  return row as { answers: number; score: number | null; low: number | null; high: number | null };
}

const meanOf = ({ sum, answers }: Answers) => sum / answers;
/** Variance of one answer: as it is, not as a sample's, so that NPS has the one of DOMAIN.md section 4. */
const varianceOf = (of: Answers) => Math.max(0, of.squares / of.answers - meanOf(of) ** 2);

/** What a wait beyond its limit does to the score (DOMAIN.md section 4): null below ten answers on a side. */
export function effectOf(within: Answers, beyond: Answers): { effect: number; low: number; high: number } | null {
  if (within.answers < MIN_ANSWERS || beyond.answers < MIN_ANSWERS) return null;
  const share = beyond.answers / (within.answers + beyond.answers);
  const difference = meanOf(beyond) - meanOf(within);
  const half = 1.96 * Math.sqrt(varianceOf(within) / within.answers + varianceOf(beyond) / beyond.answers);
  return { effect: share * difference, low: share * (difference - half), high: share * (difference + half) };
}

/** The mean of one side of a comparison with its standard error; null without an answer. */
export const estimateOf = (of: Answers): Estimate | null =>
  of.answers === 0 ? null : { n: of.answers, value: meanOf(of), error: Math.sqrt(varianceOf(of) / of.answers) };
