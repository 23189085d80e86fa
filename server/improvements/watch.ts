import { Turns } from '../jobs/turns.ts';
import type { Throughline } from '../throughline.ts';
import { isOfNow, isUnderWatch, judge } from './judge.ts';

/** Looks at every running and adopted improvement after each new data version, without anybody asking. */
export class ImprovementWatch {
  readonly #house: Throughline;
  readonly #turns: Turns;

  constructor(house: Throughline) {
    this.#house = house;
    this.#turns = new Turns(house, {
      work: (process, signal) => this.#judgeAll(process, signal),
      failed: 'the improvements of a service could not be judged',
    });
  }

  /** Has a process looked at soon. */
  look(process: string): void {
    this.#turns.ask(process);
  }

  /** Looks at what the last run left unjudged, and at what an earlier program judged. */
  lookAtUnjudged(): void {
    for (const { stored, facts } of this.#house.live.all()) {
      const store = this.#house.store.improvements;
      const unjudged = store
        .of(stored.id)
        .some(({ id, state }) => isUnderWatch(state) && !isOfNow(store.standing(stored.id, id).verdict, facts.dataVersion));
      if (unjudged) this.look(stored.id);
    }
  }

  /** Resolves when everything asked for so far has been looked at. */
  settled(): Promise<void> {
    return this.#turns.settled();
  }

  close(): Promise<void> {
    return this.#turns.close();
  }

  async #judgeAll(process: string, signal: AbortSignal): Promise<void> {
    const house = this.#house;
    for (const { id } of house.store.improvements.of(process)) {
      try {
        if (signal.aborted) return;
        await judge(house, process, id, house.now(), signal);
      } catch (error) {
        if (this.#turns.isOver(process, error)) return;
        house.log.error({ err: error, process, improvement: id }, 'an improvement could not be judged');
      }
    }
  }
}
