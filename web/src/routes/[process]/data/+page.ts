import { error } from '@sveltejs/kit';
import { api, asProblem } from '$lib/api/http.ts';
import type { Blueprint } from '$model/blueprint.ts';
import type { ImportRecord } from '$model/import-record.ts';
import type { Recipe } from '$model/recipe.ts';
import type { VersionRecord } from '$model/version.ts';
import type { PageLoad } from './$types';

/** The register of imports, the stages, the data versions and the recipes; `?import=ID` chooses whose receipt is shown. */
export const load: PageLoad = async ({ params, depends, fetch }) => {
  depends('app:imports');
  const path = `/processes/${encodeURIComponent(params.process)}`;
  try {
    const [imports, blueprint, versions, recipes] = await Promise.all([
      api.get<ImportRecord[]>(`${path}/imports`, { fetch }),
      api.get<Blueprint>(`${path}/blueprint`, { fetch }),
      // the page stands without these two
      api.get<VersionRecord[]>(`${path}/versions`, { fetch }).catch(() => null),
      api.get<Recipe[]>(`${path}/recipes`, { fetch }).catch(() => null),
    ]);
    return { crumbs: ['Data'], imports, blueprint, versions, recipes };
  } catch (cause) {
    const problem = asProblem(cause);
    error(problem.status >= 400 ? problem.status : 503, {
      message: problem.message,
      ...(problem.detail ? { detail: problem.detail } : {}),
    });
  }
};
