import type { FileFormat } from '../../model/event-log.ts';
import { RefusedFile } from '../../model/problem.ts';
import { decoderOf, encodingOfHead } from './encoding.ts';

/** What the first bytes of a file say it is: a table as text, another format that is read, or something packed. */
export type Kind = FileFormat | 'gzip' | 'zip';

/** The bytes some formats begin with, and what a person calls them. */
const SIGNATURES: readonly { readonly bytes: readonly number[]; readonly at?: number; readonly name: string }[] = [
  { bytes: [0x89, 0x50, 0x4e, 0x47], name: 'a PNG picture' },
  { bytes: [0xff, 0xd8, 0xff], name: 'a JPEG picture' },
  { bytes: [0x47, 0x49, 0x46, 0x38], name: 'a GIF picture' },
  { bytes: [0x25, 0x50, 0x44, 0x46], name: 'a PDF document' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], name: 'an old Excel or Word file (.xls, .doc), or one with a password' },
  { bytes: [...Buffer.from('PARE')], name: 'an encrypted Parquet file' },
  { bytes: [...Buffer.from('FEA1')], name: 'a Feather file of the first version' },
  { bytes: [...Buffer.from('SQLite format 3')], name: 'an SQLite database' },
  { bytes: [...Buffer.from('DUCK')], at: 8, name: 'a DuckDB database' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], name: 'a 7-Zip archive' },
  { bytes: [0x52, 0x61, 0x72, 0x21], name: 'a RAR archive' },
  { bytes: [0x42, 0x5a, 0x68], name: 'a bzip2 file' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58], name: 'an XZ file' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], name: 'a Zstandard file' },
];

const ADVICE =
  'Throughline reads CSV and other tables as text (.csv, .tsv, .txt), XLSX, JSON, Parquet, Arrow and XES, also compressed with gzip or ZIP. Export or save the data as one of these and import that file.';

export const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;
const startsWith = (head: Buffer, text: string): boolean => head.subarray(0, text.length).toString('latin1') === text;

/** What a file is by its first bytes, never by its name. Refuses what is plainly something that is not read, and says what. */
export function kindOf(head: Buffer): Kind {
  if (isGzip(head)) return 'gzip';
  if (startsWith(head, 'PK\u0003\u0004') || startsWith(head, 'PK\u0005\u0006') || startsWith(head, 'PK\u0007\u0008')) return 'zip';
  if (startsWith(head, 'PAR1')) return 'parquet';
  if (startsWith(head, 'ARROW1') || isArrowStream(head)) return 'arrow';
  const found = SIGNATURES.find(({ bytes, at = 0 }) => bytes.every((byte, index) => head[at + index] === byte));
  if (found !== undefined) throw isNot(found.name);
  return markupKind(head) ?? 'text';
}

/** A stream of Arrow messages: the mark of a message and the length of a schema. */
const isArrowStream = (head: Buffer): boolean => {
  if (head.length < 16 || head.readUInt32LE(0) !== 0xffffffff) return false;
  const length = head.readInt32LE(4);
  return length > 0 && length % 8 === 0 && length < 64 * 1024 * 1024;
};

function markupKind(head: Buffer): Kind | null {
  const encoding = encodingOfHead(head) ?? 'utf-8';
  const text = decoderOf(encoding).take(head.subarray(0, 65_536)).trimStart();
  if (/^<(?:\?xml|!--|!DOCTYPE(?!\s+html)|(?:\w+:)?log[\s>])/i.test(text)) return xmlKind(text);
  if (/^<!doctype html|^<html[\s>]/i.test(text)) throw isNot('a web page');
  return isJson(text) ? jsonKind(text) : null;
}

function xmlKind(text: string): Kind {
  const root = /<(?![?!])([^\s/>]+)/.exec(text.replace(/<!--[\s\S]*?(?:-->|$)/g, ''))?.[1] ?? '';
  if (/<object-types|<global scope="object"/i.test(text)) throw isNot('an object-centric event log (OCEL)');
  if (root.replace(/^.*:/, '').toLowerCase() === 'log') return 'xes';
  if (/^html$/i.test(root)) throw isNot('a web page');
  throw isNot('an XML file, but no XES event log');
}

const isJson = (text: string): boolean =>
  /^\[\s*(?:[{[\]]|$)/.test(text) ||
  (/^\{\s*(?:["}]|$)/.test(text) && (/^\{\s*"(?:[^"\\]|\\.)*"\s*:/.test(text) || /^\{\s*(?:\}|$)/.test(text)));

function jsonKind(text: string): Kind {
  if (/"ocel:(?:global-log|events|objects)"|^\{\s*"(?:objectTypes|eventTypes)"\s*:/.test(text))
    throw isNot('an object-centric event log (OCEL)');
  return 'json';
}

/** What a ZIP archive is by the names in it. Refuses documents of office programs that hold no table to read. */
export function zipKind(names: readonly string[]): 'xlsx' | 'zip' {
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name));
  if (has(/^\[Content_Types\]\.xml$/i)) {
    if (has(/^xl\/workbook\.bin$/i)) throw isNot('a binary Excel workbook (.xlsb)');
    if (has(/^\/?xl\//i) || has(/workbook\.xml$/i)) return 'xlsx';
    if (has(/^word\//i)) throw isNot('a Word document (.docx)');
    if (has(/^ppt\//i)) throw isNot('a PowerPoint presentation (.pptx)');
  }
  if (has(/^META-INF\/manifest\.xml$/) && has(/^content\.xml$/)) throw isNot('an OpenDocument file');
  return 'zip';
}

/** Refuses bytes that are no text in any encoding read here. */
export function refuseBinary(head: Buffer): void {
  const encoding = encodingOfHead(head);
  if (encoding !== null && encoding !== 'utf-8') return;
  let odd = 0;
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 0x1a && byte !== 0x1b)) odd += 1;
  if (odd > 8 && odd >= head.length / 100) {
    throw new RefusedFile('not_a_table', 'This is no table that can be read: it holds bytes that are no text.', ADVICE);
  }
}

/** The refusal of a file that is plainly something else. */
export const isNot = (name: string): RefusedFile =>
  new RefusedFile('not_a_table', `This is no table that can be read: it looks like ${name}.`, ADVICE);
