import { createHash, randomUUID } from 'node:crypto';
import { copyFile, link, mkdir, open, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Cancelled, RefusedFile } from '../../model/problem.ts';
import { decoderOf, encodingOfHead, type Encoding } from './encoding.ts';
import { gunzipped } from './gunzip.ts';
import { isGzip, refuseBinary, refuseOtherFormats } from './looks-like.ts';
import { asPlainUtf8, lineNumberAt, piecesOf, writePieces } from './rewrite.ts';
import { MAX_LINE_BYTES, Surveyor, type Survey } from './survey.ts';

/** A file someone gave, where it lies and what they call it. The name is only shown, never believed. */
export interface SourceFile {
  readonly path: string;
  readonly name: string;
  readonly sha256?: string | undefined;
}

/** A file as the engine can read it: plain UTF-8 with one kind of line end. */
export interface ReadableFile {
  readonly path: string;
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly encoding: Encoding;
  readonly compressed: boolean;
  /** The first megabyte of its text, cut at a line end unless it is the whole file. */
  readonly head: string;
  readonly headIsAll: boolean;
  /** The number a line near the top has in the file as it was given, where blank lines count. */
  readonly lineAsGiven: (line: number) => number;
  /** Bytes of a byte order mark that the file still has. */
  readonly markBytes: number;
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
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

const HEAD_BYTES = 1024 * 1024;

/**
 * Makes a file readable: recognises gzip, encoding and line ends by content, copies it as plain UTF-8 where it is
 * anything else, and refuses in words what is no text table.
 */
export async function openSource(file: SourceFile, options: OpenOptions): Promise<ReadableFile> {
  const { size } = await stat(file.path);
  if (size === 0) throw emptyFile();
  const folder = join(options.temp, `import-${randomUUID()}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const close = () => rm(folder, { recursive: true, force: true });
  try {
    return await readable(file, folder, options, close);
  } catch (cause) {
    await close();
    throw cause;
  }
}

async function readable(file: SourceFile, folder: string, { signal, onBytes, allowed }: OpenOptions, close: () => Promise<void>): Promise<ReadableFile> {
  const compressed = isGzip(await bytesOf(file.path, 2));
  const hash = createHash('sha256');
  const hashed = async function* (pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      hash.update(piece);
      onBytes?.(piece.length);
      yield piece;
    }
  };
  if (!compressed) refuseNoTable(await bytesOf(file.path, 65_536));
  const original = hashed(piecesOf(file.path, signal));
  let plain = file.path;
  let survey: Survey;
  if (compressed) {
    plain = join(folder, 'unpacked');
    const surveyor = new Surveyor();
    await writePieces(plain, surveyed(gunzipped(file.path, signal), surveyor));
    survey = surveyor.end();
    if (file.sha256 === undefined) for await (const piece of original) void piece;
    if (survey.bytes === 0) throw emptyFile();
    refuseNoTable(await bytesOf(plain, 65_536));
  } else {
    const surveyor = new Surveyor();
    for await (const piece of surveyed(file.sha256 === undefined ? original : piecesOf(file.path, signal), surveyor)) void piece;
    survey = surveyor.end();
  }
  const encoding = encodingOfHead(await bytesOf(plain, 4096)) ?? (survey.utf8 ? 'utf-8' : 'windows-1252');
  let lineAsGiven = (line: number) => line;
  if (survey.blankLines) {
    const lines = decoderOf(encoding).take(await bytesOf(plain, 65_536)).split(/\r\n?|\n/);
    const filled = lines.flatMap((line, at) => (line === '' ? [] : [at + 1]));
    lineAsGiven = (line) => filled[line - 1] ?? line;
  }
  if (encoding !== 'utf-8' || survey.mixedLineEnds || survey.blankLines) {
    await refuseLongLine(plain, encoding === 'utf-16le' || encoding === 'utf-16be' ? { ...survey, tooLongAt: null } : survey);
    const surveyor = new Surveyor();
    plain = await writePieces(join(folder, 'plain'), surveyed(asPlainUtf8(plain, encoding, signal), surveyor));
    survey = surveyor.end();
  }
  await refuseLongLine(plain, survey);
  if (plain === file.path && !allowed.some((place) => resolve(plain).startsWith(place))) plain = await within(folder, plain);
  if (signal?.aborted) throw new Cancelled();
  const head = await headOf(plain);
  const headIsAll = survey.bytes <= head.length;
  const markBytes = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  const end = headIsAll ? head.length : Math.max(head.lastIndexOf(0x0a), head.lastIndexOf(0x0d)) + 1 || head.length;
  const text = head.subarray(markBytes, end).toString('utf8');
  if (text.trim() === '') throw emptyFile();
  return {
    path: plain, name: file.name, sha256: file.sha256 ?? hash.digest('hex'), bytes: survey.bytes, encoding, compressed, head: text, headIsAll, lineAsGiven, markBytes, temp: folder, close,
  };
}

async function* surveyed(pieces: AsyncIterable<Buffer>, surveyor: Surveyor): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    const sound = surveyor.take(piece);
    yield piece;
    if (!sound) return;
  }
}

/** The same file under a name in a folder the engine may read. */
async function within(folder: string, path: string): Promise<string> {
  const name = join(folder, 'given');
  await link(path, name).catch(() => copyFile(path, name));
  return name;
}

function refuseNoTable(head: Buffer): void {
  refuseOtherFormats(head);
  const encoding = encodingOfHead(head);
  if (encoding === null || encoding === 'utf-8') refuseBinary(head);
}

async function refuseLongLine(path: string, survey: Survey): Promise<void> {
  if (survey.tooLongAt === null) return;
  const line = await lineNumberAt(path, survey.tooLongAt);
  throw new RefusedFile(
    'line_too_long',
    `Line ${line} is longer than 16 MB.`,
    'A line this long is no row of a table. Look at the file there: often line ends are missing.',
  );
}

/** Enough of a file to hold its header and some rows, however long they are. */
async function headOf(path: string): Promise<Buffer> {
  const head = await bytesOf(path, HEAD_BYTES);
  let lines = 0;
  for (const byte of head) if (byte === 0x0a || byte === 0x0d) lines += 1;
  return lines > 40 || head.length < HEAD_BYTES ? head : bytesOf(path, 4 * MAX_LINE_BYTES);
}

async function bytesOf(path: string, length: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await file.read(buffer, 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const emptyFile = () => new RefusedFile('empty_file', 'The file is empty.', 'There is nothing to import. Export the data again.');
