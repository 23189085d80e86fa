import { filterWords } from '../../../model/filter-words.ts';
import { capital } from '../../../model/format.ts';
import type { Words } from '../../../model/process.ts';
import { readableQuery, scopeFromQuery, scopeToQuery, type Scope } from '../../../model/scope.ts';

/** A scope as an order names it: which cases, without a period and a level. Throws `BadRequest` naming what it does not know. */
export function scopeOf(process: string, query: string | undefined): Scope {
  const asked = new URLSearchParams(query ?? '');
  for (const own of ['from', 'to', 'period', 'version', 'level']) asked.delete(own);
  return scopeFromQuery(process, asked);
}

export const scopeText = (scope: Scope): string => readableQuery(scopeToQuery(scope));

/** Which cases, in words: `All visits`, `Visits with Priority: 1 or 2`. */
export function scopeWords({ filters = [], state }: Scope, words: Words): string {
  const which = state === 'open' || state === 'complete' ? `${state} ${words.cases}` : words.cases;
  if (filters.length === 0) return `All ${which}`;
  return `${capital(which)} with ${filters.map((filter) => filterWords(filter, words).whole).join('; ')}`;
}

/** Of which cases something was frozen; a filter of before that means nothing any more leaves all of them. */
export function frozenScope(process: string, frozen: string | null | undefined): Scope {
  try {
    return scopeOf(process, frozen ?? undefined);
  } catch {
    return { process };
  }
}
