import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Blueprint } from '../../model/blueprint.ts';
import { ProblemBody } from '../../model/problem.ts';
import { Process, ProcessId, ProcessSummary, Words } from '../../model/process.ts';
import { templateOf } from '../../model/templates.ts';
import { changeService, createService, removeService } from '../jobs/services.ts';
import { processOf, summaryOf } from '../store/live.ts';

const Text = (maxLength: number) => Type.String({ maxLength });
const Name = Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' });
const Params = Type.Object({ process: Type.String() });

const NewProcess = Type.Object(
  {
    name: Name,
    id: Type.Optional(ProcessId),
    description: Type.Optional(Text(2000)),
    place: Type.Optional(Text(120)),
    zone: Type.String({ description: 'IANA time zone, as Europe/Dublin.' }),
    words: Type.Optional(Words),
    template: Type.Optional(Blueprint.properties.template),
  },
  { additionalProperties: false },
);

const ProcessChange = Type.Object(
  {
    name: Type.Optional(Name),
    description: Type.Optional(Text(2000)),
    place: Type.Optional(Text(120)),
    zone: Type.Optional(Type.String()),
    words: Type.Optional(Words),
    figuresByPerson: Type.Optional(Type.Boolean({ description: 'Whether work and hand-overs may be counted for single people.' })),
    cutOffMs: Type.Optional(Type.Integer({ minimum: 0, description: 'After how long without an event a case counts as complete.' })),
  },
  { additionalProperties: false },
);

/** Services: what is followed, in whose words, and by which clock. */
export const processes: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  const tags = ['services'];

  app.get(
    '/api/v1/processes',
    { config: { role: 'viewer' }, schema: { tags, summary: 'All services', response: { 200: Type.Array(ProcessSummary) } } },
    async () => house.live.all().map((live) => summaryOf(live, house.store.imports.done(live.stored.id))),
  );

  app.post(
    '/api/v1/processes',
    {
      config: { role: 'manager' },
      schema: { tags, summary: 'Make a service', body: NewProcess, response: { 201: Process, 400: ProblemBody, 409: ProblemBody } },
    },
    async ({ body: { template, ...wanted } }, reply) => {
      const process = await createService(house, {
        ...wanted,
        name: wanted.name.trim(),
        ...(template === undefined ? {} : { blueprint: templateOf(template) }),
      });
      return reply.status(201).header('location', `/api/v1/processes/${process.id}`).send(process);
    },
  );

  app.get(
    '/api/v1/processes/:process',
    { config: { role: 'viewer' }, schema: { tags, summary: 'One service', params: Params, response: { 200: Process, 404: ProblemBody } } },
    async ({ params }) => processOf(house.live.get(params.process)),
  );

  app.patch(
    '/api/v1/processes/:process',
    {
      config: { role: 'manager' },
      schema: {
        tags,
        summary: 'Change a service',
        description: 'A new zone or cut-off alters numbers and makes a new data version.',
        params: Params,
        body: ProcessChange,
        response: { 200: Process, 400: ProblemBody, 404: ProblemBody },
      },
    },
    async ({ params, body }) => changeService(house, params.process, body),
  );

  app.delete(
    '/api/v1/processes/:process',
    {
      config: { role: 'admin' },
      schema: {
        tags,
        summary: 'Remove a service with all its data',
        params: Params,
        response: { 204: Type.Null(), 404: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ params }, reply) => {
      await removeService(house, params.process);
      return reply.status(204).send(null);
    },
  );
};
