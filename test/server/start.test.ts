import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { schemaOf } from '../../engine/schema-name.ts';
import { sql } from '../../engine/sql.ts';
import type { ImportRecord } from '../../model/import-record.ts';
import type { Process, ProcessSummary } from '../../model/process.ts';
import { buildApp } from '../../server/app.ts';
import { readConfig } from '../../server/config.ts';
import { loadSamples } from '../../server/jobs/samples.ts';
import { startServer } from '../../server/main.ts';
import { announce, findServer, openDataFolder } from '../../server/store/data-folder.ts';
import { openSqlite } from '../../server/store/sqlite.ts';
import { ask, importCsv, LOG, makeProcess, NOW, tempFolder, testApp, upload } from './support.ts';

const QUIET = { logLevel: 'silent', threads: 2, memory: '512MB', now: () => NOW } as const;

/** A data folder with one imported service, closed. */
async function folderWithLog(): Promise<string> {
  const dataFolder = await tempFolder();
  const app = await buildApp({ dataFolder, ...QUIET });
  await makeProcess(app);
  await importCsv(app, 'permits', LOG);
  await upload(app, 'half,sent\n');
  await app.close();
  return dataFolder;
}

it('finds at a second start what the first one left', async () => {
  const app = await testApp({ dataFolder: await folderWithLog() });
  expect((await ask<ProcessSummary[]>(app, 'GET', '/processes')).body).toMatchObject([
    { id: 'permits', cases: 3, events: 7, imports: 1, dataVersion: 1 },
  ]);
  expect(app.throughline.notices).toEqual([]);
});

it('calls an import done that DuckDB has committed, and one that it has not interrupted', async () => {
  const dataFolder = await folderWithLog();
  const raw = openSqlite(path.join(dataFolder, 'state.sqlite'));
  raw.run("UPDATE import_register SET state = 'running', receipt = NULL, ended_at = NULL");
  raw.run('UPDATE process SET cut_off_ms = NULL');
  raw.run(
    "INSERT INTO import_register (id, process, seq, kind, file, bytes, sha256, mapping, state, started_at, started_by) VALUES ('lost', 'permits', 2, 'events', 'lost.csv', 1, 'x', '{}', 'running', ?, 'test')",
    NOW.toISOString(),
  );
  raw.run("INSERT INTO job (id, kind, process, state, created_at) VALUES ('lost', 'import', 'permits', 'running', ?)", NOW.toISOString());
  raw.close();
  const app = await testApp({ dataFolder });
  const { body } = await ask<ImportRecord[]>(app, 'GET', '/processes/permits/imports');
  expect(body).toMatchObject([
    { id: 'lost', state: 'interrupted', problem: { code: 'interrupted' } },
    { seq: 1, state: 'done', receipt: { accepted: 7 } },
  ]);
  expect((await ask(app, 'GET', '/jobs/lost')).body).toMatchObject({
    state: 'interrupted',
    problem: { title: 'The server stopped before this was done.' },
  });
  expect((await ask<{ notices: string[] }>(app, 'GET', '/health')).body.notices).toEqual([
    expect.stringContaining('“log.csv”') as string,
    expect.stringContaining('Nothing of it was kept') as string,
  ]);
  expect((await ask<Process>(app, 'GET', '/processes/permits')).body.cutOffMs).toBeGreaterThan(0);
});

it('brings the figures to a blueprint that was saved just before the end', async () => {
  const dataFolder = await folderWithLog();
  const raw = openSqlite(path.join(dataFolder, 'state.sqlite'));
  const blueprint = {
    stages: [{ name: 'All', activities: ['Register', 'Assess', 'Decide'].map((name) => ({ name })) }],
    endActivities: [],
    handOvers: [],
    measures: [],
  };
  raw.run(
    'INSERT INTO blueprint (process, body, data_version, saved_at) VALUES (?, ?, NULL, ?)',
    'permits',
    JSON.stringify(blueprint),
    NOW.toISOString(),
  );
  raw.close();
  const app = await testApp({ dataFolder });
  expect((await ask<{ rows: object[] }>(app, 'GET', '/processes/permits/analytics/summary')).body).toMatchObject({
    dataVersion: 2,
    rows: [{ unplacedSteps: 0 }],
  });
  expect((await ask(app, 'GET', '/processes/permits/unplaced')).body).toEqual([]);
});

