import { refused } from '$lib/panels/improvements/refused.ts';
import { letters } from '$lib/panels/reports/letters-api.ts';
import type { PageLoad } from './$types';

/** The archive of letters about all services. */
export const load: PageLoad = async ({ depends, fetch }) => {
  depends('app:letters');
  try {
    return { title: 'Letters about all services', letters: await letters.list(null, { fetch }) };
  } catch (cause) {
    return refused(cause);
  }
};
