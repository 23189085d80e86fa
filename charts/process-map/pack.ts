import { bestInsertions } from './order.ts';
import { TRACK } from './params.ts';
import type { Track } from './tracks.ts';

const SQUEEZE = 0.86;
const LEAST_SQUEEZE = 0.04;
const PASSES = 8;

/** What tracks of one line are to each other, by their places in the list: looked up many times, worked out once. */
interface Pairs {
  count: number;
  /** Px between the middles of two that lie beside each other somewhere; 0 when they never meet. */
  gaps: Float64Array;
  /** What is saved when the left one of two comes to lie on the right. */
  saved: Float64Array;
}

/**
 * Orders the tracks of one line so that few cross, and gives each its offset from the middle of the line, inside
 * `low`..`high`. `wary`: tracks that end in the same channel keep apart wherever they end in it. Returns the room they
 * want and by how much their gaps were squeezed (1: not at all).
 */
export function pack(tracks: readonly Track[], low: number, high: number, wary: boolean): { wanted: number; squeeze: number } {
  const sorted = [...tracks].sort((a, b) => a.wanted - b.wanted || a.edge.rank - b.edge.rank);
  const pairs = pairsOf(sorted, wary);
  const places = sorted.map((_, at) => at);
  const order = bestInsertions(places, PASSES, 1e-6, (left, right) => pairs.saved[left * pairs.count + right] ?? 0);
  const inOrder = order.map((at) => sorted[at] as Track);
  const gaps = reordered(pairs, order);
  let squeeze = 1;
  let solved = solve(inOrder, gaps, low, high, squeeze);
  while (!solved.fits && squeeze > LEAST_SQUEEZE) {
    squeeze *= SQUEEZE;
    solved = solve(inOrder, gaps, low, high, squeeze);
  }
  inOrder.forEach((track, at) => {
    const left = solved.lefts[at] ?? 0;
    const right = solved.rights[at] ?? 0;
    const middle = (left + right) / 2;
    track.offset = left > right ? Math.max(track.least, Math.min(track.most, middle)) : middle;
  });
  return { wanted: wantedRoom(inOrder, gaps), squeeze };
}

function pairsOf(tracks: readonly Track[], wary: boolean): Pairs {
  const count = tracks.length;
  const gaps = new Float64Array(count * count);
  const saved = new Float64Array(count * count);
  tracks.forEach((a, at) => {
    for (let other = at + 1; other < count; other += 1) {
      const b = tracks[other] as Track;
      if (!meet(a, b, wary)) continue;
      gaps[at * count + other] = gaps[other * count + at] = distance(a, b);
      const saving = crossings(a, b) - crossings(b, a);
      saved[at * count + other] = saving;
      saved[other * count + at] = -saving;
    }
  });
  return { count, gaps, saved };
}

function reordered({ count, gaps }: Pairs, order: readonly number[]): Float64Array {
  const turned = new Float64Array(count * count);
  order.forEach((from, at) => {
    order.forEach((to, other) => {
      turned[at * count + other] = gaps[from * count + to] ?? 0;
    });
  });
  return turned;
}

/**
 * Packed from the left and from the right with the gaps times `squeeze`: the mean of both keeps every gap and centres
 * the group. A straight stretch of the spine stays in the middle.
 */
function solve(order: readonly Track[], gaps: Float64Array, low: number, high: number, squeeze: number) {
  const count = order.length;
  const lefts = new Float64Array(count);
  const rights = new Float64Array(count);
  let fits = true;
  order.forEach((track, at) => {
    let left = Math.max(low, track.least);
    for (let other = 0; other < at; other += 1) {
      const gap = gaps[at * count + other] ?? 0;
      if (gap > 0) left = Math.max(left, (lefts[other] ?? 0) + squeeze * gap);
    }
    if (track.isSpine) {
      if (left > 0.01) fits = false;
      left = 0;
    }
    lefts[at] = left;
  });
  for (let at = count - 1; at >= 0; at -= 1) {
    const track = order[at] as Track;
    let right = Math.min(high, track.most);
    for (let other = count - 1; other > at; other -= 1) {
      const gap = gaps[at * count + other] ?? 0;
      if (gap > 0) right = Math.min(right, (rights[other] ?? 0) - squeeze * gap);
    }
    if (track.isSpine) {
      if (right < -0.01) fits = false;
      right = 0;
    }
    rights[at] = right;
    if ((lefts[at] ?? 0) > right + 0.01) fits = false;
  }
  return { lefts, rights, fits };
}

function wantedRoom(order: readonly Track[], gaps: Float64Array): number {
  const count = order.length;
  const at = new Float64Array(count);
  let room = 0;
  order.forEach((track, index) => {
    let place = track.half;
    for (let other = 0; other < index; other += 1) {
      const gap = gaps[index * count + other] ?? 0;
      if (gap > 0) place = Math.max(place, (at[other] ?? 0) + gap);
    }
    at[index] = place;
    room = Math.max(room, place + track.half);
  });
  return room;
}

/** Px between the middles of two neighbours. */
function distance(a: Track, b: Track): number {
  const plain = a.half + b.half + (a.isPort ? TRACK.portGap : TRACK.gap);
  return a.edge.from === b.edge.to && a.edge.to === b.edge.from ? Math.max(plain, TRACK.pairGap) : plain;
}

/** Whether two tracks of a line lie beside each other somewhere. */
function meet(a: Track, b: Track, wary: boolean): boolean {
  if (a.low < b.high + 8 && b.low < a.high + 8) return true;
  if (!a.isPort && !wary) return false;
  // stretches that end in the same channel may pass each other once the tracks in it move
  const low = Math.max(Math.min(a.from, a.to), Math.min(b.from, b.to));
  const high = Math.min(Math.max(a.from, a.to), Math.max(b.from, b.to));
  return low < high || (low === high && low % 2 === 0);
}

/** Whether two of these tracks have come to lie on one another, though there was room beside. */
export function anyCoincide(tracks: readonly Track[]): boolean {
  return tracks.some((a, at) =>
    tracks.slice(at + 1).some((b) => Math.abs(a.at - b.at) < 2 && Math.min(a.high, b.high) - Math.max(a.low, b.low) > 4),
  );
}

/** What it costs when one track lies on the low side of another: the crossings where their ends turn. */
function crossings(left: Track, right: Track): number {
  const weight = 1 + 0.04 * (left.width + right.width);
  let sum = 0;
  for (const atEnd of [false, true]) {
    if (turn(left, atEnd) > 0 && isWithin(atEnd ? left.end : left.start, right)) sum += weight;
    if (turn(right, atEnd) < 0 && isWithin(atEnd ? right.end : right.start, left)) sum += weight;
  }
  return sum;
}

const isWithin = (at: number, track: Track): boolean => at > track.low + 0.5 && at < track.high - 0.5;

/** To which side a track turns at its beginning or its end: -1 low, 1 high, 0 it ends in a node. */
function turn(track: Track, atEnd: boolean): number {
  if (atEnd) return track.next ? Math.sign(track.next.to - track.next.from) : 0;
  return track.previous ? Math.sign(track.previous.from - track.previous.to) : 0;
}
