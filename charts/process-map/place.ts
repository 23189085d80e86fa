import { Board } from './board.ts';
import { groupBy } from './collections.ts';
import type { MapEdge, MapGraph } from './graph.ts';
import { GRID } from './params.ts';
import { PlaceCost } from './place-cost.ts';
import type { Cell, Grid } from './shapes.ts';

export interface PlaceOrder {
  graph: MapGraph;
  order: readonly string[];
  spine: readonly string[];
  stageOf: (id: string) => number;
  stages: number;
  /** Activities shown first: they get the best places. */
  core: readonly string[];
  /** Edges that shape the map. */
  edges: readonly MapEdge[];
}

/** First and last row of a stage. */
type Band = readonly [first: number, last: number];

/**
 * A cell for every activity. The spine stands in column 0, spread over the rows of its stages; nothing else ever does.
 * Side work goes right, exits go left, rare activities outside.
 */
export function place(want: PlaceOrder): Grid {
  const spine = new Set(want.spine);
  const core = new Set(want.core);
  const board = new Board();
  board.put(null, { row: 0, column: 0 });
  const { rows, bands } = spread(board, want, core);
  const cost = new PlaceCost(board, want.graph, want.edges, want.order, spine);
  const seat = seatIn(board, cost, (id) => bands[want.stageOf(id)] ?? [1, 1]);

  const steps = new Map(want.graph.nodes.map((node) => [node.id, node.steps]));
  const movable = want.order.filter((id) => core.has(id) && !spine.has(id));
  const byCount = [...movable].sort((a, b) => (steps.get(b) ?? 0) - (steps.get(a) ?? 0) || (a < b ? -1 : 1));
  for (const id of byCount) if (!seat(id, GRID.columns)) seat(id, GRID.spareColumns);
  improve(board, cost, movable, want.stageOf, seat);

  const rare = want.order.filter((id) => !core.has(id) && !spine.has(id));
  const homeless = rare.filter((id) => !seat(id, GRID.rareColumns) && !seat(id, [GRID.lastColumn]));
  addRows(board, rows, bands, groupBy(homeless, want.stageOf));
  rows[0] = { stage: rows[1]?.stage ?? 0 };
  return board.grid(rows);
}

/** Rows of each stage, with the spine spread evenly over them. */
function spread(board: Board, want: PlaceOrder, core: ReadonlySet<string>): { rows: Grid['rows']; bands: Band[] } {
  const rows: Grid['rows'] = [{ stage: 0 }];
  const bands: Band[] = [];
  for (let stage = 0; stage < want.stages; stage += 1) {
    const spine = want.spine.filter((id) => want.stageOf(id) === stage);
    const members = want.order.filter((id) => want.stageOf(id) === stage);
    const shown = members.filter((id) => core.has(id)).length;
    const count = members.length === 0 ? 0 : Math.max(spine.length, Math.ceil(shown / GRID.perRow), 1);
    const first = rows.length;
    bands.push([first, first + count - 1]);
    spine.forEach((id, at) => board.put(id, { row: first + Math.floor(((at + 0.5) * count) / spine.length), column: 0 }));
    for (let row = 0; row < count; row += 1) rows.push({ stage });
  }
  return { rows, bands };
}

type Seat = (id: string, columns: readonly number[]) => boolean;

/** Puts an activity on the cheapest free cell of its band in some columns; false when there is none. */
export function seatIn(board: Board, cost: PlaceCost, bandOf: (id: string) => Band): Seat {
  return (id, columns) => {
    let best: Cell | null = null;
    let least = Infinity;
    for (const cell of freeCells(board, bandOf(id), columns)) {
      board.put(id, cell);
      const price = cost.of(id);
      if (price < least - 1e-9) [least, best] = [price, cell];
    }
    if (best) board.put(id, best);
    return best !== null;
  };
}

function freeCells(board: Board, [first, last]: Band, columns: readonly number[]): Cell[] {
  const cells: Cell[] = [];
  for (let row = first; row <= last; row += 1) for (const column of columns) if (!board.isTaken(row, column)) cells.push({ row, column });
  return cells;
}

/** Moves and swaps of side activities until nothing improves. */
function improve(board: Board, cost: PlaceCost, movable: readonly string[], stageOf: (id: string) => number, seat: Seat): void {
  for (let pass = 0, better = true; better && pass < GRID.passes; pass += 1) {
    better = false;
    for (const id of movable) {
      if (moveImproves(board, cost, id, seat)) better = true;
      for (const other of movable)
        if (other !== id && stageOf(other) === stageOf(id) && swapImproves(board, cost, id, other)) better = true;
    }
  }
}

function moveImproves(board: Board, cost: PlaceCost, id: string, seat: Seat): boolean {
  const cell = board.cells.get(id);
  const before = cost.of(id);
  seat(id, GRID.columns);
  if (cost.of(id) < before - 1e-6) return true;
  if (cell) board.put(id, cell);
  return false;
}

function swapImproves(board: Board, cost: PlaceCost, id: string, other: string): boolean {
  const before = cost.of(id) + cost.of(other);
  board.swap(id, other);
  if (cost.of(id) + cost.of(other) < before - 1e-6) return true;
  board.swap(id, other);
  return false;
}

/** A full band gets rows at its end; everything below moves down, while the map is being laid out only. */
function addRows(board: Board, rows: Grid['rows'], bands: readonly Band[], homeless: ReadonlyMap<number, string[]>): void {
  const columns: number[] = [];
  for (const column of [1, 2, -1, 3, GRID.lastColumn]) columns.push(column);
  for (let stage = bands.length - 1; stage >= 0; stage -= 1) {
    const ids = homeless.get(stage);
    const band = bands[stage];
    if (!ids || !band) continue;
    const first = band[1] + 1;
    const count = Math.ceil(ids.length / columns.length);
    board.shiftRows(first, count);
    rows.splice(first, 0, ...Array.from({ length: count }, () => ({ stage })));
    ids.forEach((id, at) => {
      board.put(id, { row: first + Math.floor(at / columns.length), column: columns[at % columns.length] ?? 1 });
    });
  }
}
