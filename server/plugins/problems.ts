import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { BadRequest, Cancelled, Problem, type ProblemBody } from '../../model/problem.ts';

const TYPE = 'application/problem+json; charset=utf-8';

/** Failures that Fastify and its plugins foresee, in our words. */
const KNOWN: Readonly<Record<string, (error: FastifyError) => Problem>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    new Problem('unsupported_media_type', 415, 'The body is of a kind that is not read here.', {
      detail: 'Send JSON with content-type application/json; a blueprint may be application/yaml; a file is multipart/form-data.',
    }),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => new BadRequest('body', 'The body is empty, though it says that it is JSON.'),
  FST_ERR_CTP_BODY_TOO_LARGE: () =>
    new Problem('too_large', 413, 'The body is too large.', { detail: 'Files are sent to /api/v1/uploads.' }),
  FST_REQ_FILE_TOO_LARGE: () => new Problem('too_large', 413, 'The file is larger than this server takes.'),
  FST_FILES_LIMIT: () => new BadRequest('file', 'One file at a time, please.'),
  FST_PARTS_LIMIT: () => new BadRequest('file', 'The form has too many parts.'),
  FST_INVALID_MULTIPART_CONTENT_TYPE: () => new Problem('unsupported_media_type', 415, 'A file is sent as multipart/form-data.'),
  FST_ERR_BAD_URL: () =>
    new Problem('bad_request', 400, 'The address can’t be read.', { detail: 'A % in it is written %25; what else is escaped is UTF-8.' }),
  FST_ERR_CTP_INVALID_JSON_BODY: () => new BadRequest('body', 'The body is not JSON.'),
};

/** What an error means to the person who asked; undefined when nobody foresaw it. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof SyntaxError && (error as FastifyError).statusCode === 400)
    return new BadRequest('body', 'The body is not JSON.', `${error.message}.`);
  const { code, statusCode } = (error ?? {}) as Partial<FastifyError>;
  if (code !== undefined && KNOWN[code]) return KNOWN[code](error as FastifyError);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Problem('bad_request', statusCode, 'The request can’t be read.', { detail: `${(error as Error).message}.` });
  return undefined;
}

/** Turns what handlers throw into answers; everything unforeseen is a 500 with nothing to read in it. */
export function problems(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem instanceof Cancelled && request.raw.destroyed) {
      reply.hijack();
      return;
    }
    if (problem) return send(reply, problem.body());
    request.log.error({ err: error, statement: (error as { statement?: string }).statement }, 'unforeseen');
    return send(reply, unforeseen(request));
  });
}

/** Of addresses that lead to no route at all. */
export const frameworkErrors = (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
  void send(reply, error.code === 'FST_ERR_MAX_PARAM_LENGTH' ? notFound(request) : (problemOf(error)?.body() ?? unforeseen(request)));
};

/** What never became a request: said on the socket itself, in the same form as everything else. */
export function clientErrorHandler(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) {
    const body = clientProblem(error.code).body();
    const text = JSON.stringify(body);
    socket.write(
      `HTTP/1.1 ${String(body.status)} ${STATUS_CODES[body.status] ?? ''}\r\nContent-Length: ${String(Buffer.byteLength(text))}\r\nContent-Type: ${TYPE}\r\nConnection: close\r\n\r\n${text}`,
    );
  }
  socket.destroy(error);
}

function clientProblem(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Problem('too_large', 431, 'The address of the request, with its headers, is too long.', {
      detail: 'Together they may have 16 KB. Choose fewer names in a filter, or the others and turn it round.',
    });
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Problem('too_slow', 408, 'The request took too long to arrive.');
  return new Problem('bad_request', 400, 'The request can’t be read.');
}

export const notFound = (request: FastifyRequest): ProblemBody =>
  new Problem('not_found', 404, `There is nothing at ${request.method} ${request.url.split('?')[0] ?? ''}.`, {
    detail: 'What there is stands at /api/docs.',
  }).body();

const unforeseen = (request: FastifyRequest): ProblemBody => ({
  code: 'unforeseen',
  status: 500,
  title: 'Something went wrong in Throughline itself.',
  detail: `The log of the server says more under request ${request.id}.`,
});

export function send(reply: FastifyReply, body: ProblemBody): FastifyReply {
  return reply.status(body.status).header('cache-control', 'no-store').type(TYPE).send(JSON.stringify(body));
}
