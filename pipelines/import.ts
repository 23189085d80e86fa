import type { Engine, Session } from '../engine/engine.ts';
import { schemaOf } from '../engine/schema-name.ts';
import { identifier, sql } from '../engine/sql.ts';
import type { Blueprint } from '../model/blueprint.ts';
import { REJECTIONS, type Mapping, type Progress, type Receipt, type Rejection } from '../model/event-log.ts';
import { Cancelled } from '../model/problem.ts';
import { deriveCases, firstCutOff, writeDataVersion } from './derive/derive.ts';
import {
  EVENT_TABLES,
  findRepeats,
  keyCases,
  lookAtStaged,
  planAttributes,
  stageEvents,
  writeAttributes,
  writeDictionaries,
  writeEvents,
  type PlannedAttribute,
} from './ingest/events.ts';
import { checkAnswers, FEEDBACK_TABLES, findScales, linkFeedback, stageFeedback, writeFeedback } from './ingest/feedback.ts';
import { notesOnInvitations, notesOnLifecycle, notesOnReading, notesOnRepeats, notesOnScales, notesOnText } from './ingest/notes.ts';
import { ImportProgress } from './ingest/progress.ts';
import { columnWith, dropStaging, numberRecords, writeRejected } from './ingest/staging.ts';
import { planOf, type Plan } from './recognise/plan.ts';
import { engineFolders, seeFile, type SeenFile } from './recognise/recognise.ts';
import { seeSample } from './recognise/sample.ts';
import { recogniseShape } from './recognise/shape.ts';
import { openSource, type ReadableFile, type SourceFile } from './sources/source.ts';
import { forgetRejects, readWhole, textTable, type TextTable } from './sources/table.ts';

