import { CLOSING, OPENING } from '../derive/pairing.ts';
import type { Role } from '../../model/event-log.ts';
import type { Finding } from './columns.ts';
import type { TimePair } from './links.ts';
import type { CaseFit } from './role-values.ts';
import { EVENT_WORDS, FEEDBACK_WORDS, nameFits, OTHER_TIMES, OWN_TIMES, wordsOf, type RoleWords } from './role-words.ts';

const LIFECYCLE_PAIRS: readonly string[] = [...OPENING, ...CLOSING];
const LIFECYCLE_OTHERS = [
  'schedule',
  'scheduled',
  'assign',
  'reassign',
  'suspend',
  'resume',
  'withdraw',
  'abort',
  'pi_abort',
  'ate_abort',
  'autoskip',
  'manualskip',
  'enable',
  'unknown',
];

/** Whether a key divides the groups of another one, a customer's for instance, and its own are cases as much as those. */
export const isFinest = (one: CaseFit, fits: readonly CaseFit[]): boolean =>
  one.key.rows >= 2 &&
  fits.some(
    (other) =>
      other !== one &&
      other.key.keys < one.key.keys * 0.98 &&
      other.key.rows < 60 &&
      (one.key.within.get(other.key.index)?.constant ?? 0) > 0.98 &&
      one.activity >= other.activity * 0.85,
  );

/** How much a name speaks for a case, or against it where it is plainly something else. */
export function nameBonus(name: string): number {
  const fits = nameFits(name, EVENT_WORDS.case);
  const other = Math.max(
    ...[EVENT_WORDS.activity, EVENT_WORDS.resource, EVENT_WORDS.team, FEEDBACK_WORDS.score, FEEDBACK_WORDS.comment].map((words) =>
      nameFits(name, words),
    ),
  );
  return fits > 0 && fits >= other ? 0.35 * fits : -0.2 * other;
}

/** Null when the values are not those of a lifecycle; else whether the name says so too. */
export function lifecycleOf(one: Finding): boolean | null {
  const values = one.values.map((value) => value.toLowerCase());
  if (one.reading.type !== 'text' || values.length === 0 || one.distinct > 30) return null;
  const pairs = values.filter((value) => LIFECYCLE_PAIRS.includes(value));
  const known = values.every((value) => LIFECYCLE_PAIRS.includes(value) || LIFECYCLE_OTHERS.includes(value));
  const named = nameFits(one.name, EVENT_WORDS.lifecycle) > 0;
  return !known || pairs.length === 0 || (pairs.length < 2 && !named) ? null : named;
}

/** How far a time of day stands from a date; it stands behind it as a rule. */
export const distance = (date: Finding, clock: Finding) =>
  clock.index > date.index ? clock.index - date.index : 2 * (date.index - clock.index);

/** The place of a name among the names of a role: those that say it best come first. */
export const rankOf = (name: string, words: RoleWords): number => {
  const said = wordsOf(name).replaceAll(' ', '');
  const at = words.whole.findIndex((word) => word.replaceAll(' ', '') === said);
  return at === -1 ? words.whole.length : at;
};

/** The column whose name says a role best; none when no name says it. */
export function bestOf(findings: readonly Finding[], words: RoleWords): Finding | undefined {
  return findings
    .map((one) => ({ one, name: nameFits(one.name, words), rank: rankOf(one.name, words) }))
    .filter(({ name }) => name > 0)
    .toSorted((a, b) => b.name - a.name || a.rank - b.rank)[0]?.one;
}

const holds = (name: string, words: readonly string[]) => {
  const said = ` ${wordsOf(name)} `;
  return words.some((word) => said.includes(` ${word} `));
};
/** Whether a name says that something is due, planned or born then. */
export const isOther = (name: string) => holds(name, OTHER_TIMES);
/** Made or changed: the time of a case where it is the same in all its rows, of a row where it changes. */
export const isOwn = (name: string) => holds(name, OWN_TIMES);

/** What a column probably means, how sure that is (0 to 1), and why, in words. */
export interface Guess {
  role: Role;
  confidence: number;
  reason: string;
}

/** A case attribute by the rule of XES: it describes the case and is never the time or name of an event. */
export const ofCase = (finding: Finding) => /^case:/i.test(finding.name) && finding.name.toLowerCase() !== 'case:concept:name';

export const percent = (share: number) => `${Math.round(share * 100)} %`;
export const number = (value: number) => value.toLocaleString('en-GB', { maximumFractionDigits: 1 });
export const rounded = (confidence: number) => Math.round(Math.max(0.05, Math.min(0.99, confidence)) * 100) / 100;

/** Two times of which the second is hardly ever before the first, and often after it. A name decides what it can. */
export function pairOf(measured: readonly TimePair[], times: readonly Finding[], start: Finding | undefined, end: Finding | undefined) {
  const pairs = measured.flatMap(({ first, second, ordered, equal }) => {
    const one = times.find(({ index }) => index === first);
    const other = times.find(({ index }) => index === second);
    return one === undefined || other === undefined ? [] : [{ start: one, end: other, ordered, equal }];
  });
  return (
    pairs
      .filter((pair) => (start === undefined || pair.start === start) && (end === undefined || pair.end === end))
      .filter(({ ordered, equal }) => ordered >= 0.95 && equal < 0.9)
      .toSorted((a, b) => b.ordered - a.ordered || a.equal - b.equal || a.start.index - b.start.index)[0] ?? null
  );
}

/** Whether a column could be the activity of a file of so many rows, judged by itself: 0 to 1. */
export function activityFits(one: Finding, rows: number): number {
  if (one.reading.type !== 'text' || one.clock !== undefined || one.distinct > 5000) return 0;
  if (rows > 20 && one.distinct > rows / 2) return 0;
  return one.distinct < 2 && rows > 20 ? 0.7 : 1;
}

export const isUnique = (one: Finding, rows: number): boolean => one.filled === rows && one.distinct >= rows * (rows > 200_000 ? 0.95 : 1);

/** Numbers 1 to n are the numbers of rows in an export, not of events. */
export const countsUp = (one: Finding, rows: number): boolean => one.min !== null && one.max !== null && one.max - one.min < rows * 1.05;

/** Whether its numbers lie on a scale that answers are given on. */
export const onScale = ({ reading, min, max, distinct }: Finding): boolean =>
  reading.type === 'number' && min !== null && max !== null && min >= 0 && max <= 10 && distinct <= 11;
