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

async function readable(file: SourceFile, folder: string, options: OpenOptions, close: () => Promise<void>): Promise<ReadableFile> {
  const { signal, allowed } = options;
  const compressed = isGzip(await bytesOf(file.path, 2));
  const first = await unpacked(file, folder, compressed, options);
  const given = first.path;
  const encoding = encodingOfHead(await bytesOf(given, 4096)) ?? (first.survey.utf8 ? 'utf-8' : 'windows-1252');
  const wide = encoding === 'utf-16le' || encoding === 'utf-16be';
  if (!wide) await refuseLongLine(given, first.survey);
  const { path, survey } = await plainOf(given, folder, encoding, first.survey, signal);
  await refuseLongLine(path, survey);
  const plain = path === file.path && !allowed.some((place) => resolve(path).startsWith(place)) ? await within(folder, path) : path;
  if (signal?.aborted) throw new Cancelled();
  return {
    path: plain,
    name: file.name,
    sha256: first.sha256,
    bytes: survey.bytes,
    encoding,
    compressed,
    temp: folder,
    close,
    lineAsGiven: first.survey.blankLines ? await lineNumbers(given, encoding) : (line) => line,
    ...(await headOf(plain, survey.bytes)),
  };
}

/** The file uncompressed, with its fingerprint, after a first look at all of its bytes. */
async function unpacked(
  file: SourceFile,
  folder: string,
  compressed: boolean,
  { signal, onBytes }: OpenOptions,
): Promise<{ path: string; survey: Survey; sha256: string }> {
  const hash = createHash('sha256');
  const hashed = async function* (pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      if (file.sha256 === undefined) hash.update(piece);
      onBytes?.(piece.length);
      yield piece;
    }
  };
  const original = hashed(piecesOf(file.path, signal));
  const surveyor = new Surveyor();
  if (!compressed) {
    refuseNoTable(await bytesOf(file.path, 65_536));
    for await (const piece of surveyed(original, surveyor)) void piece;
    return { path: file.path, survey: surveyor.end(), sha256: file.sha256 ?? hash.digest('hex') };
  }
  const path = await writePieces(join(folder, 'unpacked'), surveyed(gunzipped(file.path, signal), surveyor));
  if (file.sha256 === undefined) for await (const piece of original) void piece;
  const survey = surveyor.end();
  if (survey.bytes === 0) throw emptyFile();
  refuseNoTable(await bytesOf(path, 65_536));
  return { path, survey, sha256: file.sha256 ?? hash.digest('hex') };
}

/** A copy as plain UTF-8, unless the file is that already. */
async function plainOf(
  path: string,
  folder: string,
  encoding: Encoding,
  survey: Survey,
  signal?: AbortSignal,
): Promise<{ path: string; survey: Survey }> {
  if (encoding === 'utf-8' && !survey.mixedLineEnds && !survey.blankLines) return { path, survey };
  const surveyor = new Surveyor();
  const copy = await writePieces(join(folder, 'plain'), surveyed(asPlainUtf8(path, encoding, signal), surveyor));
  return { path: copy, survey: surveyor.end() };
}

/** From a line of the copy near its top to the line of the file as it was given. */
async function lineNumbers(path: string, encoding: Encoding): Promise<(line: number) => number> {
  const lines = decoderOf(encoding)
    .take(await bytesOf(path, 65_536))
    .split(/\r\n?|\n/);
  const filled = lines.flatMap((line, at) => (line === '' ? [] : [at + 1]));
  return (line) => filled[line - 1] ?? line;
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

/** Enough of a file's text to hold its header and some rows, however long they are. */
async function headOf(path: string, size: number): Promise<Pick<ReadableFile, 'head' | 'headIsAll' | 'markBytes'>> {
  const start = await bytesOf(path, HEAD_BYTES);
  const lines = start.reduce((count, byte) => (byte === 0x0a || byte === 0x0d ? count + 1 : count), 0);
  const head = lines > 40 || start.length < HEAD_BYTES ? start : await bytesOf(path, 4 * MAX_LINE_BYTES);
  const headIsAll = size <= head.length;
  const markBytes = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  const end = headIsAll ? head.length : Math.max(head.lastIndexOf(0x0a), head.lastIndexOf(0x0d)) + 1 || head.length;
  const text = head.subarray(markBytes, end).toString('utf8');
  if (text.trim() === '') throw emptyFile();
  return { head: text, headIsAll, markBytes };
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
