import { error } from '@sveltejs/kit';
import type { LayoutLoad } from './$types';

/** The service the address names. */
export const load: LayoutLoad = async ({ params, parent }) => {
  const { processes } = await parent();
  const process = processes.find((entry) => entry.id === params.process);
  if (!process)
    error(404, { message: `There is no service “${params.process}”.`, detail: 'It may have been removed, or the address is mistyped.' });
  return { process };
};
