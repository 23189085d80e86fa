import type { Session } from '../../engine/engine.ts';
import { dialect } from '../../engine/dialect.ts';
import { sql } from '../../engine/sql.ts';
import { MINUTE } from '../../model/units.ts';
import type { VersionCause } from '../../model/version.ts';

/** What a data version is made of, besides its cut-off: enough to make it again from the originals. */
export interface VersionContent {
  /** Numbers of the imports whose rows it holds, in their order. */
  readonly imports: readonly number[];
  /** Row of the blueprint in state.sqlite; null where nobody keeps blueprints. */
  readonly blueprint: number | null;
  /** Of the days and weeks of the process; null where nobody said. */
  readonly zone: string | null;
  /** The import that was brought, undone or redone. */
  readonly import: string | null;
  /** No event after this moment moves the end of the data. */
  readonly until: string;
}

export interface DataVersion {
  /** Why the numbers may have changed. */
  readonly cause: VersionCause;
  /** The moment of the change, by the clock the program was given. */
  readonly now: Date;
  readonly cutOffMs: number | null;
  readonly blueprint?: number | null | undefined;
  readonly zone?: string | null | undefined;
  /** Id and number of the import that is being committed in the same transaction, after this. */
  readonly import?: { readonly id: string; readonly seq: number } | undefined;
  /** As in `VersionContent`, where a change takes imports away or brings them back; else an import says now, and others what held before. */
  readonly until?: Date | undefined;
}

/**
 * Notes a new version of the tables and gives its number, 1 for the first.
 *
 * The end of the data is the latest accepted event, but no later than the moment of import: a planned event in the future
 * closes no case. A change that brings no file leaves the end where the last import put it.
 */
export async function writeDataVersion(session: Session, version: DataVersion): Promise<number> {
  const { cause, now, cutOffMs } = version;
  const until = version.until ?? (cause === 'import' ? now : await lastUntil(session, now));
  const imports = await session.query<{ seq: number }>(sql`SELECT import_seq AS seq FROM import_commit`);
  const all = new Set([...imports.map(({ seq }) => seq), ...(cause === 'import' && version.import ? [version.import.seq] : [])]);
  const content: VersionContent = {
    imports: [...all].sort((one, other) => one - other),
    blueprint: version.blueprint ?? null,
    zone: version.zone ?? null,
    import: version.import?.id ?? null,
    until: until.toISOString(),
  };
  const [row] = await session.query<{ next: number }>(sql`SELECT coalesce(max(version), 0) + 1 AS next FROM data_version`);
  const number = row?.next ?? 1;
  await writeVersionRow(session, { version: number, cause, madeAt: now, cutOffMs, content });
  return number;
}

/** Counts the tables as they are and writes them down under the number of a version. */
export async function writeVersionRow(
  session: Session,
  {
    version,
    cause,
    madeAt,
    cutOffMs,
    content,
  }: { version: number; cause: VersionCause; madeAt: Date; cutOffMs: number | null; content: VersionContent },
): Promise<void> {
  await session.run(sql`
    INSERT INTO data_version (version, cause, made_at, first_at, end_at, cut_off_ms, events, steps, cases, content)
    SELECT ${version}, ${cause}, ${madeAt},
           min(least(started_at, completed_at)),
           CASE WHEN count(*) > 0 THEN least(max(greatest(started_at, completed_at)), CAST(${new Date(content.until)} AS TIMESTAMP)) END,
           CAST(${cutOffMs} AS BIGINT), count(*), (SELECT count(*) FROM step), (SELECT count(*) FROM case_fact), ${JSON.stringify(content)}
    FROM event`);
}

/** An import that changes nothing is part of the newest version too. */
export async function noteImport(session: Session, importSeq: number): Promise<void> {
  const [newest] = await session.query<{ version: number; content: string | null }>(
    sql`SELECT version, content FROM data_version ORDER BY version DESC LIMIT 1`,
  );
  if (!newest?.content) return;
  const content = JSON.parse(newest.content) as VersionContent;
  const imports = [...new Set([...content.imports, importSeq])].sort((one, other) => one - other);
  await session.run(sql`UPDATE data_version SET content = ${JSON.stringify({ ...content, imports })} WHERE version = ${newest.version}`);
}

/** Until when the newest version looks; of one written by an early program, the last import. */
async function lastUntil(session: Session, now: Date): Promise<Date> {
  const [last] = await session.query<{ content: string | null; committedAt: string | null }>(sql`
    SELECT (SELECT content FROM data_version ORDER BY version DESC LIMIT 1) AS content, (SELECT max(committed_at) FROM import_commit) AS committed_at`);
  const content = last?.content;
  if (content) return new Date((JSON.parse(content) as VersionContent).until);
  return last?.committedAt ? new Date(last.committedAt) : now;
}

/**
 * After how long without an event a case counts as complete: the p95 of all hand-over times, rounded up to a minute.
 * At least a minute, also for a log without any hand-over.
 */
export async function firstCutOff(session: Session): Promise<number> {
  const [row] = await session.query<{ gap: number | null }>(sql`SELECT ${dialect.quantile(sql`gap_ms`, 0.95)} AS gap FROM step`);
  return Math.max(1, Math.ceil((row?.gap ?? 0) / MINUTE)) * MINUTE;
}
