import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { MINUTE } from '../../model/units.ts';
import type { Outgoing } from '../../server/channels/content.ts';
import { toFolder } from '../../server/channels/folder.ts';
import { ask, tempFolder } from '../server/support.ts';
import { Clock, CONTENT, sendingApp } from './support.ts';

const PNG = Buffer.from('a picture');
const RICH = {
  ...CONTENT,
  html: '<p>Look: <img src="cid:ribbon"></p>',
  images: [{ cid: 'ribbon', png: PNG, width: 10, height: 10 }],
  attachments: [{ name: '../../evil: Notaufnahme “März”.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF') }],
};

async function puttingApp(content: typeof CONTENT = RICH) {
  const dataFolder = await tempFolder();
  const clock = new Clock();
  const app = await sendingApp({ dataFolder, now: clock.now }, content);
  const { body } = await ask<{ id: string; path: string }>(app, 'POST', '/channels/folders', { name: 'leadership' });
  expect(body.path).toBe('outbox/leadership');
  const { outbox } = app.throughline;
  const put = (id: string) => outbox.put([{ about: { kind: 'letter', id }, recipient: { channel: 'folder', to: body.id } }])[0] ?? '';
  return { app, clock, outbox, put, folder: path.join(dataFolder, 'outbox', 'leadership') };
}

it('puts the whole letter into a folder, and another of the same name beside it', async () => {
  const { outbox, put, folder } = await puttingApp();
  const id = put('L-1');
  put('L-2');
  await outbox.work();
  expect((await readdir(folder)).sort()).toEqual(['ed-weekly-2026-10-26', 'ed-weekly-2026-10-26-2']);
  const place = path.join(folder, 'ed-weekly-2026-10-26');
  expect((await readdir(place)).sort()).toEqual([
    '-..-evil- Notaufnahme “März”.pdf',
    'mail.html',
    'mail.txt',
    'message.json',
    'ribbon.png',
  ]);
  expect(await readFile(path.join(place, 'mail.html'), 'utf8')).toBe('<p>Look: <img src="ribbon.png"></p>');
  expect(outbox.find(id).attempts[0]?.words).toBe('Lies in outbox/leadership/ed-weekly-2026-10-26.');
});

it('finds a letter that was put there just before the program was killed', async () => {
  const root = await tempFolder();
  const message = { id: 'M-1', about: { kind: 'letter', id: 'L-1' } } as Outgoing['message'];
  const outgoing = { message, signal: new AbortController().signal } as Outgoing;
  const leadership = { id: 'F-1', name: 'leadership', path: 'outbox/leadership', createdAt: '' };
  const first = await toFolder(root, leadership, RICH, outgoing);
  // what an attempt that was cut off earlier left behind
  await mkdir(path.join(root, 'outbox', 'leadership', '.M-1.part'));
  expect(await toFolder(root, leadership, RICH, outgoing)).toEqual(first);
  expect((await readdir(path.join(root, 'outbox', 'leadership'))).filter((name) => !name.startsWith('.'))).toHaveLength(1);
});

it('says that a folder can’t be written, and writes it once it can', async () => {
  const { clock, outbox, put, folder } = await puttingApp();
  await mkdir(path.dirname(folder), { recursive: true });
  await writeFile(folder, 'a file where the folder should be');
  const id = put('L-1');
  await outbox.work();
  const [attempt] = outbox.find(id).attempts;
  expect(attempt).toMatchObject({ outcome: 'broken' });
  expect(attempt?.words).toMatch(/^outbox\/leadership of the data folder can’t be written \(E\w+\)\. It is tried again by itself\.$/);
  await rm(folder);
  clock.pass(MINUTE);
  await outbox.work();
  expect(outbox.find(id).state).toBe('sent');
});

it('stops what is for a folder that has been removed, and says so', async () => {
  const { app, outbox, put } = await puttingApp();
  const id = put('L-1');
  const to = outbox.find(id).recipient.to;
  expect((await ask(app, 'DELETE', `/channels/folders/${to}`)).status).toBe(204);
  await outbox.work();
  expect(outbox.find(id)).toMatchObject({
    state: 'stopped',
    attempts: [{ outcome: 'not-set-up', words: 'Not sent: this folder has been removed from the channels.' }],
  });
});

it('refuses names that are no name of a folder', async () => {
  const app = await sendingApp({});
  for (const name of ['../up', 'a/b', 'A B', '.hidden', ''])
    expect((await ask(app, 'POST', '/channels/folders', { name })).status, name).toBe(400);
});
