import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Mapping, Progress, Receipt, Recognition } from '../../model/event-log.ts';
import type { Job } from '../../model/job.ts';
import { Cancelled, NotFound, Problem, type ProblemBody } from '../../model/problem.ts';
import { importFile } from '../../pipelines/import.ts';
import { recognise } from '../../pipelines/recognise/recognise.ts';
import { keepOriginal } from '../../pipelines/sources/original.ts';
import type { Upload } from '../store/uploads.ts';
import type { Throughline } from '../throughline.ts';
import { INTERRUPTED, UNFORESEEN, type JobWork } from './queue.ts';

/** Where the bytes of an upload lie. */
export const incomingFile = (house: Pick<Throughline, 'folder'>, upload: string): string => path.join(house.folder.incoming, upload);

export function uploadOf(house: Throughline, id: string): Upload {
  const upload = house.store.uploads.find(id);
  if (!upload) throw new NotFound('upload', id);
  return upload;
}

/** Reads a file as an import would and says what it holds; changes nothing. */
export function startCheck(house: Throughline, { upload, mapping }: { upload: string; mapping: Mapping }): Job {
  const { id, name, sha256 } = uploadOf(house, upload);
  return house.jobs.start({
    kind: 'check',
    writes: false,
    work: ({ signal, onProgress }): Promise<Recognition> =>
      recognise(house.engine, { path: incomingFile(house, id), name, sha256 }, mapping, { signal, onProgress }),
  });
}

/** Imports an upload into a process; the job and the import carry the same id. */
export function startImport(house: Throughline, order: { process: string; upload: string; mapping: Mapping; by: string }): Job {
  house.live.get(order.process);
  const upload = uploadOf(house, order.upload);
  let seq = 0;
  let id = '';
  return house.jobs.start(
    {
      kind: 'import',
      process: order.process,
      writes: true,
      work: (work) => importUpload(house, { ...order, upload, seq, import: work.id }, work),
      neverBegun: (problem, state) => house.store.imports.finish(id, { state, problem }, house.now()),
    },
    (given) => {
      id = given;
      seq = registerImport(house, { ...order, upload, import: id });
    },
  );
}

interface ImportOrder {
  readonly process: string;
  readonly upload: Upload;
  readonly mapping: Mapping;
  readonly by: string;
  readonly import: string;
}

/** Writes the import into the register as running and answers its sequence number. */
export function registerImport(house: Throughline, order: ImportOrder): number {
  const { process, upload, mapping, by } = order;
  return house.store.imports.begin(
    {
      id: order.import,
      process,
      kind: mapping.kind ?? 'events',
      file: upload.name,
      bytes: upload.bytes,
      sha256: upload.sha256,
      mapping,
      by,
    },
    house.now(),
  );
}

/**
 * Imports a registered upload; whoever calls holds the writer's turn.
 *
 * The original is kept beside the load. The import is real once its transaction is committed in DuckDB; what
 * follows (register, cut-off, the upload's removal) is put right at the next start if the program dies here.
 */
export async function importUpload(
  house: Throughline,
  order: ImportOrder & { seq: number },
  { signal, onProgress, stopping }: Pick<JobWork, 'signal' | 'onProgress' | 'stopping'>,
): Promise<Receipt> {
  const { process, upload, mapping } = order;
  const file = { path: incomingFile(house, upload.id), name: upload.name, sha256: upload.sha256 };
  const { stored, blueprint, facts } = house.live.get(process);
  // without room for the original there is no import: its failure stops the load
  const noRoom = new AbortController();
  const kept = keep(house, upload).catch((failed: unknown) => {
    noRoom.abort();
    return { failed };
  });
  try {
    const { receipt, cutOffMs } = await importFile(house.engine, {
      process: { id: process, zone: mapping.zone ?? stored.zone, blueprint, cutOffMs: facts.cutOffMs ?? stored.cutOffMs },
      importId: order.import,
      importSeq: order.seq,
      file,
      mapping,
      now: house.now(),
      signal: AbortSignal.any([signal, noRoom.signal]),
      onProgress,
    });
    await finishImport(house, { process, import: order.import, upload, receipt, cutOffMs, original: await kept });
    onProgress(DONE(receipt.rows));
    return receipt;
  } catch (error) {
    const failed = noRoom.signal.aborted ? notKept(await kept) : error;
    house.store.imports.finish(order.import, endOf(failed, stopping()), house.now());
    throw failed;
  }
}

/** Keeps the bytes of an upload for ever and answers the name they have in uploads/. */
export const keep = async (house: Pick<Throughline, 'folder'>, upload: Upload): Promise<{ name: string }> => ({
  name: path.basename(await keepOriginal(incomingFile(house, upload.id), upload.sha256, upload.name, house.folder.uploads)),
});

/** Writes down what DuckDB has committed. */
async function finishImport(
  house: Throughline,
  done: {
    process: string;
    import: string;
    upload: Upload;
    receipt: Receipt;
    cutOffMs: number | null;
    original: { name: string } | { failed: unknown };
  },
): Promise<void> {
  const { receipt, original } = done;
  house.store.processes.change(done.process, { cutOffMs: done.cutOffMs });
  if ('name' in original) {
    house.store.imports.finish(done.import, { state: 'done', receipt, kept: original.name, kind: receipt.kind }, house.now());
    await forgetUpload(house, done.upload.id);
  } else {
    // the load was quicker than the copy: the import is real, its upload stays and is kept at the next start
    house.log.error({ err: original.failed }, 'the original of an import was not kept');
    house.store.imports.finish(done.import, { state: 'done', receipt, kind: receipt.kind }, house.now());
  }
  await house.live.refresh(done.process);
}

function notKept(original: unknown): Problem {
  const { failed } = original as { failed?: unknown };
  return new Problem('not_kept', 507, 'The original of the file could not be kept, so it was not imported.', {
    detail: `${failed instanceof Error ? failed.message : String(failed)}. Is there room in the data folder?`,
  });
}

const DONE = (rows: number): Progress => ({ phase: 'done', rows, totalRows: rows, leftMs: 0, share: 1 });

function endOf(error: unknown, stopping: boolean): { state: 'interrupted' | 'cancelled' | 'refused'; problem: ProblemBody } {
  if (stopping) return { state: 'interrupted', problem: INTERRUPTED };
  if (error instanceof Cancelled) return { state: 'cancelled', problem: error.body() };
  return { state: 'refused', problem: error instanceof Problem ? error.body() : UNFORESEEN };
}

export async function forgetUpload(house: Pick<Throughline, 'store' | 'folder'>, id: string): Promise<void> {
  house.store.uploads.remove(id);
  await rm(incomingFile(house, id), { force: true });
}
