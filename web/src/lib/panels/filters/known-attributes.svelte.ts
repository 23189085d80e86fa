import { api, asProblem } from '$lib/api/http.ts';
import type { ProcessSummary } from '$model/process.ts';
import type { AttributeInfo } from './attributes.ts';

/** The attributes of one service at one data version, read when they are first needed. */
class KnownAttributes {
  all = $state.raw<readonly AttributeInfo[]>([]);
  failure = $state('');
  #reading: Promise<void> | null = null;
  readonly #process: string;

  constructor(process: string) {
    this.#process = process;
  }

  /** Never rejects: what went wrong stands in `failure`, and the next call tries again. */
  read(): Promise<void> {
    this.#reading ??= api.get<AttributeInfo[]>(`/processes/${encodeURIComponent(this.#process)}/attributes`).then(
      (found) => {
        this.all = found;
        this.failure = '';
      },
      (error: unknown) => {
        this.failure = asProblem(error).message;
        this.#reading = null;
      },
    );
    return this.#reading;
  }
}

// nothing shown depends on the map itself
// eslint-disable-next-line svelte/prefer-svelte-reactivity
const known = new Map<string, KnownAttributes>();

/** The same object for the same service and data version. */
export function knownAttributes({ id, dataVersion }: Pick<ProcessSummary, 'id' | 'dataVersion'>): KnownAttributes {
  const key = `${id} ${String(dataVersion)}`;
  const there = known.get(key) ?? new KnownAttributes(id);
  known.set(key, there);
  return there;
}
