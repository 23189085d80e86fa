import { isOver, type Job as AnyJob } from '$model/job.ts';
import { Problem } from '$model/problem.ts';
import { follow } from './events.ts';
import { api, asProblem } from './http.ts';

/** Long work on the server whose result is known by type: a Recognition, a Receipt. */
export type Job<Result = unknown> = Omit<AnyJob, 'result'> & { result: Result | null };

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
    this.#stop = follow(
      `/jobs/${job.id}/events`,
      { progress: news, end: (data) => (isJob(data) ? news(data) : void this.#look()) },
      () => void this.#look(),
    );
  }

  get running(): boolean {
    return !isOver(this.job);
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
    if (!isOver(job)) return false;
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
  if (job.problem) {
    const { code, status, title, detail, field } = job.problem;
    return new Problem(code, status, title, { ...(detail ? { detail } : {}), ...(field ? { field } : {}) });
  }
  if (job.state === 'cancelled') return new Problem('cancelled', 499, 'Stopped as asked. Nothing was changed.');
  return new Problem('interrupted', 503, 'The work was interrupted.', {
    detail: 'The server stopped in between. Nothing was changed; start it again.',
  });
}

/** Watches a job that was just started. */
export function followJob<Result>(job: Job<Result>): JobFollower<Result> {
  return new JobFollower(job);
}
