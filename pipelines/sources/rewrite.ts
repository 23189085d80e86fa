import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Cancelled } from '../../model/problem.ts';
import { decoderOf, type Encoding } from './encoding.ts';

const CHUNK = 1024 * 1024;
const LF = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Bytes of a file that are to be read as one bad row: from `start` up to the end of that line. */
export interface BrokenLine {
  readonly start: number;
  /** What the line is replaced with: a row that the reader can't take, so that record numbers stay. */
  readonly mark: string;
}

/** Reads a file in pieces; stops with `Cancelled` when the signal fires. */
export async function* piecesOf(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  for await (const piece of createReadStream(path, { highWaterMark: CHUNK })) {
    if (signal?.aborted) throw new Cancelled();
    yield piece as Buffer;
  }
}

/** Writes pieces to a new file; answers its path. */
export async function writePieces(path: string, pieces: AsyncIterable<Buffer | string>): Promise<string> {
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const piece of pieces) await file.writeFile(piece);
  } finally {
    await file.close();
  }
  return path;
}

/**
 * The same table as plain UTF-8: transcoded, with `\n` as its only line end, without blank lines and bytes of value nought.
 *
 * Line ends inside quotes become `\n` too, blank lines inside quotes stay.
 */
export async function* asPlainUtf8(path: string, encoding: Encoding, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const decoder = encoding === 'utf-8' ? null : decoderOf(encoding);
  const lines = new LineEnds();
  const blanks = new BlankLines();
  for await (const piece of piecesOf(path, signal)) {
    yield blanks.drop(lines.unify(withoutNoughts(decoder === null ? piece : Buffer.from(decoder.take(piece)))));
  }
  yield blanks.drop(lines.unify(Buffer.from(decoder?.end() ?? '')));
  yield lines.end();
}

const withoutNoughts = (bytes: Buffer): Buffer => (bytes.includes(0) ? Buffer.from(bytes.filter((byte) => byte !== 0)) : bytes);

/**
 * Whether a text writes a quote inside a quoted field as `\"`, as some databases do: such a pair stands where no field
 * can end, and no quote is written twice.
 */
export const escapesQuotes = (head: string): boolean =>
  /[^\\]\\"[^,;\t|^~\u00a6\r\n"]/.test(head) && !/[^,;\t|^~\u00a6\r\n"\\]""[^,;\t|^~\u00a6\r\n"]/.test(head);

/** The same text with `\"` inside quotes written as `""`, and `\\` as one backslash. */
export async function* withDoubledQuotes(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let quoted = false;
  let escaped = false;
  for await (const piece of pieces) {
    // a pair may stand across two pieces, and becomes as long as it was or shorter
    const written = Buffer.allocUnsafe(piece.length + 1);
    let length = 0;
    for (const byte of piece) {
      if (escaped) {
        escaped = false;
        if (byte === QUOTE) length = written.writeUInt8(QUOTE, length);
        else if (byte !== BACKSLASH) length = written.writeUInt8(BACKSLASH, length);
        length = written.writeUInt8(byte, length);
        continue;
      }
      if (quoted && byte === BACKSLASH) {
        escaped = true;
        continue;
      }
      if (byte === QUOTE) quoted = !quoted;
      length = written.writeUInt8(byte, length);
    }
    yield written.subarray(0, length);
  }
  if (escaped) yield Buffer.of(BACKSLASH);
}

/** The same text with `\n` as its only line end. */
export async function* withOneLineEnd(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const lines = new LineEnds();
  for await (const piece of pieces) yield lines.unify(piece);
  yield lines.end();
}

/** `\r\n` and a lone `\r` become `\n`. One byte a letter on the way, so that UTF-8 passes untouched. */
class LineEnds {
  #openReturn = false;

  unify(bytes: Buffer): Buffer {
    if (!this.#openReturn && !bytes.includes(0x0d)) return bytes;
    let text = (this.#openReturn ? '\r' : '') + bytes.toString('latin1');
    this.#openReturn = text.endsWith('\r');
    if (this.#openReturn) text = text.slice(0, -1);
    return Buffer.from(text.replace(/\r\n?/g, '\n'), 'latin1');
  }

  end(): Buffer {
    return Buffer.from(this.#openReturn ? '\n' : '');
  }
}

class BlankLines {
  #quoted = false;
  #atLineStart = true;

  drop(bytes: Buffer): Buffer {
    const kept = Buffer.allocUnsafe(bytes.length);
    let length = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) this.#quoted = !this.#quoted;
      if (byte === LF && this.#atLineStart && !this.#quoted) continue;
      this.#atLineStart = byte === LF;
      kept[length] = byte;
      length += 1;
    }
    return kept.subarray(0, length);
  }
}

/**
 * The file with some lines replaced by their marks, each from its first byte to the end of its line, and without
 * the bytes before `from`.
 */
export async function* withoutLines(path: string, broken: readonly BrokenLine[], from = 0, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const queue = broken.toSorted((one, other) => one.start - other.start);
  let position = 0;
  let cutting = false;
  for await (const piece of piecesOf(path, signal)) {
    let at = Math.min(piece.length, Math.max(0, from - position));
    while (at < piece.length) {
      if (cutting) {
        const end = piece.indexOf(LF, at);
        if (end === -1) break;
        cutting = false;
        at = end;
        continue;
      }
      const next = queue[0];
      const until = next === undefined ? piece.length : Math.min(piece.length, next.start - position);
      if (until > at) yield piece.subarray(at, until);
      at = Math.max(at, until);
      if (next !== undefined && at < piece.length && position + at >= next.start) {
        queue.shift();
        yield Buffer.from(next.mark);
        cutting = true;
      }
    }
    position += piece.length;
  }
}

/** The text of the line that begins at `start`, at most `limit` bytes of it. */
export async function lineAt(path: string, start: number, limit = 20_000): Promise<string> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(limit);
    const { bytesRead } = await file.read(buffer, 0, limit, start);
    const end = buffer.subarray(0, bytesRead).indexOf(LF);
    return buffer
      .subarray(0, end === -1 ? bytesRead : end)
      .toString('utf8')
      .replace(/\r$/, '');
  } finally {
    await file.close();
  }
}

/** The number of the line in which a byte lies, the first is 1. */
export async function lineNumberAt(path: string, byte: number): Promise<number> {
  let line = 1;
  let position = 0;
  for await (const piece of piecesOf(path)) {
    const part = piece.subarray(0, Math.max(0, Math.min(piece.length, byte - position)));
    for (let at = part.indexOf(LF); at !== -1; at = part.indexOf(LF, at + 1)) line += 1;
    position += piece.length;
    if (position >= byte) break;
  }
  return line;
}
