import { closeSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { RefusedFile } from '../../model/problem.ts';
import { MAX_LINE_BYTES } from './survey.ts';

export const MAX_COLUMNS = 4000;
const HELD_ROWS = 2000;
const WRITE_LETTERS = 1024 * 1024;
const LF = 0x0a;
const QUOTE = 0x22;
/** What a line that is no row begins with. */
const MARK = 1;

/** From this byte of the file on, rows have this many fields. */
interface Width {
  readonly from: number;
  readonly fields: number;
}

/**
 * Writes rows as text, `,` between fields and `"` around those that need it, without a header: names come to light
 * while rows are written. Rows written before the last name was known are filled up at the end.
 */
export class TableWriter {
  readonly names: string[] = [];
  readonly #path: string;
  readonly #limit: number;
  readonly #file: number;
  readonly #places = new Map<string, number>();
  #held: (readonly (string | null | undefined)[])[] | null = [];
  #text = '';
  #bytes = 0;
  #widths: Width[] = [];
  #rows = 0;

  /** `limit` is the most bytes the table may become (`tableLimit`). */
  constructor(path: string, limit = Number.POSITIVE_INFINITY) {
    this.#path = path;
    this.#limit = limit;
    this.#file = openSync(path, 'wx', 0o600);
  }

  get rows(): number {
    return this.#rows;
  }

  /** The place of a column; a new name is a new column. */
  place(name: string): number {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    return this.append(name);
  }

  /** A further column, whatever its name: two may be called the same. */
  append(name: string): number {
    const place = this.names.length;
    if (place >= MAX_COLUMNS)
      throw new RefusedFile(
        'too_many_columns',
        `The file has more than ${MAX_COLUMNS} columns; so many are the most that can be read.`,
        'Export it again with only the columns that say something of an event.',
      );
    this.names.push(name);
    if (!this.#places.has(name)) this.#places.set(name, place);
    return place;
  }

  /** One row: fields by place, those missing at the end or in between are empty. */
  row(fields: readonly (string | null | undefined)[]): void {
    this.#rows += 1;
    if (this.#held !== null) {
      this.#held.push(fields);
      if (this.#held.length >= HELD_ROWS) this.#release();
      return;
    }
    this.#write(fields);
  }

  /** A line that is no row: the reader will refuse it, and knows it by its text. */
  mark(text: string): void {
    this.#rows += 1;
    this.#release();
    this.#text += `${text}\n`;
  }

  /** Ends the file; answers its size in bytes. */
  end(): number {
    this.#release();
    this.#flush();
    closeSync(this.#file);
    if (this.#widths.some(({ fields }) => fields < this.names.length)) this.#fillUp();
    return this.#bytes;
  }

  /** Leaves the file as it is; for a reading that failed. */
  abandon(): void {
    try {
      closeSync(this.#file);
    } catch {
      // it was closed already
    }
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const fields of held) this.#write(fields);
  }

  #write(fields: readonly (string | null | undefined)[]): void {
    const width = this.names.length;
    if (this.#widths.at(-1)?.fields !== width) {
      this.#flush();
      this.#widths.push({ from: this.#bytes, fields: width });
    }
    let line = fieldText(fields[0]);
    for (let place = 1; place < width; place += 1) line += `,${fieldText(fields[place])}`;
    if (line.length > MAX_LINE_BYTES / 2 && Buffer.byteLength(line) >= MAX_LINE_BYTES) {
      throw new RefusedFile(
        'line_too_long',
        `Row ${this.#rows.toLocaleString('en-GB')} is longer than 16 MB.`,
        'A row this long is no row of a table. Look at the file there.',
      );
    }
    this.#text += `${line}\n`;
    if (this.#text.length > WRITE_LETTERS) this.#flush();
  }

  #flush(): void {
    if (this.#text === '') return;
    const bytes = Buffer.from(this.#text);
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
    this.#bytes += bytes.length;
    this.#text = '';
    if (this.#bytes > this.#limit) throw growsTooLarge();
  }

  /** Gives the rows written early the fields that came to light late, in a second file that takes the first one's place. */
  #fillUp(): void {
    const source = openSync(this.#path, 'r');
    const target = openSync(`${this.#path}-full`, 'wx', 0o600);
    const commas = (at: number) => {
      const fields = this.#widths.findLast(({ from }) => from <= at)?.fields ?? this.names.length;
      return Buffer.alloc(this.names.length - fields, ',');
    };
    const piece = Buffer.allocUnsafe(WRITE_LETTERS);
    let position = 0;
    let quoted = false;
    let atStart = true;
    let marked = false;
    let written = 0;
    const write = (bytes: Uint8Array) => {
      for (let at = 0; at < bytes.length;) at += writeSync(target, bytes, at);
      written += bytes.length;
    };
    for (let read = readSync(source, piece); read > 0; read = readSync(source, piece)) {
      const parts: Buffer[] = [];
      let from = 0;
      for (let at = 0; at < read; at += 1) {
        const byte = piece[at];
        if (atStart) {
          atStart = false;
          marked = byte === MARK;
        }
        if (byte === QUOTE && !marked) quoted = !quoted;
        else if (byte === LF && !quoted) {
          if (!marked) {
            parts.push(piece.subarray(from, at), commas(position + at));
            from = at;
          }
          atStart = true;
        }
      }
      parts.push(piece.subarray(from, read));
      write(Buffer.concat(parts));
      position += read;
    }
    closeSync(source);
    closeSync(target);
    renameSync(`${this.#path}-full`, this.#path);
    this.#bytes = written;
  }
}

/** A table of this size is never too large for its file. */
const FREE_BYTES = 256 * 1024 * 1024;
const RATIO = 250;

/** The most bytes the table of a file may have: one text may stand in a million of its cells, and be written out in each. */
export const tableLimit = (bytes: number): number => Math.max(FREE_BYTES, bytes * RATIO);

export const growsTooLarge = () =>
  new RefusedFile(
    'grows_too_large',
    `The table in the file is more than ${RATIO} times its size.`,
    'Such a file is refused so that it can’t fill the disk. If it is a real export, save it as CSV and import that.',
  );

const SPECIAL = /[",\r\n\0]/;

function fieldText(value: string | null | undefined): string {
  if (value === null || value === undefined || value === '') return '';
  if (!SPECIAL.test(value)) return value;
  const clean = value.replaceAll('\0', '').replace(/\r\n?/g, '\n');
  return `"${clean.replaceAll('"', '""')}"`;
}
