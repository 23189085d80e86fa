import type { FastifyBaseLogger } from 'fastify';
import {
  CHANNELS,
  isMailAddress,
  type Attempt,
  type Channel,
  type Message,
  type MessageAbout,
  type Recipient,
} from '../../model/delivery.ts';
import { NotFound, Problem } from '../../model/problem.ts';
import type { Fixed, LedgerFilter } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import { failureOf, nextOf, notSetUp } from './attempts.ts';
import { CHANNEL_TIMES, oneLine, type Attempted, type ChannelTimes, type Composer, type Content, type Outgoing } from './content.ts';
import { toFolder } from './folder.ts';
import { toMail } from './mail.ts';
import { recipientKey } from './recipients.ts';
import type { MailSettings } from './settings.ts';
import { toWebhook } from './webhook.ts';

/** Messages under way at a time, for each channel. */
const PARALLEL = 4;
/** Of what waits for a channel so many are looked at for one whose recipient is free. */
const MOST_LOOKED_AT = 500;

export interface OutboxParts {
  readonly store: Store;
  readonly log: FastifyBaseLogger;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly mail: MailSettings;
  /** Of the data folder. */
  readonly root: string;
  /** Of this server, as links have it. */
  readonly address: () => string;
  readonly times?: ChannelTimes | undefined;
}

export interface Put {
  readonly about: MessageAbout;
  readonly recipient: Recipient;
  /** The service it belongs to and goes with; null or absent for the house. */
  readonly process?: string | null | undefined;
}

