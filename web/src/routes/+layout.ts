import { error } from '@sveltejs/kit';
import { api, asProblem } from '$lib/api/http.ts';
import type { ProcessSummary } from '$model/process.ts';
import type { LayoutLoad } from './$types';

// pages are drawn in the browser; the server gives data only
export const ssr = false;
export const prerender = false;

/** All services: the start page lists them, the top bar switches between them. */
export const load: LayoutLoad = async ({ depends, fetch }) => {
  depends('app:processes');
  try {
    return { processes: await api.get<ProcessSummary[]>('/processes', { fetch }) };
  } catch (cause) {
    const problem = asProblem(cause);
    error(problem.status >= 400 ? problem.status : 503, {
      message: problem.message,
      ...(problem.detail ? { detail: problem.detail } : {}),
    });
  }
};
