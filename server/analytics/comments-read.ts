import type { Row } from '../../engine/engine.ts';
import type { Instrument } from '../../model/feedback.ts';
import { guessLanguage, namedLanguage } from '../text/language.ts';
import { logOddsOf } from '../text/log-odds.ts';
import { sentimentOf, SENTIMENTS, type Sentiment } from '../text/sentiment.ts';
import { LANGUAGES, type Language } from '../text/stopwords.ts';
import { termsOf, type Terms } from '../text/terms.ts';
import { FEWEST_TEXTS, themesOf, wordsOfGroup, type Text, type Theme } from '../text/themes.ts';
import type { CommentParams } from './comments.ts';
import { NO_ANSWERS, scoreOf, together, type Answers } from './voice-figures.ts';

/** A comment as it was read. */
interface Comment {
  readonly id: number;
  readonly row: Row;
  readonly text: string;
  readonly stage: string | null;
  readonly language: string | null;
  readonly from: 'file' | 'guess' | 'unknown';
  readonly confidence: number | null;
  readonly found: boolean;
  /** What its answer adds to a score; null without one. */
  readonly value: number | null;
}

/** What the language of a comment is called where it can't be told. */
export const UNKNOWN = 'unknown';
/** A theme leans when its comments come with low or high answers so many standard errors more often than the others. */
const CLEARLY = 2.58;
const FEWEST_LEANING = 10;

