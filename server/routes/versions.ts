import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Mapping } from '../../model/event-log.ts';
import { Job } from '../../model/job.ts';
import { ProblemBody } from '../../model/problem.ts';
import { VersionRecord } from '../../model/version.ts';
import { startEffect } from '../jobs/effect.ts';
import { startChange, startRebuild, startVersion, versionsOf } from '../jobs/versions.ts';

const Params = Type.Object({ process: Type.String() });
const Import = Type.Object({ process: Type.String(), import: Type.String() });
const Version = Type.Object({ process: Type.String(), version: Type.Integer({ minimum: 1 }) });
const refusals = { 404: ProblemBody, 409: ProblemBody };

/** What imports did to a service, taken back, brought again, looked at beforehand and afterwards. */
export const versions: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  const tags = ['files'];

  app.post(
    '/api/v1/processes/:process/effect',
    {
      config: { role: 'contributor' },
      schema: {
        tags,
        summary: 'What an import would do',
        description:
          'A job whose result is an Effect with the counts of cases and rows: the import runs whole, is looked at and is rolled back. It waits for other imports.',
        params: Params,
        body: Type.Object(
          {
            upload: Type.String(),
            mapping: Type.Optional(Mapping),
            recipe: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Object({}, { additionalProperties: true })])),
          },
          { additionalProperties: false },
        ),
        response: { 202: Job, 400: ProblemBody, ...refusals },
      },
    },
    async ({ params, body }, reply) => reply.status(202).send(startEffect(house, { mapping: {}, ...params, ...body })),
  );

  for (const [change, summary] of [
    ['undo', 'Take an import back'],
    ['redo', 'Bring an import again that was undone'],
  ] as const) {
    app.post(
      `/api/v1/processes/:process/imports/:import/${change}`,
      {
        config: { role: 'contributor' },
        schema: {
          tags,
          summary,
          description:
            'Any import, not only the last. A job whose result is the receipt of the import with the effect of this change and the new data version; the figures are those of the imports that remain.',
          params: Import,
          response: { 202: Job, ...refusals },
        },
      },
      async ({ params }, reply) => reply.status(202).send(startChange(house, change, params.process, params.import)),
    );
  }

  app.get(
    '/api/v1/processes/:process/versions',
    {
      config: { role: 'viewer' },
      schema: {
        tags,
        summary: 'Every data version, newest first',
        params: Params,
        response: { 200: Type.Array(VersionRecord), 404: ProblemBody },
      },
    },
    async ({ params }) => versionsOf(house, params.process),
  );

  app.post(
    '/api/v1/processes/:process/versions/:version/open',
    {
      config: { role: 'viewer' },
      schema: {
        tags,
        summary: 'Make an earlier data version ready to be asked',
        description: 'A job whose result is a VersionRecord. It reads the kept files again, so it takes as long as their import did.',
        params: Version,
        response: { 202: Job, ...refusals },
      },
    },
    async ({ params }, reply) => reply.status(202).send(startVersion(house, params.process, params.version)),
  );

  app.post(
    '/api/v1/processes/:process/rebuild',
    {
      config: { role: 'admin' },
      schema: {
        tags,
        summary: 'Make the figures again from the kept files',
        description: 'A job whose result is the VersionRecord of the newest data version, which stays the newest.',
        params: Params,
        response: { 202: Job, ...refusals },
      },
    },
    async ({ params }, reply) => reply.status(202).send(startRebuild(house, params.process)),
  );
};
