import type { Language } from './stopwords.ts';
import { plain, type Word } from './words.ts';

/** Endings of inflection by language, longest first. */
const ENDINGS: Readonly<Record<Exclude<Language, 'en'>, readonly string[]>> = {
  nl: ['eren', 'tjes', 'ende', 'ten', 'den', 'jes', 'tje', 'en', 'te', 'de', 'je', 'e', 's', 't'],
  de: ['ungen', 'enden', 'ende', 'ten', 'ern', 'en', 'er', 'em', 'es', 'te', 'et', 'st', 'e', 'n', 's', 't'],
  fr: ['issions', 'aient', 'ions', 'ants', 'ante', 'ent', 'ait', 'ais', 'ees', 'ant', 'ez', 'er', 'ee', 'es', 'e', 's', 'x'],
  es: [
    'aciones',
    'acion',
    'ieron',
    'aron',
    'ando',
    'iendo',
    'aban',
    'aba',
    'ado',
    'ada',
    'ido',
    'ida',
    'os',
    'as',
    'es',
    'ar',
    'er',
    'ir',
    'o',
    'a',
    'e',
    's',
  ],
  it: ['azioni', 'azione', 'avano', 'ando', 'endo', 'ato', 'ata', 'ati', 'ate', 'are', 'ere', 'ire', 'o', 'a', 'i', 'e'],
  pt: ['acoes', 'acao', 'aram', 'ando', 'endo', 'ado', 'ada', 'ido', 'ida', 'os', 'as', 'es', 'ar', 'er', 'ir', 'o', 'a', 'e', 's'],
  sv: ['orna', 'arna', 'erna', 'ande', 'ade', 'are', 'ast', 'ar', 'er', 'or', 'en', 'et', 'an', 'na', 'de', 'te', 'a', 'e', 'n', 't', 's'],
};

/** One key for the forms of a word (“waiting”, “waited”, “waits”). Never shown: a person reads the form that is written most. */
export function stemOf(word: Word, language: Language): string {
  const key = `${language} ${word}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const stem = worked(word, language);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, stem);
  return stem;
}

/** Texts say the same words again and again: each is worked out once. */
const known = new Map<string, string>();
const MOST_KNOWN = 50_000;

function worked(word: Word, language: Language): string {
  const bare = plain(word);
  if (language === 'en') return english(bare);
  // an ending may stand before another one: “wacht-te”, “wach-t”
  const first = shorn(bare, language, SHORTEST);
  return once(shorn(first, language, SHORTEST + 1));
}

/** What is left of a word has at least so many letters. */
const SHORTEST = 3;

function shorn(word: Word, language: Exclude<Language, 'en'>, least: number): Word {
  const ending = ENDINGS[language].find((one) => word.endsWith(one) && word.length - one.length >= least);
  return ending === undefined ? word : word.slice(0, -ending.length);
}

const hasVowel = (text: string) => /[aeiouy]/.test(text);
/** “stopp” and “stop” are one. */
const once = (text: string) => (text.length > 3 && /([b-df-hj-np-tv-z])\1$/.test(text) ? text.slice(0, -1) : text);

function english(word: string): string {
  const fixed = IRREGULAR[word];
  if (fixed !== undefined) return fixed;
  if (word.length <= 3) return word;
  let stem = word;
  if (/(?:ies|ied)$/.test(stem) && stem.length > 4) stem = `${stem.slice(0, -3)}y`;
  else if (/(?:ches|shes|sses|xes|zes)$/.test(stem)) stem = stem.slice(0, -2);
  else if (/[^su]s$/.test(stem)) stem = stem.slice(0, -1);
  for (const ending of ['ing', 'ed']) {
    const rest = stem.slice(0, -ending.length);
    if (stem.endsWith(ending) && rest.length >= 3 && hasVowel(rest)) {
      stem = once(rest);
      break;
    }
  }
  if (stem.endsWith('ly') && stem.length > 5) stem = stem.slice(0, -2);
  return stem.endsWith('e') && stem.length > 3 ? stem.slice(0, -1) : stem;
}

/** Forms that no ending leads to. */
const IRREGULAR: Readonly<Record<string, string>> = {
  people: 'person',
  men: 'man',
  women: 'woman',
  children: 'child',
  paid: 'pay',
  rang: 'ring',
  rung: 'ring',
  took: 'tak',
  taken: 'tak',
  gave: 'giv',
  given: 'giv',
  felt: 'feel',
  kept: 'keep',
  lost: 'los',
  broken: 'break',
  broke: 'break',
  spoke: 'speak',
  spoken: 'speak',
  saw: 'see',
  seen: 'see',
  knew: 'know',
  known: 'know',
  sent: 'send',
  stood: 'stand',
  morning: 'morning',
  evening: 'evening',
  building: 'building',
  news: 'news',
};
