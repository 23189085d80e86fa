import fc from '../../support/laws.ts';
import { describe, expect, it } from 'vitest';
import { collapse } from '../../../charts/process-map/collapse.ts';
import { drawMap } from '../../../charts/process-map/draw.ts';
import { visible } from '../../../charts/process-map/filter.ts';
import { METRICS, type MapGraph, type MapStages } from '../../../charts/process-map/graph.ts';
import { pinnedLayout, pinOf } from '../../../charts/process-map/layout.ts';
import { readPin } from '../../../charts/process-map/pin-reading.ts';
import { linksOf, reachable } from '../../../charts/process-map/select.ts';
import type { DrawnEdge, MapDrawing, MapLayout, Visible } from '../../../charts/process-map/shapes.ts';
import { graphOfTraces, processes, stagesFor, tracesOf, type ProcessKind, type Trace } from './logs.ts';
import { faultsOf, NO_FAULTS } from './measures.ts';

interface Given {
  traces: Trace[];
  graph: MapGraph;
  stages: MapStages;
  layout: MapLayout;
}

function given(kind: ProcessKind): Given {
  const traces = tracesOf(kind);
  const graph = graphOfTraces(traces);
  const stages = stagesFor(graph, kind);
  return { traces, graph, stages, layout: pinnedLayout(graph, stages) };
}

const draw = (layout: MapLayout, shown: Visible = visible(layout)) => drawMap(layout, shown, { metric: 'waiting' });
const everything = (layout: MapLayout) => visible(layout, { activities: Infinity, paths: Infinity });
const placesOf = (drawing: MapDrawing) => new Map(drawing.nodes.map(({ id, x, y, width, height }) => [id, `${x} ${y} ${width} ${height}`]));

/** Any cases of a log: by a share and a beginning. */
const filters = fc.record({ every: fc.integer({ min: 1, max: 7 }), from: fc.nat(30) });
const filtered = (traces: readonly Trace[], filter: { every: number; from: number }) =>
  graphOfTraces(traces.filter((_, at) => at >= filter.from && at % filter.every === 0));

function expectSamePlaces(of: MapDrawing, as: MapDrawing): void {
  const before = placesOf(as);
  for (const [id, place] of placesOf(of)) if (before.has(id)) expect(place, id).toBe(before.get(id));
}

function expectConnected({ nodes, edges }: Visible): void {
  const shown = nodes.filter((node) => node.steps > 0);
  const part: MapGraph = { cases: 0, nodes: shown, edges };
  for (const direction of ['from-start', 'to-end'] as const) {
    const reached = reachable(linksOf(part, direction), direction, () => true);
    for (const { id } of shown) expect(reached.has(id), `${id} ${direction}`).toBe(true);
  }
}

/** Runs a law on many processes, some with a filter. */
const law = (runs: number, check: (given: Given, filter: { every: number; from: number }, kind: ProcessKind) => void) => () =>
  fc.assert(
    fc.property(processes, filters, (kind, filter) => {
      check(given(kind), filter, kind);
    }),
    { numRuns: runs },
  );

