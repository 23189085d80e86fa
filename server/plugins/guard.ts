import type { FastifyInstance, FastifyRequest } from 'fastify';
import { timingSafeEqual } from 'node:crypto';
import { Problem } from '../../model/problem.ts';
import { isLoopback } from '../config.ts';
import { ROLES, type Role } from '../throughline.ts';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Who may speak to this server at all.
 *
 * There is no login yet and the server listens on loopback only, so a page of another site, opened in a browser
 * on this machine, is the attacker to keep out: by its `Origin` when it sends something, and by the `Host` it
 * asked for when it made its own name point here (DNS rebinding). Every route under /api says which role it needs.
 */
export function guard(app: FastifyInstance, token: string): void {
  app.decorateRequest('role', 'viewer');
  app.decorateRequest('fromCommandLine', false);
  app.decorateRequest('gone', null as unknown as AbortSignal);

  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/api/v1') && route.config?.role === undefined)
      throw new Error(`The route ${String(route.method)} ${route.url} does not say which role it needs.`);
  });

  app.addHook('onRequest', async (request, reply) => {
    const gone = new AbortController();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) gone.abort();
    });
    request.gone = gone.signal;
    checkHost(request, app.throughline.address());
    // a page without a referrer sends the origin null, a mail program its own: the link is what lets them
    if (!READS.has(request.method) && !isLeaving(request)) checkOrigin(request);
    request.fromCommandLine = carriesToken(request, token);
    request.role = 'admin';
    const needed = request.routeOptions.config.role;
    if (needed && !mayActAs(request.role, needed)) {
      throw new Problem('forbidden', 403, `This needs the role ${needed}; yours is ${request.role}.`);
    }
    reply.header('x-request-id', request.id);
  });
}

const mayActAs = (role: Role, needed: Role) => ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** Whoever has the link of a letter may leave it: also by the name that links have, and from wherever the button is pressed. */
const isLeaving = ({ url }: FastifyRequest): boolean => url.startsWith('/unsubscribe/');

/** Everything else is for this machine. */
const mayCome = (request: FastifyRequest, name: string, address: string): boolean =>
  isLoopback(name) || (isLeaving(request) && name.toLowerCase() === new URL(address).hostname);

function checkHost(request: FastifyRequest, address: string): void {
  const host = request.headers.host ?? '';
  const name = host.replace(/:\d+$/, '');
  if (!mayCome(request, name, address)) {
    throw new Problem('foreign_host', 403, `This server does not answer to the name “${name.slice(0, 100)}”.`, {
      detail: 'It serves this machine only: open it at http://127.0.0.1 or http://localhost with its port.',
    });
  }
}

function checkOrigin(request: FastifyRequest): void {
  const { origin, host } = request.headers;
  const foreign =
    origin === undefined
      ? request.headers['sec-fetch-site'] === 'cross-site'
      : origin !== `http://${host ?? ''}` && origin !== `https://${host ?? ''}`;
  if (foreign) throw new Problem('foreign_origin', 403, 'A page of another site may not change anything here.');
}

/** A request with a token that is not ours is meant for another server. */
function carriesToken(request: FastifyRequest, token: string): boolean {
  const { authorization } = request.headers;
  if (authorization === undefined) return false;
  const given = Buffer.from(authorization);
  const wanted = Buffer.from(`Bearer ${token}`);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
    throw new Problem('wrong_token', 401, 'This is not the server of that data folder.');
  return true;
}
