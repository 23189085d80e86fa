import type { RecordedAnswer, RecordedCase } from './record.ts';

/** What one answer is worth, 0..100 or -100..100, so that a score is the mean of it (DOMAIN.md section 4). */
export type Worth = (score: number) => number;
/** Share of 4 and 5 on 1 to 5. */
export const csatWorth: Worth = (score) => (score >= 4 ? 100 : 0);
/** Promoters less detractors on 0 to 10. */
export const npsWorth: Worth = (score) => (score >= 9 ? 100 : score <= 6 ? -100 : 0);

/** The latest answer of each case about the whole of it. */
export function latestAnswers(answers: readonly RecordedAnswer[]): Map<string, RecordedAnswer> {
  const latest = new Map<string, RecordedAnswer>();
  for (const answer of answers) {
    if (answer.stage !== '') continue;
    const known = latest.get(answer.case);
    if (known === undefined || known.answered <= answer.answered) latest.set(answer.case, answer);
  }
  return latest;
}

export interface VariantScore {
  readonly activities: readonly string[];
  readonly cases: number;
  readonly answers: number;
  readonly score: number;
}

/** Variants with at least ten answers, the unhappiest first. */
export function variantScores(cases: readonly RecordedCase[], answers: readonly RecordedAnswer[], worth: Worth): VariantScore[] {
  const latest = latestAnswers(answers);
  const variants = new Map<string, { activities: string[]; cases: number; worths: number[] }>();
  for (const { id, steps } of cases) {
    const activities = steps.map((step) => step.activity);
    const key = activities.join('\n');
    const variant = variants.get(key) ?? { activities, cases: 0, worths: [] };
    variants.set(key, variant);
    variant.cases += 1;
    const answer = latest.get(id);
    if (answer !== undefined) variant.worths.push(worth(answer.score));
  }
  return [...variants.values()]
    .filter(({ worths }) => worths.length >= 10)
    .map(({ activities, cases: count, worths }) => ({
      activities,
      cases: count,
      answers: worths.length,
      score: worths.reduce((sum, one) => sum + one, 0) / worths.length,
    }))
    .sort((one, other) => one.score - other.score || other.answers - one.answers);
}

/** One answering case of a regression: what its answer is worth, the hours it waited, and what else is known of it. */
export interface SlopeRow {
  readonly worth: number;
  readonly hours: number;
  readonly mix: readonly string[];
}

/**
 * Points of score per hour of waiting: least squares of the worth on the hours, with a column of 0 and 1 for every value but
 * the first of each attribute of the mix. By the normal equations, which a few thousand rows and a dozen columns allow.
 */
export function slopePerHour(rows: readonly SlopeRow[]): number {
  const levels = (rows[0]?.mix ?? []).map((_, at) => [...new Set(rows.map(({ mix }) => mix[at] ?? ''))].sort().slice(1));
  const columns = rows.map(({ hours, mix }) => [
    1,
    hours,
    ...levels.flatMap((values, at) => values.map((value) => (mix[at] === value ? 1 : 0))),
  ]);
  const size = columns[0]?.length ?? 0;
  const table = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_none, j) => columns.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
    columns.reduce((sum, row, at) => sum + row[i]! * rows[at]!.worth, 0),
  ]);
  for (let pivot = 0; pivot < size; pivot += 1) {
    const top = table[pivot]!;
    const by = top[pivot]!;
    for (let j = 0; j <= size; j += 1) top[j] = top[j]! / by;
    table.forEach((row, i) => {
      const factor = row[pivot]!;
      if (i !== pivot) top.forEach((value, j) => (row[j] = row[j]! - factor * value));
    });
  }
  return table[1]?.[size] ?? NaN;
}
