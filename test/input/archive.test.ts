import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { desk, refusal } from './import-text.ts';
import { zipOf } from './write-formats.ts';

const HEADER = 'case,activity,time\n';
const MAY = `${HEADER}C-1,Open,2026-05-05 09:00:00\nC-1,Shut,2026-05-05 10:00:00\n`;
const JUNE = `${HEADER}C-2,Open,2026-06-05 09:00:00\n,Shut,2026-06-05 10:00:00`;

it('reads the one table of an archive, whatever lies beside it', async () => {
  const log = await desk();
  const file = zipOf([
    { name: 'export/', content: '', stored: true },
    { name: 'export/readme.txt', content: 'Please find the export enclosed.\nRegards\n' },
    { name: '__MACOSX/export/._may.csv', content: 'x' },
    { name: 'export/may.csv', content: MAY },
  ]);
  expect((await log.check(file)).shape).toMatchObject({ words: 'ZIP, “export/may.csv”, CSV', part: 'export/may.csv' });
  const receipt = await log.give(file);
  expect(receipt).toMatchObject({ rows: 2, accepted: 2 });
  expect(receipt.notes.join('\n')).toContain('Not read from the archive: “export/readme.txt”');
});

it('reads tables with the same columns one after the other, and says in which one a row stands', async () => {
  const log = await desk();
  const file = zipOf([
    { name: 'may.csv', content: MAY },
    { name: 'june.csv', content: JUNE.replaceAll('\n', '\r\n') },
  ]);
  const found = await log.check(file);
  expect(found.shape).toMatchObject({ words: 'ZIP of 2 tables, CSV', part: null });
  expect(found.shape.parts.map(({ name }) => name)).toEqual(['may.csv', 'june.csv']);
  const receipt = await log.give(file);
  expect(receipt).toMatchObject({ rows: 4, accepted: 3, rejected: 1, cases: 2 });
  expect(receipt.rejections[0]?.examples).toEqual(['row 4 (row 2 of “june.csv”): ,Shut,2026-06-05 10:00:00']);
  expect(receipt.notes).toContain(
    '2 tables of the archive were read one after the other: “may.csv” (rows 1 to 2), “june.csv” (rows 3 to 4).',
  );
});

it('asks which table is meant where they differ, and takes the answer', async () => {
  const log = await desk();
  const file = zipOf([
    { name: 'log.csv', content: MAY },
    { name: 'people.json', content: '[{"name":"Ann","team":"A"},{"name":"Bo","team":"B"}]' },
  ]);
  const found = await log.check(file);
  expect(found.questions[0]).toMatchObject({ code: 'which_part', field: 'part', options: ['log.csv', 'people.json'] });
  expect(await refusal(log.give(file))).toMatchObject({ code: 'which_part', field: 'part' });
  expect(await log.give(file, { mapping: { part: 'log.csv' } })).toMatchObject({ accepted: 2 });
  expect((await log.check(file, { part: 'people.json' })).shape).toMatchObject({ format: 'json', part: 'people.json' });
  expect(await refusal(log.check(file, { part: 'other.csv' }))).toMatchObject({ code: 'bad_request', field: 'part' });
});

it('keeps a record that can’t be read apart, in each of several tables', async () => {
  const log = await desk();
  const line = (id: string) => `{"case":"${id}","activity":"Open","time":"2026-01-05T09:00:00Z"}\n`;
  const file = zipOf(
    ['a', 'b'].map((name) => ({ name: `${name}.jsonl`, content: `${line('C-1')}{"case": ${name}}\n${line(`C-${name}`)}` })),
  );
  const receipt = await log.give(file);
  expect(receipt).toMatchObject({ rows: 6, rejected: 2 });
  expect(await log.rows(sql`SELECT line, reason, raw FROM rejected_row ORDER BY line`)).toEqual([
    { line: 2, reason: 'damaged_record', raw: '{"case": a}' },
    { line: 5, reason: 'damaged_record', raw: '{"case": b}' },
  ]);
});

const bomb = Buffer.alloc(90 * 1024 * 1024);
it.each([
  ['a name that leads out of its folder', () => zipOf([{ name: '../../etc/passwd', content: MAY }]), 'unsafe_archive'],
  ['a name with a backslash that leads out', () => zipOf([{ name: 'a\\..\\..\\x.csv', content: MAY }]), 'unsafe_archive'],
  ['an absolute name', () => zipOf([{ name: '/tmp/x.csv', content: MAY }]), 'unsafe_archive'],
  [
    'files that lie over each other',
    () =>
      zipOf(
        [
          { name: 'a.csv', content: MAY },
          { name: 'b.csv', content: MAY },
        ],
        { overlap: true },
      ),
    'unsafe_archive',
  ],
  ['a bomb', () => zipOf([{ name: 'a.csv', content: bomb }]), 'grows_too_large'],
  ['a bomb that says it is small', () => zipOf([{ name: 'a.csv', content: bomb, saysBytes: 2000 }]), 'broken_zip'],
  ['a bomb that says nothing', () => zipOf([{ name: 'a.csv', content: bomb, saysBytes: 0 }]), 'broken_zip'],
  ['an archive inside', () => zipOf([{ name: 'a.zip', content: zipOf([{ name: 'a.csv', content: MAY }]) }]), 'not_a_table'],
  ['a packed file inside', () => zipOf([{ name: 'a.csv.gz', content: gzipSync(MAY) }]), 'not_a_table'],
  ['a password', () => zipOf([{ name: 'a.csv', content: MAY, encrypted: true }]), 'encrypted_zip'],
  ['no end', () => zipOf([{ name: 'a.csv', content: MAY }]).subarray(0, 60), 'broken_zip'],
  ['a damaged table', () => damaged(zipOf([{ name: 'a.csv', content: MAY, stored: true }])), 'broken_zip'],
  ['nothing in it', () => zipOf([]), 'no_table'],
  ['too many files', () => zipOf(Array.from({ length: 5001 }, (_, place) => ({ name: `${place}`, content: 'x' }))), 'too_many_files'],
])('refuses an archive with %s', async (_, make, code) => {
  const log = await desk();
  const problem = await refusal(log.give(make()));
  expect(problem.code).toBe(code);
  expect(problem.message).not.toBe('');
});

function damaged(file: Buffer): Buffer {
  const copy = Buffer.from(file);
  copy.writeUInt8(0x7e, 60);
  return copy;
}

it('reads archives inside gzip, and refuses bytes behind a true beginning', async () => {
  const log = await desk();
  expect(await log.give(gzipSync(zipOf([{ name: 'a.csv', content: MAY }])))).toMatchObject({ accepted: 2 });
});
