import type { FastifyInstance } from 'fastify';
import { expect, it } from 'vitest';
import type { Mapping, Recognition } from '../../model/event-log.ts';
import type { Job } from '../../model/job.ts';
import type { Recipe } from '../../model/recipe.ts';
import { sourceName } from '../../server/jobs/recipes.ts';
import { ask, ended, importCsv, makeProcess, testApp, upload } from './support.ts';

const HEAD = 'Number,Step,Began,Ended,Who,Ward';
const OCTOBER = `${HEAD}\nA-1,Register,13/10/2026 08:00,13/10/2026 08:10,Ann,B2\nA-1,Assess,13/10/2026 09:00,13/10/2026 09:10,Bob,B2\nA-2,Register,14/10/2026 08:00,14/10/2026 08:10,Ann,B3\n`;
/** Days of the first twelve of a month: nothing in it says which of two numbers is the day. */
const NOVEMBER = OCTOBER.replaceAll('13/10', '03/11').replaceAll('14/10', '04/11').replaceAll('A-', 'B-');
const SAID: Mapping = { roles: { Number: 'case', Step: 'activity', Began: 'start', Ended: 'end', Who: 'team' } };

async function check(app: FastifyInstance, content: string, more: object = { process: 'permits' }): Promise<Recognition> {
  const sent = await upload(app, content);
  const { status, body } = await ask<Job>(app, 'POST', `/uploads/${sent}/check`, more);
  expect(status).toBe(202);
  const job = await ended(app, body.id);
  expect(job.problem).toBeNull();
  return job.result as Recognition;
}
const recipesOf = async (app: FastifyInstance) => (await ask<Recipe[]>(app, 'GET', '/processes/permits/recipes')).body;
const rolesOf = ({ columns }: Recognition) => Object.fromEntries(columns.map(({ name, role }) => [name, role]));

async function service() {
  const app = await testApp();
  await makeProcess(app, { zone: 'Europe/Dublin' });
  const job = await importCsv(app, 'permits', OCTOBER, SAID, 'ED_monthly-export 2026-10.csv');
  expect(job.problem).toBeNull();
  return app;
}

it('makes a recipe of an import, and reads the next file of the source by it without a question', async () => {
  const app = await service();
  expect(await recipesOf(app)).toMatchObject([
    { name: 'ED monthly export', uses: 1, mapping: { kind: 'events', roles: { Who: 'team', Ward: 'attribute' } } },
  ]);
  expect((await recipesOf(app))[0]?.mapping).not.toHaveProperty('zone');
  const alone = await check(app, NOVEMBER, { process: 'permits', recipe: 'none' });
  expect(alone).toMatchObject({ recipe: null, settled: null });
  expect(alone.questions.length).toBeGreaterThan(0);
  const found = await check(app, NOVEMBER);
  expect(found).toMatchObject({
    questions: [],
    needsZone: false,
    recipe: { name: 'ED monthly export', exact: true, used: true, changes: [] },
    settled: { zone: 'Europe/Dublin', timeFormats: { Began: '%d/%m/%Y %H:%M' } },
  });
  expect(rolesOf(found)).toMatchObject({ Who: 'team' });
  expect(found.columns[0]).toMatchObject({ confidence: 1, reason: 'As in the recipe “ED monthly export”.' });
  const job = await importCsv(app, 'permits', NOVEMBER, {}, 'ED_monthly-export 2026-11.csv');
  expect(job.result).toMatchObject({ accepted: 3, firstAt: '2026-11-03T08:00:00.000Z' });
  expect(job.result.notes).toContain('What was not said of this file was taken from the recipe “ED monthly export”.');
  expect(await recipesOf(app)).toMatchObject([{ name: 'ED monthly export', uses: 2 }]);
});

it('says what is new, missing, renamed and retyped, and what becomes of it', async () => {
  const app = await service();
  const changed = `Number,Step,Began,Ended,Whom,Bed\nA-7,Register,2026-12-01 08:00,2026-12-01 08:10,Ann,4\nA-7,Assess,2026-12-01 09:00,2026-12-01 09:10,Bob,5\n`;
  const found = await check(app, changed);
  expect(found.recipe).toMatchObject({ exact: false, used: true });
  expect(found.recipe?.changes).toEqual([
    { kind: 'renamed', column: 'Whom', before: 'Who', words: '“Whom” takes the place of “Who” and is read as the team.' },
    { kind: 'missing', column: 'Ward', before: 'Ward', words: '“Ward” is missing; the rows of this file get no value for it.' },
    { kind: 'new', column: 'Bed', before: null, words: '“Bed” is new and is read as an attribute.' },
    {
      kind: 'retyped',
      column: 'Began',
      before: '%d/%m/%Y %H:%M',
      words: expect.stringContaining('are written otherwise') as string,
    },
    { kind: 'retyped', column: 'Ended', before: '%d/%m/%Y %H:%M', words: expect.stringContaining('%Y-%m-%d') as string },
  ]);
  expect(rolesOf(found)).toEqual({ Number: 'case', Step: 'activity', Began: 'start', Ended: 'end', Whom: 'team', Bed: 'attribute' });
  expect(found.settled).toMatchObject({ timeFormats: { Began: '%Y-%m-%d %H:%M' } });
});

