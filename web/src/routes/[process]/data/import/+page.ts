import { error } from '@sveltejs/kit';
import { api, asProblem } from '$lib/api/http.ts';
import type { Blueprint } from '$model/blueprint.ts';
import type { PageLoad } from './$types';

/** One file on its way in. The file itself lives in the open page: a browser can't keep it over a reload. */
export const load: PageLoad = async ({ params, depends, fetch }) => {
  depends('app:imports');
  try {
    const blueprint = await api.get<Blueprint>(`/processes/${encodeURIComponent(params.process)}/blueprint`, { fetch });
    return { crumbs: ['Data', 'Import'], blueprint };
  } catch (cause) {
    const problem = asProblem(cause);
    error(problem.status >= 400 ? problem.status : 503, {
      message: problem.message,
      ...(problem.detail ? { detail: problem.detail } : {}),
    });
  }
};
