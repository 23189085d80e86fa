import { byText, groupBy, sumOf } from './collections.ts';
import { edgeKey, type MapEdge, type MapGraph } from './graph.ts';
import { SELECT } from './params.ts';

/** Activities by cases; the spine comes first, so that no slider can break it. */
export function rankNodes(graph: MapGraph, spine: readonly string[]): string[] {
  const onSpine = new Set(spine);
  return [...graph.nodes]
    .sort((a, b) => Number(onSpine.has(b.id)) - Number(onSpine.has(a.id)) || b.cases - a.cases || b.steps - a.steps || byText(a.id, b.id))
    .map((node) => node.id);
}

/** How many activities to show first: enough for 98 % of the steps, between 8 and 20, and never less than the spine. */
export function activitiesShownFirst(graph: MapGraph, ranked: readonly string[], spine: readonly string[]): number {
  const steps = new Map(graph.nodes.map((node) => [node.id, node.steps]));
  const all = Math.max(
    1,
    sumOf(graph.nodes, (node) => node.steps),
  );
  const least = Math.max(SELECT.activitiesAtLeast, spine.length);
  let shown = 0;
  let sum = 0;
  while (shown < ranked.length && (shown < least || (sum / all < SELECT.steps && shown < SELECT.activitiesAtMost))) {
    sum += steps.get(ranked[shown] as string) ?? 0;
    shown += 1;
  }
  return shown;
}

/** A hand-over, or the way from an activity to the end of its cases (`to` null). */
export type Link = { from: string | null; to: string | null; count: number };
type Direction = 'from-start' | 'to-end';

const rear = (link: Link, direction: Direction) => (direction === 'from-start' ? link.from : link.to);
const front = (link: Link, direction: Direction) => (direction === 'from-start' ? link.to : link.from);

/** The links of a graph that lead on from the start, or back from the end: without self loops. */
export function linksOf(graph: MapGraph, direction: Direction): Link[] {
  const proper = graph.edges.filter((edge) => edge.from !== edge.to);
  if (direction === 'from-start') return proper;
  const ends = graph.nodes.filter((node) => node.ends > 0).map((node) => ({ from: node.id, to: null, count: node.ends }));
  return [...proper.filter((edge) => edge.from !== null), ...ends];
}

/**
 * The widest way from the start (or to an end) for every activity: a tree that always grows by its heaviest link.
 * Equal links by name, so that the order of the rows doesn't matter.
 */
export function widestTree(links: readonly Link[], direction: Direction): Link[] {
  const leaving = groupBy([...links].sort(heavierLink), (link) => rear(link, direction));
  const reached = new Set<string | null>([null]);
  const tree: Link[] = [];
  let open = [...(leaving.get(null) ?? [])];
  while (open.length > 0) {
    let best: Link | undefined;
    for (const link of open) if (!best || heavierLink(link, best) < 0) best = link;
    if (!best) break;
    const next = front(best, direction);
    reached.add(next);
    tree.push(best);
    open = [...open, ...(leaving.get(next) ?? [])].filter((link) => !reached.has(front(link, direction)));
  }
  return tree;
}

const heavierLink = (a: Link, b: Link): number => b.count - a.count || byText(a.from ?? '', b.from ?? '') || byText(a.to ?? '', b.to ?? '');

/** Everything that can be reached from the start (or from which an end can be) over links between activities that are `ok`. */
export function reachable(links: readonly Link[], direction: Direction, ok: (id: string) => boolean): Set<string | null> {
  const leaving = groupBy(links, (link) => rear(link, direction));
  const reached = new Set<string | null>([null]);
  const open: (string | null)[] = [null];
  while (open.length > 0) {
    for (const link of leaving.get(open.pop() ?? null) ?? []) {
      const next = front(link, direction);
      if (reached.has(next) || (next !== null && !ok(next))) continue;
      reached.add(next);
      open.push(next);
    }
  }
  return reached;
}

