import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BadRequest, Cancelled, Problem, RefusedFile } from '../../model/problem.ts';
import { withOneLineEnd, withoutLines, writePieces } from './rewrite.ts';
import type { ReadableFile, SourceFile } from './source.ts';
import { headOf } from './text-file.ts';
import { shown, ZipFile, type ZipEntry } from './zip.ts';

/** The tables of an archive. */
export interface Archive {
  /** The table that is read; null when all of them are, one after the other. */
  readonly part: string | null;
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
  /** Tables differ and nobody said which is meant: `part` is then only shown. */
  readonly open: boolean;
  /** Where each table begins when all are read: its first record, counted over all of them. */
  readonly from: readonly { readonly name: string; readonly record: number }[];
}

/** Tables of an archive that are looked at; further ones are named in a note. */
const MAX_PARTS = 200;

type Opened = Omit<ReadableFile, 'close'>;

interface Part {
  readonly entry: ZipEntry;
  readonly file: Opened;
}

interface Order {
  readonly path: string;
  readonly folder: string;
  readonly part: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onShare?: ((share: number) => void) | undefined;
}

/**
 * Opens the tables of an archive. Names are never used as paths. One table is that table; several with the same
 * columns are read one after the other; else the chosen one, or the largest, and the question which is meant.
 */
export async function openArchive(
  { path, folder, part, signal, onShare }: Order,
  given: Pick<ReadableFile, 'name' | 'sha256' | 'compressed' | 'temp'>,
  openPart: (file: SourceFile, folder: string) => Promise<Opened>,
): Promise<Opened> {
  const zip = await ZipFile.open(path);
  try {
    const entries = zip.entries.filter(isTable);
    const wanted = part === undefined ? entries.slice(0, MAX_PARTS) : [named(entries, part)];
    const parts: Part[] = [];
    const left: { name: string; why: Problem }[] = [];
    for (const [place, entry] of wanted.entries()) {
      const within = join(folder, `part-${place}`);
      await mkdir(within);
      try {
        const packed = await writePieces(join(within, 'packed'), zip.bytesOf(entry, signal));
        parts.push({ entry, file: await openPart({ path: packed, name: shown(entry.name), sha256: given.sha256 }, within) });
      } catch (cause) {
        if (!(cause instanceof RefusedFile) || wanted.length === 1 || SERIOUS.has(cause.code)) throw cause;
        left.push({ name: shown(entry.name), why: cause });
        await rm(within, { recursive: true, force: true });
      }
      if (signal?.aborted) throw new Cancelled();
      onShare?.((place + 1) / (wanted.length + 1));
    }
    const notes = notesOnLeft(left, entries.length - wanted.length, part === undefined);
    const file = await together(parts, entries, part, folder, signal);
    return { ...file, ...given, notes: [...file.notes, ...notes] };
  } finally {
    await zip.close();
  }
}

/** Refusals of one part that speak of the whole archive. */
const SERIOUS = new Set(['grows_too_large', 'broken_zip', 'encrypted_zip', 'unsafe_archive']);

/** Folders and what systems leave behind are no tables. */
const isTable = ({ name, bytes }: ZipEntry): boolean =>
  bytes > 0 && !/[/\\]$/.test(name) && !/^__MACOSX\//.test(name) && !/(?:^|[/\\])(?:\.[^/\\]*|Thumbs\.db|desktop\.ini)$/i.test(name);

function named(entries: readonly ZipEntry[], part: string): ZipEntry {
  const found = entries.find(({ name }) => shown(name) === part) ?? entries.find(({ name }) => name.split(/[/\\]/).at(-1) === part);
  if (found !== undefined) return found;
  const names = entries.slice(0, 20).map(({ name }) => `“${shown(name)}”`);
  throw new BadRequest('part', `The archive has no file “${part}”.`, `It holds: ${names.join(', ')}.`);
}

async function together(
  parts: readonly Part[],
  entries: readonly ZipEntry[],
  part: string | undefined,
  folder: string,
  signal?: AbortSignal,
): Promise<Opened> {
  const [first] = parts.toSorted((one, other) => other.file.bytes - one.file.bytes);
  if (first === undefined)
    throw new RefusedFile('no_table', 'The archive holds no table.', 'Pack the table itself: CSV, XLSX, JSON, Parquet, Arrow or XES.');
  const listed = (part === undefined ? parts.map(({ entry }) => entry) : entries).map(({ name, bytes }) => ({ name: shown(name), bytes }));
  const one = (open: boolean): Opened => ({
    ...first.file,
    archive: { part: shown(first.entry.name), parts: listed, open, from: [] },
  });
  if (part !== undefined || parts.length === 1) return one(false);
  const signature = ({ file: { shape } }: Part) =>
    JSON.stringify([shape.names.map((name) => name.toLowerCase()), shape.delimiter, shape.quote]);
  if (new Set(parts.map(signature)).size > 1) return one(true);
  return joined(parts, listed, folder, signal);
}

