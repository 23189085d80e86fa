import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { packageRoot } from '../../engine/package-root.ts';

/** Real logs for comparison lie beside the project, never in it. */
export const realData = join(packageRoot, '..', 'shared', 'data');
export const hasRealData = existsSync(join(realData, 'receipt.csv.gz'));

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder of this run, for what several test files need and one of them makes. */
    runFolder: string;
  }
}

/** Before the first test. What is skipped is said once a run, so that a green result without the real logs can't be mistaken for one with them. */
export default function setup(project: TestProject): () => void {
  if (!hasRealData) process.stderr.write('Skipped: tests on real logs, because ../shared/data is not here.\n');
  const folder = mkdtempSync(join(tmpdir(), 'throughline-run-'));
  project.provide('runFolder', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
