import { Type } from 'typebox';
import type { Row } from '../../engine/engine.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import { INSTRUMENTS, MIN_ANSWERS } from '../../model/feedback.ts';
import { Count, HOUR, Milliseconds, OneOf, OrNull, Score } from '../../model/units.ts';
import { analytic, type Asked } from './analytic.ts';
import { primaryInstrument } from './answers.ts';
import { mixCandidates } from './mix.ts';
import { checkNames, knownNames, WAIT_PARAMS, waitLimit, waitRows } from './one-wait.ts';
import { chosenCases, inScope, type NamedQuery } from './scope.ts';
import { scoreEffect, type ScoredSide } from './score-effect.ts';
import { intervalFigures, withInterval } from './score-interval.ts';
import { answeredInCells, BENDS, sums } from './voice-sql.ts';
import { scoreEdges } from './wait-bands.ts';
import { bendWithin, NOTHING, plus, slopeWithin, sumsOf, type Sums } from './wait-slope.ts';

const Params = Type.Object({ ...WAIT_PARAMS }, { additionalProperties: false });

const Points = (description: string) => OrNull(Type.Number({ description }));

/**
 * What a wait does to satisfaction.
 *
 * Grain: one row per band of waiting that has an answer, shortest first; the last one is open. Units: points of the score of the
 * primary instrument. Sources: `feedback`, `step`, `stage_visit`; the limit as in `bottlenecks`. Rejects with `BadRequest` when a name is
 * missing or unknown.
 */
export const waitScore = analytic({
  id: 'wait-score',
  question: 'What does a wait do to satisfaction?',
  definition:
    'The cases of the scope with the wait and an answer about the whole case (the latest), by their longest wait (of a stage: before it and inside). Bands: parts of the limit; where nobody has set ' +
    'one, steps people count in. Score and 95 % interval as in “satisfaction”; null below ten answers. Effect: score of all of them minus score of those never beyond the limit, that is the share ' +
    'beyond times the difference of the two, with an interval from their variances. Slope: change of the score per hour waited in all at this place, by least ' +
    'squares with a level for each cell of the case mix (the attributes marked as mix in the blueprint, else the three in which satisfied and others differ ' +
    'most). Bend: where, among round times with a tenth of the cases (at least 20) on each side, a line of two pieces fits better than a straight one (F above 10).',
  caveats: [
    'The score goes with the wait; whether the wait is its cause these figures can’t tell.',
    'Who answers is not who was served: see how many of the cases answered.',
  ],
  params: Params,
  row: Type.Object({
    fromMs: Milliseconds,
    toMs: OrNull(Milliseconds),
    answers: Count,
    score: OrNull(Score),
    low: OrNull(Type.Number()),
    high: OrNull(Type.Number()),
  }),
  about: Type.Object({
    instrument: OrNull(OneOf(INSTRUMENTS)),
    limitMs: OrNull(Milliseconds),
    limitFrom: OrNull(Type.String()),
    answers: Count,
    cases: Type.Integer({ minimum: 0, description: 'With the wait, answered or not.' }),
    withinScore: OrNull(Score),
    withinAnswers: Count,
    beyondScore: OrNull(Score),
    beyondLow: OrNull(Type.Number()),
    beyondHigh: OrNull(Type.Number()),
    beyondAnswers: Count,
    effect: Points('What the waits beyond the limit take from the score of all who wait here.'),
    effectLow: OrNull(Type.Number()),
    effectHigh: OrNull(Type.Number()),
    slopePerHour: Points('Change of the score per hour waited.'),
    slopeLow: OrNull(Type.Number()),
    slopeHigh: OrNull(Type.Number()),
    slopeAnswers: OrNull(Count),
    bendMs: OrNull(Milliseconds),
    slopeBefore: OrNull(Type.Number()),
    slopeAfter: OrNull(Type.Number()),
    mix: Type.Array(Type.String(), { description: 'The attributes that make the cells of the case mix.' }),
  }),
  queries: (asked) => {
    const chosen = chosenCases(asked);
    const waited: NamedQuery = [
      'waited',
      sql`SELECT w.case_key, max(w.wait_ms) AS longest_ms, sum(w.wait_ms) AS wait_ms FROM (${waitRows(asked.params, chosen)}) w GROUP BY w.case_key`,
    ];
    const answered = answeredInCells(asked, chosen);
    // the two first name the answers; the rest is the case mix
    const bands: readonly NamedQuery[] = [
      ...answered.slice(0, 2),
      waited,
      ['allowed', waitLimit(asked.params)],
      ['edges', scoreEdges('scored')],
    ];
    const scored: NamedQuery = ['scored', sql`SELECT w.longest_ms, a.score FROM waited w JOIN answered a ON a.case_key = w.case_key`];
    const withEdges = [...bands.slice(0, -1), scored, ...bands.slice(-1)];
    const figures = intervalFigures(raw('s.score'));
    const instrument = sql`${primaryInstrument(asked.process)} AS instrument`;
    return {
      names: knownNames('wait-score', asked.params),
      bands: sql`${chosen.with(withEdges)}
      SELECT e.from_ms, e.to_ms, ${figures}, ${instrument}
      FROM edges e JOIN scored s ON s.longest_ms > e.from_ms - CASE WHEN e.from_ms = 0 THEN 1 ELSE 0 END AND (e.to_ms IS NULL OR s.longest_ms <= e.to_ms)
      GROUP BY e.from_ms, e.to_ms
      ORDER BY e.from_ms`,
      sides: sql`${chosen.with([...bands.slice(0, -1), scored])}
      SELECT CASE WHEN s.longest_ms > l.limit_ms THEN 1 ELSE 0 END AS beyond, ${figures}, ${instrument}
      FROM scored s CROSS JOIN allowed l
      GROUP BY 1
      ORDER BY 1`,
      slope: slopeStatement(chosen, answered, waited),
      about: sql`${chosen.with([waited, ['allowed', waitLimit(asked.params)]])}
      SELECT q.cases, l.limit_ms, l.limit_from, ${instrument} FROM (SELECT count(*) AS cases FROM waited) q LEFT JOIN allowed l ON true`,
      mix: mixStatement(asked, chosen, answered),
    };
  },
  answer: (found, asked) => {
    checkNames('wait-score', asked.params, found.names ?? []);
    const [all] = found.about ?? [];
    const sides = found.sides ?? [];
    const [within, beyond] = [sides.find((row) => Number(row.beyond) === 0), sides.find((row) => Number(row.beyond) === 1)];
    const answers = countOf(within) + countOf(beyond);
    return {
      n: answers,
      rows: (found.bands ?? []).map((row) => ({ fromMs: row.fromMs, toMs: row.toMs, ...withInterval(row) })),
      about: {
        instrument: answers === 0 ? null : (all?.instrument ?? null),
        limitMs: all?.limitMs ?? null,
        limitFrom: all?.limitFrom ?? null,
        answers,
        cases: Number(all?.cases ?? 0),
        ...sideFields(within, beyond),
        ...slopeFields(found.slope ?? []),
        mix: (found.mix ?? []).flatMap(({ attribute }) => mixCandidates(asked.attributes, [asked.scope])[Number(attribute)]?.name ?? []),
      },
    };
  },
});

