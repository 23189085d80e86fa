import type { Row } from '../../engine/engine.ts';
import { bucketsBetween } from './buckets.ts';
import { WHAT, bothSettled, hasLimits, sharesWithin, type CompareAsked } from './compare-statements.ts';
import { namesStaff } from './compare-staff.ts';
import { candidatesOf, askedOfOther } from './compare-sides.ts';
import { meanSides, NOTHING, num, quantileSides, shareSide, sidesOf, type Sided, type Totals, type Whole } from './compare-figures.ts';
import { contrastOf, credible, meanOf, type Contrast } from './credible.ts';
import { LEAST_COVERED } from './mix.ts';
import { wholeEndOfScope, marksDelivery, periodBounds } from './scope.ts';
import type { Asked } from './analytic.ts';

export type Found = Readonly<Record<string, Row[]>>;

/** A comparison before it is known which of all of them stand. */
export interface Comparison {
  readonly what: Row;
  readonly one: Sided;
  readonly other: Sided;
}

/** All rows of the answer, in their order: measures, stages, hand-overs, activities, variants, the mix. */
export function compareRows(found: Found, asked: CompareAsked): { rows: Row[]; about: Row } {
  const whole = totalsOf(found);
  const names = { activity: namesOf(found.activities), stage: namesOf(found.stages) };
  const comparisons = [
    ...measureComparisons(found, asked, whole),
    ...stageComparisons(found, asked, names.stage),
    ...handOverComparisons(found, asked.scope.level === 'stage' ? names.stage : names.activity, whole),
    ...activityComparisons(found, names.activity),
    ...variantComparisons(found, asked, names, whole),
    ...mixComparisons(found, asked, whole),
  ];
  return judgedRows(comparisons, found, asked, whole);
}

/** Comparisons as rows, with which of all of them stand, raw and for an equal mix. */
export function judgedRows(
  comparisons: readonly Comparison[],
  found: Found,
  asked: CompareAsked,
  whole: Whole,
): { rows: Row[]; about: Row } {
  const raw = comparisons.map(({ one, other }) => contrastOf(one.plain, other.plain));
  const covered = comparisons.map(({ one, other }) => (one.n + other.n === 0 ? null : (one.kept + other.kept) / (one.n + other.n)));
  const mixed = pickedNames(found, asked);
  const adjusted = comparisons.map(({ one, other }, at) =>
    mixed.length > 0 && (covered[at] ?? 0) >= LEAST_COVERED ? contrastOf(one.weighted, other.weighted) : null,
  );
  const stands = credible(raw.map((one) => one?.p ?? null));
  const standsAdjusted = credible(adjusted.map((one) => one?.p ?? null));
  return {
    rows: comparisons.map(({ what, one, other }, at) =>
      toRow(what, [one, other], {
        raw: raw[at] ?? null,
        credible: stands[at] ?? false,
        adjusted: adjusted[at] ?? null,
        adjustedCredible: standsAdjusted[at] ?? false,
        covered: mixed.length === 0 ? null : (covered[at] ?? null),
      }),
    ),
    about: {
      casesOne: whole.one.cases,
      casesOther: whole.other.cases,
      inBoth: num(found.totals?.[0]?.inBoth),
      mix: mixed,
      covered:
        mixed.length === 0 || whole.one.cases + whole.other.cases === 0
          ? null
          : (whole.one.kept + whole.other.kept) / (whole.one.cases + whole.other.cases),
      compared: raw.filter((one) => one !== null).length,
      credible: stands.filter(Boolean).length,
    },
  };
}

/** Of an activity how many people worked on it per day, the one comparison of an answer about staffing. */
export function staffRows(found: Found, asked: CompareAsked, activity: string): { rows: Row[]; about: Row } {
  const about = { casesOne: 0, casesOther: 0, inBoth: 0, mix: [], covered: null, compared: 0, credible: 0 };
  if (!namesStaff(found)) return { rows: [], about };
  const [one, other] = [perDay(found.staffOne, asked), perDay(found.staffOther, askedOfOther(asked))];
  const raw = contrastOf(one.plain, other.plain);
  const [stands = false] = credible([raw?.p ?? null]);
  const what = { kind: 'activity', name: activity, figure: 'people', statistic: 'mean', unit: 'per day', better: 'neutral', activity };
  const judged = { raw, credible: stands, adjusted: null, adjustedCredible: false, covered: null };
  return { rows: [toRow(what, [one, other], judged)], about: { ...about, compared: raw === null ? 0 : 1, credible: stands ? 1 : 0 } };
}

