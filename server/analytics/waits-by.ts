import { Type } from 'typebox';
import { Count, Milliseconds, OneOf, OrNull, Share } from '../../model/units.ts';
import { analytic } from './analytic.ts';
import { grainOf } from './credible.ts';
import { checkNames, knownNames, WAIT_PARAMS } from './one-wait.ts';
import { WAIT_GROUPS, waitGroups } from './wait-groups.ts';
import { waitGroupStatements, weekStatement } from './waits-by-sql.ts';
import { waitGroupRows, weekRows } from './waits-by-rows.ts';

const Params = Type.Object(
  {
    // not by: that is the period of the scope
    per: Type.Unsafe<(typeof WAIT_GROUPS)[number] | 'all' | 'week'>({
      ...OneOf(['all', ...WAIT_GROUPS, 'week'], 'What the waits are told apart by; a week stands for itself and is compared with nothing.'),
      default: 'all',
    }),
    attribute: Type.Optional(Type.String({ description: 'By attribute: which one; left out for the first twelve of the cases.' })),
    weeks: Type.Integer({ minimum: 1, maximum: 260, default: 26, description: 'By week: how many.' }),
    ...WAIT_PARAMS,
  },
  { additionalProperties: false },
);

/**
 * Who waits longest.
 *
 * Grain: one row per value of each grouping, groupings that tell most first, values in their order; by week one row per whole week. Units:
 * waits, milliseconds. Sources: `step`, `stage_visit`, `case_fact`, `team`; the limit as in `bottlenecks`. Rejects with `BadRequest`
 * when a name is missing or unknown.
 */
export const waitsBy = analytic({
  id: 'waits-by',
  question: 'Who waits longest at one hand-over or stage?',
  definition:
    'The waits of “bottlenecks” at one hand-over or stage, by the value of an attribute of the case (numbers with more than eight values in four parts with as many waits each, the ' +
    'eight most frequent of other values), the team that ends the wait, the weekday and the quarter of the day in which it begins, and how many people were at work: how many ' +
    'different resources worked on the activity (of a stage: on any of it) in the clock hour in which the wait ended. Median with a 95 % interval from order statistics. Difference: to ' +
    'the median of all other waits, from twenty waits a side, its interval a day wider for each of the two where the file has dates only; credible when it stands among all differences of the answer (Benjamini-Hochberg at 0.05). ' +
    'Lost: what lies beyond the limit. Week: the last whole weeks up to the end of the scope, over the scope without its period, each wait in the week in which it ended.',
  caveats: [
    'A difference goes with a value; it is not shown to come from it: those who come at night may be other cases.',
    'People at work are those the data name. Who had no step of the activity in that hour is not seen.',
    'Attributes that vary within a case are not looked at.',
  ],
  params: Params,
  row: Type.Object({
    kind: OneOf([...WAIT_GROUPS, 'week']),
    group: Type.String({ description: 'What the waits are told apart by; the name of the attribute.' }),
    value: OrNull(Type.String({ description: 'Null: all the rarer ones.' })),
    least: OrNull(Type.Number({ description: 'Of a number: the least it can be; null where it is open.' })),
    most: OrNull(Type.Number()),
    n: Count,
    medianMs: OrNull(Milliseconds),
    lowMs: OrNull(Milliseconds),
    highMs: OrNull(Milliseconds),
    withinLimit: OrNull(Share),
    lostMs: OrNull(Milliseconds),
    lostShare: OrNull(Type.Number({ description: 'Of what the waits of the grouping lost.' })),
    differenceMs: OrNull(Milliseconds),
    differenceLowMs: OrNull(Milliseconds),
    differenceHighMs: OrNull(Milliseconds),
    p: OrNull(Type.Number()),
    credible: Type.Boolean(),
  }),
  about: Type.Object({ n: Count, medianMs: OrNull(Milliseconds), limitMs: OrNull(Milliseconds), limitFrom: OrNull(Type.String()) }),
  queries: (asked) => {
    const names = { names: knownNames('waits-by', asked.params) };
    if (asked.params.per === 'week') return { ...names, ...weekStatement(asked) };
    return { ...names, ...waitGroupStatements(asked, waitGroups(asked)) };
  },
  answer: (found, asked) => {
    checkNames('waits-by', asked.params, found.names ?? []);
    const [all] = found.about ?? [];
    return {
      rows:
        asked.params.per === 'week'
          ? weekRows(found.rows ?? [], asked)
          : waitGroupRows(found.rows ?? [], waitGroups(asked), grainOf(asked.process)),
      about: {
        n: Number(all?.n ?? 0),
        medianMs: all?.medianMs ?? null,
        limitMs: all?.limitMs ?? null,
        limitFrom: all?.limitFrom ?? null,
      },
    };
  },
});
