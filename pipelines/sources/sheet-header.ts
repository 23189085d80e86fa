import { BadRequest } from '../../model/problem.ts';
import { headerOf } from '../recognise/shape.ts';
import type { Merge } from './workbook.ts';

/** A row of a sheet that holds anything: its place from 0 and its cells as text. */
export interface SheetRow {
  readonly index: number;
  readonly cells: readonly string[];
}

/** Where the table of a sheet begins, and what its columns are called. */
export interface SheetHeader {
  /** Row of the sheet, from 0, of the last line of the header. */
  readonly last: number;
  readonly names: readonly string[];
  readonly title: readonly string[];
}

const MAX_HEADER_ROWS = 3;

/**
 * Finds the header among the first rows of a sheet; rows above it are a title.
 *
 * A header of several rows is one where merged cells say so: a name merged down to the next row, or one merged over
 * the names below it. Its parts are joined: “Times” over “Start” is “Times Start”. Refuses rows without a header.
 * `given` is the row, from 1, that a person named as the (last) line of the header.
 */
export function findHeader(rows: readonly SheetRow[], merges: readonly Merge[], given?: number): SheetHeader {
  const width = usualWidth(rows);
  const records = rows.map(({ index, cells }) => ({ fields: cells, line: index + 1, lastLine: index + 1, end: 0 }));
  const at = given === undefined ? headerOf({ records, width }) : rows.findIndex(({ index }) => index === given - 1);
  if (at === -1)
    throw new BadRequest(
      'headerLine',
      `Row ${given ?? 0} of the sheet holds no header.`,
      'Name the row that holds the names of the columns.',
    );
  const byIndex = new Map(rows.map((row) => [row.index, row.cells]));
  const header = rows[at];
  const { first, last } = header === undefined ? { first: 0, last: 0 } : blockOf(header.index, merges, width, byIndex);
  const lines = Array.from({ length: last - first + 1 }, (_, place) =>
    filledAcross(first + place, byIndex.get(first + place) ?? [], merges),
  );
  const columns = Math.max(...lines.map((line) => line.length));
  const names = Array.from({ length: columns }, (_, column) => {
    const parts = lines.map((line) => line[column] ?? '').filter((part) => part !== '');
    return parts.filter((part, place) => parts.indexOf(part) === place).join(' ');
  });
  const title = rows.filter(({ index }) => index < first).map(({ cells }) => cells.filter((cell) => cell !== '').join(' '));
  return { last, names, title };
}

/** The width most rows have; of two equally frequent the larger. */
function usualWidth(rows: readonly SheetRow[]): number {
  const widths = new Map<number, number>();
  for (const { cells } of rows) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1);
  const [width = 1] = [...widths].toSorted((one, other) => other[1] - one[1] || other[0] - one[0]).find(([cells]) => cells > 1) ?? [];
  return width;
}

function blockOf(
  found: number,
  merges: readonly Merge[],
  width: number,
  cells: ReadonlyMap<number, readonly string[]>,
): { first: number; last: number } {
  let first = found;
  let last = found;
  const across = (row: number) =>
    merges.some(({ top, bottom, left, right }) => top === row && bottom === row && right > left && right - left + 1 < width);
  const names = (row: number) => (cells.get(row) ?? []).some((cell) => cell !== '') && !(cells.get(row) ?? []).some(isValue);
  for (let round = 0; round < MAX_HEADER_ROWS && last - first + 1 < MAX_HEADER_ROWS; round += 1) {
    const above = merges.find(({ top, bottom }) => top < first && bottom >= first && bottom <= last && first - top < MAX_HEADER_ROWS);
    if (above !== undefined) first = above.top;
    else if (across(first - 1) && names(first - 1)) first -= 1;
    const below = merges.find(({ top, bottom }) => top >= first && top <= last && bottom > last && bottom - first < MAX_HEADER_ROWS);
    if (below !== undefined && names(last + 1)) last = below.bottom;
    else if (across(last) && names(last + 1)) last += 1;
  }
  return { first, last };
}

const isValue = (cell: string) => /^-?\d+(?:[.,]\d+)?$|^\d{4}-\d{2}-\d{2}/.test(cell);

/** A line of the header with each merged name standing over all of its columns. */
function filledAcross(row: number, cells: readonly string[], merges: readonly Merge[]): string[] {
  const line = [...cells];
  for (const { top, bottom, left, right } of merges) {
    if (top > row || bottom < row || top !== row) continue;
    for (let column = left + 1; column <= Math.min(right, left + 200); column += 1)
      if ((line[column] ?? '') === '') line[column] = line[left] ?? '';
  }
  return Array.from(line, (cell) => cell ?? '');
}
