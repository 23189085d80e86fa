import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { desk, refusal } from '../input/import-text.ts';

const activities = sql`SELECT a.name, count(*) AS events FROM event e JOIN activity a ON a.id = e.activity GROUP BY a.name ORDER BY min(e.line * 4096 + e.part)`;

/** Rows of 2026, each case a day: `columns` times an hour apart. */
const wide = (names: readonly string[], cases: number) =>
  `case,${names.join(',')}\n${Array.from(
    { length: cases },
    (_, at) => `C-${at},${names.map((_name, hour) => new Date(Date.UTC(2026, 0, 1 + at, hour)).toISOString()).join(',')}`,
  ).join('\n')}\n`;

it('refuses only the date that can’t be read, with line, column, value and the row as it was given', async () => {
  const log = await desk();
  const rows = Array.from(
    { length: 20 },
    (_, at) => `C-${at},2026-01-${10 + at} 09:00,2026-01-${10 + at} 10:00,2026-01-${10 + at} 11:00,"North, 1"`,
  );
  rows[4] = 'C-4,2026-01-14 09:00,someday,2026-01-14 11:00,"North, 1"';
  rows[6] = 'C-6,2026-01-16 09:00,2026-01-16 10:00';
  rows[7] = ',2026-01-17 09:00,2026-01-17 10:00,,South';
  rows[8] = 'C-8,,,,South';
  rows[9] = 'C-9,2026-01-19 09:00,2026-01-19 11:00,2026-01-19 10:00,South';
  const receipt = await log.give(`case,registered,check_start,check_end,ward\n${rows.join('\n')}\n`, { zone: 'UTC' });
  expect(receipt.rejections.map(({ reason, column, rows: many, examples }) => [reason, column, many, examples[0]])).toEqual(
    expect.arrayContaining([
      ['unreadable_start', 'check_start', 1, 'row 5: “someday”'],
      ['too_few_fields', null, 1, 'row 7: C-6,2026-01-16 09:00,2026-01-16 10:00'],
      ['no_case', 'case', 1, 'row 8: ,2026-01-17 09:00,2026-01-17 10:00,,South'],
      ['no_milestone', null, 1, 'row 9: C-8,,,,South'],
      ['ends_before_it_starts', 'check_end', 1, 'row 10: “2026-01-19 10:00”'],
    ]),
  );
  expect(receipt).toMatchObject({ rejected: 5, accepted: 17 * 2 - 2 });
  expect(await log.rows(sql`SELECT line, raw FROM rejected_row WHERE reason = 'unreadable_start'`)).toEqual([
    { line: 5, raw: 'C-4,2026-01-14 09:00,someday,2026-01-14 11:00,"North, 1"' },
  ]);
  expect(await log.rows(sql`SELECT line FROM event WHERE case_id = 'C-19' GROUP BY line`)).toEqual([{ line: 20 }]);
});

it('asks which of day and month comes first, in whichever column of dates, and goes on with the answer', async () => {
  const log = await desk();
  const text = 'case,opened,closed\nA,2026-01-05,05/01/2026\nB,2026-01-06,06/02/2026\n';
  const found = await log.check(text);
  expect(found).toMatchObject({ arrangement: 'wide', settled: null });
  expect(found.questions.map(({ code, field }) => [code, field])).toContainEqual(['ambiguous_times', 'timeFormats.closed']);
  expect(await refusal(log.give(text))).toMatchObject({ code: 'ambiguous_times', field: 'timeFormats.closed' });
  const receipt = await log.give(text, { mapping: { timeFormats: { closed: '%d/%m/%Y' } }, zone: 'UTC' });
  expect(receipt.lastAt).toBe('2026-02-06T00:00:00.000Z');
});

