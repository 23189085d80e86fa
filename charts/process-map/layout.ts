import { allClassEdges, classEdges } from './classes.ts';
import { byText, sumOf } from './collections.ts';
import { edgeKey, type MapEdge, type MapGraph, type MapNode, type MapStages } from './graph.ts';
import { labelText, pillWidth } from './label-text.ts';
import { tableWidth } from './names.ts';
import { chooseSpine, totalOrder } from './order.ts';
import { LONG_NAME, LONG_NODE, NODE, ROUTE, SELECT } from './params.ts';
import { keptBy, pinnedStages, placeOnPin, sizesOnPin } from './pin.ts';
import { place, type PlaceOrder } from './place.ts';
import { planRoutes } from './routes.ts';
import { activitiesShownFirst, connected, mostFrequent, pathsShownFirst, rankEdges, rankNodes, spineLinks } from './select.ts';
import type { MapLayout, NodeBox, Pin, RankedEdge, Totals } from './shapes.ts';
import { channelSizes, tracksOf } from './tracks.ts';

export { classEdges } from './classes.ts';
export { pinOf } from './pin.ts';
export type { MapLayout, Pin } from './shapes.ts';

export interface LayoutOptions {
  /** The spine as a person has pinned it; at the level of stages all of them. */
  spine?: readonly string[];
  /** Positions of the last version of the data: what is known keeps its place. */
  previous?: Pin | null;
}

/** What activities without a stage are called, as in the answers. */
export const UNPLACED = 'Unplaced';

/**
 * Everything about the map of a service that no filter, slider or metric changes: cells, routes, sizes of channels, the
 * order of the sliders and the boundaries of the classes. Pure, and the same for any order of the input. Takes tens to
 * hundreds of milliseconds: the page asks a worker.
 */
export function pinnedLayout(graph: MapGraph, stages: MapStages, options: LayoutOptions = {}): MapLayout {
  const whole = sorted(graph);
  const named = stagesOf(whole, stages);
  const pinNames = options.previous ? pinnedStages(options.previous, named.names) : null;
  const pin = pinNames && options.previous ? options.previous : null;
  const placed: MapStages = pinNames ? { names: pinNames, of: named.of } : named;
  return arrange(whole, placed, options, pin);
}

function arrange(whole: MapGraph, stages: MapStages, options: LayoutOptions, pin: Pin | null): MapLayout {
  const stageOf = (id: string) => (Object.hasOwn(stages.of, id) ? (stages.of[id] ?? 0) : 0);
  const known = new Set(whole.nodes.map((node) => node.id));
  const kept = pin ? keptBy(pin, (id) => (known.has(id) ? stageOf(id) : undefined)) : [];
  const ids = whole.nodes.length > SELECT.most ? mostFrequent(whole, kept) : [...known];
  const graph = partOf(whole, ids);
  const order = totalOrder(graph, stageOf);
  const spine = spineOf(graph, order, stageOf, options.spine ?? pin?.spine.filter((id) => kept.includes(id)));

  const ranked = rankNodes(graph, spine);
  const shownFirst = activitiesShownFirst(graph, ranked, spine);
  const core = connected(graph, ranked.slice(0, shownFirst));
  const paths = rankEdges(graph, core, spine);
  const first = paths.ranked.slice(0, pathsShownFirst(paths, core.length));
  const shaping = [
    ...paths.ranked.slice(0, Math.max(first.length, paths.backbone) + core.length),
    ...rareBackbone(graph, ranked, core, spine),
  ];
  const want: PlaceOrder = { graph, order, spine, stageOf, stages: Math.max(1, stages.names.length), core, edges: shaping };
  const onPin = pin && placeOnPin(pin, want);
  const grid = onPin ?? place(want);

  const next = spineLinks(spine);
  const box = pin?.box ?? boxFor(core);
  const maxCount = graph.edges.reduce((most, edge) => Math.max(most, edge.count), 1);
  const edges: RankedEdge[] = rankEdges(graph, ranked, spine).ranked.map((edge, rank) => ({
    ...edge,
    key: edgeKey(edge.from, edge.to),
    rank,
  }));
  const isFirst = new Set(first.map((edge) => edgeKey(edge.from, edge.to)));
  const inOrder = [...edges.filter((edge) => isFirst.has(edge.key)), ...edges.filter((edge) => !isFirst.has(edge.key))];
  const proper = inOrder.filter((edge) => edge.from !== edge.to);
  const routes = planRoutes(grid, proper.slice(0, ROUTE.planned), next, box);
  const plan = { grid, box, heightOf: () => box.height, next, maxCount };
  const firstTracks = () => tracksOf(plan, (key) => routes.get(key), inOrder.slice(0, first.length));
  const pillOf = (edge: RankedEdge) => pillWidth(labelText('waiting', edge) ?? { metric: '', count: '' }, tableWidth);
  const laidOut = new Set(ids);
  return {
    graph,
    stages,
    totals: totalsOf(whole),
    listed: rankNodes(whole, []).filter((id) => !laidOut.has(id)),
    order,
    spine,
    weakLinks: weakLinks(graph, spine),
    ranked,
    shownFirst,
    grid,
    box,
    exits: exitsOf(graph, spine),
    edges,
    routes,
    sizes: pin && onPin ? sizesOnPin(pin, grid, box) : channelSizes(plan, firstTracks(), pillOf),
    maxCount,
    // boundaries of times and counts stay, so that colours can be compared; a score is always compared with today's whole
    classes: { ...allClassEdges(whole, stages), ...pin?.classes, satisfaction: classEdges(whole, 'satisfaction') },
    collapsed: [],
    outdated: pin ? outdatedBy(pin, graph, order, stageOf, spine, options.spine !== undefined) : null,
  };
}

