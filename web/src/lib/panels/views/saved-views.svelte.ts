import { api, asProblem } from '$lib/api/http.ts';
import { toasts } from '$lib/shell/toasts.svelte.ts';
import type { View, ViewContent } from '$model/view.ts';

const address = (process: string, id?: string) => `/processes/${encodeURIComponent(process)}/views${id === undefined ? '' : `/${id}`}`;

/** The saved views of one service, read when they are first wanted. What fails is said in `failure` and changes nothing. */
export class SavedViews {
  all = $state.raw<readonly View[] | null>(null);
  failure = $state('');
  readonly #process: string;

  constructor(process: string) {
    this.#process = process;
  }

  /** Reads them anew: someone else may have changed them. */
  read(): Promise<boolean> {
    return this.#do(async () => {
      this.all = await api.get<View[]>(address(this.#process));
    });
  }

  save(content: ViewContent): Promise<boolean> {
    return this.#do(async () => {
      this.#put(await api.put<View>(address(this.#process, newId()), content));
    });
  }

  change(view: View, change: Partial<ViewContent>): Promise<boolean> {
    return this.#do(async () => {
      this.#put(await api.patch<View>(address(this.#process, view.id), change));
    });
  }

  /** Deletes it, and offers to bring it back. */
  drop(view: View): Promise<boolean> {
    return this.#do(async () => {
      await api.delete(address(this.#process, view.id));
      this.all = (this.all ?? []).filter(({ id }) => id !== view.id);
      const { id, name, page, query } = view;
      toasts.say(`The view “${name}” is deleted.`, {
        name: 'Undo',
        work: () => void this.#do(async () => this.#put(await api.put<View>(address(this.#process, id), { name, page, query }))),
      });
    });
  }

  #put(view: View): void {
    const others = (this.all ?? []).filter(({ id }) => id !== view.id);
    this.all = [...others, view].sort((one, other) => one.name.localeCompare(other.name));
  }

  async #do(work: () => Promise<void>): Promise<boolean> {
    this.failure = '';
    try {
      await work();
      return true;
    } catch (error) {
      const { message, detail } = asProblem(error);
      this.failure = [message, detail].filter(Boolean).join(' ');
      return false;
    }
  }
}

/** An id nobody else makes: the time and some chance. */
const newId = (): string => `v-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;

// nothing shown depends on the map itself
// eslint-disable-next-line svelte/prefer-svelte-reactivity
const known = new Map<string, SavedViews>();

/** The same object for the same service. */
export function savedViews(process: string): SavedViews {
  const there = known.get(process) ?? new SavedViews(process);
  known.set(process, there);
  return there;
}
