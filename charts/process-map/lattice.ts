import type { Cell, Grid, Run } from './shapes.ts';

/** Up, right, down, left. */
export type Direction = 0 | 1 | 2 | 3;
export const DIRECTIONS: readonly Direction[] = [0, 1, 2, 3];
export const STEP_X = [0, 1, 0, -1] as const;
export const STEP_Y = [-1, 0, 1, 0] as const;
export const opposite = (direction: Direction): Direction => ((direction + 2) % 4) as Direction;

/**
 * The lines that paths run on: columns and rows of the grid (odd) and the channels before, between and behind them
 * (even). A crossing of two odd lines is a cell.
 */
export class Lattice {
  readonly width: number;
  readonly height: number;
  /** Line of the spine. */
  readonly spine: number;
  readonly #firstColumn: number;
  readonly #occupants: (string | null | undefined)[];

  constructor(grid: Grid) {
    this.#firstColumn = grid.firstColumn;
    this.width = 2 * (grid.lastColumn - grid.firstColumn + 1) + 1;
    this.height = 2 * grid.rows.length + 1;
    this.spine = this.lineOfColumn(0);
    this.#occupants = new Array<string | null | undefined>(this.width * this.height).fill(undefined);
    for (const [id, cell] of grid.cells) this.#occupants[this.crossingOf(cell)] = id;
  }

  lineOfColumn = (column: number): number => 2 * (column - this.#firstColumn) + 1;
  lineOfRow = (row: number): number => 2 * row + 1;
  crossingOf = (cell: Cell): number => this.crossing(this.lineOfColumn(cell.column), this.lineOfRow(cell.row));
  crossing = (x: number, y: number): number => y * this.width + x;
  isInside = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < this.width && y < this.height;
  /** Whether an activity, or the start, is there: shown or not. */
  isTaken = (crossing: number): boolean => this.#occupants[crossing] !== undefined;
}

/** The crossings that a route passes, first and last the cells of its ends. */
export function crossingsOf(runs: readonly Run[]): { x: number; y: number }[] {
  const points: { x: number; y: number }[] = [];
  for (const run of runs) {
    const step = Math.sign(run.to - run.from);
    for (let at = run.from; at !== run.to; at += step) points.push(run.vertical ? { x: run.line, y: at } : { x: at, y: run.line });
  }
  const last = runs.at(-1);
  if (last) points.push(last.vertical ? { x: last.line, y: last.to } : { x: last.to, y: last.line });
  return points;
}

/** Straight runs from a list of neighbouring crossings. */
export function runsOf(points: readonly { x: number; y: number }[]): Run[] {
  const runs: Run[] = [];
  points.forEach((point, index) => {
    const before = points[index - 1];
    if (!before) return;
    const vertical = point.x === before.x;
    const run = runs.at(-1);
    if (run && run.vertical === vertical) run.to = vertical ? point.y : point.x;
    else if (vertical) runs.push({ vertical, line: point.x, from: before.y, to: point.y });
    else runs.push({ vertical, line: point.y, from: before.x, to: point.x });
  });
  return runs;
}
