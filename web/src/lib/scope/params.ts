import { goto } from '$app/navigation';
import { page } from '$app/state';
import { readableQuery } from '$model/scope.ts';

/**
 * Changes a page's own parameters in its address, beside the choice of cases: `setParams({ metric: 'waiting' })`; null
 * removes one. The address changes in place: Back leaves the page, not the setting.
 */
export function setParams(params: Readonly<Record<string, string | number | boolean | null>>): Promise<void> {
  const query = new URLSearchParams(page.url.searchParams);
  for (const [name, value] of Object.entries(params)) {
    if (value === null) query.delete(name);
    else query.set(name, String(value));
  }
  // the same page with another query
  // eslint-disable-next-line svelte/no-navigation-without-resolve
  return goto(`?${readableQuery(query)}`, { replaceState: true, keepFocus: true, noScroll: true });
}
