import type { Rect } from './shapes.ts';

const SIZE = 64;
const ROW = 1 << 16;

interface Entry<Thing> {
  thing: Thing;
  /** The last question that found it, so that it is found once. */
  found: number;
}

/** Things by where they are: what lies near a rectangle is found without looking at everything. */
export class RectIndex<Thing> {
  readonly #squares = new Map<number, Entry<Thing>[]>();
  #questions = 0;

  add(rect: Rect, thing: Thing): void {
    const entry = { thing, found: 0 };
    this.#each(rect, 0, (key) => {
      const square = this.#squares.get(key);
      if (square) square.push(entry);
      else this.#squares.set(key, [entry]);
    });
  }

  near(rect: Rect, margin: number): Thing[] {
    const found: Thing[] = [];
    this.#questions += 1;
    this.#each(rect, margin, (key) => {
      for (const entry of this.#squares.get(key) ?? []) {
        if (entry.found === this.#questions) continue;
        entry.found = this.#questions;
        found.push(entry.thing);
      }
    });
    return found;
  }

  #each({ x, y, width, height }: Rect, margin: number, visit: (key: number) => void): void {
    const right = Math.floor((x + width + margin) / SIZE);
    const bottom = Math.floor((y + height + margin) / SIZE);
    for (let column = Math.floor((x - margin) / SIZE); column <= right; column += 1)
      for (let row = Math.floor((y - margin) / SIZE); row <= bottom; row += 1) visit(column * ROW + row);
  }
}
