import { Type } from 'typebox';
import { Measure } from '../../model/measure.ts';
import { Count, LocalDate, OneOf, OrNull } from '../../model/units.ts';
import { analytic } from './analytic.ts';
import { WHOLE } from './buckets.ts';
import { ChartSummary, Limits, Signal } from './control-shape.ts';
import { measureRows, measureStatements } from './measure-series.ts';

const Name = Type.Optional(Type.String());
const Params = Type.Object({ weeks: Type.Integer({ minimum: 1, maximum: 260, default: 26 }) }, { additionalProperties: false });

/**
 * Measures: the figures the service is steered by.
 *
 * Grain: one row per measure of the blueprint, in its order; those of DESIGN.md section 5a when it names none.
 * Sources: as each measure says.
 */
export const measures = analytic({
  id: 'measures',
  question: 'How does the service do on its measures, now and week by week?',
  definition:
    'Value: the measure over the cases of the scope, with the number of cases, waits, visits or answers behind it (n). Series: the last whole weeks up to the end of the scope, ' +
    'over the scope without its period. A case counts in the week of its delivery or completion (arrivals: of its arrival), a wait, a step or a hand-over in ' +
    'the week in which the step waited for starts, an answer when it was given. Times of cases, rework and cases with something are over complete cases; waits, ' +
    'steps, visits and hours lost over all. Share within: no longer than the limit of the measure, else of its stage or hand-over; null without one. ' +
    'Score: answers about the whole case, or those that name the stage of the measure. Open: cases that had arrived and not closed at the end of the ' +
    'period or week. Limits, signals and badges are those of the question control-chart over up to 104 weeks, whatever part of them the series shows.',
  caveats: [
    'A score is null below ten answers. The value takes the answers of the cases of the period, whenever they were given; the weeks take them when they were given.',
    `Only whole weeks are given. A week is ${WHOLE}`,
  ],
  params: Params,
  row: Type.Object({
    measure: Type.String(),
    name: Type.String(),
    of: Measure.properties.of,
    where: OrNull(
      Type.Object({ stage: Name, activity: Name, from: Name, to: Name }, { description: 'The part of the service; null for the whole.' }),
    ),
    statistic: Measure.properties.statistic,
    unit: OneOf(['ms', 'share', 'score', 'count']),
    better: Measure.properties.better,
    target: OrNull(Type.Number()),
    value: OrNull(Type.Number()),
    n: Count,
    ...ChartSummary,
    foot: Type.String({ description: 'What the control chart says of today, in words.' }),
    series: Type.Array(
      Type.Object({
        bucket: LocalDate,
        whole: Type.Boolean(),
        value: OrNull(Type.Number()),
        n: Count,
        signal: Signal,
        ...Limits,
        phase: Count,
      }),
    ),
  }),
  queries: (asked) => measureStatements(asked),
  answer: (found, asked) => ({ rows: measureRows(found, asked) }),
});
