import type { TableWriter } from './table-writer.ts';

/** Attributes of a log, trace or event: columns by place. */
type Row = (string | null | undefined)[];

/** What an open element is to the reader. */
type Level = 'log' | 'global' | 'trace' | 'event' | 'attribute' | 'values' | 'other';

interface Open {
  readonly level: Level;
  /** Path of the attribute, empty outside of one. */
  readonly path: string;
  /** The values of a list, joined when it closes. */
  readonly list: string[] | null;
}

const SCALARS = new Set(['string', 'date', 'int', 'float', 'boolean', 'id']);
const CONTAINERS = new Set(['list', 'container']);
/** A name or a time that nobody recorded is not made up from a default. */
const NEVER_BY_DEFAULT = new Set(['concept:name', 'time:timestamp', 'concept:instance', 'identity:id']);
const PLACEHOLDERS = new Set(['', '__INVALID__', '__DEFAULT__', 'DEFAULT', 'UNKNOWN', 'INVALID']);
const MAX_DEPTH = 60;

interface Classifier {
  readonly name: string;
  readonly keys: readonly string[];
}

/** Follows the elements of an event log and writes a row where an event ends. */
export class XesLog {
  readonly #writer: TableWriter;
  readonly #stack: Open[] = [];
  readonly #classifiers: Classifier[] = [];
  readonly #defaults = { event: new Map<string, string>(), trace: new Map<string, string>() };
  readonly #defaulted = new Set<string>();
  /** Places by key, so that a name is looked up once. */
  readonly #places = { event: new Map<string, number>(), trace: new Map<string, number>() };
  #scope: 'event' | 'trace' | null = null;
  #name: string | null = null;
  #trace: Row = [];
  #event: Row | null = null;
  #inTrace = false;
  #classified = false;

  constructor(writer: TableWriter) {
    this.#writer = writer;
  }

  open(tag: string, attributes: Readonly<Record<string, string | undefined>>): void {
    const colon = tag.indexOf(':');
    this.#stack.push(this.#opened(colon === -1 ? tag : tag.slice(colon + 1), attributes, this.#stack.at(-1)));
  }

  close(): void {
    const closed = this.#stack.pop();
    if (closed === undefined) return;
    if (closed.level === 'event') this.#endEvent();
    else if (closed.level === 'trace') this.#inTrace = false;
    else if (closed.level === 'global') this.#scope = null;
    else if (closed.level === 'attribute' && closed.list !== null && closed.list.length > 0) this.#set(closed.path, closed.list.join('; '));
  }

  notes(): string[] {
    const notes: string[] = [];
    if (this.#name !== null) notes.push(`The log calls itself “${this.#name.slice(0, 120)}”.`);
    if (this.#classifiers.length > 0) {
      const words = this.#classifiers.slice(0, 5).map(({ name, keys }) => `“${name}” (${keys.join(', ')})`);
      notes.push(`It names what tells activities apart: ${words.join('; ')}.`);
    }
    const [first] = this.#classifiers;
    if (this.#classified && first !== undefined) notes.push(`Events without “concept:name” are named by “${first.name}”.`);
    if (this.#defaulted.size > 0)
      notes.push(
        `Where an event says nothing, the default of the log was taken for ${[...this.#defaulted]
          .slice(0, 5)
          .map((key) => `“${key}”`)
          .join(', ')}.`,
      );
    return notes;
  }

  #opened(name: string, attributes: Readonly<Record<string, string | undefined>>, above: Open | undefined): Open {
    const level = above?.level;
    if (above === undefined) return { level: 'log', path: '', list: null };
    if (level === 'log' && attributes.key === undefined) return this.#inLog(name, attributes);
    if (level === 'trace' && name === 'event') return this.#beginEvent();
    if (level === 'attribute' && name === 'values' && attributes.key === undefined) return { ...above, level: 'values' };
    return level === 'other' || attributes.key === undefined ? OTHER : this.#attribute(name, attributes.key, attributes.value ?? '', above);
  }

  #attribute(name: string, key: string, value: string, above: Open): Open {
    const path = above.level === 'attribute' ? `${above.path}.${key}` : above.level === 'values' ? above.path : key;
    if (SCALARS.has(name)) {
      if (value !== '' && above.level === 'values') above.list?.push(value);
      else if (value !== '') this.#set(path, value);
      return { level: 'attribute', path, list: null };
    }
    if (!CONTAINERS.has(name) || this.#stack.length > MAX_DEPTH) return OTHER;
    return { level: 'attribute', path, list: name === 'list' ? [] : null };
  }

  #inLog(name: string, attributes: Readonly<Record<string, string | undefined>>): Open {
    if (name === 'trace') {
      this.#inTrace = true;
      this.#trace = [];
      for (const [key, value] of this.#defaults.trace) this.#trace[this.#placeOf(key, 'trace')] = value;
      return { level: 'trace', path: '', list: null };
    }
    // an event outside of any trace belongs to no case, and is refused as such
    if (name === 'event') {
      this.#trace = [];
      return this.#beginEvent();
    }
    if (name === 'global') {
      this.#scope = attributes.scope === 'trace' ? 'trace' : 'event';
      return { level: 'global', path: '', list: null };
    }
    if (name === 'classifier' && attributes.scope !== 'trace') {
      const keys = [...(attributes.keys ?? '').matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
      if (keys.length > 0) this.#classifiers.push({ name: attributes.name ?? '', keys });
    }
    return OTHER;
  }

  #beginEvent(): Open {
    this.#event = this.#trace.slice();
    return { level: 'event', path: '', list: null };
  }

  #set(path: string, value: string): void {
    if (this.#event !== null) this.#event[this.#placeOf(path, 'event')] = value;
    else if (this.#inTrace) this.#trace[this.#placeOf(path, 'trace')] = value;
    else if (this.#scope !== null) {
      if (!NEVER_BY_DEFAULT.has(path) && !PLACEHOLDERS.has(value) && !/^1970-01-01T00:00/.test(value))
        this.#defaults[this.#scope].set(path, value);
    } else if (path === 'concept:name') this.#name = value;
  }

  #placeOf(key: string, of: 'event' | 'trace'): number {
    const known = this.#places[of].get(key);
    if (known !== undefined) return known;
    // a name that begins with “case:” already must not become that of the case
    const place = this.#writer.place(of === 'trace' ? `case:${key}` : key.startsWith('case:') ? `event:${key}` : key);
    this.#places[of].set(key, place);
    return place;
  }

  #endEvent(): void {
    const event = this.#event ?? [];
    this.#event = null;
    for (const [key, value] of this.#defaults.event) {
      const place = this.#placeOf(key, 'event');
      if (event[place] !== undefined) continue;
      event[place] = value;
      this.#defaulted.add(key);
    }
    const [classifier] = this.#classifiers;
    if (
      classifier !== undefined &&
      !classifier.keys.includes('concept:name') &&
      event[this.#placeOf('concept:name', 'event')] === undefined
    ) {
      const parts = classifier.keys.flatMap((key) => event[this.#placeOf(key, 'event')] ?? []);
      if (parts.length > 0) {
        event[this.#placeOf('concept:name', 'event')] = parts.join('+');
        this.#classified = true;
      }
    }
    this.#writer.row(event);
  }
}

const OTHER: Open = { level: 'other', path: '', list: null };
