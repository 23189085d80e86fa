import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { schemaOf } from '../../engine/schema-name.ts';
import { raw, sql, type Sql } from '../../engine/sql.ts';
import { emptyBlueprint, type Blueprint } from '../../model/blueprint.ts';
import type { Mapping, Receipt } from '../../model/event-log.ts';
import { deriveCases, applyBlueprint, writeDataVersion } from '../../pipelines/derive/derive.ts';
import type { VersionContent } from '../../pipelines/derive/data-version.ts';
import { importFile } from '../../pipelines/import.ts';
import type { Reading } from '../../pipelines/ingest/receipt.ts';
import { replay, type KeptImport, type Replayed } from '../../pipelines/replay.ts';
import type { SourceFile } from '../../pipelines/sources/source.ts';
import { createProcessSchema } from '../../pipelines/schema/migrate.ts';
import { ask, type Analytic, type ProcessContext } from '../../server/analytics/analytic.ts';
import { catalog, type AnalyticId } from '../../server/analytics/catalog.ts';
import { readFacts } from '../../server/store/facts.ts';
import { tempEngine } from '../support/engine.ts';

/** What is derived from events and answers: every question reads these and nothing else. */
const READ = ['step', 'case_fact', 'stage_visit', 'piece', 'variant', 'feedback'] as const;
/** Questions whose answers show the order of rows, of equal names and of ties. */
const ORDERED: readonly AnalyticId[] = [
  'summary',
  'directly-follows',
  'variants',
  'cases',
  'case',
  'throughline',
  'comments',
  'data-quality',
];

const DAY_MS = 24 * 3600_000;
/** When the first import was made; each further step of a history is a day later. */
const BEGAN = Date.parse('2026-06-01T12:00:00Z');

/** A process with everything that was done to it, to be done again. */
export interface History {
  readonly zone: string;
  /** Imports that were brought, by their number. */
  readonly kept: ReadonlyMap<number, KeptImport>;
  give(content: string, mapping?: Mapping, name?: string): Promise<Receipt>;
  design(blueprint: Partial<Blueprint>): Promise<void>;
  /** The answers to all questions of the catalogue, as text; or to those that tell orders and ties apart, with the tables all questions read. */
  answers(of?: 'every question' | 'tables'): Promise<string>;
  /** Makes the tables again from the files; without `only` from all of them, as the newest version. */
  replay(only?: readonly number[]): Promise<Replayed>;
  rows<T extends object = Record<string, unknown>>(query: Sql): Promise<T[]>;
}

