/**
 * Short codes for names: two letters each, or the number where names are numbered; never the same twice, whatever the script.
 *
 * A name that comes earlier has the first choice, so give the list in an order that stays: the same names in the same
 * order always make the same codes. `Review results` becomes `Re`; when that is taken `Rr`, then the next letters of it.
 * A sign that can't be read as letters (an emoji) stands for itself. Above some nine hundred names codes have three letters.
 */
export function letterCodes(names: readonly string[]): Map<string, string> {
  const codes = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of names) {
    if (codes.has(name)) continue;
    const code = firstFree(candidates(name), taken) ?? firstFree(spare(name), taken) ?? `${String(codes.size)}`;
    taken.add(code.toLocaleUpperCase(EN));
    codes.set(name, code);
  }
  return codes;
}

const EN = 'en-GB';
const segmenter = new Intl.Segmenter(EN, { granularity: 'grapheme' });
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
/** Letters of a name that are looked at; the rest of a long name never decides. */
const MOST_LETTERS = 24;

const lettersOf = (text: string) => [...segmenter.segment(text)].map(({ segment }) => segment);
const cased = (first: string, second: string) => `${first.toLocaleUpperCase(EN)}${second.toLocaleLowerCase(EN)}`;

function firstFree(some: Iterable<string>, taken: ReadonlySet<string>): string | null {
  for (const one of some) if (!taken.has(one.toLocaleUpperCase(EN))) return one;
  return null;
}

/** What a reader would think of first comes first. */
function* candidates(name: string): Generator<string> {
  const words = (name.slice(0, 4 * MOST_LETTERS).match(WORD) ?? []).map((word) => lettersOf(word).slice(0, MOST_LETTERS));
  const [first = [], ...others] = words;
  const [head, second] = first;
  if (head === undefined) {
    yield* lettersOf(name.trim()).slice(0, 1);
    return;
  }
  if (words.length === 1 && second === undefined) yield cased(head, '');
  yield* numbers(head, first.join(''), others.at(-1)?.join(''));
  if (second !== undefined) yield cased(head, second);
  for (const [initial = ''] of others) yield cased(head, initial);
  for (const letter of [...first.slice(2), ...others.flat()]) yield cased(head, letter);
  for (const [initial = '', ...rest] of others) for (const letter of rest) yield cased(initial, letter);
}

/** What an office numbers, it calls by the number: `T06 Determine …`, `Activity 12`. */
function* numbers(head: string, first: string, last: string | undefined): Generator<string> {
  if (/^\p{L}\p{N}{1,2}$/u.test(first)) yield first.toLocaleUpperCase(EN);
  const number = Number(last ?? Number.NaN);
  if (Number.isInteger(number) && number < 1000) yield number < 10 ? cased(head, String(number)) : String(number);
}

const SPARE = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** Codes that say nothing but tell apart: the first letter with any other, then any two, then three. */
function* spare(name: string): Generator<string> {
  const head = name.match(/[a-z]/i)?.[0] ?? 'x';
  const heads = [head, ...SPARE.slice(0, 26)];
  for (const first of heads) for (const second of `23456789${SPARE}`) yield cased(first, second);
  for (const first of heads) for (const second of SPARE) for (const third of SPARE) yield cased(first, second + third);
}
