import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import Papa from 'papaparse';
import { expect, it, vi } from 'vitest';
import type { UnplacedActivity } from '../../model/blueprint.ts';
import type { Recognition } from '../../model/event-log.ts';
import type { ImportRecord } from '../../model/import-record.ts';
import type { Job } from '../../model/job.ts';
import { fileName } from '../../server/routes/uploads.ts';
import { ask, ended, importCsv, LOG, logOf, makeProcess, sendForm, testApp, upload } from './support.ts';

it('takes a file from upload to figures, and the same file again adds nothing', async () => {
  const app = await testApp();
  await makeProcess(app);
  const sent = await upload(app, LOG);
  const check = (await ask<Job>(app, 'POST', `/uploads/${sent}/check`, { mapping: {} })).body;
  expect(((await ended(app, check.id)).result as Recognition).columns.map(({ role }) => role)).toEqual([
    'case',
    'activity',
    'start',
    'end',
    'resource',
    'attribute',
  ]);
  const job = (await ask<Job>(app, 'POST', '/processes/permits/imports', { upload: sent })).body;
  expect(job).toMatchObject({ kind: 'import', process: 'permits' });
  expect(await ended(app, job.id)).toMatchObject({
    state: 'done',
    result: { import: job.id, rows: 7, accepted: 7, rejected: 0, cases: 3, newCases: 3, dataVersion: 1 },
    progress: { share: 1 },
  });
  const { body } = await ask<{ rows: object[] }>(app, 'GET', '/processes/permits/analytics/summary');
  expect(body).toMatchObject({ dataVersion: 1, rows: [{ cases: 3, events: 7, steps: 7, activities: 3, variants: 2, resources: 2 }] });
  expect(await ask(app, 'POST', '/processes/permits/imports', { upload: sent })).toMatchObject({
    status: 404,
    body: { code: 'unknown_upload' },
  });
  expect((await importCsv(app, 'permits', LOG)).result).toMatchObject({ accepted: 0, duplicates: 7, dataVersion: 1 });
  const { body: records } = await ask<ImportRecord[]>(app, 'GET', '/processes/permits/imports');
  expect(records).toMatchObject([
    { seq: 2, state: 'done' },
    { seq: 1, state: 'done', file: 'log.csv', kind: 'events', by: 'this machine', problem: null },
  ]);
});

it('gives the refused rows back as CSV that no spreadsheet runs', async () => {
  const app = await testApp();
  await makeProcess(app);
  const job = await importCsv(
    app,
    'permits',
    `${LOG}A-4,Register,=1+1,2026-10-07T09:00:00Z,Ann,low\n=CMD(),,2026-10-07T08:00:00Z,2026-10-07T09:00:00Z,+Bob,low\n`,
    { roles: { start: 'start', case: 'case', activity: 'activity', end: 'end' }, timeFormats: {} },
  );
  expect(job).toMatchObject({ state: 'done', result: { accepted: 7, rejected: 2 } });
  const response = await app.inject(`/api/v1/processes/permits/imports/${job.id}/rejected`);
  expect(response.headers['content-disposition']).toBe('attachment; filename="rejected-log.csv"');
  const lines = response.body.trim().split('\r\n');
  expect(lines[0]).toMatch(
    /,rejected: line,rejected: reason,rejected: words,rejected: advice,rejected: column,rejected: value,rejected: row$/,
  );
  expect(lines).toHaveLength(3);
  expect(response.body).toMatch(/unreadable_start/);
  expect(response.body).toMatch(/no_activity/);
  const fields = Papa.parse<string[]>(response.body).data.flat();
  expect(fields.some((field) => field.startsWith("'"))).toBe(true);
  for (const field of fields) expect(field).not.toMatch(/^[=+\-@\t\r]/);
});

it('refuses a file in words, keeps the figures and remembers the attempt', async () => {
  const app = await testApp();
  await makeProcess(app);
  await importCsv(app, 'permits', LOG);
  expect(await importCsv(app, 'permits', Buffer.from('%PDF-1.4 not a table'), {}, 'report.pdf')).toMatchObject({
    state: 'failed',
    problem: { status: 422 },
  });
  expect((await ask<ImportRecord[]>(app, 'GET', '/processes/permits/imports')).body[0]).toMatchObject({
    seq: 2,
    state: 'refused',
    file: 'report.pdf',
    problem: { status: 422 },
  });
  expect((await ask<{ rows: object[] }>(app, 'GET', '/processes/permits/analytics/summary')).body).toMatchObject({
    dataVersion: 1,
    rows: [{ cases: 3 }],
  });
});

