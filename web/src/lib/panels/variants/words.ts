import type { AboutOf, RowOf } from '../../../../../server/analytics/catalog.ts';
import type { Column } from '../../ui/table.ts';
import { MIN_ANSWERS } from '../../../../../model/feedback.ts';
import { capital, duration, number, percent, plural } from '../../../../../model/format.ts';
import type { Words } from '../../../../../model/process.ts';

export type Variant = RowOf<'variants'>;
export type AllVariants = AboutOf<'variants'>;

/** The headline time of a row: to delivery where the service marks it, else from arrival to end. */
export const medianOf = (row: Pick<Variant, 'medianDeliveryMs' | 'medianThroughputMs'>, time: AllVariants['time']): number | null =>
  time === 'delivery' ? row.medianDeliveryMs : row.medianThroughputMs;
export const timedCases = (row: Pick<Variant, 'deliveryCases' | 'throughputCases'>, time: AllVariants['time']): number =>
  time === 'delivery' ? row.deliveryCases : row.throughputCases;

/** The head of the column of scores; null when nobody answers. */
export function scoreHead(instrument: AllVariants['instrument']): string | null {
  switch (instrument) {
    case 'csat':
      return 'Satisfied %';
    case 'ces':
      return 'Easy %';
    case 'nps':
      return 'NPS';
    case 'other':
      return 'Score';
    case null:
      return null;
  }
}

export const scoreText = (score: number): string => String(Math.round(score)).replace('-', '\u2212');

/** What stands behind a score, for a tooltip: the answers, and the interval when there are enough. */
export function scoreWords(row: Pick<Variant, 'score' | 'answers' | 'low' | 'high'>): string {
  if (row.answers === 0) return 'No answer';
  const counted = plural(row.answers, 'answer', 'answers');
  if (row.score === null) return `${counted}; a score needs ${String(MIN_ANSWERS)}`;
  return `${counted}; 95 %: ${scoreText(row.low ?? 0)} to ${scoreText(row.high ?? 0)}`;
}

/** Worse than all, as far as its interval tells: nothing else is coloured. */
export const isWorse = (row: Pick<Variant, 'high'>, all: number | null): boolean => row.high !== null && all !== null && row.high < all;

/** `16.4 %`; what is there but rounds to nothing says so. */
export const shareText = (share: number): string => (share > 0 && share < 0.0005 ? '<\u00a00.1\u00a0%' : percent(share, 1));

/** `9 of 412`, of the rows looked for when something is. */
export function countWords(shown: number, n: number, about: AllVariants, searched: boolean): string {
  const rows = shown < n ? `${number(shown)} of ${number(n)}` : number(n);
  return searched ? `${rows} found, ${number(about.variants)} in all` : rows;
}

/** The columns of the table and the file. */
export function variantColumns(words: Words, about: AllVariants): Column<Variant>[] {
  const time = about.time === 'delivery' ? 'until delivery' : 'from arrival to end';
  const columns: Column<Variant>[] = [
    { name: 'Rank', text: (row) => number(row.rank), value: (row) => row.rank, number: true },
    { name: 'Sequence', text: (row) => row.activities.join(' > ') },
    { name: 'Steps', text: (row) => number(row.steps), value: (row) => row.steps, number: true },
    { name: 'Steps repeated', text: (row) => number(row.repeated.length), value: (row) => row.repeated.length, number: true },
    {
      name: capital(words.cases),
      text: (row) => number(row.cases),
      value: (row) => row.cases,
      number: true,
    },
    { name: 'Share', text: (row) => shareText(row.share), value: (row) => row.share, number: true },
    { name: 'Covered so far', text: (row) => shareText(row.coverage), value: (row) => row.coverage, number: true },
    {
      name: `Median ${time}`,
      text: (row) => durationText(medianOf(row, about.time)),
      value: (row) => medianOf(row, about.time),
      number: true,
    },
  ];
  const score = scoreHead(about.instrument);
  if (score !== null)
    columns.push(
      { name: score, text: (row) => (row.score === null ? 'too few' : scoreText(row.score)), value: (row) => row.score, number: true },
      { name: 'Answers', text: (row) => number(row.answers), value: (row) => row.answers, number: true },
    );
  return columns;
}

const durationText = (ms: number | null) => (ms === null ? 'not known' : duration(ms));
