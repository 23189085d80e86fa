import type { ChartPer } from '../model/chart-decision.ts';
import { bucketLabels } from './band-paths.ts';
import { controlAxis, controlFigure, controlText, naturalEnds, type ControlAxis, type ControlUnit } from './control-axis.ts';
import { beside, besideLabels, boxOf, clearOf, flagRows, type Flag, type Placed } from './control-labels.ts';
import { segmentsOf, zoneOf, type ControlPoint, type Segment, type Tone } from './control-points.ts';
import { textWidth } from './text.ts';

export type { ControlPoint, Tone } from './control-points.ts';

/** Something that happened on a day: a line from top to bottom with its words on a flag. */
export interface ControlMark {
  /** A local date; it lies where it falls within its bucket. */
  readonly on: string;
  readonly text: string;
  /** A change is solid; a phase that someone decided is outlined. */
  readonly kind: 'change' | 'phase';
}

export interface ControlChartOptions extends ControlUnit {
  readonly per: ChartPer;
  readonly better: 'lower' | 'higher' | 'neutral';
  readonly target: number | null;
  readonly width: number;
  readonly height: number;
  readonly marks?: readonly ControlMark[];
  /** Where the limits come from: half-open local dates. Outside of it their band is lighter. */
  readonly baseline?: { readonly from: string; readonly to: string } | null;
  /** How the last phase is coloured; left out, it takes colour when its mean has moved by more than three standard errors. */
  readonly tone?: Tone;
}

/** A text of the drawing. `strong` is the figure at its end. */
export interface DrawnText extends Placed {
  readonly anchor: 'start' | 'middle' | 'end';
  readonly strong?: string;
  readonly tone: Tone | 'target';
  /** It stands on a band of the drawing. */
  readonly onBand?: boolean;
}

export interface DrawnSegment {
  readonly tone: Tone;
  /** The bands, the strong one over the baseline. */
  readonly bands: readonly { readonly path: string; readonly faint: boolean }[];
  readonly mean: string;
}

export interface DrawnPoint {
  readonly x: number;
  readonly y: number | null;
  readonly tone: Tone | 'neutral';
  readonly whole: boolean;
  /** A signal: drawn a little larger. */
  readonly signal: boolean;
  /** The number of its note, from 1. */
  readonly note: number | null;
}

export interface ControlChart {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly base: number;
  readonly unit: string | null;
  readonly grid: readonly { readonly y: number; readonly text: string }[];
  readonly labels: readonly { readonly x: number; readonly text: string; readonly anchor: 'start' | 'middle' | 'end' }[];
  readonly segments: readonly DrawnSegment[];
  /** The newest limits and their mean, on to later points that have none of their own yet. */
  readonly carried: string;
  readonly targetY: number | null;
  readonly texts: readonly DrawnText[];
  /** Through the whole buckets that have a value, and on to one that is not over. */
  readonly line: string;
  readonly unfinished: string;
  readonly points: readonly DrawnPoint[];
  readonly flags: readonly Flag[];
}

/** Below this the limits are named inside the drawing: a phone has no room beside it. */
const NARROW = 480;
const FOOT = 26;
const SMALL = 11.5;

/**
 * One control chart on `width` x `height` px: grey what chance does, in its phases; the points that are no chance in their colour;
 * what was changed when as a line with a flag; the bucket that is not over apart at the end.
 */
