import { duration, MINUS, NBSP, number, signedDuration } from '../../model/format.ts';
import { MINUTE } from '../../model/units.ts';
import type { EdgeChange, MapEdge, Metric } from './graph.ts';
import type { LabelText } from './labels.ts';
import type { TextWidth } from './names.ts';
import { LABEL } from './params.ts';

/** What a pill says: where waiting is shown the median time, where satisfaction the score of who takes it, then the count; of two sides the difference, nothing where it is 0. */
export function labelText(metric: Metric, edge: MapEdge): LabelText | null {
  if (edge.change) {
    const text = changeText(edge.change);
    return text === null ? null : { metric: text, count: '' };
  }
  if (metric === 'satisfaction' && typeof edge.score === 'number') return { metric: number(edge.score), count: number(edge.count) };
  if (metric !== 'waiting' || edge.medianMs === null) return { metric: '', count: number(edge.count) };
  return { metric: `${edge.estimated ? 'about ' : ''}${duration(edge.medianMs)}`, count: number(edge.count) };
}

/** Width of a pill with this text, px. */
export function pillWidth({ metric, count }: LabelText, textWidth: TextWidth): number {
  const between = metric !== '' && count !== '' ? LABEL.between : 0;
  const text = textWidth(metric, LABEL.size, 640, 100) + textWidth(count, LABEL.size, 400, 100) + between;
  return Math.round(text + 2 * LABEL.padding);
}

/** A difference as a pill says it: credible ones exactly, others in the unit of the times they are of; null where nothing is left. */
function changeText({ one, other, difference, unit, credible }: EdgeChange): string | null {
  if (difference === null) return null;
  if (unit !== 'ms') {
    const points = number(Math.abs(difference) * (unit === 'share' ? 100 : 1), credible ? 1 : 0);
    return Number(points) === 0 ? null : `${difference < 0 ? MINUS : '+'}${points}${NBSP}pts`;
  }
  const inMinutes = Math.max(one ?? 0, other ?? 0) >= 2 * MINUTE;
  const size = !credible && inMinutes ? Math.round(difference / MINUTE) * MINUTE : difference;
  const text = signedDuration(size, credible);
  return text === duration(0) ? null : text;
}
