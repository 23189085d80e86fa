import { controlLimits, runsAbout, shareLimits, shareReach, meanMovingRange, type ControlLimits, type Runs } from './control-limits.ts';
import { ruleHits, RUN, type Hit } from './control-rules.ts';
import type {
  Assurance,
  ChartKind,
  ControlChart,
  ControlChartOptions,
  ControlPoint,
  LockedPoint,
  SeriesPoint,
  Signal,
} from './control-types.ts';
import { chartWords } from './control-words.ts';
import { quantile } from './statistics.ts';

export { controlLimits, type ControlLimits } from './control-limits.ts';
export type * from './control-types.ts';

/** Fewer points than this make a line without limits (DOMAIN.md section 5). */
export const ENOUGH_FOR_LIMITS = 12;
/** So many of the first points make the limits where nobody decided; all where there are fewer. */
export const TRIAL_POINTS = 24;
/** For so many points a shift that made a new phase is news. */
const NEWS = 26;

/** On which side of the mean a point is part of a signal: 1 above, -1 below, 0 none (DOMAIN.md section 5, *the four rules*). */
export function controlSignals(values: readonly number[], { mean, high }: ControlLimits): number[] {
  return ruleHits(values.map((value) => ({ value, mean, reach: high - mean }))).map(([first]) => first?.direction ?? 0);
}

interface Known {
  readonly bucket: string;
  readonly value: number;
  readonly n: number;
}

/** A stretch of the line with limits of its own: from this place of the known points on. */
interface Phase {
  readonly from: number;
  readonly mean: number;
  readonly meanRange: number;
  /** Distance of the limits from the centre at so many cases. */
  readonly reach: (n: number) => number;
  /** Cut at what a share can be. */
  readonly limits: (n: number) => { low: number; high: number };
  /** The number of cases the limits of the whole phase are told for. */
  readonly usual: number;
  readonly baseline: ControlChart['baseline'];
}

/**
 * The control chart of a measure: limits, rules, and what they say of today (DOMAIN.md section 5).
 *
 * Points are oldest first, values in the unit of the measure. A point without a value and one that is not whole take part in nothing.
 * Below twelve points with a value, or in a baseline that was chosen, there are no limits: a run chart about the median.
 */
export function controlChart(points: readonly SeriesPoint[], options: ControlChartOptions): ControlChart {
  const known = points.flatMap(({ bucket, value, n, whole }): Known[] => (whole && value !== null ? [{ bucket, value, n }] : []));
  const phases = phasesOf(known, options);
  const newest = phases?.at(-1);
  return phases === null || newest === undefined ? runChart(points, known, options) : limitChart(points, known, phases, newest, options);
}

function limitChart(
  points: readonly SeriesPoint[],
  known: readonly Known[],
  phases: readonly Phase[],
  newest: Phase,
  options: ControlChartOptions,
): ControlChart {
  const hits = hitsOf(known, phases);
  const [hit] = hits.at(-1) ?? [];
  const kind: ChartKind = options.unit === 'share' ? 'p-prime' : 'xmr';
  const limits = newest.limits(newest.usual);
  const chart: Omit<ControlChart, 'words'> = {
    kind,
    points: drawnPoints(points, known, phases, hits, options),
    baseline: newest.baseline,
    mean: newest.mean,
    ...limits,
    sigma: newest.reach(newest.usual) / 3,
    meanRange: newest.meanRange,
    variation: signalOf(hit, options.better) ?? 'common',
    assurance: assuranceOf(options, limitsOfNow(known, hit, newest, options)),
    since:
      hit === undefined ? null : { bucket: known[hit.from]?.bucket ?? '', rule: hit.rule, direction: hit.direction > 0 ? 'up' : 'down' },
    runs: null,
  };
  const shifted =
    hit !== undefined && phases.length > 1 && hit.from === newest.from && hit.rule === 2 && isShift(known, phases, phases.length - 1) !== 0;
  return { ...chart, words: chartWords(chart, known, hit, options, shifted) };
}