it('gives way to a person, and works when the values it mends no longer occur', async () => {
  const app = await service();
  const fix = { kind: 'merge-names', column: 'Step', names: ['registr', 'Registration'], into: 'Register' };
  const before = (await recipesOf(app))[0];
  const mended = { columns: before?.columns, mapping: { ...(before?.mapping as Mapping), fixes: [fix] } };
  expect(await ask(app, 'PUT', `/processes/permits/recipes/${before?.id ?? ''}`, mended)).toMatchObject({ status: 200 });
  expect(await check(app, NOVEMBER)).toMatchObject({ settled: { fixes: [fix] }, questions: [] });
  expect(await check(app, NOVEMBER, { process: 'permits', mapping: { roles: { Who: 'resource' }, fixes: [] } })).toMatchObject({
    settled: { fixes: [], roles: { Who: 'resource', Began: 'start' } },
  });
  expect(await importCsv(app, 'permits', NOVEMBER)).toMatchObject({ state: 'done', result: { accepted: 3 } });
});

it('notices when a source turns day and month round', async () => {
  const app = await service();
  // one column decides: its second numbers go beyond twelve
  const turned = `${HEAD}\nC-1,Register,11/03/2026 08:00,11/25/2026 08:10,Ann,B2\nC-2,Register,11/04/2026 08:00,11/26/2026 08:10,Ann,B2\n`;
  const found = await check(app, turned);
  expect(found.settled).toMatchObject({ timeFormats: { Began: '%m/%d/%Y %H:%M', Ended: '%m/%d/%Y %H:%M' } });
});

it('is exported, edited, given back under another name, and forgotten', async () => {
  const app = await service();
  const yaml = await app.inject('/api/v1/processes/permits/recipes/ed%20monthly%20EXPORT?format=yaml');
  expect(yaml.headers['content-disposition']).toBe('attachment; filename="recipe-ED-monthly-export.yaml"');
  expect(yaml.body).toMatch(/^name: ED monthly export\ncolumns:\n/);
  const edited = yaml.body.replace('name: ED monthly export', 'name: Night shift').replace('Ward: attribute', 'Ward: ignore');
  const put = await app.inject({
    method: 'PUT',
    url: '/api/v1/processes/permits/recipes/Night%20shift',
    headers: { 'content-type': 'application/yaml' },
    payload: edited,
  });
  expect(put.json()).toMatchObject({ name: 'Night shift', uses: 0, mapping: { roles: { Ward: 'ignore' } } });
  const named = await check(app, NOVEMBER, { process: 'permits', recipe: 'Night shift' });
  expect(rolesOf(named)).toMatchObject({ Ward: 'ignore' });
  const inline = await check(app, NOVEMBER, { recipe: (await recipesOf(app)).find(({ name }) => name === 'Night shift') });
  expect(rolesOf(inline)).toMatchObject({ Ward: 'ignore' });
  expect(await ask(app, 'PATCH', '/processes/permits/recipes/Night%20shift', { name: 'ED monthly export' })).toMatchObject({
    status: 409,
    body: { code: 'recipe_exists', field: 'name' },
  });
  expect(await ask(app, 'PATCH', '/processes/permits/recipes/Night%20shift', { name: 'Nights' })).toMatchObject({
    body: { name: 'Nights' },
  });
  expect(await ask(app, 'PUT', '/processes/permits/recipes/Nights', { columns: [], mapping: {} })).toMatchObject({
    status: 400,
    body: { field: 'columns' },
  });
  expect(await ask(app, 'DELETE', '/processes/permits/recipes/Nights')).toMatchObject({ status: 204 });
  expect(await ask(app, 'GET', '/processes/permits/recipes/Nights')).toMatchObject({
    status: 404,
    body: { code: 'unknown_recipe', detail: 'There are: “ED monthly export”.' },
  });
});

it('remembers that cases are replaced only where a person says so', async () => {
  const app = await service();
  await importCsv(app, 'permits', NOVEMBER, { replace: 'cases' });
  expect((await recipesOf(app))[0]?.mapping).not.toHaveProperty('replace');
  const sent = await upload(app, NOVEMBER);
  const { body } = await ask<Job>(app, 'POST', '/processes/permits/imports', {
    upload: sent,
    mapping: { replace: 'cases' },
    rememberReplace: true,
  });
  expect(await ended(app, body.id)).toMatchObject({ state: 'done' });
  expect((await recipesOf(app))[0]?.mapping).toMatchObject({ replace: 'cases' });
});

it.each([
  ['ED_monthly-export 2026-10.csv', 'ED monthly export'],
  ['visits-october.csv', 'visits'],
  ['2026-10-01.xlsx', 'Export'],
  ['Report (3).csv.gz', 'Report'],
  ['feedback_Q3_2026.parquet', 'feedback'],
  ['Überweisungen.März.2026.txt', 'Überweisungen'],
  ['<script>1</script>.csv', '<script> </script>'],
])('calls the source of %s %s', (file, name) => {
  expect(sourceName(file)).toBe(name);
});
