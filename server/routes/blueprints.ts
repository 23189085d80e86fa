import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Blueprint, UnplacedActivity, UNPLACED } from '../../model/blueprint.ts';
import { blueprintFromJson, blueprintToText, parseBlueprint } from '../../model/blueprint-text.ts';
import { BadRequest, ProblemBody } from '../../model/problem.ts';
import { templateOf } from '../../model/templates.ts';
import { Count } from '../../model/units.ts';
import { saveBlueprint } from '../jobs/services.ts';
import { placed, unplaced } from '../jobs/placements.ts';

const Params = Type.Object({ process: Type.String() });
const Template = Blueprint.properties.template;
const YAML = /\b(application|text)\/(x-)?yaml\b/;

/** How a service is designed, and where the activities of its log belong. */
export const blueprints: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  const tags = ['services'];
  app.addContentTypeParser(['application/yaml', 'application/x-yaml', 'text/yaml'], { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );

  app.get(
    '/api/v1/processes/:process/blueprint',
    {
      config: { role: 'viewer' },
      schema: {
        tags,
        summary: 'The blueprint of a service',
        description: 'YAML with `Accept: application/yaml`.',
        params: Params,
        response: { 200: Blueprint, 404: ProblemBody },
      },
    },
    async (request, reply) => {
      const { blueprint } = house.live.get(request.params.process);
      if (!YAML.test(request.headers.accept ?? '')) return blueprint;
      // the schema is that of the JSON; text goes past it
      return reply
        .type('application/yaml; charset=utf-8')
        .serializer(String)
        .send(blueprintToText(blueprint) as unknown as Blueprint);
    },
  );

  app.put(
    '/api/v1/processes/:process/blueprint',
    {
      config: { role: 'manager' },
      // read below, so that JSON and YAML are refused in the same words
      validatorCompiler: () => (value: unknown) => ({ value }),
      schema: {
        tags,
        summary: 'Replace the blueprint',
        description: 'JSON or YAML. The figures follow in one transaction; what alters no number makes no data version.',
        params: Params,
        body: Blueprint,
        response: { 200: Type.Object({ blueprint: Blueprint, dataVersion: Count }), 400: ProblemBody, 404: ProblemBody, 409: ProblemBody },
      },
    },
    async (request) => {
      const body: unknown = request.body;
      const blueprint = typeof body === 'string' ? parseBlueprint(body) : blueprintFromJson(body);
      return saveBlueprint(house, request.params.process, () => blueprint);
    },
  );

  app.get(
    '/api/v1/processes/:process/unplaced',
    {
      config: { role: 'viewer' },
      schema: {
        tags,
        summary: 'Activities that no stage has, with the stage their names point to',
        description: 'A service without stages is shown what `template` would give it (`service` when none is named).',
        params: Params,
        querystring: Type.Object({ template: Template }, { additionalProperties: false }),
        response: { 200: Type.Array(UnplacedActivity), 404: ProblemBody },
      },
    },
    async (request) => unplaced(house, request.params.process, request.query.template, request.gone),
  );

  app.post(
    '/api/v1/processes/:process/placements',
    {
      config: { role: 'manager' },
      schema: {
        tags,
        summary: 'Put activities into stages',
        description: 'A stage of null takes the activity out of its stage.',
        params: Params,
        body: Type.Object(
          {
            placements: Type.Array(
              Type.Object(
                { activity: Type.String({ minLength: 1, maxLength: 200 }), stage: Type.Union([Type.String(), Type.Null()]) },
                { additionalProperties: false },
              ),
              { maxItems: 1000 },
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ dataVersion: Count }), 400: ProblemBody, 404: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ params, body: { placements } }) => {
      if (placements.some(({ stage }) => stage === UNPLACED))
        throw new BadRequest('placements', `“${UNPLACED}” is not a stage: leave the stage null.`);
      const { dataVersion } = await saveBlueprint(house, params.process, (before) => placed(before, placements));
      return { dataVersion };
    },
  );

  app.post(
    '/api/v1/processes/:process/placements/accept',
    {
      config: { role: 'manager' },
      schema: {
        tags,
        summary: 'Accept every proposed stage',
        description: 'A service without stages takes those of `template` first.',
        params: Params,
        body: Type.Optional(Type.Union([Type.Object({ template: Template }, { additionalProperties: false }), Type.Null()])),
        response: { 200: Type.Object({ dataVersion: Count }), 400: ProblemBody, 404: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ params, body }) => {
      const template = body?.template;
      if (house.live.get(params.process).blueprint.stages.length === 0 && template === undefined) {
        throw new BadRequest(
          'template',
          'This service has no stages yet, so a template has to be named.',
          'It takes service, hospital, emergency or four-phases.',
        );
      }
      const proposals = (await unplaced(house, params.process, template)).filter(({ proposedStage }) => proposedStage !== null);
      const { dataVersion } = await saveBlueprint(house, params.process, (before) => {
        const start =
          before.stages.length === 0 && template !== undefined ? { ...templateOf(template), measures: before.measures } : before;
        return placed(
          start,
          proposals.map(({ activity, proposedStage }) => ({ activity, stage: proposedStage })),
        );
      });
      return { dataVersion };
    },
  );
};
