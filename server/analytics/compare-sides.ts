import { raw, sql } from '../../engine/sql.ts';
import { BadRequest } from '../../model/problem.ts';
import { scopeFromQuery, type Scope } from '../../model/scope.ts';
import type { Asked } from './analytic.ts';
import { mixCandidates, mixParts } from './mix.ts';
import { inScope, type NamedQuery } from './scope.ts';

/** The other scope as `against` says it, like the query of a page; everything where it says nothing. Rejects with `BadRequest`. */
export function otherScope(process: string, against: string): Scope {
  const query = new URLSearchParams(against);
  // of a page's address: everything was chosen, and which data version is shown
  for (const key of ['period', 'version', 'level']) query.delete(key);
  try {
    return scopeFromQuery(process, query);
  } catch (error) {
    if (error instanceof BadRequest) throw new BadRequest('against', `The other side makes no sense: ${error.message}`, error.detail);
    throw error;
  }
}

/** The same question about the other side, at the same level. */
export function askedOfOther<P extends { against: string }>(asked: Asked<P>): Asked<P> {
  const other = otherScope(asked.process.id, asked.params.against);
  return { ...asked, scope: asked.scope.level === undefined ? other : { ...other, level: asked.scope.level } };
}

/** The attributes that may make strata of the two sides. */
export const candidatesOf = (asked: Asked<{ against: string }>) =>
  mixCandidates(asked.attributes, [asked.scope, askedOfOther(asked).scope]);

/**
 * Which case is on which side: `side` (`case_key`, `side`: 1 the scope, 2 the other) and `mixed` with its weight (`mix.ts`). A case
 * of both scopes counts on the smaller side only, so a part is compared with the rest; `placed` and `sized` tell how many.
 */
export function sideParts(asked: Asked<{ against: string }>): NamedQuery[] {
  const other = askedOfOther(asked);
  return [
    [
      'placed',
      sql`SELECT q.case_key, q.in_one, q.in_other
          FROM (SELECT c.case_key, coalesce(${inScope(asked)}, false) AS in_one, coalesce(${inScope(other)}, false) AS in_other FROM case_fact c) q
          WHERE q.in_one OR q.in_other`,
    ],
    [
      'sized',
      raw(`SELECT count(CASE WHEN p.in_one THEN 1 END) AS one, count(CASE WHEN p.in_other THEN 1 END) AS other,
                 count(CASE WHEN p.in_one AND p.in_other THEN 1 END) AS in_both
          FROM placed p`),
    ],
    [
      'side',
      raw(`SELECT p.case_key, CASE WHEN NOT p.in_other THEN 1 WHEN NOT p.in_one THEN 2 WHEN s.one <= s.other THEN 1 ELSE 2 END AS side
          FROM placed p CROSS JOIN sized s`),
    ],
    ...mixParts(candidatesOf(asked), asked.process.blueprint.mix ?? []),
  ];
}
