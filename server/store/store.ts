import { BlueprintStore } from './blueprints.ts';
import { ImportStore } from './imports.ts';
import { JobStore } from './jobs.ts';
import { migrateStore } from './migrate.ts';
import { ProcessStore } from './processes.ts';
import { openSqlite, type Sqlite } from './sqlite.ts';
import { UploadStore } from './uploads.ts';

/** What people wrote and what was tried: `state.sqlite`. */
export class Store {
  readonly processes: ProcessStore;
  readonly blueprints: BlueprintStore;
  readonly imports: ImportStore;
  readonly jobs: JobStore;
  readonly uploads: UploadStore;
  readonly #database: Sqlite;

  constructor(file: string, now: Date) {
    this.#database = openSqlite(file);
    try {
      migrateStore(this.#database, now);
    } catch (error) {
      this.#database.close();
      throw error;
    }
    this.processes = new ProcessStore(this.#database);
    this.blueprints = new BlueprintStore(this.#database);
    this.imports = new ImportStore(this.#database);
    this.jobs = new JobStore(this.#database);
    this.uploads = new UploadStore(this.#database);
  }

  setting(name: string): string | undefined {
    return this.#database.get<{ value: string }>('SELECT value FROM setting WHERE name = ?', name)?.value;
  }

  set(name: string, value: string): void {
    this.#database.run(
      'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      name,
      value,
    );
  }

  unset(name: string): void {
    this.#database.run('DELETE FROM setting WHERE name = ?', name);
  }

  /** Names and values of the settings whose name starts so. */
  settings(prefix: string): { name: string; value: string }[] {
    return this.#database.all<{ name: string; value: string }>(
      'SELECT name, value FROM setting WHERE substr(name, 1, ?) = ? ORDER BY name',
      prefix.length,
      prefix,
    );
  }

  /** Throws when the file can't be read. */
  probe(): void {
    this.#database.get('SELECT count(*) AS n FROM process');
  }

  close(): void {
    this.#database.close();
  }
}
