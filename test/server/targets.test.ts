import { expect, it } from 'vitest';
import type { Blueprint } from '../../model/blueprint.ts';
import { HOUR, MINUTE } from '../../model/units.ts';
import { ask, importCsv, makeProcess, testApp } from './support.ts';

const LOG = `case,activity,start,end
A,Ask,2026-01-05 09:00,2026-01-05 09:10
A,Do,2026-01-05 09:40,2026-01-05 10:00
B,Ask,2026-01-05 09:00,2026-01-05 09:20
B,Do,2026-01-05 11:20,2026-01-05 11:50
`;
const BLUEPRINT = { stages: [{ name: 'Work', activities: ['Do'] }], endActivities: ['Do'] };

interface Changed {
  dataVersion: number;
  target: string | null;
  before: Blueprint;
}
interface Levels {
  dataVersion: number;
  rows: { target: string; n: number; within: number; goal: number | null; limitMs: number }[];
}

async function service() {
  const app = await testApp();
  await makeProcess(app, { id: 'desk', name: 'Desk', zone: 'UTC' });
  await ask(app, 'PUT', '/processes/desk/blueprint', BLUEPRINT);
  await importCsv(app, 'desk', LOG);
  const levels = async () => (await ask<Levels>(app, 'GET', '/processes/desk/analytics/service-levels')).body;
  const set = (body: unknown) => ask<Changed>(app, 'POST', '/processes/desk/targets', body);
  const blueprint = async () => (await ask<Blueprint>(app, 'GET', '/processes/desk/blueprint')).body;
  return { app, levels, set, blueprint };
}

it('a target is set, changed, taken away and put back, each time with figures of a new data version', async () => {
  const { app, levels, set, blueprint } = await service();
  const empty = await blueprint();
  expect((await levels()).rows).toEqual([]);

  const made = await set({ of: 'between', from: 'Ask', to: 'Do', until: 'start', limitMs: HOUR, goal: 0.8 });
  expect(made).toMatchObject({ status: 200, body: { target: 'ask-to-do', before: empty } });
  const first = await levels();
  expect(first).toMatchObject({ dataVersion: made.body.dataVersion, rows: [{ target: 'ask-to-do', n: 2, within: 0.5, goal: 0.8 }] });

  await set({ id: 'ask-to-do', of: 'between', limitMs: 20 * MINUTE, from: 'Ask', to: 'Do' });
  const second = await levels();
  expect(second.rows).toMatchObject([{ target: 'ask-to-do', within: 0, goal: null, limitMs: 20 * MINUTE }]);
  expect(second.dataVersion).toBe(first.dataVersion + 1);

  const gone = await ask<Changed>(app, 'DELETE', '/processes/desk/targets/ask-to-do');
  expect(gone.body.target).toBe(null);
  expect(await blueprint()).toEqual(empty);
  await ask(app, 'PUT', '/processes/desk/blueprint', gone.body.before);
  expect((await levels()).rows).toMatchObject([{ target: 'ask-to-do', limitMs: 20 * MINUTE }]);
});

it('the wait before a stage and a hand-over are kept where hours lost read them', async () => {
  const { set, blueprint, levels } = await service();
  expect((await set({ of: 'stage-wait', stage: 'Work', limitMs: HOUR, goal: 0.9 })).body.target).toBe('stage-wait:Work');
  expect((await set({ of: 'hand-over', from: 'Ask', to: 'Do', limitMs: 2 * HOUR })).body.target).toBe('hand-over:Ask:Do');
  const { stages, handOvers, targets } = await blueprint();
  expect(stages[0]).toMatchObject({ waitLimitMs: HOUR, goal: 0.9 });
  expect(handOvers).toEqual([{ from: 'Ask', to: 'Do', limitMs: 2 * HOUR }]);
  expect(targets).toBeUndefined();
  expect((await levels()).rows.map(({ target, n }) => [target, n])).toEqual([
    ['stage-wait:Work', 2],
    ['hand-over:Ask:Do', 2],
  ]);
});

it('refuses what the log and the blueprint do not know, in words', async () => {
  const { app, set } = await service();
  expect((await set({ of: 'between', from: 'Ask', to: 'Did', limitMs: HOUR })).body).toMatchObject({
    field: 'to',
    title: 'The log has no activity “Did”.',
  });
  expect((await set({ of: 'stage-time', stage: 'Werk', limitMs: HOUR })).body).toMatchObject({
    field: 'stage',
    title: 'The blueprint has no stage “Werk”.',
  });
  expect((await set({ of: 'hand-over', from: 'Ask', limitMs: HOUR })).body).toMatchObject({ field: 'to', title: '“to” is missing.' });
  expect((await set({ of: 'throughput', limitMs: 0 })).status).toBe(400);
  expect((await ask(app, 'DELETE', '/processes/desk/targets/none')).status).toBe(404);
});

it('what alters no figure makes no data version, and YAML holds it all', async () => {
  const { app, set, blueprint } = await service();
  const { dataVersion } = (await set({ of: 'throughput', limitMs: 2 * HOUR, goal: 0.5 })).body;
  const now = await blueprint();
  const same = await ask<Changed>(app, 'PUT', '/processes/desk/blueprint', {
    ...now,
    stages: now.stages.map((one) => ({ ...one, purpose: 'Done.' })),
  });
  expect(same.body.dataVersion).toBe(dataVersion);
  const yaml = await ask<string>(app, 'GET', '/processes/desk/blueprint', undefined, { accept: 'application/yaml' });
  expect(yaml.body).toContain('limit: 2 h');
  const again = await ask<Changed>(app, 'PUT', '/processes/desk/blueprint', yaml.body, { 'content-type': 'application/yaml' });
  expect(again.body.dataVersion).toBe(dataVersion);
});
