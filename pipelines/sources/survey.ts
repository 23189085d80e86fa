import { isAscii, isUtf8 } from 'node:buffer';

/** The longest line that is read. A file with a longer one is refused when the limit is reached. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** What one pass over the bytes of a file tells, before anyone parses them. */
export interface Survey {
  bytes: number;
  /** The bytes are UTF-8, but for damage too small to make them another encoding. */
  utf8: boolean;
  damaged: boolean;
  /** Line ends of more than one kind. */
  mixedLineEnds: boolean;
  /** Lines with nothing in them, other than at the end. */
  blankLines: boolean;
  /** Lines that hold other letters than ASCII, from anywhere in the file, up to `MAX_LETTERS` bytes of them. */
  letters: Buffer;
  /** Bytes of value nought stand among the letters, as systems of fixed lengths leave them. */
  noughts: boolean;
  /** Where a line longer than `MAX_LINE_BYTES` begins; the survey stops there. */
  tooLongAt: number | null;
}

/** How many bytes of lines with other letters than ASCII are kept to tell the encoding by. */
const MAX_LETTERS = 64 * 1024;
/** Bytes around such a letter that are kept of a line without end. */
const AROUND = 400;

const ESCAPE = Buffer.from('\u001b$');
const LF = 0x0a;
const CR = 0x0d;
const isEnd = (byte: number | undefined) => byte === LF || byte === CR;
const BLANK = ['\n\n', '\r\n\r\n', '\r\r'].map((text) => Buffer.from(text));

/**
 * Looks at a file as it streams by: UTF-8 or not, line ends, blank lines, the longest line.
 *
 * Native searches do the work, so that a large clean file costs about what reading it costs. `take` answers
 * false when a line is longer than `MAX_LINE_BYTES`: nothing more needs to be read.
 */
export class Surveyor {
  #bytes = 0;
  #lineStart = 0;
  #tooLongAt: number | null = null;
  #carry: Buffer = Buffer.alloc(0);
  #goodLetters = 0;
  #badBytes = 0;
  #feeds = 0;
  #returns = 0;
  #pairs = 0;
  #blank = false;
  #endsInBlank = false;
  #lastByte = -1;
  #anyContent = false;
  #noughts = false;
  readonly #letters: Buffer[] = [];
  #kept = 0;

