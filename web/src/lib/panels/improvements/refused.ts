import { error } from '@sveltejs/kit';
import { asProblem } from '$lib/api/http.ts';

/** What could not be loaded becomes the page that says so. */
export function refused(cause: unknown): never {
  const problem = asProblem(cause);
  error(problem.status >= 400 ? problem.status : 503, {
    message: problem.message,
    ...(problem.detail ? { detail: problem.detail } : {}),
  });
}
