import type { LetterKind } from '../../../../../model/letter.ts';
import type { Schedule } from '../../../../../model/schedule.ts';

/** What kind of letter, as a title. */
export const KIND_NAMES: Readonly<Record<LetterKind, string>> = {
  weekly: 'Weekly letter',
  monthly: 'Monthly letter',
  improvement: 'A3 of an improvement',
  house: 'All services',
};

/** How a schedule stands: a short tag, how it looks, and a sentence where more must be said. */
export function stateOf({ paused, trouble, lastRun }: Pick<Schedule, 'paused' | 'trouble' | 'lastRun'>): {
  name: string;
  look: 'worse' | 'outline' | 'plain';
  words: string;
} {
  if (trouble) return { name: 'In trouble', look: 'worse', words: trouble.words };
  if (paused) return { name: 'Paused', look: 'outline', words: '' };
  if (lastRun?.state === 'making' || lastRun?.state === 'sending') return { name: 'Being sent', look: 'plain', words: lastRun.words };
  if (lastRun?.state === 'failed') return { name: 'Failed', look: 'worse', words: lastRun.words };
  if (lastRun?.state === 'skipped') return { name: 'On', look: 'plain', words: lastRun.words };
  return { name: 'On', look: 'plain', words: '' };
}

/** The title of the page of letters: how many, and what is wrong. */
export function reportsTitle(all: readonly Pick<Schedule, 'paused' | 'trouble'>[]): string {
  const troubled = all.filter(({ trouble }) => trouble !== null).length;
  if (troubled > 0) return troubled === 1 ? 'One letter is in trouble.' : `${String(troubled)} letters are in trouble.`;
  if (all.length === 0) return 'Letters';
  const on = all.filter(({ paused }) => !paused).length;
  if (on === 0) return all.length === 1 ? 'One letter, and it is paused.' : `${String(all.length)} letters, all paused.`;
  return on === 1 ? 'One letter goes out by itself.' : `${String(on)} letters go out by themselves.`;
}
