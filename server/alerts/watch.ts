import { MINUTE } from '../../model/units.ts';
import { Turns } from '../jobs/turns.ts';
import type { Throughline } from '../throughline.ts';
import { asideIn } from './by-data.ts';
import { beat, lookAt, take } from './look.ts';
import { makeUsual } from './rules.ts';

/** Data are late by days: it need not be known at once. */
const LATE_EVERY = 5 * MINUTE;
const FAILED = 'the alerts of a service could not be looked at';

/**
 * Holds the rules of every service against its data: after each new data version, once at the start, when a rule is changed, and, for what
 * only the clock or a refused file brings, with every tick. What fails is logged and comes again.
 */
export class AlertWatch {
  readonly #house: Throughline;
  readonly #turns: Turns;
  /** What of imports and inbox was looked at last, by service. */
  readonly #seen = new Map<string, string>();
  #lateAt = 0;

  /** `before`: what is to be settled first, so that an alert sees the improvements as the same data leave them. */
  constructor(house: Throughline, before: () => Promise<void>) {
    this.#house = house;
    const work = (process: string, signal: AbortSignal) => this.#lookAt(process, signal);
    this.#turns = new Turns(house, { work, before, failed: FAILED });
  }

  /** Looks at all that has rules; nothing tells what the last run left. */
  lookAtAll(): void {
    for (const { stored } of this.#house.live.all()) if (stored.sample || this.#house.store.alerts.hasAny(stored.id)) this.look(stored.id);
  }

  /** Has a service looked at soon. */
  look(process: string): void {
    this.#turns.ask(process);
  }

  /** What the clock brings: reminders, ends, quiet hours that are over, data that should have come, files that were refused. */
  async tick(now: Date): Promise<void> {
    const looksForLate = Math.abs(now.getTime() - this.#lateAt) >= LATE_EVERY;
    if (looksForLate) this.#lateAt = now.getTime();
    for (const { stored } of this.#house.live.all()) {
      if (this.#turns.closed) return;
      try {
        await this.#tickOf(stored.id, now, looksForLate);
      } catch (error) {
        // a folder that can't be read, say: the other services have their turn all the same
        this.#seen.delete(stored.id);
        this.#house.log.error({ err: error, process: stored.id }, FAILED);
      }
    }
  }

  async #tickOf(process: string, now: Date, looksForLate: boolean): Promise<void> {
    const { live, store } = this.#house;
    const rules = store.alerts.rules(process);
    if (rules.length === 0 || !live.has(process)) return;
    const late = looksForLate ? rules.filter(({ watch }) => watch.kind === 'late') : [];
    const broken = (await this.#newFiles(process)) ? rules.filter(({ watch }) => watch.kind === 'broken') : [];
    const all = await lookAt(this.#house, process, [...late, ...broken], now, {});
    if (!live.has(process)) return;
    for (const found of all) take(this.#house, found, now);
    // a rule that was changed meanwhile has its turn with the next tick
    for (const rule of store.alerts.rules(process)) beat(this.#house, rule, now);
  }

  /** Resolves when everything asked for so far has been looked at. */
  settled(): Promise<void> {
    return this.#turns.settled();
  }

  close(): Promise<void> {
    return this.#turns.close();
  }

  async #newFiles(process: string): Promise<boolean> {
    const now = [this.#house.store.alerts.importsEnded(process), ...(await asideIn(this.#house, process))].join('\n');
    const before = this.#seen.get(process);
    this.#seen.set(process, now);
    return before !== now;
  }

  async #lookAt(process: string, signal: AbortSignal): Promise<void> {
    const house = this.#house;
    makeUsual(house, process);
    const rules = house.store.alerts.rules(process);
    if (rules.length === 0) return;
    const now = house.now();
    const found = await lookAt(house, process, rules, now, { signal });
    if (this.#turns.isOver(process)) return;
    for (const one of found) take(house, one, now);
  }
}
