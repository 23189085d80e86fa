import type { DrawnEdge, DrawnNode, EdgeChange, MapDrawing, Metric, Visible } from '../../../../../charts/process-map/shapes.ts';
import { capital, duration, number, signedDuration, percent, plural } from '../../../../../model/format.ts';
import type { Words } from '../../../../../model/process.ts';
import type { Scope } from '../../../../../model/scope.ts';
import { periodName } from '../../scope/period.ts';
import type { Selection } from './address.ts';
import { edgesOf, type Place } from './keyboard.ts';

export const METRIC_NAMES: Readonly<Record<Metric, string>> = {
  frequency: 'Frequency',
  waiting: 'Waiting',
  processing: 'Processing',
  satisfaction: 'Satisfaction',
};

/** What the colours of the legend stand for. */
export function legendTitle(metric: Metric, words: Words): string {
  switch (metric) {
    case 'waiting':
      return 'Median wait';
    case 'processing':
      return 'Median processing';
    case 'satisfaction':
      return `Score against all ${words.cases}`;
    default:
      return 'Passes';
  }
}

/** The same of a map of two sides. */
export function changeTitle(metric: Metric, words: Words): string {
  switch (metric) {
    case 'frequency':
      return `Change of the share of ${words.cases}`;
    case 'processing':
      return 'Change of median work';
    case 'satisfaction':
      return 'Change of the score';
    default:
      return 'Change of median wait';
  }
}

/** `Triage to Assessment`, `the start to Register`. */
export const edgeName = (from: string | null, to: string, start = 'the start'): string => `${from ?? start} to ${to}`;

/** A selection by name. */
export function selectionName(selected: Selection): string {
  if (selected.kind === 'start') return 'Start';
  return selected.kind === 'node' ? selected.id : capital(edgeName(selected.from, selected.to));
}

/** What a screen reader hears of a place on the map. */
export function spoken(place: Place, drawing: MapDrawing, visible: Visible, words: Words, metric: Metric): string {
  const { at } = place;
  if (at.kind === 'start') {
    return `Start: ${plural(visible.cases, words.case, words.cases)} arrive. ${leaving(drawing, null)}`;
  }
  if (at.kind === 'node') {
    const node = drawing.nodes.find((entry) => entry.id === at.id);
    return node ? `${spokenNode(node, words, metric)} ${leaving(drawing, node.id)}` : '';
  }
  const edge = drawing.edges.find((entry) => entry.from === at.from && entry.to === at.to);
  if (!edge) return '';
  const all = edgesOf(walkable(drawing), place.home);
  const index = all.findIndex((entry) => entry.from === at.from && entry.to === at.to);
  return `${spokenEdge(edge, words)} Hand-over ${String(index + 1)} of ${String(all.length)}${place.home === null ? ' from the start' : ` of ${place.home}`}.`;
}

function spokenNode({ name, figures, shape }: DrawnNode, words: Words, metric: Metric): string {
  if (shape === 'ghost') return `${name}: no ${words.case} of this choice comes here.`;
  const parts = [`${plural(figures.steps, 'time', 'times')} in ${plural(figures.cases, words.case, words.cases)}`];
  if (figures.processingMs !== null && figures.processingMs > 0) parts.push(`median processing ${duration(figures.processingMs)}`);
  if (figures.ends > 0) parts.push(`${number(figures.ends)} end here`);
  if (metric === 'satisfaction' && figures.score !== null) parts.push(`score ${number(figures.score, 1)}`);
  return `${name}: ${parts.join(', ')}.`;
}

/** A hand-over with its figures, as a sentence. */
export function spokenEdge({ from, to, figures }: Pick<DrawnEdge, 'from' | 'to' | 'figures'>, words: Words): string {
  const name = from === to ? `${to}, again at once` : capital(edgeName(from, to));
  if (figures.change) return `${name}: ${changeWords(figures.change).join(', ')}.`;
  const wait = figures.medianMs === null ? '' : `median wait ${duration(figures.medianMs)}, `;
  const score = typeof figures.score === 'number' ? `score ${number(figures.score, 1)}, ` : '';
  return `${name}: ${wait}${score}${plural(figures.count, 'time', 'times')} in ${plural(figures.cases, words.case, words.cases)}.`;
}

