import { Type, type Static } from 'typebox';
import { BadRequest } from './problem.ts';
import { LocalDate, OneOf } from './units.ts';

/** Which moment of a case, or which of its steps, puts it into the period. */
export const PERIOD_BY = ['arrival', 'delivery', 'completion', 'activity'] as const;
export const CASE_STATES = ['all', 'complete', 'open'] as const;
export const LEVELS = ['activity', 'stage'] as const;

/** Cases by the value of one of their attributes. `not-in` keeps cases without a value; `missing` keeps only those. */
export const AttributeFilter = Type.Object(
  {
    kind: Type.Literal('attribute'),
    name: Type.String({ minLength: 1 }),
    op: OneOf(['in', 'not-in', 'range', 'missing']),
    values: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: 500 })),
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
  },
  { additionalProperties: false },
);
export const Filter = AttributeFilter;
export type Filter = Static<typeof Filter>;

/**
 * Which cases a question is about (DESIGN.md section 5). Filters choose whole cases and never cut one.
 *
 * `from` and `to` are days in the zone of the process, half-open: `from` counts, `to` does not. Without a
 * `state` each question counts what its definition says (durations: complete cases; everything else: all).
 */
export const Scope = Type.Object(
  {
    process: Type.String(),
    period: Type.Optional(
      Type.Object(
        {
          from: Type.Optional(LocalDate),
          to: Type.Optional(LocalDate),
          by: Type.Optional(OneOf(PERIOD_BY)),
        },
        { additionalProperties: false },
      ),
    ),
    state: Type.Optional(OneOf(CASE_STATES)),
    level: Type.Optional(OneOf(LEVELS)),
    filters: Type.Optional(Type.Array(Filter, { maxItems: 50 })),
  },
  { additionalProperties: false },
);
export type Scope = Static<typeof Scope>;

const SCOPE_KEYS = ['from', 'to', 'by', 'state', 'level', 'where'] as const;

/**
 * The scope in a URL: `from=2026-10-01&to=2026-11-01&by=delivery&state=complete&level=stage` and one
 * `where=` per filter, `NAME:in:A|B`, `NAME:not-in:A`, `NAME:range:1..5`, `NAME:missing`. In names and
 * values `%`, `:`, `|` and `..` are percent-escaped once more, so any text survives.
 */
export function scopeToQuery(scope: Scope): URLSearchParams {
  const query = new URLSearchParams();
  const { from, to, by } = scope.period ?? {};
  if (from) query.set('from', from);
  if (to) query.set('to', to);
  if (by) query.set('by', by);
  if (scope.state) query.set('state', scope.state);
  if (scope.level) query.set('level', scope.level);
  for (const filter of scope.filters ?? []) query.append('where', filterToText(filter));
  return query;
}

/** The scope a URL names; refuses what it does not know with the field named (`BadRequest`). Other keys are the page's own: see `known`. */
export function scopeFromQuery(process: string, query: URLSearchParams, known: readonly string[] = []): Scope {
  for (const key of query.keys()) {
    if (!(SCOPE_KEYS as readonly string[]).includes(key) && !known.includes(key)) {
      throw new BadRequest(key, `“${key}” is not a parameter of this question.`, `It takes ${[...SCOPE_KEYS, ...known].join(', ')}.`);
    }
  }
  const scope: Scope = { process };
  const from = day(query, 'from');
  const to = day(query, 'to');
  const by = oneOf(query, 'by', PERIOD_BY);
  if (from ?? to ?? by) scope.period = { ...(from ? { from } : {}), ...(to ? { to } : {}), ...(by ? { by } : {}) };
  if (from && to && from >= to)
    throw new BadRequest('to', `The period ends (${to}) before it starts (${from}).`, '“to” is the first day that no longer counts.');
  const state = oneOf(query, 'state', CASE_STATES);
  if (state) scope.state = state;
  const level = oneOf(query, 'level', LEVELS);
  if (level) scope.level = level;
  const filters = query.getAll('where').map(filterFromText);
  if (filters.length > 0) scope.filters = filters;
  return scope;
}

