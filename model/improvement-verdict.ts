import { Type, type Static } from 'typebox';
import { Count, Instant, LocalDate, OneOf, OrNull, Share } from './units.ts';

/** DOMAIN.md section 5, *Improvement verdict*. */
export const VERDICT_IDS = ['not-enough-data', 'too-early', 'no-change', 'improved', 'holding', 'worse', 'reverted'] as const;
export type VerdictId = (typeof VERDICT_IDS)[number];
export const VerdictId = OneOf(VERDICT_IDS);

/** The words of a verdict where no figures are at hand; `too-early` counts its weeks where they are. */
export const VERDICT_NAMES: Readonly<Record<VerdictId, string>> = {
  'not-enough-data': 'Not enough data',
  'too-early': 'Too early',
  'no-change': 'No change detected',
  improved: 'Improved, not yet holding',
  holding: 'Improved and holding',
  worse: 'Got worse',
  reverted: 'Reverted',
};

/** How far the evidence is, 0..1, and what is missing in plain words. Never set by hand. */
export const EvidenceProgress = Type.Object({ share: Share, missing: Type.Array(Type.String()) }, { additionalProperties: false });
export type EvidenceProgress = Static<typeof EvidenceProgress>;

const Moved = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    unit: OneOf(['ms', 'share', 'score', 'count']),
    better: OneOf(['lower', 'higher', 'neutral']),
    before: OrNull(Type.Number()),
    after: OrNull(Type.Number()),
    effect: OrNull(Type.Number()),
    low: OrNull(Type.Number()),
    high: OrNull(Type.Number()),
    verdict: Type.String(),
  },
  { additionalProperties: false },
);

/**
 * What the figures said of an improvement at one data version, kept so that lists and letters need not ask again. Effects in the unit of
 * the measure (after minus before), `valueMs` saved to date, `reached` cases since the change. `problem`: why it could not be judged anew;
 * the rest is then what was known before.
 */
export const VerdictRecord = Type.Object(
  {
    verdict: VerdictId,
    words: Type.String(),
    rule: Type.String(),
    effect: OrNull(Type.Number()),
    effectLow: OrNull(Type.Number()),
    effectHigh: OrNull(Type.Number()),
    before: OrNull(Type.Number()),
    after: OrNull(Type.Number()),
    afterPoints: Count,
    since: OrNull(LocalDate),
    holdsFrom: OrNull(LocalDate),
    reachedAt: OrNull(LocalDate),
    wouldNow: OrNull(Type.Number()),
    targetMet: OrNull(Type.Boolean()),
    predictionMet: OrNull(Type.Boolean()),
    valueMs: OrNull(Type.Number()),
    reached: OrNull(Count),
    progress: EvidenceProgress,
    balancing: Type.Array(Moved),
    touched: Type.Array(Type.String()),
    problem: OrNull(Type.String()),
    dataVersion: Count,
    dataTo: OrNull(Instant),
    judgedAt: Instant,
    program: Type.Optional(Type.String({ description: 'Version of the program that judged; absent in records of the first ones.' })),
  },
  { additionalProperties: false },
);
export type VerdictRecord = Static<typeof VerdictRecord>;
