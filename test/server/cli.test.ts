import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { beforeAll, expect, it } from 'vitest';
import type { Receipt, Recognition } from '../../model/event-log.ts';
import { hasRealData, realData } from '../support/real-data.ts';
import { run } from '../../server/cli/run.ts';
import { buildProgram, program, serve, throughline, type Ended } from './program.ts';
import { LOG, tempFolder } from './support.ts';

beforeAll(buildProgram);

const summaryOf = (out: string) => (JSON.parse(out) as { rows: Record<string, number>[] }).rows[0];

it.skipIf(!hasRealData)('imports the permit log with no other option and recounts it', async () => {
  const data = await tempFolder();
  const imported = await throughline(data, ['import', path.join(realData, 'receipt.csv.gz'), '--process', 'permits']);
  expect(imported).toMatchObject({ code: 0 });
  expect(imported.out).toMatch(/8,577 of 8,577 rows accepted/);
  expect(imported.err).toMatch(/There was no service “permits”: it was made/);
  const asked = await throughline(data, ['ask', 'summary', '--process', 'permits']);
  expect(summaryOf(asked.out)).toMatchObject({ cases: 1434, events: 8577, activities: 27, variants: 116 });
  expect(asked.err).toBe('');
  const again = await throughline(data, ['import', path.join(realData, 'receipt.csv.gz'), '--process', 'permits', '--json']);
  expect(JSON.parse(again.out) as Receipt).toMatchObject({ accepted: 0, duplicates: 8577, dataVersion: 1 });
});

it.skipIf(!hasRealData)('pairs the patient log, and gives the same through a server that holds the folder', async () => {
  const data = await tempFolder();
  const server = await serve(data);
  try {
    expect(
      await throughline(data, ['import', path.join(realData, 'patients.csv'), '--process', 'patients', '--zone', 'Europe/Brussels']),
    ).toMatchObject({ code: 0 });
    const through = await throughline(data, ['ask', 'summary', '--process', 'patients']);
    expect(summaryOf(through.out)).toMatchObject({ cases: 500, steps: 2721, activities: 7, variants: 7 });
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(existsSync(path.join(data, 'server.json'))).toBe(false);
    expect((await throughline(data, ['ask', 'summary', '--process', 'patients'])).out).toBe(through.out);
  } finally {
    server.child.kill('SIGKILL');
  }
});

it('asks for the format of times that can be read two ways, and takes it', async () => {
  const data = await tempFolder();
  const file = path.join(data, 'ambiguous.csv');
  await writeFile(file, 'case,activity,when\n1,A,01/02/2026 10:00\n1,B,03/02/2026 11:00\n2,A,02/02/2026 10:00\n');
  const words = ['import', file, '--process', 'desk', '--zone', 'UTC', '--json'];
  const refused = await throughline(data, words);
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.out)).toMatchObject({ code: 'ambiguous_times', field: 'timeFormats.when' });
  expect(refused.err).toMatch(/--time-format/);
  const imported = await throughline(data, [...words, '--time-format', 'when=%m/%d/%Y %H:%M']);
  expect(JSON.parse(imported.out) as Receipt).toMatchObject({
    accepted: 3,
    firstAt: '2026-01-02T10:00:00.000Z',
    lastAt: '2026-03-02T11:00:00.000Z',
  });
});

it('says which zone it needs and why, and makes no service until it knows', async () => {
  const data = await tempFolder();
  const file = path.join(data, 'local.csv');
  await writeFile(
    file,
    'case,activity,time\n1,Register,2026-10-05 08:00:00\n1,Close,2026-10-05 09:00:00\n2,Register,2026-10-06 08:00:00\n2,Close,2026-10-06 09:30:00\n',
  );
  const refused = await throughline(data, ['import', file, '--process', 'desk', '--json']);
  expect(refused).toMatchObject({ code: 1 });
  expect(JSON.parse(refused.out)).toMatchObject({ code: 'needs_zone', field: 'zone' });
  expect(refused.err).toMatch(/--zone Europe\/Dublin/);
  expect((await throughline(data, ['processes', '--json'])).out).toBe('[]\n');
  const imported = await throughline(data, ['import', file, '--process', 'desk', '--zone', 'Europe/Dublin', '--json']);
  expect(JSON.parse(imported.out) as Receipt).toMatchObject({ accepted: 4, firstAt: '2026-10-05T07:00:00.000Z' });
});

