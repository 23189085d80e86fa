import { duration, NBSP, number } from '../model/format.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../model/units.ts';

const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 4, 7, 14, 28, 56, 91, 182, 365, 730, 1825, 3650, 7300].map((days) => days * DAY),
];

/** A mark on an axis of durations. */
export interface Tick {
  value: number;
  label: string;
}

/** Marks from 0 to `total` ms on `length` px, at steps people count in, at least `apart` px from each other. */
export function durationTicks(total: number, length: number, apart: number): Tick[] {
  if (!(total > 0) || !(length > 0)) return [{ value: 0, label: '0' }];
  // from two days on times are read in days
  const step = STEPS.find((size) => (total < 2 * DAY || size >= DAY) && (size / total) * length >= apart) ?? total;
  const ticks: Tick[] = [];
  for (let value = 0; value <= total; value += step) ticks.push({ value, label: axisDuration(value, step) });
  return ticks;
}

/** A duration on an axis: `30 min`, `1 h`, `1 h 30`, `4 d`. */
export function axisDuration(ms: number, step: number): string {
  if (ms === 0) return '0';
  if (step < MINUTE) {
    const seconds = Math.round((ms % MINUTE) / SECOND);
    return ms < MINUTE
      ? `${String(seconds)}${NBSP}s`
      : `${String(Math.floor(ms / MINUTE))}${NBSP}min${seconds === 0 ? '' : `${NBSP}${String(seconds).padStart(2, '0')}`}`;
  }
  if (step >= DAY) return `${number(Math.round(ms / DAY))}${NBSP}d`;
  const minutes = Math.round(ms / MINUTE);
  if (minutes < 60) return `${String(minutes)}${NBSP}min`;
  const rest = minutes % 60;
  return `${number(Math.floor(minutes / 60))}${NBSP}h${rest === 0 ? '' : `${NBSP}${String(rest).padStart(2, '0')}`}`;
}

/** A duration where room is short: as `duration`, but days as `5.4 d`. */
export const shortDuration = (ms: number): string => duration(ms).replace(`${NBSP}days`, `${NBSP}d`);

/** The ends of an axis and the distance of its lines. */
export interface Range {
  min: number;
  max: number;
  interval: number;
}

/** Lines to aim at: more clutter, fewer say too little. */
const LINES = 4;

/**
 * An axis around values from `low` to `high` with round lines: durations in steps people count in, numbers in 1, 2 or 5
 * of a power of ten.
 */
export function niceRange(low: number, high: number, kind: 'duration' | 'number'): Range {
  const spread = high > low ? high - low : Math.abs(high) || 1;
  const aim = spread / LINES;
  const interval = kind === 'duration' ? (STEPS.find((step) => step >= aim) ?? aim) : decimalStep(aim);
  const min = Math.floor(low / interval) * interval;
  const max = Math.ceil(high / interval) * interval;
  return { min, max: max > min ? max : min + interval, interval };
}

function decimalStep(aim: number): number {
  const power = 10 ** Math.floor(Math.log10(aim));
  const factor = [1, 2, 5, 10].find((size) => size * power >= aim * 0.999) ?? 10;
  return factor * power;
}
