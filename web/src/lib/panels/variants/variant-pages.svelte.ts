import { untrack } from 'svelte';
import { askQuestion, questionQuery, type AnswerOf } from '$lib/api/questions.ts';
import { asProblem, isAbort } from '$lib/api/http.ts';
import type { Problem } from '$model/problem.ts';
import type { Asking } from '$lib/api/question.svelte.ts';
import type { Variant } from './words.ts';

/** How many more rows one press shows. */
export const MORE = 50;

/**
 * The rows of the list of variants beyond those of its first answer: asked for on demand, and forgotten as soon as
 * something else is asked. Made while a component is set up.
 */
export class VariantPages {
  #rows = $state.raw<readonly Variant[]>([]);
  loading = $state(false);
  problem = $state.raw<Problem | null>(null);
  #key = '';
  #controller: AbortController | null = null;
  #first: () => AnswerOf<'variants'> | null;
  #asking: () => Asking | null;

  /** `first` is the answer the list begins with, `asking` what it was asked. */
  constructor(first: () => AnswerOf<'variants'> | null, asking: () => Asking | null) {
    this.#first = first;
    this.#asking = asking;
    $effect(() => {
      const asked = asking();
      const key = asked ? `${questionQuery(asked.scope, asked.params).toString()} ${asked.scope.process} ${String(asked.version)}` : '';
      untrack(() => {
        if (key !== this.#key) this.#forget(key);
      });
    });
  }

  /** All rows there are so far. */
  get rows(): readonly Variant[] {
    const first = this.#first()?.rows ?? [];
    return this.#rows.length === 0 ? first : [...first, ...this.#rows];
  }

  #forget(key: string): void {
    this.#controller?.abort();
    this.#key = key;
    this.#rows = [];
    this.loading = false;
    this.problem = null;
  }

  async more(): Promise<void> {
    const asked = this.#asking();
    if (!asked || this.loading) return;
    const controller = new AbortController();
    this.#controller = controller;
    this.loading = true;
    this.problem = null;
    try {
      const params = { ...asked.params, limit: MORE, offset: this.rows.length };
      const { rows } = await askQuestion('variants', asked.scope, params, { signal: controller.signal });
      if (controller.signal.aborted) return;
      this.#rows = [...this.#rows, ...rows];
    } catch (error) {
      if (controller.signal.aborted || isAbort(error)) return;
      this.problem = asProblem(error);
    }
    this.loading = false;
  }
}
