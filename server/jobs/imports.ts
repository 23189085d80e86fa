import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Mapping, Progress, Receipt } from '../../model/event-log.ts';
import type { Job } from '../../model/job.ts';
import { Cancelled, Problem, type ProblemBody } from '../../model/problem.ts';
import { importFile } from '../../pipelines/import.ts';
import type { KeptBytes } from '../../pipelines/ingest/work.ts';
import { keepOriginal } from '../../pipelines/sources/original.ts';
import { codeKeyOf } from '../store/code-key.ts';
import type { LiveProcess } from '../store/live.ts';
import type { Upload } from '../store/uploads.ts';
import type { Throughline } from '../throughline.ts';
import { Eyes } from './effect.ts';
import { incomingFile, uploadOf } from './incoming.ts';
import { INTERRUPTED, UNFORESEEN, type JobWork } from './queue.ts';
import { learnRecipe, recipesFor, type RecipeChoice, type WantedRecipe } from './recipes.ts';

/** The process, unless its tables are lost or being made again: nothing is to be added to them before they are whole. */
export function whole(house: Throughline, process: string): LiveProcess {
  const live = house.live.get(process);
  if (!house.rebuilding.has(process)) return live;
  throw new Problem('rebuilding', 409, `The figures of “${process}” are being made again from the kept files.`, {
    detail: 'Wait until that has ended. If it failed, the Data page and the log say why; `throughline rebuild` tries again.',
  });
}

/** Imports an upload into a process; the job and the import carry the same id. */
export function startImport(
  house: Throughline,
  order: {
    process: string;
    upload: string;
    mapping: Mapping;
    by: string;
    recipe?: WantedRecipe;
    rememberReplace?: boolean | undefined;
    needsRecipe?: boolean | undefined;
  },
): Job {
  whole(house, order.process);
  const upload = uploadOf(house, order.upload);
  const choice = recipesFor(house, order.process, order.recipe);
  let seq = 0;
  let id = '';
  return house.jobs.start(
    {
      kind: 'import',
      process: order.process,
      writes: true,
      work: (work) => importUpload(house, { ...order, ...choice, upload, seq, import: work.id }, work),
      neverBegun: (problem, state) => house.store.imports.finish(id, { state, problem }, house.now()),
    },
    (given) => {
      id = given;
      seq = registerImport(house, { ...order, upload, import: id });
    },
  );
}

interface ImportOrder extends Partial<RecipeChoice> {
  readonly process: string;
  readonly upload: Upload;
  /** Without a recipe that fits the file is refused. */
  readonly needsRecipe?: boolean | undefined;
  /** The recipe is to replace cases, too. */
  readonly rememberReplace?: boolean | undefined;
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
  const live = house.live.get(process);
  const { stored, blueprint, facts } = live;
  const eyes = new Eyes(house, live);
  // without room for the original there is no import: its failure stops the load
  const noRoom = new AbortController();
  let kept: Promise<{ name: string } | { failed: unknown }> | undefined;
  let committed = false;
  const keepBytes = (bytes: KeptBytes) => {
    kept = keep(house, bytes).catch((failed: unknown) => {
      noRoom.abort();
      return { failed };
    });
    return kept;
  };
  try {
    const {
      receipt,
      mapping: settled,
      recipe,
      cutOffMs,
    } = await importFile(house.engine, {
      process: { id: process, zone: mapping.zone ?? stored.zone, blueprint, cutOffMs: facts.cutOffMs ?? stored.cutOffMs },
      days: stored.zone,
      blueprintId: live.blueprintId ?? undefined,
      importId: order.import,
      importSeq: order.seq,
      look: eyes,
      file,
      mapping,
      recipes: order.recipes,
      named: order.named,
      needsRecipe: order.needsRecipe,
      codeKey: codeKeyOf(house.store),
      keep: keepBytes,
      now: house.now(),
      signal: AbortSignal.any([signal, noRoom.signal]),
      onProgress,
    });
    committed = true;
    eyes.remember();
    await finishImport(house, {
      process,
      import: order.import,
      upload,
      receipt,
      cutOffMs,
      original: (await kept) ?? (await keep(house, { ...file, coded: false })),
    });
    if (!stored.sample || order.recipes !== undefined)
      learnRecipe(house, { process, file: upload.name, said: mapping, settled, recipe, rememberReplace: order.rememberReplace === true });
    onProgress(DONE(receipt.rows));
    return receipt;
  } catch (error) {
    const failed = noRoom.signal.aborted ? notKept(await kept) : error;
    // what is committed is never registered as refused, whatever fails afterwards: the next start puts the rest right
    if (!committed) house.store.imports.finish(order.import, endOf(failed, stopping()), house.now());
    throw failed;
  }
}

/** Keeps bytes for ever and answers the name they have in uploads/. */
export const keep = async (house: Pick<Throughline, 'folder'>, bytes: KeptBytes): Promise<{ name: string }> => ({
  name: path.basename(await keepOriginal(bytes.path, bytes.sha256, bytes.name, house.folder.uploads)),
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