export function controlChart(points: readonly ControlPoint[], options: ControlChartOptions): ControlChart {
  const { width, height, per, target } = options;
  const segments = segmentsOf(points, options);
  const axis = controlAxis(axisValues(points, target, options), options);
  const narrow = width < NARROW;
  // what was changed before the first point stands nowhere on it
  const marks = (options.marks ?? []).filter(({ on }) => on.slice(0, 10) >= (points[0]?.bucket.slice(0, 10) ?? ''));
  const left = Math.max(20, 10 + Math.max(...axis.marks.map(({ text }) => textWidth(text, SMALL))));
  const right =
    width -
    (narrow
      ? 8
      : Math.max(
          78,
          18 +
            Math.max(0, ...besideTexts(segments.at(-1), axis, options).map(({ text, strong }) => textWidth(text + (strong ?? ''), SMALL))),
        ));
  const placeOf = spread(points, left, right);
  const rows = flagRows(
    marks.map(({ on, text, kind }) => ({ x: placeOf(dayPlace(on, points, per)), text, kind })),
    { left, right: width },
  );
  const top = rows.top;
  const base = height - FOOT;
  const y = (value: number) => base - ((value - axis.min) / (axis.max - axis.min || 1)) * (base - top);
  const zone = zoneOf(points, options.baseline ?? null);
  const drawn = points.map((point, place) => pointOf(point, placeOf(place), y, segments));
  const ends = naturalEnds(options);
  return {
    width,
    height,
    left,
    right,
    top,
    base,
    unit: axis.unit,
    grid: axis.marks.map(({ value, text }) => ({ y: y(value), text })),
    labels: bucketLabels(
      points.map(({ bucket }) => bucket),
      per,
      placeOf,
      right - left,
    ).map((label) => ({ ...label, anchor: 'middle' as const })),
    segments: segments.map((segment) => drawnSegment(segment, placeOf, (value) => y(held(value, ends)), zone)),
    carried: carriedOn(points, segments.at(-1), placeOf, (value) => y(held(value, ends))),
    targetY: target === null ? null : y(target),
    texts: textsOf({ points: drawn, segments, placeOf, y, axis, ends, options, left, right, narrow }),
    ...linesOf(points, drawn),
    points: numbered(points, drawn),
    flags: rows.flags,
  };
}

/** The bucket that is not over stands a little apart from the others. */
function spread(points: readonly ControlPoint[], left: number, right: number): (place: number) => number {
  const apart = points.at(-1)?.whole === false && points.length > 1 ? 0.6 : 0;
  const step = (right - left) / Math.max(1, points.length + apart);
  const last = points.length - 1;
  return (place) => left + step * (place + 0.5 + (place > last - 0.5 ? apart : 0));
}

const held = (value: number, [least, most]: readonly [number | null, number | null]): number =>
  Math.min(most ?? Infinity, Math.max(least ?? -Infinity, value));

function axisValues(points: readonly ControlPoint[], target: number | null, options: ControlChartOptions): number[] {
  const ends = naturalEnds(options);
  const values = points.flatMap(({ value, low, high }) => [value, low, high].flatMap((one) => (one === null ? [] : [held(one, ends)])));
  return target === null ? values : [...values, target];
}

const DAY_MS = 86_400_000;
const dayNumber = (day: string): number => Date.parse(`${day.slice(0, 10)}T00:00:00Z`) / DAY_MS;
const DAYS = { day: 1, week: 7, month: 30.4 } as const;

/** Where a day lies among the buckets, in places: the edge before a bucket for its first day. */
export function dayPlace(day: string, points: readonly Pick<ControlPoint, 'bucket'>[], per: ChartPer): number {
  const next = points.findIndex(({ bucket }) => bucket.slice(0, 10) > day.slice(0, 10));
  const at = next === -1 ? points.length - 1 : next - 1;
  const bucket = points[at]?.bucket;
  if (bucket === undefined) return -0.5;
  return at - 0.5 + Math.min(1, (dayNumber(day) - dayNumber(bucket)) / DAYS[per]);
}

function pointOf(point: ControlPoint, x: number, y: (value: number) => number, segments: readonly Segment[]): Omit<DrawnPoint, 'note'> {
  const own = segments.find(({ phase }) => phase === point.phase)?.tone ?? 'common';
  const tone =
    point.signal === 'improvement' ? 'better' : point.signal === 'concern' ? 'worse' : point.signal === null ? own : ('neutral' as const);
  return { x, y: point.value === null ? null : y(point.value), tone, whole: point.whole, signal: point.signal !== null };
}

