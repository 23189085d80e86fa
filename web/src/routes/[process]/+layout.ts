import { error } from '@sveltejs/kit';
import { VERSION_KEY } from '$lib/scope/page-scope.ts';
import type { LayoutLoad } from './$types';

/** The service the address names, at the data version it names: the pages below ask for figures at that one. */
export const load: LayoutLoad = async ({ params, parent, url }) => {
  const { processes } = await parent();
  const process = processes.find((entry) => entry.id === params.process);
  if (!process)
    error(404, { message: `There is no service “${params.process}”.`, detail: 'It may have been removed, or the address is mistyped.' });
  const version = Number(url.searchParams.get(VERSION_KEY) ?? NaN);
  const newest = process.dataVersion;
  if (!Number.isInteger(version) || version < 1 || version === newest) return { process };
  return { process: { ...process, dataVersion: version }, earlier: { version, newest } };
};
