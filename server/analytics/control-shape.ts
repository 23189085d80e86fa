import { Type, type Static } from 'typebox';
import { ASSURANCES, CHART_KINDS, SIGNALS, VARIATIONS } from '../../model/control-types.ts';
import { Measure } from '../../model/measure.ts';
import { Count, LocalDate, OneOf, OrNull } from '../../model/units.ts';

const Figure = OrNull(Type.Number());
export const Signal = OrNull(OneOf(SIGNALS, 'What is no chance, and whether it is wanted.'));
export const Rules = Type.Array(Type.Integer({ minimum: 1, maximum: 4 }), {
  description: '1 outside a limit, 2 seven on one side, 3 seven rising or falling, 4 two of three beyond two thirds.',
});
export const MeasureUnitOf = OneOf(['ms', 'share', 'score', 'count']);

/** What the limits of a point are: of a chart, of a tile, of a verdict. */
export const Limits = {
  mean: Type.Union([Type.Number(), Type.Null()], { description: 'The centre line; of a run chart the median.' }),
  low: Figure,
  high: Figure,
};

/** What a control chart says of today: the same fields on a tile and on a page. */
export const ChartSummary = {
  chart: OneOf(CHART_KINDS, 'XmR, Laney’s p’ for shares, a run chart below twelve points.'),
  ...Limits,
  variation: OrNull(OneOf(VARIATIONS, 'What the newest whole point is part of.')),
  assurance: OrNull(OneOf(ASSURANCES, 'Whether the target will be met as things are.')),
  since: OrNull(Type.Object({ bucket: LocalDate, rule: Type.Integer(), direction: OneOf(['up', 'down']) })),
  baseline: OrNull(
    Type.Object({
      from: LocalDate,
      to: LocalDate,
      points: Count,
      locked: Type.Boolean({ description: 'By a recorded decision; else the first half of the line, from 12 to 26 points.' }),
    }),
  ),
};

/** A row of `control-chart`: one bucket. */
export const ControlRow = Type.Object({
  bucket: LocalDate,
  whole: Type.Boolean(),
  value: Figure,
  n: Count,
  ...Limits,
  phase: Type.Integer({ minimum: 0, description: 'From 0; another one after each recorded decision.' }),
  signal: Signal,
  rules: Rules,
  note: OrNull(Type.String({ description: 'What people wrote to this point.' })),
});

export const ControlAbout = Type.Object({
  measure: Type.String(),
  name: Type.String(),
  unit: MeasureUnitOf,
  better: Measure.properties.better,
  target: Figure,
  per: OneOf(['day', 'week', 'month']),
  kind: ChartSummary.chart,
  baseline: ChartSummary.baseline,
  ...Limits,
  sigma: Figure,
  meanRange: Figure,
  variation: ChartSummary.variation,
  assurance: ChartSummary.assurance,
  since: ChartSummary.since,
  phases: Type.Array(Type.Object({ from: LocalDate, reason: Type.String() })),
  runs: OrNull(
    Type.Object(
      { longest: Count, longestMost: Count, crossings: Count, crossingsLeast: Count },
      {
        description: 'Of a run chart: longest run about the median and its most, crossings and their least (Anhoej).',
      },
    ),
  ),
  words: Type.String(),
});
export type ControlRow = Static<typeof ControlRow>;
export type ControlAbout = Static<typeof ControlAbout>;
