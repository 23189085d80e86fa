import { expect, it } from 'vitest';
import type { Process } from '../../model/process.ts';
import { ask, importCsv, makeProcess, testApp } from './support.ts';

const CSV = `case,activity,start,end,resource,team
1,A,2026-01-05T09:00:00Z,2026-01-05T09:10:00Z,r1,Desk
1,B,2026-01-05T09:20:00Z,2026-01-05T09:30:00Z,r2,Lab
2,A,2026-01-05T10:00:00Z,2026-01-05T10:10:00Z,r1,Desk
2,B,2026-01-05T10:20:00Z,2026-01-05T10:30:00Z,r3,Lab
`;
const of = '/processes/permits/analytics';

it('counts single people only where the service allows it, refuses the SQL too, and forgets what it answered when that ends', async () => {
  const app = await testApp();
  await makeProcess(app);
  await importCsv(app, 'permits', CSV);
  const refused = { status: 403, body: { code: 'person_figures_off', field: 'per' } };
  for (const id of ['workload', 'handovers']) {
    expect(await ask(app, 'GET', `${of}/${id}?per=person`)).toMatchObject(refused);
    expect(await ask(app, 'GET', `${of}/${id}/sql?per=person`)).toMatchObject(refused);
    expect((await ask(app, 'GET', `${of}/${id}?per=team`)).status).toBe(200);
  }
  const before = (await ask<Process>(app, 'GET', '/processes/permits')).body;
  expect(before.figuresByPerson).toBe(false);

  const allowed = await ask<Process>(app, 'PATCH', '/processes/permits', { figuresByPerson: true });
  // no figure has changed, so the data version is the same
  expect(allowed).toMatchObject({ status: 200, body: { figuresByPerson: true, dataVersion: before.dataVersion } });
  const people = await ask<{ rows: { name: string; steps: number }[] }>(app, 'GET', `${of}/workload?per=person`);
  expect(people.status).toBe(200);
  expect(people.body.rows.map(({ steps }) => steps)).toEqual([2, 1, 1]);
  expect((await ask<{ about: object }>(app, 'GET', `${of}/handovers?per=person`)).body.about).toMatchObject({
    handovers: 2,
    per: 'person',
  });

  await ask(app, 'PATCH', '/processes/permits', { figuresByPerson: false });
  expect(await ask(app, 'GET', `${of}/workload?per=person`)).toMatchObject(refused);
});
