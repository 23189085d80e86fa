import type { AboutOf, RowOf } from '../../../../../server/analytics/catalog.ts';
import { capital, duration, number, percent, plural } from '../../../../../model/format.ts';
import type { Words } from '../../../../../model/process.ts';
import { MINUTE } from '../../../../../model/units.ts';

type Row = RowOf<'variants'>;
type About = AboutOf<'variants'>;
type Rework = RowOf<'rework'>;

/** What the page says before it shows anything: the finding, and what it rests on. */
export interface Finding {
  title: string;
  lead: string;
}

/** What a finding is made of: the first rows in the order of their cases, and what is done again, most cases first. */
export interface Evidence {
  words: Words;
  /** Ends a sentence about the period: `in October 2026`, or nothing. */
  where: string;
  rows: readonly Pick<Row, 'cases' | 'coverage' | 'share' | 'activities'>[];
  about: Pick<About, 'cases' | 'variants' | 'time' | 'throughputCases' | 'deliveryCases' | 'instrument'>;
  rework: readonly Rework[];
  kind: 'whole' | 'folded' | 'stage';
  /** The state the scope asks for, if it does: then open cases have a time, as far as it is known. */
  state?: 'all' | 'complete' | 'open' | undefined;
}

/** So many variants are named in the title at most; fewer when they cover this share already. */
const MOST = 9;
const ENOUGH = 0.8;
/** From this many variants a case on, the most frequent ones tell little. */
const OWN_WAY = 0.8;
/** Open cases up to this share go without saying: they have no time yet. */
const FEW_OPEN = 0.01;
const NUMBERS = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'];
const KINDS = {
  whole: ['variant', 'variants'],
  folded: ['variant', 'variants'],
  stage: ['sequence of stages', 'sequences of stages'],
} as const;

/** The finding as a title and the sentence under it. Says what goes with what, never why (design/README.md section 7). */
export function variantsFinding(evidence: Evidence): Finding {
  const { words, where, about } = evidence;
  if (about.cases === 0) return { title: `No ${words.case}${where === '' ? '' : ` ${where}`}.`, lead: '' };
  const longer = longerWith(evidence.rework);
  const repeated = longer === null ? '' : ` Repeating ${cut(longer.activity)} goes with ${duration(longer.differenceMs ?? 0)} more.`;
  return { title: `${coverage(evidence)}${repeated}`, lead: lead(evidence, longer) };
}

/** The activity most cases repeat among those with which they credibly take longer; null when the data support none. */
export function longerWith(rework: readonly Rework[]): Rework | null {
  return rework.find((row) => row.credible && (row.differenceMs ?? 0) >= MINUTE) ?? null;
}

function coverage({ words, rows, about, kind }: Evidence): string {
  const [one, many] = KINDS[kind];
  const all = about.variants;
  if (about.cases === 1) return `One ${words.case}, one way.`;
  if (all === 1) return `All ${number(about.cases)} ${words.cases} go the same way.`;
  if (all === about.cases) return `No two ${words.cases} go the same way.`;
  if (all >= OWN_WAY * about.cases)
    return `Nearly every ${words.case} goes its own way: ${number(all)} ${many} for ${number(about.cases)}.`;
  const named = Math.min(MOST, rows.length);
  const enough = rows.slice(0, named).findIndex((row) => row.coverage >= ENOUGH);
  const count = enough < 0 ? named : enough + 1;
  const covered = rows[count - 1]?.coverage ?? 0;
  const verb = count === 1 ? 'covers' : 'cover';
  if (count === all) return `${capital(words.cases)} go one of ${(NUMBERS[count] ?? number(count)).toLowerCase()} ways.`;
  return `${NUMBERS[count] ?? number(count)} ${count === 1 ? one : many} ${verb} ${shareText(covered)} of ${words.cases}.`;
}

/** A name in a title: a very long one is cut, as the line under it has it whole. */
const LONG = 44;
const cut = (name: string) => (name.length <= LONG ? name : `${name.slice(0, LONG - 1).trimEnd()}…`);

/** Whole per cents; never 100 % for what is not all of it. */
function shareText(share: number): string {
  const rounded = Math.round(share * 100);
  if (share < 1 && rounded === 100) return 'over 99\u00a0%';
  return share > 0 && rounded === 0 ? 'less than 1\u00a0%' : percent(share);
}

function lead({ words, where, about, kind, state }: Evidence, longer: Rework | null): string {
  const [one, many] = KINDS[kind];
  const folded = kind === 'folded' ? ', repeats left out' : '';
  const sentences = [`${plural(about.variants, one, many)}${where === '' ? '' : ` ${where}`}${folded}.`];
  if (longer !== null) {
    const [own, other] = [longer.score, longer.otherScore].map((score) => (score === null ? '' : satisfied(score, about.instrument)));
    sentences.push(
      `With ${longer.activity} repeated (${plural(longer.n, words.case, words.cases)}): median ${duration(longer.medianMs ?? 0)}${own ?? ''}. ` +
        `Without: ${duration(longer.otherMedianMs ?? 0)}${other ?? ''}.`,
    );
  }
  const timed = about.time === 'delivery' ? about.deliveryCases : about.throughputCases;
  const open = about.cases - timed;
  if (state === 'open' || state === 'all') sentences.push(`Times of open ${words.cases} are as far as they are known.`);
  else if (timed === 0) sentences.push(`None is complete yet, so there are no times.`);
  else if (open > FEW_OPEN * about.cases)
    sentences.push(`Times are over ${plural(timed, `complete ${words.case}`, `complete ${words.cases}`)}.`);
  return sentences.join(' ');
}

function satisfied(score: number, instrument: About['instrument']): string {
  const value = String(Math.round(score)).replace('-', '\u2212');
  switch (instrument) {
    case 'csat':
      return `, ${value}\u00a0% satisfied`;
    case 'ces':
      return `, ${value}\u00a0% found it easy`;
    case 'nps':
      return `, net promoter score ${value}`;
    default:
      return `, score ${value}`;
  }
}
