import type { Attempt, Message, Outcome } from '../../../../../model/delivery.ts';

const STATES: Readonly<Record<Message['state'], string>> = {
  waiting: 'Waiting',
  sending: 'Being sent',
  sent: 'Sent',
  failed: 'Not sent',
  stopped: 'Stopped',
};
const OUTCOMES: Readonly<Record<Outcome, string>> = {
  sent: 'Taken',
  refused: 'Refused',
  deferred: 'Asked to come back later',
  unreachable: 'Not reached',
  'timed-out': 'No answer in time',
  unclear: 'Cut off after the letter was handed over',
  interrupted: 'The program stopped meanwhile',
  broken: 'Something broke here',
  'not-set-up': 'Nowhere to send it',
};

/** The state of a message as a tag says it. */
export const stateWords = ({ state, attempts }: Pick<Message, 'state' | 'attempts'>): string =>
  state === 'waiting' && attempts.length > 0 ? 'Waiting to try again' : STATES[state];

export const stateLook = ({ state, attempts }: Pick<Message, 'state' | 'attempts'>): 'better' | 'worse' | 'outline' | 'waiting' | '' => {
  if (state === 'failed') return 'worse';
  if (state === 'stopped') return 'outline';
  return state === 'waiting' && attempts.length > 0 ? 'waiting' : '';
};

/** How an attempt ended, with what the other side said. */
export const attemptName = ({ outcome, code }: Pick<Attempt, 'outcome' | 'code'>): string =>
  code === null || code === '' || outcome === 'sent' ? OUTCOMES[outcome] : `${OUTCOMES[outcome]} (${code})`;

/** Whether trying again is a choice: what failed, was stopped, or waits for its next try. */
export const retries = ({ state, attempts }: Pick<Message, 'state' | 'attempts'>): boolean =>
  state === 'failed' || state === 'stopped' || (state === 'waiting' && attempts.length > 0);
export const stops = ({ state }: Pick<Message, 'state'>): boolean => state === 'waiting';

/** What stands above the ledger: what went wrong first. */
export function ledgerTitle(messages: readonly Pick<Message, 'state' | 'attempts'>[]): string {
  if (messages.length === 0) return 'Sending';
  const failed = messages.filter(({ state }) => state === 'failed').length;
  if (failed > 0) return failed === 1 ? 'One message was not sent.' : `${String(failed)} messages were not sent.`;
  const unsent = messages.filter(({ state, attempts }) => state === 'stopped' && attempts.at(-1)?.outcome === 'not-set-up').length;
  if (unsent > 0)
    return unsent === 1 ? 'One message had no channel to leave by.' : `${String(unsent)} messages had no channel to leave by.`;
  const waiting = messages.filter(({ state }) => state === 'waiting' || state === 'sending').length;
  return waiting > 0
    ? waiting === 1
      ? 'One message is on its way.'
      : `${String(waiting)} messages are on their way.`
    : 'All is sent that was to be sent.';
}

/** “3 sent, 1 waiting, 1 not sent”. */
export function ledgerWords(messages: readonly Pick<Message, 'state'>[]): string {
  const count = (...states: Message['state'][]) => messages.filter(({ state }) => states.includes(state)).length;
  const parts = [
    [count('sent'), 'sent'],
    [count('waiting', 'sending'), 'on the way'],
    [count('failed'), 'not sent'],
    [count('stopped'), 'stopped'],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, name]) => `${String(n)} ${name}`);
  return said.length === 0 ? 'nothing was to be sent' : said.join(', ');
}
