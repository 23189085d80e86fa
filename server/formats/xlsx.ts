import { writeXlsxStream } from 'hucre/xlsx';

/** What a cell can hold. A `Date` is local time written as if it were UTC, as workbooks know no zones. */
export type Cell = string | number | boolean | Date | null;

export interface SheetColumn {
  readonly header: string;
  /** Width in characters. */
  readonly width: number;
  readonly format?: string | undefined;
}

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** A workbook shows no day before this. */
const FIRST_DAY = Date.UTC(1900, 2, 1);
/** The longest text of a cell. */
const LONGEST = 32_767;

/**
 * One sheet as the bytes of a workbook, made while `rows` are read: memory does not grow with their number.
 *
 * Text is always a text cell, never a formula, whatever it begins with; characters that XML can't hold are left out.
 */
export function toXlsx(name: string, columns: readonly SheetColumn[], rows: AsyncIterable<Cell[]>): ReadableStream<Uint8Array> {
  return writeXlsxStream(sound(rows), {
    name: sheetName(name),
    columns: columns.map(({ header, width, format }) => ({
      header: textOf(header),
      width,
      ...(format === undefined ? {} : { numFmt: format }),
    })),
    freezePane: { rows: 1 },
  });
}

async function* sound(rows: AsyncIterable<Cell[]>): AsyncGenerator<Cell[], void, undefined> {
  for await (const row of rows) yield row.map(cellOf);
}

function cellOf(value: Cell): Cell {
  if (typeof value === 'string') return textOf(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (value instanceof Date && value.getTime() < FIRST_DAY) return value.toISOString().slice(0, 19).replace('T', ' ');
  return value;
}

/** Characters that XML 1.0 can't hold: most control characters, and halves of pairs that stand alone. */
const UNWRITABLE = /[^\t\n\r\u0020-\ufffd]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const textOf = (text: string): string => text.replaceAll(UNWRITABLE, '').slice(0, LONGEST);

/** A name that a workbook takes for a sheet: at most 31 characters, none of `[ ] : * ? / \`, no quote at an end. */
export function sheetName(name: string): string {
  const plain = textOf(name)
    .replaceAll(/[[\]:*?/\\]/g, ' ')
    .replaceAll(/^['\s]+|['\s]+$/g, '')
    .slice(0, 31)
    .trim();
  return plain === '' || plain.toLowerCase() === 'history' ? 'Cases' : plain;
}
