import { expect, it } from 'vitest';
import type { Scope } from '../../model/scope.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { voice } from '../../server/analytics/voice.ts';
import { logOf, logOfEvents, minuteOfLog, type LogRow } from '../support/log.ts';
import { giveAnswers, times, type Answer } from './answers.ts';

const scope: Scope = { process: 'log' };
const MINUTE = 60_000;
const blueprint = {
  endActivities: ['Assess'],
  stages: [
    { name: 'Intake', activities: [{ name: 'Register' }] },
    { name: 'Assessment', activities: [{ name: 'Assess' }], waitLimitMs: 60 * MINUTE, goal: 0.75, scoreTarget: 75 },
  ],
};

/** Cases that register and wait so many minutes for assessment. */
function waits(minutes: readonly number[], attributes: (at: number) => LogRow['attributes'] = () => undefined): LogRow[] {
  return minutes.flatMap((wait, at) => [
    { case: `C-${at}`, activity: 'Register', start: minuteOfLog(540), end: minuteOfLog(545), attributes: attributes(at) },
    { case: `C-${at}`, activity: 'Assess', start: minuteOfLog(545 + wait), end: minuteOfLog(560 + wait), attributes: attributes(at) },
  ]);
}
const answersTo = (scores: readonly number[]): Answer[] => scores.map((score, at) => ({ case: `C-${at}`, score }));

it('scores a stage by the answers that name it, and says when they are too few', async () => {
  const log = await logOfEvents(waits([10, 10]), { blueprint });
  await giveAnswers(log, [
    ...times(6, { case: 'C-0', score: 5, stage: 'Assessment' }),
    ...times(6, { case: 'C-1', score: 2, stage: 'Assessment' }),
    ...times(9, { case: 'C-1', score: 5, stage: 'Intake' }),
    { case: 'C-1', score: 1, stage: 'Parking' },
    { case: 'C-1', score: 5 },
  ]);
  const { rows } = await ask(log, voice, scope, { kind: 'stage' });
  expect(rows.map(({ stage, answers, score, enough, scoreTarget }) => [stage, answers, score, enough, scoreTarget])).toEqual([
    ['Intake', 9, null, false, null],
    ['Assessment', 12, 50, true, 75],
    ['Parking', 1, null, false, null],
  ]);
});

it('tells the score of those who waited within the limit from that of those beyond, and what that does to all', async () => {
  // 30 within: 24 satisfied (80 %); 10 beyond: 3 satisfied (30 %)
  const log = await logOfEvents(waits([...Array<number>(30).fill(30), ...Array<number>(10).fill(90)]), { blueprint });
  await giveAnswers(
    log,
    answersTo([...Array<number>(24).fill(5), ...Array<number>(6).fill(2), ...Array<number>(3).fill(4), ...Array<number>(7).fill(1)]),
  );
  const { rows } = await ask(log, voice, scope, { kind: 'stage' });
  const row = rows.find(({ stage }) => stage === 'Assessment');
  expect(row).toMatchObject({ limitMs: 60 * MINUTE, withinScore: 80, withinAnswers: 30, beyondScore: 30, beyondAnswers: 10 });
  // q = 10/40; d = 30 - 80; half = 1.96 sqrt(1600/30 + 2100/10)
  const half = 1.96 * Math.sqrt(1600 / 30 + 2100 / 10);
  expect(row?.effect).toBeCloseTo(0.25 * -50, 10);
  expect(row?.effectLow).toBeCloseTo(0.25 * (-50 - half), 8);
  expect(row?.effectHigh).toBeCloseTo(0.25 * (-50 + half), 8);
});

it('fits the slope per hour by least squares: a score that falls 20 points an hour', async () => {
  // score on 0 to 100 = 90 - 20 x hours, exactly; waits 0, 1, 2, 3 hours, six each
  const hours = Array.from({ length: 24 }, (_, at) => at % 4);
  const log = await logOfEvents(waits(hours.map((hour) => hour * 60)), { blueprint });
  await giveAnswers(
    log,
    hours.map((hour, at): Answer => ({ case: `C-${at}`, score: 9 - 2 * hour, instrument: 'other', scale: [0, 10] })),
  );
  const { rows } = await ask(log, voice, scope, { kind: 'all' });
  const stage = rows.find((row) => row.stage === 'Assessment');
  expect(stage?.slopePerHour).toBeCloseTo(-20, 8);
  expect(stage?.slopeLow).toBeCloseTo(-20, 4);
  expect(stage).toMatchObject({ slopeAnswers: 24, bendMs: null });
  const edge = rows.find(({ kind }) => kind === 'hand-over');
  expect(edge).toMatchObject({ from: 'Register', to: 'Assess', answers: 24, slopeAnswers: 24 });
  expect(edge?.slopePerHour).toBeCloseTo(-20, 8);
});

