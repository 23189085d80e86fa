import type { FastifyBaseLogger } from 'fastify';
import { SECOND } from '../../model/units.ts';

/** How often a serving program looks for what has become due. */
const EVERY_MS = 15 * SECOND;

type Tick = (now: Date) => Promise<void>;

/**
 * What is done again and again while the program serves: looking for due letters, sending, reminding. Each is done in the order in which
 * it was added, one after the other; a round never begins before the last is over. What fails is logged and done again with the next round.
 * Nothing runs by itself before `start`: a command line that opens a data folder makes no letters.
 */
export class Ticker {
  readonly #now: () => Date;
  readonly #log: FastifyBaseLogger;
  readonly #works: { name: string; work: Tick }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #closed = false;

  constructor({ now, log }: { now: () => Date; log: FastifyBaseLogger }) {
    this.#now = now;
    this.#log = log;
  }

  add(name: string, work: Tick): void {
    this.#works.push({ name, work });
  }

  /** A round now, and another each 15 seconds after the last has ended. */
  start(everyMs = EVERY_MS): void {
    const next = () => {
      if (!this.#closed) this.#timer = setTimeout(() => void this.tick().finally(next), everyMs).unref();
    };
    void this.tick().finally(next);
  }

  /** One round; the one that is under way where there is one. Never rejects. */
  tick(): Promise<void> {
    this.#round ??= this.#all().finally(() => (this.#round = undefined));
    return this.#round;
  }

  /** No further round; resolves when the one under way is over. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  async #all(): Promise<void> {
    for (const { name, work } of this.#works) {
      if (this.#closed) return;
      try {
        await work(this.#now());
      } catch (error) {
        this.#log.error({ err: error, work: name }, 'what was due could not be done');
      }
    }
  }
}
