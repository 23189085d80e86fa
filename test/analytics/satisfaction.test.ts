import { expect, it } from 'vitest';
import { ask } from '../../server/analytics/analytic.ts';
import { satisfaction } from '../../server/analytics/satisfaction.ts';
import { summary } from '../../server/analytics/summary.ts';
import { logOf, logOfEvents } from '../support/log.ts';
import { giveAnswers, times, type Answer } from './answers.ts';

const scope = { process: 'log' };
const oneCase = { 'C-1': [['A', 0, 1]] } as const;
const asked = async (answers: readonly Answer[]) => {
  const log = await logOf(oneCase);
  await giveAnswers(log, answers);
  return ask(log, satisfaction, scope);
};

it('scores NPS as in DOMAIN.md section 6: 50, 30 and 20 of 100 give 30.0 ± 15.3', async () => {
  const answer: Answer = { case: 'C-1', score: 0, instrument: 'nps' };
  const { about, rows } = await asked([
    ...times(25, { ...answer, score: 9 }),
    ...times(25, { ...answer, score: 10 }),
    ...times(15, { ...answer, score: 7 }),
    ...times(15, { ...answer, score: 8 }),
    ...times(20, { ...answer, score: 6 }),
  ]);
  expect(about).toMatchObject({ instrument: 'nps', answers: 100, linked: 100, linkRate: 1, responseRate: null, answersPerCase: 100 });
  expect(about?.score).toBeCloseTo(30, 10);
  expect(about?.high).toBeCloseTo(45.3, 1);
  expect(about?.low).toBeCloseTo(14.7, 1);
  expect(rows).toMatchObject([{ bucket: '2026-01-01', instrument: 'nps', answers: 100, score: 30 }]);
});

it('scores CSAT and CES by the two best answers, on either scale, turned round where less is better', async () => {
  const csat = await asked([...times(8, { case: 'C-1', score: 4 }), ...times(2, { case: 'C-1', score: 3 })]);
  expect(csat.about).toMatchObject({ instrument: 'csat', score: 80 });
  expect(csat.about?.low).toBeCloseTo(49.0, 1);
  const ces = await asked([
    ...times(6, { case: 'C-1', score: 6, instrument: 'ces' }),
    ...times(6, { case: 'C-1', score: 5, instrument: 'ces' }),
  ]);
  expect(ces.about).toMatchObject({ instrument: 'ces', score: 50 });
  const effort = await asked([
    ...times(6, { case: 'C-1', score: 2, instrument: 'ces', lessIsBetter: true }),
    ...times(4, { case: 'C-1', score: 6, instrument: 'ces', lessIsBetter: true }),
  ]);
  expect(effort.about).toMatchObject({ score: 60 });
});

it('scores anything else by its mean place on the scale', async () => {
  const { about } = await asked([
    ...times(5, { case: 'C-1', score: 2, instrument: 'other', scale: [0, 4] }),
    ...times(5, { case: 'C-1', score: 3, instrument: 'other', scale: [0, 4] }),
  ]);
  expect(about).toMatchObject({ instrument: 'other', score: 62.5 });
  expect(about?.low).toBeCloseTo(62.5 - 1.96 * (13.176 / Math.sqrt(10)), 1);
});

it('gives no score below ten answers, and no answers are an answer', async () => {
  expect((await asked(times(9, { case: 'C-1', score: 5 }))).about).toMatchObject({ answers: 9, score: null, low: null, high: null });
  expect((await asked([])).about).toEqual({
    instrument: null,
    answers: 0,
    score: null,
    low: null,
    high: null,
    linked: 0,
    linkRate: null,
    invited: 0,
    responseRate: null,
    answersPerCase: 0,
    links: { case: 0, customer: 0, site: 0 },
    target: null,
    instruments: [],
  });
});

it('puts all instruments side by side, each with its scales and their good end', async () => {
  const { about } = await asked([
    ...times(12, { case: 'C-1', score: 5 }),
    ...times(10, { case: 'C-1', score: 6, instrument: 'csat', scale: [1, 7] }),
    ...times(11, { case: 'C-1', score: 9, instrument: 'nps' }),
    ...times(10, { case: 'C-1', score: 2, instrument: 'ces', lessIsBetter: true }),
  ]);
  expect(about?.instruments.map(({ instrument, answers, score, scales }) => ({ instrument, answers, score, scales }))).toEqual([
    {
      instrument: 'csat',
      answers: 22,
      score: 100,
      scales: [
        { min: 1, max: 5, better: 'higher', answers: 12 },
        { min: 1, max: 7, better: 'higher', answers: 10 },
      ],
    },
    { instrument: 'nps', answers: 11, score: 100, scales: [{ min: 0, max: 10, better: 'higher', answers: 11 }] },
    { instrument: 'ces', answers: 10, score: 100, scales: [{ min: 1, max: 7, better: 'lower', answers: 10 }] },
  ]);
  expect(about).toMatchObject({ links: { case: 22, customer: 0, site: 0 } });
});

