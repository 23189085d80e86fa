import type { ImprovementSummary } from './improvement-view.ts';
import type { Measure } from './measure.ts';
import { scopeFromQuery, scopeToQuery, type Scope } from './scope.ts';

/** Of an improvement: what its marks on a line are made of. */
export type Marked = Pick<ImprovementSummary, 'id' | 'name' | 'measure' | 'scope' | 'changes'>;

/** What is measured, of which part of the service; no part is the whole. */
export interface Part {
  readonly of: Measure['of'];
  readonly where?: Measure['where'] | null;
}

/** Whether two measures are about the same part of the service, however it is summed up. */
export function samePart(one: Part, other: Part): boolean {
  const parts = ['stage', 'activity', 'from', 'to'] as const;
  return one.of === other.of && parts.every((part) => (one.where?.[part] ?? '') === (other.where?.[part] ?? ''));
}

/** Which cases, without a period and without what only says how they are shown. */
function casesOf({ process, filters, state }: Scope): string {
  return scopeToQuery({ process, ...(filters === undefined ? {} : { filters }), ...(state === undefined ? {} : { state }) }).toString();
}

/** Whether what was changed is about the cases of a line: all of them, or the same choice. */
export function sameCases(frozen: string, scope: Scope): boolean {
  try {
    const own = scopeFromQuery(scope.process, new URLSearchParams(frozen));
    return own.filters === undefined || own.filters.length === 0 || casesOf(own) === casesOf(scope);
  } catch {
    // a filter of before that means nothing any more
    return false;
  }
}
