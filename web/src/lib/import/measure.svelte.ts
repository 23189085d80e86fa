import { api, asProblem, isAbort } from '$lib/api/http.ts';
import { followJob, type Job, type JobFollower } from '$lib/api/job.svelte.ts';
import type { Mapping } from '$model/event-log.ts';
import type { Problem } from '$model/problem.ts';
import { MANY_ROWS, type Outlook } from './outlook.ts';

/** What an import would do to the figures, worked out on the server; the newest question wins. */
export class Measure {
  outlook = $state.raw<Outlook | null>(null);
  asking = $state.raw<JobFollower<Outlook> | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** The file is large: a person asks for it. */
  onDemand = $state(false);
  #turn = 0;

  /** The outlook on screen is not that of the newest decisions. */
  get stale(): boolean {
    return this.outlook !== null && (this.asking !== null || this.#old);
  }
  #old = $state(false);

  /** Asks at once for a file of usual size; for a large one waits for a person. */
  offer(rows: number, ask: () => void): void {
    this.onDemand = rows > MANY_ROWS;
    if (!this.onDemand) ask();
  }

  /** Asks about a file as it would be imported: its mapping, and the recipe it is read by. */
  async ask(process: string, wanted: { upload: string; mapping: Mapping; recipe?: string }): Promise<void> {
    this.stop();
    const turn = ++this.#turn;
    this.problem = null;
    try {
      const job = await api.post<Job<Outlook>>(`/processes/${encodeURIComponent(process)}/effect`, wanted);
      if (turn !== this.#turn) {
        void api.post(`/jobs/${encodeURIComponent(job.id)}/cancel`).catch(() => undefined);
        return;
      }
      this.asking = followJob(job);
      const outlook = await this.asking.done;
      if (turn !== this.#turn) return;
      this.outlook = outlook;
      this.#old = false;
    } catch (error) {
      if (turn !== this.#turn || isAbort(error)) return;
      const problem = asProblem(error);
      this.problem = problem.code === 'cancelled' ? null : problem;
      this.onDemand = true;
    }
    this.asking = null;
  }

  /** No longer wanted: the file, or what was decided about it, has changed. */
  stop(): void {
    this.#turn += 1;
    void this.asking?.cancel();
    this.asking = null;
    this.#old = true;
  }
}