/**
 * What leaves the house: a ledger of messages in SQLite, and the work of sending those that are due.
 *
 * A message is marked as being sent, on disk, before its first byte leaves, and as sent after the other side has taken it. What was on its way
 * when the program stopped is tried again under the same Message-ID (id, file name), so that it shows once. Nothing starts by itself:
 * `work` sends what is due, `kick` does so beside everything else.
 */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #composers = new Map<MessageAbout['kind'], Composer>();
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #again = false;
  /** What could not be written down: the ledger's disk is full, say. Written first of all the next time. */
  #unwritten: (() => void)[] = [];
  /** Nothing more is begun before the next `work`, since nothing can be written down. */
  #stuck = false;
  #wake: () => void = () => undefined;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** Who writes the content of a kind of message; messages of a kind without a writer wait. */
  compose(kind: MessageAbout['kind'], composer: Composer): void {
    this.#composers.set(kind, composer);
  }

  /** Whether anything can leave by this channel at all. */
  ready(channel: Channel): boolean {
    return channel !== 'mail' || this.#parts.mail.current() !== null;
  }

  /**
   * Puts messages into the ledger and answers their ids, in the same order. One for each recipient of a thing: putting it again changes
   * nothing. May be called within a transaction of SQLite; nothing is sent before `work`. `at`: not before this time.
   */
  put(messages: readonly Put[], at?: Date): string[] {
    const now = this.#parts.now();
    return messages.map(({ about, recipient, process = null }) =>
      this.#parts.store.messages.put({ id: this.#parts.newId(), about, recipient, process, at: at ?? now }, now),
    );
  }

  /** Lines of the ledger, newest first: of one thing, or by a filter. */
  ledger(of: MessageAbout | LedgerFilter = {}): Message[] {
    const filter: LedgerFilter = 'id' in of ? { about: { kind: of.kind, id: of.id } } : of;
    return this.#parts.store.messages.list(filter);
  }

  find(id: string): Message {
    const message = this.#parts.store.messages.find(id);
    if (!message) throw new NotFound('delivery', id);
    return message;
  }

  /** Takes a waiting message back. Throws a `Problem` for one that is on its way or over. */
  stop(id: string): Message {
    const message = this.find(id);
    if (message.state === 'stopped') return message;
    if (!this.#parts.store.messages.stop(id))
      throw new Problem('not_waiting', 409, message.state === 'sending' ? 'It is being sent right now.' : 'It is not waiting to be sent.', {
        detail: message.state === 'sending' ? 'Wait until the attempt is over.' : 'Only what has not left yet can be stopped.',
      });
    return this.find(id);
  }

  /** Has a message tried again now, as often as a new one. Throws a `Problem` for one that was sent or is on its way. */
  retry(id: string): Message {
    const message = this.find(id);
    if (message.state === 'sent') throw new Problem('already_sent', 409, 'It has been sent already.');
    if (message.state === 'sending') throw new Problem('being_sent', 409, 'It is being sent right now.');
    this.#parts.store.messages.again(id, this.#parts.now());
    this.kick();
    return this.find(id);
  }

  /** After a start: what was being sent when the program stopped is noted as interrupted and tried again. Answers how many there were. */
  recover(): number {
    const { store, now } = this.#parts;
    const interrupted = store.messages.underWay();
    for (const { message, claimedAt } of interrupted) {
      const attempted: Attempted = {
        outcome: 'interrupted',
        code: null,
        words:
          'The program stopped while this was being sent. It may have arrived; it is sent again under the same id, so that it shows once.',
      };
      this.#settle(message, attempted, claimedAt, now());
    }
    return interrupted.length;
  }

  /** Sends all that is due and resolves when each has been tried; what is put meanwhile too. Never rejects for a message that fails. */
  work(): Promise<void> {
    if (this.#stop.signal.aborted) return Promise.resolve();
    this.#again = true;
    this.#stuck = false;
    this.#wake();
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Puts one message and makes one attempt at once, whatever else is under way; answers what became of it. */
  async tryOnce(put: Put): Promise<Message> {
    const composer = this.#composers.get(put.about.kind);
    // nobody else takes what is due in the year 9999
    const [id = ''] = this.put([put], new Date(Date.UTC(9999, 0, 1)));
    if (composer) await this.#attempt(this.find(id), composer);
    return this.find(id);
  }

  /** `work` without waiting for it. */
  kick(): void {
    this.work().catch((error: unknown) => this.#parts.log.error({ err: error }, 'the outbox could not be worked on'));
  }

  /** Stops what is on its way; it is tried again after the next start. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#wake();
    await this.#running?.catch(() => undefined);
  }

  async #run(): Promise<void> {
    const busy = new Map<string, { channel: Channel; ended: Promise<void> }>();
    // `work` must know of this run before it can end
    await Promise.resolve();
    try {
      while (!this.#stop.signal.aborted) {
        this.#again = false;
        this.#start(busy);
        // the check and the end are one step, so that a call in between is never lost
        if (busy.size === 0 && !this.#again) return;
        const woken = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        if (!this.#again) await Promise.race([woken, ...[...busy.values()].map(({ ended }) => ended)]);
      }
    } finally {
      this.#running = undefined;
      await Promise.all([...busy.values()].map(({ ended }) => ended));
    }
  }

  /** Starts what is due and has room: one message at a time for each recipient. */
  #start(busy: Map<string, { channel: Channel; ended: Promise<void> }>): void {
    const { store, now } = this.#parts;
    this.#writeDown();
    if (this.#stuck) return;
    // many that wait for a slow mail server keep no webhook waiting
    for (const channel of CHANNELS) {
      let free = PARALLEL - [...busy.values()].filter((one) => one.channel === channel).length;
      for (const message of free > 0 ? store.messages.due(channel, now(), MOST_LOOKED_AT) : []) {
        const key = recipientKey(message.recipient);
        const composer = this.#composers.get(message.about.kind);
        if (!composer || busy.has(key)) continue;
        const ended = this.#attempt(message, composer).finally(() => {
          busy.delete(key);
        });
        busy.set(key, { channel, ended });
        free -= 1;
        if (free === 0) break;
      }
    }
  }

  async #attempt(message: Message, composer: Composer): Promise<void> {
    const { store, now, log } = this.#parts;
    const at = now();
    let fixed: Fixed | undefined;
    try {
      fixed = store.messages.claim(message.id, { messageId: this.#messageIdOf(message), datedAt: at.toISOString() }, at);
    } catch (error) {
      log.error({ err: error }, 'the delivery ledger can’t be written');
      this.#stuck = true;
    }
    if (!fixed) return;
    const claimed = { ...message, tries: message.tries + 1 };
    let attempted: Attempted;
    try {
      attempted = await this.#send(claimed, composer, { messageId: fixed.messageId, dated: new Date(fixed.datedAt), now: at });
    } catch (error) {
      log.error({ err: error, message: message.id }, 'a message could not be sent');
      attempted = failureOf(error);
    }
    if (this.#stop.signal.aborted && attempted.outcome !== 'sent')
      attempted = {
        outcome: 'interrupted',
        code: null,
        words: 'The program was stopped while this was being sent. It is sent again under the same id.',
      };
    this.#settle(claimed, attempted, at.toISOString(), now());
  }

  async #send(message: Message, composer: Composer, known: Pick<Outgoing, 'messageId' | 'dated' | 'now'>): Promise<Attempted> {
    const { mail, store, root, address, times = CHANNEL_TIMES } = this.#parts;
    const { channel, to } = message.recipient;
    const settings = mail.current();
    if (channel === 'mail' && settings === null)
      return notSetUp('Not sent: no mail server is set. Set one under Channels, then try again.');
    if (channel === 'mail' && !isMailAddress(to))
      return { outcome: 'refused', code: 'no-address', words: `“${oneLine(to, 100)}” is not an address that mail can be sent to.` };
    const webhook = channel === 'webhook' ? store.channels.webhook(to) : undefined;
    if (channel === 'webhook' && !webhook) return notSetUp('Not sent: this webhook has been removed.');
    const folder = channel === 'folder' ? store.channels.folder(to) : undefined;
    if (channel === 'folder' && !folder) return notSetUp('Not sent: this folder has been removed from the channels.');
    const content: Content = await composer(message);
    store.messages.subject(message.id, oneLine(content.subject, 300));
    const outgoing: Outgoing = { message, ...known, signal: this.#stop.signal };
    if (settings && channel === 'mail') return toMail(settings, content, outgoing, times);
    if (webhook) return toWebhook(webhook, content, outgoing, { times, own: address() });
    if (folder) return toFolder(root, folder, content, outgoing);
    return notSetUp('Not sent: this channel is not known.');
  }

  /** Writes the attempt down, with what comes next. */
  #settle(message: Message, attempted: Attempted, at: string, now: Date): void {
    const next = nextOf(message, attempted, now);
    const attempt: Attempt = { at, outcome: attempted.outcome, code: attempted.code, words: next.words };
    this.#unwritten.push(() => this.#parts.store.messages.settle(message.id, attempt, next));
    this.#writeDown();
  }

  #writeDown(): void {
    while (this.#unwritten.length > 0) {
      try {
        this.#unwritten[0]?.();
        this.#unwritten.shift();
      } catch (error) {
        this.#parts.log.error({ err: error }, 'the delivery ledger can’t be written');
        this.#stuck = true;
        return;
      }
    }
  }

  #messageIdOf({ id }: Message): string {
    const from = this.#parts.mail.current()?.from.address ?? 'letters@throughline.invalid';
    return `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`;
  }
}
