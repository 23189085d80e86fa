import type { Instrument } from './feedback.ts';
import { duration, NBSP, number, percent } from './format.ts';
import type { Measure, MeasureUnit } from './measure.ts';
import type { Words } from './process.ts';

/** What its words are made of; `target` in its unit, null without one. */
interface Measured extends Pick<Measure, 'of' | 'statistic' | 'better'> {
  readonly unit: MeasureUnit;
  readonly target: number | null;
}

/** What a tile needs to know beside its row: the words of the service and how its scores are asked for. */
export interface MeasureWords {
  words: Words;
  instrument: Instrument | null;
}

/** A share with one decimal, where there is one: `58.4 %`, `81 %`. */
const shareText = (share: number): string => percent(share, Math.round(share * 1000) % 10 === 0 ? 0 : 1);

/** A figure of a measure as it is read: `3 h 42 m`, `58.4 %`, `71 %` (of satisfied), `1,204`. */
export function figure(value: number, unit: Measured['unit'], instrument: Instrument | null = null): string {
  switch (unit) {
    case 'ms':
      return duration(value);
    case 'share':
      return shareText(value);
    case 'score':
      return instrument === 'csat' || instrument === 'ces'
        ? shareText(value / 100)
        : number(value, Math.round(value * 10) % 10 === 0 ? 0 : 1);
    default:
      return number(value);
  }
}

/** What is counted, and what is wanted of it: `median, target 3 h 30 m`. */
export function measureRemark(measure: Measured, { words, instrument }: MeasureWords): string {
  const kind = statisticWords(measure, words, instrument);
  return measure.target === null ? kind : `${kind}, target ${targetText(measure, instrument)}`;
}

/** What is counted: `median`, `of all visits`, `two best answers`. */
export function statisticWords(measure: Measured, words: Words, instrument: Instrument | null): string {
  if (measure.of === 'score') return scoreWords(instrument);
  if (measure.of === 'open') return 'at the end';
  const each =
    measure.of === 'hand-over' || measure.of === 'stage-wait' || measure.of === 'stage-time' ? 'of all stays' : `of all ${words.cases}`;
  switch (measure.statistic) {
    case 'median':
      return 'median';
    case 'p90':
      return '90th percentile';
    case 'mean':
      return 'mean';
    case 'share':
    case 'share-within':
      return each;
    case 'count':
      return words.cases;
    case 'sum':
      return 'in all';
  }
}

function scoreWords(instrument: Instrument | null): string {
  switch (instrument) {
    case 'nps':
      return '9 and 10 minus 0 to 6';
    case 'csat':
    case 'ces':
      return 'two best answers';
    default:
      return 'all answers';
  }
}

/** How many stand behind a figure, in words: `6,172 visits`, `1,113 answers`. */
export function basis(measure: Pick<Measured, 'of'>, n: number, words: Pick<Words, 'case' | 'cases'>): string {
  const [one, many] = nouns(measure, words);
  return `${number(n)}${NBSP}${n === 1 ? one : many}`;
}

function nouns(measure: Pick<Measured, 'of'>, words: Pick<Words, 'case' | 'cases'>): [string, string] {
  switch (measure.of) {
    case 'score':
      return ['answer', 'answers'];
    case 'stage-wait':
    case 'stage-time':
      return ['stay', 'stays'];
    case 'hand-over':
      return ['hand-over', 'hand-overs'];
    case 'processing':
      return ['step', 'steps'];
    default:
      return [words.case, words.cases];
  }
}

/** What is wanted of a measure: `3 h 30 m`, `75 %`, `below 5 %`. Empty without a target. */
export function targetText(measure: Measured, instrument: Instrument | null): string {
  if (measure.target === null) return '';
  return `${measure.better === 'lower' && measure.unit !== 'ms' ? 'below ' : ''}${figure(measure.target, measure.unit, instrument)}`;
}
