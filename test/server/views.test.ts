import { expect, it } from 'vitest';
import { ask, importCsv, LOG, makeProcess, testApp } from './support.ts';

interface Saved {
  id: string;
  name: string;
  page: string;
  query: string;
  stale: string | null;
}
const map = (query: string, name = 'Slow ones') => ({ name, page: 'map', query });

it('saves, lists by name, renames, deletes and brings back a view', async () => {
  const app = await testApp();
  await makeProcess(app, { id: 'desk' });
  const path = '/processes/desk/views';
  expect((await ask<Saved[]>(app, 'GET', path)).body).toEqual([]);
  await importCsv(app, 'desk', LOG);
  const query = 'from=2026-01-01&to=2027-01-01&where=@duration:throughput:1h..';
  expect((await ask<Saved>(app, 'PUT', `${path}/v1`, map(query))).body).toMatchObject({
    id: 'v1',
    name: 'Slow ones',
    page: 'map',
    query,
    stale: null,
  });
  await ask(app, 'PUT', `${path}/v2`, { name: 'A week', page: 'variants', query: '' });
  expect((await ask<Saved[]>(app, 'GET', path)).body.map(({ name }) => name)).toEqual(['A week', 'Slow ones']);
  expect(await ask(app, 'PATCH', `${path}/v2`, { name: 'slow ONES' })).toMatchObject({
    status: 409,
    body: { code: 'view_name_taken', field: 'name' },
  });
  expect((await ask<Saved>(app, 'PATCH', `${path}/v1`, { name: 'Slowest' })).body).toMatchObject({ name: 'Slowest', query });
  expect((await ask(app, 'DELETE', `${path}/v1`)).status).toBe(204);
  expect((await ask(app, 'DELETE', `${path}/v1`)).status).toBe(404);
  expect((await ask<Saved>(app, 'PUT', `${path}/v1`, map(query, 'Slowest'))).body.id).toBe('v1');
});

it('says which views no longer make sense, and refuses what is no view', async () => {
  const app = await testApp();
  await makeProcess(app, { id: 'desk' });
  await importCsv(app, 'desk', LOG);
  const path = '/processes/desk/views';
  const gone = (await ask<Saved>(app, 'PUT', `${path}/gone`, map('where=@activity:Nowhere'))).body;
  expect(gone.stale).toContain('Nowhere');
  const against = (await ask<Saved>(app, 'PUT', `${path}/against`, map('compare=other&against=where%3DWard:in:North', 'Two'))).body;
  expect(against.stale).toContain('Ward');
  expect((await ask(app, 'PUT', `${path}/x`, { name: ' ', page: 'map', query: '' })).status).toBe(400);
  expect((await ask(app, 'PUT', `${path}/x`, { name: 'X', page: '//elsewhere', query: '' })).status).toBe(400);
  expect((await ask(app, 'PUT', '/processes/nobody/views/x', map(''))).status).toBe(404);
});

it('goes with its service', async () => {
  const app = await testApp();
  await makeProcess(app, { id: 'desk' });
  await ask(app, 'PUT', '/processes/desk/views/v1', map(''));
  expect((await ask(app, 'DELETE', '/processes/desk')).status).toBe(204);
  await makeProcess(app, { id: 'desk' });
  expect((await ask<Saved[]>(app, 'GET', '/processes/desk/views')).body).toEqual([]);
});
