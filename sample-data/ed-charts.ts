import type { ChartDecisionContent } from '../model/chart-decision.ts';

/** A decision about a chart that comes with a sample. */
export interface SampleDecision extends ChartDecisionContent {
  readonly id: string;
  readonly at: string;
}

/** What the people of the invented department decided about their charts when triage changed. */
export const edCharts: readonly SampleDecision[] = [
  {
    id: 'before-two-nurses',
    at: '2026-05-04T08:45:00.000Z',
    measure: 'wait-for-assessment',
    kind: 'baseline',
    per: 'week',
    from: '2025-11-03',
    to: '2026-05-25',
    text: 'The nurse of the second triage comes from assessment: its weeks since are held against those before.',
  },
  {
    id: 'two-nurses',
    at: '2026-09-07T09:00:00.000Z',
    measure: 'triaged-within-20-min',
    kind: 'phase',
    per: 'week',
    from: '2026-05-25',
    text: 'A second triage nurse from 10:00 to 20:00; the shift has lasted since.',
  },
];