it('takes the instrument with most answers, and leaves answers about a stage out of the whole', async () => {
  const { about, rows } = await asked([
    ...times(11, { case: 'C-1', score: 5 }),
    ...times(10, { case: 'C-1', score: 0, instrument: 'nps' }),
    ...times(20, { case: 'C-1', score: 1, stage: 'Triage' }),
  ]);
  expect(about).toMatchObject({ instrument: 'csat', answers: 11, score: 100 });
  expect(rows.map(({ instrument, answers, score }) => [instrument, answers, score])).toEqual([
    ['csat', 11, 100],
    ['nps', 10, -100],
  ]);
});

it('counts an invitation that nobody answered when it was sent', async () => {
  const log = await logOf(oneCase);
  await giveAnswers(log, [
    ...times(6, { case: null, score: 5, at: '2026-01-20 09:00:00', invitedAt: '2026-01-19 09:00:00' }),
    ...times(3, { case: null, score: null, invitedAt: '2026-01-19 09:00:00' }),
    ...times(5, { case: null, score: null, invitedAt: '2026-02-19 09:00:00' }),
  ]);
  const rate = async (more: object) => (await ask(log, satisfaction, { ...scope, ...more })).about;
  expect(await rate({})).toMatchObject({ answers: 6, invited: 14, responseRate: 6 / 14 });
  expect(await rate({ period: { from: '2026-01-01', to: '2026-02-01' } })).toMatchObject({ answers: 6, invited: 9, responseRate: 6 / 9 });
});

it('counts an answer without a case as long as the scope does not choose cases, and in a period when it was given in it', async () => {
  const log = await logOfEvents(
    [
      { case: 'C-1', activity: 'A', end: '2026-01-05 09:00:00', attributes: { Ward: 'North' } },
      { case: 'C-2', activity: 'A', end: '2026-03-05 09:00:00', attributes: { Ward: 'South' } },
    ],
    { cutOffMs: 60_000 },
  );
  await giveAnswers(log, [
    ...times(10, { case: 'C-1', score: 5, at: '2026-02-10 09:00:00' }), // given later than the case was completed
    ...times(4, { case: null, score: 1, at: '2026-01-20 09:00:00', invitedAt: '2026-01-19 09:00:00' }),
    ...times(3, { case: null, score: 1, at: '2026-02-20 09:00:00' }),
  ]);
  const answers = async (more: object) => (await ask(log, satisfaction, { ...scope, ...more })).about;
  expect(await answers({})).toMatchObject({ answers: 17, linked: 10, linkRate: 10 / 17, invited: 4, responseRate: 1, answersPerCase: 8.5 });
  expect(await answers({ period: { from: '2026-01-01', to: '2026-02-01' } })).toMatchObject({ answers: 14, linked: 10 });
  expect(await answers({ filters: [{ kind: 'attribute', name: 'Ward', op: 'in', values: ['North'] }] })).toMatchObject({ answers: 10 });
  expect(await answers({ filters: [{ kind: 'attribute', name: 'Ward', op: 'in', values: ['South'] }] })).toMatchObject({
    answers: 0,
    answersPerCase: 0,
  });
  expect((await ask(log, summary, scope)).rows[0]).toMatchObject({ answers: 17 });
  const weeks = await ask(log, satisfaction, scope, { bucket: 'week' });
  expect(weeks.rows.map(({ bucket, whole, answers: n }) => [bucket, whole, n])).toEqual([
    ['2026-01-19', true, 4],
    ['2026-02-09', true, 10],
    ['2026-02-16', true, 3],
  ]);
});

it('knows whole days also where local noon is another day in UTC', async () => {
  const log = await logOfEvents(
    [
      { case: 'C-1', activity: 'A', end: '2026-01-05 09:00:00' },
      { case: 'C-1', activity: 'B', end: '2026-01-12 09:00:00' },
    ],
    { zone: 'Pacific/Auckland' },
  );
  await giveAnswers(log, [
    { case: 'C-1', score: 5, at: '2026-01-06 20:00:00' },
    { case: 'C-1', score: 5, at: '2026-01-12 10:30:00' },
  ]);
  const days = await ask(log, satisfaction, scope, { bucket: 'day' });
  expect(days.rows.map(({ bucket, whole }) => [bucket, whole])).toEqual([
    ['2026-01-07', true],
    ['2026-01-12', false],
  ]);
});
