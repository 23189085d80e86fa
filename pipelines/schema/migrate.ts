import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine, Session } from '../../engine/engine.ts';
import { packageRoot } from '../../engine/package-root.ts';
import { schemaOf } from '../../engine/schema-name.ts';
import { identifier, raw, sql } from '../../engine/sql.ts';
import { Problem } from '../../model/problem.ts';

/** One numbered file of this folder: `0001-tables.sql` is version 1, “tables”. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly text: string;
}

const FOLDER = join(packageRoot, 'pipelines', 'schema');

/** All migrations this program knows, oldest first. Throws when numbers repeat or leave a hole. */
export async function migrations(folder: string = FOLDER): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => /^\d{4}-[a-z0-9-]+\.sql$/.test(file)).sort();
  return Promise.all(
    files.map(async (file, at) => {
      const version = Number(file.slice(0, 4));
      if (version !== at + 1) throw new Error(`Migration ${file} should be number ${at + 1}.`);
      return { version, name: file.slice(5, -4), text: await readFile(join(folder, file), 'utf8') };
    }),
  );
}

/**
 * Makes the tables of a process that has none yet, in a schema of its own; all of them or nothing.
 *
 * Opens a transaction, so it must not be called inside one. The session stays in the schema it was in.
 */
export async function createProcessSchema(session: Session, processId: string): Promise<void> {
  const schema = identifier(schemaOf(processId));
  await session.run(sql`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  await migrateProcessSchema(session, processId);
}

/**
 * Brings the tables of a process to this program's newest version: forward only, in one transaction.
 *
 * Rejects with a `Problem` of code `newer_data` when a newer program has written them.
 */
export async function migrateProcessSchema(session: Session, processId: string, known?: readonly Migration[]): Promise<void> {
  const all = known ?? (await migrations());
  const schema = identifier(schemaOf(processId));
  const [home] = await session.query<{ name: string }>(sql`SELECT current_schema() AS name`);
  await session.run(sql`USE ${schema}`);
  try {
    await session.transaction(async () => {
      await session.run(sql`
        CREATE TABLE IF NOT EXISTS schema_migration (version INTEGER NOT NULL, name VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL)`);
      const [row] = await session.query<{ version: number }>(sql`SELECT coalesce(max(version), 0) AS version FROM schema_migration`);
      const version = row?.version ?? 0;
      if (version > all.length) throw newerData(processId, version, all.length);
      for (const migration of all.slice(version)) {
        await session.run(raw(migration.text));
        await session.run(sql`
          INSERT INTO schema_migration VALUES (${migration.version}, ${migration.name}, timezone('UTC', now()))`);
      }
    });
  } finally {
    await session.run(sql`USE ${identifier(home?.name ?? 'main')}`);
  }
}

/** Removes a process with all its tables. Nothing happens when it has none. */
export async function dropProcessSchema(session: Session, processId: string): Promise<void> {
  await session.run(sql`DROP SCHEMA IF EXISTS ${identifier(schemaOf(processId))} CASCADE`);
}

/** The processes that have tables in this database, by id. */
export async function processSchemas(session: Session): Promise<string[]> {
  const prefix = schemaOf('');
  const rows = await session.query<{ name: string }>(sql`
    SELECT schema_name AS name
    FROM information_schema.schemata
    WHERE starts_with(schema_name, ${prefix}) AND catalog_name = current_database()
    ORDER BY schema_name`);
  return rows.map((row) => row.name.slice(prefix.length));
}

/** At start: every process of the database is brought to this version, or the program refuses to run. */
export async function migrateProcesses(engine: Engine): Promise<string[]> {
  return engine.with(undefined, async (session) => {
    const known = await migrations();
    const processes = await processSchemas(session);
    for (const process of processes) await migrateProcessSchema(session, process, known);
    return processes;
  });
}

function newerData(processId: string, found: number, known: number): Problem {
  return new Problem('newer_data', 500, `The data of “${processId}” were written by a newer Throughline.`, {
    detail: `They are at version ${found}; this program knows version ${known}. Start the newer program, or restore the backup made before the upgrade.`,
  });
}
