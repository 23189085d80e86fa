import type { Row } from '../../engine/engine.ts';
import { MIN_ANSWERS, type Instrument } from '../../model/feedback.ts';
import { HOUR } from '../../model/units.ts';
import type { Attribute } from './analytic.ts';
import { contrastOf, credible } from './credible.ts';
import { MOST_VALUES } from './mix.ts';
import { answersOf, effectOf, estimateOf, NO_ANSWERS, scoreOf, together, without, type Answers } from './voice-figures.ts';
import { BENDS } from './voice-sql.ts';
import { bendWithin, NOTHING, plus, slopeWithin, sumsOf, type Sums } from './wait-slope.ts';

export const VOICE_KINDS = ['stage', 'hand-over', 'variant', 'attribute'] as const;
export type VoiceKind = (typeof VOICE_KINDS)[number];

/** A row before it is compared: what it is about, its answers, and what it knows of waiting. */
interface Part {
  readonly kind: VoiceKind;
  readonly name: Row;
  readonly of: Answers;
  readonly waits?: Row;
}

const NO_NAME = {
  stage: null,
  from: null,
  to: null,
  variant: null,
  activities: null,
  attribute: null,
  value: null,
  least: null,
  most: null,
  cases: null,
  scoreTarget: null,
};
const NO_SLOPE = {
  meanWaitMs: null,
  slopePerHour: null,
  slopeLow: null,
  slopeHigh: null,
  slopeAnswers: null,
  bendMs: null,
  slopeBefore: null,
  slopeAfter: null,
};
const NO_WAITS = {
  limitMs: null,
  withinScore: null,
  withinAnswers: null,
  beyondScore: null,
  beyondLow: null,
  beyondHigh: null,
  beyondAnswers: null,
  effect: null,
  effectLow: null,
  effectHigh: null,
  ...NO_SLOPE,
};

/** The rows of `voice`: each part with its score, compared with all other answers of its kind, and all comparisons judged together. */
export function voiceRows(
  found: Readonly<Record<string, readonly Row[]>>,
  all: Row | undefined,
  instrument: Instrument | null,
  known: readonly Attribute[],
): Row[] {
  // 4.0 is 4
  const numbers = new Set(known.filter(({ type }) => type === 'number').map(({ id }) => id));
  const names = new Map((found.names ?? []).map(({ id, name }) => [Number(id), String(name)]));
  const parts = [
    ...stages(found.stages ?? [], found.waits ?? [], instrument),
    ...handOvers(found.handOvers ?? []),
    ...(found.variants ?? []).map((row): Part => ({
      kind: 'variant',
      name: { variant: row.variant, activities: (row.activities as number[]).map((id) => names.get(Number(id)) ?? '') },
      of: answersOf(row),
    })),
    ...attributes(found.attributes ?? [], numbers),
  ];
  const whole = answersOf(all);
  const named = parts.filter(({ kind }) => kind === 'stage').reduce((sum, { of }) => together(sum, of), NO_ANSWERS);
  const contrasts = parts.map(({ kind, of }) => contrastOf(estimateOf(of), estimateOf(without(kind === 'stage' ? named : whole, of))));
  const stand = credible(contrasts.map((one) => one?.p ?? null));
  return parts.map(({ kind, name, of, waits }, at) => {
    const contrast = contrasts[at] ?? null;
    return {
      kind,
      ...NO_NAME,
      ...name,
      ...scoreOf(of, instrument),
      enough: of.answers >= MIN_ANSWERS,
      difference: contrast?.difference ?? null,
      differenceLow: contrast?.low ?? null,
      differenceHigh: contrast?.high ?? null,
      p: contrast?.p ?? null,
      credible: stand[at] ?? false,
      ...NO_WAITS,
      ...waits,
    };
  });
}

const slopeRow = (cells: readonly Sums[]): Row => {
  const slope = slopeWithin(cells);
  const all = cells.reduce(plus, NOTHING);
  return slope === null
    ? NO_SLOPE
    : {
        ...NO_SLOPE,
        meanWaitMs: (HOUR * all.x) / all.n,
        slopePerHour: slope.perHour,
        slopeLow: slope.low,
        slopeHigh: slope.high,
        slopeAnswers: slope.answers,
      };
};

