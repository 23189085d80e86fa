import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Problem } from '../../model/problem.ts';
import { notFound, send } from './problems.ts';

export interface WebOptions {
  /** The built pages; undefined serves none. */
  readonly folder: string | undefined;
  /** Pages are served by someone else in this process (the dev server): no policy that would stop its scripts. */
  readonly open: boolean;
}

/** Headers that keep pages to their own scripts, and the pages themselves. */
export async function web(app: FastifyInstance, { folder, open }: WebOptions): Promise<void> {
  const built = folder !== undefined && existsSync(path.join(folder, 'index.html')) ? folder : undefined;
  await app.register(helmet, {
    // plain http on loopback: neither makes sense there
    strictTransportSecurity: false,
    contentSecurityPolicy: open
      ? false
      : {
          useDefaults: false,
          directives: {
            defaultSrc: ["'self'"],
            // no page holds a script of its own: even the one that starts it is a file
            scriptSrc: ["'self'"],
            styleSrc: ["'self'", "'unsafe-inline'"],
            imgSrc: ["'self'", 'data:', 'blob:'],
            fontSrc: ["'self'", 'data:'],
            connectSrc: ["'self'"],
            workerSrc: ["'self'", 'blob:'],
            // a letter as PDF before it is kept: made in the page, shown in it
            frameSrc: ["'self'", 'blob:'],
            objectSrc: ["'none'"],
            baseUri: ["'self'"],
            formAction: ["'self'"],
            frameAncestors: ["'none'"],
          },
        },
  });
  const nothingThere = (request: FastifyRequest, reply: FastifyReply) => send(reply, notFound(request));
  if (open) {
    app.setNotFoundHandler(nothingThere);
    return;
  }
  if (built === undefined) {
    app.get('/', { schema: { hide: true } }, () => {
      throw new Problem('no_pages', 404, 'The pages are not built.', {
        detail: '`npm start` builds and serves them. The API is at /api/v1, its description at /api/docs.',
      });
    });
    app.setNotFoundHandler(nothingThere);
    return;
  }
  await app.register(fastifyStatic, {
    root: built,
    preCompressed: true,
    // ours says immutable only where the name holds a hash of the content
    cacheControl: false,
    setHeaders: (reply, file) => {
      reply.setHeader(
        'cache-control',
        file.includes(`${path.sep}immutable${path.sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  app.setNotFoundHandler((request, reply) => {
    const isPage = ['GET', 'HEAD'].includes(request.method) && !/^\/api(\/|$|\?)/.test(request.url) && !/^\/_app\//.test(request.url);
    return isPage ? reply.sendFile('index.html') : send(reply, notFound(request));
  });
}
