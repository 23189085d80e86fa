import { Type, type Static } from 'typebox';
import { Measure } from './measure.ts';
import { Count, Instant, LocalDate, OneOf, OrNull } from './units.ts';
import { VerdictId, VerdictRecord } from './improvement-verdict.ts';

/**
 * `idea`: nothing is frozen. `planned`: the measure is frozen, nothing was changed yet. `running`: a change was made and is judged.
 * `adopted`: the new standard, watched. `abandoned`: given up, what was learned is kept. `merged`: an idea that lives on in another.
 */
export const IMPROVEMENT_STATES = ['idea', 'planned', 'running', 'adopted', 'abandoned', 'merged'] as const;
export type ImprovementState = (typeof IMPROVEMENT_STATES)[number];
export const DECISIONS = ['adopt', 'adapt', 'abandon'] as const;
export type Decision = (typeof DECISIONS)[number];
/** How one improvement is laid out: the same facts as cycles, as an A3 page, as gates. */
export const FACES = ['pdsa', 'a3', 'dmaic'] as const;
export const SOURCES = ['bottleneck', 'satisfaction', 'theme', 'comparison', 'blank'] as const;
export const BUCKET_UNITS = ['day', 'week', 'month'] as const;

/** Fewer points than this make no baseline (DOMAIN.md section 5). */
export const BASELINE_POINTS = 13;

const Title = Type.String({ minLength: 1, maxLength: 160, pattern: '\\S' });
const Text = Type.String({ maxLength: 4000 });
const Person = Type.String({ maxLength: 120 });
const Id = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,59}$' });
export const ImprovementId = Type.String({ pattern: '^imp-\\d{3,6}$', description: 'Counted up in each service, never given twice.' });

/** Where an improvement comes from. `page` is the page with its query where it was found, as `bottlenecks?from=2026-10-01`. */
export const Source = Type.Object(
  { kind: OneOf(SOURCES), page: OrNull(Type.String({ maxLength: 8000 })), words: Type.String({ maxLength: 400 }) },
  { additionalProperties: false },
);
export type Source = Static<typeof Source>;

/** One bucket of the baseline as it was when it was locked: `value` in the measure's unit, `n` occurrences behind it. */
export const BaselinePoint = Type.Object({ bucket: LocalDate, value: OrNull(Type.Number()), n: Count }, { additionalProperties: false });
export type BaselinePoint = Static<typeof BaselinePoint>;

/** What was before the change. `from` and `to` are days in the zone of the process, half-open; the points never move again. */
export const Baseline = Type.Object(
  {
    per: OneOf(BUCKET_UNITS),
    from: LocalDate,
    to: LocalDate,
    points: Type.Array(BaselinePoint, { maxItems: 1000 }),
    lockedAt: Instant,
    dataVersion: Count,
  },
  { additionalProperties: false },
);
export type Baseline = Static<typeof Baseline>;

/** What was expected before the change: by how much the measure changes, in its unit (minus for less), and in words. */
export const Prediction = Type.Object({ value: OrNull(Type.Number()), words: Text }, { additionalProperties: false });
export type Prediction = Static<typeof Prediction>;

/**
 * One turn of plan, do, study, act. `changedOn` is the local date of the first bucket that counts. `verdict` is what was known at the
 * decision. `baseline`: what it was judged against where a later cycle took a new one; null, that of the improvement.
 */
export const Cycle = Type.Object(
  {
    number: Type.Integer({ minimum: 1 }),
    madeOn: OrNull(LocalDate),
    changedOn: OrNull(LocalDate),
    hypothesis: Text,
    prediction: Prediction,
    decision: OrNull(OneOf(DECISIONS)),
    learned: Text,
    decidedAt: OrNull(Instant),
    verdict: OrNull(VerdictRecord),
    baseline: OrNull(Baseline),
    /** Why this cycle has a baseline of its own; empty when it has the one before. */
    baselineReason: Text,
  },
  { additionalProperties: false },
);
export type Cycle = Static<typeof Cycle>;

/** A definition that the figures of an improvement rest on, as it was when the measure was frozen. */
export const FrozenDefinition = Type.Object(
  { id: Type.String(), name: Type.String(), hash: Type.String() },
  { additionalProperties: false },
);
export type FrozenDefinition = Static<typeof FrozenDefinition>;

