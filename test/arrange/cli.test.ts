import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import type { Receipt, Recognition } from '../../model/event-log.ts';
import { run } from '../../server/cli/run.ts';
import { tempFolder } from '../server/support.ts';

/** The command line on a data folder, inside this process. */
async function desk() {
  const folder = await tempFolder();
  const say = async (...words: string[]) => {
    const out = new PassThrough();
    const err = new PassThrough();
    const code = await run([...words, '--data', path.join(folder, 'data')], { out, err });
    return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
  };
  const write = async (name: string, content: string) => {
    await writeFile(path.join(folder, name), content);
    return path.join(folder, name);
  };
  return { say, write };
}

const WIDE =
  'visit,registered_at,triaged_at,discharged_at,ward\n' +
  'V1,2026-01-05 09:00,2026-01-05 09:05,2026-01-05 12:00,North\n' +
  'V2,2026-01-05 09:30,2026-01-05 09:40,,South\nV3,2026-01-06 09:00,,2026-01-06 10:00,North\n';
const STATUS =
  'visit,old_status,new_status,changed_at\nV1,New,Seen,2026-01-05 09:00\nV1,Seen,Sent home,2026-01-05 12:00\n' +
  'V2,New,Seen,2026-01-05 09:30\nV2,Seen,Admitted,2026-01-05 10:00\n';
const CASES = 'visit,ward,age\nV1,North,41\nV2,South,17\nV3,North,80\n';

it('checks and imports a wide file, a status history and a case table, in words and as JSON', async () => {
  const { say, write } = await desk();
  const wide = await write('wide.csv', WIDE);
  const status = await write('status.csv', STATUS);
  const cases = await write('cases.csv', CASES);
  const zone = ['--zone', 'Europe/Dublin'];

  const words = await say('check', wide, ...zone);
  expect(words.code).toBe(0);
  expect(words.out).toContain('Registered');
  expect(words.out).toContain('7 of 7 rows will be imported');
  expect(JSON.parse((await say('check', wide, ...zone, '--json')).out) as Recognition).toMatchObject({
    arrangement: 'wide',
    settled: { arrangement: 'wide', milestones: { registered_at: 'Registered', triaged_at: 'Triaged', discharged_at: 'Discharged' } },
  });
  expect(JSON.parse((await say('check', status, ...zone, '--json')).out) as Recognition).toMatchObject({ arrangement: 'status', rows: 4 });
  expect(JSON.parse((await say('check', cases, ...zone, '--json')).out) as Recognition).toMatchObject({ kind: 'cases', rows: 3 });

  const given = await say('import', wide, '--process', 'ward', ...zone);
  expect(given.code).toBe(0);
  expect(given.out).toContain('7 of 7 rows accepted');
  expect(given.out).not.toContain('no event yet');
  const described = JSON.parse((await say('import', cases, '--process', 'ward', '--json')).out) as Receipt;
  expect(described).toMatchObject({ kind: 'cases', accepted: 3, cases: 3 });
  const changes = JSON.parse((await say('import', status, '--process', 'desk', ...zone, '--json')).out) as Receipt;
  expect(changes).toMatchObject({ kind: 'events', accepted: 4, cases: 2 });
});
