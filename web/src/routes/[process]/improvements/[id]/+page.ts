import { improvements } from '$lib/panels/improvements/saving.ts';
import { refused } from '$lib/panels/improvements/refused.ts';
import { shownId } from '$model/improvement.ts';
import type { PageLoad } from './$types';

/** One improvement with its history; the figures are asked by the page. */
export const load: PageLoad = async ({ params, depends, fetch, parent }) => {
  depends('app:improvements');
  await parent();
  try {
    const [view, history] = await Promise.all([
      improvements.get(params.process, params.id, { fetch }),
      improvements.history(params.process, params.id, { fetch }),
    ]);
    return { copiesLink: true, crumbs: ['Improvements', shownId(params.id)], view, history };
  } catch (cause) {
    return refused(cause);
  }
};
