import { Value } from 'typebox/value';
import { parse, stringify } from 'yaml';
import { STEPS_AFTER, type AfterDelivery } from './after-delivery.ts';
import { Blueprint, UNPLACED } from './blueprint.ts';
import { checkTargets } from './blueprint-targets.ts';
import { parseDuration, writeDuration } from './duration-text.ts';
import { unitOf, type Measure } from './measure.ts';
import { BadRequest } from './problem.ts';
import { capital } from './format.ts';

/** A blueprint is written by hand; a file beyond this is something else. */
const MAX_CHARACTERS = 1_000_000;

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A blueprint from YAML or JSON text, or from what a JSON body held.
 *
 * Short forms: an activity may be its name alone; lists that are missing are empty; limits and targets of time may be
 * written as `waitLimit: 60 min`, `limit: 7 days`. Throws `BadRequest` that names the place in words and as a path.
 */
export function parseBlueprint(source: unknown): Blueprint {
  const tree = typeof source === 'string' ? readText(source) : source;
  if (!isTree(tree)) throw new BadRequest('blueprint', 'A blueprint is a list of named parts, beginning with “stages”.');
  const blueprint = longForm(tree);
  const [problem] = Value.Errors(Blueprint, blueprint).filter(({ keyword }) => keyword !== 'boolean');
  if (problem) throw refuse(blueprint, problem.instancePath, inWords(problem));
  const sound = blueprint as unknown as Blueprint;
  checkStages(sound);
  checkMeasures(sound);
  checkTargets(sound, (pointer, what) => refuse(sound, pointer, what));
  return sound;
}

/** The same for a parsed JSON body. */
export const blueprintFromJson = (body: unknown): Blueprint => parseBlueprint(body);

/** YAML that a person can edit and `parseBlueprint` reads back unchanged. */
export function blueprintToText(blueprint: Blueprint): string {
  const tree = {
    ...blueprint,
    stages: blueprint.stages.map(({ waitLimitMs, activities, ...stage }) => ({
      ...stage,
      ...(waitLimitMs === undefined ? {} : { waitLimit: writeDuration(waitLimitMs) }),
      activities: activities.map(({ name, ...rest }) => (Object.keys(rest).length === 0 ? name : { name, ...rest })),
    })),
    handOvers: blueprint.handOvers.map(shortLimit),
    measures: blueprint.measures.map(({ limitMs, target, ...rest }) => ({
      ...rest,
      ...(limitMs === undefined ? {} : { limit: writeDuration(limitMs) }),
      ...(target === undefined ? {} : { target: unitOf(rest) === 'ms' ? writeDuration(target) : target }),
    })),
    ...(blueprint.targets === undefined ? {} : { targets: blueprint.targets.map(shortLimit) }),
    ...(blueprint.after === undefined ? {} : { after: shortAfter(blueprint.after) }),
  };
  return stringify(tree, { lineWidth: 100 });
}

function readText(text: string): unknown {
  if (text.length > MAX_CHARACTERS) throw new BadRequest('blueprint', 'The blueprint is longer than a million characters.');
  try {
    return parse(text, { maxAliasCount: 50, prettyErrors: true });
  } catch (cause) {
    throw new BadRequest(
      'blueprint',
      'The blueprint is not readable as YAML or JSON.',
      cause instanceof Error ? cause.message.split('\n')[0] : undefined,
    );
  }
}

/** With every `…Ms` written as a time; the order of the parts stays. */
function shortLimit(tree: Readonly<Record<string, unknown>>): Tree {
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => (key.endsWith('Ms') ? [key.slice(0, -2), writeDuration(Number(value))] : [key, value])),
  );
}

/** A list of one name is the name. */
const shortList = (tree: Tree): Tree =>
  Object.fromEntries(
    Object.entries(tree).map(([key, value]) =>
      Array.isArray(value) && value.length === 1 && typeof value[0] === 'string' ? [key, value[0]] : [key, value],
    ),
  );

const shortAfter = ({ checks, mandatory, ...rest }: AfterDelivery): Tree => ({
  ...shortList(shortLimit(rest)),
  ...(checks === undefined ? {} : { checks: checks.map((check) => shortList(shortLimit(check))) }),
  ...(mandatory === undefined ? {} : { mandatory }),
});

