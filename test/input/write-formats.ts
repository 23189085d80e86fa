import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { Float64, makeData, makeVector, Table, tableToIPC, TimestampMillisecond, Utf8, vectorFromArray } from 'apache-arrow';
import { writeXlsx } from 'hucre/xlsx';

/** One event of a log that is to be written in every format. */
export interface Written {
  readonly case: string;
  readonly kind: string;
  readonly activity: string;
  readonly at: Date;
  readonly resource: string | null;
  readonly cost: number | null;
  readonly note: string | null;
  /** When it began, of logs whose rows have both times: `at` is then its end. */
  readonly start?: Date;
  /** Whether `at` is its start or its end, of logs that say so. */
  readonly lifecycle?: string;
}

const COLUMNS = ['case:concept:name', 'case:kind', 'concept:name', 'time:timestamp', 'org:resource', 'cost:total', 'note'] as const;
type Value = string | number | Date | null;

/** The columns of a log, with those that only some logs have. */
const columnsOf = ([first]: readonly Written[]): string[] => [
  ...COLUMNS,
  ...(first?.start === undefined ? [] : ['start_timestamp']),
  ...(first?.lifecycle === undefined ? [] : ['lifecycle:transition']),
];
const values = (event: Written): Value[] => [
  event.case,
  event.kind,
  event.activity,
  event.at,
  event.resource,
  event.cost,
  event.note,
  ...(event.start === undefined ? [] : [event.start]),
  ...(event.lifecycle === undefined ? [] : [event.lifecycle]),
];

const csvField = (value: string) => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
const plain = (value: Date | string | number | null) => (value instanceof Date ? value.toISOString() : String(value ?? ''));

export const asCsv = (log: readonly Written[]): Buffer =>
  Buffer.from(`${[columnsOf(log), ...log.map(values)].map((row) => row.map((value) => csvField(plain(value))).join(',')).join('\n')}\n`);

export async function asXlsx(log: readonly Written[]): Promise<Buffer> {
  return Buffer.from(await writeXlsx({ sheets: [{ name: 'Log', rows: [columnsOf(log), ...log.map(values)] }] }));
}

const object = (event: Written) => ({
  case: { 'concept:name': event.case, kind: event.kind },
  'concept:name': event.activity,
  'time:timestamp': event.at.toISOString(),
  'org:resource': event.resource,
  'cost:total': event.cost,
  note: event.note,
});

/** The columns of the other formats, with a case inside its event: `case.kind` is then the name. */
export const asNestedJson = (log: readonly Written[]): Buffer => Buffer.from(JSON.stringify(log.map(object), null, 2));

const flat = (event: Written) => {
  const columns = columnsOf([event]);
  return Object.fromEntries(values(event).map((value, at) => [columns[at] ?? '', value]));
};
export const asJson = (log: readonly Written[]): Buffer => Buffer.from(JSON.stringify(log.map(flat)));
export const asJsonLines = (log: readonly Written[]): Buffer =>
  Buffer.from(log.map((event) => `${JSON.stringify(flat(event))}\n`).join(''));

/** Written by an engine of its own: that of the test may write nowhere but in its folder. */
export async function parquetOf(folder: string, select: string): Promise<Buffer> {
  const path = join(folder, `${randomUUID()}.parquet`);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return readFile(path);
}

