import type { Progress } from '$model/event-log.ts';
import { Problem, type ProblemBody } from '$model/problem.ts';
import { follow } from './events.ts';
import { api, asProblem } from './http.ts';

/** Long work on the server, as `/jobs/{id}` tells it. */
export interface Job<Result = unknown> {
  id: string;
  kind: string;
  process: string | null;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';
  progress: Progress | null;
  result: Result | null;
  problem: ProblemBody | null;
  createdAt: string;
  endedAt: string | null;
}

const OVER = ['done', 'failed', 'cancelled', 'interrupted'];

/**
 * A job while someone watches it: `job` is its newest state, `done` resolves with its result or rejects with
 * its problem. Events carry the news; should they break off, the job is asked for every two seconds.
 */
export class JobFollower<Result> {
  job = $state.raw<Job<Result>>() as Job<Result>;
  done: Promise<Result>;
  #stop: () => void = () => undefined;
  #settle!: { resolve: (result: Result) => void; reject: (problem: Problem) => void };
  #poll: ReturnType<typeof setTimeout> | undefined;

  constructor(job: Job<Result>) {
    this.job = job;
    this.done = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // whoever watches `job` alone need not catch
    this.done.catch(() => undefined);
    if (this.#heard(job)) return;
    const news = (data: unknown) => {
      if (isJob<Result>(data)) this.#heard(data);
    };
    this.#stop = follow(`/jobs/${job.id}/events`, { progress: news, end: (data) => (isJob(data) ? news(data) : void this.#look()) }, () => void this.#look());
  }

  get running(): boolean {
    return !OVER.includes(this.job.state);
  }

  /** Asks the server to stop; `done` then rejects with `cancelled`. */
  async cancel(): Promise<void> {
    await api.post(`/jobs/${this.job.id}/cancel`).catch(() => undefined);
    await this.#look();
  }

  /** Stops watching; the job goes on. */
  leave(): void {
    this.#stop();
    clearTimeout(this.#poll);
  }

  #heard(job: Job<Result>): boolean {
    this.job = job;
    if (!OVER.includes(job.state)) return false;
    this.leave();
    if (job.state === 'done') this.#settle.resolve(job.result as Result);
    else this.#settle.reject(problemOfJob(job));
    return true;
  }

  async #look(): Promise<void> {
    clearTimeout(this.#poll);
    try {
      if (this.#heard(await api.get<Job<Result>>(`/jobs/${this.job.id}`))) return;
    } catch (error) {
      if (asProblem(error).status === 404) {
        this.leave();
        this.#settle.reject(asProblem(error));
        return;
      }
    }
    this.#poll = setTimeout(() => void this.#look(), 2000);
  }
}

function isJob<Result>(data: unknown): data is Job<Result> {
  return typeof data === 'object' && data !== null && 'state' in data && 'id' in data;
}

function problemOfJob(job: Job): Problem {
  if (job.problem) return new Problem(job.problem.code, job.problem.status, job.problem.title, { ...(job.problem.detail ? { detail: job.problem.detail } : {}), ...(job.problem.field ? { field: job.problem.field } : {}) });
  if (job.state === 'cancelled') return new Problem('cancelled', 499, 'Stopped as asked. Nothing was changed.');
  return new Problem('interrupted', 503, 'The work was interrupted.', { detail: 'The server stopped in between. Nothing was changed; start it again.' });
}

/** Watches a job that was just started. */
export function followJob<Result>(job: Job<Result>): JobFollower<Result> {
  return new JobFollower(job);
}
