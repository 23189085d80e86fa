import type { Recipient } from '../../model/delivery.ts';
import { NotFound } from '../../model/problem.ts';
import type { Run, RunState, ScheduleContent } from '../../model/schedule.ts';
import type { Sqlite } from './sqlite.ts';

/** What the owner of a schedule was told that is not over; `key` tells causes apart. */
export interface Trouble {
  readonly since: string;
  readonly key: string;
  readonly words: string;
}

/** A schedule as it is kept. */
export interface StoredSchedule extends ScheduleContent {
  readonly id: string;
  readonly revision: number;
  readonly process: string | null;
  readonly paused: boolean;
  readonly madeAt: string;
  readonly changedAt: string;
  readonly removedAt: string | null;
  readonly nextDueAt: string | null;
  readonly trouble: Trouble | null;
}

export type StoredRun = Omit<Run, 'letter'>;

export interface Notice {
  readonly id: string;
  readonly schedule: string;
  readonly run: string;
  readonly kind: 'not-made' | 'not-delivered' | 'works-again';
  readonly subject: string;
  readonly words: string;
  readonly madeAt: string;
}

interface ScheduleRow extends Record<string, unknown> {
  id: string;
  process: string | null;
  revision: number;
  body: string;
  paused: number;
  made_at: string;
  changed_at: string;
  removed_at: string | null;
  next_due_at: string | null;
  trouble: string | null;
}

interface RunRow extends Record<string, unknown> {
  id: string;
  schedule: string;
  due_at: string;
  state: RunState;
  words: string;
  tries: number;
  next_try_at: string | null;
  ended_at: string | null;
}

const fromRow = (row: ScheduleRow): StoredSchedule => ({
  ...(JSON.parse(row.body) as ScheduleContent),
  id: row.id,
  revision: row.revision,
  process: row.process,
  paused: row.paused === 1,
  madeAt: row.made_at,
  changedAt: row.changed_at,
  removedAt: row.removed_at,
  nextDueAt: row.next_due_at,
  trouble: row.trouble === null ? null : (JSON.parse(row.trouble) as Trouble),
});

const fromRunRow = ({ id, schedule, due_at, state, words, tries, next_try_at, ended_at }: RunRow): StoredRun => ({
  ...{ id, schedule, state, words, tries },
  dueAt: due_at,
  nextTryAt: next_try_at,
  endedAt: ended_at,
});

/** Only what a person writes: what is stored beside it has columns of its own. */
export const contentOf = ({
  name,
  order,
  when,
  zone,
  owner,
  recipients,
  attachPdf,
  missed,
  unchanged,
}: ScheduleContent): ScheduleContent => ({ name, order, when, zone, owner, recipients, attachPdf, missed, unchanged });

/** Schedules of letters and their runs. No method opens a transaction: who writes several things does (`Store.transaction`). */
export class ScheduleStore {
  readonly #database: Sqlite;

  constructor(database: Sqlite) {
    this.#database = database;
  }

  /** By name; those of the house for null, all of them when left out. */
  of(process?: string | null, { removed = false }: { removed?: boolean } = {}): StoredSchedule[] {
    const gone = removed ? 'removed_at IS NOT NULL' : 'removed_at IS NULL';
    // a single null can't be bound: it would be taken for a list of names
    const rows =
      typeof process === 'string'
        ? this.#database.all<ScheduleRow>(`SELECT * FROM schedule WHERE ${gone} AND process = ?`, process)
        : this.#database.all<ScheduleRow>(`SELECT * FROM schedule WHERE ${gone}${process === null ? ' AND process IS NULL' : ''}`);
    return rows.map(fromRow).sort((one, other) => one.name.localeCompare(other.name, 'en') || (one.id < other.id ? -1 : 1));
  }

  /** Also one that was removed. */
  find(id: string): StoredSchedule | undefined {
    const row = this.#database.get<ScheduleRow>('SELECT * FROM schedule WHERE id = ?', id);
    return row && fromRow(row);
  }

  /** Throws `NotFound` for one that never was; one that was removed is found. */
  get(id: string): StoredSchedule {
    const found = this.find(id);
    if (!found) throw new NotFound('schedule', id);
    return found;
  }

