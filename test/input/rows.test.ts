import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { desk, refusal } from './import-text.ts';

const row = (at: number, more = '') => `C-${Math.floor(at / 10)},Step ${at % 10},2026-01-05 09:00:00${more}`;

it('reads quoted fields with line ends, delimiters and quotes in them', async () => {
  const log = await desk();
  const text =
    'case,activity,time,comment\nA,Open,2026-01-05 09:00,"first line\nsecond, line\n\nwith ""quotes"""\nA,,2026-01-05 09:30,x\nA,Shut,2026-01-05 10:00,"plain"\n';
  expect(await log.give(text)).toMatchObject({ rows: 3, accepted: 2, rejected: 1 });
  expect(await log.rows(sql`SELECT line, a1 FROM event ORDER BY line`)).toEqual([
    { line: 1, a1: 'first line\nsecond, line\n\nwith "quotes"' },
    { line: 3, a1: 'plain' },
  ]);
  expect(await log.rows(sql`SELECT line FROM rejected_row`)).toEqual([{ line: 2 }]);
});

it('sets apart a line whose quote never closes, and reads every line after it', async () => {
  const lines = Array.from({ length: 200_000 }, (_, at) => row(at));
  lines[99_999] = 'C-bad,"Step that never ends,2026-01-05 09:00:00';
  lines[150_000] = 'C-bad,"Another, one,2026-01-05 09:00:00';
  for (const threads of [1, 2]) {
    const log = await desk({ threads });
    const receipt = await log.give(`case,activity,time\n${lines.join('\n')}\n`);
    expect(receipt).toMatchObject({ rows: 200_000, accepted: 199_998, rejected: 2 });
    expect(await log.rows(sql`SELECT line, reason, raw FROM rejected_row ORDER BY line`)).toEqual([
      { line: 100_000, reason: 'open_quote', raw: lines[99_999] },
      { line: 150_001, reason: 'open_quote', raw: lines[150_000] },
    ]);
    expect(await log.rows(sql`SELECT max(line) AS last, count(*) FILTER (line > 100000) AS after FROM event`)).toEqual([
      { last: 200_000, after: 99_999 },
    ]);
  }
}, 240_000);

it('sets it apart also where other fields are quoted', async () => {
  const log = await desk();
  const receipt = await log.give(
    'case,activity,time\nA,"Open",2026-01-05 09:00\nA,"Look,2026-01-05 09:10\nA,"Do",2026-01-05 09:20\nA,Check,2026-01-05 09:30\nA,"Shut",2026-01-05 10:00\n',
  );
  expect(receipt).toMatchObject({ rows: 5, accepted: 4, rejected: 1 });
  expect(receipt.rejections[0]).toMatchObject({ reason: 'open_quote', examples: ['row 2: A,"Look,2026-01-05 09:10'] });
});

it('refuses rows with too many or too few fields, with their number and text', async () => {
  const log = await desk();
  const receipt = await log.give(
    'case,activity,time\nA,Open,2026-01-05 09:00\nA,Do\nA,Do,2026-01-05 09:10,what\nA,Shut,2026-01-05 10:00\n',
  );
  expect(receipt).toMatchObject({ rows: 4, accepted: 2, rejected: 2 });
  expect(await log.rows(sql`SELECT line, reason, raw FROM rejected_row ORDER BY line`)).toEqual([
    { line: 2, reason: 'too_few_fields', raw: 'A,Do' },
    { line: 3, reason: 'too_many_fields', raw: 'A,Do,2026-01-05 09:10,what' },
  ]);
  expect(await log.rows(sql`SELECT line FROM event ORDER BY line`)).toEqual([{ line: 1 }, { line: 4 }]);
});

it('refuses a line above 16 MB at the limit and names it', async () => {
  const log = await desk();
  const { code, message } = await refusal(
    log.give(`case,activity,time\n${row(1)}\nC-1,${'x'.repeat(17 * 1024 * 1024)},2026-01-05 09:00\n${row(2)}\n`),
  );
  expect(code).toBe('line_too_long');
  expect(message).toContain('Line 3');
});

