import fc from '../support/laws.ts';
import { describe, expect, it } from 'vitest';
import { flowLines } from '../../charts/flow-lines.ts';
import { durationTicks, niceRange } from '../../charts/scale.ts';
import { miniBars, spark } from '../../charts/spark.ts';
import { fitText, textWidth } from '../../charts/text.ts';
import { DAY, HOUR, MINUTE } from '../../model/units.ts';

const weeks = (values: (number | null)[]) =>
  values.map((value, index) => ({
    bucket: `2026-${String(5 + Math.floor(index / 4)).padStart(2, '0')}-${String(4 + 7 * (index % 4)).padStart(2, '0')}`,
    whole: true,
    value,
    n: 100,
  }));
describe('a weekly line', () => {
  it('stays inside its box with its target, and ends at the newest week', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.double({ min: -1e9, max: 1e9, noNaN: true })), { maxLength: 60 }),
        fc.option(fc.double({ min: -1e9, max: 1e9, noNaN: true })),
        (values, target) => {
          const line = spark(weeks(values), target, 174, 42);
          for (const y of [line.last?.y ?? 0, line.targetY ?? 0, ...(line.points ?? []).map((point) => point.y)]) {
            expect(y).toBeGreaterThanOrEqual(0);
            expect(y).toBeLessThanOrEqual(42);
          }
          if (values.some((value) => value !== null)) expect(line.last).not.toBeNull();
        },
      ),
      { numRuns: 80 },
    );
  });

  it('is points and open places below twelve weeks', () => {
    const line = spark(weeks([1, 2, 3, 4]), null, 174, 42);
    expect(line.points).toHaveLength(4);
    expect(line.missing).toHaveLength(8);
    expect(spark(weeks(Array.from({ length: 12 }, (_, index) => index)), null, 174, 42).points).toBeNull();
  });

  it('leaves out weeks that are not whole, and breaks where a week says nothing', () => {
    const series = [...weeks([5, null, 7]), { bucket: '2026-06-22', whole: false, value: 99, n: 1 }];
    const line = spark(series, null, 174, 42);
    expect(line.path.match(/M/g)).toHaveLength(2);
    expect(line.points).toHaveLength(2);
    expect(spark([], 5, 174, 42)).toMatchObject({ path: '', last: null, targetY: null });
  });
});

describe('changes on a weekly line', () => {
  it('stand where their week is, inside the box; what lies before the line has none', () => {
    const values = Array.from({ length: 12 }, (_, index) => index);
    const line = spark(weeks(values), null, 96, 26, ['2026-08-30', '2026-05-18', '2026-04-01']);
    expect(line.marks).toHaveLength(2);
    const [first = 0, last = 0] = line.marks;
    expect(first).toBeCloseTo(4 + 1.5 * 8, 5);
    expect(last).toBe(95);
    expect(spark(weeks([null]), null, 96, 26, ['2026-05-18']).marks).toEqual([]);
  });
});

describe('small bars', () => {
  it('are in proportion, and nothing is nothing', () => {
    const [half, full, none] = miniBars([5, 10, 0], 44, 20);
    expect([half?.height, full?.height, none?.height]).toEqual([10, 20, 0]);
    expect(miniBars([0, 0], 44, 20).every((bar) => bar.height === 0)).toBe(true);
    expect(miniBars([], 44, 20)).toEqual([]);
  });
});

describe('axes', () => {
  it('have marks people count in', () => {
    expect(durationTicks(222 * MINUTE, 864, 60)[1]?.value).toBe(30 * MINUTE);
    expect(durationTicks(11.6 * DAY, 184, 60)[1]?.label).toBe('4\u00a0d');
    expect(durationTicks(70 * HOUR, 1070, 60).map((tick) => tick.label)).toEqual(['0', '1\u00a0d', '2\u00a0d']);
    expect(durationTicks(0, 800, 60)).toEqual([{ value: 0, label: '0' }]);
  });

  it('hold all values between round ends', () => {
    expect(niceRange(40 * MINUTE, 52 * MINUTE, 'duration')).toEqual({ min: 40 * MINUTE, max: 55 * MINUTE, interval: 5 * MINUTE });
    fc.assert(
      fc.property(
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.integer({ min: 0, max: 1e6 }),
        fc.constantFrom('duration' as const, 'number' as const),
        (low, more, kind) => {
          const range = niceRange(low, low + more, kind);
          expect(range.min).toBeLessThanOrEqual(low);
          expect(range.max).toBeGreaterThanOrEqual(low + more - 1e-6);
          expect((range.max - range.min) / range.interval).toBeLessThanOrEqual(7);
        },
      ),
    );
  });
});

describe('arrivals and work in progress', () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, day) => ({
      bucket: `2026-10-${String((day % 31) + 1).padStart(2, '0')}`,
      whole: day < count - 1,
      arrived: day * 7,
      completed: day,
      wip: day % 5,
    }));

  it('leave out above what is not whole, and draw every bucket below', () => {
    const lines = flowLines(rows(3), 'day', 360, 200);
    expect(lines.columns.map((column) => column.bar === null)).toEqual([false, false, true]);
    expect(lines.inProgress.match(/[ML]/g)).toHaveLength(3);
    expect(lines.completed.match(/[ML]/g)).toHaveLength(2);
  });

  it('stay inside their room with labels apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 240, max: 1400 }), (count, width) => {
        const lines = flowLines(rows(count), 'week', width, 200);
        for (const column of lines.columns) {
          expect(column.x + column.width).toBeLessThanOrEqual(width + 0.01);
          if (column.bar) expect(column.bar.y).toBeGreaterThanOrEqual(0);
        }
        lines.labels.forEach((label, index) => {
          const next = lines.labels[index + 1];
          if (next) expect(next.x - label.x).toBeGreaterThan(textWidth(label.text, 11.5));
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe('labels', () => {
  it('are condensed before they are cut, and never wider than their room', () => {
    expect(fitText('Triage', 12, 60)).toEqual({ text: 'Triage', condensed: false, cut: false });
    expect(fitText('Monitoring', 12, 50)).toEqual({ text: 'Monitoring', condensed: true, cut: false });
    expect(fitText('Monitoring', 12, 40)?.text).toMatch(/^Mon.*…$/);
    expect(fitText('Monitoring', 12, 12)).toBeNull();
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.integer({ min: 1, max: 300 }), (text, room) => {
        const fitted = fitText(text, 12, room);
        if (fitted) expect(textWidth(fitted.text, 12, fitted.condensed)).toBeLessThanOrEqual(room);
      }),
    );
  });
});
