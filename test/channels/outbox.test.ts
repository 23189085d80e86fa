import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { NotFound } from '../../model/problem.ts';
import { MINUTE } from '../../model/units.ts';
import { ask, makeProcess, tempFolder } from '../server/support.ts';
import { Clock, CONTENT, mailServer, mailTo, sendingApp, smtpAt } from './support.ts';

it('sends one at a time to each recipient, and a few at a time in all', async () => {
  const box = await mailServer();
  const { outbox } = (await sendingApp({ smtp: smtpAt(box.port) })).throughline;
  const under = new Map<string, number>();
  let most = 0;
  outbox.compose('letter', async ({ recipient: { to } }) => {
    under.set(to, (under.get(to) ?? 0) + 1);
    expect(under.get(to)).toBe(1);
    most = Math.max(most, [...under.values()].filter((count) => count > 0).length);
    await new Promise((resolve) => setTimeout(resolve, 5));
    under.set(to, 0);
    return CONTENT;
  });
  for (let at = 0; at < 12; at += 1) outbox.put([mailTo(`p${at % 6}@example.org`, `L-${at}`)]);
  await outbox.work();
  expect(box.mails).toHaveLength(12);
  expect(most).toBeLessThanOrEqual(4);
});

it('lets no number of mails that wait hold up a folder', async () => {
  const box = await mailServer({}, () => 'hang');
  const app = await sendingApp({ smtp: smtpAt(box.port), channelTimes: { connectMs: 20_000, answerMs: 20_000, attemptMs: 20_000 } });
  const { outbox } = app.throughline;
  const { body } = await ask<{ id: string }>(app, 'POST', '/channels/folders', { name: 'out' });
  outbox.put(Array.from({ length: 501 }, (_, at) => mailTo(`p${String(at)}@example.org`)));
  const [folder = ''] = outbox.put([{ about: { kind: 'letter', id: 'L-2' }, recipient: { channel: 'folder', to: body.id } }]);
  outbox.kick();
  while (outbox.find(folder).state !== 'sent') await new Promise((resolve) => setTimeout(resolve, 10));
  expect(outbox.ledger({ state: 'sending' })).toHaveLength(4);
});

it('lets no mail server that hangs hold up a folder, and takes up what is put meanwhile', async () => {
  const box = await mailServer({}, () => 'hang');
  const dataFolder = await tempFolder();
  const app = await sendingApp({ dataFolder, smtp: smtpAt(box.port), channelTimes: { connectMs: 3000, answerMs: 3000, attemptMs: 3000 } });
  const { outbox } = app.throughline;
  const { body } = await ask<{ id: string }>(app, 'POST', '/channels/folders', { name: 'out' });
  const [mail = ''] = outbox.put([mailTo('ann@example.org')]);
  const working = outbox.work();
  const [folder = ''] = outbox.put([{ about: { kind: 'letter', id: 'L-2' }, recipient: { channel: 'folder', to: body.id } }]);
  outbox.kick();
  while (outbox.find(folder).state !== 'sent') await new Promise((resolve) => setTimeout(resolve, 10));
  expect(outbox.find(mail).state).toBe('sending');
  await working;
  expect(outbox.find(mail).attempts[0]).toMatchObject({ outcome: 'unclear' });
  expect(await readdir(path.join(dataFolder, 'outbox', 'out'))).toHaveLength(1);
});

it('tells a full disk, which ends by itself, from a letter that is gone', async () => {
  const box = await mailServer();
  const clock = new Clock();
  const { outbox } = (await sendingApp({ smtp: smtpAt(box.port), now: clock.now })).throughline;
  let full = true;
  outbox.compose('letter', async ({ about }) => {
    if (about.id === 'gone') throw new NotFound('letter', 'gone');
    if (full) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    return CONTENT;
  });
  const [gone = '', held = ''] = outbox.put([mailTo('ann@example.org', 'gone'), mailTo('bob@example.org')]);
  await outbox.work();
  expect(outbox.find(gone)).toMatchObject({
    state: 'failed',
    attempts: [{ outcome: 'refused', words: 'There is no letter called “gone”.' }],
  });
  expect(outbox.find(held)).toMatchObject({ state: 'waiting', attempts: [{ outcome: 'broken', code: 'ENOSPC' }] });
  expect(outbox.find(held).attempts[0]?.words).toMatch(/disk of the data folder is full\. Free some room/);
  full = false;
  clock.pass(MINUTE);
  await outbox.work();
  expect(outbox.find(held).state).toBe('sent');
});

it('sends nothing twice when the ledger could not be written after the sending', async () => {
  const box = await mailServer();
  const { outbox, store } = (await sendingApp({ smtp: smtpAt(box.port) })).throughline;
  const settle = store.messages.settle.bind(store.messages);
  let full = true;
  store.messages.settle = (...given) => {
    if (full) throw new Error('database or disk is full');
    settle(...given);
  };
  const [id = ''] = outbox.put([mailTo('ann@example.org')]);
  await outbox.work();
  await outbox.work();
  expect(outbox.find(id).state).toBe('sending');
  full = false;
  await outbox.work();
  expect(outbox.find(id)).toMatchObject({ state: 'sent', tries: 1 });
  expect(box.mails).toHaveLength(1);
});

it('puts with what belongs to it or not at all, and not before its time', async () => {
  const box = await mailServer();
  const clock = new Clock();
  const { outbox, store } = (await sendingApp({ smtp: smtpAt(box.port), now: clock.now })).throughline;
  expect(() =>
    store.transaction(() => {
      outbox.put([mailTo('ann@example.org')]);
      throw new Error('the rest failed');
    }),
  ).toThrow('the rest failed');
  expect(outbox.ledger()).toEqual([]);
  const [id = ''] = outbox.put([mailTo('ann@example.org')], new Date(clock.now().getTime() + 10 * MINUTE));
  await outbox.work();
  expect(outbox.find(id).state).toBe('waiting');
  clock.pass(10 * MINUTE);
  await outbox.work();
  expect(outbox.find(id).state).toBe('sent');
});

it('shows the ledger of a service, which goes with it', async () => {
  const app = await sendingApp({});
  await makeProcess(app);
  const { outbox } = app.throughline;
  outbox.put([{ ...mailTo('ann@example.org'), process: 'permits' }, mailTo('bob@example.org')]);
  await outbox.work();
  const { body } = await ask<{ recipient: { to: string } }[]>(app, 'GET', '/deliveries?process=permits');
  expect(body.map(({ recipient }) => recipient.to)).toEqual(['ann@example.org']);
  expect((await ask(app, 'GET', '/deliveries?about=nothing:1')).status).toBe(400);
  expect((await ask(app, 'DELETE', '/processes/permits')).status).toBe(204);
  expect(outbox.ledger().map(({ recipient }) => recipient.to)).toEqual(['bob@example.org']);
});

it('takes nothing for a mail address that is more than one', async () => {
  const box = await mailServer();
  const { outbox } = (await sendingApp({ smtp: smtpAt(box.port) })).throughline;
  const wrong = [
    'ann@example.org, eve@example.com',
    'ann@example.org\r\nBcc: eve@example.com',
    'Ann <ann@example.org>',
    'ann',
    '.a@b.c',
    'a@-b.c',
  ];
  const ids = outbox.put(wrong.map((to) => mailTo(to)));
  await outbox.work();
  for (const id of ids) expect(outbox.find(id)).toMatchObject({ state: 'failed', attempts: [{ outcome: 'refused', code: 'no-address' }] });
  expect(box.mails).toEqual([]);
});
