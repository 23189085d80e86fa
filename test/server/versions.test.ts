import { readdir, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { expect, it } from 'vitest';
import { schemaOf } from '../../engine/schema-name.ts';
import { sql } from '../../engine/sql.ts';
import type { Effect } from '../../model/effect.ts';
import type { Receipt } from '../../model/event-log.ts';
import type { ImportRecord } from '../../model/import-record.ts';
import type { Job } from '../../model/job.ts';
import type { ProcessSummary } from '../../model/process.ts';
import type { VersionRecord } from '../../model/version.ts';
import { buildApp } from '../../server/app.ts';
import { ask, ended, importCsv, LOG, makeProcess, NOW, tempFolder, testApp, upload } from './support.ts';

const MORE = `case,activity,start,end,resource,priority
A-3,Register,2026-10-07T08:00:00Z,2026-10-07T08:15:00Z,Ann,low
A-3,Assess,2026-10-07T09:00:00Z,2026-10-07T09:30:00Z,Bob,low
A-4,Register,2026-10-08T08:00:00Z,2026-10-08T08:15:00Z,Ann,high
`;
const LATER = `case,activity,start,end,resource,priority
A-4,Register,2026-10-08T08:00:00Z,2026-10-08T08:15:00Z,Ann,high
A-4,Decide,2026-10-08T10:00:00Z,2026-10-08T10:15:00Z,Cem,high
`;

const QUESTIONS = ['summary', 'directly-follows', 'variants', 'cases', 'throughput', 'activities', 'data-quality'];

/** The figures as they go out, without the number of their version. */
async function figures(app: FastifyInstance, version?: number): Promise<string> {
  const told: unknown[] = [];
  for (const question of QUESTIONS) {
    const { status, body } = await ask(
      app,
      'GET',
      `/processes/permits/analytics/${question}${version === undefined ? '' : `?version=${version}`}`,
    );
    told.push(status, body);
  }
  for (const list of ['attributes?', 'names?of=activity&', 'names?of=resource&'])
    told.push((await ask(app, 'GET', `/processes/permits/${list}${version === undefined ? '' : `version=${version}`}`)).body);
  return JSON.stringify(told).replaceAll(/"dataVersion":\d+/g, '');
}

const change = async (app: FastifyInstance, what: 'undo' | 'redo', id: string) => {
  const { status, body } = await ask<Job>(app, 'POST', `/processes/permits/imports/${id}/${what}`);
  return status === 202 ? ((await ended(app, body.id)) as Job & { result: Receipt }) : body;
};
const imports = async (app: FastifyInstance) => (await ask<ImportRecord[]>(app, 'GET', '/processes/permits/imports')).body;
const versions = async (app: FastifyInstance) => (await ask<VersionRecord[]>(app, 'GET', '/processes/permits/versions')).body;

it('takes any import back and brings it again, with the same figures as before', { timeout: 180_000 }, async () => {
  const app = await testApp();
  await makeProcess(app);
  const first = await importCsv(app, 'permits', LOG, {}, 'first.csv');
  const one = await figures(app);
  const second = await importCsv(app, 'permits', MORE, {}, 'second.csv');
  const two = await figures(app);
  await importCsv(app, 'permits', LATER, {}, 'third.csv');
  const three = await figures(app);

  // a later file overlaps: it brings what the one in the middle had brought
  expect(await change(app, 'undo', second.id)).toMatchObject({
    state: 'done',
    kind: 'undo',
    result: { dataVersion: 4, file: 'second.csv' },
  });
  expect((await ask<{ rows: object[] }>(app, 'GET', '/processes/permits/analytics/summary')).body.rows).toMatchObject([
    { cases: 4, events: 9 },
  ]);
  expect(await imports(app)).toMatchObject([
    { state: 'done' },
    { id: second.id, state: 'undone', receipt: { accepted: 2 } },
    { state: 'done' },
  ]);
  expect(await change(app, 'redo', second.id)).toMatchObject({ state: 'done', result: { dataVersion: 5 } });
  expect(await figures(app)).toBe(three);

  const [third] = await imports(app);
  await change(app, 'undo', third?.id ?? '');
  expect(await figures(app)).toBe(two);
  const undone = await change(app, 'undo', second.id);
  expect(await figures(app)).toBe(one);
  expect((undone as Job & { result: Receipt }).result.effect).toMatchObject({
    before: { cases: 4, events: 9 },
    after: { cases: 3, events: 7 },
    goneHandOvers: 1,
  });
  await change(app, 'undo', first.id);
  expect((await ask<ProcessSummary[]>(app, 'GET', '/processes')).body).toMatchObject([
    { cases: 0, events: 0, dataVersion: 8, cutOffMs: null },
  ]);
  await change(app, 'redo', first.id);
  expect(await figures(app)).toBe(one);
  expect((await versions(app)).map(({ version, words, imports: held }) => [version, words, held])).toEqual([
    [9, 'first.csv brought again', [1]],
    [8, 'first.csv taken back', []],
    [7, 'second.csv taken back', [1]],
    [6, 'third.csv taken back', [1, 2]],
    [5, 'second.csv brought again', [1, 2, 3]],
    [4, 'second.csv taken back', [1, 3]],
    [3, 'third.csv imported', [1, 2, 3]],
    [2, 'second.csv imported', [1, 2]],
    [1, 'first.csv imported', [1]],
  ]);
});

it('says why an import can’t be undone or redone', async () => {
  const app = await testApp();
  await makeProcess(app);
  const { id } = await importCsv(app, 'permits', LOG);
  expect(await change(app, 'redo', id)).toMatchObject({ code: 'not_undone', title: 'The import of “log.csv” holds already.' });
  expect(await change(app, 'undo', 'no-such')).toMatchObject({ status: 404 });
  const refused = await importCsv(app, 'permits', 'no,table\nof,events\n');
  expect(refused.state).toBe('failed');
  expect(await change(app, 'undo', refused.id)).toMatchObject({ code: 'not_done' });
  const second = await importCsv(app, 'permits', MORE, {}, 'second.csv');
  const { uploads } = app.throughline.folder;
  for (const name of await readdir(uploads)) await rm(path.join(uploads, name));
  expect(await change(app, 'undo', second.id)).toMatchObject({
    code: 'original_missing',
    detail: expect.stringContaining('“log.csv” (import 1)') as string,
  });
  // nothing remains that would be needed
  expect(await change(app, 'undo', id)).toMatchObject({ code: 'original_missing' });
});

it('imports the same file again without a new version', async () => {
  const app = await testApp();
  await makeProcess(app);
  await importCsv(app, 'permits', LOG);
  const again = await importCsv(app, 'permits', LOG);
  expect(again.result).toMatchObject({
    accepted: 0,
    duplicates: 7,
    unchangedCases: 3,
    newCases: 0,
    changedCases: 0,
    effect: null,
    dataVersion: 1,
  });
  const replacing = await importCsv(app, 'permits', LOG, { replace: 'cases' });
  expect(replacing.result).toMatchObject({ accepted: 0, duplicates: 7, unchangedCases: 3, replaced: 0, dataVersion: 1 });
});

it('opens an earlier version with its blueprint and its figures, again when its file is damaged', async () => {
  const app = await testApp();
  await makeProcess(app);
  await importCsv(app, 'permits', LOG);
  const one = await figures(app);
  await importCsv(app, 'permits', MORE);
  const two = await figures(app);
  await ask(app, 'PATCH', '/processes/permits', { zone: 'UTC', cutOffMs: 60_000 });
  await ask(app, 'PUT', '/processes/permits/blueprint', {
    template: null,
    stages: [{ name: 'Desk', purpose: '', activities: [{ name: 'Register' }] }],
    endActivities: [],
    handOvers: [],
    measures: [],
  });
  expect(await ask(app, 'GET', '/processes/permits/analytics/summary?version=1')).toMatchObject({
    status: 409,
    body: { code: 'version_not_ready', field: 'version' },
  });
  expect((await ask(app, 'GET', '/processes/permits/analytics/summary?version=77')).status).toBe(404);
  expect((await ask(app, 'GET', '/processes/permits/analytics/summary?version=one')).status).toBe(400);
  const open = async (version: number) => {
    const { body } = await ask<Job>(app, 'POST', `/processes/permits/versions/${version}/open`);
    return ended(app, body.id);
  };
  expect(await open(1)).toMatchObject({ kind: 'version', state: 'done', result: { version: 1, ready: true, newest: false } });
  await open(2);
  expect(await figures(app, 1)).toBe(one);
  expect(await figures(app, 2)).toBe(two);
  const { body, headers } = await ask<{ dataVersion: number }>(app, 'GET', '/processes/permits/analytics/summary?version=1');
  expect([body.dataVersion, headers['x-data-version']]).toEqual([1, '1']);
  expect((await ask<string>(app, 'GET', '/processes/permits/cases.csv?version=1')).body.trim().split('\n')).toHaveLength(4);

  await app.throughline.versions.close();
  const file = path.join(app.throughline.folder.versions, 'permits-2.duckdb');
  await truncate(file, 5000);
  app.throughline.answers.clear();
  expect((await ask(app, 'GET', '/processes/permits/analytics/summary?version=2')).status).toBe(409);
  await writeFile(file, 'not a database');
  expect((await ask(app, 'GET', '/processes/permits/analytics/summary?version=2')).status).toBe(409);
  await open(2);
  expect(await figures(app, 2)).toBe(two);
  await ask(app, 'DELETE', '/processes/permits');
  expect(await readdir(app.throughline.folder.versions)).toEqual([]);
});

it('keeps earlier versions as long as there is room', async () => {
  const app = await testApp({ versionsBytes: 1 });
  await makeProcess(app);
  await importCsv(app, 'permits', LOG);
  await importCsv(app, 'permits', MORE);
  await importCsv(app, 'permits', LATER);
  for (const version of [1, 2]) await ended(app, (await ask<Job>(app, 'POST', `/processes/permits/versions/${version}/open`)).body.id);
  expect(await readdir(app.throughline.folder.versions)).toEqual(['permits-2.duckdb']);
});

it('says what an import would do without doing it', async () => {
  const app = await testApp();
  await makeProcess(app);
  await importCsv(app, 'permits', LOG);
  const before = await figures(app);
  const { body } = await ask<Job>(app, 'POST', '/processes/permits/effect', { upload: await upload(app, MORE) });
  const { result } = (await ended(app, body.id)) as Job & { result: Effect & Receipt };
  expect(result).toMatchObject({
    before: { cases: 3, events: 7, activities: 3 },
    after: { cases: 4, events: 9 },
    newCases: 1,
    changedCases: 1,
    unchangedCases: 0,
    accepted: 2,
    duplicates: 1,
    replaced: 0,
    newHandOvers: 1,
  });
  expect(await figures(app)).toBe(before);
  const done = await importCsv(app, 'permits', MORE);
  const { before: was, after, handOvers } = result;
  expect(done.result.effect).toMatchObject({ before: was, after, handOvers });
});

it('makes all figures again from uploads and state when events.duckdb is lost', { timeout: 180_000 }, async () => {
  const dataFolder = await tempFolder();
  const app = await buildApp({ dataFolder, logLevel: 'silent', threads: 2, memory: '512MB', now: () => NOW });
  await makeProcess(app);
  const { id } = await importCsv(app, 'permits', LOG);
  await importCsv(app, 'permits', MORE);
  await importCsv(app, 'permits', LATER, { replace: 'cases' });
  await change(app, 'undo', id);
  const before = await figures(app);
  const list = await versions(app);
  const register = await imports(app);
  await app.close();
  await rm(path.join(dataFolder, 'events.duckdb'));

  const again = await testApp({ dataFolder });
  expect(again.throughline.notices).toEqual([
    'events.duckdb has lost the figures of “permits”: they are being made again from the kept files.',
  ]);
  const refused = await ask(again, 'POST', '/processes/permits/imports', { upload: await upload(again, MORE) });
  expect(refused).toMatchObject({ status: 409, body: { code: 'rebuilding' } });
  await ended(again, [...again.throughline.rebuilding.values()][0] ?? '');
  expect(await figures(again)).toBe(before);
  expect(await versions(again)).toEqual(list);
  expect(await imports(again)).toEqual(register);
  await change(again, 'redo', id);
  expect((await versions(again))[0]).toMatchObject({ version: 5, imports: [1, 2, 3] });
});

it('sees at the next start that events.duckdb is still lost when making it again was cut off', { timeout: 180_000 }, async () => {
  const dataFolder = await tempFolder();
  const options = { dataFolder, logLevel: 'silent', threads: 2, memory: '512MB', now: () => NOW } as const;
  const app = await buildApp(options);
  await makeProcess(app);
  await importCsv(app, 'permits', LOG);
  await importCsv(app, 'permits', MORE);
  const before = await figures(app);
  const list = await versions(app);
  const register = await imports(app);
  await app.close();
  await rm(path.join(dataFolder, 'events.duckdb'));

  // what a kill leaves: nothing of it is in the tables until all of it is
  const cutOff = await buildApp(options);
  const { engine, jobs, rebuilding } = cutOff.throughline;
  const [job = ''] = rebuilding.values();
  const listed = () =>
    engine.with(schemaOf('permits'), (session) => session.query<{ n: number }>(sql`SELECT count(*) AS n FROM data_version`));
  const seen = new Set<number>();
  const stop = jobs.watch(job, () => void listed().then(([row]) => seen.add(row?.n ?? 0)));
  jobs.cancel(job);
  expect(await ended(cutOff, job)).toMatchObject({ state: 'cancelled' });
  stop();
  seen.add((await listed())[0]?.n ?? 0);
  expect([...seen]).toEqual([0]);
  expect(await ask(cutOff, 'POST', '/processes/permits/imports', { upload: await upload(cutOff, MORE) })).toMatchObject({ status: 409 });
  await cutOff.close();

  const again = await testApp({ dataFolder });
  expect(again.throughline.notices.join()).toMatch(/has lost the figures of “permits”/);
  await ended(again, [...again.throughline.rebuilding.values()][0] ?? '');
  expect(again.throughline.rebuilding.size).toBe(0);
  expect(await figures(again)).toBe(before);
  expect(await versions(again)).toEqual(list);
  expect(await imports(again)).toEqual(register);
});
