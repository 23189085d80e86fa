import { textWidth } from '$charts/text.ts';
import type { CaseColumn } from '$model/case-columns.ts';
import { dateTime, duration, number } from '$model/format.ts';
import type { CaseRow } from './case-blocks.svelte.ts';

type Value = string | number | boolean | null;

/** What a case has in a column; null where it has nothing. */
export function cellValue(row: CaseRow, { id, attribute }: CaseColumn): Value {
  if (attribute !== undefined) return row.attributes[attribute] ?? null;
  return (row as unknown as Readonly<Record<string, Value>>)[id] ?? null;
}

/** The same as a person reads it; null where there is nothing. Times are in the zone of the process. */
export function cellText(row: CaseRow, column: CaseColumn, zone: string): string | null {
  const value = cellValue(row, column);
  if (value === null) return null;
  switch (column.kind) {
    case 'time':
      return typeof value === 'string' ? dateTime(value, zone) : String(value);
    case 'duration':
      return duration(Number(value));
    case 'count':
      return number(Number(value));
    case 'number':
      return number(Number(value), Number.isInteger(value) ? 0 : 2);
    case 'state':
      return value === true ? 'complete' : 'open';
    case 'boolean':
      return value === true ? 'yes' : 'no';
    default:
      return value === '' ? 'empty' : String(value);
  }
}

const LEAST = { case: 110, state: 72, time: 124, duration: 80, count: 56, number: 56, boolean: 56, text: 88 } as const;
/** The mark of the order beside a name, and the longest name that is not cut. */
const [ORDER_MARK, LONGEST] = [17, 150];

/** Least width of a column in px: what it holds as a rule, and its name. */
export const columnWidth = ({ kind, name }: CaseColumn): number =>
  Math.max(LEAST[kind], Math.min(LONGEST, Math.ceil(textWidth(name, 11.5)) + ORDER_MARK));

export const isNumber = ({ kind }: CaseColumn): boolean => kind === 'duration' || kind === 'count' || kind === 'number';

/** The way a column is sorted first: names and times of arrival upwards, what can be too much from its worst end. */
export const firstOrder = ({ kind }: CaseColumn): 'asc' | 'desc' =>
  kind === 'duration' || kind === 'count' || kind === 'time' ? 'desc' : 'asc';
