import { sendingOf } from '$lib/panels/reports/sending-data.ts';
import type { PageLoad } from './$types';

/** Everything that was sent, of all services. */
export const load: PageLoad = async ({ depends, fetch }) => {
  depends('app:deliveries');
  return { title: 'Letters about all services', ...(await sendingOf(null, fetch)) };
};
