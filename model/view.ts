import { Type, type Static } from 'typebox';
import { Instant, OrNull } from './units.ts';

const Name = Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' });

/** What a person writes of a view. */
export const ViewContent = Type.Object(
  {
    name: Name,
    page: Type.String({
      pattern: '^[a-z][a-z-]{0,39}(/[^?#]{1,400})?$',
      description: 'The page, as in its address after the service: map, variants.',
    }),
    query: Type.String({
      maxLength: 8000,
      description: 'Of the page, without the question mark: cases, level, metric, what it is compared with.',
    }),
  },
  { additionalProperties: false },
);
export type ViewContent = Static<typeof ViewContent>;

/** Only what is given changes. */
export const ViewChange = Type.Partial(ViewContent);

/** A page with its choice of cases, under a name. */
export const View = Type.Object({
  id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' }),
  ...ViewContent.properties,
  savedAt: Instant,
  changedAt: Instant,
  /** What in it no longer makes sense with the data and blueprint of now, in words. */
  stale: OrNull(Type.String()),
});
export type View = Static<typeof View>;
