import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Problem, ProblemBody } from '../../model/problem.ts';
import { LEVELS } from '../../model/scope.ts';
import { OneOf, OrNull } from '../../model/units.ts';

const Params = Type.Object({ process: Type.String(), level: OneOf(LEVELS) });
/** What the page made of the whole log: plain JSON, which it checks when it reads it again. */
const Pin = Type.Record(Type.String({ maxLength: 40 }), Type.Unknown());
const Pinned = Type.Object({ dataVersion: OrNull(Type.Integer()), pin: OrNull(Pin) });

const MOST_BYTES = 512 * 1024;

/** Where the activities of a map lie. The page works it out once per data version, from the whole log. */
export const mapPins: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  const path = '/api/v1/processes/:process/map-pins/:level';
  const tags = ['services'];

  app.get(
    path,
    {
      config: { role: 'viewer' },
      schema: {
        tags,
        summary: 'Where the activities or stages of the map lie',
        description: 'Both are null as long as nobody has opened the map.',
        params: Params,
        response: { 200: Pinned, 404: ProblemBody },
      },
    },
    async ({ params }, reply) => {
      const { stored } = house.live.get(params.process);
      reply.header('cache-control', 'no-cache');
      return house.store.mapPins.find(stored.id, params.level) ?? { dataVersion: null, pin: null };
    },
  );

  app.put(
    path,
    {
      // whoever opens the map first pins it: the places follow from the data, they are nobody's opinion
      config: { role: 'viewer' },
      bodyLimit: MOST_BYTES,
      schema: {
        tags,
        summary: 'Pin the map of a data version',
        description: 'What is pinned for this or a later data version stays, unless `again` is true. The answer is what holds.',
        params: Params,
        body: Type.Object(
          { dataVersion: Type.Integer({ minimum: 1 }), pin: Pin, again: Type.Optional(Type.Boolean()) },
          { additionalProperties: false },
        ),
        response: { 200: Pinned, 400: ProblemBody, 404: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ params, body }) => {
      const {
        stored,
        facts: { dataVersion },
      } = house.live.get(params.process);
      if (body.dataVersion > dataVersion) {
        throw new Problem('unknown_version', 409, `There is no data version ${String(body.dataVersion)} of “${stored.id}” yet.`, {
          detail: `The newest is ${String(dataVersion)}.`,
          field: 'dataVersion',
        });
      }
      return house.store.mapPins.keep(stored.id, params.level, body, house.now(), body.again);
    },
  );
};
