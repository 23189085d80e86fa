import { Type, type Static } from 'typebox';
import { checkedFilter, Filter } from './filter.ts';
import { filterFromText, filterToText } from './filter-text.ts';
import { BadRequest } from './problem.ts';
import { LocalDate, OneOf } from './units.ts';

export { AttributeFilter, Filter, FILTER_KINDS, type FilterKind, type FilterOf } from './filter.ts';
export { filterFromText, filterToText } from './filter-text.ts';

/** Which moment of a case, or which of its steps, puts it into the period. */
export const PERIOD_BY = ['arrival', 'delivery', 'completion', 'activity'] as const;
export const CASE_STATES = ['all', 'complete', 'open'] as const;
export const LEVELS = ['activity', 'stage'] as const;
const MOST_FILTERS = 50;

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
    filters: Type.Optional(Type.Array(Filter, { maxItems: MOST_FILTERS })),
  },
  { additionalProperties: false },
);
export type Scope = Static<typeof Scope>;

export const SCOPE_KEYS = ['from', 'to', 'by', 'state', 'level', 'where'] as const;

/**
 * The scope in a URL: `from=2026-10-01&to=2026-11-01&by=delivery&state=complete&level=stage` and one
 * `where=` per filter (`model/filter-text.ts`).
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

/** A query as people read it: what a URL allows stays as it is. Reads back the same. */
export const readableQuery = (query: URLSearchParams): string =>
  query.toString().replaceAll(/%(3A|7C|40|2C|2F)/g, (found) => decodeURIComponent(found));

/** The scope a URL names; refuses what it does not know with the field named (`BadRequest`). Other keys are the page's own: see `known`. */
export function scopeFromQuery(process: string, query: URLSearchParams, known: readonly string[] = []): Scope {
  for (const key of query.keys()) {
    if (!(SCOPE_KEYS as readonly string[]).includes(key) && !known.includes(key)) {
      throw new BadRequest(key, `“${key}” is not a parameter of this question.`, `It takes ${[...SCOPE_KEYS, ...known].join(', ')}.`);
    }
  }
  const twice = [...query.keys()].find((key) => key !== 'where' && query.getAll(key).length > 1);
  if (twice !== undefined)
    throw new BadRequest(twice, `“${twice}” is given more than once.`, 'Only where can be repeated, once for each filter.');
  const said = (key: string) => query.get(key) ?? undefined;
  const period = { from: said('from'), to: said('to'), by: said('by') };
  return scopeOf(process, { period, state: said('state'), level: said('level') }, query.getAll('where').map(filterFromText), (path) =>
    path === 'scope.filters' ? 'where' : lastPart(path),
  );
}

/** A scope as JSON (CLI, API bodies), checked like a URL; fields are named by their path, `scope.period.from`. */
export function scopeFromJson(process: string, json: unknown): Scope {
  if (!isRecord(json)) throw new BadRequest('scope', 'The scope is not a JSON object.');
  only(json, ['process', 'period', 'state', 'level', 'filters'], 'scope', 'a scope');
  const { period = {}, filters = [] } = json;
  if (!isRecord(period)) throw new BadRequest('scope.period', 'The period is not a JSON object.', 'It takes from, to, by.');
  only(period, ['from', 'to', 'by'], 'scope.period', 'a period');
  if (!Array.isArray(filters)) throw new BadRequest('scope.filters', 'The filters of a scope are a list.');
  const checked = filters.map((filter, at) =>
    checkedFilter(filter, (part) => `scope.filters[${at}]${part === undefined ? '' : `.${part}`}`),
  );
  return scopeOf(process, { ...json, period }, checked, (path) => path);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function only(given: object, known: readonly string[], place: string, what: string): void {
  const stranger = Object.keys(given).find((key) => !known.includes(key));
  if (stranger === undefined) return;
  const taken = known.filter((key) => key !== 'process');
  throw new BadRequest(`${place}.${stranger}`, `“${stranger}” is not a part of ${what}.`, `It takes ${taken.join(', ')}.`);
}

interface Raw {
  readonly period?: Readonly<Record<string, unknown>>;
  readonly state?: unknown;
  readonly level?: unknown;
}

/** The scope of what was said; `field` names a part as the one who asks knows it. */
function scopeOf(process: string, raw: Raw, filters: readonly Filter[], field: (path: string) => string): Scope {
  const scope: Scope = { process };
  const from = day(raw.period?.from, field('scope.period.from'));
  const to = day(raw.period?.to, field('scope.period.to'));
  const by = oneOf(raw.period?.by, field('scope.period.by'), PERIOD_BY);
  if (from ?? to ?? by) scope.period = { ...(from ? { from } : {}), ...(to ? { to } : {}), ...(by ? { by } : {}) };
  if (from && to && from >= to)
    throw new BadRequest(
      field('scope.period.to'),
      `The period ends (${to}) before it starts (${from}).`,
      '“to” is the first day that no longer counts.',
    );
  const state = oneOf(raw.state, field('scope.state'), CASE_STATES);
  if (state) scope.state = state;
  const level = oneOf(raw.level, field('scope.level'), LEVELS);
  if (level) scope.level = level;
  if (filters.length > MOST_FILTERS)
    throw new BadRequest(field('scope.filters'), `There are ${filters.length} filters: ${MOST_FILTERS} are the most.`);
  if (filters.length > 0) scope.filters = [...filters];
  return scope;
}

const lastPart = (path: string) => path.replace(/^.*\./, '');
const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

function day(given: unknown, field: string): string | undefined {
  if (given === undefined || given === '') return undefined;
  const value = asText(given);
  const real =
    /^\d{4}-\d{2}-\d{2}$/.test(value) &&
    !Number.isNaN(Date.parse(`${value}T00:00:00Z`)) &&
    new Date(`${value}T00:00:00Z`).toISOString().startsWith(value);
  if (!real) throw new BadRequest(field, `“${value}” is not a day.`, 'Write it as 2026-10-01.');
  return value;
}

function oneOf<T extends string>(given: unknown, field: string, words: readonly T[]): T | undefined {
  if (given === undefined || given === '') return undefined;
  const value = asText(given);
  if (!(words as readonly string[]).includes(value))
    throw new BadRequest(field, `“${value}” is not known as “${lastPart(field)}”.`, `It takes ${words.join(', ')}.`);
  return value as T;
}