/** Every point with the limits of its phase and the rules it is part of. */
function drawnPoints(
  points: readonly SeriesPoint[],
  known: readonly Known[],
  phases: readonly Phase[],
  hits: readonly Hit[][],
  options: ControlChartOptions,
): ControlPoint[] {
  const at = new Map(known.map(({ bucket }, place) => [bucket, place]));
  const numberOf = (bucket: string) =>
    Math.max(
      0,
      phases.findLastIndex(({ from }) => (known[from]?.bucket ?? '') <= bucket),
    );
  return points.map((point): ControlPoint => {
    const number = numberOf(point.bucket);
    const phase = phases[number];
    const place = point.whole && point.value !== null ? at.get(point.bucket) : undefined;
    const found = place === undefined ? [] : (hits[place] ?? []);
    const limits = phase?.limits(point.n > 0 ? point.n : phase.usual) ?? { low: null, high: null };
    const rules = [...new Set(found.map(({ rule }) => rule))].toSorted((a, b) => a - b);
    return { ...point, mean: phase?.mean ?? null, ...limits, phase: number, rules, signal: signalOf(found[0], options.better) };
  });
}

/** Points without limits: the median, and whether their runs about it are longer or fewer than chance makes them. */
function runChart(points: readonly SeriesPoint[], known: readonly Known[], options: ControlChartOptions): ControlChart {
  const values = known.map(({ value }) => value);
  const { median, longestFrom, ...runs } = runsAbout(values);
  const mean = known.length === 0 ? null : median;
  const signal = isRunSignal(runs);
  const chosen = baselineOf(known, options);
  const chart: Omit<ControlChart, 'words'> = {
    kind: 'run',
    points: points.map((point) => ({ ...point, mean, low: null, high: null, phase: 0, rules: [], signal: null })),
    baseline: chosen,
    mean,
    low: null,
    high: null,
    sigma: null,
    meanRange: values.length < 2 ? null : meanMovingRange(values, options.screened),
    variation: null,
    assurance: null,
    since: null,
    runs: known.length === 0 ? null : runs,
  };
  const run = signal ? { from: longestFrom, above: (values[longestFrom] ?? 0) > median, length: runs.longest } : null;
  return { ...chart, words: chartWords(chart, known, undefined, options, false, run) };
}

/** Whether runs about the median say that more than chance is at work. */
export const isRunSignal = ({ longest, longestMost, crossings, crossingsLeast }: Runs): boolean =>
  longest > longestMost || crossings < crossingsLeast;

/** The buckets the limits are made of, as they are told; null without a point. */
function baselineOf(known: readonly Known[], { baseline }: ControlChartOptions): ControlChart['baseline'] {
  const chosen = baseline === undefined ? known.slice(0, TRIAL_POINTS) : withinBaseline(known, baseline);
  const [first, last] = [chosen[0], chosen.at(-1)];
  if (first === undefined || last === undefined) return null;
  const next = known.find(({ bucket }) => bucket > last.bucket)?.bucket;
  return {
    from: baseline?.from ?? first.bucket,
    to: baseline?.to ?? next ?? last.bucket,
    points: chosen.length,
    locked: baseline?.locked ?? false,
  };
}

const withinBaseline = (known: readonly Known[], { from, to, points }: NonNullable<ControlChartOptions['baseline']>): Known[] =>
  points === undefined
    ? known.filter(({ bucket }) => (from === undefined || bucket >= from) && (to === undefined || bucket < to))
    : points.flatMap(({ bucket, value, n }: LockedPoint) => (value === null ? [] : [{ bucket, value, n }]));

/** The phases that have limits; null where there is not enough for any. One too short belongs to the phase before it. */
function phasesOf(known: readonly Known[], options: ControlChartOptions): Phase[] | null {
  const base = baselineOf(known, options);
  if (base === null || known.length === 0) return null;
  const starts = [
    ...new Set([0, ...(options.phases ?? []).map(({ from }) => known.findIndex(({ bucket }) => bucket >= from)).filter((at) => at > 0)]),
  ].toSorted((a, b) => a - b);
  const phases: Phase[] = [];
  starts.forEach((from, place) => {
    const own = known.slice(from, starts[place + 1] ?? known.length);
    const locked = options.baseline !== undefined && holds(own, starts[place - 1] === undefined, base.from, known, starts[place + 1]);
    const chosen = locked ? withinBaseline(known, options.baseline ?? {}) : own.slice(0, TRIAL_POINTS);
    if (chosen.length < ENOUGH_FOR_LIMITS) return;
    phases.push(phaseOf(chosen, phases.length === 0 ? 0 : from, options, locked ? base : toldOf(chosen, known)));
  });
  return phases.length === 0 ? null : phases;
}

