import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { Problem } from '../../model/problem.ts';
import type { NewSchedule } from '../../model/schedule.ts';
import { Archive } from '../../server/reports/archive.ts';
import { fileNameOf } from '../../server/reports/files.ts';
import { changeSchedule, leave, makeSchedule, turn } from '../../server/reports/schedules.ts';
import type { StoredSchedule } from '../../server/store/schedules.ts';
import { mailServer, replying, smtpAt } from '../channels/support.ts';
import { tempFolder } from '../server/support.ts';
import { letterOf, Program, type ProgramOptions } from './support.ts';

/** A program on a folder of its own, at noon on a Sunday; a daily schedule at 07:00 unless told otherwise. */
async function running(more: Partial<ProgramOptions> & { root?: string } = {}) {
  let at = Date.parse('2026-11-22T12:00:00Z');
  let ids = 0;
  const root = more.root ?? (await tempFolder());
  const options: ProgramOptions = { now: () => new Date(at), newId: () => `id-${String((ids += 1)).padStart(4, '0')}`, ...more };
  let program = await new Program(root, options).start();
  program.house.store.channels.saveFolder('archive', 'archive', new Date(at));
  return {
    root,
    get program() {
      return program;
    },
    get store() {
      return program.house.store;
    },
    schedule: (wanted: Partial<NewSchedule> = {}): StoredSchedule =>
      makeSchedule(program.house, {
        name: 'Daily letter',
        order: { kind: 'house' },
        when: { kind: 'cron', pattern: '0 7 * * *' },
        zone: 'UTC',
        recipients: [{ channel: 'folder', to: 'archive' }],
        ...wanted,
      }),
    clock: (time: string): void => {
      at = Date.parse(time);
    },
    at: async (time: string): Promise<void> => {
      at = Date.parse(time);
      await program.round();
    },
    restart: async (time: string): Promise<void> => {
      await program.stop();
      at = Date.parse(time);
      program = await new Program(root, options).start();
    },
    runs: (id: string) =>
      program.house.store.schedules
        .runsOf(id)
        .reverse()
        .map(({ dueAt, state }) => `${dueAt.slice(5, 10)} ${state}`),
    letters: (id: string) => program.house.store.letters.list({ schedule: id }),
    end: () => program.stop(),
  };
}

const words = (mail: string) =>
  mail
    .replace(/=\r?\n/g, '')
    .replace(/=E2=80=9[CD]/g, '"')
    .replace(/=20/g, ' ');

it.each([
  ['once', ['11-23 done', '11-24 skipped', '11-25 skipped', '11-26 done', '11-27 done']],
  ['skip', ['11-23 done', '11-24 skipped', '11-25 skipped', '11-26 skipped', '11-27 done']],
] as const)('makes up for what was missed while the program was not running: %s', async (missed, wanted) => {
  const it = await running();
  const { id } = it.schedule({ missed });
  await it.at('2026-11-23T07:00:10Z');
  await it.restart('2026-11-26T15:00:00Z');
  await it.at('2026-11-26T15:00:00Z');
  await it.at('2026-11-27T07:00:10Z');
  expect(it.runs(id)).toEqual(wanted);
  const [, second] = it.store.schedules.runsOf(id).reverse();
  expect(second?.words).toMatch(/was not running/);
  await it.end();
});

it('makes nothing while it is paused or deleted, and makes up for nothing of that time', async () => {
  const it = await running();
  const { id } = it.schedule();
  turn(it.program.house, id, 'pause');
  await it.at('2026-11-23T07:00:10Z');
  turn(it.program.house, id, 'resume');
  await it.at('2026-11-24T07:00:10Z');
  turn(it.program.house, id, 'remove');
  await it.at('2026-11-25T07:00:10Z');
  turn(it.program.house, id, 'restore');
  await it.at('2026-11-26T07:00:10Z');
  expect(it.runs(id)).toEqual(['11-24 done', '11-26 done']);
  await it.end();
});