it('stops an import when asked, and nothing of it is kept', async () => {
  const app = await testApp();
  await makeProcess(app);
  const job = (
    await ask<Job>(app, 'POST', '/processes/permits/imports', { upload: await upload(app, gzipSync(logOf(20_000)), 'big.csv.gz') })
  ).body;
  const waiting = (await ask<Job>(app, 'POST', '/processes/permits/imports', { upload: await upload(app, LOG) })).body;
  expect((await ask(app, 'DELETE', '/processes/permits')).status).toBe(409);
  expect((await ask<Job>(app, 'POST', `/jobs/${waiting.id}/cancel`)).status).toBe(200);
  expect(await ended(app, waiting.id)).toMatchObject({ state: 'cancelled', problem: { code: 'cancelled' } });
  while ((await ask<Job>(app, 'GET', `/jobs/${job.id}`)).body.state === 'waiting') await new Promise((resolve) => setTimeout(resolve, 5));
  await ask(app, 'POST', `/jobs/${job.id}/cancel`);
  expect(await ended(app, job.id)).toMatchObject({ state: 'cancelled' });
  expect((await ask<ImportRecord[]>(app, 'GET', '/processes/permits/imports')).body.map(({ state }) => state)).toEqual([
    'cancelled',
    'cancelled',
  ]);
  expect((await ask<{ rows: object[] }>(app, 'GET', '/processes/permits/analytics/summary')).body).toMatchObject({
    dataVersion: 0,
    rows: [{ cases: 0 }],
  });
  expect((await importCsv(app, 'permits', LOG)).result).toMatchObject({ accepted: 7, dataVersion: 1 });
});

