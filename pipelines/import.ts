import type { Engine, Session } from '../engine/engine.ts';
import { schemaOf } from '../engine/schema-name.ts';
import { sql } from '../engine/sql.ts';
import type { Mapping, Receipt } from '../model/event-log.ts';
import { Cancelled } from '../model/problem.ts';
import type { RecipeMatch } from '../model/recipe.ts';
import { noteImport } from './derive/data-version.ts';
import { deriveCases, firstCutOff, writeDataVersion } from './derive/derive.ts';
import { readCases } from './ingest/commit-cases.ts';
import { readEvents } from './ingest/commit-events.ts';
import { readFeedback } from './ingest/commit-feedback.ts';
import { linkFeedback } from './ingest/link-feedback.ts';
import { ImportProgress } from './ingest/progress.ts';
import { notesOnEarlier, notesOnRecipe, writeCommit } from './ingest/receipt.ts';
import { settleRemains } from './ingest/replace.ts';
import { INCOMING } from './ingest/staging.ts';
import type { ImportOrder, ReadingOrder, Staged, Work, Written } from './ingest/work.ts';
import { openTable } from './recognise/opened.ts';
import { matchOf, refuseUnknown } from './recognise/recipe-words.ts';
import { seeFile, type SeenFile } from './recognise/recognise.ts';
import { seeSample } from './recognise/sample.ts';
import { settledMapping } from './recognise/settled.ts';
import { isUntouched, openDraft } from './schema/draft.ts';
import { refuseOpenArchive } from './sources/archive.ts';
import { mappingOfCopy, nameOfCopy, notesOnCodes } from './sources/coded.ts';

export type { ImportOrder } from './ingest/work.ts';

/** So many rows are worth a draft. */
const ROWS_BESIDE = 200_000;

export interface Imported {
  readonly receipt: Receipt;
  /** How the file was read, everything said: the same mapping reads the same rows again. */
  readonly mapping: Mapping;
  /** The recipe that what the order left open was taken from, null without one. */
  readonly recipe: RecipeMatch | null;
  /** Of the process from now on. */
  readonly cutOffMs: number | null;
}

/**
 * Brings a file into a process: events or answers, what was refused, and all that follows from them.
 *
 * The file is read and checked into temporary tables first; everything that changes the process happens in one
 * transaction, so that a failure, a cancel or a kill leaves the data as they were. Rejects with `RefusedFile`,
 * `BadRequest`, `Problem('needs_zone')`, `Problem('ambiguous_times')` or `Cancelled`. The process must have its
 * tables (`createProcessSchema`).
 */
export async function importFile(engine: Engine, order: ImportOrder): Promise<Imported> {
  const session = await engine.session(schemaOf(order.process.id));
  const progress = new ImportProgress(order.onProgress);
  try {
    const imported = await withFile(session, order, progress, (work, staged) => bringAs(work, order, staged));
    progress.done(imported.receipt.rows);
    return imported;
  } catch (cause) {
    if (order.signal?.aborted) throw new Cancelled();
    throw cause;
  } finally {
    session.close();
  }
}

/** Everything that changes the process, in one transaction; of a dry order nothing is kept. */
async function bringAs(work: Work, order: ImportOrder, staged: Staged): Promise<Imported> {
  const { session } = work;
  if (order.dry === true) return rolledBack(session, () => bring(work, order, staged));
  const beside = order.beside ?? (work.seen.kind === 'events' && (await countStaged(session)) >= ROWS_BESIDE);
  return beside && (await isUntouched(session)) ? bringBeside(work, order, staged) : session.transaction(() => bring(work, order, staged));
}

/** Inside the caller's transaction. */
async function bring(work: Work, order: ImportOrder, staged: Staged): Promise<Imported> {
  const { session } = work;
  await order.look?.before(session);
  const importSeq = order.importSeq ?? (await nextSequence(session));
  return commit(work, order, importSeq, await make(work, order, staged, importSeq));
}

/**
 * The first file of a process, when it is large: its tables are made in a draft, and come into the process in one transaction.
 *
 * A table made in a transaction is read by one thread until that ends, and what is dropped there keeps its memory; a draft
 * has neither trouble. Whoever calls holds the writer's turn; should the process have data all the same, nothing is brought.
 */
async function bringBeside(work: Work, order: ImportOrder, staged: Staged): Promise<Imported> {
  const { session } = work;
  const { process, signal } = order;
  const importSeq = order.importSeq ?? (await nextSequence(session));
  const draft = await openDraft(session, process.id);
  try {
    const made = await make(work, order, staged, importSeq);
    await draft.leave();
    return await session.transaction(async () => {
      await order.look?.before(session);
      if (!(await isUntouched(session))) throw new Error(`The tables of ${process.id} were written to while its first file was read.`);
      await draft.take(signal);
      return commit(work, order, importSeq, made);
    });
  } finally {
    await draft.close();
  }
}

/** What the rows of a file became. */
interface Made {
  readonly written: Written;
  readonly cutOffMs: number | null;
}

/** Writes the staged rows and derives what follows from them, in the session's schema. */
async function make(work: Work, order: ImportOrder, staged: Staged, importSeq: number): Promise<Made> {
  const written = await staged.write(importSeq);
  return { written, cutOffMs: written.derive ? await derive(work, written) : order.process.cutOffMs };
}

