import { duration, number } from '../../model/format.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../model/units.ts';
import type { EdgeChange, MapEdge, MapGraph, MapNode, MapStages, Metric } from './graph.ts';
import type { ClassIndex, DrawnEdge, LegendEntry } from './shapes.ts';

const ROUND_TIMES = [
  ...[1, 5, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4, 8].map((hours) => hours * HOUR),
  ...[1, 2, 3, 5, 7, 14, 30, 60, 120, 240, 480, 960].map((days) => days * DAY),
];
/** For services that work in seconds. */
const SHORT_TIMES = [...[1, 2, 5, 10, 20, 50, 100, 200, 500], ...[1, 2, 5, 10, 20, 30].map((seconds) => seconds * SECOND), ...ROUND_TIMES];
const ROUND_DIGITS = [1, 2, 3, 5, 7];

/** Where the classes of times change: at these shares of all passes, and for counts at these shares of the largest. */
const TIME_SHARES = [0.35, 0.6, 0.8, 0.93];
const COUNT_SHARES = [0.04, 0.16, 0.36, 0.64];
/** A credible difference of so many points of score is a large one. */
export const LARGE_DIFFERENCE = 10;

/**
 * Four round boundaries between the five classes of a metric, from the graph without filter: counts, milliseconds of
 * waiting or of processing. Satisfaction: scores, ten points below the whole, the whole twice, ten points above; none
 * without a score of the whole. Ways into stages after delivery have no say in the classes of waiting: next to their days
 * all hours would be alike.
 */
export function classEdges(graph: MapGraph, metric: Metric, stages: MapStages = { names: [], of: {} }): number[] {
  if (metric === 'frequency') return countEdges(graph.edges);
  if (metric === 'waiting') {
    const after = new Set(stages.after);
    const timed = graph.edges.filter((edge) => edge.medianMs !== null && edge.from !== null);
    const before = timed.filter(({ to }) => !after.has(stages.of[to] ?? -1));
    return timeEdges((before.length > 0 ? before : timed).map((edge) => ({ ms: edge.medianMs ?? 0, weight: edge.count })));
  }
  if (metric === 'processing')
    return timeEdges(graph.nodes.flatMap((node) => (node.processingMs === null ? [] : [{ ms: node.processingMs, weight: node.steps }])));
  const whole = graph.score ?? null;
  return whole === null ? [] : [whole - LARGE_DIFFERENCE, whole, whole, whole + LARGE_DIFFERENCE];
}

/** Boundaries of all metrics. */
export const allClassEdges = (graph: MapGraph, stages: MapStages): Record<Metric, number[]> => ({
  frequency: classEdges(graph, 'frequency'),
  waiting: classEdges(graph, 'waiting', stages),
  processing: classEdges(graph, 'processing'),
  satisfaction: classEdges(graph, 'satisfaction'),
});

function countEdges(edges: readonly MapEdge[]): number[] {
  const most = edges.reduce((count, edge) => Math.max(count, edge.count), 1);
  const boundaries: number[] = [];
  for (const share of COUNT_SHARES) boundaries.push(Math.max(roundCount(share * most), (boundaries.at(-1) ?? 0) + 1));
  return boundaries;
}

function roundCount(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  const choices = [...ROUND_DIGITS.map((digit) => digit * power), 10 * power];
  return nearest(choices, value);
}

const nearest = (choices: readonly number[], value: number): number => {
  const distance = (choice: number) => Math.abs(Math.log(choice / Math.max(1, value)));
  return choices.reduce((best, choice) => (distance(choice) < distance(best) ? choice : best));
};

/** Round times near the 35, 60, 80 and 93 % points of all passes. */
function timeEdges(values: { ms: number; weight: number }[]): number[] {
  const sorted = values.sort((a, b) => a.ms - b.ms || a.weight - b.weight);
  const all = sorted.reduce((sum, value) => sum + value.weight, 0);
  const at = TIME_SHARES.map((share) => quantile(sorted, share * all));
  const choices = (at.at(-1) ?? 0) < MINUTE ? SHORT_TIMES : ROUND_TIMES;
  const boundaries: number[] = [];
  for (const ms of at) {
    const last = boundaries.at(-1) ?? 0;
    const round = nearest(choices, ms);
    boundaries.push(round > last ? round : (choices.find((choice) => choice > last) ?? last * 2));
  }
  return boundaries;
}

