import fc from '../support/laws.ts';
import { describe, expect, it } from 'vitest';
import { bandLine } from '../../charts/band-line.ts';
import { controlSpark } from '../../charts/control-spark.ts';
import { HEAT_FIGURE, heatClasses, heatMap, hourOfWeekWords } from '../../charts/heat-map.ts';
import { intervalDots } from '../../charts/interval-dots.ts';
import { bandLabel, scoreBands } from '../../charts/score-bands.ts';
import { textWidth } from '../../charts/text.ts';
import { waitHistogram } from '../../charts/wait-histogram.ts';
import { DAY, HOUR, MINUTE } from '../../model/units.ts';

const finite = (text: string) => {
  expect(text).not.toMatch(/NaN|Infinity|undefined/);
};

describe('a heat map', () => {
  const week = (value: (at: number) => number) =>
    Array.from({ length: 168 }, (_, at) => ({ weekday: Math.floor(at / 24) + 1, hour: at % 24, value: value(at) }));

  it('has five classes at round figures, and prints the darkest only', () => {
    const map = heatMap(
      week((at) => (at === 12 ? 27 : at % 24)),
      586,
    );
    expect(map.legend.map(({ text }) => text)).toEqual(['0', '4', '8', '13', '19+']);
    expect(map.highest).toMatchObject({ weekday: 1, hour: 12, value: 27, level: 4, text: '27' });
    expect(map.cells.every(({ value, level, text }) => (text !== null) === value >= 19 && (level === 4) === value >= 19)).toBe(true);
    expect(hourOfWeekWords({ weekday: 1, hour: 12 })).toBe('Monday 12:00');
  });

  it('has no room for figures on a phone, and no classes where nothing happens', () => {
    expect(
      heatMap(
        week(() => 30),
        320,
      ).cells.every(({ text }) => text === null),
    ).toBe(true);
    expect(
      heatMap(
        week(() => 0),
        586,
      ),
    ).toMatchObject({ legend: [], highest: null });
  });

  it('shows hours that are all about alike in one class, and begins at the least where that is high', () => {
    const even = heatMap(
      week((at) => 8 + (at % 3) * 0.5),
      586,
    );
    expect(even.legend).toEqual([{ level: 2, text: '8.0 to 9.0' }]);
    expect(even.cells.every(({ level, text }) => level === 2 && text === null)).toBe(true);
    const high = heatMap(
      week((at) => 100 + at),
      586,
    );
    expect(high.legend.map(({ text }) => text)).toEqual(['100', '125', '150', '180', '217+']);
    expect(new Set(high.cells.map(({ level }) => level)).size).toBe(5);
  });

  it('prints no figure that is wider than its cell', () => {
    const narrow = heatMap(
      week((at) => 2.6 + (at % 24) / 25),
      500,
    );
    expect(narrow.legend.map(({ text }) => text).at(-1)).toMatch(/^\d\.\d\d\+$/);
    expect(narrow.cells.find(({ text }) => text !== null)?.text).toMatch(/^\d\.\d$/);
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), fc.integer({ min: 240, max: 900 }), (most, width) => {
        const map = heatMap(
          week((at) => (most * (at % 24)) / 23),
          width,
        );
        for (const { text, width: room } of map.cells) expect(textWidth(text ?? '', HEAT_FIGURE)).toBeLessThanOrEqual(room);
      }),
    );
  });

  it('has classes that rise, whatever the highest value', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 1e7, noNaN: true }), (max) => {
        const edges = heatClasses(max);
        expect(edges).toEqual([...new Set(edges)].sort((a, b) => a - b));
        expect(edges.every((edge) => edge > 0 && edge <= max)).toBe(true);
      }),
    );
  });
});

it('puts every dot and interval inside its width, and marks where they belong', () => {
  const value = fc.option(fc.double({ min: -1e9, max: 1e9, noNaN: true }));
  fc.assert(
    fc.property(fc.array(fc.record({ value, low: value, high: value }), { maxLength: 12 }), value, (rows, line) => {
      const drawn = intervalDots(rows, 300, { line });
      for (const x of [...drawn.rows.flatMap(({ x: at, from, to }) => [at, from, to]), drawn.line])
        if (x !== null) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(300);
        }
    }),
  );
  const { rows, line, dashes } = intervalDots([{ value: 50, low: 40, high: 60 }], 112, { line: 0, dashes: 100, ends: [0, 100] });
  expect(rows[0]).toEqual({ x: 56, from: 46, to: 66 });
  expect([line, dashes]).toEqual([6, 106]);
});

describe('a mean with its band', () => {
  const point = (day: number, mean: number | null) => ({
    bucket: `2026-10-${String(day).padStart(2, '0')}`,
    mean,
    low: mean === null ? null : mean / 2,
    high: mean === null ? null : mean * 2,
  });

  it('labels days by weeks, from nothing up', () => {
    const drawn = bandLine(
      Array.from({ length: 31 }, (_, at) => point(at + 1, 8)),
      'day',
      536,
      150,
    );
    expect(drawn.labels.map(({ text }) => text)).toEqual(['1 Oct', '8 Oct', '15 Oct', '22 Oct', '29 Oct']);
    expect(drawn.grid[0]).toMatchObject({ text: '0', y: drawn.base });
    expect(drawn.grid.length).toBeLessThanOrEqual(6);
  });

  it('breaks where a day has no value, and stands one day or none', () => {
    expect(bandLine([point(1, 3), point(2, null), point(3, 3)], 'day', 400, 150).line.match(/M/g)).toHaveLength(2);
    for (const points of [[], [point(1, 3)], [point(1, null)]]) {
      const drawn = bandLine(points, 'day', 400, 150);
      finite(drawn.line + drawn.band + JSON.stringify(drawn));
    }
  });
});

