import fc from '../support/laws.ts';
import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { MINUTE } from '../../model/units.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { throughline } from '../../server/analytics/throughline.ts';
import { logOf, logOfEvents, steps, type LogRow } from '../support/log.ts';
import { giveAnswers, times } from './answers.ts';

const all = { process: 'log', state: 'all' } as const;
const stage = (name: string, ...activities: string[]) => ({ name, activities: activities.map((activity) => ({ name: activity })) });

it('follows the example of DOMAIN.md: Triage 0+10, Assess 20+30, Monitoring 0+20, Treat 10+10', async () => {
  const log = await logOfEvents(
    [
      { case: 'C-1', activity: 'A', start: '09:00', end: '09:10' },
      { case: 'C-1', activity: 'B', start: '09:30', end: '10:00' },
      { case: 'C-1', activity: 'M', start: '09:50', end: '10:20' },
      { case: 'C-1', activity: 'C', start: '10:30', end: '10:40' },
    ],
    {
      blueprint: {
        stages: [stage('Triage', 'A'), stage('Assess', 'B'), { ...stage('Monitoring', 'M'), parallel: true }, stage('Treat', 'C')],
      },
    },
  );
  const { rows, about } = await ask(log, throughline, all);
  expect(
    rows.map(({ name, position, parallel, waitingMs, processingMs, visits }) => [
      name,
      position,
      parallel,
      waitingMs / MINUTE,
      processingMs / MINUTE,
      visits,
    ]),
  ).toEqual([
    ['Triage', 1, false, 0, 10, 1],
    ['Assess', 2, false, 20, 30, 1],
    ['Monitoring', 3, true, 0, 20, 1],
    ['Treat', 4, false, 10, 10, 1],
  ]);
  expect(about).toEqual({
    medianMs: 100 * MINUTE,
    cases: 1,
    bandCases: 1,
    factor: 1,
    waitingMs: 30 * MINUTE,
    processingMs: 70 * MINUTE,
    after: null,
    time: 'throughput',
  });
});

it('makes a second ribbon of what comes after delivery, over the cases that have it', async () => {
  const rows: LogRow[] = [
    { case: 'C-1', activity: 'Treat', start: '09:00', end: '09:40' },
    { case: 'C-1', activity: 'Bill', start: '10:40', end: '10:50' },
    { case: 'C-2', activity: 'Treat', start: '09:00', end: '10:00' },
  ];
  const log = await logOfEvents(rows, {
    blueprint: { stages: [stage('Treatment', 'Treat'), { ...stage('Billing', 'Bill'), afterDelivery: true }] },
  });
  const answer = await ask(log, throughline, all);
  expect(answer.about).toMatchObject({
    time: 'delivery',
    medianMs: 50 * MINUTE,
    cases: 2,
    after: { medianMs: 70 * MINUTE, cases: 1, bandCases: 1, waitingMs: 60 * MINUTE, processingMs: 10 * MINUTE },
  });
  expect(answer.rows.map(({ part, name, waitingMs, processingMs }) => [part, name, waitingMs / MINUTE, processingMs / MINUTE])).toEqual([
    ['delivery', 'Treatment', 0, 50],
    ['after', 'Billing', 60, 10],
  ]);
});

it('takes the band of the middle tenth when it is large enough, else the twenty cases nearest the median', async () => {
  const minutes = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`C-${String(at).padStart(3, '0')}`, [['A', 0, at + 1]] as const]));
  const few = await ask(await logOf(minutes(30)), throughline, all);
  expect(few.about).toMatchObject({ cases: 30, bandCases: 20, medianMs: 15.5 * MINUTE, factor: 1 });
  const many = await ask(await logOf(minutes(201)), throughline, all);
  expect(many.about).toMatchObject({ cases: 201, bandCases: 21, medianMs: 101 * MINUTE, factor: 1 });
});

it('scales the mean of the band to the median and says the factor', async () => {
  const log = await logOf({ 'C-1': [['A', 0, 10]], 'C-2': [['A', 0, 10]], 'C-3': [['A', 0, 10]], 'C-4': [['A', 0, 70]] });
  const { about, rows } = await ask(log, throughline, all);
  expect(about).toMatchObject({ medianMs: 10 * MINUTE, bandCases: 4, factor: 0.4 });
  expect(rows[0]).toMatchObject({ name: 'A', kind: 'activity', processingMs: 10 * MINUTE });
});

