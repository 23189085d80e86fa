import { analyse } from 'chardet';
import { decoderOf, type Encoding } from './encoding.ts';

/** The encoding of letters that are not UTF-8, and another that reads them nearly as well but differently. */
export interface Letters {
  readonly encoding: Encoding;
  /** Where the choice is not safe: the other encoding, and words of the file as both read them. */
  readonly doubt: { readonly encoding: Encoding; readonly words: readonly (readonly [string, string])[] } | null;
}

/** The encodings a name of the statistics may stand for, the likeliest first. */
const FAMILIES: Record<string, readonly Encoding[]> = {
  'ISO-8859-1': ['windows-1252', 'iso-8859-15', 'macintosh'],
  'windows-1252': ['windows-1252', 'macintosh'],
  'ISO-8859-2': ['iso-8859-2', 'windows-1250'],
  'windows-1250': ['windows-1250', 'iso-8859-2'],
  'ISO-8859-5': ['iso-8859-5'],
  'ISO-8859-6': ['windows-1256', 'iso-8859-6'],
  'windows-1256': ['windows-1256', 'iso-8859-6'],
  'ISO-8859-7': ['windows-1253', 'iso-8859-7'],
  'windows-1253': ['windows-1253', 'iso-8859-7'],
  'ISO-8859-8': ['windows-1255', 'iso-8859-8'],
  'windows-1255': ['windows-1255'],
  'ISO-8859-9': ['windows-1254'],
  'windows-1254': ['windows-1254'],
  'windows-1251': ['windows-1251'],
  'windows-1257': ['windows-1257'],
  'KOI8-R': ['koi8-r', 'koi8-u'],
  Shift_JIS: ['shift_jis'],
  'EUC-JP': ['euc-jp'],
  'EUC-KR': ['euc-kr'],
  GB18030: ['gb18030'],
  Big5: ['big5'],
};
const WESTERN = 'windows-1252';
/** Few letters prove little: what most such files are then counts for this much (of 100). */
const WESTERN_AT_LEAST = 20;
const WESTERN_OF_FEW = 60;
const FEW_WORDS = 3;
/** A second encoding this near to the first leaves the choice in doubt. */
const NEAR = 0.6;

/**
 * Tells an encoding by lines that hold other letters than ASCII and are not UTF-8.
 *
 * Letter statistics propose (chardet); how plausible the words are that come out decides with them: no letters of two
 * alphabets in one word, no capital after a small letter, no sign in the middle of a word.
 */
export function encodingOfLetters(sample: Buffer): Letters {
  if (sample.includes(Buffer.from('\u001b$'))) return { encoding: 'iso-2022-jp', doubt: null };
  const said = new Map<Encoding, number>([
    [WESTERN, new Set(wordsOf(sample, WESTERN)).size <= FEW_WORDS ? WESTERN_OF_FEW : WESTERN_AT_LEAST],
  ]);
  for (const { name, confidence } of analyse(sample)) {
    for (const [place, encoding] of (FAMILIES[name] ?? []).entries())
      said.set(encoding, Math.max(said.get(encoding) ?? 0, confidence * (place === 0 ? 1 : 0.97)));
  }
  if ((said.get('macintosh') ?? 0) === 0) said.set('macintosh', WESTERN_AT_LEAST * 0.9);
  const ranked = [...said]
    .map(([encoding, confidence]) => {
      const words = wordsOf(sample, encoding);
      return { encoding, words, score: confidence * plausible(words) ** 2 * (0.4 + 0.6 * alphabetFit(words) ** 2) };
    })
    .toSorted((one, other) => other.score - one.score);
  const [first, ...rest] = ranked;
  if (first === undefined || first.score === 0) return { encoding: WESTERN, doubt: null };
  const second = rest.find(({ words }) => plausible(words) > 0.9 && words.some((word, at) => word !== first.words[at]));
  if (second === undefined || second.score < first.score * NEAR) return { encoding: first.encoding, doubt: null };
  const pairs = first.words.map((word, at) => [word, second.words[at] ?? ''] as const).filter(([one, other]) => one !== other);
  const distinct = [...new Map(pairs.map((pair) => [pair[0], pair])).values()];
  return { encoding: first.encoding, doubt: { encoding: second.encoding, words: distinct.slice(0, 3) } };
}