it('needs a zone as soon as one of the dates has no offset', async () => {
  const log = await desk();
  const text = 'case,opened,closed\nA,2026-01-05T09:00:00Z,2026-07-05 10:00:00\nB,2026-01-06T09:00:00Z,2026-07-06 10:00:00\n';
  expect(await refusal(log.give(text, { zone: null }))).toMatchObject({ code: 'needs_zone' });
  expect(await log.give(text, { zone: 'Europe/Berlin' })).toMatchObject({
    firstAt: '2026-01-05T09:00:00.000Z',
    lastAt: '2026-07-06T08:00:00.000Z',
  });
});

it('adds the dates that are new in a later export, and keeps the newest of what describes a case', async () => {
  const log = await desk();
  const head = 'case,opened,solved,closed,status,customer\n';
  const first = `${head}A,2026-01-05 09:00,2026-01-05 12:00,,solved,Anna\nB,2026-01-06 09:00,,,open,Bert\n`;
  expect(await log.give(first)).toMatchObject({ accepted: 3, cases: 2, newCases: 2 });
  const later = `${head}A,2026-01-05 09:00,2026-01-05 12:00,2026-01-07 09:00,closed,Anna\nB,2026-01-06 09:00,,,waiting,Bert\n`;
  expect(await log.give(later)).toMatchObject({ accepted: 1, duplicates: 3, newCases: 0, changedCases: 2 });
  const [status] = await log.rows<{ id: number }>(sql`SELECT id FROM attribute WHERE name = 'status'`);
  const values = await log.rows<Record<string, unknown>>(sql`SELECT * FROM case_fact ORDER BY case_id`);
  expect(values.map((one) => one[`a${status?.id ?? 0}`])).toEqual(['closed', 'waiting']);
  expect(await log.give(later)).toMatchObject({ accepted: 0, duplicates: 4, dataVersion: 2 });
  expect(await log.give(first)).toMatchObject({ accepted: 0, duplicates: 3, dataVersion: 2 });
});

it('takes the names a person gives, leaves out a column without one, and reads the file otherwise on request', async () => {
  const log = await desk();
  const text = wide(['opened', 'touched', 'closed'], 30);
  await log.give(text, { mapping: { milestones: { opened: 'Call', touched: '' } } });
  expect(await log.rows(activities)).toEqual([
    { name: 'Call', events: 30 },
    { name: 'Closed', events: 30 },
  ]);
  expect(await refusal(log.give(text, { mapping: { milestones: { nothing: 'X' } } }))).toMatchObject({
    code: 'bad_request',
    field: 'milestones.nothing',
  });
  expect(await refusal(log.give(text, { mapping: { milestones: { case: 'X' } } }))).toMatchObject({ field: 'milestones.case' });
  expect(await refusal(log.give(text, { mapping: { arrangement: 'events' } }))).toMatchObject({ code: 'no_activity_column' });
});

it('is the same again with the mapping that was settled, whatever would be guessed', async () => {
  const log = await desk();
  const text = wide(['opened', 'work_start', 'work_end', 'closed'], 30);
  const { settled } = await log.check(text, { zone: 'UTC' });
  expect(settled).toMatchObject({
    arrangement: 'wide',
    milestones: { work_start: 'Work', work_end: 'Work' },
    roles: { opened: 'milestone' },
  });
  await log.give(text, { zone: 'UTC' });
  expect(await log.give(text, { mapping: settled as never })).toMatchObject({ accepted: 0, duplicates: 90 });
});

it.each([
  ['a birthday by its name', 'birth_date', '1960-05-06'],
  ['a day decades before the others', 'joined', '1988-05-06'],
  ['a deadline', 'due date', '2026-02-06'],
])('never takes %s for an activity', async (_, name, value) => {
  const log = await desk();
  const text = wide(['opened', 'checked', 'closed'], 5)
    .split('\n')
    .map((line, at) => (line === '' ? line : `${line},${at === 0 ? name : value}`))
    .join('\n');
  expect((await log.check(text)).milestones.map(({ activity }) => activity)).toEqual(['Opened', 'Checked', 'Closed']);
});

