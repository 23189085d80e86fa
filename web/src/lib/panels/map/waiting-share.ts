import { sumOf } from '../../../../../charts/process-map/collections.ts';
import { mapStages } from './graph-rows.ts';
import type { EdgeRow, Figures } from './rows.ts';

/** What a hand-over is of the waiting that it is comparable with. */
export interface WaitingShare {
  /** It leads to a stage after delivery, where days pass that nobody spends waiting for the service. */
  after: boolean;
  /** Its part of all waiting until delivery, 0..1; null after delivery, and while times are not known. */
  share: number | null;
}

/** Null for a service without stages after delivery: there all waiting is comparable. */
export function waitingShare(figures: Figures, { from, to }: Pick<EdgeRow, 'from' | 'to'>): WaitingShare | null {
  const stages = mapStages(figures);
  const late = new Set(stages.after ?? []);
  if (late.size === 0) return null;
  const isAfter = (name: string | null) => name !== null && Object.hasOwn(stages.of, name) && late.has(stages.of[name] ?? -1);
  if (isAfter(to)) return { after: true, share: null };
  const before = figures.edges.filter((edge) => !isAfter(edge.to));
  const own = before.find((edge) => edge.from === from && edge.to === to)?.totalMs ?? null;
  const all = sumOf(before, (edge) => edge.totalMs ?? 0);
  return { after: false, share: own === null || all === 0 ? null : own / all };
}
