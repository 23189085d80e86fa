import { EventEmitter } from 'node:events';
import type { FastifyBaseLogger } from 'fastify';
import type { Progress } from '../../model/event-log.ts';
import type { Job } from '../../model/job.ts';
import { Cancelled, NotFound, Problem, type ProblemBody } from '../../model/problem.ts';
import type { JobStore } from '../store/jobs.ts';
import type { Writer } from './writer.ts';

export interface JobWork {
  readonly id: string;
  /** Fires when a person cancels the job or the server stops. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** The server is stopping: what ends now was interrupted, not cancelled. */
  readonly stopping: () => boolean;
}

export interface NewJob {
  readonly kind: Job['kind'];
  readonly process?: string | undefined;
  /** Work that writes event tables waits for its turn; other work starts at once. */
  readonly writes: boolean;
  readonly work: (work: JobWork) => Promise<unknown>;
  /** Called instead of `work` when the job ended while it still waited for its turn. */
  readonly neverBegun?: ((problem: ProblemBody, state: 'cancelled' | 'interrupted') => void) | undefined;
}

export const INTERRUPTED: ProblemBody = {
  code: 'interrupted',
  status: 503,
  title: 'The server stopped before this was done.',
  detail: 'Nothing of it was kept; the figures are those from before. Start it again.',
};

/** At most one progress message per job in this time. */
const PROGRESS_EVERY_MS = 100;

/** Long work with state, progress, cancel and a result. State and result are in SQLite; progress lives in memory. */
export class JobQueue {
  readonly #store: JobStore;
  readonly #writer: Writer;
  readonly #now: () => Date;
  readonly #newId: () => string;
  readonly #log: FastifyBaseLogger;
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #running = new Map<string, { job: Job; abort: AbortController; end: Promise<void> }>();
  /** Jobs whose end could not be written down: the disk is full, say. */
  readonly #unwritten = new Map<string, Job>();
  #stopping = false;

  constructor(parts: { store: JobStore; writer: Writer; now: () => Date; newId: () => string; log: FastifyBaseLogger }) {
    this.#store = parts.store;
    this.#writer = parts.writer;
    this.#now = parts.now;
    this.#newId = parts.newId;
    this.#log = parts.log;
  }

  /** Registers the work and starts it when its turn comes; `prepare` runs with the job's id before. */
  start({ kind, process, writes, work, neverBegun }: NewJob, prepare?: (id: string) => void): Job {
    if (this.#stopping) throw new Problem('stopping', 503, 'The server is stopping.');
    const id = this.#newId();
    prepare?.(id);
    const job: Job = {
      id,
      kind,
      process: process ?? null,
      state: 'waiting',
      progress: null,
      result: null,
      problem: null,
      createdAt: this.#now().toISOString(),
      endedAt: null,
    };
    this.#store.create(job);
    const abort = new AbortController();
    const entry = { job, abort, end: Promise.resolve() };
    this.#running.set(id, entry);
    let begun = false;
    const run = async () => {
      this.#change(entry, { ...entry.job, state: 'running' });
      this.#store.write(entry.job);
      begun = true;
      return work({ id, signal: abort.signal, onProgress: this.#progressOf(entry), stopping: () => this.#stopping });
    };
    entry.end = (writes ? this.#writer.run(run, { signal: abort.signal }) : Promise.resolve().then(run)).then(
      (result) => this.#end(entry, { state: 'done', result }),
      (error: unknown) => {
        const end = this.#failure(error);
        const { problem, state } = end;
        if (!begun && problem) this.#written(() => neverBegun?.(problem, state === 'cancelled' ? 'cancelled' : 'interrupted'));
        this.#end(entry, end);
      },
    );
    return job;
  }

  find(id: string): Job {
    const job = this.known(id);
    if (!job) throw new NotFound('job', id);
    return job;
  }

  /** The job, null when it was forgotten. */
  known(id: string): Job | null {
    return this.#running.get(id)?.job ?? this.#unwritten.get(id) ?? this.#store.find(id) ?? null;
  }

  /** Asks the work to stop; its state follows when it has. */
  cancel(id: string): Job {
    this.#running.get(id)?.abort.abort();
    return this.find(id);
  }

  /** Resolves when the job is over. */
  async ended(id: string): Promise<Job> {
    await this.#running.get(id)?.end;
    return this.find(id);
  }

  /** Calls back at every change of a job, until the answered function is called. */
  watch(id: string, listener: (job: Job) => void): () => void {
    this.#changes.on(id, listener);
    return () => this.#changes.off(id, listener);
  }

  isWorkingOn(process: string): boolean {
    return [...this.#running.values()].some(({ job }) => job.process === process && job.kind !== 'check');
  }

  /** Stops all work and waits for it: what was not done is marked interrupted. */
  async close(): Promise<void> {
    this.#stopping = true;
    const all = [...this.#running.values()];
    for (const { abort } of all) abort.abort();
    await Promise.all(all.map(({ end }) => end));
  }

  #progressOf(entry: { job: Job }): (progress: Progress) => void {
    let last = 0;
    return (progress) => {
      const time = performance.now();
      if (time - last < PROGRESS_EVERY_MS && progress.phase === entry.job.progress?.phase) return;
      last = time;
      this.#change(entry, { ...entry.job, progress });
    };
  }

  #failure(error: unknown): Pick<Job, 'state' | 'problem'> {
    if (this.#stopping) return { state: 'interrupted', problem: INTERRUPTED };
    if (error instanceof Cancelled) return { state: 'cancelled', problem: error.body() };
    if (error instanceof Problem) return { state: 'failed', problem: error.body() };
    this.#log.error({ err: error }, 'a job failed');
    return { state: 'failed', problem: UNFORESEEN };
  }

  /** A job ends whether or not that can be written down; what could not is with the next end, or is `interrupted` after a start. */
  #end(entry: { job: Job }, end: Partial<Job>): void {
    const job = { ...entry.job, ...end, endedAt: this.#now().toISOString() };
    this.#unwritten.set(job.id, job);
    for (const [id, one] of this.#unwritten)
      this.#written(() => {
        this.#store.write(one);
        this.#unwritten.delete(id);
      });
    this.#running.delete(job.id);
    this.#change(entry, job);
  }

  #written(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#log.error({ err: error }, 'the end of a job could not be written down');
    }
  }

  #change(entry: { job: Job }, job: Job): void {
    entry.job = job;
    this.#changes.emit(job.id, job);
  }
}

/** A failure that nobody foresaw has nothing to read in it; the log has everything. */
export const UNFORESEEN: ProblemBody = {
  code: 'unforeseen',
  status: 500,
  title: 'Something went wrong in Throughline itself.',
  detail: 'Nothing was changed. The log of the server says more.',
};
