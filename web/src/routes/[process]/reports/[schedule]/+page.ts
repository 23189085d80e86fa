import { scheduleOf } from '$lib/panels/reports/editor-data.ts';
import type { PageLoad } from './$types';

/** One schedule of a service, with what became of it. */
export const load: PageLoad = async ({ params, url, depends, fetch, parent, untrack }) => {
  depends('app:schedule');
  await parent();
  // another choice of cases in the address is no other schedule
  const found = await untrack(() => scheduleOf(params.schedule, params.process, url, fetch));
  return { crumbs: ['Reports', found.schedule.name], ...found };
};
