import type { AboutOf, RowOf } from '../../../../../server/analytics/catalog.ts';
import type { Finding } from '../../finding.ts';
import { number, percent, plural } from '../../../../../model/format.ts';
import { scoreText } from './words.ts';

export type CommentRow = RowOf<'comments'>;
export type CommentsAbout = AboutOf<'comments'>;
export type ThemeRow = CommentsAbout['themes'][number];

const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' });

/** The name of a language by its code: `Dutch`. What is no code stays as the file has it. */
export function languageName(code: string | null): string {
  if (code === null) return 'Unknown language';
  if (!/^[a-z]{2}$/.test(code)) return code;
  return languages.of(code) ?? code;
}

/** How the language of a comment is known: `English`, `Dutch, a guess (80 % sure)`, or that it is not. */
export function languageWords({
  language,
  languageFrom,
  confidence,
}: Pick<CommentRow, 'language' | 'languageFrom' | 'confidence'>): string {
  if (language === null) return 'language unknown';
  if (languageFrom === 'file') return languageName(language);
  return `${languageName(language)}, a guess${confidence === null ? '' : ` (${percent(confidence)} sure)`}`;
}

/** The words of a theme as one name: `wait, waiting room, hours`. */
export const themeName = ({ words }: Pick<ThemeRow, 'words'>, most = 3): string => words.slice(0, most).join(', ');

/** The finding of the comments: how many, and what those who are unhappy write about most. */
export function commentsFinding(about: CommentsAbout, where: string): Finding {
  const end = where === '' ? '' : ` ${where}`;
  if (about.comments === 0) return { title: `No comments${end}.`, lead: 'Comments come with answers, where a file has a column for them.' };
  const title = plural(about.comments, 'comment', 'comments');
  const [unhappy] = about.themes.filter(({ leaning }) => leaning === 'unhappy');
  const [most] = about.themes;
  if (unhappy !== undefined && unhappy.score !== null)
    return {
      title: `${title}${end}; ${number(unhappy.comments)} are about “${themeName(unhappy, 2)}”, ${scoredWords(unhappy.score, about.instrument)}.`,
      lead: lead(about),
    };
  if (most !== undefined)
    return { title: `${title}${end}; ${number(most.comments)} of them about “${themeName(most, 2)}”.`, lead: lead(about) };
  return { title: `${title}${end}.`, lead: lead(about) };
}

function scoredWords(score: number, instrument: CommentsAbout['instrument']): string {
  const value = scoreText(score, instrument);
  if (instrument === 'csat') return `${value} of them satisfied`;
  if (instrument === 'ces') return `${value} of them found it easy`;
  return instrument === 'nps' ? `with a net promoter score of ${value}` : `with a score of ${value}`;
}

function lead(about: CommentsAbout): string {
  const named = about.languages.filter(({ language }) => language !== null);
  const unknown = about.languages.find(({ language }) => language === null)?.comments ?? 0;
  const said = named
    .slice(0, 3)
    .map(
      ({ language, comments, guessed }) => `${number(comments)} in ${languageName(language)}${guessed === comments ? ' (a guess)' : ''}`,
    );
  const sentences = [
    [
      ...said,
      ...(named.length > 3 ? [`${number(named.length - 3)} other languages`] : []),
      ...(unknown > 0 ? [`${number(unknown)} in a language that can’t be told`] : []),
    ].join(', ') + '.',
  ];
  const without = about.languages
    .filter(({ themes, language }) => !themes && language !== null)
    .reduce((sum, { comments }) => sum + comments, 0);
  if (about.themes.length === 0) sentences.push('Too few in one language to find themes: twenty are needed.');
  else if (without + unknown > 0) sentences.push(`${plural(without + unknown, 'comment takes', 'comments take')} no part in themes.`);
  if (about.read < about.comments) sentences.push(`The newest ${number(about.read)} were read.`);
  return sentences.join(' ');
}

/** What is said where nothing is left of a choice. */
export const SENTIMENT_WORDS = {
  positive: 'sounds positive',
  negative: 'sounds negative',
  mixed: 'sounds mixed',
  neutral: 'sounds neutral',
} as const;
