import { choicesOf } from '$lib/panels/reports/editor-data.ts';
import type { PageLoad } from './$types';

/** A blank letter of a service, about the cases that the address names. */
export const load: PageLoad = async ({ params, fetch, parent }) => {
  await parent();
  return { crumbs: ['Reports', 'New letter'], choices: await choicesOf(params.process, fetch) };
};
