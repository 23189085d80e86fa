import { bandPaths, bucketLabels } from './band-paths.ts';
import type { BucketSize } from './buckets.ts';
import { niceRange } from './scale.ts';

/** The score of one bucket with its interval; null where too few answered. */
export interface ScorePoint {
  readonly bucket: string;
  readonly whole: boolean;
  readonly answers: number;
  readonly score: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface ScoreLine {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly base: number;
  /** The line through neighbouring buckets with a score, and the band of their intervals. */
  readonly line: string;
  readonly band: string;
  readonly targetY: number | null;
  readonly grid: readonly { y: number; text: string }[];
  readonly labels: readonly { x: number; text: string; anchor: 'start' | 'middle' | 'end' }[];
  /** The middle of each bucket and the height of its score. */
  readonly points: readonly { x: number; y: number | null; whole: boolean }[];
}

const FOOT = 22;
const TOP = 8;

/** A score over time on `width` x `height` px, around where it moves; `ends` are those of its scale, which no axis passes. */
export function scoreLine(
  series: readonly ScorePoint[],
  size: BucketSize,
  room: { readonly width: number; readonly height: number },
  target: number | null,
  ends: readonly [number, number],
  format: (value: number) => string,
): ScoreLine {
  const { width, height } = room;
  const known = series.flatMap(({ low, high }) => (low === null || high === null ? [] : [low, high]));
  const all = target === null ? known : [...known, target];
  const range =
    all.length === 0
      ? { min: ends[0], max: ends[1], interval: (ends[1] - ends[0]) / 4 }
      : niceRange(Math.min(...all), Math.max(...all), 'number');
  const [min, max] = [Math.max(ends[0], range.min), Math.min(ends[1], range.max)];
  const steps = Math.round((max - min) / range.interval);
  const marks = Array.from({ length: steps + 1 }, (_, at) => min + at * range.interval).filter((mark) => mark <= max + 1e-9);
  const left = 12 + Math.max(0, ...marks.map((mark) => format(mark).length)) * 6.6;
  const right = width - 10;
  const base = height - FOOT;
  const x = (at: number) => (series.length < 2 ? (left + right) / 2 : left + 6 + (at * (right - left - 12)) / (series.length - 1));
  const y = (value: number) => base - ((value - min) / (max - min || 1)) * (base - TOP);
  return {
    width,
    height,
    left,
    right,
    top: TOP,
    base,
    ...bandPaths(
      series.map(({ score, low, high }) => ({ value: score, low, high })),
      x,
      y,
    ),
    targetY: target === null ? null : y(target),
    grid: marks.map((mark) => ({ y: y(mark), text: format(mark) })),
    labels: bucketLabels(
      series.map(({ bucket }) => bucket),
      size,
      x,
      right - left,
    ),
    points: series.map(({ score, whole }, place) => ({ x: x(place), y: score === null ? null : y(score), whole })),
  };
}
