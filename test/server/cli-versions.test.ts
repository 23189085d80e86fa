import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import type { Receipt } from '../../model/event-log.ts';
import type { VersionRecord } from '../../model/version.ts';
import { run } from '../../server/cli/run.ts';
import { LOG, tempFolder } from './support.ts';

const MORE = `case,activity,start,end,resource,priority
A-4,Register,2026-10-08T08:00:00Z,2026-10-08T08:15:00Z,Ann,high
`;

/** A data folder and the command line on it, inside this process. */
async function desk() {
  const folder = await tempFolder();
  const data = path.join(folder, 'data');
  const say = async (line: string) => {
    const out = new PassThrough();
    const err = new PassThrough();
    const code = await run([...line.split(' '), '--data', data], { out, err });
    return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
  };
  const write = async (name: string, content: string) => {
    await writeFile(path.join(folder, name), content);
    return path.join(folder, name);
  };
  return { data, say, write };
}

it('takes an import back, brings it again, lists versions and asks an earlier one', { timeout: 180_000 }, async () => {
  const { say, write } = await desk();
  const files = `${await write('first.csv', LOG)} ${await write('second.csv', MORE)}`;
  expect(await say(`import ${files} --process permits --zone Europe/Dublin --personal resource=keep`)).toMatchObject({ code: 0 });
  const two = await say('ask summary --process permits');

  expect(await say('undo 1 --process permits')).toEqual({
    code: 0,
    out: 'first.csv was taken back; data version 3 of “permits”. It holds 1 case and 1 event.\nTo bring it again: throughline redo 1 --process permits\n',
    err: '',
  });
  expect(await say('undo 1 --process permits')).toEqual({ code: 1, out: '', err: 'The import of “first.csv” is undone already.\n' });
  expect(await say('undo 9 --process permits')).toEqual({ code: 1, out: '', err: 'There is no import called “9”.\n' });
  expect(await say('undo --process permits')).toMatchObject({ code: 2, out: '' });
  expect(await say('undo 1 --process nowhere')).toEqual({ code: 1, out: '', err: 'There is no service called “nowhere”.\n' });

  const told = (text: string) => text.replace(/"dataVersion":\d+/, '');
  expect(told((await say('ask summary --process permits --version 2')).out)).toBe(told(two.out));
  expect(await say('ask summary --process permits --version 7')).toEqual({
    code: 1,
    out: '',
    err: '“permits” has no data version 7.\n',
  });
  expect(await say('ask summary --process permits --version x')).toMatchObject({ code: 2 });

  const again = await say('redo 1 --process permits --json');
  expect(JSON.parse(again.out) as Receipt).toMatchObject({ file: 'first.csv', accepted: 7, dataVersion: 4 });
  expect(told((await say('ask summary --process permits')).out)).toBe(told(two.out));
  const versions = JSON.parse((await say('versions --process permits --json')).out) as VersionRecord[];
  expect(versions.map(({ version, words, imports }) => [version, words, imports])).toEqual([
    [4, 'first.csv brought again', [1, 2]],
    [3, 'first.csv taken back', [2]],
    [2, 'second.csv imported', [1, 2]],
    [1, 'first.csv imported', [1]],
  ]);
});

it('makes the figures again when events.duckdb is gone, and says so in words', { timeout: 180_000 }, async () => {
  const { data, say, write } = await desk();
  expect(await say('rebuild')).toMatchObject({ code: 0, out: 'Nothing was imported yet, so there is nothing to make again.\n' });
  await say(`import ${await write('first.csv', LOG)} --process permits --zone Europe/Dublin --personal resource=keep`);
  const before = await say('ask summary --process permits');
  const versions = await say('versions --process permits');
  await rm(path.join(data, 'events.duckdb'));
  expect(await say('rebuild')).toEqual({
    code: 0,
    out: 'permits: data version 1 again, 3 cases and 7 events.\n',
    err: 'events.duckdb has lost the figures of “permits”: they are being made again from the kept files.\n',
  });
  expect(await say('ask summary --process permits')).toEqual(before);
  expect(await say('versions --process permits')).toEqual(versions);
});