it('leaves a letter out when nothing has changed since the one before, if that is wanted', async () => {
  const it = await running();
  const skipping = it.schedule({ unchanged: 'skip' });
  const sending = it.schedule({ unchanged: 'send' });
  await it.at('2026-11-23T07:00:10Z');
  await it.at('2026-11-24T07:00:10Z');
  expect(it.runs(skipping.id)).toEqual(['11-23 done', '11-24 skipped']);
  expect(it.runs(sending.id)).toEqual(['11-23 done', '11-24 done']);
  expect(it.store.schedules.runsOf(skipping.id)[0]?.words).toBe('Nothing has changed since the letter of 23 Nov 2026, 07:00.');
  // another letter than the last is news by itself
  changeSchedule(it.program.house, skipping.id, { revision: 1, order: { kind: 'house', sections: ['measures'] } });
  await it.at('2026-11-25T07:00:10Z');
  await it.at('2026-11-26T07:00:10Z');
  expect(it.runs(skipping.id)).toEqual(['11-23 done', '11-24 skipped', '11-25 done', '11-26 skipped']);
  await it.end();
});

it('gives the letter before to the next, and says in the foot when and to whom it is sent', async () => {
  const seen: [string | undefined, string][] = [];
  let made = 0;
  const it = await running({
    make: (order, { previous, sending }) => {
      seen.push([previous?.lead, sending]);
      made += 1;
      return Promise.resolve({ ...letterOf(order, new Date('2026-11-23T07:00:00Z'), sending), lead: `letter ${String(made)}` });
    },
  });
  it.schedule({ when: { kind: 'weekly', days: ['monday', 'tuesday'], time: '07:00' } });
  await it.at('2026-11-23T07:00:10Z');
  await it.at('2026-11-24T07:00:10Z');
  expect(seen).toEqual([
    [undefined, 'Sent each Monday and Tuesday at 07:00 to 1 folder.'],
    ['letter 1', 'Sent each Monday and Tuesday at 07:00 to 1 folder.'],
  ]);
  await it.end();
});

it('tries again what could not be made, tells the owner when it stays so and again when it works, and keeps the last good letter', async () => {
  const box = await mailServer();
  let broken = false;
  const it = await running({
    smtp: smtpAt(box.port),
    make: (order) =>
      broken
        ? Promise.reject(new Problem('busy', 503, 'The data can’t be read.', { detail: 'Ask again.' }))
        : Promise.resolve(letterOf(order, new Date('2026-11-23T07:00:00Z'))),
  });
  const { id } = it.schedule({ owner: 'owner@example.org' });
  await it.at('2026-11-23T07:00:10Z');
  const [good] = it.letters(id);
  const before = await readFile(path.join(it.root, 'letters', good?.id ?? '', 'letter.json'), 'utf8');

  broken = true;
  await it.at('2026-11-24T07:00:10Z');
  expect(it.store.schedules.runsOf(id)[0]).toMatchObject({
    state: 'due',
    tries: 1,
    words: 'The data can’t be read. Ask again. Tried again at 24 Nov 2026, 07:01.',
  });
  await it.at('2026-11-24T07:00:30Z');
  expect(it.store.schedules.runsOf(id)[0]?.tries).toBe(1);
  await it.at('2026-11-24T07:01:15Z');
  expect(box.mails).toHaveLength(0);
  await it.at('2026-11-24T07:06:30Z');
  expect(box.mails).toHaveLength(1);
  expect(words(box.mails[0] ?? '')).toMatch(/Subject: .*Not made: Daily letter/);
  expect(it.store.schedules.get(id).trouble?.words).toMatch(/could not be made/);
  expect(it.letters(id)).toHaveLength(1);
  expect(await readFile(path.join(it.root, 'letters', good?.id ?? '', 'letter.json'), 'utf8')).toBe(before);

  broken = false;
  await it.at('2026-11-24T07:22:00Z');
  expect(it.runs(id)).toEqual(['11-23 done', '11-24 done']);
  await it.at('2026-11-24T07:23:00Z');
  expect(box.mails).toHaveLength(2);
  expect(words(box.mails[1] ?? '')).toMatch(/Subject: .*Works again: Daily letter/);
  expect(it.store.schedules.get(id).trouble).toBeNull();
  expect(await readdir(path.join(it.root, 'letters'))).toHaveLength(2);
  await it.end();
});

