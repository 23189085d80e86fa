import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Process, ProcessSummary } from '../../model/process.ts';
import { ask, importCsv, LOG, makeProcess, testApp } from './support.ts';

it('makes, lists, changes and removes a service', async () => {
  const app = await testApp();
  const made = await ask<Process>(app, 'POST', '/processes', {
    name: ' A & E, Leeds ',
    zone: 'Europe/London',
    template: 'emergency',
    place: 'Leeds',
  });
  expect(made).toMatchObject({
    status: 201,
    body: { id: 'a-e-leeds', name: 'A & E, Leeds', dataVersion: 0, cutOffMs: null, sample: false },
  });
  expect(made.headers.location).toBe('/api/v1/processes/a-e-leeds');
  const { body: list } = await ask<ProcessSummary[]>(app, 'GET', '/processes');
  expect(list).toMatchObject([
    { id: 'a-e-leeds', cases: 0, hasStages: true, marksDelivery: true, hasFeedback: false, imports: 0, firstAt: null },
  ]);
  expect(
    (
      await ask<Process>(app, 'PATCH', '/processes/a-e-leeds', {
        name: 'Emergency',
        words: { person: 'patient', people: 'patients', case: 'visit', cases: 'visits' },
      })
    ).body,
  ).toMatchObject({
    name: 'Emergency',
    words: { case: 'visit' },
    place: 'Leeds',
    dataVersion: 0,
  });
  expect((await ask(app, 'DELETE', '/processes/a-e-leeds')).status).toBe(204);
  expect(await ask(app, 'GET', '/processes/a-e-leeds')).toMatchObject({
    status: 404,
    body: { code: 'unknown_service', title: 'There is no service called “a-e-leeds”.' },
  });
  expect((await makeProcess(app, { id: 'a-e-leeds' })).status).toBe(201);
});

it('numbers services of one name, and refuses an id that is taken', async () => {
  const app = await testApp();
  const make = (more: object) => ask<Process>(app, 'POST', '/processes', { name: 'Desk', zone: 'UTC', ...more });
  expect([(await make({})).body.id, (await make({})).body.id, (await make({})).body.id]).toEqual(['desk', 'desk-2', 'desk-3']);
  expect(await make({ id: 'desk' })).toMatchObject({ status: 409, body: { code: 'process_exists', field: 'id' } });
});

const REFUSED: [body: object, field: string, words: RegExp][] = [
  [{ zone: 'UTC' }, 'name', /missing/],
  [{ name: '', zone: 'UTC' }, 'name', /fewer than 1|written/],
  [{ name: '   ', zone: 'UTC' }, 'name', /written/],
  [{ name: 'x' }, 'zone', /missing/],
  [{ name: 'x', zone: 'Mars/Olympus' }, 'zone', /time zone/],
  [{ name: 'x', zone: 'UTC', id: '../../etc' }, 'id', /written/],
  [{ name: 'x', zone: 'UTC', id: 'UPPER' }, 'id', /written/],
  [{ name: 'x', zone: 'UTC', template: 'magic' }, 'template', /words/],
  [{ name: 'x', zone: 'UTC', colour: 'red' }, 'colour', /not known/],
  [{ name: 7, zone: 'UTC' }, 'name', /string/],
  [{ name: 'x', zone: 'UTC', words: { person: 'p' } }, 'words.people', /missing/],
];

it('refuses what makes no sense, naming the field', async () => {
  const app = await testApp();
  for (const [body, field, words] of REFUSED) {
    const answered = await ask<{ title: string; detail?: string }>(app, 'POST', '/processes', body);
    expect(answered).toMatchObject({ status: 400, body: { code: 'bad_request', field } });
    expect(`${answered.body.title} ${answered.body.detail ?? ''}`).toMatch(words);
    expect(answered.headers['content-type']).toMatch('application/problem+json');
  }
});

it('says of a choice what is wrong with the one that was meant', async () => {
  const app = await testApp();
  const refused: [fix: unknown, field: string, words: RegExp][] = [
    [{ kind: 'nope' }, 'mapping.fixes.0.kind', /It takes merge-names, .*, set-aside\./],
    [{ minutes: 60 }, 'mapping.fixes.0.kind', /missing/],
    [{ kind: 'shift-clock', column: null, value: null }, 'mapping.fixes.0.minutes', /missing/],
    [{ kind: 'swap-ends', minutes: 60 }, 'mapping.fixes.0.minutes', /not known/],
    [{ kind: 'set-aside', of: 'sundays' }, 'mapping.fixes.0.of', /It takes future/],
    [{ kind: 'merge-names', column: 'a', names: ['b', 7], into: 'c' }, 'mapping.fixes.0.names.1', /string/],
    ['swap-ends', 'mapping.fixes.0', /object/],
  ];
  for (const [fix, field, words] of refused) {
    const { status, body } = await ask<{ title: string; detail?: string }>(app, 'POST', '/uploads/x/check', { mapping: { fixes: [fix] } });
    expect({ status, ...body }).toMatchObject({ status: 400, field });
    expect(`${body.title} ${body.detail ?? ''}`).toMatch(words);
  }
});

it('raises the data version for a new zone or cut-off, and for nothing else', async () => {
  const app = await testApp();
  await makeProcess(app);
  await importCsv(app, 'permits', LOG);
  const version = async () => (await ask<Process>(app, 'GET', '/processes/permits')).body.dataVersion;
  expect(await version()).toBe(1);
  await ask(app, 'PATCH', '/processes/permits', { name: 'Building permits' });
  expect(await version()).toBe(1);
  await ask(app, 'PATCH', '/processes/permits', { zone: 'America/New_York' });
  expect(await version()).toBe(2);
  const { body } = await ask<Process>(app, 'PATCH', '/processes/permits', { cutOffMs: 3_600_000 });
  expect(body).toMatchObject({ dataVersion: 3, cutOffMs: 3_600_000, zone: 'America/New_York' });
  const { body: answer } = await ask<{ rows: { cutOffMs: number }[] }>(app, 'GET', '/processes/permits/analytics/summary');
  expect(answer.rows[0]?.cutOffMs).toBe(3_600_000);
});

it('takes the originals away that no other service has imported', async () => {
  const app = await testApp();
  await makeProcess(app);
  await makeProcess(app, { id: 'other' });
  await importCsv(app, 'permits', LOG);
  await importCsv(app, 'other', LOG);
  await importCsv(app, 'permits', LOG.replaceAll('A-', 'B-'));
  const originals = () => readdir(path.join(app.throughline.folder.root, 'uploads'));
  expect(await originals()).toHaveLength(2);
  await ask(app, 'DELETE', '/processes/permits');
  expect(await originals()).toHaveLength(1);
  expect((await ask<{ rows: object[] }>(app, 'GET', '/processes/other/analytics/summary')).body.rows).toMatchObject([{ cases: 3 }]);
});
