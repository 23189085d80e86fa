import type { ValueType } from '../../model/event-log.ts';
import { TEXT, type Reading } from './parse.ts';
import { EVENT_WORDS, FEEDBACK_WORDS, nameFits } from './role-words.ts';
import { clockFormat } from './clock.ts';
import { fit } from './fit.ts';
import { wordsOf } from './role-words.ts';

/** What the values of a sample can be read as. `formats`: all that fit; two mean that day and month are ambiguous. */
export interface Candidate {
  readonly reading: Reading;
  readonly formats: readonly string[];
  /** The sample held no value of the column. */
  readonly unseen?: boolean;
  /** Times of day without a date, and how they are written; they are read as text until a date stands beside them. */
  readonly clock?: string;
}

const POINT = /^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:[ '\u00a0\u202f’]\d{3})+)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;
const COMMA = /^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:[ '\u00a0\u202f’]\d{3})+)(?:,\d+)?$/;
const GROUPED = { '.': /[, '\u00a0\u202f’]/, ',': /[. '\u00a0\u202f’]/ } as const;
const NAMES_TIME =
  /date|time|datum|zeit|heure|fecha|hora|tijd|moment|stamp|\bts\b|_at$|\bat\b|epoch|unix|dat[ae]\b|orario|data\b|tid\b|czas/i;
/** Names of an amount of time, not of a time. */
const NAMES_DURATION =
  /duration|dauer|durée|duree|elapsed|seconds|minutes|hours|sekunden|minuten|stunden|\bsec|\bmin\b|\bhrs?\b|\bsla\b|lead ?time|cycle ?time|processing ?time|handle ?time|wait|bearbeitungszeit|wartezeit|durchlaufzeit/i;

/** The decimal mark of a file: a comma as soon as one column can't be read with a point. */
export function decimalOf(columns: readonly (readonly string[])[]): '.' | ',' {
  return columns.some(
    (values) => values.length > 0 && values.every((value) => COMMA.test(value)) && !values.every((value) => POINT.test(value)),
  )
    ? ','
    : '.';
}

/** How many of a column's values must be times to make it one of times: fewer where its name says so. */
export const shareOfTimes = (name: string): number => (TIME_WORDS.some((words) => nameFits(name, words) > 0) ? 0.5 : 0.8);
/** The same for numbers; only a name of a score or a cost lets a stray pass. */
export const shareOfNumbers = (name: string): number =>
  nameFits(name, FEEDBACK_WORDS.score) > 0 || nameFits(name, EVENT_WORDS.cost) > 0 ? 0.5 : 1;
const TIME_WORDS = [EVENT_WORDS.start, EVENT_WORDS.end, EVENT_WORDS.time, EVENT_WORDS.arrival, FEEDBACK_WORDS['answered-at']];

/** How the values of a column can be read, judged by a sample of them without empty ones. */
export function candidateOf(values: readonly string[], name: string, decimal: '.' | ','): Candidate {
  if (values.length === 0) return { reading: TEXT, formats: [], unseen: true };
  const truths = values.filter((value) => /^(?:true|false)$/i.test(value));
  if (truths.length === values.length) return typed('boolean');
  // measured as truths, so that the numbers among them are counted and named; the column is kept as text then
  if (truths.length > 0 && values.every((value) => truths.includes(value) || /^\d$/.test(value))) return typed('boolean');
  const digitsOnly = values.every((value) => /^\d+$/.test(value));
  const named = namesTime(name);
  if (!digitsOnly || named || isDateLike(values)) {
    const formats = fit(values, shareOfTimes(name));
    if (formats.length > 0) return { reading: { ...TEXT, type: 'time', format: formats[0] ?? null }, formats };
  }
  const clock = clockFormat(values, named);
  if (clock !== null) return { reading: TEXT, formats: [], clock };
  const counted = named ? countedTime(values) : null;
  if (counted !== null) return { reading: { ...TEXT, type: 'time', format: counted }, formats: [counted] };
  const measured = values.filter((value) => POINT.test(value) || COMMA.test(value));
  // a score or a cost with a few strays is one: those rows are refused, not the column
  if (measured.length < values.length && measured.length >= values.length * shareOfNumbers(name))
    return candidateOf(measured, name, decimal);
  const identifiers = values.some((value) => /^[+-]?0\d/.test(value) || value.replace(/\D/g, '').length > 15);
  if (identifiers) return { reading: TEXT, formats: [] };
  const marks = decimal === ',' ? ([',', '.'] as const) : (['.', ','] as const);
  for (const mark of marks) {
    if (values.every((value) => (mark === '.' ? POINT : COMMA).test(value))) {
      const grouped = values.some((value) => GROUPED[mark].test(value));
      return { reading: { type: 'number', format: null, decimal: mark, grouped }, formats: [] };
    }
  }
  return { reading: TEXT, formats: [] };
}

const namesTime = (name: string): boolean =>
  !NAMES_DURATION.test(name) &&
  (NAMES_TIME.test(name) || NAMES_TIME.test(wordsOf(name)) || TIME_WORDS.some((words) => nameFits(name, words) > 0));

/** Many different digits of which every one is a date, with or without a time of day: 20260105, 20260105091011. */
const isDateLike = (values: readonly string[]): boolean =>
  new Set(values).size >= 5 &&
  values.every((value) =>
    /^(?:199|20[0-4])\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:$|(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?$)/.test(value),
  );

/** Counts of seconds since 1970, or of days since 1900 as a spreadsheet keeps them, in years that an export can be of. */
export function countedTime(values: readonly string[]): string | null {
  const numbers = values.map((value) => Number(value.replace(',', '.')));
  if (!values.every((value) => /^\d+(?:[.,]\d+)?$/.test(value))) return null;
  const min = Math.min(...numbers);
  const max = Math.max(...numbers);
  const within = (from: number, to: number) => min >= from && max < to;
  for (const [format, unit] of [
    ['epoch seconds', 1],
    ['epoch ms', 1000],
    ['epoch us', 1_000_000],
  ] as const)
    if (within(631_152_000 * unit, 2_524_608_000 * unit)) return format;
  return within(32_874, 54_789) && max - min < 3660 ? 'excel serial' : null;
}

const typed = (type: ValueType): Candidate => ({ reading: { ...TEXT, type }, formats: [] });
