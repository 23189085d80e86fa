import { controlChart } from '../../model/control.ts';
import { localDay } from '../../model/calendar.ts';
import { currentCycle, shownId, type BaselinePoint, type Improvement, type Plan } from '../../model/improvement.ts';
import { balancingOf, proposedChange, proposedTarget, proposedWindow, sameMeasure, stageOf } from '../../model/improvement-draft.ts';
import { buckets, dayInWords, firstBucketAfter, bucketStart } from '../../model/improvement-days.ts';
import { inUnit } from '../../model/improvement-words.ts';
import type { Draft, DraftOrder } from '../../model/improvement-view.ts';
import { unitOf, type Measure } from '../../model/measure.ts';
import { BadRequest } from '../../model/problem.ts';
import { SCOPE_KEYS, scopeFromQuery, type Scope } from '../../model/scope.ts';
import type { LocalDate } from '../../model/units.ts';
import type { Source } from '../analytics/analytic.ts';
import { measuresOf } from '../analytics/measure-buckets.ts';
import { inSnapshot } from '../routes/answers.ts';
import type { Throughline } from '../throughline.ts';
import { baselinePoints, changedOnOf, meanOf, medianN, possibleDays, scopeWithoutPeriod } from './checks.ts';
import { selfContained } from './definitions.ts';
import { findingOf } from './draft-sources.ts';
import { seriesOf, type Series } from './figures.ts';

/** The scope of a page's query; what is the page's own is left out. */
function pageScope(process: string, text: string): Scope {
  const query = new URLSearchParams(text);
  for (const key of [...new Set(query.keys())]) if (!(SCOPE_KEYS as readonly string[]).includes(key)) query.delete(key);
  return scopeFromQuery(process, query);
}

/**
 * What an improvement would begin with: the finding in words and figures, the measure that carries it, the baseline with its points, a
 * target and what else might move. Nothing is kept. Rejects with `BadRequest` where the source is none.
 */
