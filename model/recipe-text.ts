import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { parse, stringify } from 'yaml';
import { isZone } from './calendar.ts';
import { CASE_ROLES, EVENT_ROLES, FEEDBACK_ROLES, Mapping, VALUE_TYPES, type Role } from './event-log.ts';
import { BadRequest } from './problem.ts';
import type { Recipe } from './recipe.ts';
import { OneOf } from './units.ts';

/** A recipe is written by hand at most; a text beyond this is something else. */
const MAX_CHARACTERS = 2_000_000;

/** What a person can write of a recipe; the rest follows from it. */
export const RecipeDraft = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 120 })),
    columns: Type.Array(
      Type.Object(
        { name: Type.String({ minLength: 1, maxLength: 400 }), role: Type.String(), type: OneOf(VALUE_TYPES) },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 4000 },
    ),
    mapping: Mapping,
  },
  { additionalProperties: false },
);
export type RecipeDraft = Static<typeof RecipeDraft>;

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of an exported recipe, what no person writes: it is left out when it is read again. */
const KEPT_BY_THE_PROGRAM = ['id', 'fingerprint', 'createdAt', 'lastUsedAt', 'uses'];

/**
 * A recipe from YAML or JSON text, or from what a JSON body held; also one that was exported.
 *
 * Throws `BadRequest` that names the place in words and as a path: `mapping.roles.Start`.
 */
export function parseRecipe(source: unknown): RecipeDraft {
  const tree = typeof source === 'string' ? readText(source) : source;
  if (!isTree(tree)) throw new BadRequest('recipe', 'A recipe has the parts “name”, “columns” and “mapping”.');
  const draft = Object.fromEntries(Object.entries(tree).filter(([name]) => !KEPT_BY_THE_PROGRAM.includes(name)));
  const [error] = Value.Errors(RecipeDraft, draft).filter(({ keyword }) => keyword !== 'boolean');
  if (error) throw refuse(error.instancePath, inWords(error));
  const sound = draft as unknown as RecipeDraft;
  checkNames(sound);
  checkRoles(sound);
  checkRest(sound.mapping);
  return sound;
}

/** YAML that a person can edit and `parseRecipe` reads back unchanged. */
export const recipeToText = ({ name, columns, mapping }: Pick<Recipe, 'name' | 'columns' | 'mapping'>): string =>
  stringify({ name, columns, mapping }, { lineWidth: 100 });

function readText(text: string): unknown {
  if (text.length > MAX_CHARACTERS) throw new BadRequest('recipe', 'The recipe is longer than two million characters.');
  try {
    return parse(text, { maxAliasCount: 50, prettyErrors: true });
  } catch (cause) {
    throw new BadRequest(
      'recipe',
      'The recipe is not readable as YAML or JSON.',
      cause instanceof Error ? cause.message.split('\n')[0] : undefined,
    );
  }
}

/** Every column is named once, and what the mapping says is said of one of them. */
function checkNames({ columns, mapping }: RecipeDraft): void {
  const names = new Set<string>();
  for (const [at, { name }] of columns.entries()) {
    if (names.has(name)) throw new BadRequest(`columns.${at}.name`, `The column “${name}” is named twice.`);
    names.add(name);
  }
  for (const field of ['roles', 'timeFormats', 'types', 'numbers', 'personal', 'milestones'] as const)
    for (const name of Object.keys(mapping[field] ?? {}))
      if (!names.has(name))
        throw new BadRequest(
          `mapping.${field}.${name}`,
          `“${name}” is none of the columns.`,
          `They are: ${[...names].slice(0, 20).join(', ')}.`,
        );
}

function checkRoles({ mapping }: RecipeDraft): void {
  const allowed: readonly Role[] = mapping.kind === 'feedback' ? FEEDBACK_ROLES : mapping.kind === 'cases' ? CASE_ROLES : EVENT_ROLES;
  const taken = new Map<Role, string>();
  for (const [name, role] of Object.entries(mapping.roles ?? {})) {
    const field = `mapping.roles.${name}`;
    if (!allowed.includes(role))
      throw new BadRequest(field, `“${role}” is no role of a file of ${mapping.kind ?? 'events'}.`, `Roles are: ${allowed.join(', ')}.`);
    const other = taken.get(role);
    if (other !== undefined && role !== 'attribute' && role !== 'ignore')
      throw new BadRequest(field, `Two columns can’t both be the ${role}: “${other}” and “${name}”.`);
    taken.set(role, name);
  }
}

function checkRest({ zone, replace }: Mapping): void {
  if (zone !== undefined && !isZone(zone))
    throw new BadRequest(
      'mapping.zone',
      `“${zone}” is no time zone.`,
      'Zones are written as Europe/Dublin or America/New_York; UTC is one too.',
    );
  if (typeof replace === 'object')
    throw new BadRequest(
      'mapping.replace',
      'A recipe can’t replace a period: the next file has another one.',
      'It takes “cases”, or nothing. A period is said with each import.',
    );
}

interface SchemaError {
  readonly keyword: string;
  readonly params: unknown;
  readonly message: string;
}

function inWords({ keyword, params, message }: SchemaError): string {
  const { requiredProperties, additionalProperties, allowedValues } = params as Record<string, readonly string[] | undefined>;
  if (keyword === 'required') return `Here “${requiredProperties?.[0] ?? ''}” is missing.`;
  if (keyword === 'additionalProperties') return `There is no “${additionalProperties?.[0] ?? ''}” here.`;
  if (keyword === 'enum') return `This is none of ${(allowedValues ?? []).join(', ')}.`;
  return `This ${message}.`;
}

function refuse(path: string, words: string): BadRequest {
  const steps = path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return new BadRequest(steps.length === 0 ? 'recipe' : steps.join('.'), words, steps.length === 0 ? undefined : `In ${steps.join(', ')}.`);
}
