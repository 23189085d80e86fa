import type { VersionCause } from '../../model/version.ts';
import type { VersionContent } from '../../pipelines/derive/data-version.ts';
import type { Sqlite } from './sqlite.ts';

/** One row of the list of data versions. */
export interface StoredVersion {
  readonly version: number;
  readonly cause: VersionCause;
  readonly madeAt: string;
  readonly firstAt: string | null;
  readonly endAt: string | null;
  readonly cutOffMs: number | null;
  readonly events: number;
  readonly steps: number;
  readonly cases: number;
  readonly content: VersionContent;
}

interface VersionRow extends Record<string, unknown> {
  version: number;
  cause: VersionCause;
  made_at: string;
  first_at: string | null;
  end_at: string | null;
  cut_off_ms: number | null;
  events: number;
  steps: number;
  cases: number;
  content: string;
}

const fromRow = (row: VersionRow): StoredVersion => ({
  version: row.version,
  cause: row.cause,
  madeAt: row.made_at,
  firstAt: row.first_at,
  endAt: row.end_at,
  cutOffMs: row.cut_off_ms,
  events: row.events,
  steps: row.steps,
  cases: row.cases,
  content: JSON.parse(row.content) as VersionContent,
});

/** Every data version a process has had, as the tables of DuckDB list them. */
export class VersionStore {
  readonly #database: Sqlite;

  constructor(database: Sqlite) {
    this.#database = database;
  }

  /** Newest first. */
  of(process: string): StoredVersion[] {
    return this.#database.all<VersionRow>('SELECT * FROM version WHERE process = ? ORDER BY version DESC', process).map(fromRow);
  }

  find(process: string, version: number): StoredVersion | undefined {
    const row = this.#database.get<VersionRow>('SELECT * FROM version WHERE process = ? AND version = ?', process, version);
    return row && fromRow(row);
  }

  /** 0 before the first. */
  newest(process: string): number {
    return Number(this.#database.get('SELECT coalesce(max(version), 0) AS n FROM version WHERE process = ?', process)?.n ?? 0);
  }

  /** Makes the list of a process the given one. */
  write(process: string, versions: readonly StoredVersion[]): void {
    this.#database.transaction(() => {
      this.#database.run('DELETE FROM version WHERE process = ?', process);
      for (const one of versions) {
        this.#database.run(
          `INSERT INTO version (process, version, cause, made_at, first_at, end_at, cut_off_ms, events, steps, cases, content)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          process,
          one.version,
          one.cause,
          one.madeAt,
          one.firstAt,
          one.endAt,
          one.cutOffMs,
          one.events,
          one.steps,
          one.cases,
          JSON.stringify(one.content),
        );
      }
    });
  }
}
