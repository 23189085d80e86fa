import { refused } from '$lib/panels/improvements/refused.ts';
import { letters } from '$lib/panels/reports/letters-api.ts';
import type { PageLoad } from './$types';

/** The archive of a service. */
export const load: PageLoad = async ({ params, depends, fetch, parent }) => {
  depends('app:letters');
  await parent();
  try {
    return { crumbs: ['Letters'], letters: await letters.list(params.process, { fetch }) };
  } catch (cause) {
    return refused(cause);
  }
};
