import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { dialect } from '../../engine/dialect.ts';
import { schemaOf } from '../../engine/schema-name.ts';
import { render } from '../../engine/sql.ts';
import { BadRequest, NotFound, ProblemBody } from '../../model/problem.ts';
import { CASE_STATES, LEVELS, PERIOD_BY, scopeFromQuery, type Scope } from '../../model/scope.ts';
import { LocalDate, OneOf } from '../../model/units.ts';
import { checkedParams, statements, type Analytic, type ProcessContext } from '../analytics/analytic.ts';
import { catalog } from '../analytics/catalog.ts';
import { answer, FORMATS, inSnapshot, type Format } from './answers.ts';

/** The scope as it stands in a URL; `model/scope.ts` reads it. */
export const SCOPE_PARAMETERS = {
  from: Type.Optional(LocalDate),
  to: Type.Optional(LocalDate),
  by: Type.Optional(OneOf(PERIOD_BY)),
  state: Type.Optional(OneOf(CASE_STATES)),
  level: Type.Optional(OneOf(LEVELS)),
  where: Type.Optional(
    Type.Array(Type.String(), {
      description:
        'One filter each, all of them hold: NAME:in:A|B, NAME:not-in:A, NAME:range:1..5, NAME:missing for an attribute; else @kind:…, ' +
        'turned round by @not-kind:… — @activity:A|B, @stage:A, @starts:A, @ends:A, @follows:directly:A:B:1h..2h (or hand-over: notes stand aside), @follows:eventually:A:B, @follows:to-end:A:B:2h.. (or to-start), ' +
        '@stage-follows:directly:A:B, @variant:KEY, @stage-variant:KEY, @folded-variant:KEY, @duration:throughput:2h..4h (or delivery, processing, waiting), ' +
        '@processing:A:30min.., @stage-wait:STAGE:20min.., @stage-idle:STAGE:20min.., @stage-time:STAGE:2h.., @waits-at:mon:14, @waits-at:mon:14:STAGE, @waits-at:mon:14:A:B, @late, @late:STAGE, @rework, @rework:A|B, @resource:A, @team:A, @score:1..3, @comment. ' +
        'In names % : | > and .. are percent-escaped once more.',
    }),
  ),
};

/** An earlier data version, in every question. */
export const VERSION_PARAMETER = {
  version: Type.Optional(
    Type.Integer({
      minimum: 1,
      description:
        'An earlier data version, with its blueprint and zone; the newest when left out. One that is not ready is answered with 409 `version_not_ready`.',
    }),
  ),
};

const Params = Type.Object({ process: Type.String() });

/** How the SQL of an answer is wanted: as it is run, its values apart, or as a person pastes it. */
const Inline = Type.Optional(
  Type.Boolean({
    description:
      'Every value in its place and the schema set: pasted into DuckDB, over a copy of events.duckdb, the text gives the same rows.',
  }),
);

/** Whether the asker has the answer: of tags it names several, and a proxy that packed it calls its own weak. */
const isKnown = (known: string | undefined, etag: string): boolean =>
  known?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag) === true;

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
    const querystring = Type.Object({
      ...SCOPE_PARAMETERS,
      ...params.properties,
      ...VERSION_PARAMETER,
      format: Type.Optional(OneOf(['json', 'csv', 'arrow'])),
    });
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
        const { scope, own, format, version } = read(request.params.process, request, analytic);
        const { body, etag, dataVersion } = await answer(
          house,
          { process: request.params.process, analytic, scope, params: own, format, version },
          { signal: request.gone },
        );
        reply.header('etag', etag).header('cache-control', 'no-cache').header('vary', 'accept').header('x-data-version', dataVersion);
        if (isKnown(request.headers['if-none-match'], etag)) return reply.status(304).send();
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
          querystring: Type.Object({ ...querystring.properties, inline: Inline }),
          response: { 200: Type.Object({ sql: Type.String(), values: Type.Array(Type.Unknown()) }), 404: ProblemBody },
        },
      },
      async (request, reply) => {
        const { scope, own, version, inline } = read(request.params.process, request, analytic, ['inline']);
        const { result, process } = await inSnapshot(house, request.params.process, { signal: request.gone, version }, (source) =>
          statements(source, analytic, scope, own),
        );
        reply.header('cache-control', 'no-cache');
        if (!inline) return joined(result);
        const live = house.live.get(process.id).facts.dataVersion === process.dataVersion;
        return { sql: pasteable(result, analytic, process, live), values: [] };
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
function read(
  process: string,
  request: FastifyRequest,
  analytic: Analytic,
  more: readonly string[] = [],
): { scope: Scope; own: Record<string, string>; format: Format; version: number | undefined; inline: boolean } {
  const at = request.url.indexOf('?');
  const query = new URLSearchParams(at < 0 ? '' : request.url.slice(at + 1));
  const names = Object.keys(analytic.params.properties);
  const scope = scopeFromQuery(process, query, [...names, 'format', 'version', ...more]);
  const own = Object.fromEntries(names.flatMap((name) => (query.has(name) ? [[name, query.get(name) ?? '']] : [])));
  checkedParams(analytic, own);
  const inline = query.get('inline') ?? 'false';
  if (!['true', 'false'].includes(inline)) throw new BadRequest('inline', `“${inline}” is neither true nor false.`);
  const format = formatOf(query.get('format'), request.headers.accept);
  return { scope, own, format, version: versionFrom(query), inline: inline === 'true' };
}

/** The data version that a query names; refuses what is no number. */
export function versionFrom(query: URLSearchParams): number | undefined {
  const given = query.get('version') ?? '';
  if (given === '') return undefined;
  if (!/^[1-9]\d{0,8}$/.test(given)) throw new BadRequest('version', `“${given}” is not a data version.`, 'It takes a number from 1 on.');
  return Number(given);
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

/**
 * The statements as text to paste into DuckDB over a copy of the file of the data version: values in their places, each
 * statement under its name. An answer of several statements is worked out from their rows.
 */
function pasteable(
  parts: Awaited<ReturnType<typeof statements>>,
  { question }: Analytic,
  { id, dataVersion }: ProcessContext,
  live: boolean,
): string {
  const file = live ? 'a copy of events.duckdb (the running program holds the file itself)' : `versions/${id}-${dataVersion}.duckdb`;
  const head = [
    `-- ${question}`,
    `-- Data version ${dataVersion}: open ${file} and paste.`,
    ...(parts.length === 1 ? [] : [`-- The answer is worked out from the rows of ${parts.length} statements.`]),
    dialect.preamble(schemaOf(id)),
  ];
  const texts = parts.map(({ name, sql: statement }) => {
    const { text } = render(statement, (index) => dialect.literal(statement.values[index - 1] ?? null));
    return `${parts.length === 1 ? '' : `-- ${name}\n`}${text.trim()};`;
  });
  return [head.join('\n'), ...texts].join('\n\n');
}
