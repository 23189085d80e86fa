import { expect, it } from 'vitest';
import type { Bin } from '../../charts/histogram.ts';
import { twoHistograms } from '../../charts/two-histograms.ts';
import { MINUTE } from '../../model/units.ts';

const bins = (width: number, counts: readonly number[], open = false): Bin[] =>
  counts.map((count, at) => ({ fromMs: at * width, toMs: open && at === counts.length - 1 ? null : (at + 1) * width, count }));

it('shows shares of each side over one axis, in the wider bars of the two', () => {
  const one = { bins: bins(2 * MINUTE, [10, 30, 10]), n: 50, medianMs: 3 * MINUTE };
  const other = { bins: bins(MINUTE, [1, 1, 4, 2, 0, 2]), n: 10, medianMs: 2.5 * MINUTE };
  const drawn = twoHistograms(one, other, { width: 300, height: 130 });
  expect(drawn.bars.map(({ one: a, other: b }) => [a, b])).toEqual([
    [0.2, 0.2],
    [0.6, 0.6],
    [0.2, 0.2],
  ]);
  expect(drawn.bars.map(({ fromMs, toMs }) => [fromMs / MINUTE, toMs === null ? null : toMs / MINUTE])).toEqual([
    [0, 2],
    [2, 4],
    [4, 6],
  ]);
  // the outline meets the tops of equal bars
  expect(drawn.outline).toContain(`V${String(Math.round((drawn.bars[1]?.y ?? 0) * 10) / 10)}`);
});

it('an open bar of one side is open for both, and nothing is lost', () => {
  const one = { bins: bins(MINUTE, [5, 5, 5, 5]), n: 20, medianMs: MINUTE };
  const other = { bins: bins(MINUTE, [6, 2, 2], true), n: 10, medianMs: null };
  const { bars, ticks } = twoHistograms(one, other, { width: 200, height: 100 });
  expect(bars).toHaveLength(3);
  expect(bars.at(-1)).toMatchObject({ toMs: null, one: 0.5, other: 0.2 });
  expect(bars.reduce((sum, bar) => sum + bar.one, 0)).toBeCloseTo(1, 12);
  expect(ticks).toHaveLength(1);
});

it('nothing to show draws nothing', () => {
  const none = { bins: [], n: 0, medianMs: null };
  expect(twoHistograms(none, none, { width: 200, height: 100 }).bars).toEqual([]);
});
