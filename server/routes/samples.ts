import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { ProblemBody } from '../../model/problem.ts';
import { removeSamples } from '../jobs/samples.ts';

/** The services that came with the program. */
export const samples: FastifyPluginAsyncTypebox = async (app) => {
  app.delete(
    '/api/v1/samples',
    {
      config: { role: 'admin' },
      schema: {
        tags: ['services'],
        summary: 'Remove the sample services',
        description: 'They do not come back at the next start.',
        response: { 200: Type.Object({ removed: Type.Array(Type.String()) }), 409: ProblemBody },
      },
    },
    async () => ({ removed: await removeSamples(app.throughline) }),
  );
};
