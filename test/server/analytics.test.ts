import { tableFromIPC } from 'apache-arrow';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import type { Attribute } from '../../server/analytics/analytic.ts';
import { csvField } from '../../server/formats/csv.ts';
import { ask, importCsv, LOG, makeProcess, testApp } from './support.ts';

const url = '/processes/permits/analytics/activities';

it('answers every question of the catalogue before there are data', async () => {
  const app = await testApp();
  await makeProcess(app);
  const { body: catalogue } = await ask<{ id: string; question: string; row: object }[]>(app, 'GET', '/analytics');
  expect(catalogue.length).toBeGreaterThan(10);
  // some questions are about something that has a name, and there is none yet
  const named = ['case', 'durations', 'waits-by', 'wait-score'];
  for (const { id } of catalogue.filter((entry) => !named.includes(entry.id))) {
    expect(await ask(app, 'GET', `/processes/permits/analytics/${id}`)).toMatchObject({
      status: 200,
      body: { analytic: id, dataVersion: 0 },
    });
  }
  expect(await ask(app, 'GET', '/processes/permits/analytics/case?case=none')).toMatchObject({ status: 404 });
  expect(await ask(app, 'GET', '/processes/permits/analytics/durations')).toMatchObject({ status: 400, body: { field: 'next' } });
  expect(await ask(app, 'GET', '/processes/permits/analytics/durations?next=Nothing')).toMatchObject({
    status: 400,
    body: { field: 'next' },
  });
});

it('refuses in words a place beyond all numbers, and a case without a name', async () => {
  const app = await testApp();
  await makeProcess(app);
  await importCsv(app, 'permits', LOG);
  for (const id of ['cases', 'variants']) {
    const beyond = await ask(app, 'GET', `/processes/permits/analytics/${id}?offset=999999999999999999999`);
    expect(beyond).toMatchObject({ status: 400, body: { field: 'offset' } });
    const last = await ask(app, 'GET', `/processes/permits/analytics/${id}?offset=${String(Number.MAX_SAFE_INTEGER)}`);
    expect(last).toMatchObject({ status: 200, body: { rows: [] } });
  }
  expect(await ask(app, 'GET', '/processes/permits/analytics/case?case=')).toMatchObject({
    status: 400,
    body: { title: '“case” of case is missing.', field: 'case' },
  });
});

it('gives the same figures as JSON, CSV and Arrow', async () => {
  const app = await testApp();
  await makeProcess(app);
  await importCsv(app, 'permits', LOG);
  const { body } = await ask<{ rows: { activity: string; steps: number }[] }>(app, 'GET', url);
  const rows = body.rows.map(({ activity, steps }) => ({ activity, steps }));
  expect(rows).toHaveLength(3);
  const csv = await app.inject({ url: `/api/v1${url}`, headers: { accept: 'text/csv' } });
  expect(csv.headers['content-type']).toMatch('text/csv');
  expect(csv.headers['content-disposition']).toBe('attachment; filename="permits-activities.csv"');
  const [header, ...lines] = csv.body
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  const at = (name: string) => header?.indexOf(name) ?? -1;
  expect(lines.map((line) => ({ activity: line[at('activity')], steps: Number(line[at('steps')]) }))).toEqual(rows);
  const arrow = await app.inject(`/api/v1${url}?format=arrow`);
  expect(arrow.headers['content-type']).toBe('application/vnd.apache.arrow.stream');
  const table = tableFromIPC(arrow.rawPayload);
  expect(table.toArray().map((row: { activity: string; steps: number }) => ({ activity: row.activity, steps: row.steps }))).toEqual(rows);
  expect(
    tableFromIPC((await app.inject(`/api/v1${url}?format=arrow&from=1999-01-01&to=1999-02-01`)).rawPayload).schema.fields.map(
      ({ name }) => name,
    ),
  ).toEqual(header);
  for (const id of ['variants', 'cases', 'throughput', 'bottlenecks', 'directly-follows', 'throughline', 'measures']) {
    expect(tableFromIPC((await app.inject(`/api/v1/processes/permits/analytics/${id}?format=arrow`)).rawPayload).numRows).toBe(
      (await ask<{ rows: unknown[] }>(app, 'GET', `/processes/permits/analytics/${id}`)).body.rows.length,
    );
  }
});

