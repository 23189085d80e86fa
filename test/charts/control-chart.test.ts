import fc from '../support/laws.ts';
import { describe, expect, it } from 'vitest';
import { controlAxis, controlFigure, controlText } from '../../charts/control-axis.ts';
import { controlChart, dayPlace, type ControlPoint } from '../../charts/control-chart.ts';
import { besideLabels, flagRows } from '../../charts/control-labels.ts';
import { controlTile } from '../../charts/control-tile.ts';
import { controlChart as judged } from '../../model/control.ts';
import { DAY, HOUR, MINUTE } from '../../model/units.ts';

const week = (at: number) => new Date(Date.UTC(2026, 4, 4 + 7 * at)).toISOString().slice(0, 10);
const ROOM = { per: 'week', unit: 'ms', better: 'lower', target: null, width: 774, height: 356 } as const;

/** The chart of a series as the question `control-chart` gives it. */
function pointsOf(
  values: readonly (number | null)[],
  options: { phases?: { from: string; reason: string }[]; unfinished?: boolean; notes?: Record<number, string> } = {},
): ControlPoint[] {
  const series = values.map((value, at) => ({
    bucket: week(at),
    value: value === null ? null : value * MINUTE,
    n: value === null ? 0 : 300,
    whole: !(options.unfinished === true && at === values.length - 1),
  }));
  const { points } = judged(series, { unit: 'ms', better: 'lower', ...(options.phases ? { phases: options.phases } : {}) });
  return points.map((point, at) => ({ ...point, note: options.notes?.[at] ?? null }));
}
const before = [19, 17.1, 17.8, 18.8, 16.8, 17.7, 17.2, 18, 17.5, 18.9, 18.3, 16.9, 15.9, 17.1, 18.9, 17.1, 16.2, 16.8];
const after = [12.3, 11.3, 10.2, 11.9, 11.4, 10.5, 10.8, 10.8, 11.5, 10.9, 11.2, 11.8];
const phases = [{ from: week(18), reason: 'Second nurse' }];

describe('a control chart', () => {
  it('shows both phases with their labels, the change between its weeks, and colours what moved for certain', () => {
    const drawn = controlChart(pointsOf([...before, ...after], { phases }), {
      ...ROOM,
      marks: [{ on: week(18), text: '7 Sep, started', kind: 'change' }],
    });
    expect(drawn.unit).toBe('min');
    expect(drawn.grid.length).toBeLessThanOrEqual(6);
    expect(drawn.segments.map(({ tone }) => tone)).toEqual(['common', 'better']);
    const said = drawn.texts.map(({ text, strong }) => `${text}${strong ?? ''}`);
    expect(said.filter((text) => text.startsWith('mean'))).toEqual(['mean 17.6', 'mean 11.2']);
    expect(said.filter((text) => text.startsWith('upper'))).toHaveLength(2);
    // the newest limits stand beside the drawing
    expect(drawn.texts.filter(({ x }) => x >= drawn.right).map(({ text }) => text.split(' ')[0])).toEqual(['upper', 'mean', 'lower']);
    const [flag] = drawn.flags;
    expect(flag?.x).toBeGreaterThan(drawn.points[17]?.x ?? 0);
    expect(flag?.x).toBeLessThan(drawn.points[18]?.x ?? 0);
    expect(new Set(drawn.points.slice(18).map(({ tone }) => tone))).toEqual(new Set(['better']));
  });

  it('shows no flag of what was changed before its first point', () => {
    const marks = [{ on: '2020-01-06', text: 'long ago', kind: 'change' as const }];
    expect(controlChart(pointsOf(before), { ...ROOM, marks }).flags).toEqual([]);
  });

  it('sets the bucket that is not over apart, and leaves it out of the line and the limits', () => {
    const drawn = controlChart(pointsOf([...before, 9], { unfinished: true }), ROOM);
    expect(drawn.unfinished).toMatch(/^M.*L/);
    expect(drawn.line.match(/[ML]/g)).toHaveLength(before.length);
    const [x, y, z] = drawn.points.slice(-3).map((point) => point.x);
    expect((z ?? 0) - (y ?? 0)).toBeGreaterThan(((y ?? 0) - (x ?? 0)) * 1.4);
    expect(drawn.points.at(-1)).toMatchObject({ whole: false, tone: 'common' });
  });

  it('is a run chart with a median below twelve points, and still stands with one or none', () => {
    const drawn = controlChart(pointsOf(before.slice(0, 8)), ROOM);
    expect(drawn.segments.flatMap(({ bands }) => bands)).toEqual([]);
    expect(drawn.texts.map(({ text }) => text)).toEqual(['median ']);
    for (const values of [[], [5], [null, null]]) expect(JSON.stringify(controlChart(pointsOf(values), ROOM))).not.toMatch(/NaN|Infinity/);
  });

  it('carries the limits of before on to a phase too short for its own', () => {
    const drawn = controlChart(pointsOf([...before, ...after.slice(0, 3)], { phases }), ROOM);
    expect(drawn.segments).toHaveLength(1);
    expect(drawn.points.slice(-3).map(({ tone, signal }) => [tone, signal])).toEqual([
      ['better', true],
      ['better', true],
      ['better', true],
    ]);
  });

  it('numbers its notes, and lightens the band where the limits do not come from', () => {
    const drawn = controlChart(pointsOf(before, { notes: { 2: 'a', 12: 'b' } }), { ...ROOM, baseline: { from: week(0), to: week(13) } });
    expect(drawn.points.flatMap(({ note }) => (note === null ? [] : [note]))).toEqual([1, 2]);
    expect(drawn.segments[0]?.bands.map(({ faint }) => faint)).toEqual([false, true]);
  });

  it('keeps every mark and word inside, wide and on a phone', () => {
    const value = fc.option(fc.double({ min: 0, max: 3000, noNaN: true }), { freq: 12 });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), fc.constantFrom(774, 330), fc.boolean(), (values, width, unfinished) => {
        const drawn = controlChart(
          pointsOf(values, { unfinished, ...(values.length > 20 ? { phases: [{ from: week(15), reason: 'x' }] } : {}) }),
          {
            ...ROOM,
            width,
            target: 20 * MINUTE,
            marks: [
              { on: week(3), text: '25 May, started', kind: 'change' },
              { on: week(4), text: '1 June, cycle 2', kind: 'change' },
            ],
          },
        );
        expect(JSON.stringify(drawn)).not.toMatch(/NaN|Infinity/);
        for (const point of drawn.points) {
          expect(point.x).toBeGreaterThanOrEqual(drawn.left - 1);
          expect(point.x).toBeLessThanOrEqual(drawn.right + 1);
          if (point.y !== null) expect(point.y).toBeLessThanOrEqual(drawn.base + 0.1);
          if (point.y !== null) expect(point.y).toBeGreaterThanOrEqual(drawn.top - 0.1);
        }
        for (const flag of drawn.flags) expect(flag.boxX + flag.boxWidth).toBeLessThanOrEqual(width + 0.1);
        const beside = drawn.texts.filter(({ x }) => x >= drawn.right && width > 480).toSorted((one, other) => one.y - other.y);
        beside.slice(1).forEach((text, at) => expect(text.y - (beside[at]?.y ?? 0)).toBeGreaterThanOrEqual(13.9));
      }),
      { numRuns: 150 },
    );
  });
});

