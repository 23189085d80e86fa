import { Type, type Static } from 'typebox';
import { Count, OneOf, OrNull } from './units.ts';

/** What becomes of a column of personal data: a stable code in place of each value, or the values as they are. */
export const PERSONAL_CHOICES = ['code', 'keep'] as const;
export type PersonalChoice = (typeof PERSONAL_CHOICES)[number];

/** What a check of all rows looks for, before anything is imported. */
export const HEALTH_CODES = [
  'rejected',
  'equal-rows',
  'known-rows',
  'near-equal-names',
  'shifted-clock',
  'date-only',
  'future',
  'absurd',
  'ends-before-it-starts',
  'no-end',
  'overlaps',
  'unseen-activities',
  'unseen-teams',
  'unknown-cases',
  'contradicted',
  'order',
  'gap',
  'truncated',
  'inactive-column',
  'personal',
  'clock-change',
] as const;
export type HealthCode = (typeof HEALTH_CODES)[number];

const Name = Type.String({ maxLength: 500 });

/** A correction of the rows of a file, made on reading. The file itself is never changed. */
export const Fix = Type.Union([
  Type.Object(
    { kind: Type.Literal('merge-names'), column: Name, names: Type.Array(Name, { minItems: 1, maxItems: 500 }), into: Name },
    { additionalProperties: false, description: 'Values of a column (case, activity, resource, team) that mean the same.' },
  ),
  Type.Object(
    {
      kind: Type.Literal('shift-clock'),
      column: OrNull(Name),
      value: OrNull(Name),
      minutes: Type.Integer({ minimum: -100_000, maximum: 100_000 }),
      from: Type.Optional(Type.String({ description: 'Local time from which the clock is wrong, as 2026-10-25T02:00.' })),
      until: Type.Optional(Type.String()),
    },
    { additionalProperties: false, description: 'Minutes added to the times of the rows where `column` is `value`; null: of all rows.' },
  ),
  Type.Object(
    { kind: Type.Literal('merge-equal-rows') },
    { additionalProperties: false, description: 'Of equal rows only the first is taken.' },
  ),
  Type.Object(
    { kind: Type.Literal('swap-ends') },
    { additionalProperties: false, description: 'Where a row ends before it starts, start and end change places.' },
  ),
  Type.Object(
    { kind: Type.Literal('drop-end') },
    { additionalProperties: false, description: 'Where a row ends before it starts or its end is unreadable, it is kept without an end.' },
  ),
  Type.Object(
    {
      kind: Type.Literal('set-aside'),
      of: OneOf(['future', 'absurd', 'date-only', 'activity', 'overlaps'] as const),
      column: Type.Optional(Name),
      names: Type.Optional(Type.Array(Name, { maxItems: 500, description: 'Of `activity`: which.' })),
    },
    { additionalProperties: false, description: 'The rows a detector found are not imported; they can be downloaded and repaired.' },
  ),
]);
export type Fix = Static<typeof Fix>;

/** One thing the check found, with what can be done about it. */
export const HealthProblem = Type.Object({
  id: Type.String({ description: 'Stable within the check: code and what it is about.' }),
  code: OneOf(HEALTH_CODES),
  weight: OneOf(['decision', 'refused', 'note'], 'Asks for a decision; these rows can’t be used as they are; good to know.'),
  title: Type.String({ description: 'A sentence with the figure in it.' }),
  detail: OrNull(Type.String()),
  rows: Count,
  column: OrNull(Type.String()),
  samples: Type.Array(Type.Object({ line: Count, text: Type.String() }), { maxItems: 3 }),
  choices: Type.Array(
    Type.Object({
      id: Type.String(),
      label: Type.String({ description: 'On the button: “Merge”, “Take off 60 min”, “Leave as they are”.' }),
      fix: OrNull(Fix),
      personal: Type.Optional(Type.Record(Type.String(), OneOf(PERSONAL_CHOICES))),
      effect: OrNull(Type.String({ description: 'What it does to a headline figure, in a sentence.' })),
    }),
  ),
  proposed: OrNull(Type.String({ description: 'Id of the choice that the product would make.' })),
  chosen: OrNull(Type.String({ description: 'Id of the choice that the given mapping makes.' })),
  stages: Type.Optional(
    Type.Array(Type.Object({ activity: Type.String(), stage: Type.String(), reason: Type.String() }), {
      description: 'Of activities never seen before: the stage that each name points to, where it points to one.',
    }),
  ),
});
export type HealthProblem = Static<typeof HealthProblem>;

/** Whether the rows of a file can be trusted, before they are imported. */
export const Health = Type.Object({
  rows: Count,
  usable: Type.Integer({ minimum: 0, description: 'Rows that can be imported with the fixes chosen.' }),
  asTheyAre: Type.Integer({ minimum: 0, description: 'Rows that need no fix and are not refused.' }),
  rejected: Count,
  merged: Count,
  known: Type.Integer({ minimum: 0, description: 'Rows that an earlier import already brought.' }),
  problems: Type.Array(HealthProblem),
  checks: Type.Array(
    Type.Object({
      name: Type.String({ description: '“Days covered”' }),
      value: Type.String({ description: '“31 of 31”' }),
      remark: OrNull(Type.String({ description: '“no day without events”' })),
      fine: Type.Boolean(),
    }),
  ),
  cases: Type.Object({ all: Count, new: Count, changed: Count, unchanged: Count }),
  figures: Type.Object(
    { cases: Count, variants: Count, medianMs: OrNull(Type.Number()) },
    { description: 'Of the rows of this file alone, with the fixes chosen: cases, distinct sequences, median from first to last event.' },
  ),
});
export type Health = Static<typeof Health>;