function quantile(sorted: readonly { ms: number; weight: number }[], weight: number): number {
  let sum = 0;
  for (const value of sorted) {
    sum += value.weight;
    if (sum >= weight) return value.ms;
  }
  return sorted.at(-1)?.ms ?? 0;
}

const classIn = (boundaries: readonly number[], value: number): ClassIndex =>
  boundaries.filter((boundary) => value >= boundary).length as ClassIndex;

/** The class of a line; null where the metric colours nodes, and lines are plain grey. A line without a time is in class 0. */
export function edgeClass(metric: Metric, boundaries: readonly number[], edge: MapEdge): ClassIndex | null {
  if (metric === 'frequency') return classIn(boundaries, edge.count);
  if (metric === 'waiting') return edge.medianMs === null ? 0 : classIn(boundaries, edge.medianMs);
  return null;
}

/** The class of a node; null where the metric colours lines, and where nothing is known of it. */
export function nodeClass(metric: Metric, boundaries: readonly number[], node: MapNode): ClassIndex | null {
  if (node.steps === 0) return null;
  if (node.change) return changeClass(node.change);
  if (metric === 'processing') return node.processingMs === null ? null : classIn(boundaries, node.processingMs);
  return metric === 'satisfaction' ? scoreClass(boundaries, node) : null;
}

/** Of two sides: 4 shorter or a better score, 0 longer or a worse one; null without a credible difference. */
function changeClass({ difference, unit, credible }: NonNullable<MapNode['change']>): ClassIndex | null {
  if (!credible || difference === null || difference === 0) return null;
  return difference > 0 === (unit === 'score') ? 4 : 0;
}

/** 0 worse by ten or more, 1 worse, 2 no credible difference, 3 better, 4 better by ten or more; null without a score. */
function scoreClass(boundaries: readonly number[], { score, scoreLow, scoreHigh }: MapNode): ClassIndex | null {
  const [muchWorse, whole, , muchBetter] = boundaries;
  if (score === null) return null;
  if (muchWorse === undefined || whole === undefined || muchBetter === undefined) return 2;
  if (scoreHigh !== null && scoreHigh < whole) return score <= muchWorse ? 0 : 1;
  if (scoreLow !== null && scoreLow > whole) return score >= muchBetter ? 4 : 3;
  return 2;
}

/** What the classes of a metric are called, in their order. */
export function legendOf(metric: Metric, boundaries: readonly number[]): { label: string; class: ClassIndex }[] {
  const labels = metric === 'satisfaction' ? scoreLabels(boundaries) : rampLabels(boundaries, metric === 'frequency' ? number : duration);
  return labels.map((label, at) => ({ label, class: at as ClassIndex }));
}

/** How a line is drawn where two sides are compared: in colour only what is beyond chance. */
export function changeOf({ difference, unit, credible, is }: EdgeChange): NonNullable<DrawnEdge['change']> {
  if (!credible || difference === null || difference === 0) return { tone: 'same', is };
  // more or fewer is neither better nor worse
  if (unit === 'share') return { tone: 'other', is };
  if (unit === 'score') return { tone: difference > 0 ? 'better' : 'worse', is };
  return { tone: difference < 0 ? 'shorter' : 'longer', is };
}

/** What the colours of a map of two sides stand for. */
export function changeLegend(metric: Metric): LegendEntry[] {
  if (metric === 'frequency')
    return [
      { label: 'no credible difference', class: 0, tone: 'same' },
      { label: 'more or fewer', class: 1, tone: 'other' },
    ];
  const [first, last] = metric === 'satisfaction' ? (['better', 'worse'] as const) : (['shorter', 'longer'] as const);
  return [
    { label: first, class: 0, tone: first },
    { label: 'no credible difference', class: 1, tone: 'same' },
    { label: last, class: 2, tone: last },
  ];
}

const scoreLabels = (boundaries: readonly number[]): string[] =>
  boundaries.length === 0
    ? []
    : [`${LARGE_DIFFERENCE} or more below`, 'below', 'no clear difference', 'above', `${LARGE_DIFFERENCE} or more above`];

function rampLabels(boundaries: readonly number[], say: (value: number) => string): string[] {
  if (boundaries.length === 0) return [];
  const last = boundaries.length - 1;
  return [`below ${say(boundaries[0] ?? 0)}`, ...boundaries.map((value, at) => (at === last ? `${say(value)} +` : say(value)))];
}
