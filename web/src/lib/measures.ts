import type { RowOf } from '$server/analytics/catalog.ts';
import { duration, MINUS, NBSP, number, percent } from '$model/format.ts';
import type { Words } from '$model/process.ts';

type Measured = Pick<RowOf<'measures'>, 'of' | 'statistic' | 'unit' | 'better' | 'target'>;
export type Unit = Measured['unit'];

/** A figure of a measure as it is read: `3 h 42 m`, `58.4 %`, `71`, `1,204`. */
export function figure(value: number, unit: Unit): string {
  switch (unit) {
    case 'ms':
      return duration(value);
    case 'share':
      return percent(value, 1);
    case 'score':
      return number(value, Number.isInteger(value) ? 0 : 1);
    default:
      return number(value);
  }
}

/** A target: whole shares without a decimal. */
function target(value: number, unit: Unit): string {
  return unit === 'share' ? percent(value, Number.isInteger(Math.round(value * 1e6) / 1e4) ? 0 : 1) : figure(value, unit);
}

/** What is counted, and what is wanted of it: `median, target 3 h 30 m`. */
export function measureRemark(measure: Measured, words: Pick<Words, 'cases'>): string {
  const kinds: Record<Measured['statistic'], string> = {
    median: 'median',
    p90: '90th percentile',
    mean: measure.of === 'score' ? 'all answers' : 'mean',
    'share-within': `of ${words.cases} in time`,
    share: `of all ${words.cases}`,
    count: measure.of === 'open' ? 'at the end' : `${words.cases} in all`,
    sum: 'in all',
  };
  const kind = kinds[measure.statistic];
  if (measure.target === null) return kind;
  const below = measure.better === 'lower' && measure.unit !== 'ms' ? 'below ' : '';
  return `${kind}, target ${below}${target(measure.target, measure.unit)}`;
}

/** How many stand behind a figure, in words. */
export function basis(measure: Pick<Measured, 'of'>, n: number, words: Pick<Words, 'case' | 'cases'>): string {
  const what = measure.of === 'score' ? (n === 1 ? 'answer' : 'answers') : n === 1 ? words.case : words.cases;
  return `${number(n)}${NBSP}${what}`;
}

/** A relative change as a person reads it: `9 %`, `more than doubled` is left to figures. */
export const changeText = (change: number): string => `${change < 0 && Math.round(Math.abs(change) * 100) > 0 ? MINUS : change > 0 && Math.round(change * 100) > 0 ? '+' : ''}${percent(Math.abs(change))}`;
