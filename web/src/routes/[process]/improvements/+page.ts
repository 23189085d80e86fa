import { improvements } from '$lib/panels/improvements/saving.ts';
import { refused } from '$lib/panels/improvements/refused.ts';
import type { PageLoad } from './$types';

/** Everything in the register of a service, with the latest verdict of each. */
export const load: PageLoad = async ({ params, depends, fetch, parent }) => {
  depends('app:improvements');
  // newer data may have brought another verdict
  await parent();
  try {
    return { copiesLink: true, crumbs: ['Improvements'], list: await improvements.list(params.process, { fetch }) };
  } catch (cause) {
    return refused(cause);
  }
};
