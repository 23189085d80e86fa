import { Lattice } from './lattice.ts';
import { EDGE, edgeWidth, headLength, LOOP } from './params.ts';
import { boxBehind, headPath, px, roundedPath, touches, type Heading } from './path.ts';
import { lateRoutes } from './routes.ts';
import { spineLinks } from './select.ts';
import type { MapLayout, Point, RankedEdge, Rect, Visible } from './shapes.ts';
import { spanAt, type Spans } from './spans.ts';
import { cornersOf, settle, tracksOf, type Track, type TrackPlan } from './tracks.ts';

/** A line as it is drawn, without colour and label. */
export interface Line {
  edge: RankedEdge;
  width: number;
  /** Length of the arrowhead and half its width. */
  head: number;
  headHalf: number;
  points: Point[];
  tip: Point;
  heading: Heading;
  d: string;
  headPath: string;
  headBox: Rect;
  /** The space of a self loop. */
  loop: Rect | null;
}

export interface Placed extends Rect {
  id: string | null;
  shape: 'box' | 'pill' | 'ghost' | 'stage' | 'start';
}

/** Where activities stand: from the cells and the sizes of the channels, and nothing else. */
export function placesOf(layout: MapLayout, spans: Spans): (id: string | null) => { x: number; y: number; height: number } {
  const lattice = new Lattice(layout.grid);
  return (id) => {
    const cell = layout.grid.cells.get(id) ?? { row: 0, column: 0 };
    const row = spanAt(spans.y, lattice.lineOfRow(cell.row));
    return { x: spanAt(spans.x, lattice.lineOfColumn(cell.column)).middle, y: row.middle, height: row.high - row.low };
  };
}

/** All lines of what is visible, and whether their channels are too narrow for them. */
export function linesOf(layout: MapLayout, visible: Visible): { lines: Line[]; spans: Spans; squeeze: number; loops: Set<string> } {
  const heights = new Map(layout.collapsed.map(({ id }) => [id, layout.sizes.y[2 * (layout.grid.cells.get(id)?.row ?? 0) + 1] ?? 0]));
  const plan: TrackPlan = {
    grid: layout.grid,
    box: layout.box,
    heightOf: (id) => heights.get(id) ?? layout.box.height,
    next: spineLinks(layout.spine),
    maxCount: visible.maxCount,
  };
  const unplanned = visible.edges.filter((edge) => edge.from !== edge.to && !layout.routes.has(edge.key));
  const late = lateRoutes(layout.grid, layout.routes, unplanned, plan.next, layout.box);
  const tracks = tracksOf(plan, (key) => layout.routes.get(key) ?? late.get(key), visible.edges);
  const { spans, squeeze } = settle(plan, tracks, layout.sizes);
  const round = new Set<string | null>([...layout.exits, ...heights.keys()]);
  const lines = [...tracks.byEdge].map(([edge, list]) => {
    const first = list[0];
    const inset = first && round.has(edge.from) ? insetOf(first, plan.heightOf(edge.from ?? '')) : 0;
    return lineOf(edge, list, plan.maxCount, inset);
  });
  return { lines, spans, squeeze, loops: tracks.loops };
}

/** How far a pill's round end lies behind its box where a line leaves its side. */
function insetOf(track: Track, height: number): number {
  const radius = height / 2;
  return track.vertical ? 0 : radius - Math.sqrt(Math.max(0, radius ** 2 - track.offset ** 2));
}

/** `inset`: the line begins so much inside the box of its activity. */
function lineOf(edge: RankedEdge, tracks: readonly Track[], maxCount: number, inset: number): Line {
  const width = edgeWidth(edge.count, maxCount);
  const last = tracks.at(-1) as Track;
  const head = Math.min(headLength(width), Math.max(9, last.high - last.low - 6));
  const headHalf = Math.max(headLength(width) * 0.8, width + 4) / 2;
  const points = cornersOf(tracks);
  const tip = points.at(-1) as Point;
  const drawn = [...points];
  const first = tracks[0];
  if (first && drawn[0] && inset > 0) drawn[0] = [drawn[0][0] - Math.sign(first.to - first.from) * inset, drawn[0][1]];
  const way = Math.sign(last.to - last.from);
  const heading: Heading = last.vertical ? [0, way] : [way, 0];
  return {
    ...{ edge, width, head, headHalf, points, tip, heading, loop: null },
    d: roundedPath(drawn, head, width),
    headPath: headPath(tip, heading, head, headHalf),
    headBox: boxBehind(tip, heading, head, headHalf),
  };
}

/** A self loop at the left of its activity: in the upper half of the side when lines end there too. */
export function loopOf(edge: RankedEdge, node: Rect, lines: readonly Line[], maxCount: number): Line {
  const width = Math.min(LOOP.thick, edgeWidth(edge.count, maxCount));
  const side: Rect = { x: node.x - 4, y: node.y, width: 5, height: node.height };
  const atSide = (point: Point | undefined) => point !== undefined && touches(side, { x: point[0], y: point[1], width: 0, height: 0 });
  const crowded = lines.some(
    (line) => (line.edge.from === edge.to && atSide(line.points[0])) || (line.edge.to === edge.to && atSide(line.tip)),
  );
  const middle = node.y + node.height / 2;
  const top = middle - (crowded ? 17 : LOOP.half);
  const bottom = middle + (crowded ? -3 : LOOP.half);
  const [right, left] = [node.x, node.x - LOOP.out];
  const round = LOOP.half;
  const tip: Point = [right - EDGE.headClear, bottom];
  const half = Math.max(EDGE.head * 0.8, width + 4) / 2;
  const turn = `Q${px(left)} ${px(top)} ${px(left)} ${px((top + bottom) / 2)}Q${px(left)} ${px(bottom)} ${px(left + round)} ${px(bottom)}`;
  return {
    ...{ edge, width, head: EDGE.head, headHalf: half, tip, heading: [1, 0] },
    points: [[right, top], [left, top], [left, bottom], tip],
    d: `M${px(right)} ${px(top)}H${px(left + round)}${turn}H${px(tip[0] - EDGE.head + 1)}`,
    headPath: headPath(tip, [1, 0], EDGE.head, half),
    headBox: boxBehind(tip, [1, 0], EDGE.head, half),
    loop: { x: left - width / 2, y: top - width / 2, width: LOOP.out + width / 2, height: bottom - top + width },
  };
}
