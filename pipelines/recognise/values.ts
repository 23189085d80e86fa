import type { ValueType } from '../../model/event-log.ts';
import { TEXT, type Reading } from './parse.ts';
import { EVENT_WORDS, FEEDBACK_WORDS, nameFits } from './role-words.ts';
import { fit } from './times.ts';

/** What the values of a sample can be read as. `formats`: all that fit; two mean that day and month are ambiguous. */
export interface Candidate {
  readonly reading: Reading;
  readonly formats: readonly string[];
  /** The sample held no value of the column. */
  readonly unseen?: boolean;
}

const POINT = /^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;
const COMMA = /^[+-]?(?:\d+|\d{1,3}(?:[.\u00a0]\d{3})+)(?:,\d+)?$/;
const NAMES_TIME = /date|time|datum|zeit|heure|fecha|hora|tijd|moment|stamp|\bts\b|_at$|\bat\b/i;

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
  if (values.every((value) => /^(?:true|false)$/i.test(value))) return typed('boolean');
  const digitsOnly = values.every((value) => /^\d+$/.test(value));
  if (!digitsOnly || NAMES_TIME.test(name)) {
    const formats = fit(values, shareOfTimes(name));
    if (formats.length > 0) return { reading: { ...TEXT, type: 'time', format: formats[0] ?? null }, formats };
  }
  const measured = values.filter((value) => POINT.test(value) || COMMA.test(value));
  // a score or a cost with a few strays is one: those rows are refused, not the column
  if (measured.length < values.length && measured.length >= values.length * shareOfNumbers(name))
    return candidateOf(measured, name, decimal);
  const identifiers = values.some((value) => /^[+-]?0\d/.test(value) || value.replace(/\D/g, '').length > 15);
  if (identifiers) return { reading: TEXT, formats: [] };
  const marks = decimal === ',' ? ([',', '.'] as const) : (['.', ','] as const);
  for (const mark of marks) {
    if (values.every((value) => (mark === '.' ? POINT : COMMA).test(value))) {
      const grouped = values.some((value) => (mark === '.' ? value.includes(',') : /[.\u00a0]/.test(value)));
      return { reading: { type: 'number', format: null, decimal: mark, grouped }, formats: [] };
    }
  }
  return { reading: TEXT, formats: [] };
}

const typed = (type: ValueType): Candidate => ({ reading: { ...TEXT, type }, formats: [] });
