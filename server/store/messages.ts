import type { Attempt, Channel, Message, MessageAbout, Recipient } from '../../model/delivery.ts';
import type { Sqlite, Value } from './sqlite.ts';

interface MessageRow extends Record<string, unknown> {
  id: string;
  about_kind: string;
  about_id: string;
  process: string | null;
  channel: string;
  recipient: string;
  state: string;
  subject: string | null;
  message_id: string | null;
  dated_at: string | null;
  made_at: string;
  claimed_at: string | null;
  sent_at: string | null;
  next_try_at: string | null;
  tries: number;
  attempts: string;
}

/** Messages, each with its attempts as JSON. */
const MESSAGES = `SELECT m.*, (
    SELECT json_group_array(json_object('at', at, 'outcome', outcome, 'code', code, 'words', words))
    FROM (SELECT * FROM delivery_attempt WHERE message = m.id ORDER BY number)
  ) AS attempts
  FROM message AS m`;

const fromRow = (row: MessageRow): Message => ({
  id: row.id,
  about: { kind: row.about_kind as MessageAbout['kind'], id: row.about_id },
  process: row.process,
  recipient: { channel: row.channel as Channel, to: row.recipient },
  subject: row.subject,
  state: row.state as Message['state'],
  madeAt: row.made_at,
  sentAt: row.sent_at,
  nextTryAt: row.next_try_at,
  tries: row.tries,
  attempts: JSON.parse(row.attempts) as Attempt[],
});

/** Which lines of the ledger; what is left out does not matter. */
export interface LedgerFilter {
  readonly about?: MessageAbout | undefined;
  readonly kind?: MessageAbout['kind'] | undefined;
  /** Null for what belongs to the house. */
  readonly process?: string | null | undefined;
  readonly channel?: Channel | undefined;
  readonly to?: string | undefined;
  readonly state?: Message['state'] | undefined;
  /** Made at or after this instant. */
  readonly since?: string | undefined;
  /** The newest so many; 500 when left out. */
  readonly limit?: number | undefined;
}

export interface NewMessage {
  readonly id: string;
  readonly about: MessageAbout;
  readonly recipient: Recipient;
  readonly process: string | null;
  readonly at: Date;
}

/** Message-ID and date of a mail: the same however often it is tried. */
export interface Fixed {
  readonly messageId: string;
  readonly datedAt: string;
}

/** The delivery ledger. Each call is on disk when it returns. */
export class MessageStore {
  readonly #database: Sqlite;

  constructor(database: Sqlite) {
    this.#database = database;
  }

