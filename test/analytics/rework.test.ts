import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../model/units.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { credible, differenceOf } from '../../server/analytics/credible.ts';
import { rework } from '../../server/analytics/rework.ts';
import { logOf, logOfEvents, minuteOfLog, type LogRow, type TraceStep } from '../support/log.ts';
import { giveAnswers } from './answers.ts';

const all = { process: 'log', state: 'all' } as const;
const times = (count: number, name: string, trace: (at: number) => TraceStep[]) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${name}-${at}`, trace(at)]));

it('counts a case once, however often it comes back, and sums only the later visits', async () => {
  const log = await logOf({
    'C-1': [
      ['Assess', 0, 10],
      ['Assess', 5, 20],
      ['Assess', 5, 30],
    ],
    'C-2': [
      ['Assess', 0, 10],
      ['Decide', 60, 15],
    ],
  });
  const answer = await ask(log, rework, all);
  expect(answer.about).toMatchObject({ cases: 2, reworkedCases: 1, time: 'throughput', repeats: 2, selfLoops: 2, extraMs: HOUR });
  expect(answer.about?.firstTime).toMatchObject({ complete: 2, right: 1, repeated: 1, reopened: 0, share: 0.5, checks: [] });
  expect(answer.rows).toEqual([
    {
      activity: 'Assess',
      cases: 2,
      reworkedCases: 1,
      repeats: 2,
      selfLoops: 2,
      returns: 0,
      sameAgain: 0,
      otherAgain: 0,
      reworkMs: 50 * MINUTE,
      extraMs: HOUR,
      n: 1,
      medianMs: 70 * MINUTE,
      otherN: 1,
      otherMedianMs: 85 * MINUTE,
      differenceMs: null,
      lowMs: null,
      highMs: null,
      credible: false,
      score: null,
      answers: 0,
      otherScore: null,
      otherAnswers: 0,
    },
  ]);
});

it('compares cases with the repeat and without, from twenty a side, and says which differences stand', async () => {
  const log = await logOf({
    ...times(25, 'again', (at) => [
      ['Test', 0, 60 + at],
      ['Test', 0, 60],
    ]),
    ...times(30, 'once', (at) => [
      ['Test', 0, 30 + at],
      ['Leave', 0, 1],
    ]),
  });
  await giveAnswers(
    log,
    Array.from({ length: 12 }, (_, at) => ({ case: `again-${at}`, score: at < 3 ? 5 : 1 })),
  );
  const { rows } = await ask(log, rework, all);
  // 25 values 120..144: median 132, order statistics 7 and 17 from 0; 30 values 31..60: 45.5, 9 and 20
  expect(rows[0]).toMatchObject({
    activity: 'Test',
    n: 25,
    medianMs: 132 * MINUTE,
    otherN: 30,
    otherMedianMs: 45.5 * MINUTE,
    differenceMs: 86.5 * MINUTE,
    credible: true,
    score: 25,
    answers: 12,
    otherScore: null,
  });
  const error = Math.hypot((17 - 7) / 3.92, (20 - 9) / 3.92) * MINUTE;
  expect(rows[0]?.lowMs).toBeCloseTo(86.5 * MINUTE - 1.96 * error, 3);
  expect((await ask(log, rework, all, { compare: 0 })).rows[0]).toMatchObject({ reworkedCases: 25, n: 0, medianMs: null });
});

it('tells chance from a difference over all comparisons at once', () => {
  const side = (n: number, medianMs: number, half: number) => ({ n, medianMs, lowMs: medianMs - half, highMs: medianMs + half });
  expect(differenceOf(side(19, 1, 1), side(500, 2, 1))).toBeNull();
  // two equal errors of 1 h: 1.96 standard errors of the difference are 5 %
  const error = 1.96 * HOUR;
  expect(differenceOf(side(50, 1.96 * Math.SQRT2 * HOUR, error), side(50, 0, error))?.p).toBeCloseTo(0.05, 4);
  expect(differenceOf(side(50, HOUR, 0), side(50, HOUR, 0))?.p).toBe(1);
  expect(credible([0.04])).toEqual([true]);
  expect(credible([0.04, 0.9, null])).toEqual([false, false, false]);
  expect(credible([0.04, 0.001, 0.03, 0.9])).toEqual([false, true, false, false]);
  expect(credible([0.04, 0.049])).toEqual([true, true]);
  expect(credible([])).toEqual([]);
});

describe('right the first time', () => {
  const step = (name: string, activity: string, from: number, to: number, resource?: string): LogRow => ({
    case: name,
    activity,
    start: minuteOfLog(from),
    end: minuteOfLog(to),
    resource,
  });
  const stages = [
    { name: 'Work', activities: [{ name: 'Do' }, { name: 'Help' }] },
    { name: 'Check', activities: [{ name: 'Check' }] },
    { name: 'Close', activities: [{ name: 'Close' }] },
  ];
  const some = [
    // done, checked, done again by another, checked again by the same
    ...[
      step('again', 'Do', 0, 10, 'Ann'),
      step('again', 'Check', 10, 15, 'Cas'),
      step('again', 'Do', 35, 40, 'Ben'),
      step('again', 'Check', 40, 42, 'Cas'),
    ],
    step('again', 'Close', 42, 43),
    // directly again, with a step of the same stage after it
    ...[
      step('loop', 'Do', 0, 5, 'Ann'),
      step('loop', 'Do', 5, 9, 'Ann'),
      step('loop', 'Help', 9, 10),
      step('loop', 'Check', 10, 12),
      step('loop', 'Close', 12, 13),
    ],
    // closed, and opened again
    ...[step('opened', 'Do', 0, 5), step('opened', 'Close', 5, 6), step('opened', 'Check', 6, 8), step('opened', 'Close', 8, 9)],
    ...[step('right', 'Do', 0, 5), step('right', 'Check', 5, 6), step('right', 'Close', 6, 7)],
  ];

  it('tells self-loops from returns, and the same hands from others', async () => {
    const log = await logOfEvents(some, { blueprint: { stages, endActivities: ['Close'] } });
    const { rows } = await ask(log, rework, all);
    const told = (name: string) => {
      const row = rows.find(({ activity }) => activity === name);
      return row && [row.reworkedCases, row.selfLoops, row.returns, row.sameAgain, row.otherAgain, row.extraMs / MINUTE];
    };
    // the second pass of “again” waited twenty minutes and took five; that of “loop” took four
    expect(told('Do')).toEqual([2, 1, 1, 1, 1, 29]);
    expect(told('Check')).toEqual([1, 0, 1, 1, 0, 2]);
    // who closed is not known
    expect(told('Close')).toEqual([1, 0, 1, 0, 0, 1]);
  });

  it('counts cases without a repeat that went on after no end, and stages without a return or a repeat', async () => {
    const log = await logOfEvents(some, { blueprint: { stages, endActivities: ['Close'] } });
    const { about } = await ask(log, rework, all);
    expect(about?.firstTime).toMatchObject({ complete: 4, right: 1, repeated: 3, reopened: 1, share: 0.25, checks: [] });
    expect(about?.stages).toEqual([
      { stage: 'Work', cases: 4, right: 2, yield: 0.5 },
      { stage: 'Check', cases: 4, right: 3, yield: 0.75 },
      { stage: 'Close', cases: 4, right: 3, yield: 0.75 },
    ]);
    expect(about?.rolledYield).toBeCloseTo(0.5 * 0.75 * 0.75, 12);
  });

  it('counts only the checks, where the blueprint names them', async () => {
    const log = await logOfEvents(some, { blueprint: { stages, endActivities: ['Close'], after: { checks: [{ activity: 'Check' }] } } });
    expect((await ask(log, rework, all)).about?.firstTime).toMatchObject({
      complete: 4,
      right: 2,
      repeated: 1,
      reopened: 1,
      checks: ['Check'],
    });
  });

  it('has no share where nothing is complete', async () => {
    const log = await logOf({ A: [['Do', 0, 5]] }, { cutOffMs: HOUR });
    expect((await ask(log, rework, { process: 'log' })).about).toMatchObject({
      firstTime: { complete: 0, share: null, low: null },
      stages: [],
      rolledYield: null,
    });
  });
});
