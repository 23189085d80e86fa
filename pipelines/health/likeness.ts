/** How two names of activities or teams are alike. `same`: but for case, blanks, punctuation or accents. */
export type Alike = 'same' | 'spelling' | 'short';

/** A name as its words: lower case, without accents and punctuation. */
export const wordsOfName = (name: string): string[] =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([\p{Ll}])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** Word beginnings that turn a meaning round: “open” and “reopen”, “approve” and “disapprove”. */
const TURNING = /^(?:re|un|dis|de|in|im|non|pre|post|ab|an|ent|ver|her|hin|off|up|out|over|under)$/;

/** Whether two names may be one; null where they are not alike. Names that differ in a number never are. */
export function alike(one: string, other: string): Alike | null {
  const first = wordsOfName(one);
  const second = wordsOfName(other);
  if (first.length === 0 || second.length === 0) return null;
  if (first.join('') === second.join('')) return 'same';
  if (digitsOf(first) !== digitsOf(second)) return null;
  if (first.length === second.length) return alikeByWord(first, second, shortens(one, other));
  return spelling(first.join(''), second.join('')) && Math.abs(first.length - second.length) === 1 && first.join('').length >= 8
    ? 'spelling'
    : null;
}

const digitsOf = (words: readonly string[]): string =>
  words
    .join(' ')
    .replace(/[^\d ]/g, '')
    .trim();

/** One of them is written with a full stop after a word that is cut short. */
const shortens = (one: string, other: string): boolean => /\p{L}\./u.test(one) || /\p{L}\./u.test(other);

function alikeByWord(first: readonly string[], second: readonly string[], stops: boolean): Alike | null {
  let found: Alike | null = null;
  for (const [at, word] of first.entries()) {
    const beside = second[at] ?? '';
    if (word === beside) continue;
    if (spelling(word, beside)) {
      found ??= 'spelling';
      continue;
    }
    if (!abbreviates(word, beside, stops) && !abbreviates(beside, word, stops)) return null;
    found = 'short';
  }
  return found;
}

/** A slip of the pen: few letters differ, not the first, and not a beginning or a whole short word. */
function spelling(one: string, other: string): boolean {
  const length = Math.max(one.length, other.length);
  const least = Math.min(one.length, other.length);
  if (least < 4 || one.charAt(0) !== other.charAt(0)) return false;
  const most = length < 6 ? 1 : length < 12 ? 2 : 3;
  const longer = one.length >= other.length ? one : other;
  const shorter = one.length >= other.length ? other : one;
  if (longer.endsWith(shorter) && TURNING.test(longer.slice(0, longer.length - shorter.length))) return false;
  const apart = distance(one, other, most);
  return apart <= most && apart / length <= 0.26;
}

/** “Clin.” of “Clinician”, “mgmt” of “management”: letters of the other word in their order, the first one first. */
function abbreviates(short: string, long: string, stops: boolean): boolean {
  if (short.length < (stops ? 2 : 3) || short.length > long.length * 0.75 || short.charAt(0) !== long.charAt(0)) return false;
  if (long.startsWith(short)) return stops || short.length >= 4;
  let at = 0;
  for (const letter of long) if (letter === short.charAt(at)) at += 1;
  return at === short.length && short.charAt(short.length - 1) === long.charAt(long.length - 1) && !/[aeiou]{1}.*[aeiou]/.test(short);
}

/** Edits between two words, two neighbours changing places counted once; more than `most` is only said to be more. */
export function distance(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      let cost = Math.min((last[column] ?? 0) + 1, (now[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1));
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1])
        cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      now.push(cost);
    }
    before = last;
    last = now;
  }
  return last[other.length] ?? most + 1;
}
