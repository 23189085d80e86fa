import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { RefusedFile } from '../../model/problem.ts';
import { decoderOf, encodingOfHead, encodingWords, type Encoding } from './encoding.ts';
import { encodingOfLetters } from './letters.ts';
import { asPlainUtf8, lineNumberAt, writePieces } from './rewrite.ts';
import { MAX_LINE_BYTES, Surveyor, type Survey } from './survey.ts';

/** A table as text in plain UTF-8 with one kind of line end, and what it was before. */
export interface PlainText {
  readonly path: string;
  readonly bytes: number;
  readonly encoding: Encoding;
  /** The number a line near the top has in the file as it was given, where blank lines count. */
  readonly lineAsGiven: (line: number) => number;
  /** What the choice of the encoding leaves in doubt, in words. */
  readonly notes: readonly string[];
}

/** The beginning of a text, enough of it to hold its header and some rows. */
export interface Head {
  /** The first megabyte of the text, cut at a line end unless it is the whole file. */
  readonly head: string;
  readonly headIsAll: boolean;
  /** Bytes of a byte order mark that the file still has. */
  readonly markBytes: number;
}

const HEAD_BYTES = 1024 * 1024;

/**
 * The file as plain UTF-8: itself, or a copy where it is anything else. Refuses lines that are none.
 *
 * `given` is the encoding a person chose, by the name `encodingNamed` answers.
 */
export async function plainText(
  path: string,
  folder: string,
  survey: Survey,
  given: Encoding | null,
  signal?: AbortSignal,
): Promise<PlainText> {
  const { encoding, notes } = encodingOfText(await bytesOf(path, 4096), survey, given);
  const wide = encoding === 'utf-16le' || encoding === 'utf-16be';
  if (!wide) await refuseLongLine(path, survey);
  const lineAsGiven = survey.blankLines ? await lineNumbers(path, encoding) : (line: number) => line;
  if (encoding === 'utf-8' && !survey.mixedLineEnds && !survey.blankLines && !survey.noughts)
    return { path, bytes: survey.bytes, encoding, lineAsGiven, notes };
  const surveyor = new Surveyor();
  const copy = await writePieces(join(folder, 'plain'), surveyed(asPlainUtf8(path, encoding, signal), surveyor));
  const plain = surveyor.end();
  await refuseLongLine(copy, plain);
  return { path: copy, bytes: plain.bytes, encoding, lineAsGiven, notes: survey.noughts && !wide ? [...notes, NOUGHTS] : notes };
}

const NOUGHTS = 'The file holds bytes of value nought, which no text can have. They were taken out.';

/** A byte order mark says it for sure, then the person, then the bytes. What stays in doubt is said with both readings. */
function encodingOfText(head: Buffer, survey: Survey, given: Encoding | null): { encoding: Encoding; notes: string[] } {
  const marked = encodingOfHead(head);
  if (given !== null && marked === null) return { encoding: given, notes: notesOnGiven(given, survey) };
  if (marked !== null)
    return {
      encoding: marked,
      notes:
        given === null || given === marked
          ? []
          : [`The first bytes of the file say that it is ${encodingWords(marked)}; it was read so, not as ${encodingWords(given)}.`],
    };
  if (survey.utf8 && !survey.letters.includes('\u001b$')) return { encoding: 'utf-8', notes: [] };
  const { encoding, doubt } = encodingOfLetters(survey.letters);
  if (doubt === null) return { encoding, notes: [] };
  const words = (which: 0 | 1) => doubt.words.map((pair) => `“${pair[which]}”`).join(', ');
  return {
    encoding,
    notes: [
      `The letters of the file were read as ${encodingWords(encoding)}: ${words(0)}. They could also be ${encodingWords(doubt.encoding)}: ${words(1)}. If that is right, choose the encoding ${doubt.encoding}.`,
    ],
  };
}

/** What speaks against the encoding a person chose. */
function notesOnGiven(given: Encoding, { letters, utf8 }: Survey): string[] {
  if (letters.length === 0) return [];
  const decoder = decoderOf(given);
  const text = decoder.take(letters) + decoder.end();
  if (given !== 'utf-8' && utf8 && !letters.includes('\u001b$'))
    return [
      `The bytes of the file are sound UTF-8, but were read as ${encodingWords(given)}, as was chosen: “${wordIn(text)}” would be “${wordIn(letters.toString('utf8'))}”.`,
    ];
  if (given !== 'utf-8' && /[\ufffd\ue000-\uf8ff]/.test(text))
    return [`Some letters of the file are none in ${encodingWords(given)}, which was chosen: they can’t be read.`];
  return [];
}

const wordIn = (text: string): string => /[^\s,;|"]*\P{ASCII}[^\s,;|"]*/u.exec(text)?.[0].slice(0, 60) ?? '';

/** Lets pieces pass while they are surveyed; ends where a line is too long to go on. */
export async function* surveyed(pieces: AsyncIterable<Buffer>, surveyor: Surveyor): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    const sound = surveyor.take(piece);
    yield piece;
    if (!sound) return;
  }
}

/** From a line of the copy near its top to the line of the file as it was given. */
async function lineNumbers(path: string, encoding: Encoding): Promise<(line: number) => number> {
  const lines = decoderOf(encoding)
    .take(await bytesOf(path, 65_536))
    .split(/\r\n?|\n/);
  const filled = lines.flatMap((line, at) => (line === '' ? [] : [at + 1]));
  return (line) => filled[line - 1] ?? line;
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
export async function headOf(path: string, size: number): Promise<Head> {
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

/** The first bytes of a file. */
export async function bytesOf(path: string, length: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await file.read(buffer, 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

export const emptyFile = () => new RefusedFile('empty_file', 'The file is empty.', 'There is nothing to import. Export the data again.');
