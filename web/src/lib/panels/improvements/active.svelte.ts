import { untrack } from 'svelte';
import type { ImprovementList } from '../../../../../model/improvement-view.ts';
import { improvementsOf } from '../../improvement-marks.svelte.ts';
import { improvements } from './saving.ts';

/** How many improvements of a service are active, for the way round: read once for each data version, and when one was changed. */
class ActiveImprovements {
  #counts = $state.raw<Readonly<Record<string, number>>>({});
  #read = '';

  of(process: string): number {
    return this.#counts[process] ?? 0;
  }

  read(process: string, version: number): void {
    const key = `${process} ${version}`;
    if (key === this.#read) return;
    this.#read = key;
    void this.#take(process, improvementsOf(process, version));
  }

  /** What can't be read leaves the number as it was: the page itself says what is wrong. */
  async refresh(process: string): Promise<void> {
    await this.#take(process, improvements.list(process));
  }

  async #take(process: string, asked: Promise<ImprovementList>): Promise<void> {
    try {
      const { portfolio } = await asked;
      untrack(() => (this.#counts = { ...this.#counts, [process]: portfolio.active.count }));
    } catch {
      this.#read = '';
    }
  }
}

export const activeImprovements = new ActiveImprovements();
