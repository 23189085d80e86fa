import { spawnSync } from 'node:child_process';
import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { Readable } from 'node:stream';
import { beforeAll, expect, it } from 'vitest';
import type { Job } from '../../model/job.ts';
import { Door } from '../../server/cli/door.ts';
import {
  answersAt,
  answersOf,
  confined,
  folderWith,
  imports,
  jobOver,
  opened,
  post,
  sendFile,
  startImport,
  type Before,
} from './faults.ts';
import { buildProgram, serve, throughline } from './program.ts';
import { ask, ended, importCsv, LOG, logOf, makeProcess, tempFolder, testApp, upload } from './support.ts';

beforeAll(buildProgram);

const withLog = (): Promise<Before> =>
  folderWith(async (app) => {
    await makeProcess(app);
    await importCsv(app, 'permits', LOG);
  });

it('forgets an upload that is cut off in the middle, and imports nothing of it', { timeout: 60_000 }, async () => {
  const before = await withLog();
  const server = await serve(before.folder);
  const known = await answersAt(server.address);
  const { hostname, port } = new URL(server.address);
  const head = '--cut\r\ncontent-disposition: form-data; name="file"; filename="cut.csv"\r\ncontent-type: text/csv\r\n\r\n' + logOf(2000);
  const send = async () => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    socket.write(
      `POST /api/v1/uploads HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: multipart/form-data; boundary=cut\r\ncontent-length: ${head.length + 5_000_000}\r\n\r\n`,
    );
    await new Promise((resolve) => socket.write(head, resolve));
    return socket;
  };
  const incoming = () => readdir(path.join(before.folder, 'incoming'));
  // the one who sends goes away
  const socket = await send();
  await expect.poll(async () => (await incoming()).length, { timeout: 20_000 }).toBe(1);
  socket.destroy();
  await expect.poll(incoming, { timeout: 20_000 }).toEqual([]);
  expect(await answersAt(server.address)).toEqual(known);
  // the program goes away
  const again = await send();
  await expect.poll(async () => (await incoming()).length, { timeout: 20_000 }).toBe(1);
  server.child.kill('SIGKILL');
  await server.ended;
  again.destroy();
  await opened(before.folder, async (app) => {
    expect(await incoming()).toEqual([]);
    expect(await answersOf(app)).toEqual(known);
    expect(await imports(app)).toHaveLength(1);
  });
});

