import type { Finding } from './columns.ts';
import type { KeyLinks, Links } from './links.ts';

/** How well the values of a column fit a role: 0 to 1. */
const ramp = (value: number, from: number, to: number): number => Math.max(0, Math.min(1, (value - from) / (to - from)));

/** Identifiers: one word with a digit in it, all of about one length; never a decimal number. */
export function looksLikeId({ values, reading }: Finding): number {
  const some = values.slice(0, 200);
  if (some.length === 0 || (reading.type === 'number' && some.some((value) => /[.,]\d/.test(value)))) return 0;
  const oneWord = some.filter((value) => !/\s/.test(value)).length / some.length;
  const digits = some.filter((value) => /\d/.test(value)).length / some.length;
  const lengths = some.map((value) => value.length);
  const even = Math.max(...lengths) - Math.min(...lengths) <= 3 ? 1 : 0.6;
  return oneWord * (0.25 + 0.75 * digits) * even;
}

/** Names and accounts of who does work: “Ann Smith”, “Smith, A.”, ann.smith, a@b.c, u0123, “Picker 11”. */
export function looksLikePeople({ values, reading }: Finding): number {
  if (reading.type !== 'text' || values.length === 0) return 0;
  const some = values.slice(0, 200);
  const person =
    /^(?:\p{Lu}[\p{L}’'-]+,? (?:\p{Lu}[\p{L}’'.-]*\.? ?){1,3}|\p{Lu}\. ?\p{Lu}[\p{L}’'-]+|[\p{L}]+[._][\p{L}]+\d*|[^\s@]+@[^\s@]+\.\w+|\p{L}+[-_ ]?\d{1,6})$/u;
  // one word with a capital may be a surname, and may be anything else
  const sure = some.filter((value) => person.test(value)).length;
  const surname = some.filter((value) => !person.test(value) && /^\p{Lu}[\p{Ll}’'-]+$/u.test(value)).length;
  return (sure + 0.75 * surname) / some.length;
}

/** Free text: several words, hardly ever the same. */
export function looksLikeProse({ values, reading, filled, distinct }: Finding): number {
  if (reading.type !== 'text' || values.length === 0) return 0;
  const some = values.slice(0, 200);
  const words = some.reduce((sum, value) => sum + value.split(/\s+/).length, 0) / some.length;
  const letters = some.reduce((sum, value) => sum + value.length, 0) / some.length;
  return ramp(Math.max(words, letters / 8), 2.5, 6) * ramp(distinct / Math.max(1, filled), 0.2, 0.7);
}

/**
 * How much a column behaves like the activity of the cases that a key makes: few names, several of them in a case,
 * each in many cases, cases that begin alike.
 */
export function activityLikeness(key: KeyLinks, finding: Finding): number {
  const within = key.within.get(finding.index);
  if (within === undefined || within.distinct < 2 || finding.reading.type === 'time' || finding.reading.type === 'boolean') return 0;
  if (finding.clock !== undefined || within.distinct > 3000 || key.rows <= 1) return 0;
  const several = ramp(within.each, 1, Math.max(2, Math.min(key.rows, within.distinct)));
  const inMany = Math.min(1, (within.each * key.keys) / within.distinct / Math.min(4, key.keys / 2));
  const few = within.distinct <= 80 ? 1 : within.distinct <= 400 ? 0.85 : 0.6;
  const filled = Math.min(1, within.filled / Math.max(1, key.rows * key.keys * 0.95));
  const moves = 1 - 0.6 * Math.max(0, within.stay - 0.15);
  return several ** 0.7 * inMany * few * filled * moves * (0.55 + 0.45 * Math.sqrt(within.firstTop));
}

/** What the values say about a column as the case: 0 to 1, and its best activity. */
export interface CaseFit {
  readonly key: KeyLinks;
  readonly score: number;
  readonly activity: number;
}

/**
 * How well a key makes cases: runs of some rows, short in time, with activities in them.
 *
 * `skip` are columns that can't be activities (a lifecycle, the key's own twins).
 */
export function caseFit(key: KeyLinks, finding: Finding, findings: readonly Finding[], skip: ReadonlySet<number>): CaseFit {
  const each = ramp(key.rows, 1.1, 2.2) * (key.rows <= 60 ? 1 : key.rows <= 600 ? 1 - 0.6 * ramp(key.rows, 60, 600) : 0.15);
  const many = key.keys >= 8 ? 1 : key.keys >= 4 ? 0.75 : 0.45;
  const activity = Math.max(
    0,
    ...findings.filter(({ index }) => index !== finding.index && !skip.has(index)).map((one) => activityLikeness(key, one)),
  );
  const short = key.span === null ? 0.5 : 1 - Math.min(1, key.span * 1.3);
  const score = each * many * (0.25 * short + 0.5 * activity + 0.25 * looksLikeId(finding));
  return { key, score, activity };
}

/** Two keys that make the same groups: the name of a case and its number. */
export const sameGroups = (links: Links, one: number, other: number): boolean => {
  const within = (key: number, column: number) => links.keys.find(({ index }) => index === key)?.within.get(column)?.constant ?? 0;
  return within(one, other) > 0.98 && within(other, one) > 0.98;
};

/** Whether its values can be names or numbers of those who do the work, and are not whole sentences. */
export const mayBePeople = (one: Finding): boolean =>
  (one.reading.type === 'text' || (one.reading.type === 'number' && looksLikeId(one) > 0.4)) && looksLikeProse(one) < 0.8;
