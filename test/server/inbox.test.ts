import type { FastifyInstance } from 'fastify';
import { chmod, mkdir, readdir, readFile, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Receipt } from '../../model/event-log.ts';
import type { ImportRecord } from '../../model/import-record.ts';
import { Inbox } from '../../server/jobs/inbox.ts';
import { ask, importCsv, LOG, makeProcess, tempFolder, testApp } from './support.ts';

const MORE = LOG.replaceAll('A-', 'B-');

interface Room {
  readonly app: FastifyInstance;
  readonly inbox: Inbox;
  readonly folder: string;
  readonly drop: (name: string, content?: string) => Promise<string>;
  /** Two looks: the first sees the files, the second takes those that rest. */
  readonly looks: () => Promise<void>;
  readonly read: (...names: string[]) => Promise<string>;
  readonly list: (...names: string[]) => Promise<string[]>;
  readonly records: () => Promise<ImportRecord[]>;
}

async function room(known = true): Promise<Room> {
  const app = await testApp();
  await makeProcess(app);
  if (known) await importCsv(app, 'permits', LOG, {}, 'permits-2026-10.csv');
  const folder = path.join(app.throughline.folder.inbox, 'permits');
  await mkdir(folder, { recursive: true });
  const inbox = new Inbox(app.throughline);
  return {
    app,
    inbox,
    folder,
    drop: async (name, content = MORE) => {
      await writeFile(path.join(folder, name), content);
      return path.join(folder, name);
    },
    looks: async () => {
      await inbox.look();
      await inbox.look();
    },
    read: (...names) => readFile(path.join(folder, ...names), 'utf8'),
    list: async (...names) => (await readdir(path.join(folder, ...names))).sort(),
    records: async () => (await ask<ImportRecord[]>(app, 'GET', '/processes/permits/imports')).body,
  };
}

it('imports a file of a known source once it rests, and lays the receipt beside it', async () => {
  const { inbox, drop, looks, read, list, records } = await room();
  await drop('permits-2026-11.csv');
  await inbox.look();
  expect(await list()).toEqual(['permits-2026-11.csv']);
  await drop('permits-2026-11.csv', `${MORE}B-9,Register,2026-10-09T08:00:00Z,2026-10-09T08:15:00Z,Ann,low\n`);
  await inbox.look();
  expect(await list()).toEqual(['permits-2026-11.csv']);
  await inbox.look();
  expect(await list()).toEqual(['imported']);
  expect(await list('imported')).toEqual(['permits-2026-11.csv', 'permits-2026-11.csv.receipt.json', 'permits-2026-11.csv.receipt.txt']);
  const receipt = JSON.parse(await read('imported', 'permits-2026-11.csv.receipt.json')) as Receipt;
  expect(receipt).toMatchObject({ accepted: 8, rejected: 0, process: 'permits', file: 'permits-2026-11.csv' });
  expect(await read('imported', 'permits-2026-11.csv.receipt.txt')).toMatch(/^permits-2026-11\.csv: 8 of 8 rows accepted as events/);
  expect((await records())[0]).toMatchObject({ by: 'inbox', state: 'done', id: receipt.import });
  await drop('permits-2026-11.csv', MORE.replaceAll('B-', 'C-'));
  await looks();
  expect(await list('imported')).toContain('permits-2026-11 (2).csv');
  expect(await list('imported')).toContain('permits-2026-11 (2).csv.receipt.txt');
});

it('refuses what no recipe fits or nobody has explained, and says what to do', async () => {
  const { drop, looks, read, list, records } = await room(false);
  await drop('first.csv');
  await drop('broken.csv', '');
  await looks();
  expect(await list('refused')).toEqual(['broken.csv', 'broken.csv.problem.txt', 'first.csv', 'first.csv.problem.txt']);
  const words = await read('refused', 'first.csv.problem.txt');
  expect(words).toMatch(
    /^first\.csv was not imported into “permits”\. Nothing of it was kept\.\n\nNo recipe fits the columns of the file\./,
  );
  expect(words).toContain('imported once by hand');
  expect(await read('refused', 'broken.csv.problem.txt')).toContain('The file is empty.');
  expect((await records()).map(({ state, by }) => `${state} by ${by}`)).toEqual(['refused by inbox', 'refused by inbox']);
});

