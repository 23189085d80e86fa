import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { HucreError } from 'hucre';
import { streamXlsxRows } from 'hucre/xlsx';
import { BadRequest, Cancelled, RefusedFile } from '../../model/problem.ts';
import type { MadeTable, TableTask, Watch } from './made-table.ts';
import { findHeader, type SheetHeader, type SheetRow } from './sheet-header.ts';
import { TableWriter } from './table-writer.ts';
import { isTotal, MOST_TOTALS } from './totals.ts';
import { columnLetters, scanWorkbook, type Merge, type ScannedSheet } from './workbook.ts';
import { ZIP_LIMITS, ZipFile, type ZipLimits } from './zip.ts';

/** A workbook is held in memory packed, and its texts unpacked. */
export const WORKBOOK_LIMITS: ZipLimits = { ...ZIP_LIMITS, bytes: 8 * 1024 ** 3 };
const MAX_TEXTS_BYTES = 480 * 1024 ** 2;
const HEADER_ROWS = 200;
const LOOK_EVERY = 5000;
/** Of the time a workbook takes, what counting its rows takes. */
const SCAN_SHARE = 0.2;

const ERROR = /^#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)$/;

/**
 * Reads one sheet of a workbook: the named one, else the first that is shown and holds anything.
 *
 * Rows above the header are a title and left out; so are totals at the end; both are said. A value merged over
 * several rows counts for each of them. Dates become ISO text without a zone, formulas their kept results, errors
 * nothing. Records are numbered as the sheet numbers its rows.
 */
export async function tableOfWorkbook(task: TableTask, watch: Watch): Promise<MadeTable> {
  const sheets = await sheetsOf(task.path, watch);
  const sheet = chosen(sheets, task.sheet);
  if (!sheet.whole) throw breaksOff(sheet);
  const writer = new TableWriter(task.target, task.limit);
  try {
    const table = new SheetTable(writer, sheet.merges, task.headerLine);
    let seen = 0;
    for await (const { index, values } of streamXlsxRows(await readFile(task.path), { sheet: sheet.index })) {
      table.take(index, values);
      seen += 1;
      if (seen % LOOK_EVERY !== 0) continue;
      watch.share(SCAN_SHARE + (1 - SCAN_SHARE) * Math.min(1, seen / Math.max(1, sheet.rows)));
      await setImmediate();
      if (watch.stopped()) throw new Cancelled();
    }
    const header = table.end();
    return {
      names: writer.names,
      rows: writer.rows,
      bytes: writer.end(),
      headerRow: header.last + 1,
      shifts: table.shifts,
      damaged: [],
      notes: [...notesOnHeader(header), ...table.notes(), ...notesOnFormulas(sheet)],
      sheet: sheet.name,
      sheets: sheets.filter(({ filled, hidden }) => filled && !hidden).map(({ name, rows }) => ({ name, rows })),
    };
  } catch (cause) {
    writer.abandon();
    if (cause instanceof HucreError) throw damaged(cause);
    throw cause;
  }
}

