import { Type, type Static } from 'typebox';
import { Measure } from './measure.ts';
import {
  Baseline,
  BaselinePoint,
  FACES,
  Improvement,
  IMPROVEMENT_STATES,
  ImprovementId,
  Link,
  Plan,
  Prediction,
  Source,
} from './improvement.ts';
import { EvidenceProgress, VerdictId, VerdictRecord } from './improvement-verdict.ts';
import { Count, Instant, LocalDate, OneOf, OrNull, Share } from './units.ts';

export const STALL_KINDS = ['unassigned', 'task-overdue', 'start-overdue', 'review-due', 'decision-waiting', 'idea-waiting'] as const;

/** Why nothing moves, in plain words; `since` is the day from which that is so. */
export const Stall = Type.Object({ kind: OneOf(STALL_KINDS), words: Type.String(), since: OrNull(LocalDate) });
export type Stall = Static<typeof Stall>;

export const STAGE_STATES = ['done', 'now', 'ahead'] as const;

/** One part of a face (Plan, Measure, Countermeasures): where it stands follows from what is there, nobody sets it. */
export const FaceStage = Type.Object({ id: Type.String(), name: Type.String(), state: OneOf(STAGE_STATES), words: Type.String() });
export type FaceStage = Static<typeof FaceStage>;

const Faces = Type.Object({ pdsa: Type.Array(FaceStage), a3: Type.Array(FaceStage), dmaic: Type.Array(FaceStage) });

/** What is true of an improvement now: what people wrote, and what follows from it and from the figures. */
const Standing = {
  /** Of the figures; null before anything was judged. A person's own verdict stands beside it, in `override`. */
  verdict: OrNull(VerdictRecord),
  progress: EvidenceProgress,
  stalls: Type.Array(Stall),
  /** What has changed underneath since the measure was frozen, in plain words. */
  touched: Type.Array(Type.String()),
  /** What to know before trusting the verdict: another change in the same week, a prediction without a number. */
  warnings: Type.Array(Type.String()),
};

/** One improvement with all that its page shows. */
export const ImprovementView = Type.Object({
  ...Improvement.properties,
  ...Standing,
  faces: Faces,
  /** The question that its charts ask, with every parameter: `GET …/analytics/improvement-effect?improvement=imp-001`. */
  question: Type.String(),
});
export type ImprovementView = Static<typeof ImprovementView>;

/** A line of the portfolio. Effects in `unit`; all of the verdict null before it was judged. */
export const ImprovementSummary = Type.Object({
  id: ImprovementId,
  revision: Count,
  state: OneOf(IMPROVEMENT_STATES),
  face: OneOf(FACES),
  name: Type.String(),
  problem: Type.String(),
  owner: Type.String(),
  routedTo: Type.String(),
  source: Source,
  measure: OrNull(Measure),
  unit: OrNull(OneOf(['ms', 'share', 'score', 'count'])),
  scope: OrNull(Type.String()),
  per: OrNull(OneOf(['day', 'week', 'month'])),
  target: OrNull(Type.Number()),
  cycle: Count,
  /** Of every cycle that was begun, oldest first: where lines of the measure are marked. */
  changes: Type.Array(Type.Object({ cycle: Count, madeOn: LocalDate, changedOn: LocalDate })),
  madeOn: OrNull(LocalDate),
  changedOn: OrNull(LocalDate),
  reviewOn: OrNull(LocalDate),
  votes: Count,
  mergedInto: OrNull(ImprovementId),
  override: OrNull(VerdictId),
  tasks: Type.Object({ open: Count, done: Count, overdue: Count }),
  ...Standing,
  madeAt: Instant,
  changedAt: Instant,
});
export type ImprovementSummary = Static<typeof ImprovementSummary>;

/**
 * What all improvements come to. `provenMs`: hours saved to date by those that improved or hold. `held`: of those that once improved
 * and have had 12 more buckets, or reverted, how many hold. Days are medians; null without any.
 */
export const Portfolio = Type.Object({
  ideas: Count,
  planned: Count,
  running: Count,
  adopted: Count,
  abandoned: Count,
  active: Type.Object({ count: Count, words: Type.String() }),
  proven: Count,
  inTest: Count,
  worse: Count,
  reverted: Count,
  stalled: Count,
  provenMs: Type.Number(),
  reached: Count,
  ideaToVerdictDays: OrNull(Type.Number()),
  ideaToVerdictN: Count,
  held: Type.Object({ held: Count, of: Count, share: OrNull(Share) }),
});
export type Portfolio = Static<typeof Portfolio>;

export const ImprovementList = Type.Object({ improvements: Type.Array(ImprovementSummary), portfolio: Portfolio });
export type ImprovementList = Static<typeof ImprovementList>;

const Scope = Type.String({ maxLength: 8000, description: 'Query of the page: which cases it showed.' });

/**
 * From what an improvement is to be drafted. `bottleneck`: a hand-over (`from`, `to`) or a stage. `satisfaction`: a stage, or the whole.
 * `theme`: of the comments. `comparison`: the scope against another. `blank`: a measure by id, else the first of the service.
 */
export const DraftOrder = Type.Object(
  {
    kind: Source.properties.kind,
    scope: Type.Optional(Scope),
    page: Type.Optional(Type.String({ maxLength: 8000 })),
    stage: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    from: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    to: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    theme: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    against: Type.Optional(Scope),
    measure: Type.Optional(Type.String({ minLength: 1, maxLength: 60, description: 'The id of a measure of the service.' })),
    /** Instead: any measure, as a form has it. The window is proposed anew for it. */
    definition: Type.Optional(Measure),
    per: Type.Optional(OneOf(['day', 'week', 'month'])),
    /** A window a person chose; proposed when left out. */
    baseline: Type.Optional(Type.Object({ from: LocalDate, to: LocalDate }, { additionalProperties: false })),
    madeOn: Type.Optional(LocalDate),
  },
  { additionalProperties: false },
);
export type DraftOrder = Static<typeof DraftOrder>;

/** Centre and limits of the baseline, null below 12 points; `low` and `high` as the chart draws them. */
export const DraftBaseline = Type.Object({
  per: Baseline.properties.per,
  from: LocalDate,
  to: LocalDate,
  points: Type.Array(BaselinePoint),
  mean: OrNull(Type.Number()),
  low: OrNull(Type.Number()),
  high: OrNull(Type.Number()),
  /** Of the buckets: how many occurrences the middle one holds. */
  medianN: Count,
});

/** What a form begins with: everything in it can be changed before it is kept. `plan` and the rest go into POST as they are. */
export const Draft = Type.Object({
  name: Type.String(),
  problem: Type.String(),
  source: Source,
  plan: OrNull(Plan),
  baseline: OrNull(DraftBaseline),
  unit: OneOf(['ms', 'share', 'score', 'count']),
  target: OrNull(Type.Number()),
  prediction: Prediction,
  hypothesis: Type.String(),
  routedTo: Type.String({ description: 'Who answers for the stage, as the blueprint has it.' }),
  links: Type.Array(Type.Omit(Link, ['id'])),
  /** Measures that could be frozen instead. */
  measures: Type.Array(Measure),
  /** The last day on which a change may have been made: the later of today and the end of the data. */
  latest: LocalDate,
  earliest: OrNull(LocalDate),
  warnings: Type.Array(Type.String()),
});
export type Draft = Static<typeof Draft>;
