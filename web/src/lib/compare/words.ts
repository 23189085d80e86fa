import { duration, MINUS, NBSP, number, percent, plural, signedDuration } from '../../../../model/format.ts';
import { HOUR, MINUTE } from '../../../../model/units.ts';
import type { RowOf } from '../../../../server/analytics/catalog.ts';

export type ComparedRow = RowOf<'compare'>;
type Unit = ComparedRow['unit'];

/** A value of one side in its unit; a dash where it is not known. */
export function valueWords(value: number | null, unit: Unit): string {
  if (value === null) return '–';
  switch (unit) {
    case 'ms':
      return duration(value);
    case 'share':
      return percent(value, 1);
    case 'score':
    case 'per day':
      return number(value, 1);
    case 'count':
      return number(value);
  }
}

/**
 * The four figures of a compared time as they stand beside each other: minutes with one decimal and without their unit where
 * all lie below an hour (`unit` says it), else as they are written elsewhere.
 */
export function fourTimes({ one, other, difference, low, high }: ComparedRow): {
  other: string;
  one: string;
  change: string;
  interval: string;
  unit: string;
} {
  const inMinutes = [one, other, low, high].every(
    (ms) => ms === null || (Math.abs(ms) < HOUR && (ms === 0 || Math.max(one ?? 0, other ?? 0) >= 2 * MINUTE)),
  );
  if (!inMinutes)
    return {
      ...{ other: valueWords(other, 'ms'), one: valueWords(one, 'ms'), unit: '' },
      ...{ change: differenceWords(difference, 'ms'), interval: intervalWords(low, high, 'ms') },
    };
  const minutes = (ms: number | null) => (ms === null ? '–' : number(ms / MINUTE, 1));
  const signed = (ms: number | null) => (ms === null ? '–' : `${ms > 0 ? '+' : ''}${minutes(ms)}`);
  return {
    ...{ other: minutes(other), one: minutes(one), unit: 'min', change: signed(difference) },
    interval: low === null ? '–' : `${signed(low)} to ${signed(high)}`,
  };
}

/** A difference in the same unit with its sign: `+4.7 min`, `−8.7 pts`. */
export function differenceWords(value: number | null, unit: Unit, exact = true): string {
  if (value === null) return '–';
  if (unit === 'ms') return signedDuration(value, exact);
  const digits = unit === 'count' ? 0 : 1;
  const size = number(Math.abs(unit === 'share' ? value * 100 : value), digits);
  const sign = Number(size) === 0 ? '' : value < 0 ? MINUS : '+';
  return `${sign}${size}${unit === 'share' || unit === 'score' ? `${NBSP}pts` : ''}`;
}

/** `+2.9 to +6.6 min`: the unit once where both ends have the same. */
export function intervalWords(low: number | null, high: number | null, unit: Unit): string {
  if (low === null || high === null) return '–';
  const [from, to] = [differenceWords(low, unit), differenceWords(high, unit)];
  const [a, b] = [from.split(NBSP), to.split(NBSP)];
  return a.length === 2 && b.length === 2 && a[1] === b[1] ? `${a[0] ?? ''} to ${to}` : `${from} to ${to}`;
}

/** Better or worse, only of what is beyond chance and has a wanted direction. */
export function toneOf({
  credible,
  difference,
  better,
}: Pick<ComparedRow, 'credible' | 'difference' | 'better'>): 'better' | 'worse' | null {
  if (!credible || difference === null || difference === 0 || better === 'neutral') return null;
  return difference < 0 === (better === 'lower') ? 'better' : 'worse';
}

/** `6.4 min shorter`. */
export const shorterOrLonger = (ms: number): string => `${signedDuration(Math.abs(ms), true).slice(1)} ${ms < 0 ? 'shorter' : 'longer'}`;

/** One piece of a sentence; `tone` colours it. */
export interface Piece {
  text: string;
  tone?: 'better' | 'worse';
}

