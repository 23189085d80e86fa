import { Type, type Static, type TProperties, type TSchema } from 'typebox';
import { BadRequest } from './problem.ts';
import { OneOf } from './units.ts';

/**
 * `directly`: next in the trace, as the map draws it. `hand-over`: next but for notes, as waits, hours lost and targets count.
 * `to-start` and `to-end`: from the first end of the one to the next start, or the next end, of the other, as a target between two has it.
 */
export const FOLLOWS_WAYS = ['directly', 'hand-over', 'eventually', 'to-start', 'to-end'] as const;
/** Of a stage besides the wait before it: what is waited before and inside, and all time from entering to leaving. */
export const STAGE_TIMES = ['idle', 'time'] as const;
export const DURATIONS = ['throughput', 'delivery', 'processing', 'waiting'] as const;
export const ATTRIBUTE_OPS = ['in', 'not-in', 'range', 'missing'] as const;

const MOST_NAMES = 500;
const Name = Type.String({ minLength: 1 });
const Names = Type.Array(Name, { minItems: 1, maxItems: MOST_NAMES });
const Span = {
  minMs: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'Milliseconds; counts itself.' })),
  maxMs: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'Milliseconds; no longer counts.' })),
};
const not = { not: Type.Optional(Type.Literal(true, { description: 'The cases for which it is not so.' })) };

const kind = <const K extends string, P extends TProperties>(name: K, parts: P, description: string) =>
  Type.Object({ kind: Type.Literal(name), ...parts }, { additionalProperties: false, description });

/** Cases by the value of one of their attributes. `not-in` keeps cases without a value; `missing` keeps only those. */
export const AttributeFilter = kind(
  'attribute',
  {
    name: Name,
    op: OneOf(ATTRIBUTE_OPS),
    values: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: MOST_NAMES })),
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
  },
  'By the value of an attribute.',
);

/** Every kind of filter. Each chooses whole cases; `not` keeps exactly the cases it would leave out. */
export const FILTERS = {
  attribute: AttributeFilter,
  activity: kind('activity', { names: Names, ...not }, 'Passes through one of these activities.'),
  stage: kind('stage', { names: Names, ...not }, 'Visits one of these stages.'),
  starts: kind('starts', { names: Names, ...not }, 'Its first activity is one of these.'),
  ends: kind('ends', { names: Names, ...not }, 'Its last activity is one of these.'),
  follows: kind(
    'follows',
    { from: Name, to: Name, way: OneOf(FOLLOWS_WAYS), of: Type.Optional(OneOf(['stage'])), ...Span, ...not },
    'One comes after the other, directly, handed over (notes between them stand aside) or some time later, in a time between the bounds.',
  ),
  variant: kind(
    'variant',
    { keys: Names, of: Type.Optional(OneOf(['stage', 'folded'])), ...not },
    'Goes one of these ways: keys of the question `variants`.',
  ),
  duration: kind('duration', { of: OneOf(DURATIONS), ...Span, ...not }, 'The case takes so long.'),
  processing: kind('processing', { activity: Name, ...Span, ...not }, 'One measured step of the activity takes so long.'),
  'stage-wait': kind(
    'stage-wait',
    { stage: Name, of: Type.Optional(OneOf(STAGE_TIMES)), ...Span, ...not },
    'One visit of the stage waits so long before it starts; idle: before and inside it; time: the first visit takes so long in all.',
  ),
  'waits-at': kind(
    'waits-at',
    {
      weekday: Type.Integer({ minimum: 1, maximum: 7, description: '1 is Monday.' }),
      hour: Type.Optional(Type.Integer({ minimum: 0, maximum: 23, description: 'All day when absent.' })),
      stage: Type.Optional(Name),
      from: Type.Optional(Name),
      to: Type.Optional(Name),
      ...not,
    },
    'Waits in an hour of the week, in the zone of the service: for a stage, between two activities, or for anything.',
  ),
  late: kind('late', { stage: Type.Optional(Name), ...not }, 'Waits beyond the wait limit of the stage, or of any stage.'),
  rework: kind('rework', { names: Type.Optional(Names), ...not }, 'An activity, or one of these, is done at least twice.'),
  resource: kind('resource', { names: Names, ...not }, 'One of these worked on it.'),
  team: kind('team', { names: Names, ...not }, 'One of these teams worked on it.'),
  score: kind(
    'score',
    { min: Type.Optional(Type.Number()), max: Type.Optional(Type.Number()), ...not },
    'Its latest answer about the whole case, as it was given.',
  ),
  comment: kind('comment', { ...not }, 'An answer about it has a comment.'),
} as const;

export type FilterKind = keyof typeof FILTERS;
export type FilterOf<K extends FilterKind> = Static<(typeof FILTERS)[K]>;
export type Filter = { [K in FilterKind]: FilterOf<K> }[FilterKind];
export const FILTER_KINDS = Object.keys(FILTERS) as readonly FilterKind[];
export const Filter = Type.Unsafe<Filter>(Type.Union(Object.values(FILTERS)));

/** Names the place of a part of a filter in what was sent: `scope.filters[2].names`. */
export type Place = (part?: string) => string;