/** Stages in the order of the blueprint, with what waiting there goes with: the sums of `waits` lie cell by cell, stretch by stretch. */
function stages(rows: readonly Row[], waits: readonly Row[], instrument: Instrument | null): Part[] {
  return rows.map((row): Part => {
    const own = waits.filter(({ stage }) => stage === row.stage);
    const cells = new Map<unknown, Sums[]>();
    let [everyone, beyond] = [NO_ANSWERS, NO_ANSWERS];
    for (const wait of own) {
      const stretches = cells.get(wait.cell) ?? Array.from({ length: BENDS.length + 1 }, () => NOTHING);
      stretches[Number(wait.stretch)] = sumsOf(wait);
      cells.set(wait.cell, stretches);
      everyone = together(everyone, sideAnswers(wait, ['n', 'y', 'yy', 'best', 'worst']));
      beyond = together(beyond, sideAnswers(wait, ['beyondN', 'beyondY', 'beyondYy', 'beyondBest', 'beyondWorst']));
    }
    const stretched = [...cells.values()];
    const bend = bendWithin(stretched, BENDS);
    return {
      kind: 'stage',
      name: { stage: row.stage, scoreTarget: row.scoreTarget ?? null },
      of: answersOf(row),
      waits: {
        ...(row.limitMs === null || own.length === 0 ? {} : limitRow(row.limitMs, without(everyone, beyond), beyond, instrument)),
        ...slopeRow(stretched.map((stretches) => stretches.reduce(plus, NOTHING))),
        ...(bend === null ? {} : { bendMs: bend.bendMs, slopeBefore: bend.before, slopeAfter: bend.after }),
      },
    };
  });
}

function sideAnswers(row: Row, [n, sum, squares, best, worst]: readonly [string, string, string, string, string]): Answers {
  return {
    answers: Number(row[n] ?? 0),
    sum: Number(row[sum] ?? 0),
    squares: Number(row[squares] ?? 0),
    best: Number(row[best] ?? 0),
    worst: Number(row[worst] ?? 0),
  };
}

function limitRow(limitMs: unknown, within: Answers, beyond: Answers, instrument: Instrument | null): Row {
  const effect = effectOf(within, beyond);
  const over = scoreOf(beyond, instrument);
  return {
    limitMs,
    withinScore: scoreOf(within, instrument).score,
    withinAnswers: within.answers,
    beyondScore: over.score,
    beyondLow: over.low,
    beyondHigh: over.high,
    beyondAnswers: beyond.answers,
    effect: effect?.effect ?? null,
    effectLow: effect?.low ?? null,
    effectHigh: effect?.high ?? null,
  };
}

/** Hand-overs, those that most cases with an answer take first. */
function handOvers(rows: readonly Row[]): Part[] {
  const edges = new Map<string, { from: unknown; to: unknown; of: Answers; cells: Sums[] }>();
  for (const row of rows) {
    const key = JSON.stringify([row.from, row.to]);
    const edge = edges.get(key) ?? { from: row.from, to: row.to, of: NO_ANSWERS, cells: [] };
    edge.of = together(edge.of, answersOf(row));
    edge.cells.push(sumsOf(row));
    edges.set(key, edge);
  }
  return [...edges.values()]
    .map(({ from, to, of, cells }): Part => ({ kind: 'hand-over', name: { from, to }, of, waits: slopeRow(cells) }))
    .sort((one, other) => other.of.answers - one.of.answers);
}

/** `4`, or of a band its ends: `18 to 34`. */
const numberOrBand = ({ least, most }: Row): string =>
  Number(least) === Number(most) ? String(Number(least)) : `${String(Number(least))} to ${String(Number(most))}`;

/** Values of attributes. Of one with many values only those with enough answers say something; one that has a value per case says nothing. */
function attributes(rows: readonly Row[], numbers: ReadonlySet<number>): Part[] {
  const sizes = new Map<unknown, number>();
  for (const { attributeId } of rows) sizes.set(attributeId, (sizes.get(attributeId) ?? 0) + 1);
  return rows
    .filter((row) => {
      const size = sizes.get(row.attributeId) ?? 0;
      return size > 1 && (size <= MOST_VALUES || Number(row.answers) >= MIN_ANSWERS);
    })
    .map((row) => ({
      kind: 'attribute',
      name: {
        attribute: row.attribute,
        value: numbers.has(Number(row.attributeId)) ? numberOrBand(row) : row.value,
        least: row.least ?? null,
        most: row.most ?? null,
        cases: row.cases,
      },
      of: answersOf(row),
    }));
}
