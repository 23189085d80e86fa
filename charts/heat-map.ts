import { number } from '../model/format.ts';
import { textWidth } from './text.ts';

/** One hour of one day of the week: 1 is Monday. */
export interface HeatValue {
  weekday: number;
  hour: number;
  value: number;
}

export interface HeatCell extends HeatValue {
  x: number;
  y: number;
  width: number;
  height: number;
  /** 0 to 4, low to high. */
  level: number;
  /** Printed in the highest class only, where there is room. */
  text: string | null;
}

export interface HeatMap {
  width: number;
  height: number;
  cells: HeatCell[];
  days: { name: string; y: number }[];
  hours: { text: string; x: number }[];
  /** Where each class begins, in words: `0`, `4`, …, `19+`. */
  legend: { level: number; text: string }[];
  highest: HeatCell | null;
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const LEFT = 34;
const ROW = { height: 18.5, pitch: 20 } as const;
const GAP = 1.5;
/** From this width on a cell holds two digits. */
const PRINTED = 16;
/** Where the classes begin, as parts of the way to the highest value. */
const PARTS = [0.15, 0.3, 0.48, 0.7] as const;

/** From this part of the highest value on the classes begin at the least value, and not at nothing. */
const HIGH = 0.3;
/** Values that lie closer together than this part of the highest are one class: about as many at every hour. */
const EVEN = 0.25;

/**
 * Hour by weekday, `width` px wide: five classes from nothing, or from the least value where that is high, to the highest, at round
 * figures; one class, in the middle of the colours, where all hours are about alike. Hours without a value are left out. `max` puts
 * several maps on one scale, from nothing.
 */
export function heatMap(values: readonly HeatValue[], width: number, shared?: number): HeatMap {
  const max = shared ?? Math.max(0, ...values.map(({ value }) => value));
  const least = shared === undefined && values.length > 1 ? Math.min(...values.map(({ value }) => value)) : 0;
  const even = max > 0 && max - least <= EVEN * max;
  const low = least >= HIGH * max ? least : 0;
  const edges = even ? [] : heatClasses(max, low);
  const pitch = Math.max(4, (width - LEFT + GAP) / 24);
  const digits = digitsOf(even ? max : max - low);
  const printed = even ? null : printedDigits(values, edges.at(-1) ?? 0, digits, pitch - GAP);
  const cells = values.map((one): HeatCell => {
    const level = even ? MIDDLE : edges.filter((edge) => one.value >= edge).length;
    return {
      ...one,
      x: LEFT + one.hour * pitch,
      y: (one.weekday - 1) * ROW.pitch,
      width: pitch - GAP,
      height: ROW.height,
      level,
      text: printed !== null && level === edges.length ? number(one.value, printed) : null,
    };
  });
  const apart = pitch * 3 >= 44 ? 3 : 6;
  return {
    width,
    height: 7 * ROW.pitch + 24,
    cells,
    days: DAYS.map((name, row) => ({ name, y: row * ROW.pitch + 13 })),
    hours: Array.from({ length: 24 / apart }, (_, at) => ({
      text: `${String(at * apart).padStart(2, '0')}:00`,
      x: LEFT + at * apart * pitch,
    })),
    legend: even
      ? [{ level: MIDDLE, text: `${number(least, digits)} to ${number(max, digits)}` }]
      : max > 0
        ? [low, ...edges].map((edge, level) => ({
            level,
            text: `${edge === 0 ? '0' : number(edge, digits)}${level === edges.length ? '+' : ''}`,
          }))
        : [],
    highest: cells.reduce<HeatCell | null>((most, cell) => (cell.value > (most?.value ?? 0) ? cell : most), null),
  };
}

/** The size of a figure in a cell. */
export const HEAT_FIGURE = 10.5;

/** Digits of the figures printed in the cells: one less than the legend where those don't fit; null where they still don't. */
function printedDigits(values: readonly HeatValue[], from: number, digits: number, room: number): number | null {
  if (room < PRINTED) return null;
  const highest = values.filter(({ value }) => value >= from);
  const fit = (count: number) => highest.every(({ value }) => textWidth(number(value, count), HEAT_FIGURE) <= room);
  return [digits, digits - 1].find((count) => count >= 0 && fit(count)) ?? null;
}

/** The colour of hours that are all about alike. */
const MIDDLE = 2;

/** Where the classes above the lowest begin, rising from `low`; none where everything is nothing. */
export function heatClasses(max: number, low = 0): number[] {
  if (!(max > low)) return [];
  const scale = 10 ** digitsOf(max - low);
  const edges: number[] = [];
  for (const part of PARTS)
    edges.push(Math.max(Math.round((low + (max - low) * part) * scale), (edges.at(-1) ?? Math.ceil(low * scale)) + 1));
  // so little that the figures it is printed with can't tell five classes apart
  return edges.map((edge) => edge / scale).filter((edge) => edge <= max);
}

/** Digits behind the point that the figures of a map need. */
const digitsOf = (max: number): number => (max >= 10 ? 0 : max >= 1 ? 1 : max >= 0.1 ? 2 : 3);

/** `Monday 12:00`, for sentences. */
export const hourOfWeekWords = ({ weekday, hour }: Pick<HeatValue, 'weekday' | 'hour'>): string =>
  `${['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'][weekday - 1] ?? ''} ${String(hour).padStart(2, '0')}:00`;
