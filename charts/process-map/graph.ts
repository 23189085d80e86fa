import type { RowOf } from '../../server/analytics/catalog.ts';
import { groupBy } from './collections.ts';

/** One activity, or at the level of stages one stage. */
export interface MapNode {
  /** Its name: what the map and the questions call it. */
  id: string;
  steps: number;
  cases: number;
  /** Cases that begin and that end with it. */
  starts: number;
  ends: number;
  /** Mean place of its first pass in a case: 0 first, 1 last. */
  position: number;
  processingMs: number | null;
  /** Score of the cases with it and its 95 % interval; null below ten answers. */
  score: number | null;
  scoreLow: number | null;
  scoreHigh: number | null;
  answers: number;
  note?: boolean;
  /** Of two sides compared: only the other one comes here. */
  lost?: boolean;
  /** What is different between the sides: about its median work in ms, or about the score of who comes here in points. */
  change?: { difference: number | null; unit: 'ms' | 'score'; credible: boolean };
}

/** What is different about a hand-over between two sides: this one minus the other. */
export interface EdgeChange {
  one: number | null;
  other: number | null;
  difference: number | null;
  /** Of times in ms, of the share of cases that take it, or of the score of those in points. */
  unit: 'ms' | 'share' | 'score';
  /** It holds among all that was compared. */
  credible: boolean;
  /** `new`: the other side does not take it; `lost`: this one does not. */
  is: 'both' | 'new' | 'lost';
}

/** One hand-over: what follows what. `from` null is the start of a case; ends are in `MapNode.ends`. */
export interface MapEdge {
  from: string | null;
  to: string;
  count: number;
  cases: number;
  medianMs: number | null;
  p90Ms: number | null;
  totalMs: number | null;
  /** Passes that have a time. */
  timed: number;
  parallel: number;
  score?: number | null;
  answers?: number;
  /** The median is worked out from the medians of merged paths (`collapse`). */
  estimated?: boolean;
  /** Where two sides are compared. */
  change?: EdgeChange;
}

export interface MapGraph {
  cases: number;
  nodes: MapNode[];
  edges: MapEdge[];
  /** Score of all these cases: what the nodes are compared with. Null or absent: nothing is compared. */
  score?: number | null;
}

/**
 * Stages in their order and the index of each activity's stage; no names: a service without stages. `after`: the indexes
 * of those that come after delivery.
 */
export interface MapStages {
  names: string[];
  of: Record<string, number>;
  after?: number[];
}

export const METRICS = ['frequency', 'waiting', 'processing', 'satisfaction'] as const;
export type Metric = (typeof METRICS)[number];

/** One text for a hand-over, different for any two, whatever letters the names hold. */
export const edgeKey = (from: string | null, to: string): string => JSON.stringify([from, to]);

type EdgeRow = Pick<
  RowOf<'directly-follows'>,
  'from' | 'to' | 'count' | 'cases' | 'medianMs' | 'p90Ms' | 'totalMs' | 'timed' | 'parallel'
> & {
  score?: number | null;
  answers?: number;
};
type ActivityRow = Pick<
  RowOf<'activities'>,
  'activity' | 'stage' | 'steps' | 'cases' | 'startCases' | 'endCases' | 'medianProcessingMs' | 'note'
> &
  Extras;
type StageRow = Pick<RowOf<'stages'>, 'stage' | 'cases' | 'visits' | 'medianProcessingMs' | 'score' | 'answers'> & Extras;
/** What newer answers add; where it is missing, positions are worked out and nothing is compared. */
interface Extras {
  position?: number | null;
  score?: number | null;
  answers?: number;
  low?: number | null;
  high?: number | null;
}

export interface GraphRows {
  /** Cases of the scope; without it the starts are counted. */
  cases?: number;
  /** Score of the whole scope. */
  score?: number | null;
  /** `directly-follows`, at the level of the nodes. */
  edges: readonly EdgeRow[];
  /** `activities` (with positions, with scores) or `stages`. */
  nodes: readonly (ActivityRow | StageRow)[];
}

/**
 * The graph of a scope from the answers of `directly-follows` and of `activities` or `stages`. Nothing is left out:
 * names that only one of the two answers has become nodes too.
 */
