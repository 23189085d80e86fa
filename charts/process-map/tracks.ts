import { groupBy } from './collections.ts';
import { Lattice } from './lattice.ts';
import { anyCoincide, pack } from './pack.ts';
import { CHANNEL, EDGE, edgeWidth, headLength, LOOP, START_SIZE, TRACK } from './params.ts';
import type { ChannelSizes, Grid, NodeBox, Point, RankedEdge, Run } from './shapes.ts';
import { leastSizes, spanAt, spansOf, type Spans } from './spans.ts';

/** A run of a visible edge with its place in the line. */
export interface Track extends Run {
  edge: RankedEdge;
  width: number;
  /** Half the room it takes: its arrowhead is wider than the line. */
  half: number;
  /** On a line of nodes, where it begins or ends at one: a port. */
  isPort: boolean;
  /** The straight stretch between two neighbours of the spine stays in the middle. */
  isSpine: boolean;
  /** Offsets from the middle of the line that its nodes allow. */
  least: number;
  most: number;
  wanted: number;
  offset: number;
  /** Coordinate across the line. */
  at: number;
  /** Coordinates along the line, in the direction of the edge, and sorted. */
  start: number;
  end: number;
  low: number;
  high: number;
  previous: Track | null;
  next: Track | null;
}

/** What tracks need to know of the map they lie on. */
export interface TrackPlan {
  grid: Grid;
  box: NodeBox;
  /** Height of a node: a collapsed stage is lower than an activity. */
  heightOf: (id: string) => number;
  next: ReadonlyMap<string | null, string>;
  maxCount: number;
}

export interface Tracks {
  byEdge: Map<RankedEdge, Track[]>;
  all: Track[];
  /** Activities with a visible self loop. */
  loops: Set<string>;
}

/** The tracks of the visible edges, not placed yet. */
export function tracksOf(plan: TrackPlan, routes: (key: string) => Run[] | undefined, edges: readonly RankedEdge[]): Tracks {
  const loops = new Set(edges.filter((edge) => edge.from === edge.to).map((edge) => edge.to));
  const spineLine = new Lattice(plan.grid).spine;
  const tracks: Tracks = { byEdge: new Map(), all: [], loops };
  for (const edge of edges) {
    const runs = edge.from === edge.to ? undefined : routes(edge.key);
    if (!runs) continue;
    const width = edgeWidth(edge.count, plan.maxCount);
    const list = runs.map((run, at): Track => {
      const last = at === runs.length - 1;
      const straight = runs.length === 1 && run.vertical && run.line === spineLine && plan.next.get(edge.from) === edge.to;
      return {
        ...run,
        ...{ edge, width, half: last ? Math.max(width, headLength(width) * 0.8) / 2 : width / 2 },
        ...{ isPort: run.line % 2 === 1, isSpine: straight, ...portLimits(plan, edge, run, at === 0, last, loops) },
        ...{ wanted: 0, offset: 0, at: 0, start: 0, end: 0, low: 0, high: 0, previous: null, next: null },
      };
    });
    list.forEach((track, at) => {
      track.previous = list[at - 1] ?? null;
      track.next = list[at + 1] ?? null;
    });
    tracks.byEdge.set(edge, list);
    tracks.all.push(...list);
  }
  return tracks;
}

/** How far from the middle of a node's side its ports may lie; below a self loop on the left. */
function portLimits(
  plan: TrackPlan,
  edge: RankedEdge,
  run: Run,
  first: boolean,
  last: boolean,
  loops: ReadonlySet<string>,
): { least: number; most: number } {
  let [least, most] = [-Infinity, Infinity];
  if (run.line % 2 === 0) return { least, most };
  const limit = (id: string | null, side: number) => {
    const room = portRoom(plan, id, run.vertical);
    const belowLoop = !run.vertical && side < 0 && id !== null && loops.has(id);
    least = Math.max(least, belowLoop ? Math.min(5, room) : -room);
    most = Math.min(most, room);
  };
  if (first) limit(edge.from, Math.sign(run.to - run.from));
  if (last) limit(edge.to, Math.sign(run.from - run.to));
  return { least, most };
}

