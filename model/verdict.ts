import { counted, inBucket, PER_WORDS } from './control-words.ts';
import { meanMovingRange, RANGE_TO_SIGMA } from './control-limits.ts';
import { VERDICT_NAMES, type VerdictId } from './improvement-verdict.ts';
import { quantile } from './statistics.ts';
import { autocorrelation, effectOf, meanOf, residuals } from './verdict-effect.ts';
import {
  AFTER_LEAST,
  BASELINE_LEAST,
  CASES_LEAST,
  HOLDING_AFTER,
  type JudgeInput,
  type Judgement,
  type VerdictPoint,
} from './verdict-types.ts';
import type { LocalDate } from './units.ts';

export { effectOf } from './verdict-effect.ts';
export * from './verdict-types.ts';

/** So large a part of the points after must lie on the better side, and the means so many standard errors apart. */
const BETTER_SHARE = 0.8;
const STRICT = 3;
/** A reversal: of so many of the newest points at least so many lie on the worse side of those before them. */
const REVERSAL_WINDOW = 8;
const REVERSAL_LEAST = 7;

/** How the points after a change lie to a baseline: the share on the wanted side, and the distance of the means in standard errors. */
export interface Standing {
  readonly share: number;
  readonly z: number;
}

/** `direction`: 1 where more is wanted, -1 where less is. Sigma: mean moving range of the baseline / 1.128, as written. */
function standing(baseline: readonly number[], after: readonly number[], direction: 1 | -1): Standing {
  const mean = meanOf(baseline);
  const share = after.filter((value) => direction * (value - mean) > 0).length / Math.max(1, after.length);
  const sigma = meanMovingRange(baseline) / RANGE_TO_SIGMA;
  return { share, z: apart(direction * (meanOf(after) - mean), sigma, baseline.length, after.length) };
}

/** A difference of two means in standard errors; where nothing varies any difference is beyond all of them. */
function apart(difference: number, sigma: number, one: number, other: number): number {
  if (difference === 0) return 0;
  const error = sigma * Math.sqrt(1 / one + 1 / other);
  return error > 0 ? difference / error : Math.sign(difference) * Number.MAX_SAFE_INTEGER;
}

/** The rule of section 7: at least eight points, four fifths of them on the wanted side, the means more than three errors apart. */
const fires = (points: number, { share, z }: Standing): boolean => points >= AFTER_LEAST && share >= BETTER_SHARE && z > STRICT;

/**
 * Whether the newest eight points have left those since the change to the worse side: at least seven of them beyond their mean, and z > 3
 * with the sigma of those points, widened by `sqrt((1 + r)/(1 - r))` as neighbours are alike. `settled`: how many of the points are what
 * was reached, those by which an improvement was first known to hold (a fixed measure raises half the false alarms of one that moves
 * along); else all but the newest eight. False where they are fewer than eight.
 */
export function reversal(after: readonly number[], direction: 1 | -1, settled = after.length - REVERSAL_WINDOW): boolean {
  const reference = after.slice(0, Math.max(0, settled));
  return reference.length >= AFTER_LEAST && after.length > settled && leftBehind(reference, after.slice(-REVERSAL_WINDOW), direction);
}

function leftBehind(reference: readonly number[], newest: readonly number[], direction: 1 | -1): boolean {
  if (newest.length < REVERSAL_WINDOW) return false;
  const mean = meanOf(reference);
  if (newest.filter((value) => direction * (value - mean) < 0).length < REVERSAL_LEAST) return false;
  const r = autocorrelation([residuals(reference)]);
  const sigma = (meanMovingRange(reference) / RANGE_TO_SIGMA) * Math.sqrt((1 + r) / (1 - r));
  return apart(direction * (mean - meanOf(newest)), sigma, reference.length, newest.length) > STRICT;
}

/** What was so after each point: the verdict, and since when an improvement was known. */
interface Step {
  readonly verdict: VerdictId;
  readonly reached: number | null;
  readonly held: number | null;
  readonly reverted: number | null;
}

/**
 * The verdict on a change (DOMAIN.md sections 5 and 7), worked out as it would have been after each point, so that the same points
 * always give the same verdict, its day and its history. Pure; whole buckets with a value only, oldest first.
 *
 * After a reversal the verdict stays `reverted` for as long as the newest eight points still lie behind those before it; an improvement
 * counts from its return.
 */
