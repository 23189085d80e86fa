import { StringDecoder } from 'node:string_decoder';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Turns the bytes of a file into text piece by piece; a character may lie across two pieces. */
export interface TextDecoderStream {
  take(bytes: Buffer): string;
  end(): string;
}

/** What the first bytes say: a byte order mark, or the zeros of UTF-16. Null: UTF-8 or one byte a letter, to be surveyed. */
export function encodingOfHead(head: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const sample = head.subarray(0, 4096);
  let even = 0;
  let odd = 0;
  sample.forEach((byte, at) => {
    if (byte === 0) {
      if (at % 2 === 0) even += 1;
      else odd += 1;
    }
  });
  const many = sample.length / 5;
  if (odd > many && even < odd / 4) return 'utf-16le';
  if (even > many && odd < even / 4) return 'utf-16be';
  return null;
}

/** The 32 letters in which Windows-1252 differs from Latin-1; the five it leaves undefined stay as they are. */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/**
 * A decoder for one file. Byte order marks are dropped.
 *
 * Windows-1252 by a table of our own: some Node releases answer `TextDecoder('windows-1252')` with Latin-1.
 */
export function decoderOf(encoding: Encoding): TextDecoderStream {
  if (encoding === 'windows-1252') {
    return {
      take: (bytes) => bytes.toString('latin1').replace(/[\x80-\x9f]/g, (letter) => WINDOWS_1252[letter.charCodeAt(0) - 0x80] ?? letter),
      end: () => '',
    };
  }
  const decoder = new StringDecoder(encoding === 'utf-8' ? 'utf8' : 'utf16le');
  let first = true;
  let carry: Buffer = Buffer.alloc(0);
  const mark = (text: string) => {
    if (text === '') return text;
    const whole = first ? text.replace(/^\ufeff/, '') : text;
    first = false;
    return whole;
  };
  return {
    take(bytes) {
      if (encoding !== 'utf-16be') return mark(decoder.write(bytes));
      const all = Buffer.concat([carry, bytes]);
      const even = all.length - (all.length % 2);
      carry = Buffer.from(all.subarray(even));
      return mark(decoder.write(Buffer.from(all.subarray(0, even)).swap16()));
    },
    end: () => mark(decoder.end()),
  };
}
