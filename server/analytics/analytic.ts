import { Type, type Static, type TObject, type TSchema, type TUndefined } from 'typebox';
import { Value } from 'typebox/value';
import type { QueryOptions, Row, Session } from '../../engine/engine.ts';
import { sql, type Sql } from '../../engine/sql.ts';
import type { Blueprint } from '../../model/blueprint.ts';
import type { ChartDecisions } from '../../model/chart-decision.ts';
import type { ValueType } from '../../model/event-log.ts';
import { checkedFilter } from '../../model/filter.ts';
import type { FrozenImprovement } from '../../model/improvement.ts';
import { BadRequest } from '../../model/problem.ts';
import { Scope } from '../../model/scope.ts';
import { filterIds, type FilterIds } from './filter-names.ts';

/** What a question must know of its process besides the tables. `firstAt` and `endAt` are null before the first import. */
export interface ProcessContext {
  readonly id: string;
  readonly zone: string;
  readonly blueprint: Blueprint;
  readonly cutOffMs: number | null;
  readonly dataVersion: number;
  /** First event. */
  readonly firstAt: string | null;
  /** End of the data: latest accepted event, no later than the import. */
  readonly endAt: string | null;
  /** Up to when the data can be taken as whole: `endAt` or a midnight soon after it; `endAt` when absent. */
  readonly wholeTo?: string | null;
  /** Whether work may be counted for single people; not when absent. */
  readonly figuresByPerson?: boolean;
  /** The files have days and no hours, so nothing can be said by hour; they have hours when absent. */
  readonly wholeDays?: boolean;
  /** Somebody was asked how it was; so it is taken to be when absent. */
  readonly hasFeedback?: boolean;
  /** What people decided about the charts of measures; nothing when absent. */
  readonly charts?: ChartDecisions;
  /** What `improvement-effect` looks up by their ids. */
  readonly improvements?: readonly FrozenImprovement[];
}

/** Where answers come from: a session in the schema of a process, and the process. */
export interface Source {
  readonly session: Session;
  readonly process: ProcessContext;
}

/** A column of the files that is none of the roles; `a<id>` in `event` and, at case level, in `case_fact`. */
export interface Attribute {
  readonly id: number;
  readonly name: string;
  readonly type: ValueType;
  readonly level: 'case' | 'event';
  /** No case table says anything: what `case_fact` has of a case is what all its events that have a value agree on. */
  readonly byEvents?: boolean;
}

/** One question as it was put. */
export interface Asked<Params = unknown> {
  readonly process: ProcessContext;
  readonly scope: Scope;
  readonly params: Params;
  readonly attributes: readonly Attribute[];
  /** Of the names that the filters of the scope use. */
  readonly ids: FilterIds;
}

/** What a question finds: its rows, how many there are in all where the answer is a part, what is true of all of them. */
export interface Found {
  readonly rows: readonly Row[];
  readonly n?: number;
  readonly about?: Row;
}

/** How a question is put to the engine: one statement whose rows are the answer, or several and what is made of them. */
type Means<P extends TObject> =
  | { readonly query: (asked: Asked<Static<P>>) => Sql; readonly queries?: never; readonly answer?: never }
  | {
      readonly query?: never;
      readonly queries: (asked: Asked<Static<P>>) => Readonly<Record<string, Sql>>;
      /** Pure: the rows of each statement, by its name. */
      readonly answer: (found: Readonly<Record<string, Row[]>>, asked: Asked<Static<P>>) => Found;
    };

type Words<Id extends string, P extends TObject, R extends TObject, A extends TSchema> = {
  readonly id: Id;
  readonly question: string;
  readonly definition: string;
  readonly caveats: readonly string[];
  /** Its own parameters; the scope comes on top. */
  readonly params: P;
  readonly row: R;
  readonly about?: A;
  /** Scopes that its parameters name: the names of their filters are looked up too. */
  readonly others?: (process: ProcessContext, params: Static<P>) => readonly Scope[];
};

export type AnalyticDefinition<Id extends string, P extends TObject, R extends TObject, A extends TSchema> = Words<Id, P, R, A> & Means<P>;

/** One question of the catalogue. `Row` and `About` carry types only. */
export interface Analytic<
  Id extends string = string,
  P extends TObject = TObject,
  R extends TObject = TObject,
  A extends TSchema = TSchema,
> extends Omit<Words<Id, P, R, A>, 'about' | 'others'> {
  readonly about: A | null;
  readonly others?: (process: ProcessContext, params: Row) => readonly Scope[];
  readonly queries: (asked: Asked) => Readonly<Record<string, Sql>>;
  readonly answer: (found: Readonly<Record<string, Row[]>>, asked: Asked) => Found;
}

/** A question without parameters of its own. */
export const NoParams = Type.Object({}, { additionalProperties: false });

/** Writes down a question: `query` for one statement, `queries` and `answer` where one is not enough. */
export function analytic<const Id extends string, P extends TObject, R extends TObject, A extends TSchema = TUndefined>(
  definition: AnalyticDefinition<Id, P, R, A>,
): Analytic<Id, P, R, A> {
  const { id, question, definition: words, caveats, params, row, about, others } = definition;
  const known = others === undefined ? {} : { others: (process: ProcessContext, given: Row) => others(process, given as Static<P>) };
  const said = { id, question, definition: words, caveats, params, row, about: about ?? null, ...known };
  // parameters reach a question only through `checkedParams`, so they are of its type
  if (definition.query !== undefined) {
    const { query } = definition;
    return { ...said, queries: (asked) => ({ rows: query(asked as Asked<Static<P>>) }), answer: ({ rows }) => ({ rows: rows ?? [] }) };
  }
  const { queries, answer } = definition;
  return {
    ...said,
    queries: (asked) => queries(asked as Asked<Static<P>>),
    answer: (found, asked) => answer(found, asked as Asked<Static<P>>),
  };
}

