import { AlertStore } from './alerts.ts';
import { BlueprintStore } from './blueprints.ts';
import { ChannelStore } from './channels.ts';
import { ChartDecisionStore } from './chart-decisions.ts';
import { ImportStore } from './imports.ts';
import { ImprovementStore } from './improvements.ts';
import { JobStore } from './jobs.ts';
import { LetterStore } from './letters.ts';
import { MapPinStore } from './map-pins.ts';
import { MessageStore } from './messages.ts';
import { migrateStore } from './migrate.ts';
import { ProcessStore } from './processes.ts';
import { RecipeStore } from './recipes.ts';
import { ScheduleStore } from './schedules.ts';
import { openSqlite, type Sqlite } from './sqlite.ts';
import { UploadStore } from './uploads.ts';
import { VersionStore } from './versions.ts';
import { ViewStore } from './views.ts';

/** What people wrote and what was tried: `state.sqlite`. */
export class Store {
  readonly processes: ProcessStore;
  readonly blueprints: BlueprintStore;
  readonly imports: ImportStore;
  readonly jobs: JobStore;
  readonly uploads: UploadStore;
  readonly recipes: RecipeStore;
  readonly mapPins: MapPinStore;
  readonly versions: VersionStore;
  readonly views: ViewStore;
  readonly improvements: ImprovementStore;
  readonly chartDecisions: ChartDecisionStore;
  readonly messages: MessageStore;
  readonly channels: ChannelStore;
  readonly schedules: ScheduleStore;
  readonly letters: LetterStore;
  readonly alerts: AlertStore;
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
    this.recipes = new RecipeStore(this.#database);
    this.mapPins = new MapPinStore(this.#database);
    this.versions = new VersionStore(this.#database);
    this.views = new ViewStore(this.#database);
    this.improvements = new ImprovementStore(this.#database);
    this.chartDecisions = new ChartDecisionStore(this.#database);
    this.messages = new MessageStore(this.#database);
    this.channels = new ChannelStore(this.#database);
    this.schedules = new ScheduleStore(this.#database);
    this.letters = new LetterStore(this.#database);
    this.alerts = new AlertStore(this.#database);
  }

  /** Several writes of several rooms, all or none. Not nestable. */
  transaction<T>(work: () => T): T {
    return this.#database.transaction(work);
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
