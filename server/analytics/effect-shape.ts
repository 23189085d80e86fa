import { Type, type Static } from 'typebox';
import { EvidenceProgress, VERDICT_IDS, VerdictId } from '../../model/improvement-verdict.ts';
import { Measure } from '../../model/measure.ts';
import { Count, LocalDate, OneOf, OrNull, Share } from '../../model/units.ts';
import { MeasureUnitOf, Rules, Signal } from './control-shape.ts';

const Figure = OrNull(Type.Number());

/** Where a bucket lies: before the baseline, in it, between it and the change, after the change, or not over yet. */
export const PARTS = ['before', 'baseline', 'between', 'after', 'unfinished'] as const;

/** A row of `improvement-effect`: one bucket of the measure. */
export const EffectRow = Type.Object({
  bucket: LocalDate,
  whole: Type.Boolean(),
  part: OneOf(PARTS),
  value: Type.Union([Type.Number(), Type.Null()], { description: 'As the data say now.' }),
  n: Count,
  frozen: Type.Union([Type.Number(), Type.Null()], { description: 'As it was when the baseline was locked; null outside a locked one.' }),
  compared: Type.Union([Type.Number(), Type.Null()], { description: 'The measure over the cases of “against”.' }),
  mean: Figure,
  low: Figure,
  high: Figure,
  signal: Signal,
  rules: Rules,
});
export type EffectRow = Static<typeof EffectRow>;

const Stretch = { from: OrNull(LocalDate), to: OrNull(LocalDate), points: Count, mean: Figure, low: Figure, high: Figure };

/** The difference for an equal mix of cases, over all values before and after together. */
const Mix = Type.Object({
  by: Type.Array(Type.String(), { description: 'The attributes whose mix is made equal.' }),
  raw: Type.Number({ description: 'After minus before over all values together, which is not the mean of the points.' }),
  adjusted: Type.Number(),
  low: Type.Number(),
  high: Type.Number(),
  covered: Share,
  explains: Type.Number({ description: 'Raw minus adjusted: what the mix of cases makes of the difference.' }),
  flips: Type.Boolean({ description: 'Raw and adjusted differences have opposite signs and both are credible.' }),
});

/** Level and slope around the change; intervals as wide as those of the effect. A second view, never the verdict. */
const Segmented = Type.Object({
  trend: Type.Number({ description: 'Change from point to point before the change.' }),
  trendLow: Type.Number(),
  trendHigh: Type.Number(),
  level: Type.Number({ description: 'Step at the change.' }),
  levelLow: Type.Number(),
  levelHigh: Type.Number(),
  bend: Type.Number({ description: 'How much the change from point to point is another one since.' }),
  bendLow: Type.Number(),
  bendHigh: Type.Number(),
  words: Type.String(),
});

const Comparison = Type.Object({
  effect: Type.Number({ description: 'The effect on the difference to the cases of “against”.' }),
  low: Type.Number(),
  high: Type.Number(),
  before: Type.Number({ description: 'Mean of the cases of “against” in the baseline.' }),
  after: Type.Number(),
  points: Count,
  words: Type.String(),
});

/** A measure that must not get worse, over the same buckets and by the same rule. */
const Balancing = Type.Object({
  id: Type.String(),
  name: Type.String(),
  unit: MeasureUnitOf,
  better: Measure.properties.better,
  before: Figure,
  after: Figure,
  effect: Figure,
  low: Figure,
  high: Figure,
  verdict: OneOf([...VERDICT_IDS, 'higher', 'lower'], 'Of a neutral measure: higher, lower or no-change.'),
  words: Type.String(),
});
export const EffectAbout = Type.Object({
  improvement: OrNull(Type.String()),
  measure: Type.String(),
  name: Type.String(),
  unit: MeasureUnitOf,
  better: Measure.properties.better,
  target: Figure,
  per: OneOf(['day', 'week', 'month']),
  changed: OrNull(LocalDate),
  verdict: VerdictId,
  words: Type.String({ description: 'The verdict as people read it.' }),
  rule: Type.String({ description: 'Which rule decided, with its figures.' }),
  effect: Type.Union([Type.Number(), Type.Null()], { description: 'Mean after minus mean of the baseline.' }),
  effectLow: Figure,
  effectHigh: Figure,
  relative: Type.Union([Type.Number(), Type.Null()], { description: 'Effect ÷ mean of the baseline.' }),
  betterShare: OrNull(Share),
  z: Figure,
  baseline: Type.Object({ ...Stretch, sigma: Figure, medianN: Figure, locked: Type.Boolean() }),
  wouldNow: OrNull(
    Type.Object(
      { mean: Type.Number(), low: Type.Number(), high: Type.Number() },
      {
        description: 'The same buckets as the data say now, where that is something else than what was locked.',
      },
    ),
  ),
  after: Type.Object({ ...Stretch, needed: Count }),
  since: OrNull(LocalDate),
  reachedAt: OrNull(LocalDate),
  holdsFrom: OrNull(LocalDate),
  revertedFrom: OrNull(LocalDate),
  predicted: Figure,
  predictionMet: OrNull(Type.Boolean()),
  targetMet: OrNull(Type.Boolean()),
  mix: OrNull(Mix),
  mixReason: OrNull(Type.String({ description: 'Why nothing is said of the mix.' })),
  segmented: OrNull(Segmented),
  comparison: OrNull(Comparison),
  balancing: Type.Array(Balancing),
  valueMs: Type.Union([Type.Number(), Type.Null()], {
    description: 'Time saved to date; null of a measure that is no time, or of which more is better.',
  }),
  reached: OrNull(Count),
  progress: EvidenceProgress,
  touched: Type.Array(Type.String(), { description: 'What has changed under the improvement since its baseline was locked.' }),
});
export type EffectAbout = Static<typeof EffectAbout>;
