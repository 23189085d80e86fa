import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Session } from '../../engine/engine.ts';
import { schemaOf } from '../../engine/schema-name.ts';
import type { Sql } from '../../engine/sql.ts';
import { emptyBlueprint } from '../../model/blueprint.ts';
import type { Mapping, Progress, Receipt, Recognition } from '../../model/event-log.ts';
import { importFile } from '../../pipelines/import.ts';
import { recognise } from '../../pipelines/check.ts';
import { createProcessSchema } from '../../pipelines/schema/migrate.ts';
import { tempEngine, type TempEngine } from '../support/engine.ts';

export const NOW = new Date('2026-03-01T12:00:00Z');

interface How {
  readonly mapping?: Mapping;
  /** Dublin unless said otherwise. */
  readonly zone?: string | null;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Whether a first file is made in a draft; by its size unless said. */
  readonly beside?: boolean;
}

/** A process with no data, files to import into it, and its tables to look at. */
export interface Desk {
  readonly temp: TempEngine;
  /** Imports text or bytes as a file. */
  give(content: string | Buffer, how?: How & { name?: string }): Promise<Receipt>;
  giveFile(path: string, how?: How): Promise<Receipt>;
  check(content: string | Buffer, mapping?: Mapping): Promise<Recognition>;
  rows<T extends object = Record<string, unknown>>(query: Sql): Promise<T[]>;
  session<T>(work: (session: Session) => Promise<T>): Promise<T>;
}

export async function desk(options: { threads?: number } = {}): Promise<Desk> {
  const temp = await tempEngine(options);
  await temp.engine.with(undefined, (session) => createProcessSchema(session, 'log'));
  let files = 0;
  let imports = 0;
  const put = async (content: string | Buffer, name: string) => {
    files += 1;
    const path = join(temp.folder, `given-${files}-${name}`);
    await writeFile(path, content);
    return path;
  };
  const giveFile = async (path: string, { mapping = {}, zone = 'Europe/Dublin', signal, onProgress, beside }: How = {}) => {
    imports += 1;
    const { receipt } = await importFile(temp.engine, {
      process: { id: 'log', zone, blueprint: emptyBlueprint(), cutOffMs: null },
      importId: `import-${imports}`,
      file: { path, name: 'export.csv' },
      mapping,
      now: NOW,
      signal,
      onProgress,
      beside,
    });
    return receipt;
  };
  return {
    temp,
    giveFile,
    give: async (content, how = {}) => giveFile(await put(content, how.name ?? 'export.csv'), how),
    check: async (content, mapping = {}) => recognise(temp.engine, { path: await put(content, 'export.csv'), name: 'export.csv' }, mapping),
    rows: (query) => temp.engine.with(schemaOf('log'), (session) => session.query(query)) as never,
    session: (work) => temp.engine.with(schemaOf('log'), work),
  };
}

/** The refusal a promise ends in; fails when it doesn't. */
export async function refusal(
  promise: Promise<unknown>,
): Promise<{ code: string; message: string; detail: string; field: string | undefined }> {
  try {
    await promise;
  } catch (cause) {
    const { code, message, detail, field } = cause as { code?: string; message: string; detail?: string; field?: string };
    if (code === undefined) throw cause;
    return { code, message, detail: detail ?? '', field };
  }
  throw new Error('It was not refused.');
}
