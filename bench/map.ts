// How long the map of a large process takes to lay out and to draw: the first call of a fresh process, as a worker makes it.
import { drawMap } from '../charts/process-map/draw.ts';
import { visible } from '../charts/process-map/filter.ts';
import type { MapGraph } from '../charts/process-map/graph.ts';
import { pinnedLayout } from '../charts/process-map/layout.ts';
import { randomOf } from '../sample-data/random.ts';

export interface MapTimes {
  layoutMs: number;
  drawMs: number;
  againMs: number;
}

/** A chain with steps back and skips, `paths` hand-overs in all, all of them shown. */
export function measureMap(activities: number, paths: number): MapTimes {
  const graph = processOf(activities, paths);
  const words = { person: 'customer', people: 'customers', case: 'case', cases: 'cases' };
  const started = performance.now();
  const layout = pinnedLayout(graph, { names: [], of: {} });
  const laid = performance.now();
  const draw = () => drawMap(layout, visible(layout, { activities, paths }), { metric: 'waiting', words });
  draw();
  const drawn = performance.now();
  draw();
  return { layoutMs: laid - started, drawMs: drawn - laid, againMs: performance.now() - drawn };
}

function processOf(activities: number, paths: number): MapGraph {
  const { next } = randomOf(7, 'map');
  const id = (at: number) => `Activity ${String(at + 1).padStart(2, '0')}`;
  const pairs = new Map<string, [from: number, to: number, count: number]>();
  for (let at = 1; at < activities; at += 1) pairs.set(`${String(at - 1)} ${String(at)}`, [at - 1, at, 900 - at * 10]);
  while (pairs.size < paths - 1) {
    const from = Math.floor(next() * activities);
    const to = Math.max(0, Math.min(activities - 1, from + Math.round((next() - 0.35) * 9)));
    if (from !== to) pairs.set(`${String(from)} ${String(to)}`, [from, to, 5 + Math.floor(next() ** 3 * 300)]);
  }
  const edges = [...pairs.values()].map(([from, to, count]) => edge(id(from), id(to), count, next()));
  const nodes = Array.from({ length: activities }, (_, at) => ({
    id: id(at),
    steps: 1000,
    cases: 900,
    starts: at === 0 ? 1000 : 0,
    ends: at === activities - 1 ? 1000 : 0,
    position: at / (activities - 1),
    processingMs: 600_000,
    score: null,
    scoreLow: null,
    scoreHigh: null,
    answers: 0,
  }));
  return { cases: 1000, nodes, edges: [edge(null, id(0), 1000, 0), ...edges] };
}

const edge = (from: string | null, to: string, count: number, wait: number) => {
  const medianMs = Math.round(wait * 7_200_000);
  return { from, to, count, cases: count, medianMs, p90Ms: 2 * medianMs, totalMs: count * medianMs, timed: count, parallel: 0 };
};
