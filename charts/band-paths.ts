import { bucketLabel, type BucketSize } from './buckets.ts';

/** A value and the band around it; null where there is none to draw. */
interface Banded {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** A line and the band around it as paths; a bucket without a value breaks both. `x` is by place, `y` by value. */
export function bandPaths(
  points: readonly Banded[],
  x: (place: number) => number,
  y: (value: number) => number,
): { line: string; band: string } {
  const at = (place: number, value: number) => `${x(place).toFixed(1)} ${y(value).toFixed(1)}`;
  const path = (ends: readonly string[]) => ends.map((end, step) => `${step === 0 ? 'M' : 'L'}${end}`).join('');
  const runs = runsOf(points);
  return {
    line: runs.map((run) => path(run.map(({ place, value }) => at(place, value)))).join(''),
    band: runs
      .map(
        (run) =>
          `${path([...run.map(({ place, high }) => at(place, high)), ...run.toReversed().map(({ place, low }) => at(place, low))])}Z`,
      )
      .join(''),
  };
}

/** Stretches of neighbours that have a value. */
function runsOf(points: readonly Banded[]) {
  const runs: { place: number; value: number; low: number; high: number }[][] = [];
  let open = false;
  points.forEach(({ value, low, high }, place) => {
    if (value === null) {
      open = false;
      return;
    }
    if (!open) runs.push([]);
    open = true;
    runs.at(-1)?.push({ place, value, low: low ?? value, high: high ?? value });
  });
  return runs;
}

/** As many names of buckets as have room, the first and the last kept inside. Days are read in weeks. */
export function bucketLabels(
  buckets: readonly string[],
  size: BucketSize,
  x: (place: number) => number,
  room: number,
): { x: number; text: string; anchor: 'start' | 'middle' | 'end' }[] {
  const fit = Math.max(1, Math.floor(room / (size === 'month' ? 92 : 72)));
  const steps = size === 'day' ? [1, 7, 14, 28, 56, 91, 182, 364] : [1, 2, 4, 8, 13, 26, 52, 104];
  const step = steps.find((one) => buckets.length / one <= fit) ?? Math.ceil(buckets.length / fit);
  return buckets.flatMap((bucket, place) =>
    place % step === 0
      ? [{ x: x(place), text: bucketLabel(bucket, size), anchor: place === 0 ? 'start' : place === buckets.length - 1 ? 'end' : 'middle' }]
      : [],
  );
}
