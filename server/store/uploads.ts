import type { Sqlite } from './sqlite.ts';

/** A file that was sent and waits to be checked or imported. */
export interface Upload {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly createdAt: string;
  /** The job that last looked at it, null when none did. */
  readonly check: string | null;
}

interface UploadRow extends Record<string, unknown> {
  id: string;
  name: string;
  bytes: number;
  sha256: string;
  created_at: string;
  check_job: string | null;
}

const fromRow = (row: UploadRow): Upload => ({
  id: row.id,
  name: row.name,
  bytes: row.bytes,
  sha256: row.sha256,
  createdAt: row.created_at,
  check: row.check_job,
});

/** Files in `incoming/`. */
export class UploadStore {
  readonly #database: Sqlite;

  constructor(database: Sqlite) {
    this.#database = database;
  }

  find(id: string): Upload | undefined {
    const row = this.#database.get<UploadRow>('SELECT * FROM upload WHERE id = ?', id);
    return row && fromRow(row);
  }

  create(upload: Omit<Upload, 'check'>): void {
    this.#database.run(
      'INSERT INTO upload (id, name, bytes, sha256, created_at) VALUES (?, ?, ?, ?, ?)',
      upload.id,
      upload.name,
      upload.bytes,
      upload.sha256,
      upload.createdAt,
    );
  }

  checkedBy(id: string, job: string): void {
    this.#database.run('UPDATE upload SET check_job = ? WHERE id = ?', job, id);
  }

  remove(id: string): void {
    this.#database.run('DELETE FROM upload WHERE id = ?', id);
  }

  all(): Upload[] {
    return this.#database.all<UploadRow>('SELECT * FROM upload').map(fromRow);
  }
}
