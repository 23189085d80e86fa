/** One bucket of a control chart as it is drawn. Limits are null where there are too few points for them. */
export interface ControlPoint {
  readonly bucket: string;
  readonly whole: boolean;
  readonly value: number | null;
  /** How many stand behind the value. */
  readonly n: number;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Points of one phase share where their limits come from; counted from 0. */
  readonly phase: number;
  readonly signal: 'improvement' | 'concern' | 'high' | 'low' | null;
  /** The rules that make it a signal, 1 to 4. */
  readonly rules: readonly number[];
  readonly note: string | null;
}

export type Tone = 'common' | 'better' | 'worse';

/** A stretch of buckets whose limits belong together. */
export interface Segment {
  readonly phase: number;
  readonly tone: Tone;
  /** Too few points for limits: only the middle, a median. */
  readonly run: boolean;
  readonly limits: readonly { readonly place: number; readonly mean: number; readonly low: number; readonly high: number }[];
}

/** The stretches that have limits, or of a run chart a median, oldest first. The first is grey; a later one takes colour when its mean has moved for certain. */
export function segmentsOf(
  points: readonly Pick<ControlPoint, 'whole' | 'mean' | 'low' | 'high' | 'phase'>[],
  { better, tone }: { readonly better: 'lower' | 'higher' | 'neutral'; readonly tone?: Tone },
): Segment[] {
  const found: { phase: number; run: boolean; limits: { place: number; mean: number; low: number; high: number }[] }[] = [];
  points.forEach(({ mean, low, high, phase, whole }, place) => {
    if (mean === null || !whole) return;
    const run = low === null || high === null;
    const one = { place, mean, low: low ?? mean, high: high ?? mean };
    const open = found.at(-1);
    // a phase too short for limits of its own is held against those before it: one stretch
    if (open !== undefined && (open.phase === phase || open.limits.at(-1)?.mean === mean)) open.limits.push(one);
    else found.push({ phase, run, limits: [one] });
  });
  return found.map((segment, at) => {
    if (at === 0) return { ...segment, tone: 'common' };
    const own = tone !== undefined && at === found.length - 1 ? tone : movedTone(found[at - 1]?.limits ?? [], segment.limits, better);
    return { ...segment, tone: own };
  });
}

/** Whether the mean moved by more than three standard errors, sigma from the limits before; in which direction then. */
function movedTone(before: Segment['limits'], after: Segment['limits'], better: 'lower' | 'higher' | 'neutral'): Tone {
  const [old, now] = [before.at(-1), after[0]];
  if (old === undefined || now === undefined || better === 'neutral') return 'common';
  const sigma = (old.high - old.mean) / 3;
  const moved = now.mean - old.mean;
  if (!(sigma > 0) || Math.abs(moved) <= 3 * sigma * Math.sqrt(1 / before.length + 1 / after.length)) return 'common';
  return moved > 0 === (better === 'higher') ? 'better' : 'worse';
}

/** The places of the buckets that the limits come from; null when all of them do. */
export function zoneOf(
  points: readonly Pick<ControlPoint, 'bucket'>[],
  baseline: { readonly from: string; readonly to: string } | null,
): { first: number; last: number } | null {
  if (baseline === null) return null;
  const within = points.flatMap(({ bucket }, place) => (bucket >= baseline.from && bucket < baseline.to ? [place] : []));
  const [first, last] = [within[0], within.at(-1)];
  return first === undefined || last === undefined ? null : { first, last };
}

/** Why a point is no chance, one sentence a rule (DOMAIN.md section 5, *the four rules*). */
export const RULE_WORDS: Readonly<Record<number, string>> = {
  1: 'Outside the limits',
  2: 'One of seven or more in a row on one side of the mean',
  3: 'One of seven or more in a row that rise or fall',
  4: 'Two of three lie in the outer third, near the limit',
};
