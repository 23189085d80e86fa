import { refused } from '$lib/panels/improvements/refused.ts';
import { channelNames } from '$lib/panels/reports/channel-names.ts';
import { letters } from '$lib/panels/reports/letters-api.ts';
import type { PageLoad } from './$types';

/** One letter as it was sent, and what became of it. */
export const load: PageLoad = async ({ params, depends, fetch, parent }) => {
  depends('app:letter');
  await parent();
  try {
    const [kept, names] = await Promise.all([letters.get(params.letter, { fetch }), channelNames({ fetch })]);
    return { copiesLink: true, crumbs: ['Letters', kept.meta.periodWords], kept, names };
  } catch (cause) {
    return refused(cause);
  }
};