it('gives up at once what trying again would not help, and says why', async () => {
  const box = await mailServer();
  const it = await running({
    smtp: smtpAt(box.port),
    make: () => Promise.reject(new Problem('unknown_improvement', 404, 'There is no improvement called “imp-009”.')),
  });
  const { id } = it.schedule({ owner: 'owner@example.org' });
  await it.at('2026-11-23T07:00:10Z');
  expect(it.store.schedules.runsOf(id)[0]).toMatchObject({ state: 'failed', words: 'There is no improvement called “imp-009”.' });
  await it.at('2026-11-24T07:00:10Z');
  // each failed letter is told of, none is sent
  expect(box.mails).toHaveLength(2);
  expect(it.letters(id)).toEqual([]);
  await it.end();
});

it('tells the owner who was not reached, once for the same people', async () => {
  const box = await mailServer({
    onRcptTo: ({ address }, _session, callback) => callback(address === 'gone@example.org' ? replying(550, 'no such user') : null),
  });
  const it = await running({ smtp: smtpAt(box.port) });
  const { id } = it.schedule({
    owner: 'owner@example.org',
    recipients: [
      { channel: 'mail', to: 'here@example.org' },
      { channel: 'mail', to: 'gone@example.org' },
    ],
  });
  await it.at('2026-11-23T07:00:10Z');
  await it.at('2026-11-23T07:01:00Z');
  const notices = () => box.mails.filter((mail) => /Subject: .*Not delivered/.test(words(mail)));
  expect(notices()).toHaveLength(1);
  expect(words(notices()[0] ?? '')).toMatch(/gone@example\.org: .*no such user/s);
  await it.at('2026-11-24T07:00:10Z');
  await it.at('2026-11-24T07:01:00Z');
  expect(notices()).toHaveLength(1);
  expect(it.runs(id)).toEqual(['11-23 done', '11-24 done']);
  await it.end();
});

it('keeps letters when no mail server is set, and says that nothing was sent', async () => {
  const it = await running();
  const { id } = it.schedule({ recipients: [{ channel: 'mail', to: 'reader@example.org' }], owner: 'owner@example.org' });
  await it.at('2026-11-23T07:00:10Z');
  const [letter] = it.letters(id);
  expect(it.store.letters.delivered(letter?.id ?? '')).toMatchObject({ sent: 0, unsent: 1 });
  expect(it.store.schedules.runsOf(id)[0]).toMatchObject({ state: 'done', words: 'Kept. Nothing was sent: no mail server is set.' });
  await it.end();
});

it('keeps nothing half when the disk is full, says so, and makes the letter when there is room', async () => {
  const box = await mailServer();
  let full = true;
  let written = 0;
  const it = await running({
    smtp: smtpAt(box.port),
    write: async (file, bytes) => {
      written += 1;
      // the second file of the letter meets the end of the disk in the middle
      if (full && written % 2 === 0) {
        await writeFile(file, bytes.subarray(0, 3));
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      }
      await writeFile(file, bytes);
    },
  });
  const { id } = it.schedule({ owner: 'owner@example.org', recipients: [{ channel: 'mail', to: 'reader@example.org' }] });
  for (const minute of ['00:10', '01:20', '06:40']) await it.at(`2026-11-23T07:${minute}Z`);
  expect(it.store.schedules.runsOf(id)[0]).toMatchObject({ state: 'due', tries: 3 });
  expect(it.store.schedules.runsOf(id)[0]?.words).toMatch(/^The disk is full: the letter could not be kept\. Nothing was sent\./);
  expect(await readdir(path.join(it.root, 'letters'))).toEqual([]);
  expect(box.mails.map((mail) => /^To: (.*)$/m.exec(mail)?.[1])).toEqual(['owner@example.org']);
  full = false;
  await it.at('2026-11-23T07:22:00Z');
  expect(it.runs(id)).toEqual(['11-23 done']);
  expect(await readdir(path.join(it.root, 'letters'))).toHaveLength(1);
  await it.end();
});

