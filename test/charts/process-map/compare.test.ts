import { describe, expect, it } from 'vitest';
import { comparedGraph, type KnownChange } from '../../../charts/process-map/compare.ts';
import { drawMap } from '../../../charts/process-map/draw.ts';
import { visible } from '../../../charts/process-map/filter.ts';
import { edgeKey } from '../../../charts/process-map/graph.ts';
import { pinnedLayout } from '../../../charts/process-map/layout.ts';
import { MINUTE } from '../../../model/units.ts';
import { graphOfTraces, type Trace } from './logs.ts';
import { faultsOf, NO_FAULTS } from './measures.ts';

const trace = (wait: number, ...activities: string[]): Trace =>
  activities.map((activity) => ({ activity, waitMs: wait * MINUTE, workMs: MINUTE }));
const times = (count: number, one: Trace) => Array.from({ length: count }, () => one);
const plain = (text: string | undefined) => text?.replaceAll('\u00a0', ' ');

const before = [...times(40, trace(12, 'Ask', 'Check', 'Answer')), ...times(20, trace(5, 'Ask', 'Call', 'Answer'))];
const after = [...times(60, trace(6, 'Ask', 'Check', 'Answer')), ...times(30, trace(5, 'Ask', 'Write', 'Answer'))];
const gap = { activity: null, figure: 'gap' };
const known: KnownChange[] = [
  { ...gap, from: 'Ask', to: 'Check', one: 6 * MINUTE, other: 12 * MINUTE, difference: -6 * MINUTE, credible: true },
  { ...gap, from: 'Check', to: 'Answer', one: 6 * MINUTE, other: 12 * MINUTE, difference: 20_000, credible: false },
];

const layout = pinnedLayout(graphOfTraces([...before, ...after]), { names: [], of: {} });
const graph = comparedGraph(graphOfTraces(after), graphOfTraces(before), known);
const drawing = drawMap(layout, visible(layout, { activities: 5, paths: 99 }, graph), { metric: 'waiting' });
const edge = (from: string | null, to: string) => drawing.edges.find(({ key }) => key === edgeKey(from, to));

describe('a map of two sides', () => {
  it('is as wide as the mean of both and coloured only where it is beyond chance', () => {
    expect(drawing.compared).toBe(true);
    expect(edge('Ask', 'Check')).toMatchObject({ change: { tone: 'shorter', is: 'both' }, figures: { count: 50, cases: 50 } });
    expect(edge('Check', 'Answer')).toMatchObject({ change: { tone: 'same', is: 'both' } });
    expect(drawing.legend.map(({ label, tone }) => [label, tone])).toEqual([
      ['shorter', 'shorter'],
      ['no credible difference', 'same'],
      ['longer', 'longer'],
    ]);
  });

  it('labels the difference, nothing where it is 0, and never a count', () => {
    expect(edge('Ask', 'Check')?.label).toMatchObject({ metric: '−6.0\u00a0min', count: '', strong: true });
    expect(edge('Check', 'Answer')?.label).toBeNull();
    expect(plain(edge('Ask', 'Write')?.label?.metric)).toBeUndefined();
  });

  it('tells paths that one side alone takes, and outlines what only the other side comes to', () => {
    expect(edge('Ask', 'Write')?.change).toEqual({ tone: 'same', is: 'new' });
    expect(edge('Ask', 'Call')?.change).toEqual({ tone: 'same', is: 'lost' });
    expect(drawing.nodes.find(({ id }) => id === 'Call')?.shape).toBe('ghost');
    expect(drawing.nodes.find(({ id }) => id === 'Write')?.shape).not.toBe('ghost');
  });

  it('tells the share that takes a path under frequency, and the work under processing', () => {
    const more: KnownChange[] = [
      { from: 'Ask', to: 'Check', activity: null, figure: 'cases', one: 0.6, other: 0.9, difference: -0.3, credible: true },
      {
        from: null,
        to: null,
        activity: 'Check',
        figure: 'work',
        one: 4 * MINUTE,
        other: 2 * MINUTE,
        difference: 2 * MINUTE,
        credible: true,
      },
    ];
    const drawn = (metric: 'frequency' | 'processing') =>
      drawMap(
        layout,
        visible(layout, { activities: 5, paths: 99 }, comparedGraph(graphOfTraces(after), graphOfTraces(before), more, metric)),
        {
          metric,
        },
      );
    const share = drawn('frequency').edges.find(({ key }) => key === edgeKey('Ask', 'Check'));
    expect([share?.change?.tone, plain(share?.label?.metric)]).toEqual(['other', '−30.0 pts']);
    const work = drawn('processing').nodes.find(({ id }) => id === 'Check');
    expect([work?.tint, plain(work?.processing?.text)]).toEqual([0, '+2.0 min']);
    expect(drawn('processing').edges.every(({ change }) => change?.tone === 'same')).toBe(true);
  });

  it('tells the score under satisfaction: more is better, of lines and of activities', () => {
    const score = { figure: 'score', activity: null, from: null, to: null };
    const scored: KnownChange[] = [
      { ...score, from: 'Ask', to: 'Check', one: 70, other: 58, difference: 12, credible: true },
      { ...score, from: 'Check', to: 'Answer', one: null, other: 58, difference: null, credible: false },
      { ...score, activity: 'Check', one: 50, other: 60, difference: -10, credible: true },
    ];
    const both = comparedGraph(graphOfTraces(after), graphOfTraces(before), scored, 'satisfaction');
    const drawn = drawMap(layout, visible(layout, { activities: 5, paths: 99 }, both), { metric: 'satisfaction' });
    const line = (from: string, to: string) => drawn.edges.find(({ key }) => key === edgeKey(from, to));
    expect([line('Ask', 'Check')?.change?.tone, plain(line('Ask', 'Check')?.label?.metric)]).toEqual(['better', '+12.0 pts']);
    expect([line('Check', 'Answer')?.change?.tone, line('Check', 'Answer')?.label]).toEqual(['same', null]);
    expect(drawn.nodes.find(({ id }) => id === 'Check')?.tint).toBe(0);
    expect(drawn.legend.map(({ label }) => label)).toEqual(['better', 'no credible difference', 'worse']);
  });

  it('moves nothing: every activity stands where it stands on the map of all cases', () => {
    const whole = drawMap(layout, visible(layout, { activities: 5, paths: 99 }), { metric: 'waiting' });
    const places = (nodes: typeof whole.nodes) => Object.fromEntries(nodes.map(({ id, x, y }) => [id, [x, y]]));
    expect(places(drawing.nodes)).toEqual(places(whole.nodes));
    expect(whole.compared).toBe(false);
    expect(whole.edges.every(({ change }) => change === null)).toBe(true);
    expect(faultsOf(drawing)).toEqual(NO_FAULTS);
  });
});
