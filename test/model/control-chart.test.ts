import fc from '../support/laws.ts';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../model/calendar.ts';
import { controlChart, type ControlChartOptions, type SeriesPoint } from '../../model/control.ts';
import { controlLimits, meanMovingRange, runBounds, runsAbout, shareLimits, shareReach } from '../../model/control-limits.ts';
import { studentQuantile } from '../../model/statistics.ts';

const week = (at: number) => addDays('2026-01-05', 7 * at);
const series = (values: readonly (number | null)[], n = 100): SeriesPoint[] =>
  values.map((value, at) => ({ bucket: week(at), value, n, whole: true }));
const options: ControlChartOptions = { unit: 'ms', better: 'lower' };
/** A line that does nothing: no rule, mean 10, mean moving range 2. */
const quiet = (count: number) => Array.from({ length: count }, (_, at) => (at % 2 === 0 ? 9 : 11));

describe('fixtures', () => {
  const nhs = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1];

  it('XmR agrees with the NHS-R vignette on a chart too, screened and not', () => {
    const plain = controlChart(series(nhs), options);
    expect([plain.mean, plain.low, plain.high].map((one) => one?.toFixed(3))).toEqual(['1.944', '-3.063', '6.952']);
    expect(plain.meanRange?.toFixed(3)).toBe('1.882');
    const screened = controlChart(series(nhs), { ...options, screened: true });
    expect([screened.meanRange, screened.low, screened.high].map((one) => one?.toFixed(3))).toEqual(['1.000', '-0.716', '4.604']);
    expect(plain.points[4]).toMatchObject({ rules: [1], signal: 'concern' });
  });

  it('runs have the bounds of Anhoej', () => {
    const bounds = [12, 20, 24, 30].map((n) => Object.values(runBounds(n)));
    expect(bounds).toEqual([
      [7, 3],
      [7, 6],
      [8, 8],
      [8, 10],
    ]);
    expect(runsAbout([1, 2, 3, 4, 5, 6, 7])).toMatchObject({ median: 4, longest: 3, crossings: 1 });
  });

  it('t has its quantiles, at fractions of a degree too', () => {
    const found = [1, 2, 5, 10, 30, 1000].map((freedom) => studentQuantile(0.975, freedom).toFixed(3));
    expect(found).toEqual(['12.706', '4.303', '2.571', '2.228', '2.042', '1.962']);
    expect(studentQuantile(0.975, 10.5)).toBeGreaterThan(studentQuantile(0.975, 11));
  });
});

describe('shares', () => {
  it('p’ of binomial shares is nearly p, and wider where they vary more', () => {
    // z of +1 and −1 in turn: ranges of 2, sigma z 2/1.128
    const mean = 0.5;
    const values = Array.from({ length: 20 }, (_, at) => mean + (at % 2 === 0 ? 1 : -1) * Math.sqrt(0.25 / 100));
    const limits = shareLimits(values.map((value) => ({ value, n: 100 })));
    expect(limits.mean).toBeCloseTo(0.5, 12);
    expect(limits.sigmaZ).toBeCloseTo(2 / 1.128, 6);
    expect(shareReach(limits, 400)).toBeCloseTo((3 * 2 * Math.sqrt(0.25 / 400)) / 1.128, 9);
  });

  it('have limits of their own in every bucket, within 0 and 1', () => {
    const points = quiet(20).map((value, at) => ({
      bucket: week(at),
      value: 0.9 + (value - 10) / 50,
      n: at === 19 ? 4 : 100,
      whole: true,
    }));
    const chart = controlChart(points, { unit: 'share', better: 'higher', target: 0.5 });
    expect(chart.kind).toBe('p-prime');
    const [first, last] = [chart.points[0], chart.points[19]];
    expect(last?.high).toBe(1);
    expect((last?.high ?? 0) - (last?.low ?? 0)).toBeGreaterThan((first?.high ?? 0) - (first?.low ?? 0));
    expect(chart.assurance).toBe('always');
  });
});

describe('signals', () => {
  const after = (more: readonly (number | null)[], changed: Partial<ControlChartOptions> = {}) =>
    controlChart(series([...quiet(24), ...more]), { ...options, ...changed });

  it('says nothing of a line that does nothing', () => {
    const chart = after(quiet(10), { target: 20 });
    expect(chart).toMatchObject({
      kind: 'xmr',
      variation: 'common',
      assurance: 'always',
      since: null,
      words: 'Steady, reliably meets target',
    });
    expect(chart.points.every(({ signal, rules }) => signal === null && rules.length === 0)).toBe(true);
    expect(after([], { target: 1 })).toMatchObject({ assurance: 'never', words: 'Will miss unless changed' });
    expect(after([], { target: 10 })).toMatchObject({ assurance: 'hit-and-miss', words: 'No significant change' });
    expect(after([]).assurance).toBeNull();
  });

  it('orients each rule by what is wanted', () => {
    expect(after([30])).toMatchObject({ variation: 'concern', since: { rule: 1, direction: 'up' }, words: 'Newest week above the limits' });
    expect(after([30], { better: 'higher' }).variation).toBe('improvement');
    expect(after([30], { better: 'neutral', target: 5 })).toMatchObject({ variation: 'high', assurance: null });
    const run = after([9.5, 9, 9.5, 9, 9.5, 9, 9.5, 9]);
    expect(run).toMatchObject({
      variation: 'improvement',
      words: '8 weeks below the centre line',
      since: { bucket: week(24), rule: 2, direction: 'down' },
    });
    expect(after([9, 9, 9, 9, 9, 9, 3])).toMatchObject({ words: '7 weeks below the centre line', since: { rule: 2 } });
    const trend = after([9, 9.3, 9.6, 9.9, 10.2, 10.5, 10.8]);
    expect(trend).toMatchObject({ variation: 'concern', words: 'Rising for 7 weeks', since: { rule: 3 } });
    expect(trend.points.slice(-7).every(({ rules }) => rules.includes(3))).toBe(true);
    expect(after([14, 10, 14])).toMatchObject({ since: { rule: 4, bucket: week(24) }, words: 'Near the upper limit since 22 Jun' });
  });

  it('tells of the target by what the process does now', () => {
    const lower = quiet(14).map((value) => value - 8);
    expect(after(lower.slice(0, 8), { target: 9 }).assurance).toBe('hit-and-miss');
    expect(after(lower, { target: 9 })).toMatchObject({ assurance: 'always', mean: 10, words: '14 weeks below the centre line' });
  });

  it('ends a run at a point on the mean and a trend at equal neighbours', () => {
    expect(after([9, 9.5, 9, 10, 9, 9.5, 9]).variation).toBe('common');
    expect(after([9, 9.3, 9.6, 9.6, 9.9, 10.2, 10.5]).variation).toBe('common');
    expect(after([9, 9.5, 9, null, 9.5, 9, 9.5, 9]).variation).toBe('improvement');
  });

  it('shows a week that is not over apart', () => {
    const chart = controlChart([...series(quiet(24)), { bucket: week(24), value: 90, n: 3, whole: false }], options);
    expect(chart.variation).toBe('common');
    expect(chart.points[24]).toMatchObject({ value: 90, signal: null, rules: [], mean: 10 });
  });
});

