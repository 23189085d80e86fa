import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { desk, refusal } from './import-text.ts';
import { zipOf } from './write-formats.ts';

const HEADER = 'case,activity,time\n';
const ROW = 'C-1,Open,2026-01-05 09:00:00\n';

it.each([
  ['a picture', Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), randomBytes(400)]), 'PNG'],
  ['a PDF', Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj'), 'PDF'],
  ['an old workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'old Excel'],
  ['an XML file', Buffer.from('<?xml version="1.0"?>\n<note><to>you</to></note>'), 'no XES'],
  ['an object-centric log', Buffer.from('{"objectTypes": [{"name": "order"}], "events": []}'), 'OCEL'],
  [
    'a Word document',
    zipOf([
      { name: '[Content_Types].xml', content: '<Types/>' },
      { name: 'word/document.xml', content: '<w/>' },
    ]),
    'Word',
  ],
  [
    'an OpenDocument sheet',
    zipOf([
      { name: 'META-INF/manifest.xml', content: '<m/>' },
      { name: 'content.xml', content: '<c/>' },
    ]),
    'OpenDocument',
  ],
  ['a first Feather file', Buffer.from('FEA1 and some more bytes of it'), 'Feather'],
  ['a web page', Buffer.from('<!DOCTYPE html><html><body>Sign in, please</body></html>'), 'web page'],
  ['noise', Buffer.from(Array.from({ length: 4000 }, (_, at) => (at * 7919) % 32)), 'no text'],
  ['a file packed twice', gzipSync(gzipSync(HEADER + ROW)), 'twice'],
])('says what %s looks like', async (_, content, words) => {
  const log = await desk();
  const { code, message, detail } = await refusal(log.give(content, { name: 'export.csv' }));
  expect(code).toBe('not_a_table');
  expect(message).toContain(words);
  expect(detail).toContain('.csv');
  expect(await log.rows(sql`SELECT count(*) AS imports FROM import_commit`)).toEqual([{ imports: 0 }]);
});

it('refuses prose, which has no columns', async () => {
  const log = await desk();
  expect((await refusal(log.give('Dear all\n\nplease find attached nothing at all.\nRegards\n'))).code).toBe('not_a_table');
});

it('refuses an empty file, also a compressed one and one of blank lines', async () => {
  const log = await desk();
  for (const content of ['', gzipSync(''), '\n\n  \n', '\ufeff']) expect((await refusal(log.give(content))).code).toBe('empty_file');
});

it('refuses a header without rows', async () => {
  const log = await desk();
  expect((await refusal(log.give(HEADER))).code).toBe('no_rows');
  expect((await refusal(log.give(HEADER.trim()))).code).toBe('no_rows');
});

it('refuses a file whose first line is data', async () => {
  const log = await desk();
  const { code, message } = await refusal(log.give(ROW + ROW));
  expect(code).toBe('no_header');
  expect(message).toContain('Line 1');
});

it('imports one row', async () => {
  const log = await desk();
  expect(await log.give(HEADER + ROW)).toMatchObject({
    rows: 1,
    accepted: 1,
    cases: 1,
    newCases: 1,
    rejected: 0,
    firstAt: '2026-01-05T09:00:00.000Z',
  });
});

it('refuses a damaged compressed file and one that unpacks without end', async () => {
  const log = await desk();
  const packed = gzipSync(HEADER + ROW.repeat(1000));
  expect((await refusal(log.give(packed.subarray(0, packed.length - 20)))).code).toBe('broken_gzip');
  const { gunzipped } = await import('../../pipelines/sources/gunzip.ts');
  const { writeFile } = await import('node:fs/promises');
  const path = `${log.temp.folder}/bomb.gz`;
  await writeFile(path, gzipSync(Buffer.alloc(8_000_000)));
  const unpack = async () => {
    for await (const piece of gunzipped(path, undefined, { ratio: 250, freeBytes: 1_000_000, bytes: 1e9 })) void piece;
  };
  expect((await refusal(unpack())).code).toBe('grows_too_large');
});
