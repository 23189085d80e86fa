import { untrack } from 'svelte';
import { api, asProblem } from '$lib/api/http.ts';
import { answers } from '$lib/api/kept.ts';
import { toasts } from '$lib/shell/toasts.svelte.ts';
import type { ChartDecision, ChartDecisionContent } from '$model/chart-decision.ts';
import type { Problem } from '$model/problem.ts';

const pathOf = (process: string) => `/processes/${encodeURIComponent(process)}/chart-decisions`;

/** The decisions about the charts of a service, as a page shows and changes them. Made while a component is set up. */
export class Decisions {
  all = $state.raw<readonly ChartDecision[]>([]);
  problem = $state.raw<Problem | null>(null);
  #process: () => string;
  #onchange: () => void;

  /** `onchange`: what was drawn with the decisions of before is to be drawn again. */
  constructor(process: () => string, onchange: () => void) {
    this.#process = process;
    this.#onchange = onchange;
    $effect(() => {
      process();
      untrack(() => void this.#load());
    });
  }

  /** Of one measure, newest first; those withdrawn too. */
  of(measure: string): ChartDecision[] {
    return this.all.filter((one) => one.measure === measure);
  }

  async #load(): Promise<void> {
    try {
      this.all = await api.get<ChartDecision[]>(pathOf(this.#process()));
      this.problem = null;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  async #changed(): Promise<void> {
    answers.clear();
    await this.#load();
    this.#onchange();
  }

  /** Records a decision, or new words of a note; rejects with the `Problem` of the server. */
  async record(id: string, content: ChartDecisionContent, words: string): Promise<void> {
    const before = this.all.find((one) => one.id === id);
    await api.put(`${pathOf(this.#process())}/${id}`, content);
    await this.#changed();
    const back = before === undefined || before.withdrawnAt !== null ? () => this.#withdraw(id) : () => this.#put(before);
    this.#say(words, back);
  }

  /** Withdraws a decision, with the way back. */
  async withdraw(decision: ChartDecision, words: string): Promise<void> {
    await this.#withdraw(decision.id);
    this.#say(words, () => this.#put(decision));
  }

  async #withdraw(id: string): Promise<void> {
    await api.delete(`${pathOf(this.#process())}/${id}`);
    await this.#changed();
  }

  async #put({ id, measure, kind, per, from, to, text }: ChartDecision): Promise<void> {
    await api.put(`${pathOf(this.#process())}/${id}`, { measure, kind, per, from, ...(to === undefined ? {} : { to }), text });
    await this.#changed();
  }

  #say(words: string, back: () => Promise<void>): void {
    const undo = () =>
      void back().catch((error: unknown) => {
        const { message, detail } = asProblem(error);
        toasts.say([message, detail].filter(Boolean).join(' '));
      });
    toasts.say(words, { name: 'Undo', work: undo });
  }
}

/** An id of one's own for a new decision. */
export const newDecisionId = (kind: string): string => `${kind}-${Math.random().toString(36).slice(2, 10)}`;
