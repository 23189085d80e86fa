import { goto } from '$app/navigation';
import { page } from '$app/state';
import type { Filter, Scope } from '$model/scope.ts';
import { changes } from './changes.svelte.ts';
import { sameFilter, withFilter } from './filter-list.ts';
import { ownKeys, pageScope, scopeSearch, withFilters } from './page-scope.ts';

export { filterWords } from '$model/filter-words.ts';

/** The scope in the address of the page that is open; null outside a service. */
export function scopeOfPage(): Scope | null {
  const { process } = page.data;
  return process ? pageScope(process, page.url.searchParams, ownKeys(page.url.searchParams)).scope : null;
}

/** Opens the same page for another scope; the page's own parameters stay. */
export function showScope(scope: Scope): Promise<void> {
  // the same page with another query
  // eslint-disable-next-line svelte/no-navigation-without-resolve
  return goto(scopeSearch(scope, page.url.searchParams), { keepFocus: true, noScroll: true });
}

/** Puts these filters into the address of the page, and remembers the ones before for `undo`. */
export async function setFilters(filters: readonly Filter[]): Promise<void> {
  const scope = scopeOfPage();
  if (!scope) return;
  changes.note(scope, filters);
  await showScope(withFilters(scope, filters));
}

/**
 * Adds a filter to the address of the page: a click on a bar, a hand-over, a value. See `withFilter` for equal ones. With
 * `was`, a filter in force, it takes the place of that one.
 */
export async function addFilter(filter: Filter, was?: Filter): Promise<void> {
  const filters = scopeOfPage()?.filters ?? [];
  const at = was === undefined ? -1 : filters.findIndex((one) => sameFilter(one, was));
  await setFilters(
    at < 0 ? withFilter(filters, filter) : filters.with(at, filter).filter((one, place, all) => place === firstOf(all, one)),
  );
}

const firstOf = (filters: readonly Filter[], filter: Filter) => filters.findIndex((one) => sameFilter(one, filter));

/** Puts another period into the address of the page, and remembers the one before for `undo`. */
export async function setPeriod(scope: Scope): Promise<void> {
  const now = scopeOfPage();
  if (now) changes.note(now, now.filters ?? [], scope.period);
  await showScope(scope);
}

/** Takes back the last change of filters or period, or makes it again. Does nothing when there is none. */
export async function stepBack(direction: 'undo' | 'redo'): Promise<void> {
  const scope = scopeOfPage();
  const next = scope && changes.step(scope, direction);
  if (next) await showScope(next);
}
