import { describe, expect, it } from 'vitest';
import { drawMap } from '../../../charts/process-map/draw.ts';
import { visible } from '../../../charts/process-map/filter.ts';
import { edgeKey, graphOf } from '../../../charts/process-map/graph.ts';
import { pinnedLayout, pinOf } from '../../../charts/process-map/layout.ts';
import type { MapDrawing } from '../../../charts/process-map/shapes.ts';
import { tableWidth } from '../../../charts/process-map/names.ts';
import { graphOfTraces, type Trace } from './logs.ts';
import { faultsOf, NO_FAULTS } from './measures.ts';

const MINUTE = 60_000;
const trace = (...activities: string[]): Trace => activities.map((activity) => ({ activity, waitMs: 5 * MINUTE, workMs: MINUTE }));
const noStages = { names: [], of: {} };

function drawingOf(...traces: Trace[]): MapDrawing {
  const layout = pinnedLayout(graphOfTraces(traces), noStages);
  const drawing = drawMap(layout, visible(layout), { metric: 'waiting' });
  expect(faultsOf(drawing)).toEqual(NO_FAULTS);
  return drawing;
}

describe('maps of very little', () => {
  it('nothing at all: the start alone', () => {
    const { nodes, edges, start, width } = drawingOf();
    expect([nodes, edges, start.text.text]).toEqual([[], [], '0 arrive']);
    expect(Number.isFinite(width)).toBe(true);
  });

  it('one activity', () => {
    const { nodes, edges } = drawingOf(trace('Sign'), trace('Sign'));
    expect(nodes.map(({ shape, count }) => [shape, count?.text])).toEqual([['pill', '2, 2 end here']]);
    expect(edges.map(({ from, to, width }) => [from, to, width])).toEqual([[null, 'Sign', 11]]);
  });

  it('two activities in both directions: two lines that keep apart', () => {
    const { edges } = drawingOf(trace('A', 'B', 'A', 'B'), trace('A', 'B'));
    const line = (from: string, to: string) => edges.find(({ key }) => key === edgeKey(from, to));
    const [there, back] = [line('A', 'B'), line('B', 'A')];
    expect(Math.abs((there?.points[0]?.[0] ?? 0) - (back?.points.at(-1)?.[0] ?? 0))).toBeGreaterThanOrEqual(20);
  });

  it('a loop that makes 90 % of the steps hangs beside its activity, no thicker than a loop may be', () => {
    const { edges } = drawingOf(trace('Start', ...Array.from({ length: 90 }, () => 'Check'), 'End'), trace('Start', 'Check', 'End'));
    const loop = edges.find((edge) => edge.loop);
    expect(loop).toMatchObject({ from: 'Check', to: 'Check', label: { count: '89', metric: '5\u00a0min' } });
    expect(loop?.width).toBeLessThanOrEqual(4);
    expect(edges.find(({ to }) => to === 'End')?.width).toBeGreaterThanOrEqual(1.4);
  });

  it('a filter without a case leaves outlines', () => {
    const layout = pinnedLayout(graphOfTraces([trace('A', 'B')]), noStages);
    const { nodes, edges } = drawMap(layout, visible(layout, {}, graphOfTraces([])), { metric: 'waiting' });
    expect(nodes.map(({ shape, count }) => [shape, count])).toEqual([
      ['ghost', null],
      ['ghost', null],
    ]);
    expect(edges).toEqual([]);
  });
});

describe('names', () => {
  const long = `Prüfung der vollständigen Unterlagen ${'und Anlagen '.repeat(7)}`.slice(0, 120);
  const names = [
    long,
    'x'.repeat(120),
    '👩‍👩‍👧‍👦'.repeat(40),
    'فحص المستندات المطلوبة قبل الموافقة النهائية على الطلب',
    '<script>alert(1)</script>',
    '__proto__',
    ' ',
  ];

  it('are shortened to their node, whole in the data, and never cut inside a letter', () => {
    const { nodes } = drawingOf(trace(...names), trace(...names));
    expect(nodes.map(({ name }) => name).sort()).toEqual([...names].sort());
    for (const { lines, width, name } of nodes) {
      expect(lines.length).toBeLessThanOrEqual(2);
      for (const { text, stretch } of lines) expect(tableWidth(text, 12, 600, stretch), name).toBeLessThanOrEqual(width - 20);
      if (name.startsWith('👩')) expect(lines.map(({ text }) => text.replaceAll('👩‍👩‍👧‍👦', '')).join('')).toBe('…');
    }
  });

  it('are condensed before any ellipsis', () => {
    const { nodes } = drawingOf(trace('A', 'Receive the payment now', 'B', 'C', 'D', 'E'));
    expect(nodes.find(({ name }) => name.startsWith('Receive'))?.lines).toMatchObject([{ text: 'Receive the payment now', stretch: 80 }]);
  });

  it('of stages may be anything too, and an activity without a stage is in “Unplaced”', () => {
    const graph = graphOfTraces([trace('A', '__proto__', 'B')]);
    const of = Object.fromEntries([
      ['A', 0],
      ['__proto__', 1],
    ]);
    const layout = pinnedLayout(graph, { names: ['constructor', '<i>'], of });
    const { bands, nodes } = drawMap(layout, visible(layout), { metric: 'waiting' });
    expect(bands.map(({ name }) => name)).toEqual(['constructor', '<i>', 'Unplaced']);
    for (const [id, stage] of [
      ['A', 0],
      ['__proto__', 1],
      ['B', 2],
    ] as const) {
      const node = nodes.find((one) => one.id === id);
      const band = bands[stage];
      expect(node && band && node.y >= band.y && node.y + node.height <= band.y + band.height).toBe(true);
    }
  });
});

