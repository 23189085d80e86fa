import { Type } from 'typebox';
import { Count, OneOf, OrNull, Share } from '../../model/units.ts';
import { analytic } from './analytic.ts';
import { scoreRows, scoreStatements } from './compare-scores.ts';
import { staffStatements } from './compare-staff.ts';
import { compareRows, staffRows } from './compare-rows.ts';
import { otherScope } from './compare-sides.ts';
import { compareStatements } from './compare-statements.ts';

export const COMPARED_KINDS = ['measure', 'stage', 'hand-over', 'activity', 'variant', 'attribute-mix'] as const;
/** What is compared: of cases, of the visits of a stage, of the passes of a hand-over. */
export const COMPARED_FIGURES = [
  ...['delivery', 'throughput', 'share-within', 'in-time', 'rework', 'score', 'arrivals', 'open'],
  ...['wait', 'stay', 'within', 'gap', 'work', 'cases', 'people'],
] as const;

const Params = Type.Object(
  {
    against: Type.String({
      default: '',
      maxLength: 8000,
      description:
        'The other side, as the query of a page: from=2026-05-04&to=2026-09-07&where=Priority:in:1. Nothing: all cases, so the scope is compared with the rest.',
    }),
    staff: Type.Optional(
      Type.String({
        description: 'An activity: only how many different people worked on it per day is compared, over the whole days of each side.',
      }),
    ),
    scores: Type.Boolean({
      default: false,
      description: 'Only the scores of hand-overs and of activities (at the level of stages: of stages) are compared.',
    }),
    variants: Type.Integer({ minimum: 0, maximum: 200, default: 20, description: 'How many of the most frequent variants are compared.' }),
  },
  { additionalProperties: false },
);

const Difference = OrNull(Type.Number());

/**
 * Two choices of cases side by side.
 *
 * Grain: one row per figure of a measure, stage, hand-over, activity, variant or value of an attribute that one of the sides
 * has. Units: as `unit` says; differences in the same. Sources: `case_fact`, `step`, `stage_visit`, `variant`, `feedback`.
 * Rejects with `BadRequest` when `against` makes no sense.
 */
export const compare = analytic({
  id: 'compare',
  question: 'What is different between these cases and others, beyond chance, and is it still so for an equal mix of cases?',
  definition:
    'One: the cases of the scope. Other: the cases of “against”; a case of both counts on the smaller side only. Difference: one minus other, with its 95 % interval, from twenty ' +
    'values a side. Medians and 90th percentiles: interval from order statistics; where more than half of the values are tied, its ends reach to the next value. Shares and means: ' +
    'usual standard error. p is from z; credible: holds among all comparisons of the answer (Benjamini-Hochberg at 0.05). Adjusted: the same for an equal mix of cases. Strata are ' +
    'the cells of the attributes the blueprint marks as mix, else of up to three case attributes with at most twelve values that differ most between the sides (none that a filter ' +
    'of a side is about); a cell with fewer than five cases on a side joins “other”; each case weighs the cases of its cell on both sides over those on its own. Covered: share of the ' +
    'values in strata; below 0.8 nothing is said. Flips: raw and adjusted difference have opposite signs and both are credible. Times of cases and rework are over complete cases (of a side whose scope names a state: over all of its cases); ' +
    'arrivals per day over whole days; open cases at the end of each period have no interval, and are left out where a period ends within the cut-off before the end of the data, unless both end with them; both are left out where the sides share cases. Hand-overs as on the map, at the level of the scope, from twenty on both sides together; waits and stays of first visits. Scores: of who takes a hand-over or comes to an activity, of stages by the answers that name them; null below ten answers a side, judged apart from the rest.',
  caveats: [
    'A difference goes with the choice of cases; it is not shown to come from it.',
    'Only the mix of known attributes is made equal.',
    'Staffing is known as far as the files name who did a step; a day without one counts as nobody.',
    'Passes of the same case count as if they were independent, so intervals of hand-overs done again are a little narrow.',
  ],
  params: Params,
  row: Type.Object({
    kind: OneOf(COMPARED_KINDS),
    name: Type.String(),
    figure: OneOf(COMPARED_FIGURES),
    statistic: OneOf(['median', 'p90', 'mean', 'share', 'count']),
    unit: OneOf(['ms', 'share', 'score', 'per day', 'count']),
    better: OneOf(['lower', 'higher', 'neutral']),
    stage: OrNull(Type.String()),
    from: OrNull(Type.String()),
    to: OrNull(Type.String()),
    activity: OrNull(Type.String()),
    variant: OrNull(Type.String({ description: 'What a filter of kind variant takes.' })),
    activities: OrNull(Type.Array(Type.String())),
    attribute: OrNull(Type.String()),
    value: OrNull(Type.String({ description: 'Of the attribute; null: missing.' })),
    nOne: Count,
    nOther: Count,
    one: OrNull(Type.Number()),
    other: OrNull(Type.Number()),
    difference: Difference,
    low: Difference,
    high: Difference,
    p: OrNull(Share),
    credible: Type.Boolean(),
    adjusted: Difference,
    adjustedLow: Difference,
    adjustedHigh: Difference,
    adjustedCredible: Type.Boolean(),
    covered: OrNull(Share),
    flips: Type.Boolean(),
  }),
  about: Type.Object({
    casesOne: Count,
    casesOther: Count,
    inBoth: Type.Integer({ minimum: 0, description: 'Cases of both scopes, which count on the smaller side only.' }),
    mix: Type.Array(Type.String(), { description: 'The attributes whose mix is made equal; none: nothing is adjusted.' }),
    covered: OrNull(Share),
    compared: Type.Integer({ minimum: 0, description: 'Differences that have an interval.' }),
    credible: Count,
  }),
  others: ({ id }, { against }) => [otherScope(id, against)],
  queries: (asked) => {
    const { staff, scores } = asked.params;
    if (staff !== undefined) return staffStatements(asked, staff);
    return scores ? scoreStatements(asked) : compareStatements(asked);
  },
  answer: (found, asked) => {
    const { staff, scores } = asked.params;
    if (staff !== undefined) return staffRows(found, asked, staff);
    return scores ? scoreRows(found, asked) : compareRows(found, asked);
  },
});
