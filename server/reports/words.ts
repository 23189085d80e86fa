import { dateTime, plural } from '../../model/format.ts';
import type { Message } from '../../model/delivery.ts';
import { Problem } from '../../model/problem.ts';
import { recipientsInWords, type Delivered } from '../../model/schedule.ts';
import type { StoredLetter } from '../store/letters.ts';

/** “Sent to 9 people.”, “Sent to 7 of 9; 2 could not be reached.”, “Kept. Nothing was sent: no mail server is set.” */
export function deliveredInWords(
  { recipients }: Pick<StoredLetter, 'recipients'>,
  { sent, waiting, failed, stopped, unsent }: Delivered,
): string {
  const all = sent + waiting + failed + stopped + unsent;
  if (all === 0) return recipients.length === 0 ? 'Kept. It has no recipients, so it was sent to nobody.' : 'Kept. It was sent to nobody.';
  if (unsent === all) return `Kept. Nothing was sent: ${unsentBecause(recipients)}.`;
  const parts = [
    ...(waiting > 0 ? [`${plural(waiting, 'is', 'are')} still to be sent`] : []),
    ...(failed > 0 ? [`${String(failed)} could not be reached`] : []),
    ...(unsent > 0 ? [`${plural(unsent, 'was', 'were')} not sent: ${unsentBecause(recipients)}`] : []),
    ...(stopped > 0 ? [`${plural(stopped, 'was', 'were')} stopped`] : []),
  ];
  const done =
    sent === all
      ? `Sent to ${recipientsInWords(recipients)}`
      : sent === 0
        ? 'Kept, sent to nobody yet'
        : `Sent to ${String(sent)} of ${String(all)}`;
  return parts.length === 0 ? `${done}.` : `${done}; ${parts.join('; ')}.`;
}

const unsentBecause = (recipients: StoredLetter['recipients']): string =>
  recipients.every(({ channel }) => channel !== 'mail') ? 'the webhook or folder has been removed' : 'no mail server is set';

/** What stood in the way, as sentences. What nobody foresaw has nothing to read in it; the log has everything. */
export function failureInWords(error: unknown): string {
  if (error instanceof Problem) return [error.message, error.detail].filter(Boolean).join(' ');
  return 'Something went wrong in Throughline itself. The log of the server says more.';
}

/** Trying again would not help: what the letter is about is gone, or was asked for in a way that makes no sense. */
export const isFinal = (error: unknown): boolean =>
  error instanceof Problem && error.status >= 400 && error.status < 500 && ![408, 409, 425, 429, 499].includes(error.status);

/** What the owner is told. */
export interface Told {
  readonly subject: string;
  readonly words: string;
}

interface About {
  readonly name: string;
  readonly zone: string;
}

const lastGood = (last: Pick<StoredLetter, 'madeAt' | 'subject'> | undefined, zone: string): string =>
  last === undefined
    ? 'No letter of this schedule has been sent so far.'
    : `The letter of ${dateTime(last.madeAt, zone)} (“${last.subject}”) is the last one; it is kept and stays as it is. Nothing blank was sent.`;

/** A letter could not be made. `nextTryAt` null: it is not tried again. */
export function notMade(
  { name, zone }: About,
  { dueAt, reason, nextTryAt, last }: { dueAt: string; reason: string; nextTryAt: string | null; last: StoredLetter | undefined },
): Told {
  const next =
    nextTryAt === null
      ? 'It is not tried again; the next letter is made when it is due.'
      : `It is tried again at ${dateTime(nextTryAt, zone)} (${zone}), and you are told when it works.`;
  return {
    subject: `Not made: ${name}`,
    words: `The letter “${name}”, due on ${dateTime(dueAt, zone)} (${zone}), could not be made.\n\n${reason}\n\n${next} ${lastGood(last, zone)}`,
  };
}

/** A letter did not reach everybody. */
export function notDelivered({ name }: About, letter: StoredLetter, failed: readonly Message[], total: number): Told {
  const lines = failed.slice(0, 20).map(({ recipient, attempts }) => `- ${recipient.to}: ${attempts.at(-1)?.words ?? 'no attempt'}`);
  const more = failed.length > 20 ? [`- and ${String(failed.length - 20)} more`] : [];
  return {
    subject: `Not delivered to ${plural(failed.length, 'recipient', 'recipients')}: ${name}`,
    words: `The letter “${letter.subject}” did not reach ${String(failed.length)} of ${plural(total, 'recipient', 'recipients')}.\n\n${[...lines, ...more].join('\n')}\n\nThe letter is kept. It can be sent to them again from its page, once what stands in the way is put right.`,
  };
}

export function worksAgain({ name, zone }: About, letter: StoredLetter, trouble: { since: string }): Told {
  return {
    subject: `Works again: ${name}`,
    words: `The letter “${letter.subject}” has been made and sent. What stood in the way since ${dateTime(trouble.since, zone)} (${zone}) is over.`,
  };
}