/** What is different about a hand-over between two sides: the median before and now, and whether that is beyond chance. */
function changeWords({ one, other, difference, unit, credible, is }: EdgeChange): string[] {
  if (is !== 'both') return [is === 'new' ? 'only this side takes it' : 'only the other side takes it'];
  const say = (value: number) => (unit === 'ms' ? duration(value) : unit === 'score' ? number(value, 1) : percent(value, 1));
  const what = { ms: 'median ', share: '', score: 'score ' }[unit];
  const values = one === null || other === null ? 'nothing to compare' : `${what}${say(other)} to ${say(one)}`;
  if (difference === null) return [values, 'too few to compare'];
  const change = unit === 'ms' ? signedDuration(difference, true) : `${number(unit === 'share' ? difference * 100 : difference, 1)} points`;
  return [values, credible ? `${change}, beyond chance` : 'no credible difference'];
}

/** A hand-over for those who point at it. */
export function edgeTip(
  { from, to, figures }: Pick<DrawnEdge, 'from' | 'to' | 'figures'>,
  words: Words,
): { title: string; lines: string[] } {
  const title = from === to ? `${to}, again at once` : capital(edgeName(from, to, 'start'));
  if (figures.change) return { title, lines: changeWords(figures.change) };
  const lines = [`${plural(figures.count, 'pass', 'passes')} in ${plural(figures.cases, words.case, words.cases)}`];
  if (figures.medianMs !== null)
    lines.push(`median ${duration(figures.medianMs)}${figures.p90Ms === null ? '' : `, p90 ${duration(figures.p90Ms)}`}`);
  if (figures.parallel > 0) lines.push(`${plural(figures.parallel, 'pass', 'passes')} overlap`);
  return { title, lines };
}

function leaving(drawing: MapDrawing, id: string | null): string {
  const out = drawing.edges.filter((edge) => edge.from === id && edge.to !== id).length;
  return out === 0 ? 'No path shown leads on.' : `${plural(out, 'path leads', 'paths lead')} on.`;
}

/** A drawing as something to walk on. */
export const walkable = (drawing: MapDrawing) => ({
  nodes: drawing.nodes.map(({ id, x, y, width, height }) => ({ id, x: x + width / 2, y: y + height / 2 })),
  edges: drawing.edges.map(({ from, to, figures }) => ({ from, to, count: figures.count })),
});

/** What the map shows, in a sentence: its name for those who can't see it. */
export function mapSentence(visible: Visible, metric: Metric, level: 'activity' | 'stage'): string {
  const things =
    level === 'stage' ? plural(visible.shownActivities, 'stage', 'stages') : plural(visible.shownActivities, 'activity', 'activities');
  return `Process map, ${METRIC_NAMES[metric].toLowerCase()}: ${things}, ${plural(visible.shownPaths, 'path', 'paths')}.`;
}

/** Which cases a map is of, in a few words: `October 2026, 2 filters`. */
export function ofWhichShort({ period, filters = [] }: Pick<Scope, 'period' | 'filters'>): string {
  return periodName(period) + (filters.length === 0 ? '' : `, ${plural(filters.length, 'filter', 'filters')}`);
}

/** What the sliders hide: “Shows 94 % of steps. Hidden paths hold 4 % of waiting.” */
export function hiddenSentence(visible: Visible): string {
  if (visible.hiddenActivities + visible.hiddenPaths + visible.listedActivities === 0) return 'Shows everything.';
  const steps = visible.hiddenSteps === 0 ? 'Shows all steps.' : `Shows ${shareWords(visible.shownSteps)} of steps.`;
  if (visible.hiddenWaiting === null || visible.hiddenPaths === 0) return steps;
  const waiting = visible.hiddenWaiting === 0 ? 'no waiting' : `${shareWords(visible.hiddenWaiting)} of waiting`;
  return `${steps} Hidden paths hold ${waiting}.`;
}

/** A share that is neither nothing nor everything is never rounded to either. */
export function shareWords(share: number): string {
  if (share > 0 && share < 0.005) return 'less than 1\u00a0%';
  if (share < 1 && share >= 0.995) return 'more than 99\u00a0%';
  return percent(share);
}
