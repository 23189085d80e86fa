import type { AlertMessage, AlertRule, AlertRuleContent, Episode, EpisodeEntry, EpisodeEvent, NoticeKind } from '../../model/alert.ts';
import { NotFound, Problem } from '../../model/problem.ts';
import type { Sqlite } from './sqlite.ts';

/** A rule with what is known of its last look. */
export interface StoredRule extends AlertRule {
  readonly lookedAt: string | null;
  readonly problem: string | null;
}

/** Something to be told that waits. */
export interface Notice {
  readonly id: number;
  readonly rule: string;
  readonly episode: string;
  readonly kind: NoticeKind;
  readonly at: string;
}

/** What happened to an episode; the store gives it its number. */
export type NewEntry = Omit<EpisodeEntry, 'id'>;

interface RuleRow extends Record<string, unknown> {
  id: string;
  process: string;
  revision: number;
  body: string;
  made_at: string;
  changed_at: string;
  removed_at: string | null;
  looked_at: string | null;
  problem: string | null;
}
interface BodyRow extends Record<string, unknown> {
  body: string;
}
interface EntryRow extends Record<string, unknown> {
  id: number;
  at: string;
  by: string;
  kind: EpisodeEvent;
  words: string;
  data_version: number | null;
}

const ruleOf = (row: RuleRow): StoredRule => ({
  ...(JSON.parse(row.body) as AlertRuleContent),
  id: row.id,
  process: row.process,
  revision: row.revision,
  madeAt: row.made_at,
  changedAt: row.changed_at,
  removedAt: row.removed_at,
  lookedAt: row.looked_at,
  problem: row.problem,
});
const episodeOf = ({ body }: BodyRow): Episode => JSON.parse(body) as Episode;

/** Rules, episodes with their history, notices that wait, and messages as they were handed over. */
export class AlertStore {
  readonly #database: Sqlite;

  constructor(database: Sqlite) {
    this.#database = database;
  }

  /** All or nothing, on disk when it returns: an episode, its history, and the message that tells of it belong together. Not nestable. */
  together<T>(work: () => T): T {
    return this.#database.transaction(work);
  }

  /** In the order in which they were made; those that were removed only when asked for. */
  rules(process: string, { removed = false }: { removed?: boolean } = {}): StoredRule[] {
    return this.#database
      .all<RuleRow>(
        `SELECT * FROM alert_rule WHERE process = ? AND removed_at IS ${removed ? 'NOT NULL' : 'NULL'} ORDER BY made_at, rowid`,
        process,
      )
      .map(ruleOf);
  }

  /** Whether there has ever been one, removed or not. */
  hasAny(process: string): boolean {
    return this.#database.get('SELECT id FROM alert_rule WHERE process = ? LIMIT 1', process) !== undefined;
  }

  /** Also one that was removed. */
  findRule(process: string, id: string): StoredRule | undefined {
    const row = this.#database.get<RuleRow>('SELECT * FROM alert_rule WHERE process = ? AND id = ?', process, id);
    return row && ruleOf(row);
  }

  /** One that is there; throws `NotFound` for one that never was or was removed. */
  rule(process: string, id: string): StoredRule {
    const found = this.findRule(process, id);
    if (!found || found.removedAt !== null) throw new NotFound('alert rule', id);
    return found;
  }

