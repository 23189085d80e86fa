import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { expect, it, onTestFinished } from 'vitest';
import { MINUTE } from '../../model/units.ts';
import { isClosed } from '../../server/channels/addresses.ts';
import { signatureOf } from '../../server/channels/webhook.ts';
import { ask } from '../server/support.ts';
import { canSign, certificate, Clock, CONTENT, sendingApp } from './support.ts';

interface Call {
  headers: IncomingHttpHeaders;
  body: string;
}

/** Another program, which answers as it is told. */
async function listener(answer: (response: ServerResponse, count: number) => void): Promise<{ url: string; calls: Call[] }> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      calls.push({ headers: request.headers, body: Buffer.concat(parts).toString('utf8') });
      answer(response, calls.length);
    });
  });
  return { url: `http://127.0.0.1:${await portOf(server)}/hook`, calls };
}

/** A free port on which a server listens until the test is over. */
async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return (server.address() as { port: number }).port;
}

const status =
  (code: number, headers = {}) =>
  (response: ServerResponse) =>
    response.writeHead(code, headers).end();

/** An app with a webhook to this address, and one letter on its way to it. */
async function posting(url: string) {
  const clock = new Clock();
  const app = await sendingApp({ now: clock.now });
  const { status: code, body } = await ask<{ id: string; secret: string }>(app, 'POST', '/channels/webhooks', { name: 'Relay', url });
  if (code !== 201) throw new Error(JSON.stringify(body));
  const { outbox } = app.throughline;
  const [id = ''] = outbox.put([{ about: { kind: 'letter', id: 'L-1' }, recipient: { channel: 'webhook', to: body.id } }]);
  return { app, clock, outbox, id, webhook: body };
}

it('posts a letter once, signed over the time and the body', async () => {
  const { url, calls } = await listener(status(204));
  const { app, outbox, id, webhook } = await posting(url);
  await outbox.work();
  await outbox.work();
  expect(calls).toHaveLength(1);
  const [{ headers, body } = { headers: {}, body: '' }] = calls;
  expect(headers).toMatchObject({
    'throughline-id': id,
    'throughline-timestamp': '1795176000',
    'content-type': 'application/json; charset=utf-8',
  });
  expect(headers['throughline-signature']).toBe(`v1=${signatureOf(webhook.secret, '1795176000', body)}`);
  expect(JSON.parse(body)).toMatchObject({ id, kind: 'letter', about: 'L-1', subject: CONTENT.subject, data: CONTENT.json });
  expect(outbox.find(id)).toMatchObject({ state: 'sent', attempts: [{ outcome: 'sent', code: '204' }] });
  const { body: listed } = await ask<object[]>(app, 'GET', '/channels/webhooks');
  expect(JSON.stringify(listed)).not.toContain(webhook.secret);
  // what comes after the host is often a key
  expect(listed).toMatchObject([{ name: 'Relay', url: url.replace('/hook', '/…') }]);
});

it('tries again after a 500 under the same id, and waits as long as it is asked to', async () => {
  const { url, calls } = await listener((response, count) =>
    count === 1 ? status(500)(response) : count === 2 ? status(429, { 'retry-after': '7200' })(response) : status(200)(response),
  );
  const { clock, outbox, id } = await posting(url);
  await outbox.work();
  expect(outbox.find(id)).toMatchObject({
    state: 'waiting',
    nextTryAt: '2026-11-20T12:01:00.000Z',
    attempts: [{ outcome: 'deferred', code: '500' }],
  });
  clock.pass(MINUTE);
  await outbox.work();
  expect(outbox.find(id).nextTryAt).toBe('2026-11-20T14:01:00.000Z');
  clock.pass(120 * MINUTE);
  await outbox.work();
  expect(outbox.find(id)).toMatchObject({ state: 'sent', tries: 3 });
  expect(new Set(calls.map(({ headers }) => headers['throughline-id'])).size).toBe(1);
});

