import { cp, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import type { LetterLine, Run, Schedule } from '../../model/schedule.ts';
import { buildApp } from '../../server/app.ts';
import { Store } from '../../server/store/store.ts';
import { mailServer } from '../channels/support.ts';
import { buildProgram, serve, type Served } from '../server/program.ts';
import { ask, importCsv, logOf, makeProcess, tempFolder } from '../server/support.ts';

beforeAll(buildProgram, 300_000);

const MOMENTS = 4;

const get = async <T>({ address }: Served, url: string): Promise<T> => (await (await fetch(`${address}/api/v1${url}`)).json()) as T;

/** Waits until the only run of a schedule is over. */
async function over(server: Served, schedule: string): Promise<Run[]> {
  for (;;) {
    const runs = await get<Run[]>(server, `/schedules/${schedule}/runs`);
    if (runs.length > 0 && runs.every(({ state }) => state === 'done')) return runs;
    await sleep(50);
  }
}

it('sends a letter once when the program is killed while it makes and sends it', { timeout: 900_000 }, async () => {
  const box = await mailServer();
  const root = await tempFolder();
  const before = path.join(root, 'before');
  const app = await buildApp({ dataFolder: before, logLevel: 'silent' });
  await makeProcess(app);
  await importCsv(app, 'permits', logOf(400));
  await ask(app, 'PUT', '/channels/mail', { host: '127.0.0.1', port: box.port, security: 'none', from: 'letters@example.org' });
  const { body: folder } = await ask<{ id: string }>(app, 'POST', '/channels/folders', { name: 'archive' });
  const { body: schedule } = await ask<Schedule>(app, 'POST', '/schedules', {
    name: 'Weekly letter',
    order: { kind: 'weekly', process: 'permits' },
    when: { kind: 'monthly', day: 1, time: '07:00' },
    zone: 'Europe/Amsterdam',
    recipients: [
      { channel: 'mail', to: 'reader@example.org' },
      { channel: 'folder', to: folder.id },
    ],
  });
  await app.close();

  /** A copy in which the letter has become due just now. */
  const due = async (name: string): Promise<string> => {
    const copy = path.join(root, name);
    await mkdir(copy);
    await cp(before, copy, { recursive: true });
    const store = new Store(path.join(copy, 'state.sqlite'), new Date());
    store.schedules.dueNext(schedule.id, new Date(Date.now() - 1000));
    store.close();
    return copy;
  };
  const check = async (copy: string, server: Served, from: number) => {
    expect(await over(server, schedule.id)).toMatchObject([{ state: 'done', words: 'Sent to 1 person and 1 folder.' }]);
    const letters = await get<LetterLine[]>(server, '/letters');
    expect(letters).toHaveLength(1);
    const kept = (await readdir(path.join(copy, 'letters'))).filter((name) => !name.startsWith('.'));
    expect(kept).toEqual([letters[0]?.id]);
    const ids = box.mails.slice(from).map((source) => /^Message-ID: (\S+)/im.exec(source)?.[1] ?? 'none');
    expect(new Set(ids).size).toBe(1);
    const files = await readdir(path.join(copy, 'outbox', 'archive'), { recursive: true });
    expect(files.filter((name) => name.endsWith('.pdf'))).toHaveLength(1);
  };

  const whole = await due('whole');
  const undisturbed = await serve(whole);
  const began = performance.now();
  await check(whole, undisturbed, 0);
  const duration = performance.now() - began;
  undisturbed.child.kill('SIGTERM');
  await undisturbed.ended;

  const cutOff: string[] = [];
  for (let moment = 0; moment < MOMENTS; moment += 1) {
    const copy = await due(`killed-${String(moment)}`);
    const from = box.mails.length;
    const server = await serve(copy);
    await sleep(((moment + 0.5) / MOMENTS) * duration);
    const [run] = await get<Run[]>(server, `/schedules/${schedule.id}/runs`);
    server.child.kill('SIGKILL');
    expect(await server.ended).toBeNull();
    cutOff.push(run?.state ?? 'nothing yet');
    const next = await serve(copy);
    await check(copy, next, from);
    next.child.kill('SIGTERM');
    expect(await next.ended).toBe(0);
  }
  // it was met while it worked, not only before or after
  expect(cutOff.filter((state) => state === 'making' || state === 'sending').length).toBeGreaterThan(0);
});
