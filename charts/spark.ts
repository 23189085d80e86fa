import { dayPlace } from './control-chart.ts';

/** One point of a weekly line; `value` null where a week has too little to say. */
export interface SparkPoint {
  /** Its Monday; only a line with changes needs it. */
  bucket?: string;
  value: number | null;
  whole: boolean;
}

/** A small weekly line: where the figure has been, and what is wanted of it. */
export interface Spark {
  width: number;
  height: number;
  /** The line through neighbouring weeks that have a value. */
  path: string;
  /** The newest whole week that has one. */
  last: { x: number; y: number } | null;
  targetY: number | null;
  /** Points of a line too short for anything but its points: below 12. */
  points: { x: number; y: number }[] | null;
  /** The weeks still to come until 12, as places. */
  missing: { x: number; y: number }[];
  /** Where something was changed, from left to right. */
  marks: number[];
}

/** Below this many points a line has no limits, and each point is drawn. */
export const ENOUGH_POINTS = 12;

/** Geometry of a weekly line on `width` x `height` px. Weeks that are not whole are left out: they read low. `changes` are local dates. */
export function spark(
  series: readonly SparkPoint[],
  target: number | null,
  width: number,
  height: number,
  changes: readonly string[] = [],
): Spark {
  const whole = series.filter((point) => point.whole);
  const first = whole.findIndex((point) => point.value !== null);
  const used = first < 0 ? [] : whole.slice(first);
  const known = used.flatMap((point) => (point.value === null ? [] : [point.value]));
  if (known.length === 0) return { width, height, path: '', last: null, targetY: null, points: null, missing: [], marks: [] };
  const few = known.length < ENOUGH_POINTS;
  const all = target === null ? known : [...known, target];
  const low = Math.min(...all);
  const high = Math.max(...all);
  const spread = high - low || Math.abs(high) || 1;
  const pad = spread * 0.12;
  const places = few ? ENOUGH_POINTS : used.length;
  const x = (index: number) => 4 + (index * (width - 8)) / Math.max(1, places - 1);
  const y = (value: number) => height - 3 - ((value - low + pad) / (spread + 2 * pad)) * (height - 6);
  let path = '';
  let joined = false;
  const points: { x: number; y: number }[] = [];
  used.forEach((point, index) => {
    if (point.value === null) {
      joined = false;
      return;
    }
    points.push({ x: x(index), y: y(point.value) });
    path += `${joined ? 'L' : 'M'}${x(index).toFixed(1)} ${y(point.value).toFixed(1)}`;
    joined = true;
  });
  const last = points.at(-1) ?? null;
  const middle = height / 2;
  const missing = few
    ? Array.from({ length: Math.max(0, ENOUGH_POINTS - used.length) }, (_, index) => ({ x: x(used.length + index), y: middle }))
    : [];
  const weeks = used.map(({ bucket = '' }) => ({ bucket }));
  const since = changes.filter((day) => day >= (weeks[0]?.bucket ?? '')).toSorted();
  const marks = since.map((day) => Math.min(width - 1, Math.max(1, x(dayPlace(day, weeks, 'week')))));
  return { width, height, path, last, targetY: target === null ? null : y(target), points: few ? points : null, missing, marks };
}

/** One bar of a row of small bars; the last is the newest. */
export interface MiniBar {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Small bars from 0, one per value, in `width` x `height` px. */
export function miniBars(values: readonly number[], width: number, height: number): MiniBar[] {
  const most = Math.max(...values, 0);
  const step = width / Math.max(1, values.length);
  return values.map((value, index) => {
    const size = most > 0 ? Math.max(value > 0 ? 1 : 0, (value / most) * height) : 0;
    return { x: index * step, y: height - size, width: Math.max(1, step - 2), height: size };
  });
}
