import { logOddsOf } from './log-odds.ts';
import type { Language } from './stopwords.ts';
import { termsOf, type Terms } from './terms.ts';

/** A text to find themes in. */
export interface Text {
  readonly id: number;
  readonly text: string;
}

/** Words that stand together in the texts of one language, and the texts that have one of them. */
export interface Theme {
  /** Stays the same as long as its first word does: what a link names. */
  readonly key: string;
  readonly language: Language;
  /** As they are written most often, the one of most texts first. */
  readonly words: readonly string[];
  readonly texts: readonly number[];
}

/** Fewer texts than this in a language have no themes: chance would make them. */
export const FEWEST_TEXTS = 20;
/** A word in fewer texts than this, or than one in a hundred, is no theme. */
const FEWEST = 3;
const LEAST_SHARE = 0.01;
/** A word in more of the texts than this is what all of them are about. */
const MOST_SHARE = 0.5;
/** So many terms are looked at, those of most texts. */
const MOST_TERMS = 300;
const MOST_THEMES = 12;
const MOST_WORDS = 5;
/** A term joins another when at least this share of its texts have that one too, and so many times more than by chance. */
const SHARED = 0.5;
const LIFT = 1.5;
/** A word that is nearly always part of a pair of words is said by the pair. */
const SWALLOWED = 0.8;

/**
 * The themes of the texts of one language, those with most texts first.
 *
 * Terms are words without their endings and pairs of words that stand together. From the most frequent on, each term is the head
 * of a theme, and gathers the rarer ones whose texts mostly have it too. Nothing is left to chance: the same texts give the same
 * themes in whatever order they come.
 */
export function themesOf(texts: readonly Text[], language: Language, terms: Terms = termsOf(texts, language)): Theme[] {
  if (texts.length < FEWEST_TEXTS) return [];
  const least = Math.max(FEWEST, Math.ceil(LEAST_SHARE * texts.length));
  const ranked = [...terms]
    .filter(([, { texts: ids }]) => ids.size >= least && ids.size <= MOST_SHARE * texts.length)
    .sort(([one, a], [other, b]) => b.texts.size - a.texts.size || compare(one, other))
    .slice(0, MOST_TERMS);
  const heads = gather(withoutSwallowed(ranked), texts.length);
  return [...heads]
    .map(([key, members]) => {
      const said = saying(members);
      return {
        key: `${language}:${key}`,
        language,
        words: said.map((term) => terms.get(term)?.word ?? term),
        texts: [...new Set(said.flatMap((term) => [...(terms.get(term)?.texts ?? [])]))].sort((a, b) => a - b),
      };
    })
    .sort((one, other) => other.texts.length - one.texts.length || compare(one.key, other.key))
    .slice(0, MOST_THEMES);
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

type Ranked = readonly (readonly [term: string, of: { readonly texts: ReadonlySet<number> }])[];

/** Without words that hardly stand outside of one pair, neither of its two: “plastic” and “chair” where there is “plastic chair”. */
function withoutSwallowed(ranked: Ranked): Ranked {
  const sizes = new Map(ranked.map(([term, { texts }]) => [term, texts.size]));
  const swallowed = new Set(
    ranked.flatMap(([pair, { texts }]) => {
      const words = pair.split(' ');
      return words.length > 1 && words.every((word) => texts.size >= SWALLOWED * (sizes.get(word) ?? Infinity)) ? words : [];
    }),
  );
  return ranked.filter(([term]) => !swallowed.has(term));
}

/** The first members of a theme that say something the others don't: no word twice, alone or in a pair. */
function saying(members: readonly string[]): string[] {
  const said: string[] = [];
  const parts = new Set<string>();
  for (const term of members) {
    const words = term.split(' ');
    if (said.length >= MOST_WORDS || words.some((word) => parts.has(word))) continue;
    for (const word of words) parts.add(word);
    said.push(term);
  }
  return said;
}

/** Each head with its members, itself first; members by their number of texts. */
function gather(ranked: Ranked, all: number): Map<string, string[]> {
  const heads = new Map<string, string[]>();
  for (const [at, [term, { texts }]] of ranked.entries()) {
    let best: { head: string; shared: number } | null = null;
    for (const [head, of] of ranked.slice(0, at)) {
      if (!heads.has(head)) continue;
      const both = common(texts, of.texts);
      const shared = both / texts.size;
      const lift = (both * all) / (texts.size * of.texts.size);
      if (shared >= SHARED && lift >= LIFT && (best === null || shared > best.shared)) best = { head, shared };
    }
    if (best === null) heads.set(term, [term]);
    else heads.get(best.head)?.push(term);
  }
  return heads;
}

function common(one: ReadonlySet<number>, other: ReadonlySet<number>): number {
  const [small, large] = one.size <= other.size ? [one, other] : [other, one];
  let both = 0;
  for (const id of small) if (large.has(id)) both += 1;
  return both;
}

/** How clearly a word must belong to a group of texts: so far beyond chance. */
const CLEARLY = 2.58;

/** The words that tell some texts from the rest of their language, the clearest first (`log-odds.ts`). */
export function wordsOfGroup(terms: Terms, group: ReadonlySet<number>, all: number, most = 3): string[] {
  const told = [...terms]
    .flatMap(([term, { texts, word }]) => {
      if (texts.size < FEWEST) return [];
      const inside = common(texts, group);
      return inside < FEWEST ? [] : [{ term, word, z: logOddsOf(inside, group.size, texts.size, all) }];
    })
    .filter(({ z }) => z >= CLEARLY)
    .sort((one, other) => other.z - one.z || compare(one.term, other.term));
  const said: string[] = [];
  const parts = new Set<string>();
  for (const { term, word } of told) {
    if (said.length >= most) break;
    const words = term.split(' ');
    if (words.some((part) => parts.has(part))) continue;
    for (const part of words) parts.add(part);
    said.push(word);
  }
  return said;
}
