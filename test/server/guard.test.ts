import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, vi } from 'vitest';
import { ask, testApp } from './support.ts';

it('answers only to names of this machine, so that no other site can point its own name here', async () => {
  const app = await testApp();
  expect(await ask(app, 'GET', '/processes', undefined, { host: 'evil.example:4600' })).toMatchObject({
    status: 403,
    body: { code: 'foreign_host' },
  });
  expect(await ask(app, 'GET', '/processes', undefined, { host: 'localhost.evil.example' })).toMatchObject({ status: 403 });
  for (const host of ['127.0.0.1:4600', 'localhost:4600', '[::1]:4600'])
    expect((await ask(app, 'GET', '/processes', undefined, { host })).status).toBe(200);
});

it('answers to the name that links have for leaving a letter, and for nothing else', async () => {
  const app = await testApp({ address: 'https://letters.example.org' });
  const headers = { host: 'letters.example.org' };
  expect((await app.inject({ url: '/unsubscribe/nobody', headers })).statusCode).toBe(404);
  expect((await app.inject({ url: '/unsubscribe/nobody', headers: { host: 'evil.example' } })).statusCode).toBe(403);
  for (const url of ['/api/v1/processes', '/', '/unsubscribe', '/unsubscribe/../api/v1/processes'])
    expect((await app.inject({ url, headers })).statusCode).toBe(403);
  // the button of its page, which tells no referrer, and that of a mail program
  for (const origin of ['null', 'https://letters.example.org', 'https://mail.example.com'])
    expect((await app.inject({ method: 'POST', url: '/unsubscribe/nobody', headers: { ...headers, origin } })).statusCode).toBe(404);
});

it('lets no page of another site change anything', async () => {
  const app = await testApp();
  const body = { name: 'x', zone: 'UTC' };
  for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:9999', 'http://localhost.evil.example']) {
    expect(await ask(app, 'POST', '/processes', body, { origin, host: '127.0.0.1:4600' })).toMatchObject({
      status: 403,
      body: { code: 'foreign_origin' },
    });
  }
  expect(await ask(app, 'POST', '/processes', body, { 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 });
  expect(await ask(app, 'POST', '/processes', body, { origin: 'http://127.0.0.1:4600', host: '127.0.0.1:4600' })).toMatchObject({
    status: 201,
  });
  expect(
    (await ask<object[]>(app, 'GET', '/processes', undefined, { origin: 'http://evil.example' })).headers['access-control-allow-origin'],
  ).toBeUndefined();
});

it('tells a command line with the token of another folder that it is wrong here', async () => {
  const app = await testApp({ token: 'right' });
  expect(await ask(app, 'GET', '/health', undefined, { authorization: 'Bearer wrong' })).toMatchObject({
    status: 401,
    body: { code: 'wrong_token' },
  });
  expect((await ask(app, 'GET', '/health', undefined, { authorization: 'Bearer right' })).status).toBe(200);
});

it('says in its own form what never became a request', async () => {
  const app = await testApp();
  const bad = await app.inject({ url: '/api/v1/processes/%E0%A4', headers: { host: '127.0.0.1' } });
  expect(bad.headers['content-type']).toMatch('application/problem+json');
  expect(bad.json()).toMatchObject({ code: 'bad_request', status: 400, title: 'The address can’t be read.' });
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const said = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    return { type: answer.headers.get('content-type'), body: (await answer.json()) as object };
  };
  expect(await said(`/api/v1/processes/ed/analytics/summary?where=${'a'.repeat(20_000)}`)).toMatchObject({
    type: 'application/problem+json; charset=utf-8',
    body: { code: 'too_large', status: 431, detail: expect.stringMatching(/16 KB/) as string },
  });
});

const HOSTILE = [
  '..%2F..%2Fetc%2Fpasswd',
  '%00',
  ...["'; DROP SCHEMA p_x; --", '__proto__', 'constructor', 'x'.repeat(300), '日本'].map(encodeURIComponent),
];

it('finds nothing under a hostile id and breaks nothing', async () => {
  const app = await testApp();
  for (const id of HOSTILE) {
    for (const url of [
      `/processes/${id}`,
      `/processes/${id}/analytics/summary`,
      `/processes/${id}/imports/${id}/rejected`,
      `/jobs/${id}`,
    ]) {
      const answered = await ask<{ code: string }>(app, 'GET', url);
      expect(answered.status).toBe(404);
      expect(answered.body.code).toMatch(/unknown_|not_found/);
    }
    expect((await ask(app, 'DELETE', `/processes/${id}`)).status).toBe(404);
  }
});

it('says in words what can’t be read', async () => {
  const app = await testApp();
  const json = { 'content-type': 'application/json' };
  expect(await ask(app, 'POST', '/processes', '{"name":', json)).toMatchObject({
    status: 400,
    body: { field: 'body', title: 'The body is not JSON.' },
  });
  expect(await ask(app, 'POST', '/processes', '', json)).toMatchObject({ status: 400 });
  expect(await ask(app, 'POST', '/processes', 'name: x', { 'content-type': 'text/plain' })).toMatchObject({
    status: 415,
    body: { code: 'unsupported_media_type' },
  });
  expect(await ask(app, 'POST', '/processes', `{"name":"${'x'.repeat(5_000_000)}"}`, json)).toMatchObject({
    status: 413,
    body: { code: 'too_large' },
  });
  expect(await ask(app, 'POST', '/processes', [1, 2])).toMatchObject({ status: 400, body: { field: 'body' } });
  expect(await ask(app, 'GET', '/nothing')).toMatchObject({ status: 404, body: { code: 'not_found' } });
  expect(await ask(app, 'POST', '/uploads', { file: 'x' })).toMatchObject({ status: 415 });
});

it('shows nothing of a failure that nobody foresaw, and logs all of it', async () => {
  const app = await testApp();
  const logged = vi.spyOn(app.log, 'error');
  vi.spyOn(app.throughline.live, 'all').mockImplementation(() => {
    throw new Error('secret /home/me/key at line 3');
  });
  const { status, body, headers } = await ask<{ detail: string }>(app, 'GET', '/processes');
  expect(status).toBe(500);
  expect(JSON.stringify(body)).not.toMatch(/secret|home|Error/);
  expect(body.detail).toContain(String(headers['x-request-id']));
  logged.mockRestore();
});

it('refuses a header of a megabyte without falling over', async () => {
  const app = await testApp();
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const status = await new Promise<number | undefined>((resolve) => {
    const sent = httpRequest(
      { host: '127.0.0.1', port, path: '/api/v1/health', headers: { 'x-long': 'x'.repeat(1_000_000) } },
      (response) => resolve(response.statusCode),
    );
    sent.on('error', () => resolve(undefined));
    sent.end();
  });
  expect([431, undefined]).toContain(status);
  expect((await fetch(`http://127.0.0.1:${port}/api/v1/health`)).status).toBe(200);
});

it('describes itself, and every route says which role it needs', async () => {
  const app = await testApp();
  const { paths } = (await app.inject('/api/docs/json')).json<{ paths: Record<string, object> }>();
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining(['/api/v1/processes/{process}/analytics/summary', '/api/v1/uploads', '/api/v1/jobs/{job}/events']),
  );
  expect((await app.inject('/api/docs/')).statusCode).toBe(200);
});
