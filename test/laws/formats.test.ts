import fc from '../support/laws.ts';
import { gzipSync } from 'node:zlib';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { schemaOf } from '../../engine/schema-name.ts';
import { identifier, join as joined, sql } from '../../engine/sql.ts';
import { emptyBlueprint } from '../../model/blueprint.ts';
import type { Mapping, Role } from '../../model/event-log.ts';
import { importFile } from '../../pipelines/import.ts';
import { createProcessSchema } from '../../pipelines/schema/migrate.ts';
import { asArrow, asCsv, asJson, asJsonLines, asParquet, asXes, asXlsx, zipOf, type Written } from '../input/write-formats.ts';
import { openTempEngine, type TempEngine } from '../support/engine.ts';
import { bytesOf, writtenLog, type Layout } from './dialects.ts';

/** On a busy machine fewer logs are tried than could be. */
const MOST_MS = 15_000;

let temp: TempEngine;
beforeAll(async () => {
  temp = await openTempEngine({ threads: 2 });
});
afterAll(() => temp.close());

let reads = 0;
/** Imports a file into a process that is made for it, and answers its events in the order of the file. */
async function eventsOf(content: Buffer, mapping: Mapping): Promise<Record<string, unknown>[]> {
  reads += 1;
  const id = `p${reads}`;
  const path = join(temp.folder, `${id}.file`);
  await writeFile(path, content);
  await temp.engine.with(undefined, (session) => createProcessSchema(session, id));
  const { receipt } = await importFile(temp.engine, {
    process: { id, zone: 'UTC', blueprint: emptyBlueprint(), cutOffMs: null },
    importId: id,
    file: { path, name: 'export' },
    mapping,
    now: new Date('2026-06-01T00:00:00Z'),
  });
  return temp.engine.with(schemaOf(id), async (session) => {
    expect(receipt.rejections).toEqual([]);
    const attributes = await session.query<{ id: number; name: string }>(sql`SELECT id, name FROM attribute ORDER BY name`);
    const values = attributes.map((one) => sql`, ${identifier(`a${one.id}`)} AS ${identifier(`at ${one.name}`)}`);
    const rows = await session.query(sql`
      SELECT e.case_id AS "case", a.name AS activity, e.started_at AS start, e.completed_at AS "end", e.lifecycle, r.name AS resource, e.cost${joined(values, '')}
      FROM event e JOIN activity a ON a.id = e.activity LEFT JOIN resource r ON r.id = e.resource ORDER BY e.line`);
    await session.run(sql`DROP SCHEMA ${identifier(schemaOf(id))} CASCADE`);
    return rows.map((row) => known(row));
  });
}

const ROLES: Record<Layout, Record<string, Role>> = {
  times: {
    case: 'case',
    activity: 'activity',
    start: 'start',
    end: 'end',
    resource: 'resource',
    amount: 'cost',
    urgent: 'attribute',
    note: 'attribute',
  },
  lifecycle: {
    case: 'case',
    activity: 'activity',
    time: 'end',
    lifecycle: 'lifecycle',
    resource: 'resource',
    amount: 'cost',
    urgent: 'attribute',
    note: 'attribute',
  },
};
const KEEP = { resource: 'keep', note: 'keep', case: 'keep', activity: 'keep' } as const;
const instant = (at: number | null) => (at === null ? undefined : new Date(at).toISOString());
/** What a row says. A line end inside of a field is a line end, whatever the file writes for it. */
const known = (row: object) =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([key, value]: [string, unknown]) => [key, typeof value === 'string' ? value.replace(/\r\n?/g, '\n') : value]),
  );

it.each([11, 22, 33])('reads back the events of any log from any dialect of a text table, in their order (seed %i)', async (seed) => {
  const until = performance.now() + MOST_MS;
  const law = fc.asyncProperty(writtenLog, fc.constantFrom('plain', 'gzip', 'zip'), async (log, packed) => {
    if (performance.now() > until) return;
    const { layout, encoding } = log.dialect;
    const text = bytesOf(log);
    const content = packed === 'gzip' ? gzipSync(text) : packed === 'zip' ? zipOf([{ name: 'log.csv', content: text }]) : text;
    const rows = await eventsOf(content, {
      kind: 'events',
      arrangement: 'events',
      roles: ROLES[layout],
      personal: KEEP,
      ...(encoding === 'windows-1252' ? { encoding } : {}),
    });
    const expected = log.events.map((one) =>
      known({
        case: one.case,
        activity: one.activity,
        ...(layout === 'times'
          ? { start: instant(one.start), end: instant(one.end) }
          : { end: instant(one.start ?? one.end), lifecycle: one.start === null ? 'complete' : 'start' }),
        resource: one.resource,
        cost: one.amount,
        'at urgent': one.urgent,
        'at note': one.note,
      }),
    );
    expect(rows).toEqual(expected);
  });
  await fc.assert(law, { seed, numRuns: 20, endOnFailure: true });
});

const text = fc.constantFrom('Open', 'a "b", c', 'x\ny', '<i>', '=1+1', 'שלום 👋', "O'Hara; & Co", 'NULL', 'tab\there', '‘q’');
const written: fc.Arbitrary<Written[]> = fc
  .array(
    fc.record({
      activity: text,
      at: fc.integer({ min: 0, max: 40_000_000_000 }).map((ms) => new Date(Date.UTC(2025, 0, 1) + ms)),
      resource: fc.option(text),
      cost: fc.option(fc.integer({ min: -500_000, max: 500_000 }).map((cents) => cents / 100)),
      note: fc.option(text.map((one) => `note ${one}`)),
    }),
    { minLength: 3, maxLength: 12 },
  )
  // the events of a case follow one another, as XES keeps them
  .map((events) => events.map((one, place) => ({ ...one, case: `C-${Math.floor(place / 3)}`, kind: place % 6 < 3 ? 'a, b' : 'ü' })));

it.each([1, 2])('reads back the events of any log from every format, in their order (seed %i)', async (seed) => {
  const until = performance.now() + MOST_MS;
  const law = fc.asyncProperty(written, async (log) => {
    if (performance.now() > until) return;
    const expected = log.map((one) =>
      known({
        case: one.case,
        activity: one.activity,
        end: one.at.toISOString(),
        resource: one.resource,
        cost: one.cost,
        'at case:kind': one.kind,
        'at note': one.note,
      }),
    );
    const mapping: Mapping = {
      kind: 'events',
      arrangement: 'events',
      personal: { 'org:resource': 'keep', note: 'keep' },
      roles: {
        'case:concept:name': 'case',
        'concept:name': 'activity',
        'time:timestamp': 'end',
        ...(log.some(({ resource }) => resource !== null) ? { 'org:resource': 'resource' } : {}),
        ...(log.some(({ cost }) => cost !== null) ? { 'cost:total': 'cost' } : {}),
      },
    };
    const files: Record<string, Buffer> = {
      csv: asCsv(log),
      xlsx: await asXlsx(log),
      json: asJson(log),
      'json lines': asJsonLines(log),
      parquet: await asParquet(log, temp.folder),
      arrow: asArrow(log),
      'arrow stream': asArrow(log, 'stream'),
      xes: asXes(log),
      'xes, packed': gzipSync(asXes(log)),
    };
    for (const [format, content] of Object.entries(files))
      expect({ format, rows: await eventsOf(content, mapping) }).toEqual({ format, rows: expected });
  });
  await fc.assert(law, { seed, numRuns: 4, endOnFailure: true });
});
