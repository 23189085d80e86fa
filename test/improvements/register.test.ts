import { expect, it } from 'vitest';
import type { HistoryEntry } from '../../model/improvement.ts';
import type { ImprovementList, ImprovementSummary, ImprovementView } from '../../model/improvement-view.ts';
import { ask, importCsv } from '../server/support.ts';
import { clinic, dayOfWeek, made, MAPPING, MEASURE, PATH, planOf, weeksCsv } from './support.ts';

const halved = (week: number) => (week < 24 ? 20 : 12);

it('goes from an idea over a frozen measure and a change to a verdict that nobody asked for, and opens again once on a reversal', async () => {
  const app = await clinic(weeksCsv(0, 25, halved));
  const idea = await made(app, { problem: 'People wait.', source: { kind: 'blank', page: null, words: '' } });
  expect(idea).toMatchObject({ id: 'imp-001', state: 'idea', revision: 1, verdict: null, frozen: null });
  const planned = (
    await ask<ImprovementView>(app, 'PATCH', `${PATH}/imp-001`, { revision: 1, plan: planOf(22), target: 900_000, owner: 'Ann' })
  ).body;
  expect(planned).toMatchObject({ state: 'planned', target: 900_000, revision: 2 });
  expect(planned.baseline?.points).toHaveLength(21);
  expect(planned.frozen?.hash).toMatch(/^[0-9a-f]{64}$/);
  const day = dayOfWeek(24);
  const running = (await ask<ImprovementView>(app, 'POST', `${PATH}/imp-001/start`, { revision: planned.revision, madeOn: day })).body;
  expect(running).toMatchObject({ state: 'running', verdict: { verdict: 'too-early' } });
  expect(running.cycles[0]).toMatchObject({ madeOn: day, changedOn: day });
  await importCsv(app, 'clinic', weeksCsv(25, 36, halved), MAPPING, 'more.csv');
  await app.improvementWatch.settled();
  const judged = (await ask<ImprovementView>(app, 'GET', `${PATH}/imp-001`)).body;
  expect(judged.verdict).toMatchObject({ verdict: 'improved', targetMet: true });
  expect(judged.verdict?.effect).toBeLessThan(-6 * 60_000);
  expect(judged.revision).toBe(running.revision);

  const adopted = (await ask<ImprovementView>(app, 'POST', `${PATH}/imp-001/decision`, { revision: judged.revision, decision: 'adopt' }))
    .body;
  expect(adopted).toMatchObject({ state: 'adopted', adoption: { cycle: 1, reopened: null } });
  expect(adopted.cycles[0]?.verdict?.verdict).toBe('improved');
  await importCsv(
    app,
    'clinic',
    weeksCsv(36, 46, () => 21),
    MAPPING,
    'back.csv',
  );
  await app.improvementWatch.settled();
  const reopened = (await ask<ImprovementView>(app, 'GET', `${PATH}/imp-001`)).body;
  expect(reopened).toMatchObject({ state: 'running', verdict: { verdict: 'reverted' } });
  expect(reopened.adoption?.reopened?.words).not.toBe('');

  const again = (await ask<ImprovementView>(app, 'POST', `${PATH}/imp-001/decision`, { revision: reopened.revision, decision: 'adopt' }))
    .body;
  await importCsv(
    app,
    'clinic',
    weeksCsv(46, 47, () => 21),
    MAPPING,
    'again.csv',
  );
  await app.improvementWatch.settled();
  const still = (await ask<ImprovementView>(app, 'GET', `${PATH}/imp-001`)).body;
  expect(still).toMatchObject({ state: 'adopted', revision: again.revision });

  const kinds = (await ask<HistoryEntry[]>(app, 'GET', `${PATH}/imp-001/history`)).body.map(({ kind }) => kind).toReversed();
  expect(kinds).toEqual(['made', 'frozen', 'started', 'verdict', 'verdict', 'decided', 'verdict', 'reopened', 'decided']);
  const { portfolio, improvements } = (await ask<ImprovementList>(app, 'GET', PATH)).body;
  expect(portfolio).toMatchObject({ adopted: 1, reverted: 1, proven: 0, held: { held: 0, of: 1, share: 0 } });
  expect(improvements[0]).toMatchObject({ measure: MEASURE, changes: [{ cycle: 1, changedOn: day }] });
});

