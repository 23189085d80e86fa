import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../../engine/package-root.ts';
import { Cancelled, Problem, RefusedFile } from '../../model/problem.ts';
import { makeTable } from './make-table.ts';
import type { MadeTable, TableTask } from './made-table.ts';

/** What the thread says: how far it is, then what it made or why it could not. */
export type Said =
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'made'; readonly made: MadeTable }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly status: number;
      readonly title: string;
      readonly detail?: string;
      readonly field?: string;
    }
  | { readonly kind: 'failed'; readonly message: string };

/** Memory one reading may take in its thread: a workbook keeps its texts there, nothing else keeps much. */
const MEMORY_MB = 3072;

/** Started from source, as tests are, the reading stays in this thread: a worker can't load TypeScript. */
const fromSource = import.meta.url.endsWith('.ts');

/**
 * Reads a file into a text table in a thread of its own, so that the server goes on answering.
 *
 * Rejects with the `Problem` the reading ended in, `Cancelled` when the signal fires (the thread is ended), or
 * `RefusedFile('too_large_to_read')` when it runs out of its memory.
 */
export async function makeApart(task: TableTask, signal?: AbortSignal, onShare?: (share: number) => void): Promise<MadeTable> {
  if (signal?.aborted) throw new Cancelled();
  if (fromSource) return makeTable(task, { share: (done) => onShare?.(done), stopped: () => signal?.aborted ?? false });
  const worker = new Worker(join(packageRoot, 'dist', 'pipelines', 'sources', 'make-table-worker.js'), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  const stop = () => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<MadeTable>((resolve, reject) => {
      worker.on('message', (said: Said) => {
        if (said.kind === 'share') onShare?.(said.share);
        else if (said.kind === 'made') resolve(said.made);
        else reject(problemOf(said));
      });
      worker.on('error', (cause) => reject((cause as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge() : cause));
      worker.on('exit', (code) => reject(signal?.aborted ? new Cancelled() : new Error(`The reading ended with ${code}.`)));
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}

function problemOf(said: Exclude<Said, { kind: 'share' | 'made' }>): Error {
  if (said.kind === 'failed') return new Error(said.message);
  const { code, status, title, detail, field } = said;
  return new Problem(code, status, title, { ...(detail === undefined ? {} : { detail }), ...(field === undefined ? {} : { field }) });
}

const tooLarge = () =>
  new RefusedFile(
    'too_large_to_read',
    'The file needs more memory than one reading may take.',
    'Save it as CSV: a text file of any size can be read.',
  );
