import { isSame, type Selection } from './address.ts';

/** What can be walked: the nodes as they stand, and the hand-overs shown between them. */
export interface Walkable {
  nodes: readonly { id: string; x: number; y: number }[];
  edges: readonly { from: string | null; to: string; count: number }[];
}

type Edge = Walkable['edges'][number];
export type Direction = 'up' | 'down' | 'left' | 'right';

/** Where the keys are: on a node or the start, or on one of the hand-overs of `home`. */
export interface Place {
  at: Selection;
  /** The node whose hand-overs E goes through; null is the start. */
  home: string | null;
}

export const START: Place = { at: { kind: 'start' }, home: null };

/** The place of a selection. */
export const placeOf = (selected: Selection): Place => ({
  at: selected,
  home: selected.kind === 'node' ? selected.id : selected.kind === 'edge' ? (selected.from ?? selected.to) : null,
});

const nodeAt = (id: string | null): Place => (id === null ? START : { at: { kind: 'node', id }, home: id });
const byCount = (one: Edge, other: Edge) =>
  other.count - one.count || one.to.localeCompare(other.to) || (one.from ?? '').localeCompare(other.from ?? '');
const edgesFrom = (map: Walkable, id: string | null) => map.edges.filter((edge) => edge.from === id && edge.to !== id).sort(byCount);
const edgesTo = (map: Walkable, id: string) => map.edges.filter((edge) => edge.to === id && edge.from !== id).sort(byCount);

/** All hand-overs of a node: those that leave it, its own loop, those that lead to it; the heaviest of each first. */
export function edgesOf(map: Walkable, id: string | null): Edge[] {
  const loops = map.edges.filter((edge) => edge.from === id && edge.to === id);
  return [...edgesFrom(map, id), ...loops, ...(id === null ? [] : edgesTo(map, id))];
}

/**
 * The place an arrow key leads to; the same place when there is no way. From a node: down follows the heaviest
 * hand-over that leaves, up the heaviest that arrives, left and right go to the nodes beside it that the same node
 * leads to, else to its neighbours in the row. On a hand-over: down to where it leads, up to where it comes from, left
 * and right to the other hand-overs of the node.
 */
export function walk(map: Walkable, place: Place, direction: Direction): Place {
  const { at, home } = place;
  if (at.kind === 'edge') {
    if (direction === 'down') return nodeAt(at.to);
    if (direction === 'up') return nodeAt(at.from);
    return turn(map, place, direction === 'right' ? 1 : -1);
  }
  if (direction === 'down') return nodeAt(edgesFrom(map, home)[0]?.to ?? home);
  if (home === null) return place;
  if (direction === 'up') {
    const from = edgesTo(map, home)[0]?.from;
    return from === undefined ? place : nodeAt(from);
  }
  return nodeAt(beside(map, home, direction));
}

function beside(map: Walkable, id: string, direction: 'left' | 'right'): string {
  const spots = new Map(map.nodes.map((node) => [node.id, node]));
  const own = spots.get(id);
  if (!own) return id;
  const parent = edgesTo(map, id)[0];
  const siblings = parent ? edgesFrom(map, parent.from).map((edge) => edge.to) : [];
  const row = map.nodes.filter((node) => Math.abs(node.y - own.y) < 1).map((node) => node.id);
  const side = direction === 'right' ? 1 : -1;
  const distance = (other: string) => ((spots.get(other)?.x ?? own.x) - own.x) * side;
  for (const group of [siblings, row]) {
    const near = group.filter((other) => distance(other) > 1).sort((one, other) => distance(one) - distance(other))[0];
    if (near !== undefined) return near;
  }
  return id;
}

/** E: the next hand-over of the node the keys are at, the first after the last. */
export function turn(map: Walkable, place: Place, step: 1 | -1 = 1): Place {
  const edges = edgesOf(map, place.home);
  if (edges.length === 0) return place;
  const index = edges.findIndex((edge) => isSame({ kind: 'edge', from: edge.from, to: edge.to }, place.at));
  const next = edges[index < 0 ? (step === 1 ? 0 : edges.length - 1) : (index + step + edges.length) % edges.length];
  return next === undefined ? place : { at: { kind: 'edge', from: next.from, to: next.to }, home: place.home };
}

/** Whether the place is still there: a slider may have hidden it. */
export function exists(map: Walkable, { at }: Place): boolean {
  if (at.kind === 'start') return true;
  if (at.kind === 'node') return map.nodes.some((node) => node.id === at.id);
  return map.edges.some((edge) => edge.from === at.from && edge.to === at.to);
}

/** What a key means while the drawing has the focus; null when it means nothing here. */
export type Command =
  | { do: 'walk'; direction: Direction }
  | { do: 'pan'; dx: number; dy: number }
  | { do: 'select' | 'turn' | 'turn-back' | 'filter' | 'zoom-in' | 'zoom-out' | 'fit' | 'close' | 'help' | 'start' };

const ARROWS: Readonly<Record<string, Direction>> = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' };
const PAN: Readonly<Record<Direction, readonly [number, number]>> = { up: [0, 80], down: [0, -80], left: [80, 0], right: [-80, 0] };
const KEYS: Readonly<Record<string, Exclude<Command['do'], 'walk' | 'pan'>>> = {
  Enter: 'select',
  e: 'turn',
  E: 'turn-back',
  f: 'filter',
  F: 'filter',
  '+': 'zoom-in',
  '=': 'zoom-in',
  '-': 'zoom-out',
  '−': 'zoom-out',
  '0': 'fit',
  Escape: 'close',
  '?': 'help',
  Home: 'start',
};

export function commandOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): Command | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const direction = ARROWS[event.key];
  if (direction !== undefined) {
    const [dx, dy] = PAN[direction];
    return event.shiftKey ? { do: 'pan', dx, dy } : { do: 'walk', direction };
  }
  const known = KEYS[event.key];
  return known === undefined ? null : { do: known };
}

/** The keys in words, for the help. */
export const KEY_HELP: readonly (readonly [keys: string, meaning: string])[] = [
  ['Up, Down', 'Follow the hand-overs, the most frequent first'],
  ['Left, Right', 'Go to what stands beside'],
  ['E', 'Go through the hand-overs of an activity'],
  ['Enter', 'Show the figures'],
  ['F', 'Filter to it'],
  ['+, −, 0', 'Zoom in, zoom out, show everything'],
  ['Shift and arrows', 'Move the map'],
  ['Home', 'Back to the start'],
  ['Esc', 'Close'],
];
