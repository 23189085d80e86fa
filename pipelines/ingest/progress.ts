import type { Session } from '../../engine/engine.ts';
import type { Progress } from '../../model/event-log.ts';

type Phase = Progress['phase'];

/** Parts of an import and the share of its time each usually takes. */
const WEIGHTS: readonly (readonly [Phase, number])[] = [
  ['reading', 0.06],
  ['checking', 0.14],
  ['loading', 0.3],
  ['deriving', 0.5],
];

/** The same of a check, which derives nothing. */
export const OF_A_CHECK: typeof WEIGHTS = [
  ['reading', 0.1],
  ['checking', 0.3],
  ['loading', 0.25],
  ['examining', 0.35],
];

const EVERY_MS = 250;

/**
 * How far an import is: phases with their usual shares, filled by what the engine says about the running statement.
 *
 * The time left is the time so far, continued; it is told from the first 5 % on.
 */
export class ImportProgress {
  readonly #weights: typeof WEIGHTS;
  readonly #tell: ((progress: Progress) => void) | undefined;
  readonly #began = performance.now();
  #phase: Phase = 'reading';
  #within = 0;
  #share = 0;
  #totalRows: number | null = null;

  constructor(tell: ((progress: Progress) => void) | undefined, weights = WEIGHTS) {
    this.#tell = tell;
    this.#weights = weights;
  }

  expect(rows: number): void {
    this.#totalRows = rows;
  }

  at(phase: Phase, within = 0): void {
    this.#phase = phase;
    this.#within = Math.min(1, Math.max(0, within));
    this.#say();
  }

  /** Watches the session while `work` runs; its statements fill `from` to `to` of the phase. */
  async during<T>(phase: Phase, session: Session, work: () => Promise<T>, from = 0, to = 1): Promise<T> {
    this.at(phase, from);
    const timer = setInterval(() => {
      const share = session.progress();
      if (share !== null) this.at(phase, from + (to - from) * share);
    }, EVERY_MS);
    try {
      return await work();
    } finally {
      clearInterval(timer);
      this.at(phase, to);
    }
  }

  done(rows: number): void {
    this.#tell?.({ phase: 'done', rows, totalRows: rows, leftMs: 0, share: 1 });
  }

  #say(): void {
    const before = this.#weights
      .slice(
        0,
        this.#weights.findIndex(([phase]) => phase === this.#phase),
      )
      .reduce((sum, [, weight]) => sum + weight, 0);
    const weight = this.#weights.find(([phase]) => phase === this.#phase)?.[1] ?? 0;
    this.#share = Math.max(this.#share, Math.min(0.99, before + weight * this.#within));
    const spent = performance.now() - this.#began;
    const total = this.#totalRows;
    const loading = this.#phase === 'deriving' || this.#phase === 'examining' ? 1 : this.#phase === 'loading' ? this.#within : 0;
    this.#tell?.({
      phase: this.#phase,
      rows: total === null ? 0 : Math.round(total * loading),
      totalRows: total,
      leftMs: this.#share < 0.05 ? null : Math.round((spent * (1 - this.#share)) / this.#share),
      share: this.#share,
    });
  }
}
