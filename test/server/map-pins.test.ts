import { expect, it } from 'vitest';
import { ask, importCsv, LOG, makeProcess, testApp } from './support.ts';

const pin = (name: string) => ({ format: 1, cells: [[name, 1, 0]] });
type Pinned = { dataVersion: number | null; pin: unknown };

it('keeps the first pin of a data version, lets a later one follow, and replaces it when asked to', async () => {
  const app = await testApp();
  await makeProcess(app, { id: 'desk' });
  const path = '/processes/desk/map-pins/activity';
  expect((await ask<Pinned>(app, 'GET', path)).body).toEqual({ dataVersion: null, pin: null });
  await importCsv(app, 'desk', LOG);
  const put = async (dataVersion: number, name: string, again?: boolean) =>
    (await ask<Pinned>(app, 'PUT', path, { dataVersion, pin: pin(name), ...(again === undefined ? {} : { again }) })).body;
  expect(await put(1, 'first')).toEqual({ dataVersion: 1, pin: pin('first') });
  expect(await put(1, 'second')).toEqual({ dataVersion: 1, pin: pin('first') });
  expect(await put(1, 'again', true)).toEqual({ dataVersion: 1, pin: pin('again') });
  expect((await ask<Pinned>(app, 'GET', path)).body).toEqual({ dataVersion: 1, pin: pin('again') });
  expect((await ask<Pinned>(app, 'GET', '/processes/desk/map-pins/stage')).body.pin).toBeNull();
});

it('refuses a version that is not there, another level, a service that is not there, and what is too large', async () => {
  const app = await testApp();
  await makeProcess(app, { id: 'desk' });
  const path = '/processes/desk/map-pins/activity';
  expect(await ask(app, 'PUT', path, { dataVersion: 1, pin: pin('x') })).toMatchObject({
    status: 409,
    body: { code: 'unknown_version', field: 'dataVersion' },
  });
  expect((await ask(app, 'GET', '/processes/desk/map-pins/ward')).status).toBe(400);
  expect((await ask(app, 'GET', '/processes/nobody/map-pins/activity')).status).toBe(404);
  expect((await ask(app, 'PUT', path, { dataVersion: 1, pin: { names: 'x'.repeat(600_000) } })).status).toBe(413);
});

it('goes with its service', async () => {
  const app = await testApp();
  await makeProcess(app, { id: 'desk' });
  await importCsv(app, 'desk', LOG);
  await ask(app, 'PUT', '/processes/desk/map-pins/stage', { dataVersion: 1, pin: pin('x') });
  expect((await ask(app, 'DELETE', '/processes/desk')).status).toBe(204);
  await makeProcess(app, { id: 'desk' });
  expect((await ask<Pinned>(app, 'GET', '/processes/desk/map-pins/stage')).body.pin).toBeNull();
});
