import { DAY, HOUR } from '../model/units.ts';
import type { Simulated } from './ed.ts';
import { languageOf, lastEnd } from './feedback.ts';
import { randomOf, type Random } from './random.ts';
import type { RecordedAnswer, RecordedCase } from './record.ts';

const COMMENTS = {
  good: [
    'Fixed on the first visit, thank you.',
    'Fast and tidy. The room was usable again by lunch.',
    'Friendly crew, left everything clean.',
    'Good that someone rang to check it was really done.',
    'Easy to report in the portal and I could see where it was.',
    'Exactly what we asked for.',
    'The porters set the hall up perfectly.',
  ],
  mixed: [
    'Job is fine but it took longer than announced.',
    'Done well, though nobody told us when they would come.',
    'Works now. Needed two visits.',
    'Good work, slow start.',
    'The invoice came so late that the budget year was closed.',
  ],
  bad: [
    'Had to report the same leak three times.',
    'Closed as done and it was not done.',
    'Weeks for a door handle.',
    'The heating failed again the day after.',
    'Nobody turned up on the agreed day.',
    'Complained and waited a week for a reply.',
    'Invoice was wrong and very late.',
  ],
} as const;

function commentOf(random: Random, score: number, complained: boolean): string {
  if (!random.chance(0.42)) return '';
  if (complained && score <= 6) return random.pick(COMMENTS.bad);
  return random.pick(score >= 9 ? COMMENTS.good : score >= 7 ? COMMENTS.mixed : COMMENTS.bad);
}

/**
 * "Would you recommend us?", 0 to 10, of about a fifth of the requesters, after the job was confirmed (or the
 * request turned down): lower the longer it took, after rework, and most of all after a complaint.
 */
export function deskFeedback(simulated: Simulated, seed: number): RecordedAnswer[] {
  return simulated.cases
    .flatMap((request) => answerOf(request, randomOf(seed, `desk answer ${request.id}`)))
    .filter((answer) => answer.answered <= simulated.end)
    .sort((a, b) => a.answered - b.answered);
}

function answerOf(request: RecordedCase, random: Random): RecordedAnswer[] {
  const count = (activity: string) => request.steps.filter((step) => step.activity === activity).length;
  const refused = count('Reject request') > 0;
  const told = lastEnd(request, (activity) => ['Confirm with requester', 'Resolve complaint', 'Reject request'].includes(activity));
  if (told === null || !random.chance(refused ? 0.07 : count('Record complaint') > 0 ? 0.34 : 0.2)) return [];
  const days = (told - request.arrived) / DAY;
  const liking = 9.7 - 0.2 * days - (count('Record complaint') > 0 ? 2 : 0) - (count('Carry out job') > 1 ? 0.9 : 0) - (refused ? 3.5 : 0);
  const score = Math.max(0, Math.min(10, Math.round(liking + 1.7 * random.normal())));
  const language = languageOf(random);
  const answered = told + Math.round((10 * 60_000 + random.skewed(7 * HOUR, 1)) / 1000) * 1000;
  const comment = language === 'en' ? commentOf(random, score, count('Record complaint') > 0) : '';
  return [{ case: request.id, answered, score, stage: '', comment, language }];
}
