import '@fastify/sse';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { once } from 'node:events';
import { Type } from 'typebox';
import { isOver, Job } from '../../model/job.ts';
import { ProblemBody } from '../../model/problem.ts';

const Params = Type.Object({ job: Type.String() });

/** Long work: how far it is, and the way to stop it. */
export const jobs: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  const tags = ['work'];

  app.get(
    '/api/v1/jobs/:job',
    { config: { role: 'viewer' }, schema: { tags, summary: 'One job', params: Params, response: { 200: Job, 404: ProblemBody } } },
    async ({ params }, reply) => {
      reply.header('cache-control', 'no-store');
      return house.jobs.find(params.job);
    },
  );

  app.post(
    '/api/v1/jobs/:job/cancel',
    {
      config: { role: 'contributor' },
      schema: {
        tags,
        summary: 'Ask a job to stop',
        description: 'The job becomes `cancelled` when it has stopped; one that is over stays as it is.',
        params: Params,
        response: { 200: Job, 404: ProblemBody },
      },
    },
    async ({ params }) => house.jobs.cancel(params.job),
  );

  app.get(
    '/api/v1/jobs/:job/events',
    {
      sse: { kind: 'only' },
      config: { role: 'viewer' },
      schema: {
        tags,
        summary: 'Follow a job',
        description: 'Server-sent events: `progress` with the job at every change, `end` with the job once it is over.',
        params: Params,
      },
    },
    async ({ params }, reply) => {
      const job = house.jobs.find(params.job);
      if (isOver(job)) {
        await reply.sse.send({ event: 'end', data: job });
        return;
      }
      const over = new AbortController();
      const tell = (now: Job) => {
        if (!reply.sse.isConnected) return;
        void reply.sse
          .send({ event: isOver(now) ? 'end' : 'progress', data: now })
          .catch(() => undefined)
          .finally(() => {
            if (isOver(now)) over.abort();
          });
      };
      const stop = house.jobs.watch(params.job, tell);
      reply.raw.once('close', () => over.abort());
      tell(house.jobs.find(params.job));
      if (!over.signal.aborted) await once(over.signal, 'abort');
      stop();
    },
  );

  app.get(
    '/api/v1/events',
    {
      sse: { kind: 'only' },
      config: { role: 'viewer' },
      schema: {
        tags,
        summary: 'Follow the data',
        description: 'Server-sent events: `data-version` with `{process, dataVersion}` whenever a service has new numbers.',
      },
    },
    async (request, reply) => {
      reply.sse.keepAlive();
      reply.sse.sendHeaders();
      reply.raw.flushHeaders();
      const stop = house.live.watch((event) => {
        if (reply.sse.isConnected) void reply.sse.send({ event: 'data-version', data: event }).catch(() => undefined);
      });
      reply.raw.once('close', stop);
      await Promise.resolve(request.id);
    },
  );
};
