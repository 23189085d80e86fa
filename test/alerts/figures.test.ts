import { expect, it } from 'vitest';
import { BLUEPRINT, MEASURE, weeksCsv } from '../improvements/support.ts';
import { ask } from '../server/support.ts';
import { bring, clinic, Clock, listOf, PATH, rule, tickAt } from './support.ts';

/** Real imports, on a machine that may be busy. */
const LONG = { timeout: 240_000 };

const causesOf = async (app: Awaited<ReturnType<typeof clinic>>) => (await listOf(app)).episodes.map(({ finding }) => finding.cause);

it('tells of signals for the worse, of a neutral measure either way, and of none for the better or of rules not chosen', LONG, async () => {
  const clock = new Clock('2026-07-20T08:00:00Z');
  const app = await clinic(clock);
  const measures = [
    MEASURE,
    { ...MEASURE, id: 'wait-higher-is-better', name: 'The same, wanted long', better: 'higher' },
    { ...MEASURE, id: 'wait-neutral', name: 'The same, neither', better: 'neutral' },
  ];
  await ask(app, 'PUT', '/processes/clinic/blueprint', { ...BLUEPRINT, measures });
  // seven weeks a little longer: a run on one side, none beyond the limits
  await bring(
    app,
    weeksCsv(0, 28, (week) => (week >= 20 ? 22 : week % 2 === 0 ? 18 : 22)),
  );
  await rule(app, { name: 'Runs', watch: { kind: 'signal', measures: null, rules: [2], per: 'week' } });
  expect(await causesOf(app)).toEqual(['signal:wait-for-triage:up', 'signal:wait-neutral:up']);
  expect((await listOf(app)).episodes.map(({ finding }) => finding.tone)).toEqual(['worse', 'neutral']);
  await rule(app, { name: 'Outside', watch: { kind: 'signal', measures: null, rules: [1], per: 'week' } });
  await rule(app, { name: 'One', watch: { kind: 'signal', measures: ['wait-neutral', 'gone'], rules: [2], per: 'week' } });
  const { rules } = await listOf(app);
  expect(rules.map(({ open }) => open)).toEqual([2, 0, 1]);
  expect(rules[2]?.sentence).toMatch(/^The same, neither, gone \(no longer there\), by week/);
});

it('tells of a share within a service level below its goal, and of nothing where it is met or too few are counted', LONG, async () => {
  const clock = new Clock('2026-07-20T08:00:00Z');
  const app = await clinic(clock);
  const level = (limit: number, goal: number) => ({
    ...BLUEPRINT,
    stages: BLUEPRINT.stages.map((stage) => (stage.name === 'Triage' ? { ...stage, waitLimitMs: limit * 60_000, goal } : stage)),
  });
  await ask(app, 'PUT', '/processes/clinic/blueprint', level(10, 0.9));
  await bring(
    app,
    weeksCsv(0, 14, () => 20),
  );
  await rule(app, {
    name: 'Goals',
    watch: { kind: 'target', measures: [], levels: null, missed: ['share'], per: 'week' },
    closeAfterDays: 0,
  });
  expect((await listOf(app)).episodes).toMatchObject([
    { finding: { cause: 'level:stage-wait:Triage', kind: 'target', subject: { name: 'Wait before Triage' } } },
  ]);
  expect((await listOf(app)).episodes[0]?.sentence).toMatch(/: 0\u00a0% of 14 within 10\u00a0min, goal 90\u00a0% in the week of /);
  await ask(app, 'PUT', '/processes/clinic/blueprint', level(60, 0.9));
  await app.alertWatch.settled();
  expect((await listOf(app)).episodes).toMatchObject([{ state: 'closed' }]);
});

it('says why it could not look, keeps what it knew, and goes on with the other rules', LONG, async () => {
  const clock = new Clock('2026-07-20T08:00:00Z');
  const app = await clinic(clock);
  const made = await rule(app, {});
  expect(made).toMatchObject({ open: 0, problem: null, lookedAt: null });
  await bring(
    app,
    weeksCsv(0, 24, (week) => (week >= 22 ? 60 : 20)),
  );
  expect(await causesOf(app)).toEqual(['signal:wait-for-triage:up']);
  // the measure goes: so does its alert, when it has been gone for long enough
  await ask(app, 'PUT', '/processes/clinic/blueprint', { ...BLUEPRINT, measures: [{ ...MEASURE, id: 'other', better: 'higher' }] });
  app.alertWatch.look('clinic');
  await app.alertWatch.settled();
  expect((await listOf(app)).episodes[0]?.goneSince).not.toBeNull();
  await tickAt(app, clock, '2026-07-24T08:00:00Z');
  expect((await listOf(app)).episodes[0]).toMatchObject({ state: 'closed' });
  expect((await ask(app, 'POST', `${PATH}/rules`, { name: 'x' })).status).toBe(400);
  expect((await ask(app, 'GET', '/processes/none/alerts')).status).toBe(404);
});
