import { stat } from 'node:fs/promises';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import type { Progress } from '../../model/event-log.ts';
import { fingerprint, keepOriginal } from '../../pipelines/sources/original.ts';
import { tempEngine } from '../support/engine.ts';
import { desk, refusal } from '../input/import-text.ts';

const many = (from: number, rows: number) =>
  `case,activity,time,resource\n${Array.from({ length: rows }, (_, at) => `C-${Math.floor((from + at) / 5)},Step ${(from + at) % 5},${new Date(Date.UTC(2026, 0, 1) + (from + at) * 60_000).toISOString()},r${(from + at) % 3}`).join('\n')}\n`;

it('adds only what is new of an overlapping export, and derives only the cases it touches', async () => {
  const log = await desk();
  const rows = (text: string) => text.trim().split('\n').slice(1);
  const all = many(0, 100);
  const header = 'case,activity,time,resource\n';
  await log.give(`${header}${rows(all).slice(0, 60).join('\n')}\n`);
  const receipt = await log.give(`${header}${rows(all).slice(40).join('\n')}\n`);
  expect(receipt).toMatchObject({ rows: 60, accepted: 40, duplicates: 20, cases: 8, newCases: 8, dataVersion: 2 });
  expect(
    await log.rows(sql`SELECT count(*) AS events, count(DISTINCT identity) AS identities, count(DISTINCT case_key) AS cases FROM event`),
  ).toEqual([{ events: 100, identities: 100, cases: 20 }]);
  expect(await log.rows(sql`SELECT count(*) AS steps FROM step`)).toEqual([{ steps: 100 }]);
});

it('keeps equal rows of one file, and adds none of them again', async () => {
  const log = await desk();
  const text = 'case,activity,time\nA,Scan,2026-01-05 09:00\nA,Scan,2026-01-05 09:00\nA,Ship,2026-01-05 10:00\n';
  expect(await log.give(text)).toMatchObject({ accepted: 3, equalRows: 1 });
  expect(await log.give(`${text}A,Scan,2026-01-05 09:00\n`)).toMatchObject({ accepted: 1, duplicates: 3, equalRows: 2 });
});

it('the identity of an event does not change with the engine', async () => {
  const log = await desk();
  await log.give('case,activity,time,note\nA,Open,2026-01-05 09:00,x\n', { zone: 'UTC' });
  expect(await log.rows(sql`SELECT CAST(identity AS VARCHAR) AS identity FROM event`)).toMatchInlineSnapshot(`
    [
      {
        "identity": "103637183142113785911663656960",
      },
    ]
  `);
});

it('keeps an attribute that turns from numbers to text, in earlier events too', async () => {
  const log = await desk();
  await log.give('case,activity,time,size\nA,Open,2026-01-05 09:00,5\n');
  await log.give('case,activity,time,size\nB,Open,2026-01-05 09:00,large\n');
  expect(await log.rows(sql`SELECT a1 FROM event ORDER BY import_seq`)).toEqual([{ a1: '5.0' }, { a1: 'large' }]);
  expect(await log.rows(sql`SELECT type FROM attribute`)).toEqual([{ type: 'text' }]);
});

it('tells how far it is', async () => {
  const log = await desk();
  const told: Progress[] = [];
  await log.give(many(0, 1000), { onProgress: (progress) => told.push(progress) });
  expect(told.map(({ share }) => share)).toEqual(told.map(({ share }) => share).toSorted((one, other) => one - other));
  expect(new Set(told.map(({ phase }) => phase))).toEqual(new Set(['reading', 'checking', 'loading', 'deriving', 'done']));
  expect(told.at(-1)).toEqual({ phase: 'done', rows: 1000, totalRows: 1000, leftMs: 0, share: 1 });
});

it('leaves everything as it was when it is cancelled, whenever that is', async () => {
  const log = await desk();
  await log.give(many(0, 100));
  const before = await log.rows(sql`SELECT * FROM event ORDER BY import_seq, line`);
  const text = many(50, 2000);
  for (const phase of ['reading', 'checking', 'loading', 'deriving'] as const) {
    const stop = new AbortController();
    const { code } = await refusal(
      log.give(text, { signal: stop.signal, onProgress: (progress) => progress.phase === phase && stop.abort() }),
    );
    expect(code).toBe('cancelled');
    expect(await log.rows(sql`SELECT * FROM event ORDER BY import_seq, line`)).toEqual(before);
    expect(
      await log.rows(
        sql`SELECT (SELECT count(*) FROM import_commit) AS imports, (SELECT count(*) FROM activity) AS activities, (SELECT count(*) FROM data_version) AS versions`,
      ),
    ).toEqual([{ imports: 1, activities: 5, versions: 1 }]);
  }
  expect((await readdir(join(log.temp.folder, 'temp'))).filter((name) => name.startsWith('import-'))).toEqual([]);
  expect(await log.give(text)).toMatchObject({ accepted: 1950, duplicates: 50 });
});

it('keeps the original once, compressed, under its fingerprint', async () => {
  const { folder } = await tempEngine();
  const uploads = join(folder, 'uploads');
  const path = join(folder, 'a.csv');
  await writeFile(path, 'case,activity\n');
  const sha256 = await fingerprint(path);
  const kept = await keepOriginal(path, sha256, '../../Export März.CSV', uploads);
  expect(kept).toBe(join(uploads, `${sha256}.csv.gz`));
  expect(gunzipSync(await readFile(kept)).toString()).toBe('case,activity\n');
  const { ino } = await stat(kept);
  expect((await stat(await keepOriginal(path, sha256, 'b.csv', uploads))).ino).toBe(ino);
  const packed = join(folder, 'b.csv.gz');
  await writeFile(packed, gzipSync('x'));
  expect(await readFile(await keepOriginal(packed, await fingerprint(packed), 'b.csv.gz', uploads))).toEqual(await readFile(packed));
  expect((await readdir(uploads)).filter((name) => name.startsWith('.'))).toEqual([]);
});
