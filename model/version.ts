import { Type, type Static } from 'typebox';
import { Count, Instant, OneOf, OrNull } from './units.ts';

export const VERSION_CAUSES = ['import', 'undo', 'redo', 'blueprint', 'cut-off', 'zone'] as const;
export type VersionCause = (typeof VERSION_CAUSES)[number];

/** One data version of a process: what it is made of, so that it can be made again. */
export const VersionRecord = Type.Object({
  version: Type.Integer({ minimum: 1 }),
  cause: OneOf(VERSION_CAUSES),
  madeAt: Instant,
  words: Type.String({ description: '“visits-october.csv imported”, “visits-october.csv taken back”' }),
  import: OrNull(Type.String({ description: 'The import that was brought, undone or redone.' })),
  imports: Type.Array(Count, { description: 'Numbers of the imports it is made of.' }),
  events: Count,
  cases: Count,
  newest: Type.Boolean(),
  ready: Type.Boolean({ description: 'It can be asked at once; else it is made again from the originals first.' }),
});
export type VersionRecord = Static<typeof VersionRecord>;
