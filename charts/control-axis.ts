import { duration, NBSP, number } from '../model/format.ts';
import type { MeasureUnit } from '../model/measure.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../model/units.ts';
import { axisDuration, niceRange } from './scale.ts';

/** An upright axis: its ends, the marks between them, and the unit that stands above when the marks leave it out. */
export interface ControlAxis {
  readonly min: number;
  readonly max: number;
  readonly unit: string | null;
  readonly marks: readonly { readonly value: number; readonly text: string }[];
}

/** How values of a measure are read on a chart: the unit, and for a score whether it is a share of people. */
export interface ControlUnit {
  readonly unit: MeasureUnit;
  /** The score is a share (CSAT, CES): it is written as a percentage and lies between 0 and 100. */
  readonly scoreIsShare?: boolean;
}

/** What no value of the unit passes; null where there is no such end. */
export function naturalEnds({ unit, scoreIsShare }: ControlUnit): readonly [number | null, number | null] {
  if (unit === 'share') return [0, 1];
  if (unit === 'score') return scoreIsShare === true ? [0, 100] : [-100, 100];
  return [0, null];
}

/** More lines than this are clutter. */
const MOST_LINES = 5;

/** An axis around the values, with at most six round marks, that passes no natural end. */
export function controlAxis(values: readonly number[], of: ControlUnit): ControlAxis {
  const [least, most] = naturalEnds(of);
  const known = values.length === 0 ? [0, 1] : values;
  // shares are read in percent, so the steps are round in percent
  const factor = of.unit === 'share' ? 100 : 1;
  const range = niceRange(Math.min(...known) * factor, Math.max(...known) * factor, of.unit === 'ms' ? 'duration' : 'number');
  const wide = (range.max - range.min) / range.interval > MOST_LINES ? 2 * range.interval : range.interval;
  const interval = of.unit === 'count' ? Math.max(1, wide) : wide;
  const up = Math.ceil(range.max / interval - 1e-9) * interval;
  const start = Math.floor(range.min / interval) * interval;
  const min = least === null ? start : Math.max(least * factor, start);
  const max = most === null ? Math.max(up, min + interval) : Math.min(most * factor, Math.max(up, min + interval));
  const marks: number[] = [];
  for (let mark = min; mark <= max + interval * 1e-6; mark += interval) marks.push(mark);
  const { unit, text } = wording(of, max, interval);
  return { min: min / factor, max: max / factor, unit, marks: marks.map((mark) => ({ value: mark / factor, text: text(mark) })) };
}

function wording(of: ControlUnit, max: number, interval: number): { unit: string | null; text: (mark: number) => string } {
  const digits = interval >= 1 ? 0 : Math.min(3, Math.ceil(-Math.log10(interval)));
  const plain = (mark: number) => number(mark, digits);
  if (of.unit === 'share' || (of.unit === 'score' && of.scoreIsShare === true)) return { unit: '%', text: plain };
  if (of.unit !== 'ms') return { unit: null, text: plain };
  if (interval >= MINUTE && max <= 60 * MINUTE) return { unit: 'min', text: (mark) => number(mark / MINUTE) };
  if (interval >= DAY) return { unit: 'days', text: (mark) => number(mark / DAY) };
  return { unit: null, text: (mark) => axisDuration(mark, interval) };
}

/**
 * A limit or a mean as it stands beside its line, finer than a figure in a sentence: `17.6` where the axis is in minutes,
 * `3 h 42 m` where it is in hours, `58.4` in percent.
 */
export function controlFigure(value: number, of: ControlUnit, axis: Pick<ControlAxis, 'unit' | 'max'>): string {
  if (of.unit === 'share') return number(value * 100, 1);
  if (of.unit === 'score') return number(value, 1);
  if (of.unit === 'count') return number(value, Math.abs(value) < 100 ? 1 : 0);
  if (axis.unit === 'min') return number(value / MINUTE, 1);
  if (axis.unit === 'days') return number(value / DAY, 1);
  return controlText(value, of);
}

/** One value in a sentence, finer than a headline figure: `17.6 min`, `3 h 42 m`, `58.4 %`. */
export function controlText(value: number, of: ControlUnit): string {
  if (of.unit === 'share') return `${number(value * 100, 1)}${NBSP}%`;
  if (of.unit === 'score') return of.scoreIsShare === true ? `${number(value, 1)}${NBSP}%` : number(value, 1);
  if (of.unit === 'count') return number(value, Number.isInteger(value) ? 0 : 1);
  return Math.abs(value) >= 10 * SECOND && Math.abs(value) < HOUR ? `${number(value / MINUTE, 1)}${NBSP}min` : duration(value);
}
