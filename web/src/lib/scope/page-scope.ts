import { asProblem, shownVersion } from '../api/http.ts';
import type { Problem } from '../../../../model/problem.ts';
import type { ProcessSummary } from '../../../../model/process.ts';
import { filterToText, readableQuery, SCOPE_KEYS, scopeFromQuery, scopeToQuery, type Filter, type Scope } from '../../../../model/scope.ts';
import { openingPeriod, type PeriodBy } from './period.ts';

/** `period=all` in the address of a page: everything was chosen, so the opening period does not come in. */
export const EVERYTHING = 'all';

/** The earlier data version a page shows: it goes along to every page that answers to a choice of cases. */
export const VERSION_KEY = 'version';

/** What the address of a page says about the cases it shows. */
export interface PageScope {
  scope: Scope;
  /** The period stands for what a page opens with, not for a choice. */
  opened: boolean;
  /** What the address says that makes no sense; the scope then is the one a page opens with. */
  problem: Problem | null;
}

/** Reads the address of a page; `known` are its own parameters. Nothing in it ever breaks the page. */
export function pageScope(process: ProcessSummary, query: URLSearchParams, known: readonly string[] = []): PageScope {
  try {
    const scope = scopeFromQuery(process.id, query, ['period', VERSION_KEY, ...known]);
    const given = scope.period?.from !== undefined || scope.period?.to !== undefined;
    if (given || query.get('period') === EVERYTHING) return { scope, opened: false, problem: null };
    const opening = openingPeriod(process);
    return { scope: opening ? { ...scope, period: { ...opening, ...scope.period } } : scope, opened: true, problem: null };
  } catch (error) {
    const opening = openingPeriod(process);
    return { scope: { process: process.id, ...(opening ? { period: opening } : {}) }, opened: true, problem: asProblem(error) };
  }
}

/**
 * The address of a page for a scope, everything said, so that a link means the same next month. With the `page`'s own
 * query, its own parameters (metric, sort, …) stay. A page at an earlier data version leads to pages at that version.
 */
export function scopeSearch(scope: Scope, page: URLSearchParams = new URLSearchParams()): string {
  const query = scopeToQuery(scope);
  if (!scope.period?.from && !scope.period?.to) query.set('period', EVERYTHING);
  for (const [key, value] of page) if (!isScopeKey(key)) query.append(key, value);
  const version = shownVersion();
  if (version !== null) query.set(VERSION_KEY, version);
  return `?${readableQuery(query)}`;
}

const isScopeKey = (key: string): boolean => key === 'period' || (SCOPE_KEYS as readonly string[]).includes(key);
const isCarried = (key: string): boolean => isScopeKey(key) || key === VERSION_KEY;

/** The parameters of a query that are a page's own. */
export const ownKeys = (query: URLSearchParams): string[] => [...new Set(query.keys())].filter((key) => !isScopeKey(key));

/** The choice of cases in a query and nothing else, as a link to another page carries it: `''` or `?…`. */
export function scopeOnly(query: URLSearchParams): string {
  const rest = new URLSearchParams([...query].filter(([key]) => isCarried(key)));
  return rest.size === 0 ? '' : `?${readableQuery(rest)}`;
}

/** The scope with another period; `from` null means everything. */
export function withPeriod(scope: Scope, from: string | null, to: string | null, by: PeriodBy | undefined = scope.period?.by): Scope {
  const rest = { ...scope };
  delete rest.period;
  if (from === null && to === null) return rest;
  return { ...rest, period: { ...(from ? { from } : {}), ...(to ? { to } : {}), ...(by ? { by } : {}) } };
}

/** The scope without a level: stages where there are some. */
export function withoutLevel(scope: Scope): Scope {
  const rest = { ...scope };
  delete rest.level;
  return rest;
}

/** The scope with these filters. */
export function withFilters(scope: Scope, filters: readonly Filter[]): Scope {
  const rest = { ...scope };
  delete rest.filters;
  return filters.length === 0 ? rest : { ...rest, filters: [...filters] };
}

/** The scope without one of its filters. */
export function withoutFilter(scope: Scope, gone: Filter): Scope {
  const text = filterToText(gone);
  return withFilters(
    scope,
    (scope.filters ?? []).filter((filter) => filterToText(filter) !== text),
  );
}
