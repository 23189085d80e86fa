import { goto, invalidate } from '$app/navigation';
import { api, asProblem } from '$lib/api/http.ts';
import { toasts } from '$lib/shell/toasts.svelte.ts';
import { shownId, type HistoryEntry } from '$model/improvement.ts';
import type { ImprovementView } from '$model/improvement-view.ts';
import type { Problem } from '$model/problem.ts';
import { activeImprovements } from './active.svelte.ts';
import { improvements, improvementsPath } from './saving.ts';

type Method = 'post' | 'put' | 'patch' | 'delete';

/** What of an improvement others changed while someone was writing: the record as it is now. */
export const isConflict = (problem: Problem | null): boolean => problem?.code === 'changed_meanwhile';

/**
 * One improvement while its page is open. Every change goes to the server at once and can be taken back from the notice that
 * follows; a change that others were faster with brings the newest record and says so, and what was written stays where it is.
 */
export class OpenImprovement {
  now = $state.raw<ImprovementView>() as ImprovementView;
  history = $state.raw<readonly HistoryEntry[]>([]);
  problem = $state.raw<Problem | null>(null);
  busy = $state(false);

  constructor(first: ImprovementView, history: readonly HistoryEntry[]) {
    this.show(first, history);
  }

  /** What was read anew. */
  show(view: ImprovementView, history: readonly HistoryEntry[]): void {
    this.now = view;
    this.history = history;
  }

  /** Sends a change; `said` is what the notice says. Answers whether it was made: if not, `problem` says why. */
  async send(method: Method, parts: readonly string[], body: unknown, said: string): Promise<boolean> {
    return this.#do(async () => {
      const path = improvementsPath(this.now.process, this.now.id, ...parts);
      if (method === 'delete') await api.delete(path, {});
      else await api[method](path, body);
    }, said);
  }

  /** Like `send`, of something that names the revision that was seen. */
  sendSeen(method: Method, parts: readonly string[], body: object, said: string): Promise<boolean> {
    return this.send(method, parts, { revision: this.now.revision, ...body }, said);
  }

  undo(entry: number): Promise<boolean> {
    return this.#do(() => improvements.undo(this.now.process, this.now.id, entry).then(() => undefined), 'Taken back.', false);
  }

  /** Takes the improvement away and goes to the others; the notice brings it back. */
  async remove(): Promise<boolean> {
    const { process, id } = this.now;
    this.busy = true;
    this.problem = null;
    try {
      await api.delete(improvementsPath(process, id));
      await goto(`/${process}/improvements`, { invalidateAll: true });
      void activeImprovements.refresh(process);
      toasts.say(`${shownId(id)} is deleted.`, { name: 'Undo', work: () => void bringBack(process, id) });
      return true;
    } catch (error) {
      this.problem = asProblem(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  async #do(work: () => Promise<void>, said: string, back = true): Promise<boolean> {
    this.busy = true;
    this.problem = null;
    const known = this.history.map(({ id }) => id);
    try {
      await work();
      await this.#read();
      // a verdict that followed from the change is no change of a person's
      const newest = this.history.toSorted((one, other) => other.id - one.id).find(({ id, undoable }) => undoable && !known.includes(id));
      toasts.say(said, back && newest ? { name: 'Undo', work: () => void this.undo(newest.id) } : undefined);
      await invalidate('app:improvements');
      void activeImprovements.refresh(this.now.process);
      return true;
    } catch (error) {
      this.problem = asProblem(error);
      // what is newest is shown beside what was written
      if (isConflict(this.problem)) await this.#read().catch(() => undefined);
      return false;
    } finally {
      this.busy = false;
    }
  }

  async #read(): Promise<void> {
    const { process, id } = this.now;
    const [view, history] = await Promise.all([improvements.get(process, id), improvements.history(process, id)]);
    this.show(view, history);
  }
}

/** Brings a deleted improvement back, and says so or why not. */
export async function bringBack(process: string, id: string): Promise<void> {
  try {
    await api.post(improvementsPath(process, id, 'restore'));
    await invalidate('app:improvements');
    void activeImprovements.refresh(process);
    toasts.say(`${shownId(id)} is back.`, { name: 'Open', work: () => void goto(`/${process}/improvements/${id}`) });
  } catch (error) {
    const { message, detail } = asProblem(error);
    toasts.say([message, detail].filter(Boolean).join(' '));
  }
}
