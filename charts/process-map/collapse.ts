import { groupBy, sumOf } from './collections.ts';
import { edgeKey, type MapEdge, type MapGraph, type MapNode } from './graph.ts';
import { COLLAPSED_HEIGHT, ROUTE } from './params.ts';
import { planRoutes } from './routes.ts';
import { spineLinks } from './select.ts';
import type { Collapsed, Grid, MapLayout, RankedEdge } from './shapes.ts';

/**
 * The layout with some stages drawn as one pill on the spine. No x changes; y above a stage stays, everything below
 * it moves up by one constant. Always from the layout of all stages: collapsing is not added up.
 */
export function collapse(layout: MapLayout, names: readonly string[]): MapLayout {
  const closed = layout.stages.names.flatMap((name, stage) => (names.includes(name) ? [stage] : []));
  const collapsed = closed.flatMap((stage) => collapsedStage(layout, stage) ?? []);
  if (collapsed.length === 0) return layout;
  const idOf = ids(collapsed);
  const merged = mergeStages(layout.graph, collapsed);
  const { grid, heights } = closedGrid(layout, collapsed);
  const spine = [...new Set(layout.spine.map(idOf))];
  const ranks = firstRanks(layout.edges, idOf);
  const edges: RankedEdge[] = merged.edges
    .map((edge) => ({ ...edge, key: edgeKey(edge.from, edge.to), rank: 0 }))
    .sort((a, b) => (ranks.get(a.key) ?? Infinity) - (ranks.get(b.key) ?? Infinity))
    .map((edge, rank) => ({ ...edge, rank }));
  const proper = edges.filter((edge) => edge.from !== edge.to);
  const shown = new Set(layout.ranked.slice(0, layout.shownFirst).map(idOf));
  const stageOf = { ...layout.stages.of, ...Object.fromEntries(collapsed.map(({ id, stage }) => [id, stage])) };
  return {
    ...layout,
    graph: merged,
    stages: { names: layout.stages.names, of: stageOf },
    spine,
    ranked: [...new Set([...collapsed.map(({ id }) => id), ...layout.ranked.map(idOf)])],
    shownFirst: new Set([...shown, ...collapsed.map(({ id }) => id)]).size,
    grid,
    edges,
    routes: planRoutes(grid, proper.slice(0, ROUTE.planned), spineLinks(spine), layout.box),
    sizes: { x: layout.sizes.x, y: heights },
    maxCount: merged.edges.reduce((most, edge) => Math.max(most, edge.count), 1),
    collapsed,
  };
}

function collapsedStage(layout: MapLayout, stage: number): Collapsed[] | null {
  const activities = layout.graph.nodes.filter((node) => layout.stages.of[node.id] === stage).map((node) => node.id);
  if (activities.length === 0) return null;
  const name = layout.stages.names[stage] ?? '';
  const taken = new Set(layout.graph.nodes.map((node) => node.id));
  let id = `§ ${name}`;
  while (taken.has(id)) id = `§${id}`;
  return [{ stage, id, name, activities }];
}

function ids(collapsed: readonly Collapsed[]): <Id extends string | null>(id: Id) => Id | string {
  const known = new Map(collapsed.flatMap((one) => one.activities.map((activity) => [activity, one.id] as const)));
  return (id) => (id === null ? id : (known.get(id) ?? id));
}

/** The first rank among the paths that become one. */
function firstRanks(edges: readonly RankedEdge[], idOf: <Id extends string | null>(id: Id) => Id | string): Map<string, number> {
  const ranks = new Map<string, number>();
  for (const edge of edges) {
    const key = edgeKey(idOf(edge.from), idOf(edge.to) ?? '');
    ranks.set(key, Math.min(ranks.get(key) ?? Infinity, edge.rank));
  }
  return ranks;
}

/**
 * A graph with the activities of some stages as one node each. Counts and times add up; the median of several paths is
 * the middle of their medians, weighted by passes, and marked as estimated. Hand-overs inside a stage go.
 */
