import { describe, expect, it } from 'vitest';
import { histogramOf, type Bin } from '../../../charts/histogram.ts';
import { PLAIN_WORDS } from '../../../model/process.ts';
import type { RowOf } from '../../../server/analytics/catalog.ts';
import { filterOf, filterOfSpan } from '../../../web/src/lib/panels/map/filters-of.ts';
import { handOverSentence, inferredWords, missing, withinLimit } from '../../../web/src/lib/panels/map/inspector/sentences.ts';
import { outdatedWords } from '../../../web/src/lib/panels/map/pins.ts';
import type { Figures } from '../../../web/src/lib/panels/map/rows.ts';
import { waitingShare } from '../../../web/src/lib/panels/map/waiting-share.ts';

const MINUTE = 60_000;
const plain = (marked: readonly string[]) => marked.join('').replaceAll('\u00a0', ' ');
const times = (more: Partial<RowOf<'durations'>>) =>
  ({
    n: 10,
    cases: 10,
    medianMs: 47 * MINUTE,
    totalMs: 1,
    shareOfWaiting: 0.31,
    limitMs: null,
    limitFrom: null,
    beyond: null,
    ...more,
  }) as RowOf<'durations'>;

describe('the sentence of a hand-over', () => {
  it('says how long half wait, and what part of the hours lost that is', () => {
    expect(plain(handOverSentence(times({}), PLAIN_WORDS, true, 0.27))).toBe(
      'Half of cases wait 47 min or more here. 27 % of all hours lost are lost here.',
    );
    expect(plain(handOverSentence(times({}), PLAIN_WORDS, true, null))).toBe(
      'Half of cases wait 47 min or more here. This is 31 % of all waiting.',
    );
  });
  it('compares waiting with waiting: days after delivery are said to be that, and are no part of the rest', () => {
    const hospital = { ...PLAIN_WORDS, during: 'in the department' };
    expect(plain(handOverSentence(times({}), hospital, true, null, { after: false, share: 0.4 }))).toBe(
      'Half of cases wait 47 min or more here. This is 40 % of all waiting in the department.',
    );
    expect(plain(handOverSentence(times({}), PLAIN_WORDS, true, null, { after: true, share: null }))).toBe(
      'Half of cases wait 47 min or more here, after delivery.',
    );
    const edges = [
      { from: null, to: 'A', totalMs: 100 },
      { from: 'A', to: 'B', totalMs: 300 },
      { from: 'B', to: 'Bill', totalMs: 90_000 },
      { from: 'Bill', to: null, totalMs: null },
    ];
    const stages = [
      { stage: 'Care', afterDelivery: false },
      { stage: 'Billing', afterDelivery: true },
    ];
    const activities = ['A', 'B', 'Bill'].map((activity) => ({ activity, stage: activity === 'Bill' ? 'Billing' : 'Care' }));
    const figures = { level: 'activity', edges, stages, activities } as unknown as Figures;
    expect(waitingShare(figures, { from: 'A', to: 'B' })).toEqual({ after: false, share: 0.75 });
    expect(waitingShare(figures, { from: 'B', to: 'Bill' })).toEqual({ after: true, share: null });
    expect(waitingShare({ ...figures, stages: figures.stages.slice(0, 1) }, { from: 'A', to: 'B' })).toBeNull();
  });
  it('claims no waiting where it can not be told from work, and no cases where it counts passes', () => {
    expect(plain(handOverSentence(times({ n: 12 }), PLAIN_WORDS, false, null))).toBe(
      'Half of the passes take 47 min or more here. This is 31 % of all time between steps.',
    );
    expect(plain(handOverSentence(times({ medianMs: 0, totalMs: 0 }), PLAIN_WORDS, true, null))).toBe('Half of cases go on at once here.');
    expect(plain(handOverSentence(times({ n: 0, medianMs: null }), PLAIN_WORDS, true, null))).toBe('No time is known here.');
  });
});

it('speaks of a target only where someone set a limit', () => {
  expect(withinLimit({ n: 10, beyond: 4, limitFrom: 'stage' })).toBe(0.6);
  expect(withinLimit({ n: 10, beyond: 4, limitFrom: 'best quarter' })).toBeNull();
  expect(withinLimit({ n: 0, beyond: 0, limitFrom: 'stage' })).toBeNull();
});

