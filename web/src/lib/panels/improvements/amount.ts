import type { MeasureUnit } from '../../../../../model/measure.ts';
import { DAY, HOUR, MINUTE } from '../../../../../model/units.ts';

/** A unit a person types in, and how much of the measure's own unit one of it is. */
export interface Typed {
  readonly name: string;
  readonly factor: number;
}

const TIMES: readonly Typed[] = [
  { name: 'min', factor: MINUTE },
  { name: 'h', factor: HOUR },
  { name: 'days', factor: DAY },
];
const OTHERS: Readonly<Record<Exclude<MeasureUnit, 'ms'>, readonly Typed[]>> = {
  share: [{ name: '%', factor: 0.01 }],
  score: [{ name: 'points', factor: 1 }],
  count: [{ name: '', factor: 1 }],
};

/** The units a measure can be typed in; `change`: a difference, so that a share is counted in percentage points. */
export const typedIn = (unit: MeasureUnit, change = false): readonly Typed[] =>
  unit === 'ms' ? TIMES : unit === 'share' && change ? [{ name: 'points', factor: 0.01 }] : OTHERS[unit];

/** The unit in which a value reads best: days from two of them, hours from two of them where they are whole quarters, else from five. */
export function bestUnit(value: number | null, unit: MeasureUnit, change = false): Typed {
  const units = typedIn(unit, change);
  const [first] = units;
  if (first === undefined) return { name: '', factor: 1 };
  if (value === null || units.length === 1) return first;
  const size = Math.abs(value);
  const of = (name: string) => units.find((one) => one.name === name) ?? first;
  return size >= 2 * DAY ? of('days') : size >= 5 * HOUR || (size >= 2 * HOUR && size % (HOUR / 4) === 0) ? of('h') : of('min');
}

/** What stands in the field for a value: at most two decimals, none that is only noise of the division. */
export const shownAmount = (value: number | null, factor: number): number | null =>
  value === null ? null : Math.round((value / factor) * 100) / 100;

/** The value of what was typed; null for nothing or for what is no number. */
export const typedAmount = (amount: number | null | undefined, factor: number): number | null =>
  amount === null || amount === undefined || !Number.isFinite(amount) ? null : amount * factor;
