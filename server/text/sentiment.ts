import { stemOf } from './stems.ts';
import { clausesOf } from './words.ts';

export const SENTIMENTS = ['positive', 'negative', 'mixed', 'neutral'] as const;
export type Sentiment = (typeof SENTIMENTS)[number];

const stems = (text: string): ReadonlySet<string> =>
  new Set(
    text
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => stemOf(word, 'en')),
  );

const GOOD =
  stems(`good great excellent nice kind friendly lovely helpful professional polite caring gentle patient patience attentive thorough clear quick quickly fast prompt promptly
  efficient easy smooth tidy clean comfortable safe calm pleasant happy glad grateful pleased satisfied perfect perfectly wonderful amazing fantastic brilliant superb outstanding
  recommend appreciated appreciate listened reassuring respectful reliable fixed painless care love loved best thankful delighted impressed exactly funny welcoming warm helped`);
const BAD =
  stems(`bad poor terrible awful horrible worst rude unfriendly unhelpful unprofessional careless slow late long longer delayed delay ages forever hours queue queued crowded packed dirty
  cold noisy painful pain confusing confused confusion wrong mistake error lost broken fail failed failure failing unacceptable disappointed disappointing disappointment frustrated frustrating
  angry upset unsafe ignored forgot forgotten complaint complained complain nobody refused missed missing expensive overcharged useless waste wasted worse problem difficult
  hard chaos chaotic understaffed unsatisfied dissatisfied unhappy sorry annoyed annoying neglected`);
const TURNS = new Set([
  'not',
  'no',
  'never',
  'nobody',
  'none',
  'nor',
  'without',
  "didn't",
  "don't",
  "doesn't",
  "wasn't",
  "weren't",
  "isn't",
  "aren't",
  "couldn't",
  "can't",
  'cannot',
  "won't",
  "wouldn't",
  "hadn't",
  "haven't",
  'hardly',
  'barely',
]);
/** So many words after one that turns, a word means its opposite. */
const REACH = 3;

/**
 * How an English text sounds, by a list of words and what turns them around within the same clause. Rough: it counts words and
 * understands nothing.
 */
export function sentimentOf(text: string): Sentiment {
  let [good, bad] = [0, 0];
  for (const clause of clausesOf(text)) {
    let turned = -REACH - 1;
    for (const [at, word] of clause.entries()) {
      const stem = stemOf(word, 'en');
      // “no complaint” is good; a word that turns and is bad itself (“nobody came”) counts before it turns
      const away = at - turned <= REACH;
      const says = GOOD.has(stem) ? 1 : BAD.has(stem) ? -1 : 0;
      if (says !== 0 && says > 0 !== away) good += 1;
      else if (says !== 0) bad += 1;
      if (TURNS.has(word)) turned = at;
    }
  }
  if (good === 0 && bad === 0) return 'neutral';
  if (good > 0 && bad > 0 && Math.max(good, bad) < 2 * Math.min(good, bad)) return 'mixed';
  return good > bad ? 'positive' : 'negative';
}
