/** One answer as it goes out, text or bytes. */
export type AnswerBody = string | Uint8Array;

/**
 * Answers that were given, bounded by size; the one not asked for longest goes first.
 *
 * The key holds the data version, so nothing is ever out of date: what was replaced is no longer asked for and
 * falls out.
 */
export class AnswerCache {
  readonly #limit: number;
  readonly #kept = new Map<string, AnswerBody>();
  #bytes = 0;

  constructor(limitBytes = 64 * 1024 * 1024) {
    this.#limit = limitBytes;
  }

  get(key: string): AnswerBody | undefined {
    const body = this.#kept.get(key);
    if (body === undefined) return undefined;
    // a Map keeps the order of insertion: back to the end
    this.#kept.delete(key);
    this.#kept.set(key, body);
    return body;
  }

  set(key: string, body: AnswerBody): void {
    const size = weight(key, body);
    if (size > this.#limit / 4) return;
    this.#remove(key);
    this.#kept.set(key, body);
    this.#bytes += size;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#limit) break;
      this.#remove(oldest);
    }
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  get size(): number {
    return this.#kept.size;
  }

  #remove(key: string): void {
    const body = this.#kept.get(key);
    if (body === undefined) return;
    this.#kept.delete(key);
    this.#bytes -= weight(key, body);
  }
}

/** A JavaScript string takes up to two bytes a character. */
const weight = (key: string, body: AnswerBody) => 2 * key.length + (typeof body === 'string' ? 2 * body.length : body.byteLength);
