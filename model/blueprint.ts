import { Type, type Static } from 'typebox';
import { AfterDelivery } from './after-delivery.ts';
import { INSTRUMENTS } from './feedback.ts';
import { Measure } from './measure.ts';
import { Count, Milliseconds, OneOf, Share } from './units.ts';

/** The stage of activities that no stage has. Never a stage of a blueprint. */
export const UNPLACED = 'Unplaced';

const Name = Type.String({ minLength: 1, maxLength: 200 });

/** One activity as it was designed. A *note* (gateway, status, record) stays in trace and map, and takes no part in waiting. */
export const BlueprintActivity = Type.Object(
  {
    name: Name,
    note: Type.Optional(Type.Boolean()),
    role: Type.Optional(Type.String({ maxLength: 200, description: 'Who is responsible.' })),
    instructions: Type.Optional(Type.String({ maxLength: 4000 })),
  },
  { additionalProperties: false },
);
export type BlueprintActivity = Static<typeof BlueprintActivity>;

/**
 * One stage, in the order of the list. `parallel`: runs beside other stages (monitoring, documentation).
 * `afterDelivery`: the person served has left (billing, follow-up). `waitLimitMs`: the longest wait wanted for
 * one case; `goal`: the share wanted within it; `scoreTarget`: the score wanted.
 */
export const BlueprintStage = Type.Object(
  {
    name: Name,
    activities: Type.Array(BlueprintActivity, { maxItems: 1000 }),
    parallel: Type.Optional(Type.Boolean()),
    afterDelivery: Type.Optional(Type.Boolean()),
    role: Type.Optional(Type.String({ maxLength: 200 })),
    purpose: Type.Optional(Type.String({ maxLength: 2000 })),
    waitLimitMs: Type.Optional(Milliseconds),
    goal: Type.Optional(Share),
    scoreTarget: Type.Optional(Type.Number()),
  },
  { additionalProperties: false },
);
export type BlueprintStage = Static<typeof BlueprintStage>;

/** The longest time wanted from one activity to the one right after it; `goal`: the share wanted within it. */
export const HandOverLimit = Type.Object(
  { from: Name, to: Name, limitMs: Milliseconds, goal: Type.Optional(Share) },
  { additionalProperties: false },
);

/** What a target can be about. */
export const TARGET_KINDS = ['stage', 'hand-over', 'between', 'case'] as const;

/**
 * A time promised for one case (`limitMs`), and the share of cases wanted within it (`goal`, 0..1).
 *
 * `stage`: the whole stay in `stage`, from when the case came to it until it left (the wait before a stage is `waitLimitMs`
 * of the stage itself). `hand-over`: from the end of `from` to the start of `to` right after it. `between`: from the first
 * completion of `from` to the first `to` that starts after it, with anything in between; until that is completed, or with
 * `until: start` until it starts. `case`: end to end; until delivery where the blueprint marks stages as after delivery,
 * else until the last step, unless `time` says which.
 */
export const ServiceTarget = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,59}$' }),
    name: Type.String({ minLength: 1, maxLength: 120 }),
    kind: OneOf(TARGET_KINDS),
    stage: Type.Optional(Name),
    from: Type.Optional(Name),
    to: Type.Optional(Name),
    until: Type.Optional(OneOf(['start', 'complete'])),
    time: Type.Optional(OneOf(['delivery', 'throughput'])),
    limitMs: Type.Number({ exclusiveMinimum: 0 }),
    goal: Type.Optional(Share),
  },
  { additionalProperties: false },
);
export type ServiceTarget = Static<typeof ServiceTarget>;

/** How a service is designed: its stages in order, what ends a case, its limits, targets and measures. */
export const Blueprint = Type.Object(
  {
    template: Type.Optional(OneOf(['service', 'hospital', 'emergency', 'four-phases'])),
    stages: Type.Array(BlueprintStage, { maxItems: 60 }),
    endActivities: Type.Array(Name, { maxItems: 1000 }),
    handOvers: Type.Array(HandOverLimit, { maxItems: 1000 }),
    measures: Type.Array(Measure, { maxItems: 60 }),
    instrument: Type.Optional(OneOf(INSTRUMENTS)),
    targets: Type.Optional(Type.Array(ServiceTarget, { maxItems: 200 })),
    mix: Type.Optional(
      Type.Array(Name, {
        maxItems: 12,
        description: 'Case attributes by which a difference between two sides is also shown for an equal mix of cases.',
      }),
    ),
    after: Type.Optional(AfterDelivery),
  },
  { additionalProperties: false },
);
export type Blueprint = Static<typeof Blueprint>;

export const emptyBlueprint = (): Blueprint => ({ stages: [], endActivities: [], handOvers: [], measures: [] });

/** An activity of the log that no stage has, with the stage its name points to. */
export const UnplacedActivity = Type.Object({
  activity: Type.String(),
  steps: Count,
  proposedStage: Type.Union([Type.String(), Type.Null()]),
  reason: Type.String(),
});
export type UnplacedActivity = Static<typeof UnplacedActivity>;
