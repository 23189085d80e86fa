import type { Lattice } from './lattice.ts';
import { CHANNEL, GUTTER, START_SIZE } from './params.ts';
import type { ChannelSizes, NodeBox } from './shapes.ts';

/** Where a line of the lattice lies, px. */
export interface Span {
  low: number;
  middle: number;
  high: number;
}

export interface Spans {
  x: Span[];
  y: Span[];
  width: number;
  height: number;
}

/** Every line's place from the sizes alone: no edge has a say in where a node stands. */
export function spansOf(sizes: ChannelSizes): Spans {
  const x = inRow(sizes.x, GUTTER);
  const y = inRow(sizes.y, 0);
  return { x, y, width: x.at(-1)?.high ?? GUTTER, height: y.at(-1)?.high ?? 0 };
}

function inRow(sizes: readonly number[], from: number): Span[] {
  let low = from;
  return sizes.map((size) => {
    const span = { low, middle: low + size / 2, high: low + size };
    low += size;
    return span;
  });
}

export const spanAt = (spans: readonly Span[], line: number): Span => spans[line] ?? { low: 0, middle: 0, high: 0 };

/** Nodes at their size, channels at their least. */
export const leastSizes = (lattice: Lattice, box: NodeBox): ChannelSizes => ({
  x: Array.from({ length: lattice.width }, (_, line) => leastWidth(line, lattice.width, box)),
  y: Array.from({ length: lattice.height }, (_, line) => leastHeight(line, lattice.height, box)),
});

function leastWidth(line: number, lines: number, box: NodeBox): number {
  if (line % 2 === 1) return box.width;
  return line === 0 || line === lines - 1 ? CHANNEL.x.outer : CHANNEL.x.least;
}

function leastHeight(line: number, lines: number, box: NodeBox): number {
  if (line % 2 === 1) return line === 1 ? START_SIZE : box.height;
  if (line === 0) return CHANNEL.y.first;
  return line === lines - 1 ? CHANNEL.y.last : CHANNEL.y.least;
}