/** All tables as one: the rows of each after those of the one before, in the order of the archive. */
async function joined(parts: readonly Part[], listed: Archive['parts'], folder: string, signal?: AbortSignal): Promise<Opened> {
  const [first] = parts;
  if (first === undefined) throw new RangeError('no parts');
  const from: { name: string; record: number }[] = [];
  const damaged = parts.flatMap(({ file }) => file.damaged);
  let records = 0;
  let bytes = 0;
  const all = async function* () {
    for (const { file, entry } of parts) {
      from.push({ name: shown(entry.name), record: records + 1 });
      const counter = new RecordCounter(file.shape.quote);
      const start = file.markBytes + Buffer.byteLength(file.head.slice(0, file.shape.dataStart));
      for await (const piece of withOneLineEnd(withoutLines(file.path, [], start, signal))) {
        counter.take(piece);
        bytes += piece.length;
        yield piece;
      }
      const end = counter.end();
      if (end !== '') {
        bytes += 1;
        yield end;
      }
      records += counter.records;
    }
  };
  const path = await writePieces(join(folder, 'joined'), all());
  for (const { file } of parts) await rm(file.temp, { recursive: true, force: true });
  const head = await headOf(path, bytes);
  return {
    ...first.file,
    ...head,
    path,
    bytes,
    damaged,
    shifts: [],
    shape: { ...first.file.shape, skip: 0, dataStart: 0 },
    notes: [...new Set(parts.flatMap(({ file }) => file.notes)), rangesNote(from, records)],
    archive: { part: null, parts: listed, open: false, from },
  };
}

/** Counts records by the line ends outside of quotes. */
class RecordCounter {
  records = 0;
  #quoted = false;
  #open = false;
  readonly #quote: number;

  constructor(quote: string) {
    this.#quote = quote === '' ? -1 : quote.charCodeAt(0);
  }

  take(bytes: Buffer): void {
    for (const byte of bytes) {
      if (byte === this.#quote) this.#quoted = !this.#quoted;
      if (byte === 0x0a && !this.#quoted) {
        if (this.#open) this.records += 1;
        this.#open = false;
      } else this.#open = true;
    }
  }

  /** The line end that the last record lacks, if it does. */
  end(): string {
    if (!this.#open) return '';
    this.records += 1;
    this.#open = false;
    return '\n';
  }
}

const number = (count: number) => count.toLocaleString('en-GB');

function rangesNote(from: Archive['from'], records: number): string {
  const ranges = from
    .slice(0, 12)
    .map(({ name, record }, place) => `“${name}” (rows ${number(record)} to ${number((from[place + 1]?.record ?? records + 1) - 1)})`);
  const more = from.length > ranges.length ? ` and ${from.length - ranges.length} more` : '';
  return `${number(from.length)} tables of the archive were read one after the other: ${ranges.join(', ')}${more}.`;
}

function notesOnLeft(left: readonly { name: string; why: Problem }[], unseen: number, all: boolean): string[] {
  const notes: string[] = [];
  if (left.length > 0) {
    const names = left.slice(0, 5).map(({ name, why }) => `“${name}” (${why.message})`);
    notes.push(`Not read from the archive: ${names.join(', ')}${left.length > 5 ? ` and ${left.length - 5} more` : ''}.`);
  }
  if (all && unseen > 0) notes.push(`Only the first ${MAX_PARTS} files of the archive were looked at; ${number(unseen)} were not.`);
  return notes;
}

/** The question which table is meant, or null. */
export function archiveQuestion(archive: Archive | null): { code: string; text: string; field: string; options: string[] } | null {
  if (archive?.open !== true) return null;
  return {
    code: 'which_part',
    text: `The archive holds ${archive.parts.length} tables with different columns. Which one is to be read?`,
    field: 'part',
    options: archive.parts.map(({ name }) => name),
  };
}

/** The same as a refusal, for an import that nobody can ask. */
export function refuseOpenArchive(archive: Archive | null): void {
  const question = archiveQuestion(archive);
  if (question === null) return;
  throw new Problem('which_part', 422, question.text, {
    detail: `Name one of them (on the command line with --part): ${question.options
      .slice(0, 20)
      .map((name) => `“${name}”`)
      .join(', ')}.`,
    field: 'part',
  });
}

/** Where a row is found by a person: “row 12”, or “row 12 (row 3 of “may.csv”)” of an archive read as one. */
export function rowWords(archive: Archive | null, line: number): string {
  const place = archive?.from.findLast(({ record }) => record <= line);
  return place === undefined ? `row ${line}` : `row ${line} (row ${line - place.record + 1} of “${place.name}”)`;
}
