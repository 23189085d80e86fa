import { CheapestFirst } from './heap.ts';
import { crossingsOf, DIRECTIONS, Lattice, opposite, runsOf, STEP_X, STEP_Y, type Direction } from './lattice.ts';
import { CHANNEL, NODE, ROUTE } from './params.ts';
import type { Cell, Grid, NodeBox, Run } from './shapes.ts';

/** An edge as the router knows it. */
interface Ends {
  from: string | null;
  to: string;
}

/** What stays the same while one edge looks for its way. */
interface Search {
  edge: Ends;
  fromX: number;
  fromY: number;
  toX: number;
  toY: number;
  target: number;
  isSpine: boolean;
  /** Both ends stand on the spine: forward such edges keep left of it, backward ones right. */
  besideSpine: boolean;
  down: boolean;
  up: boolean;
}

const ALONG_X = CHANNEL.x.least + 14;
const ALONG_Y = CHANNEL.y.least + 6;
/** The cheapest that one line to the side or down can be: what is left is never estimated too high. */
const LEAST_X = 110;
const LEAST_Y = 42;

/**
 * Which channels an edge runs through: the cheapest way over the lattice, one edge after the other. A way depends on the
 * grid and on the edges routed before it, so hiding or adding later edges never changes it.
 */
export class Router {
  readonly #grid: Grid;
  readonly #lattice: Lattice;
  readonly #next: ReadonlyMap<string | null, string>;
  readonly #portsAtSide: number;
  /** How many routes run horizontally or vertically over each crossing. */
  readonly #across: Float32Array;
  readonly #along: Float32Array;
  readonly #ports = new Map<string | null, number[]>();
  // by state: crossing x 4 + direction of arrival
  readonly #cost: Float64Array;
  readonly #before: Int32Array;
  readonly #seen: Int32Array;
  readonly #open = new CheapestFirst();
  #search = 0;

  constructor(grid: Grid, next: ReadonlyMap<string | null, string>, box: NodeBox) {
    this.#grid = grid;
    this.#next = next;
    this.#lattice = new Lattice(grid);
    this.#portsAtSide = Math.floor(box.height / ROUTE.portPitch);
    const crossings = this.#lattice.width * this.#lattice.height;
    this.#across = new Float32Array(crossings);
    this.#along = new Float32Array(crossings);
    this.#cost = new Float64Array(crossings * 4);
    this.#before = new Int32Array(crossings * 4);
    this.#seen = new Int32Array(crossings * 4);
  }