export function judge(input: JudgeInput): Judgement {
  const { baseline, after, better, minimumCases = CASES_LEAST } = input;
  const before = baseline.map(({ value }) => value);
  const values = after.map(({ value }) => value);
  const usual =
    quantile(
      baseline.map(({ n }) => n),
      0.5,
    ) ?? 0;
  if (baseline.length < BASELINE_LEAST || usual < minimumCases) return notEnough(input, usual, minimumCases);
  const direction = better === 'lower' ? -1 : 1;
  const steps = better === 'neutral' ? after.map(neutral(before, values)) : walk(before, values, direction, input.wasImproved === true);
  const last: Step = steps.at(-1) ?? { verdict: 'too-early', reached: null, held: null, reverted: null };
  const effect = effectOf(before, values);
  const now = standing(before, values, direction);
  const dayOf = (at: number | null): LocalDate | null => (at === null ? null : (after[at]?.bucket ?? null));
  const unbroken = steps.findLastIndex(({ verdict }) => verdict !== last.verdict) + 1;
  return {
    verdict: last.verdict,
    words: verdictWords(last.verdict, after.length, input.per),
    rule: ruleWords(input, last, now, after, baseline),
    effect: effect?.effect ?? null,
    effectLow: effect?.low ?? null,
    effectHigh: effect?.high ?? null,
    betterShare: after.length === 0 ? null : now.share,
    z: after.length === 0 ? null : now.z,
    since: last.verdict === 'too-early' ? null : dayOf(unbroken),
    reachedAt: dayOf(last.reached),
    holdsFrom: dayOf(last.held),
    revertedFrom: dayOf(last.reverted),
  };
}

/** The verdict as it was after each point since the change, as somebody who looks every time sees it; of too little data, that. */
export function verdictsSince(input: JudgeInput): VerdictId[] {
  const { baseline, after, better, minimumCases = CASES_LEAST } = input;
  const usual =
    quantile(
      baseline.map(({ n }) => n),
      0.5,
    ) ?? 0;
  if (baseline.length < BASELINE_LEAST || usual < minimumCases) return after.map(() => 'not-enough-data');
  const [before, values] = [baseline.map(({ value }) => value), after.map(({ value }) => value)];
  const steps =
    better === 'neutral'
      ? after.map(neutral(before, values))
      : walk(before, values, better === 'lower' ? -1 : 1, input.wasImproved === true);
  return steps.map(({ verdict }) => verdict);
}

/** One step after another, with what was reached before. `known`: an improvement was recorded earlier than these points show. */
function walk(before: readonly number[], values: readonly number[], direction: 1 | -1, known: boolean): Step[] {
  const steps: Step[] = [];
  let reached: number | null = null;
  let held: number | null = null;
  let behind: { at: number; reference: readonly number[] } | null = null;
  let proven = known;
  values.forEach((_, at) => {
    const seen = values.slice(0, at + 1);
    const newest = seen.slice(-REVERSAL_WINDOW);
    if (behind !== null && !leftBehind(behind.reference, newest, direction)) [behind, reached, held] = [null, null, null];
    const settled = held === null ? seen.length - REVERSAL_WINDOW : held + 1;
    if (behind === null && proven && reversal(seen, direction, settled))
      behind = { at: Math.max(settled, seen.length - REVERSAL_WINDOW), reference: seen.slice(0, settled) };
    const better = fires(seen.length, standing(before, seen, direction));
    if (behind === null && better) [reached, proven] = [reached ?? at, true];
    const holds = behind === null && better && reached !== null && at - reached >= HOLDING_AFTER;
    if (holds) held ??= at;
    const worse = fires(seen.length, standing(before, seen, direction === 1 ? -1 : 1));
    const verdict = behind === null ? verdictOf(seen.length, { holds, better, worse }) : 'reverted';
    steps.push({ verdict, reached, held, reverted: behind?.at ?? null });
  });
  return steps;
}

function verdictOf(points: number, { holds, better, worse }: Readonly<Record<'holds' | 'better' | 'worse', boolean>>): VerdictId {
  if (points < AFTER_LEAST) return 'too-early';
  if (better) return holds ? 'holding' : 'improved';
  return worse ? 'worse' : 'no-change';
}