/** Whether a chosen baseline begins in this stretch; one before all points belongs to the first. */
function holds(own: readonly Known[], isFirst: boolean, from: string, known: readonly Known[], next: number | undefined): boolean {
  const begin = own[0]?.bucket ?? '';
  const end = next === undefined ? undefined : known[next]?.bucket;
  return (isFirst || from >= begin) && (end === undefined || from < end);
}

function toldOf(chosen: readonly Known[], known: readonly Known[]): ControlChart['baseline'] {
  const [first, last] = [chosen[0]?.bucket ?? '', chosen.at(-1)?.bucket ?? ''];
  return { from: first, to: known.find(({ bucket }) => bucket > last)?.bucket ?? last, points: chosen.length, locked: false };
}

function phaseOf(
  chosen: readonly Known[],
  from: number,
  { unit, screened = false }: ControlChartOptions,
  baseline: ControlChart['baseline'],
): Phase {
  const usual =
    quantile(
      chosen.map(({ n }) => n),
      0.5,
    ) ?? 0;
  const { mean, meanRange, high } = controlLimits(
    chosen.map(({ value }) => value),
    screened,
  );
  if (unit !== 'share') {
    const reach = high - mean;
    return { from, mean, meanRange, reach: () => reach, limits: () => ({ low: mean - reach, high: mean + reach }), usual, baseline };
  }
  const shares = shareLimits(chosen, screened);
  const reach = (n: number) => shareReach(shares, n);
  const limits = (n: number) => ({ low: Math.max(0, shares.mean - reach(n)), high: Math.min(1, shares.mean + reach(n)) });
  return { from, mean: shares.mean, meanRange, reach, limits, usual, baseline };
}

/** The rules each known point is part of, within its phase; in a phase that a shift made, what the shift was. */
function hitsOf(known: readonly Known[], phases: readonly Phase[]): Hit[][] {
  return phases.flatMap((phase, number) => {
    const to = phases[number + 1]?.from ?? known.length;
    const own = known.slice(phase.from, to);
    const hits = ruleHits(own.map(({ value, n }) => ({ value, mean: phase.mean, reach: phase.reach(n) })));
    const shift = isShift(known, phases, number);
    return hits.map((found, at): Hit[] => {
      if (found.length === 0 && shift !== 0 && to - phase.from <= NEWS && at < own.length)
        return [{ rule: 2, direction: shift, from: phase.from }];
      return found.map((hit) => ({ ...hit, from: hit.from + phase.from }));
    });
  });
}

/** Whether a phase lies on one side of the centre line before it from its first points on: 1 above, -1 below, 0 neither. */
function isShift(known: readonly Known[], phases: readonly Phase[], number: number): 1 | -1 | 0 {
  const [phase, before] = [phases[number], phases[number - 1]];
  if (phase === undefined || before === undefined) return 0;
  const first = known.slice(phase.from, phase.from + RUN);
  const above = first.every(({ value }) => value > before.mean);
  const below = first.every(({ value }) => value < before.mean);
  if (above && phase.mean > before.mean) return 1;
  return below && phase.mean < before.mean ? -1 : 0;
}

function signalOf(hit: Hit | undefined, better: ControlChartOptions['better']): Signal | null {
  if (hit === undefined) return null;
  if (better === 'neutral') return hit.direction > 0 ? 'high' : 'low';
  return hit.direction > 0 === (better === 'higher') ? 'improvement' : 'concern';
}

/**
 * The limits of what the process does now, for what the target may expect: those of a run on one side of the centre line that is long
 * enough for limits of its own, else those of the chart.
 */
function limitsOfNow(known: readonly Known[], hit: Hit | undefined, phase: Phase, options: ControlChartOptions) {
  const run = hit?.rule === 2 ? known.slice(hit.from) : [];
  const now = run.length >= ENOUGH_FOR_LIMITS ? phaseOf(run, 0, options, null) : phase;
  return now.limits(now.usual);
}

/** Whether the target lies outside the limits: on the good side it is always met, on the bad side never. */
function assuranceOf(
  { target, better }: ControlChartOptions,
  { low, high }: { low: number | null; high: number | null },
): Assurance | null {
  if (target === undefined || target === null || better === 'neutral' || low === null || high === null) return null;
  if (better === 'lower') return high <= target ? 'always' : low > target ? 'never' : 'hit-and-miss';
  return low >= target ? 'always' : high < target ? 'never' : 'hit-and-miss';
}