const COUNTS = ['None', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten', 'Eleven', 'Twelve'];
const NAMED = 2;

/** “Two of 23 hand-overs differ beyond chance: Register to Triage is 6.4 min shorter; …”. The largest effect on all cases first. */
export function handOverSentence(rows: readonly ComparedRow[]): Piece[] {
  const gaps = rows.filter((row) => row.kind === 'hand-over' && row.figure === 'gap' && row.p !== null);
  if (gaps.length === 0) return [{ text: 'No hand-over has twenty times on both sides, so none is compared.' }];
  const weight = (row: ComparedRow) => Math.abs(row.difference ?? 0) * (row.nOne + row.nOther);
  const standing = gaps.filter((row) => row.credible && row.difference !== 0).sort((a, b) => weight(b) - weight(a));
  const count = standing.length;
  if (count === 0) return [{ text: `None of ${plural(gaps.length, 'hand-over', 'hand-overs')} differs beyond chance.` }];
  const pieces: Piece[] = [
    {
      text: `${COUNTS[count] ?? number(count)} of ${plural(gaps.length, 'hand-over', 'hand-overs')} ${count === 1 ? 'differs' : 'differ'} beyond chance: `,
    },
  ];
  standing.slice(0, NAMED).forEach((row, at) => {
    const tone = toneOf(row);
    pieces.push({ text: `${at === 0 ? '' : '; '}${row.from ?? ''} to ${row.to ?? ''} is ` });
    pieces.push({ text: shorterOrLonger(row.difference ?? 0), ...(tone ? { tone } : {}) });
  });
  pieces.push({ text: count > NAMED ? `; and ${number(count - NAMED)} more.` : '.' });
  return pieces;
}

/** “The score of two of 23 hand-overs differs beyond chance: of Register to Triage it is 6.4 points lower; …”. The largest difference first. */
export function scoreSentence(rows: readonly ComparedRow[]): Piece[] {
  const scores = rows.filter((row) => row.kind === 'hand-over' && row.figure === 'score' && row.p !== null);
  if (scores.length === 0) return [{ text: 'No hand-over has twenty answers on both sides, so no score is compared.' }];
  const standing = scores
    .filter((row) => row.credible && row.difference !== 0)
    .sort((a, b) => Math.abs(b.difference ?? 0) - Math.abs(a.difference ?? 0));
  const all = plural(scores.length, 'hand-over', 'hand-overs');
  const count = standing.length;
  if (count === 0) return [{ text: `The score of none of ${all} differs beyond chance.` }];
  const pieces: Piece[] = [
    { text: `The score of ${(COUNTS[count] ?? number(count)).toLowerCase()} of ${all} differs beyond chance: ` },
    ...standing.slice(0, NAMED).flatMap((row, at): Piece[] => {
      const [tone, size] = [toneOf(row), number(Math.abs(row.difference ?? 0), 1)];
      const words = `${size} points ${(row.difference ?? 0) < 0 ? 'lower' : 'higher'}`;
      return [{ text: `${at === 0 ? '' : '; '}${row.from ?? ''} to ${row.to ?? ''} is ` }, { text: words, ...(tone ? { tone } : {}) }];
    }),
  ];
  return [...pieces, { text: count > NAMED ? `; and ${number(count - NAMED)} more.` : '.' }];
}

/** What a figure is called in a list of figures of one thing. */
export const FIGURE_WORDS: Readonly<Record<ComparedRow['figure'], string>> = {
  delivery: 'Time to delivery',
  throughput: 'Time per case',
  'share-within': 'Within the limit',
  'in-time': 'No wait beyond a limit',
  rework: 'Something done again',
  score: 'Score',
  arrivals: 'Arrivals per day',
  open: 'Open at the end',
  wait: 'Median wait',
  stay: 'Median time in all',
  within: 'Waits within the limit',
  gap: 'Median wait',
  people: 'People at work',
  work: 'Median work',
  cases: 'Share of cases',
};

/** What a row of a comparison is called, with its figure where its thing has several. */
export function rowName(row: ComparedRow): string {
  switch (row.kind) {
    case 'measure':
      return row.statistic === 'median' || row.statistic === 'p90'
        ? `${row.name}, ${row.statistic === 'median' ? 'median' : 'slowest tenth'}`
        : row.name;
    case 'stage':
    case 'hand-over':
      return `${row.name}: ${row.figure === 'cases' ? 'share of cases' : (FIGURE_WORDS[row.figure] ?? '').toLowerCase()}`;
    case 'variant':
      return (row.activities ?? []).join(' → ');
    default:
      return row.name;
  }
}

/** The finding of the page: how many figures differ beyond chance, and the one that matters most. */
export function comparisonFinding(
  rows: readonly ComparedRow[],
  about: { compared: number; credible: number; casesOne: number; casesOther: number; inBoth: number },
  sentence: string,
  words: { case: string; cases: string },
): { title: string; lead: string } {
  const lead = `${sentence} ${number(about.casesOther)} and ${plural(about.casesOne, words.case, words.cases)}.`;
  if (about.casesOne === 0 || about.casesOther === 0) return { title: 'One of the two sides is empty', lead };
  if (about.credible === 0) return { title: `Nothing differs beyond chance among ${number(about.compared)} figures`, lead };
  const turned = rows.find((row) => row.flips);
  if (turned)
    return {
      title: `${rowName(turned)}: ${differenceWords(turned.difference, turned.unit)}, but ${differenceWords(turned.adjusted, turned.unit)} for an equal mix`,
      lead: `${lead} The mix of cases turns the difference round.`,
    };
  const weight = (row: ComparedRow) => Math.abs(row.difference ?? 0) * (row.nOne + row.nOther);
  const order = ['measure', 'hand-over', 'stage'];
  const [most] = rows
    .filter((row) => row.credible && row.unit === 'ms' && order.includes(row.kind))
    .sort(
      (a, b) =>
        order.indexOf(a.kind) - order.indexOf(b.kind) ||
        Number(b.statistic === 'median') - Number(a.statistic === 'median') ||
        weight(b) - weight(a),
    );
  const count = `${number(about.credible)} of ${number(about.compared)} figures ${about.credible === 1 ? 'differs' : 'differ'} beyond chance`;
  if (!most) return { title: count, lead };
  const name = nameOfMost(most);
  return { title: `${name} is ${shorterOrLonger(most.difference ?? 0)}`, lead: `${lead} ${count}.` };
}

/** How many values stand behind a side: `n 5,300`, `113 days`; nothing of what is no statistic. */
export const countWords = (row: ComparedRow, n: number): string =>
  row.figure === 'open' ? '' : row.figure === 'arrivals' || row.figure === 'people' ? plural(n, 'day', 'days') : `n${NBSP}${number(n)}`;

function nameOfMost(row: ComparedRow): string {
  if (row.kind === 'hand-over') return `The wait from ${row.from ?? ''} to ${row.to ?? ''}`;
  return row.kind === 'stage' ? `${row.name}, ${FIGURE_WORDS[row.figure].toLowerCase()},` : `${rowName(row)},`;
}
