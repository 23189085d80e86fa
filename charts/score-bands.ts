import { number } from '../model/format.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../model/units.ts';
import { niceRange } from './scale.ts';

/** A score in a band of waiting; null below ten answers. */
export interface ScoreBand {
  fromMs: number;
  toMs: number | null;
  answers: number;
  score: number | null;
  low: number | null;
  high: number | null;
}

export interface ScoreBands {
  width: number;
  height: number;
  path: string;
  points: {
    x: number;
    y: number | null;
    from: number | null;
    to: number | null;
    worse: boolean;
    text: string;
    label: string;
    count: string;
  }[];
  /** The line of all of them. */
  all: { y: number; text: string; /** Its words stand where no point is: at the left or the right end. */ left: boolean } | null;
  base: number;
}

const FOOT = 36;
const TOP = 16;

/**
 * Scores by how long people waited, `width` x `height` px: a point with its interval for each band, joined where neighbours have one. A point
 * is worse when its whole interval lies below the score of all.
 */
export function scoreBands(bands: readonly ScoreBand[], width: number, height: number, all: number | null, unit: string): ScoreBands {
  const base = height - FOOT;
  const values = [...bands.flatMap(({ low, high, score }) => [low, high, score]), all].filter((value) => value !== null);
  const range = niceRange(Math.min(...values, Infinity), Math.max(...values, -Infinity), 'number');
  const y = (value: number) => base - ((value - range.min) / (range.max - range.min)) * (base - TOP);
  const pitch = width / Math.max(1, bands.length);
  const points = bands.map((band, at) => ({
    x: pitch * (at + 0.5),
    y: band.score === null ? null : y(band.score),
    from: band.low === null ? null : y(band.low),
    to: band.high === null ? null : y(band.high),
    worse: all !== null && band.high !== null && band.high < all,
    text: band.score === null ? '' : number(band.score),
    label: bandLabel(band),
    count: `n ${number(band.answers)}`,
  }));
  let joined = false;
  let path = '';
  for (const point of points) {
    if (point.y !== null) path += `${joined ? 'L' : 'M'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`;
    joined = point.y !== null;
  }
  return {
    width,
    height,
    path,
    points,
    base,
    all: all === null || values.length < 2 ? null : allLine(points, y(all), `all ${number(all)}${unit}`),
  };
}

function allLine(points: ScoreBands['points'], y: number, text: string): ScoreBands['all'] {
  const near = (point: ScoreBands['points'][number] | undefined) => point !== undefined && point.y !== null && Math.abs(point.y - y) < NEAR;
  return { y, text, left: near(points.at(-1)) && !near(points[0]) };
}

/** Closer than this the words of a point and of the line cover each other, px. */
const NEAR = 24;

/** `0 to 15`, `over 2 h`: minutes bare, other units named. */
export function bandLabel({ fromMs, toMs }: Pick<ScoreBand, 'fromMs' | 'toMs'>): string {
  const most = toMs ?? fromMs;
  const [size, name] = most <= 2 * MINUTE ? [SECOND, ' s'] : most <= 2 * HOUR ? [MINUTE, ''] : most <= 2 * DAY ? [HOUR, ' h'] : [DAY, ' d'];
  const digits = [fromMs, most].some((ms) => ms % size !== 0) ? 1 : 0;
  const say = (ms: number) => number(ms / size, digits).replace(/\.0$/, '');
  if (toMs !== null) return `${say(fromMs)} to ${say(toMs)}${name}`;
  return fromMs >= HOUR && fromMs % HOUR === 0 && size === MINUTE
    ? `over ${number(fromMs / HOUR)} h`
    : `over ${say(fromMs)}${name === '' ? ' min' : name}`;
}