it('tells who follows how far a job is, how it ended, and that a service has new numbers', async () => {
  const app = await testApp();
  await makeProcess(app);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const follow = async (url: string) => {
    const sent = httpRequest({ host: '127.0.0.1', port, path: `/api/v1${url}`, headers: { accept: 'text/event-stream' } });
    sent.end();
    const [response] = (await once(sent, 'response')) as [NodeJS.ReadableStream & { headers: Record<string, string> }];
    let text = '';
    response.on('error', () => undefined);
    response.on('data', (piece: Buffer) => (text += piece.toString()));
    return {
      type: response.headers['content-type'],
      text: () => text,
      ended: once(response, 'end').catch(() => undefined),
      close: () => sent.on('error', () => undefined).destroy(),
    };
  };
  const news = await follow('/events');
  expect(news.type).toMatch('text/event-stream');
  const job = (await ask<Job>(app, 'POST', '/processes/permits/imports', { upload: await upload(app, LOG) })).body;
  const events = await follow(`/jobs/${job.id}/events`);
  await events.ended;
  expect(events.text()).toMatch(/^event: progress\ndata: \{"id":"/);
  expect(events.text()).toMatch(/event: end\ndata: \{.*"state":"done".*\}\n\n$/);
  await vi.waitFor(() => expect(news.text()).toBe('event: data-version\ndata: {"process":"permits","dataVersion":1}\n\n'));
  const late = await follow(`/jobs/${job.id}/events`);
  await late.ended;
  expect(late.text()).toMatch(/^event: end\n/);
  news.close();
});

it('places activities, accepts proposals, and makes a data version only when numbers alter', async () => {
  const app = await testApp();
  await makeProcess(app);
  await importCsv(app, 'permits', LOG);
  const unplaced = async () => (await ask<UnplacedActivity[]>(app, 'GET', '/processes/permits/unplaced')).body;
  expect((await unplaced()).map(({ activity, steps }) => [activity, steps])).toEqual([
    ['Register', 3],
    ['Assess', 2],
    ['Decide', 2],
  ]);
  expect(await ask(app, 'POST', '/processes/permits/placements/accept')).toMatchObject({ status: 400, body: { field: 'template' } });
  expect(await ask(app, 'POST', '/processes/permits/placements/accept', { template: 'service' })).toMatchObject({
    status: 200,
    body: { dataVersion: 2 },
  });
  const { body: blueprint } = await ask<{ stages: { name: string; activities: { name: string }[] }[] }>(
    app,
    'GET',
    '/processes/permits/blueprint',
  );
  const home = blueprint.stages.find(({ activities }) => activities.some(({ name }) => name === 'Assess'));
  expect(home?.name).toMatch(/assess/i);
  expect(await ask(app, 'POST', '/processes/permits/placements', { placements: [{ activity: 'Assess', stage: 'Nowhere' }] })).toMatchObject(
    { status: 400, body: { field: 'placements.0.stage' } },
  );
  expect(await ask(app, 'POST', '/processes/permits/placements', { placements: [{ activity: 'Assess', stage: null }] })).toMatchObject({
    body: { dataVersion: 3 },
  });
  expect((await unplaced()).map(({ activity }) => activity)).toContain('Assess');
  const yaml = (await app.inject({ url: '/api/v1/processes/permits/blueprint', headers: { accept: 'application/yaml' } })).body;
  expect(yaml).toMatch(/^template: service\nstages:\n/);
  const put = (payload: string | object, type: string) =>
    app.inject({ method: 'PUT', url: '/api/v1/processes/permits/blueprint', headers: { 'content-type': type }, payload });
  expect((await put(yaml, 'application/yaml')).json()).toMatchObject({ dataVersion: 3 });
  expect((await put(yaml.replace('stages:', 'colour: red\nstages:'), 'application/yaml')).statusCode).toBe(400);
  expect((await put({ stages: [{ name: 'All', activities: ['Register', 'Assess', 'Decide'] }] }, 'application/json')).json()).toMatchObject(
    { dataVersion: 4, blueprint: { stages: [{ name: 'All' }] } },
  );
  expect(await unplaced()).toEqual([]);
});

it('asks for a zone when neither file nor order names one only where the service has none', async () => {
  const app = await testApp();
  await makeProcess(app, { zone: 'Europe/Amsterdam' });
  const job = await importCsv(app, 'permits', 'case,activity,time\n1,Register,2026-10-05 08:00:00\n1,Close,2026-10-05 09:00:00\n');
  expect(job.result).toMatchObject({ accepted: 2, firstAt: '2026-10-05T06:00:00.000Z' });
});

it('believes nothing of a file’s name', async () => {
  expect(fileName('../../etc/passwd')).toBe('passwd');
  expect(fileName('C:\\Users\\me\\export.csv')).toBe('export.csv');
  expect(fileName('..')).toBe('file.csv');
  expect(fileName('a\u202ecsv.exe\u0000')).toBe('acsv.exe');
  expect(fileName(`${'x'.repeat(500)}.csv`)).toHaveLength(200);
  const app = await testApp();
  expect(await sendForm(app, LOG, '../../evil.csv')).toMatchObject({ status: 201, body: { name: 'evil.csv', bytes: LOG.length } });
  expect((await sendForm(app, '', 'empty.csv')).status).toBe(201);
  expect(await ask(app, 'POST', '/uploads', Buffer.from('--x--\r\n'), { 'content-type': 'multipart/form-data; boundary=x' })).toMatchObject(
    { status: 400 },
  );
});

it('keeps the refused rows of an import that was undone', async () => {
  const app = await testApp();
  await makeProcess(app);
  await importCsv(app, 'permits', LOG);
  const second = await importCsv(
    app,
    'permits',
    `case,activity,start,end\nB-1,Register,2026-10-08T09:00:00Z,2026-10-08T09:10:00Z\nB-1,,2026-10-08T10:00:00Z,2026-10-08T10:10:00Z\n`,
    {
      roles: { case: 'case', activity: 'activity', start: 'start', end: 'end' },
    },
  );
  expect(second.result).toMatchObject({ accepted: 1, rejected: 1 });
  const list = `/api/v1/processes/permits/imports/${second.id}/rejected`;
  const before = (await app.inject(list)).body;
  expect(before).toMatch(/no_activity/);
  const { status, body } = await ask<{ id: string }>(app, 'POST', `/processes/permits/imports/${second.id}/undo`);
  expect(status).toBeLessThan(300);
  expect(await ended(app, body.id)).toMatchObject({ state: 'done' });
  expect((await app.inject(list)).body).toBe(before);
});

it('refuses a blueprint while the events are lost or being made again, and keeps the one that was', async () => {
  const app = await testApp();
  await makeProcess(app);
  await importCsv(app, 'permits', LOG);
  const path = '/processes/permits/blueprint';
  const { body: before } = await ask(app, 'GET', path);
  app.throughline.rebuilding.set('permits', 'job');
  const refused = await ask<{ code: string; detail: string }>(app, 'PUT', path, {
    ...before,
    stages: [{ name: 'Intake', activities: [{ name: 'Register' }] }],
  });
  expect(refused).toMatchObject({ status: 409, body: { code: 'rebuilding' } });
  expect(refused.body.detail).toMatch(/throughline rebuild/);
  expect((await ask(app, 'GET', path)).body).toEqual(before);
  app.throughline.rebuilding.delete('permits');
});