  take(chunk: Buffer): boolean {
    if (chunk.length === 0) return true;
    this.#measureLines(chunk);
    this.#countLineEnds(chunk);
    if (!this.#blank) this.#findBlankLines(chunk);
    this.#judgeLetters(chunk);
    if (this.#kept < MAX_LETTERS) this.#keepLetters(chunk);
    this.#noughts ||= chunk.includes(0);
    this.#bytes += chunk.length;
    this.#lastByte = chunk[chunk.length - 1] ?? -1;
    return this.#tooLongAt === null;
  }

  end(): Survey {
    this.#badBytes += this.#carry.length;
    const kinds = [this.#pairs, this.#feeds - this.#pairs, this.#returns - this.#pairs].filter((count) => count > 0).length;
    return {
      bytes: this.#bytes,
      utf8: this.#badBytes === 0 || this.#goodLetters >= this.#badBytes * 4,
      damaged: this.#badBytes > 0,
      mixedLineEnds: kinds > 1,
      blankLines: this.#blank,
      noughts: this.#noughts,
      letters: Buffer.concat(this.#letters),
      tooLongAt: this.#tooLongAt,
    };
  }

  #keepLetters(chunk: Buffer): void {
    if (isAscii(chunk) && !chunk.includes(ESCAPE)) return;
    let at = 0;
    while (at < chunk.length && this.#kept < MAX_LETTERS) {
      const odd = otherThanAscii(chunk, at);
      if (odd === -1) return;
      const start = Math.max(at, chunk.lastIndexOf(LF, odd) + 1, odd - AROUND);
      const feed = chunk.indexOf(LF, odd);
      const end = Math.min(feed === -1 ? chunk.length : feed + 1, odd + AROUND);
      this.#letters.push(Buffer.from(chunk.subarray(start, end)));
      this.#kept += end - start;
      at = end;
    }
  }

  #measureLines(chunk: Buffer): void {
    const ends = [chunk.indexOf(LF), chunk.indexOf(CR)].filter((at) => at !== -1);
    const first = ends.length === 0 ? chunk.length : Math.min(...ends);
    if (this.#bytes + first - this.#lineStart > MAX_LINE_BYTES) this.#tooLongAt ??= this.#lineStart;
    if (ends.length > 0) this.#lineStart = this.#bytes + Math.max(chunk.lastIndexOf(LF), chunk.lastIndexOf(CR)) + 1;
  }

  /** Exact only where a return occurs: a file without any has one kind of line end. */
  #countLineEnds(chunk: Buffer): void {
    if (this.#lastByte === CR && chunk[0] === LF) this.#pairs += 1;
    if (!chunk.includes(CR)) {
      if (this.#lastByte === CR && chunk[0] === LF) this.#feeds += 1;
      if (chunk.includes(LF, chunk[0] === LF && this.#lastByte === CR ? 1 : 0)) this.#feeds += 1;
      return;
    }
    for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, at + 1)) this.#feeds += 1;
    for (let at = chunk.indexOf(CR); at !== -1; at = chunk.indexOf(CR, at + 1)) {
      this.#returns += 1;
      if (chunk[at + 1] === LF) this.#pairs += 1;
    }
  }

  /** A blank line counts once something follows it. */
  #findBlankLines(chunk: Buffer): void {
    const content = chunk.findIndex((byte) => !isEnd(byte));
    const opensBlank = content !== 0 && (this.#lastByte === LF || !this.#anyContent);
    if (content !== -1 && (this.#endsInBlank || opensBlank)) {
      this.#blank = true;
      return;
    }
    this.#endsInBlank ||= opensBlank;
    if (content === -1) return;
    this.#anyContent = true;
    for (const pattern of BLANK) {
      for (let at = chunk.indexOf(pattern); at !== -1; at = chunk.indexOf(pattern, at + 1)) {
        if (chunk.subarray(at).some((byte) => !isEnd(byte))) {
          this.#blank = true;
          return;
        }
        this.#endsInBlank = true;
        break;
      }
    }
  }

  #judgeLetters(chunk: Buffer): void {
    if (this.#carry.length === 0 && isAscii(chunk)) return;
    const all = this.#carry.length === 0 ? chunk : Buffer.concat([this.#carry, chunk]);
    const cut = all.length - openSequence(all);
    const whole = all.subarray(0, cut);
    this.#carry = Buffer.from(all.subarray(cut));
    if (isUtf8(whole)) {
      if (!isAscii(whole)) this.#goodLetters += 8;
    } else {
      const { good, bad } = countLetters(whole);
      this.#goodLetters += good;
      this.#badBytes += bad;
    }
  }
}

/** Where the next byte of no ASCII letter stands, or an escape to Japanese letters. */
function otherThanAscii(chunk: Buffer, from: number): number {
  for (let at = from; at < chunk.length; at += 1) {
    const byte = chunk[at] ?? 0;
    if (byte >= 0x80 || (byte === 0x1b && chunk[at + 1] === 0x24)) return at;
  }
  return -1;
}

/** How many bytes at the end belong to a letter that continues in the next chunk. */
function openSequence(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? back : 0;
    }
  }
  return 0;
}

function countLetters(bytes: Buffer): { good: number; bad: number } {
  let good = 0;
  let bad = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) continue;
    const length = byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xc2 && byte < 0xe0 ? 2 : 0;
    let followers = 0;
    while (followers + 1 < length && ((bytes[at + followers + 1] ?? 0) & 0xc0) === 0x80) followers += 1;
    if (length > 0 && followers === length - 1) {
      good += 1;
      at += followers;
    } else bad += 1;
  }
  return { good, bad };
}