describe('the spine', () => {
  const graph = graphOfTraces([
    ...Array.from({ length: 9 }, () => trace('A', 'B', 'D')),
    trace('A', 'C', 'D'),
    ...Array.from({ length: 20 }, () => trace('A')),
  ]);

  it('is the heaviest way, and can be pinned', () => {
    expect(pinnedLayout(graph, noStages, { spine: ['A', 'C', 'D'] }).spine).toEqual(['A', 'C', 'D']);
    expect(pinnedLayout(graph, noStages, { spine: ['D', 'gone'] }).spine).toEqual(['D']);
  });

  it('warns of links that fewer than 5 % of the cases take', () => {
    const { weakLinks } = pinnedLayout(graph, noStages, { spine: ['A', 'C', 'D'] });
    expect(weakLinks).toEqual([
      { from: 'A', to: 'C', share: 1 / 30 },
      { from: 'C', to: 'D', share: 1 / 30 },
    ]);
  });

  it('of stages leaves out one that runs beside the others: it stands in its band, beside the spine', () => {
    const stages = { names: ['Intake', 'Work', 'Watch', 'Close'], of: { Intake: 0, Work: 1, Watch: 2, Close: 3 } };
    const base = graphOfTraces([trace('Intake', 'Work', 'Close')]);
    const watch = { ...base.nodes[0], id: 'Watch', starts: 0, ends: 0 } as (typeof base.nodes)[number];
    const layout = pinnedLayout({ ...base, nodes: [...base.nodes, watch] }, stages, { spine: stages.names });
    expect(layout.spine).toEqual(['Intake', 'Work', 'Close']);
    expect(layout.grid.cells.get('Watch')?.column).toBe(1);
    expect(faultsOf(drawMap(layout, visible(layout), { metric: 'frequency' }))).toEqual(NO_FAULTS);
  });
});

describe('new data', () => {
  const before = pinnedLayout(graphOfTraces([trace('A', 'B', 'C'), trace('A', 'C')]), { names: ['One', 'Two'], of: { A: 0, B: 0, C: 1 } });
  const graph = graphOfTraces([trace('A', 'B', 'New', 'C'), trace('A', 'Nowhere', 'C')]);

  it('keep the classes, and say what a new arrangement would change', () => {
    const layout = pinnedLayout(graph, { names: ['One', 'Two'], of: { A: 0, B: 1, New: 1, C: 1 } }, { previous: pinOf(before) });
    expect(layout.classes).toEqual(before.classes);
    const scored = pinnedLayout({ ...graph, score: 40 }, before.stages, { previous: pinOf(before) });
    expect(scored.classes).toEqual({ ...before.classes, satisfaction: [30, 40, 40, 50] });
    expect(layout.outdated).toMatchObject({ added: expect.arrayContaining(['New', 'Nowhere']) as string[], movedStage: ['B'] });
    expect(layout.stages.names).toEqual(['One', 'Two', 'Unplaced']);
    for (const id of ['A', 'C']) expect(layout.grid.cells.get(id)).toEqual(before.grid.cells.get(id));
  });

  it('with other stages are arranged anew', () => {
    const layout = pinnedLayout(
      graph,
      { names: ['Two', 'One'], of: { A: 0, B: 0, New: 1, C: 1, Nowhere: 1 } },
      { previous: pinOf(before) },
    );
    expect(layout.outdated).toBeNull();
  });
});

describe('a graph from answers', () => {
  const times = { medianMs: MINUTE, p90Ms: MINUTE, totalMs: 3 * MINUTE, timed: 3, parallel: 1 };

  it('takes ends from rows without a next, and gives a node to a name that only one answer has', () => {
    const graph = graphOf({
      edges: [
        { from: null, to: 'A', count: 3, cases: 3, ...times },
        { from: 'A', to: 'B', count: 3, cases: 2, ...times },
        { from: 'B', to: null, count: 3, cases: 3, medianMs: null, p90Ms: null, totalMs: null, timed: null, parallel: null },
      ],
      nodes: [{ activity: 'A', stage: 'One', steps: 3, cases: 3, startCases: 3, endCases: 0, medianProcessingMs: 5, note: false }],
    });
    expect(graph.cases).toBe(3);
    expect(graph.nodes).toMatchObject([
      { id: 'A', steps: 3, starts: 3, ends: 0, processingMs: 5, position: 0.5 },
      { id: 'B', steps: 3, cases: 2, starts: 0, ends: 3, processingMs: null, position: 1 },
    ]);
    expect(graph.edges.map(({ from, to, timed }) => [from, to, timed])).toEqual([
      [null, 'A', 3],
      ['A', 'B', 3],
    ]);
  });
});