function numbered(points: readonly ControlPoint[], drawn: readonly Omit<DrawnPoint, 'note'>[]): DrawnPoint[] {
  let count = 0;
  return drawn.map((point, place) => ({ ...point, note: (points[place]?.note ?? null) === null ? null : ++count }));
}

function drawnSegment(
  segment: Segment,
  x: (place: number) => number,
  y: (value: number) => number,
  zone: { first: number; last: number } | null,
): DrawnSegment {
  const at = (place: number, value: number) => `${x(place).toFixed(1)} ${y(value).toFixed(1)}`;
  const path = (ends: readonly string[]) => ends.map((end, step) => `${step === 0 ? 'M' : 'L'}${end}`).join('');
  const band = (limits: Segment['limits']) =>
    `${path([...limits.map(({ place, high }) => at(place, high)), ...limits.toReversed().map(({ place, low }) => at(place, low))])}Z`;
  const { limits } = segment;
  const mean = path(limits.map(({ place, mean }) => at(place, mean)));
  if (segment.run) return { tone: segment.tone, bands: [], mean };
  const within = zone === null ? limits : limits.filter(({ place }) => place >= zone.first && place <= zone.last);
  const split = zone !== null && segment.phase === 0 && within.length > 0 && within.length < limits.length;
  const faint = [
    limits.filter(({ place }) => place <= (zone?.first ?? 0)),
    limits.filter(({ place }) => place >= (zone?.last ?? 0)),
  ].filter((part) => part.length > 1);
  return {
    tone: segment.tone,
    bands: split
      ? [{ path: band(within), faint: false }, ...faint.map((part) => ({ path: band(part), faint: true }))]
      : [{ path: band(limits), faint: false }],
    mean,
  };
}

function carriedOn(
  points: readonly ControlPoint[],
  newest: Segment | undefined,
  x: (place: number) => number,
  y: (value: number) => number,
): string {
  const end = newest?.limits.at(-1);
  const last = points.findLastIndex(({ value }) => value !== null);
  if (end === undefined || last <= end.place) return '';
  return [...new Set([end.high, end.mean, end.low])]
    .map((value) => `M${x(end.place).toFixed(1)} ${y(value).toFixed(1)}H${x(last).toFixed(1)}`)
    .join('');
}

function linesOf(points: readonly ControlPoint[], drawn: readonly Omit<DrawnPoint, 'note'>[]): { line: string; unfinished: string } {
  let line = '';
  let unfinished = '';
  let before: { x: number; y: number } | null = null;
  drawn.forEach(({ x, y, whole }, place) => {
    if (y === null) {
      before = null;
      return;
    }
    const end = `${x.toFixed(1)} ${y.toFixed(1)}`;
    if (whole || place < points.length - 1) line += `${before === null ? 'M' : 'L'}${end}`;
    else if (before !== null) unfinished = `M${before.x.toFixed(1)} ${before.y.toFixed(1)}L${end}`;
    before = { x, y };
  });
  return { line, unfinished };
}

interface Texts {
  readonly points: readonly Omit<DrawnPoint, 'note'>[];
  readonly segments: readonly Segment[];
  readonly placeOf: (place: number) => number;
  readonly y: (value: number) => number;
  readonly axis: ControlAxis;
  readonly ends: readonly [number | null, number | null];
  readonly options: ControlChartOptions;
  readonly left: number;
  readonly right: number;
  readonly narrow: boolean;
}

/** What stands beside the drawing: the newest limits and the target, each at its value. */
function besideTexts(newest: Segment | undefined, axis: ControlAxis, options: ControlChartOptions) {
  const last = newest?.limits.at(-1);
  const ends = naturalEnds(options);
  const figure = (value: number) => controlFigure(value, options, axis);
  const within = (value: number) => newest?.run !== true && held(value, ends) === value;
  const plain = { strong: undefined, tone: 'common' as const };
  return [
    ...(last !== undefined && within(last.high) ? [{ value: last.high, text: `upper ${figure(last.high)}`, ...plain }] : []),
    ...(last === undefined
      ? []
      : [
          { value: last.mean, text: newest?.run === true ? 'median ' : 'mean ', strong: figure(last.mean), tone: newest?.tone ?? 'common' },
        ]),
    ...(last !== undefined && within(last.low) ? [{ value: last.low, text: `lower ${figure(last.low)}`, ...plain }] : []),
    ...(options.target === null
      ? []
      : [{ value: options.target, text: `target ${figure(options.target)}`, strong: undefined, tone: 'target' as const }]),
  ];
}