it('brings two imports that begin at once as if one came after the other, into one service and into two', { timeout: 60_000 }, async () => {
  const first = logOf(400);
  const second = logOf(500).replaceAll('C-', 'D-');
  const oneByOne = await testApp();
  for (const id of ['permits', 'visits']) await makeProcess(oneByOne, { id, name: id });
  await importCsv(oneByOne, 'permits', first, {}, 'a.csv');
  await importCsv(oneByOne, 'permits', second, {}, 'b.csv');
  await importCsv(oneByOne, 'visits', second, {}, 'b.csv');

  const atOnce = await testApp();
  for (const id of ['permits', 'visits']) await makeProcess(atOnce, { id, name: id });
  const uploads = [await upload(atOnce, first, 'a.csv'), await upload(atOnce, second, 'b.csv'), await upload(atOnce, second, 'b.csv')];
  const jobs = await Promise.all(
    ['permits', 'permits', 'visits'].map((id, at) => ask<Job>(atOnce, 'POST', `/processes/${id}/imports`, { upload: uploads[at] })),
  );
  const over = await Promise.all(jobs.map(({ body }) => ended(atOnce, body.id)));
  expect(over.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
  for (const id of ['permits', 'visits']) expect(await answersOf(atOnce, id)).toEqual(await answersOf(oneByOne, id));
});

it('brings the same file sent twice at once only once', async () => {
  const app = await testApp();
  await makeProcess(app);
  const sent = [await upload(app, logOf(300)), await upload(app, logOf(300))];
  const jobs = await Promise.all(sent.map((one) => ask<Job>(app, 'POST', '/processes/permits/imports', { upload: one })));
  const results = (await Promise.all(jobs.map(({ body }) => ended(app, body.id)))).map(
    ({ result }) => result as { accepted: number; duplicates: number },
  );
  expect(results.map(({ accepted }) => accepted).toSorted((one, other) => one - other)).toEqual([0, 1500]);
  expect(results.map(({ duplicates }) => duplicates).toSorted((one, other) => one - other)).toEqual([0, 1500]);
  expect(await imports(app)).toHaveLength(2);
});

it('refuses a file that changes while the command line reads it', async () => {
  const folder = await tempFolder();
  const file = path.join(folder, 'export.csv');
  await writeFile(file, logOf(2000));
  const app = await testApp();
  const seen: string[] = [];
  const door = new Door({
    token: app.throughline.token,
    close: async () => undefined,
    send: async (url, { method, headers, body }) => {
      seen.push(`${method} ${url.replace(/[0-9a-z-]{20,}/, 'ID')}`);
      const changing = async function* () {
        let pieces = 0;
        for await (const piece of body as Readable) {
          pieces += 1;
          // another program goes on writing into it
          if (pieces === 2) await appendFile(file, 'C-1,Half a l');
          yield piece as Buffer;
        }
      };
      const response = await app.inject({
        method: method as 'POST',
        url,
        headers,
        ...(body === undefined ? {} : { payload: body instanceof Readable ? Readable.from(changing()) : body }),
      });
      return { status: response.statusCode, type: String(response.headers['content-type']), body: response.rawPayload };
    },
  });
  await expect(door.upload(file)).rejects.toMatchObject({ code: 'file_changed' });
  expect(seen).toEqual(['POST /api/v1/uploads', 'DELETE /api/v1/uploads/ID']);
  expect(await readdir(path.join(app.throughline.folder.incoming))).toEqual([]);
});

it('imports what was sent, whatever becomes of the file afterwards', async () => {
  const folder = await tempFolder();
  const data = path.join(folder, 'data');
  const file = path.join(folder, 'export.csv');
  await writeFile(file, LOG);
  const imported = throughline(data, ['import', file, '--process', 'permits', '--zone', 'UTC', '--json']);
  const { code, out } = await imported;
  expect(code).toBe(0);
  await writeFile(file, 'nothing of it any more');
  expect(JSON.parse(out)).toMatchObject({ accepted: 7 });
  const again = await throughline(data, ['ask', 'summary', '--process', 'permits', '--json']);
  expect(again.out).toContain('"events":7');
}, 60_000);

const CASES = 30_000;
const BIG = logOf(CASES);

/** Whatever was refused for want of room: the answers are those from before, the register says so, and with room it works. */
async function refusedAndLater(known: Record<string, string>, address: string, free: () => Promise<string>): Promise<void> {
  // the engine gives up a database it could not write; the program may have to be started again
  const answers = await answersAt(address).catch(() => null);
  if (answers !== null && Object.values(answers).every((text) => text.includes('"rows"'))) expect(answers).toEqual(known);
  const next = await free();
  expect(await answersAt(next)).toEqual(known);
  const records = (await (await fetch(`${next}/api/v1/processes/permits/imports`)).json()) as {
    state: string;
    problem: { title: string } | null;
  }[];
  expect(records.at(-1)).toMatchObject({ state: 'done' });
  for (const record of records.slice(0, -1)) {
    expect(['refused', 'interrupted']).toContain(record.state);
    expect(record.problem?.title).toBeTruthy();
  }
  const job = await jobOver(next, await startImport(next, BIG));
  expect(job).toMatchObject({ state: 'done', result: { accepted: CASES * 5 } });
}

const limits = spawnSync('prlimit', ['--version']).status === 0;

it.runIf(limits)('keeps the version before an import when a file may not grow any further', { timeout: 120_000 }, async () => {
  const before = await withLog();
  const known = await opened(before.folder, (app) => answersOf(app));
  const shell = confined(['bash'], before.folder);
  try {
    const address = await shell.serve();
    const { status, body } = await sendFile(address, BIG);
    expect(status).toBe(201);
    // from now on no file of it may grow beyond 4 MB: neither the tables nor what is sorted on the way
    await shell.run('prlimit --pid $SERVER --fsize=4000000:unlimited');
    const started = await post<Job>(address, '/processes/permits/imports', { upload: body.upload });
    const job = await jobOver(address, started.body).catch(() => null);
    if (job !== null) expect(job.state).toBe('failed');
    await refusedAndLater(known, address, async () => {
      await shell.run('kill -9 $SERVER; wait $SERVER');
      return shell.serve();
    });
  } finally {
    await shell.end();
  }
});

const ownDisk = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

it.runIf(ownDisk)('keeps the version before an import when the disk is full', { timeout: 120_000 }, async () => {
  const before = await withLog();
  const known = await opened(before.folder, (app) => answersOf(app));
  const disk = await tempFolder();
  const shell = confined(['unshare', '-rm', 'bash'], disk);
  try {
    await shell.run(`mount -t tmpfs -o size=700m tmpfs "${disk}" && cp -r "${before.folder}/." "${disk}/"`);
    const address = await shell.serve();
    const { body } = await sendFile(address, BIG);
    // others fill the disk but for a few megabytes, fewer than the tables need
    await shell.run(
      `free=$(df --output=avail -k "${disk}" | tail -1); dd if=/dev/zero of="${disk}/others" bs=1024 count=$((free - 4000)) 2>/dev/null`,
    );
    expect(await sendFile(address, 'case,activity,time\n')).toMatchObject({ status: 507, body: { code: 'no_room' } });
    const started = await post<Job>(address, '/processes/permits/imports', { upload: body.upload });
    const job = await jobOver(address, started.body).catch(() => null);
    if (job !== null) expect(job.state).toBe('failed');
    await refusedAndLater(known, address, async () => {
      await shell.run(`kill -9 $SERVER; wait $SERVER; rm "${disk}/others"`);
      return shell.serve();
    });
  } finally {
    await shell.end();
  }
});
