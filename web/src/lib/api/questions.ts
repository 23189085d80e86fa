import type { Scope } from '../../../../model/scope.ts';
import { scopeToQuery } from '../../../../model/scope.ts';
import type { AnswerOf, AnalyticId } from '../../../../server/analytics/catalog.ts';
import { address, api } from './http.ts';

export type { AboutOf, AnswerOf, AnalyticId, RowOf } from '../../../../server/analytics/catalog.ts';

/** More events than this: a page asks for what it is about first, and for the rest when that is there. */
export const MANY_EVENTS = 300_000;

/** A question's own parameters, beside the scope: `{ bucket: 'week' }`. */
export type Params = Record<string, string | number | boolean | undefined>;

/** Scope and parameters as the server reads them, always in the same order: also the key of an answer. */
export function questionQuery(scope: Scope, params: Params = {}): URLSearchParams {
  const query = scopeToQuery(scope);
  for (const [name, value] of Object.entries(params)) if (value !== undefined) query.set(name, String(value));
  return query;
}

const pathOf = (id: string, scope: Scope) => `/processes/${encodeURIComponent(scope.process)}/analytics/${id}`;

/** Asks one question of the catalogue. */
export function askQuestion<Id extends AnalyticId>(
  id: Id,
  scope: Scope,
  params: Params = {},
  options: { signal?: AbortSignal; fetch?: typeof fetch } = {},
): Promise<AnswerOf<Id>> {
  return api.get<AnswerOf<Id>>(pathOf(id, scope), { query: questionQuery(scope, params), ...options });
}

/** Where the same answer is to be had as a file. */
export function questionFile(id: AnalyticId, scope: Scope, params: Params = {}, format: 'csv' | 'json' | 'arrow' = 'csv'): string {
  const query = questionQuery(scope, params);
  query.set('format', format);
  return address(pathOf(id, scope), query);
}

/** The SQL of the same answer, as a person can paste it. */
export async function questionSql(id: AnalyticId, scope: Scope, params: Params = {}): Promise<string> {
  const query = questionQuery(scope, params);
  query.set('inline', 'true');
  return (await api.get<{ sql: string }>(`${pathOf(id, scope)}/sql`, { query })).sql;
}
