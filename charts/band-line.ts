import { bandPaths, bucketLabels } from './band-paths.ts';
import type { BucketSize } from './buckets.ts';
import { number } from '../model/format.ts';
import { niceRange } from './scale.ts';

/** One bucket: a mean, and the band within which most of it lies. */
export interface BandPoint {
  bucket: string;
  mean: number | null;
  low: number | null;
  high: number | null;
}

export interface BandLine {
  width: number;
  height: number;
  /** Where the drawing begins and ends from left to right. */
  left: number;
  right: number;
  top: number;
  base: number;
  /** The band and the line, as paths; a bucket without a value breaks them. */
  band: string;
  line: string;
  grid: { y: number; text: string }[];
  labels: { x: number; text: string; anchor: 'start' | 'middle' | 'end' }[];
  /** The middle of each bucket and the height of its mean. */
  points: { x: number; y: number | null }[];
}

const FOOT = 22;
const TOP = 8;

/** A mean line with its band on `width` x `height` px, from nothing up; `format` writes the figures at the side. */
export function bandLine(
  points: readonly BandPoint[],
  size: BucketSize,
  width: number,
  height: number,
  format: (value: number) => string = (value) => number(value, value % 1 === 0 ? 0 : 1),
): BandLine {
  const values = points.flatMap(({ mean, high }) => [mean ?? 0, high ?? 0]);
  const range = niceRange(0, Math.max(0, ...values) || 1, 'number');
  const marks = Array.from({ length: Math.round(range.max / range.interval) + 1 }, (_, at) => at * range.interval);
  const left = 10 + Math.max(...marks.map((mark) => format(mark).length)) * 6.6;
  const right = width - 8;
  const base = height - FOOT;
  const x = (at: number) => (points.length < 2 ? (left + right) / 2 : left + (at * (right - left)) / (points.length - 1));
  const y = (value: number) => base - (value / range.max) * (base - TOP);
  return {
    width,
    height,
    left,
    right,
    top: TOP,
    base,
    ...bandPaths(
      points.map(({ mean, low, high }) => ({ value: mean, low, high })),
      x,
      y,
    ),
    grid: marks.map((mark) => ({ y: y(mark), text: format(mark) })),
    labels: bucketLabels(
      points.map(({ bucket }) => bucket),
      size,
      x,
      right - left,
    ),
    points: points.map(({ mean }, place) => ({ x: x(place), y: mean === null ? null : y(mean) })),
  };
}
