import type { RowOf } from '../../../../../server/analytics/catalog.ts';

type Row = RowOf<'handovers'>;

/** Hand-overs as a square: those who pass on below each other, those who receive beside each other. */
export interface PassedMatrix {
  names: string[];
  /** How many more take part than are shown. */
  hidden: number;
  cell: (from: string, to: string) => Row | undefined;
  /** Class 0 to 4 of a count, by its share of the largest one. */
  level: (row: Row) => number;
  most: number;
}

/** As many names as a screen holds. */
const MOST_NAMES = 12;
/** Where the classes of counts begin, as shares of the largest. */
const PARTS = [0.05, 0.2, 0.4, 0.7] as const;

/** The busiest first, so that the heavy corner is at the top left. */
export function passedMatrix(rows: readonly Row[], most = MOST_NAMES): PassedMatrix {
  const passed = rows.filter((row) => row.kind === 'hand-over');
  const weight = new Map<string, number>();
  for (const { from, to, count } of passed) for (const name of [from, to]) weight.set(name, (weight.get(name) ?? 0) + count);
  const all = [...weight].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1)).map(([name]) => name);
  const names = all.slice(0, most);
  const cells = new Map(passed.map((row) => [JSON.stringify([row.from, row.to]), row]));
  const largest = Math.max(1, ...passed.map((row) => row.count));
  return {
    names,
    hidden: all.length - names.length,
    cell: (from, to) => cells.get(JSON.stringify([from, to])),
    level: (row) => PARTS.filter((part) => row.count / largest >= part).length,
    most: largest,
  };
}

/** Class 0 to 4 of a wait in the classes of the map: from 5, 15, 30 and 60 minutes, or as many times longer as the service is slower. */
export function waitLevels(rows: readonly Row[]): (ms: number) => number {
  const longest = Math.max(0, ...rows.map((row) => row.medianMs ?? 0));
  return (ms) => (longest === 0 ? 0 : PARTS.filter((part) => ms / longest >= part).length);
}
