import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { BadRequest, ProblemBody } from '../../model/problem.ts';
import { Recipe } from '../../model/recipe.ts';
import { parseRecipe, recipeToText } from '../../model/recipe-text.ts';
import { OneOf } from '../../model/units.ts';
import { fingerprintOf } from '../../pipelines/recognise/recipe.ts';
import { recipeOf } from '../jobs/recipes.ts';

const Params = Type.Object({ process: Type.String() });
const One = Type.Object({ process: Type.String(), recipe: Type.String({ description: 'Its id or its name.' }) });
/** Which recipe a file is read by, for all that the mapping leaves open. */
export const RecipeWanted = Type.Union([Type.String({ maxLength: 200 }), Type.Object({}, { additionalProperties: true })], {
  description: 'Name or id of a recipe, `none`, or a recipe itself as it is exported. Absent: the one that fits the columns of the file.',
});
const YAML = /\b(application|text)\/(x-)?yaml\b/;

/** How files of each source of a service are read. */
export const recipes: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  const tags = ['files'];
  app.addContentTypeParser(['application/yaml', 'application/x-yaml', 'text/yaml'], { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );

  app.get(
    '/api/v1/processes/:process/recipes',
    {
      config: { role: 'viewer' },
      schema: {
        tags,
        summary: 'The recipes of a service, the one used last first',
        description: 'A committed import makes the recipe of its source or brings it up to date.',
        params: Params,
        response: { 200: Type.Array(Recipe), 404: ProblemBody },
      },
    },
    async ({ params }) => {
      house.live.get(params.process);
      return house.store.recipes.of(params.process);
    },
  );

  app.get(
    '/api/v1/processes/:process/recipes/:recipe',
    {
      config: { role: 'viewer' },
      schema: {
        tags,
        summary: 'One recipe',
        description: 'YAML with `format=yaml` or `Accept: application/yaml`: it can be edited and given to the command line or put back.',
        params: One,
        querystring: Type.Object({ format: Type.Optional(OneOf(['json', 'yaml'] as const)) }, { additionalProperties: false }),
        response: { 200: Recipe, 404: ProblemBody },
      },
    },
    async ({ params, query, headers }, reply) => {
      house.live.get(params.process);
      const recipe = recipeOf(house, params.process, params.recipe);
      if (query.format !== 'yaml' && (query.format === 'json' || !YAML.test(headers.accept ?? ''))) return recipe;
      const name = recipe.name.replace(/[^\w.-]+/g, '-');
      // the schema is that of the JSON; text goes past it
      return reply
        .type('application/yaml; charset=utf-8')
        .header('content-disposition', `attachment; filename="recipe-${name}.yaml"`)
        .serializer(String)
        .send(recipeToText(recipe) as unknown as Recipe);
    },
  );

  app.put(
    '/api/v1/processes/:process/recipes/:recipe',
    {
      config: { role: 'contributor' },
      // read below, so that JSON and YAML are refused in the same words
      validatorCompiler: () => (value: unknown) => ({ value }),
      schema: {
        tags,
        summary: 'Write a recipe',
        description:
          'JSON or YAML with `name`, `columns` and `mapping`, as it is exported. One that does not exist is made, with the name in the address unless the text says another.',
        params: One,
        response: { 200: Recipe, 400: ProblemBody, 404: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ params, body }) => {
      house.live.get(params.process);
      const { store } = house;
      const { name, columns, mapping } = parseRecipe(body);
      const content = { columns, mapping, fingerprint: fingerprintOf(columns.map((column) => column.name)) };
      const before = store.recipes.find(params.process, params.recipe);
      const now = house.now().toISOString();
      const id = before?.id ?? house.newId();
      if (before === undefined) {
        const called = nameOf(name ?? params.recipe);
        store.recipes.create(params.process, { id, name: called, ...content, createdAt: now, lastUsedAt: now, uses: 0 });
      } else {
        if (name !== undefined && name !== before.name) store.recipes.rename(params.process, id, nameOf(name));
        store.recipes.write(id, content);
      }
      return recipeOf(house, params.process, id);
    },
  );

  app.patch(
    '/api/v1/processes/:process/recipes/:recipe',
    {
      config: { role: 'contributor' },
      schema: {
        tags,
        summary: 'Rename a recipe',
        params: One,
        body: Type.Object({ name: Type.String({ minLength: 1, maxLength: 120 }) }, { additionalProperties: false }),
        response: { 200: Recipe, 400: ProblemBody, 404: ProblemBody, 409: ProblemBody },
      },
    },
    async ({ params, body }) => {
      house.live.get(params.process);
      const { id } = recipeOf(house, params.process, params.recipe);
      house.store.recipes.rename(params.process, id, nameOf(body.name));
      return recipeOf(house, params.process, id);
    },
  );

  app.delete(
    '/api/v1/processes/:process/recipes/:recipe',
    {
      config: { role: 'contributor' },
      schema: {
        tags,
        summary: 'Forget a recipe',
        description: 'What was imported by it stays as it is.',
        params: One,
        response: { 204: Type.Null(), 404: ProblemBody },
      },
    },
    async ({ params }, reply) => {
      house.live.get(params.process);
      house.store.recipes.remove(recipeOf(house, params.process, params.recipe).id);
      return reply.status(204).send(null);
    },
  );
};

function nameOf(name: string): string {
  const called = name.replace(/[\p{Cc}\p{Cf}]/gu, '').trim();
  if (called === '' || called === 'none')
    throw new BadRequest('name', `A recipe can’t be called “${called}”.`, 'Give it the name of the system or report its files come from.');
  return called;
}