/** The same graph for any order of its rows. */
function sorted(graph: MapGraph): MapGraph {
  const nodes = [...graph.nodes].sort((a, b) => b.steps - a.steps || byText(a.id, b.id));
  const edges = [...graph.edges].sort((a, b) => b.count - a.count || byText(a.from ?? '', b.from ?? '') || byText(a.to, b.to));
  return { ...graph, nodes, edges };
}

/** The activities, and the hand-overs among them. */
function partOf(graph: MapGraph, ids: readonly string[]): MapGraph {
  const inside = new Set<string | null>([null, ...ids]);
  return {
    ...graph,
    nodes: graph.nodes.filter((node) => inside.has(node.id)),
    edges: graph.edges.filter((edge) => inside.has(edge.from) && inside.has(edge.to)),
  };
}

/** Stages for all activities: what has none goes to “Unplaced”, at the end. */
function stagesOf(graph: MapGraph, { names, of, after = [] }: MapStages): MapStages {
  if (names.length === 0) return { names: [], of: {} };
  const indexOf = (id: string) => (Object.hasOwn(of, id) ? (of[id] ?? -1) : -1);
  const isPlaced = ({ id }: MapNode) => indexOf(id) >= 0 && indexOf(id) < names.length;
  const unplaced = names.indexOf(UNPLACED) >= 0 ? names.indexOf(UNPLACED) : names.length;
  const all = graph.nodes.every(isPlaced) || unplaced < names.length ? [...names] : [...names, UNPLACED];
  return { names: all, of: Object.fromEntries(graph.nodes.map((node) => [node.id, isPlaced(node) ? indexOf(node.id) : unplaced])), after };
}

/** The spine that is wanted, as far as it can be drawn downwards; else the heaviest path. */
function spineOf(graph: MapGraph, order: readonly string[], stageOf: (id: string) => number, wanted?: readonly string[]): string[] {
  const touched = new Set(graph.edges.filter((edge) => edge.from !== edge.to).flatMap((edge) => [edge.from, edge.to]));
  const nodes = new Set(graph.nodes.map((node) => node.id));
  // a stage that runs beside the others has no hand-overs: it stands beside the spine
  const usable = [...new Set(wanted ?? [])].filter((id) => nodes.has(id) && touched.has(id));
  const byStage = usable.map((id, at) => ({ id, at })).sort((a, b) => stageOf(a.id) - stageOf(b.id) || a.at - b.at);
  return byStage.length > 0 ? byStage.map(({ id }) => id) : chooseSpine(graph, order);
}

/** Ways from the start and to an end for activities that are not shown first. */
function rareBackbone(graph: MapGraph, ranked: readonly string[], core: readonly string[], spine: readonly string[]): MapEdge[] {
  const shown = new Set<string | null>([null, ...core]);
  const { ranked: paths, backbone } = rankEdges(graph, ranked, spine);
  return paths.slice(0, backbone).filter((edge) => !shown.has(edge.from) || !shown.has(edge.to));
}

function boxFor(core: readonly string[]): NodeBox {
  const long = core.filter((id) => id.length > LONG_NAME).length > core.length / 4;
  return long ? LONG_NODE : NODE;
}

/** Activities that end at least half of their steps; the last of the spine when it ends a quarter. */
function exitsOf(graph: MapGraph, spine: readonly string[]): string[] {
  const endShare = (node: MapNode) => node.ends / Math.max(1, node.steps);
  const last = spine.at(-1);
  return graph.nodes.filter((node) => node.ends > 0 && endShare(node) >= (node.id === last ? 0.25 : 0.5)).map((node) => node.id);
}

function weakLinks(graph: MapGraph, spine: readonly string[]): MapLayout['weakLinks'] {
  const cases = new Map(graph.edges.map((edge) => [edgeKey(edge.from, edge.to), edge.cases]));
  return spine.slice(1).flatMap((to, at) => {
    const from = spine[at] as string;
    const share = (cases.get(edgeKey(from, to)) ?? 0) / Math.max(1, graph.cases);
    return share < SELECT.weakLink ? [{ from, to, share }] : [];
  });
}

function totalsOf(graph: MapGraph): Totals {
  return {
    activities: graph.nodes.length,
    paths: graph.edges.length,
    steps: sumOf(graph.edges, (edge) => edge.count),
    waitingMs: sumOf(graph.edges, (edge) => edge.totalMs ?? 0),
  };
}

function outdatedBy(
  pin: Pin,
  graph: MapGraph,
  order: readonly string[],
  stageOf: (id: string) => number,
  spine: readonly string[],
  chosen: boolean,
): MapLayout['outdated'] {
  const before = new Map(pin.cells.map(([id, stage]) => [id, stage]));
  const best = chosen ? spine : chooseSpine(graph, order);
  return {
    spine: best.length !== spine.length || best.some((id, at) => id !== spine[at]),
    added: order.filter((id) => !before.has(id)),
    movedStage: order.filter((id) => before.has(id) && before.get(id) !== stageOf(id)),
  };
}
