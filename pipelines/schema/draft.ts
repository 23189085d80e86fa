import { randomUUID } from 'node:crypto';
import type { Session } from '../../engine/engine.ts';
import { identifier, raw, sql } from '../../engine/sql.ts';
import { migrateTables, migrations } from './migrate.ts';

/** Tables of a process that are made before anything of them is real: a database in memory, spilled to disk as any large sort. */
export interface Draft {
  /** Puts the session back into the schema it came from. */
  leave(): Promise<void>;
  /** Fills the tables of that schema with what the draft holds, inside the caller's transaction. They must be untouched. */
  take(signal?: AbortSignal): Promise<void>;
  /** Forgets the draft; the session is in the schema it came from. */
  close(): Promise<void>;
}

/** Tables that say whether anything was ever brought to a process; the design of its blueprint may be there already. */
const BROUGHT = ['import_commit', 'data_version', 'event', 'feedback', 'case_row', 'rejected_row', 'attribute', 'activity'] as const;

/** Whether nothing was ever brought into the tables of the session's schema. */
export async function isUntouched(session: Session): Promise<boolean> {
  for (const name of BROUGHT) {
    const [row] = await session.query<{ some: boolean }>(sql`SELECT EXISTS (SELECT 1 FROM ${identifier(name)}) AS some`);
    if (row?.some !== false) return false;
  }
  return true;
}

/**
 * Opens a draft with the tables of a process, all empty, and puts the session into it.
 *
 * Every statement there is a transaction of its own. What a transaction has made itself the engine reads with one thread,
 * and keeps in memory when it is dropped: of ten million rows that cost a third of the time of an import.
 */
export async function openDraft(session: Session, processId: string): Promise<Draft> {
  const [home] = await session.query<{ database: string; schema: string }>(
    sql`SELECT current_database() AS "database", current_schema() AS "schema"`,
  );
  if (home === undefined) throw new Error('The session has no schema.');
  const name = `draft_${randomUUID().replaceAll('-', '')}`;
  const draft = sql`${identifier(name)}.${identifier(name)}`;
  const leave = async () => {
    await session.run(sql`USE ${identifier(home.database)}.${identifier(home.schema)}`);
  };
  const close = async () => {
    await leave();
    await session.run(sql`DETACH ${identifier(name)}`);
  };
  const known = await migrations();
  await session.run(sql`ATTACH ':memory:' AS ${identifier(name)}`);
  try {
    await session.run(sql`CREATE SCHEMA ${draft}`);
    await session.run(sql`USE ${draft}`);
    await session.transaction(() => migrateTables(session, processId, known));
  } catch (cause) {
    await close();
    throw cause;
  }
  return {
    leave,
    close,
    take: async (signal) => {
      for (const table of await tablesOf(session, name)) {
        const into = identifier(table);
        for (const { column, type } of await newColumns(session, table, name, home)) {
          await session.run(sql`ALTER TABLE ${into} ADD COLUMN ${identifier(column)} ${raw(type)}`);
        }
        await session.run(sql`DELETE FROM ${into}`);
        await session.run(sql`INSERT INTO ${into} BY NAME SELECT * FROM ${draft}.${into}`, { signal });
      }
    },
  };
}

/** The tables of a draft, but for the list of its migrations. */
async function tablesOf(session: Session, draft: string): Promise<string[]> {
  const rows = await session.query<{ name: string }>(sql`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_catalog = ${draft} AND table_schema = ${draft} AND table_name <> 'schema_migration' ORDER BY table_name`);
  return rows.map(({ name }) => name);
}

/** Columns of attributes that a table of the draft has and that of the process has not. */
const newColumns = (session: Session, table: string, draft: string, home: { database: string; schema: string }) =>
  session.query<{ column: string; type: string }>(sql`
    SELECT column_name AS "column", data_type AS type FROM information_schema.columns
    WHERE table_catalog = ${draft} AND table_schema = ${draft} AND table_name = ${table}
      AND column_name NOT IN (SELECT column_name FROM information_schema.columns
                              WHERE table_catalog = ${home.database} AND table_schema = ${home.schema} AND table_name = ${table})
    ORDER BY ordinal_position`);
