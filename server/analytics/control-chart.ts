import { Type } from 'typebox';
import { controlChart as chartOf, type ControlChart, type ControlChartOptions } from '../../model/control.ts';
import { unitOf, type Measure } from '../../model/measure.ts';
import { BadRequest } from '../../model/problem.ts';
import { analytic, type Asked, type Found } from './analytic.ts';
import { chartBuckets, chartOptions, REACH } from './control-options.ts';
import { ControlAbout, ControlRow } from './control-shape.ts';
import { measureAsked, MEASURE_PARAMS } from './measure-asked.ts';
import { seriesPoints, seriesStatements } from './measure-buckets.ts';

const Params = Type.Object(
  {
    ...MEASURE_PARAMS,
    screened: Type.Boolean({
      default: false,
      description: 'Moving ranges of 3.267 times their mean and more are left out of the limits, once.',
    }),
    points: Type.Integer({ minimum: 1, maximum: 2000, default: 52 }),
  },
  { additionalProperties: false },
);
type ChartAsked = Asked<{
  measure?: string;
  definition?: string;
  per: 'day' | 'week' | 'month';
  baseFrom?: string;
  baseTo?: string;
  screened: boolean;
  points: number;
}>;

/**
 * One measure as a control chart.
 *
 * Grain: one row per day, week or month, oldest first: the last whole ones, and the one that is not over. Units: as the measure.
 * Rejects with `BadRequest` for a measure that is not there or a baseline that ends before it begins.
 */
export const controlChart = analytic({
  id: 'control-chart',
  question: 'Is what a measure does more than chance, and will it meet its target as things are?',
  definition:
    'The measure per day, week or month of the zone of the process, over the scope without its period up to its end. Limits: mean ± 2.66 × mean moving range (XmR); shares: Laney’s p’, ' +
    'mean ± 3 sigma of z × root of mean (1 − mean) / n. They are made of the baseline: the one asked for, else the one that was locked by a decision, else the first 24 points of the last 104 ' +
    '(at least 12), and stay for all later points; a recorded phase has limits of its own from twelve points on. Signals: (1) outside a limit; (2) seven in a row on one side of the mean, a ' +
    'point on it ends the run; (3) seven rising or falling, equal neighbours end it; (4) two of three beyond two thirds of the way to the same limit. Variation: what the newest whole point is ' +
    'part of. Assurance: the target lies outside the limits on the good side (always), on the bad side (never), or between. Below twelve points: a run chart about the median (Anhoej), ' +
    'without limits and badges.',
  caveats: [
    'A signal asks for attention; it is no proof that a change helped: see improvement-effect.',
    'A period that is not over is given with whole = false and takes part in nothing.',
    'Seven in a row comes often by chance where values are skewed, as the mean lies above the median.',
  ],
  params: Params,
  row: ControlRow,
  about: ControlAbout,
  queries: (asked) => seriesStatements('chart', measureAsked(asked, asked.params), asked, asked.params.per, bucketsOf(asked)),
  answer: (found, asked): Found => {
    const measure = measureAsked(asked, asked.params);
    const { per, points } = asked.params;
    const series = seriesPoints('chart', measure, found, bucketsOf(asked));
    const options = optionsOf(measure, asked);
    const chart = chartOf(series, options);
    const notes = asked.process.charts?.[measure.id]?.notes ?? [];
    const shown = chart.points.slice(-points - chart.points.filter(({ whole }) => !whole).length);
    const rows = shown.map(({ bucket, whole, value, n, mean, low, high, phase, signal, rules }, at) => {
      const next = shown[at + 1]?.bucket;
      const own = notes.filter(({ on }) => on >= bucket && (next === undefined || on < next));
      return {
        bucket,
        whole,
        value,
        n,
        mean,
        low,
        high,
        phase,
        signal,
        rules,
        note: own.length === 0 ? null : own.map(({ text }) => text).join('; '),
      };
    });
    return { rows, about: aboutOf(chart, measure, per, options) };
  },
});

const bucketsOf = (asked: ChartAsked) => {
  const { per, points, baseFrom } = asked.params;
  const locked = asked.process.charts?.[measureAsked(asked, asked.params).id]?.baseline;
  return chartBuckets(asked, per, Math.max(points, REACH), baseFrom ?? (locked?.per === per ? locked.from : undefined));
};

function optionsOf(measure: Measure, { process, params }: ChartAsked): ControlChartOptions {
  const { per, baseFrom, baseTo, screened } = params;
  if (baseFrom !== undefined && baseTo !== undefined && baseTo <= baseFrom)
    throw new BadRequest(
      'baseTo',
      `The baseline ends (${baseTo}) before it begins (${baseFrom}).`,
      '“baseTo” is the first day that no longer counts.',
    );
  const decided = { ...chartOptions(measure, process, per), screened };
  if (baseFrom === undefined && baseTo === undefined) return decided;
  return {
    ...decided,
    baseline: { ...(baseFrom === undefined ? {} : { from: baseFrom }), ...(baseTo === undefined ? {} : { to: baseTo }), locked: false },
  };
}

const aboutOf = (chart: ControlChart, measure: Measure, per: ChartAsked['params']['per'], options: ControlChartOptions) => ({
  measure: measure.id,
  name: measure.name,
  unit: unitOf(measure),
  better: measure.better,
  target: measure.target ?? null,
  per,
  kind: chart.kind,
  baseline: chart.baseline,
  mean: chart.mean,
  low: chart.low,
  high: chart.high,
  sigma: chart.sigma,
  meanRange: chart.meanRange,
  variation: chart.variation,
  assurance: chart.assurance,
  since: chart.since,
  phases: options.phases ?? [],
  runs: chart.runs,
  words: chart.words,
});