  /** Writes a schedule whole, new or not. */
  write(schedule: StoredSchedule): void {
    this.#database.run(
      `INSERT INTO schedule (id, process, revision, body, paused, made_at, changed_at, removed_at, next_due_at, trouble)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET process = excluded.process, revision = excluded.revision, body = excluded.body, paused = excluded.paused,
         changed_at = excluded.changed_at, removed_at = excluded.removed_at, next_due_at = excluded.next_due_at, trouble = excluded.trouble`,
      schedule.id,
      schedule.process,
      schedule.revision,
      JSON.stringify(contentOf(schedule)),
      schedule.paused ? 1 : 0,
      schedule.madeAt,
      schedule.changedAt,
      schedule.removedAt,
      schedule.nextDueAt,
      schedule.trouble === null ? null : JSON.stringify(schedule.trouble),
    );
  }

  /** Those whose next due time has come. */
  come(now: Date): StoredSchedule[] {
    return this.#database
      .all<ScheduleRow>('SELECT * FROM schedule WHERE next_due_at <= ? ORDER BY next_due_at', now.toISOString())
      .map(fromRow);
  }

  dueNext(id: string, at: Date | null): void {
    this.#database.run('UPDATE schedule SET next_due_at = ? WHERE id = ?', at?.toISOString() ?? null, id);
  }

  troubled(id: string, trouble: Trouble | null): void {
    this.#database.run('UPDATE schedule SET trouble = ? WHERE id = ?', trouble === null ? null : JSON.stringify(trouble), id);
  }

  /** Nothing where this due time has its run already. */
  addRun({ id, schedule, dueAt, state, words, tries, nextTryAt, endedAt }: StoredRun): boolean {
    return (
      this.#database.run(
        `INSERT INTO schedule_run (id, schedule, due_at, state, words, tries, next_try_at, ended_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (schedule, due_at) DO NOTHING`,
        id,
        schedule,
        dueAt,
        state,
        words,
        tries,
        nextTryAt,
        endedAt,
      ) > 0
    );
  }

  run(id: string): StoredRun | undefined {
    const row = this.#database.get<RunRow>('SELECT * FROM schedule_run WHERE id = ?', id);
    return row && fromRunRow(row);
  }

  /** Newest due time first. */
  runsOf(schedule: string, limit = 100): StoredRun[] {
    return this.#database
      .all<RunRow>('SELECT * FROM schedule_run WHERE schedule = ? ORDER BY due_at DESC LIMIT ?', schedule, limit)
      .map(fromRunRow);
  }

  /** In these states, oldest due time first. */
  runsIn(states: readonly RunState[], schedule?: string): StoredRun[] {
    const marks = states.map(() => '?').join(', ');
    return schedule === undefined
      ? this.#database.all<RunRow>(`SELECT * FROM schedule_run WHERE state IN (${marks}) ORDER BY due_at, id`, ...states).map(fromRunRow)
      : this.#database
          .all<RunRow>(`SELECT * FROM schedule_run WHERE state IN (${marks}) AND schedule = ? ORDER BY due_at, id`, ...states, schedule)
          .map(fromRunRow);
  }

  changeRun(id: string, change: Partial<Pick<StoredRun, 'state' | 'words' | 'tries' | 'nextTryAt' | 'endedAt'>>): void {
    const before = this.run(id);
    if (!before) return;
    const { state, words, tries, nextTryAt, endedAt } = { ...before, ...change };
    this.#database.run(
      'UPDATE schedule_run SET state = ?, words = ?, tries = ?, next_try_at = ?, ended_at = ? WHERE id = ?',
      ...[state, words, tries, nextTryAt, endedAt, id],
    );
  }

  /** The link by which a recipient leaves; the same for every letter of the schedule. */
  leaveLink(schedule: string, { channel, to }: Recipient, fresh: () => string): string {
    this.#database.run(
      'INSERT INTO leave_link (token, schedule, channel, recipient) VALUES (?, ?, ?, ?) ON CONFLICT (schedule, channel, recipient) DO NOTHING',
      ...[fresh(), schedule, channel, to],
    );
    const row = this.#database.get<{ token: string }>(
      'SELECT token FROM leave_link WHERE schedule = ? AND channel = ? AND recipient = ?',
      ...[schedule, channel, to],
    );
    return row?.token ?? '';
  }

  leaving(token: string): { schedule: string; recipient: Recipient; leftAt: string | null } | undefined {
    const row = this.#database.get<{ schedule: string; channel: Recipient['channel']; recipient: string; left_at: string | null }>(
      'SELECT schedule, channel, recipient, left_at FROM leave_link WHERE token = ?',
      token,
    );
    return row && { schedule: row.schedule, recipient: { channel: row.channel, to: row.recipient }, leftAt: row.left_at };
  }

  leftBy(token: string, at: Date): void {
    this.#database.run('UPDATE leave_link SET left_at = ? WHERE token = ?', at.toISOString(), token);
  }

  /** Who was put on the list again has not left. */
  back(schedule: string, recipients: readonly Recipient[]): void {
    for (const { channel, to } of recipients)
      this.#database.run(
        'UPDATE leave_link SET left_at = NULL WHERE schedule = ? AND channel = ? AND recipient = ? COLLATE NOCASE',
        schedule,
        channel,
        to,
      );
  }

  left(schedule: string): { recipient: Recipient; at: string }[] {
    return this.#database
      .all<{ channel: Recipient['channel']; recipient: string; left_at: string }>(
        'SELECT channel, recipient, left_at FROM leave_link WHERE schedule = ? AND left_at IS NOT NULL ORDER BY left_at',
        schedule,
      )
      .map(({ channel, recipient, left_at }) => ({ recipient: { channel, to: recipient }, at: left_at }));
  }

  /** False where this run has told the same already. */
  addNotice({ id, schedule, run, kind, subject, words, madeAt }: Notice): boolean {
    return (
      this.#database.run(
        'INSERT INTO notice (id, schedule, run, kind, subject, words, made_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run, kind) DO NOTHING',
        ...[id, schedule, run, kind, subject, words, madeAt],
      ) > 0
    );
  }

  notice(id: string): Notice | undefined {
    const row = this.#database.get<Omit<Notice, 'madeAt'> & { made_at: string } & Record<string, unknown>>(
      'SELECT * FROM notice WHERE id = ?',
      id,
    );
    if (!row) return undefined;
    const { made_at, schedule, run, kind, subject, words } = row;
    return { id, schedule, run, kind, subject, words, madeAt: made_at };
  }
}
