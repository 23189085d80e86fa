import { emptyBlueprint, type Blueprint } from '../../model/blueprint.ts';
import type { Sqlite } from './sqlite.ts';

/** One saved blueprint. `dataVersion` is null until the event tables follow it. */
export interface SavedBlueprint {
  readonly id: number;
  readonly process: string;
  readonly blueprint: Blueprint;
  readonly dataVersion: number | null;
}

interface BlueprintRow extends Record<string, unknown> {
  id: number;
  process: string;
  body: string;
  data_version: number | null;
}

const fromRow = (row: BlueprintRow): SavedBlueprint => ({
  id: row.id,
  process: row.process,
  blueprint: JSON.parse(row.body) as Blueprint,
  dataVersion: row.data_version,
});

/** Every blueprint a process has had; the newest holds. */
export class BlueprintStore {
  readonly #database: Sqlite;

  constructor(database: Sqlite) {
    this.#database = database;
  }

  newest(process: string): Blueprint {
    return this.newestSaved(process)?.blueprint ?? emptyBlueprint();
  }

  newestSaved(process: string): SavedBlueprint | undefined {
    const row = this.#database.get<BlueprintRow>('SELECT * FROM blueprint WHERE process = ? ORDER BY id DESC LIMIT 1', process);
    return row && fromRow(row);
  }

  find(id: number): SavedBlueprint | undefined {
    const row = this.#database.get<BlueprintRow>('SELECT * FROM blueprint WHERE id = ?', id);
    return row && fromRow(row);
  }

  /** The one that a data version followed. */
  at(process: string, dataVersion: number): SavedBlueprint | undefined {
    const row = this.#database.get<BlueprintRow>(
      'SELECT * FROM blueprint WHERE process = ? AND data_version <= ? ORDER BY id DESC LIMIT 1',
      process,
      dataVersion,
    );
    return row && fromRow(row);
  }

  /** Writes it as the newest and answers its id; it holds once `applied` was called. */
  save(process: string, blueprint: Blueprint, now: Date): number {
    this.#database.run(
      'INSERT INTO blueprint (process, body, data_version, saved_at) VALUES (?, ?, NULL, ?)',
      process,
      JSON.stringify(blueprint),
      now.toISOString(),
    );
    return Number(this.#database.get('SELECT last_insert_rowid() AS id')?.id);
  }

  applied(id: number, dataVersion: number): void {
    this.#database.run('UPDATE blueprint SET data_version = ? WHERE id = ?', dataVersion, id);
  }

  /** Takes back one that could not be applied. */
  discard(id: number): void {
    this.#database.run('DELETE FROM blueprint WHERE id = ?', id);
  }

  /** Newest blueprints that the event tables do not follow yet: the program was killed in between. */
  pending(): SavedBlueprint[] {
    return this.#database
      .all<BlueprintRow>(
        'SELECT * FROM blueprint WHERE id IN (SELECT max(id) FROM blueprint GROUP BY process) AND data_version IS NULL ORDER BY id',
      )
      .map(fromRow);
  }
}
