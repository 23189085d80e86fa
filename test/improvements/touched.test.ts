import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { openSqlite } from '../../server/store/sqlite.ts';
import type { HistoryEntry } from '../../model/improvement.ts';
import type { Draft, ImprovementList, ImprovementView } from '../../model/improvement-view.ts';
import { ask, ended, importCsv, tempFolder, testApp } from '../server/support.ts';
import { BLUEPRINT, clinic, dayOfWeek, made, MAPPING, PATH, planOf, weeksCsv } from './support.ts';

const view = async (app: Parameters<typeof ask>[0]) => (await ask<ImprovementView>(app, 'GET', `${PATH}/imp-001`)).body;

it('says on a running improvement what has changed underneath, and moves nothing of it', async () => {
  const app = await clinic(weeksCsv(0, 12, () => 20));
  await importCsv(
    app,
    'clinic',
    weeksCsv(12, 36, (week) => (week < 22 ? 20 : 12)),
    MAPPING,
    'second.csv',
  );
  const before = await made(app, { plan: planOf(22), madeOn: dayOfWeek(22) });
  expect(before).toMatchObject({ verdict: { verdict: 'improved' }, touched: [] });

  // later rows of the baseline's weeks: what it would now be is said, what it was stays
  await importCsv(
    app,
    'clinic',
    weeksCsv(14, 20, () => 60, 'L'),
    MAPPING,
    'late.csv',
  );
  await app.improvementWatch.settled();
  const late = await view(app);
  expect(late.baseline).toEqual(before.baseline);
  expect(late.touched.join(' ')).toMatch(/it would now be .* and stays at/);
  expect(late.verdict?.wouldNow).toBeGreaterThan(before.verdict?.before ?? 0);
  expect(late.verdict?.before).toBe(before.verdict?.before);

  // another definition of the stage
  const { stages, ...rest } = BLUEPRINT;
  const wider = stages.map((stage) =>
    stage.name === 'Triage' ? { ...stage, activities: [{ name: 'Triage' }, { name: 'Re-triage' }] } : stage,
  );
  await ask(app, 'PUT', '/processes/clinic/blueprint', { ...rest, stages: wider });
  await app.improvementWatch.settled();
  expect((await view(app)).touched.join(' ')).toContain('What belongs to the stage “Triage” is not the same');

  // an import undone below the baseline
  const imports = (await ask<{ id: string; file: string }[]>(app, 'GET', '/processes/clinic/imports')).body;
  const second = imports.find(({ file }) => file === 'second.csv');
  const { body: job } = await ask<{ id: string }>(app, 'POST', `/processes/clinic/imports/${second?.id ?? ''}/undo`);
  expect((await ended(app, job.id)).state).toBe('done');
  await app.improvementWatch.settled();
  const undone = await view(app);
  expect(undone.baseline).toEqual(before.baseline);
  expect(undone.touched.join(' ')).toContain('not in the data any more');
  expect(undone).toMatchObject({ state: 'running', verdict: { verdict: 'too-early' } });

  // the stage is gone altogether: the last verdict stays, with what is wrong
  await ask(app, 'PUT', '/processes/clinic/blueprint', { ...rest, stages: stages.filter(({ name }) => name !== 'Triage') });
  await app.improvementWatch.settled();
  expect((await view(app)).touched.join(' ')).toContain('Triage');
  const history = (await ask<HistoryEntry[]>(app, 'GET', `${PATH}/imp-001/history`)).body;
  expect(history.filter(({ kind }) => kind === 'definition').length).toBeGreaterThanOrEqual(3);
});

it('keeps no verdict without its line in the history', async () => {
  const app = await clinic(weeksCsv(0, 36, (week) => (week < 22 ? 20 : 12)));
  const { store } = app.throughline;
  const note = vi.spyOn(store.improvements, 'note').mockImplementation(() => {
    throw new Error('database or disk is full');
  });
  await ask(app, 'POST', PATH, { name: 'Second triage nurse', plan: planOf(22), madeOn: dayOfWeek(22) });
  await app.improvementWatch.settled();
  expect(store.improvements.standing('clinic', 'imp-001').verdict).toBeNull();
  note.mockRestore();
  app.improvementWatch.look('clinic');
  await app.improvementWatch.settled();
  expect(store.improvements.standing('clinic', 'imp-001').verdict).toMatchObject({ verdict: 'improved' });
  expect(store.improvements.history('clinic', 'imp-001').map(({ kind }) => kind)).toContain('verdict');
});

it('says what is wrong when an attribute of its cases is gone, and keeps the last verdict', async () => {
  const plain = weeksCsv(0, 36, (week) => (week < 22 ? 20 : 12));
  const app = await clinic(plain.replaceAll(/,[123]$/gm, '').replace(',Priority', ''), {
    roles: { Case: 'case', Activity: 'activity', Start: 'start', End: 'end' },
  });
  await importCsv(app, 'clinic', plain.replaceAll('C-', 'P-'), MAPPING, 'with.csv');
  await made(app, { plan: planOf(22, { scope: 'where=Priority:in:1|2|3' }), madeOn: dayOfWeek(22) });
  const imports = (await ask<{ id: string; file: string }[]>(app, 'GET', '/processes/clinic/imports')).body;
  const { body: job } = await ask<{ id: string }>(
    app,
    'POST',
    `/processes/clinic/imports/${imports.find(({ file }) => file === 'with.csv')?.id ?? ''}/undo`,
  );
  await ended(app, job.id);
  await app.improvementWatch.settled();
  const left = await view(app);
  expect(left).toMatchObject({ state: 'running', verdict: { verdict: 'improved' } });
  expect(left.touched.join(' ')).toMatch(/could not be judged by the data of now.*Priority/);
});

