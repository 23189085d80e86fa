import { describe, expect, it } from 'vitest';
import { improved, level, seen, shuffled, weeks, type Noise } from '../../bench/verdict-points.ts';
import { effectOf } from '../../model/verdict.ts';
import { randomOf } from '../../sample-data/random.ts';

/** How often something is so, of as many lines as there are seeds; the same ones on every machine. */
function rate(label: string, seeds: number, so: (random: ReturnType<typeof randomOf>) => boolean): number {
  let found = 0;
  for (let seed = 1; seed <= seeds; seed += 1) if (so(randomOf(seed, label))) found += 1;
  return found / seeds;
}
const BEFORE = 29;
const NOISE: Noise = { size: 0.1, keeps: 0 };

// DOMAIN.md section 7, in small: bench/verdicts.ts does the same with whole logs, docs/verdicts.md holds what it found
describe('how often a verdict is right', () => {
  it('finds a cut of 25 % within 8 weeks, and that it holds 12 later', () => {
    const cut = (random: ReturnType<typeof randomOf>) => seen(weeks(random, [...level(1, BEFORE), ...level(0.75, 20)], NOISE), BEFORE);
    expect(rate('cut', 200, (random) => improved(cut(random)[7] ?? 'no-change'))).toBeGreaterThanOrEqual(0.95);
    expect(rate('cut', 200, (random) => cut(random)[19] === 'holding')).toBeGreaterThanOrEqual(0.95);
  });

  it('has intervals that hold the truth', () => {
    const covered = (keeps: number) =>
      rate(`interval ${String(keeps)}`, 400, (random) => {
        const values = weeks(random, [...level(1, BEFORE), ...level(0.75, 8)], { size: 0.1, keeps }).map(({ value }) => value);
        const effect = effectOf(values.slice(0, BEFORE), values.slice(BEFORE));
        return effect !== null && effect.low <= -0.25 && -0.25 <= effect.high;
      });
    expect(covered(0)).toBeGreaterThanOrEqual(0.93);
    expect(covered(0.3)).toBeGreaterThanOrEqual(0.9);
  });

  it('seldom calls chance an improvement', () => {
    const ever = (noise: Noise) =>
      rate(`quiet ${String(noise.keeps)}`, 400, (random) => seen(weeks(random, level(1, BEFORE + 26), noise), BEFORE).some(improved));
    expect(ever(NOISE)).toBeLessThanOrEqual(0.05);
    expect(ever({ ...NOISE, keeps: 0.3 })).toBeLessThanOrEqual(0.1);
    expect(ever({ size: 0.6, keeps: 0, skewed: true })).toBeLessThanOrEqual(0.05);
  });

  it('sees a reversal within 8 weeks, once, and none in 26 quiet ones', () => {
    const reverted = (verdicts: readonly string[]) =>
      verdicts.filter((verdict, at) => verdict === 'reverted' && verdicts[at - 1] !== 'reverted').length;
    const undone = (random: ReturnType<typeof randomOf>) =>
      seen(weeks(random, [...level(1, BEFORE), ...level(0.75, 20), ...level(1, 8)], NOISE), BEFORE);
    expect(rate('undone', 200, (random) => reverted(undone(random)) === 1)).toBeGreaterThanOrEqual(0.95);
    const kept = (random: ReturnType<typeof randomOf>) => seen(weeks(random, [...level(1, BEFORE), ...level(0.75, 46)], NOISE), BEFORE);
    expect(rate('kept', 200, (random) => reverted(kept(random)) > 0)).toBeLessThanOrEqual(0.05);
  });

  it('finds nothing in the order of weeks drawn by lot', () => {
    const line = weeks(randomOf(1, 'line'), level(1, 60), { size: 0.4, keeps: 0, skewed: true });
    expect(rate('orders', 200, (random) => seen(shuffled(random, line), 30).some(improved))).toBeLessThanOrEqual(0.05);
  });
});
