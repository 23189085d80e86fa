import { stemOf } from './stems.ts';
import { EMPTY_WORDS, STOPWORDS, type Language } from './stopwords.ts';
import { clausesOf, type Word } from './words.ts';

/** A term with the texts that have it, and the form of it that is written most. */
export interface Term {
  readonly word: string;
  readonly texts: ReadonlySet<number>;
}
/** By key: the stem, or the two stems of a pair with a space between. */
export type Terms = ReadonlyMap<string, Term>;

/** So many common words may stand between the two words of a pair: “wait for the doctor”. */
const BETWEEN = 2;
const SHORTEST = 3;

interface Found {
  readonly texts: Set<number>;
  readonly forms: Map<string, number>;
}

/** All terms of the texts: words that are not common ones of the language, and pairs of them that follow each other in a clause. */
export function termsOf(texts: readonly { readonly id: number; readonly text: string }[], language: Language): Terms {
  const found = new Map<string, Found>();
  for (const { id, text } of texts) {
    for (const clause of clausesOf(text)) {
      let before: { stem: string; at: number } | null = null;
      for (const [at, word] of clause.entries()) {
        if (!tells(word, language)) continue;
        const stem = stemOf(word, language);
        note(found, stem, id, word);
        if (before !== null && at - before.at <= BETWEEN + 1 && before.stem !== stem)
          note(found, `${before.stem} ${stem}`, id, clause.slice(before.at, at + 1).join(' '));
        before = { stem, at };
      }
    }
  }
  return new Map([...found].map(([key, { texts: ids, forms }]) => [key, { texts: ids, word: mostWritten(forms) }]));
}

const tells = (word: Word, language: Language) =>
  word.length >= SHORTEST && !STOPWORDS[language].has(word) && EMPTY_WORDS[language]?.has(word) !== true;

function note(found: Map<string, Found>, key: string, id: number, form: string): void {
  const term = found.get(key) ?? { texts: new Set<number>(), forms: new Map<string, number>() };
  term.texts.add(id);
  term.forms.set(form, (term.forms.get(form) ?? 0) + 1);
  found.set(key, term);
}

/** The most frequent form; of equal ones the shortest, then the first by letters. */
function mostWritten(forms: ReadonlyMap<string, number>): string {
  const [first] = [...forms].sort(([one, a], [other, b]) => b - a || one.length - other.length || (one < other ? -1 : 1));
  return first?.[0] ?? '';
}