  addRule(process: string, id: string, content: AlertRuleContent, now: Date): void {
    this.#database.run(
      'INSERT INTO alert_rule (id, process, revision, body, made_at, changed_at) VALUES (?, ?, 1, ?, ?, ?)',
      id,
      process,
      JSON.stringify(content),
      now.toISOString(),
      now.toISOString(),
    );
  }

  /** Writes a rule over the one that was looked at; refuses (`Problem` changed_meanwhile, 409) where somebody changed it since. */
  changeRule(process: string, id: string, seen: number, content: AlertRuleContent, now: Date): void {
    const changed = this.#database.run(
      'UPDATE alert_rule SET body = ?, revision = revision + 1, changed_at = ? WHERE process = ? AND id = ? AND revision = ? AND removed_at IS NULL',
      JSON.stringify(content),
      now.toISOString(),
      process,
      id,
      seen,
    );
    if (changed > 0) return;
    const { name } = this.rule(process, id);
    throw new Problem('changed_meanwhile', 409, `Somebody has changed “${name}” since you opened it.`, {
      detail: 'Open it again and make your change there. Nothing of theirs was overwritten.',
    });
  }

  removeRule(process: string, id: string, at: Date | null, now: Date): void {
    this.#database.run(
      'UPDATE alert_rule SET removed_at = ?, changed_at = ?, revision = revision + 1 WHERE process = ? AND id = ?',
      at?.toISOString() ?? null,
      now.toISOString(),
      process,
      id,
    );
  }

  /** That a rule was held against the data, or why it could not be. Moves no revision. */
  looked(id: string, now: Date, problem: string | null): void {
    this.#database.run('UPDATE alert_rule SET looked_at = ?, problem = ? WHERE id = ?', now.toISOString(), problem, id);
  }

  /** Of rules that are there: open ones first, then those that ended last; `closedAfter` leaves out older ends. */
  episodes(process: string, { closedAfter = '' }: { closedAfter?: string } = {}): Episode[] {
    return this.#database
      .all<BodyRow>(
        `SELECT e.body FROM alert_episode e JOIN alert_rule r ON r.id = e.rule
         WHERE e.process = ? AND r.removed_at IS NULL AND (e.state = 'open' OR e.closed_at >= ?)
         ORDER BY e.state DESC, e.closed_at DESC, e.rowid`,
        process,
        closedAfter,
      )
      .map(episodeOf);
  }

  /** All of a rule that are open, and the newest one of each other cause. */
  episodesOf(rule: string): Episode[] {
    return this.#database
      .all<BodyRow>(
        `SELECT body FROM alert_episode WHERE rule = ? AND rowid IN (SELECT max(rowid) FROM alert_episode WHERE rule = ? GROUP BY cause)
         ORDER BY rowid`,
        rule,
        rule,
      )
      .map(episodeOf);
  }

  /** Throws `NotFound` for one that never was. */
  episode(process: string, id: string): Episode {
    const row = this.#database.get<BodyRow>('SELECT body FROM alert_episode WHERE process = ? AND id = ?', process, id);
    if (!row) throw new NotFound('alert', id);
    return episodeOf(row);
  }

  put(episode: Episode): void {
    this.#database.run(
      `INSERT INTO alert_episode (id, process, rule, cause, state, closed_at, body) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, closed_at = excluded.closed_at, body = excluded.body`,
      episode.id,
      episode.process,
      episode.rule,
      episode.finding.cause,
      episode.state,
      episode.closedAt,
      JSON.stringify(episode),
    );
  }

  record(process: string, episode: string, { at, by, kind, words, dataVersion }: NewEntry): void {
    this.#database.run(
      'INSERT INTO alert_history (process, episode, at, by, kind, words, data_version) VALUES (?, ?, ?, ?, ?, ?, ?)',
      process,
      episode,
      at,
      by,
      kind,
      words,
      dataVersion,
    );
  }

  /** Oldest first. */
  history(process: string, episode: string): EpisodeEntry[] {
    return this.#database
      .all<EntryRow>('SELECT * FROM alert_history WHERE process = ? AND episode = ? ORDER BY id', process, episode)
      .map(({ id, at, by, kind, words, data_version }) => ({ id, at, by, kind, words, dataVersion: data_version }));
  }

  notice(process: string, rule: string, episode: string, kind: NoticeKind, at: Date): void {
    this.#database.run(
      'INSERT INTO alert_notice (process, rule, episode, kind, at) VALUES (?, ?, ?, ?, ?)',
      process,
      rule,
      episode,
      kind,
      at.toISOString(),
    );
  }

  /** Oldest first. */
  waiting(rule: string): Notice[] {
    return this.#database.all<Notice & Record<string, unknown>>(
      'SELECT id, rule, episode, kind, at FROM alert_notice WHERE rule = ? AND ended_at IS NULL ORDER BY id',
      rule,
    );
  }

  endNotices(ids: readonly number[], message: string | null, now: Date): void {
    for (const id of ids)
      this.#database.run('UPDATE alert_notice SET ended_at = ?, message = ? WHERE id = ?', now.toISOString(), message, id);
  }

  addMessage(message: AlertMessage): void {
    this.#database.run(
      'INSERT INTO alert_message (id, process, rule, made_at, body) VALUES (?, ?, ?, ?, ?)',
      message.id,
      message.process,
      message.rule,
      message.madeAt,
      JSON.stringify(message),
    );
  }

  message(id: string): AlertMessage | undefined {
    const row = this.#database.get<BodyRow>('SELECT body FROM alert_message WHERE id = ?', id);
    return row && (JSON.parse(row.body) as AlertMessage);
  }

  /** Newest first, 200 at most. */
  messages(process: string): AlertMessage[] {
    return this.#database
      .all<BodyRow>('SELECT body FROM alert_message WHERE process = ? ORDER BY made_at DESC, rowid DESC LIMIT 200', process)
      .map(({ body }) => JSON.parse(body) as AlertMessage);
  }

  /** When each data version was made and how far it reached. */
  deliveries(process: string): { version: number; madeAt: string; endAt: string | null }[] {
    return this.#database.all<{ version: number; madeAt: string; endAt: string | null }>(
      'SELECT version, made_at AS "madeAt", end_at AS "endAt" FROM version WHERE process = ?',
      process,
    );
  }

  /** When an import of the process last ended, so that nothing is looked through as long as nothing happened. */
  importsEnded(process: string): string {
    const row = this.#database.get<{ last: string | null; n: number }>(
      "SELECT max(ended_at) AS last, count(*) FILTER (WHERE state = 'undone') AS n FROM import_register WHERE process = ?",
      process,
    );
    return `${row?.last ?? ''} ${String(row?.n ?? 0)}`;
  }
}