/** The words around the letters that are no ASCII, as an encoding reads them; the same number of them in every reading. */
function wordsOf(sample: Buffer, encoding: Encoding): string[] {
  const pieces: string[] = [];
  // cut at bytes that are a blank or a mark in every encoding, so that readings can be compared word by word
  let start = 0;
  for (let at = 0; at <= sample.length && pieces.length < 2000; at += 1) {
    const byte = sample[at] ?? 0x0a;
    if (!(byte <= 0x20 || byte === 0x2c || byte === 0x3b)) continue;
    const piece = sample.subarray(start, at);
    start = at + 1;
    if (!piece.some((one) => one >= 0x80)) continue;
    const decoder = decoderOf(encoding);
    pieces.push(decoder.take(Buffer.from(piece)) + decoder.end());
  }
  return pieces;
}

/** The letters beyond ASCII that one language writes: German, French, Spanish, Portuguese, Italian, Nordic, Polish, … */
const ALPHABETS = [
  'äöüß',
  'àâæçéèêëîïôœùûüÿ',
  'áéíñóúüºª',
  'áâãàçéêíóôõúºª',
  'àèéìíòóù',
  'åäöæøéü',
  'áéíóúýþðæö',
  'ąćęłńóśźż',
  'áčďéěíňóřšťúůýž',
  'áäčďéíĺľňóôŕšťúýž',
  'áéíóöőúüű',
  'ăâîșțşţ',
  'čćđšž',
  'çğıi\u0307öşüâ',
  'ąčęėįšųūž',
  'āčēģīķļņšūž',
  'äöõüšž',
].map((letters) => new Set(letters));

/** The share of the letters beyond ASCII that the best-fitting language has: no language mixes those of all. 1 for other scripts. */
function alphabetFit(words: readonly string[]): number {
  const letters = Array.from(words.join('').toLowerCase()).filter((letter) => letter > '\u007f' && /\p{Script=Latin}|\u0307/u.test(letter));
  if (letters.length === 0) return 1;
  return Math.max(...ALPHABETS.map((alphabet) => letters.filter((letter) => alphabet.has(letter)).length / letters.length));
}

const BROKEN = /[\ufffd\u0080-\u009f\ue000-\uf8ff]/;
/** Signs that exports hold only where they were read wrongly: of another code page, of halves of wide letters. */
const UNLIKELY =
  /[\u00a4\uff61-\uff9f\ufb01\ufb02\u02c6-\u02dd\u2206\u220f\u2211\u221a\u221e\u222b\u2248\u2260\u25ca\u00f0\u00fe]|[\u00a6\u00a8\u00b8\u00bc-\u00be]\p{L}|\p{L}[\u00a6\u00a8\u00b8\u00bc-\u00be]/u;
const WIDE = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;
const SCRIPTS = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Hebrew}/u, /\p{Script=Arabic}/u, WIDE];

/** The share of words that could be words: 0 to 1. */
function plausible(words: readonly string[]): number {
  const distinct = [...new Set(words)];
  if (distinct.length === 0) return 1;
  return distinct.filter(couldBeWord).length / distinct.length;
}

function couldBeWord(word: string): boolean {
  if (BROKEN.test(word) || UNLIKELY.test(word)) return false;
  const scripts = SCRIPTS.filter((script) => script.test(word));
  // a lone wide letter between ASCII letters is two bytes of something else
  if (scripts.includes(WIDE))
    return !/[A-Za-z](?:[\u3400-\u9fff\uac00-\ud7af])[A-Za-z]|[a-z][\u3400-\u9fff\uac00-\ud7af]$|^[\u3400-\u9fff\uac00-\ud7af][a-z]/.test(
      word,
    );
  if (word.split(/[^\p{L}\p{M}]+/u).some((part) => SCRIPTS.filter((script) => script.test(part)).length > 1)) return false;
  if (/\p{Ll}\p{Lu}/u.test(word) && /[\u0080-\uffff]/.test(/\p{Ll}\p{Lu}/u.exec(word)?.[0] ?? '')) return false;
  return !/\p{L}(?![\p{L}\p{M}’‘´·\-‐–])[\u0080-\uffff]\p{L}/u.test(word);
}
