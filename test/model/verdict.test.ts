import fc from '../support/laws.ts';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../model/calendar.ts';
import { studentQuantile } from '../../model/statistics.ts';
import { autocorrelation, effectOf } from '../../model/verdict-effect.ts';
import { judge, neutralMove, reversal, type Effect, type JudgeInput, type VerdictPoint } from '../../model/verdict.ts';
import { progressOf } from '../../model/verdict-progress.ts';
import { segmented, segmentedWords } from '../../model/verdict-segmented.ts';

const week = (at: number) => addDays('2026-01-05', 7 * at);
const points = (values: readonly number[], from = 0, n = 100): VerdictPoint[] =>
  values.map((value, at) => ({ bucket: week(from + at), value, n }));
/** A baseline of 20 weeks: mean 10, mean moving range 2, sigma 1.77. */
const before = points(Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? 9 : 11)));
const wave = (mean: number, count: number) => Array.from({ length: count }, (_, at) => mean + (at % 2 === 0 ? -1 : 1));
const judged = (after: readonly number[], more: Partial<JudgeInput> = {}) =>
  judge({ baseline: before, after: points(after, 20), better: 'lower', unit: 'ms', ...more });

describe('the seven verdicts', () => {
  it('needs thirteen points of ten cases before', () => {
    expect(judged(wave(5, 9), { baseline: before.slice(0, 12) })).toMatchObject({
      verdict: 'not-enough-data',
      words: 'Not enough data',
      rule: 'The baseline has 12 weeks with a figure; a verdict needs 13.',
      effect: null,
    });
    expect(judged(wave(5, 9), { baseline: before.map((point) => ({ ...point, n: 9 })) })).toMatchObject({
      verdict: 'not-enough-data',
      rule: 'Half of the weeks of the baseline have 9 cases or fewer; a verdict needs 10.',
    });
    expect(judged(wave(5, 9), { baseline: before.slice(0, 13) }).verdict).toBe('improved');
  });

  it('is too early below eight points after, whatever they say', () => {
    expect(judged([])).toMatchObject({ verdict: 'too-early', words: 'Too early: 0 of 8 weeks', effect: null, since: null });
    expect(judged(wave(2, 3))).toMatchObject({ verdict: 'too-early', words: 'Too early: 3 of 8 weeks' });
    expect(judged(wave(2, 7), { per: 'day' })).toMatchObject({ verdict: 'too-early', words: 'Too early: 7 of 8 days' });
  });

  it('improves by the rule of section 7 and no sooner', () => {
    expect(judged(wave(5, 8))).toMatchObject({
      verdict: 'improved',
      reachedAt: week(27),
      since: week(27),
      holdsFrom: null,
      betterShare: 1,
    });
    expect(judged(wave(10, 20))).toMatchObject({ verdict: 'no-change', words: 'No change detected' });
    // far enough on average, and a third of the points on the other side
    expect(judged([2, 2, 12, 2, 2, 12, 2, 12])).toMatchObject({ verdict: 'no-change', betterShare: 5 / 8 });
    expect(judged(wave(15, 8))).toMatchObject({ verdict: 'worse', words: 'Got worse' });
    expect(judged(wave(15, 8), { better: 'higher' }).verdict).toBe('improved');
  });

  it('holds twelve points after it was first so', () => {
    expect(judged(wave(5, 19)).verdict).toBe('improved');
    expect(judged(wave(5, 20))).toMatchObject({
      verdict: 'holding',
      words: 'Improved and holding',
      reachedAt: week(27),
      holdsFrom: week(39),
      since: week(39),
    });
  });

  it('reverts when the newest eight leave those before them, and stays so', () => {
    const back = [...wave(5, 20), ...wave(11, 8)];
    expect(judged(back)).toMatchObject({ verdict: 'reverted', words: 'Reverted' });
    expect(judged([...back, ...wave(11, 20)]).verdict).toBe('reverted');
    expect(judged([...wave(10, 20), ...wave(16, 8)]).verdict).not.toBe('reverted');
    const again = judged([...back, ...wave(5, 30)]);
    expect(again.verdict).toBe('holding');
    expect(again.reachedAt && again.reachedAt > week(48)).toBe(true);
    const found = Array.from({ length: 8 }, (_, more) => judged([...wave(5, 20), ...wave(11, more + 1)]).verdict === 'reverted').indexOf(
      true,
    );
    expect(found).toBeGreaterThanOrEqual(4);
    expect(found).toBeLessThanOrEqual(7);
  });

  it('never calls a measure without a better side good or bad', () => {
    expect(judged(wave(5, 30), { better: 'neutral' }).verdict).toBe('no-change');
    expect(neutralMove(before, points(wave(5, 30)))).toBe('lower');
    expect(neutralMove(before, points(wave(10, 30)))).toBeNull();
  });

  it('says something of lines that never vary', () => {
    const flat = points(Array.from({ length: 20 }, () => 0));
    expect(judged([0, 0, 0, 0, 0, 0, 0, 0, 0], { baseline: flat })).toMatchObject({
      verdict: 'no-change',
      effect: 0,
      effectLow: 0,
      effectHigh: 0,
    });
    expect(judged([1, 1, 1, 1, 1, 1, 1, 1, 1], { baseline: flat }).verdict).toBe('worse');
  });
});

