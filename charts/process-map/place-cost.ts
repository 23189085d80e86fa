import type { Board } from './board.ts';
import type { MapEdge, MapGraph, MapNode } from './graph.ts';
import type { Cell } from './shapes.ts';

/** What a column costs an activity: left is for exits, right for side work. */
const RIGHT = [0, 0, 0.35, 0.9, 1.6, 2.4];
const LEFT = 1.8;

interface Weighted {
  from: string | null;
  to: string;
  weight: number;
}

/** How bad the cells of an activity are: long, blocked, backward and crossing lines, and the price of its column. */
export class PlaceCost {
  readonly #board: Board;
  readonly #orderOf: (id: string | null) => number;
  readonly #isExit: (id: string) => boolean;
  readonly #nodes: Map<string, MapNode>;
  readonly #edges: Weighted[];
  readonly #edgesOf = new Map<string | null, Weighted[]>();
  readonly #maxCount: number;

  constructor(board: Board, graph: MapGraph, edges: readonly MapEdge[], order: readonly string[], spine: ReadonlySet<string>) {
    this.#board = board;
    const places = new Map(order.map((id, at) => [id, at]));
    this.#orderOf = (id) => (id === null ? -1 : (places.get(id) ?? 0));
    this.#nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    this.#maxCount = edges.reduce((most, edge) => Math.max(most, edge.count), 1);
    this.#edges = edges
      .filter((edge) => edge.from !== edge.to)
      .map((edge) => ({ from: edge.from, to: edge.to, weight: 0.25 + 0.75 * Math.sqrt(edge.count / this.#maxCount) }));
    for (const edge of this.#edges) for (const id of [edge.from, edge.to]) this.#edgesOf.set(id, [...(this.#edgesOf.get(id) ?? []), edge]);
    this.#isExit = exitsFromSpine(graph, spine);
  }

  of(id: string): number {
    const cell = this.#board.cells.get(id);
    if (!cell) return 0;
    const share = Math.sqrt((this.#nodes.get(id)?.steps ?? 0) / this.#maxCount);
    let cost = columnCost(cell.column, this.#isExit(id)) * (0.6 + share);
    for (const edge of this.#edgesOf.get(id) ?? []) cost += this.#edgeCost(edge);
    return cost;
  }

  #edgeCost(edge: Weighted): number {
    const from = this.#board.cells.get(edge.from);
    const to = this.#board.cells.get(edge.to);
    if (!from || !to) return 0;
    const down = to.row - from.row;
    const forward = this.#orderOf(edge.from) < this.#orderOf(edge.to);
    const wrong = forward ? (down < 0 ? 1 - 3 * down : down === 0 ? 0.3 : 0) : down > 0 ? 1 : 0;
    const length = 1.5 * Math.abs(from.column - to.column) + Math.abs(down);
    return edge.weight * (length + this.#blocked(from, to) + wrong) + this.#crossings(edge);
  }

  #blocked(from: Cell, to: Cell): number {
    let sum = 0;
    if (from.row === to.row) {
      const right = Math.max(from.column, to.column);
      for (let column = Math.min(from.column, to.column) + 1; column < right; column += 1)
        if (this.#board.isTaken(from.row, column)) sum += 1.5;
    } else if (from.column === to.column) {
      const bottom = Math.max(from.row, to.row);
      for (let row = Math.min(from.row, to.row) + 1; row < bottom; row += 1) if (this.#board.isTaken(row, from.column)) sum += 1;
    }
    return sum;
  }

  #crossings(edge: Weighted): number {
    const line = this.#line(edge);
    if (!line) return 0;
    let sum = 0;
    for (const other of this.#edges) {
      if (other.from === edge.from || other.to === edge.to || other.from === edge.to || other.to === edge.from) continue;
      const otherLine = this.#line(other);
      if (otherLine && linesCross(line, otherLine)) sum += 0.6 * Math.sqrt(edge.weight * other.weight);
    }
    return sum;
  }

  /** The edge as a straight line in cells; one that skips rows of its column runs beside it. */
  #line(edge: Weighted): Line | null {
    const from = this.#board.cells.get(edge.from);
    const to = this.#board.cells.get(edge.to);
    if (!from || !to) return null;
    const skips = from.column === to.column && Math.abs(from.row - to.row) > 1;
    const aside = skips ? (this.#orderOf(edge.from) < this.#orderOf(edge.to) ? -0.45 : 0.45) : 0;
    return [from.column + aside, from.row, to.column + aside, to.row];
  }
}

type Line = [x1: number, y1: number, x2: number, y2: number];

const sideOf = ([x1, y1, x2, y2]: Line, x: number, y: number): number => Math.sign((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1));

const linesCross = (a: Line, b: Line): boolean =>
  sideOf(a, b[0], b[1]) * sideOf(a, b[2], b[3]) < 0 && sideOf(b, a[0], a[1]) * sideOf(b, a[2], a[3]) < 0;

function columnCost(column: number, exit: boolean): number {
  if (column < 0) return exit ? 0 : LEFT * -column;
  return exit ? 0.3 + 0.3 * column : (RIGHT[column] ?? 3);
}

/** Side activities that end at least half of their steps and come mostly from the spine. */
function exitsFromSpine(graph: MapGraph, spine: ReadonlySet<string>): (id: string) => boolean {
  const feeders = new Map<string, MapEdge>();
  for (const edge of graph.edges) {
    const known = feeders.get(edge.to);
    if (edge.from === edge.to) continue;
    if (!known || edge.count > known.count || (edge.count === known.count && (edge.from ?? '') < (known.from ?? '')))
      feeders.set(edge.to, edge);
  }
  const exits = new Set<string>();
  for (const node of graph.nodes) {
    const from = feeders.get(node.id)?.from ?? null;
    if (!spine.has(node.id) && node.ends > 0 && node.ends / node.steps >= 0.5 && from !== null && spine.has(from)) exits.add(node.id);
  }
  return (id) => exits.has(id);
}
