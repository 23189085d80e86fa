/** A heap of numbers, each with a cost: the cheapest comes out first, among equals by a fixed rule. */
export class CheapestFirst {
  readonly #costs: number[] = [];
  readonly #values: number[] = [];

  get size(): number {
    return this.#values.length;
  }

  clear(): void {
    this.#costs.length = 0;
    this.#values.length = 0;
  }

  add(cost: number, value: number): void {
    let at = this.#values.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#costAt(parent) <= cost) break;
      this.#set(at, this.#costAt(parent), this.#valueAt(parent));
      at = parent;
    }
    this.#set(at, cost, value);
  }

  /** The cheapest value and its cost; only when `size` is above 0. */
  take(): { cost: number; value: number } {
    const top = { cost: this.#costAt(0), value: this.#valueAt(0) };
    const cost = this.#costs.pop() ?? 0;
    const value = this.#values.pop() ?? 0;
    if (this.size > 0) this.#sink(cost, value);
    return top;
  }

  #sink(cost: number, value: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && this.#costAt(child + 1) < this.#costAt(child)) child += 1;
      if (this.#costAt(child) >= cost) break;
      this.#set(at, this.#costAt(child), this.#valueAt(child));
      at = child;
    }
    this.#set(at, cost, value);
  }

  #costAt(at: number): number {
    return this.#costs[at] ?? Infinity;
  }

  #valueAt(at: number): number {
    return this.#values[at] ?? 0;
  }

  #set(at: number, cost: number, value: number): void {
    this.#costs[at] = cost;
    this.#values[at] = value;
  }
}