it('reads a line just below the limit', async () => {
  const log = await desk();
  expect(await log.give(`case,activity,time,note\n${row(1, `,${'x'.repeat(15 * 1024 * 1024)}`)}\n${row(2, ',short')}\n`)).toMatchObject({
    accepted: 2,
    rejected: 0,
  });
});

it('takes NA, NULL, INF and nan as names of cases', async () => {
  const log = await desk();
  const names = ['NA', 'NULL', 'INF', 'nan', 'null', 'None', '-', '0', 'true'];
  expect(await log.give(`case,activity,time\n${names.map((name) => `${name},NULL,2026-01-05 09:00`).join('\n')}\n`)).toMatchObject({
    accepted: names.length,
    cases: names.length,
  });
  expect(await log.rows(sql`SELECT case_id FROM event ORDER BY line`)).toEqual(names.map((caseId) => ({ caseId })));
  expect(await log.rows(sql`SELECT name FROM activity`)).toEqual([{ name: 'NULL' }]);
});

it('says why each row was refused, with column, value and up to five examples', async () => {
  const log = await desk();
  const receipt = await log.give(
    [
      'case,activity,start,end',
      'A,Open,2026-01-05 09:00,2026-01-05 09:10',
      ',Open,2026-01-05 09:00,2026-01-05 09:10',
      'A,  ,2026-01-05 09:00,2026-01-05 09:10',
      'A,Open,,',
      'A,Open,soon,2026-01-05 09:10',
      'A,Open,2026-01-05 09:00,2026-02-30 09:10',
      'A,Open,2026-01-05 09:00,2026-01-05 08:00',
      'A,Wait,,2026-01-05 09:40',
      'A,Stay,2026-01-05 10:00,',
    ].join('\n'),
  );
  expect(receipt).toMatchObject({ rows: 9, accepted: 3, rejected: 6 });
  expect(await log.rows(sql`SELECT line, reason, "column", value FROM rejected_row ORDER BY line`)).toEqual([
    { line: 2, reason: 'no_case', column: 'case', value: null },
    { line: 3, reason: 'no_activity', column: 'activity', value: null },
    { line: 4, reason: 'no_time', column: 'end', value: null },
    { line: 5, reason: 'unreadable_start', column: 'start', value: 'soon' },
    { line: 6, reason: 'unreadable_end', column: 'end', value: '2026-02-30 09:10' },
    { line: 7, reason: 'ends_before_it_starts', column: 'end', value: '2026-01-05 08:00' },
  ]);
  expect(receipt.rejections).toHaveLength(6);
});

it('adds nothing when the same file comes again, under another name too', async () => {
  const log = await desk();
  const text = `case,activity,time\n${Array.from({ length: 40 }, (_, at) => row(at)).join('\n')}\n${row(3)}\n,,\n`;
  const first = await log.give(text);
  expect(first).toMatchObject({ rows: 42, accepted: 41, equalRows: 1, duplicates: 0, rejected: 1, dataVersion: 1 });
  const before = await log.rows(sql`SELECT * FROM event ORDER BY line`);
  const again = await log.give(text, { name: 'copy.csv' });
  expect(again).toMatchObject({ rows: 42, accepted: 0, equalRows: 1, duplicates: 41, cases: 0, newCases: 0, dataVersion: 1 });
  expect(again.notes[0]).toContain('imported before');
  expect(await log.rows(sql`SELECT * FROM event ORDER BY line`)).toEqual(before);
});

it('keeps a column as text where a late value does not fit, and names column, row and value', async () => {
  const log = await desk();
  const lines = Array.from({ length: 30_000 }, (_, at) => row(at, `,${at % 90}`));
  lines[25_000] = row(25_000, ',about 40');
  const receipt = await log.give(`case,activity,time,age\n${lines.join('\n')}\n`);
  expect(receipt.rejected).toBe(0);
  expect(receipt.notes.join('\n')).toContain('“age” is kept as text: “about 40” in row 25,001 does not fit');
  expect(await log.rows(sql`SELECT type FROM attribute`)).toEqual([{ type: 'text' }]);
});
