import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** Its own scripts and nothing from outside; its styles are partly inline. */
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'";

/** OpenAPI from the schemas of the routes: for people at /api/docs, as JSON at /api/docs/json. */
export async function documentation(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Throughline',
        version,
        description:
          'Times are ISO 8601 UTC with milliseconds, durations numbers in ms, shares 0..1; unknown is null. What is refused is said as application/problem+json.',
      },
      tags: [
        { name: 'services', description: 'Processes, their blueprints and their attributes.' },
        { name: 'questions', description: 'The catalogue: figures as JSON, CSV or Arrow.' },
        { name: 'files', description: 'Uploads, checks and imports.' },
        { name: 'alerts', description: 'What people want to be told of, what is open, what was sent.' },
        { name: 'letters', description: 'Letters, their schedules and the archive.' },
        { name: 'channels', description: 'Mail, webhooks and folders, and the ledger of what was sent.' },
        { name: 'work', description: 'Jobs, events and health.' },
      ],
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: POLICY,
    uiConfig: { docExpansion: 'none', tryItOutEnabled: false, validatorUrl: null },
  });
}
