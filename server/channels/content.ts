import type { Message, Outcome } from '../../model/delivery.ts';
import { MINUTE } from '../../model/units.ts';
import { plain } from '../../model/outside-text.ts';

/** A picture within the HTML of a mail, named there as `cid:…`. */
export interface MailImage {
  readonly cid: string;
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface Attachment {
  /** As people see it, in any script: `Emergency department, week 44.pdf`. */
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** What is sent, for all channels: a mail takes subject, text and HTML, a webhook `json`, a folder all of it. */
export interface Content {
  readonly subject: string;
  readonly text: string;
  readonly html?: string | null;
  readonly images?: readonly MailImage[];
  readonly attachments?: readonly Attachment[];
  /** Body of a webhook, below `data`. */
  readonly json: unknown;
  /** Where the recipient leaves the list; put into the headers of a mail. The text and HTML have it in them already. */
  readonly unsubscribe?: string | null;
  readonly replyTo?: string | null;
  /** Of the folder channel: `ed-weekly-2026-10-26`. Anything that is no letter, digit, dot or hyphen is replaced. */
  readonly fileName: string;
}

/**
 * Writes the content of a message each time it is tried. A `Problem` below 500 ends the message for good; anything else is tried again
 * later with back-off.
 */
export type Composer = (message: Message) => Promise<Content>;

/** How one attempt of a channel went. */
export interface Attempted {
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly words: string;
  /** The other side asked to wait this long. */
  readonly retryAfterMs?: number;
}

/** What a channel needs besides the content. */
export interface Outgoing {
  readonly message: Message;
  /** Fixed for this message: `<id@example.org>`. */
  readonly messageId: string;
  readonly dated: Date;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** How long a channel waits for the other side, in milliseconds. */
export interface ChannelTimes {
  /** Until the connection stands and the other side has greeted. */
  readonly connectMs: number;
  /** For each answer after that. */
  readonly answerMs: number;
  /** For one attempt in all. */
  readonly attemptMs: number;
}
export const CHANNEL_TIMES: ChannelTimes = { connectMs: 20_000, answerMs: 60_000, attemptMs: 5 * MINUTE };

/** Text from outside as it may stand in a line: no control characters, nothing that turns the direction of writing, at most `most` characters. */
export function oneLine(text: string, most = 200): string {
  const line = plain(text).replace(/\s+/g, ' ').trim();
  const signs = [...line];
  return signs.length <= most ? line : `${signs.slice(0, most - 1).join('')}…`;
}
