import type { Sql } from './sql.ts';

/** One row as JavaScript sees it: snake_case columns in camelCase, BIGINT as number, times as ISO text, lists as arrays. */
export type Row = Record<string, unknown>;

/** A column of an answer, for Arrow: its name (camelCase) and its kind. */
export interface AnswerColumn {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'number' | 'boolean' | 'time' | 'list';
}

export interface QueryOptions {
  /** Stops the statement in the engine when its reader goes away; the call then rejects with `Cancelled`. */
  readonly signal?: AbortSignal | undefined;
}

/** How far the running statement is: 0..1, null when the engine can't tell. */
export type StatementProgress = number | null;

/**
 * One conversation with the engine, inside the schema of one process (or none).
 *
 * Statements of a session run one after the other. Unqualified table names mean the session's schema.
 */
export interface Session {
  /** All rows of a question. Rejects with `QueryError` or `Cancelled`. */
  query<T extends Row = Row>(query: Sql, options?: QueryOptions): Promise<T[]>;
  /** All columns of a question, column by column, for large answers and Arrow. */
  columns(query: Sql, options?: QueryOptions): Promise<{ columns: AnswerColumn[]; values: unknown[][]; rows: number }>;
  /**
   * The rows of a question in pieces, as their reader takes them: for answers that do not fit into memory. The session
   * does nothing else until the last piece was read or the reader has stopped.
   */
  stream<T extends Row = Row>(query: Sql, options?: QueryOptions): AsyncIterable<T[]>;
  /** A statement without an answer; resolves to the number of rows it changed. */
  run(statement: Sql, options?: QueryOptions): Promise<number>;
  /** All or nothing: rolls back when `work` rejects or the signal fires. Not nestable. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  progress(): StatementProgress;
  close(): void;
}

export interface Engine {
  /** A session in the schema of a process; without `schema`, in the database itself. The schema must exist. */
  session(schema?: string): Promise<Session>;
  /** A session from the pool, given back when `work` is done. */
  with<T>(schema: string | undefined, work: (session: Session) => Promise<T>): Promise<T>;
  /** Writes what is in the log to the file. */
  checkpoint(): Promise<void>;
  close(): Promise<void>;
}

/** The engine refused a statement: a fault of ours, never of the person asking. Carries the statement for the log. */
export class QueryError extends Error {
  readonly statement: string;
  constructor(message: string, statement: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'QueryError';
    this.statement = statement;
  }
}
