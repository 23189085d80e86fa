import { open, type FileHandle } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { Cancelled, RefusedFile } from '../../model/problem.ts';

/** One file of an archive, as the directory at its end has it. Nothing of it is believed before it was read. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly crc32: number;
  /** Where its own header begins. */
  readonly offset: number;
  readonly encrypted: boolean;
}

/** What an archive may hold and become. Tables shrink to a tenth, seldom to a hundredth; a bomb to a thousandth. */
export interface ZipLimits {
  readonly entries: number;
  readonly bytes: number;
  readonly ratio: number;
  /** Below this size the ratio doesn't matter. */
  readonly freeBytes: number;
}
export const ZIP_LIMITS: ZipLimits = { entries: 5000, bytes: 64 * 1024 ** 3, ratio: 250, freeBytes: 64 * 1024 ** 2 };

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const MAX_COMMENT = 65_535;
const MAX_DIRECTORY_BYTES = 16 * 1024 * 1024;
const READ_BYTES = 256 * 1024;
const STORED = 0;
const DEFLATED = 8;

/**
 * An archive opened by its directory, every entry held to the limits.
 *
 * Rejects with `RefusedFile`: `broken_zip` when the directory is missing or contradicts the file, `grows_too_large` by
 * what it says of itself, `too_many_files`, `unsafe_archive` when a name leads out of a folder or entries overlap.
 */
export class ZipFile {
  readonly entries: readonly ZipEntry[];
  readonly #file: FileHandle;
  readonly #limits: ZipLimits;

  private constructor(file: FileHandle, entries: readonly ZipEntry[], limits: ZipLimits) {
    this.#file = file;
    this.#limits = limits;
    this.entries = entries;
  }

  static async open(path: string, limits: ZipLimits = ZIP_LIMITS): Promise<ZipFile> {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const entries = await directoryOf(file, size, limits);
      refuseTricks(entries, size, limits);
      return new ZipFile(file, entries, limits);
    } catch (cause) {
      await file.close();
      throw cause;
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** The bytes of one entry, never more than its directory says (which keeps to the limits), its checksum proven at the end. */
  async *bytesOf(entry: ZipEntry, signal?: AbortSignal): AsyncGenerator<Buffer> {
    if (entry.encrypted)
      throw new RefusedFile('encrypted_zip', `“${shown(entry.name)}” is protected by a password.`, 'Pack the file again without one.');
    if (entry.method !== STORED && entry.method !== DEFLATED)
      throw new RefusedFile(
        'broken_zip',
        `“${shown(entry.name)}” is packed in a way that can’t be read.`,
        'Pack it again as a plain ZIP (“Deflate”).',
      );
    let sum = 0;
    let bytes = 0;
    const packed = this.#packedBytes(entry);
    for await (const piece of entry.method === STORED ? packed : inflated(packed)) {
      if (signal?.aborted) throw new Cancelled();
      bytes += piece.length;
      if (bytes > entry.bytes) throw broken(`“${shown(entry.name)}” is longer than its directory says.`);
      sum = crc32(piece, sum);
      yield piece;
    }
    if (bytes !== entry.bytes || sum !== entry.crc32) throw broken(`“${shown(entry.name)}” is damaged or cut off.`);
  }

  /** All bytes of an entry that must be small. */
  async read(entry: ZipEntry, limit: number, signal?: AbortSignal): Promise<Buffer> {
    if (entry.bytes > limit) throw tooLarge(this.#limits, true);
    const pieces: Buffer[] = [];
    for await (const piece of this.bytesOf(entry, signal)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  async *#packedBytes(entry: ZipEntry): AsyncGenerator<Buffer> {
    const header = await readAt(this.#file, entry.offset, 30);
    if (header.length < 30 || header.readUInt32LE(0) !== LOCAL) throw broken('Its directory points to places where no file begins.');
    let at = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    const end = at + entry.packedBytes;
    while (at < end) {
      const piece = await readAt(this.#file, at, Math.min(READ_BYTES, end - at));
      if (piece.length === 0) throw broken('It is cut off.');
      at += piece.length;
      yield piece;
    }
  }
}

async function* inflated(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: 512 * 1024 });
  // an error on either side ends the other, and reaches the one who reads
  pipeline(Readable.from(packed), inflate, () => undefined);
  try {
    for await (const piece of inflate) yield piece as Buffer;
  } catch (cause) {
    if (cause instanceof RefusedFile || cause instanceof Cancelled) throw cause;
    throw broken('What is packed in it can’t be unpacked.');
  } finally {
    inflate.destroy();
  }
}

async function directoryOf(file: FileHandle, size: number, limits: ZipLimits): Promise<ZipEntry[]> {
  const { at, bytes, count } = await findDirectory(file, size);
  if (count > limits.entries) throw tooMany(limits);
  if (at + bytes > size || bytes > MAX_DIRECTORY_BYTES) throw broken('Its directory lies outside of it.');
  const directory = await readAt(file, at, bytes);
  const entries: ZipEntry[] = [];
  for (let place = 0; place + 46 <= directory.length && entries.length < count;) {
    if (directory.readUInt32LE(place) !== CENTRAL) throw broken('Its directory is damaged.');
    const nameBytes = directory.readUInt16LE(place + 28);
    const extraBytes = directory.readUInt16LE(place + 30);
    const next = place + 46 + nameBytes + extraBytes + directory.readUInt16LE(place + 32);
    if (next > directory.length) throw broken('Its directory is damaged.');
    entries.push(entryAt(directory, place, nameBytes, extraBytes));
    place = next;
  }
  if (entries.length !== count) throw broken('Its directory is damaged.');
  return entries;
}

function entryAt(directory: Buffer, place: number, nameBytes: number, extraBytes: number): ZipEntry {
  const flags = directory.readUInt16LE(place + 8);
  const name = directory.subarray(place + 46, place + 46 + nameBytes);
  const extra = directory.subarray(place + 46 + nameBytes, place + 46 + nameBytes + extraBytes);
  const wide = wideFields(extra);
  // a field too small for its number holds ones, and the number stands in the extra part, in this order
  const field = (at: number) => {
    const value = directory.readUInt32LE(place + at);
    return value === 0xffffffff && wide.length > 0 ? (wide.shift() ?? value) : value;
  };
  const bytes = field(24);
  const packedBytes = field(20);
  const offset = field(42);
  return {
    name: flags & 0x800 ? name.toString('utf8') : name.toString('latin1'),
    method: directory.readUInt16LE(place + 10),
    packedBytes,
    bytes,
    crc32: directory.readUInt32LE(place + 16),
    offset,
    encrypted: (flags & 1) === 1,
  };
}

function wideFields(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) {
      const values: number[] = [];
      for (let from = at + 4; from + 8 <= Math.min(extra.length, at + 4 + length); from += 8)
        values.push(Number(extra.readBigUInt64LE(from)));
      return values;
    }
    at += 4 + length;
  }
  return [];
}

async function findDirectory(file: FileHandle, size: number): Promise<{ at: number; bytes: number; count: number }> {
  const length = Math.min(size, END_BYTES + MAX_COMMENT);
  const tail = await readAt(file, size - length, length);
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== END) continue;
    const count = tail.readUInt16LE(at + 10);
    const bytes = tail.readUInt32LE(at + 12);
    const offset = tail.readUInt32LE(at + 16);
    const locator = at - 20;
    if ((count === 0xffff || bytes === 0xffffffff || offset === 0xffffffff) && locator >= 0 && tail.readUInt32LE(locator) === LOCATOR_64) {
      const end = await readAt(file, Number(tail.readBigUInt64LE(locator + 8)), 56);
      if (end.length < 56 || end.readUInt32LE(0) !== END_64) throw broken('Its directory is damaged.');
      return {
        count: Number(end.readBigUInt64LE(32)),
        bytes: Number(end.readBigUInt64LE(40)),
        at: Number(end.readBigUInt64LE(48)),
      };
    }
    return { at: offset, bytes, count };
  }
  throw broken('It has no directory: it is cut off.');
}

