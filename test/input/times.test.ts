import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { desk, refusal } from './import-text.ts';

const ends = sql`SELECT completed_at AS at FROM event ORDER BY line`;
const log1 = (times: readonly string[], mark = ',') =>
  `case${mark}activity${mark}time\n${times.map((time, at) => `C-${at},Open,${time}`.replaceAll(',', mark)).join('\n')}\n`;

it.each([
  ['2026-01-05 09:10:11', '2026-01-05T09:10:11.000Z'],
  ['2026-01-05T09:10:11', '2026-01-05T09:10:11.000Z'],
  ['2026-01-05T09:10:11Z', '2026-01-05T09:10:11.000Z'],
  ['2026-01-05T09:10:11.123456Z', '2026-01-05T09:10:11.123Z'],
  ['2026-01-05 09:10:11+02:00', '2026-01-05T07:10:11.000Z'],
  ['2026-01-05 09:10:11.5 +0200', '2026-01-05T07:10:11.500Z'],
  ['2026-01-05T09:10:11.1234567-05', '2026-01-05T14:10:11.123Z'],
  ['2026/01/05 09:10', '2026-01-05T09:10:00.000Z'],
  ['5.1.2026 9:10', '2026-01-05T09:10:00.000Z'],
  ['05.01.26 09.10', '2026-01-05T09:10:00.000Z'],
  ['25/01/2026 09:10', '2026-01-25T09:10:00.000Z'],
  ['01/25/2026 09:10:11 PM', '2026-01-25T21:10:11.000Z'],
  ['05-Jan-2026 09:10', '2026-01-05T09:10:00.000Z'],
  ['5 January 2026', '2026-01-05T00:00:00.000Z'],
  ['Jan 5 2026 09:10', '2026-01-05T09:10:00.000Z'],
  ['05/Jan/2026:09:10:11 +0000', '2026-01-05T09:10:11.000Z'],
  ['20260105T091011', '2026-01-05T09:10:11.000Z'],
  ['20260105091011', '2026-01-05T09:10:11.000Z'],
  ['Mon 5 Jan 2026 09:10', '2026-01-05T09:10:00.000Z'],
])('reads %s', async (written, instant) => {
  const log = await desk();
  expect((await log.give(log1([written]))).rejections).toEqual([]);
  expect(await log.rows(ends)).toEqual([{ at: instant }]);
});

it('mixes fractions, seconds and offsets of one export', async () => {
  const log = await desk();
  const receipt = await log.give(
    log1(['2026-01-05 09:10:11.250000+01:00', '2026-01-05 09:10:11+01:00', '2026-01-05T09:10:11Z', '2026-01-05 09:10:11']),
  );
  expect(receipt.rejected).toBe(0);
  expect(await log.rows(ends)).toEqual([
    { at: '2026-01-05T08:10:11.250Z' },
    { at: '2026-01-05T08:10:11.000Z' },
    { at: '2026-01-05T09:10:11.000Z' },
    { at: '2026-01-05T09:10:11.000Z' },
  ]);
});

it('lets one value decide between day first and month first, however late it stands', async () => {
  const rows = Array.from({ length: 30_000 }, (_, at) => `0${(at % 9) + 1}/0${(at % 8) + 1}/2026 10:00`);
  for (const [late, order, first] of [
    ['31/12/2025 10:00', 'day', '2026-01-01T10:00:00.000Z'],
    ['12/31/2025 10:00', 'month', '2026-01-01T10:00:00.000Z'],
  ] as const) {
    const log = await desk();
    const receipt = await log.give(log1([...rows, late]));
    expect(receipt.rejected).toBe(0);
    expect(receipt.notes.join(' ')).toContain(`read ${order} first`);
    expect((await log.rows<{ at: string }>(ends))[0]?.at).toBe(first);
  }
});