describe('baselines and phases', () => {
  it('keeps the limits of a baseline, whatever comes later', () => {
    const baseline = { from: week(0), to: week(12), locked: true };
    const [short, long] = [
      controlChart(series([...quiet(12), 30, 30]), { ...options, baseline }),
      controlChart(series([...quiet(12), 30, 30, 40, 90, 10]), { ...options, baseline }),
    ];
    expect([short.mean, short.high]).toEqual([10, 10 + 2.66 * 2]);
    expect([long.mean, long.high, long.baseline]).toEqual([
      short.mean,
      short.high,
      { from: week(0), to: week(12), points: 12, locked: true },
    ]);
  });

  it('takes locked points as they are in place of what the series says now', () => {
    const points = quiet(12).map((value, at) => ({ bucket: week(at), value, n: 100 }));
    const chart = controlChart(series(quiet(24).map((value) => value + 3)), {
      ...options,
      baseline: { from: week(0), to: week(12), points, locked: true },
    });
    expect(chart.mean).toBe(10);
  });

  it('draws a run chart below twelve points, and where a baseline has three', () => {
    const few = controlChart(series(quiet(8)), { ...options, target: 5 });
    expect(few).toMatchObject({
      kind: 'run',
      variation: null,
      assurance: null,
      low: null,
      high: null,
      mean: 10,
      words: '8 weeks so far; limits from 12',
    });
    expect(controlChart(series(quiet(30)), { ...options, baseline: { from: week(0), to: week(3) } })).toMatchObject({
      kind: 'run',
      words: 'The baseline has 3 weeks; limits need 12',
    });
    expect(controlChart([], options)).toMatchObject({ kind: 'run', points: [], mean: null, words: 'No week with a figure yet' });
    expect(controlChart(series([1, 1.1, 1.2, 1.1, 1, 5, 5.1, 5.2, 5.1, 5, 5.1]), options).words).toContain('More than chance');
  });

  it('gives a phase limits of its own from twelve points on, and says the shift that made it', () => {
    const values = [...quiet(24), ...quiet(14).map((value) => value - 6)];
    const phases = [{ from: week(24), reason: 'A second nurse' }];
    const chart = controlChart(series(values), { ...options, phases });
    expect([...new Set(chart.points.map(({ phase }) => phase))]).toEqual([0, 1]);
    expect(chart).toMatchObject({ mean: 4, variation: 'improvement', words: 'Lower since 22 Jun', since: { bucket: week(24), rule: 2 } });
    const early = controlChart(series(values.slice(0, 30)), { ...options, phases });
    expect(early.points.at(-1)).toMatchObject({ phase: 0, mean: 10, signal: 'improvement' });
    const later = controlChart(series([...values, ...quiet(20).map((value) => value - 6)]), { ...options, phases });
    expect(later).toMatchObject({ mean: 4, variation: 'common', words: 'No significant change' });
  });
});

it('a chart moves and grows with its values', () => {
  const values = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 12, maxLength: 60 });
  fc.assert(
    fc.property(values, fc.integer({ min: -500, max: 500 }), fc.constantFrom(1, 2, 4, 0.5), (given, shift, scale) => {
      const plain = controlChart(series(given), options);
      const moved = controlChart(series(given.map((value) => value * scale + shift)), options);
      expect(moved.mean).toBeCloseTo((plain.mean ?? 0) * scale + shift, 6);
      expect((moved.high ?? 0) - (moved.low ?? 0)).toBeCloseTo(((plain.high ?? 0) - (plain.low ?? 0)) * scale, 6);
      // turned upside down with the other direction wanted, what was good stays good
      const turned = controlChart(series(given.map((value) => -value)), { ...options, better: 'higher' });
      expect(turned.points.map(({ signal }) => signal)).toEqual(plain.points.map(({ signal }) => signal));
      expect(controlLimits(given).high - controlLimits(given).low).toBeCloseTo(2 * 2.66 * meanMovingRange(given), 6);
    }),
    { numRuns: 200 },
  );
});
