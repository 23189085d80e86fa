import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type, type Static } from 'typebox';
import type { QueryOptions, Session } from '../../engine/engine.ts';
import { identifier, sql } from '../../engine/sql.ts';
import { VALUE_TYPES } from '../../model/event-log.ts';
import { ProblemBody } from '../../model/problem.ts';
import { Count, OneOf } from '../../model/units.ts';
import type { Attribute } from '../analytics/analytic.ts';
import { VERSION_PARAMETER } from './analytics.ts';
import { inSnapshot, liveAt } from './answers.ts';

/** A filter offers this many values; the rest can be typed. */
const VALUES_SHOWN = 50;

const AttributeInfo = Type.Object({
  name: Type.String(),
  type: OneOf(VALUE_TYPES),
  level: OneOf(['case', 'event'], 'case: constant within every case.'),
  values: Type.Optional(
    Type.Array(Type.Object({ value: Type.String(), cases: Count }), {
      description: 'The most frequent ones, by cases; left out for times.',
    }),
  ),
});

/** What cases can be filtered by. */
export const attributes: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  app.get(
    '/api/v1/processes/:process/attributes',
    {
      config: { role: 'viewer' },
      schema: {
        tags: ['services'],
        summary: 'The attributes of a service and their most frequent values',
        params: Type.Object({ process: Type.String() }),
        querystring: Type.Object(VERSION_PARAMETER),
        response: { 200: Type.Array(AttributeInfo), 404: ProblemBody },
      },
    },
    async ({ params, query, gone }, reply) => {
      const key = (revision: number) => JSON.stringify([params.process, revision, 'attributes']);
      reply.header('cache-control', 'no-cache');
      const known = house.answers.get(key(liveAt(house, params.process, query.version).revision));
      if (typeof known === 'string') return JSON.parse(known) as Static<typeof AttributeInfo>[];
      const { result, live } = await inSnapshot(house, params.process, { signal: gone, version: query.version }, ({ session }) =>
        readAttributes(session, { signal: gone }),
      );
      house.answers.set(key(live.revision), JSON.stringify(result));
      return result;
    },
  );
};

async function readAttributes(session: Session, options: QueryOptions) {
  const found = await session.query<Attribute & Record<string, unknown>>(
    sql`SELECT id, name, type, level FROM attribute ORDER BY name`,
    options,
  );
  const described = [];
  for (const { id, name, type, level } of found) {
    if (type === 'time') described.push({ name, type, level });
    else described.push({ name, type, level, values: await values(session, `a${id}`, level, options) });
  }
  return described;
}

async function values(
  session: Session,
  column: string,
  level: Attribute['level'],
  options: QueryOptions,
): Promise<{ value: string; cases: number }[]> {
  const value = identifier(column);
  const [counted, table] = level === 'case' ? [sql`count(*)`, sql`case_fact`] : [sql`count(DISTINCT case_key)`, sql`event`];
  const rows = await session.query<{ value: string | number | boolean; cases: number }>(
    sql`SELECT ${value} AS value, ${counted} AS cases FROM ${table} WHERE ${value} IS NOT NULL GROUP BY ${value} ORDER BY cases DESC, value LIMIT ${VALUES_SHOWN}`,
    options,
  );
  return rows.map((row) => ({ value: String(row.value), cases: row.cases }));
}
