import type { Message } from '../../model/delivery.ts';
import { Problem } from '../../model/problem.ts';
import { HOUR, MINUTE } from '../../model/units.ts';
import type { Attempted } from './content.ts';

/** How long to wait after the first, second, … attempt that did not succeed. Greylisting ends within the first; two days are the end of it. */
const BACK_OFF: readonly number[] = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR];
/** Longest wait that the other side can ask for. */
const LONGEST_WAIT = 24 * HOUR;

export const notSetUp = (words: string): Attempted => ({ outcome: 'not-set-up', code: null, words });

/** What a composer or channel threw, as an attempt. */
export function failureOf(error: unknown): Attempted {
  if (error instanceof Problem) {
    const words = [error.message, error.detail].filter(Boolean).join(' ');
    return { outcome: error.status < 500 ? 'refused' : 'broken', code: error.code, words };
  }
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return {
    outcome: 'broken',
    code: typeof code === 'string' ? code : null,
    words: full
      ? 'It could not be put together: the disk of the data folder is full. Free some room; it is tried again by itself.'
      : 'It could not be put together. The log of the server says why; it is tried again by itself.',
  };
}

export interface Next {
  readonly state: Message['state'];
  readonly nextTryAt: string | null;
  readonly words: string;
}

/** What becomes of a message after an attempt. A test is tried once. */
export function nextOf({ about, tries }: Message, { outcome, words, retryAfterMs }: Attempted, now: Date): Next {
  if (outcome === 'sent') return { state: 'sent', nextTryAt: null, words };
  if (outcome === 'not-set-up') return { state: 'stopped', nextTryAt: null, words };
  const delay = BACK_OFF[Math.max(0, tries - 1)];
  if (outcome === 'refused' || about.kind === 'test') return { state: 'failed', nextTryAt: null, words };
  if (delay === undefined) return { state: 'failed', nextTryAt: null, words: `${words} Given up after ${tries} attempts.` };
  const soon = outcome === 'interrupted' && tries <= 1;
  const wait = soon ? 0 : Math.min(LONGEST_WAIT, Math.max(delay, retryAfterMs ?? 0));
  return { state: 'waiting', nextTryAt: new Date(now.getTime() + wait).toISOString(), words };
}
