import { asProblem, isAbort } from '$lib/api/http.ts';
import { askQuestion, questionQuery, type RowOf } from '$lib/api/questions.ts';
import type { Problem } from '$model/problem.ts';
import type { Scope } from '$model/scope.ts';

export type CaseRow = RowOf<'cases'>;

/** What a list of cases is asked for. */
export interface Listing {
  scope: Scope;
  sort: string;
  order: 'asc' | 'desc';
  search: string;
  /** The data version it is asked at. */
  version: number;
}

/** Rows asked for at a time. */
const BLOCK = 200;
/** Blocks kept; the one asked for longest ago goes first. */
const MOST = 100;
/** A scroll bar that is dragged passes many blocks; only where it rests is asked for. */
const REST_MS = 60;

/**
 * The rows of a long list, asked for in blocks as they come into sight. After `list` the rows of the list before stay
 * until the first block of the new one is there.
 */
export class CaseBlocks {
  /** How many cases there are; null before the first answer. */
  n = $state<number | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** What is shown belongs to the list before. */
  stale = $state(false);
  /** Grows with every block that came, so that rows are read again. */
  #news = $state(0);
  #listing: Listing | null = null;
  #key = '';
  // rows are read again when #news grows; a reactive map would follow each of 100 blocks
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  #blocks = new Map<number, readonly CaseRow[]>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing shown depends on it
  #asked = new Map<number, AbortController>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sight = { from: 0, to: 1 };

  /** Another list; nothing happens when it is the same. Answers whether it was another one. */
  list(listing: Listing): boolean {
    const { scope, version, ...params } = listing;
    const key = `${scope.process} ${String(version)} ${questionQuery(scope, params).toString()}`;
    if (key === this.#key) return false;
    this.#key = key;
    this.#listing = listing;
    this.close();
    this.problem = null;
    this.stale = this.n !== null;
    this.#sight = { from: 0, to: 1 };
    void this.#ask(0);
    return true;
  }

  /** The row at a place; undefined while it is on its way. */
  row(index: number): CaseRow | undefined {
    void this.#news;
    return this.#blocks.get(Math.floor(index / BLOCK))?.[index % BLOCK];
  }

  /** Says which rows are in sight, half-open: what of them is missing is asked for once they rest. */
  look(from: number, to: number): void {
    this.#sight = { from, to };
    if (this.stale || this.#missing().length === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const missing = this.#missing();
      for (const [block, controller] of this.#asked) {
        if (missing.includes(block)) continue;
        controller.abort();
        this.#asked.delete(block);
      }
      for (const block of missing) if (!this.#asked.has(block)) void this.#ask(block);
    }, REST_MS);
  }

  /** Asks again for what failed. */
  retry(): void {
    this.problem = null;
    if (this.n === null || this.stale) void this.#ask(0);
    else this.look(this.#sight.from, this.#sight.to);
  }

  /** Stops whatever is on its way. */
  close(): void {
    clearTimeout(this.#timer);
    for (const controller of this.#asked.values()) controller.abort();
    this.#asked.clear();
  }

  #missing(): number[] {
    const { from, to } = this.#sight;
    const last = Math.max(0, Math.min(to, this.n ?? 1) - 1);
    const missing: number[] = [];
    for (let block = Math.floor(from / BLOCK); block <= Math.floor(last / BLOCK); block += 1) {
      if (!this.#blocks.has(block)) missing.push(block);
    }
    return missing;
  }

  async #ask(block: number): Promise<void> {
    const listing = this.#listing;
    if (listing === null) return;
    const key = this.#key;
    const controller = new AbortController();
    this.#asked.set(block, controller);
    const { scope, sort, order, search } = listing;
    const params = { limit: BLOCK, offset: block * BLOCK, sort, order, ...(search === '' ? {} : { search }) };
    try {
      const answer = await askQuestion('cases', scope, params, { signal: controller.signal });
      if (key === this.#key) this.#keep(block, answer.rows, answer.n ?? answer.rows.length);
    } catch (error) {
      if (key === this.#key && !controller.signal.aborted && !isAbort(error)) this.problem = asProblem(error);
    } finally {
      if (this.#asked.get(block) === controller) this.#asked.delete(block);
    }
  }

  #keep(block: number, rows: readonly CaseRow[], n: number): void {
    if (this.stale || this.n === null) this.#blocks.clear();
    this.stale = false;
    this.problem = null;
    this.#blocks.delete(block);
    this.#blocks.set(block, rows);
    const oldest = this.#blocks.keys().next();
    if (this.#blocks.size > MOST && !oldest.done) this.#blocks.delete(oldest.value);
    this.n = n;
    this.#news += 1;
  }
}
