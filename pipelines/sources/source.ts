import { createHash, randomUUID } from 'node:crypto';
import { copyFile, link, mkdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Session } from '../../engine/engine.ts';
import type { FileFormat, Mapping } from '../../model/event-log.ts';
import { BadRequest, Cancelled, RefusedFile } from '../../model/problem.ts';
import { recogniseShape, shapeOfMade, shorten, type TableShape } from '../recognise/shape.ts';
import { makeApart } from './apart.ts';
import { openArchive, type Archive } from './archive.ts';
import { declaredEncoding, encodingNamed, encodingOfHead, type Encoding } from './encoding.ts';
import { gunzipped } from './gunzip.ts';
import { isNot, kindOf, refuseBinary, zipKind, type Kind } from './looks-like.ts';
import type { MadeTable, Sheet } from './made-table.ts';
import { tableOfParquet } from './parquet.ts';
import { escapesQuotes, piecesOf, withDoubledQuotes, writePieces } from './rewrite.ts';
import { Surveyor, type Survey } from './survey.ts';
import { tableLimit } from './table-writer.ts';
import { bytesOf, emptyFile, headOf, plainText, surveyed, type Head } from './text-file.ts';
import { ZipFile } from './zip.ts';

/** A file someone gave, where it lies and what they call it. The name is only shown, never believed. */
export interface SourceFile {
  readonly path: string;
  readonly name: string;
  readonly sha256?: string | undefined;
}

/** A file as the engine can read it: a table as text in plain UTF-8 with one kind of line end. */
export interface ReadableFile extends Head {
  readonly path: string;
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  /** What it was before it became a text table. */
  readonly format: FileFormat;
  readonly encoding: Encoding;
  readonly compressed: boolean;
  readonly shape: TableShape;
  /** The number a line near the top has in the file as it was given, where blank lines count. */
  readonly lineAsGiven: (line: number) => number;
  /** Where a record's number in the source is another than its place in the table (`MadeTable`). */
  readonly shifts: MadeTable['shifts'];
  readonly damaged: MadeTable['damaged'];
  /** What the reading assumed or left out, in words. */
  readonly notes: readonly string[];
  readonly sheet: string | null;
  readonly sheets: readonly Sheet[];
  /** The tables of an archive; null for any other file. */
  readonly archive: Archive | null;
  /** A folder for more temporary files, inside what the engine may read. */
  readonly temp: string;
  /** Removes the temporary files; the original stays. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Where uncompressed and transcoded copies go; the engine must be allowed to read it. */
  readonly temp: string;
  /** Folders the engine may read; a file elsewhere is linked or copied first. */
  readonly allowed: readonly string[];
  /** Reads formats that the engine itself knows. */
  readonly session: Session;
  /** What a person chose of a workbook or an archive, and how they said the file is to be read. */
  readonly chosen?: Pick<Mapping, 'sheet' | 'part' | 'encoding' | 'delimiter' | 'quote' | 'headerLine'> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** How far the reading is, 0 to 1, where it takes long. */
  readonly onShare?: ((share: number) => void) | undefined;
}

/**
 * Makes a file readable as a text table: its format, compression, encoding and line ends are recognised by content;
 * a copy is made where it is anything but plain UTF-8; what holds no table is refused in words.
 */