export async function draft(house: Throughline, process: string, order: DraftOrder, signal?: AbortSignal): Promise<Draft> {
  const { stored, facts } = house.live.get(process);
  const { result } = await inSnapshot(house, process, signal ? { signal } : {}, async (source): Promise<Draft> => {
    const known = measuresOf({ process: source.process }).filter(({ of }) => of !== 'score' || facts.hasFeedback);
    const scope = pageScope(process, order.scope ?? '');
    const asking = { source, scope, words: stored.words, known, signal };
    const finding = facts.dataVersion === 0 ? noData(known, order) : await findingOf(asking, order);
    const measure = selfContained(order.definition ?? chosen(known, order.measure) ?? finding.measure, source.process);
    const kept = scopeWithoutPeriod(process, scopeText(order.scope ?? ''), 'scope');
    const against =
      order.kind === 'comparison' && order.against !== undefined ? scopeWithoutPeriod(process, scopeText(order.against), 'against') : null;
    const window = await windowOf(source, {
      order,
      measure,
      scope: kept,
      others: house.store.improvements.of(process),
      now: house.now(),
      signal,
    });
    const mean = window.baseline?.mean ?? null;
    const target = proposedTarget(measure, mean, known);
    const hasFeedback = facts.hasFeedback;
    const plan: Plan | null =
      window.baseline === null
        ? null
        : {
            measure,
            scope: kept,
            per: window.baseline.per,
            baseline: { from: window.baseline.from, to: window.baseline.to },
            against,
            balancing: balancingOf(measure, { blueprint: source.process.blueprint, hasFeedback }),
          };
    const { earliest, latest } = possibleDays(source.process, house.now());
    return {
      name: finding.name,
      problem: finding.problem || sentence(measure, window),
      source: { kind: order.kind, page: order.page ?? null, words: finding.words },
      plan,
      baseline: window.baseline,
      unit: unitOf(measure),
      target,
      prediction: { value: proposedChange(measure, target, mean), words: '' },
      hypothesis: '',
      routedTo: roleOf(measure, source),
      links:
        order.page === undefined
          ? []
          : [
              { words: finding.words === '' ? 'Where it was found' : `Found: ${finding.words}`, address: `/${process}/${order.page}` },
            ].filter(({ address }) => /^\/[^\s<>"]*$/.test(address)),
      measures: candidates(measure, finding.measure, known),
      ...{ earliest, latest, warnings: window.warnings },
    };
  });
  return result;
}

const noData = (known: readonly Measure[], order: DraftOrder): { name: string; problem: string; words: string; measure: Measure } => {
  const measure = order.definition ?? known.find(({ better }) => better !== 'neutral');
  if (!measure) throw new BadRequest('measure', 'This service has nothing to measure yet.');
  return { name: '', problem: '', words: '', measure };
};

/** The scope keys of a page's query as they stand in it. */
function scopeText(text: string): string {
  const query = new URLSearchParams(text);
  for (const key of [...new Set(query.keys())]) if (!(SCOPE_KEYS as readonly string[]).includes(key)) query.delete(key);
  return query.toString();
}

function chosen(known: readonly Measure[], id: string | undefined): Measure | undefined {
  if (id === undefined) return undefined;
  const found = known.find((one) => one.id === id);
  if (!found) throw new BadRequest('measure', `There is no measure “${id}”.`, `There is ${known.map((one) => one.id).join(', ')}.`);
  return found;
}

const roleOf = (measure: Measure, { process: { blueprint } }: Source): string => {
  const stage = stageOf(measure, blueprint);
  return blueprint.stages.find(({ name }) => name === stage)?.role?.slice(0, 120) ?? '';
};

function candidates(measure: Measure, found: Measure, known: readonly Measure[]): Measure[] {
  const all: Measure[] = [];
  for (const one of [measure, found, ...known])
    if (one.better !== 'neutral' && !all.some((other) => sameMeasure(one, other))) all.push(one);
  return all;
}

interface Window {
  readonly baseline: Draft['baseline'];
  readonly warnings: readonly string[];
}

/** The baseline a person chose, or the one that is proposed: by week, where that is too short by day. */
async function windowOf(
  source: Source,
  given: {
    order: DraftOrder;
    measure: Measure;
    scope: string;
    others: readonly Improvement[];
    now: Date;
    signal?: AbortSignal | undefined;
  },
): Promise<Window & { warnings: string[] }> {
  const { order, measure, scope, others, now, signal } = given;
  const { process } = source;
  if (process.endAt === null)
    return { baseline: null, warnings: ['This service has no data yet: without a log there is no baseline. It can be noted as an idea.'] };
  const wanted = order.per ?? 'week';
  for (const per of order.per === undefined ? (['week', 'day'] as const) : [wanted]) {
    const series = await seriesOf(source, measure, { scope, per, ...(order.baseline ? { before: order.baseline.to } : {}) }, signal);
    const before = order.madeOn === undefined ? null : bucketStart(order.madeOn, per);
    if (order.baseline) {
      const points = baselinePoints(series, order.baseline, per, 'baseline');
      if (order.madeOn !== undefined) changedOnOf(order.madeOn, { process, now, per, baseline: { points }, before: null, field: 'madeOn' });
      return { baseline: described(measure, series, { per, ...order.baseline }, points), warnings: warningsOf(points, per) };
    }
    const changed = lastChange(measure, others, per, before);
    const window = proposedWindow(series.points, { per, before, after: changed?.day ?? null });
    if (window === null) continue;
    const points = baselinePoints(series, window, per, 'baseline');
    return {
      baseline: described(measure, series, { per, from: window.from, to: window.to }, points),
      warnings: [
        ...(per !== wanted ? ['There are fewer than 13 whole weeks with a value, so the baseline is by day.'] : []),
        ...(window.crosses && changed
          ? [`The baseline reaches back beyond the change of ${changed.name}: since then there are fewer than 13 ${per}s.`]
          : []),
        ...warningsOf(points, per),
      ],
    };
  }
  return {
    baseline: null,
    warnings: [
      `Before ${order.madeOn === undefined ? 'the end of the data' : dayInWords(order.madeOn)} there are fewer than ${buckets(13, wanted)} with a value: too few for a baseline. It can be noted as an idea.`,
    ],
  };
}

/** The newest change that another improvement made to the same measure. */
function lastChange(
  measure: Measure,
  others: readonly Improvement[],
  per: Plan['per'],
  before: LocalDate | null,
): { day: LocalDate; name: string } | null {
  const changes = others.flatMap((other) => {
    const { madeOn } = currentCycle(other);
    if (madeOn === null || other.frozen === null || !sameMeasure(other.frozen.measure, measure)) return [];
    return [{ day: firstBucketAfter(madeOn, per), name: `${shownId(other.id)} ${other.name}` }];
  });
  return changes.filter(({ day }) => before === null || day < before).toSorted((one, other) => (one.day < other.day ? 1 : -1))[0] ?? null;
}

function described(
  measure: Measure,
  series: Series,
  window: { per: Plan['per']; from: LocalDate; to: LocalDate },
  points: readonly BaselinePoint[],
): NonNullable<Draft['baseline']> {
  const chart = controlChart(
    series.points.filter(({ bucket }) => bucket < window.to),
    { unit: unitOf(measure), better: measure.better, per: window.per, baseline: { from: window.from, to: window.to } },
  );
  return { ...window, points: [...points], mean: meanOf(points), low: chart.low, high: chart.high, medianN: medianN(points) };
}

const warningsOf = (points: readonly { n: number }[], per: Plan['per']): string[] =>
  medianN(points) < 10
    ? [
        `The middle ${per} of the baseline rests on ${String(medianN(points))} occurrences: below 10 nothing can be proven. Choose more cases or a longer bucket.`,
      ]
    : [];

/** A problem sentence with the figure of the baseline, where no page gave one. */
function sentence(measure: Measure, { baseline }: Window): string {
  if (!baseline || baseline.mean === null) return '';
  const last = localDay(Date.parse(`${baseline.to}T00:00:00Z`) - 1, 'UTC');
  return `${measure.name} is ${inUnit(baseline.mean, unitOf(measure))} (mean of ${buckets(baseline.points.length, baseline.per)} to ${dayInWords(last)}).`;
}