it('does not send to a reader who left while the letter was being made', async () => {
  const box = await mailServer();
  const started = await running({ smtp: smtpAt(box.port) });
  const { id } = started.schedule({
    recipients: [
      { channel: 'mail', to: 'stays@example.org' },
      { channel: 'mail', to: 'leaves@example.org' },
    ],
  });
  await started.at('2026-11-23T07:00:10Z');
  const mail = box.mails.find((one) => one.includes('To: leaves@example.org')) ?? '';
  const token = /unsubscribe\/([a-z0-9]+)/.exec(words(mail))?.[1] ?? '';
  expect(mail).toMatch(/^List-Unsubscribe: /im);
  expect(leave(started.program.house, token)).toEqual({ name: 'Daily letter', to: 'leaves@example.org' });
  // doing it again changes nothing
  expect(leave(started.program.house, token)).toBeDefined();
  expect(leave(started.program.house, 'no-such-token')).toBeUndefined();
  await started.at('2026-11-24T07:00:10Z');
  const to = box.mails.map((one) => /^To: (.*)$/m.exec(one)?.[1]);
  expect(to.sort()).toEqual(['leaves@example.org', 'stays@example.org', 'stays@example.org']);
  expect(started.store.schedules.get(id)).toMatchObject({ revision: 2, recipients: [{ channel: 'mail', to: 'stays@example.org' }] });
  expect(started.store.schedules.left(id)).toHaveLength(1);
  await started.end();
});

it('lets a reader leave by an old link, however the address is written now', async () => {
  const box = await mailServer();
  const it = await running({ smtp: smtpAt(box.port) });
  const { id } = it.schedule({ recipients: [{ channel: 'mail', to: 'Ann@example.org' }] });
  await it.at('2026-11-23T07:00:10Z');
  const token = /unsubscribe\/([a-z0-9]+)/.exec(words(box.mails[0] ?? ''))?.[1] ?? '';
  const recipients = [{ channel: 'mail' as const, to: 'ann@example.org' }];
  changeSchedule(it.program.house, id, { revision: 1, recipients });
  expect(leave(it.program.house, token)).toEqual({ name: 'Daily letter', to: 'Ann@example.org' });
  expect(it.store.schedules.get(id).recipients).toEqual([]);
  expect(it.store.schedules.left(id)).toHaveLength(1);
  changeSchedule(it.program.house, id, { revision: 3, recipients });
  expect(it.store.schedules.left(id)).toEqual([]);
  await it.end();
});

it('keeps no files of a letter whose row could not be written', async () => {
  const it = await running();
  vi.spyOn(it.store.letters, 'add').mockImplementation(() => {
    throw new Error('its service is gone');
  });
  const asked = { order: { kind: 'house' as const }, recipients: [], attachPdf: false };
  await expect(it.program.keeper.send(asked, new AbortController().signal)).rejects.toThrow('its service is gone');
  expect(await readdir(path.join(it.root, 'letters'))).toEqual([]);
  await it.end();
});

it('makes a letter again whose row could not be written, with the next try and not before', async () => {
  const it = await running();
  const { id } = it.schedule();
  const add = vi.spyOn(it.store.letters, 'add').mockImplementationOnce(() => {
    throw new Error('database or disk is full');
  });
  await it.at('2026-11-23T07:00:10Z');
  expect(it.store.schedules.runsOf(id)).toMatchObject([{ state: 'due', tries: 1, nextTryAt: '2026-11-23T07:01:10.000Z' }]);
  await it.at('2026-11-23T07:01:20Z');
  expect(it.runs(id)).toEqual(['11-23 done']);
  expect([add.mock.calls.length, it.letters(id).length]).toEqual([2, 1]);
  await it.end();
});

it('gives the other schedules their turn when one can’t be planned', async () => {
  const it = await running();
  const [wrong, right] = [it.schedule({ name: 'Wrong' }), it.schedule({ name: 'Right' })];
  // a zone that this machine does not know any more
  it.store.schedules.write({ ...it.store.schedules.get(wrong.id), zone: 'Atlantis/Capital' });
  await it.at('2026-11-23T07:00:10Z');
  expect([it.runs(wrong.id), it.runs(right.id)]).toEqual([[], ['11-23 done']]);
  await it.end();
});

it('says that letters can’t be written without telling by mail where they lie', async () => {
  const root = await tempFolder();
  const archive = new Archive(root, (file) => Promise.reject(Object.assign(new Error(`EACCES: open '${file}'`), { code: 'EACCES' })));
  const failed: unknown = await archive.keep('one', [{ name: 'letter.json', bytes: Buffer.from('{}') }]).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'not_kept', detail: 'letters/ of the data folder can’t be written (EACCES). Nothing was sent.' });
  expect(await readdir(root)).toEqual([]);
});

