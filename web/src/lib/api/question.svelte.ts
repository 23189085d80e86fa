import { untrack } from 'svelte';
import type { Problem } from '$model/problem.ts';
import type { Scope } from '$model/scope.ts';
import { asProblem, isAbort } from './http.ts';
import { answers } from './kept.ts';
import { askQuestion, questionQuery, type AnswerOf, type Params, type AnalyticId } from './questions.ts';

/** What is asked: null while it can't be asked yet. `version` is the data version it is asked at. */
export interface Asking {
  scope: Scope;
  params?: Params;
  version: number;
}

/**
 * One question as a page shows it: it is asked again when scope, parameters or data version change, the
 * newest question wins, and the last answer stays while a new one is on its way or has failed.
 *
 * Made while a component is set up (`question('summary', () => …)`).
 */
export class Question<Id extends AnalyticId> {
  /** The last answer, which may be to an earlier question: see `stale`. */
  answer = $state.raw<AnswerOf<Id> | null>(null);
  problem = $state.raw<Problem | null>(null);
  loading = $state(true);
  /** When the answer came, in ms of the browser's clock. */
  answeredAt = $state(0);
  #controller: AbortController | null = null;
  #id: Id;
  #asking: () => Asking | null;
  #key = '';

  constructor(id: Id, asking: () => Asking | null) {
    this.#id = id;
    this.#asking = asking;
    $effect(() => {
      const asked = asking();
      if (asked) untrack(() => void this.#ask(asked));
      return () => this.#controller?.abort();
    });
  }

  /** The answer shown is not (yet) the answer to what was asked last. */
  get stale(): boolean {
    return this.answer !== null && (this.loading || this.problem !== null);
  }

  /** Asks the same again. */
  retry(): void {
    const asked = this.#asking();
    answers.drop(this.#key);
    if (asked) void this.#ask(asked);
  }

  /** Stops waiting; the last answer stays. */
  cancel(): void {
    this.#controller?.abort();
    this.loading = false;
  }

  async #ask({ scope, params, version }: Asking): Promise<void> {
    this.#controller?.abort();
    const key = `${this.#id} ${scope.process} ${String(version)} ${questionQuery(scope, params).toString()}`;
    this.#key = key;
    this.problem = null;
    const known = answers.find<AnswerOf<Id>>(key);
    if (known) {
      this.answer = known;
      this.loading = false;
      return;
    }
    const controller = new AbortController();
    this.#controller = controller;
    this.loading = true;
    try {
      const answer = await askQuestion(this.#id, scope, params, { signal: controller.signal });
      if (controller.signal.aborted) return;
      answers.keep(key, answer);
      this.answer = answer;
      this.answeredAt = Date.now();
    } catch (error) {
      if (controller.signal.aborted || isAbort(error)) return;
      this.problem = asProblem(error);
    }
    this.loading = false;
  }
}

/** See `Question`. */
export function question<Id extends AnalyticId>(id: Id, asking: () => Asking | null): Question<Id> {
  return new Question(id, asking);
}
