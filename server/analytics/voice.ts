import { Type } from 'typebox';
import type { Row } from '../../engine/engine.ts';
import { sql } from '../../engine/sql.ts';
import { INSTRUMENTS, MIN_ANSWERS, type Instrument } from '../../model/feedback.ts';
import { Count, Milliseconds, OneOf, OrNull, Score, Share } from '../../model/units.ts';
import { analytic } from './analytic.ts';
import { meanOf, type Sums } from './credible.ts';
import { LEAST_COVERED, mixCandidates } from './mix.ts';
import { chosenCases, hasStages, marksDelivery } from './scope.ts';
import { scoredRow } from './score-interval.ts';
import { attributeRows, handOverRows, responders, stageRows, stageWaits, variantRows, weighted } from './voice-sql.ts';
import { VOICE_KINDS, voiceRows } from './voice-rows.ts';

const Params = Type.Object(
  {
    kind: Type.Unsafe<(typeof VOICE_KINDS)[number] | 'all'>({ ...OneOf([...VOICE_KINDS, 'all']), default: 'all' }),
  },
  { additionalProperties: false },
);

const Points = (description: string) => OrNull(Type.Number({ description }));

/**
 * The voice of the customer on each part of the process.
 *
 * Grain: one row per stage, hand-over, variant and value of a case attribute, of the kind asked for. Sources: `feedback`,
 * `stage_visit`, `step`, `case_fact`, `variant`. `about` compares those who answered with all cases.
 */
export const voice = analytic({
  id: 'voice',
  question: 'Where are the people served satisfied, where not, and what does waiting do to it?',
  definition:
    'Stage: answers that name it. Hand-over, variant and value of an attribute: the latest answer about the whole case, over the cases with it. Below ten answers there is ' +
    'no score. Difference: its score minus that of all other answers of its kind; credible when it stands with at least twenty answers a side while ' +
    'all rows are looked at (Benjamini-Hochberg at 0.05). Within and beyond: score of the cases that never waited before the stage beyond its limit, and of those that did. ' +
    'Effect: share of the latter times the difference between the two. Slope: change of the score of the whole case per hour waited before the stage, or on the hand-over, by least squares with a level for each ' +
    'cell of the case mix (the attributes marked as mix in the blueprint, else the three in which satisfied and others differ most). Bend: where, among round times, a line of two pieces fits better than a straight one (F above 10), and its ' +
    'slopes to both sides. Re-weighted: each answer weighs as many cases as it stands for in its cell of the case mix; a cell with fewer than five answers joins “other”.',
  caveats: [
    'A score goes with a wait, a way or a value; whether that is its cause these figures can’t tell.',
    'Numbers with more than eight values are told apart in four parts with as many cases each.',
    'Attributes with more than 12 values show only those with ten answers or more; at most 60 hand-overs, 60 variants and 40 values of an attribute are listed, those with most cases.',
    'A slope is a straight line: with a bend, the two pieces say more.',
  ],
  params: Params,
  row: Type.Object({
    kind: OneOf(VOICE_KINDS),
    stage: OrNull(Type.String()),
    from: OrNull(Type.String()),
    to: OrNull(Type.String()),
    variant: OrNull(Type.String({ description: 'What a filter of kind variant takes.' })),
    activities: OrNull(Type.Array(Type.String())),
    attribute: OrNull(Type.String()),
    value: OrNull(Type.String({ description: 'Of an attribute; of a number with many values a part of them: 18 to 34.' })),
    least: OrNull(Type.Number({ description: 'Of a number: the least of the value or part, which counts.' })),
    most: OrNull(Type.Number({ description: 'And the most, which counts too.' })),
    cases: OrNull(Type.Integer({ minimum: 0, description: 'Of a value: cases of the scope with it, answered or not.' })),
    answers: Count,
    enough: Type.Boolean({ description: 'Ten answers or more.' }),
    score: OrNull(Score),
    low: OrNull(Type.Number()),
    high: OrNull(Type.Number()),
    scoreTarget: OrNull(Type.Number()),
    difference: Points('Its score minus that of all other answers of its kind; null below twenty answers a side.'),
    differenceLow: OrNull(Type.Number()),
    differenceHigh: OrNull(Type.Number()),
    p: OrNull(Type.Number()),
    credible: Type.Boolean(),
    limitMs: OrNull(Milliseconds),
    withinScore: OrNull(Score),
    withinAnswers: OrNull(Count),
    beyondScore: OrNull(Score),
    beyondLow: OrNull(Type.Number()),
    beyondHigh: OrNull(Type.Number()),
    beyondAnswers: OrNull(Count),
    effect: Points('What the waits beyond the limit do to the score of all who come here.'),
    effectLow: OrNull(Type.Number()),
    effectHigh: OrNull(Type.Number()),
    meanWaitMs: OrNull(Type.Number({ description: 'Mean wait of the cases the slope is over.' })),
    slopePerHour: Points('Change of the score per hour waited.'),
    slopeLow: OrNull(Type.Number()),
    slopeHigh: OrNull(Type.Number()),
    slopeAnswers: OrNull(Count),
    bendMs: OrNull(Milliseconds),
    slopeBefore: OrNull(Type.Number()),
    slopeAfter: OrNull(Type.Number()),
  }),
  about: Type.Object({
    instrument: OrNull(OneOf(INSTRUMENTS)),
    answers: Type.Integer({ minimum: 0, description: 'Cases with an answer about the whole of it.' }),
    score: OrNull(Score),
    low: OrNull(Type.Number()),
    high: OrNull(Type.Number()),
    cases: Count,
    time: OneOf(['delivery', 'throughput'], 'The headline time of the process.'),
    responders: Type.Object({
      medianMs: OrNull(Milliseconds),
      p90Ms: OrNull(Milliseconds),
      waitingMs: OrNull(Milliseconds),
      reworkShare: OrNull(Share),
    }),
    all: Type.Object({
      medianMs: OrNull(Milliseconds),
      p90Ms: OrNull(Milliseconds),
      waitingMs: OrNull(Milliseconds),
      reworkShare: OrNull(Share),
    }),
    reweighted: Type.Object({
      score: OrNull(Score),
      low: OrNull(Type.Number()),
      high: OrNull(Type.Number()),
      covered: OrNull(Type.Number({ description: 'Share of the cases that lie in a cell with answers; below 0.8 there is no score.' })),
      attributes: Type.Array(Type.String(), { description: 'What makes the cells.' }),
    }),
  }),
  queries: (asked) => {
    const { kind } = asked.params;
    const chosen = chosenCases(asked);
    const wants = (one: (typeof VOICE_KINDS)[number]) => kind === 'all' || kind === one;
    const attributes = wants('attribute') ? attributeRows(asked, chosen) : null;
    return {
      about: responders(asked, chosen),
      weighted: weighted(asked, chosen),
      ...(wants('stage') && hasStages(asked.process) ? { stages: stageRows(asked, chosen), waits: stageWaits(asked, chosen) } : {}),
      ...(wants('hand-over') ? { handOvers: handOverRows(asked, chosen) } : {}),
      ...(wants('variant') ? { variants: variantRows(asked, chosen), names: activityNames } : {}),
      ...(attributes === null ? {} : { attributes }),
    };
  },
  answer: (found, asked) => {
    const [all] = found.about ?? [];
    const instrument = (all?.instrument ?? null) as Instrument | null;
    const { answers, score, low, high } = scoredRow({ ...all, instrument: instrument ?? 'other' });
    const candidates = mixCandidates(asked.attributes, [asked.scope]);
    const cells = candidates.flatMap(({ name }, at) => (Number(found.weighted?.[0]?.[`u${at}`] ?? 0) === 1 ? [name] : []));
    return {
      about: {
        instrument: Number(answers) === 0 ? null : instrument,
        answers,
        score,
        low,
        high,
        cases: Number(all?.cases ?? 0),
        time: marksDelivery(asked.process) ? 'delivery' : 'throughput',
        responders: sideOf(all, ['answeredTimes', 'answeredWaitingMs', 'answeredReworked', 'answered']),
        all: sideOf(all, ['times', 'waitingMs', 'reworked', 'cases']),
        reweighted: { ...(cells.length === 0 ? NOT_WEIGHTED : reweighted(found.weighted?.[0], instrument)), attributes: cells },
      },
      rows: voiceRows(found, all, instrument, asked.attributes),
    };
  },
});

