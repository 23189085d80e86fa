import { address, problemOf } from '$lib/api/http.ts';

/** Gives a recipe the content of a file that was edited by hand: YAML or JSON. Throws the problem that names the place. */
export async function putRecipeText(process: string, recipe: string, text: string): Promise<void> {
  const path = `/processes/${encodeURIComponent(process)}/recipes/${encodeURIComponent(recipe)}`;
  const answer = await fetch(address(path), {
    method: 'PUT',
    headers: { accept: 'application/json', 'content-type': 'application/yaml' },
    body: text,
  });
  if (!answer.ok) throw await problemOf(answer);
}

/** The name a recipe has as a file. */
export const recipeFile = (name: string): string => `${name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'recipe'}.yaml`;
