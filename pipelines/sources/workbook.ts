import { SaxesParser } from 'saxes';
import { RefusedFile } from '../../model/problem.ts';
import type { Watch } from './made-table.ts';
import type { ZipEntry, ZipFile } from './zip.ts';

/** A rectangle of cells shown as one; rows and columns count from 0. */
export interface Merge {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** A sheet of a workbook as one look at its bytes shows it. */
export interface ScannedSheet {
  readonly name: string;
  /** Its place among all sheets of the workbook, the first is 0. */
  readonly index: number;
  readonly hidden: boolean;
  readonly rows: number;
  /** Some cell holds a value. */
  readonly filled: boolean;
  readonly merges: readonly Merge[];
  /** Formulas whose result is not in the file. */
  readonly unsolved: number;
  /** Its rows come to an end; else the sheet breaks off, and nobody knows what is missing. */
  readonly whole: boolean;
}

const SMALL_PART_BYTES = 16 * 1024 * 1024;
const MAX_TAIL_LETTERS = 8 * 1024 * 1024;
const MAX_MERGES = 200_000;
const CARRY = 24;

interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The sheets of a workbook in their order, their rows counted without reading cells. Pictures and charts are no sheets. */
export async function scanWorkbook(zip: ZipFile, watch: Watch): Promise<ScannedSheet[]> {
  const entries = new Map(zip.entries.map((entry) => [entry.name.replace(/^\//, ''), entry]));
  const root = await relations(zip, entries, '');
  const workbook = root.find(({ type }) => type.endsWith('/officeDocument'))?.target ?? 'xl/workbook.xml';
  const part = entries.get(workbook);
  if (part === undefined) throw noWorkbook();
  const links = await relations(zip, entries, workbook);
  const listed = (await tagsOf(zip, part))
    .filter(({ name }) => name === 'sheet')
    .map(({ attributes }) => ({
      name: attributes.name ?? '',
      id: attributes['r:id'] ?? Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '',
      hidden: attributes.state !== undefined && attributes.state !== 'visible',
    }))
    .filter(({ name, id }) => name !== '' && id !== '');
  const sheets = listed.flatMap((sheet, index) => {
    const link = links.find(({ id }) => id === sheet.id);
    const entry = link?.type.endsWith('/worksheet') === true ? entries.get(link.target) : undefined;
    return entry === undefined ? [] : [{ ...sheet, index, entry }];
  });
  const total = sheets.reduce((sum, { entry }) => sum + entry.bytes, 1);
  let before = 0;
  const scanned: ScannedSheet[] = [];
  for (const { name, index, hidden, entry } of sheets) {
    const start = before;
    const found = await scanSheet(zip, entry, (bytes) => watch.share((start + bytes) / total), watch);
    before += entry.bytes;
    scanned.push({ name, index, hidden, ...found });
  }
  return scanned;
}

interface Relation {
  readonly id: string;
  readonly type: string;
  readonly target: string;
}

/** What a part of the package points to, as paths inside it. */
async function relations(zip: ZipFile, entries: ReadonlyMap<string, ZipEntry>, part: string): Promise<Relation[]> {
  const slash = part.lastIndexOf('/');
  const folder = part.slice(0, slash + 1);
  const entry = entries.get(`${folder}_rels/${part.slice(slash + 1)}.rels`);
  if (entry === undefined) return [];
  return (await tagsOf(zip, entry))
    .filter(({ name }) => name === 'Relationship')
    .map(({ attributes }) => ({
      id: attributes.Id ?? '',
      type: attributes.Type ?? '',
      target: resolved(folder, attributes.Target ?? ''),
    }));
}

function resolved(folder: string, target: string): string {
  const parts: string[] = [];
  for (const part of (target.startsWith('/') ? target : `${folder}${target}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

async function tagsOf(zip: ZipFile, entry: ZipEntry): Promise<Tag[]> {
  const text = (await zip.read(entry, SMALL_PART_BYTES)).toString('utf8');
  const tags: Tag[] = [];
  const parser = new SaxesParser();
  parser.on('doctype', () => {
    throw noWorkbook();
  });
  parser.on('opentag', ({ name, attributes }) => tags.push({ name: name.slice(name.indexOf(':') + 1), attributes }));
  try {
    parser.write(text).close();
  } catch {
    throw noWorkbook();
  }
  return tags;
}

type Found = Pick<ScannedSheet, 'rows' | 'filled' | 'merges' | 'unsolved' | 'whole'>;

/** Counts by native searches over the bytes of a sheet; its end, where merged cells are listed, is kept. */
async function scanSheet(zip: ZipFile, entry: ZipEntry, done: (bytes: number) => void, watch: Watch): Promise<Found> {
  let carry: Buffer = Buffer.alloc(0);
  let rows = 0;
  let filled = false;
  let unsolved = 0;
  let bytes = 0;
  let tail: string | null = null;
  for await (const piece of zip.bytesOf(entry)) {
    if (watch.stopped()) break;
    const text: Buffer = Buffer.concat([carry, piece]);
    // what begins in the part carried over is counted with the next piece
    const end = text.length - CARRY;
    rows += count(text, '<row', end, isTag) + count(text, ':row', end, isTag);
    unsolved += count(text, '</f></c>', end);
    filled ||= ['<v>', '<is>', ':v>', ':is>', '<v '].some((mark) => text.includes(mark));
    if (tail !== null) tail += piece.toString('latin1');
    else {
      const at = text.indexOf('sheetData>');
      const last = text.lastIndexOf('sheetData>');
      if (at !== -1 && text.subarray(Math.max(0, last - 12), last).includes('/')) tail = text.subarray(last).toString('latin1');
    }
    if (tail !== null && tail.length > MAX_TAIL_LETTERS) tail = tail.slice(0, MAX_TAIL_LETTERS);
    carry = Buffer.from(text.subarray(Math.max(0, end)));
    bytes += piece.length;
    done(bytes);
  }
  rows += count(carry, '<row', carry.length, isTag) + count(carry, ':row', carry.length, isTag);
  unsolved += count(carry, '</f></c>', carry.length);
  return { rows, filled, unsolved, merges: mergesOf(tail ?? ''), whole: rows === 0 || tail !== null };
}

const isTag = (byte: number | undefined) => byte === 0x20 || byte === 0x3e || byte === 0x2f;

/** How often a text begins before `end`. A closing tag `</x:row>` is not counted: it has a slash before its prefix. */
function count(text: Buffer, mark: string, end: number, after?: (byte: number | undefined) => boolean): number {
  let found = 0;
  for (let at = text.indexOf(mark); at !== -1 && at < end; at = text.indexOf(mark, at + 1)) {
    if (after !== undefined && !after(text[at + mark.length])) continue;
    if (mark.startsWith(':') && !/<[a-z0-9]*$/i.test(text.subarray(Math.max(0, at - 12), at).toString('latin1'))) continue;
    found += 1;
  }
  return found;
}

function mergesOf(tail: string): Merge[] {
  const merges: Merge[] = [];
  for (const [, from = '', top = '', to = '', bottom = ''] of tail.matchAll(
    /mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"/g,
  )) {
    merges.push({ top: Number(top) - 1, left: columnNumber(from), bottom: Number(bottom) - 1, right: columnNumber(to) });
    if (merges.length >= MAX_MERGES) break;
  }
  return merges;
}

const columnNumber = (letters: string) => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** `A`, `B`, … `AA`: the column as a spreadsheet calls it. */
export function columnLetters(column: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}

const noWorkbook = () =>
  new RefusedFile(
    'broken_workbook',
    'The workbook can’t be read: a part of it is missing or damaged.',
    'Open it in the spreadsheet program and save it again.',
  );
