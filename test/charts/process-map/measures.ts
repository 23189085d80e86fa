import { boxOfLine, touches } from '../../../charts/process-map/path.ts';
import type { DrawnEdge, MapDrawing, Point, Rect } from '../../../charts/process-map/shapes.ts';

/** What can go wrong on a map, counted. */
export interface Faults {
  nodeOnNode: number;
  lineThroughNode: number;
  pillOnNode: number;
  pillOnPill: number;
  pillOnHead: number;
  headOnNode: number;
  pillOutside: number;
  /** Two lines on one stretch of more than 8 px. */
  coincident: number;
}

/** What is counted and not wrong as such. */
export interface Figures {
  crossings: number;
  pillsOverLines: number;
  withoutLabel: number;
  shortLabels: number;
  length: number;
}

type Segment = readonly [Point, Point];
const segmentsOf = (edge: DrawnEdge): Segment[] => edge.points.slice(1).map((point, at) => [edge.points[at] as Point, point]);

export function faultsOf(drawing: MapDrawing): Faults {
  const { nodes, edges } = drawing;
  const pills = edges.flatMap((edge) => edge.label ?? []);
  const lines = edges.filter((edge) => !edge.loop);
  return {
    nodeOnNode: pairs(nodes).filter(([a, b]) => touches(a, b)).length,
    lineThroughNode: lines.flatMap((edge) =>
      [...nodes, { ...drawing.start, id: null }].filter(
        (node) =>
          node.id !== edge.from &&
          node.id !== edge.to &&
          segmentsOf(edge).some(([a, b]) => touches(boxOfLine(a, b, edge.width), node, -0.5)),
      ),
    ).length,
    pillOnNode: pills.flatMap((pill) => nodes.filter((node) => touches(pill, node))).length,
    pillOnPill: pairs(pills).filter(([a, b]) => touches(a, b)).length,
    pillOnHead: pills.flatMap((pill) => edges.filter((edge) => touches(pill, edge.headBox))).length,
    headOnNode: edges.flatMap((edge) => nodes.filter((node) => touches(edge.headBox, node, -1))).length,
    pillOutside: pills.filter((pill) => !isInside(pill, drawing)).length,
    coincident: pairs(lines).filter(([a, b]) => segmentsOf(a).some((one) => segmentsOf(b).some((other) => coincide(one, other)))).length,
  };
}

/** Pills lie in the part that the camera shows: right of the gutter and inside the borders. */
function isInside(pill: Rect, { left, gutter, width, height }: MapDrawing): boolean {
  return pill.x >= left + gutter && pill.y >= 0 && pill.x + pill.width <= width && pill.y + pill.height <= height;
}

function coincide([a, b]: Segment, [c, d]: Segment): boolean {
  for (const across of [0, 1] as const) {
    const along = across === 0 ? 1 : 0;
    if (Math.abs(a[across] - b[across]) > 0.01 || Math.abs(c[across] - d[across]) > 0.01 || Math.abs(a[across] - c[across]) >= 1) continue;
    const low = Math.max(Math.min(a[along], b[along]), Math.min(c[along], d[along]));
    const high = Math.min(Math.max(a[along], b[along]), Math.max(c[along], d[along]));
    if (high - low > 8) return true;
  }
  return false;
}

export function figuresOf(drawing: MapDrawing): Figures {
  const lines = drawing.edges.filter((edge) => !edge.loop);
  return {
    crossings: pairs(lines).reduce(
      (sum, [a, b]) => sum + segmentsOf(a).reduce((own, one) => own + segmentsOf(b).filter((other) => cross(one, other)).length, 0),
      0,
    ),
    pillsOverLines: drawing.edges.filter((edge) => edge.label?.dot).length,
    withoutLabel: drawing.edges.filter((edge) => !edge.label).length,
    shortLabels: drawing.edges.filter((edge) => edge.label?.short).length,
    length: Math.round(lines.flatMap(segmentsOf).reduce((sum, [a, b]) => sum + Math.hypot(b[0] - a[0], b[1] - a[1]), 0)),
  };
}

function cross([a, b]: Segment, [c, d]: Segment): boolean {
  const side = (p: Point, q: Point, r: Point) => Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

function pairs<Thing>(things: readonly Thing[]): [Thing, Thing][] {
  return things.flatMap((thing, at) => things.slice(at + 1).map((other): [Thing, Thing] => [thing, other]));
}

export const NO_FAULTS: Faults = {
  ...{ nodeOnNode: 0, lineThroughNode: 0, pillOnNode: 0, pillOnPill: 0, pillOnHead: 0, headOnNode: 0, pillOutside: 0, coincident: 0 },
};