/** With a `codeKey` personal data are coded, and the coded copy is what is kept of a file. */
export async function history(options: { zone?: string; blueprint?: Partial<Blueprint>; codeKey?: string } = {}): Promise<History> {
  const { engine, folder } = await tempEngine({ threads: 2 });
  const zone = options.zone ?? 'Europe/Dublin';
  await engine.with(undefined, (session) => createProcessSchema(session, 'log'));
  let blueprint: Blueprint = { ...emptyBlueprint(), ...options.blueprint };
  let cutOffMs: number | null = null;
  let steps = 0;
  const kept = new Map<number, KeptImport>();
  const moment = () => new Date(BEGAN + DAY_MS * steps++);

  const give = async (content: string, mapping: Mapping = {}, name = 'export.csv') => {
    const seq = kept.size + 1;
    const path = join(folder, `given-${seq}-${name}`);
    await writeFile(path, content);
    const now = moment();
    const file = { path, name };
    let original: SourceFile = file;
    const done = await importFile(engine, {
      process: { id: 'log', zone, blueprint, cutOffMs },
      days: zone,
      importId: `import-${seq}`,
      importSeq: seq,
      file,
      mapping,
      now,
      codeKey: options.codeKey,
      keep: async (bytes) => {
        original = { path: join(folder, `kept-${seq}-${bytes.name}`), name: bytes.name };
        await copyFile(bytes.path, original.path);
      },
    });
    cutOffMs = done.cutOffMs;
    const [row] = await rows<{ reading: string }>(sql`SELECT reading FROM import_commit WHERE import_seq = ${seq}`);
    kept.set(seq, {
      seq,
      id: `import-${seq}`,
      file: original,
      reading: JSON.parse(row?.reading ?? '') as Reading,
      receipt: done.receipt,
      committedAt: now,
    });
    return done.receipt;
  };

  const design = async (change: Partial<Blueprint>) => {
    blueprint = { ...blueprint, ...change };
    await engine.with(schemaOf('log'), (session) =>
      session.transaction(async () => {
        const { derive } = await applyBlueprint(session, blueprint);
        if (derive) await deriveCases(session, { blueprint, touched: 'all' });
        await writeDataVersion(session, { cause: 'blueprint', now: moment(), cutOffMs, zone });
      }),
    );
  };

  const rows = <T extends object>(query: Sql): Promise<T[]> =>
    engine.with(schemaOf('log'), (session) => session.query(query)) as unknown as Promise<T[]>;

  const again = async (only?: readonly number[]) => {
    const [newest] = await rows<{ version: number; cause: 'import'; madeAt: string; content: string }>(
      sql`SELECT version, cause, made_at, content FROM data_version ORDER BY version DESC LIMIT 1`,
    );
    const content = JSON.parse(newest?.content ?? '') as VersionContent;
    const imports = [...kept.values()].filter(({ seq }) => (only ?? content.imports).includes(seq));
    const done = await replay(engine, {
      process: 'log',
      imports,
      blueprint,
      cutOffMs,
      version: {
        version: newest?.version ?? 1,
        cause: newest?.cause ?? 'import',
        madeAt: new Date(newest?.madeAt ?? 0),
        content: { ...content, imports: imports.map(({ seq }) => seq) },
      },
    });
    return done;
  };

  const answers = (of: 'every question' | 'tables' = 'tables') =>
    engine.with(schemaOf('log'), async (session) => {
      const { firstAt, endAt, dataVersion, cutOffMs: cutOff } = await readFacts(session);
      const process: ProcessContext = { id: 'log', zone, blueprint, cutOffMs: cutOff, dataVersion, firstAt, endAt };
      const [first] = await session.query<{ id: string }>(sql`SELECT min(case_id) AS id FROM case_fact`);
      const told: unknown[] = [];
      const questions = (Object.values(catalog) as unknown as Analytic[]).filter(
        ({ id }) => of === 'every question' || ORDERED.includes(id as AnalyticId),
      );
      for (const analytic of questions) {
        for (const level of ['activity', 'stage'] as const) {
          const params = analytic.id === 'case' ? { case: first?.id ?? '' } : analytic.id === 'durations' ? { of: 'hand-over' } : {};
          const scope = { process: 'log', level };
          told.push(await ask({ session, process }, analytic, scope, params).catch((refused: unknown) => String(refused)));
        }
      }
      const dictionaries = await session.query(sql`
        SELECT 'activity' AS kind, id, name, NULL AS level FROM activity UNION ALL SELECT 'resource', id, name, NULL FROM resource
        UNION ALL SELECT 'attribute', id, name || ' ' || type, level FROM attribute ORDER BY ALL`);
      const refused = await session.query(sql`SELECT import_seq, line, reason, "column", value, raw FROM rejected_row ORDER BY ALL`);
      if (of === 'tables') for (const table of READ) told.push(await session.query(sql`SELECT * FROM ${raw(table)} ORDER BY ALL`));
      return told
        .concat(dictionaries, refused, [firstAt, endAt])
        .map((one) => JSON.stringify(one))
        .join('\n');
    });

  return { zone, kept, give, design, answers, replay: again, rows };
}

/** `rows` events of cases of five, one every ten minutes from `from` on. */
export const many = (from: number, rows: number, more: { resource?: (at: number) => string } = {}): string =>
  `case,activity,start,end,resource,size\n${Array.from({ length: rows }, (_, index) => {
    const at = from + index;
    const start = Date.UTC(2026, 2, 27, 22) + at * 600_000;
    const local = (time: number) => new Date(time).toISOString().slice(0, 19).replace('T', ' ');
    return `C-${Math.floor(at / 5)},Step ${(at * 7) % 5},${local(start)},${local(start + ((at % 4) + 1) * 240_000)},${more.resource?.(at) ?? `r${at % 3}`},${Math.floor(at / 5) % 4}`;
  }).join('\n')}\n`;

export const stage = (name: string, ...activities: string[]) => ({
  name,
  purpose: '',
  activities: activities.map((one) => ({ name: one })),
});

/** Where two texts of answers differ: the first place of each line that is not the same. */
export function differences(now: string, before: string): string[] {
  const [one, other] = [now.split('\n'), before.split('\n')];
  return Array.from({ length: Math.max(one.length, other.length) }, (_, at) => [one[at] ?? '', other[at] ?? ''] as const)
    .filter(([line, was]) => line !== was)
    .map(([line, was]) => {
      const at = [...line].findIndex((letter, place) => letter !== was[place]);
      const from = Math.max(0, (at < 0 ? line.length : at) - 80);
      return `${line.slice(0, 40)} … ${line.slice(from, from + 200)} ≠ ${was.slice(from, from + 200)}`;
    });
}

/** Makes the tables again and expects every answer, event, version and import to be as it was. */
export async function expectSame(log: History, of: 'every question' | 'tables' = 'tables'): Promise<void> {
  const said = () =>
    Promise.all([
      log.rows(sql`SELECT * FROM data_version ORDER BY version`),
      log.rows(sql`SELECT * FROM import_commit ORDER BY import_seq`),
      log.rows(sql`SELECT * FROM event ORDER BY case_key, import_seq, line, part`),
    ]);
  const [answers, rows] = [await log.answers(of), await said()];
  await log.replay();
  expect(differences(await log.answers(of), answers)).toEqual([]);
  expect(await said()).toEqual(rows);
}
