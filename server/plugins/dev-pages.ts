import middie from '@fastify/middie';
import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { createServer } from 'vite';
import { packageRoot } from '../../engine/package-root.ts';

/** Pages compiled as they change, reloaded in place, in the same process and on the same port as the API. */
export async function serveDevPages(app: FastifyInstance): Promise<void> {
  const root = path.join(packageRoot, 'web');
  // Kit looks for its sources where the process works
  process.chdir(root);
  const vite = await createServer({
    root,
    server: { middlewareMode: { server: app.server }, ws: { server: app.server } } as never,
    appType: 'custom',
  });
  await app.register(middie);
  app.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    if (/^\/api(\/|$|\?)/.test(request.url ?? '')) next();
    else vite.middlewares(request, response, next);
  });
  app.addHook('onClose', () => vite.close());
}
