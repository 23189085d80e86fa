import { refused } from '$lib/panels/improvements/refused.ts';
import { schedules } from '$lib/panels/reports/letters-api.ts';
import type { PageLoad } from './$types';

/** The schedules of letters about all services. */
export const load: PageLoad = async ({ depends, fetch }) => {
  depends('app:schedules');
  try {
    return { title: 'Letters about all services', schedules: await schedules.list(null, { fetch }) };
  } catch (cause) {
    return refused(cause);
  }
};
