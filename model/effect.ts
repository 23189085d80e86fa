import { Type, type Static } from 'typebox';
import { Count, OrNull } from './units.ts';

/** The headline figures of a process at one data version, as `summary` gives them. */
export const Headline = Type.Object({
  cases: Count,
  openCases: Count,
  events: Count,
  activities: Count,
  variants: Count,
  medianMs: OrNull(Type.Number({ description: 'Of the headline time: delivery where the blueprint marks it, else throughput.' })),
  p90Ms: OrNull(Type.Number()),
});
export type Headline = Static<typeof Headline>;

/** What a change of the data does: the figures before and after, and the hand-overs of the map that differ most. */
export const Effect = Type.Object({
  /** Null before the first import. */
  before: OrNull(Headline),
  after: Headline,
  handOvers: Type.Array(Type.Object({ from: OrNull(Type.String()), to: OrNull(Type.String()), before: Count, after: Count }), {
    maxItems: 20,
    description: 'By how much their count differs, largest first.',
  }),
  newHandOvers: Count,
  goneHandOvers: Count,
});
export type Effect = Static<typeof Effect>;