/** The activities asked for, and the few hidden ones without which one of them has no way from the start or to an end. */
export function connected(graph: MapGraph, wanted: readonly string[]): string[] {
  const shown = new Set(wanted);
  for (const direction of ['from-start', 'to-end'] as const) {
    const links = linksOf(graph, direction);
    const ok = (id: string) => shown.has(id);
    let reached = reachable(links, direction, ok);
    let before: Map<string | null, string | null> | undefined;
    for (const id of wanted) {
      if (reached.has(id)) continue;
      before ??= new Map(widestTree(links, direction).map((link) => [front(link, direction), rear(link, direction)]));
      for (let at = before.get(id) ?? null; at !== null && !reached.has(at); at = before.get(at) ?? null) shown.add(at);
      reached = reachable(links, direction, ok);
    }
  }
  return [...shown];
}

export interface RankedPaths {
  ranked: MapEdge[];
  /** The first of them can't be hidden: the spine, and a way from the start and to an end for every activity. */
  backbone: number;
}

const heavier = (a: MapEdge, b: MapEdge): number => b.count - a.count || byText(a.from ?? '', b.from ?? '') || byText(a.to, b.to);

/** Paths among the shown activities in the order of the slider: the backbone, then by share of hand-overs plus share of waiting. */
export function rankEdges(graph: MapGraph, shown: readonly string[], spine: readonly string[]): RankedPaths {
  const inside = new Set<string | null>([null, ...shown]);
  const edges = graph.edges.filter((edge) => inside.has(edge.from) && inside.has(edge.to));
  const part: MapGraph = { cases: graph.cases, nodes: graph.nodes.filter((node) => inside.has(node.id)), edges };
  const next = spineLinks(spine);
  const must = new Set(
    edges.filter((edge) => edge.from !== edge.to && next.get(edge.from) === edge.to).map((edge) => edgeKey(edge.from, edge.to)),
  );
  for (const direction of ['from-start', 'to-end'] as const)
    for (const { from, to } of widestTree(linksOf(part, direction), direction)) if (to !== null) must.add(edgeKey(from, to));

  const count = Math.max(
    1,
    sumOf(edges, (edge) => edge.count),
  );
  const waiting = Math.max(
    1,
    sumOf(edges, (edge) => edge.totalMs ?? 0),
  );
  const worth = (edge: MapEdge) => edge.count / count + (edge.totalMs ?? 0) / waiting;
  const isMust = (edge: MapEdge) => must.has(edgeKey(edge.from, edge.to));
  const first = edges.filter(isMust).sort(heavier);
  const rest = edges.filter((edge) => !isMust(edge)).sort((a, b) => worth(b) - worth(a) || heavier(a, b));
  return { ranked: [...first, ...rest], backbone: first.length };
}

/** The next activity of the spine for each one; of the start (null) the first. */
export const spineLinks = (spine: readonly string[]): Map<string | null, string> =>
  new Map(spine.map((id, at) => [at === 0 ? null : (spine[at - 1] as string), id]));

/** How many paths to show first: the backbone, then until 92 % of the hand-overs and 90 % of the waiting, at most two per activity. */
export function pathsShownFirst({ ranked, backbone }: RankedPaths, activities: number): number {
  const count = Math.max(
    1,
    sumOf(ranked, (edge) => edge.count),
  );
  const waiting = sumOf(ranked, (edge) => edge.totalMs ?? 0);
  const most = Math.max(backbone, SELECT.pathsPerActivity * activities);
  let shown = 0;
  let sum = 0;
  let waited = 0;
  const enough = () => sum / count >= SELECT.handOvers && (waiting === 0 || waited / waiting >= SELECT.waiting);
  while (shown < ranked.length && (shown < backbone || (shown < most && !enough()))) {
    sum += ranked[shown]?.count ?? 0;
    waited += ranked[shown]?.totalMs ?? 0;
    shown += 1;
  }
  return shown;
}

/**
 * The activities that get a place when there are too many for a map: the most frequent, fewer when it takes more
 * activities than a map holds to connect them.
 */
export function mostFrequent(graph: MapGraph, keep: readonly string[] = []): string[] {
  const ranked = [...new Set([...keep, ...rankNodes(graph, [])])];
  for (let wanted: number = Math.max(SELECT.laidOut, keep.length); wanted >= 20; wanted -= 10) {
    const ids = connected(graph, ranked.slice(0, wanted));
    if (ids.length <= Math.max(SELECT.most, keep.length)) return ids;
  }
  return ranked.slice(0, SELECT.laidOut);
}
