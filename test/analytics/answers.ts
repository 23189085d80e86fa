import { sql } from '../../engine/sql.ts';
import type { Log } from '../support/log.ts';

/** One answer; `case` as the log calls it, null for one that belongs to no case. */
export interface Answer {
  readonly case: string | null;
  /** Null: invited, and did not answer. */
  readonly score: number | null;
  readonly at?: string;
  readonly stage?: string;
  readonly instrument?: 'nps' | 'csat' | 'ces' | 'other';
  readonly scale?: readonly [min: number, max: number];
  readonly lessIsBetter?: boolean;
  readonly invitedAt?: string;
}

const SCALES = { nps: [0, 10], csat: [1, 5], ces: [1, 7], other: [0, 10] } as const;

/** Answers as an import would have linked them by case. */
export async function giveAnswers(log: Log, answers: readonly Answer[]): Promise<void> {
  for (const [at, answer] of answers.entries()) {
    const instrument = answer.instrument ?? 'csat';
    const [min, max] = answer.scale ?? SCALES[instrument];
    await log.session.run(sql`
      INSERT INTO feedback (import_seq, line, answered_at, invited_at, instrument, score, scale_min, scale_max, higher_is_better, stage, case_ref, case_key, link_method, link_confidence, identity)
      SELECT 2, ${at + 1}, CAST(${answer.at ?? (answer.score === null ? null : '2026-01-06 12:00:00')} AS TIMESTAMP), CAST(${answer.invitedAt ?? null} AS TIMESTAMP), ${instrument},
             CAST(${answer.score} AS DOUBLE), CAST(${min} AS DOUBLE), CAST(${max} AS DOUBLE), ${!(answer.lessIsBetter ?? false)}, ${answer.stage ?? null}, ${answer.case},
             (SELECT c.case_key FROM case_fact c WHERE c.case_id = ${answer.case}), CASE WHEN ${answer.case} IS NULL THEN NULL ELSE 'case' END, 1, ${at}`);
  }
}

/** As many answers of one score. */
export const times = (count: number, answer: Answer): Answer[] => Array.from({ length: count }, () => answer);
