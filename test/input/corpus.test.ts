import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTempEngine, type TempEngine } from '../support/engine.ts';
import { CORPUS, corpusNames, outcomeOf, written, type Outcome } from './corpus-run.ts';

// CORPUS=write rewrites what is expected; read the difference before it is committed.
const rewrite = process.env.CORPUS === 'write';
const names = await corpusNames();

let temp: TempEngine;
beforeAll(async () => {
  temp = await openTempEngine({ threads: 2 });
});
afterAll(() => temp.close());

it.each(names)('%s', async (name) => {
  const note = await readFile(join(CORPUS, name, 'note.md'), 'utf8');
  expect(note.trim().length).toBeGreaterThan(10);
  const outcome = await outcomeOf(temp.engine, temp.folder, name);
  const text = written(outcome);
  const path = join(CORPUS, name, 'expected.json');
  if (rewrite) await writeFile(path, text);
  expect(JSON.parse(text)).toEqual(JSON.parse(await readFile(path, 'utf8')) as Outcome);
});