/** Everything an answer is made of. Links, footers and caches carry `dataVersion`. */
export interface Envelope<R = Row, A = unknown> {
  readonly analytic: string;
  readonly dataVersion: number;
  readonly scope: Scope;
  readonly n?: number;
  readonly about?: A;
  readonly rows: readonly R[];
}

/** The row type of an analytic. */
export type RowFor<T> = T extends Analytic<string, TObject, infer R> ? Static<R> : never;
/** What an analytic says of all its rows; undefined when nothing. */
export type AboutFor<T> = T extends Analytic<string, TObject, TObject, infer A> ? Static<A> : never;
/** The parameters of an analytic, all of them optional for the one who asks. */
export type ParamsFor<T> = T extends Analytic<string, infer P> ? Partial<Static<P>> : never;
export type AnswerFor<T> = Envelope<RowFor<T>, AboutFor<T>>;

/**
 * Puts a question. Rejects with `BadRequest` naming the field when scope or parameters make no sense,
 * with `Cancelled` when the signal fires, with `QueryError` when the engine refuses.
 *
 * `params` may be text, as a URL has it.
 */
export async function ask<Id extends string, P extends TObject, R extends TObject, A extends TSchema>(
  source: Source,
  analytic: Analytic<Id, P, R, A>,
  scope: Scope,
  params: Readonly<Record<string, unknown>> = {},
  options: QueryOptions = {},
): Promise<Envelope<Static<R>, Static<A>>> {
  const asked = await put(source, analytic, scope, params, options);
  const found: Record<string, Row[]> = {};
  for (const [name, statement] of Object.entries(analytic.queries(asked))) found[name] = await source.session.query(statement, options);
  const { rows, n, about } = analytic.answer(found, asked);
  return {
    analytic: analytic.id,
    dataVersion: source.process.dataVersion,
    scope,
    ...(n === undefined ? {} : { n }),
    ...(about === undefined ? {} : { about: about as Static<A> }),
    rows: rows as readonly Static<R>[],
  };
}

/** The SQL of an answer, statement by statement, as `ask` would run it. */
export async function statements(
  source: Source,
  analytic: Analytic,
  scope: Scope,
  params: Readonly<Record<string, unknown>> = {},
): Promise<{ name: string; sql: Sql }[]> {
  const asked = await put(source, analytic, scope, params, {});
  return Object.entries(analytic.queries(asked)).map(([name, statement]) => ({ name, sql: statement }));
}

/** A question as it was put, checked: parameters in their types, attributes of the process read. Rejects as `ask` does. */
export async function put(
  source: Source,
  analytic: Pick<Analytic, 'id' | 'params' | 'others'>,
  scope: Scope,
  params: Readonly<Record<string, unknown>>,
  options: QueryOptions,
): Promise<Asked> {
  const attributes = await source.session.query<Attribute & Row>(
    sql`SELECT id, name, type, level, NOT EXISTS (SELECT 1 FROM case_row) AS by_events FROM attribute ORDER BY id`,
    options,
  );
  const checked = checkedScope(scope);
  const own = checkedParams(analytic, params);
  const scopes = [checked, ...(analytic.others?.(source.process, own) ?? [])];
  const filters = scopes.flatMap((one) => one.filters ?? []);
  const ids = await filterIds(source.session, filters, options);
  return { process: source.process, scope: checked, params: own, attributes, ids };
}

/** The parameters in their types, defaults filled in; refuses what the question does not know. */
export function checkedParams(analytic: Pick<Analytic, 'id' | 'params'>, given: Readonly<Record<string, unknown>>): Row {
  const known = Object.keys(analytic.params.properties);
  for (const [name, value] of Object.entries(given)) {
    if (known.includes(name) || value === undefined) continue;
    throw new BadRequest(
      name,
      `“${name}” is not a parameter of ${analytic.id}.`,
      known.length === 0 ? 'It takes none of its own.' : `It takes ${known.join(', ')}.`,
    );
  }
  const asText = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''));
  const params: unknown = Value.Default(analytic.params, Value.Convert(analytic.params, asText));
  for (const problem of Value.Errors(analytic.params, params)) {
    const absent = missing(problem);
    if (absent !== undefined) throw new BadRequest(absent, `“${absent}” of ${analytic.id} is missing.`);
    const field = problem.instancePath.split('/')[1] ?? 'params';
    throw new BadRequest(field, `“${field}” of ${analytic.id} ${problem.message}.`, allowed(analytic.params.properties[field]));
  }
  return params as Row;
}

const missing = (problem: { params?: unknown }) =>
  (problem.params as { requiredProperties?: string[] } | undefined)?.requiredProperties?.[0];

const allowed = (schema: unknown) => {
  const words = (schema as { enum?: readonly string[] } | undefined)?.enum;
  return words === undefined ? undefined : `It takes ${words.join(', ')}.`;
};

function checkedScope(scope: Scope): Scope {
  // in words of its own: a schema of many kinds can only say that none of them fits
  for (const [at, filter] of (scope.filters ?? []).entries())
    checkedFilter(filter, (part) => `scope.filters[${at}]${part === undefined ? '' : `.${part}`}`);
  for (const problem of Value.Errors(Scope, scope)) {
    const field = ['scope', ...problem.instancePath.split('/').slice(1)].join('.');
    throw new BadRequest(field, `“${field}” ${problem.message}.`);
  }
  return scope;
}
