import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type, type Static } from 'typebox';
import { schemaOf } from '../../engine/schema-name.ts';
import { list, sql } from '../../engine/sql.ts';
import { Blueprint } from '../../model/blueprint.ts';
import { BadRequest, NotFound, ProblemBody } from '../../model/problem.ts';
import { targetsOf, TIMES_OF, withoutTarget, withTarget } from '../../model/service-targets.ts';
import { Count, OneOf, Share } from '../../model/units.ts';
import { saveBlueprint } from '../jobs/services.ts';
import type { Throughline } from '../throughline.ts';

const Params = Type.Object({ process: Type.String() });
const Name = Type.String({ minLength: 1, maxLength: 200 });

const Wanted = Type.Object(
  {
    id: Type.Optional(Type.String({ description: 'Of a target that is changed; left out for a new one.' })),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 120 })),
    of: OneOf(TIMES_OF),
    stage: Type.Optional(Name),
    from: Type.Optional(Name),
    to: Type.Optional(Name),
    until: Type.Optional(OneOf(['start', 'complete'])),
    limitMs: Type.Number({ exclusiveMinimum: 0, description: 'Milliseconds for one case.' }),
    goal: Type.Optional(
      Type.Unsafe<number>({ ...Share, minimum: 0, maximum: 1, description: 'The share wanted within it; left out for none.' }),
    ),
  },
  { additionalProperties: false },
);
type Wanted = Static<typeof Wanted>;

/** What was saved, and the blueprint of before: putting that back is the undo. */
const Changed = Type.Object({ dataVersion: Count, target: Type.Union([Type.String(), Type.Null()]), before: Blueprint });

/** Targets, set and taken away one at a time; what they make of the figures is the question `service-levels`. */
export const targets: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  const tags = ['services'];

  app.post(
    '/api/v1/processes/:process/targets',
    {
      config: { role: 'manager' },
      schema: {
        tags,
        summary: 'Set a target, or change one',
        description:
          'The wait before a stage and a hand-over are limits of the blueprint, which hours lost read too; all others are kept among its targets. ' +
          'Answers the blueprint as it was before: putting that back takes the change back.',
        params: Params,
        body: Wanted,
        response: { 200: Changed, 400: ProblemBody, 404: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ params, body }) => {
      const { blueprint } = house.live.get(params.process);
      checkParts(body, blueprint);
      await checkActivities(house, params.process, body);
      const old = new Set(targetsOf(blueprint).map(({ id }) => id));
      let before = blueprint;
      const saved = await saveBlueprint(house, params.process, (now) => {
        before = now;
        return withTarget(now, body);
      });
      const made = targetsOf(saved.blueprint).find(({ id }) => !old.has(id))?.id;
      return { dataVersion: saved.dataVersion, target: made ?? body.id ?? idOf(body), before };
    },
  );

  app.delete(
    '/api/v1/processes/:process/targets/:target',
    {
      config: { role: 'manager' },
      schema: {
        tags,
        summary: 'Take a target away',
        params: Type.Object({ process: Type.String(), target: Type.String() }),
        response: { 200: Changed, 404: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ params }) => {
      const { blueprint } = house.live.get(params.process);
      if (!targetsOf(blueprint).some(({ id }) => id === params.target)) throw new NotFound('target', params.target);
      let before = blueprint;
      const { dataVersion } = await saveBlueprint(house, params.process, (now) => {
        before = now;
        return withoutTarget(now, params.target);
      });
      return { dataVersion, target: null, before };
    },
  );
};

const idOf = ({ of, stage, from, to }: Wanted): string | null =>
  of === 'stage-wait' ? `stage-wait:${stage ?? ''}` : of === 'hand-over' ? `hand-over:${from ?? ''}:${to ?? ''}` : null;

/** The parts a time needs, and a stage that is there. */
function checkParts(wanted: Wanted, { stages }: Blueprint): void {
  const needs = wanted.of.startsWith('stage')
    ? (['stage'] as const)
    : wanted.of === 'hand-over' || wanted.of === 'between'
      ? (['from', 'to'] as const)
      : [];
  for (const part of needs)
    if (wanted[part] === undefined) throw new BadRequest(part, `“${part}” is missing.`, `It is needed for a target of ${wanted.of}.`);
  if (wanted.stage !== undefined && !stages.some(({ name }) => name === wanted.stage))
    throw new BadRequest(
      'stage',
      `The blueprint has no stage “${wanted.stage}”.`,
      `It has ${stages.map(({ name }) => name).join(', ') || 'none'}.`,
    );
  if (wanted.of === 'between' && wanted.from === wanted.to)
    throw new BadRequest('to', 'A target between two activities needs two different ones.');
}

/** The log has both activities: a slip of the pen would make a target that nothing ever meets. */
async function checkActivities(house: Throughline, id: string, { from, to }: Wanted): Promise<void> {
  const asked = (
    [
      ['from', from],
      ['to', to],
    ] as const
  ).flatMap(([part, name]) => (name === undefined ? [] : [{ part, name }]));
  if (asked.length === 0) return;
  const found = await house.engine.with(schemaOf(id), (session) =>
    session.query<{ name: string }>(sql`SELECT a.name FROM activity a WHERE a.name IN ${list(asked.map(({ name }) => name))}`),
  );
  const missing = asked.find(({ name }) => !found.some((one) => one.name === name));
  if (missing)
    throw new BadRequest(missing.part, `The log has no activity “${missing.name}”.`, 'Names count as they are written, capitals too.');
}
