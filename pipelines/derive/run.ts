import type { Session } from '../../engine/engine.ts';
import { identifier, sql, type Sql } from '../../engine/sql.ts';

/**
 * One run of the derivation, as its parts see it.
 *
 * `source` is where accepted rows are read: `event`, the rows of some of its cases (`runsOver`), or the rows of the
 * touched cases only. Parts leave temporary tables for later parts and drop those nobody needs any more.
 */
export interface Run {
  readonly session: Session;
  readonly source: Sql;
  /** Every case is derived again; the tables are emptied first. */
  readonly all: boolean;
  /** Nothing was derived before this run: what it finds is not joined to what other cases showed. */
  readonly first: boolean;
  readonly signal: AbortSignal | undefined;
  do(statement: Sql): Promise<number>;
  ask<T extends Record<string, unknown>>(question: Sql): Promise<T[]>;
}

export function startRun(session: Session, all: boolean, signal: AbortSignal | undefined): Run {
  return {
    session,
    all,
    first: all,
    signal,
    source: identifier(all ? 'event' : 'touched_event'),
    do: (statement) => session.run(statement, { signal }),
    ask: (question) => session.query(question, { signal }),
  };
}

/** As many rows are derived at once as fit in memory with all their temporary tables; more would be sorted on disk. */
const ROWS_AT_ONCE = 2_500_000;

/**
 * The run in one piece, or in several over neighbouring cases, each as if its cases were the whole log.
 *
 * Cases know nothing of each other, and keys are given in order of appearance, so that a range of keys is mostly a range
 * of rows. Only variants and the level of attributes join what earlier ranges found.
 */
export async function runsOver(run: Run): Promise<Run[]> {
  if (!run.all) return [run];
  const [found] = await run.ask<{ rows: number; low: number | null; high: number | null }>(sql`
    SELECT count(*) AS rows, min(case_key) AS low, max(case_key) AS high FROM event`);
  const { rows, low, high } = { rows: found?.rows ?? 0, low: found?.low ?? 1, high: found?.high ?? 0 };
  const ranges = Math.ceil(rows / ROWS_AT_ONCE);
  if (ranges < 2) return [run];
  const width = Math.ceil((high - low + 1) / ranges);
  return Array.from({ length: ranges }, (_, at) => ({
    ...run,
    first: at === 0,
    source: sql`(SELECT * FROM event WHERE case_key >= ${low + at * width} AND case_key < ${low + (at + 1) * width})`,
  }));
}

export async function dropTables(run: Run, ...names: readonly string[]): Promise<void> {
  for (const name of names) await run.do(sql`DROP TABLE IF EXISTS temp.${identifier(name)}`);
}