export function mergeStages(graph: MapGraph, collapsed: readonly Collapsed[]): MapGraph {
  const idOf = ids(collapsed);
  const nodes = graph.nodes.filter((node) => idOf(node.id) === node.id);
  for (const one of collapsed) {
    const inside = graph.nodes.filter((node) => idOf(node.id) === one.id);
    if (inside.length > 0) nodes.push(mergedNode(one, inside));
  }
  const outside = graph.edges.filter((edge) => idOf(edge.from) !== idOf(edge.to) || edge.from === idOf(edge.from));
  const groups = groupBy(outside, (edge) => edgeKey(idOf(edge.from), idOf(edge.to)));
  const edges = [...groups.values()].map((parts) => mergedEdge(parts, idOf));
  return { ...graph, nodes, edges };
}

function mergedNode({ id }: Collapsed, inside: readonly MapNode[]): MapNode {
  return {
    id,
    steps: sumOf(inside, (node) => node.steps),
    // a case may come to several of them: at least the most frequent one's cases
    cases: Math.max(...inside.map((node) => node.cases)),
    starts: sumOf(inside, (node) => node.starts),
    ends: sumOf(inside, (node) => node.ends),
    position: Math.min(...inside.map((node) => node.position)),
    ...{ processingMs: null, score: null, scoreLow: null, scoreHigh: null, answers: 0 },
  };
}

function mergedEdge(parts: readonly MapEdge[], idOf: <Id extends string | null>(id: Id) => Id | string): MapEdge {
  const [first] = parts as [MapEdge, ...MapEdge[]];
  const ends = { from: idOf(first.from), to: idOf(first.to) };
  if (parts.length === 1) return { ...first, ...ends };
  const known = parts.filter((part) => part.totalMs !== null);
  return {
    ...ends,
    count: sumOf(parts, (part) => part.count),
    cases: Math.max(...parts.map((part) => part.cases)),
    medianMs: middleOf(parts),
    p90Ms: null,
    totalMs: known.length === 0 ? null : sumOf(known, (part) => part.totalMs ?? 0),
    timed: sumOf(parts, (part) => part.timed),
    parallel: sumOf(parts, (part) => part.parallel),
    estimated: true,
  };
}

function middleOf(parts: readonly MapEdge[]): number | null {
  const timed = parts.flatMap((part) => (part.medianMs === null ? [] : [{ ms: part.medianMs, weight: Math.max(1, part.timed) }]));
  timed.sort((a, b) => a.ms - b.ms);
  const half = sumOf(timed, (part) => part.weight) / 2;
  let sum = 0;
  for (const part of timed) {
    sum += part.weight;
    if (sum >= half) return part.ms;
  }
  return null;
}

/** The pill takes the first row of its stage, in column 0; the other rows go, with the channels above them. */
function closedGrid(layout: MapLayout, collapsed: readonly Collapsed[]): { grid: Grid; heights: number[] } {
  const { rows, cells } = layout.grid;
  const stages = new Set(collapsed.map(({ stage }) => stage));
  const firstRows = new Map(collapsed.map(({ stage }) => [stage, rows.findIndex((row, at) => at > 0 && row.stage === stage)]));
  const stays = (row: number) => row === 0 || !stages.has(rows[row]?.stage ?? -1) || firstRows.get(rows[row]?.stage ?? -1) === row;
  const kept = rows.flatMap((_, row) => (stays(row) ? [row] : []));
  const newRow = new Map(kept.map((row, at) => [row, at]));
  const closed: Grid['cells'] = new Map();
  for (const [id, cell] of cells) {
    const row = newRow.get(cell.row);
    if (row !== undefined && (id === null || !stages.has(layout.stages.of[id] ?? -1))) closed.set(id, { row, column: cell.column });
  }
  for (const { id, stage } of collapsed) closed.set(id, { row: newRow.get(firstRows.get(stage) ?? 0) ?? 0, column: 0 });
  const y = layout.sizes.y;
  const heights = kept.flatMap((row) => {
    const lane = row > 0 && stages.has(rows[row]?.stage ?? -1) ? COLLAPSED_HEIGHT : (y[2 * row + 1] ?? 0);
    return [y[2 * row] ?? 0, lane];
  });
  const grid = { ...layout.grid, cells: closed, rows: kept.map((row) => rows[row] ?? { stage: 0 }) };
  return { grid, heights: [...heights, y.at(-1) ?? 0] };
}
