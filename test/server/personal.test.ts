import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { Receipt, Recognition } from '../../model/event-log.ts';
import type { Job } from '../../model/job.ts';
import { ask, ended, makeProcess, tempFolder, testApp, upload } from './support.ts';

const PEOPLE = ['Adeyemi', 'Brennan', 'Horvat', 'kovacs', 'Lis'];
const FILE = `visit,step,started,staff,mail
1,Register,2026-10-05 09:00:00,R. Adeyemi,anna.kovacs@example.org
1,Triage,2026-10-05 09:20:00,Anna Brennan,
2,Register,31.11.2026,Dr Horvat,
2,Triage,2026-10-05 10:20:00,Anna Brennan,anna.kovacs@example.org
2,Close,more,2026-10-05 10:40:00,T. Lis,
`;

/** Every file of a folder and below, uncompressed, as text of one byte a letter. */
async function contents(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const texts = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      if (!(await stat(file)).isFile()) return '';
      const bytes = await readFile(file);
      return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
    }),
  );
  return texts.join('\n');
}

it('leaves nothing of a name or address in the data folder, in no table, list, upload or answer', async () => {
  const folder = await tempFolder();
  const app = await testApp({ dataFolder: folder });
  await makeProcess(app);
  const sent = await upload(app, FILE, 'visits.csv');
  const check = (await ask<Job>(app, 'POST', `/uploads/${sent}/check`, { mapping: { zone: 'Europe/Dublin' } })).body;
  const seen = (await ended(app, check.id)).result as Recognition;
  expect(seen.health?.problems.filter(({ code }) => code === 'personal').map(({ column, proposed }) => [column, proposed])).toEqual([
    ['staff', 'code'],
    ['mail', 'code'],
  ]);
  expect(PEOPLE.filter((name) => JSON.stringify(seen).includes(name))).toEqual([]);
  const job = (await ask<Job>(app, 'POST', '/processes/permits/imports', { upload: sent, mapping: { zone: 'Europe/Dublin' } })).body;
  const receipt = (await ended(app, job.id)).result as Receipt;
  expect(receipt).toMatchObject({ rows: 5, accepted: 3, rejected: 2 });
  const list = (await app.inject(`/api/v1/processes/permits/imports/${job.id}/rejected`)).body;
  expect(list).toMatch(/2,Register,31\.11\.2026,person-[0-9a-z]{10},/);
  expect(await readdir(path.join(folder, 'uploads'))).toEqual([`${receipt.sha256}.csv.gz`]);
  await app.close();
  const all = await contents(folder);
  expect(all).toMatch(/person-[0-9a-z]{10}/);
  expect(PEOPLE.filter((name) => all.includes(name))).toEqual([]);
});