describe('for any process', () => {
  it(
    'nothing lies on anything else, at the default sliders',
    law(30, ({ layout }) => expect(faultsOf(draw(layout))).toEqual(NO_FAULTS)),
  );

  it(
    'nothing lies on anything else with everything on; only tracks may be squeezed together',
    law(12, ({ layout }) => expect({ ...faultsOf(draw(layout, everything(layout))), coincident: 0 }).toEqual(NO_FAULTS)),
  );

  it(
    'nothing lies on anything else in a filter',
    law(20, ({ layout, traces }, filter) => {
      const shown = visible(layout, {}, filtered(traces, filter));
      expect({ ...faultsOf(draw(layout, shown)), coincident: 0 }).toEqual(NO_FAULTS);
    }),
  );

  it(
    'no filter, slider or metric moves a node',
    law(7, ({ layout, traces }, filter) => {
      const all = draw(layout, everything(layout));
      const cases = filtered(traces, filter);
      for (const activities of [1, 7, undefined])
        for (const paths of [0, undefined]) {
          expectSamePlaces(draw(layout, visible(layout, { activities, paths })), all);
          expectSamePlaces(draw(layout, visible(layout, { activities, paths }, cases)), all);
        }
      for (const metric of METRICS) expectSamePlaces(drawMap(layout, visible(layout), { metric }), all);
    }),
  );

  it(
    'every activity that is shown is reached from the start and reaches an end, in any filter and at any slider',
    law(30, ({ layout, traces }, filter) => {
      const cases = filtered(traces, filter);
      for (const choice of [{}, { activities: 1, paths: 0 }, { activities: 7 }, { activities: Infinity }, { paths: 0 }]) {
        expectConnected(visible(layout, choice));
        expectConnected(visible(layout, choice, cases));
      }
    }),
  );

  it(
    'a metric changes colours and texts, and no line',
    law(20, ({ layout, traces }, filter) => {
      const shown = visible(layout, {}, filtered(traces, filter));
      const paths = (drawing: MapDrawing) => drawing.edges.map(({ d, head, width }) => [d, head, width]);
      const [first, ...others] = METRICS.map((metric) => paths(drawMap(layout, shown, { metric })));
      for (const other of others) expect(other).toEqual(first);
    }),
  );

  it(
    'widths grow with counts, classes with what the metric measures',
    law(25, ({ layout, traces }, filter, { seed }) => {
      const shown = visible(layout, {}, seed % 2 === 0 ? filtered(traces, filter) : undefined);
      const drawings = METRICS.map((metric) => [metric, drawMap(layout, shown, { metric })] as const);
      for (const [metric, { edges, nodes }] of drawings) {
        const lines = edges.filter((edge) => !edge.loop);
        expectGrowing(
          lines,
          (edge) => edge.figures.count,
          (edge) => edge.width,
        );
        for (const { width } of lines) expect(width >= 1.4 && width <= 11).toBe(true);
        if (metric === 'frequency')
          expectGrowing(
            edges,
            (edge) => edge.figures.count,
            (edge) => edge.class,
          );
        if (metric === 'waiting')
          expectGrowing(
            edges,
            (edge) => edge.figures.medianMs ?? 0,
            (edge) => edge.class,
          );
        if (metric === 'processing') {
          const known = nodes.filter((node) => node.tint !== null);
          expectGrowing(
            known,
            (node) => node.figures.processingMs ?? 0,
            (node) => node.tint,
          );
        }
      }
    }),
  );

  it(
    'the order of the rows has no influence',
    law(20, ({ graph, stages, layout }) => {
      const turned = pinnedLayout({ ...graph, nodes: [...graph.nodes].reverse(), edges: [...graph.edges].reverse() }, stages);
      expect(turned).toEqual(layout);
      expect(draw(turned)).toEqual(draw(layout));
    }),
  );

  it(
    'layout and drawing pass from a worker to a page as they are, and a pin is JSON',
    law(20, ({ layout }) => {
      expect(structuredClone(layout)).toEqual(layout);
      expect(draw(structuredClone(layout))).toEqual(structuredClone(draw(layout)));
      expect(readPin(JSON.parse(JSON.stringify(pinOf(layout))))).toEqual(pinOf(layout));
    }),
  );

  it(
    'lighter paths leave the ways of heavier ones as they are',
    law(20, ({ layout, graph, stages }) => {
      const last = layout.edges.at(-1);
      if (!last) return;
      const fewer = { ...graph, edges: graph.edges.filter((edge) => edge.from !== last.from || edge.to !== last.to) };
      const without = pinnedLayout(fewer, stages, { spine: layout.spine, previous: pinOf(layout) });
      const inOrder = (of: MapLayout) => [...of.routes.keys()].filter((key) => key !== last.key);
      // what a path is worth is a share of all: without the last one others may change places, or be shown first
      if (inOrder(without).join() !== inOrder(layout).join()) return;
      for (const [key, runs] of without.routes) expect(layout.routes.get(key)).toEqual(runs);
    }),
  );

  it(
    'drawing changes nothing of a layout',
    law(10, ({ layout, graph, stages }) => {
      draw(layout, everything(layout));
      expect(layout).toEqual(pinnedLayout(graph, stages));
    }),
  );

  it(
    'bands hold their activities; the spine goes down on one vertical line',
    law(25, ({ layout, stages }) => {
      const drawing = draw(layout, everything(layout));
      for (const node of drawing.nodes) {
        const band = drawing.bands.find(({ stage }) => stage === stages.of[node.id]);
        if (stages.names.length > 0) expect(band && node.y >= band.y && node.y + node.height <= band.y + band.height, node.id).toBe(true);
      }
      const spine = layout.spine.map((id) => drawing.nodes.find((node) => node.id === id));
      spine.slice(1).forEach((node, at) => {
        expect(node?.x).toBe(spine[0]?.x);
        expect((node?.y ?? 0) > (spine[at]?.y ?? 0)).toBe(true);
      });
    }),
  );

  it(
    'new data leave what was known where it was',
    law(25, ({ traces, graph, stages, layout }) => {
      const rare = layout.ranked.slice(-2);
      const old = traces.filter((trace) => trace.every(({ activity }) => !rare.includes(activity)));
      if (old.length === 0) return;
      const before = pinnedLayout(graphOfTraces(old), stages);
      const after = pinnedLayout(graph, stages, { previous: pinOf(before) });
      expect(readPin(pinOf(after))).toEqual(pinOf(after));
      const places = placesOf(draw(before, everything(before)));
      const now = draw(after, everything(after));
      const moved = [...placesOf(now)].filter(([id, place]) => places.has(id) && places.get(id) !== place);
      // a stage in the middle that had no activity before gets its first: only then a new arrangement is needed
      const stagesBefore = new Set(graphOfTraces(old).nodes.map(({ id }) => stages.of[id]));
      const opened = graph.nodes.some(({ id }) => !stagesBefore.has(stages.of[id]));
      if (!opened) expect(moved).toEqual([]);
      const { nodeOnNode, lineThroughNode, pillOnNode } = faultsOf(now);
      expect([nodeOnNode, lineThroughNode, pillOnNode]).toEqual([0, 0, 0]);
    }),
  );

  it(
    'a collapsed stage moves what stands below it by one constant, and nothing else',
    law(25, ({ layout, traces }, filter) => {
      if (layout.stages.names.length < 3) return;
      const before = draw(layout, everything(layout));
      const closed = collapse(layout, ['Stage 2']);
      const drawing = draw(closed, everything(closed));
      expect({ ...faultsOf(drawing), coincident: 0 }).toEqual(NO_FAULTS);
      const shifts = new Set<number>();
      for (const node of drawing.nodes) {
        const was = before.nodes.find(({ id }) => id === node.id);
        if (!was) continue;
        expect(node.x).toBe(was.x);
        if ((layout.stages.of[node.id] ?? 0) < 1) expect(node.y).toBe(was.y);
        else shifts.add(Math.round(was.y - node.y));
      }
      expect(shifts.size).toBeLessThanOrEqual(1);
      const inFilter = visible(closed, {}, filtered(traces, filter));
      expectConnected(inFilter);
      expectSamePlaces(draw(closed, inFilter), drawing);
    }),
  );
});

function expectGrowing<Thing extends DrawnEdge | MapDrawing['nodes'][number]>(
  things: readonly Thing[],
  by: (thing: Thing) => number,
  of: (thing: Thing) => number | null,
): void {
  const sorted = [...things].sort((a, b) => by(a) - by(b));
  sorted.slice(1).forEach((thing, at) => {
    expect(of(thing) ?? 0).toBeGreaterThanOrEqual(of(sorted[at] as Thing) ?? 0);
  });
}