it('leads nowhere but into the folder of a letter', async () => {
  const it = await running();
  const { id } = it.schedule();
  await it.at('2026-11-23T07:00:10Z');
  const [letter] = it.letters(id);
  const { archive } = it.program.keeper;
  expect(await archive.files(letter?.id ?? '')).toEqual(['letter.json', 'letter.pdf', 'mail.html', 'mail.txt']);
  for (const name of [
    '../../state.sqlite',
    '..\\state.sqlite',
    'letter.json\u0000.png',
    '/etc/passwd',
    '.making-x',
    'Ümlaut.png',
    'mail.exe',
    '',
  ])
    await expect(archive.read(letter?.id ?? '', name)).rejects.toThrow(/There is no file/);
  for (const bad of ['..', '../letters', '.', 'a/b', '', '.making-id-0001'])
    await expect(archive.read(bad, 'letter.json')).rejects.toThrow(/There is no letter/);
  await expect(archive.keep('good', [{ name: '../../outside.png', bytes: Buffer.from('x') }])).rejects.toThrow(/is not the name of a file/);
  await expect(archive.keep('../bad', [])).rejects.toThrow(/There is no letter/);
  // a link that somebody put there is not followed
  await symlink(path.join(it.root, 'state.sqlite'), path.join(it.root, 'letters', letter?.id ?? '', 'ribbon.png'));
  await expect(archive.read(letter?.id ?? '', 'ribbon.png')).rejects.toThrow(/There is no file/);
  await it.end();
});

it.each([
  ['Emergency department', 'emergency-department-weekly-2026-10-26'],
  ['../../etc/passwd', 'etc-passwd-weekly-2026-10-26'],
  ['a"b\r\nBcc: c@example.org', 'a-b-bcc-c-example-org-weekly-2026-10-26'],
  ['خدمة الطوارئ', 'ed-weekly-2026-10-26'],
  ['🚑', 'ed-weekly-2026-10-26'],
  ['<script>alert(1)</script>', 'script-alert-1-script-weekly-2026-10-26'],
  ['\u202egnp.exe', 'gnp-exe-weekly-2026-10-26'],
])('gives the files of a letter about “%s” a name that every program takes', (name, wanted) => {
  const letter = { ...letterOf({ kind: 'weekly' }, new Date()), service: { id: 'ed', name } };
  expect(fileNameOf(letter)).toBe(wanted);
  expect(fileNameOf({ ...letter, service: { id: 'ed', name: name.repeat(200) } }).length).toBeLessThan(70);
});

it('sends what has come due by the time it had, though the time is changed before its turn', async () => {
  const it = await running();
  const { id, revision } = it.schedule();
  const due = it.store.schedules.get(id).nextDueAt;
  expect(due).toBe('2026-11-23T07:00:00.000Z');
  it.clock('2026-11-23T07:00:05Z');
  changeSchedule(it.program.house, id, { revision, when: { kind: 'cron', pattern: '0 9 * * *' } });
  await it.at('2026-11-23T07:00:10Z');
  expect(it.runs(id)).toEqual(['11-23 done']);
  await it.at('2026-11-23T09:00:10Z');
  expect(it.runs(id)).toEqual(['11-23 done', '11-23 done']);
  await it.end();
});

it('gives up a letter over which the program itself has ended again and again', async () => {
  const it = await running();
  const { id } = it.schedule();
  it.store.schedules.addRun({
    ...{ id: 'run-x', schedule: id, dueAt: '2026-11-22T07:00:00.000Z', state: 'making', words: 'It is being made.' },
    ...{ tries: 12, nextTryAt: null, endedAt: null },
  });
  await it.at('2026-11-22T12:00:10Z');
  expect(it.store.schedules.runsOf(id)[0]).toMatchObject({ state: 'failed', nextTryAt: null });
  expect(it.store.schedules.runsOf(id)[0]?.words).toMatch(/stopped each time/);
  await it.at('2026-11-23T07:00:10Z');
  expect(it.runs(id)).toEqual(['11-22 failed', '11-23 done']);
  await it.end();
});
