import { sendingOf } from '$lib/panels/reports/sending-data.ts';
import type { PageLoad } from './$types';

/** What was sent for a service, and what became of it. */
export const load: PageLoad = async ({ params, depends, fetch, parent }) => {
  depends('app:deliveries');
  await parent();
  return { crumbs: ['Reports', 'Sending'], ...(await sendingOf(params.process, fetch)) };
};
