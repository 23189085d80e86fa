import { counted } from './control-words.ts';
import type { EvidenceProgress } from './improvement-verdict.ts';
import { AFTER_LEAST, BASELINE_LEAST, HOLDING_AFTER, type Judgement } from './verdict-types.ts';
import type { ChartPer } from './chart-decision.ts';

export interface Evidence {
  readonly per: ChartPer;
  /** Points of the baseline with a value, and whether they are locked. */
  readonly baseline: number;
  readonly locked: boolean;
  readonly changed: boolean;
  /** Whole buckets with a value since the change. */
  readonly after: number;
  readonly judgement: Pick<Judgement, 'verdict' | 'rule'>;
  /** Whole buckets since an improvement was first proven; null where it is not. */
  readonly proven: number | null;
}

/** A fifth each: a baseline, a change, enough buckets after it, an improvement, one that holds. */
const STEPS = 5;

/** How far the evidence is, and what is missing of it in plain words. Nobody sets it. */
export function progressOf({ per, baseline, locked, changed, after, judgement, proven }: Evidence): EvidenceProgress {
  const missing: string[] = [];
  const more = (count: number, what: string) => `${String(count)} more ${counted(count, per).replace(/^\d+ /, '')} ${what}`;
  const { verdict, rule } = judgement;
  if (baseline < BASELINE_LEAST) missing.push(more(BASELINE_LEAST - baseline, 'before the change for a baseline'));
  else if (verdict === 'not-enough-data') missing.push(rule);
  if (!locked) missing.push('A baseline that is locked');
  if (!changed) missing.push('The day on which the change was made');
  if (changed && after < AFTER_LEAST) missing.push(more(AFTER_LEAST - after, 'until it can be judged'));
  const held = Math.min(HOLDING_AFTER, proven ?? 0);
  if (verdict === 'no-change' || verdict === 'worse' || verdict === 'reverted') missing.push('An improvement beyond chance');
  if (verdict === 'improved') missing.push(more(Math.max(1, HOLDING_AFTER - held), 'to count as sustained'));
  const share =
    ((locked ? 1 : 0.5) * Math.min(1, baseline / BASELINE_LEAST) +
      (changed ? 1 : 0) +
      (changed ? Math.min(1, after / AFTER_LEAST) : 0) +
      (verdict === 'improved' || verdict === 'holding' ? 1 + held / HOLDING_AFTER : 0)) /
    STEPS;
  return { share: verdict === 'holding' && locked ? 1 : Math.round(share * 1000) / 1000, missing };
}
