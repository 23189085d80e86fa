import { LABEL } from './params.ts';
import { boxBehind, boxOfLine, touches, type Heading } from './path.ts';
import { RectIndex } from './rect-index.ts';
import type { Point, Rect } from './shapes.ts';

/** A line that may carry a pill. */
export interface Labelled {
  key: string;
  points: Point[];
  width: number;
  head: number;
  tip: Point;
  heading: Heading;
  count: number;
  rank: number;
  /** Self loops: the places where their pill may be, for its width. */
  places?: (pillWidth: number) => Candidate[];
}

export interface LabelText {
  metric: string;
  count: string;
}

export interface Candidate extends Rect {
  cost: number;
  /** On the line, not beside it. */
  on: boolean;
}

export interface PlacedLabel extends Rect, LabelText {
  cost: number;
  short: boolean;
  /** It lies over a line that is not its own. */
  over: boolean;
}

/** Where pills may be and what they keep clear of. */
export interface LabelScene {
  lines: readonly Labelled[];
  /** Nodes, arrowheads, loops, the text at the start. */
  solids: readonly Rect[];
  left: number;
  right: number;
  bottom: number;
}

type Obstacle =
  | { kind: 'solid'; rect: Rect }
  | { kind: 'pill'; rect: Rect }
  | { kind: 'tail'; rect: Rect; line: Labelled }
  | { kind: 'line'; rect: Rect; line: Labelled };

/** Soft costs, in the unit of “a tenth of the way from the middle of the line”. */
const COST = { bend: 9, shortVertical: 8, vertical: 1.5, besideVertical: 4, besideHorizontal: 6, otherSide: 0.6 } as const;
const FOREIGN = { over: 7, overPerWidth: 0.5, near: 6, nearPx: 13, ownCorner: 3, tail: 12 } as const;

/**
 * A pill for every line whose text is not empty. Nothing solid is ever covered; among free places the cheapest counts.
 * Where there is none the count is dropped, then the pill.
 */
export function placeLabels(
  scene: LabelScene,
  textOf: (line: Labelled) => LabelText | null,
  widthOf: (text: LabelText) => number,
): Map<string, PlacedLabel> {
  const index = indexOf(scene);
  const placed = new Map<string, PlacedLabel>();
  const order = [...scene.lines].sort((a, b) => urgency(a) - urgency(b) || b.count - a.count || a.rank - b.rank);
  for (const line of order) {
    const text = textOf(line);
    if (!text) continue;
    const label = bestLabel(scene, index, line, text, widthOf);
    if (!label) continue;
    placed.set(line.key, label);
    index.add(label, { kind: 'pill', rect: label });
  }
  return placed;
}

function indexOf(scene: LabelScene): RectIndex<Obstacle> {
  const index = new RectIndex<Obstacle>();
  for (const rect of scene.solids) index.add(rect, { kind: 'solid', rect });
  for (const line of scene.lines) {
    const tail = boxBehind(line.tip, line.heading, line.head + 8, line.width / 2 + 3);
    index.add(tail, { kind: 'tail', rect: tail, line });
    line.points.forEach((point, at) => {
      const before = line.points[at - 1];
      if (!before) return;
      const rect = boxOfLine(before, point, line.width);
      index.add(rect, { kind: 'line', rect, line });
    });
  }
  return index;
}

/** Loops and short straight lines have little choice: they go first. */
function urgency(line: Labelled): number {
  if (line.places) return 0;
  const [first, last] = [line.points[0], line.points.at(-1)];
  if (line.points.length !== 2 || !first || !last) return 2;
  return Math.abs(first[0] - last[0]) + Math.abs(first[1] - last[1]) < 2 * LABEL.beside ? 1 : 2;
}

function bestLabel(
  scene: LabelScene,
  index: RectIndex<Obstacle>,
  line: Labelled,
  text: LabelText,
  widthOf: (text: LabelText) => number,
): PlacedLabel | null {
  const whole = bestPlace(scene, index, line, widthOf(text));
  if (whole && whole.cost <= LABEL.dear) return { ...whole, ...text, short: false };
  if (text.metric !== '' && text.count !== '') {
    const less = { metric: text.metric, count: '' };
    const place = bestPlace(scene, index, line, widthOf(less));
    if (place && (!whole || place.cost < whole.cost - 5)) return { ...place, ...less, short: true };
  }
  return whole && { ...whole, ...text, short: false };
}

