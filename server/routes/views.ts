import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { BadRequest, NotFound, ProblemBody } from '../../model/problem.ts';
import { SCOPE_KEYS, scopeFromQuery, type Scope } from '../../model/scope.ts';
import { View, ViewChange, ViewContent } from '../../model/view.ts';
import { statements, type Source } from '../analytics/analytic.ts';
import { otherScope } from '../analytics/compare-sides.ts';
import { remaining } from '../analytics/remaining.ts';
import type { StoredView } from '../store/views.ts';
import { inSnapshot } from './answers.ts';

const Params = Type.Object({ process: Type.String() });
const One = Type.Object({ process: Type.String(), view: View.properties.id });

/** Choices of cases with a name. */
export const views: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  const tags = ['services'];
  const one = '/api/v1/processes/:process/views/:view';

  const judged = async (process: string, stored: readonly StoredView[]): Promise<View[]> => {
    if (stored.length === 0) return [];
    // without data nothing can be looked up, and nothing is stale
    if (house.live.get(process).facts.dataVersion === 0) return stored.map((view) => ({ ...view, stale: null }));
    const { result } = await inSnapshot(house, process, {}, async (source) => {
      const all: View[] = [];
      for (const view of stored) all.push({ ...view, stale: await staleBy(source, view) });
      return all;
    });
    return result;
  };
  const answered = async (process: string, stored: StoredView): Promise<View> =>
    (await judged(process, [stored]))[0] ?? { ...stored, stale: null };
  const found = (process: string, id: string): StoredView => {
    const view = house.store.views.find(process, id);
    if (!view) throw new NotFound('view', id);
    return view;
  };

  app.get(
    '/api/v1/processes/:process/views',
    {
      config: { role: 'viewer' },
      schema: {
        tags,
        summary: 'The saved views of a service, by name',
        description:
          'A view is a page with its query. `stale` says what in it no longer makes sense with the data and the blueprint of now.',
        params: Params,
        response: { 200: Type.Array(View), 404: ProblemBody },
      },
    },
    async ({ params }, reply) => {
      const { stored } = house.live.get(params.process);
      reply.header('cache-control', 'no-cache');
      return judged(stored.id, house.store.views.of(stored.id));
    },
  );

  app.put(
    one,
    {
      config: { role: 'contributor' },
      schema: {
        tags,
        summary: 'Save a view under an id of your own, new or not',
        params: One,
        body: ViewContent,
        response: { 200: View, 400: ProblemBody, 404: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ params, body }) => {
      const { stored } = house.live.get(params.process);
      return answered(stored.id, house.store.views.save(stored.id, params.view, body, house.now()));
    },
  );

  app.patch(
    one,
    {
      config: { role: 'contributor' },
      schema: {
        tags,
        summary: 'Rename a view, or let it show something else',
        params: One,
        body: ViewChange,
        response: { 200: View, 400: ProblemBody, 404: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ params, body }) => {
      const { stored } = house.live.get(params.process);
      const { name, page, query } = { ...found(stored.id, params.view), ...body };
      return answered(stored.id, house.store.views.save(stored.id, params.view, { name, page, query }, house.now()));
    },
  );

  app.delete(
    one,
    {
      config: { role: 'contributor' },
      schema: {
        tags,
        summary: 'Delete a view; putting it again brings it back',
        params: One,
        response: { 204: Type.Null(), 404: ProblemBody },
      },
    },
    async ({ params }, reply) => {
      const { stored } = house.live.get(params.process);
      found(stored.id, params.view);
      house.store.views.drop(stored.id, params.view);
      return reply.status(204).send(null);
    },
  );
};

/** What no longer makes sense of a view, in words: a filter that names what the data do not know any more; null when all does. */
async function staleBy(source: Source, view: StoredView): Promise<string | null> {
  try {
    const query = new URLSearchParams(view.query);
    const own = [...new Set(query.keys())].filter((key) => !(SCOPE_KEYS as readonly string[]).includes(key));
    const scopes: Scope[] = [scopeFromQuery(source.process.id, query, own)];
    if (query.has('against')) scopes.push(otherScope(source.process.id, query.get('against') ?? ''));
    // a question that can be put has filters that mean something
    for (const scope of scopes) await statements(source, remaining, scope);
    return null;
  } catch (error) {
    if (error instanceof BadRequest) return [error.message, error.detail].filter(Boolean).join(' ');
    throw error;
  }
}
