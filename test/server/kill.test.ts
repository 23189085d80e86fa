import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import type { ImportRecord } from '../../model/import-record.ts';
import { isOver, type Job } from '../../model/job.ts';
import { buildApp } from '../../server/app.ts';
import { buildProgram, serve, type Served } from './program.ts';
import { ask, importCsv, LOG, logOf, makeProcess, NOW, tempFolder } from './support.ts';

beforeAll(buildProgram);

const CASES = 3000;
const MOMENTS = 10;

/** Numbers from 0 to 1, the same every time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function startImport({ address }: Served, content: string): Promise<Job> {
  const form = new FormData();
  form.append('file', new Blob([content]), 'big.csv');
  const { upload } = (await (await fetch(`${address}/api/v1/uploads`, { method: 'POST', body: form })).json()) as { upload: string };
  const answered = await fetch(`${address}/api/v1/processes/permits/imports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ upload }),
  });
  return (await answered.json()) as Job;
}

it(
  'keeps the version before an import whole when killed at ten moments of it, and says at the next start what happened',
  { timeout: 900_000 },
  async () => {
    const root = await tempFolder();
    const before = path.join(root, 'before');
    const app = await buildApp({ dataFolder: before, logLevel: 'silent', now: () => NOW });
    await makeProcess(app);
    await importCsv(app, 'permits', LOG);
    const { body: summaryBefore } = await ask<{ rows: object[] }>(app, 'GET', '/processes/permits/analytics/summary');
    await app.close();
    const big = logOf(CASES);
    const folderOf = async (name: string) => {
      const folder = path.join(root, name);
      await mkdir(folder);
      await cp(before, folder, { recursive: true });
      return folder;
    };

    const whole = await serve(await folderOf('whole'));
    const began = performance.now();
    let job = await startImport(whole, big);
    while (!isOver(job)) {
      await sleep(10);
      job = (await (await fetch(`${whole.address}/api/v1/jobs/${job.id}`)).json()) as Job;
    }
    let duration = performance.now() - began;
    whole.child.kill('SIGTERM');
    await whole.ended;
    expect(job).toMatchObject({ state: 'done', result: { accepted: CASES * 5 } });

    const random = seeded(20261122);
    const ends: string[] = [];
    for (let moment = 0; moment < MOMENTS; moment += 1) {
      const folder = await folderOf(`killed-${moment}`);
      const server = await serve(folder);
      await startImport(server, big);
      // one moment in each tenth of the import, so that all of its phases are met
      const waited = ((moment + random()) / MOMENTS) * duration;
      await sleep(waited);
      server.child.kill('SIGKILL');
      expect(await server.ended).toBeNull();

      const next = await buildApp({ dataFolder: folder, logLevel: 'silent', now: () => NOW });
      try {
        const [record, first] = (await ask<ImportRecord[]>(next, 'GET', '/processes/permits/imports')).body;
        const { body: summary } = await ask<{ dataVersion: number; rows: { cases: number }[] }>(
          next,
          'GET',
          '/processes/permits/analytics/summary',
        );
        const { notices } = (await ask<{ notices: string[] }>(next, 'GET', '/health')).body;
        expect(first).toMatchObject({ seq: 1, state: 'done' });
        ends.push(record?.state ?? 'none');
        if (record?.state === 'done') {
          expect(summary).toMatchObject({ dataVersion: 2, rows: [{ cases: CASES + 3 }] });
          expect(record.receipt).toMatchObject({ accepted: CASES * 5 });
          // it was over sooner than the one that was measured: the machine has less to do now
          duration = 0.9 * waited;
        } else {
          expect(record).toMatchObject({ seq: 2, state: 'interrupted', problem: { code: 'interrupted' } });
          expect(summary).toEqual(summaryBefore);
          expect(notices.join()).toMatch(/“big\.csv” into “permits” was cut off/);
        }
        if (moment === 0) expect((await importCsv(next, 'permits', big)).result).toMatchObject({ accepted: CASES * 5, dataVersion: 2 });
      } finally {
        await next.close();
      }
    }
    expect(ends).toHaveLength(MOMENTS);
    expect(ends.filter((end) => end === 'interrupted').length).toBeGreaterThanOrEqual(MOMENTS / 3);
  },
);
