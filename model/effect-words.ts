import { MINUS, NBSP, number, signedDuration } from './format.ts';
import type { VerdictId } from './improvement-verdict.ts';
import type { MeasureUnit } from './measure.ts';
import { DAY, HOUR, MINUTE } from './units.ts';
import type { Instrument } from './feedback.ts';
import { duration } from './format.ts';
import { figure } from './measure-words.ts';

/** Whether more or less of a measure is wanted. */
export type Better = 'lower' | 'higher' | 'neutral';
/** How a figure is coloured: only what a rule or an interval supports is better or worse. */
export type Tone = 'better' | 'worse' | 'common';

/** `+4.7 pts`, `−2 pts`; `0 pts` where nothing is left of it. */
const points = (value: number): string => {
  const size = Math.abs(value);
  const digits = size < 9.95 && Math.round(size * 10) % 10 !== 0 ? 1 : 0;
  return `${sign(value, Math.round(size * 10) === 0)}${number(size, digits)}${NBSP}pts`;
};
const sign = (value: number, nothing: boolean): string => (nothing ? '' : value < 0 ? MINUS : '+');

/** A difference of a measure with its sign and unit: `−6.4 min`, `+3.1 pts`, `−12`. A share's difference is in percentage points. */
export function effectText(value: number, unit: MeasureUnit): string {
  switch (unit) {
    case 'ms':
      return signedDuration(value, true).replace(/\.0(?=\u00a0)/, '');
    case 'share':
      return points(value * 100);
    case 'score':
      return points(value);
    case 'count': {
      const size = Math.abs(value);
      const digits = size < 9.95 && Math.round(size * 10) % 10 !== 0 ? 1 : 0;
      return `${sign(value, Math.round(size * 10) === 0)}${number(size, digits)}`;
    }
  }
}

/** An interval of a difference: `95 %: −7.1 to −5.7 min`; the unit stands once where both ends have the same, which times always have below a day. */
export function intervalText(low: number, high: number, unit: MeasureUnit): string {
  const [from, to] = endsOf(low, high, unit);
  const [fromUnit, toUnit] = [unitOf(from), unitOf(to)];
  const short = fromUnit !== '' && fromUnit === toUnit ? from.slice(0, from.length - fromUnit.length) : from;
  return `95${NBSP}%: ${short} to ${to}`;
}

/** Both ends as differences; times that would stand in different units in that of the larger one: `+1 to +15.7 min`. */
function endsOf(low: number, high: number, unit: MeasureUnit): [string, string] {
  const texts: [string, string] = [effectText(low, unit), effectText(high, unit)];
  if (unit !== 'ms' || wordsOf(texts[0]) === wordsOf(texts[1])) return texts;
  const most = Math.max(Math.abs(low), Math.abs(high));
  const [size, name] = most < HOUR ? [MINUTE, 'min'] : most < 48 * HOUR ? [HOUR, 'h'] : [DAY, 'days'];
  const end = (value: number): string => {
    const part = Math.abs(value) / size;
    // an end that is not 0 does not read 0: whether the interval holds 0 is what it is read for
    const text = number(part, part < 0.005 ? 3 : part < 0.05 ? 2 : 1).replace(/\.0+$/, '');
    return `${sign(value, text === '0')}${text}${NBSP}${name}`;
  };
  return [end(low), end(high)];
}
/** The units of a text: `min`, `h m`. */
const wordsOf = (text: string): string => text.replaceAll(/[^a-z]+/g, ' ').trim();

const unitOf = (text: string): string => {
  const at = text.indexOf(NBSP);
  // `1 h 05 m` has more than one unit
  return at < 0 || text.indexOf(NBSP, at + 1) >= 0 ? '' : text.slice(at);
};

/** A level of a measure, as a verdict says it: minutes with one decimal, so that small effects show. */
export function levelText(value: number, unit: MeasureUnit, instrument: Instrument | null = null): string {
  if (unit !== 'ms' || Math.abs(value) >= HOUR || Math.abs(value) < 2 * MINUTE) return figure(value, unit, instrument);
  return `${number(value / MINUTE, 1)}${NBSP}min`;
}

/** Two levels with the unit once: `17.6 to 11.2 min`, `61 to 80 %`. */
export function fromTo(before: number, after: number, unit: MeasureUnit, instrument: Instrument | null = null): string {
  const [one, other] = [levelText(before, unit, instrument), levelText(after, unit, instrument)];
  const [mark, otherMark] = [unitOf(one), unitOf(other)];
  return `${mark !== '' && mark === otherMark ? one.slice(0, one.length - mark.length) : one} to ${other}`;
}

/** In what a difference is drawn: the size of one step of the scale in the unit of the measure, and its name. */
export function drawnIn(most: number, unit: MeasureUnit): { factor: number; name: string } {
  switch (unit) {
    case 'ms':
      return most <= 90 * MINUTE
        ? { factor: MINUTE, name: 'minutes' }
        : most < 72 * HOUR
          ? { factor: HOUR, name: 'hours' }
          : { factor: DAY, name: 'days' };
    case 'share':
      return { factor: 0.01, name: 'percentage points' };
    case 'score':
      return { factor: 1, name: 'points' };
    case 'count':
      return { factor: 1, name: 'count' };
  }
}

/** Hours that a change has saved to date: `1,240 h saved`, `12 h lost` where it took more; minutes below one hour. */
export function savedText(ms: number): string {
  const size = Math.abs(ms);
  const said = size < HOUR ? duration(Math.round(size)) : `${number(size / HOUR, size < 10 * HOUR ? 1 : 0)}${NBSP}h`;
  return `${said} ${ms < 0 ? 'lost' : 'saved'}`;
}

/** Hours are told of what is proven; what may be chance has saved or lost nothing yet. */
export const tellsValue = (verdict: VerdictId): boolean => verdict === 'improved' || verdict === 'holding' || verdict === 'worse';