it('says what is missing', () => {
  expect(missing({ n: 7 }, 9, 'pass', 'passes')).toEqual([
    'Only 7 passes with a time: figures may change a lot.',
    '2 of 9 passes have no time and are not counted in it.',
  ]);
  expect(missing({ n: 20 }, 20, 'pass', 'passes')).toEqual([]);
  expect([inferredWords(1), inferredWords(0.9999), inferredWords(0.91)]).toEqual([null, null, '9\u00a0% inferred']);
});

it('makes a filter of whatever is selected, and of a bar where a filter knows its time', () => {
  const edge = { kind: 'edge', from: 'A', to: 'B' } as const;
  expect(filterOf({ kind: 'node', id: 'A' }, 'activity')).toEqual({ kind: 'activity', names: ['A'] });
  expect(filterOf({ kind: 'node', id: 'Care' }, 'stage', true)).toEqual({ kind: 'stage', names: ['Care'], not: true });
  expect(filterOf(edge, 'activity')).toEqual({ kind: 'follows', from: 'A', to: 'B', way: 'directly' });
  expect(filterOf(edge, 'stage')).toEqual({ kind: 'follows', from: 'A', to: 'B', way: 'directly', of: 'stage' });
  expect(filterOf({ kind: 'edge', from: null, to: 'A' }, 'activity')).toEqual({ kind: 'starts', names: ['A'] });
  expect(filterOf({ kind: 'start' }, 'activity')).toBeNull();
  expect(filterOfSpan(edge, 'activity', { fromMs: 600_000, toMs: null })).toEqual({
    ...{ kind: 'follows', from: 'A', to: 'B', way: 'directly', minMs: 600_000 },
  });
  expect(filterOfSpan({ kind: 'node', id: 'A' }, 'activity', { fromMs: 0, toMs: 600_000 })).toEqual({
    kind: 'processing',
    activity: 'A',
    maxMs: 600_000,
  });
  expect(filterOfSpan({ kind: 'edge', from: null, to: 'A' }, 'activity', { fromMs: 0, toMs: 1 })).toBeNull();
});

describe('a distribution', () => {
  const bins: Bin[] = [0, 1, 2, 3].map((at) => ({
    fromMs: at * 10 * MINUTE,
    toMs: at === 3 ? null : (at + 1) * 10 * MINUTE,
    count: [4, 8, 0, 1][at] ?? 0,
  }));
  it('has bars of one width, as high as their counts, darker beyond the limit', () => {
    const drawn = histogramOf(bins, { width: 400, height: 132 }, { limitMs: 20 * MINUTE, medianMs: 12 * MINUTE, p90Ms: 35 * MINUTE });
    expect(drawn.bars.map((bar) => bar.beyond)).toEqual([false, false, true, true]);
    expect(drawn.bars[1]!.height).toBeCloseTo(2 * drawn.bars[0]!.height);
    expect(drawn.bars[2]!.height).toBe(0);
    expect(drawn.bars.map((bar) => bar.label.replaceAll('\u00a0', ' '))).toEqual([
      'below 10 min',
      '10 min to 20 min',
      '20 min to 30 min',
      '30 min or more',
    ]);
    expect(drawn.limit).toMatchObject({ x: 200, anchor: 'start' });
    // beyond the closed bars: in the middle of the open one
    expect(drawn.ticks.map((tick) => Math.round(tick.x))).toEqual([120, 350]);
  });
  it('keeps its words apart and inside, wherever the marks fall', () => {
    for (let median = 0; median <= 40; median += 1) {
      const drawn = histogramOf(bins, { width: 290, height: 132 }, { medianMs: median * MINUTE, p90Ms: (median + 2) * MINUTE });
      const [first, second] = drawn.ticks;
      expect(first!.textX).toBeLessThan(second!.textX);
      expect(second!.textX).toBeLessThanOrEqual(290);
      expect(first!.textX).toBeGreaterThan(0);
    }
  });
  it('is nothing where there is nothing', () => {
    expect(histogramOf([], { width: 290, height: 132 }, {}).bars).toEqual([]);
  });
});

it('offers a new arrangement only when that is worth it', () => {
  expect(outdatedWords({ spine: false, added: ['a', 'b'], movedStage: [] })).toBeNull();
  expect(outdatedWords({ spine: false, added: ['a', 'b', 'c', 'd', 'e', 'f'], movedStage: [] })).toContain('6 activities are new');
  expect(outdatedWords({ spine: true, added: [], movedStage: [] })).toContain('main way');
});