function refuseTricks(entries: readonly ZipEntry[], size: number, limits: ZipLimits): void {
  for (const { name, bytes, packedBytes } of entries) {
    if (bytes === 0 && packedBytes > 16) throw broken(`The size of “${shown(name)}” is not said.`);
    const parts = name.split(/[/\\]/);
    if (parts.includes('..') || /^(?:[/\\]|[a-z]:)/i.test(name) || name.includes('\0'))
      throw new RefusedFile(
        'unsafe_archive',
        `The archive holds a file whose name leads out of its folder: “${shown(name)}”.`,
        'Archives made by usual programs hold no such names. Pack the tables again.',
      );
  }
  const sorted = entries.filter(({ packedBytes }) => packedBytes > 0).toSorted((one, other) => one.offset - other.offset);
  sorted.forEach(({ offset, packedBytes }, index) => {
    const next = sorted[index + 1]?.offset ?? size;
    if (offset + 30 + packedBytes > next)
      throw new RefusedFile(
        'unsafe_archive',
        'Files of the archive lie over each other.',
        'No usual program packs so. Pack the tables again.',
      );
  });
  const total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > limits.bytes) throw tooLarge(limits, true);
  if (total > limits.freeBytes && total > size * limits.ratio) throw tooLarge(limits, false);
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  if (!Number.isSafeInteger(at) || at < 0) throw broken('Its directory is damaged.');
  const buffer = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(buffer, 0, length, at);
  return buffer.subarray(0, bytesRead);
}

/** A name from an archive as it may stand in a sentence. */
export const shown = (name: string): string => name.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 120);

const broken = (why: string) =>
  new RefusedFile('broken_zip', `The archive can’t be read. ${why}`, 'Save or pack the file again, and send it whole.');

const tooMany = ({ entries }: ZipLimits) =>
  new RefusedFile('too_many_files', `The archive holds more than ${entries.toLocaleString('en-GB')} files.`, 'Pack only the tables.');

function tooLarge(limits: ZipLimits, absolute: boolean): RefusedFile {
  const why = absolute ? `more than ${sizeWords(limits.bytes)}` : `more than ${limits.ratio} times its size`;
  return new RefusedFile(
    'grows_too_large',
    `The packed file unpacks to ${why}.`,
    'Such a file is refused so that it can’t fill the disk. If it is a real export, unpack it and import the tables.',
  );
}

const sizeWords = (bytes: number) =>
  bytes >= 1024 ** 3 ? `${Math.round(bytes / 1024 ** 3)} GB` : `${Math.max(1, Math.round(bytes / 1024 ** 2))} MB`;
