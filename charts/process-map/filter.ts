import { sumOf } from './collections.ts';
import { mergeStages } from './collapse.ts';
import { edgeKey, type MapEdge, type MapGraph, type MapNode } from './graph.ts';
import { connected, linksOf, pathsShownFirst, rankEdges, reachable, widestTree } from './select.ts';
import type { MapLayout, RankedEdge, SliderRange, Visible } from './shapes.ts';

export type { SliderRange, Visible } from './shapes.ts';

/** Values of the two sliders; absent: what the map shows first. */
export interface Choice {
  activities?: number | undefined;
  paths?: number | undefined;
}

/**
 * What is seen of a layout, with the figures of `filtered` where a filter is set. Which activities and paths the sliders
 * show is decided without the filter. In a filter, paths without cases go, activities without cases stay as outlines, and
 * where an activity would hang in the air the filtered cases' own widest way is added.
 */
export function visible(layout: MapLayout, choice: Choice = {}, filtered?: MapGraph): Visible {
  const least = Math.min(Math.max(1, layout.spine.length), layout.ranked.length);
  const activityRange = rangeOf(least, layout.ranked.length, choice.activities ?? layout.shownFirst);
  const wanted = connected(layout.graph, layout.ranked.slice(0, activityRange.value));
  const paths = rankEdges(layout.graph, wanted, layout.spine);
  const pathRange = rangeOf(paths.backbone, paths.ranked.length, choice.paths ?? pathsShownFirst(paths, wanted.length));
  const chosen = paths.ranked.slice(0, pathRange.value);

  const figures = filtered ? (layout.collapsed.length > 0 ? mergeStages(filtered, layout.collapsed) : filtered) : layout.graph;
  const shown = filtered ? underFilter(layout, figures, wanted, chosen) : { ids: wanted, edges: chosen };
  const edges = ranked(layout, shown.edges);
  const nodes = nodesOf(layout, shown.ids, figures);
  const totals = filtered
    ? {
        activities: layout.totals.activities,
        steps: sumOf(figures.edges, count),
        waitingMs: sumOf(figures.edges, waiting),
        paths: figures.edges.length,
      }
    : layout.totals;
  const steps = sumOf(edges, count);
  return {
    nodes,
    edges,
    cases: figures.cases,
    score: figures.score ?? null,
    activityRange,
    pathRange,
    shownSteps: totals.steps === 0 ? 1 : Math.min(1, steps / totals.steps),
    hiddenSteps: Math.max(0, totals.steps - steps),
    hiddenWaiting: totals.waitingMs > 0 ? Math.max(0, 1 - sumOf(edges, waiting) / totals.waitingMs) : null,
    shownActivities: nodes.length,
    hiddenActivities: layout.ranked.length - nodes.length,
    shownPaths: edges.length,
    hiddenPaths: Math.max(0, totals.paths - edges.length),
    listedActivities: layout.listed.length,
    maxCount: filtered ? maxCountOf(layout, figures) : layout.maxCount,
    filtered: filtered !== undefined,
  };
}

const count = (edge: MapEdge): number => edge.count;
const waiting = (edge: MapEdge): number => edge.totalMs ?? 0;

function rangeOf(min: number, max: number, value: number): SliderRange {
  const high = Math.max(min, max);
  return { min, max: high, value: Math.min(high, Math.max(min, Math.round(value))) };
}

/** Activities with a place; figures from the filter, zero for those without a case in it. */
function nodesOf(layout: MapLayout, ids: readonly string[], figures: MapGraph): MapNode[] {
  const found = new Map(figures.nodes.map((node) => [node.id, node]));
  const known = new Map(layout.graph.nodes.map((node) => [node.id, node]));
  return ids.flatMap((id) => {
    const [node, before] = [found.get(id), known.get(id)];
    if (node) return [node];
    return before ? [{ ...before, ...NO_FIGURES }] : [];
  });
}
const NO_FIGURES = { steps: 0, cases: 0, starts: 0, ends: 0, processingMs: null, score: null, scoreLow: null, scoreHigh: null, answers: 0 };

/** The chosen edges as they are in the filter, and what it takes so that each of its activities has a way. */
function underFilter(layout: MapLayout, figures: MapGraph, wanted: readonly string[], chosen: readonly MapEdge[]) {
  const part = laidOutPart(layout, figures);
  const here = new Set(part.nodes.map((node) => node.id));
  const ids = connected(
    part,
    wanted.filter((id) => here.has(id)),
  );
  const inFilter = new Map(part.edges.map((edge) => [edgeKey(edge.from, edge.to), edge]));
  const shown = new Map<string, MapEdge>();
  for (const { from, to } of chosen) {
    const edge = inFilter.get(edgeKey(from, to));
    if (edge) shown.set(edgeKey(from, to), edge);
  }
  for (const edge of missingWays(part, new Set(ids), shown)) shown.set(edgeKey(edge.from, edge.to), edge);
  return { ids: [...new Set([...wanted, ...ids])], edges: [...shown.values()] };
}

/** Links of the widest ways that lead to activities which the shown edges don't reach, or from which they reach no end. */
function missingWays(part: MapGraph, ids: ReadonlySet<string>, shown: ReadonlyMap<string, MapEdge>): MapEdge[] {
  const inside: MapGraph = {
    ...part,
    nodes: part.nodes.filter((node) => ids.has(node.id)),
    edges: part.edges.filter((edge) => ids.has(edge.to) && (edge.from === null || ids.has(edge.from))),
  };
  const byKey = new Map(inside.edges.map((edge) => [edgeKey(edge.from, edge.to), edge]));
  const all = new Map(shown);
  for (const direction of ['from-start', 'to-end'] as const) {
    const links = linksOf({ ...inside, edges: [...all.values()] }, direction);
    const reached = reachable(links, direction, () => true);
    if (reached.size > ids.size) continue;
    const before = new Map(
      widestTree(linksOf(inside, direction), direction).map((link) => (direction === 'from-start' ? [link.to, link] : [link.from, link])),
    );
    for (const id of [...ids].sort())
      for (let at: string | null = id; at !== null && !reached.has(at);) {
        const link = before.get(at);
        if (!link) break;
        reached.add(at);
        const edge = link.to === null ? undefined : byKey.get(edgeKey(link.from, link.to));
        if (edge) all.set(edgeKey(edge.from, edge.to), edge);
        at = direction === 'from-start' ? link.from : link.to;
      }
  }
  return [...all].filter(([key]) => !shown.has(key)).map(([, edge]) => edge);
}

function laidOutPart(layout: MapLayout, figures: MapGraph): MapGraph {
  const placed = (id: string | null) => layout.grid.cells.has(id);
  return {
    ...figures,
    nodes: figures.nodes.filter((node) => placed(node.id) && node.steps > 0),
    edges: figures.edges.filter((edge) => placed(edge.from) && placed(edge.to)),
  };
}

/** With key and rank of the layout; a path that only the filter has comes last. */
function ranked(layout: MapLayout, edges: readonly MapEdge[]): RankedEdge[] {
  const ranks = new Map(layout.edges.map((edge) => [edge.key, edge.rank]));
  return edges.map((edge) => {
    const key = edgeKey(edge.from, edge.to);
    return { ...edge, key, rank: ranks.get(key) ?? layout.edges.length };
  });
}

const maxCountOf = (layout: MapLayout, figures: MapGraph): number =>
  laidOutPart(layout, figures).edges.reduce((most, edge) => Math.max(most, edge.count), 1);