export async function openSource(file: SourceFile, options: OpenOptions): Promise<ReadableFile> {
  const folder = join(options.temp, `import-${randomUUID()}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const close = () => rm(folder, { recursive: true, force: true });
  try {
    const readable = await open(file, folder, options, false);
    if (options.signal?.aborted) throw new Cancelled();
    return { ...readable, close };
  } catch (cause) {
    await close();
    throw options.signal?.aborted ? new Cancelled() : cause;
  }
}

type Opened = Omit<ReadableFile, 'close'>;

async function open(file: SourceFile, folder: string, options: OpenOptions, inArchive: boolean): Promise<Opened> {
  if ((await stat(file.path)).size === 0) throw emptyFile();
  const { path, kind, survey, sha256, compressed } = await unpacked(file, folder, options, inArchive);
  const given = { name: file.name, sha256, compressed, temp: folder };
  if (kind === 'zip') {
    if (inArchive) throw isNot('an archive inside an archive');
    return openArchive(
      { path, folder, signal: options.signal, part: options.chosen?.part, onShare: options.onShare },
      given,
      (part, place) => open(part, place, options, true),
    );
  }
  if (kind === 'text') return { ...given, ...(await openText(file, path, folder, survey, options)) };
  return { ...given, ...(await openMade(kind, path, folder, options)) };
}

type Content = Omit<Opened, 'name' | 'sha256' | 'compressed' | 'temp'>;

async function openText(
  file: SourceFile,
  given: string,
  folder: string,
  survey: Survey,
  { signal, allowed, chosen }: OpenOptions,
): Promise<Content> {
  const { path, bytes, encoding, lineAsGiven, notes } = await plainText(given, folder, survey, chosenEncoding(chosen), signal);
  const found = { path: path === file.path ? await within(folder, path, allowed) : path, bytes, ...(await headOf(path, bytes)) };
  const plain = escapesQuotes(found.head) ? await withQuotesDoubled(found.path, folder, signal) : found;
  const shape = recogniseShape(plain.head, {
    delimiter: chosen?.delimiter,
    quote: chosen?.quote,
    headerLine: chosen?.headerLine,
    lineAsGiven,
  });
  const said = plain === found ? notes : [...notes, 'Quotes inside fields are written \\" in this file; they were read as quotes.'];
  return { ...plain, ...NOTHING_MADE, format: 'text', encoding, lineAsGiven, shape, notes: said, archive: null };
}

/** A copy in which quotes inside fields are written the usual way. */
async function withQuotesDoubled(from: string, folder: string, signal?: AbortSignal) {
  const path = await writePieces(join(folder, 'doubled'), withDoubledQuotes(piecesOf(from, signal)));
  const { size: bytes } = await stat(path);
  return { path, bytes, ...(await headOf(path, bytes)) };
}

/** The encoding a person named; refuses a label that nobody knows. */
function chosenEncoding(chosen: OpenOptions['chosen']): Encoding | null {
  if (chosen?.encoding === undefined) return null;
  const encoding = encodingNamed(chosen.encoding);
  if (encoding !== null) return encoding;
  throw new BadRequest(
    'encoding',
    `“${shorten(chosen.encoding, 40)}” is no encoding that is known.`,
    'Encodings are written as utf-8, windows-1252, windows-1250, windows-1251, iso-8859-15, shift_jis, gb18030 or big5.',
  );
}

const NOTHING_MADE = { shifts: [], damaged: [], sheet: null, sheets: [] } as const;

async function openMade(kind: Exclude<FileFormat, 'text'>, path: string, folder: string, options: OpenOptions): Promise<Content> {
  const { signal, session, chosen, onShare, allowed } = options;
  const beginning = await bytesOf(path, 4096);
  const encoding = encodingOfHead(beginning) ?? chosenEncoding(chosen) ?? (kind === 'xes' ? declaredEncoding(beginning) : 'utf-8');
  const target = join(folder, 'table');
  const made =
    kind === 'parquet'
      ? await tableOfParquet(session, await within(folder, path, allowed), target, signal)
      : await makeApart(
          {
            format: kind,
            path,
            target,
            limit: tableLimit((await stat(path)).size),
            encoding,
            sheet: chosen?.sheet,
            headerLine: chosen?.headerLine,
          },
          signal,
          onShare,
        );
  if (made.names.length < 2)
    throw new RefusedFile('not_a_table', 'The file has only one column.', 'An event log needs at least a case, an activity and a time.');
  const head = await headOf(target, made.bytes);
  return {
    ...head,
    path: target,
    bytes: made.bytes,
    format: kind,
    encoding: 'utf-8',
    shape: shapeOfMade(head.head, made.names, made.headerRow),
    lineAsGiven: (line) => line,
    shifts: made.shifts,
    damaged: made.damaged,
    notes: made.notes,
    sheet: made.sheet,
    sheets: made.sheets,
    archive: null,
  };
}

interface Unpacked {
  readonly path: string;
  readonly kind: Exclude<Kind, 'gzip'>;
  readonly survey: Survey;
  readonly sha256: string;
  readonly compressed: boolean;
}

/** The file uncompressed, with its kind and its fingerprint, after a first look at all of its bytes where it is text. */
async function unpacked(file: SourceFile, folder: string, { signal }: OpenOptions, inArchive: boolean): Promise<Unpacked> {
  const hash = createHash('sha256');
  const hashing = file.sha256 === undefined;
  const original = async function* () {
    for await (const piece of piecesOf(file.path, signal)) {
      if (hashing) hash.update(piece);
      yield piece;
    }
  };
  const sha256 = () => file.sha256 ?? hash.digest('hex');
  const surveyor = new Surveyor();
  const head = await bytesOf(file.path, 65_536);
  const outer = kindOf(head);
  if (outer !== 'gzip') {
    const kind = await settled(outer, head, file.path);
    if (kind === 'text') for await (const piece of surveyed(original(), surveyor)) void piece;
    else if (hashing) for await (const piece of original()) void piece;
    return { path: file.path, kind, survey: surveyor.end(), sha256: sha256(), compressed: false };
  }
  if (inArchive) throw isNot('a packed file inside an archive');
  let inner: Kind | null = null;
  const looked = async function* () {
    for await (const piece of gunzipped(file.path, signal)) {
      inner ??= kindOf(piece);
      yield piece;
      // a line too long to be one ends the look at a text, and only there
      if (inner === 'text' && !surveyor.take(piece)) return;
    }
  };
  const path = await writePieces(join(folder, 'unpacked'), looked());
  if (hashing) for await (const piece of original()) void piece;
  if (inner === null) throw emptyFile();
  if (inner === 'gzip') throw isNot('a file compressed twice');
  return {
    path,
    kind: await settled(inner, await bytesOf(path, 65_536), path),
    survey: surveyor.end(),
    sha256: sha256(),
    compressed: true,
  };
}

/** Tells a workbook from an archive, and text from bytes that are none. */
async function settled(kind: Exclude<Kind, 'gzip'>, head: Buffer, path: string): Promise<Exclude<Kind, 'gzip'>> {
  if (kind === 'text') refuseBinary(head);
  if (kind !== 'zip') return kind;
  const zip = await ZipFile.open(path);
  await zip.close();
  return zipKind(zip.entries.map(({ name }) => name));
}

/** The same file under a name in a folder the engine may read. */
async function within(folder: string, path: string, allowed: readonly string[]): Promise<string> {
  if (allowed.some((place) => resolve(path).startsWith(place))) return path;
  const name = join(folder, 'given');
  await link(path, name).catch(() => copyFile(path, name));
  return name;
}
