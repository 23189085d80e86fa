import { addDays } from '../model/calendar.ts';
import type { Random } from '../sample-data/random.ts';
import type { VerdictId } from '../model/improvement-verdict.ts';
import { verdictsSince, type VerdictPoint } from '../model/verdict.ts';

/** How the weeks of a line that was made up vary about their level. */
export interface Noise {
  /** Deviation, as a share of the level. */
  readonly size: number;
  /** How much of a week's deviation the next one keeps: 0 none. */
  readonly keeps: number;
  /** Waits rather than a bell: the logarithm is normal. */
  readonly skewed?: boolean;
}

/** Deviations of so many weeks in a row, of variance one, each keeping a part of the one before. */
export function deviations(random: Random, count: number, keeps: number): number[] {
  let last = random.normal();
  return Array.from({ length: count }, (_, at) => {
    if (at > 0) last = keeps * last + Math.sqrt(1 - keeps * keeps) * random.normal();
    return last;
  });
}

/** The points of a line whose level is given week by week. */
export function weeks(random: Random, levels: readonly number[], { size, keeps, skewed = false }: Noise, n = 24): VerdictPoint[] {
  const away = deviations(random, levels.length, keeps);
  return levels.map((level, at) => {
    const deviation = away[at] ?? 0;
    const value = level * (skewed ? Math.exp(size * deviation) : 1 + size * deviation);
    return { bucket: addDays('2026-01-05', 7 * at), value, n };
  });
}

export const level = (value: number, count: number): number[] => Array.from({ length: count }, () => value);

/** What was said after each point since the change, as somebody who looks every week sees it. */
export const seen = (points: readonly VerdictPoint[], before: number): VerdictId[] =>
  verdictsSince({ baseline: points.slice(0, before), after: points.slice(before), better: 'lower', unit: 'ms' });

export const improved = (verdict: VerdictId): boolean => verdict === 'improved' || verdict === 'holding';

/** Values in another order, each order as likely as any other. */
export function shuffled<T>(random: Random, values: readonly T[]): T[] {
  const all = [...values];
  for (let at = all.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    [all[at], all[other]] = [all[other] as T, all[at] as T];
  }
  return all;
}
