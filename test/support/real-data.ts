import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../engine/package-root.ts';

/** Real logs for comparison lie beside the project, never in it. */
export const realData = join(packageRoot, '..', 'shared', 'data');
export const hasRealData = existsSync(join(realData, 'receipt.csv.gz'));

/** Said once a run, so that a green result without the real logs can't be mistaken for one with them. */
export default function setup(): void {
  if (!hasRealData) process.stderr.write('Skipped: tests on real logs, because ../shared/data is not here.\n');
}