export async function asParquet(log: readonly Written[], folder: string): Promise<Buffer> {
  const literal = (value: Value, at: number) => {
    if (value instanceof Date) return `TIMESTAMPTZ '${value.toISOString()}'`;
    if (typeof value === 'number' || COLUMNS[at] === 'cost:total') return `${String(value ?? 'NULL')}::DOUBLE`;
    return value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`;
  };
  const rows = log.map((event) => `(${values(event).map(literal).join(', ')})`);
  const names = columnsOf(log).map((name) => `"${name}"`);
  return parquetOf(folder, `SELECT * FROM (VALUES ${rows.join(', ')}) t(${names.join(', ')})`);
}

export function asArrow(log: readonly Written[], kind: 'file' | 'stream' = 'file'): Buffer {
  const texts = (of: (event: Written) => string | null) => vectorFromArray(log.map(of), new Utf8());
  const times = (of: (event: Written) => Date) =>
    makeVector(
      makeData({
        type: new TimestampMillisecond('UTC'),
        length: log.length,
        data: BigInt64Array.from(log, (event) => BigInt(of(event).getTime())),
      }),
    );
  const table = new Table({
    [COLUMNS[0]]: texts((event) => event.case),
    [COLUMNS[1]]: texts((event) => event.kind),
    [COLUMNS[2]]: texts((event) => event.activity),
    [COLUMNS[3]]: times(({ at }) => at),
    [COLUMNS[4]]: texts((event) => event.resource),
    [COLUMNS[5]]: vectorFromArray(
      log.map((event) => event.cost),
      new Float64(),
    ),
    [COLUMNS[6]]: texts((event) => event.note),
    ...(log[0]?.start === undefined ? {} : { start_timestamp: times(({ at, start = at }) => start) }),
    ...(log[0]?.lifecycle === undefined ? {} : { 'lifecycle:transition': texts(({ lifecycle = null }) => lifecycle) }),
  });
  return Buffer.from(tableToIPC(table, kind));
}

const xml = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\t', '&#9;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;');

export const attribute = (tag: string, key: string, value: string): string => `<${tag} key="${xml(key)}" value="${xml(value)}"/>`;

/** Traces in the order in which their first events stand; the events of one case must follow one another. */
export function asXes(log: readonly Written[]): Buffer {
  const traces: string[] = [];
  for (let from = 0; from < log.length;) {
    const { case: id = '', kind = '' } = log[from] ?? {};
    let to = from;
    while (log[to]?.case === id) to += 1;
    const events = log.slice(from, to).map((event) => {
      const { activity, at, resource, cost, note, start, lifecycle } = event;
      const parts = [
        attribute('string', 'concept:name', activity),
        attribute('date', 'time:timestamp', at.toISOString().replace('Z', '+00:00')),
      ];
      if (resource !== null) parts.push(attribute('string', 'org:resource', resource));
      if (cost !== null) parts.push(attribute('float', 'cost:total', String(cost)));
      if (note !== null) parts.push(attribute('string', 'note', note));
      if (start !== undefined) parts.push(attribute('date', 'start_timestamp', start.toISOString().replace('Z', '+00:00')));
      if (lifecycle !== undefined) parts.push(attribute('string', 'lifecycle:transition', lifecycle));
      return `<event>${parts.join('')}</event>`;
    });
    traces.push(`<trace>${attribute('string', 'concept:name', id)}${attribute('string', 'kind', kind)}\n${events.join('\n')}\n</trace>`);
    from = to;
  }
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1849.2016" xmlns="http://www.xes-standard.org/">\n${traces.join('\n')}\n</log>\n`,
  );
}

/** One file of an archive as it is to be written; the numbers of its header may lie. */
export interface Packed {
  readonly name: string;
  readonly content: Buffer | string;
  readonly stored?: boolean;
  readonly encrypted?: boolean;
  readonly saysBytes?: number;
}

/** A ZIP archive, sound unless an entry says otherwise. */
export function zipOf(entries: readonly Packed[], { overlap = false } = {}): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, stored = false, encrypted = false, saysBytes } of entries) {
    const bytes = Buffer.from(content);
    const packed = stored ? bytes : deflateRawSync(bytes);
    const label = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x800 | (encrypted ? 1 : 0), 2);
    fields.writeUInt16LE(stored ? 0 : 8, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(saysBytes ?? bytes.length, 18);
    fields.writeUInt16LE(label.length, 22);
    const body = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), fields, label, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(overlap ? 0 : offset, 10);
    directory.push(Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2, 20, 3]), fields, tail, label]));
    bodies.push(body);
    offset += body.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, central, end]);
}