it('reads sixty dates, two of one name, one case, and a file that came packed', async () => {
  const log = await desk();
  const names = Array.from({ length: 60 }, (_, at) => (at < 2 ? 'Visit' : `Step ${at}`));
  expect(await log.give(gzipSync(wide(names, 1)), { name: 'export.csv.gz' })).toMatchObject({ accepted: 60, cases: 1 });
  expect((await log.rows<{ name: string }>(activities)).slice(0, 3).map(({ name }) => name)).toEqual(['Visit', 'Visit (2)', 'Step 2']);
});

it('finds the case by its values where another column that repeats looks like one', async () => {
  const log = await desk();
  const lines = wide(['step_a_at', 'step_b_at', 'step_c_at'], 60).trim().split('\n');
  const text = lines.map((line, at) => `${line},${at === 0 ? 'region,customer' : `${at % 7},K${at % 9}`}`).join('\n');
  expect(await log.give(text.replace('case,', 'key,'))).toMatchObject({ accepted: 180, cases: 60 });
});

it('is no file of events because of a column that says the state of the case', async () => {
  const log = await desk();
  const lines = wide(['opened', 'checked', 'closed'], 40).trim().split('\n');
  const text = lines
    .map((line, at) => `${line},${at === 0 ? 'status,category' : `${at % 3 ? 'closed' : 'open'},${at % 4 ? 'Repair' : 'Question'}`}`)
    .join('\n');
  expect(await log.check(text)).toMatchObject({ kind: 'events', arrangement: 'wide' });
});

it.each([
  ['case,activity,start,end\nA,Open,2026-01-05 09:00,2026-01-05 10:00\nB,Open,2026-01-05 09:00,2026-01-05 10:00\n', 2],
  ['case,activity,time,lifecycle\nA,Open,2026-01-05 09:00,start\nA,Open,2026-01-05 10:00,complete\n', 1],
  ['case,activity,time,arrival\nA,Open,2026-01-05 09:00,2026-01-05 08:00\nB,Open,2026-01-05 10:00,2026-01-05 08:00\n', 2],
])('leaves files of events as they are: starts and ends, halves, arrivals', async (text, steps) => {
  const log = await desk();
  expect((await log.check(text)).arrangement).toBe('events');
  await log.give(text);
  expect(await log.rows(sql`SELECT count(*) AS steps FROM step`)).toEqual([{ steps }]);
});

it('joins a date with the time of day in the column beside it, and refuses one that is none', async () => {
  const log = await desk();
  const text =
    'visit,registered date,registered time,discharge date,discharge time,ward\n' +
    'V1,2026-01-05,09:00,2026-01-05,12:00,North\nV2,2026-01-05,09:30,2026-01-06,1:15 PM,South\n' +
    'V3,2026-01-06,10:00,,,North\nV4,2026-01-06,,2026-01-07,late,South\n';
  const receipt = await log.give(text, { mapping: { arrangement: 'wide' }, zone: 'UTC' });
  expect(receipt).toMatchObject({ accepted: 6, rejected: 1, cases: 4 });
  expect(receipt.rejections[0]?.examples).toEqual(['row 4: “2026-01-07 late”']);
  expect(receipt.notes.join(' ')).toContain('The times of “registered date” and “registered time” were joined');
  expect(receipt.notes.join(' ')).not.toContain('whole days only');
  expect(
    await log.rows(
      sql`SELECT e.case_id, a.name, e.completed_at FROM event e JOIN activity a ON a.id = e.activity WHERE e.case_id = 'V2' ORDER BY e.part`,
    ),
  ).toEqual([
    { caseId: 'V2', name: 'Registered', completedAt: '2026-01-05T09:30:00.000Z' },
    { caseId: 'V2', name: 'Discharge', completedAt: '2026-01-06T13:15:00.000Z' },
  ]);
});