async function sheetsOf(path: string, watch: Watch): Promise<ScannedSheet[]> {
  const zip = await ZipFile.open(path, WORKBOOK_LIMITS);
  try {
    // sheets are streamed; every other part is read as a whole
    if (zip.entries.some(({ name, bytes }) => bytes > MAX_TEXTS_BYTES && !/worksheets\//i.test(name)))
      throw new RefusedFile(
        'too_large_to_read',
        'The texts of the workbook take more memory than one reading may.',
        'Save the sheet as CSV: a text file of any size can be read.',
      );
    return await scanWorkbook(zip, { ...watch, share: (done) => watch.share(done * SCAN_SHARE) });
  } finally {
    await zip.close();
  }
}

function chosen(sheets: readonly ScannedSheet[], wanted: string | undefined): ScannedSheet {
  const names = sheets.map(({ name }) => `“${name}”`).join(', ');
  if (wanted !== undefined) {
    const named =
      sheets.find(({ name }) => name === wanted) ?? sheets.find(({ name }) => name.toLowerCase() === wanted.trim().toLowerCase());
    if (named === undefined) throw new BadRequest('sheet', `The workbook has no sheet “${wanted}”.`, `Its sheets are: ${names}.`);
    return named;
  }
  const first = sheets.find(({ filled, hidden }) => filled && !hidden) ?? sheets.find(({ filled }) => filled);
  if (first !== undefined) return first;
  throw sheets.length === 0
    ? new RefusedFile(
        'no_rows',
        'The workbook has no sheets with cells.',
        'There is nothing to import. Save the table in a sheet of its own.',
      )
    : new RefusedFile(
        'no_rows',
        `The workbook is empty: no cell of ${names} holds a value.`,
        'There is nothing to import. Export the data again.',
      );
}

/** The rows of a sheet on their way into a table. */
class SheetTable {
  readonly shifts: { record: number; shift: number }[] = [];
  readonly #writer: TableWriter;
  readonly #merged: MergedDown;
  readonly #merges: readonly Merge[];
  readonly #headerLine: number | undefined;
  #first: SheetRow[] | null = [];
  #header: SheetHeader | null = null;
  #held: SheetRow[] = [];
  #totals: SheetRow[] = [];
  #errors = 0;
  #firstError = '';

  constructor(writer: TableWriter, merges: readonly Merge[], headerLine?: number) {
    this.#writer = writer;
    this.#headerLine = headerLine;
    this.#merges = merges;
    this.#merged = new MergedDown(merges);
  }

  take(index: number, values: readonly unknown[]): void {
    const cells = this.#merged.fill(
      index,
      values.map((value, column) => this.#text(value, index, column)),
    );
    while (cells.length > 0 && cells.at(-1) === '') cells.pop();
    if (cells.length === 0) return;
    const row = { index, cells };
    if (this.#first === null) this.#pass(row);
    else if (this.#first.push(row) >= HEADER_ROWS) this.#begin(this.#first);
  }

  end(): SheetHeader {
    if (this.#first !== null) this.#begin(this.#first);
    while (this.#held.length > 0 && isTotal(this.#held.at(-1)?.cells)) {
      const total = this.#held.pop();
      if (total !== undefined) this.#totals.unshift(total);
    }
    for (const row of this.#held) this.#write(row);
    if (this.#header === null || this.#writer.rows === 0)
      throw new RefusedFile(
        'no_rows',
        'The sheet has a header and no rows.',
        'There is nothing to import. Choose another sheet, or export the data again.',
      );
    return this.#header;
  }

  notes(): string[] {
    const notes = this.#totals.map(
      ({ index, cells }) =>
        `Row ${(index + 1).toLocaleString('en-GB')} of the sheet is a total and was left out: “${cells
          .filter((cell) => cell !== '')
          .join(' · ')
          .slice(0, 80)}”.`,
    );
    if (this.#merged.filled > 0)
      notes.push(
        `${this.#merged.filled === 1 ? 'One cell' : `${this.#merged.filled.toLocaleString('en-GB')} cells`} below a merged value took that value.`,
      );
    if (this.#errors > 0)
      notes.push(
        `${this.#errors === 1 ? 'One cell holds' : `${this.#errors.toLocaleString('en-GB')} cells hold`} an error of the spreadsheet and ${this.#errors === 1 ? 'counts' : 'count'} as empty: ${this.#firstError} for instance.`,
      );
    return notes;
  }

  #begin(rows: readonly SheetRow[]): void {
    this.#first = null;
    if (rows.length === 0) return;
    const header = findHeader(rows, this.#merges, this.#headerLine);
    this.#header = header;
    this.#merged.forget(header.last);
    for (const name of header.names) this.#writer.append(name);
    for (const row of rows) if (row.index > header.last) this.#pass(row);
  }

  #pass(row: SheetRow): void {
    this.#held.push(row);
    const first = this.#held.length > MOST_TOTALS ? this.#held.shift() : undefined;
    if (first !== undefined) this.#write(first);
  }

  #write({ index, cells }: SheetRow): void {
    while (this.#writer.names.length < cells.length) this.#writer.append('');
    this.#writer.row(cells);
    const shift = index + 1 - this.#writer.rows;
    if (this.shifts.at(-1)?.shift !== shift) this.shifts.push({ record: this.#writer.rows, shift });
  }

  #text(value: unknown, row: number, column: number): string {
    if (typeof value === 'string') {
      if (!value.startsWith('#') || !ERROR.test(value)) return value.trim() === '' ? '' : value;
      this.#errors += 1;
      if (this.#errors === 1) this.#firstError = `${value} in ${columnLetters(column)}${row + 1}`;
      return '';
    }
    // a spreadsheet shows fifteen digits; what is stored beyond them is rounding
    if (typeof value === 'number') return String(Number.isInteger(value) ? value : Number(value.toPrecision(15)));
    if (typeof value === 'boolean') return value ? 'true' : 'false';
    return value instanceof Date ? dateText(value) : '';
  }
}

/** ISO text of a date cell: a day, a day with its clock, or the clock alone where the cell has no day. */
export function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return '';
  const [day = '', clock = ''] = date.toISOString().replace('Z', '').split('T');
  const time = clock.replace(/\.000$/, '');
  if (day === '1899-12-31' || day === '1904-01-01') return time;
  return time === '00:00:00' ? day : `${day} ${time}`;
}

/** Values merged over several rows, given to each of them. */
class MergedDown {
  filled = 0;
  /** Rows of the first values filled in: those of the header do not count. */
  readonly #early: number[] = [];
  readonly #byTop = new Map<number, Merge[]>();
  #open: { merge: Merge; value: string }[] = [];

  constructor(merges: readonly Merge[]) {
    for (const merge of merges) if (merge.bottom > merge.top) this.#byTop.set(merge.top, [...(this.#byTop.get(merge.top) ?? []), merge]);
  }

  /** Counts only what was filled in below a row. */
  forget(last: number): void {
    this.filled -= this.#early.filter((row) => row <= last).length;
  }

  fill(row: number, cells: string[]): string[] {
    if (this.#byTop.size === 0) return cells;
    this.#open = this.#open.filter(({ merge }) => merge.bottom >= row);
    for (const { merge, value } of this.#open) {
      if ((cells[merge.left] ?? '') !== '' || value === '') continue;
      while (cells.length < merge.left) cells.push('');
      cells[merge.left] = value;
      this.filled += 1;
      if (this.filled <= HEADER_ROWS) this.#early.push(row);
    }
    for (const merge of this.#byTop.get(row) ?? []) this.#open.push({ merge, value: cells[merge.left] ?? '' });
    return cells;
  }
}

function notesOnHeader({ title }: SheetHeader): string[] {
  if (title.length === 0) return [];
  const words = title.join(' · ');
  return [
    `${title.length === 1 ? 'The row above the header was' : `${title.length} rows above the header were`} read as a title: “${words.length > 80 ? `${words.slice(0, 79)}…` : words}”.`,
  ];
}

const notesOnFormulas = ({ unsolved }: ScannedSheet): string[] =>
  unsolved === 0
    ? []
    : [
        `${unsolved === 1 ? 'One cell has a formula' : `${unsolved.toLocaleString('en-GB')} cells have a formula`} whose result is not in the file; open the workbook in the spreadsheet program and save it, then the result is kept.`,
      ];

const breaksOff = ({ name, rows }: ScannedSheet) =>
  new RefusedFile(
    'broken_workbook',
    `The sheet “${name}” breaks off after row ${rows.toLocaleString('en-GB')}: its end is missing.`,
    'Open the workbook in the spreadsheet program and save it again, or export the data again.',
  );

const damaged = (cause: Error) =>
  new RefusedFile(
    'broken_workbook',
    'The workbook can’t be read: a part of it is missing or damaged.',
    `Open it in the spreadsheet program and save it again, or save the sheet as CSV. (${cause.message.slice(0, 200)})`,
  );