it('checks, lists, asks in every format, and reads a blueprint from standard input', async () => {
  const data = await tempFolder();
  const file = path.join(data, 'log.csv');
  await writeFile(file, LOG);
  const checked = await throughline(data, ['check', file, '--json', '--role', 'priority=ignore']);
  expect((JSON.parse(checked.out) as Recognition).columns.map(({ role }) => role)).toEqual([
    'case',
    'activity',
    'start',
    'end',
    'resource',
    'ignore',
  ]);
  await throughline(data, ['import', file, '--process', 'permits']);
  expect((await throughline(data, ['imports', '--process', 'permits'])).out).toMatch(/done\s+events\s+log\.csv/);
  expect((await throughline(data, ['ask', 'activities', '--process', 'permits', '--format', 'table'])).out).toMatch(/^activity .*\n─+/);
  expect(
    (await throughline(data, ['ask', 'cases', '--process', 'permits', '--format', 'csv', '--param', 'limit=1'])).out.trim().split('\r\n'),
  ).toHaveLength(2);
  const scoped = await throughline(data, [
    'ask',
    'summary',
    '--process',
    'permits',
    '--scope',
    '{"filters":[{"kind":"attribute","name":"priority","op":"in","values":["high"]}]}',
  ]);
  expect(summaryOf(scoped.out)).toMatchObject({ cases: 1 });
  const where = (...filters: string[]) =>
    throughline(data, ['ask', 'summary', '--process', 'permits', ...filters.flatMap((filter) => ['--where', filter]), '--json']);
  expect(summaryOf((await where('priority:in:high')).out)).toMatchObject({ cases: 1 });
  expect(summaryOf((await where('priority:in:low', '@not-starts:Register')).out)).toMatchObject({ cases: 0 });
  const unknown = await where('@activity:Regster');
  expect(unknown.code).toBe(1);
  expect(JSON.parse(unknown.out)).toMatchObject({ field: 'where', detail: expect.stringMatching(/^There are Register/) as string });
  const set = await throughline(data, ['blueprint', 'set', '--process', 'permits'], {
    input: 'stages:\n  - name: All\n    activities: [Register, Assess, Decide]\n',
  });
  expect(set).toMatchObject({ code: 0, out: 'The blueprint of “permits” is set; its data version is 2.\n' });
  expect((await throughline(data, ['blueprint', 'get', '--process', 'permits'])).out).toMatch(/name: All/);
});

/** The same command line inside this process: what it says does not depend on a data folder. */
async function said(words: readonly string[]): Promise<Ended> {
  const out = new PassThrough();
  const err = new PassThrough();
  const code = await run(words, { out, err });
  return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
}

it('ends with 2 for wrong usage and says on standard error what would be right', async () => {
  const wrong: [string[], RegExp][] = [
    [['sing'], /not a command/],
    [['import'], /which file/],
    [['import', 'x.csv'], /--process ID/],
    [['import', 'x.csv', '--process', 'A & E'], /“a-e” would do/],
    [['import', 'x.csv', '--process', 'x', '--role', 'when=birthday'], /not a role/],
    [['import', 'x.csv', '--process', 'x', '--speed', '9'], /--speed/],
    [['processes', '--zone', 'UTC'], /does not take --zone/],
    [['ask', 'summary', '--process', 'x', '--format', 'xml'], /not a format/],
    [['help', 'sing'], /“sing” is not a command/],
    [['rebuild', 'ed'], /rebuild takes no “ed”\. For a service: --process ed\./],
    [['processes', 'ed'], /processes takes no “ed”\.$/m],
    [['imports', '--process', 'ed', 'x y'], /imports takes no “x y”\.$/m],
    [['serve', 'now'], /serve takes no “now”\.$/m],
    [['report', 'preview', 'weekly', '--process', 'ed', '--out', 'x.pdf', '--on', '2026-02-31'], /“2026-02-31” is not a day/],
  ];
  for (const [words, reason] of wrong) {
    const ended = await said(words);
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err).toMatch(reason);
  }
  for (const words of [['--help'], ['help'], ['import', '--help'], ['ask', '-h'], ['help', 'serve']])
    expect(await said(words)).toMatchObject({ code: 0, err: '' });
  expect(await said(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string, err: '' });
});

it('ends with 1 for what is refused, with the reason on standard error', async () => {
  const data = await tempFolder();
  expect(await throughline(data, ['import', 'nowhere.csv', '--process', 'x'])).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('no file nowhere.csv') as string,
  });
  expect(await throughline(data, ['ask', 'summary', '--process', 'x'])).toMatchObject({
    code: 1,
    err: 'There is no service called “x”.\n',
  });
  expect(await throughline(data, ['serve'], { environment: { THROUGHLINE_HOST: '0.0.0.0' } })).toMatchObject({
    code: 1,
    err: expect.stringContaining('this machine only') as string,
  });
});

it('ends in order when its reader has seen enough', async () => {
  const data = await tempFolder();
  const ended = await new Promise<{ code: number | null; err: string }>((resolve) => {
    const child = spawn(process.execPath, [program, 'ask', '--json', '--data', data], { stdio: ['ignore', 'pipe', 'pipe'] });
    let err = '';
    child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
    child.stdout.destroy();
    child.on('close', (code) => {
      resolve({ code, err });
    });
  });
  expect(ended).toEqual({ code: 0, err: '' });
});
