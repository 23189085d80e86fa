import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Engine } from '../../engine/engine.ts';
import { openDuckDb } from '../../engine/duckdb.ts';

export interface TempEngine {
  readonly engine: Engine;
  readonly folder: string;
  readonly close: () => Promise<void>;
}

/** A real DuckDB file in a folder of its own; the caller closes it (`beforeAll`/`afterAll`). */
export async function openTempEngine(options: { threads?: number; memoryLimit?: string } = {}): Promise<TempEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-'));
  await mkdir(join(folder, 'temp'));
  const engine = await openDuckDb({
    file: join(folder, 'events.duckdb'),
    tempDirectory: join(folder, 'temp'),
    allowed: [folder],
    ...options,
  });
  const close = async () => {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { engine, folder, close };
}

/** The same inside one test: closed and removed when the test is over. */
export async function tempEngine(options: { threads?: number; memoryLimit?: string } = {}): Promise<TempEngine> {
  const opened = await openTempEngine(options);
  onTestFinished(opened.close);
  return opened;
}
