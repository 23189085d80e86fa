import { RefusedFile } from '../../model/problem.ts';
import { MAX_LINE_BYTES } from './survey.ts';

/**
 * How records follow one another in a JSON file: one a line; one value after the other; the elements of a list that
 * begins at a letter of the text, `key` being its name where it lies in an object.
 */
export type JsonLayout =
  { readonly kind: 'lines' } | { readonly kind: 'values' } | { readonly kind: 'list'; readonly start: number; readonly key: string | null };

/** Finds the layout in the beginning of a text; `whole` says that there is no more of it. */
export function layoutOf(head: string, whole: boolean): JsonLayout {
  const start = head.search(/\S/);
  if (head[start] === '[') return { kind: 'list', start, key: null };
  const lineEnd = head.indexOf('\n', start);
  const line = (lineEnd === -1 ? head : head.slice(start, lineEnd)).trim();
  const alone = whole && (lineEnd === -1 || head.slice(lineEnd).trim() === '');
  if (isObject(line) && !alone) return { kind: 'lines' };
  const { list, end } = scanObject(head, start);
  const followed = end !== null && head.slice(end).trim() !== '';
  return list === null || followed ? { kind: 'values' } : { kind: 'list', ...list };
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** The first list of objects right inside an object, and where the object ends if it does in this text. */
function scanObject(text: string, start: number): { list: { start: number; key: string } | null; end: number | null } {
  let depth = 0;
  let key = '';
  let list: { start: number; key: string } | null = null;
  for (let at = start; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '"') {
      const end = stringEnd(text, at);
      if (end === -1) break;
      if (depth === 1 && /^\s*:/.test(text.slice(end + 1, end + 50))) key = text.slice(at + 1, end);
      at = end;
    } else if (letter === '{' || letter === '[') {
      if (list === null && depth === 1 && letter === '[' && /^\[\s*\{/.test(text.slice(at, at + 200))) list = { start: at, key };
      depth += 1;
    } else if (letter === '}' || letter === ']') {
      depth -= 1;
      if (depth === 0) return { list, end: at + 1 };
    }
  }
  return { list, end: null };
}

/** Where a string that opens at a quote closes; -1 when it does not in this text. */
function stringEnd(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

/** The lines of a text that hold anything. */
export class LineSplitter {
  #rest = '';

  *take(text: string): Generator<string> {
    const all = this.#rest + text;
    let from = 0;
    for (let at = all.indexOf('\n'); at !== -1; at = all.indexOf('\n', from)) {
      const line = all.slice(from, at).trim();
      from = at + 1;
      if (line !== '') yield line;
    }
    this.#rest = all.slice(from);
    refuseLong(this.#rest);
  }

  *end(): Generator<string> {
    const line = this.#rest.trim();
    if (line !== '') yield line;
  }
}

const QUOTE = 0x22;
const OPEN_OBJECT = 0x7b;
const OPEN_LIST = 0x5b;
const CLOSE_OBJECT = 0x7d;
const CLOSE_LIST = 0x5d;
const COMMA = 0x2c;

/**
 * The values of a list, or values that follow one another, each as its text: found by counting brackets, so that no
 * more than one of them is held. Whether a value is sound JSON is for its reader to find out.
 */
export class ValueSplitter {
  /** The list has ended; what follows it is not read. */
  done = false;
  #text = '';
  /** Where to go on looking. */
  #at = 0;
  #depth = 0;
  #start = -1;
  #skip: number;
  readonly #level: number;

  constructor(layout: Exclude<JsonLayout, { kind: 'lines' }>) {
    this.#level = layout.kind === 'list' ? 1 : 0;
    this.#skip = layout.kind === 'list' ? layout.start : 0;
  }

  *take(piece: string): Generator<string> {
    if (this.done) return;
    const dropped = Math.min(this.#skip, piece.length);
    this.#skip -= dropped;
    this.#text += piece.slice(dropped);
    for (let at = this.#at; at < this.#text.length; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (code === QUOTE) {
        this.#begin(at);
        const end = stringEnd(this.#text, at);
        if (end === -1) {
          this.#at = at;
          this.#keep();
          return;
        }
        at = end;
      } else if (code === OPEN_OBJECT || code === OPEN_LIST) {
        this.#begin(at);
        this.#depth += 1;
      } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
        this.#depth -= 1;
        const over = this.#depth < this.#level;
        if (this.#depth === this.#level) yield this.#value(at + 1);
        else if (over && this.#start !== -1) yield this.#value(at);
        if (over) {
          this.done = true;
          this.#text = '';
          return;
        }
      } else if (this.#depth === this.#level) {
        if (code === COMMA) {
          if (this.#start !== -1) yield this.#value(at);
        } else if (code > 0x20) this.#begin(at);
      }
    }
    this.#at = this.#text.length;
    this.#keep();
  }

  /** What is left when the text ends; for a list that has not ended this is where it breaks off. */
  end(): string {
    return this.#start === -1 ? '' : this.#text.slice(this.#start);
  }

  #begin(at: number): void {
    if (this.#start === -1 && this.#depth === this.#level) this.#start = at;
  }

  #value(end: number): string {
    const value = this.#start === -1 ? '' : this.#text.slice(this.#start, end);
    this.#start = -1;
    return value;
  }

  /** Forgets what was given out. */
  #keep(): void {
    const from = this.#start === -1 ? this.#at : this.#start;
    this.#text = this.#text.slice(from);
    this.#at -= from;
    if (this.#start !== -1) this.#start = 0;
    refuseLong(this.#text);
  }
}

function refuseLong(text: string): void {
  if (text.length > MAX_LINE_BYTES)
    throw new RefusedFile(
      'line_too_long',
      'A record of the JSON is longer than 16 MB.',
      'A record this long is no row of a table. Often a bracket or a quote is missing.',
    );
}
