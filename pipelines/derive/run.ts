import type { Session } from '../../engine/engine.ts';
import { identifier, sql, type Sql } from '../../engine/sql.ts';

/**
 * One run of the derivation, as its parts see it.
 *
 * `source` is where accepted rows are read: `event` itself, or the rows of the touched cases only. Parts leave
 * temporary tables for later parts and drop those nobody needs any more.
 */
export interface Run {
  readonly session: Session;
  readonly source: Sql;
  /** Every case is derived again; the tables are emptied first. */
  readonly all: boolean;
  readonly signal: AbortSignal | undefined;
  do(statement: Sql): Promise<number>;
  ask<T extends Record<string, unknown>>(question: Sql): Promise<T[]>;
}

export function startRun(session: Session, all: boolean, signal: AbortSignal | undefined): Run {
  return {
    session,
    all,
    signal,
    source: identifier(all ? 'event' : 'touched_event'),
    do: (statement) => session.run(statement, { signal }),
    ask: (question) => session.query(question, { signal }),
  };
}

export async function dropTables(run: Run, ...names: readonly string[]): Promise<void> {
  for (const name of names) await run.do(sql`DROP TABLE IF EXISTS temp.${identifier(name)}`);
}