describe('a weekly line with limits', () => {
  const week = (at: number) => new Date(Date.UTC(2026, 0, 5 + 7 * at)).toISOString().slice(0, 10);
  const weeks = (values: (number | null)[]) => values.map((value, at) => ({ bucket: week(at), value }));

  it('takes its limits from the first weeks, says since when it is longer, and marks a change between the weeks', () => {
    const calm = Array.from({ length: 24 }, (_, at) => 40 + ((at + 1) % 2));
    const drawn = controlSpark(weeks([...calm, 60, 62, 61, 60, 63, 64, 60, 61]), 172, 40, [week(24), '2025-01-01']);
    expect(drawn).toMatchObject({ baseline: 24, since: { bucket: week(24), signal: 1 } });
    expect(drawn.points.filter(({ signal }) => signal !== 0).map(({ bucket }) => bucket)).toEqual(
      Array.from({ length: 8 }, (_, at) => week(at + 24)),
    );
    const [mark] = drawn.marks;
    expect(drawn.marks).toHaveLength(1);
    expect(mark).toBeGreaterThan(drawn.points[23]?.x ?? 0);
    expect(mark).toBeLessThan(drawn.points[24]?.x ?? 0);
  });

  it('has no limits below twelve weeks', () => {
    expect(controlSpark(weeks([1, 2, null, 3]), 172, 40)).toMatchObject({ limits: null, band: null, since: null });
    expect(controlSpark([], 172, 40)).toMatchObject({ path: '', limits: null });
  });
});

describe('a distribution of waits', () => {
  const bins = (count: number, open: boolean) =>
    Array.from({ length: count }, (_, at) => ({
      fromMs: at * 10 * MINUTE,
      toMs: open && at === count - 1 ? null : (at + 1) * 10 * MINUTE,
      count: count - at,
    }));

  it('draws bars beyond the limit darker, and the last one open', () => {
    const drawn = waitHistogram(
      bins(24, true),
      { width: 520, height: 200 },
      { limitMs: HOUR, medianMs: 47 * MINUTE, p90Ms: 128 * MINUTE, limitName: 'limit' },
    );
    expect(drawn.bars.filter(({ beyond }) => beyond)).toHaveLength(18);
    expect(drawn.axis.map(({ text }) => text.replaceAll('\u00a0', ' '))).toEqual([
      '0',
      '30 min',
      '1 h',
      '1 h 30',
      '2 h',
      '2 h 30',
      '3 h',
      '3 h 50 m +',
    ]);
    expect(drawn.median).toMatchObject({ text: 'median 47\u00a0min', anchor: 'end' });
    expect(drawn.p90?.x).toBeGreaterThan(drawn.limit?.x ?? Infinity);
  });

  it('keeps all words and bars inside, wherever the limit lies', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 31 }), fc.boolean(), fc.option(fc.integer({ min: 0, max: 400 })), (count, open, limit) => {
        const drawn = waitHistogram(
          bins(count, open),
          { width: 300, height: 200 },
          { limitMs: limit === null ? null : limit * MINUTE, medianMs: 5 * MINUTE, p90Ms: 300 * MINUTE, limitName: 'limit' },
        );
        for (const { x, y, width, height } of drawn.bars) {
          expect(Math.min(x, y, width, height)).toBeGreaterThanOrEqual(0);
          expect(x + width).toBeLessThanOrEqual(300.001);
        }
        for (const mark of [drawn.limit, drawn.median, drawn.p90]) if (mark) expect(mark.x).toBeLessThanOrEqual(300);
        finite(JSON.stringify(drawn));
      }),
    );
  });
});

describe('scores by waiting', () => {
  const band = (fromMs: number, toMs: number | null, score: number | null) => ({
    fromMs,
    toMs,
    answers: 40,
    score,
    low: score === null ? null : score - 5,
    high: score === null ? null : score + 5,
  });

  it('name their bands as people do', () => {
    expect(
      [
        band(0, 15 * MINUTE, 1),
        band(90 * MINUTE, 120 * MINUTE, 1),
        band(120 * MINUTE, null, 1),
        band(HOUR, 3 * HOUR, 1),
        band(4 * DAY, null, 1),
      ].map((one) => bandLabel(one).replaceAll('\u00a0', ' ')),
    ).toEqual(['0 to 15', '90 to 120', 'over 2 h', '1 to 3 h', 'over 4 d']);
  });

  it('colour what lies below all of them with its whole interval, and leave out what is too few', () => {
    const drawn = scoreBands([band(0, MINUTE, 90), band(MINUTE, 2 * MINUTE, null), band(2 * MINUTE, null, 40)], 300, 150, 70, ' %');
    expect(drawn.points.map(({ worse }) => worse)).toEqual([false, false, true]);
    expect(drawn.points[1]).toMatchObject({ y: null, count: 'n 40' });
    expect(drawn.path.match(/M/g)).toHaveLength(2);
    finite(JSON.stringify(scoreBands([band(0, null, null)], 300, 150, null, '')));
  });
});
