import type { Mapping } from '../../model/event-log.ts';
import { RefusedFile } from '../../model/problem.ts';
import type { RecipeChange, RecipeMatch } from '../../model/recipe.ts';
import { readingFor, type Recognised } from './plan.ts';
import { neededRoles, type RecipeFit } from './recipe.ts';

/** How a file stands to the recipe it is read by, in words. `used` false: a person has said all of it otherwise. */
export function matchOf(fit: RecipeFit, columns: readonly Recognised[], mapping: Mapping): RecipeMatch {
  const { recipe, exact } = fit;
  return {
    id: recipe.id,
    name: recipe.name,
    exact,
    used: mapping.kind === undefined || recipe.mapping.kind === undefined || mapping.kind === recipe.mapping.kind,
    lastUsedAt: recipe.lastUsedAt,
    changes: [...renamedIn(fit), ...missingIn(fit, columns, mapping), ...addedIn(fit, columns), ...retypedIn(fit, columns)],
  };
}

/** Refuses a file that no recipe fits, or that lacks a column without which its rows can't be made: nobody is there to ask. */
export function refuseUnknown(fit: RecipeFit | null): asserts fit is RecipeFit {
  if (fit === null)
    throw new RefusedFile(
      'no_recipe',
      'No recipe fits the columns of the file.',
      'Its source is not known, so nobody has said what its columns mean.',
    );
  const [role] = neededRoles(fit);
  if (role === undefined) return;
  const column = fit.recipe.columns.find((one) => one.role === role && fit.missing.includes(one.name))?.name ?? role;
  const added = fit.added.map((name) => `“${name}”`).join(', ');
  throw new RefusedFile(
    'recipe_differs',
    `The column “${column}” is missing, which is ${roleWords(role)} by the recipe “${fit.recipe.name}”.`,
    added === ''
      ? 'Export the file again with all of its columns.'
      : `New in the file: ${added}. If one of them took its place, import the file once by hand and say so.`,
    'roles',
  );
}

const renamedIn = ({ pairs, recipe }: RecipeFit): RecipeChange[] =>
  [...pairs].flatMap(([before, column]) => {
    if (before === column) return [];
    const role = recipe.columns.find(({ name }) => name === before)?.role ?? 'attribute';
    return [{ kind: 'renamed', column, before, words: `“${column}” takes the place of “${before}” and is read as ${roleWords(role)}.` }];
  });

function missingIn(fit: RecipeFit, columns: readonly Recognised[], mapping: Mapping): RecipeChange[] {
  const needed: readonly string[] = neededRoles(fit, mapping);
  return fit.missing.map((column) => {
    const role = fit.recipe.columns.find(({ name }) => name === column)?.role ?? 'attribute';
    const instead = columns.find(({ guess }) => guess.role === role && needed.includes(role))?.finding.name;
    const words =
      role === 'ignore'
        ? `“${column}” is missing; it was not used.`
        : role === 'attribute'
          ? `“${column}” is missing; the rows of this file get no value for it.`
          : instead !== undefined
            ? `“${column}” is missing, which was ${roleWords(role)}; “${instead}” is taken for it.`
            : `“${column}” is missing, which was ${roleWords(role)}; nothing is taken for it.`;
    return { kind: 'missing', column, before: column, words };
  });
}

const addedIn = ({ added }: RecipeFit, columns: readonly Recognised[]): RecipeChange[] =>
  added.map((column) => {
    const role = columns.find(({ finding }) => finding.name === column)?.guess.role ?? 'attribute';
    return {
      kind: 'new',
      column,
      before: null,
      words: role === 'ignore' ? `“${column}” is new and left out: it is empty.` : `“${column}” is new and is read as ${roleWords(role)}.`,
    };
  });

const TYPES: Readonly<Record<string, string>> = { text: 'text', number: 'numbers', time: 'times', boolean: 'yes or no' };

function retypedIn({ pairs, recipe }: RecipeFit, columns: readonly Recognised[]): RecipeChange[] {
  return recipe.columns.flatMap(({ name, type, role }): RecipeChange[] => {
    const one = columns.find(({ finding }) => finding.name === pairs.get(name));
    if (one === undefined || one.finding.filled === 0 || role === 'ignore' || one.guess.role === 'ignore') return [];
    const { name: column, misfitExamples, samples } = one.finding;
    const { reading } = readingFor(one);
    const format = recipe.mapping.timeFormats?.[name];
    if (type === 'time' && reading.type === 'time')
      return format === undefined || reading.format === null || dateOf(format) === dateOf(reading.format)
        ? []
        : [
            {
              kind: 'retyped',
              column,
              before: format,
              words: `The times of “${column}” are written otherwise: ${format} before, ${reading.format} now. They are read as they are written now.`,
            },
          ];
    if (reading.type === type) return [];
    const example = misfitExamples[0] ?? samples[0];
    const seen = example === undefined ? '' : `, “${example}” for instance`;
    return [
      {
        kind: 'retyped',
        column,
        before: type,
        words: `“${column}” held ${TYPES[type] ?? type} and holds ${TYPES[reading.type] ?? reading.type} now${seen}. It is read as ${TYPES[reading.type] ?? reading.type}.`,
      },
    ];
  });
}

/** The part of a format that says the day: one export writes it the same way, with seconds or without. */
const dateOf = (format: string): string => format.replace(/[T ,:-]*%[HI].*$/, '');

const ROLE_WORDS: Readonly<Record<string, string>> = {
  case: 'the case',
  activity: 'the activity',
  attribute: 'an attribute',
  'event-id': 'the id of the event',
  'answered-at': 'the time of the answer',
  'invited-at': 'the time of the invitation',
};
const roleWords = (role: string): string => ROLE_WORDS[role] ?? `the ${role.replaceAll('-', ' ')}`;
