import { Type } from 'typebox';
import type { Row } from '../../engine/engine.ts';
import { raw, sql } from '../../engine/sql.ts';
import { Count, Milliseconds, OneOf, OrNull, Score, Share } from '../../model/units.ts';
import { caseAnswers, primaryInstrument } from './answers.ts';
import { analytic } from './analytic.ts';
import { credible, differenceOf, grainOf, medianFigures, sideOf } from './credible.ts';
import { doneBy, FirstTime, passesAgain, StageYield, sumOf, yields, yieldsOf } from './rework-yield.ts';
import { chosenCases, hasDuration, inScope, marksDelivery } from './scope.ts';
import { intervalFigures, withInterval } from './score-interval.ts';

const Params = Type.Object(
  { compare: Type.Integer({ minimum: 0, maximum: 20, default: 5, description: 'How many of the most repeated activities are compared.' }) },
  { additionalProperties: false },
);

/**
 * Rework.
 *
 * Grain: one row per activity that some case of the scope has at least twice, most such cases first. Sources: `step`,
 * where `visit` is 2 exactly once for each case and activity that is repeated; `case_fact`; `feedback`.
 *
 * The comparison sorts the complete cases once for each compared activity, so only the first few rows have one.
 */
export const rework = analytic({
  id: 'rework',
  question: 'Which activities are done again, what does that cost, and how often is all right the first time?',
  definition:
    'Reworked cases have the activity at least twice; repeats are its passes after the first, rework time the measured processing of these. Median: headline ' +
    'time (delivery where the service marks it, else throughput) of complete cases with the repeat; other median: of complete cases without it. The ' +
    'difference has a 95 % interval from order statistics (a day wider on each side where the file has dates only), needs twenty cases a side, and is credible when it holds among all differences of the answer ' +
    '(Benjamini-Hochberg at 0.05). Score: latest answer about the whole case, on each side; null below ten. Repeats = self-loops (the same activity directly again) + returns ' +
    '(again after others). Same again and other again: by the resource of the pass before, or by another; where one of them is not known a repeat is neither. Extra time: waiting ' +
    'before the repeats and their processing. First-time-right: complete cases without a repeated check (the checks of the blueprint; where it names none, without any repeat) that went ' +
    'on after no end activity ÷ complete cases, with Wilson’s 95 % interval. Yield of a stage: of the complete cases that entered it, those that did not come back to it and repeated ' +
    'none of its activities. Rolled yield: the product of the yields.',
  caveats: [
    'A difference goes with the repeat; it is not shown to come from it.',
    'Only the activities with most reworked cases are compared; the others have no medians.',
    'Open cases count with the passes so far, so the newest weeks read low.',
    'Some activities are meant to be done several times. Naming the checks in the blueprint keeps them out of first-time-right.',
    'The rolled yield takes stages as independent; the share of cases right in every stage may be higher.',
  ],
  params: Params,
  row: Type.Object({
    activity: Type.String(),
    cases: Count,
    reworkedCases: Count,
    repeats: Count,
    selfLoops: Type.Integer({ minimum: 0, description: 'Repeats that come directly after a pass of the same activity.' }),
    returns: Type.Integer({ minimum: 0, description: 'Repeats with something else in between.' }),
    sameAgain: Type.Integer({ minimum: 0, description: 'Repeats by the same resource as the pass before (repeat).' }),
    otherAgain: Type.Integer({ minimum: 0, description: 'Repeats by another resource than the pass before (redo).' }),
    reworkMs: OrNull(Milliseconds),
    extraMs: Milliseconds,
    n: Count,
    medianMs: OrNull(Milliseconds),
    otherN: Count,
    otherMedianMs: OrNull(Milliseconds),
    differenceMs: OrNull(Milliseconds),
    lowMs: OrNull(Milliseconds),
    highMs: OrNull(Milliseconds),
    credible: Type.Boolean(),
    score: OrNull(Score),
    answers: Count,
    otherScore: OrNull(Score),
    otherAnswers: Count,
  }),
  about: Type.Object({
    cases: Count,
    reworkedCases: Count,
    time: OneOf(['delivery', 'throughput'], 'What is compared.'),
    repeats: Count,
    selfLoops: Count,
    extraMs: Milliseconds,
    firstTime: FirstTime,
    stages: Type.Array(StageYield),
    rolledYield: OrNull(Share),
  }),
  queries: (asked) => {
    const { process, params } = asked;
    const chosen = chosenCases(asked);
    const time = raw(marksDelivery(process) ? 'c.delivery_ms' : 'c.throughput_ms');
    const per = sql`SELECT s.activity, count(CASE WHEN s.visit = 1 THEN 1 END) AS cases, count(CASE WHEN s.visit = 2 THEN 1 END) AS reworked_cases,
               count(CASE WHEN s.visit > 1 THEN 1 END) AS repeats, count(CASE WHEN s.next_activity = s.activity THEN 1 END) AS self_loops,
               sum(CASE WHEN s.visit > 1 THEN s.waiting_ms + coalesce(s.processing_ms, 0) END) AS extra_ms, sum(CASE WHEN s.visit > 1 AND s.measured THEN s.processing_ms END) AS rework_ms
        FROM step s
        WHERE ${chosen.has('s')}
        GROUP BY s.activity`;
    const order = raw('q.reworked_cases DESC, a.name');
    return {
      rows: sql`${chosen.with([['per', per]])}
      SELECT q.activity AS id, a.name AS activity, q.cases, q.reworked_cases, q.repeats, q.self_loops, q.rework_ms, q.extra_ms
      FROM per q JOIN activity a ON a.id = q.activity
      WHERE q.reworked_cases > 0
      ORDER BY ${order}`,
      sides: sql`${chosen.with([
        ['per', per],
        [
          'top',
          sql`SELECT q.activity FROM per q JOIN activity a ON a.id = q.activity WHERE q.reworked_cases > 0 ORDER BY ${order} LIMIT ${params.compare}`,
        ],
        ['case_answer', caseAnswers(process)],
        [
          'timed',
          sql`SELECT c.case_key, ${time} AS ms, r.score
              FROM case_fact c LEFT JOIN case_answer r ON r.case_key = c.case_key
              WHERE ${inScope(asked)} AND ${hasDuration(asked)} AND ${time} IS NOT NULL`,
        ],
        ['again', sql`SELECT s.case_key, s.activity FROM step s WHERE s.visit = 2 AND s.activity IN (SELECT activity FROM top)`],
        [
          'placed',
          sql`SELECT t.activity, g.case_key IS NOT NULL AS again, d.ms, d.score,
                     row_number() OVER (PARTITION BY t.activity, g.case_key IS NOT NULL ORDER BY d.ms) AS place,
                     count(*) OVER (PARTITION BY t.activity, g.case_key IS NOT NULL) AS n
              FROM top t CROSS JOIN timed d LEFT JOIN again g ON g.case_key = d.case_key AND g.activity = t.activity`,
        ],
      ])}
      SELECT p.activity AS id, p.again, ${medianFigures}, ${intervalFigures(raw('p.score'))}, ${primaryInstrument(process)} AS instrument
      FROM placed p
      GROUP BY p.activity, p.again`,
      again: passesAgain(chosen),
      ...yields(asked),
      about: sql`SELECT count(*) AS cases, count(CASE WHEN c.rework > 0 THEN 1 END) AS reworked_cases FROM case_fact c WHERE ${inScope(asked)}`,
    };
  },
  answer: ({ rows = [], sides = [], again = [], about, ...found }, { process }) => {
    const compared = rows.map((row) => {
      const side = (again: boolean) => sides.find((one) => one.id === row.id && one.again === again);
      const [repeated, other] = [side(true), side(false)];
      return { row, repeated, other, difference: differenceOf(sideOf(repeated), sideOf(other), grainOf(process)) };
    });
    const stands = credible(compared.map(({ difference }) => difference?.p ?? null));
    return {
      about: {
        cases: about?.[0]?.cases ?? 0,
        reworkedCases: about?.[0]?.reworkedCases ?? 0,
        time: marksDelivery(process) ? 'delivery' : 'throughput',
        repeats: sumOf(rows, 'repeats'),
        selfLoops: sumOf(rows, 'selfLoops'),
        extraMs: sumOf(rows, 'extraMs'),
        ...yieldsOf(found, process),
      },
      rows: compared.map(({ row, repeated, other, difference }, at) => ({
        activity: row.activity,
        cases: row.cases,
        reworkedCases: row.reworkedCases,
        repeats: row.repeats,
        selfLoops: row.selfLoops,
        returns: Number(row.repeats) - Number(row.selfLoops),
        ...doneBy(again.find(({ id }) => id === row.id)),
        reworkMs: row.reworkMs,
        extraMs: row.extraMs,
        n: sideOf(repeated).n,
        medianMs: sideOf(repeated).medianMs,
        otherN: sideOf(other).n,
        otherMedianMs: sideOf(other).medianMs,
        differenceMs: difference?.differenceMs ?? null,
        lowMs: difference?.lowMs ?? null,
        highMs: difference?.highMs ?? null,
        credible: stands[at] ?? false,
        ...scoreOf(repeated, 'score', 'answers'),
        ...scoreOf(other, 'otherScore', 'otherAnswers'),
      })),
    };
  },
});

function scoreOf(side: Row | undefined, score: string, answers: string): Row {
  const found = side === undefined ? { score: null, answers: 0 } : withInterval(side);
  return { [score]: found.score, [answers]: found.answers };
}
