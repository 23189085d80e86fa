import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { MINUTE } from '../../model/units.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { bottlenecks } from '../../server/analytics/bottlenecks.ts';
import { durations } from '../../server/analytics/durations.ts';
import { scoreEffect } from '../../server/analytics/score-effect.ts';
import { waitScore } from '../../server/analytics/wait-score.ts';
import { logOfEvents, minuteOfLog, type Log, type LogRow } from '../support/log.ts';
import { giveAnswers } from './answers.ts';

const scope = { process: 'log' };
const handOver = { previous: 'A', next: 'B' };
const limit = { handOvers: [{ from: 'A', to: 'B', limitMs: 60 * MINUTE }] };

/** A case that waits so many minutes from A to B. */
const wait = (name: string, minutes: number, more: LogRow['attributes'] = {}): LogRow[] => [
  { case: name, activity: 'A', end: minuteOfLog(600), attributes: more },
  { case: name, activity: 'B', end: minuteOfLog(600 + minutes), attributes: more },
];

/** Thirty cases that wait ten minutes to five hours; the longer they wait, the less they are pleased: 1 to 5 on a CSAT scale. */
const times = Array.from({ length: 30 }, (_, at) => 10 * (at + 1));
const pleased = (minutes: number) => (minutes <= 60 ? 5 : minutes <= 120 ? 4 : minutes <= 180 && minutes % 20 === 0 ? 4 : 2);
async function log(): Promise<Log> {
  const made = await logOfEvents(
    times.flatMap((minutes) => wait(`C-${minutes}`, minutes)),
    { blueprint: limit },
  );
  await giveAnswers(
    made,
    times.map((minutes) => ({ case: `C-${minutes}`, score: pleased(minutes) })),
  );
  return made;
}

it('gives a score to each band of waiting with ten answers, and none to the others', async () => {
  const { rows, about } = await ask(await log(), waitScore, scope, handOver);
  expect(rows.map(({ fromMs, toMs, answers }) => [fromMs / MINUTE, toMs === null ? null : toMs / MINUTE, answers])).toEqual([
    [0, 15, 1],
    [15, 30, 2],
    [30, 60, 3],
    [60, 90, 3],
    [90, 120, 3],
    [120, null, 18],
  ]);
  expect(rows.slice(0, 5).every(({ score, low }) => score === null && low === null)).toBe(true);
  expect(rows[5]?.score).toBeCloseTo((100 * 3) / 18, 10);
  // six answers within the limit are too few for an effect
  expect(about).toMatchObject({
    instrument: 'csat',
    answers: 30,
    cases: 30,
    withinAnswers: 6,
    withinScore: null,
    beyondAnswers: 24,
    effect: null,
  });
});

