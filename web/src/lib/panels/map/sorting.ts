import type { Column } from '../../ui/table.ts';

/** Which column a table is sorted by, and which way; numbers start with the largest. */
export interface Sorting {
  by: string;
  down: boolean;
}

/** The sorting after the head of a column was pressed: that column, the other way round when it was so already. */
export function pressed(current: Sorting, column: { name: string; number?: boolean }): Sorting {
  return current.by === column.name ? { by: current.by, down: !current.down } : { by: column.name, down: column.number === true };
}

/** The rows in order; what is unknown comes last either way, equal rows keep their order. */
export function sorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sorting: Sorting): Row[] {
  const column = columns.find(({ name }) => name === sorting.by);
  if (!column) return [...rows];
  const value = column.value ?? column.text;
  const sign = sorting.down ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
    return sign * String(a).localeCompare(String(b), 'en-GB', { numeric: true });
  });
}
