import { scheduleOf } from '$lib/panels/reports/editor-data.ts';
import type { PageLoad } from './$types';

/** One schedule of a letter about all services, with what became of it. */
export const load: PageLoad = async ({ params, url, depends, fetch }) => {
  depends('app:schedule');
  return { title: 'Letters about all services', ...(await scheduleOf(params.schedule, null, url, fetch)) };
};