type Chosen = ReturnType<typeof chosenCases>;

/** Sums of score against hours waited, by cell of the case mix and stretch of waiting (between two of `BENDS`). */
function slopeStatement(chosen: Chosen, answered: readonly NamedQuery[], waited: NamedQuery): Sql {
  const stretch = join(
    BENDS.map((ms, at) => raw(`WHEN t.wait_ms <= ${ms} THEN ${at}`)),
    ' ',
  );
  return sql`${chosen.with([...answered, waited])}
      SELECT w.cell, w.stretch, ${sums}
      FROM (SELECT d.cell, CASE ${stretch} ELSE ${raw(String(BENDS.length))} END AS stretch, CAST(t.wait_ms AS DOUBLE) / ${raw(String(HOUR))} AS hours, a.score
            FROM waited t JOIN answered a ON a.case_key = t.case_key JOIN cell_of d ON d.case_key = t.case_key) w
      GROUP BY w.cell, w.stretch
      ORDER BY w.cell, w.stretch`;
}

const mixStatement = (asked: Asked, chosen: Chosen, answered: readonly NamedQuery[]): Sql =>
  mixCandidates(asked.attributes, [asked.scope]).length === 0
    ? sql`SELECT c.case_key AS attribute FROM case_fact c WHERE 1 = 0 AND ${inScope(asked)}`
    : sql`${chosen.with(answered)}SELECT p.attribute FROM picked p ORDER BY p.attribute`;

const countOf = (row: Row | undefined) => Number(row?.answers ?? 0);
const scoredSide = (row: Row | undefined): ScoredSide => ({
  answers: countOf(row),
  mean: Number(row?.mean ?? 0),
  squares: Number(row?.squares ?? 0),
});

function sideFields(within: Row | undefined, beyond: Row | undefined): Row {
  const effect = scoreEffect(scoredSide(within), scoredSide(beyond));
  const said = beyond === undefined ? { answers: 0, score: null, low: null, high: null } : withInterval(beyond);
  return {
    withinScore: countOf(within) < MIN_ANSWERS ? null : Number(within?.mean),
    withinAnswers: countOf(within),
    beyondScore: said.score,
    beyondLow: said.low,
    beyondHigh: said.high,
    beyondAnswers: countOf(beyond),
    effect: effect?.effect ?? null,
    effectLow: effect?.low ?? null,
    effectHigh: effect?.high ?? null,
  };
}

function slopeFields(rows: readonly Row[]): Row {
  const cells = [...new Set(rows.map(({ cell }) => String(cell)))].map((cell) => {
    const stretches: Sums[] = Array.from({ length: BENDS.length + 1 }, () => NOTHING);
    for (const row of rows) if (String(row.cell) === cell) stretches[Number(row.stretch)] = sumsOf(row);
    return stretches;
  });
  const slope = slopeWithin(cells.map((stretches) => stretches.reduce(plus, NOTHING)));
  const bend = slope === null ? null : bendWithin(cells, BENDS);
  return {
    slopePerHour: slope?.perHour ?? null,
    slopeLow: slope?.low ?? null,
    slopeHigh: slope?.high ?? null,
    slopeAnswers: slope?.answers ?? null,
    bendMs: bend?.bendMs ?? null,
    slopeBefore: bend?.before ?? null,
    slopeAfter: bend?.after ?? null,
  };
}
