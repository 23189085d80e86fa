import type { Recipient } from '../../model/delivery.ts';
import type { LetterKind, LetterOrder } from '../../model/letter.ts';
import type { Delivered } from '../../model/schedule.ts';
import type { Sqlite, Value } from './sqlite.ts';

/** A drawing of the mail; its bytes are in `<cid>.png`. */
export interface KeptImage {
  readonly cid: string;
  readonly width: number;
  readonly height: number;
}

/** What is known of a letter without opening its files. */
export interface LetterBody {
  readonly kind: LetterKind;
  readonly subject: string;
  readonly periodWords: string;
  readonly headline: string;
  readonly quiet: boolean;
  readonly dataVersion: number;
  readonly check: string;
  readonly order: LetterOrder;
  readonly recipients: readonly Recipient[];
  readonly attachPdf: boolean;
  readonly fileName: string;
  readonly images: readonly KeptImage[];
  /** To whom an answer goes; null for nobody. */
  readonly replyTo: string | null;
}

export interface StoredLetter extends LetterBody {
  readonly id: string;
  readonly process: string | null;
  readonly schedule: string | null;
  readonly run: string | null;
  readonly inSeries: boolean;
  readonly dueAt: string | null;
  readonly madeAt: string;
  readonly fingerprint: string;
}

interface LetterRow extends Record<string, unknown> {
  id: string;
  process: string | null;
  schedule: string | null;
  run: string | null;
  in_series: number;
  due_at: string | null;
  made_at: string;
  fingerprint: string;
  body: string;
}

const fromRow = ({ id, process, schedule, run, in_series, due_at, made_at, fingerprint, body }: LetterRow): StoredLetter => ({
  ...(JSON.parse(body) as LetterBody),
  ...{ id, process, schedule, run, fingerprint },
  inSeries: in_series === 1,
  dueAt: due_at,
  madeAt: made_at,
});

const NOTHING_SENT: Delivered = { sent: 0, waiting: 0, failed: 0, stopped: 0, unsent: 0 };

/** The register of kept letters; the letters themselves are files. */
export class LetterStore {
  readonly #database: Sqlite;

  constructor(database: Sqlite) {
    this.#database = database;
  }

  add({ id, process, schedule, run, inSeries, dueAt, madeAt, fingerprint, ...body }: StoredLetter): void {
    this.#database.run(
      'INSERT INTO letter (id, process, schedule, run, in_series, due_at, made_at, fingerprint, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ...[id, process, schedule, run, inSeries ? 1 : 0, dueAt, madeAt, fingerprint, JSON.stringify(body)],
    );
  }

  find(id: string): StoredLetter | undefined {
    const row = this.#database.get<LetterRow>('SELECT * FROM letter WHERE id = ?', id);
    return row && fromRow(row);
  }

  ofRun(run: string): string | null {
    return this.#database.get<{ id: string }>('SELECT id FROM letter WHERE run = ?', run)?.id ?? null;
  }

  /** The newest so many, newest first; of the house for null. */
  list({
    process,
    schedule,
    limit = 200,
  }: {
    process?: string | null | undefined;
    schedule?: string | undefined;
    limit?: number;
  }): StoredLetter[] {
    const conditions: [string, Value][] = [];
    if (process !== undefined) conditions.push(['process IS ?', process]);
    if (schedule !== undefined) conditions.push(['schedule = ?', schedule]);
    const where = conditions.map(([condition]) => condition).join(' AND ') || '1 = 1';
    return this.#database
      .all<LetterRow>(
        `SELECT * FROM letter WHERE ${where} ORDER BY made_at DESC, id LIMIT ?`,
        ...conditions.map(([, value]) => value),
        limit,
      )
      .map(fromRow);
  }

  /** The newest letter that went to the readers of a schedule, made before another if one is named. */
  lastOf(schedule: string, before?: StoredLetter): StoredLetter | undefined {
    const row = before
      ? this.#database.get<LetterRow>(
          'SELECT * FROM letter WHERE schedule = ? AND in_series = 1 AND made_at < ? ORDER BY made_at DESC, id LIMIT 1',
          schedule,
          before.madeAt,
        )
      : this.#database.get<LetterRow>(
          'SELECT * FROM letter WHERE schedule = ? AND in_series = 1 ORDER BY made_at DESC, id LIMIT 1',
          schedule,
        );
    return row && fromRow(row);
  }

  /** The letter after one, in the same series. */
  nextOf(schedule: string, after: StoredLetter): StoredLetter | undefined {
    const row = this.#database.get<LetterRow>(
      'SELECT * FROM letter WHERE schedule = ? AND in_series = 1 AND made_at > ? ORDER BY made_at, id LIMIT 1',
      schedule,
      after.madeAt,
    );
    return row && fromRow(row);
  }

  /** Ids of all letters, or of those of a service. */
  ids(process?: string): string[] {
    const rows =
      process === undefined
        ? this.#database.all<{ id: string }>('SELECT id FROM letter')
        : this.#database.all<{ id: string }>('SELECT id FROM letter WHERE process = ?', process);
    return rows.map(({ id }) => id);
  }

  /** What became of the messages of a letter. `unsent`: ended because nothing was set up to send them with. */
  delivered(id: string): Delivered {
    const rows = this.#database.all<{ state: string; unsent: number; n: number }>(
      `SELECT m.state AS state, coalesce(a.outcome = 'not-set-up', 0) AS unsent, count(*) AS n
       FROM message m
       LEFT JOIN delivery_attempt a ON a.message = m.id AND a.number = (SELECT max(number) FROM delivery_attempt WHERE message = m.id)
       WHERE m.about_kind = 'letter' AND m.about_id = ?
       GROUP BY 1, 2`,
      id,
    );
    return rows.reduce<Delivered>((sum, { state, unsent, n }) => {
      const key = unsent === 1 && state !== 'sent' ? 'unsent' : state === 'sending' ? 'waiting' : (state as keyof Delivered);
      return { ...sum, [key]: sum[key] + n };
    }, NOTHING_SENT);
  }
}
