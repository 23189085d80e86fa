import type { FileFormat } from '../../model/event-log.ts';
import type { Encoding } from './encoding.ts';

/** A file that is to become a text table, as plain data: it may cross to a worker thread. */
export interface TableTask {
  readonly format: Exclude<FileFormat, 'text' | 'parquet'>;
  /** The file, uncompressed. */
  readonly path: string;
  /** Where the table goes; no file must be there yet. */
  readonly target: string;
  /** The most bytes the table may have. */
  readonly limit?: number | undefined;
  readonly encoding: Encoding;
  /** The sheet of a workbook that a person named. */
  readonly sheet?: string | undefined;
  /** The row of the sheet that a person named as its header. */
  readonly headerLine?: number | undefined;
}

/** A sheet of a workbook and its rows, the header and blank ones counted as the sheet counts them. */
export interface Sheet {
  readonly name: string;
  readonly rows: number;
}

/**
 * What a file became: a text table without a header at `target`, `,` between fields, UTF-8.
 *
 * `rows` are the records written. `shifts` say where the number of a record in its file is another than its place in
 * the table: from `record` on (the first is 1) it is higher by `shift`.
 */
export interface MadeTable {
  readonly names: readonly string[];
  readonly rows: number;
  readonly bytes: number;
  /** Row of the header in the source; 1 where there is none. */
  readonly headerRow: number;
  readonly shifts: readonly { readonly record: number; readonly shift: number }[];
  /** Records that could not be read: the line that stands for each in the table, and its own text. */
  readonly damaged: readonly { readonly mark: string; readonly text: string }[];
  readonly notes: readonly string[];
  readonly sheet: string | null;
  readonly sheets: readonly Sheet[];
}

/** What a reading may tell while it goes on, and whether it should stop. */
export interface Watch {
  /** The part of the file read so far, 0 to 1. */
  share(done: number): void;
  stopped(): boolean;
}

/** The line that stands for a damaged record in the table. `part` tells tables apart that are read as one. */
export const damagedMark = (part: string, index: number): string => `${DAMAGED}${part} ${index}`;
export const DAMAGED = '\u0001damaged record ';
