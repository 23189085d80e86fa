import { METRICS } from './graph.ts';
import type { Pin } from './shapes.ts';

/**
 * What the numbers of a pin mean. Raised whenever a pin of before would draw something else now: other classes, sizes
 * of nodes or channels, or another reading of rows and columns. 2: class edges without what comes after delivery.
 */
export const PIN_FORMAT = 2;

/** More than any map has: a pin beyond that was not written by this program. */
const MOST = { names: 4096, rows: 2000, columns: 400, px: 100_000, letters: 4000, edges: 8 } as const;

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isIndex = (value: unknown, below: number): value is number => Number.isInteger(value) && Number(value) >= 0 && Number(value) < below;
const isSize = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= MOST.px;
const isSizes = (value: unknown, length: number): value is number[] =>
  Array.isArray(value) && value.length === length && value.every(isSize);

/** Names without doubles; null when they are none. */
function namesOf(value: unknown): string[] | null {
  if (!Array.isArray(value) || value.length > MOST.names) return null;
  const sound = value.every((name): name is string => typeof name === 'string' && name.length <= MOST.letters);
  return sound && new Set(value).size === value.length ? [...value] : null;
}

/** First and last column, with column 0 between them. */
function columnsOf(value: unknown): Pin['columns'] | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [first, last] = value as unknown[];
  return isIndex(last, MOST.columns) && typeof first === 'number' && isIndex(-first, MOST.columns) ? [first, last] : null;
}

/** The stage of each row, from the first downwards. */
function rowsOf(value: unknown, stages: number): number[] | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST.rows) return null;
  const sound = value.every((stage, at): stage is number => isIndex(stage, stages) && (at === 0 || stage >= Number(value[at - 1])));
  return sound ? [...value] : null;
}

/** Activities with a cell of their own, in a row of their stage; row 0 is the start's. */
function cellsOf(value: unknown, rows: readonly number[], [first, last]: Pin['columns']): Pin['cells'] | null {
  if (!Array.isArray(value)) return null;
  const cells: Pin['cells'] = [];
  const taken = new Set<string>();
  for (const cell of value as unknown[]) {
    if (!Array.isArray(cell) || cell.length !== 4) return null;
    const [id, stage, row, column] = cell as unknown[];
    if (typeof id !== 'string' || typeof column !== 'number' || !isIndex(row, rows.length) || row === 0) return null;
    if (rows[row] !== stage || !isIndex(column - first, last - first + 1)) return null;
    taken.add(`${String(row)} ${String(column)}`);
    cells.push([id, Number(stage), row, column]);
  }
  return taken.size === cells.length && namesOf(cells.map(([id]) => id)) ? cells : null;
}

function sizesOf(value: unknown, rows: number, [first, last]: Pin['columns']): Pin['sizes'] | null {
  if (!isFields(value)) return null;
  const { x, y } = value;
  return isSizes(x, 2 * (last - first + 1) + 1) && isSizes(y, 2 * rows + 1) ? { x: [...x], y: [...y] } : null;
}

function boxOf(value: unknown): Pin['box'] | null {
  if (!isFields(value)) return null;
  const { width, height } = value;
  return isSize(width) && isSize(height) && width > 0 && height > 0 ? { width, height } : null;
}

/** Rising boundaries for every metric. */
function classesOf(value: unknown): Pin['classes'] | null {
  if (!isFields(value)) return null;
  const classes: Partial<Pin['classes']> = {};
  for (const metric of METRICS) {
    const edges: unknown = value[metric];
    if (!Array.isArray(edges) || edges.length > MOST.edges) return null;
    if (!edges.every((edge, at) => Number.isFinite(edge) && (at === 0 || Number(edge) >= Number(edges[at - 1])))) return null;
    classes[metric] = edges.map(Number);
  }
  return classes as Pin['classes'];
}

/**
 * What was kept of a map, if it is a pin of this format that holds together; else null, and the map is laid out anew.
 * Whoever may open a map may write its pin, so nothing in it is taken on trust. Names that the data no longer have are
 * left in: the layout passes them over, and they keep their places for when they come back.
 */
export function readPin(kept: unknown): Pin | null {
  if (!isFields(kept) || kept['format'] !== PIN_FORMAT) return null;
  const stages = namesOf(kept['stages']);
  const spine = namesOf(kept['spine']);
  const columns = columnsOf(kept['columns']);
  const rows = stages && rowsOf(kept['rows'], Math.max(1, stages.length));
  if (!stages || !spine || !columns || !rows) return null;
  const cells = cellsOf(kept['cells'], rows, columns);
  const sizes = sizesOf(kept['sizes'], rows.length, columns);
  const box = boxOf(kept['box']);
  const classes = classesOf(kept['classes']);
  return cells && sizes && box && classes ? { format: PIN_FORMAT, stages, cells, rows, columns, sizes, box, spine, classes } : null;
}