it('finishes a removal that was cut off, and clears what nobody will ask for', async () => {
  const dataFolder = await folderWithLog();
  const raw = openSqlite(path.join(dataFolder, 'state.sqlite'));
  raw.run("INSERT INTO setting (name, value) VALUES ('removing.permits', '[]')");
  raw.run("DELETE FROM process WHERE id = 'permits'");
  raw.close();
  await writeFile(path.join(dataFolder, 'incoming', 'stray.part'), 'x');
  const app = await testApp({ dataFolder, now: () => new Date(NOW.getTime() + 3 * 24 * 3600_000) });
  expect((await ask(app, 'GET', '/processes')).body).toEqual([]);
  expect(await readdir(path.join(dataFolder, 'incoming'))).toEqual([]);
  await expect(app.throughline.engine.with(schemaOf('permits'), (session) => session.query(sql`SELECT 1`))).rejects.toThrow();
});

it('says in words when events were written by a newer program', async () => {
  const dataFolder = await folderWithLog();
  const app = await buildApp({ dataFolder, ...QUIET });
  await app.throughline.engine.with(schemaOf('permits'), (session) =>
    session.run(sql`INSERT INTO schema_migration VALUES (99, 'later', TIMESTAMP '2027-01-01')`),
  );
  await app.close();
  await expect(buildApp({ dataFolder, ...QUIET })).rejects.toMatchObject({
    code: 'newer_data',
    detail: expect.stringContaining('99') as string,
  });
});

it('says in words when the register can’t be opened, and leaves it as it is', async () => {
  const dataFolder = await tempFolder();
  const file = path.join(dataFolder, 'state.sqlite');
  const damaged = 'no database at all, '.repeat(1000);
  await writeFile(file, damaged);
  await expect(buildApp({ dataFolder, ...QUIET })).rejects.toMatchObject({
    code: 'damaged_state',
    message: 'state.sqlite can’t be read.',
    detail: expect.stringMatching(/last backup/) as string,
  });
  expect(await readFile(file, 'utf8')).toBe(damaged);
});

it('announces itself for its owner only, keeps a second server out, and takes the announcement away', async () => {
  const dataFolder = await tempFolder();
  const config = readConfig(
    { THROUGHLINE_DATA: dataFolder, THROUGHLINE_PORT: '0', THROUGHLINE_LOG: 'silent', THROUGHLINE_SAMPLES: 'off' },
    '/',
  );
  const server = await startServer({ ...config, web: 'none' });
  const file = path.join(dataFolder, 'server.json');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ address: server.address, pid: process.pid });
  await expect(startServer({ ...config, web: 'none' })).rejects.toMatchObject({
    code: 'data_folder_held',
    detail: expect.stringContaining(server.address) as string,
  });
  const port = new URL(server.address).port;
  await expect(startServer({ ...config, dataFolder: await tempFolder(), port: Number(port), web: 'none' })).rejects.toMatchObject({
    code: 'port_taken',
  });
  await server.stop();
  expect(existsSync(file)).toBe(false);
});

it('sees that an announcement is stale: nobody has its number, or nobody answers to its token', async () => {
  const folder = openDataFolder(await tempFolder());
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.on('exit', resolve));
  announce(folder, { address: 'http://127.0.0.1:9', token: 'x', pid: child.pid ?? 0 });
  expect(await findServer(folder)).toBeUndefined();
  expect(existsSync(folder.announcement)).toBe(false);
  announce(folder, { address: 'http://127.0.0.1:9', token: 'x', pid: process.pid });
  expect(await findServer(folder)).toBeUndefined();
  await writeFile(folder.announcement, 'half writ');
  expect(await findServer(folder)).toBeUndefined();
});

it('leaves a folder alone that has services, or whose samples were sent away', async () => {
  const app = await testApp();
  expect((await ask(app, 'DELETE', '/samples')).body).toEqual({ removed: [] });
  loadSamples(app.throughline);
  expect(app.throughline.samples).toEqual({ state: 'off', job: null });
  const other = await testApp();
  await makeProcess(other);
  loadSamples(other.throughline);
  expect((await ask(other, 'GET', '/health')).body).toMatchObject({ status: 'ok', samples: { state: 'off' } });
});
