import type { Message, Recipient } from '../../model/delivery.ts';
import type { LetterOrder } from '../../model/letter.ts';
import type { LetterLine, LetterMeta, Schedule } from '../../model/schedule.ts';
import type { Door } from './door.ts';
import { table, type Voice } from './output.ts';
import { plain } from '../../model/outside-text.ts';
import { WrongUsage } from './usage.ts';

/** What `report send` is to send: the letter of a schedule to everybody on its list, or one letter to those who are named. */
export type SendOrder =
  | { readonly schedule: string; readonly to: readonly Recipient[] | undefined; readonly json: boolean }
  | { readonly order: LetterOrder; readonly to: readonly Recipient[]; readonly attachPdf: boolean; readonly json: boolean };

interface SendValues {
  readonly schedule?: string | undefined;
  readonly to?: string | undefined;
  readonly pdf?: boolean | undefined;
  readonly json?: boolean | undefined;
}

const recipientsOf = (to: string | undefined): Recipient[] | undefined =>
  to?.split(',').flatMap((address) => (address.trim() === '' ? [] : [{ channel: 'mail' as const, to: address.trim() }]));

/** The command line of `report send`. `letter` reads the kind and what it is about. Throws `WrongUsage`. */
export function sendOrderOf(kind: string | undefined, values: SendValues, letter: () => LetterOrder): SendOrder {
  const to = recipientsOf(values.to);
  const json = values.json === true;
  if (values.schedule !== undefined) {
    if (kind !== undefined) throw new WrongUsage('A schedule says itself which letter it is: without a kind.', 'report');
    if (values.pdf === true) throw new WrongUsage('A schedule says itself whether the PDF is attached: without --pdf.', 'report');
    return { schedule: values.schedule, to, json };
  }
  if (to === undefined || to.length === 0) throw new WrongUsage('Say to whom: --to name@example.org, or --schedule ID.', 'report');
  return { order: letter(), to, attachPdf: values.pdf === true, json };
}

interface Kept {
  readonly meta: LetterMeta;
  readonly deliveries: readonly Message[];
}

/** `throughline report send`: made, kept, and tried once before it answers. */
export async function sendLetter(door: Door, voice: Voice, order: SendOrder): Promise<void> {
  const kept =
    'schedule' in order
      ? await door.post<Kept>(`/schedules/${encodeURIComponent(order.schedule)}/send`, order.to ? { recipients: order.to } : {})
      : await door.post<Kept>('/letters', { order: order.order, recipients: order.to, attachPdf: order.attachPdf });
  if (order.json) return voice.json(kept);
  const { subject, words, id } = kept.meta;
  const lines = kept.deliveries.map(
    ({ recipient, attempts }) => `  ${plain(recipient.to)}  ${plain(attempts.at(-1)?.words ?? 'Waits to be sent.')}`,
  );
  voice.answer([plain(subject), words, ...lines, `Kept as ${id}.`].join('\n'));
}

/** `throughline report list`: the schedules, and the letters of the archive. */
export async function listLetters(
  door: Door,
  voice: Voice,
  { process, json }: { process: string | undefined; json: boolean },
): Promise<void> {
  const of = process === undefined ? '' : `?process=${encodeURIComponent(process)}`;
  const schedules = await door.get<Schedule[]>(`/schedules${of}`);
  const letters = await door.get<LetterLine[]>(`/letters${of}`);
  if (json) return voice.json({ schedules, letters });
  const planned = schedules.map(({ id, name, whenWords, zone, nextWords, paused, trouble }) => ({
    schedule: id,
    name: plain(name),
    when: `${whenWords}, ${zone}`,
    next: paused ? 'paused' : nextWords,
    state: trouble === null ? 'well' : plain(trouble.words.split('. ')[0] ?? ''),
  }));
  const kept = letters.map(({ id, madeAt, subject, words }) => ({
    letter: id,
    made: `${madeAt.slice(0, 16).replace('T', ' ')} UTC`,
    subject: plain(subject),
    sent: plain(words),
  }));
  voice.answer(
    [
      planned.length === 0 ? 'No schedules.' : table(planned),
      '',
      kept.length === 0 ? 'No letters have been made so far.' : table(kept),
    ].join('\n'),
  );
}