/** What came of the work, none of which is kept. */
async function rolledBack<T>(session: Session, work: () => Promise<T>): Promise<T> {
  const kept: { result?: T } = {};
  const rollback = new Error('as wanted');
  try {
    await session.transaction(async () => {
      kept.result = await work();
      throw rollback;
    });
  } catch (cause) {
    if (cause !== rollback) throw cause;
  }
  return kept.result as T;
}

/** Opens a file, looks at it, stages its rows, and hands both to `use`; the file is closed afterwards. */
export async function withFile<T>(
  session: Session,
  order: ReadingOrder,
  progress: ImportProgress,
  use: (work: Work, staged: Staged) => Promise<T>,
): Promise<T> {
  progress.at('reading');
  const { file, table, fit, wanted, copy } = await openTable(session, order, (share) => progress.at('reading', share));
  let kept: Promise<unknown> | undefined;
  try {
    if (order.needsRecipe === true) refuseUnknown(fit);
    refuseOpenArchive(file.archive);
    kept = order.keep?.(
      copy === null
        ? { path: order.file.path, name: file.name, sha256: file.sha256, coded: false }
        : { path: copy.path, name: nameOfCopy(file.name), sha256: copy.sha256, coded: true },
    );
    // the copy is all there will be of the file: it is kept before anything can be real that was made of it
    if (copy !== null) await kept;
    const workOn = (seen: SeenFile): Work => ({
      session,
      copy,
      order,
      file,
      table: seen.table,
      seen,
      recipe: fit === null ? null : matchOf(fit, seen.columns, order.mapping),
      zone: seen.mapping.zone ?? order.process.zone,
      progress,
    });
    const seeAll = async (): Promise<Work> => {
      const seen = await progress.during('checking', session, () => seeFile(session, file, table, wanted, order.signal));
      progress.expect(seen.findings.rows);
      return workOn(seen);
    };
    progress.at('checking');
    const known = seeSample(table, file.bytes, wanted, order.process.zone);
    const work = known === null ? await seeAll() : workOn(known);
    return await use(work, await stageRows(work, known === null ? null : seeAll));
  } finally {
    await kept?.catch(() => undefined);
    await file.close();
  }
}

/** Stages the rows of a file as its kind wants it. */
export function stageRows(work: Work, seeAll: (() => Promise<Work>) | null): Promise<Staged> {
  if (work.seen.kind === 'cases') return readCases(work);
  return work.seen.kind === 'feedback' ? readFeedback(work) : readEvents(work, seeAll);
}

/** Derives the cases in `touched_case`, or all when none were derived before, and answers the cut-off from now on. */
async function derive({ session, order, progress }: Work, { tookOut }: Written): Promise<number | null> {
  const { process, signal } = order;
  const [before] = await session.query<{ some: boolean }>(sql`SELECT EXISTS (SELECT 1 FROM case_fact) AS some`);
  await deriveCases(session, {
    blueprint: process.blueprint,
    cutOffMs: process.cutOffMs,
    touched: before?.some === true ? 'table' : 'all',
    signal,
    onProgress: (share) => progress.at('deriving', share),
  });
  if (tookOut === true) await settleRemains(session, signal);
  await linkFeedback(session, signal);
  return process.cutOffMs ?? (await firstCutOff(session));
}

async function countStaged(session: Session): Promise<number> {
  const [row] = await session.query<{ rows: number }>(sql`SELECT count(*) AS rows FROM ${INCOMING}`);
  return row?.rows ?? 0;
}

async function nextSequence(session: Session): Promise<number> {
  const [row] = await session.query<{ next: number }>(sql`SELECT coalesce(max(import_seq), 0) + 1 AS next FROM import_commit`);
  return row?.next ?? 1;
}

/** Raises the data version when the import changed anything, and makes it real. */
async function commit(
  { session, copy, file, table, seen, recipe, zone }: Work,
  order: ImportOrder,
  importSeq: number,
  { written: { found, changed }, cutOffMs }: Made,
): Promise<Imported> {
  const { importId, now, signal } = order;
  const settled = settledMapping({ file, table, seen, zone, coded: copy?.columns });
  const sha256 = copy?.sha256 ?? file.sha256;
  const again = await notesOnEarlier(session, sha256);
  const [current] = await session.query<{ version: number }>(sql`SELECT coalesce(max(version), 0) AS version FROM data_version`);
  const dataVersion = changed
    ? await writeDataVersion(session, {
        cause: 'import',
        now,
        cutOffMs,
        blueprint: order.blueprintId,
        zone: order.days,
        import: { id: importId, seq: importSeq },
      })
    : (current?.version ?? 0);
  if (!changed) await noteImport(session, importSeq);
  const effect = changed || order.dry === true ? ((await order.look?.after(session)) ?? null) : null;
  const receipt: Receipt = {
    import: importId,
    process: order.process.id,
    kind: seen.kind,
    file: file.name,
    sha256,
    ...found,
    effect,
    dataVersion,
    notes: [...again, ...notesOnRecipe(recipe), ...notesOnCodes(copy), ...found.notes],
  };
  await writeCommit(session, {
    importSeq,
    receipt,
    reading: { mapping: copy === null ? settled : mappingOfCopy(settled, copy), zone: order.days ?? null },
    now,
  });
  if (signal?.aborted) throw new Cancelled();
  return { receipt, mapping: settled, recipe, cutOffMs };
}
