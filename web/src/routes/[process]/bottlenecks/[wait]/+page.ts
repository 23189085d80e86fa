import { waitName, waitOf } from '$lib/panels/bottlenecks/wait.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ params }) => {
  const wait = waitOf(params.wait);
  return { usesPeriod: true, wait, crumbs: ['Bottlenecks', wait === null ? params.wait : waitName(wait)] };
};