/** A scope as JSON (CLI, API bodies), checked like a URL. */
export function scopeFromJson(process: string, json: unknown): Scope {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new BadRequest('scope', 'The scope is not a JSON object.');
  const known = ['process', 'period', 'state', 'level', 'filters'];
  for (const key of Object.keys(json)) {
    if (!known.includes(key))
      throw new BadRequest(`scope.${key}`, `“${key}” is not a part of a scope.`, `It takes ${known.slice(1).join(', ')}.`);
  }
  const raw = json as { period?: Record<string, unknown>; state?: unknown; level?: unknown; filters?: unknown };
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(raw.period ?? {})) {
    if (!['from', 'to', 'by'].includes(key))
      throw new BadRequest(`scope.period.${key}`, `“${key}” is not a part of a period.`, 'It takes from, to, by.');
    query.set(key, asText(value));
  }
  if (raw.state !== undefined) query.set('state', asText(raw.state));
  if (raw.level !== undefined) query.set('level', asText(raw.level));
  if (raw.filters !== undefined && !Array.isArray(raw.filters)) throw new BadRequest('scope.filters', 'The filters of a scope are a list.');
  for (const filter of (raw.filters as Filter[] | undefined) ?? []) {
    if (typeof filter !== 'object' || filter === null || filter.kind !== 'attribute' || typeof filter.name !== 'string') {
      throw new BadRequest(
        'scope.filters',
        'A filter names its kind and its attribute.',
        '{"kind":"attribute","name":"Priority","op":"in","values":["1"]}',
      );
    }
    query.append('where', filterToText(filter));
  }
  return scopeFromQuery(process, query);
}

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

const escapeText = (text: string) => text.replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll('|', '%7C').replaceAll('..', '%2E%2E');
const plainText = (text: string) => text.replaceAll('%2E%2E', '..').replaceAll('%7C', '|').replaceAll('%3A', ':').replaceAll('%25', '%');

export function filterToText(filter: Filter): string {
  const name = escapeText(filter.name);
  switch (filter.op) {
    case 'missing':
      return `${name}:missing`;
    case 'range':
      return `${name}:range:${filter.min ?? ''}..${filter.max ?? ''}`;
    case 'in':
    case 'not-in':
      return `${name}:${filter.op}:${(filter.values ?? []).map(escapeText).join('|')}`;
    default:
      throw new BadRequest('where', `“${filter.op as string}” is not a way to filter.`, 'Use in, not-in, range or missing.');
  }
}

export function filterFromText(text: string): Filter {
  const [name, op, rest] = text.split(':');
  if (!name) throw new BadRequest('where', 'A filter starts with the name of an attribute.', 'where=Priority:in:1|2');
  const base = { kind: 'attribute' as const, name: plainText(name) };
  if (op === 'missing') return { ...base, op };
  if (op === 'in' || op === 'not-in') {
    if (rest === undefined) throw new BadRequest('where', `The filter on “${base.name}” names no value.`, `where=${name}:${op}:VALUE`);
    return { ...base, op, values: rest.split('|').map(plainText) };
  }
  if (op === 'range') {
    const [low, high] = (rest ?? '').split('..');
    const min = bound(low, base.name);
    const max = bound(high, base.name);
    if (min === undefined && max === undefined)
      throw new BadRequest('where', `The range on “${base.name}” has no ends.`, `where=${name}:range:1..5`);
    return { ...base, op, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  }
  throw new BadRequest('where', `“${op ?? ''}” is not a way to filter.`, 'Use in, not-in, range or missing.');
}

function bound(text: string | undefined, name: string): number | undefined {
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new BadRequest('where', `“${text}” is not a number, so “${name}” can't be cut there.`);
  return value;
}

function day(query: URLSearchParams, key: 'from' | 'to'): string | undefined {
  const value = query.get(key);
  if (value === null || value === '') return undefined;
  const real =
    /^\d{4}-\d{2}-\d{2}$/.test(value) &&
    !Number.isNaN(Date.parse(`${value}T00:00:00Z`)) &&
    new Date(`${value}T00:00:00Z`).toISOString().startsWith(value);
  if (!real) throw new BadRequest(key, `“${value}” is not a day.`, 'Write it as 2026-10-01.');
  return value;
}

function oneOf<T extends string>(query: URLSearchParams, key: string, words: readonly T[]): T | undefined {
  const value = query.get(key);
  if (value === null || value === '') return undefined;
  if (!(words as readonly string[]).includes(value))
    throw new BadRequest(key, `“${value}” is not known as “${key}”.`, `It takes ${words.join(', ')}.`);
  return value as T;
}
