import type { Rule } from './control-types.ts';

/** A value with the centre line and the distance to its limits at this place; shares have another distance in every bucket. */
export interface Placed {
  readonly value: number;
  readonly mean: number;
  readonly reach: number;
}

/** A rule a point is part of: 1 up, -1 down, and the place in the series at which what it is part of began. */
export interface Hit {
  readonly rule: Rule;
  readonly direction: 1 | -1;
  readonly from: number;
}

/** So many in a row on one side, or rising, or falling, are no chance. */
export const RUN = 7;
/** Where a point is part of several, the one that is told, since it says most of how long it has been so; its direction counts. */
const ORDER: readonly Rule[] = [2, 1, 4, 3];

/** For each point the rules it is part of (DOMAIN.md section 5, *the four rules*), the one to tell first. */
export function ruleHits(points: readonly Placed[]): Hit[][] {
  const hits: Hit[][] = points.map(() => []);
  const mark = (at: number, hit: Hit) => {
    const known = hits[at];
    if (known !== undefined && !known.some(({ rule, direction }) => rule === hit.rule && direction === hit.direction)) known.push(hit);
  };
  const side = ({ value, mean }: Placed) => sign(value - mean);
  const outside = ({ value, mean, reach }: Placed) => (Math.abs(value - mean) > reach ? sign(value - mean) : 0);
  for (const [from, to, direction] of stretches(points, outside))
    for (let at = from; at <= to; at += 1) mark(at, { rule: 1, direction, from });
  for (const [from, to, direction] of stretches(points, side))
    if (to - from + 1 >= RUN) for (let at = from; at <= to; at += 1) mark(at, { rule: 2, direction, from });
  const steps = points.map(({ value }, at) => (at === 0 ? 0 : sign(value - (points[at - 1]?.value ?? value))));
  // the point a trend starts from belongs to it
  for (const [from, to, direction] of stretches(steps, (step) => step))
    if (to - from + 2 >= RUN) for (let at = from - 1; at <= to; at += 1) mark(at, { rule: 3, direction, from: from - 1 });
  twoOfThree(points, mark);
  for (const one of hits) one.sort((a, b) => ORDER.indexOf(a.rule) - ORDER.indexOf(b.rule));
  return hits;
}

/** The points of three in a row of which two lie beyond two thirds of the way to the same limit; those beyond are marked. */
function twoOfThree(points: readonly Placed[], mark: (at: number, hit: Hit) => void): void {
  for (const direction of [1, -1] as const) {
    const beyond = points.map(({ value, mean, reach }) => reach > 0 && direction * (value - mean) > (2 * reach) / 3);
    let from = 0;
    let last = -2;
    for (let at = 0; at < points.length; at += 1) {
      if (beyond[at] !== true) continue;
      const before = [at - 1, at - 2].find((place) => beyond[place] === true);
      if (before !== undefined) {
        if (last !== before) from = before;
        mark(before, { rule: 4, direction, from });
        mark(at, { rule: 4, direction, from });
        last = at;
      }
    }
  }
}

const sign = (value: number): 1 | -1 | 0 => (value > 0 ? 1 : value < 0 ? -1 : 0);

/** First and last place of each stretch of the same direction that is not 0. */
function stretches<T>(values: readonly T[], directionOf: (value: T) => 1 | -1 | 0): [from: number, to: number, direction: 1 | -1][] {
  const found: [number, number, 1 | -1][] = [];
  values.forEach((value, at) => {
    const direction = directionOf(value);
    if (direction === 0) return;
    const last = found.at(-1);
    if (last !== undefined && last[1] === at - 1 && last[2] === direction) last[1] = at;
    else found.push([at, at, direction]);
  });
  return found;
}