interface Judged {
  readonly raw: Contrast | null;
  readonly credible: boolean;
  readonly adjusted: Contrast | null;
  readonly adjustedCredible: boolean;
  readonly covered: number | null;
}

const NO_IDENTITY = { stage: null, from: null, to: null, activity: null, variant: null, activities: null, attribute: null, value: null };

/** The sign is another once the mix is equal. */
const turns = (raw: Contrast | null, adjusted: Contrast | null): boolean =>
  raw !== null && adjusted !== null && raw.difference !== 0 && Math.sign(raw.difference) === -Math.sign(adjusted.difference);

const NO_CONTRAST = { difference: null, low: null, high: null, p: null };

function toRow(what: Row, [one, other]: readonly [Sided, Sided], judged: Judged): Row {
  const [raw, adjusted] = [judged.raw ?? NO_CONTRAST, judged.adjusted ?? NO_CONTRAST];
  const counted = what.figure === 'open';
  return {
    ...NO_IDENTITY,
    ...what,
    nOne: one.n,
    nOther: other.n,
    one: one.value,
    other: other.value,
    difference: raw.difference ?? (counted && one.value !== null && other.value !== null ? one.value - other.value : null),
    low: raw.low,
    high: raw.high,
    p: raw.p,
    credible: judged.credible,
    adjusted: adjusted.difference,
    adjustedLow: adjusted.low,
    adjustedHigh: adjusted.high,
    adjustedCredible: judged.adjustedCredible,
    covered: judged.covered,
    flips: turns(judged.raw, judged.adjusted) && judged.credible && judged.adjustedCredible,
  };
}

export function totalsOf(found: Found): Whole {
  const of = (side: number): Totals => {
    const row = found.totals?.find((one) => num(one.side) === side);
    return { cases: num(row?.cases), kept: num(row?.kept), w: num(row?.w), w2: num(row?.w2) };
  };
  return { one: of(1), other: of(2) };
}

export const namesOf = (rows: readonly Row[] = []) => new Map(rows.map((row) => [num(row.id), String(row.name)]));

export const comparison = (what: Row, [one, other]: [Sided, Sided]): Comparison => ({ what, one, other });
export const isThere = ({ one, other }: Comparison): boolean => one.n > 0 || other.n > 0;

function measureComparisons(found: Found, asked: CompareAsked, whole: Whole): Comparison[] {
  const [times, means] = [sidesOf(found.times), sidesOf(found.means)];
  const time = marksDelivery(asked.process) ? { what: WHAT.delivery, figure: 'delivery' } : { what: WHAT.throughput, figure: 'throughput' };
  const measure = (name: string, figure: string, statistic: string, unit: string, better: string): Row => ({
    kind: 'measure',
    name,
    figure,
    statistic,
    unit,
    better,
  });
  const named = time.figure === 'delivery' ? 'Time to delivery' : 'Time per case';
  const scored = meanSides(means, WHAT.score, 0, meanOf).map(enoughAnswers) as [Sided, Sided];
  return [
    comparison(measure(named, time.figure, 'median', 'ms', 'lower'), quantileSides(times, time.what)),
    comparison(measure(named, time.figure, 'p90', 'ms', 'lower'), quantileSides(sidesOf(found.tails), time.what, 0, 0, 0.9)),
    ...sharesWithin(asked).map(({ at, measure: { name, better } }) =>
      comparison(measure(name, 'share-within', 'share', 'share', better), meanSides(means, WHAT.measure, at)),
    ),
    ...(hasLimits(asked)
      ? [comparison(measure('No wait beyond a limit', 'in-time', 'share', 'share', 'higher'), meanSides(means, WHAT.inTime))]
      : []),
    comparison(measure('Something done again', 'rework', 'share', 'share', 'lower'), meanSides(means, WHAT.rework)),
    comparison(measure('Score', 'score', 'mean', 'score', 'higher'), scored),
    // of two sides that share cases, what arrives and what is open can't be told apart
    ...(num(found.totals?.[0]?.inBoth) > 0 ? [] : flowComparisons(found, asked, measure, whole)),
  ].filter(isThere);
}

