import { edgeKey, type EdgeChange, type MapEdge, type MapGraph, type MapNode, type Metric } from './graph.ts';

/** What is known of a difference: of a hand-over (`from`, `to`), an activity or a stage, and whether it is beyond chance. */
export interface KnownChange {
  readonly from: string | null;
  readonly to: string | null;
  readonly activity: string | null;
  readonly stage?: string | null;
  readonly figure: string;
  readonly one: number | null;
  readonly other: number | null;
  readonly difference: number | null;
  readonly credible: boolean;
}

/** What the lines tell under a metric: the change of the wait, of the share of cases that take them, of their score. */
const FIGURES: Readonly<Partial<Record<Metric, { figure: string; unit: EdgeChange['unit'] }>>> = {
  waiting: { figure: 'gap', unit: 'ms' },
  frequency: { figure: 'cases', unit: 'share' },
  satisfaction: { figure: 'score', unit: 'score' },
};

/** What the activities or stages tell under a metric. */
const PLACES: Readonly<Partial<Record<Metric, { figure: string; unit: NonNullable<MapNode['change']>['unit'] }>>> = {
  processing: { figure: 'work', unit: 'ms' },
  satisfaction: { figure: 'score', unit: 'score' },
};

/**
 * The graph of two sides as one: every path that either takes, as wide as the mean of both, with what is different.
 * Activities have the figures of this side; one that only the other side comes to is `lost`. Under processing the activities
 * tell what is different and the lines nothing, under satisfaction both do.
 */
export function comparedGraph(one: MapGraph, other: MapGraph, known: readonly KnownChange[], metric: Metric = 'waiting'): MapGraph {
  const told = FIGURES[metric];
  const unit = told?.unit ?? 'ms';
  const changes = new Map(
    known.flatMap((row) => (row.to === null || row.figure !== told?.figure ? [] : [[edgeKey(row.from, row.to), row] as const])),
  );
  const ofPlaces = PLACES[metric];
  const places = new Map(
    known.flatMap((row) => {
      const place = row.activity ?? row.stage ?? null;
      return place === null || row.figure !== ofPlaces?.figure ? [] : [[place, row] as const];
    }),
  );
  const before = new Map(other.edges.map((edge) => [edgeKey(edge.from, edge.to), edge]));
  const here = new Set(one.edges.map((edge) => edgeKey(edge.from, edge.to)));
  const keyOf = (edge: MapEdge) => edgeKey(edge.from, edge.to);
  const edges = [
    ...one.edges.map((edge) => merged(edge, before.get(keyOf(edge)), changes.get(keyOf(edge)), unit)),
    ...other.edges.filter((edge) => !here.has(keyOf(edge))).map((edge) => lostEdge(edge, unit)),
  ];
  const names = new Set(one.nodes.map(({ id }) => id));
  const withChange = (node: MapNode): MapNode => {
    const row = places.get(node.id);
    return ofPlaces
      ? { ...node, change: { difference: row?.difference ?? null, unit: ofPlaces.unit, credible: row?.credible ?? false } }
      : node;
  };
  const nodes = [...one.nodes.map(withChange), ...other.nodes.filter(({ id }) => !names.has(id)).map((node) => ({ ...node, lost: true }))];
  return { ...one, nodes, edges };
}

function merged(edge: MapEdge, other: MapEdge | undefined, known: KnownChange | undefined, unit: EdgeChange['unit']): MapEdge {
  const change: EdgeChange = {
    one: unit === 'ms' ? edge.medianMs : (known?.one ?? null),
    other: unit === 'ms' ? (other?.medianMs ?? null) : (known?.other ?? null),
    // too few for an interval is too few for a difference
    difference: known?.difference ?? null,
    unit,
    credible: known?.credible ?? false,
    is: other ? 'both' : 'new',
  };
  const mean = (part: (one: MapEdge) => number) => (part(edge) + (other ? part(other) : 0)) / 2;
  return {
    ...edge,
    count: Math.max(1, Math.round(mean(({ count }) => count))),
    cases: Math.max(1, Math.round(mean(({ cases }) => cases))),
    totalMs: edge.totalMs === null && (other?.totalMs ?? null) === null ? null : mean(({ totalMs }) => totalMs ?? 0),
    change,
  };
}

const lostEdge = (edge: MapEdge, unit: EdgeChange['unit']): MapEdge => ({
  ...edge,
  count: Math.max(1, Math.round(edge.count / 2)),
  cases: Math.max(1, Math.round(edge.cases / 2)),
  totalMs: edge.totalMs === null ? null : edge.totalMs / 2,
  change: { one: null, other: unit === 'ms' ? edge.medianMs : null, difference: null, unit, credible: false, is: 'lost' },
});
