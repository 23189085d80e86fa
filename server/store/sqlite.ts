import Libsql from 'libsql';

export type Value = string | number | null;
export type Stored = Record<string, unknown>;

/**
 * All that the product asks of SQLite, so that another driver (`node:sqlite`) could take its place.
 *
 * Statements are prepared once and kept. Every commit is on disk when the call returns (`synchronous=FULL`).
 */
export interface Sqlite {
  run(statement: string, ...values: Value[]): number;
  get<T extends Stored = Stored>(statement: string, ...values: Value[]): T | undefined;
  all<T extends Stored = Stored>(statement: string, ...values: Value[]): T[];
  /** Several statements without values, as in a migration. */
  execute(statements: string): void;
  /** All or nothing; an error thrown by `work` rolls back and is thrown on. Not nestable. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** Opens or creates the file. Waits up to five seconds for another reader's lock. */
export function openSqlite(file: string): Sqlite {
  const database = new Libsql(file, { timeout: 5 });
  for (const pragma of ['journal_mode=WAL', 'synchronous=FULL', 'foreign_keys=ON']) database.exec(`PRAGMA ${pragma}`);
  const prepared = new Map<string, Libsql.Statement>();
  const statementOf = (text: string) => {
    let statement = prepared.get(text);
    if (!statement) {
      statement = database.prepare(text);
      prepared.set(text, statement);
    }
    return statement;
  };
  return {
    run: (text, ...values) => statementOf(text).run(...values).changes,
    // libsql hands out rows with a `_metadata` of its own; only the columns are ours
    get: <T extends Stored>(text: string, ...values: Value[]) => plain(statementOf(text).get(...values)) as T | undefined,
    all: <T extends Stored>(text: string, ...values: Value[]) =>
      statementOf(text)
        .all(...values)
        .map((row) => plain(row) as T),
    execute: (statements) => void database.exec(statements),
    transaction: (work) => {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        // a full disk has SQLite roll back by itself
        if (database.inTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => {
      prepared.clear();
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      database.close();
    },
  };
}

function plain(row: unknown): Stored | undefined {
  if (row === undefined || row === null) return undefined;
  const columns = { ...(row as Stored) };
  delete columns._metadata;
  return columns;
}
