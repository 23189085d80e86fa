import { describe, expect, it } from 'vitest';
import {
  commandOf,
  edgesOf,
  exists,
  placeOf,
  START,
  turn,
  walk,
  type Place,
  type Walkable,
} from '../../../web/src/lib/panels/map/keyboard.ts';

// start → A → B → D, beside B stands C; B loops on itself
const map: Walkable = {
  nodes: [
    { id: 'A', x: 100, y: 100 },
    { id: 'B', x: 100, y: 200 },
    { id: 'C', x: 300, y: 200 },
    { id: 'D', x: 100, y: 300 },
    { id: 'far', x: 500, y: 300 },
  ],
  edges: [
    { from: null, to: 'A', count: 10 },
    { from: 'A', to: 'B', count: 8 },
    { from: 'A', to: 'C', count: 2 },
    { from: 'C', to: 'A', count: 1 },
    { from: 'B', to: 'B', count: 5 },
    { from: 'B', to: 'D', count: 8 },
  ],
};
const node = (id: string): Place => placeOf({ kind: 'node', id });
const edge = (from: string | null, to: string) => ({ kind: 'edge', from, to }) as const;

describe('the arrow keys', () => {
  it('follow the heaviest hand-over down and up', () => {
    expect(walk(map, START, 'down')).toEqual(node('A'));
    expect(walk(map, node('A'), 'down')).toEqual(node('B'));
    expect(walk(map, node('D'), 'up')).toEqual(node('B'));
    expect(walk(map, node('A'), 'up')).toEqual(START);
  });
  it('never follow a loop, and stay where there is no way', () => {
    expect(walk(map, node('B'), 'down')).toEqual(node('D'));
    expect(walk(map, node('D'), 'down')).toEqual(node('D'));
    expect(walk(map, START, 'up')).toEqual(START);
    expect(walk(map, node('far'), 'up')).toEqual(node('far'));
  });
  it('go between siblings, and along the row where there are none', () => {
    expect(walk(map, node('B'), 'right')).toEqual(node('C'));
    expect(walk(map, node('C'), 'left')).toEqual(node('B'));
    expect(walk(map, node('D'), 'right')).toEqual(node('far'));
    expect(walk(map, node('B'), 'left')).toEqual(node('B'));
  });
  it('leave a hand-over at its ends', () => {
    const on: Place = { at: edge('A', 'C'), home: 'A' };
    expect(walk(map, on, 'down')).toEqual(node('C'));
    expect(walk(map, on, 'up')).toEqual(node('A'));
    expect(walk(map, on, 'left')).toEqual({ at: edge('A', 'B'), home: 'A' });
    expect(walk(map, { at: edge(null, 'A'), home: null }, 'up')).toEqual(START);
  });
});

it('E goes through what leaves, loops and arrives, and begins again', () => {
  expect(edgesOf(map, 'A').map(({ from, to }) => [from, to])).toEqual([
    ['A', 'B'],
    ['A', 'C'],
    [null, 'A'],
    ['C', 'A'],
  ]);
  expect(edgesOf(map, 'B').map(({ from, to }) => [from, to])).toEqual([
    ['B', 'D'],
    ['B', 'B'],
    ['A', 'B'],
  ]);
  let place = node('A');
  const seen = [1, 2, 3, 4, 5].map(() => (place = turn(map, place)).at);
  expect(seen).toEqual([edge('A', 'B'), edge('A', 'C'), edge(null, 'A'), edge('C', 'A'), edge('A', 'B')]);
  expect(turn(map, node('A'), -1).at).toEqual(edge('C', 'A'));
  expect(turn(map, node('far'))).toEqual(node('far'));
});

it('knows what a slider has hidden', () => {
  expect(exists(map, node('gone'))).toBe(false);
  expect(exists(map, { at: edge('A', 'D'), home: 'A' })).toBe(false);
  expect(exists(map, START)).toBe(true);
});

it('leaves the keys of the browser alone', () => {
  const key = (name: string, more = {}) =>
    commandOf({ key: name, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
  expect(key('ArrowDown')).toEqual({ do: 'walk', direction: 'down' });
  expect(key('ArrowDown', { shiftKey: true })).toEqual({ do: 'pan', dx: 0, dy: -80 });
  expect(key('f', { ctrlKey: true })).toBeNull();
  expect(key('Tab')).toBeNull();
  expect(key('0')).toEqual({ do: 'fit' });
});