it('asks nothing: a question ends in a refusal that holds it', async () => {
  const { drop, looks, read } = await room();
  await drop('changed.csv', MORE.replace('case,', 'patient file number,'));
  await looks();
  expect(await read('refused', 'changed.csv.problem.txt')).toMatch(
    /The column “case” is missing, which is the case by the recipe “permits”\.\nNew in the file: “patient file number”/,
  );
});

it('never follows a link, and leaves hidden, unfinished and unreadable things alone', async () => {
  const { app, folder, drop, looks, list } = await room();
  const outside = await tempFolder();
  await writeFile(path.join(outside, 'secret.csv'), MORE);
  await symlink(path.join(outside, 'secret.csv'), path.join(folder, 'link.csv'));
  await symlink(outside, path.join(folder, 'folder.csv'));
  await mkdir(path.join(folder, 'a folder.csv'));
  const left = ['.hidden.csv', 'upload.csv.part', 'upload.csv.tmp', 'upload.csv~', '~$visits.xlsx'];
  for (const name of left) await drop(name);
  await looks();
  expect(await list()).toEqual([...left, 'a folder.csv', 'folder.csv', 'link.csv'].sort());
  // a folder that leads elsewhere takes nothing in and gives nothing out
  await symlink(outside, path.join(folder, 'imported'));
  await drop('fine.csv');
  await looks();
  expect(await readdir(outside)).toEqual(['secret.csv']);
  expect(await list()).toContain('fine.csv');
  // nor does a link in the place of the folder of a service
  await makeProcess(app, { id: 'other' });
  await symlink(outside, path.join(path.dirname(folder), 'other'));
  await looks();
  expect(await readdir(outside)).toEqual(['secret.csv']);
});

it('says once that a folder belongs to no service', async () => {
  const { folder, looks } = await room();
  const inbox = path.dirname(folder);
  await mkdir(path.join(inbox, 'Emergency & more'));
  await writeFile(path.join(inbox, 'Emergency & more', 'x.csv'), MORE);
  await looks();
  expect((await readdir(inbox)).sort()).toEqual(['Emergency & more', 'Emergency & more.problem.txt', 'permits']);
  expect(await readFile(path.join(inbox, 'Emergency & more.problem.txt'), 'utf8')).toContain('Services are: permits.');
  expect(await readdir(path.join(inbox, 'Emergency & more'))).toEqual(['x.csv']);
});

it.skipIf(process.getuid?.() === 0)('refuses a file that it may not read', async () => {
  const { drop, looks, read } = await room();
  await chmod(await drop('locked.csv'), 0);
  await looks();
  expect(await read('refused', 'locked.csv.problem.txt')).toContain('The file can’t be read.');
});

it('only moves what it had imported when the program died before it could', async () => {
  const { folder, drop, looks, list, records, read } = await room();
  await drop('night.csv');
  await looks();
  const before = (await records()).length;
  // as if the move had never come
  await rename(path.join(folder, 'imported', 'night.csv'), path.join(folder, 'night.csv'));
  await looks();
  expect(await list('imported')).toEqual(['night.csv', 'night.csv.receipt.json', 'night.csv.receipt.txt']);
  expect((await records()).length).toBe(before);
  expect(await read('imported', 'night.csv.receipt.txt')).toContain('7 of 7 rows accepted');
});

it('takes many files in the order of their age, and hostile names stay names', async () => {
  const { folder, drop, looks, list, records } = await room();
  const names = ['b.csv', 'a.csv', '; rm -rf ~ ;.csv', '..csv.csv', '<script>.csv', 'line\nbreak.csv', '-rf.csv'];
  for (const [at, name] of names.entries()) {
    await drop(name, MORE.replaceAll('B-', `N${at}-`));
    await utimes(path.join(folder, name), 1_700_000_000 + at, 1_700_000_000 + at);
  }
  await looks();
  // a name that begins with a dot is hidden
  const taken = names.filter((name) => !name.startsWith('.'));
  expect((await list('imported')).filter((name) => !/\.receipt\.(json|txt)$/.test(name)).sort()).toEqual([...taken].sort());
  expect(
    (await records())
      .slice(0, -1)
      .map(({ file }) => file)
      .reverse(),
  ).toEqual(taken.map((name) => name.replace('\n', ' ')));
});