  /** The way of an edge between two activities; null for a self loop or when an end has no cell. */
  route(edge: Ends): Run[] | null {
    const from = this.#grid.cells.get(edge.from);
    const to = this.#grid.cells.get(edge.to);
    if (!from || !to || edge.from === edge.to) return null;
    const goal = this.#find(this.#searchOf(edge, from, to));
    if (goal < 0) return null;
    const points: { x: number; y: number }[] = [];
    const width = this.#lattice.width;
    for (let state = goal; state >= 0; state = this.#before[state] ?? -1)
      points.unshift({ x: (state >> 2) % width, y: Math.floor((state >> 2) / width) });
    points.unshift({ x: this.#lattice.lineOfColumn(from.column), y: this.#lattice.lineOfRow(from.row) });
    return runsOf(points);
  }

  /** Later edges keep away from this way and from the ports it takes. */
  occupy(edge: Ends, runs: readonly Run[]): void {
    const points = crossingsOf(runs);
    const [first, second, nextToLast, last] = [points[0], points[1], points.at(-2), points.at(-1)];
    if (!first || !second || !nextToLast || !last) return;
    this.#takePort(edge.from, directionOf(first, second));
    this.#takePort(edge.to, directionOf(last, nextToLast));
    for (let at = 1; at < points.length - 1; at += 1) {
      const [before, point, after] = [points[at - 1], points[at], points[at + 1]];
      if (!before || !point || !after) continue;
      const crossing = this.#lattice.crossing(point.x, point.y);
      if (point.x !== before.x || point.x !== after.x) this.#across[crossing] = (this.#across[crossing] ?? 0) + 1;
      if (point.y !== before.y || point.y !== after.y) this.#along[crossing] = (this.#along[crossing] ?? 0) + 1;
    }
  }

  #searchOf(edge: Ends, from: Cell, to: Cell): Search {
    const isSpine = this.#next.get(edge.from) === edge.to;
    return {
      edge,
      fromX: this.#lattice.lineOfColumn(from.column),
      fromY: this.#lattice.lineOfRow(from.row),
      toX: this.#lattice.lineOfColumn(to.column),
      toY: this.#lattice.lineOfRow(to.row),
      target: this.#lattice.crossingOf(to),
      isSpine,
      besideSpine: from.column === 0 && to.column === 0 && !isSpine,
      down: to.row > from.row,
      up: to.row < from.row,
    };
  }

  /** A*: the state in which the target is reached, or -1. */
  #find(search: Search): number {
    const lattice = this.#lattice;
    this.#search += 1;
    this.#open.clear();
    for (const direction of DIRECTIONS) {
      const [x, y] = [search.fromX + STEP_X[direction], search.fromY + STEP_Y[direction]];
      if (!lattice.isInside(x, y)) continue;
      const cost = leaveCost(search, direction) + this.#crowd(search.edge.from, direction) + stepLength(search.fromX, search.fromY, x, y);
      this.#reach(search, lattice.crossing(x, y) * 4 + direction, cost, -1);
    }
    while (this.#open.size > 0) {
      const { cost, value: state } = this.#open.take();
      const crossing = state >> 2;
      if (cost > (this.#cost[state] ?? 0) + this.#ahead(search, crossing) + 1e-6) continue;
      if (crossing === search.target) return state;
      if (!lattice.isTaken(crossing)) this.#expand(search, state);
    }
    return -1;
  }

  #expand(search: Search, state: number): void {
    const lattice = this.#lattice;
    const crossing = state >> 2;
    const arrived = (state & 3) as Direction;
    const x = crossing % lattice.width;
    const y = Math.floor(crossing / lattice.width);
    for (const direction of DIRECTIONS) {
      if (direction === opposite(arrived)) continue;
      // no turning inside a free cell
      if (direction !== arrived && x % 2 === 1 && y % 2 === 1) continue;
      const [nextX, nextY] = [x + STEP_X[direction], y + STEP_Y[direction]];
      if (!lattice.isInside(nextX, nextY)) continue;
      const next = lattice.crossing(nextX, nextY);
      if (lattice.isTaken(next) && next !== search.target) continue;
      const turn = direction === arrived ? ROUTE.cross * Math.min(4, this.#foreign(crossing, direction, false)) : ROUTE.bend;
      const step = stepLength(x, y, nextX, nextY) + turn + ROUTE.share * Math.min(8, this.#foreign(next, direction, true));
      const place = next === search.target ? this.#enterCost(search, direction) : this.#laneCost(search, direction, nextX, nextY);
      this.#reach(search, next * 4 + direction, (this.#cost[state] ?? 0) + step + place, state);
    }
  }

  /** Routes over a crossing in the direction of travel, or across it. */
  #foreign(crossing: number, direction: Direction, sameWay: boolean): number {
    const horizontal = STEP_X[direction] !== 0;
    return (horizontal === sameWay ? this.#across[crossing] : this.#along[crossing]) ?? 0;
  }

  #enterCost(search: Search, direction: Direction): number {
    return enterCost(search, direction) + this.#crowd(search.edge.to, opposite(direction));
  }

  #laneCost(search: Search, direction: Direction, x: number, y: number): number {
    let cost = 0;
    if (x % 2 === 1 && y % 2 === 1) cost += ROUTE.freeCell;
    if (x === this.#lattice.spine && y % 2 === 1 && !search.isSpine) cost += ROUTE.spineLane;
    const wrongLane = (search.down && x > this.#lattice.spine) || (search.up && x < this.#lattice.spine);
    if (search.besideSpine && STEP_Y[direction] !== 0 && x % 2 === 0 && wrongLane) cost += ROUTE.wrongLane;
    return cost;
  }

  #reach(search: Search, state: number, cost: number, before: number): void {
    if (this.#seen[state] === this.#search && cost >= (this.#cost[state] ?? 0) - 1e-9) return;
    this.#seen[state] = this.#search;
    this.#cost[state] = cost;
    this.#before[state] = before;
    this.#open.add(cost + this.#ahead(search, state >> 2), state);
  }

  /** The least that is still to come. */
  #ahead(search: Search, crossing: number): number {
    const x = crossing % this.#lattice.width;
    const y = Math.floor(crossing / this.#lattice.width);
    return Math.abs(x - search.toX) * LEAST_X + Math.abs(y - search.toY) * LEAST_Y;
  }

  #takePort(id: string | null, direction: Direction): void {
    const ports = this.#ports.get(id) ?? [0, 0, 0, 0];
    ports[direction] = (ports[direction] ?? 0) + 1;
    this.#ports.set(id, ports);
  }

  /** What another port on this side of an activity costs: nothing while there is room. */
  #crowd(id: string | null, direction: Direction): number {
    const taken = this.#ports.get(id)?.[direction] ?? 0;
    const room = direction % 2 === 1 ? this.#portsAtSide : ROUTE.endPorts;
    if (taken < room - 1) return 0;
    return ROUTE.portCrowd * (taken < room ? 0.2 : taken - room + 1);
  }
}

function directionOf(from: { x: number; y: number }, to: { x: number; y: number }): Direction {
  if (to.x !== from.x) return to.x > from.x ? 1 : 3;
  return to.y > from.y ? 2 : 0;
}

/** Px between two neighbouring crossings. */
function stepLength(x: number, y: number, nextX: number, nextY: number): number {
  if (x !== nextX) return (NODE.width + ALONG_X) / 2;
  return y !== nextY ? (NODE.height + ALONG_Y) / 2 : 0;
}

function leaveCost(search: Search, direction: Direction): number {
  const { edge, isSpine, besideSpine, down, up } = search;
  let cost: number = ROUTE.side;
  if (direction === 2) cost = down ? 0 : ROUTE.wrongEnd;
  else if (direction === 0) cost = up ? ROUTE.againstFlow : ROUTE.wrongEnd;
  else if (!down && !up) cost = Math.sign(search.toX - search.fromX) === STEP_X[direction] ? 0 : ROUTE.side * 2;
  if (besideSpine && ((down && direction === 1) || (up && direction === 3))) cost += ROUTE.wrongSide;
  if (edge.from === null && !isSpine && direction === 2) cost += ROUTE.startBottom;
  if (edge.from === null && (direction === 0 || direction === 3)) cost += ROUTE.startElse;
  return cost;
}

function enterCost({ down, up }: Search, direction: Direction): number {
  if (direction === 2) return down ? 0 : ROUTE.wrongEnd;
  if (direction === 0) return up ? ROUTE.againstFlow : ROUTE.wrongEnd;
  return down || up ? ROUTE.side : 0;
}

/** Ways of all edges in their order, each keeping away from those before it. */
export function planRoutes<Edge extends Ends & { key: string }>(
  grid: Grid,
  edges: readonly Edge[],
  next: ReadonlyMap<string | null, string>,
  box: NodeBox,
): Map<string, Run[]> {
  const router = new Router(grid, next, box);
  const routes = new Map<string, Run[]>();
  for (const edge of edges) {
    const runs = router.route(edge);
    if (!runs) continue;
    router.occupy(edge, runs);
    routes.set(edge.key, runs);
  }
  return routes;
}

/**
 * Ways of edges that were too light to be planned. Each one keeps away from the planned ones and knows nothing of the
 * others, so it is the same whatever was shown before.
 */
export function lateRoutes<Edge extends Ends & { key: string }>(
  grid: Grid,
  planned: ReadonlyMap<string, Run[]>,
  edges: readonly Edge[],
  next: ReadonlyMap<string | null, string>,
  box: NodeBox,
): Map<string, Run[]> {
  const late = new Map<string, Run[]>();
  if (edges.length === 0) return late;
  const router = new Router(grid, next, box);
  for (const [key, runs] of planned) {
    const [from, to] = JSON.parse(key) as [string | null, string];
    router.occupy({ from, to }, runs);
  }
  for (const edge of edges) {
    const runs = router.route(edge);
    if (runs) late.set(edge.key, runs);
  }
  return late;
}
