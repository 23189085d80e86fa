import type { Session } from '../../engine/engine.ts';
import { sql } from '../../engine/sql.ts';
import type { Mapping } from '../../model/event-log.ts';
import { Problem } from '../../model/problem.ts';
import type { PersonalColumn } from '../health/personal.ts';
import { codePersonal, type CodedCopy } from '../sources/coded.ts';
import { openSource, type ReadableFile, type SourceFile } from '../sources/source.ts';
import { textTable, type TextTable } from '../sources/table.ts';
import type { Wanted } from './given.ts';
import { bestFit, fitOf, wantedWith, type KnownRecipe, type RecipeFit } from './recipe.ts';

/** A file as it is going to be read: its table, the recipe that fits it, and all that is wanted of it. */
export interface OpenedTable {
  readonly file: ReadableFile;
  readonly table: TextTable;
  readonly fit: RecipeFit | null;
  readonly wanted: Wanted;
  /** Every column that holds personal data, coded or not. */
  readonly personal: readonly PersonalColumn[];
  /** The file that `table` reads, where personal data was replaced by codes. */
  readonly copy: CodedCopy | null;
}

export interface Opening {
  readonly file: SourceFile;
  readonly mapping: Mapping;
  /** Recipes one of which may fit; a single one that was `named` is used however little it fits. */
  readonly recipes?: readonly KnownRecipe[] | undefined;
  readonly named?: boolean | undefined;
  /** Of the codes that take the place of personal data; nothing is replaced without it. */
  readonly codeKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** So many ways a source was opened before are tried on a file whose header fits no recipe. */
const TRIES = 3;

/**
 * Opens a file and finds its table; the caller closes `file`.
 *
 * Where its header fits no recipe as it was recognised, it is opened again the way recipes opened theirs: another sheet,
 * another line for the header, another delimiter. Rejects as `openSource` does.
 */
export async function openTable(session: Session, order: Opening, onShare?: (share: number) => void): Promise<OpenedTable> {
  const { recipes = [], named = false, mapping } = order;
  const first = await opened(session, order, mapping, onShare).catch((cause: unknown) => {
    // what was not to be read at all may be by the recipe
    if (recipes.some((recipe) => hintsOf(recipe, mapping) !== null) && cause instanceof Problem) return cause;
    throw cause;
  });
  const best = await byRecipes(session, order, first instanceof Problem ? null : first);
  if (best === null) throw first instanceof Problem ? first : new RangeError('a file that was opened is lost');
  const [only] = recipes;
  const fit = named && only !== undefined ? fitOf(only, best.table.shape) : bestFit(recipes, best.table.shape);
  const wanted = wantedWith(fit, mapping, best.table.shape);
  try {
    const coded = await codePersonal(session, best.file, best.table, { mapping: wanted, key: order.codeKey, signal: order.signal });
    return { ...best, ...coded, fit, wanted };
  } catch (cause) {
    await best.file.close();
    throw cause;
  }
}

type Pair = Pick<OpenedTable, 'file' | 'table'>;

async function opened(session: Session, order: Opening, chosen: Mapping, onShare?: (share: number) => void): Promise<Pair> {
  const { signal } = order;
  const file = await openSource(order.file, {
    ...(await engineFolders(session)),
    session,
    chosen,
    signal,
    ...(onShare === undefined ? {} : { onShare }),
  });
  try {
    return { file, table: await textTable(file, signal) };
  } catch (cause) {
    await file.close();
    throw cause;
  }
}

/** The file as recognised, or as a recipe opened its files where that alone makes the header fit. */
async function byRecipes(session: Session, order: Opening, first: Pair | null): Promise<Pair | null> {
  const { recipes = [], mapping } = order;
  const sharedBy = (pair: Pair | null, recipe: KnownRecipe) => (pair === null ? 0 : fitOf(recipe, pair.table.shape).share);
  const exact = first !== null && recipes.some((recipe) => fitOf(recipe, first.table.shape).exact);
  const tried = new Set<string>();
  let best = first;
  for (const recipe of recipes.toSorted((one, other) => other.lastUsedAt.localeCompare(one.lastUsedAt))) {
    const hints =
      first === null ? hintsOf(recipe, mapping) : differing(hintsOf(recipe, mapping), first, exact && sharedBy(first, recipe) === 1);
    const key = JSON.stringify(hints);
    if (hints === null || tried.has(key) || tried.size === TRIES) continue;
    tried.add(key);
    const again = await opened(session, order, { ...mapping, ...hints }).catch((cause: unknown) => {
      if (cause instanceof Problem && order.signal?.aborted !== true) return null;
      throw cause;
    });
    if (again === null) continue;
    const better = sharedBy(again, recipe) > sharedBy(best, recipe) || hints.encoding !== undefined;
    await (better ? best : again)?.file.close();
    if (better) best = again;
    if (sharedBy(best, recipe) === 1) break;
  }
  return best;
}

type Hints = Pick<Mapping, 'sheet' | 'part' | 'encoding' | 'delimiter' | 'quote' | 'headerLine'>;

/** How a recipe opened its files, as far as the person leaves it open. */
function hintsOf({ mapping: { sheet, part, encoding, delimiter, quote, headerLine } }: KnownRecipe, said: Mapping): Hints | null {
  const hints = Object.entries({ sheet, part, encoding, delimiter, quote, headerLine }).filter(
    ([name, value]) => value !== undefined && said[name as keyof Hints] === undefined,
  );
  return hints.length === 0 ? null : Object.fromEntries(hints);
}

/**
 * Of those hints the ones that would read this file in another way. A header that fits was read rightly; only an
 * encoding of one byte a letter may still have been guessed wrong.
 */
function differing(hints: Hints | null, { file, table }: Pair, fits: boolean): Hints | null {
  if (hints === null) return null;
  const text = file.format === 'text';
  const tells: Readonly<Record<keyof Hints, (hints: Hints) => boolean>> = {
    encoding: ({ encoding = '' }) => text && ![encoding, file.encoding].some((one) => /^utf/i.test(one)) && encoding !== file.encoding,
    sheet: ({ sheet }) => !fits && sheet !== file.sheet && file.sheets.some(({ name }) => name === sheet),
    part: ({ part }) => file.archive !== null && (file.archive.open || (!fits && part !== file.archive.part)),
    delimiter: ({ delimiter }) => !fits && text && delimiter !== table.shape.delimiter,
    quote: ({ quote }) => !fits && text && quote !== table.shape.quote,
    headerLine: ({ headerLine }) => !fits && headerLine !== file.lineAsGiven(table.shape.headerLine),
  };
  const other = Object.entries(hints).filter(([name]) => tells[name as keyof Hints](hints));
  return other.length === 0 ? null : Object.fromEntries(other);
}

/** The engine's own folder for large sorts, inside the data folder, and all folders it may read. */
export async function engineFolders(session: Session): Promise<{ temp: string; allowed: string[] }> {
  const [row] = await session.query<{ temp: string; allowed: string[] }>(sql`
    SELECT current_setting('temp_directory') AS temp, current_setting('allowed_directories') AS allowed`);
  return row ?? { temp: '', allowed: [] };
}
