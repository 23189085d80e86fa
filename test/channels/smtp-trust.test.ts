import type { SMTPServerOptions } from 'smtp-server';
import { expect, it } from 'vitest';
import { MINUTE } from '../../model/units.ts';
import { ask } from '../server/support.ts';
import { canSign, certificate, Clock, mailServer, mailTo, replying, sendingApp, smtpAt } from './support.ts';

it.skipIf(!canSign)('logs in over TLS with the certificate it is given, and sends nothing to one it can’t trust', async () => {
  const { key, cert } = certificate();
  const logins: string[] = [];
  const box = await mailServer({
    secure: true,
    ...{ key, cert, authOptional: false },
    onAuth: ({ username, password }, _session, callback) => {
      logins.push(String(username));
      if (password === 'right') callback(null, { user: username });
      else callback(replying(535, 'Authentication failed'));
    },
  });
  const set = { host: 'localhost', port: box.port, security: 'tls', user: 'throughline', from: 'Letters <letters@example.org>' };
  const clock = new Clock();
  const app = await sendingApp({ now: clock.now });
  const { outbox } = app.throughline;
  const [id = ''] = outbox.put([mailTo('ann@example.org')]);

  await ask(app, 'PUT', '/channels/mail', { ...set, password: 'wrong' });
  await outbox.work();
  expect(outbox.find(id).attempts[0]).toMatchObject({ outcome: 'broken' });
  expect(outbox.find(id).attempts[0]?.words).toMatch(/certificate of localhost:\d+ can't be trusted/);
  expect(logins).toEqual([]);

  // the password stays with its server when only the certificate changes
  await ask(app, 'PUT', '/channels/mail', { ...set, certificate: cert });
  clock.pass(MINUTE);
  await outbox.work();
  expect(outbox.find(id).attempts[1]).toMatchObject({ outcome: 'broken', code: '535' });
  expect(outbox.find(id).attempts[1]?.words).toMatch(/does not take user and password \(535\)/);

  await ask(app, 'PUT', '/channels/mail', { ...set, certificate: cert, password: 'right' });
  clock.pass(5 * MINUTE);
  await outbox.work();
  expect(outbox.find(id)).toMatchObject({ state: 'sent', tries: 3 });
  expect(box.mails).toHaveLength(1);
});

it.skipIf(!canSign)('says nothing before STARTTLS has made the connection secure, and nothing at all where it can’t', async () => {
  const pair = certificate();
  const secured: boolean[] = [];
  const onMailFrom: SMTPServerOptions['onMailFrom'] = (_address, { secure }, callback) => {
    secured.push(secure);
    callback();
  };
  const box = await mailServer({ ...pair, disabledCommands: [], onMailFrom });
  const set = { host: 'localhost', port: box.port, security: 'starttls', from: 'letters@example.org' };
  const clock = new Clock();
  const app = await sendingApp({ now: clock.now });
  const { outbox } = app.throughline;
  const [id = ''] = outbox.put([mailTo('ann@example.org')]);

  await ask(app, 'PUT', '/channels/mail', set);
  await outbox.work();
  expect(outbox.find(id).attempts[0]).toMatchObject({ outcome: 'broken' });
  expect(outbox.find(id).attempts[0]?.words).toMatch(/certificate of localhost:\d+ can't be trusted/);

  const plain = await mailServer({ onMailFrom });
  await ask(app, 'PUT', '/channels/mail', { ...set, port: plain.port });
  clock.pass(MINUTE);
  await outbox.work();
  expect(outbox.find(id).attempts[1]).toMatchObject({ outcome: 'broken' });
  expect([secured, plain.mails]).toEqual([[], []]);

  await ask(app, 'PUT', '/channels/mail', { ...set, certificate: pair.cert });
  clock.pass(5 * MINUTE);
  await outbox.work();
  expect(outbox.find(id).state).toBe('sent');
  expect([secured, box.mails.length]).toEqual([[true], 1]);
});

it('sends no password in clear, and none to another server', async () => {
  const app = await sendingApp({ smtp: undefined });
  const set = {
    host: 'mail.example.org',
    port: 587,
    security: 'starttls',
    user: 'throughline',
    password: 'secret-word',
    from: 'letters@example.org',
  };
  const put = await ask(app, 'PUT', '/channels/mail', set);
  expect(put.body).toMatchObject({ ready: true, source: 'settings', passwordSet: true, from: 'Throughline <letters@example.org>' });
  expect(JSON.stringify((await ask(app, 'GET', '/channels/mail')).body)).not.toContain('secret-word');
  expect(await ask(app, 'PUT', '/channels/mail', { ...set, password: undefined, host: 'evil.example.com' })).toMatchObject({
    status: 400,
    body: { field: 'password' },
  });
  expect(await ask(app, 'PUT', '/channels/mail', { ...set, password: undefined, security: 'none' })).toMatchObject({
    status: 400,
    body: { field: 'password', detail: 'It was given for an encrypted connection, and this one may be in clear.' },
  });
  expect((await ask(app, 'PUT', '/channels/mail', { ...set, password: undefined, security: 'tls' })).body).toMatchObject({
    passwordSet: true,
  });
  expect(await ask(app, 'PUT', '/channels/mail', { ...set, from: 'a@b\r\nBcc: x@y' })).toMatchObject({
    status: 400,
    body: { field: 'from' },
  });
  expect((await ask(app, 'DELETE', '/channels/mail')).body).toMatchObject({ ready: false, source: 'none' });
});

it('keeps what is sent by mail while no server is set, and sends it when a person asks again', async () => {
  const box = await mailServer();
  const app = await sendingApp({});
  const { outbox } = app.throughline;
  expect(outbox.ready('mail')).toBe(false);
  expect((await ask<{ words: string }>(app, 'GET', '/channels/mail')).body.words).toBe(
    'Nothing is sent by mail: no mail server is set. Letters are still made and kept.',
  );
  const [id = ''] = outbox.put([mailTo('ann@example.org')]);
  await outbox.work();
  expect(outbox.find(id)).toMatchObject({ state: 'stopped', attempts: [{ outcome: 'not-set-up' }] });
  expect((await ask(app, 'POST', '/channels/mail/test', { to: 'ann@example.org' })).status).toBe(409);

  await ask(app, 'PUT', '/channels/mail', { host: '127.0.0.1', port: box.port, security: 'none', from: 'letters@example.org' });
  const tested = await ask(app, 'POST', '/channels/mail/test', { to: 'ann@example.org' });
  expect(tested.body).toMatchObject({ sent: true });
  expect((await ask(app, 'POST', `/deliveries/${id}/retry`)).status).toBe(200);
  await outbox.work();
  expect(box.mails).toHaveLength(2);
  expect((await ask<object[]>(app, 'GET', '/deliveries?about=letter:L-1')).body).toMatchObject([{ id, state: 'sent' }]);
});

it('tries again what was on its way when the program stopped, under the same id', async () => {
  const box = await mailServer();
  const app = await sendingApp({ smtp: smtpAt(box.port) });
  const { outbox, store, now } = app.throughline;
  const [id = ''] = outbox.put([mailTo('ann@example.org')]);
  const fixed = { messageId: '<first@example.org>', datedAt: '2026-11-20T11:00:00.000Z' };
  store.messages.claim(id, fixed, now());
  expect(() => outbox.stop(id)).toThrow(/being sent right now/);
  expect(outbox.recover()).toBe(1);
  await outbox.work();
  expect(outbox.find(id)).toMatchObject({ state: 'sent', attempts: [{ outcome: 'interrupted' }, { outcome: 'sent' }] });
  expect(box.mails[0]).toMatch(/^Message-ID: <first@example\.org>$/m);
  expect(box.mails[0]).toMatch(/^Date: Fri, 20 Nov 2026 11:00:00 \+0000$/m);
});

it('gives up after two days, and says so; a person can stop and ask again', async () => {
  const clock = new Clock();
  const app = await sendingApp({ smtp: smtpAt(9), now: clock.now });
  const { outbox } = app.throughline;
  const [id = ''] = outbox.put([mailTo('ann@example.org')]);
  for (let at = 0; at < 12; at += 1) {
    await outbox.work();
    clock.pass(25 * 60 * MINUTE);
  }
  const { state, attempts } = outbox.find(id);
  expect(state).toBe('failed');
  expect(attempts).toHaveLength(9);
  expect(attempts.at(-1)?.words).toMatch(/^Nothing answers at 127\.0\.0\.1:9 \(ECONNREFUSED\)\..* Given up after 9 attempts\.$/);
  outbox.retry(id);
  expect(outbox.find(id)).toMatchObject({ state: expect.stringMatching(/waiting|sending/) as string });
  await outbox.work();
  expect(outbox.stop(id)).toMatchObject({ state: 'stopped', nextTryAt: null });
});
