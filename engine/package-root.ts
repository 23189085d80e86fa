import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function find(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const above = dirname(from);
  if (above === from) throw new Error('package.json was not found above the program.');
  return find(above);
}

/** The folder of package.json: SQL migrations, samples and the built web app lie below it, for source and build alike. */
export const packageRoot = find(dirname(fileURLToPath(import.meta.url)));
