import type { ChangeTone, ClassIndex, DrawnEdge, LegendEntry, Metric } from '../../../../../charts/process-map/shapes.ts';

/** The ramp of custom properties that shows the classes of a metric, `--w0` to `--w4`. */
const RAMPS: Readonly<Record<Metric, string>> = { frequency: 'g', waiting: 'w', processing: 'p', satisfaction: 'd' };

/** The colour of a class; what the metric says nothing of is a quiet grey. */
export const classColour = (metric: Metric, index: ClassIndex | null, otherwise = 'var(--w0)'): string =>
  index === null ? otherwise : `var(--${RAMPS[metric]}${String(index)})`;

/** Of two sides: better is shorter, and what is not beyond chance is grey. */
const TONES: Readonly<Record<ChangeTone, string>> = {
  shorter: 'var(--better)',
  same: 'var(--w0)',
  longer: 'var(--worse)',
  better: 'var(--better)',
  worse: 'var(--worse)',
  other: 'var(--g3)',
};
export const TONE_INKS: Readonly<Record<ChangeTone, string>> = {
  shorter: 'var(--better-ink)',
  same: 'var(--ink-3)',
  longer: 'var(--worse-ink)',
  better: 'var(--better-ink)',
  worse: 'var(--worse-ink)',
  other: 'var(--ink)',
};

/** The colour of a line, and of an entry of the legend. */
export const edgeColour = (metric: Metric, edge: Pick<DrawnEdge, 'class' | 'change'>): string =>
  edge.change ? TONES[edge.change.tone] : classColour(metric, edge.class);
export const entryColour = (metric: Metric, entry: LegendEntry): string =>
  entry.tone ? TONES[entry.tone] : classColour(metric, entry.class);

/** How much of what is not connected stays to be seen while something is pointed at. */
export const DIMMED = 0.35;