it('measures the effect as the ranking does, and the slope by least squares', async () => {
  const made = await log();
  const wider = { ...made, process: { ...made.process, blueprint: made.process.blueprint } };
  await made.session.run(sql`UPDATE hand_over_limit SET limit_ms = ${150 * MINUTE}`);
  const { about } = await ask(wider, waitScore, scope, handOver);
  const values = times.map((minutes) => ({ minutes, value: pleased(minutes) >= 4 ? 100 : 0 }));
  const side = (keep: (minutes: number) => boolean) => {
    const kept = values.filter(({ minutes }) => keep(minutes)).map(({ value }) => value);
    const sum = (all: number[]) => all.reduce((one, other) => one + other, 0);
    return { answers: kept.length, mean: sum(kept) / kept.length, squares: sum(kept.map((value) => value * value)) };
  };
  const [within, beyond] = [side((minutes) => minutes <= 150), side((minutes) => minutes > 150)];
  const effect = scoreEffect(within, beyond);
  expect(about).toMatchObject({ withinAnswers: 15, beyondAnswers: 15, withinScore: within.mean, beyondScore: beyond.mean });
  // score of all minus score of those within
  expect(about?.effect).toBeCloseTo(values.reduce((sum, { value }) => sum + value, 0) / 30 - within.mean, 10);
  expect([about?.effect, about?.effectLow, about?.effectHigh]).toEqual([effect?.effect, effect?.low, effect?.high]);
  const [x, y] = [values.map(({ minutes }) => minutes / 60), values.map(({ value }) => value)];
  const mean = (all: number[]) => all.reduce((sum, one) => sum + one, 0) / all.length;
  const product = (one: number[], other: number[]) =>
    one.reduce((sum, value, at) => sum + (value - mean(one)) * ((other[at] ?? 0) - mean(other)), 0);
  expect(about?.slopePerHour).toBeCloseTo(product(x, y) / product(x, x), 8);
  expect(about?.slopeAnswers).toBe(30);

  const ranked = await ask(made, bottlenecks, scope, { with: 'score' });
  expect(ranked.rows[0]).toMatchObject({
    scoreEffect: about?.effect,
    scoreEffectLow: about?.effectLow,
    scoreEffectHigh: about?.effectHigh,
    scoreAnswers: 30,
    withinLimit: 0.5,
  });
  expect((ranked.rows[0]?.withinLow ?? 1) < 0.5 && (ranked.rows[0]?.withinHigh ?? 0) > 0.5).toBe(true);
  const plain = await ask(made, bottlenecks, scope);
  expect(plain.rows[0]).not.toHaveProperty('scoreEffect');
});

it('compares only cases of the same mix: a slope that is all mix is none', async () => {
  // the sick wait long and are displeased, the well wait short and are pleased; within each the wait does nothing
  const rows = Array.from({ length: 40 }, (_, at) => ({
    name: `C-${at}`,
    sick: at % 2 === 0,
    minutes: (at % 2 === 0 ? 200 : 20) + Math.floor(at / 2),
  }));
  const made = await logOfEvents(
    rows.flatMap(({ name, sick, minutes }) => wait(name, minutes, { State: sick ? 'sick' : 'well' })),
    { blueprint: limit },
  );
  await giveAnswers(
    made,
    rows.map(({ name, sick, minutes }) => ({ case: name, score: sick === minutes % 5 > 0 ? 1 : 5 })),
  );
  const { about } = await ask(made, waitScore, scope, handOver);
  expect(about?.mix).toEqual(['State']);
  expect((about?.slopeLow ?? 1) < 0 && (about?.slopeHigh ?? -1) > 0).toBe(true);
  expect(about?.effect).toBeLessThan(-20);
});

it('says nothing without answers, and takes steps people count in where no limit is set', async () => {
  const made = await logOfEvents(times.flatMap((minutes) => wait(`C-${minutes}`, minutes)));
  expect(await ask(made, waitScore, scope, handOver)).toMatchObject({
    rows: [],
    about: { instrument: null, answers: 0, effect: null, slopePerHour: null },
  });
  await giveAnswers(
    made,
    times.map((minutes) => ({ case: `C-${minutes}`, score: pleased(minutes) })),
  );
  const { rows } = await ask(made, waitScore, scope, handOver);
  expect(rows.map(({ fromMs, toMs }) => [fromMs / MINUTE, toMs === null ? null : toMs / MINUTE])).toEqual([
    [0, 60],
    [60, 120],
    [120, 180],
    [180, 240],
    [240, 360],
  ]);
});

it('has the distribution of a wait exactly as the ranking has it', async () => {
  const made = await log();
  const [ranked] = (await ask(made, bottlenecks, scope)).rows;
  const [row] = (await ask(made, durations, scope, { of: 'wait', ...handOver })).rows;
  expect(row).toMatchObject({
    n: ranked?.occurrences,
    medianMs: ranked?.medianMs,
    p90Ms: ranked?.p90Ms,
    lostMs: ranked?.lostMs,
    limitMs: ranked?.limitMs,
    shareOfWaiting: 1,
  });
  await expect(ask(made, durations, scope, { of: 'wait', next: 'B' })).rejects.toMatchObject({ field: 'previous' });
});