it('asks when day and month can’t be told apart, with both outcomes, and takes the answer', async () => {
  const log = await desk();
  const text = log1(['03/04/2026 10:00', '05/06/2026 10:00']);
  const found = await log.check(text, { zone: 'UTC' });
  expect(found.questions).toHaveLength(1);
  expect(found.questions[0]).toMatchObject({
    code: 'ambiguous_times',
    field: 'timeFormats.time',
    options: ['%d/%m/%Y %H:%M', '%m/%d/%Y %H:%M'],
  });
  expect(found.questions[0]?.text).toContain('day first: 3 April 2026; month first: 4 March 2026');
  expect(await refusal(log.give(text))).toMatchObject({ code: 'ambiguous_times', field: 'timeFormats.time' });
  await log.give(text, { mapping: { timeFormats: { time: '%m/%d/%Y %H:%M' } } });
  expect((await log.rows<{ at: string }>(ends))[0]?.at).toBe('2026-03-04T10:00:00.000Z');
});

it('takes the order from another column of the file that shows it', async () => {
  const log = await desk();
  const receipt = await log.give(
    'case,activity,start,end\nA,Open,03/04/2026 10:00,03/04/2026 11:00\nA,Shut,05/04/2026 10:00,25/04/2026 11:00\n',
  );
  expect(receipt.accepted).toBe(2);
  expect(await log.rows(sql`SELECT started_at AS at FROM event WHERE line = 1`)).toEqual([{ at: '2026-04-03T09:00:00.000Z' }]);
});

it('asks for a zone when times have no offset, and says why', async () => {
  const log = await desk();
  const { code, message, detail } = await refusal(log.give(log1(['2026-07-05 09:10']), { zone: null }));
  expect(code).toBe('needs_zone');
  expect(message).toContain('time zone');
  expect(detail).toContain('Europe/Dublin');
  expect(await log.give(log1(['2026-07-05 09:10']), { zone: null, mapping: { zone: 'America/New_York' } })).toMatchObject({
    firstAt: '2026-07-05T13:10:00.000Z',
  });
  expect((await log.check(log1(['2026-07-05 09:10']))).needsZone).toBe(true);
  expect((await log.check(log1(['2026-07-05 09:10Z']))).needsZone).toBe(false);
});

it('reads summer and winter time, the hour that is left out and the one that comes twice', async () => {
  const log = await desk();
  await log.give(
    log1(['2026-01-15 12:00', '2026-07-15 12:00', '2026-03-29 01:30', '2026-10-25 01:30', '2026-10-25 02:00', '1969-06-01 12:00']),
    { zone: 'Europe/Dublin' },
  );
  expect(await log.rows(ends)).toEqual(
    ['2026-01-15T12:00', '2026-07-15T11:00', '2026-03-29T01:30', '2026-10-25T00:30', '2026-10-25T02:00', '1969-06-01T11:00'].map((at) => ({
      at: `${at}:00.000Z`,
    })),
  );
});

it('reads epochs where a name or a role says that a number is a time', async () => {
  const log = await desk();
  const found = await log.check('case,activity,ts\nA,Open,1767604211\nA,Shut,1767604271\n');
  expect(found.columns[2]).toMatchObject({ role: 'end', type: 'time', timeFormat: 'epoch seconds' });
  await log.give('case,activity,ts\nA,Open,1767604211\nA,Shut,1767604271.5\n', { mapping: { roles: { ts: 'end' } } });
  await log.give('case,activity,ts\nB,Open,1767604211250\n', { mapping: { roles: { ts: 'end' } } });
  expect(await log.rows(sql`SELECT completed_at AS at FROM event ORDER BY import_seq, line`)).toEqual([
    { at: '2026-01-05T09:10:11.000Z' },
    { at: '2026-01-05T09:11:11.500Z' },
    { at: '2026-01-05T09:10:11.250Z' },
  ]);
});

it('notes a column of whole days, and never takes 9999-12-31 for a time', async () => {
  const log = await desk();
  const receipt = await log.give(
    'case,activity,start,end\nA,Open,2026-01-05,2026-01-05\nA,Do,2026-01-05,9999-12-31\nA,Shut,2026-01-05,2026-01-06\n',
    { zone: 'UTC' },
  );
  expect(receipt).toMatchObject({ accepted: 2, rejected: 1 });
  expect(receipt.rejections[0]).toMatchObject({ reason: 'unreadable_end', examples: ['row 2: “9999-12-31”'] });
  expect(receipt.notes.join(' ')).toContain('whole days only');
});
