import fc from '../support/laws.ts';
import { expect, it } from 'vitest';
import { largestRemainder, meanInterval, npsInterval, quantile, wilson } from '../../model/statistics.ts';

it('gives the intervals of DOMAIN.md section 6', () => {
  expect(wilson(0.8, 100).low).toBeCloseTo(0.711, 3);
  expect(wilson(0.8, 100).high).toBeCloseTo(0.867, 3);
  expect(npsInterval(50, 30, 20).score).toBeCloseTo(30, 10);
  expect(npsInterval(50, 30, 20).half).toBeCloseTo(15.3, 1);
  expect(npsInterval(10, 6, 4).half).toBeCloseTo(34.2, 1);
});

it('says nothing of what was never asked', () => {
  expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
  expect(meanInterval(50, 2500, 1)).toEqual({ low: -Infinity, high: Infinity });
  expect(quantile([], 0.5)).toBeNull();
});

it('reads quantiles between order statistics, type 7', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([1, 2, 3, 4], 0.9)).toBeCloseTo(3.7, 12);
  expect(quantile([10, 20], 0.25)).toBe(12.5);
});

it('rounds to parts that add up, the largest remainders first', () => {
  expect(largestRemainder([1, 1, 1], 100)).toEqual([34, 33, 33]);
  expect(largestRemainder([0.5, 0.25, 0.25], 3)).toEqual([1, 1, 1]);
  expect(largestRemainder([0, 0], 5)).toEqual([0, 0]);
});

it('adds up for any parts and any total, and moves no part by one or more', () => {
  const law = fc.property(fc.array(fc.nat(1e9), { minLength: 1, maxLength: 40 }), fc.nat(1e10), (parts, total) => {
    const whole = largestRemainder(parts, total);
    const sum = parts.reduce((all, part) => all + part, 0);
    if (sum === 0) return;
    expect(whole.reduce((all, part) => all + part, 0)).toBe(total);
    whole.forEach((part, at) => expect(Math.abs(part - ((parts[at] ?? 0) / sum) * total)).toBeLessThanOrEqual(1));
  });
  fc.assert(law);
});
