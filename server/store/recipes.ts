import type { Recipe } from '../../model/recipe.ts';
import { Problem } from '../../model/problem.ts';
import type { Sqlite } from './sqlite.ts';

interface RecipeRow extends Record<string, unknown> {
  id: string;
  name: string;
  fingerprint: string;
  columns: string;
  mapping: string;
  created_at: string;
  last_used_at: string;
  uses: number;
}

const fromRow = (row: RecipeRow): Recipe => ({
  id: row.id,
  name: row.name,
  fingerprint: row.fingerprint,
  columns: JSON.parse(row.columns) as Recipe['columns'],
  mapping: JSON.parse(row.mapping) as unknown,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  uses: row.uses,
});

/** How files of a source are read: what a recipe says, without what the program counts. */
export type RecipeContent = Pick<Recipe, 'fingerprint' | 'columns' | 'mapping'>;

/** The recipes of each process. Names are unique within one, whatever their case. */
export class RecipeStore {
  readonly #database: Sqlite;

  constructor(database: Sqlite) {
    this.#database = database;
  }

  /** The one used last first. */
  of(process: string): Recipe[] {
    return this.#database
      .all<RecipeRow>('SELECT * FROM recipe WHERE process = ? ORDER BY last_used_at DESC, rowid DESC', process)
      .map(fromRow);
  }

  /** By id, else by name. */
  find(process: string, word: string): Recipe | undefined {
    const row = this.#database.get<RecipeRow>(
      'SELECT * FROM recipe WHERE process = ? AND (id = ? OR name = ?) ORDER BY id = ? DESC LIMIT 1',
      process,
      word,
      word,
      word,
    );
    return row && fromRow(row);
  }

  /** Refuses a name that is taken. */
  create(process: string, recipe: Recipe): void {
    this.#refuseTaken(process, recipe.name, recipe.id);
    this.#database.run(
      'INSERT INTO recipe (id, process, name, fingerprint, columns, mapping, created_at, last_used_at, uses) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      recipe.id,
      process,
      recipe.name,
      recipe.fingerprint,
      JSON.stringify(recipe.columns),
      JSON.stringify(recipe.mapping),
      recipe.createdAt,
      recipe.lastUsedAt,
      recipe.uses,
    );
  }

  write(id: string, { fingerprint, columns, mapping }: RecipeContent): void {
    this.#database.run(
      'UPDATE recipe SET fingerprint = ?, columns = ?, mapping = ? WHERE id = ?',
      fingerprint,
      JSON.stringify(columns),
      JSON.stringify(mapping),
      id,
    );
  }

  used(id: string, now: Date): void {
    this.#database.run('UPDATE recipe SET uses = uses + 1, last_used_at = ? WHERE id = ?', now.toISOString(), id);
  }

  rename(process: string, id: string, name: string): void {
    this.#refuseTaken(process, name, id);
    this.#database.run('UPDATE recipe SET name = ? WHERE id = ?', name, id);
  }

  remove(id: string): void {
    this.#database.run('DELETE FROM recipe WHERE id = ?', id);
  }

  #refuseTaken(process: string, name: string, id: string): void {
    const taken = this.#database.get('SELECT id FROM recipe WHERE process = ? AND name = ? AND id <> ?', process, name, id);
    if (taken) throw new Problem('recipe_exists', 409, `There is already a recipe called “${name}”.`, { field: 'name' });
  }
}