/** What the comments of `comments` have in common, and the page that was asked for. Pure. */
export function readComments(rows: readonly Row[], params: CommentParams, primary: string | null): { n: number; rows: Row[]; about: Row } {
  const all = rows.map(commentOf);
  const byLanguage = group(all, ({ language }) => language);
  const termsBy = new Map(
    [...byLanguage].flatMap(([language, some]) =>
      isKnown(language) && some.length >= FEWEST_TEXTS ? [[language, termsOf(some.map(asText), language)] as const] : [],
    ),
  );
  const themes = [...termsBy].flatMap(([language, terms]) => themesOf((byLanguage.get(language) ?? []).map(asText), language, terms));
  const themesByText = new Map<number, string[]>();
  for (const { key, texts } of themes) for (const id of texts) themesByText.set(id, [...(themesByText.get(id) ?? []), key]);
  const asked = all.filter((one) => isAskedFor(one, params, themesByText.get(one.id) ?? []));
  return {
    n: asked.length,
    rows: asked.slice(params.offset, params.offset + params.limit).map((one) => rowOf(one, themesByText.get(one.id) ?? [])),
    about: {
      read: all.length,
      unlinked: all.filter(({ row }) => row.case === null).length,
      languages: [...byLanguage]
        .map(([language, some]) => ({
          language,
          comments: some.length,
          found: foundOf(some),
          guessed: some.filter(({ from }) => from === 'guess').length,
          themes: isKnown(language) && some.length >= FEWEST_TEXTS,
        }))
        .sort((one, other) => other.comments - one.comments || compare(one.language ?? '', other.language ?? '')),
      stages: stagesOf(all, byLanguage, termsBy),
      themes: themes
        .map((theme) => themeRow(theme, all, byLanguage.get(theme.language) ?? [], primary))
        .sort((one, other) => Number(other.comments) - Number(one.comments) || compare(String(one.key), String(other.key))),
      sentiments: sentimentsOf(all),
    },
  };
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
const isKnown = (language: string | null): language is Language => LANGUAGES.some((one) => one === language);
const asText = ({ id, text }: Comment): Text => ({ id, text });
const foundOf = (some: readonly Comment[]) => some.filter(({ found }) => found).length;

function group<Key>(all: readonly Comment[], by: (one: Comment) => Key): Map<Key, Comment[]> {
  const groups = new Map<Key, Comment[]>();
  for (const one of all) {
    const key = by(one);
    const some = groups.get(key);
    if (some === undefined) groups.set(key, [one]);
    else some.push(one);
  }
  return groups;
}

function commentOf(row: Row, id: number): Comment {
  const text = String(row.comment);
  const named = namedLanguage(row.language as string | null);
  const guess = named === null ? guessLanguage(text) : null;
  return {
    id,
    row,
    text,
    stage: row.stage as string | null,
    language: named ?? guess?.language ?? null,
    from: named !== null ? 'file' : guess !== null ? 'guess' : 'unknown',
    confidence: guess?.confidence ?? null,
    found: Number(row.found) === 1,
    value: row.value === null || row.value === undefined ? null : Number(row.value),
  };
}

function isAskedFor(one: Comment, params: CommentParams, themes: readonly string[]): boolean {
  if (!one.found) return false;
  if (params.language !== '' && params.language !== (one.language ?? UNKNOWN)) return false;
  if (params.whole && one.stage !== null) return false;
  if (params.stage !== '' && params.stage !== one.stage) return false;
  return params.theme === '' || themes.includes(params.theme);
}

const rowOf = ({ row, text, stage, language, from, confidence }: Comment, themes: readonly string[]): Row => ({
  case: row.case,
  at: row.at,
  stage,
  instrument: row.instrument,
  score: row.score,
  scaleMin: row.scaleMin,
  scaleMax: row.scaleMax,
  higherIsBetter: row.higherIsBetter,
  comment: text,
  language,
  languageFrom: from,
  confidence,
  sentiment: language === 'en' ? sentimentOf(text) : null,
  themes,
  linkMethod: row.linkMethod,
  linkConfidence: row.linkConfidence,
});

function stagesOf(
  all: readonly Comment[],
  byLanguage: ReadonlyMap<string | null, readonly Comment[]>,
  termsBy: ReadonlyMap<Language, Terms>,
): Row[] {
  // the words of a stage are looked for in the language most comments are in
  const [main] = [...byLanguage].filter(([language]) => isKnown(language)).sort(([, one], [, other]) => other.length - one.length);
  const [language, some] = main ?? [null, []];
  const terms = isKnown(language) ? (termsBy.get(language) ?? null) : null;
  return [...group(all, ({ stage }) => stage)]
    .map(([stage, own]) => {
      const ids = new Set(own.filter((one) => one.language === language).map(({ id }) => id));
      return { stage, comments: own.length, found: foundOf(own), words: terms === null ? [] : wordsOfGroup(terms, ids, some.length) };
    })
    .sort((one, other) => other.comments - one.comments || compare(one.stage ?? '', other.stage ?? ''));
}

function themeRow(theme: Theme, all: readonly Comment[], sameLanguage: readonly Comment[], primary: string | null): Row {
  const own = theme.texts.flatMap((id) => all[id] ?? []);
  const scored = own.filter(({ value, row }) => value !== null && row.instrument === primary);
  const others = sameLanguage.filter(({ value, row }) => value !== null && row.instrument === primary);
  const answers = scored.reduce<Answers>((sum, { value }) => together(sum, oneAnswer(value ?? 0)), NO_ANSWERS);
  const unhappy = (some: readonly Comment[]) => some.filter(({ value }) => isUnhappy(value ?? 0, primary)).length;
  const z = logOddsOf(unhappy(scored), scored.length, unhappy(others), others.length);
  return {
    key: theme.key,
    language: theme.language,
    words: theme.words,
    comments: own.length,
    found: foundOf(own),
    ...scoreOf(answers, primary as Instrument | null),
    leaning: scored.length < FEWEST_LEANING || Math.abs(z) < CLEARLY ? null : z > 0 ? 'unhappy' : 'happy',
  };
}

const oneAnswer = (value: number): Answers => ({
  answers: 1,
  sum: value,
  squares: value * value,
  best: value === 100 ? 1 : 0,
  worst: value === -100 ? 1 : 0,
});

/** An answer on the bad side: a detractor, not satisfied, or in the lower half of any other scale. */
const isUnhappy = (value: number, instrument: string | null) => (instrument === 'nps' ? value < 0 : value < 50);

function sentimentsOf(all: readonly Comment[]): Record<Sentiment, number> {
  const counts = Object.fromEntries(SENTIMENTS.map((name) => [name, 0])) as Record<Sentiment, number>;
  for (const { language, text } of all) if (language === 'en') counts[sentimentOf(text)] += 1;
  return counts;
}
