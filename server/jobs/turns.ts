import { Cancelled } from '../../model/problem.ts';
import type { Throughline } from '../throughline.ts';

export interface TurnsOptions {
  /** What is done for a process when its turn comes; `signal` fires when the program stops. */
  readonly work: (process: string, signal: AbortSignal) => Promise<void>;
  /** What the log says when it fails. */
  readonly failed: string;
  /** What is to be settled before each turn. */
  readonly before?: () => Promise<void>;
}

/**
 * Work that follows every new data version, without anybody asking: one process at a time has its turn, and a version that comes meanwhile
 * has its own after it. Tables that are being made again are waited for. What fails is logged and comes again with the next version or start.
 */
export class Turns {
  readonly #house: Throughline;
  readonly #options: TurnsOptions;
  readonly #abort = new AbortController();
  readonly #wanted = new Set<string>();
  readonly #stop: () => void;
  #work: Promise<void> = Promise.resolve();

  constructor(house: Throughline, options: TurnsOptions) {
    this.#house = house;
    this.#options = options;
    this.#stop = house.live.watch(({ process }) => this.ask(process));
  }

  get closed(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Gives a process a turn soon; one that waits for its turn has only that one. */
  ask(process: string): void {
    if (this.closed || this.#wanted.has(process)) return;
    this.#wanted.add(process);
    this.#work = this.#work.then(() => this.#take(process));
  }

  /** Whether there is nothing more to do for a process, after an error or without one: the program stops, or the process is gone. */
  isOver(process: string, error?: unknown): boolean {
    return error instanceof Cancelled || this.closed || !this.#house.live.has(process);
  }

  /** Resolves when everything asked for so far has had its turn. */
  async settled(): Promise<void> {
    let work: Promise<void>;
    do {
      work = this.#work;
      await work;
    } while (work !== this.#work);
  }

  async close(): Promise<void> {
    this.#stop();
    this.#abort.abort();
    await this.#work;
  }

  async #take(process: string): Promise<void> {
    this.#wanted.delete(process);
    const { before, work, failed } = this.#options;
    try {
      await before?.();
      // tables that are being made again answer nothing
      const rebuilding = this.#house.rebuilding.get(process);
      if (rebuilding !== undefined) await this.#house.jobs.ended(rebuilding).catch(() => undefined);
      if (!this.isOver(process)) await work(process, this.#abort.signal);
    } catch (error) {
      if (!this.isOver(process, error)) this.#house.log.error({ err: error, process }, failed);
    }
  }
}