/** Times and share of rework of one side, by the names of its columns. */
function sideOf(row: Row | undefined, [times, waiting, reworked, cases]: readonly [string, string, string, string]): Row {
  const quantiles = (row?.[times] ?? []) as readonly (number | null)[];
  const count = Number(row?.[cases] ?? 0);
  return {
    medianMs: quantiles[0] ?? null,
    p90Ms: quantiles[1] ?? null,
    waitingMs: row?.[waiting] ?? null,
    reworkShare: count === 0 ? null : Number(row?.[reworked] ?? 0) / count,
  };
}

const activityNames = sql`SELECT id, name FROM activity ORDER BY id`;

const WEIGHTED = ['n', 'weight', 'sum', 'squares', 'squaresOfSum', 'squaresOfSquares'] as const;

const NOT_WEIGHTED = { score: null, low: null, high: null, covered: null } as const;

/** The score of all cases, as far as those who answered stand for them. */
function reweighted(row: Row | undefined, instrument: Instrument | null): Row {
  const cases = Number(row?.cases ?? 0);
  const covered = cases === 0 ? null : Number(row?.covered ?? 0) / cases;
  const estimate = meanOf(Object.fromEntries(WEIGHTED.map((name) => [name, Number(row?.[name] ?? 0)])) as unknown as Sums);
  if (estimate === null || estimate.n < MIN_ANSWERS || covered === null || covered < LEAST_COVERED)
    return { score: null, low: null, high: null, covered };
  const least = instrument === 'nps' ? -100 : 0;
  const half = 1.96 * estimate.error;
  return {
    score: estimate.value,
    low: Math.max(least, estimate.value - half),
    high: Math.min(100, estimate.value + half),
    covered,
  };
}
