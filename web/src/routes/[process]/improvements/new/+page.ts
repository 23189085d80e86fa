import { asProblem } from '$lib/api/http.ts';
import { improvements } from '$lib/panels/improvements/saving.ts';
import { refused } from '$lib/panels/improvements/refused.ts';
import { draftOrder } from '$lib/panels/improvements/start-from.ts';
import type { PageLoad } from './$types';

/** What the form begins with: drafted from where a person stood, and, with `?idea=`, what was already written. */
export const load: PageLoad = async ({ params, url, fetch, parent }) => {
  await parent();
  const order = draftOrder(url.searchParams);
  const idea = url.searchParams.get('idea');
  try {
    const [drafted, view] = await Promise.all([
      improvements.draft(params.process, order, { fetch }).then(
        (draft) => ({ draft, problem: null }),
        // a place that is no more still gives a form
        async (cause) => ({ draft: await improvements.draft(params.process, { kind: 'blank' }, { fetch }), problem: asProblem(cause) }),
      ),
      idea === null ? null : improvements.get(params.process, idea, { fetch }),
    ]);
    return { crumbs: ['Improvements', 'New'], order: drafted.problem ? ({ kind: 'blank' } as const) : order, ...drafted, idea: view };
  } catch (cause) {
    return refused(cause);
  }
};