function flowComparisons(
  found: Found,
  asked: CompareAsked,
  measure: (name: string, figure: string, statistic: string, unit: string, better: string) => Row,
  whole: Whole,
): Comparison[] {
  // of an earlier day it is known which cases went on, of one near the end of the data it is not yet: the two can't be compared
  const alike = bothSettled(asked, askedOfOther(asked));
  return [
    comparison(measure('Arrivals per day', 'arrivals', 'mean', 'per day', 'neutral'), [
      perDay(found.arrivalsOne, asked),
      perDay(found.arrivalsOther, askedOfOther(asked)),
    ]),
    ...(alike
      ? [
          comparison(measure('Open at the end', 'open', 'count', 'count', 'neutral'), [
            count(found.openOne, whole.one),
            count(found.openOther, whole.other),
          ]),
        ]
      : []),
  ];
}

/** A score is said from ten answers on. */
export const enoughAnswers = (side: Sided): Sided => (side.n < 10 ? { ...side, value: null, plain: null, weighted: null } : side);

const count = (rows: readonly Row[] | undefined, { cases }: Totals): Sided => ({ ...NOTHING, n: cases, value: num(rows?.[0]?.cases) });

/** Mean over the whole days of a side; a day without a row counts. */
function perDay(rows: readonly Row[] = [], asked: Asked): Sided {
  const { from } = periodBounds(asked);
  const first = asked.process.firstAt === null ? null : new Date(asked.process.firstAt);
  const begin = from !== null && first !== null && from > first ? from : first;
  const end = wholeEndOfScope(asked);
  const days = bucketsBetween(asked.process, 'day', begin, end).filter(
    (day) => day.whole && end !== null && day.to <= end && (from === null || day.from >= from),
  );
  const byDay = new Map(rows.map((row) => [String(row.day), num(row.cases)]));
  const counts = days.map(({ bucket }) => byDay.get(bucket) ?? 0);
  const sum = counts.reduce((all, one) => all + one, 0);
  const squares = counts.reduce((all, one) => all + one * one, 0);
  const n = counts.length;
  const plain = meanOf({ n, weight: n, sum, squares: n, squaresOfSum: sum, squaresOfSquares: squares });
  return { n, value: plain?.value ?? null, plain, kept: 0, weighted: null };
}

function stageComparisons(found: Found, asked: CompareAsked, names: ReadonlyMap<number, string>): Comparison[] {
  const [times, means] = [sidesOf(found.times), sidesOf(found.means)];
  const ids = [...(found.stages ?? [])].map((row) => num(row.id)).filter((id) => id > 0);
  // Unplaced, last and only where a case was there
  const all = asked.process.blueprint.stages.length === 0 ? [] : [...ids, 0];
  return all
    .flatMap((id) => {
      const stage = names.get(id) ?? '';
      const what = (figure: string, statistic: string, unit: string, better: string): Row => ({
        kind: 'stage',
        name: stage,
        stage,
        figure,
        statistic,
        unit,
        better,
      });
      return [
        comparison(what('wait', 'median', 'ms', 'lower'), quantileSides(times, WHAT.wait, id)),
        comparison(what('stay', 'median', 'ms', 'lower'), quantileSides(times, WHAT.stay, id)),
        comparison(what('within', 'share', 'share', 'higher'), meanSides(means, WHAT.within, id)),
      ];
    })
    .filter(isThere);
}

/** Fewer than this on both sides together say nothing of a path. */
const FEW_PATHS = 20;

