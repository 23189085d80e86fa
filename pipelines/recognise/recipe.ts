import { createHash } from 'node:crypto';
import type { Mapping, Role, ValueType } from '../../model/event-log.ts';
import { findInSample } from './columns.ts';
import type { Wanted } from './given.ts';
import type { TableShape } from './shape.ts';

/** How the files of one source are read, as far as the next file needs to know. */
export interface KnownRecipe {
  readonly id: string;
  readonly name: string;
  /** In the order of the file it was made from. */
  readonly columns: readonly { readonly name: string; readonly role: string; readonly type: string }[];
  readonly mapping: Mapping;
  readonly lastUsedAt: string;
}

/** How a file differs from a recipe: which column stands for which. */
export interface RecipeFit {
  readonly recipe: KnownRecipe;
  /** The header holds the same names. */
  readonly exact: boolean;
  /** Name in the recipe to name in the file; another name where it was renamed. */
  readonly pairs: ReadonlyMap<string, string>;
  /** Columns of the recipe that the file lacks, and columns of the file that the recipe lacks. */
  readonly missing: readonly string[];
  readonly added: readonly string[];
  /** 0 to 1: how much of both headers is shared, renamed columns not counted. */
  readonly share: number;
}

/** Less of two headers in common is another source. */
const SHARED = 0.6;
/** Roles without which a file can't be read; what is missing of them is looked for among the new columns. */
const NEEDED: readonly Role[] = ['case', 'activity', 'start', 'end', 'score', 'comment', 'answered-at'];
const MANY: readonly Role[] = ['attribute', 'ignore'];
const TIMES: readonly string[] = ['start', 'end', 'arrival', 'answered-at', 'invited-at'];

/** A name of a column without what a second export writes otherwise: case, blanks, marks. */
export const plainName = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_.:/-]+/g, ' ')
    .trim();

/** Columns that a download of rejected rows adds to those of the file. */
const isOurs = (name: string): boolean => /^rejected: /i.test(name);

/** SHA-256 of the plain names of the columns, sorted: the same for every file of a source. */
export const fingerprintOf = (names: readonly string[]): string =>
  createHash('sha256')
    .update(
      JSON.stringify(
        names
          .filter((name) => !isOurs(name))
          .map(plainName)
          .toSorted(),
      ),
    )
    .digest('hex');

/** The recipe whose header is that of the file, else the one that shares most with it; null where none shares enough. */
export function bestFit(recipes: readonly KnownRecipe[], shape: TableShape): RecipeFit | null {
  const fits = recipes.map((recipe) => fitOf(recipe, shape)).filter(({ share }) => share >= SHARED);
  return (
    fits.toSorted(
      (one, other) =>
        Number(other.exact) - Number(one.exact) || other.share - one.share || other.recipe.lastUsedAt.localeCompare(one.recipe.lastUsedAt),
    )[0] ?? null
  );
}

/** How a file stands to one recipe, whatever they share. */
export function fitOf(recipe: KnownRecipe, shape: TableShape): RecipeFit {
  const names = shape.names.filter((name) => !isOurs(name));
  const free = new Set(names);
  const pairs = new Map<string, string>();
  for (const alike of [(one: string, other: string) => one === other, (one: string, other: string) => plainName(one) === plainName(other)])
    for (const { name } of recipe.columns) {
      if (pairs.has(name)) continue;
      const found = [...free].find((one) => alike(one, name));
      if (found === undefined) continue;
      pairs.set(name, found);
      free.delete(found);
    }
  const all = names.length + recipe.columns.length;
  const share = all === 0 ? 0 : (2 * pairs.size) / all;
  const exact = free.size === 0 && pairs.size === recipe.columns.length;
  if (!exact) for (const [before, now] of renamed(recipe, shape, pairs, free)) pairs.set(before, now);
  const taken = new Set(pairs.values());
  return {
    recipe,
    exact,
    pairs,
    share,
    missing: recipe.columns.map(({ name }) => name).filter((name) => !pairs.has(name)),
    added: names.filter((name) => !taken.has(name)),
  };
}

/** Columns that were given another name: of the same type, with a similar name, the more similar the further away. */
function renamed(
  recipe: KnownRecipe,
  shape: TableShape,
  pairs: ReadonlyMap<string, string>,
  free: ReadonlySet<string>,
): [string, string][] {
  const types = typesOf(shape);
  const candidates = recipe.columns.flatMap((column, place) =>
    pairs.has(column.name)
      ? []
      : [...free].flatMap((name) => {
          const type = types.get(name);
          if (type !== undefined && type !== column.type) return [];
          const alike = likeness(column.name, name);
          const near = TIMES.includes(column.role) ? 0.75 : shape.names[place] === name ? 0.35 : 0.6;
          return alike >= near ? [{ before: column.name, now: name, alike: alike + (shape.names[place] === name ? 0.2 : 0) }] : [];
        }),
  );
  const done = new Map<string, string>();
  for (const { before, now } of candidates.toSorted((one, other) => other.alike - one.alike))
    if (!done.has(before) && ![...done.values()].includes(now)) done.set(before, now);
  return [...done];
}

