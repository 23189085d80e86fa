import type { Mapping } from '../../model/event-log.ts';
import { BadRequest, Problem } from '../../model/problem.ts';
import type { Recipe, RecipeMatch } from '../../model/recipe.ts';
import { parseRecipe } from '../../model/recipe-text.ts';
import { columnsOf, fingerprintOf, type KnownRecipe } from '../../pipelines/recognise/recipe.ts';
import type { Throughline } from '../throughline.ts';

/** Which recipe a file is to be read by: the name or id of one, `none`, or a recipe itself. Absent: the one that fits. */
export type WantedRecipe = string | object | undefined;

/** The recipes of which one may fit; a single one that was `named` is used however little it fits. */
export interface RecipeChoice {
  readonly recipes: readonly KnownRecipe[];
  readonly named: boolean;
}

const known = ({ id, name, columns, mapping, lastUsedAt }: Recipe): KnownRecipe => ({
  id,
  name,
  columns,
  mapping: mapping as Mapping,
  lastUsedAt,
});

/** What a recipe without a name is called that came with a file. */
const GIVEN = 'given with the file';

/** Refuses a recipe that does not exist or is none. Without a process no recipe is known by name. */
export function recipesFor(house: Throughline, process: string | undefined, wanted: WantedRecipe): RecipeChoice {
  if (wanted === 'none') return { recipes: [], named: false };
  if (typeof wanted === 'object') {
    const { name, columns, mapping } = parseRecipe(wanted);
    return { recipes: [{ id: '', name: name ?? GIVEN, columns, mapping, lastUsedAt: house.now().toISOString() }], named: true };
  }
  if (process === undefined) {
    if (wanted === undefined) return { recipes: [], named: false };
    throw new BadRequest('recipe', 'A recipe belongs to a service, and none was named.', 'Say which service, or give the recipe itself.');
  }
  if (wanted === undefined) return { recipes: house.store.recipes.of(process).map(known), named: false };
  return { recipes: [known(recipeOf(house, process, wanted))], named: true };
}

export function recipeOf(house: Throughline, process: string, word: string): Recipe {
  const recipe = house.store.recipes.find(process, word);
  if (recipe) return recipe;
  const names = house.store.recipes.of(process).map(({ name }) => `“${name}”`);
  throw new Problem('unknown_recipe', 404, `There is no recipe called “${word}”.`, {
    field: 'recipe',
    detail: names.length === 0 ? 'A service has recipes once files were imported into it.' : `There are: ${names.slice(0, 20).join(', ')}.`,
  });
}

export interface Learned {
  readonly process: string;
  readonly file: string;
  /** What was said of the import, and how the file was read in the end. */
  readonly said: Mapping;
  readonly settled: Mapping;
  readonly recipe: RecipeMatch | null;
  /** The next file, too, takes the place of the cases it holds. */
  readonly rememberReplace: boolean;
}

/**
 * Makes the recipe of a source from an import that was committed, or brings it up to date: the recipe the file was read
 * by, else the one with the same columns, else a new one named after the file. What holds for one file alone is left
 * out: a period it replaced, and a zone that is that of the process anyway.
 */
export function learnRecipe(house: Throughline, { process, file, said, settled, recipe, rememberReplace }: Learned): void {
  const { recipes } = house.store;
  const columns = columnsOf(settled);
  if (columns.length === 0) return;
  const fingerprint = fingerprintOf(columns.map(({ name }) => name));
  const all = recipes.of(process);
  const before =
    (recipe?.used === true ? all.find(({ id }) => id === recipe.id) : undefined) ?? all.find((one) => one.fingerprint === fingerprint);
  const { replace, zone, ...rest } = settled;
  const earlier = (before?.mapping as Mapping | undefined)?.replace;
  const keepsReplace = rememberReplace ? replace === 'cases' : earlier === 'cases' && (said.replace === undefined || replace === 'cases');
  const ownZone = zone !== undefined && (said.zone !== undefined || zone !== house.live.get(process).stored.zone);
  const mapping: Mapping = { ...rest, ...(ownZone ? { zone } : {}), ...(keepsReplace ? { replace: 'cases' } : {}) };
  if (before !== undefined) {
    recipes.write(before.id, { fingerprint, columns, mapping });
    recipes.used(before.id, house.now());
    return;
  }
  const now = house.now().toISOString();
  const given = recipe?.used === true && recipe.id === '' && recipe.name !== GIVEN ? recipe.name : sourceName(file);
  const name = freeName(given, new Set(all.map((one) => one.name.toLowerCase())));
  recipes.create(process, { id: house.newId(), name, fingerprint, columns, mapping, createdAt: now, lastUsedAt: now, uses: 1 });
}

const MONTH =
  /\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|januar|februar|märz|mai|juni|juli|oktober|dezember)\b/gi;

/** The name of a source by that of one of its files, without what changes from file to file: “ED_monthly-export 2026-10.csv.gz” is “ED monthly export”. */
export function sourceName(file: string): string {
  const bare = file.replace(/(?:\.[a-z][a-z0-9]{1,7}){1,2}$/i, '').replace(/[\s_.\-–()[\]]+/g, ' ');
  const name = bare
    .replace(/\b[QWKV]?\d+(?:st|nd|rd|th)?\b/gi, ' ')
    .replace(/\d+/g, ' ')
    .replace(MONTH, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 100);
  return name === '' ? 'Export' : name;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let count = 2; taken.has(free.toLowerCase()); count += 1) free = `${name} (${count})`;
  return free;
}
