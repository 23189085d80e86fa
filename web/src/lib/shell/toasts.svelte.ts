/** A sentence that stays a while at the edge of the page, with one thing that can be done about it. */
export interface Toast {
  id: number;
  words: string;
  act?: { name: string; work: () => void };
}

const STAYS_MS = 12_000;

class Toasts {
  all = $state.raw<readonly Toast[]>([]);
  #next = 0;

  say(words: string, act?: Toast['act']): void {
    const id = ++this.#next;
    this.all = [...this.all.slice(-2), { id, words, ...(act ? { act } : {}) }];
    setTimeout(() => this.drop(id), STAYS_MS);
  }

  drop(id: number): void {
    this.all = this.all.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