it('judges again at its start what another program judged, and nothing else', async () => {
  const app = await clinic(weeksCsv(0, 36, halved));
  const { revision } = await made(app, { plan: planOf(22) });
  const day = dayOfWeek(24);
  await ask(app, 'POST', `${PATH}/imp-001/start`, { revision, madeOn: day });
  await app.improvementWatch.settled();
  const { improvements } = app.throughline.store;
  const judged = improvements.standing('clinic', 'imp-001');
  if (judged.verdict === null) throw new Error('It was not judged.');
  const startWith = async (changed: object) => {
    improvements.stand('clinic', 'imp-001', { ...judged, verdict: { ...judged.verdict, ...changed } as typeof judged.verdict });
    app.improvementWatch.lookAtUnjudged();
    await app.improvementWatch.settled();
    return improvements.standing('clinic', 'imp-001').verdict?.words;
  };
  expect(await startWith({ words: 'as it was' })).toBe('as it was');
  expect(await startWith({ words: 'as it was', program: '0.0.1' })).toBe(judged.verdict.words);
  expect(await startWith({ words: 'as it was', program: undefined })).toBe(judged.verdict.words);
});

it('keeps what two people change at once, and says who was first where they change the same', async () => {
  const app = await clinic(weeksCsv(0, 24, () => 20));
  await made(app, { plan: planOf() });
  const path = `${PATH}/imp-001`;
  expect((await ask(app, 'PATCH', path, { revision: 1, owner: 'Ann' })).status).toBe(200);
  expect(await ask(app, 'PATCH', path, { revision: 1, owner: 'Bob' })).toMatchObject({
    status: 409,
    body: { code: 'changed_meanwhile', field: 'revision', detail: expect.stringContaining('Ann') as string },
  });
  const both = (await ask<ImprovementView>(app, 'PATCH', path, { revision: 1, problem: 'They wait.' })).body;
  expect(both).toMatchObject({ owner: 'Ann', problem: 'They wait.', revision: 3 });
  expect((await ask(app, 'PATCH', path, { revision: 99, owner: 'Bob' })).status).toBe(409);
  expect((await ask(app, 'DELETE', `${path}?revision=1`)).status).toBe(204);
});

it('takes a change back and what came later stays; a removed one keeps its history and its number', async () => {
  const app = await clinic(weeksCsv(0, 24, () => 20));
  await made(app, { plan: planOf() });
  const path = `${PATH}/imp-001`;
  await ask(app, 'PATCH', path, { revision: 1, owner: 'Ann', problem: 'They wait.' });
  const { tasks } = (await ask<ImprovementView>(app, 'POST', `${path}/tasks`, { title: 'Roster', dueOn: '2026-02-01' })).body;
  await ask(app, 'POST', `${path}/notes`, { text: '=cmd|’/C calc’!A0 <b>hostile</b>' });
  const history = (await ask<HistoryEntry[]>(app, 'GET', `${path}/history`)).body;
  const changed = history.find(({ kind }) => kind === 'changed');
  expect(changed).toMatchObject({ undoable: true, words: 'Problem: They wait.; Owner: Ann' });
  const back = (await ask<ImprovementView>(app, 'POST', `${path}/undo`, { entry: changed?.id })).body;
  expect(back).toMatchObject({ owner: '', problem: '' });
  expect(back.tasks).toEqual(tasks);
  expect(back.notes).toHaveLength(1);
  expect((await ask(app, 'POST', `${path}/undo`, { entry: changed?.id })).body).toMatchObject({ code: 'not_undoable' });
  await ask(app, 'DELETE', `${path}/tasks/${tasks[0]?.id ?? ''}?revision=${String(back.revision)}`);
  const [dropped] = (await ask<HistoryEntry[]>(app, 'GET', `${path}/history`)).body;
  expect((await ask<ImprovementView>(app, 'POST', `${path}/undo`, { entry: dropped?.id })).body.tasks).toEqual(tasks);

  expect((await ask(app, 'DELETE', path)).status).toBe(204);
  expect((await ask(app, 'GET', path)).status).toBe(404);
  expect((await ask<HistoryEntry[]>(app, 'GET', `${path}/history`)).body[0]).toMatchObject({ kind: 'removed' });
  expect((await made(app, {})).id).toBe('imp-002');
  const removed = async () => (await ask<ImprovementSummary[]>(app, 'GET', `${PATH}/removed`)).body.map(({ id }) => id);
  expect(await removed()).toEqual(['imp-001']);
  expect((await ask<ImprovementView>(app, 'POST', `${path}/restore`)).body).toMatchObject({ id: 'imp-001', removedAt: null });
  expect(await removed()).toEqual([]);
  const csv = await ask<string>(app, 'GET', `${PATH}.csv`);
  expect(csv.headers['content-type']).toContain('text/csv');
  expect(csv.body.split('\r\n')).toHaveLength(4);
});