it('has no slope below twenty answers, or where all waited alike', async () => {
  const few = await logOfEvents(waits(Array.from({ length: 19 }, (_, at) => at * 10)), { blueprint });
  await giveAnswers(few, answersTo(Array.from({ length: 19 }, (_, at) => 1 + (at % 5))));
  expect((await ask(few, voice, scope, { kind: 'stage' })).rows[1]).toMatchObject({ slopePerHour: null, slopeAnswers: null });
  const alike = await logOfEvents(waits(Array<number>(30).fill(20)), { blueprint });
  await giveAnswers(alike, answersTo(Array.from({ length: 30 }, (_, at) => 1 + (at % 5))));
  expect((await ask(alike, voice, scope, { kind: 'stage' })).rows[1]).toMatchObject({ slopePerHour: null });
});

it('finds where the line bends: nothing up to an hour, then 30 points an hour', async () => {
  const minutes = Array.from({ length: 240 }, (_, at) => 2 + (at % 120) * 1.5);
  const log = await logOfEvents(waits(minutes), { blueprint });
  await giveAnswers(
    log,
    minutes.map((wait, at): Answer => ({
      case: `C-${at}`,
      score: 90 - 0.5 * Math.max(0, wait - 60) + (at % 2),
      instrument: 'other',
      scale: [0, 100],
    })),
  );
  const row = (await ask(log, voice, scope, { kind: 'stage' })).rows[1];
  expect(row?.bendMs).toBe(60 * MINUTE);
  expect(row?.slopeBefore).toBeCloseTo(0, 0);
  expect(row?.slopeAfter).toBeCloseTo(-30, 0);
});

it('compares cases only with cases of the same mix: a slope that is the mix alone is none', async () => {
  // the urgent wait little and are pleased, the others wait long and are not; within each the wait does nothing
  const of = Array.from({ length: 80 }, (_, at) => ({
    urgent: at < 40,
    wait: (at < 40 ? 10 : 120) + (at % 10),
    score: (at < 40 ? 80 : 40) + (at % 4 < 2 ? 1 : -1),
  }));
  const rows = waits(
    of.map(({ wait }) => wait),
    (at) => ({ Priority: of[at]?.urgent === true ? 'urgent' : 'usual' }),
  );
  const answers = of.map(({ score }, at): Answer => ({ case: `C-${at}`, score, instrument: 'other', scale: [0, 100] }));
  const slopeOf = async (some: readonly LogRow[]) => {
    const log = await logOfEvents(some, { blueprint });
    await giveAnswers(log, answers);
    return (await ask(log, voice, scope, { kind: 'stage' })).rows[1];
  };
  expect((await slopeOf(rows.map((row) => ({ ...row, attributes: undefined }))))?.slopePerHour).toBeLessThan(-15);
  const within = await slopeOf(rows);
  expect(within?.slopeLow).toBeLessThan(0);
  expect(within?.slopeHigh).toBeGreaterThan(0);
});

it('compares each value with the rest, and colours only what stands while all are looked at', async () => {
  const of = Array.from({ length: 120 }, (_, at) => ({
    ward: at < 40 ? 'North' : at < 80 ? 'South' : 'West',
    score: at < 40 ? (at % 10 < 2 ? 5 : 2) : at % 10 < 8 ? 5 : 2,
  }));
  const log = await logOfEvents(
    waits(Array<number>(120).fill(10), (at) => ({ Ward: of[at]?.ward ?? '', Id: `id ${at}` })),
    { blueprint },
  );
  await giveAnswers(log, answersTo(of.map(({ score }) => score)));
  const { rows, about } = await ask(log, voice, scope, { kind: 'attribute' });
  expect(
    rows.map(({ attribute, value, cases, answers, score, difference, credible }) => [
      attribute,
      value,
      cases,
      answers,
      score,
      Math.round(difference ?? 0),
      credible,
    ]),
  ).toEqual([
    ['Ward', 'North', 40, 40, 20, -60, true],
    ['Ward', 'South', 40, 40, 80, 30, true],
    ['Ward', 'West', 40, 40, 80, 30, true],
  ]);
  expect(about).toMatchObject({ instrument: 'csat', answers: 120, score: 60, cases: 120 });
});

it('tells a number with many values apart in four parts, and one with few by its values', async () => {
  const log = await logOfEvents(
    waits(Array<number>(120).fill(10), (at) => ({ Age: at, Rooms: (at % 3) + 1 })),
    { blueprint },
  );
  await giveAnswers(log, answersTo(Array.from({ length: 120 }, (_, at) => (at < 30 ? 5 : 1))));
  const { rows } = await ask(log, voice, scope, { kind: 'attribute' });
  expect(rows.map(({ attribute, value, least, most, cases, score }) => [attribute, value, least, most, cases, score])).toEqual([
    ['Age', '0 to 29', 0, 29, 30, 100],
    ['Age', '30 to 59', 30, 59, 30, 0],
    ['Age', '60 to 89', 60, 89, 30, 0],
    ['Age', '90 to 119', 90, 119, 30, 0],
    ['Rooms', '1', 1, 1, 40, 25],
    ['Rooms', '2', 2, 2, 40, 25],
    ['Rooms', '3', 3, 3, 40, 25],
  ]);
});

