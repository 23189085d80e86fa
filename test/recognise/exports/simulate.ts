import { randomOf, type Random } from '../../../sample-data/random.ts';
import type { Role } from '../../../model/event-log.ts';

/** One row of a simulated export, before it is written the way its system writes it. */
export interface Row {
  readonly n: number;
  readonly caseNumber: number;
  readonly step: number;
  readonly activity: string;
  readonly start: Date;
  readonly end: Date;
  readonly arrival: Date;
  readonly resource: string;
  readonly team: string;
  /** The same for all rows of a case. */
  readonly ofCase: Random;
  readonly random: Random;
}

export interface Column {
  readonly name: string;
  readonly role: Role;
  readonly write: (row: Row) => string;
}

export interface Export {
  readonly title: string;
  readonly encoding?: string;
  readonly delimiter?: string;
  /** Lines above the header. */
  readonly above?: string;
  readonly seed: number;
  readonly cases: number;
  /** The usual steps, each with who does it: team, people. */
  readonly steps: readonly (readonly [activity: string, team: string, people: readonly string[]])[];
  readonly columns: readonly Column[];
  /** Minutes between steps, by the median. */
  readonly pace?: number;
  readonly sorted?: 'case' | 'time';
  /** Every step is written twice: when it starts and when it completes. */
  readonly twice?: boolean;
  readonly quote?: boolean;
  readonly from?: string;
}

const HOUR = 3_600_000;

/** The rows of an export: cases that mostly go the same way, with steps left out, done again and done by others. */
export function rowsOf({ seed, cases, steps, pace = 240, sorted = 'time', twice = false, from = '2026-02-02T08:00:00Z' }: Export): Row[] {
  const dice = randomOf(seed, 'cases');
  const rows: Omit<Row, 'n'>[] = [];
  let arrival = Date.parse(from);
  for (let caseNumber = 1; caseNumber <= cases; caseNumber += 1) {
    arrival += dice.exponential(5) * HOUR;
    let at = arrival;
    let step = 0;
    for (const [place, [activity, team, people]] of steps.entries()) {
      if (place > 0 && place < steps.length - 1 && dice.chance(0.15)) continue;
      const times = place > 0 && place < steps.length - 1 && dice.chance(0.1) ? 2 : 1;
      for (let time = 0; time < times; time += 1) {
        const start = at + (step === 0 ? 0 : dice.skewed(pace, 0.6) * 60_000);
        const end = start + dice.skewed(Math.max(3, pace / 8), 0.5) * 60_000;
        step += 1;
        const row = {
          caseNumber,
          step,
          activity,
          team,
          resource: dice.pick(people),
          start: new Date(Math.round(start / 1000) * 1000),
          end: new Date(Math.round(end / 1000) * 1000),
          arrival: new Date(Math.round(arrival / 1000) * 1000),
          ofCase: randomOf(seed * 1000 + caseNumber, 'case'),
          random: randomOf(seed * 77_777 + rows.length, 'row'),
        };
        rows.push(row);
        if (twice) rows.push({ ...row, start: row.end });
        at = end;
      }
    }
  }
  if (sorted === 'time' && !twice) rows.sort((one, other) => one.start.getTime() - other.start.getTime());
  return rows.map((row, place) => ({ ...row, n: place + 1 }));
}

/** The bytes of an export. */
export function bytesOf(spec: Export): Buffer {
  const { columns, delimiter = ',', above = '', encoding = 'utf-8', quote = false } = spec;
  const field = (text: string) => (quote || text.includes(delimiter) || text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [
    columns.map(({ name }) => field(name)).join(delimiter),
    ...rowsOf(spec).map((row) => columns.map(({ write }) => field(write(row))).join(delimiter)),
  ];
  return encoded(`${above}${lines.join('\r\n')}\r\n`, encoding);
}

const tables = new Map<string, Map<string, Buffer>>();

/** Text in any encoding of one or two bytes a letter, by the table of `TextDecoder` read backwards. */
function encoded(text: string, encoding: string): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text);
  if (encoding === 'utf-8 with mark') return Buffer.from(`\ufeff${text}`);
  if (encoding === 'utf-16le') return Buffer.from(`\ufeff${text}`, 'utf16le');
  let table = tables.get(encoding);
  if (table === undefined) {
    const decoder = new TextDecoder(encoding);
    const wide = /shift|gb|big5|euc/.test(encoding);
    table = new Map();
    for (let high = 0x80; high < 0x100; high += 1) {
      const one =
        encoding === 'windows-1252' ? new TextDecoder('iso-8859-15').decode(Uint8Array.of(high)) : decoder.decode(Uint8Array.of(high));
      if (!wide && !one.includes('\ufffd')) table.set(one, Buffer.of(high));
      for (let low = 0x40; wide && low < 0xff; low += 1) {
        const two = decoder.decode(Uint8Array.of(high, low));
        if (two.length === 1 && two !== '\ufffd' && !table.has(two)) table.set(two, Buffer.of(high, low));
      }
    }
    tables.set(encoding, table);
  }
  const known = table;
  return Buffer.concat(
    Array.from(text, (letter) => (letter.charCodeAt(0) < 0x80 ? Buffer.from(letter) : (known.get(letter) ?? Buffer.from('?')))),
  );
}

const two = (value: number) => String(value).padStart(2, '0');

/** Times as exports write them, in UTC. */
export const as = {
  iso: (at: Date) => at.toISOString(),
  isoLocal: (at: Date) => at.toISOString().slice(0, 19).replace('T', ' '),
  isoMinutes: (at: Date) => at.toISOString().slice(0, 16).replace('T', ' '),
  isoDay: (at: Date) => at.toISOString().slice(0, 10),
  offset: (at: Date) => `${at.toISOString().slice(0, 19)}+00:00`,
  german: (at: Date) => `${two(at.getUTCDate())}.${two(at.getUTCMonth() + 1)}.${at.getUTCFullYear()}`,
  clock: (at: Date) => at.toISOString().slice(11, 19),
  clockMinutes: (at: Date) => at.toISOString().slice(11, 16),
  german2: (at: Date) => `${as.german(at)} ${at.toISOString().slice(11, 16)}`,
  slash: (at: Date) => `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()} ${at.toISOString().slice(11, 16)}`,
  american: (at: Date) =>
    `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()} ${at.getUTCHours() % 12 || 12}:${two(at.getUTCMinutes())} ${at.getUTCHours() < 12 ? 'AM' : 'PM'}`,
  compact: (at: Date) => at.toISOString().slice(0, 19).replace(/[-:T]/g, ''),
  compactDay: (at: Date) => at.toISOString().slice(0, 10).replaceAll('-', ''),
  ms: (at: Date) => String(at.getTime()),
  seconds: (at: Date) => String(Math.round(at.getTime() / 1000)),
  serial: (at: Date) => (at.getTime() / 86_400_000 + 25_569).toFixed(6),
  shortSlash: (at: Date) =>
    `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${two(at.getUTCFullYear() % 100)} ${at.toISOString().slice(11, 16)}`,
};

/** Columns written short. */
export const column = (name: string, role: Role, write: Column['write']): Column => ({ name, role, write });
export const attribute = (name: string, write: Column['write']): Column => ({ name, role: 'attribute', write });
