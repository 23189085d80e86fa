import type { Progress } from '../../model/event-log.ts';
import { duration, number, percent } from '../../model/format.ts';

/** Where the program speaks: answers go to `out`, words and progress to `err`. */
export interface Terminal {
  readonly out: NodeJS.WritableStream & { isTTY?: boolean };
  readonly err: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
}

export class Voice {
  readonly #terminal: Terminal;
  #line = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  get isForPeople(): boolean {
    return this.#terminal.out.isTTY === true;
  }

  /** A result, on standard output. */
  answer(text: string | Uint8Array): void {
    this.#clear();
    this.#terminal.out.write(typeof text === 'string' && !text.endsWith('\n') ? `${text}\n` : text);
  }

  json(value: unknown): void {
    this.answer(JSON.stringify(value));
  }

  /** A sentence for the person at the terminal, on standard error. */
  say(text: string): void {
    this.#clear();
    this.#terminal.err.write(`${text}\n`);
  }

  /** One line that is written over; nothing where nobody watches. */
  progress(what: string, progress: Progress | null): void {
    if (this.#terminal.err.isTTY !== true) return;
    const text = `${what}${progress ? `  ${bar(progress.share)} ${PHASES[progress.phase]}${rowsOf(progress)}${leftOf(progress)}` : ''}`;
    this.#terminal.err.write(`\r\u001b[2K${text.slice(0, (this.#terminal.err.columns ?? 100) - 1)}`);
    this.#line = true;
  }

  #clear(): void {
    if (this.#line) this.#terminal.err.write('\r\u001b[2K');
    this.#line = false;
  }
}

const PHASES: Record<Progress['phase'], string> = {
  reading: 'reading',
  checking: 'checking',
  loading: 'loading',
  examining: 'looking for problems',
  deriving: 'working out waits',
  keeping: 'keeping the original',
  done: 'done',
};
const bar = (share: number) => `${'█'.repeat(Math.round(share * 20)).padEnd(20, '░')} ${percent(share)}`;
const rowsOf = ({ rows, totalRows }: Progress) =>
  rows === 0 ? '' : `, ${number(rows)}${totalRows === null ? '' : ` of ${number(totalRows)}`} rows`;
const leftOf = ({ leftMs }: Progress) => (leftMs === null || leftMs < 2000 ? '' : `, ${duration(leftMs)} left`);

/** A value as people read it: durations and shares in their units, lists as a path. */
export function cell(name: string, value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (Array.isArray(value)) return value.map(String).join(' > ');
  if (typeof value === 'number') {
    if (/Ms$/.test(name)) return duration(value);
    if (/share$|Share$|^coverage$|^goal$|^withinTarget$|Rate$/.test(name)) return percent(value, 1);
    return Number.isInteger(value) ? number(value) : number(value, 1);
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A single row stands upright, one field a line. */
export function upright(row: Readonly<Record<string, unknown>>, columns: readonly string[]): string {
  const width = Math.max(...columns.map((name) => name.length));
  return columns.map((name) => `${name.padEnd(width)}  ${cell(name, row[name])}`).join('\n');
}

/** Rows as aligned columns. */
export function table(rows: readonly Readonly<Record<string, unknown>>[], columns: readonly string[] = Object.keys(rows[0] ?? {})): string {
  if (rows.length === 0) return 'No rows.';
  const cells = rows.map((row) => columns.map((name) => shorten(cell(name, row[name]))));
  const widths = columns.map((name, at) => Math.max(name.length, ...cells.map((line) => line[at]?.length ?? 0)));
  const numeric = columns.map((name) => rows.every((row) => row[name] === null || typeof row[name] === 'number'));
  const line = (texts: readonly string[]) =>
    texts
      .map((text, at) => (numeric[at] ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(columns), line(widths.map((width) => '─'.repeat(width))), ...cells.map(line)].join('\n');
}

const shorten = (text: string) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
