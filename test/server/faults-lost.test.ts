import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import type { VersionRecord } from '../../model/version.ts';
import { answersOf, folderWith, imports, opened, seeded } from './faults.ts';
import { buildProgram, serve } from './program.ts';
import { ask, ended, importCsv, LOG, logOf, makeProcess } from './support.ts';

beforeAll(buildProgram);

const MOMENTS = 3;

it('makes a lost events.duckdb again after any number of kills in the middle of it', { timeout: 300_000 }, async () => {
  const before = await folderWith(async (app) => {
    await makeProcess(app);
    await importCsv(app, 'permits', LOG);
    await importCsv(app, 'permits', logOf(1000), {}, 'big.csv');
  });
  const said = (folder: string, finish: boolean) =>
    opened(folder, async (app) => {
      // a stop in the middle left nothing, so that this start makes everything again, or it had made everything
      const { notices, rebuilding } = app.throughline;
      if (finish && notices.length > 0) {
        expect(notices.join()).toMatch(/has lost the figures of “permits”/);
        await ended(app, [...rebuilding.values()][0] ?? '');
      }
      const { body: versions } = await ask<VersionRecord[]>(app, 'GET', '/processes/permits/versions');
      return { answers: await answersOf(app), versions, register: await imports(app) };
    });
  const was = await said(before.folder, false);
  const folder = await before.copy('lost');
  await rm(path.join(folder, 'events.duckdb'));
  const random = seeded(8);
  for (let moment = 0; moment < MOMENTS; moment += 1) {
    const server = await serve(folder);
    await sleep(random() * 600);
    server.child.kill('SIGKILL');
    await server.ended;
  }
  expect(await said(folder, true)).toEqual(was);
});
