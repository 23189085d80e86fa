import type { SectionOf } from '../../../model/letter.ts';
import { localDay } from '../../../model/calendar.ts';
import { number, plural } from '../../../model/format.ts';
import type { RowOf } from '../../analytics/catalog.ts';
import { longDay } from './period.ts';
import { during, pageHref, type Setting } from './setting.ts';

type Section = SectionOf<'comments'>;
type Comment = RowOf<'comments'>;

/** So many of each theme are read to find two that fit. */
const READ = 30;
const EACH = 2;
const LONGEST = 280;
const SHORTEST = 12;

/** A mail address, or a stretch of digits long enough for a telephone. */
const PERSONAL = /\S@\S|\+?\d[\d\s()/.-]{6,}\d/;

/** What people wrote, in their words: of what the unhappy and the happy write about most, the newest two each; null without comments. */
export async function commentsOf(setting: Setting): Promise<Section | null> {
  const { asking, scope, periods } = setting;
  const main = during(scope, periods.main);
  const { about } = await asking.ask('comments', main, { limit: 1 }, 0);
  if (about === undefined || about.comments === 0) return null;
  const themes = (['unhappy', 'happy'] as const).flatMap((leaning) => about.themes.find((theme) => theme.leaning === leaning) ?? []);
  const chosen: Comment[] = [];
  for (const theme of themes.length === 0 ? [undefined] : themes) {
    // foreign text stays out of the kept rows: no figure comes from it
    const { rows } = await asking.ask('comments', main, { limit: READ, ...(theme === undefined ? {} : { theme: theme.key }) }, 0);
    chosen.push(...different(rows.filter(isFitting), chosen).slice(0, themes.length === 0 ? 2 * EACH : EACH));
  }
  if (chosen.length === 0) return null;
  return {
    kind: 'comments',
    title: 'In their words',
    note: `${number(chosen.length)} of ${plural(about.comments, 'comment', 'comments')} ${periods.main.where}`,
    items: chosen.map((row) => itemOf(setting, row)),
  };
}

/** `rows` without what was written before, by the same words in the same or another answer. */
function different(rows: readonly Comment[], chosen: readonly Comment[]): Comment[] {
  const seen = new Set(chosen.map(sameWords));
  return rows.filter((row) => !seen.has(sameWords(row)) && seen.add(sameWords(row)));
}

const sameWords = ({ comment }: Comment): string => comment.trim().replaceAll(/\s+/g, ' ').toLocaleLowerCase('en-GB');

const isFitting = ({ comment }: Comment): boolean => {
  const text = comment.trim();
  return text.length >= SHORTEST && text.length <= LONGEST && !PERSONAL.test(text);
};

function itemOf(setting: Setting, { comment, stage, score, scaleMax, at }: Comment): Section['items'][number] {
  const { scope, periods, words, zone, data } = setting;
  const given = score === null || scaleMax === null ? '' : `${number(score, score % 1 === 0 ? 0 : 1)} of ${number(scaleMax)}`;
  const day = at === null ? '' : longDay(localDay(Date.parse(at), zone), data.last);
  return {
    text: comment.trim().replaceAll(/\s+/g, ' '),
    about: [stage ?? `The whole ${words.case}`, given, day].filter((part) => part !== '').join(', '),
    href: pageHref(setting, 'satisfaction/comments', during(scope, periods.main)),
  };
}