export function graphOf({ edges: rows, nodes: named, ...whole }: GraphRows): MapGraph {
  const nodes = new Map<string, MapNode>();
  const positions = new Map<string, number>();
  for (const row of named) {
    const node = nodeOf(row);
    if (node.steps === 0 && node.cases === 0) continue;
    nodes.set(node.id, node);
    // stages come in the order of the blueprint, and that is their position
    const position = 'visits' in row ? nodes.size / (named.length + 1) : row.position;
    if (position !== null && position !== undefined) positions.set(node.id, position);
  }
  const edges: MapEdge[] = [];
  for (const row of rows) {
    if (row.to === null) {
      if (row.from !== null) nodeFor(nodes, row.from).ends = row.count;
      continue;
    }
    const to = nodeFor(nodes, row.to);
    if (row.from === null) to.starts = row.count;
    else nodeFor(nodes, row.from);
    edges.push(edgeOf(row, row.to));
  }
  for (const node of nodes.values()) if (node.steps === 0) addFigures(node, edges);
  const graph: MapGraph = {
    cases: whole.cases ?? edges.reduce((sum, edge) => sum + (edge.from === null ? edge.cases : 0), 0),
    nodes: [...nodes.values()],
    edges,
    score: whole.score ?? null,
  };
  addPositions(graph, positions);
  return graph;
}

function nodeOf(row: ActivityRow | StageRow): MapNode {
  const shared = {
    cases: row.cases,
    position: 0,
    processingMs: row.medianProcessingMs,
    score: row.score ?? null,
    scoreLow: row.low ?? null,
    scoreHigh: row.high ?? null,
    answers: row.answers ?? 0,
  };
  if ('visits' in row) return { id: row.stage, steps: row.visits, starts: 0, ends: 0, ...shared };
  return { id: row.activity, steps: row.steps, starts: row.startCases, ends: row.endCases, ...shared, note: row.note };
}

function nodeFor(nodes: Map<string, MapNode>, id: string): MapNode {
  const known = nodes.get(id);
  if (known) return known;
  const unknown: MapNode = {
    ...{ id, steps: 0, cases: 0, starts: 0, ends: 0, position: 0, processingMs: null },
    ...{ score: null, scoreLow: null, scoreHigh: null, answers: 0 },
  };
  nodes.set(id, unknown);
  return unknown;
}

/** What a node without a row has at least: the passes that lead to it. */
function addFigures(node: MapNode, edges: readonly MapEdge[]): void {
  for (const edge of edges) {
    if (edge.to !== node.id) continue;
    node.steps += edge.count;
    node.cases = Math.max(node.cases, edge.cases);
  }
}

const edgeOf = (row: EdgeRow, to: string): MapEdge => ({
  from: row.from,
  to,
  count: row.count,
  cases: row.cases,
  medianMs: row.medianMs,
  p90Ms: row.p90Ms,
  totalMs: row.totalMs,
  timed: row.timed ?? 0,
  parallel: row.parallel ?? 0,
  ...(row.score === undefined ? {} : { score: row.score }),
  ...(row.answers === undefined ? {} : { answers: row.answers }),
});

/** Positions as given; else estimated by how many hand-overs lie between the start and the node, on its shortest way. */
function addPositions(graph: MapGraph, given: ReadonlyMap<string, number>): void {
  if (given.size === graph.nodes.length) {
    for (const node of graph.nodes) node.position = given.get(node.id) ?? 0;
    return;
  }
  const distance = distances(graph);
  const longest = Math.max(1, ...distance.values());
  for (const node of graph.nodes) node.position = given.get(node.id) ?? (distance.get(node.id) ?? longest) / longest;
}

/** Hand-overs from the start, where a rare one counts as a longer way than a common one. */
function distances(graph: MapGraph): Map<string, number> {
  const leaving = groupBy(graph.edges, (edge) => edge.from);
  const most = new Map<string, number>();
  for (const edge of graph.edges) most.set(edge.to, Math.max(most.get(edge.to) ?? 0, edge.count));
  const distance = new Map<string, number>();
  const open = new Map<string | null, number>([[null, 0]]);
  while (open.size > 0) {
    const [[id, far]] = [...open].sort((a, b) => a[1] - b[1]) as [[string | null, number]];
    open.delete(id);
    if (id !== null) distance.set(id, far);
    for (const edge of leaving.get(id) ?? []) {
      if (distance.has(edge.to)) continue;
      const length = far + 1 + Math.log2((most.get(edge.to) ?? 1) / Math.max(1, edge.count)) / 2;
      if (length < (open.get(edge.to) ?? Infinity)) open.set(edge.to, length);
    }
  }
  return distance;
}