/** What is measured, of which cases: fixed before the change. `scope` and `against` are queries as of a page, without a period. */
export const Frozen = Type.Object(
  {
    measure: Measure,
    scope: Type.String({ maxLength: 8000 }),
    per: OneOf(BUCKET_UNITS),
    against: OrNull(Type.String({ maxLength: 8000 })),
    balancing: Type.Array(Measure, { maxItems: 12 }),
    definitions: Type.Array(FrozenDefinition),
    /** SHA-256 over all of the above, in hexadecimal; pages show the first 16 characters. */
    hash: Type.String(),
    at: Instant,
  },
  { additionalProperties: false },
);
export type Frozen = Static<typeof Frozen>;

export const Task = Type.Object(
  { id: Id, title: Title, owner: Person, dueOn: OrNull(LocalDate), doneAt: OrNull(Instant), madeAt: Instant },
  { additionalProperties: false },
);
export type Task = Static<typeof Task>;

/** `on` is the day it tells of; a person's own words, changeable. */
export const Note = Type.Object(
  { id: Id, text: Type.String({ minLength: 1, maxLength: 4000, pattern: '\\S' }), on: LocalDate, by: Person, at: Instant },
  { additionalProperties: false },
);
export type Note = Static<typeof Note>;

/** `address` is a page of this product (`/ed/improvements/imp-002`) or one that begins with http:// or https://. */
export const Link = Type.Object(
  { id: Id, words: Title, address: Type.String({ maxLength: 2000, pattern: '^(/(?![/\\\\])|https?://)[^\\s<>"]*$' }) },
  { additionalProperties: false },
);
export type Link = Static<typeof Link>;

/** A person's verdict beside that of the figures, which stays visible. */
export const Override = Type.Object(
  { verdict: VerdictId, reason: Type.String({ minLength: 1, maxLength: 2000, pattern: '\\S' }), by: Person, at: Instant },
  { additionalProperties: false },
);
export type Override = Static<typeof Override>;

/** Since when the change is the standard, and what ended that: a reversal reopens once for each adoption. */
export const Adoption = Type.Object(
  {
    at: Instant,
    cycle: Type.Integer({ minimum: 1 }),
    reopened: OrNull(Type.Object({ at: Instant, words: Text, bucket: OrNull(LocalDate) }, { additionalProperties: false })),
  },
  { additionalProperties: false },
);
export type Adoption = Static<typeof Adoption>;

/** What a person writes and may change at any time; frozen parts and cycles have routes of their own. */
export const ImprovementContent = Type.Object(
  {
    name: Title,
    problem: Text,
    owner: Type.String({ maxLength: 120, description: 'Empty: nobody yet, which is a stall.' }),
    team: Type.Array(Type.String({ minLength: 1, maxLength: 120 }), { maxItems: 40 }),
    /** Of an idea: who is to look at it. */
    routedTo: Person,
    target: OrNull(Type.Number({ description: 'In the unit of the measure.' })),
    plannedOn: OrNull(LocalDate),
    reviewOn: OrNull(LocalDate),
    face: OneOf(FACES),
    background: Text,
    causes: Text,
    countermeasures: Text,
    followUp: Text,
  },
  { additionalProperties: false },
);
export type ImprovementContent = Static<typeof ImprovementContent>;

/** An improvement as it is kept. `revision` grows with every change; who changes something says which one was seen. */
export const Improvement = Type.Object(
  {
    id: ImprovementId,
    process: Type.String(),
    revision: Type.Integer({ minimum: 1 }),
    state: OneOf(IMPROVEMENT_STATES),
    source: Source,
    ...ImprovementContent.properties,
    frozen: OrNull(Frozen),
    baseline: OrNull(Baseline),
    cycles: Type.Array(Cycle, { minItems: 1 }),
    tasks: Type.Array(Task),
    notes: Type.Array(Note),
    links: Type.Array(Link),
    voters: Type.Array(Person),
    mergedInto: OrNull(ImprovementId),
    override: OrNull(Override),
    adoption: OrNull(Adoption),
    madeAt: Instant,
    changedAt: Instant,
    removedAt: OrNull(Instant),
  },
  { additionalProperties: false },
);
export type Improvement = Static<typeof Improvement>;

/** What a measure is to be frozen with; `baseline` is the window whose points are locked. */
export const Plan = Type.Object(
  {
    measure: Measure,
    scope: Type.String({ maxLength: 8000, description: 'Query as of a page; a period in it is left out.' }),
    per: OneOf(BUCKET_UNITS),
    baseline: Type.Object({ from: LocalDate, to: LocalDate }, { additionalProperties: false }),
    against: Type.Optional(OrNull(Type.String({ maxLength: 8000 }))),
    balancing: Type.Optional(Type.Array(Measure, { maxItems: 12 })),
  },
  { additionalProperties: false },
);
export type Plan = Static<typeof Plan>;

