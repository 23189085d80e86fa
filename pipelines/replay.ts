import { basename } from 'node:path';
import type { Engine, Session } from '../engine/engine.ts';
import { schemaOf } from '../engine/schema-name.ts';
import { identifier, raw, sql } from '../engine/sql.ts';
import type { Blueprint } from '../model/blueprint.ts';
import type { Effect } from '../model/effect.ts';
import type { Progress, Receipt } from '../model/event-log.ts';
import { Cancelled, Problem } from '../model/problem.ts';
import type { VersionCause } from '../model/version.ts';
import { deriveCases, firstCutOff } from './derive/derive.ts';
import { writeDataVersion, writeVersionRow, type VersionContent } from './derive/data-version.ts';
import { withFile } from './import.ts';
import { linkFeedback } from './ingest/link-feedback.ts';
import { ImportProgress } from './ingest/progress.ts';
import { writeCommit, type Reading } from './ingest/receipt.ts';
import type { Look, Written } from './ingest/work.ts';
import { closeWorkshop, createProcessSchema, openWorkshop, takeFromWorkshop } from './schema/migrate.ts';
import { holdsBytes } from './sources/original.ts';
import type { SourceFile } from './sources/source.ts';

/** An import as it is brought again. */
export interface KeptImport {
  readonly seq: number;
  readonly id: string;
  /** Its kept original. */
  readonly file: SourceFile;
  readonly reading: Reading;
  /** As it was given; it stays the receipt of the import. */
  readonly receipt: Receipt;
  readonly committedAt: Date;
}

/** A data version whose tables are made again: its number, its moment and what it is made of are known. */
export interface KnownVersion {
  readonly version: number;
  readonly cause: VersionCause;
  readonly madeAt: Date;
  readonly content: VersionContent;
}

/** A data version as the list of them has it. */
export interface ListedVersion extends KnownVersion {
  readonly firstAt: Date | null;
  readonly endAt: Date | null;
  readonly cutOffMs: number | null;
  readonly events: number;
  readonly steps: number;
  readonly cases: number;
}

/** A data version that has not been before. */
export interface FreshVersion {
  readonly cause: VersionCause;
  readonly now: Date;
  readonly zone: string;
  readonly blueprintId: number | null;
  /** The import that is undone or redone. */
  readonly import: { readonly id: string; readonly seq: number } | undefined;
  readonly until: Date;
}

