import { createHash } from 'node:crypto';
import type { Letter } from '../../../model/letter.ts';
import { byName } from '../../../model/ordered-json.ts';

/** A fraction with so many digits: the order in which an engine adds up changes the last ones, and none is printed with more. */
const DIGITS = 9;

const rounded = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS)));

/** JSON in one form: keys by name, no space, what is undefined left out, fractions with nine digits. Two values with the same content give the same text. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (key, part: unknown) => (typeof part === 'number' ? rounded(part) : byName(key, part)));

/** The check code of a letter: first 8 hex digits of the SHA-256 over its scope, its data version and all rows its figures come from. */
export function checkOf({ scope, dataVersion, answers }: Pick<Letter, 'scope' | 'dataVersion' | 'answers'>): string {
  const content = canonicalJson({ scope, dataVersion, rows: answers.flatMap(({ rows }) => rows) });
  return createHash('sha256').update(content).digest('hex').slice(0, 8);
}

/** A check code as it is printed, in two groups: `7c1e 90ab`. */
export const checkText = (check: string): string => `${check.slice(0, 4)} ${check.slice(4)}`;

/** The hash of a definition, for the next letter to tell whether it is still the same. */
export const hashOf = (definition: string): string => createHash('sha256').update(definition).digest('hex').slice(0, 16);
