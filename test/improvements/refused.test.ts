import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { HistoryEntry } from '../../model/improvement.ts';
import type { ImprovementList, ImprovementView } from '../../model/improvement-view.ts';
import type { ProblemBody } from '../../model/problem.ts';
import { buildApp } from '../../server/app.ts';
import { ask, importCsv } from '../server/support.ts';
import { BLUEPRINT, dayOfWeek, made, MAPPING, MEASURE, PATH, planOf, weeksCsv } from './support.ts';

/** Two weeks after the data end. */
const NOW = new Date(`${dayOfWeek(32)}T12:00:00Z`);
let app: FastifyInstance;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'throughline-'));
  app = await buildApp({ dataFolder: folder, logLevel: 'silent', threads: 2, memory: '512MB', now: () => NOW });
  await ask(app, 'POST', '/processes', { name: 'Clinic', id: 'clinic', zone: 'UTC' });
  await ask(app, 'PUT', '/processes/clinic/blueprint', BLUEPRINT);
  await importCsv(
    app,
    'clinic',
    weeksCsv(0, 30, (week) => (week < 22 ? 20 : 14)),
    MAPPING,
  );
}, 120_000);
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const post = async (body: object) => {
  const answered = await ask<ProblemBody>(app, 'POST', PATH, { name: 'Two nurses', ...body });
  return { ...answered.body, status: answered.status };
};
const count = async () => (await ask<ImprovementList>(app, 'GET', PATH)).body.improvements.length;

describe('what makes no sense is refused in words, with its field, and nothing is kept of it', () => {
  const refusals: [what: string, body: object, field: string, words: RegExp][] = [
    ['a target of the wrong sign', { plan: planOf(), target: 1_800_000 }, 'target', /no better than the baseline/],
    ['a target below zero', { plan: planOf(), target: -60_000 }, 'target', /below zero/],
    ['a prediction of the wrong sign', { plan: planOf(), prediction: { value: 60_000, words: '' } }, 'prediction.value', /no improvement/],
    ['a baseline of 3 points', { plan: planOf(4) }, 'plan.baseline', /3 whole weeks with a value: 13 are needed/],
    [
      'a baseline before the data',
      { plan: planOf(20, { baseline: { from: '2024-01-01', to: '2024-06-03' } }) },
      'plan.baseline',
      /data begin/,
    ],
    [
      'a baseline that ends before it begins',
      { plan: planOf(20, { baseline: { from: '2026-05-04', to: '2026-02-02' } }) },
      'plan.baseline.to',
      /before it starts/,
    ],
    [
      'a measure without data',
      { plan: planOf(20, { measure: { ...MEASURE, of: 'hand-over', where: { from: 'Assess', to: 'Register' } } }) },
      'plan.measure',
      /no value/,
    ],
    [
      'a stage that is not there',
      { plan: planOf(20, { measure: { ...MEASURE, where: { stage: 'Surgery' } } }) },
      'plan.measure',
      /Surgery/,
    ],
    [
      'a measure without a direction',
      { plan: planOf(20, { measure: { ...MEASURE, better: 'neutral' } }) },
      'plan.measure.better',
      /neither more nor less/,
    ],
    ['a deleted attribute in the scope', { plan: planOf(20, { scope: 'where=Ward:in:North' }) }, 'plan.scope', /Ward/],
    ['a scope that is none', { plan: planOf(20, { scope: 'wher=Priority:in:1' }) }, 'plan.scope', /wher/],
    ['a comparison that is none', { plan: planOf(20, { against: 'where=Ward:in:North' }) }, 'plan.against', /Ward/],
    ['the same measure twice', { plan: planOf(20, { balancing: [MEASURE] }) }, 'plan.balancing', /twice/],
    ['a change without a measure', { madeOn: '2026-05-04' }, 'plan', /needs a frozen measure/],
    ['a change in the future', { plan: planOf(), madeOn: '2026-12-07' }, 'madeOn', /in the future/],
    ['a change before the data', { plan: planOf(), madeOn: '2025-06-02' }, 'madeOn', /data begin/],
    ['a change within the baseline', { plan: planOf(22), madeOn: dayOfWeek(20) }, 'madeOn', /baseline goes on/],
    ['a day that is none', { plan: planOf(), madeOn: '2026-02-30' }, 'madeOn', /not a day/],
    ['a review on a day that is none', { reviewOn: '2026-13-01' }, 'reviewOn', /not a day/],
    ['an empty name', { name: '  ' }, 'name', /written/],
    ['a field nobody knows', { verdict: 'improved' }, 'verdict', /not known/],
  ];
  it.each(refusals)('%s', async (_what, body, field, words) => {
    const before = await count();
    const refused = await post(body);
    expect(refused).toMatchObject({ status: 400, field });
    expect(refused.title).toMatch(words);
    expect(await count()).toBe(before);
  });
});