function portRoom(plan: TrackPlan, id: string | null, vertical: boolean): number {
  if (id === null) return 4;
  return vertical ? plan.box.width / 2 - TRACK.portInsetX : plan.heightOf(id) / 2 - TRACK.portInsetY;
}

/**
 * Sizes that the channels need for these tracks, within their limits; between neighbours of a row there is room for the
 * pill (`pillOf`, px) of the straight line that joins them.
 */
export function channelSizes(plan: TrackPlan, tracks: Tracks, pillOf: (edge: RankedEdge) => number): ChannelSizes {
  const lattice = new Lattice(plan.grid);
  const least = leastSizes(lattice, plan.box);
  const place = new Placing(plan, tracks, least);
  const wanted = place.round(true);
  const loopsLeft = [...tracks.loops].some((id) => plan.grid.cells.get(id)?.column === plan.grid.firstColumn);
  const { x, y } = CHANNEL;
  const pills = pillRooms(tracks, pillOf);
  return {
    x: least.x.map((size, line) => {
      if (line % 2 === 1) return size;
      const need = wanted.x.get(line) ?? 0;
      const withMargins = need > 0 ? need + x.margin + place.rightMargin(line) + 6 : 0;
      return Math.min(x.most, Math.max(size, withMargins, pills.get(line) ?? 0, line === 0 && loopsLeft ? x.loops : 0));
    }),
    y: least.y.map((size, line) => {
      const need = wanted.y.get(line) ?? 0;
      return line % 2 === 1 ? size : Math.min(y.most, Math.max(size, need > 0 ? need + y.marginTop + y.marginBottom : 0));
    }),
  };
}

/** Px that the pills of straight lines across one channel want, by channel. */
function pillRooms(tracks: Tracks, pillOf: (edge: RankedEdge) => number): Map<number, number> {
  const rooms = new Map<number, number>();
  for (const [edge, [track, ...others]] of tracks.byEdge) {
    if (!track || others.length > 0 || track.vertical || Math.abs(track.to - track.from) !== 2) continue;
    const channel = (track.from + track.to) / 2;
    const wanted = Math.min(CHANNEL.x.forPill, pillOf(edge) + 2 * headLength(track.width) + 12);
    rooms.set(channel, Math.max(rooms.get(channel) ?? 0, wanted));
  }
  return rooms;
}

/** Gives every track its place in channels of these sizes; says by how much the narrowest was squeezed (1: not at all). */
export function settle(plan: TrackPlan, tracks: Tracks, sizes: ChannelSizes): { spans: Spans; squeeze: number } {
  const place = new Placing(plan, tracks, sizes);
  place.settle();
  return { spans: place.spans, squeeze: place.squeeze };
}

/** Rounds of packing: columns and rows in turn, since the ends of the one are the places of the other. */
class Placing {
  readonly spans: Spans;
  squeeze = 1;
  #wary = false;
  readonly #plan: TrackPlan;
  readonly #lines: { vertical: boolean; line: number; tracks: Track[] }[];
  /** Channels in which self loops hang, left of their activities. */
  readonly #loopLines: Set<number>;

