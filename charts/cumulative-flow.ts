import { number } from '../model/format.ts';
import { bucketLabel, type BucketSize } from './buckets.ts';
import type { Mark } from './flow-lines.ts';
import { niceRange } from './scale.ts';
import { textWidth } from './text.ts';

/** What stands in one stage at the end of each bucket. */
export interface Band {
  name: string;
  values: readonly number[];
}

/** Stages on top of each other over time, the last one lowest; with `out` below them as a cumulative flow diagram. */
export interface CumulativeFlow {
  width: number;
  height: number;
  left: number;
  /** From the bottom up. `level` is its place in the order of stages, 1 to 9; 0 for what is out. */
  bands: { name: string; level: number; path: string; label: { x: number; y: number } | null }[];
  /** The upper line: everything that has arrived, or everything inside. */
  top: string;
  marks: Mark[];
  labels: { x: number; text: string }[];
  columns: { x: number; width: number; middle: number }[];
  ground: number;
}

const FOOT = 22;
const TOP = 10;
const LEVELS = 9;
/** Room for a name in a band, in px. */
const LABEL_ROOM = 14;

/**
 * Geometry on `width` x `height` px. `bands` in the order of the stages; `out` is how many have left in all at the end of each
 * bucket, and the axis then begins at the first of them: totals since the beginning would hide what is inside.
 */
export function cumulativeFlow(
  buckets: readonly string[],
  size: BucketSize,
  bands: readonly Band[],
  out: readonly number[] | null,
  width: number,
  height: number,
): CumulativeFlow {
  const ground = height - FOOT;
  const stacked = stack(bands, out);
  const lowest = out?.[0] ?? 0;
  const range = niceRange(lowest, Math.max(lowest + 1, ...(stacked.at(-1)?.upper ?? [0])), 'number');
  const marks = Array.from({ length: Math.round((range.max - range.min) / range.interval) + 1 }, (_, at) => range.min + at * range.interval)
    .filter((value) => Number.isInteger(value))
    .map((value) => ({ y: 0, value, text: number(value) }));
  const left = Math.ceil(Math.max(0, ...marks.map((mark) => textWidth(mark.text, 11.5)))) + 8;
  const step = (width - left) / Math.max(1, buckets.length);
  const x = (at: number) => left + step * (at + 0.5);
  const y = (value: number) => ground - ((Math.max(value, range.min) - range.min) / (range.max - range.min)) * (ground - TOP);
  const line = (values: readonly number[]) => values.map((value, at) => `${x(at).toFixed(1)} ${y(value).toFixed(1)}`);
  return {
    width,
    height,
    left,
    ground,
    bands: stacked.map(({ name, level, lower, upper }) => ({
      name,
      level,
      path: buckets.length === 0 ? '' : `M${[...line(upper), ...line(lower).reverse()].join('L')}z`,
      label: labelOf(name, lower.map(y), upper.map(y), x, width),
    })),
    top: buckets.length === 0 ? '' : `M${line(stacked.at(-1)?.upper ?? []).join('L')}`,
    marks: marks.map(({ value, text }) => ({ y: y(value), text })),
    labels: spacedLabels(
      buckets.map((bucket, at) => ({ x: x(at), text: bucketLabel(bucket, size) })),
      width,
    ),
    columns: buckets.map((_, at) => ({ x: left + step * at, width: step, middle: x(at) })),
  };
}

interface Stacked {
  name: string;
  level: number;
  lower: number[];
  upper: number[];
}

/** The last stage lies lowest, so that a case moves down through the bands as time goes on. */
function stack(bands: readonly Band[], out: readonly number[] | null): Stacked[] {
  const ordered = bands.map((band, at) => ({ ...band, level: Math.min(LEVELS, at + 1) })).reverse();
  const all = out === null ? ordered : [{ name: '', values: out, level: 0 }, ...ordered];
  let below = all[0]?.values.map(() => 0) ?? [];
  return all.map(({ name, level, values }) => {
    const lower = below;
    const upper = values.map((value, at) => (lower[at] ?? 0) + value);
    below = upper;
    return { name, level, lower, upper };
  });
}

/** Where a name fits into its band: at the bucket where the band is highest; null where it fits nowhere. */
function labelOf(name: string, lower: readonly number[], upper: readonly number[], x: (at: number) => number, width: number) {
  const half = textWidth(name, 11.5) / 2 + 4;
  let best: { x: number; y: number; room: number } | null = null;
  for (const [at, bottom] of lower.entries()) {
    // the name has to fit at its sides, too
    const beside = lower.map((_, other) => other).filter((other) => Math.abs(x(other) - x(at)) <= half + Math.abs(x(1) - x(0)) / 2);
    const [top, floor] = [
      Math.max(...beside.map((other) => upper[other] ?? bottom)),
      Math.min(...beside.map((other) => lower[other] ?? bottom)),
    ];
    const room = floor - top;
    if (room < LABEL_ROOM || room <= (best?.room ?? 0) || x(at) - half < x(0) || x(at) + half > width) continue;
    best = { x: x(at), y: floor - room / 2 + 4, room };
  }
  return best === null || name === '' ? null : { x: best.x, y: best.y };
}

/** As many labels as fit beside each other, at even steps, none over the edge. */
function spacedLabels(labels: readonly { x: number; text: string }[], width: number): { x: number; text: string }[] {
  const widest = Math.max(1, ...labels.map((label) => textWidth(label.text, 11.5))) + 14;
  const [one, two] = labels;
  const every = one && two ? Math.max(1, Math.ceil(widest / (two.x - one.x))) : 1;
  return labels.filter((label, at) => at % every === 0 && label.x + textWidth(label.text, 11.5) / 2 <= width + 2);
}