it('lives in what is backed up: it survives lost figures, goes with its service, and its history can’t be changed', async () => {
  const folder = await tempFolder();
  const first = await testApp({ dataFolder: folder });
  await ask(first, 'POST', '/processes', { name: 'Clinic', id: 'clinic', zone: 'UTC' });
  await ask(first, 'PUT', '/processes/clinic/blueprint', BLUEPRINT);
  await importCsv(
    first,
    'clinic',
    weeksCsv(0, 36, (week) => (week < 22 ? 20 : 12)),
    MAPPING,
  );
  const before = await made(first, { plan: planOf(22), madeOn: dayOfWeek(22) });
  await first.close();
  await rm(path.join(folder, 'events.duckdb'));

  const state = openSqlite(path.join(folder, 'state.sqlite'));
  for (const statement of [
    "UPDATE improvement_history SET words = 'x'",
    'DELETE FROM improvement_history',
    "INSERT OR REPLACE INTO improvement_history SELECT id, process, number, at, by, kind, 'x', revision, changes, data_version FROM improvement_history",
  ])
    expect(() => state.run(statement)).toThrow(/history of improvements/);
  state.close();

  const second = await testApp({ dataFolder: folder });
  for (const job of second.throughline.rebuilding.values()) await second.throughline.jobs.ended(job);
  await second.improvementWatch.settled();
  const after = await view(second);
  expect(after).toMatchObject({ baseline: before.baseline, frozen: before.frozen, cycles: before.cycles });
  expect(after.verdict).toMatchObject({ verdict: 'improved', effect: before.verdict?.effect, problem: null });
  expect(after.touched).toEqual([]);

  const draft = async (body: object) => (await ask<Draft>(second, 'POST', `${PATH}/draft`, body)).body;
  const wait = await draft({
    kind: 'bottleneck',
    from: 'Register',
    to: 'Triage',
    scope: 'from=2026-02-02&to=2026-03-02&sort=share',
    page: 'bottlenecks',
  });
  expect(wait).toMatchObject({
    name: 'Shorter wait from Register to Triage',
    routedTo: 'Triage nurse',
    unit: 'ms',
    source: { kind: 'bottleneck', page: 'bottlenecks', words: 'bottleneck Register to Triage' },
    plan: { scope: '', per: 'week', measure: { of: 'hand-over', where: { from: 'Register', to: 'Triage' } } },
  });
  expect(wait.problem).toMatch(/^Customers wait 20\smin from Register to Triage \(median\), one in ten longer than/);
  expect(wait.baseline?.points.length).toBeGreaterThanOrEqual(13);
  expect(wait.plan?.balancing?.[0]).toMatchObject({ of: 'stage-wait', where: { stage: 'Assessment' } });
  expect(wait.target).toBeLessThan(wait.baseline?.mean ?? 0);
  // what was drafted can be sent as it is
  const { name, problem, source, plan, target, prediction } = wait;
  expect(await made(second, { name, problem, source, plan, target, prediction })).toMatchObject({ id: 'imp-002', state: 'planned' });
  expect(await draft({ kind: 'blank' })).toMatchObject({
    plan: { measure: { id: 'time' } },
    problem: expect.stringContaining('Time per case is') as string,
  });
  expect(await draft({ kind: 'comparison', scope: 'where=Priority:in:1', against: 'where=Priority:in:2' })).toMatchObject({
    plan: { scope: 'where=Priority:in:1', against: 'where=Priority:in:2' },
    problem: expect.stringContaining('Time per case of these cases is') as string,
  });
  expect(await draft({ kind: 'satisfaction', stage: 'Triage' })).toMatchObject({
    plan: null,
    warnings: [expect.stringContaining('too few')],
  });
  expect(await draft({ kind: 'theme', theme: 'nothing' })).toMatchObject({ code: 'bad_request', field: 'theme' });
  expect(await draft({ kind: 'bottleneck' })).toMatchObject({ code: 'bad_request', field: 'from' });

  expect((await ask(second, 'DELETE', '/processes/clinic')).status).toBe(204);
  await ask(second, 'POST', '/processes', { name: 'Clinic', id: 'clinic', zone: 'UTC' });
  expect((await ask<ImprovementList>(second, 'GET', PATH)).body.improvements).toEqual([]);
  expect((await made(second, {})).id).toBe('imp-001');
  expect((await ask<HistoryEntry[]>(second, 'GET', `${PATH}/imp-001/history`)).body).toHaveLength(1);
  expect(await draft({ kind: 'blank' })).toMatchObject({ plan: null, earliest: null, warnings: [expect.stringContaining('no data yet')] });
});
