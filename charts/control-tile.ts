import { dayPlace } from './control-chart.ts';
import { segmentsOf, type ControlPoint, type Tone } from './control-points.ts';
import { ENOUGH_POINTS } from './spark.ts';

export type TilePoint = Pick<ControlPoint, 'bucket' | 'whole' | 'value' | 'mean' | 'low' | 'high' | 'phase' | 'signal'>;

/** A measure at the size of a tile: what chance does, its line, the points that are no chance. */
export interface ControlTile {
  readonly width: number;
  readonly height: number;
  readonly bands: readonly { readonly path: string; readonly mean: string }[];
  /** Through neighbouring points that have a value. */
  readonly path: string;
  readonly targetY: number | null;
  readonly points: readonly { readonly x: number; readonly y: number; readonly tone: Tone | 'neutral'; readonly newest: boolean }[];
  /** Of a line too short for limits: the points still to come. */
  readonly missing: readonly { readonly x: number; readonly y: number }[];
  /** Where something was changed, from left to right. */
  readonly marks: readonly number[];
}

const TONES = { improvement: 'better', concern: 'worse', high: 'neutral', low: 'neutral' } as const;

/** Geometry on `width` x `height` px. Points that are not whole are left out; `changes` are local dates; below twelve each is drawn, and the ones to come. */
export function controlTile(
  series: readonly TilePoint[],
  target: number | null,
  width: number,
  height: number,
  changes: readonly string[] = [],
): ControlTile {
  const whole = series.filter((point) => point.whole);
  const first = whole.findIndex((point) => point.value !== null);
  const used = first < 0 ? [] : whole.slice(first);
  const known = used.filter((point) => point.value !== null).length;
  if (known === 0) return { width, height, bands: [], path: '', targetY: null, points: [], missing: [], marks: [] };
  const few = known < ENOUGH_POINTS;
  const segments = segmentsOf(used, { better: 'neutral' });
  const all = [
    ...used.flatMap(({ value, low, high }) => [value, low, high].flatMap((one) => (one === null ? [] : [one]))),
    ...(target === null ? [] : [target]),
  ];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const pad = (high - low || Math.abs(high) || 1) * (few ? 0.12 : 0.08);
  const places = Math.max(few ? ENOUGH_POINTS : 0, used.length);
  const x = (place: number) => 4 + (place * (width - 8)) / Math.max(1, places - 1);
  const y = (value: number) => height - 2 - ((value - low + pad) / (high - low + 2 * pad || 1)) * (height - 4);
  const text = (value: number) => value.toFixed(1);
  const at = (place: number, value: number) => `${text(x(place))} ${text(y(value))}`;
  let path = '';
  let joined = false;
  const points: ControlTile['points'][number][] = [];
  used.forEach(({ value, signal }, place) => {
    if (value === null) {
      joined = false;
      return;
    }
    path += `${joined ? 'L' : 'M'}${at(place, value)}`;
    joined = true;
    const newest = used.findLastIndex((point) => point.value !== null) === place;
    if (few || newest || signal !== null)
      points.push({ x: x(place), y: y(value), tone: signal === null ? 'common' : TONES[signal], newest });
  });
  return {
    width,
    height,
    bands: segments.map(({ limits }) => {
      const [start, end] = [limits[0], limits.at(-1)];
      const [left, right] = [text(x(start?.place ?? 0) - 3), text(x(end?.place ?? 0) + 3)];
      const edge = (ends: typeof limits, of: 'low' | 'high') => ends.map((one) => `L${at(one.place, one[of])}`).join('');
      const upper = text(y(start?.high ?? 0));
      const lower = text(y(start?.low ?? 0));
      return {
        path: `M${left} ${upper}${edge(limits, 'high')}H${right}L${right} ${text(y(end?.low ?? 0))}${edge(limits.toReversed(), 'low')}H${left}L${left} ${lower}Z`,
        mean: `M${left} ${text(y(start?.mean ?? 0))}H${right}`,
      };
    }),
    path,
    targetY: target === null ? null : y(target),
    points,
    missing: few
      ? Array.from({ length: Math.max(0, ENOUGH_POINTS - used.length) }, (_, place) => ({ x: x(used.length + place), y: height / 2 }))
      : [],
    marks: changes.filter((day) => day >= (used[0]?.bucket ?? '')).map((day) => x(dayPlace(day, used, 'week'))),
  };
}