it('keeps what was there when a change of it is refused: dates, targets, two changes in one week, decisions out of turn', async () => {
  const { id } = await made(app, { plan: planOf(), target: 900_000, owner: 'Ann' });
  const one = `${PATH}/${id}`;
  const patch = (body: object) => ask<ProblemBody>(app, 'PATCH', one, { revision: 1, ...body });
  expect((await patch({ target: 1_900_000 })).body).toMatchObject({ field: 'target' });
  expect((await patch({ plan: planOf(3) })).body).toMatchObject({ code: 'baseline_too_short', field: 'plan.baseline' });
  expect((await ask(app, 'POST', `${one}/decision`, { revision: 1, decision: 'adopt' })).body).toMatchObject({ code: 'wrong_state' });
  expect((await ask(app, 'POST', `${one}/start`, { revision: 1, madeOn: '2027-01-04' })).body).toMatchObject({ field: 'madeOn' });
  expect((await ask<ImprovementView>(app, 'GET', one)).body).toMatchObject({
    revision: 1,
    target: 900_000,
    owner: 'Ann',
    state: 'planned',
  });

  const day = dayOfWeek(22, 2);
  const running = (await ask<ImprovementView>(app, 'POST', `${one}/start`, { revision: 1, madeOn: day })).body;
  expect(running.cycles[0]).toMatchObject({ madeOn: day, changedOn: dayOfWeek(23) });
  const { revision } = running;
  expect((await ask(app, 'PATCH', one, { revision, plan: planOf(21) })).body).toMatchObject({ code: 'frozen' });
  expect((await ask(app, 'POST', `${one}/decision`, { revision, decision: 'abandon' })).body).toMatchObject({ field: 'learned' });
  expect((await ask(app, 'POST', `${one}/override`, { revision, verdict: 'holding' })).body).toMatchObject({ field: 'reason' });
  const adapt = { revision, decision: 'adapt', next: { madeOn: dayOfWeek(22, 4), hypothesis: 'Longer hours' } };
  expect((await ask(app, 'POST', `${one}/decision`, adapt)).body).toMatchObject({
    field: 'next.madeOn',
    title: expect.stringContaining('two changes in one week') as string,
  });
  const next = { ...adapt, next: { ...adapt.next, madeOn: dayOfWeek(26) } };
  const second = (await ask<ImprovementView>(app, 'POST', `${one}/decision`, next)).body;
  expect(second).toMatchObject({ state: 'running', cycles: [{ decision: 'adapt' }, { number: 2, changedOn: dayOfWeek(26) }] });
  expect(second.baseline).toEqual(running.baseline);

  const { id: other } = await made(app, { name: 'In the same week', plan: planOf(), madeOn: dayOfWeek(26, 3) });
  const warned = (await ask<ImprovementView>(app, 'GET', `${PATH}/${other}`)).body;
  expect(warned.warnings.join(' ')).toContain(`${id.toUpperCase()} Two nurses was changed in the same week`);
  const again = (
    await ask<ImprovementView>(app, 'POST', `${one}/override`, { revision: second.revision, verdict: 'no-change', reason: 'A flu wave.' })
  ).body;
  expect(again).toMatchObject({ override: { verdict: 'no-change', reason: 'A flu wave.' } });
  const entries = (await ask<HistoryEntry[]>(app, 'GET', `${one}/history`)).body;
  expect(entries.filter(({ kind }) => kind === 'decided')).toHaveLength(1);
});

it('takes hostile text as text: markup, formulas, a link that is code, ids that are none', async () => {
  const hostile = '=HYPERLINK("http://evil.example","<img src=x onerror=alert(1)>")\n\u202e';
  const { id, name } = await made(app, { name: hostile, problem: `'; DROP TABLE improvement; --${'x'.repeat(3900)}` });
  expect(name).toBe(hostile.trim());
  const one = `${PATH}/${id}`;
  for (const address of ['javascript:alert(1)', '//evil.example', 'data:text/html,x', '/a b', 'ftp://x'])
    expect((await ask(app, 'POST', `${one}/links`, { words: 'x', address })).status).toBe(400);
  expect((await ask(app, 'POST', `${one}/links`, { words: 'Minutes', address: 'https://example.org/a?b=1' })).status).toBe(200);
  const csv = await ask<string>(app, 'GET', `${PATH}.csv`);
  expect(csv.body).toContain(`"'=HYPERLINK(""http`);
  for (const bad of ['imp-1', 'imp-999', '..%2f..', "imp-001'--", 'IMP-001 ', 'x'.repeat(39)])
    expect((await ask(app, 'GET', `${PATH}/${encodeURIComponent(bad)}`)).status).toBe(404);
  expect((await ask(app, 'POST', `${one}/merge`, { revision: 1, into: id })).body).toMatchObject({ field: 'into' });
  expect((await ask(app, 'PUT', `${one}/votes`, { voter: '__proto__' })).status).toBe(200);
  expect((await ask<ImprovementView>(app, 'PUT', `${one}/votes`, { voter: '__proto__' })).body.voters).toEqual(['__proto__']);
  const { id: target } = await made(app, { name: 'The same idea' });
  await ask(app, 'PUT', `${PATH}/${target}/votes`, { voter: 'Ann' });
  const { revision } = (await ask<ImprovementView>(app, 'GET', one)).body;
  expect((await ask(app, 'POST', `${one}/merge`, { revision, into: target })).body).toMatchObject({ state: 'merged', mergedInto: target });
  const { improvements } = (await ask<ImprovementList>(app, 'GET', PATH)).body;
  expect(improvements.find((line) => line.id === target)?.votes).toBe(2);
  expect((await ask(app, 'DELETE', `${PATH}/${target}`)).body).toMatchObject({ code: 'merged_into' });
});
