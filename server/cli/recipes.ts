import { statSync } from 'node:fs';
import { dateTime } from '../../model/format.ts';
import type { Process } from '../../model/process.ts';
import type { Recipe } from '../../model/recipe.ts';
import { parseRecipe } from '../../model/recipe-text.ts';
import type { Door } from './door.ts';
import { fileText } from './file-text.ts';
import { table, type Voice } from './output.ts';
import { plain } from '../../model/outside-text.ts';

/** `throughline recipes --process ID`. */
export async function listRecipes(door: Door, voice: Voice, process: string, json: boolean): Promise<void> {
  const recipes = await door.get<Recipe[]>(`/processes/${process}/recipes`);
  if (json) {
    voice.json(recipes);
    return;
  }
  const { zone } = await door.get<Process>(`/processes/${process}`);
  voice.answer(
    recipes.length === 0
      ? `“${process}” has no recipe yet. Importing a file makes that of its source.`
      : table(
          recipes.map(({ name, columns, uses, lastUsedAt, id }) => ({
            name: plain(name),
            columns: columns.length,
            uses,
            'last used': dateTime(lastUsedAt, zone),
            id,
          })),
        ),
  );
}

/** `throughline recipe get NAME --process ID`: YAML, or with `--json` the recipe with all that is known of it. */
export async function getRecipe(
  door: Door,
  voice: Voice,
  { process, name, json }: { process: string; name: string; json: boolean },
): Promise<void> {
  const url = `/processes/${process}/recipes/${encodeURIComponent(name)}`;
  if (json) voice.json(await door.get<Recipe>(url));
  else voice.answer((await door.ask(`${url}?format=yaml`)).body);
}

/** `throughline recipe set NAME --process ID [FILE]`: YAML or JSON of a file or of standard input; one that is new is made. */
export async function setRecipe(
  door: Door,
  voice: Voice,
  order: { process: string; name: string; file: string | undefined; json: boolean; input: NodeJS.ReadableStream },
): Promise<void> {
  const { process, name, file, json, input } = order;
  const text = file === undefined ? await textOf(input) : await fileText(file, 'recipe');
  const answered = await door.ask(`/processes/${process}/recipes/${encodeURIComponent(name)}`, {
    method: 'PUT',
    type: 'application/yaml',
    body: text,
  });
  const recipe = JSON.parse(answered.body.toString('utf8')) as Recipe;
  if (json) voice.json(recipe);
  else voice.answer(`The recipe “${plain(recipe.name)}” of “${process}” is written.`);
}

/** `throughline recipe remove NAME --process ID`. */
export async function removeRecipe(
  door: Door,
  voice: Voice,
  { process, name, json }: { process: string; name: string; json: boolean },
): Promise<void> {
  await door.remove(`/processes/${process}/recipes/${encodeURIComponent(name)}`);
  if (json) voice.json({ removed: name });
  else voice.answer(`The recipe “${plain(name)}” of “${process}” is forgotten. What was imported by it stays.`);
}

const isFile = (word: string): boolean => statSync(word, { throwIfNoEntry: false })?.isFile() === true;

/** What `--recipe` says: a file that holds one, else the name of one. */
export const wantedRecipe = async (word: string | undefined): Promise<string | object | undefined> =>
  word !== undefined && (/[/\\]|\.(?:ya?ml|json)$/i.test(word) || isFile(word)) ? parseRecipe(await fileText(word, 'recipe')) : word;

async function textOf(input: NodeJS.ReadableStream): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of input) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('utf8');
}
