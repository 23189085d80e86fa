import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import type { Receipt, Recognition } from '../../model/event-log.ts';
import { run } from '../../server/cli/run.ts';
import { reportInWords } from '../../server/cli/report.ts';
import { LOG, tempFolder } from './support.ts';

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A data folder and the command line on it, inside this process. */
async function desk() {
  const folder = await tempFolder();
  const data = path.join(folder, 'data');
  const say = async (...words: string[]): Promise<Ended> => {
    const out = new PassThrough();
    const err = new PassThrough();
    const code = await run([...words, '--data', data], { out, err });
    return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
  };
  const write = async (name: string, content: string) => {
    await writeFile(path.join(folder, name), content);
    return path.join(folder, name);
  };
  return { folder, say, write };
}

const LOCAL = LOG.replace(/(T)(\d\d:\d\d):00Z/g, ' $2');
const TURNED = `${LOCAL}A-4,Register,2026-10-08 09:00,2026-10-08 08:00,Ann,low\n`;

it('prints the report of a check, asks for what is open, and takes what it prints', async () => {
  const { say, write } = await desk();
  const file = await write('visits.csv', TURNED);
  const open = await say('check', file);
  expect(open).toMatchObject({ code: 0, err: '' });
  expect(open.out).toContain('visits.csv: 8 rows of events; CSV, utf-8, “,” between fields');
  expect(open.out).toContain('Question: The times of this file do not say their time zone.');
  expect(open.out).toContain('It can’t be imported before the question is answered.');
  const report = await say('check', file, '--zone', 'Europe/Dublin');
  expect(report.out).toContain('7 of 8 rows will be imported');
  expect(report.out).toMatch(/row 8: A-4,Register,2026-10-08 09:00,2026-10-08 08:00/);
  const fix = /--fix '(\{"kind":"swap-ends"\})'/.exec(report.out)?.[1] ?? '';
  const mended = await say('check', file, '--zone', 'Europe/Dublin', '--fix', fix);
  expect(mended.out).toContain('8 of 8 rows will be imported');
  const json = await say('check', file, '--zone', 'Europe/Dublin', '--json');
  expect(JSON.parse(json.out)).toMatchObject({ rows: 8, health: { usable: 7 }, settled: { zone: 'Europe/Dublin' } });
});

it('imports several files, each with its receipt, and says which were when one is refused', async () => {
  const { say, write } = await desk();
  const files = [
    await write('one.csv', LOCAL),
    await write('two.csv', LOCAL.replaceAll('A-', 'B-')),
    await write('bad.csv', 'no,table\n'),
    await write('last.csv', LOCAL.replaceAll('A-', 'C-')),
  ];
  const ended = await say('import', ...files, '--process', 'permits', '--zone', 'Europe/Dublin');
  expect(ended.code).toBe(1);
  expect(ended.out).toMatch(/one\.csv: 7 of 7 rows accepted[\s\S]*two\.csv: 7 of 7 rows accepted/);
  expect(ended.err).toContain('Imported: one.csv, two.csv.\nNot imported: bad.csv, for the reason below.\nNot tried: last.csv.\n');
  const again = await say('import', files[0] ?? '', '--process', 'permits', '--replace', 'cases', '--json');
  expect(JSON.parse(again.out) as Receipt).toMatchObject({ rows: 7, file: 'one.csv' });
});

it('lists, prints, writes, uses and forgets recipes', async () => {
  const { folder, say, write } = await desk();
  const file = await write('visits 2026-10.csv', LOCAL);
  await say('import', file, '--process', 'permits', '--zone', 'Europe/Dublin', '--role', 'resource=team');
  expect((await say('recipes', '--process', 'permits')).out).toMatch(/visits\s+6\s+1/);
  const yaml = await say('recipe', 'get', 'visits', '--process', 'permits');
  expect(yaml.out).toContain('resource: team');
  const edited = await write('mine.yaml', yaml.out.replace('name: visits', 'name: Mine').replace('resource: team', 'resource: resource'));
  expect(await say('recipe', 'set', 'Mine', edited, '--process', 'permits')).toMatchObject({
    code: 0,
    out: 'The recipe “Mine” of “permits” is written.\n',
  });
  const next = await write('visits 2026-11.csv', LOCAL.replaceAll('A-', 'B-'));
  const roleBy = async (...words: string[]) => {
    const found = JSON.parse((await say('check', next, '--json', ...words)).out) as Recognition;
    return found.columns.find(({ name }) => name === 'resource')?.role;
  };
  expect(await roleBy('--process', 'permits', '--recipe', 'visits')).toBe('team');
  expect(await roleBy('--process', 'permits', '--recipe', 'Mine')).toBe('resource');
  expect(await roleBy('--process', 'permits', '--recipe', 'none')).toBe('resource');
  expect(await roleBy('--recipe', edited)).toBe('resource');
  expect((await say('check', next, '--process', 'permits', '--recipe', 'visits')).out).toContain(
    'Read by the recipe “visits”: its columns are the same as before.',
  );
  expect(await say('recipe', 'remove', 'Mine', '--process', 'permits')).toMatchObject({ code: 0 });
  expect(await say('recipe', 'get', 'Mine', '--process', 'permits')).toMatchObject({
    code: 1,
    err: 'There is no recipe called “Mine”.\nThere are: “visits”.\n',
  });
  await write('wrong.yaml', (await readFile(path.join(folder, 'mine.yaml'), 'utf8')).replace('case: case', 'case: suitcase'));
  const wrong = await say('check', next, '--recipe', path.join(folder, 'wrong.yaml'));
  expect(wrong.code).toBe(1);
  expect(wrong.err).toContain('mapping, roles, case');
});