/** The filter, if it is one; refuses what it does not know or what makes no sense with the part named (`BadRequest`). */
export function checkedFilter(value: unknown, place: Place): Filter {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadRequest(place(), 'A filter names its kind.', EXAMPLE);
  const given = value as Readonly<Record<string, unknown>>;
  if (typeof given.kind !== 'string' || !Object.hasOwn(FILTERS, given.kind))
    throw new BadRequest(
      place('kind'),
      given.kind === undefined ? 'A filter names its kind.' : `${quoted(given.kind)} is not a kind of filter.`,
      `There are ${FILTER_KINDS.join(', ')}.`,
    );
  const schema = FILTERS[given.kind as FilterKind];
  const parts: Readonly<Record<string, TSchema>> = schema.properties;
  const named = `the filter “${given.kind}”`;
  for (const [part, said] of Object.entries(given)) {
    if (said !== undefined && !Object.hasOwn(parts, part))
      throw new BadRequest(place(part), `“${part}” is not a part of ${named}.`, `It takes ${Object.keys(parts).join(', ')}.`);
  }
  for (const [part, wanted] of Object.entries(parts)) {
    const wrong = given[part] === undefined ? (isNeeded(schema, part) ? 'is missing' : null) : faultOf(given[part], wanted);
    if (wrong !== null) throw new BadRequest(place(part), `“${part}” of ${named} ${wrong}.`);
  }
  const filter = given as unknown as Filter;
  checkEnds(filter, place);
  if (filter.kind === 'attribute') checkAttribute(filter, place);
  if (filter.kind === 'waits-at') checkPlaces(filter, place);
  if (filter.kind === 'follows' && filter.of === 'stage' && filter.way !== 'directly' && filter.way !== 'eventually')
    throw new BadRequest(place('way'), `“${filter.way}” is asked of two activities, not of stages.`, 'Use directly or eventually.');
  return filter;
}

const EXAMPLE = '{"kind":"attribute","name":"Priority","op":"in","values":["1"]}';
const quoted = (value: unknown) => `“${typeof value === 'string' ? value : JSON.stringify(value)}”`;
const isNeeded = (schema: { readonly required?: readonly string[] }, part: string) => schema.required?.includes(part) === true;

interface Wanted {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly items?: Wanted;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What is wrong with a part, as the rest of a sentence; null when nothing is. */
function faultOf(value: unknown, schema: Wanted): string | null {
  if (schema.const !== undefined) return value === schema.const ? null : `can only be ${JSON.stringify(schema.const)}`;
  switch (schema.type) {
    case 'array':
      return faultOfList(value, schema);
    case 'string':
      if (typeof value !== 'string') return 'is not text';
      if (schema.enum && !schema.enum.includes(value)) return `can't be ${quoted(value)}: it takes ${schema.enum.join(', ')}`;
      return value.length < (schema.minLength ?? 0) ? 'is empty' : null;
    default:
      return faultOfNumber(value, schema);
  }
}

function faultOfList(value: unknown, { items, minItems = 0, maxItems = Infinity }: Wanted): string | null {
  if (!Array.isArray(value)) return 'is not a list';
  if (value.length < minItems) return 'names nothing';
  if (value.length > maxItems) return `names ${value.length}: ${maxItems} are the most`;
  for (const [at, one] of value.entries()) {
    const wrong = items ? faultOf(one, items) : null;
    if (wrong !== null) return `has an entry that ${wrong} (number ${at + 1})`;
  }
  return null;
}

function faultOfNumber(value: unknown, { type, minimum = -Infinity, maximum = Infinity }: Wanted): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'is not a number';
  if (type === 'integer' && !Number.isInteger(value)) return 'is not a whole number';
  if (value < minimum) return `is below ${minimum}`;
  return value > maximum ? 'is too large' : null;
}

/** Kinds that say nothing without an end. */
const NEEDS_AN_END: readonly FilterKind[] = ['duration', 'processing', 'stage-wait', 'score'];

function checkEnds(filter: Filter, place: Place): void {
  const { min, max, minMs, maxMs } = filter as { min?: number; max?: number; minMs?: number; maxMs?: number };
  if (NEEDS_AN_END.includes(filter.kind) && [min, max, minMs, maxMs].every((end) => end === undefined))
    throw new BadRequest(place(), `The filter “${filter.kind}” has no ends.`, 'Say the least, the most or both.');
  if (minMs !== undefined && maxMs !== undefined && minMs >= maxMs)
    throw new BadRequest(place('maxMs'), 'The time ends before it begins.', 'The first end counts, the second no longer does.');
  if (min !== undefined && max !== undefined && min > max)
    throw new BadRequest(place('max'), `The range ends (${max}) before it begins (${min}).`);
}

function checkPlaces({ stage, from, to }: FilterOf<'waits-at'>, place: Place): void {
  if ((from === undefined) !== (to === undefined))
    throw new BadRequest(place(from === undefined ? 'from' : 'to'), 'A hand-over has two ends.', 'Name both activities, or neither.');
  if (stage !== undefined && from !== undefined)
    throw new BadRequest(place('stage'), 'A wait is for a stage or between two activities, not both.');
}

function checkAttribute({ name, op, values, min, max }: FilterOf<'attribute'>, place: Place): void {
  const ranged = min !== undefined || max !== undefined;
  if (op === 'range' && !ranged)
    throw new BadRequest(place('min'), `The range on “${name}” has no ends.`, 'Say the least, the most or both.');
  if (op !== 'range' && ranged) throw new BadRequest(place('min'), `The filter on “${name}” has ends, and is no range.`, 'Use range.');
  const lists = op === 'in' || op === 'not-in';
  if (lists && values === undefined) throw new BadRequest(place('values'), `The filter on “${name}” names no value.`);
  if (!lists && values !== undefined)
    throw new BadRequest(place('values'), `The filter on “${name}” names values, which “${op}” does not take.`, 'Use in or not-in.');
}
