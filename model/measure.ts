import { Type, type Static } from 'typebox';
import { OneOf } from './units.ts';

/**
 * One figure a service is steered by (DESIGN.md section 5a): what is measured, of which part, as which
 * statistic, and in which direction better lies. `target` is in the measure's unit: ms, 0..1, a score or a count.
 */
export const Measure = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }),
    name: Type.String({ minLength: 1, maxLength: 80 }),
    of: OneOf([
      'throughput',
      'delivery',
      'stage-wait',
      'stage-time',
      'hand-over',
      'processing',
      'cases-with',
      'rework',
      'score',
      'lost-hours',
      'arrivals',
      'open',
    ]),
    where: Type.Optional(
      Type.Object(
        {
          stage: Type.Optional(Type.String()),
          activity: Type.Optional(Type.String()),
          from: Type.Optional(Type.String()),
          to: Type.Optional(Type.String()),
        },
        { additionalProperties: false },
      ),
    ),
    statistic: OneOf(['median', 'p90', 'mean', 'share-within', 'share', 'count', 'sum']),
    limitMs: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    better: OneOf(['lower', 'higher', 'neutral']),
    target: Type.Optional(Type.Number()),
  },
  { additionalProperties: false },
);
export type Measure = Static<typeof Measure>;

/** The unit a measure's value and target are in. */
export type MeasureUnit = 'ms' | 'share' | 'score' | 'count';

export function unitOf(measure: Pick<Measure, 'of' | 'statistic'>): MeasureUnit {
  if (measure.statistic === 'share' || measure.statistic === 'share-within') return 'share';
  if (measure.of === 'score') return 'score';
  if (measure.statistic === 'count' || ['cases-with', 'rework', 'arrivals', 'open'].includes(measure.of)) return 'count';
  return 'ms';
}

/** What a process is measured by when its blueprint names nothing (DESIGN.md section 5a). */
export function defaultMeasures(has: { delivery: boolean; feedback: boolean }): Measure[] {
  const time = has.delivery ? ('delivery' as const) : ('throughput' as const);
  const name = has.delivery ? 'Time to delivery' : 'Time per case';
  const measures: Measure[] = [
    { id: 'time-median', name, of: time, statistic: 'median', better: 'lower' },
    { id: 'time-p90', name: `${name}, slowest tenth`, of: time, statistic: 'p90', better: 'lower' },
    { id: 'cases', name: has.delivery ? 'Delivered' : 'Completed', of: time, statistic: 'count', better: 'neutral' },
    { id: 'open', name: 'Open', of: 'open', statistic: 'count', better: 'neutral' },
    { id: 'rework', name: 'Done again', of: 'rework', statistic: 'share', better: 'lower' },
  ];
  if (has.feedback) measures.push({ id: 'score', name: 'Score', of: 'score', statistic: 'mean', better: 'higher' });
  return measures;
}
