import { open } from 'node:fs/promises';
import { parseRecords } from '../recognise/records.ts';
import { isRepairList, withoutApostrophe } from './repair-list.ts';
import type { TextTable } from './table.ts';

const PLACES = 64;
const PIECE = 32 * 1024;

/**
 * Rows from all over a table: those at its head, and whole lines at places spread evenly over the file.
 *
 * Cheap whatever the size of the file, and the same whoever asks: an import decides by them what a check has shown. A
 * place inside a quoted field yields lines of another width, which are left out.
 */
export async function spreadRows({ path, shape }: Pick<TextTable, 'path' | 'shape'>): Promise<readonly (readonly string[])[]> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const rows: (readonly string[])[] = [...shape.sample];
    const buffer = Buffer.alloc(PIECE);
    const step = Math.max(PIECE, Math.floor(size / PLACES));
    for (let at = step; at < size; at += step) {
      const { bytesRead } = await file.read(buffer, 0, PIECE, at);
      const piece = buffer.subarray(0, bytesRead);
      const from = piece.indexOf(0x0a) + 1;
      const until = at + bytesRead >= size ? bytesRead : piece.lastIndexOf(0x0a) + 1;
      if (from === 0 || until <= from) continue;
      const records = parseRecords(piece.subarray(from, until).toString('utf8'), shape.delimiter, shape.quote, 2000);
      rows.push(...records.filter(({ fields }) => fields.length === shape.names.length).map(({ fields }) => fields));
    }
    return isRepairList(shape.names) ? rows.map((row) => row.map(withoutApostrophe)) : rows;
  } finally {
    await file.close();
  }
}