/** The newest limits stand beside the drawing, those of earlier phases at their band; on a phone all of them do. */
function textsOf(all: Texts): DrawnText[] {
  const { segments, points, y, axis, options, left, right, narrow } = all;
  const newest = segments.at(-1);
  const inside = segments.filter((segment) => narrow || segment !== newest).flatMap((segment) => insideTexts(segment, all));
  if (!narrow) {
    const beside = besideTexts(newest, axis, options).map(({ value, text, strong, tone }) => ({
      ...{ y: y(value), text, tone },
      ...(strong === undefined ? {} : { strong }),
    }));
    const outside = besideLabels(beside, options.height - FOOT + 8).map((label) => ({ ...label, x: right + 8, anchor: 'start' as const }));
    return [...inside, ...outside];
  }
  if (options.target === null) return inside;
  const text = `target ${controlText(options.target, options)}`;
  const wide = textWidth(text, SMALL);
  const taken = inside.map(({ text, strong = '', ...at }) => boxOf({ ...at, text: text + strong }));
  const line = points.flatMap((point) => (point.y === null ? [] : [{ x: point.x, y: point.y }]));
  const place = clearOf(line, { from: left, to: right - wide, width: wide, at: y(options.target), taken });
  return place === null ? inside : [...inside, { ...place, text, anchor: 'start', tone: 'target' }];
}

/** Upper and lower at the left end of the band, the mean where the points leave room; nothing where the band is too short for it. */
function insideTexts(segment: Segment, { points, placeOf, y, axis, ends, options, narrow, left }: Texts): DrawnText[] {
  const first = segment.limits[0];
  const last = segment.limits.at(-1);
  if (first === undefined || last === undefined) return [];
  const figure = (value: number) => controlFigure(value, options, axis);
  // a later phase begins right of the line of its change
  const start = first.place === 0 ? Math.max(left, placeOf(0) - 8) : placeOf(first.place) - 2;
  const middle = segment.run ? 'median ' : 'mean ';
  const room = placeOf(last.place) - placeOf(first.place);
  const upper = `upper ${figure(first.high)}`;
  if (room < textWidth(upper, SMALL) + (narrow ? 0 : 8)) return [];
  const within = (value: number) => !segment.run && held(value, ends) === value;
  const strong = figure(first.mean);
  const wide = textWidth(`${middle}${strong}`, SMALL);
  const line = points.slice(first.place, last.place + 1).flatMap((point) => (point.y === null ? [] : [{ x: point.x, y: point.y }]));
  const target = options.target === null ? null : y(options.target);
  const lines = [options.height - FOOT, ...(target === null ? [] : [target])];
  const limits = [
    ...(within(first.high) ? [{ x: start, y: beside(y(first.high), 'above', lines), text: upper }] : []),
    ...(within(first.low) ? [{ x: start, y: beside(y(first.low), 'below', lines), text: `lower ${figure(first.low)}` }] : []),
  ];
  const across = target === null ? [] : [{ left, right: placeOf(last.place), top: target - 1, bottom: target + 1 }];
  const mean = clearOf(line, {
    ...{ from: placeOf(first.place), to: placeOf(last.place) - wide, width: wide, at: y(first.mean) },
    taken: [...limits.map(boxOf), ...across],
  });
  return [
    ...limits.map((limit) => ({ ...limit, anchor: 'start' as const, tone: 'common' as const, onBand: false })),
    ...(mean === null ? [] : [{ ...mean, text: middle, strong, anchor: 'start' as const, tone: segment.tone, onBand: true }]),
  ];
}
