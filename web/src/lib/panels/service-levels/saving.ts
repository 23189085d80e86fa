import { invalidate } from '$app/navigation';
import { api, asProblem } from '$lib/api/http.ts';
import { toasts } from '$lib/shell/toasts.svelte.ts';
import type { Blueprint } from '$model/blueprint.ts';
import type { WantedTarget } from '$model/service-targets.ts';

interface Changed {
  dataVersion: number;
  target: string | null;
  before: Blueprint;
}

const pathOf = (process: string) => `/processes/${encodeURIComponent(process)}`;

/** Says what was saved, with the way back: the blueprint as it was before. */
async function said(process: string, words: string, before: Blueprint): Promise<void> {
  await invalidate('app:processes');
  toasts.say(words, { name: 'Undo', work: () => void putBack(process, before) });
}

async function putBack(process: string, before: Blueprint): Promise<void> {
  try {
    await api.put(`${pathOf(process)}/blueprint`, before);
    await invalidate('app:processes');
    toasts.say('The targets are as they were.');
  } catch (error) {
    const { message, detail } = asProblem(error);
    toasts.say([message, detail].filter(Boolean).join(' '));
  }
}

/** Sets a target, or changes one; rejects with the `Problem` of the server. */
export async function saveTarget(process: string, wanted: WantedTarget, words: string): Promise<void> {
  const { before } = await api.post<Changed>(`${pathOf(process)}/targets`, wanted);
  await said(process, words, before);
}

/** Takes a target away; rejects with the `Problem` of the server. */
export async function removeTarget(process: string, id: string, words: string): Promise<void> {
  const { before } = await api.delete<Changed>(`${pathOf(process)}/targets/${encodeURIComponent(id)}`);
  await said(process, words, before);
}

/** Changes a blueprint in any other way; rejects with the `Problem` of the server. */
export async function changeBlueprint(process: string, words: string, change: (before: Blueprint) => Blueprint): Promise<void> {
  const before = await api.get<Blueprint>(`${pathOf(process)}/blueprint`);
  await api.put(`${pathOf(process)}/blueprint`, change(before));
  await said(process, words, before);
}
