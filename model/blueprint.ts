import { Type, type Static } from 'typebox';
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

/** How a service is designed: its stages in order, what ends a case, its limits and its measures. */
export const Blueprint = Type.Object(
  {
    template: Type.Optional(OneOf(['service', 'hospital', 'emergency', 'four-phases'])),
    stages: Type.Array(BlueprintStage, { maxItems: 60 }),
    endActivities: Type.Array(Name, { maxItems: 1000 }),
    handOvers: Type.Array(Type.Object({ from: Name, to: Name, limitMs: Milliseconds }, { additionalProperties: false }), {
      maxItems: 1000,
    }),
    measures: Type.Array(Measure, { maxItems: 60 }),
    instrument: Type.Optional(OneOf(INSTRUMENTS)),
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
