import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../engine/package-root.ts';
import { Problem } from '../../model/problem.ts';
import type { Sqlite } from './sqlite.ts';

/** Numbered `.sql` files, applied in order, forward only. */
const FOLDER = path.join(packageRoot, 'server', 'store', 'schema');

interface Migration {
  readonly version: number;
  readonly name: string;
}

function migrations(): Migration[] {
  return readdirSync(FOLDER)
    .filter((name) => /^\d{4}-.+\.sql$/.test(name))
    .sort()
    .map((name) => ({ version: Number(name.slice(0, 4)), name }));
}

/** Brings the file to this program's version in one transaction; refuses a file of a newer program in words. */
export function migrateStore(database: Sqlite, now: Date): void {
  database.execute(
    'CREATE TABLE IF NOT EXISTS schema_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT',
  );
  const all = migrations();
  const newest = all.at(-1)?.version ?? 0;
  const known = new Set(database.all<{ version: number }>('SELECT version FROM schema_migration').map(({ version }) => version));
  const applied = Math.max(0, ...known);
  if (applied > newest) {
    throw new Problem('newer_data', 409, 'This data folder was written by a newer Throughline.', {
      detail: `state.sqlite is at version ${applied}, this program knows versions up to ${newest}. Start the newer program, or restore a backup made before the upgrade.`,
    });
  }
  const missing = all.filter(({ version }) => !known.has(version));
  if (missing.length === 0) return;
  database.transaction(() => {
    for (const { version, name } of missing) {
      database.execute(readFileSync(path.join(FOLDER, name), 'utf8'));
      database.run('INSERT INTO schema_migration (version, name, applied_at) VALUES (?, ?, ?)', version, name, now.toISOString());
    }
  });
}
