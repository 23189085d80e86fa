import type { Cell, Grid } from './shapes.ts';

/** The grid while activities are put on it: cells by activity, activities by cell. */
export class Board {
  readonly cells = new Map<string | null, Cell>();
  readonly #taken = new Map<number, string | null>();

  put(id: string | null, cell: Cell): void {
    const before = this.cells.get(id);
    if (before) this.#taken.delete(keyOf(before.row, before.column));
    this.cells.set(id, cell);
    this.#taken.set(keyOf(cell.row, cell.column), id);
  }

  swap(a: string, b: string): void {
    const [cellOfA, cellOfB] = [this.cells.get(a), this.cells.get(b)];
    if (!cellOfA || !cellOfB) return;
    this.cells.set(a, cellOfB);
    this.cells.set(b, cellOfA);
    this.#taken.set(keyOf(cellOfB.row, cellOfB.column), a);
    this.#taken.set(keyOf(cellOfA.row, cellOfA.column), b);
  }

  isTaken = (row: number, column: number): boolean => this.#taken.has(keyOf(row, column));

  /** Moves everything from a row on downwards. */
  shiftRows(from: number, by: number): void {
    const moved = [...this.cells].map(([id, cell]) => [id, cell.row >= from ? { ...cell, row: cell.row + by } : cell] as const);
    this.cells.clear();
    this.#taken.clear();
    for (const [id, cell] of moved) this.put(id, cell);
  }

  grid(rows: Grid['rows'], columns: readonly number[] = []): Grid {
    const all = [0, ...columns, ...[...this.cells.values()].map((cell) => cell.column)];
    return { cells: this.cells, rows, firstColumn: Math.min(...all), lastColumn: Math.max(...all) };
  }
}

const COLUMNS = 4096;
const keyOf = (row: number, column: number): number => row * COLUMNS + column + COLUMNS / 2;
