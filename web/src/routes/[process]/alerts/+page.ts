import { alerts } from '$lib/panels/alerts/alerts-api.ts';
import { refused } from '$lib/panels/improvements/refused.ts';
import type { PageLoad } from './$types';

/** The rules of a service, and its alerts. */
export const load: PageLoad = async ({ params, depends, fetch, parent }) => {
  depends('app:alerts');
  await parent();
  try {
    return { crumbs: ['Alerts'], list: await alerts.list(params.process, { fetch }) };
  } catch (cause) {
    return refused(cause);
  }
};