it('gives an answer again without asking the engine, until the data change', async () => {
  const app = await testApp();
  await makeProcess(app);
  await importCsv(app, 'permits', LOG);
  const first = await ask(app, 'GET', `${url}?state=all&level=stage`);
  const { engine } = app.throughline;
  const kept = engine.with.bind(engine);
  engine.with = () => Promise.reject(new Error('the engine was asked'));
  const again = await ask(app, 'GET', `${url}?level=stage&state=all`);
  expect(again).toMatchObject({ status: 200, body: first.body });
  expect(again.headers.etag).toBe(first.headers.etag);
  expect((await ask(app, 'GET', `${url}?state=all&level=stage`, undefined, { 'if-none-match': String(first.headers.etag) })).status).toBe(
    304,
  );
  // of several, and as a proxy that packs answers gives them back
  for (const known of [`"x", ${String(first.headers.etag)}`, `W/${String(first.headers.etag)}`])
    expect((await ask(app, 'GET', `${url}?state=all&level=stage`, undefined, { 'if-none-match': known })).status).toBe(304);
  engine.with = kept;
  await importCsv(app, 'permits', LOG.replaceAll('A-', 'B-'));
  const later = await ask<{ dataVersion: number }>(app, 'GET', `${url}?state=all&level=stage`, undefined, {
    'if-none-match': String(first.headers.etag),
  });
  expect(later).toMatchObject({ status: 200, body: { dataVersion: 2 } });
});

it.each([
  ['colour=red', 'colour'],
  ['from=yesterday', 'from'],
  ['from=2026-02-01&to=2026-01-01', 'to'],
  ['state=closed', 'state'],
  ['where=Priority', 'where'],
  ['format=xml', 'format'],
])('refuses %s and names %s', async (query, field) => {
  const app = await testApp();
  await makeProcess(app);
  expect(await ask(app, 'GET', `${url}?${query}`)).toMatchObject({ status: 400, body: { code: 'bad_request', field } });
});

it('shows the SQL of an answer and the values bound to it', async () => {
  const app = await testApp();
  await makeProcess(app);
  const { status, body } = await ask<{ sql: string; values: unknown[] }>(app, 'GET', `${url}/sql?from=2026-10-01`);
  expect(status).toBe(200);
  expect(body.sql).toMatch(/SELECT/);
  expect(new Set(body.sql.match(/\$\d+/g)).size).toBe(body.values.length);
});

it('offers what cases can be filtered by', async () => {
  const app = await testApp();
  await makeProcess(app);
  await importCsv(app, 'permits', LOG);
  const { body } = await ask<Attribute[]>(app, 'GET', '/processes/permits/attributes');
  expect(body).toEqual([
    {
      name: 'priority',
      type: 'text',
      level: 'case',
      values: [
        { value: 'low', cases: 2 },
        { value: 'high', cases: 1 },
      ],
    },
  ]);
  const { body: high } = await ask<{ rows: object[] }>(app, 'GET', '/processes/permits/analytics/summary?where=priority:in:high');
  expect(high.rows).toMatchObject([{ cases: 1 }]);
});

it('lists the names a filter can use, the most frequent first, and searches them', async () => {
  const app = await testApp();
  await makeProcess(app);
  await importCsv(app, 'permits', LOG);
  const names = async (query: string) =>
    ask<{ total: number; names: { name: string; cases: number }[] }>(app, 'GET', `/processes/permits/names?${query}`);
  const { body: all } = await names('of=activity');
  expect(all.total).toBe(all.names.length);
  expect([...all.names].sort((a, b) => b.cases - a.cases)).toEqual(all.names);
  const [first] = all.names;
  const part = first?.name.slice(1, 4).toUpperCase() ?? '';
  const { body: found } = await names(`of=activity&search=${part}`);
  expect(found.names).toContainEqual(first);
  expect((await names('of=activity&search=%25')).body, 'signs of a pattern are only text').toEqual({ total: 0, names: [] });
  expect((await names('of=value&attribute=priority')).body.names).toEqual([
    { name: 'low', cases: 2 },
    { name: 'high', cases: 1 },
  ]);
  expect((await names('of=team')).body.total).toBe(0);
  expect((await names('of=value&attribute=Wrad')).status).toBe(400);
  expect((await names('of=colour')).status).toBe(400);
});

it('stops a query when its reader goes away', async () => {
  const app = await testApp();
  await makeProcess(app);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { engine } = app.throughline;
  const stopped = new Promise<boolean>((resolve) => {
    engine.with = async (_schema, work) =>
      work({
        transaction: (inner: () => unknown) => inner(),
        query: (_sql: unknown, { signal }: { signal: AbortSignal }) =>
          new Promise((_, reject) =>
            signal.addEventListener('abort', () => {
              resolve(true);
              reject(new Error('stopped'));
            }),
          ),
      } as never);
  });
  const { port } = app.server.address() as AddressInfo;
  const sent = httpRequest({ host: '127.0.0.1', port, path: `/api/v1${url}` });
  sent.on('error', () => undefined);
  sent.end();
  setTimeout(() => sent.destroy(), 200);
  expect(await stopped).toBe(true);
});

it('writes text that a spreadsheet would run with an apostrophe before it', () => {
  for (const text of ['=1+1', '+1', '-1', '@A', '\tx', '\rx']) expect(csvField(text).replace(/^"/, '')).toMatch(/^'/);
  expect([csvField(-5), csvField('a,b'), csvField('say "x"'), csvField(null), csvField(['a', 'b'])]).toEqual([
    '-5',
    '"a,b"',
    '"say ""x"""',
    '',
    'a > b',
  ]);
});