/** The type of each column by its sample; a column without a value there has none. */
function typesOf(shape: TableShape): Map<string, ValueType> {
  const { columns } = findInSample(shape, 0, {});
  return new Map(columns.flatMap(({ name, values, reading }) => (values.length === 0 ? [] : [[name, reading.type]])));
}

/** How alike two names are, 0 to 1: shared pairs of letters of both. */
function likeness(one: string, other: string): number {
  const pairsOf = (name: string) => {
    const letters = plainName(name).replaceAll(' ', '');
    return letters.length < 2 ? [letters] : Array.from({ length: letters.length - 1 }, (_, at) => letters.slice(at, at + 2));
  };
  const rest = pairsOf(other);
  const all = pairsOf(one).length + rest.length;
  let shared = 0;
  for (const pair of pairsOf(one)) {
    const at = rest.indexOf(pair);
    if (at === -1) continue;
    rest.splice(at, 1);
    shared += 1;
  }
  return all === 0 ? 0 : (2 * shared) / all;
}

/** Roles a file of the recipe can't do without and that no column of this file has by it. */
export function neededRoles({ recipe, missing }: RecipeFit, mapping: Mapping = {}): Role[] {
  const said = new Set(Object.values(mapping.roles ?? {}));
  const has = (role: string) => recipe.columns.some((column) => column.role === role && !missing.includes(column.name));
  return NEEDED.filter((role) => {
    const lost = recipe.columns.some((column) => column.role === role && missing.includes(column.name));
    if (!lost || said.has(role)) return false;
    return !(
      (role === 'start' && has('end')) ||
      (role === 'end' && has('start')) ||
      (role === 'comment' && has('score')) ||
      role === 'answered-at'
    );
  });
}

/**
 * What a person said about a file, and for all that was left open what the recipe says.
 *
 * Formats of times and styles of numbers are only thought likely: where the file can be read in one way alone, that
 * counts. A new column becomes an attribute, unless a role that is needed lost its column.
 */
export function wantedWith(fit: RecipeFit | null, mapping: Mapping, shape: TableShape): Wanted {
  if (fit === null) return mapping;
  const { recipe, pairs, added } = fit;
  if (mapping.kind !== undefined && recipe.mapping.kind !== undefined && mapping.kind !== recipe.mapping.kind) return mapping;
  const said = mapping.roles ?? {};
  const taken = new Set(Object.values(said).filter((role) => !MANY.includes(role)));
  const roles = Object.entries(moved(recipe.mapping.roles, pairs)).filter(([, role]) => !taken.has(role));
  const open = neededRoles(fit, mapping).length > 0;
  const filled = open ? new Map<string, ValueType>() : typesOf(shape);
  const texts = Object.entries(moved(recipe.mapping.types, pairs)).filter(([, type]) => type === 'text');
  const { kind, arrangement, zone, instrument, fixes, replace } = recipe.mapping;
  const rest = Object.entries({ kind, arrangement, zone, instrument, fixes, replace }).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(rest),
    ...mapping,
    roles: {
      ...Object.fromEntries(added.filter((name) => filled.has(name)).map((name) => [name, 'attribute'])),
      ...Object.fromEntries(roles),
      ...said,
    },
    types: { ...Object.fromEntries(texts), ...mapping.types },
    milestones: { ...moved(recipe.mapping.milestones, pairs), ...mapping.milestones },
    personal: { ...moved(recipe.mapping.personal, pairs), ...mapping.personal },
    likely: { timeFormats: moved(recipe.mapping.timeFormats, pairs), numbers: moved(recipe.mapping.numbers, pairs) },
  };
}

/** What the recipe says of its columns, said of the columns of the file. */
const moved = <T>(said: Readonly<Record<string, T>> | undefined, pairs: ReadonlyMap<string, string>): Record<string, T> =>
  Object.fromEntries(Object.entries(said ?? {}).flatMap(([name, value]) => (pairs.has(name) ? [[pairs.get(name) ?? name, value]] : [])));

/** The recipe of a source that the settled mapping of an import makes: its columns as a person reads them. */
export function columnsOf(mapping: Mapping): { name: string; role: string; type: ValueType }[] {
  const { timeFormats = {}, types = {} } = mapping;
  return Object.entries(mapping.roles ?? {})
    .filter(([name]) => !isOurs(name))
    .map(([name, role]) => ({ name, role, type: Object.hasOwn(timeFormats, name) ? 'time' : (types[name] ?? 'text') }));
}
