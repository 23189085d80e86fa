import { Problem } from '../../model/problem.ts';
import type { View, ViewContent } from '../../model/view.ts';
import type { Sqlite } from './sqlite.ts';

/** A view as it is kept: whether it still makes sense depends on the data. */
export type StoredView = Omit<View, 'stale'>;

interface ViewRow extends Record<string, unknown> {
  id: string;
  name: string;
  page: string;
  query: string;
  saved_at: string;
  changed_at: string;
}

const fromRow = ({ id, name, page, query, saved_at, changed_at }: ViewRow): StoredView => ({
  ...{ id, name, page, query },
  savedAt: saved_at,
  changedAt: changed_at,
});

/** The saved views of each process. */
export class ViewStore {
  readonly #database: Sqlite;

  constructor(database: Sqlite) {
    this.#database = database;
  }

  /** By name. */
  of(process: string): StoredView[] {
    return this.#database.all<ViewRow>('SELECT * FROM view WHERE process = ? ORDER BY name', process).map(fromRow);
  }

  find(process: string, id: string): StoredView | undefined {
    const row = this.#database.get<ViewRow>('SELECT * FROM view WHERE process = ? AND id = ?', process, id);
    return row && fromRow(row);
  }

  /** Writes a view, new or not. Refuses a name that another one has (`Problem` view_name_taken). */
  save(process: string, id: string, { name, page, query }: ViewContent, now: Date): StoredView {
    const taken = this.#database.get<{ id: string }>('SELECT id FROM view WHERE process = ? AND name = ? AND id <> ?', process, name, id);
    if (taken)
      throw new Problem('view_name_taken', 409, `There is a view called “${name}” already.`, {
        detail: 'Give this one another name, or change that one.',
        field: 'name',
      });
    this.#database.run(
      `INSERT INTO view (id, process, name, page, query, saved_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (process, id) DO UPDATE SET name = excluded.name, page = excluded.page, query = excluded.query, changed_at = excluded.changed_at`,
      id,
      process,
      name,
      page,
      query,
      now.toISOString(),
      now.toISOString(),
    );
    return this.find(process, id) ?? { id, name, page, query, savedAt: now.toISOString(), changedAt: now.toISOString() };
  }

  drop(process: string, id: string): void {
    this.#database.run('DELETE FROM view WHERE process = ? AND id = ?', process, id);
  }
}
