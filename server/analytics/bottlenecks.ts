import { Type } from 'typebox';
import type { BucketUnit } from '../../engine/dialect.ts';
import type { Sql } from '../../engine/sql.ts';
import { Count, LocalDate, Milliseconds, OneOf, OrNull, Score, Share } from '../../model/units.ts';
import { analytic } from './analytic.ts';
import { LIMIT_FROM, lossStatements, trendBuckets } from './lost-hours.ts';
import { ranking } from './ranking.ts';
import { scoreStatements } from './score-effect.ts';

export const BOTTLENECK_KINDS = ['hand-over', 'stage'] as const;

const Params = Type.Object(
  {
    kind: Type.Unsafe<'hand-over' | 'stage' | 'all'>({ ...OneOf([...BOTTLENECK_KINDS, 'all']), default: 'hand-over' }),
    bucket: Type.Unsafe<BucketUnit>({ ...OneOf(['week', 'month'], 'Length of the periods of the trend.'), default: 'month' }),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'Most rows of each kind.' }),
    with: Type.Optional(OneOf(['score'], 'What else is worked out: the effect on the score.')),
  },
  { additionalProperties: false },
);

const LimitFrom = OneOf(LIMIT_FROM);

/**
 * Bottlenecks: hours lost.
 *
 * Grain: one row per hand-over or stage that occurs in the scope, ranked by hours, ties by name; with kind `all` first
 * the hand-overs, then the stages: two rankings, which are never added up. Sources: `step`, `stage_visit`,
 * `hand_over_limit`, `stage`.
 */
export const bottlenecks = analytic({
  id: 'bottlenecks',
  question: 'Where are hours lost?',
  definition:
    'Hand-over: the time from the end of a step to the start of the next one, beyond its limit, added up over its occurrences in the scope. The limit is the ' +
    'hand-over’s own; else, when it enters another stage, the wait limit of that stage; else the best quarter: the 25th percentile of its times over all ' +
    'cases of the process, whatever the filter. Stage: the same over its visits, with waiting and gaps inside the visit. Share is of the total of that kind. ' +
    'Waits that have ended count, in open cases too. Trend: hours lost in the last six whole periods up to the end of the scope, over the scope without its ' +
    'period, each in the period in which the step waited for starts. Change: the last of them against the mean of the earlier ones. Within the limit: share of ' +
    'the occurrences that take no longer, with its interval after Wilson; null where nobody has set a limit. Effect on the score: score of the cases that answered ' +
    'and have the wait, minus score of those of them never beyond the limit; that is the share beyond times the difference of the two scores, with a 95 % ' +
    'interval from their variances; null below ten answers a side.',
  caveats: [
    'Hand-overs and stages measure the same waiting from two sides: they are not added up.',
    'Beyond the best quarter says how uneven a wait is, not that it is too long: set a limit to say that.',
    'The effect on the score goes with the wait; it is not shown to come from it.',
  ],
  params: Params,
  row: Type.Object({
    kind: OneOf(BOTTLENECK_KINDS),
    from: OrNull(Type.String()),
    to: OrNull(Type.String()),
    stage: OrNull(Type.String({ description: 'The stage; of a hand-over the stage it enters, null without stages.' })),
    lostMs: Milliseconds,
    share: OrNull(Share),
    occurrences: Count,
    cases: Count,
    medianMs: Milliseconds,
    meanMs: Milliseconds,
    p90Ms: Milliseconds,
    limitMs: Milliseconds,
    limitFrom: LimitFrom,
    withinLimit: OrNull(Share),
    withinLow: OrNull(Type.Number()),
    withinHigh: OrNull(Type.Number()),
    trend: Type.Array(Milliseconds),
    change: OrNull(Type.Number({ description: '0.09 is 9 % more than before.' })),
    scoreEffect: Type.Optional(OrNull(Type.Number({ description: 'With the score: in its points.' }))),
    scoreEffectLow: Type.Optional(OrNull(Type.Number())),
    scoreEffectHigh: Type.Optional(OrNull(Type.Number())),
    scoreAnswers: Type.Optional(Count),
    withinScore: Type.Optional(OrNull(Score)),
    beyondScore: Type.Optional(OrNull(Score)),
  }),
  about: Type.Object({
    lostMs: Type.Number({ description: 'Of the kind asked for; of hand-overs when both are.' }),
    handOverMs: OrNull(Milliseconds),
    stageMs: OrNull(Milliseconds),
    limits: Type.Object({ 'hand-over': Count, stage: Count, 'best quarter': Count }),
    buckets: Type.Array(LocalDate, { description: 'First days of the periods of the trend.' }),
  }),
  queries: (asked) => {
    const kinds = asked.params.kind === 'all' ? BOTTLENECK_KINDS : [asked.params.kind];
    const parts: Record<string, Sql>[] = kinds.map((kind) => ({
      ...lossStatements(asked, kind),
      ...(asked.params.with === 'score' ? scoreStatements(asked, kind) : {}),
    }));
    return parts.reduce((all, part) => ({ ...all, ...part }), {});
  },
  answer: (found, asked) =>
    ranking(found, { ...asked.params, buckets: trendBuckets(asked, asked.params.bucket).map(({ bucket }) => bucket) }),
});
