import { Type, type Static } from 'typebox';
import { Count, Instant, OneOf, OrNull } from './units.ts';

/** How a column of a file differs from the column of a recipe, and what is proposed. */
export const RecipeChange = Type.Object({
  kind: OneOf(['new', 'missing', 'renamed', 'retyped']),
  column: Type.String({ description: 'As the file names it; as the recipe does where the file has none.' }),
  before: OrNull(Type.String({ description: 'Its name or type in the recipe.' })),
  words: Type.String({ description: 'What changed and what is proposed, in a sentence.' }),
});
export type RecipeChange = Static<typeof RecipeChange>;

/** The recipe that fits a file. */
export const RecipeMatch = Type.Object({
  id: Type.String(),
  name: Type.String(),
  exact: Type.Boolean({ description: 'The header is the same.' }),
  used: Type.Boolean({ description: 'Its mapping was taken for what the person left open.' }),
  lastUsedAt: Instant,
  changes: Type.Array(RecipeChange),
});
export type RecipeMatch = Static<typeof RecipeMatch>;

/** How files of one source are read: the mapping of an import that was committed, kept for the next file. */
export const Recipe = Type.Object({
  id: Type.String(),
  name: Type.String(),
  fingerprint: Type.String({ description: 'SHA-256 of the names of its columns, sorted.' }),
  columns: Type.Array(Type.Object({ name: Type.String(), role: Type.String(), type: Type.String() })),
  mapping: Type.Unknown({ description: 'A Mapping, everything said.' }),
  createdAt: Instant,
  lastUsedAt: Instant,
  uses: Count,
});
export type Recipe = Static<typeof Recipe>;