  constructor(plan: TrackPlan, tracks: Tracks, sizes: ChannelSizes) {
    this.#plan = plan;
    this.spans = spansOf(sizes);
    const lattice = new Lattice(plan.grid);
    this.#loopLines = new Set(
      [...tracks.loops].flatMap((id) => {
        const cell = plan.grid.cells.get(id);
        return cell ? [lattice.lineOfColumn(cell.column) - 1] : [];
      }),
    );
    const groups = groupBy(tracks.all, (track) => (track.vertical ? track.line : -1 - track.line));
    this.#lines = [...groups].map(([key, list]) => ({ vertical: key >= 0, line: key >= 0 ? key : -1 - key, tracks: list }));
    for (const track of tracks.all) track.at = this.#across(track.vertical, track.line).middle + track.offset;
  }

  /** Three rounds; three wary ones when tracks that met nowhere before have come to lie on one another. */
  settle(): void {
    for (const wary of [false, true]) {
      this.#wary = wary;
      for (let round = 0; round < 3; round += 1) this.round(false);
      for (const { tracks } of this.#lines) for (const track of tracks) this.extent(track);
      if (!this.#lines.some(({ tracks }) => anyCoincide(tracks))) return;
    }
  }

  /** Right margin of a column channel. */
  rightMargin = (line: number): number => (this.#loopLines.has(line) ? LOOP.out + 10 : CHANNEL.x.margin);

  /** Packs all lines twice; `free` gives the channels all the room they want. */
  round(free: boolean): { x: Map<number, number>; y: Map<number, number> } {
    const wanted = { x: new Map<number, number>(), y: new Map<number, number>() };
    this.squeeze = 1;
    for (const vertical of [true, false, true, false])
      for (const group of this.#lines) {
        if (group.vertical !== vertical) continue;
        const { wanted: room, squeeze } = this.#packLine(group.vertical, group.line, group.tracks, free);
        (vertical ? wanted.x : wanted.y).set(group.line, room);
        this.squeeze = Math.min(this.squeeze, squeeze);
      }
    return wanted;
  }

  #packLine(vertical: boolean, line: number, tracks: Track[], free: boolean): { wanted: number; squeeze: number } {
    const span = this.#across(vertical, line);
    for (const track of tracks) {
      this.extent(track);
      track.wanted = ((track.previous?.start ?? span.middle) + (track.next?.end ?? span.middle)) / 2;
    }
    const [low, high] = this.#limits(vertical, line, free);
    const packed = pack(tracks, low, high, this.#wary);
    for (const track of tracks) track.at = span.middle + track.offset;
    return packed;
  }

  #limits(vertical: boolean, line: number, free: boolean): [number, number] {
    const span = this.#across(vertical, line);
    const half = (span.high - span.low) / 2;
    if (line % 2 === 1) return [Math.min(0, 3 - half), Math.max(0, half - 3)];
    if (free) return [-900, 900];
    const low = -half + (vertical ? CHANNEL.x.margin : CHANNEL.y.marginTop);
    const high = half - (vertical ? this.rightMargin(line) : CHANNEL.y.marginBottom);
    return low > high ? [(low + high) / 2, (low + high) / 2] : [low, high];
  }

  /** Where a track begins and ends along its line. */
  extent(track: Track): void {
    const along = track.vertical ? this.spans.y : this.spans.x;
    const direction = Math.sign(track.to - track.from);
    const border = (id: string | null, line: number) => (track.vertical ? this.#halfHeight(line) : this.#halfWidth(id));
    track.start = track.previous?.at ?? spanAt(along, track.from).middle + direction * border(track.edge.from, track.from);
    track.end = track.next?.at ?? spanAt(along, track.to).middle - direction * border(track.edge.to, track.to);
    track.low = Math.min(track.start, track.end);
    track.high = Math.max(track.start, track.end);
  }

  #across = (vertical: boolean, line: number) => spanAt(vertical ? this.spans.x : this.spans.y, line);

  #halfHeight(line: number): number {
    const span = spanAt(this.spans.y, line);
    return (span.high - span.low) / 2;
  }

  #halfWidth = (id: string | null): number => (id === null ? START_SIZE : this.#plan.box.width) / 2;
}

/** Corner points of an edge; the last is the tip of its arrow. */
export function cornersOf(tracks: readonly Track[]): Point[] {
  const [first, last] = [tracks[0], tracks.at(-1)];
  if (!first || !last) return [];
  const points: Point[] = [first.vertical ? [first.at, first.start] : [first.start, first.at]];
  for (const track of tracks.slice(1)) {
    const before = track.previous?.at ?? 0;
    points.push(track.vertical ? [track.at, before] : [before, track.at]);
  }
  const tip = last.end - Math.sign(last.to - last.from) * EDGE.headClear;
  points.push(last.vertical ? [last.at, tip] : [tip, last.at]);
  return points;
}
