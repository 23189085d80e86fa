import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { dialect } from '../../engine/dialect.ts';
import { render } from '../../engine/sql.ts';
import { BadRequest, NotFound, ProblemBody } from '../../model/problem.ts';
import { CASE_STATES, LEVELS, PERIOD_BY, scopeFromQuery, type Scope } from '../../model/scope.ts';
import { LocalDate, OneOf } from '../../model/units.ts';
import { checkedParams, statements, type Analytic } from '../analytics/analytic.ts';
import { catalog } from '../analytics/catalog.ts';
import { answer, FORMATS, inSnapshot, type Format } from './answers.ts';

/** The scope as it stands in a URL; `model/scope.ts` reads it. */
const SCOPE_PARAMETERS = {
  from: Type.Optional(LocalDate),
  to: Type.Optional(LocalDate),
  by: Type.Optional(OneOf(PERIOD_BY)),
  state: Type.Optional(OneOf(CASE_STATES)),
  level: Type.Optional(OneOf(LEVELS)),
  where: Type.Optional(
    Type.Array(Type.String(), { description: 'One filter each: NAME:in:A|B, NAME:not-in:A, NAME:range:1..5, NAME:missing.' }),
  ),
};

const Params = Type.Object({ process: Type.String() });

/** The catalogue of questions, and one route for each of them. */
export const analytics: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  const tags = ['questions'];
  const all = Object.values(catalog) as unknown as Analytic[];

  app.get(
    '/api/v1/analytics',
    {
      config: { role: 'viewer' },
      schema: { tags, summary: 'The catalogue: every question with its definition, its caveats and its fields' },
    },
    async () =>
      all.map(({ id, question, definition, caveats, params, row, about }) => ({ id, question, definition, caveats, params, row, about })),
  );

  for (const analytic of all) {
    const { id, question, definition, caveats, params } = analytic;
    const querystring = Type.Object({ ...SCOPE_PARAMETERS, ...params.properties, format: Type.Optional(OneOf(['json', 'csv', 'arrow'])) });
    const description = [definition, ...caveats].join('\n\n');
    // scope and parameters are read by the words of the model, which say more than a schema can
    const asWritten = () => (value: unknown) => ({ value });

    app.get(
      `/api/v1/processes/:process/analytics/${id}`,
      {
        config: { role: 'viewer' },
        validatorCompiler: asWritten,
        schema: { tags, summary: question, description, params: Params, querystring },
      },
      async (request, reply) => {
        const { scope, own, format } = read(request.params.process, request, analytic);
        const { body, etag, dataVersion } = await answer(
          house,
          { process: request.params.process, analytic, scope, params: own, format },
          { signal: request.gone },
        );
        reply.header('etag', etag).header('cache-control', 'no-cache').header('vary', 'accept').header('x-data-version', dataVersion);
        if (request.headers['if-none-match'] === etag) return reply.status(304).send();
        if (format !== 'json') offerFile(reply, `${request.params.process}-${id}.${format}`);
        return reply.type(FORMATS[format]).send(typeof body === 'string' ? body : Buffer.from(body));
      },
    );

    app.get(
      `/api/v1/processes/:process/analytics/${id}/sql`,
      {
        config: { role: 'viewer' },
        validatorCompiler: asWritten,
        schema: {
          tags,
          summary: `The SQL of ${id}`,
          params: Params,
          querystring,
          response: { 200: Type.Object({ sql: Type.String(), values: Type.Array(Type.Unknown()) }), 404: ProblemBody },
        },
      },
      async (request, reply) => {
        const { scope, own } = read(request.params.process, request, analytic);
        const { result } = await inSnapshot(house, request.params.process, { signal: request.gone }, (source) =>
          statements(source, analytic, scope, own),
        );
        reply.header('cache-control', 'no-cache');
        return joined(result);
      },
    );
  }

  app.get(
    '/api/v1/processes/:process/analytics/:analytic',
    { config: { role: 'viewer' }, schema: { hide: true, params: Type.Object({ process: Type.String(), analytic: Type.String() }) } },
    async ({ params }) => {
      throw new NotFound('question', params.analytic);
    },
  );
};

/** Scope, parameters and format of a request; refuses what it does not know with the field named. */
function read(process: string, request: FastifyRequest, analytic: Analytic): { scope: Scope; own: Record<string, string>; format: Format } {
  const at = request.url.indexOf('?');
  const query = new URLSearchParams(at < 0 ? '' : request.url.slice(at + 1));
  const names = Object.keys(analytic.params.properties);
  const scope = scopeFromQuery(process, query, [...names, 'format']);
  const own = Object.fromEntries(names.flatMap((name) => (query.has(name) ? [[name, query.get(name) ?? '']] : [])));
  checkedParams(analytic, own);
  return { scope, own, format: formatOf(query.get('format'), request.headers.accept) };
}

function formatOf(named: string | null, accept = ''): Format {
  if (named !== null && named !== '') {
    if (!(named in FORMATS)) throw new BadRequest('format', `“${named}” is not a format of an answer.`, 'It takes json, csv or arrow.');
    return named as Format;
  }
  if (accept.includes('application/vnd.apache.arrow.stream')) return 'arrow';
  return accept.includes('text/csv') ? 'csv' : 'json';
}

const offerFile = (reply: FastifyReply, name: string) => reply.header('content-disposition', `attachment; filename="${name}"`);

/** Several statements as one text whose placeholders count on. */
function joined(parts: Awaited<ReturnType<typeof statements>>): { sql: string; values: unknown[] } {
  const values: unknown[] = [];
  const texts = parts.map(({ name, sql }) => {
    const before = values.length;
    const one = render(sql, (index) => dialect.placeholder(before + index));
    values.push(...one.values.map((value) => (typeof value === 'bigint' ? Number(value) : value)));
    return parts.length === 1 ? one.text : `-- ${name}\n${one.text}`;
  });
  return { sql: texts.join(';\n\n'), values };
}
