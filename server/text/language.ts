import { LANGUAGES, LETTERS, STOPWORDS, type Language } from './stopwords.ts';
import { clausesOf, plain } from './words.ts';

/** A guess at the language of a text, and how sure it is, from 0.5 on. */
export interface Guess {
  readonly language: Language;
  readonly confidence: number;
}

/** Less sure than this is no guess. */
const SURE_ENOUGH = 0.5;
/** What a letter that few languages write is worth beside a word. */
const LETTER = 0.4;
/** What one common word leaves open. */
const DOUBT = 0.4;

/** The languages in which a word is common: one that all have tells nothing. */
const spread = new Map<string, Language[]>();
for (const language of LANGUAGES) for (const word of STOPWORDS[language]) spread.set(word, [...(spread.get(word) ?? []), language]);

/**
 * The language of a text by its common words, each weighing less the more languages have it, and by letters that few languages
 * write. Null where too few of either are there, or two languages have as many. The same text always gives the same guess.
 */
export function guessLanguage(text: string): Guess | null {
  const clauses = clausesOf(text);
  const words = new Set(clauses.flat());
  const points = new Map<Language, number>(LANGUAGES.map((language) => [language, 0]));
  const add = (language: Language, weight: number) => points.set(language, (points.get(language) ?? 0) + weight);
  for (const word of words) {
    const languages = spread.get(word) ?? [];
    for (const language of languages) add(language, 1 / languages.length);
  }
  const letters = text.toLowerCase();
  for (const [written, languages] of LETTERS)
    if (written.test(letters)) for (const language of languages) add(language, LETTER / languages.length);
  const ranked = [...points].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
  const [[language, best] = ['en', 0] as const, [, second] = ['en', 0] as const] = ranked;
  if (best === 0) return null;
  const confidence = ((best - second) / best) * (1 - DOUBT ** best);
  return confidence < SURE_ENOUGH ? null : { language, confidence: Math.round(100 * Math.min(0.99, confidence)) / 100 };
}

/** The language a file names, as a code: `EN`, `en-GB`, `English` and `englisch` are en. Others stay as they are written, in small letters. */
export function namedLanguage(text: string | null): string | null {
  const said = (text ?? '').trim().toLowerCase();
  if (said === '') return null;
  const code = /^([a-z]{2})(?:[-_][a-z0-9]+)*$/.exec(said)?.[1];
  if (code !== undefined) return code;
  return NAMES[plain(said)] ?? said.slice(0, 40);
}

const NAMES: Readonly<Record<string, Language>> = {
  english: 'en',
  englisch: 'en',
  anglais: 'en',
  engels: 'en',
  ingles: 'en',
  eng: 'en',
  dutch: 'nl',
  nederlands: 'nl',
  niederlandisch: 'nl',
  nld: 'nl',
  german: 'de',
  deutsch: 'de',
  duits: 'de',
  allemand: 'de',
  aleman: 'de',
  deu: 'de',
  ger: 'de',
  french: 'fr',
  francais: 'fr',
  franzosisch: 'fr',
  frans: 'fr',
  fra: 'fr',
  fre: 'fr',
  spanish: 'es',
  espanol: 'es',
  spanisch: 'es',
  spaans: 'es',
  spa: 'es',
  italian: 'it',
  italiano: 'it',
  italienisch: 'it',
  ita: 'it',
  portuguese: 'pt',
  portugues: 'pt',
  por: 'pt',
  swedish: 'sv',
  svenska: 'sv',
  schwedisch: 'sv',
  swe: 'sv',
};