describe('the effect', () => {
  it('is a difference of means with the interval of section 3', () => {
    const found = effectOf([1, 2, 3, 4, 5, 4, 3, 2, 1, 2], [7, 8, 7, 8]) as Effect;
    // residuals by hand: squares 16.1 and 1, products of neighbours 9.91 and -0.75, so r = 0.54 + 0.19, held at 0.6
    expect(found.deviation).toBeCloseTo(Math.sqrt(17.1 / 12), 9);
    expect(found.autocorrelation).toBe(0.6);
    expect(found.effective).toBeCloseTo(14 / 4, 9);
    // t(0.975) of 1.5 degrees, root of (1 + r)/(1 - r) = 2
    const half = studentQuantile(0.975, 1.5) * Math.sqrt(17.1 / 12) * 2 * Math.sqrt(1 / 10 + 1 / 4);
    expect(found.high - 4.8).toBeCloseTo(half, 9);
    expect(effectOf([1], [2, 3])).toBeNull();
    expect(effectOf([1, 2], [])).toBeNull();
  });

  it('never counts a step across the change as neighbours', () => {
    // squares 8, products 1 - 1 + 1 in each: 0.25, corrected by (1 + 0.75)/8
    const halves = [1, 1, -1, -1];
    expect(autocorrelation([halves, halves])).toBeCloseTo(0.46875, 12);
    expect(
      autocorrelation([
        [1, -1],
        [1, -1],
      ]),
    ).toBe(0);
    expect(
      autocorrelation([
        [1, 1, 1, 1],
        [-1, -1, -1, -1],
      ]),
    ).toBe(0.6);
  });

  it('moves and grows with the values, whatever they are', () => {
    const values = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 8, maxLength: 40 });
    fc.assert(
      fc.property(values, values, fc.integer({ min: -50, max: 50 }), (one, other, shift) => {
        const tripled = (list: readonly number[]) => list.map((value) => 3 * value + shift);
        const plain = effectOf(one, other) as Effect;
        const moved = effectOf(tripled(one), tripled(other)) as Effect;
        expect(moved.effect).toBeCloseTo(3 * plain.effect, 6);
        expect(moved.high - moved.low).toBeCloseTo(3 * (plain.high - plain.low), 4);
        expect(plain.low <= plain.effect && plain.effect <= plain.high).toBe(true);
        // a verdict for less is the mirror of one for more
        const [base, after] = [points(one), points(other, 40)];
        const [less, more] = [
          judge({ baseline: base, after, better: 'lower', unit: 'ms' }),
          judge({ baseline: base, after, better: 'higher', unit: 'ms' }),
        ];
        if (less.verdict === 'improved') expect(more.verdict).toBe('worse');
        if (less.verdict === 'not-enough-data') expect(more.verdict).toBe('not-enough-data');
      }),
      { numRuns: 200 },
    );
  });
});

it('a reversal needs eight points before it and eight of its own', () => {
  expect(reversal([...wave(5, 7), ...wave(11, 8)], -1)).toBe(false);
  expect(reversal([...wave(5, 8), ...wave(11, 8)], -1)).toBe(true);
  expect(reversal([...wave(5, 8), ...wave(11, 8)], 1)).toBe(false);
});

it('looks at level and slope as a second view only with enough points', () => {
  const line = (from: number, slope: number, count: number) =>
    Array.from({ length: count }, (_, at) => from + slope * at + (at % 2 === 0 ? 0.1 : -0.1));
  expect(segmented(line(0, 1, 23), line(0, 1, 12))).toBeNull();
  const view = segmented(line(0, 1, 24), line(14, 2, 12));
  expect([view?.trend.value, view?.level.value, view?.bend.value].map((value) => value?.toFixed(1))).toEqual(['1.0', '-10.0', '1.0']);
  expect(view && segmentedWords(view, 'lower')).toBe('It was getting worse before the change. The effect has been fading since.');
  const calm = segmented(line(5, 0, 24), line(2, 0, 12));
  expect(calm && segmentedWords(calm, 'lower')).toBe('There was no trend before the change. The effect neither fades nor grows.');
});

it('progress follows from the evidence and names what is missing', () => {
  const evidence = {
    per: 'week' as const,
    baseline: 20,
    locked: true,
    changed: true,
    after: 8,
    judgement: { verdict: 'improved' as const, rule: '' },
    proven: 0,
  };
  expect(progressOf(evidence)).toEqual({ share: 0.8, missing: ['12 more weeks to count as sustained'] });
  expect(progressOf({ ...evidence, proven: 8 }).missing).toEqual(['4 more weeks to count as sustained']);
  expect(progressOf({ ...evidence, judgement: { verdict: 'holding', rule: '' }, proven: 12 })).toEqual({ share: 1, missing: [] });
  expect(
    progressOf({
      ...evidence,
      baseline: 3,
      locked: false,
      changed: false,
      after: 0,
      judgement: { verdict: 'not-enough-data', rule: 'x' },
      proven: null,
    }).missing,
  ).toEqual(['10 more weeks before the change for a baseline', 'A baseline that is locked', 'The day on which the change was made']);
  expect(progressOf({ ...evidence, after: 7, judgement: { verdict: 'too-early', rule: '' }, proven: null })).toEqual({
    share: 0.575,
    missing: ['1 more week until it can be judged'],
  });
  expect(progressOf({ ...evidence, judgement: { verdict: 'worse', rule: '' }, proven: null }).missing).toEqual([
    'An improvement beyond chance',
  ]);
});
