import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type, type Static } from 'typebox';
import type { QueryOptions, Session } from '../../engine/engine.ts';
import { identifier, raw, sql, type Sql } from '../../engine/sql.ts';
import { BadRequest, ProblemBody } from '../../model/problem.ts';
import { Count, OneOf } from '../../model/units.ts';
import { VERSION_PARAMETER } from './analytics.ts';
import { inSnapshot, liveAt } from './answers.ts';

const SHOWN = 100;
export const NAME_KINDS = ['activity', 'stage', 'resource', 'team', 'value'] as const;
type NameKind = (typeof NAME_KINDS)[number];

const Names = Type.Object({
  total: Type.Integer({ minimum: 0, description: 'How many there are that fit the search.' }),
  names: Type.Array(Type.Object({ name: Type.String(), cases: Count }), {
    description: `At most ${SHOWN}; the most frequent by cases first, stages in the order of the blueprint.`,
  }),
});

/** What a filter can name: activities, stages, resources, teams, and the values of an attribute. */
export const names: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  app.get(
    '/api/v1/processes/:process/names',
    {
      config: { role: 'viewer' },
      schema: {
        tags: ['services'],
        summary: 'The activities, stages, resources or teams of a service, or the values of an attribute, with their cases',
        params: Type.Object({ process: Type.String() }),
        querystring: Type.Object({
          ...VERSION_PARAMETER,
          of: OneOf(NAME_KINDS),
          attribute: Type.Optional(Type.String({ description: 'Whose values; with of=value.' })),
          search: Type.Optional(
            Type.String({ maxLength: 200, description: 'Only names that hold this text, large or small letters alike.' }),
          ),
        }),
        response: { 200: Names, 400: ProblemBody, 404: ProblemBody },
      },
    },
    async ({ params, query, gone }, reply) => {
      const search = (query.search ?? '').trim();
      const key = (revision: number) => JSON.stringify([params.process, revision, 'names', query.of, query.attribute, search]);
      reply.header('cache-control', 'no-cache');
      const known = house.answers.get(key(liveAt(house, params.process, query.version).revision));
      if (typeof known === 'string') return JSON.parse(known) as Static<typeof Names>;
      const options = { signal: gone };
      const { result, live } = await inSnapshot(house, params.process, { ...options, version: query.version }, async ({ session }) =>
        read(session, await counted(session, query.of, query.attribute, options), search, options),
      );
      house.answers.set(key(live.revision), JSON.stringify(result));
      return result;
    },
  );
};

/** Rows `name, cases, rank`. A first visit stands for its case, so that activities and stages need no set of keys. */
async function counted(session: Session, of: NameKind, attribute: string | undefined, options: QueryOptions): Promise<Sql> {
  const dictionary = (counts: Sql, rank: Sql): Sql =>
    sql`SELECT d.name, q.cases, ${rank} AS rank FROM ${identifier(of)} d JOIN (${counts}) q ON q.id = d.id`;
  switch (of) {
    case 'activity':
      return dictionary(sql`SELECT activity AS id, count(*) AS cases FROM step WHERE visit = 1 GROUP BY activity`, raw('0'));
    case 'stage':
      return dictionary(
        sql`SELECT stage AS id, count(*) AS cases FROM stage_visit WHERE visit = 1 GROUP BY stage`,
        raw('CASE WHEN d.id = 0 THEN 1000000 ELSE d.id END'),
      );
    case 'resource':
      return dictionary(
        sql`SELECT resource AS id, count(DISTINCT case_key) AS cases FROM step WHERE resource IS NOT NULL GROUP BY resource`,
        raw('0'),
      );
    case 'team':
      return dictionary(sql`SELECT team AS id, count(DISTINCT case_key) AS cases FROM step WHERE team IS NOT NULL GROUP BY team`, raw('0'));
    case 'value':
      return valuesOf(session, attribute, options);
  }
}

async function valuesOf(session: Session, attribute: string | undefined, options: QueryOptions): Promise<Sql> {
  if (attribute === undefined) throw new BadRequest('attribute', 'Say whose values: attribute=NAME.');
  const [found] = await session.query<{ id: number; level: string }>(
    sql`SELECT id, level FROM attribute WHERE name = ${attribute}`,
    options,
  );
  if (found === undefined) throw new BadRequest('attribute', `There is no attribute called “${attribute}”.`);
  const column = identifier(`a${found.id}`);
  const [cases, table] = found.level === 'case' ? [raw('count(*)'), raw('case_fact')] : [raw('count(DISTINCT case_key)'), raw('event')];
  return sql`SELECT ${column} AS name, ${cases} AS cases, 0 AS rank FROM ${table} WHERE ${column} IS NOT NULL GROUP BY ${column}`;
}

async function read(session: Session, query: Sql, search: string, options: QueryOptions): Promise<Static<typeof Names>> {
  const rows = await session.query<{ name: string | number | boolean; cases: number; total: number }>(
    sql`SELECT n.name, n.cases, count(*) OVER () AS total FROM (${query}) n
        WHERE contains(lower(CAST(n.name AS VARCHAR)), lower(${search})) ORDER BY n.rank, n.cases DESC, n.name LIMIT ${SHOWN}`,
    options,
  );
  return { total: rows[0]?.total ?? 0, names: rows.map(({ name, cases }) => ({ name: String(name), cases })) };
}
