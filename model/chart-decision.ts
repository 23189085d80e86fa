import { Type, type Static } from 'typebox';
import { Measure } from './measure.ts';
import { Instant, LocalDate, OneOf, OrNull } from './units.ts';

/**
 * What people decide about the chart of a measure. `baseline`: its limits come from the whole buckets between `from` and `to` and
 * stay. `phase`: from `from` on the process is a new one, with limits of its own. `note`: something to know about one point.
 */
export const CHART_DECISIONS = ['baseline', 'phase', 'note'] as const;

/** The length of the buckets of a chart. */
export const ChartPer = OneOf(['day', 'week', 'month']);
export type ChartPer = Static<typeof ChartPer>;

const Words = Type.String({ minLength: 1, maxLength: 400, pattern: '\\S' });

/** What a person writes: local dates of the process, half-open. Each kind says why, or what there is to know. */
export const ChartDecisionContent = Type.Object(
  {
    measure: Measure.properties.id,
    kind: OneOf(CHART_DECISIONS),
    per: ChartPer,
    from: LocalDate,
    /** Of a baseline: the first day after it. */
    to: Type.Optional(LocalDate),
    text: Words,
  },
  { additionalProperties: false },
);
export type ChartDecisionContent = Static<typeof ChartDecisionContent>;

/** A decision as it is kept. One that was withdrawn stays in the record and has no effect. */
export const ChartDecision = Type.Object({
  id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,59}$' }),
  ...ChartDecisionContent.properties,
  decidedAt: Instant,
  withdrawnAt: OrNull(Instant),
});
export type ChartDecision = Static<typeof ChartDecision>;

/** What holds for the chart of one measure: all dates local to the process, phases and notes oldest first. */
export interface MeasureDecisions {
  /** The newest that was not withdrawn: the limits are those of the buckets from `from` up to and without `to`. */
  readonly baseline: { readonly from: LocalDate; readonly to: LocalDate; readonly per: ChartPer; readonly lockedAt: Instant } | null;
  /** A phase begins with the first bucket that starts on `from` or later. */
  readonly phases: readonly { readonly from: LocalDate; readonly reason: string }[];
  /** A note stands at the bucket that `on` lies in. */
  readonly notes: readonly { readonly on: LocalDate; readonly text: string }[];
}

/** What holds for the charts of a process, by the id of the measure; a measure without decisions is not in it. */
export type ChartDecisions = Readonly<Record<string, MeasureDecisions>>;

/** The decisions that hold, out of the record. */
export function chartDecisions(record: readonly ChartDecision[]): ChartDecisions {
  const holding = record.filter(({ withdrawnAt }) => withdrawnAt === null);
  const early = <T extends { from: string }>(one: T, other: T) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0);
  const of = (measure: string): MeasureDecisions => {
    const own = holding.filter((one) => one.measure === measure).toSorted(early);
    const locked = own.filter(({ kind, to }) => kind === 'baseline' && to !== undefined);
    const newest = locked.reduce<ChartDecision | null>((last, one) => (last !== null && last.decidedAt > one.decidedAt ? last : one), null);
    return {
      baseline: newest === null ? null : { from: newest.from, to: newest.to ?? newest.from, per: newest.per, lockedAt: newest.decidedAt },
      phases: own.flatMap(({ kind, from, text }) => (kind === 'phase' ? [{ from, reason: text }] : [])),
      notes: own.flatMap(({ kind, from, text }) => (kind === 'note' ? [{ on: from, text }] : [])),
    };
  };
  return Object.fromEntries([...new Set(holding.map(({ measure }) => measure))].map((measure) => [measure, of(measure)]));
}
