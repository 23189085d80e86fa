import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Message, MESSAGE_KINDS, MESSAGE_STATES, type MessageAbout } from '../../model/delivery.ts';
import { BadRequest, ProblemBody } from '../../model/problem.ts';
import { OneOf } from '../../model/units.ts';

const One = Type.Object({ id: Type.String() });
const tags = ['channels'];

/** The delivery ledger: what was to be sent to whom, and every attempt. */
export const deliveries: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;

  app.get(
    '/api/v1/deliveries',
    {
      config: { role: 'viewer' },
      schema: {
        tags,
        summary: 'The delivery ledger, newest first',
        querystring: Type.Object(
          {
            about: Type.Optional(Type.String({ description: 'Of one thing: `letter:…`, `alert:…`, `notice:…`, `test:…`.' })),
            process: Type.Optional(Type.String()),
            state: Type.Optional(OneOf(MESSAGE_STATES)),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Array(Message), 400: ProblemBody },
      },
    },
    async ({ query: { about, process, state, limit = 200 } }, reply) => {
      reply.header('cache-control', 'no-store');
      const of = { about: about === undefined ? undefined : aboutOf(about), process };
      return house.outbox.ledger({ ...of, state, limit });
    },
  );

  app.post(
    '/api/v1/deliveries/:id/retry',
    {
      config: { role: 'manager' },
      schema: {
        tags,
        summary: 'Try again now what failed, was stopped or waits',
        params: One,
        response: { 200: Message, 404: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ params }) => house.outbox.retry(params.id),
  );

  app.post(
    '/api/v1/deliveries/:id/stop',
    {
      config: { role: 'manager' },
      schema: {
        tags,
        summary: 'Take back what has not left yet',
        params: One,
        response: { 200: Message, 404: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ params }) => house.outbox.stop(params.id),
  );
};

function aboutOf(text: string): MessageAbout {
  const at = text.indexOf(':');
  const kind = text.slice(0, Math.max(0, at));
  if (!(MESSAGE_KINDS as readonly string[]).includes(kind))
    throw new BadRequest(
      'about',
      'This names nothing that is sent.',
      `It begins with ${MESSAGE_KINDS.map((one) => `${one}:`).join(', ')}.`,
    );
  return { kind: kind as MessageAbout['kind'], id: text.slice(at + 1) };
}