it('names the twelve activities with the most time and puts the rest under “other”, last', async () => {
  const trace = Array.from({ length: 15 }, (_, at) => [`A${String(at + 1).padStart(2, '0')}`, 0, at < 3 ? 1 : 5] as const);
  const { rows, about } = await ask(await logOf({ 'C-1': trace }), throughline, all);
  expect(rows.map(({ name }) => name)).toEqual([...trace.slice(3).map(([name]) => name), 'other']);
  expect(rows.at(-1)).toMatchObject({ kind: 'other', position: 13, processingMs: 3 * MINUTE, visits: 3 });
  expect(about?.processingMs).toBe(63 * MINUTE);
});

it('puts Unplaced last, and hangs limit, goal, share within and score under a stage', async () => {
  const log = await logOf(
    {
      'C-1': [
        ['Misc', 0, 5],
        ['Triage', 10, 5],
      ],
      'C-2': [
        ['Triage', 0, 5],
        ['Misc', 30, 5],
        ['Triage', 30, 5],
      ],
    },
    { blueprint: { stages: [{ ...stage('Triage', 'Triage'), waitLimitMs: 20 * MINUTE, goal: 0.8, scoreTarget: 75 }] } },
  );
  await giveAnswers(log, [...times(9, { case: 'C-1', score: 5, stage: 'Triage' }), { case: null, score: 1, stage: 'Triage' }]);
  const { rows } = await ask(log, throughline, all);
  expect(rows.map(({ name }) => name)).toEqual(['Triage', 'Unplaced']);
  // three visits waited 10, 0 and 30 minutes
  expect(rows[0]).toMatchObject({ visits: 3, waitLimitMs: 20 * MINUTE, goal: 0.8, scoreTarget: 75, score: 90, answers: 10 });
  expect(rows[0]?.withinTarget).toBeCloseTo(2 / 3, 12);
  expect(rows[1]).toMatchObject({ stage: 'Unplaced', withinTarget: null, score: null, answers: 0 });
});

it('gives the score of a stage with the interval of its instrument: 50, 30 and 20 of 100 are 30.0 ± 15.3 as NPS', async () => {
  const log = await logOf({ 'C-1': [['Triage', 0, 5]] }, { blueprint: { stages: [stage('Triage', 'Triage')] } });
  const answer = { case: 'C-1', score: 0, instrument: 'nps', stage: 'Triage' } as const;
  await giveAnswers(log, [
    ...times(50, { ...answer, score: 9 }),
    ...times(30, { ...answer, score: 7 }),
    ...times(20, { ...answer, score: 0 }),
  ]);
  const [row] = (await ask(log, throughline, all)).rows;
  expect(row).toMatchObject({ answers: 100 });
  expect(row?.score).toBeCloseTo(30, 10);
  expect(row?.scoreLow).toBeCloseTo(14.7, 1);
  expect(row?.scoreHigh).toBeCloseTo(45.3, 1);
});

it('has nothing to show of a scope without cases', async () => {
  const log = await logOf({ 'C-1': [['A', 0, 10]] });
  const { rows, about } = await ask(log, throughline, { process: 'log', period: { from: '2020-01-01', to: '2020-02-01' } });
  expect(rows).toEqual([]);
  expect(about).toEqual({
    medianMs: null,
    cases: 0,
    bandCases: 0,
    factor: null,
    waitingMs: 0,
    processingMs: 0,
    after: null,
    time: 'throughput',
  });
});

it('adds up to the rounded median for any log, with stages and without', async () => {
  const stages = [stage('One', 'A', 'B'), { ...stage('Aside', 'C'), parallel: true }, { ...stage('Later', 'D'), afterDelivery: true }];
  const law = fc.asyncProperty(fc.array(steps(), { minLength: 1, maxLength: 8 }), fc.boolean(), async (traces, staged) => {
    const log = await logOf(Object.fromEntries(traces.map((trace, at) => [`C-${at}`, trace])), staged ? { blueprint: { stages } } : {});
    const { rows, about } = await ask(log, throughline, all);
    const sum = (part: string) =>
      rows.filter((row) => row.part === part).reduce((total, row) => total + row.waitingMs + row.processingMs, 0);
    expect(sum('delivery')).toBe(Math.round(about?.medianMs ?? 0));
    expect(sum('after')).toBe(Math.round(about?.after?.medianMs ?? 0));
    const [pieces] = await log.query(sql`SELECT sum(waiting_ms + processing_ms) AS total FROM piece WHERE NOT after_delivery`);
    const [cases] = await log.query(sql`SELECT sum(delivery_ms) AS total FROM case_fact`);
    expect(pieces?.total ?? 0).toBe(cases?.total ?? 0);
  });
  await fc.assert(law, { numRuns: 12 });
});