/** A measure without a better side can only be the same or another: never improved, never worse. */
const neutral =
  (before: readonly number[], values: readonly number[]) =>
  (_: unknown, at: number): Step => ({
    verdict: at + 1 < AFTER_LEAST || before.length === 0 || values.length === 0 ? 'too-early' : 'no-change',
    reached: null,
    held: null,
    reverted: null,
  });

/** Of a neutral measure: whether it moved by the same rule, and where to. */
export function neutralMove(baseline: readonly VerdictPoint[], after: readonly VerdictPoint[]): 'higher' | 'lower' | null {
  const [before, values] = [baseline.map(({ value }) => value), after.map(({ value }) => value)];
  if (fires(values.length, standing(before, values, 1))) return 'higher';
  return fires(values.length, standing(before, values, -1)) ? 'lower' : null;
}

/** “Too early: 3 of 8 weeks”, else the words of the verdict. */
export const verdictWords = (verdict: VerdictId, points: number, per: JudgeInput['per'] = 'week'): string =>
  verdict === 'too-early' ? `Too early: ${String(points)} of ${String(AFTER_LEAST)} ${PER_WORDS[per][1]}` : VERDICT_NAMES[verdict];

function notEnough({ baseline, after, per = 'week' }: JudgeInput, usual: number, least: number): Judgement {
  const few = baseline.length < BASELINE_LEAST;
  const rule = few
    ? `The baseline has ${counted(baseline.length, per)} with a figure; a verdict needs ${String(BASELINE_LEAST)}.`
    : `Half of the ${PER_WORDS[per][1]} of the baseline have ${usual === 1 ? '1 case' : `${String(Math.floor(usual))} cases`} or fewer; a verdict needs ${String(least)}.`;
  const nothing = { effect: null, effectLow: null, effectHigh: null, since: null, reachedAt: null, holdsFrom: null, revertedFrom: null };
  return {
    verdict: 'not-enough-data',
    words: verdictWords('not-enough-data', after.length, per),
    rule,
    ...nothing,
    betterShare: null,
    z: null,
  };
}

function ruleWords(
  { better, per = 'week' }: JudgeInput,
  step: Step,
  { share, z }: Standing,
  after: readonly VerdictPoint[],
  baseline: readonly VerdictPoint[],
): string {
  const points = after.length;
  const side = Math.round(share * points);
  const newest = after.at(-1)?.bucket ?? '';
  const day = (at: number | null) => inBucket(after[at ?? 0]?.bucket ?? newest, per, newest);
  const of = `${String(side)} of ${counted(points, per)} since the change lie on the better side of the baseline’s mean`;
  const far = `the means are ${standardErrors(z)} apart`;
  switch (step.verdict) {
    case 'too-early':
      return points === 0
        ? `No whole ${PER_WORDS[per][0]} has passed since the change; the rule looks at ${String(AFTER_LEAST)}.`
        : `${counted(points, per)} of the ${String(AFTER_LEAST)} that the rule looks at have passed since the change.`;
    case 'improved':
      return `${of}, and ${far}; more than 3 are no chance. It was first so ${day(step.reached)}, and holds when it is still so ${counted(HOLDING_AFTER, per)} later.`;
    case 'holding':
      return `${of}, and ${far}; more than 3 are no chance. First so ${day(step.reached)}, and still so ${counted(points - 1 - (step.reached ?? 0), per)} later.`;
    case 'worse': {
      const worse = points - side - after.filter(({ value }) => value === meanOf(baseline.map((one) => one.value))).length;
      return `${String(worse)} of ${counted(points, per)} since the change lie on the worse side of the baseline’s mean, and the means are ${standardErrors(-z)} apart; more than 3 are no chance.`;
    }
    case 'reverted':
      return `At least ${String(REVERSAL_LEAST)} of the newest ${counted(REVERSAL_WINDOW, per)} lie on the worse side of those before them by more than chance; first so among the ${String(REVERSAL_WINDOW)} that began ${day(step.reverted)}.`;
    default:
      if (better === 'neutral') return 'The measure has no better side, so a change of it is neither good nor bad.';
      return share < BETTER_SHARE
        ? `${of}; a verdict needs ${String(Math.ceil(BETTER_SHARE * points))}.`
        : `${of}, but ${far}; a verdict needs more than 3.`;
  }
}

const standardErrors = (z: number): string =>
  Math.abs(z) > 1000 ? 'beyond all chance' : `${z.toFixed(1).replace('-', '−')} standard errors`;