/** Short forms written out; whatever is wrong stays as it is, for the schema to name. */
function longForm(tree: Tree): Tree {
  return {
    ...tree,
    stages: mapped(tree.stages, (stage) => ({ ...timed(stage, ['waitLimit']), activities: named(stage.activities ?? []) })) ?? [],
    endActivities: tree.endActivities ?? [],
    handOvers: mapped(tree.handOvers, (one) => timed(one, ['limit'])) ?? [],
    measures: mapped(tree.measures, (one) => withTarget(timed(one, ['limit']))) ?? [],
    ...(tree.targets === undefined ? {} : { targets: mapped(tree.targets, (one) => timed(one, ['limit'])) }),
    ...(isTree(tree.after) ? { after: longAfter(tree.after) } : {}),
  };
}

function longAfter(after: Tree): Tree {
  const long = listed(timed(after, ['invoiceLimit', 'paymentLimit', 'resolutionLimit']), STEPS_AFTER);
  return {
    ...long,
    ...(long.checks === undefined
      ? {}
      : {
          checks: mapped(Array.isArray(long.checks) ? long.checks.map(asCheck) : long.checks, (check) =>
            listed(timed(check, ['limit']), ['failedBy', 'passes']),
          ),
        }),
    ...(isTree(long.mandatory) ? { mandatory: listed(long.mandatory, ['activities', 'attributes']) } : {}),
  };
}

/** A check may be its activity alone. */
const asCheck = (check: unknown): unknown => (typeof check === 'string' ? { activity: check } : check);

/** One name stands for a list of one. */
const listed = (tree: Tree, keys: readonly string[]): Tree => ({
  ...tree,
  ...Object.fromEntries(keys.filter((key) => typeof tree[key] === 'string').map((key) => [key, [tree[key]]])),
});

const mapped = (list: unknown, change: (one: Tree) => Tree): unknown =>
  Array.isArray(list) ? list.map((one: unknown) => (isTree(one) ? change(one) : one)) : (list ?? undefined);

const named = (list: unknown): unknown =>
  Array.isArray(list) ? list.map((one: unknown) => (typeof one === 'string' ? { name: one } : one)) : list;

/** `waitLimit: 60 min` and `waitLimitMs: 60 min` both become `waitLimitMs: 3600000`. */
function timed(tree: Tree, keys: readonly string[]): Tree {
  const result = { ...tree };
  for (const key of keys) {
    const written = result[key] ?? result[`${key}Ms`];
    delete result[key];
    if (written !== undefined) result[`${key}Ms`] = milliseconds(written, key);
  }
  return result;
}

function withTarget(measure: Tree): Tree {
  return typeof measure.target === 'string' && unitOf(measure as unknown as Measure) === 'ms'
    ? { ...measure, target: milliseconds(measure.target, 'target') }
    : measure;
}

function milliseconds(written: unknown, key: string): unknown {
  if (typeof written !== 'string') return written;
  const ms = parseDuration(written);
  if (ms === undefined) throw new BadRequest(key, `“${written}” is not a time.`, 'Write it as 60 min, 2 h, 7 days, or in milliseconds.');
  return ms;
}

function checkStages(blueprint: Blueprint): void {
  const seen = new Map<string, string>();
  const names = new Set<string>();
  blueprint.stages.forEach((stage, at) => {
    const path = `/stages/${at}`;
    if (stage.name.trim() === '') throw refuse(blueprint, `${path}/name`, 'has no name');
    if (stage.name.trim().toLowerCase() === UNPLACED.toLowerCase())
      throw refuse(blueprint, `${path}/name`, `can't be “${UNPLACED}”: that is where activities without a stage are shown`);
    if (names.has(stage.name)) throw refuse(blueprint, `${path}/name`, 'is the name of an earlier stage too');
    names.add(stage.name);
    if (stage.goal !== undefined && (stage.goal < 0 || stage.goal > 1)) throw refuse(blueprint, `${path}/goal`, 'is a share, from 0 to 1');
    if (stage.waitLimitMs !== undefined && stage.waitLimitMs < 0)
      throw refuse(blueprint, `${path}/waitLimitMs`, "can't be less than nothing");
    stage.activities.forEach((activity, place) => {
      const other = seen.get(activity.name);
      if (other !== undefined)
        throw refuse(
          blueprint,
          `${path}/activities/${place}`,
          other === stage.name ? 'is listed twice' : `is in “${other}” already; an activity has one stage`,
        );
      seen.set(activity.name, stage.name);
    });
  });
}