export interface ImportOrder {
  /** `zone` is that of times without an offset when the mapping names none; `cutOffMs` null before the first import. */
  readonly process: { readonly id: string; readonly zone: string | null; readonly blueprint: Blueprint; readonly cutOffMs: number | null };
  readonly importId: string;
  /** The next number of the process when absent. */
  readonly importSeq?: number | undefined;
  readonly file: SourceFile;
  readonly mapping: Mapping;
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface Imported {
  readonly receipt: Receipt;
  /** Of the process from now on. */
  readonly cutOffMs: number | null;
}

/** What an import holds in its hands between reading and committing. */
interface Work {
  readonly session: Session;
  readonly order: ImportOrder;
  readonly file: ReadableFile;
  readonly table: TextTable;
  readonly seen: SeenFile;
  readonly zone: string | null;
  readonly progress: ImportProgress;
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
    progress.at('reading');
    const file = await openSource(order.file, { ...(await engineFolders(session)), signal: order.signal });
    try {
      const table = await textTable(file, recogniseShape(file.head), order.signal);
      const seeAll = async (): Promise<Work> => {
        const seen = await progress.during('checking', session, () => seeFile(session, file, table, order.mapping, order.signal));
        progress.expect(seen.findings.rows);
        return { session, order, file, table, seen, zone: seen.mapping.zone ?? order.process.zone, progress };
      };
      progress.at('checking');
      const known = seeSample(table, file.bytes, order.mapping, order.process.zone);
      const work =
        known === null
          ? await seeAll()
          : { session, order, file, table, seen: known, zone: known.mapping.zone ?? order.process.zone, progress };
      const imported =
        work.seen.kind === 'feedback' ? await importFeedback(work) : await importEvents(work, known === null ? null : seeAll);
      progress.done(imported.receipt.rows);
      return imported;
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (order.signal?.aborted) throw new Cancelled();
    throw cause;
  } finally {
    session.close();
  }
}

/** Reads the rows of a file of events, as far as possible without a look at all of them beforehand: `seeAll`. */
async function readEvents(
  work: Work,
  seeAll: (() => Promise<Work>) | null,
): Promise<{ work: Work; plan: Plan; attributes: PlannedAttribute[] }> {
  const { session, order, file, table, seen, zone, progress } = work;
  const { signal } = order;
  const plan = planOf('events', seen.columns, zone);
  const attributes = await planAttributes(session, plan);
  await progress.during(
    'loading',
    session,
    () => readWhole(session, table, file, () => stageEvents(session, table, plan, attributes, zone, signal), signal),
    0,
    0.6,
  );
  if (seeAll === null) return { work, plan, attributes };
  const { rows, misfits } = await lookAtStaged(session);
  if (misfits) return readEvents(await seeAll(), null);
  progress.expect(rows);
  return { work, plan, attributes };
}

async function importEvents(begun: Work, seeAll: (() => Promise<Work>) | null): Promise<Imported> {
  const { work, plan, attributes } = await readEvents(begun, seeAll);
  const { session, order, file, table, seen, zone, progress } = work;
  const { signal } = order;
  const { unread, numbered } = await numberRecords(session, table, signal);
  const columnOf = (name: string) => {
    const attribute = attributes.find(({ column }) => column.name === name);
    return attribute === undefined ? null : identifier(`a${attribute.id}`);
  };
  const notes = [
    ...notesOnReading(file, table, plan, seen.columns, zone),
    ...(await notesOnText(session, plan, seen.columns, numbered, columnOf)),
    ...(await notesOnLifecycle(session)),
  ];
  const byId = columnWith(plan, 'event-id') !== undefined;

  return session.transaction(async () => {
    const importSeq = await sequenceOf(work);
    const { newCases } = await keyCases(session, signal);
    const repeats = await findRepeats(session, byId, signal);
    progress.at('loading', 0.7);
    await writeAttributes(session, attributes);
    await writeDictionaries(session, signal);
    const accepted = await progress.during(
      'loading',
      session,
      () => writeEvents(session, { importSeq, numbered, attributes, byId, repeats }, signal),
      0.75,
      1,
    );
    await writeRejected(session, importSeq, table.shape.names, numbered, signal);
    const counts = await countRows(work, importSeq, unread);
    await session.run(
      sql`CREATE OR REPLACE TEMP TABLE touched_case AS SELECT DISTINCT case_key FROM event WHERE import_seq = ${importSeq}`,
      { signal },
    );
    const [touched] = await session.query<{ cases: number; firstAt: string | null; lastAt: string | null }>(sql`
      SELECT (SELECT count(*) FROM touched_case) AS cases, min(least(started_at, completed_at)) AS first_at, max(greatest(started_at, completed_at)) AS last_at
      FROM event WHERE import_seq = ${importSeq}`);
    await dropStaging(session, ...EVENT_TABLES);
    await forgetRejects(session);

    let { cutOffMs } = order.process;
    if (accepted > 0) {
      const [before] = await session.query<{ some: boolean }>(sql`SELECT EXISTS (SELECT 1 FROM case_fact) AS some`);
      await deriveCases(session, {
        blueprint: order.process.blueprint,
        cutOffMs,
        touched: before?.some === true ? 'table' : 'all',
        signal,
        onProgress: (share) => progress.at('deriving', share),
      });
      await linkFeedback(session, signal);
      cutOffMs ??= await firstCutOff(session);
    }
    return commit(work, importSeq, cutOffMs, accepted > 0, {
      ...counts,
      accepted,
      ...repeats,
      cases: touched?.cases ?? 0,
      newCases,
      firstAt: touched?.firstAt ?? null,
      lastAt: touched?.lastAt ?? null,
      linked: 0,
      notes: [...notes, ...notesOnRepeats({ ...repeats, byId })],
    });
  });
}

async function importFeedback(work: Work): Promise<Imported> {
  const { session, order, file, table, seen, zone, progress } = work;
  const { signal } = order;
  const plan = planOf('feedback', seen.columns, zone);
  await progress.during(
    'loading',
    session,
    () => readWhole(session, table, file, () => stageFeedback(session, table, plan, zone, signal), signal),
    0,
    0.6,
  );
  const { unread, numbered } = await numberRecords(session, table, signal);
  const scales = await findScales(session, plan, seen.mapping.instrument, signal);
  const notes = [...notesOnReading(file, table, plan, seen.columns, zone), ...notesOnScales(scales, plan)];

  return session.transaction(async () => {
    const importSeq = await sequenceOf(work);
    const repeats = await checkAnswers(session, scales, columnWith(plan, 'score')?.name ?? null, table, signal);
    const { accepted, linked } = await writeFeedback(session, { importSeq, numbered, scales }, signal);
    await writeRejected(session, importSeq, table.shape.names, numbered, signal);
    const counts = await countRows(work, importSeq, unread);
    const [seenAnswers] = await session.query<{ cases: number; firstAt: string | null; lastAt: string | null; silent: number }>(sql`
      SELECT count(DISTINCT case_key) AS cases, min(answered_at) AS first_at, max(answered_at) AS last_at, count(*) FILTER (score IS NULL AND comment IS NULL) AS silent FROM feedback WHERE import_seq = ${importSeq}`);
    await dropStaging(session, ...FEEDBACK_TABLES);
    await forgetRejects(session);
    progress.at('deriving', 1);
    const unlinked = accepted - linked;
    return commit(work, importSeq, order.process.cutOffMs, accepted > 0, {
      ...counts,
      accepted,
      ...repeats,
      cases: seenAnswers?.cases ?? 0,
      newCases: 0,
      firstAt: seenAnswers?.firstAt ?? null,
      lastAt: seenAnswers?.lastAt ?? null,
      linked,
      notes: [
        ...notes,
        ...notesOnRepeats({ ...repeats, byId: false }),
        ...notesOnInvitations(seenAnswers?.silent ?? 0),
        ...(unlinked > 0
          ? [
              `${unlinked.toLocaleString('en-GB')} of ${accepted.toLocaleString('en-GB')} answers name no case that is known. They count in the overall score, and are linked when their case arrives.`,
            ]
          : []),
      ],
    });
  });
}

async function sequenceOf({ session, order }: Work): Promise<number> {
  if (order.importSeq !== undefined) return order.importSeq;
  const [row] = await session.query<{ next: number }>(sql`SELECT coalesce(max(import_seq), 0) + 1 AS next FROM import_commit`);
  return row?.next ?? 1;
}

type Counted = Pick<Receipt, 'rows' | 'rejected' | 'rejections'>;

/** Rows of the file and what was refused, by reason, with up to five examples. Read while the staged rows are there. */
async function countRows({ session }: Work, importSeq: number, unread: number): Promise<Counted> {
  const [staged] = await session.query<{ rows: number }>(sql`SELECT count(*) AS rows FROM incoming`);
  const groups = await session.query<{ reason: Rejection; column: string | null; rows: number; examples: string[] }>(sql`
    SELECT reason, "column", count(*) AS rows,
           list('row ' || line || ': ' || CASE WHEN value IS NOT NULL THEN '“' || substr(value, 1, 80) || '”' ELSE substr(coalesce(raw, ''), 1, 120) END ORDER BY line) FILTER (place <= 5) AS examples
    FROM (SELECT *, row_number() OVER (PARTITION BY reason, "column" ORDER BY line) AS place FROM rejected_row WHERE import_seq = ${importSeq})
    GROUP BY reason, "column" ORDER BY rows DESC, reason`);
  const rejections = groups.map((group) => ({
    reason: group.reason,
    words: REJECTIONS[group.reason],
    rows: group.rows,
    column: group.column,
    examples: group.examples,
  }));
  return { rows: (staged?.rows ?? 0) + unread, rejected: rejections.reduce((sum, { rows }) => sum + rows, 0), rejections };
}

/** Raises the data version when the import changed anything, and makes it real. */
async function commit(
  { session, order, file, seen }: Work,
  importSeq: number,
  cutOffMs: number | null,
  changed: boolean,
  found: Omit<Receipt, 'import' | 'process' | 'kind' | 'file' | 'sha256' | 'dataVersion'>,
): Promise<Imported> {
  const { importId, now, signal } = order;
  const [earlier] = await session.query<{ at: string | null }>(
    sql`SELECT min(committed_at) AS at FROM import_commit WHERE sha256 = ${file.sha256}`,
  );
  const [current] = await session.query<{ version: number }>(sql`SELECT coalesce(max(version), 0) AS version FROM data_version`);
  const dataVersion = changed ? await writeDataVersion(session, { cause: 'import', now, cutOffMs }) : (current?.version ?? 0);
  const before = earlier?.at ?? null;
  const again = before === null ? [] : [`This very file was imported before, on ${before.slice(0, 10)}.`];
  const receipt: Receipt = {
    import: importId,
    process: order.process.id,
    kind: seen.kind,
    file: file.name,
    sha256: file.sha256,
    ...found,
    dataVersion,
    notes: [...again, ...found.notes],
  };
  await session.run(sql`
    INSERT INTO import_commit (import_seq, import_id, kind, file_name, sha256, rows, accepted, rejected, duplicates, receipt, data_version, committed_at)
    VALUES (${importSeq}, ${importId}, ${receipt.kind}, ${receipt.file}, ${receipt.sha256}, ${receipt.rows}, ${receipt.accepted}, ${receipt.rejected}, ${receipt.duplicates},
            ${JSON.stringify(receipt)}, ${dataVersion}, ${now})`);
  if (signal?.aborted) throw new Cancelled();
  return { receipt, cutOffMs };
}
