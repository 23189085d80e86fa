import { invalidate } from '$app/navigation';
import { api, asProblem } from '$lib/api/http.ts';
import { toasts } from '$lib/shell/toasts.svelte.ts';
import type { Blueprint } from '$model/blueprint.ts';
import type { Measure } from '$model/measure.ts';

const pathOf = (process: string) => `/processes/${encodeURIComponent(process)}/blueprint`;

/** The measures a blueprint names; none where every service's own ones hold. */
export const measuresOf = async (process: string): Promise<Measure[]> => (await api.get<Blueprint>(pathOf(process))).measures;

async function put(process: string, measures: readonly Measure[]): Promise<void> {
  // whatever else changed in the meantime stays
  const now = await api.get<Blueprint>(pathOf(process));
  await api.put(pathOf(process), { ...now, measures });
  await invalidate('app:processes');
}

/** Keeps the measures of a service, says so, and offers the way back. Rejects with the `Problem` of the server. */
export async function saveMeasures(process: string, measures: readonly Measure[], words: string, after: () => void): Promise<void> {
  const before = await measuresOf(process);
  await put(process, measures);
  after();
  toasts.say(words, {
    name: 'Undo',
    work: () =>
      void put(process, before).then(
        () => {
          after();
          toasts.say('The measures are as they were.');
        },
        (error: unknown) => {
          const { message, detail } = asProblem(error);
          toasts.say([message, detail].filter(Boolean).join(' '));
        },
      ),
  });
}
