import { error } from '@sveltejs/kit';
import { api, asProblem } from '$lib/api/http.ts';
import type { ImportRecord } from '$model/import-record.ts';
import type { VersionRecord } from '$model/version.ts';
import type { PageLoad } from './$types';

/** One import as a page that can be sent. */
export const load: PageLoad = async ({ params, depends, fetch }) => {
  depends('app:imports');
  const path = `/processes/${encodeURIComponent(params.process)}`;
  try {
    const [record, versions] = await Promise.all([
      api.get<ImportRecord>(`${path}/imports/${encodeURIComponent(params.import)}`, { fetch }),
      // the receipt stands without them
      api.get<VersionRecord[]>(`${path}/versions`, { fetch }).catch(() => null),
    ]);
    return { crumbs: ['Data', 'Receipt'], record, versions };
  } catch (cause) {
    const problem = asProblem(cause);
    error(problem.status >= 400 ? problem.status : 503, {
      message: problem.message,
      ...(problem.detail ? { detail: problem.detail } : {}),
    });
  }
};
