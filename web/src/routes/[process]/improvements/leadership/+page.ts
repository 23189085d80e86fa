import { improvements } from '$lib/panels/improvements/saving.ts';
import { refused } from '$lib/panels/improvements/refused.ts';
import type { PageLoad } from './$types';

/** The register, for the page that sums it up. */
export const load: PageLoad = async ({ params, depends, fetch, parent }) => {
  depends('app:improvements');
  // newer data may have brought another verdict
  await parent();
  try {
    return { copiesLink: true, crumbs: ['Improvements', 'For leadership'], list: await improvements.list(params.process, { fetch }) };
  } catch (cause) {
    return refused(cause);
  }
};
