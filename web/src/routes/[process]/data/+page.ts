import { error } from '@sveltejs/kit';
import { api, asProblem } from '$lib/api/http.ts';
import type { Blueprint } from '$model/blueprint.ts';
import type { ImportRecord } from '$model/import-record.ts';
import type { PageLoad } from './$types';

/** The register of imports and the stages; `?import=ID` chooses whose receipt is shown. */
export const load: PageLoad = async ({ params, depends, fetch }) => {
  depends('app:imports');
  const path = `/processes/${encodeURIComponent(params.process)}`;
  try {
    const [imports, blueprint] = await Promise.all([
      api.get<ImportRecord[]>(`${path}/imports`, { fetch }),
      api.get<Blueprint>(`${path}/blueprint`, { fetch }),
    ]);
    return { crumbs: ['Data'], imports, blueprint };
  } catch (cause) {
    const problem = asProblem(cause);
    error(problem.status >= 400 ? problem.status : 503, {
      message: problem.message,
      ...(problem.detail ? { detail: problem.detail } : {}),
    });
  }
};
