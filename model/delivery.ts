import { Type, type Static } from 'typebox';
import { Count, Instant, OneOf, OrNull } from './units.ts';

/** Ways out of the house. */
export const CHANNELS = ['mail', 'webhook', 'folder'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Where something goes: a mail address, the id of a webhook, the id of a folder. */
export const Recipient = Type.Object(
  { channel: OneOf(CHANNELS), to: Type.String({ minLength: 1, maxLength: 320 }) },
  { additionalProperties: false },
);
export type Recipient = Static<typeof Recipient>;

/** What is sent: a kept letter, an alert, a notice to whoever answers for a schedule, a test of a channel. */
export const MESSAGE_KINDS = ['letter', 'alert', 'notice', 'test'] as const;
export const MessageAbout = Type.Object({ kind: OneOf(MESSAGE_KINDS), id: Type.String() }, { additionalProperties: false });
export type MessageAbout = Static<typeof MessageAbout>;

/**
 * How one attempt ended. `refused`: for good, trying again would not help. `deferred`: asked to come back later. `unclear`: the
 * connection was lost after everything had been handed over, so that it may have arrived; it is tried again under the same
 * Message-ID. `interrupted`: the program stopped meanwhile. `broken`: our side could not: the content could not be made, the disk is full,
 * the password is wrong. `not-set-up`: there is no mail server, or the webhook or folder is gone; nothing left the house.
 */
export const OUTCOMES = [
  'sent',
  'refused',
  'deferred',
  'unreachable',
  'timed-out',
  'unclear',
  'interrupted',
  'broken',
  'not-set-up',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const Attempt = Type.Object({
  at: Instant,
  outcome: OneOf(OUTCOMES),
  /** What the other side said: `550`, `500`, `ECONNREFUSED`. */
  code: OrNull(Type.String()),
  words: Type.String(),
});
export type Attempt = Static<typeof Attempt>;

/** `stopped`: no longer wanted, because the recipient left or a person stopped it. */
export const MESSAGE_STATES = ['waiting', 'sending', 'sent', 'failed', 'stopped'] as const;

/** A line of the delivery ledger. */
export const Message = Type.Object({
  id: Type.String(),
  about: MessageAbout,
  /** The service it belongs to; null for the house. */
  process: OrNull(Type.String()),
  recipient: Recipient,
  /** As it was last put together; null before the first attempt. */
  subject: OrNull(Type.String()),
  state: OneOf(MESSAGE_STATES),
  madeAt: Instant,
  sentAt: OrNull(Instant),
  nextTryAt: OrNull(Instant),
  tries: Count,
  attempts: Type.Array(Attempt),
});
export type Message = Static<typeof Message>;

const LABEL = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?';
const MAIL_ADDRESS = new RegExp(`^[A-Za-z0-9.!#$%&'*+/=?^_\`{|}~-]{1,64}@${LABEL}(?:\\.${LABEL})*$`, 'u');

/** Whether mail can be sent to this text: one plain address, without a name, a second address or anything that would end a header. */
export const isMailAddress = (text: string): boolean => text.length <= 254 && MAIL_ADDRESS.test(text) && !/^\.|\.@|\.\./.test(text);
