import { StringDecoder } from 'node:string_decoder';

/** The name of an encoding as `TextDecoder` says it: utf-8, windows-1252, shift_jis. */
export type Encoding = string;

/** The encoding that a label means: “latin1” is windows-1252, “sjis” is shift_jis. Null for a label nobody knows. */
export function encodingNamed(label: string): Encoding | null {
  const said = label.trim().toLowerCase();
  if (said === '' || !/^[\x21-\x7e]+$/.test(said)) return null;
  try {
    return new TextDecoder(said).encoding;
  } catch {
    return null;
  }
}

/** What a person calls an encoding. */
const NAMES: Record<string, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1250': 'Windows-1250 (Central Europe)',
  'windows-1251': 'Windows-1251 (Cyrillic)',
  'windows-1252': 'Windows-1252 (Western Europe)',
  'windows-1253': 'Windows-1253 (Greek)',
  'windows-1254': 'Windows-1254 (Turkish)',
  'windows-1255': 'Windows-1255 (Hebrew)',
  'windows-1256': 'Windows-1256 (Arabic)',
  'windows-1257': 'Windows-1257 (Baltic)',
  'iso-8859-2': 'ISO 8859-2 (Central Europe)',
  'iso-8859-5': 'ISO 8859-5 (Cyrillic)',
  'iso-8859-7': 'ISO 8859-7 (Greek)',
  'iso-8859-15': 'ISO 8859-15 (Western Europe)',
  'koi8-r': 'KOI8-R (Cyrillic)',
  macintosh: 'Mac Roman',
  shift_jis: 'Shift JIS (Japanese)',
  'euc-jp': 'EUC-JP (Japanese)',
  'iso-2022-jp': 'ISO 2022-JP (Japanese)',
  'euc-kr': 'EUC-KR (Korean)',
  gb18030: 'GB 18030 (Chinese)',
  gbk: 'GBK (Chinese)',
  big5: 'Big5 (Chinese)',
};
export const encodingWords = (encoding: Encoding): string => NAMES[encoding] ?? encoding;

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

/** What an XML file says of its own encoding; UTF-8 unless it names another that is known. */
export function declaredEncoding(head: Buffer): Encoding {
  const label = /^\s*<\?xml[^>]*encoding\s*=\s*["']([^"']{1,40})["']/i.exec(head.subarray(0, 400).toString('latin1'))?.[1];
  const said = label === undefined ? null : encodingNamed(label);
  return said === null || said.startsWith('utf-16') ? 'utf-8' : said;
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
  if (encoding !== 'utf-8' && encoding !== 'utf-16le' && encoding !== 'utf-16be') {
    const other = new TextDecoder(encoding);
    return { take: (bytes) => other.decode(bytes, { stream: true }), end: () => other.decode() };
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
