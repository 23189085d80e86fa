import { NBSP, number, plural } from './format.ts';
import type { Instrument } from './feedback.ts';
import { DAY, HOUR, MINUTE } from './units.ts';

const isShare = (instrument: Instrument | null) => instrument === 'csat' || instrument === 'ces';

/** A score in its unit: `72 %` satisfied, a net promoter score of `30`. */
export const scoreText = (score: number, instrument: Instrument | null, digits = 0): string =>
  `${number(score, digits)}${isShare(instrument) ? `${NBSP}%` : ''}`;

/** `67 to 77 %`, or nothing where there is no interval. */
export const intervalText = (low: number | null, high: number | null, instrument: Instrument | null, digits = 0): string =>
  low === null || high === null ? '' : `${number(low, digits)} to ${scoreText(high, instrument, digits)}`;

/** A change of a score: `+3.1 pts`, with a true minus. */
export const pointsText = (points: number, digits = 1): string =>
  `${points > 0 ? '+' : ''}${number(points, digits)}${NBSP}${Math.abs(points) === 1 ? 'pt' : 'pts'}`;

/** What is said of too few answers: `7 answers, too few`. */
export const tooFew = (answers: number): string => (answers === 0 ? 'no answer' : `${plural(answers, 'answer', 'answers')}, too few`);

/** The unit of waiting a slope is told in: what people wait there for. */
export function slopeUnit(meanWaitMs: number | null): { ms: number; more: string; per: string } {
  const mean = meanWaitMs ?? HOUR;
  if (mean >= 12 * HOUR) return { ms: DAY, more: 'Each day', per: 'a day' };
  return mean >= 20 * MINUTE
    ? { ms: HOUR, more: 'Each hour', per: 'an hour' }
    : { ms: 10 * MINUTE, more: 'Every 10 minutes', per: `per 10${NBSP}min` };
}

/** A slope with its interval: `−22.4 pts an hour`, `−28.1 to −16.7`. */
export function slopeText(
  row: Readonly<Record<'slopePerHour' | 'slopeLow' | 'slopeHigh' | 'meanWaitMs', number | null>>,
): { text: string; interval: string } | null {
  const { slopePerHour, slopeLow, slopeHigh, meanWaitMs } = row;
  if (slopePerHour === null || slopeLow === null || slopeHigh === null) return null;
  const { ms, per } = slopeUnit(meanWaitMs);
  const by = ms / HOUR;
  return { text: `${pointsText(slopePerHour * by)} ${per}`, interval: `${signed(slopeLow * by)} to ${signed(slopeHigh * by)}` };
}

const signed = (value: number) => `${value > 0 ? '+' : ''}${number(value, 1)}`;

/** Whether an interval leaves 0 out. */
export const standsApart = (low: number | null, high: number | null): boolean => low !== null && high !== null && (high < 0 || low > 0);

/** What a scale is called: `1 to 5, higher is better`. */
export const scaleText = ({ min, max, better }: { min: number; max: number; better: 'higher' | 'lower' }): string =>
  `${number(min)} to ${number(max)}, ${better} is better`;

export const INSTRUMENT_NAMES: Readonly<Record<Instrument, { short: string; name: string; rule: string }>> = {
  nps: { short: 'NPS', name: 'Net promoter score', rule: 'share of 9 and 10 minus share of 0 to 6' },
  csat: { short: 'CSAT', name: 'Satisfied', rule: 'share of the two best answers' },
  ces: { short: 'CES', name: 'Easy', rule: 'share of the two best answers' },
  other: { short: 'Score', name: 'Score', rule: 'mean place on the scale, 0 to 100' },
};
