import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine, Session } from '../../engine/engine.ts';
import { packageRoot } from '../../engine/package-root.ts';
import { schemaOf } from '../../engine/schema-name.ts';
import { identifier, raw, sql } from '../../engine/sql.ts';
import { Problem } from '../../model/problem.ts';
import { keepUndoneLists } from '../ingest/rejected.ts';

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
export async function createProcessSchema(session: Session, processId: string, known?: readonly Migration[]): Promise<void> {
  const schema = identifier(schemaOf(processId));
  await session.run(sql`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  await migrateProcessSchema(session, processId, known);
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
    await session.transaction(() => migrateTables(session, processId, all));
  } finally {
    await session.run(sql`USE ${identifier(home?.name ?? 'main')}`);
  }
}

/** Brings the tables of the session's schema to the newest version, inside the caller's transaction. */
export async function migrateTables(session: Session, processId: string, all: readonly Migration[]): Promise<void> {
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
}

/** Where the tables of a process are made again before they take the place of its own. No process has a schema of such a name. */
const workshopOf = (processId: string): string => `making_${processId}`;

/** An empty schema with the tables of a process, beside its own; answers its name. Opens a transaction. */
export async function openWorkshop(session: Session, processId: string): Promise<string> {
  const name = workshopOf(processId);
  await session.run(sql`DROP SCHEMA IF EXISTS ${identifier(name)} CASCADE`);
  await session.run(sql`CREATE SCHEMA ${identifier(name)}`);
  await session.run(sql`USE ${identifier(name)}`);
  const known = await migrations();
  await session.transaction(() => migrateTables(session, processId, known));
  return name;
}

export const closeWorkshop = (session: Session, processId: string): Promise<number> =>
  session.run(sql`DROP SCHEMA IF EXISTS ${identifier(workshopOf(processId))} CASCADE`);

/** Takes away what a stop left of tables that were being made. */
export async function closeWorkshops(session: Session): Promise<void> {
  for (const { name } of await schemasFrom(session, workshopOf(''))) await session.run(sql`DROP SCHEMA ${identifier(name)} CASCADE`);
}

/**
 * Puts the tables of the workshop in the place of those of the process, inside the caller's transaction and in a session of the
 * process's schema. Who reads beside it sees the old tables until the transaction is committed.
 */
export async function takeFromWorkshop(session: Session, processId: string, signal?: AbortSignal): Promise<void> {
  const home = schemaOf(processId);
  await session.run(sql`USE ${identifier(workshopOf(processId))}`);
  await keepUndoneLists(session, home);
  await session.run(sql`USE ${identifier(home)}`);
  for (const { name } of await tablesOf(session, home)) await session.run(sql`DROP TABLE ${identifier(name)}`);
  await migrateTables(session, processId, await migrations());
  const workshop = workshopOf(processId);
  for (const { name } of await tablesOf(session, workshop)) {
    if (name === 'schema_migration') continue;
    const table = identifier(name);
    for (const { column, type } of await newColumns(session, name, workshop, schemaOf(processId))) {
      await session.run(sql`ALTER TABLE ${table} ADD COLUMN ${identifier(column)} ${raw(type)}`);
    }
    await session.run(sql`INSERT INTO ${table} BY NAME SELECT * FROM ${identifier(workshop)}.${table}`, { signal });
  }
}

const tablesOf = (session: Session, schema: string): Promise<{ name: string }[]> =>
  session.query(sql`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = ${schema} AND table_catalog = current_database() ORDER BY table_name`);

/** Columns of attributes: those that a table of the one schema has and that of the other has not. */
const newColumns = (session: Session, table: string, from: string, to: string): Promise<{ column: string; type: string }[]> =>
  session.query(sql`
    SELECT column_name AS "column", data_type AS type FROM information_schema.columns
    WHERE table_catalog = current_database() AND table_schema = ${from} AND table_name = ${table}
      AND column_name NOT IN (SELECT column_name FROM information_schema.columns
                              WHERE table_catalog = current_database() AND table_schema = ${to} AND table_name = ${table})
    ORDER BY ordinal_position`);

const schemasFrom = (session: Session, prefix: string): Promise<{ name: string }[]> =>
  session.query(sql`
    SELECT schema_name AS name
    FROM information_schema.schemata
    WHERE starts_with(schema_name, ${prefix}) AND catalog_name = current_database()
    ORDER BY schema_name`);

/** Removes a process with all its tables. Nothing happens when it has none. */
export async function dropProcessSchema(session: Session, processId: string): Promise<void> {
  await session.run(sql`DROP SCHEMA IF EXISTS ${identifier(schemaOf(processId))} CASCADE`);
}

/** The processes that have tables in this database, by id. */
export async function processSchemas(session: Session): Promise<string[]> {
  const prefix = schemaOf('');
  const rows = await schemasFrom(session, prefix);
  return rows.map((row) => row.name.slice(prefix.length));
}

/** At start: every process of the database is brought to this version, or the program refuses to run. */
export async function migrateProcesses(engine: Engine): Promise<string[]> {
  return engine.with(undefined, async (session) => {
    const known = await migrations();
    await closeWorkshops(session);
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