it('never follows a redirect, and says so', async () => {
  const target = await listener(status(200));
  const { url } = await listener(status(307, { location: target.url }));
  const { outbox, id } = await posting(url);
  await outbox.work();
  expect(target.calls).toEqual([]);
  const { state, attempts } = outbox.find(id);
  expect(state).toBe('failed');
  expect(attempts[0]).toMatchObject({ outcome: 'refused', code: '307' });
  expect(attempts[0]?.words).toMatch(/sends on to another address \(307\).*never followed/);
});

it('tells a loss before the answer from nobody being there', async () => {
  const { url } = await listener((response) => response.destroy());
  const lost = await posting(url);
  await lost.outbox.work();
  expect(lost.outbox.find(lost.id)).toMatchObject({ state: 'waiting', attempts: [{ outcome: 'unclear' }] });
  const hanging = await listener(() => undefined);
  const slow = await posting(hanging.url);
  await slow.outbox.work();
  expect(slow.outbox.find(slow.id).attempts[0]).toMatchObject({ outcome: 'unclear', code: 'timeout' });
  const gone = await posting('http://127.0.0.1:9/hook');
  await gone.outbox.work();
  expect(gone.outbox.find(gone.id).attempts[0]).toMatchObject({ outcome: 'unreachable', code: 'ECONNREFUSED' });
});

it.skipIf(!canSign)('says nothing to a program whose certificate it can’t trust', async () => {
  let calls = 0;
  const server = createSecureServer(certificate(), (_request, response) => {
    calls += 1;
    status(200)(response);
  });
  const { outbox, id } = await posting(`https://localhost:${await portOf(server)}/hook`);
  await outbox.work();
  expect(outbox.find(id)).toMatchObject({ state: 'waiting', attempts: [{ outcome: 'broken', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }] });
  expect(outbox.find(id).attempts[0]?.words).toMatch(/certificate of localhost:\d+ can't be trusted.*NODE_EXTRA_CA_CERTS/);
  expect(calls).toBe(0);
});

it('refuses addresses that belong to no program', async () => {
  const app = await sendingApp({ address: 'http://127.0.0.1:4600' });
  const wrong = [
    'ftp://example.org/x',
    'https://user:secret@example.org/',
    'http://169.254.169.254/latest',
    'http://[fe80::1]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[64:ff9b::169.254.169.254]/',
    'http://127.0.0.1:4600/api/v1/processes',
    'nonsense',
  ];
  for (const url of wrong)
    expect(await ask(app, 'POST', '/channels/webhooks', { name: 'X', url }), url).toMatchObject({ status: 400, body: { field: 'url' } });
});

it('knows the addresses it never calls, whatever they are dressed in', () => {
  const never = [
    ...['169.254.0.1', '0.0.0.0', '224.0.0.1', '168.63.129.16', 'fe80::1%eth0', '::', 'fd00:ec2::254'],
    ...['::ffff:169.254.169.254', '[::ffff:a9fe:a9fe]', '0:0:0:0:0:ffff:a9fe:a9fe', '::169.254.169.254', '::ffff:0:169.254.169.254'],
    ...['64:ff9b::169.254.169.254', '[64:ff9b::a9fe:a9fe]', '64:ff9b:1::a9fe:a9fe', '64:ff9b::', '2002:a9fe:a9fe::1', '2001:0:1::'],
  ];
  expect(never.filter((one) => !isClosed(one))).toEqual([]);
  const called = [
    ...['127.0.0.1', '10.0.0.8', '192.168.1.2', '93.184.215.14', 'hooks.example.org'],
    ...['::1', '0:0:0:0:0:0:0:1', '::ffff:10.0.0.8', '64:ff9b::93.184.215.14', '64:ff9b:1::a00:8', '2606:2800::1', 'fd12::1'],
  ];
  expect(called.filter(isClosed)).toEqual([]);
});
