import type { Row } from '../../engine/engine.ts';
import type { CaseColumn } from '../../model/case-columns.ts';
import { MINUTE } from '../../model/units.ts';
import { localIso, offsets } from './local-time.ts';
import type { Cell, SheetColumn } from './xlsx.ts';

/** Durations in files are minutes, with a ten-thousandth as the last figure. */
const minutes = (ms: number): number => Math.round((ms / MINUTE) * 10_000) / 10_000;

/** What a case (a row of `cases`) has in a column; null where it has nothing. */
function valueOf(row: Row, { id, attribute }: CaseColumn): unknown {
  if (attribute === undefined) return row[id] ?? null;
  return (row.attributes as Readonly<Record<string, unknown>>)[attribute] ?? null;
}

/** The heads of a file; durations say their unit, and times their zone where the value itself does not. */
export const csvHead = (columns: readonly CaseColumn[]): string[] =>
  columns.map(({ name, kind }) => (kind === 'duration' ? `${name} (min)` : name));

export const sheetColumns = (columns: readonly CaseColumn[], zone: string): SheetColumn[] =>
  columns.map(({ name, kind }) => ({
    header: kind === 'duration' ? `${name} (min)` : kind === 'time' ? `${name} (${zone})` : name,
    width: WIDTHS[kind],
    format: kind === 'time' ? 'yyyy-mm-dd hh:mm:ss' : kind === 'duration' ? '0.0' : undefined,
  }));

const WIDTHS: Readonly<Record<CaseColumn['kind'], number>> = {
  case: 16,
  state: 11,
  time: 21,
  duration: 16,
  count: 14,
  number: 12,
  boolean: 10,
  text: 22,
};

/** One case as the fields of a CSV file: times in the zone with their offset, durations in minutes. */
export function csvCells(columns: readonly CaseColumn[], zone: string): (row: Row) => unknown[] {
  const ahead = offsets(zone);
  return (row) =>
    columns.map((column) => {
      const value = valueOf(row, column);
      if (value === null) return null;
      if (column.kind === 'time') return timed(value, (moment) => localIso(moment, ahead(moment)));
      return plainCell(value, column);
    });
}

/** One case as the cells of a sheet: times as days and hours of the zone, durations in minutes. */
export function sheetCells(columns: readonly CaseColumn[], zone: string): (row: Row) => Cell[] {
  const ahead = offsets(zone);
  return (row) =>
    columns.map((column) => {
      const value = valueOf(row, column);
      if (value === null) return null;
      if (column.kind === 'time') return timed<Cell>(value, (moment) => new Date(moment + ahead(moment)));
      return plainCell(value, column);
    });
}

function timed<T>(value: unknown, say: (moment: number) => T): T | string {
  const moment = Date.parse(String(value));
  return Number.isNaN(moment) ? String(value) : say(moment);
}

function plainCell(value: unknown, { kind }: CaseColumn): string | number | boolean {
  if (kind === 'duration') return minutes(Number(value));
  if (kind === 'state') return value === true ? 'complete' : 'open';
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}
