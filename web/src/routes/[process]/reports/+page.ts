import { refused } from '$lib/panels/improvements/refused.ts';
import { schedules } from '$lib/panels/reports/letters-api.ts';
import type { PageLoad } from './$types';

/** The schedules of a service. */
export const load: PageLoad = async ({ params, depends, fetch, parent }) => {
  depends('app:schedules');
  await parent();
  try {
    return { crumbs: ['Reports'], schedules: await schedules.list(params.process, { fetch }) };
  } catch (cause) {
    return refused(cause);
  }
};