  /** Puts a message, or finds the one that is there for this recipient already; answers its id. */
  put({ id, about, recipient, process, at }: NewMessage, now: Date): string {
    this.#database.run(
      `INSERT INTO message (id, about_kind, about_id, process, channel, recipient, state, made_at, next_try_at)
       VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?, ?) ON CONFLICT (about_kind, about_id, channel, recipient) DO NOTHING`,
      ...[id, about.kind, about.id, process, recipient.channel, recipient.to, now.toISOString(), at.toISOString()],
    );
    return (
      this.#database.get<{ id: string }>(
        'SELECT id FROM message WHERE about_kind = ? AND about_id = ? AND channel = ? AND recipient = ?',
        ...[about.kind, about.id, recipient.channel, recipient.to],
      )?.id ?? id
    );
  }

  find(id: string): Message | undefined {
    const row = this.#database.get<MessageRow>(`${MESSAGES} WHERE id = ?`, id);
    return row && fromRow(row);
  }

  /** Newest first; those of one moment in the order in which they were put. */
  list(filter: LedgerFilter): Message[] {
    const { about, kind, process, channel, to, state, since, limit = 500 } = filter;
    const conditions: [string, Value][] = [];
    const where = (condition: string, value: Value | undefined) => {
      if (value !== undefined) conditions.push([condition, value]);
    };
    where('about_kind = ?', about?.kind ?? kind);
    where('about_id = ?', about?.id);
    where('process IS ?', process);
    where('channel = ?', channel);
    where('recipient = ?', to);
    where('state = ?', state);
    where('made_at >= ?', since);
    const text = conditions.map(([condition]) => condition).join(' AND ') || '1 = 1';
    return this.#database
      .all<MessageRow>(`${MESSAGES} WHERE ${text} ORDER BY made_at DESC, m.rowid LIMIT ?`, ...conditions.map(([, value]) => value), limit)
      .map(fromRow);
  }

  /** What may be tried now by a channel, the longest waiting first, then in the order in which they were put. */
  due(channel: Channel, now: Date, limit: number): Message[] {
    return this.#database
      .all<MessageRow>(
        `${MESSAGES} WHERE state = 'waiting' AND next_try_at <= ? AND channel = ? ORDER BY next_try_at, m.rowid LIMIT ?`,
        ...[now.toISOString(), channel, limit],
      )
      .map(fromRow);
  }

  /** Marks a message as being sent, before its first byte leaves; undefined when somebody else has it or it is no longer waiting. */
  claim(id: string, fixed: Fixed, now: Date): Fixed | undefined {
    const changed = this.#database.run(
      `UPDATE message SET state = 'sending', claimed_at = ?, tries = tries + 1, next_try_at = NULL,
         message_id = coalesce(message_id, ?), dated_at = coalesce(dated_at, ?)
       WHERE id = ? AND state = 'waiting'`,
      ...[now.toISOString(), fixed.messageId, fixed.datedAt, id],
    );
    if (changed === 0) return undefined;
    const row = this.#database.get<Pick<MessageRow, 'message_id' | 'dated_at'>>(
      'SELECT message_id, dated_at FROM message WHERE id = ?',
      id,
    );
    return { messageId: row?.message_id ?? fixed.messageId, datedAt: row?.dated_at ?? fixed.datedAt };
  }

  subject(id: string, subject: string): void {
    this.#database.run('UPDATE message SET subject = ? WHERE id = ?', subject, id);
  }

  /** Ends an attempt: the line and what comes of it, both or neither. A message that is gone with its service is left alone. */
  settle(id: string, attempt: Attempt, next: { state: Message['state']; nextTryAt: string | null }): void {
    this.#database.transaction(() => {
      const changed = this.#database.run(
        `UPDATE message SET state = ?, next_try_at = ?, claimed_at = NULL, sent_at = CASE WHEN ? = 'sent' THEN ? ELSE sent_at END WHERE id = ?`,
        ...[next.state, next.nextTryAt, next.state, attempt.at, id],
      );
      if (changed > 0) this.#note(id, attempt);
    });
  }

  /** What was being sent when the program stopped, with the start of that attempt. */
  underWay(): { message: Message; claimedAt: string }[] {
    return this.#database
      .all<MessageRow>(`${MESSAGES} WHERE state = 'sending' ORDER BY claimed_at`)
      .map((row) => ({ message: fromRow(row), claimedAt: row.claimed_at ?? row.made_at }));
  }

  /** Has a message wait again, as often as a new one. */
  again(id: string, now: Date): void {
    this.#database.run(
      "UPDATE message SET state = 'waiting', tries = 0, next_try_at = ?, dated_at = NULL WHERE id = ? AND state IN ('waiting', 'failed', 'stopped')",
      now.toISOString(),
      id,
    );
  }

  stop(id: string): boolean {
    return this.#database.run("UPDATE message SET state = 'stopped', next_try_at = NULL WHERE id = ? AND state = 'waiting'", id) > 0;
  }

  #note(id: string, { at, outcome, code, words }: Attempt): void {
    this.#database.run(
      `INSERT INTO delivery_attempt (message, number, at, outcome, code, words)
       SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ?, ? FROM delivery_attempt WHERE message = ?`,
      ...[id, at, outcome, code, words, id],
    );
  }
}