function checkMeasures(blueprint: Blueprint): void {
  const ids = new Set<string>();
  blueprint.measures.forEach((measure, at) => {
    if (ids.has(measure.id)) throw refuse(blueprint, `/measures/${at}/id`, 'is the id of an earlier measure too');
    ids.add(measure.id);
  });
  const limited = new Set<string>();
  blueprint.handOvers.forEach((one, at) => {
    const pair = JSON.stringify([one.from, one.to]);
    if (limited.has(pair)) throw refuse(blueprint, `/handOvers/${at}`, 'is listed twice; a hand-over has one limit');
    limited.add(pair);
    if (one.limitMs < 0) throw refuse(blueprint, `/handOvers/${at}/limitMs`, "can't be less than nothing");
    if (one.goal !== undefined && (one.goal < 0 || one.goal > 1))
      throw refuse(blueprint, `/handOvers/${at}/goal`, 'is a share, from 0 to 1');
  });
}

/** What the schema found, as the end of a sentence. */
function inWords({ keyword, params, message }: { keyword: string; params: object; message: string }): string {
  const { requiredProperties, additionalProperties, type, allowedValues, limit } = params as Partial<
    Record<'requiredProperties' | 'additionalProperties' | 'allowedValues', string[]> & { type: string; limit: number }
  >;
  switch (keyword) {
    case 'required':
      return `lacks ${(requiredProperties ?? []).map((name) => `“${name}”`).join(', ')}`;
    case 'additionalProperties':
      return `has ${(additionalProperties ?? []).map((name) => `“${name}”`).join(', ')}, which means nothing here`;
    case 'type':
      return `should be ${({ string: 'text', array: 'a list', object: 'a group of named parts', boolean: 'true or false' } as Record<string, string>)[type ?? ''] ?? `a ${type ?? 'value'}`}`;
    case 'enum':
      return `takes one of ${(allowedValues ?? []).join(', ')}`;
    case 'minLength':
      return 'is empty';
    case 'maxLength':
      return `is longer than ${limit ?? 0} characters`;
    case 'maxItems':
      return `has more than ${limit ?? 0} entries`;
    case 'pattern':
      return 'takes lower case letters, digits and hyphens, beginning with a letter';
    default:
      return message;
  }
}

const NOUNS: Readonly<Record<string, string>> = {
  stages: 'stage',
  activities: 'activity',
  endActivities: 'end activity',
  handOvers: 'hand-over',
  measures: 'measure',
  targets: 'target',
  mix: 'attribute',
  checks: 'check',
};

/** `/stages/2/goal` as “Stage 3 (“Triage”): the goal …”, with `stages[2].goal` as its field. */
function refuse(blueprint: unknown, pointer: string, what: string): BadRequest {
  const keys = pointer.split('/').slice(1);
  const words: string[] = [];
  let field = '';
  let here: unknown = blueprint;
  keys.forEach((key, at) => {
    here = (here as Record<string, unknown> | undefined)?.[key];
    if (/^\d+$/.test(key)) {
      field += `[${key}]`;
      const name = isTree(here) ? (here.name ?? here.id) : here;
      words.push(
        `${NOUNS[keys[at - 1] ?? ''] ?? 'entry'} ${Number(key) + 1}${typeof name === 'string' && name !== '' ? ` (“${name}”)` : ''}`,
      );
    } else {
      field += field === '' ? key : `.${key}`;
      if (at === keys.length - 1) words.push(`“${key.replace(/Ms$/, '')}”`);
    }
  });
  const place = words.length === 0 ? 'the blueprint' : words.join(', ');
  return new BadRequest(field === '' ? 'blueprint' : field, `${capital(place)} ${what}.`);
}
