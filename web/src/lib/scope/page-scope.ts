import { asProblem } from '../api/http.ts';
import type { Problem } from '../../../../model/problem.ts';
import type { ProcessSummary } from '../../../../model/process.ts';
import { filterToText, scopeFromQuery, scopeToQuery, type Filter, type Scope } from '../../../../model/scope.ts';
import { openingPeriod, type PeriodBy } from './period.ts';

/** `period=all` in the address of a page: everything was chosen, so the opening period does not come in. */
export const EVERYTHING = 'all';

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
    const scope = scopeFromQuery(process.id, query, ['period', ...known]);
    const given = scope.period?.from !== undefined || scope.period?.to !== undefined;
    if (given || query.get('period') === EVERYTHING) return { scope, opened: false, problem: null };
    const opening = openingPeriod(process);
    return { scope: opening ? { ...scope, period: { ...opening, ...scope.period } } : scope, opened: true, problem: null };
  } catch (error) {
    const opening = openingPeriod(process);
    return { scope: { process: process.id, ...(opening ? { period: opening } : {}) }, opened: true, problem: asProblem(error) };
  }
}

/** The address of the same page for another scope, everything said, so that a link means the same next month. */
export function scopeSearch(scope: Scope): string {
  const query = scopeToQuery(scope);
  if (!scope.period?.from && !scope.period?.to) query.set('period', EVERYTHING);
  return `?${query.toString()}`;
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

/** A filter in words: name and value, as a chip shows them. */
export function filterWords(filter: Filter): { name: string; value: string } {
  const { name } = filter;
  const values = (filter.values ?? []).map((value) => (value === '' ? 'empty' : value));
  switch (filter.op) {
    case 'in':
      return { name, value: list(values) };
    case 'not-in':
      return { name, value: `not ${list(values)}` };
    case 'missing':
      return { name, value: 'missing' };
    default:
      if (filter.min === undefined) return { name, value: `up to ${String(filter.max)}` };
      return { name, value: filter.max === undefined ? `from ${String(filter.min)}` : `${String(filter.min)} to ${String(filter.max)}` };
  }
}

function list(values: readonly string[]): string {
  if (values.length <= 2) return values.join(' or ');
  return `${values[0] ?? ''} and ${String(values.length - 1)} more`;
}