it('places a day within its bucket, before the first and after the last', () => {
  const points = [0, 1, 2].map((at) => ({ bucket: week(at) }));
  expect(dayPlace(week(1), points, 'week')).toBe(0.5);
  expect(dayPlace('2026-05-14', points, 'week')).toBeCloseTo(0.5 + 3 / 7);
  expect(dayPlace('2026-01-01', points, 'week')).toBe(-0.5);
  expect(dayPlace('2027-01-01', points, 'week')).toBe(2.5);
});

it('writes figures as people read them', () => {
  const minutes = controlAxis([10 * MINUTE, 22 * MINUTE], { unit: 'ms' });
  expect(minutes).toMatchObject({ unit: 'min' });
  expect(controlFigure(17.62 * MINUTE, { unit: 'ms' }, minutes)).toBe('17.6');
  expect(controlText(3.7 * HOUR, { unit: 'ms' })).toBe('3\u00a0h\u00a042\u00a0m');
  expect(controlAxis([5 * DAY, 9 * DAY], { unit: 'ms' }).unit).toBe('days');
  expect(controlAxis([0.4, 0.99], { unit: 'share' })).toMatchObject({ unit: '%', max: 1 });
  expect(controlText(0.584, { unit: 'share' })).toBe('58.4\u00a0%');
  expect(controlText(71.25, { unit: 'score', scoreIsShare: true })).toBe('71.3\u00a0%');
  expect(controlAxis([3, 5], { unit: 'count' }).marks.every(({ text }) => /^\d+$/.test(text))).toBe(true);
});

it('gives flags that touch a row of their own, and moves labels apart', () => {
  const { flags, top } = flagRows(
    [
      { x: 100, text: '25 May, started', kind: 'change' },
      { x: 120, text: '1 June, cycle 2', kind: 'change' },
      { x: 700, text: 'at the very end of it', kind: 'phase' },
    ],
    { left: 30, right: 720 },
  );
  expect(new Set(flags.map(({ y }) => y)).size).toBe(2);
  expect(flags[2]?.boxX).toBeLessThan(700);
  expect(top).toBeGreaterThan(30);
  const apart = besideLabels([{ y: 100 }, { y: 102 }, { y: 104 }], 120).map(({ y }) => y);
  expect(apart[2]).toBeLessThanOrEqual(120);
  expect((apart[1] ?? 0) - (apart[0] ?? 0)).toBeGreaterThanOrEqual(14);
});

it('a tile has its bands, its signals and its newest point; below twelve the points to come', () => {
  const tile = controlTile(pointsOf([...before, ...after], { phases }), 14 * MINUTE, 174, 42, [week(18)]);
  expect(tile.bands).toHaveLength(2);
  expect(tile.points.at(-1)).toMatchObject({ newest: true });
  expect(tile.targetY).toBeGreaterThan(0);
  expect(tile.marks).toHaveLength(1);
  const short = controlTile(pointsOf([5, 6, null, 7]), null, 174, 42);
  expect(short).toMatchObject({ points: { length: 3 }, missing: { length: 8 } });
  expect(controlTile([], null, 174, 42)).toMatchObject({ path: '', bands: [] });
});