function bestPlace(
  scene: LabelScene,
  index: RectIndex<Obstacle>,
  line: Labelled,
  width: number,
): (Rect & { cost: number; over: boolean }) | null {
  let best: { place: Candidate; cost: number; over: boolean } | null = null;
  for (const choice of line.places
    ? line.places(width)
    : spotsOf(line, width, scene.lines.length > LABEL.manyLines ? LABEL.fewSpots : LABEL.spots)) {
    const limit: number = best?.cost ?? Infinity;
    if (choice.cost >= limit) break;
    const place = 'side' in choice ? pillAt(choice, width, line.width) : choice;
    if (place.x < scene.left + 3 || place.x + place.width > scene.right - 3) continue;
    if (place.y < 2 || place.y + place.height > scene.bottom - 2) continue;
    const judged = costAt(index, line, place, limit);
    if (judged) best = { place, ...judged };
  }
  if (!best) return null;
  const { x, y, height } = best.place;
  return { x, y, width, height, cost: best.cost, over: best.over };
}

/** The cost of a place with what lies there; null when something solid does, or when it is not below `limit`. */
function costAt(index: RectIndex<Obstacle>, line: Labelled, place: Candidate, limit: number): { cost: number; over: boolean } | null {
  let cost = place.cost;
  let over = false;
  for (const obstacle of index.near(place, FOREIGN.nearPx + 1)) {
    if (obstacle.kind === 'solid' || obstacle.kind === 'pill') {
      if (touches(place, obstacle.rect, obstacle.kind === 'pill' ? LABEL.pillGap : LABEL.gap)) return null;
      continue;
    }
    cost += obstacle.kind === 'tail' ? tailCost(line, place, obstacle) : lineCost(line, place, obstacle);
    if (obstacle.kind === 'line' && obstacle.line !== line && touches(place, obstacle.rect, 1)) over = true;
    if (cost >= limit) return null;
  }
  return { cost, over };
}

const tailCost = (line: Labelled, place: Candidate, tail: { rect: Rect; line: Labelled }): number =>
  tail.line !== line && touches(place, tail.rect) ? FOREIGN.tail : 0;

/** Over a foreign line, or beside one: there it would read as that line's label. */
function lineCost(line: Labelled, place: Candidate, other: { rect: Rect; line: Labelled }): number {
  if (other.line === line) return !place.on && touches(place, other.rect) ? FOREIGN.ownCorner : 0;
  if (touches(place, other.rect, 1)) return FOREIGN.over + other.line.width * FOREIGN.overPerWidth;
  return !place.on && touches(place, other.rect, FOREIGN.nearPx) ? FOREIGN.near : 0;
}

/** A place for a pill, given by a point of its line. */
interface Spot {
  x: number;
  y: number;
  vertical: boolean;
  /** 0 on the line; 1 right of it or above, -1 left or below. */
  side: 0 | 1 | -1;
  cost: number;
}

/** Places along a line every few px: on it and on both sides of it, cheapest first. */
function spotsOf(line: Labelled, width: number, most: number): Spot[] {
  const lengths = line.points.slice(1).map((point, at) => {
    const before = line.points[at] ?? point;
    return Math.abs(point[0] - before[0]) + Math.abs(point[1] - before[1]);
  });
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const step = Math.max(LABEL.step, total / most);
  const spots: Spot[] = [];
  let run = 0;
  lengths.forEach((length, at) => {
    const [from, to] = [line.points[at], line.points[at + 1]] as [Point, Point];
    const free = length - (at === lengths.length - 1 ? line.head + 2 : 0);
    const vertical = Math.abs(to[0] - from[0]) < 0.01;
    const room = vertical ? LABEL.height : width;
    const onVertical = vertical ? COST.vertical + (total < LABEL.beside ? COST.shortVertical : 0) : 0;
    const off = vertical ? COST.besideVertical : COST.besideHorizontal;
    for (let along = Math.min(10, free / 2); along <= Math.max(free - 4, free / 2); along += step) {
      const share = along / (length || 1);
      const x = from[0] + (to[0] - from[0]) * share;
      const y = from[1] + (to[1] - from[1]) * share;
      const aside = (Math.abs(run + along - total / 2) / Math.max(60, total)) * 10;
      const fits = free >= room + 4 && along >= room / 2 && along <= free - room / 2;
      spots.push({ x, y, vertical, side: 0, cost: aside + onVertical + (fits ? 0 : COST.bend) });
      spots.push({ x, y, vertical, side: 1, cost: aside + off });
      spots.push({ x, y, vertical, side: -1, cost: aside + off + COST.otherSide });
    }
    run += length;
  });
  return spots.sort((a, b) => a.cost - b.cost);
}

/** The pill at a spot. */
function pillAt({ x, y, vertical, side, cost }: Spot, width: number, lineWidth: number): Candidate {
  const height = LABEL.height;
  const off = lineWidth / 2 + 5;
  let [left, top] = [x - width / 2, y - height / 2];
  if (side !== 0 && vertical) left = side > 0 ? x + off : x - off - width;
  else if (side !== 0) top = side > 0 ? y - off - height + 1 : y + off - 1;
  return { x: left, y: top, width, height, cost, on: side === 0 };
}