const Written = Type.Partial(Type.Omit(ImprovementContent, ['name']));
const CycleWords = { hypothesis: Type.Optional(Text), prediction: Type.Optional(Prediction) };

/** Body of POST: an idea without a `plan`, planned with one, running with `madeOn` too. */
export const NewImprovement = Type.Object(
  {
    name: Title,
    source: Type.Optional(Source),
    ...Written.properties,
    ...CycleWords,
    plan: Type.Optional(Plan),
    madeOn: Type.Optional(LocalDate),
  },
  { additionalProperties: false },
);
export type NewImprovement = Static<typeof NewImprovement>;

/** The revision that was seen; a change of something that others changed since is refused with 409 `changed_meanwhile`. */
export const Seen = { revision: Type.Integer({ minimum: 1 }) };

/** Body of PATCH: only what is given changes. */
export const ImprovementChange = Type.Object(
  { ...Seen, ...Type.Partial(ImprovementContent).properties, ...CycleWords, plan: Type.Optional(Plan) },
  { additionalProperties: false },
);
export type ImprovementChange = Static<typeof ImprovementChange>;

/** Body of `/start`: the day on which the change was made. */
export const Start = Type.Object({ ...Seen, madeOn: LocalDate, note: Type.Optional(Text) }, { additionalProperties: false });
export type Start = Static<typeof Start>;

/** Body of `/decision`. `adapt` begins the next cycle with `next`; `abandon` needs `learned`. */
export const DecisionOrder = Type.Object(
  {
    ...Seen,
    decision: OneOf(DECISIONS),
    learned: Type.Optional(Text),
    next: Type.Optional(
      Type.Object(
        {
          ...CycleWords,
          madeOn: Type.Optional(LocalDate),
          baseline: Type.Optional(
            Type.Object(
              { from: LocalDate, to: LocalDate, reason: Type.String({ minLength: 1, maxLength: 2000, pattern: '\\S' }) },
              { additionalProperties: false },
            ),
          ),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type DecisionOrder = Static<typeof DecisionOrder>;

export const HISTORY_KINDS = [
  'made',
  'changed',
  'frozen',
  'started',
  'decided',
  'cycle',
  'verdict',
  'reopened',
  'overridden',
  'task',
  'note',
  'link',
  'vote',
  'merged',
  'definition',
  'removed',
  'restored',
  'undone',
] as const;
export type HistoryKind = (typeof HISTORY_KINDS)[number];

/** One thing that was changed: a field, or one of a list as `tasks/<id>`; null where there was, or is, nothing. */
export const FieldChange = Type.Object({ path: Type.String(), before: Type.Unknown(), after: Type.Unknown() });
export type FieldChange = Static<typeof FieldChange>;

/** What happened, once and for all: it can be read and added to, never changed. `words` is what a person reads. */
export const HistoryEntry = Type.Object({
  id: Count,
  at: Instant,
  by: Type.String(),
  kind: OneOf(HISTORY_KINDS),
  words: Type.String(),
  revision: Count,
  changes: Type.Array(FieldChange),
  dataVersion: OrNull(Count),
  undoable: Type.Boolean({ description: 'What it changed is still as it made it, and a person may take it back.' }),
});
export type HistoryEntry = Static<typeof HistoryEntry>;

/** What the question improvement-effect knows of an improvement (`ProcessContext.improvements`). */
export interface FrozenImprovement {
  readonly id: string;
  readonly name: string;
  readonly state: ImprovementState;
  readonly measure: Measure;
  /** Queries as of a page, without a period. */
  readonly scope: string;
  readonly against: string | null;
  readonly per: Baseline['per'];
  readonly baseline: Baseline | null;
  /** Of the cycle that is judged now; null before the change. */
  readonly changedOn: LocalDate | null;
  /** Of the cycles before, oldest first. */
  readonly earlierChanges: readonly LocalDate[];
  readonly prediction: number | null;
  readonly target: number | null;
  readonly balancing: readonly Measure[];
  /** The figures have once said improved or holding of this cycle, so a reversal can be one. */
  readonly wasImproved: boolean;
  readonly adoptedAt: string | null;
}

/** `IMP-001` of `imp-001`. */
export const shownId = (id: string): string => id.toUpperCase();

/** The cycle that is planned, tried or was decided last. */
export function currentCycle({ cycles }: Pick<Improvement, 'cycles'>): Cycle {
  const last = cycles.at(-1);
  if (!last) throw new Error('An improvement has at least one cycle.');
  return last;
}
