import { goto } from '$app/navigation';

/** Shows the filters of another scope in the address of the page that is open. */
export function showScopeQuery(scope: string): Promise<void> {
  // the same page with another query
  // eslint-disable-next-line svelte/no-navigation-without-resolve
  return goto(`?${scope === '' ? '' : `${scope}&`}period=all`, { keepFocus: true, noScroll: true, replaceState: true });
}
