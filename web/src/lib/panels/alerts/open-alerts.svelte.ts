import { untrack } from 'svelte';
import { alerts } from './alerts-api.ts';

/** Alerts are worked out beside everything else: shortly after new data there may be other ones. */
const AGAIN_MS = 5000;
/** The clock opens and ends alerts too. */
const STALE_MS = 60_000;

/** How many alerts of a service are open, for the way round. */
class OpenAlerts {
  #counts = $state.raw<Readonly<Record<string, number>>>({});
  #key = '';
  #readAt = 0;

  of(process: string): number {
    return this.#counts[process] ?? 0;
  }

  /** Reads it for each data version, and once a minute at most when a person goes to another page. */
  read(process: string, version: number): void {
    const key = `${process} ${String(version)}`;
    const isNew = key !== this.#key;
    if (!isNew && performance.now() - this.#readAt < STALE_MS) return;
    this.#key = key;
    void this.refresh(process);
    if (isNew) setTimeout(() => void this.refresh(process), AGAIN_MS);
  }

  take(process: string, open: number): void {
    if (this.of(process) !== open) this.#counts = { ...this.#counts, [process]: open };
  }

  /** What can't be read leaves the number as it was: the page itself says what is wrong. */
  async refresh(process: string): Promise<void> {
    this.#readAt = performance.now();
    try {
      const { episodes } = await alerts.list(process);
      untrack(() => {
        this.take(process, episodes.filter(({ state }) => state === 'open').length);
      });
    } catch {
      this.#key = '';
    }
  }
}

export const openAlerts = new OpenAlerts();
