import { Cancelled, Problem } from '../../model/problem.ts';

/**
 * One writer at a time for a data folder: imports, blueprints and settings that change numbers take their turn.
 * Readers never wait; DuckDB gives each the version that was committed when it asked.
 */
export class Writer {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  get busy(): boolean {
    return this.#waiting > 0;
  }

  /**
   * Runs `work` after the work before it. With `patienceMs` a longer wait ends in a `busy` problem; a signal
   * that fires while waiting ends it in `Cancelled`.
   */
  async run<T>(work: () => Promise<T>, options: { signal?: AbortSignal; patienceMs?: number } = {}): Promise<T> {
    const before = this.#last;
    let free: () => void = () => undefined;
    this.#last = new Promise<void>((resolve) => (free = resolve));
    this.#waiting += 1;
    const leave = () => {
      this.#waiting -= 1;
      free();
    };
    try {
      await turn(before, options);
    } catch (problem) {
      // the place in the queue is kept until those before have gone
      void before.finally(leave);
      throw problem;
    }
    try {
      return await work();
    } finally {
      leave();
    }
  }
}

async function turn(before: Promise<unknown>, { signal, patienceMs }: { signal?: AbortSignal; patienceMs?: number }): Promise<void> {
  if (signal?.aborted) throw new Cancelled();
  let timer: NodeJS.Timeout | undefined;
  let stop: (() => void) | undefined;
  const impatience = new Promise<never>((_, reject) => {
    if (patienceMs !== undefined) {
      timer = setTimeout(
        () =>
          reject(
            new Problem('busy', 409, 'An import is running.', {
              detail: 'What you asked for changes numbers and waits for it. Try again when it has ended.',
            }),
          ),
        patienceMs,
      );
    }
    stop = () => reject(new Cancelled());
    signal?.addEventListener('abort', stop, { once: true });
  });
  try {
    await Promise.race([before, impatience]);
  } finally {
    clearTimeout(timer);
    if (stop) signal?.removeEventListener('abort', stop);
  }
}