it('puts variants by their key, with names and intervals', async () => {
  const log = await logOf(
    Object.fromEntries(
      Array.from({ length: 24 }, (_, at) => [
        `C-${at}`,
        at < 12
          ? ([['A', 0, 5]] as const)
          : ([
              ['A', 0, 5],
              ['B', 5, 5],
            ] as const),
      ]),
    ),
  );
  await giveAnswers(log, answersTo(Array.from({ length: 21 }, (_, at) => (at < 12 ? 5 : 1))));
  const { rows } = await ask(log, voice, scope, { kind: 'variant' });
  expect(rows.map(({ activities, answers, score, enough }) => [activities, answers, score, enough])).toEqual([
    [['A'], 12, 100, true],
    [['A', 'B'], 9, null, false],
  ]);
  expect(rows[0]?.variant).toMatch(/^-?\d+$/);
});

it('re-weights the answers to the mix of all cases, and says what it covers', async () => {
  // 100 cases: 50 young, 50 old; 30 young answer (all satisfied), 10 old answer (none): 75 % of the answers, 50 % re-weighted
  const young = (at: number) => at < 50;
  const log = await logOfEvents(
    waits(Array<number>(100).fill(10), (at) => ({ Age: young(at) ? 'young' : 'old' })),
    { blueprint },
  );
  const answering = Array.from({ length: 100 }, (_, at) => at).filter((at) => at < 30 || (at >= 50 && at < 60));
  await giveAnswers(
    log,
    answering.map((at): Answer => ({ case: `C-${at}`, score: young(at) ? 5 : 1 })),
  );
  const { about } = await ask(log, voice, scope, { kind: 'attribute' });
  expect(about).toMatchObject({ answers: 40, score: 75, cases: 100, reweighted: { covered: 1, attributes: ['Age'] } });
  expect(about?.reweighted.score).toBeCloseTo(50, 8);
  expect(about?.responders).toMatchObject({ medianMs: 30 * MINUTE, reworkShare: 0 });
});

it('needs answers in a cell to re-weight it, not cases without one', async () => {
  // all of the 20 young answer (satisfied), 10 of the 60 old (not): 20 and 60 of 80 cases
  const young = (at: number) => at < 20;
  const log = await logOfEvents(
    waits(Array<number>(80).fill(10), (at) => ({ Age: young(at) ? 'young' : 'old' })),
    { blueprint },
  );
  await giveAnswers(
    log,
    Array.from({ length: 30 }, (_, at): Answer => ({ case: `C-${at}`, score: young(at) ? 5 : 1 })),
  );
  const { about } = await ask(log, voice, scope, { kind: 'attribute' });
  expect(about?.reweighted).toMatchObject({ covered: 1, attributes: ['Age'] });
  expect(about?.reweighted.score).toBeCloseTo(25, 8);
  // of cases that all answered the score is that of all
  const answered = await ask(log, voice, { ...scope, filters: [{ kind: 'score', min: 1, max: 5 }] }, { kind: 'attribute' });
  expect(answered.about).toMatchObject({ cases: 30, answers: 30, reweighted: { covered: 1 } });
  expect(answered.about?.reweighted.score).toBeCloseTo(answered.about?.score ?? 0, 8);
  // where no attribute tells apart who answered, nothing is weighed
  const one = await ask(
    log,
    voice,
    { ...scope, filters: [{ kind: 'attribute', name: 'Age', op: 'in', values: ['old'] }] },
    { kind: 'attribute' },
  );
  expect(one.about?.reweighted).toEqual({ score: null, low: null, high: null, covered: null, attributes: [] });
});

it('says nothing where nobody answered, and the truth of twelve answers', async () => {
  const log = await logOfEvents(waits([5, 10, 20]), { blueprint });
  const none = await ask(log, voice, scope);
  expect(none.about).toMatchObject({ instrument: null, answers: 0, score: null, cases: 3, reweighted: { score: null } });
  expect(none.rows.every(({ score, enough }) => score === null && !enough)).toBe(true);
  const twelve = await logOfEvents(waits(Array<number>(12).fill(30)), { blueprint });
  await giveAnswers(twelve, answersTo([5, 5, 5, 4, 4, 4, 5, 5, 2, 1, 4, 5]));
  const { about, rows } = await ask(twelve, voice, scope);
  expect(about).toMatchObject({ answers: 12, cases: 12 });
  expect(about?.score).toBeCloseTo(100 * (10 / 12), 8);
  expect(rows.every(({ difference, credible, slopePerHour }) => difference === null && !credible && slopePerHour === null)).toBe(true);
});
