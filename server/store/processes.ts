import type { Process, Words } from '../../model/process.ts';
import { Problem } from '../../model/problem.ts';
import type { Sqlite } from './sqlite.ts';

/** A process as it was written; what its data say (data version) is added from DuckDB. */
export type StoredProcess = Omit<Process, 'dataVersion'>;
export type ProcessChange = Partial<
  Pick<StoredProcess, 'name' | 'description' | 'place' | 'zone' | 'words' | 'cutOffMs' | 'figuresByPerson'>
>;

interface ProcessRow extends Record<string, unknown> {
  id: string;
  name: string;
  description: string;
  place: string;
  zone: string;
  words: string;
  sample: number;
  figures_by_person: number;
  cut_off_ms: number | null;
  created_at: string;
}

const fromRow = (row: ProcessRow): StoredProcess => ({
  id: row.id,
  name: row.name,
  description: row.description,
  place: row.place,
  zone: row.zone,
  words: JSON.parse(row.words) as Words,
  sample: row.sample === 1,
  figuresByPerson: row.figures_by_person === 1,
  cutOffMs: row.cut_off_ms,
  createdAt: row.created_at,
});

/** The services, in the order in which they were made. */
export class ProcessStore {
  readonly #database: Sqlite;

  constructor(database: Sqlite) {
    this.#database = database;
  }

  all(): StoredProcess[] {
    return this.#database.all<ProcessRow>('SELECT * FROM process ORDER BY created_at, rowid').map(fromRow);
  }

  find(id: string): StoredProcess | undefined {
    const row = this.#database.get<ProcessRow>('SELECT * FROM process WHERE id = ?', id);
    return row && fromRow(row);
  }

  /** Refuses an id that is taken. */
  create(process: StoredProcess): void {
    if (this.find(process.id))
      throw new Problem('process_exists', 409, `There is already a service with the id “${process.id}”.`, { field: 'id' });
    this.#database.run(
      'INSERT INTO process (id, name, description, place, zone, words, sample, figures_by_person, cut_off_ms, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      process.id,
      process.name,
      process.description,
      process.place,
      process.zone,
      JSON.stringify(process.words),
      process.sample ? 1 : 0,
      process.figuresByPerson ? 1 : 0,
      process.cutOffMs,
      process.createdAt,
    );
  }

  change(id: string, change: ProcessChange): void {
    const before = this.find(id);
    if (!before) return;
    const after = { ...before, ...change };
    this.#database.run(
      'UPDATE process SET name = ?, description = ?, place = ?, zone = ?, words = ?, cut_off_ms = ?, figures_by_person = ? WHERE id = ?',
      after.name,
      after.description,
      after.place,
      after.zone,
      JSON.stringify(after.words),
      after.cutOffMs,
      after.figuresByPerson ? 1 : 0,
      id,
    );
  }

  /** With its blueprints and its register of imports. */
  remove(id: string): void {
    this.#database.run('DELETE FROM process WHERE id = ?', id);
  }
}
