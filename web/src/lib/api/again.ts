import { invalidate } from '$app/navigation';
import { navigating } from '$app/state';

/**
 * Reads again what depends on these keys, when nobody on the page asked for it. A page that is being opened comes first: SvelteKit drops an
 * opening when something is read again meanwhile, and the click would be lost.
 */
export async function readAgain(...keys: string[]): Promise<void> {
  // one that was dropped may stay “being opened” for ever
  for (let tries = 0; tries < 5 && navigating.complete !== null; tries += 1) await navigating.complete.catch(() => undefined);
  await Promise.all(keys.map((key) => invalidate(key)));
}
