import type { Metric } from '../../../../../charts/process-map/graph.ts';
import type { Figures } from './rows.ts';

type Whole = Pick<Figures, 'edges' | 'activities' | 'stages' | 'level'>;

/**
 * Whether waiting and processing can be told apart: some step of the service has a measured length. A file with one
 * time per step gives every step none, and all time then lies between steps.
 */
export function tellsTimeApart(whole: Whole | null, wholeDays = false): boolean {
  if (wholeDays) return false;
  if (whole === null) return true;
  return whole.level === 'stage'
    ? whole.stages.some((row) => (row.medianProcessingMs ?? 0) > 0 || (row.p90ProcessingMs ?? 0) > 0)
    : whole.activities.some((row) => row.measured > 0 && (row.p90ProcessingMs ?? 0) > 0);
}

/** The metrics the data can answer; the first is what a map opens with where waiting is not known. */
export function metricsOf(whole: Whole | null, hasFeedback: boolean, wholeDays = false): Metric[] {
  const timed = whole === null || whole.edges.some((row) => (row.timed ?? 0) > 0);
  return [
    'frequency',
    ...(timed ? (['waiting'] as const) : []),
    ...(tellsTimeApart(whole, wholeDays) ? (['processing'] as const) : []),
    ...(hasFeedback ? (['satisfaction'] as const) : []),
  ];
}
