import { expect, it } from 'vitest';
import { controlLimits, controlSignals } from '../../model/control.ts';

// DOMAIN.md section 6
const NHS = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1];

it('has the limits of the NHS-R vignette, screened and not', () => {
  const limits = controlLimits(NHS);
  expect([limits.mean, limits.meanRange, limits.low, limits.high].map((value) => value.toFixed(3))).toEqual([
    '1.944',
    '1.882',
    '-3.063',
    '6.952',
  ]);
  const screened = controlLimits(NHS, true);
  expect([screened.meanRange, screened.low, screened.high].map((value) => value.toFixed(3))).toEqual(['1.000', '-0.716', '4.604']);
});

const limits = { mean: 10, meanRange: 1, low: 7, high: 13 };

it('knows the four signals and nothing more', () => {
  // outside a limit
  expect(controlSignals([10, 14, 10, 6], limits)).toEqual([0, 1, 0, -1]);
  // seven on one side; a point on the mean ends a run
  expect(controlSignals([9, 11, 10.5, 11, 10.5, 11, 10.5, 11, 9], limits)).toEqual([0, 1, 1, 1, 1, 1, 1, 1, 0]);
  expect(controlSignals([11, 10.5, 11, 10, 11, 10.5, 11, 10.5], limits)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  // seven rising; equal neighbours end it
  expect(controlSignals([8, 8.5, 9, 9.5, 10, 10.5, 11], limits)).toEqual([1, 1, 1, 1, 1, 1, 1]);
  expect(controlSignals([8, 8.5, 9, 9, 10, 10.5, 11], limits)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  // two of three beyond two thirds, same side: the points beyond are marked
  expect(controlSignals([12.5, 10, 12.5, 9, 9], limits)).toEqual([1, 0, 1, 0, 0]);
  expect(controlSignals([12.5, 9, 7.5], limits)).toEqual([0, 0, 0]);
});
