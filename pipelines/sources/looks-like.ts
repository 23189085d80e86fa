import { RefusedFile } from '../../model/problem.ts';

/** The bytes some formats begin with, and what a person calls them. */
const SIGNATURES: readonly { readonly bytes: readonly number[]; readonly at?: number; readonly name: string }[] = [
  { bytes: [0x89, 0x50, 0x4e, 0x47], name: 'a PNG picture' },
  { bytes: [0xff, 0xd8, 0xff], name: 'a JPEG picture' },
  { bytes: [0x47, 0x49, 0x46, 0x38], name: 'a GIF picture' },
  { bytes: [0x25, 0x50, 0x44, 0x46], name: 'a PDF document' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], name: 'an old Excel or Word file (.xls, .doc)' },
  { bytes: [0x50, 0x41, 0x52, 0x31], name: 'a Parquet file' },
  { bytes: [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], name: 'an Arrow file' },
  { bytes: [...Buffer.from('SQLite format 3')], name: 'an SQLite database' },
  { bytes: [...Buffer.from('DUCK')], at: 8, name: 'a DuckDB database' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], name: 'a 7-Zip archive' },
  { bytes: [0x52, 0x61, 0x72, 0x21], name: 'a RAR archive' },
  { bytes: [0x42, 0x5a, 0x68], name: 'a bzip2 file' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58], name: 'an XZ file' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], name: 'a Zstandard file' },
];

const ADVICE =
  'Throughline reads tables as text: .csv, .tsv or .txt, also compressed with gzip. Export or save the data as CSV and import that file.';

export const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** Refuses bytes that are plainly some other format, and says which. Nothing is judged by the file's name. */
export function refuseOtherFormats(head: Buffer): void {
  const name = binaryFormat(head) ?? (isGzip(head) ? 'a file compressed twice' : null) ?? markupFormat(head);
  if (name !== null) throw new RefusedFile('not_a_table', `This is no CSV: it looks like ${name}.`, ADVICE);
}

function binaryFormat(head: Buffer): string | null {
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5 || head[2] === 7)) return zipFormat(head);
  const found = SIGNATURES.find(({ bytes, at = 0 }) => bytes.every((byte, index) => head[at + index] === byte));
  return found?.name ?? null;
}

function zipFormat(head: Buffer): string {
  const names = head.subarray(0, 65_536).toString('latin1');
  if (names.includes('xl/')) return 'an Excel workbook (.xlsx)';
  if (names.includes('word/')) return 'a Word document (.docx)';
  if (names.includes('opendocument')) return 'an OpenDocument file';
  return 'a ZIP archive';
}

function markupFormat(head: Buffer): string | null {
  const text = head
    .subarray(0, 4096)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (/^<\?xml|^<log[\s>]/i.test(text)) return /<log[\s>]|xes/i.test(text) ? 'an XES event log' : 'an XML file';
  if (/^<!doctype html|^<html[\s>]/i.test(text)) return 'a web page';
  if (/^[[{]\s*(?:["{[]|$)/.test(text) && /["}\]]\s*[,:]/.test(text) && !/^[^\n]*;[^\n]*;/.test(text)) return 'a JSON file';
  return null;
}

/** Refuses bytes that are no text in any encoding read here. */
export function refuseBinary(head: Buffer): void {
  let odd = 0;
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 0x1a && byte !== 0x1b)) odd += 1;
  if (odd > 8 && odd >= head.length / 100) {
    throw new RefusedFile('not_a_table', 'This is no CSV: it holds bytes that are no text.', ADVICE);
  }
}