export interface ReplayOrder {
  readonly process: string;
  /** In the order of their numbers. */
  readonly imports: readonly KeptImport[];
  readonly blueprint: Blueprint;
  /** Worked out from the tables when null. */
  readonly cutOffMs: number | null;
  readonly version: KnownVersion | FreshVersion;
  /** The versions so far, oldest first: they are listed again where the tables have lost their list. */
  readonly history?: readonly ListedVersion[] | undefined;
  readonly look?: Look | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface Replayed {
  readonly dataVersion: number;
  readonly cutOffMs: number | null;
  readonly effect: Effect | null;
  /** Id of the import to what it says of the same file this time. */
  readonly found: ReadonlyMap<string, Written['found']>;
}

const KNOWN_CASES = raw('SELECT case_id, case_key FROM temp.replayed_case');
/** Part of the time that goes into reading and writing rows; the rest is derived. */
const ROWS_SHARE = 0.55;

/**
 * Makes the tables of a process again from kept originals: what they hold comes out the same, byte for byte, as it did when
 * the files were imported one after the other (docs/decisions/0012-versions.md).
 *
 * The tables are made in a workshop, a schema beside that of the process, and take the place of its own in one transaction: a
 * failure, a cancel or a kill leaves the tables as they were, and who reads beside it sees those. The list of data versions
 * stays, or comes back with the tables where it was lost; the one that is made is added, or takes the place of the row of its number. Rejects as `importFile` does. The process
 * must have its tables.
 */
export async function replay(engine: Engine, order: ReplayOrder): Promise<Replayed> {
  const { process, signal, look } = order;
  const session = await engine.session(schemaOf(process));
  try {
    const [home] = await session.query<{ name: string }>(sql`SELECT current_schema() AS name`);
    await openWorkshop(session, process);
    await takeHistory(session, home?.name ?? '', order.history ?? []);
    const made = await makeTables(session, order);
    await session.run(sql`USE ${identifier(home?.name ?? '')}`);
    return await session.transaction(async () => {
      await look?.before(session);
      await takeFromWorkshop(session, process, signal);
      const effect = (await look?.after(session)) ?? null;
      if (signal?.aborted) throw new Cancelled();
      return { ...made, effect };
    });
  } catch (cause) {
    if (signal?.aborted) throw new Cancelled();
    throw cause;
  } finally {
    await closeWorkshop(session, process).catch(() => undefined);
    session.close();
  }
}

/** Lists in the workshop the versions that the process has had: they come into its tables with everything else, or not at all. */
async function takeHistory(session: Session, home: string, history: readonly ListedVersion[]): Promise<void> {
  const copied = await session.run(sql`INSERT INTO data_version BY NAME SELECT * FROM ${identifier(home)}.data_version ORDER BY version`);
  if (copied > 0) return;
  for (const { version, cause, madeAt, firstAt, endAt, cutOffMs, events, steps, cases, content } of history) {
    await session.run(sql`
      INSERT INTO data_version (version, cause, made_at, first_at, end_at, cut_off_ms, events, steps, cases, content)
      VALUES (${version}, ${cause}, ${madeAt}, ${firstAt}, ${endAt}, CAST(${cutOffMs} AS BIGINT), ${events}, ${steps}, ${cases}, ${JSON.stringify(content)})`);
  }
}

/**
 * Makes the tables of a data version where there are none yet: in the schema of the process in an engine of its own. A failure
 * leaves them half made; the caller throws the file away.
 */
export async function replayInto(engine: Engine, order: ReplayOrder): Promise<void> {
  await engine.with(undefined, (session) => createProcessSchema(session, order.process));
  const session = await engine.session(schemaOf(order.process));
  try {
    await makeTables(session, order);
  } catch (cause) {
    if (order.signal?.aborted) throw new Cancelled();
    throw cause;
  } finally {
    session.close();
  }
}

/** Fills the empty tables of the session's schema. Rows are read outside of transactions: their numbers are those of their place only there. */
async function makeTables(session: Session, order: ReplayOrder): Promise<Omit<Replayed, 'effect'>> {
  const { signal } = order;
  const progress = new ReplayProgress(order);
  await session.run(sql`CREATE OR REPLACE TEMP TABLE replayed_case (case_id VARCHAR, case_key INTEGER)`);
  const found = new Map<string, Written['found']>();
  for (const one of order.imports) {
    const written = await bringAgain(session, order, one, progress);
    found.set(one.id, written.found);
    progress.next();
  }
  await session.run(sql`DROP TABLE temp.replayed_case`);
  // no transaction around it: what one has made it reads with one thread until it ends, and these tables are nobody's yet
  await deriveCases(session, {
    blueprint: order.blueprint,
    touched: 'all',
    signal,
    onProgress: (share) => progress.deriving(share),
  });
  await linkFeedback(session, signal);
  const cutOffMs = order.cutOffMs ?? (await cutOffOf(session));
  const dataVersion = await writeVersion(session, order.version, cutOffMs);
  return { dataVersion, cutOffMs, found };
}

/** One file, read and written without deriving anything: the cases that are known are those of the files before it. */
async function bringAgain(session: Session, order: ReplayOrder, one: KeptImport, progress: ReplayProgress): Promise<Written> {
  const { blueprint, cutOffMs, process, signal } = order;
  const { seq, reading, receipt, committedAt } = one;
  await checkOriginal(one, signal);
  const given = {
    process: { id: process, zone: reading.mapping.zone ?? reading.zone, blueprint, cutOffMs },
    file: one.file,
    mapping: reading.mapping,
    days: reading.zone ?? undefined,
    known: KNOWN_CASES,
    now: committedAt,
    signal,
  };
  return withFile(session, given, new ImportProgress(progress.reading), (_work, staged) =>
    session.transaction(async () => {
      const written = await staged.write(seq);
      await followCases(session, seq, written.tookOut === true, signal);
      await writeCommit(session, { importSeq: seq, receipt, reading, counts: written.found, now: committedAt });
      return written;
    }),
  );
}

/** Other bytes would silently make other figures. */
async function checkOriginal({ file, seq, receipt }: KeptImport, signal: AbortSignal | undefined): Promise<void> {
  if (file.sha256 === undefined || (await holdsBytes(file.path, file.sha256, signal))) return;
  throw new Problem(
    'original_damaged',
    409,
    `The kept original of “${receipt.file}” (import ${seq}) is damaged, so the figures can’t be made again.`,
    {
      detail: `${basename(file.path)} in uploads/ does not hold the bytes that were imported. Put it back from a backup.`,
    },
  );
}

/** Keeps `replayed_case` as the derived tables would be after this import. */
async function followCases(session: Session, seq: number, tookOut: boolean, signal: AbortSignal | undefined): Promise<void> {
  if (tookOut) {
    await session.run(sql`
      DELETE FROM temp.replayed_case
      WHERE case_key IN (SELECT case_key FROM touched_case) AND case_key NOT IN (SELECT case_key FROM event SEMI JOIN touched_case USING (case_key))`);
  }
  await session.run(
    sql`
    INSERT INTO temp.replayed_case
    SELECT DISTINCT case_id, case_key FROM event
    WHERE import_seq = ${seq} AND case_key > (SELECT coalesce(max(case_key), 0) FROM temp.replayed_case)`,
    { signal },
  );
}

/** The cut-off of a log that never had one; none without events. */
async function cutOffOf(session: Session): Promise<number | null> {
  const [row] = await session.query<{ some: boolean }>(sql`SELECT EXISTS (SELECT 1 FROM event) AS some`);
  return row?.some === true ? firstCutOff(session) : null;
}

async function writeVersion(session: Session, version: KnownVersion | FreshVersion, cutOffMs: number | null): Promise<number> {
  if ('version' in version) {
    await session.run(sql`DELETE FROM data_version WHERE version = ${version.version}`);
    await writeVersionRow(session, { ...version, cutOffMs });
    return version.version;
  }
  const { cause, now, zone, blueprintId, until } = version;
  return writeDataVersion(session, { cause, now, cutOffMs, zone, blueprint: blueprintId, import: version.import, until });
}

/** How far a replay is: files weigh what their rows do. */
class ReplayProgress {
  readonly #tell: ReplayOrder['onProgress'];
  readonly #rows: readonly number[];
  readonly #total: number;
  readonly #began = performance.now();
  #at = 0;
  #share = 0;

