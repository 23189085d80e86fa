import { MINUS, number } from '../../../../../model/format.ts';
import type { MeasureUnit } from '../../../../../model/measure.ts';
import { drawnIn, effectText } from './effect-words.ts';

/** An effect with its interval, and what was aimed at: all as differences in the measure's unit. */
export interface Effect {
  readonly effect: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly goal: number | null;
  readonly unit: MeasureUnit;
}

/** A word on the drawing. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly text: string;
}

export interface EffectScale {
  readonly width: number;
  readonly height: number;
  readonly ends: readonly [number, number];
  readonly ticks: readonly { readonly x: number; readonly text: string }[];
  readonly zero: number;
  readonly effect: number;
  readonly bar: readonly [number, number] | null;
  readonly goal: number | null;
  readonly labels: { readonly effect: Label; readonly zero: Label; readonly goal: Label | null };
  /** What the scale counts in: minutes, percentage points. */
  readonly unit: string;
}

const WIDTH = 300;
const HEIGHT = 82;
const EDGE = 18;
/** Half of what the figure above the bar takes, and of “no effect”. */
const HALF = { effect: 32, zero: 25 };

/** Where everything stands on the drawing of an effect (picture 04): 300 by 82, from its left upper corner. */
export function effectScale({ effect, low, high, goal, unit }: Effect): EffectScale {
  const shown = [0, effect, ...[low, high, goal].filter((value): value is number => value !== null)];
  const most = Math.max(...shown.map(Math.abs));
  const { factor, name } = drawnIn(most, unit);
  const scaled = shown.map((value) => value / factor);
  const step = stepFor(Math.min(...scaled), Math.max(...scaled));
  const from = Math.floor((Math.min(...scaled) - step * 0.4) / step) * step;
  const to = Math.ceil((Math.max(...scaled) + step * 0.4) / step) * step;
  const x = (value: number) => EDGE + ((value / factor - from) / (to - from)) * (WIDTH - 2 * EDGE);
  const steps = Math.round((to - from) / step);
  const ticks = Array.from({ length: steps + 1 }, (_, at) => {
    const value = from + at * step;
    return { x: x(value * factor), text: tickText(value, step) };
  });
  const [zero, dot] = [x(0), x(effect)];
  const near = Math.abs(zero - dot) < HALF.effect + HALF.zero;
  const away = dot <= zero ? 1 : -1;
  const goalX = goal === null ? null : x(goal);
  const inside = (at: number, half: number) => Math.min(Math.max(at, half), WIDTH - half);
  return {
    width: WIDTH,
    height: HEIGHT,
    ends: [EDGE, WIDTH - EDGE],
    ticks,
    zero,
    effect: dot,
    bar: low === null || high === null ? null : [x(low), x(high)],
    goal: goalX,
    labels: {
      effect: { x: inside(near ? dot - away * 8 : dot, HALF.effect), y: 14, anchor: 'middle', text: effectText(effect, unit) },
      zero: near
        ? { x: zero + away * 5, y: 29, anchor: away > 0 ? 'start' : 'end', text: 'no effect' }
        : { x: inside(zero, HALF.zero), y: 16, anchor: 'middle', text: 'no effect' },
      goal: goalX === null || goal === null ? null : goalLabel(goalX, goal, zero, factor),
    },
    unit: name,
  };
}

/** The word of the goal stands towards “no effect” where there is room for it, else on the other side. */
function goalLabel(x: number, goal: number, zero: number, factor: number): Label {
  const towards = goal <= 0 ? 1 : -1;
  const side = Math.abs(zero - x) > 56 ? towards : -towards;
  const room = side > 0 ? WIDTH - x : x;
  const turned = room < 50 ? -side : side;
  return { x: x + turned * 5, y: 29, anchor: turned > 0 ? 'start' : 'end', text: `goal ${tickText(goal / factor, 0.1)}` };
}

/** A step of 1, 2 or 5 times a power of ten that makes at most six of the span. */
function stepFor(low: number, high: number): number {
  const span = Math.max(high - low, 1e-9);
  const rough = span / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power;
}

function tickText(value: number, step: number): string {
  const digits = step >= 1 ? 0 : Math.min(3, Math.ceil(-Math.log10(step) - 1e-9));
  const size = Math.abs(value);
  if (size < step / 1000) return '0';
  const whole = Math.abs(size - Math.round(size)) < 1e-6;
  return `${value < 0 ? MINUS : '+'}${number(size, step === 0.1 && whole ? 0 : digits)}`;
}
