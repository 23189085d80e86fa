import { setImmediate } from 'node:timers/promises';
import { basename, dirname } from 'node:path';
import { RefusedFile } from '../../model/problem.ts';
import { decoded } from './decoded.ts';
import { layoutOf, LineSplitter, ValueSplitter, type JsonLayout } from './json-records.ts';
import { damagedMark, type MadeTable, type TableTask, type Watch } from './made-table.ts';
import { TableWriter } from './table-writer.ts';

const HEAD_LETTERS = 1024 * 1024;
/** Objects inside objects become columns to this depth; what lies deeper stays JSON text in one column. */
const MAX_DEPTH = 12;
const MAX_DAMAGED = 10_000;
const DAMAGED_LETTERS = 20_000;

/**
 * Reads records of a JSON file into rows: one object a line, the elements of a list, or of the first list of objects
 * inside an object. A field of an object inside a record is a column `a.b`; plain values of a list are joined by `; `;
 * lists of objects stay JSON text. A damaged record is refused alone, a list that breaks off as a whole.
 */
export async function tableOfJson(task: TableTask, watch: Watch): Promise<MadeTable> {
  const writer = new TableWriter(task.target, task.limit);
  try {
    const rows = new JsonRows(writer, basename(dirname(task.target)));
    const layout = await readRecords(task, watch, (text) => rows.take(text));
    if (rows.objects === 0) throw noRecords(rows.damaged[0]?.text);
    return {
      names: writer.names,
      rows: writer.rows,
      bytes: writer.end(),
      headerRow: 1,
      shifts: [],
      damaged: rows.damaged,
      notes: [
        ...(layout.kind === 'list' && layout.key !== null ? [`The rows are the list “${layout.key}” of the file.`] : []),
        ...rows.notes(),
      ],
      sheet: null,
      sheets: [],
    };
  } catch (cause) {
    writer.abandon();
    throw cause;
  }
}

async function readRecords(task: TableTask, watch: Watch, record: (text: string) => void): Promise<JsonLayout> {
  let head = '';
  let reading: { layout: JsonLayout; splitter: LineSplitter | ValueSplitter } | null = null;
  const begin = (whole: boolean) => {
    const layout = layoutOf(head, whole);
    const splitter = layout.kind === 'lines' ? new LineSplitter() : new ValueSplitter(layout);
    for (const one of splitter.take(head)) record(one);
    return { layout, splitter };
  };
  for await (const piece of decoded(task.path, task.encoding, watch)) {
    if (reading === null) {
      head += piece;
      if (head.length >= HEAD_LETTERS) reading = begin(false);
    } else {
      for (const one of reading.splitter.take(piece)) record(one);
      await setImmediate();
    }
  }
  const { layout, splitter } = reading ?? begin(true);
  if (splitter instanceof LineSplitter) for (const one of splitter.end()) record(one);
  else if (layout.kind === 'list' && !splitter.done) throw breaksOff(splitter.end());
  else if (splitter.end() !== '') record(splitter.end());
  return layout;
}

class JsonRows {
  objects = 0;
  readonly damaged: { mark: string; text: string }[] = [];
  #listsOfObjects = new Set<string>();
  #deep = false;
  readonly #writer: TableWriter;
  readonly #part: string;

  constructor(writer: TableWriter, part: string) {
    this.#writer = writer;
    this.#part = part;
  }

  take(text: string): void {
    const value = parsed(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      if (Array.isArray(value) && this.objects === 0) throw noObjects();
      this.#refuse(text);
      return;
    }
    const row: (string | null)[] = [];
    try {
      this.#fields(value as Record<string, unknown>, '', 0, row);
    } catch (cause) {
      // so many thousand levels that they can be read, but not written again
      if (!(cause instanceof RangeError)) throw cause;
      this.#refuse(text);
      return;
    }
    this.objects += 1;
    this.#writer.row(row);
  }

  #refuse(text: string): void {
    const mark = damagedMark(this.#part, this.damaged.length);
    this.damaged.push({ mark, text: text.slice(0, DAMAGED_LETTERS) });
    this.#writer.mark(mark);
    if (this.damaged.length > MAX_DAMAGED) throw noRecords(text);
  }

  notes(): string[] {
    const notes: string[] = [];
    const lists = [...this.#listsOfObjects].slice(0, 5).map((name) => `“${name}”`);
    if (lists.length > 0) notes.push(`Lists of objects are kept as text: ${lists.join(', ')}.`);
    if (this.#deep) notes.push(`What lies deeper than ${MAX_DEPTH} objects is kept as text.`);
    return notes;
  }

  #fields(object: Readonly<Record<string, unknown>>, path: string, depth: number, row: (string | null)[]): void {
    for (const [key, given] of Object.entries(object)) {
      const name = path === '' ? key : `${path}.${key}`;
      const value = unwrapped(given);
      if (value === null || value === undefined) continue;
      if (Array.isArray(value)) row[this.#writer.place(name)] = this.#list(value, name);
      else if (typeof value !== 'object') row[this.#writer.place(name)] = typeof value === 'string' ? value : JSON.stringify(value);
      else if (depth < MAX_DEPTH) this.#fields(value as Record<string, unknown>, name, depth + 1, row);
      else {
        this.#deep = true;
        row[this.#writer.place(name)] = JSON.stringify(value);
      }
    }
  }

  #list(values: readonly unknown[], name: string): string {
    if (values.every((value) => typeof value !== 'object' || value === null))
      return values
        .filter((value) => value !== null)
        .map(String)
        .join('; ');
    this.#listsOfObjects.add(name);
    return JSON.stringify(values);
  }
}

/** `{"$date": "…"}` and its like, as some databases write a value with its type, are that value. */
function unwrapped(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const [entry, ...more] = Object.entries(value);
  return entry !== undefined && more.length === 0 && /^\$(?:date|oid|numberLong|numberInt|numberDouble|numberDecimal|uuid)$/.test(entry[0])
    ? unwrapped(entry[1])
    : value;
}

const LONG_NUMBER = /\d{16}/;
const NUMBERS = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/** The value of a record, undefined where it is no JSON. Whole numbers longer than a double can hold are kept by letter. */
function parsed(text: string): unknown {
  const safe = LONG_NUMBER.test(text) ? text.replace(NUMBERS, (part) => (part.startsWith('"') ? part : `"${part}"`)) : text;
  try {
    return JSON.parse(safe) as unknown;
  } catch {
    return undefined;
  }
}

const noObjects = () =>
  new RefusedFile(
    'not_a_table',
    'The JSON holds lists where objects are needed.',
    'Each row must be an object with the names of its fields: {"case": "C-1", "activity": "Open", "time": "2026-01-05T09:00:00Z"}.',
  );

const noRecords = (example: string | undefined) =>
  example === undefined
    ? new RefusedFile('no_rows', 'The JSON holds no records.', 'There is nothing to import. Export the data again.')
    : new RefusedFile(
        'broken_json',
        `The JSON can’t be read: “${example.slice(0, 80)}” is no object.`,
        'Each row must be an object, one a line or as elements of a list.',
      );

const breaksOff = (text: string) =>
  new RefusedFile(
    'broken_json',
    'The JSON breaks off: its list never ends.',
    `${text === '' ? '' : `The last record begins “${text.slice(0, 80)}”. `}The file is cut off or a bracket is missing. Export it again.`,
  );