function handOverComparisons(found: Found, names: ReadonlyMap<number, string>, whole: Whole): Comparison[] {
  const times = sidesOf(found.times);
  const paths = sidesOf(found.paths?.map((row) => ({ ...row, what: WHAT.handOver })));
  const keys = new Map(
    [...times.keys, ...paths.keys].filter(({ what }) => what === WHAT.handOver).map((key) => [`${key.k1} ${key.k2}`, key]),
  );
  const cases = ({ k1, k2 }: { k1: number; k2: number }) =>
    num(paths.of(WHAT.handOver, k1, k2, 1)?.cases) + num(paths.of(WHAT.handOver, k1, k2, 2)?.cases);
  return [...keys.values()]
    .sort((a, b) => cases(b) - cases(a) || a.k1 - b.k1 || a.k2 - b.k2)
    .flatMap((key) => {
      const [from, to] = [names.get(key.k1) ?? '', names.get(key.k2) ?? ''];
      const what = (figure: string, statistic: string, unit: string, better: string): Row => ({
        kind: 'hand-over',
        name: `${from} to ${to}`,
        from,
        to,
        figure,
        statistic,
        unit,
        better,
      });
      const gap = comparison(what('gap', 'median', 'ms', 'lower'), quantileSides(times, WHAT.handOver, key.k1, key.k2));
      const share = comparison(what('cases', 'share', 'share', 'neutral'), [
        shareSide(paths.of(WHAT.handOver, key.k1, key.k2, 1), whole.one),
        shareSide(paths.of(WHAT.handOver, key.k1, key.k2, 2), whole.other),
      ]);
      // what can have no difference is left to the map
      return [...(gap.one.n + gap.other.n >= FEW_PATHS ? [gap] : []), ...(cases(key) >= FEW_PATHS ? [share] : [])];
    });
}

function activityComparisons(found: Found, names: ReadonlyMap<number, string>): Comparison[] {
  const times = sidesOf(found.times);
  return times.keys
    .filter(({ what }) => what === WHAT.work)
    .map(({ k1 }) => {
      const activity = names.get(k1) ?? '';
      return comparison(
        { kind: 'activity', name: activity, activity, figure: 'work', statistic: 'median', unit: 'ms', better: 'neutral' },
        quantileSides(times, WHAT.work, k1),
      );
    })
    .filter(isThere);
}

function variantComparisons(
  found: Found,
  asked: CompareAsked,
  names: { activity: ReadonlyMap<number, string>; stage: ReadonlyMap<number, string> },
  whole: Whole,
): Comparison[] {
  const byKey = new Map<string, Row[]>();
  for (const row of found.variants ?? []) byKey.set(String(row.key), [...(byKey.get(String(row.key)) ?? []), row]);
  const known = asked.scope.level === 'stage' ? names.stage : names.activity;
  return [...byKey].map(([variant, rows], at) => {
    const activities = ((rows[0]?.activities as number[] | undefined) ?? []).map((id) => known.get(id) ?? '');
    const side = (which: number) => rows.find((row) => num(row.side) === which);
    return comparison(
      {
        kind: 'variant',
        name: `Variant ${at + 1}`,
        variant,
        activities,
        figure: 'cases',
        statistic: 'share',
        unit: 'share',
        better: 'neutral',
      },
      [shareSide(side(1), whole.one), shareSide(side(2), whole.other)],
    );
  });
}

/** Values of attributes: what the mix is made of is not standardised by it. */
function mixComparisons(found: Found, asked: CompareAsked, whole: Whole): Comparison[] {
  const attributes = candidatesOf(asked);
  return (found.mix ?? []).map((row) => {
    const attribute = attributes[num(row.attribute)];
    const text = typeof row.value === 'string' ? row.value : '';
    const value = attribute?.type === 'number' && text !== '' ? String(Number(text)) : text;
    const side = (cases: unknown, totals: Totals): Sided => ({ ...shareSide({ cases }, totals), kept: 0, weighted: null });
    return comparison(
      {
        kind: 'attribute-mix',
        name: `${attribute?.name ?? ''}: ${value === '' ? 'missing' : value}`,
        attribute: attribute?.name ?? '',
        value: value === '' ? null : value,
        figure: 'cases',
        statistic: 'share',
        unit: 'share',
        better: 'neutral',
      },
      [side(row.one, whole.one), side(row.other, whole.other)],
    );
  });
}

const pickedNames = (found: Found, asked: CompareAsked): string[] => {
  const attributes = candidatesOf(asked);
  return (found.picked ?? []).map((row) => attributes[num(row.attribute)]?.name ?? '');
};