it('ends with 2 for what can’t be meant', async () => {
  const { say } = await desk();
  const wrong: [string[], RegExp][] = [
    [['import', 'x.csv', '--process', 'x', '--fix', 'swap'], /correction as JSON/],
    [['import', 'x.csv', '--process', 'x', '--personal', 'name=hide'], /code or keep/],
    [['import', 'x.csv', '--process', 'x', '--replace', 'all'], /“cases”, or two days/],
    [['import', 'x.csv', '--process', 'x', '--replace', '2026-11-01..2026-10-01'], /two days/],
    [['import', 'x.csv', '--process', 'x', '--arrangement', 'tall'], /not an arrangement/],
    [['check', 'x.csv', '--header-line', '0'], /number of a line/],
    [['check', 'x.csv', '--remember-replace'], /does not take/],
    [['recipe', 'burn', 'x', '--process', 'x'], /get, set or remove/],
    [['recipe', 'get', '--process', 'x'], /name of the recipe/],
  ];
  for (const [words, reason] of wrong) {
    const ended = await say(...words);
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err).toMatch(reason);
  }
});

it('lets no text of a file move the cursor of a terminal', async () => {
  const { say, write } = await desk();
  const file = await write('evil.csv', LOG.replaceAll('Ann', '\u001b[2J\u0007Ann').replace('priority', 'pri\u202eority'));
  const found = JSON.parse((await say('check', file, '--json')).out) as Recognition;
  // eslint-disable-next-line no-control-regex
  expect(reportInWords('evil\u001b.csv', found)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
});

it('reports of answers and of cases only what such files have', async () => {
  const { say, write } = await desk();
  await say('import', await write('visits.csv', LOG), '--process', 'visits');
  const answers = await write('answers.csv', 'case,answered,csat\nA-1,2026-10-08T09:00:00Z,4\nNew,2026-10-08T09:00:00Z,2\n');
  const feedback = await say('check', answers, '--process', 'visits', '--kind', 'feedback');
  expect(feedback.out).toContain('2 cases named, 1 of them not known yet.');
  const table = await write('cases.csv', 'case,region\nA-1,North\nA-2,South\n');
  const cases = await say('check', table, '--process', 'visits', '--kind', 'cases');
  expect(cases.out).toContain('2 cases: 0 new');
  expect(feedback.out + cases.out).not.toMatch(/variant|median from first/);
  expect((await say('check', await write('again.csv', LOG), '--process', 'visits')).out).toMatch(/\d variants?/);
});

it('filters by when cases wait, by how long a stage lies idle or takes, and by how long one step follows another', async () => {
  const { say, write } = await desk();
  await say('import', await write('visits.csv', LOG), '--process', 'visits');
  const blueprint = JSON.parse((await say('blueprint', 'get', '--process', 'visits', '--json')).out) as object;
  const stages = [
    { name: 'Intake', activities: ['Register'] },
    { name: 'Care', activities: ['Assess', 'Decide'] },
  ];
  const staged = await write('blueprint.json', JSON.stringify({ ...blueprint, stages }));
  expect(await say('blueprint', 'set', '--process', 'visits', staged)).toMatchObject({ code: 0 });
  const left = async (filter: string) => {
    const ended = await say('ask', 'summary', '--process', 'visits', '--where', filter, '--format', 'json');
    expect(ended.err).toBe('');
    return (JSON.parse(ended.out) as { rows: { cases: number }[] }).rows[0]?.cases;
  };
  // A-1 waits on Monday for an hour, A-2 on Tuesday for two; both lie an hour more between Assess and Decide
  expect(await left('@waits-at:mon::Register:Assess')).toBe(1);
  expect(await left('@waits-at:wed::Register:Assess')).toBe(0);
  expect(await left('@follows:directly:Register:Assess:2h..')).toBe(1);
  expect(await left('@stage-idle:Care:150min..')).toBe(1);
  expect(await left('@stage-idle:Care:200min..')).toBe(0);
  expect(await left('@stage-time:Care:3h..')).toBe(1);
});

it('says what a path is that can’t be read as a file, and is never at fault itself', async () => {
  const { folder, say } = await desk();
  const pipe = path.join(folder, 'pipe.csv');
  execFileSync('mkfifo', [pipe]);
  const nowhere = path.join(folder, 'nowhere.yaml');
  const refused: [string[], RegExp][] = [
    [['check', folder], /is a folder\./],
    // opened, it would wait for a writer for ever
    [['import', pipe, '--process', 'ed'], /pipe\.csv is no plain file\./],
    [['blueprint', 'set', '--process', 'ed', nowhere], /The blueprint .*nowhere\.yaml can’t be read\./],
    [['blueprint', 'set', '--process', 'ed', folder], /The blueprint .* can’t be read\./],
    [['recipe', 'set', 'x', '--process', 'ed', nowhere], /The recipe .*nowhere\.yaml can’t be read\./],
  ];
  for (const [words, reason] of refused) {
    const ended = await say(...words, '--json');
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.out)).toMatchObject({ code: 'no_file', title: expect.stringMatching(reason) as string });
    expect(ended.err).toMatch(reason);
  }
});