  constructor({ imports, onProgress }: ReplayOrder) {
    this.#tell = onProgress;
    this.#rows = imports.map(({ receipt }) => Math.max(1, receipt.rows));
    this.#total = this.#rows.reduce((sum, rows) => sum + rows, 0);
  }

  /** What the import of the file in hand says of itself: half of it is what a replay does with a file. */
  readonly reading = ({ phase, share }: Progress): void => {
    const within = Math.min(1, share * 2) * (this.#rows[this.#at] ?? 0);
    this.#say(phase, (ROWS_SHARE * (this.#before() + within)) / Math.max(1, this.#total));
  };

  next(): void {
    this.#at += 1;
    this.#say('loading', (ROWS_SHARE * this.#before()) / Math.max(1, this.#total));
  }

  deriving(share: number): void {
    this.#say('deriving', ROWS_SHARE + (1 - ROWS_SHARE) * share);
  }

  #before(): number {
    return this.#rows.slice(0, this.#at).reduce((sum, rows) => sum + rows, 0);
  }

  #say(phase: Progress['phase'], share: number): void {
    this.#share = Math.max(this.#share, Math.min(0.99, share));
    const spent = performance.now() - this.#began;
    this.#tell?.({
      phase,
      rows: Math.round(Math.min(1, this.#share / ROWS_SHARE) * this.#total),
      totalRows: this.#total,
      leftMs: this.#share < 0.05 ? null : Math.round((spent * (1 - this.#share)) / this.#share),
      share: this.#share,
    });
  }
}
