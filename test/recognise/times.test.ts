import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { clockFormat } from '../../pipelines/recognise/clock.ts';
import { fit } from '../../pipelines/recognise/fit.ts';
import { desk, refusal } from '../input/import-text.ts';

const ends = sql`SELECT completed_at AS at FROM event ORDER BY line`;
const table = (times: readonly string[]) => `case;activity;time\n${times.map((time, at) => `C-${at};Open;${time}`).join('\n')}\n`;
/** What a column of times is read as, in UTC. */
async function read(...times: string[]): Promise<unknown[]> {
  const log = await desk();
  const receipt = await log.give(table(times), { zone: 'UTC' });
  expect(receipt.rejections).toEqual([]);
  return (await log.rows<{ at: string }>(ends)).map(({ at }) => at.replace(':00.000Z', ''));
}

it.each([
  ['5. Januar 2026 09:10', '2026-01-05T09:10'],
  ['Mo, 5. März 2026, 09:10 Uhr', '2026-03-05T09:10'],
  ['5 janv. 2026 09:10', '2026-01-05T09:10'],
  ['lundi 5 août 2026 à 9h10', '2026-08-05T09:10'],
  ['5 mei 2026 09:10', '2026-05-05T09:10'],
  ['5 de enero de 2026 9:10 p. m.', '2026-01-05T21:10'],
  ['05-ene-2026', '2026-01-05T00:00'],
  ['5 янв 2026 09:10', '2026-01-05T09:10'],
  ['5 września 2026', '2026-09-05T00:00'],
  ['Sept. 5, 2026 9:10 PM', '2026-09-05T21:10'],
  ['2026-01-05 24:00', '2026-01-06T00:00'],
  ['31.12.2025 24:00:00', '2026-01-01T00:00'],
  ['202601050910', '2026-01-05T09:10'],
  ['20260105 0910', '2026-01-05T09:10'],
  ['2026-W02-1', '2026-01-05T00:00'],
  ['2026年1月5日 9時10分', '2026-01-05T09:10'],
  ['2026. 01. 05. 09:10', '2026-01-05T09:10'],
  ['2026-01-05-09.10.00.000000', '2026-01-05T09:10'],
  ['05-JAN-26 09.10.00.000000 AM', '2026-01-05T09:10'],
  ['2026-01-05 09:10 CET', '2026-01-05T08:10'],
  ['2026-07-05 09:10 Europe/Dublin', '2026-07-05T08:10'],
  ['2026-01-05 09:10 (UTC+1)', '2026-01-05T08:10'],
  ['2026-01-05T09:10:00+01:00[Europe/Berlin]', '2026-01-05T08:10'],
  ['Mon Jan 05 2026 09:10:00 GMT+0100 (Central European Standard Time)', '2026-01-05T08:10'],
  ['45231.5', '2023-11-01T12:00'],
  ['45231,381944', '2023-11-01T09:10'],
  ['1767604200', '2026-01-05T09:10'],
  ['1767604200000', '2026-01-05T09:10'],
])('reads %s', async (written, instant) => {
  expect(await read(written)).toEqual([instant]);
});

it('reads every format of a mixed column by its own', async () => {
  const times = [
    '05.01.2026 09:10',
    '2026-01-06T09:10:00Z',
    '7. Januar 2026 09:10',
    '13/01/2026 09:10',
    '2026-01-08 09:10 CET',
    '2026-07-08 09:10 CEST',
  ];
  expect(await read(...times)).toEqual([
    '2026-01-05T09:10',
    '2026-01-06T09:10',
    '2026-01-07T09:10',
    '2026-01-13T09:10',
    '2026-01-08T08:10',
    '2026-07-08T07:10',
  ]);
});

it('never changes day and month within a column: what fits no order is refused', async () => {
  const log = await desk();
  const receipt = await log.give(table(['13/01/2026', '14/01/2026', '15/02/2026', '16/02/2026', '17/03/2026', '02/13/2026']));
  expect(receipt).toMatchObject({ accepted: 5, rejected: 1 });
});

it('keeps a zone that can mean several as local time, and says so', async () => {
  const log = await desk();
  const text = table(['2026-01-05 09:10 IST', '2026-01-06 09:10 IST']);
  expect(await refusal(log.give(text, { zone: null }))).toMatchObject({ code: 'needs_zone' });
  const receipt = await log.give(text, { zone: 'Europe/Dublin' });
  expect(receipt.notes.join(' ')).toContain('“IST” can mean India (UTC+5:30), Ireland in summer (UTC+1) or Israel (UTC+2)');
});

it('reads two-digit years, the year first only where the numbers say so', () => {
  expect(fit(['05/01/26', '13/01/26'])).toEqual(['%d/%m/%y']);
  expect(fit(['26-01-05', '26-01-12', '26-01-17', '26-02-20', '26-02-28'])).toEqual(['%y-%m-%d']);
  expect(fit(['05-01-26', '12-01-26', '17-01-26', '20-02-26', '28-02-26'])).toEqual(['%d-%m-%y']);
  expect(fit(['03/04/26'])).toEqual(['%d/%m/%y', '%m/%d/%y']);
});

it('tells times of day', () => {
  expect(clockFormat(['09:10', '9:10', '23:59'], false)).toBe('%H:%M');
  expect(clockFormat(['09:10:11', '9:10:12'], false)).toBe('%H:%M:%S');
  expect(clockFormat(['9:10 AM', '10:10 PM'], false)).toBe('%I:%M %p');
  expect(clockFormat(['91011', '101112'], true)).toBe('hhmmss');
  expect(clockFormat(['91011', '101112'], false)).toBeNull();
  expect(clockFormat(['25:10'], false)).toBeNull();
});

it('joins a date with the time of day beside it', async () => {
  const log = await desk();
  const text =
    'case;activity;Start date;Start time;End date;End time\nA;Open;05.01.2026;09:10;05.01.2026;09:20:30\nA;Do;05.01.2026;23:10;05.01.2026;24:00\nA;Shut;06.01.2026;;06.01.2026;10:00\nA;Odd;06.01.2026;soon;06.01.2026;10:00\n';
  const receipt = await log.give(text, {
    zone: 'UTC',
    mapping: { roles: { 'Start date': 'start', 'Start time': 'start-time-of-day', 'End date': 'end', 'End time': 'end-time-of-day' } },
  });
  expect(receipt).toMatchObject({ accepted: 3, rejected: 1 });
  expect(receipt.rejections[0]).toMatchObject({ reason: 'unreadable_start' });
  expect(await log.rows(sql`SELECT started_at AS start, completed_at AS finish FROM event ORDER BY line`)).toEqual([
    { start: '2026-01-05T09:10:00.000Z', finish: '2026-01-05T09:20:30.000Z' },
    { start: '2026-01-05T23:10:00.000Z', finish: '2026-01-06T00:00:00.000Z' },
    { start: '2026-01-06T00:00:00.000Z', finish: '2026-01-06T10:00:00.000Z' },
  ]);
});

it('says how many times the clocks leave out or show twice, and takes the hour after and the first pass', async () => {
  const log = await desk();
  const receipt = await log.give(
    table(['2026-03-29 01:30', '2026-03-29 00:30', '2026-10-25 01:10', '2026-10-25 01:40', '2026-10-25 02:00']),
  );
  expect(receipt.notes).toContain(
    'One time of “time” lies in the hour that the clocks of Europe/Dublin leave out in spring: read as the hour after.',
  );
  expect(receipt.notes).toContain(
    '2 times of “time” lie in the hour that comes twice in Europe/Dublin in autumn: its first pass was taken.',
  );
});

it('shows what each order of day and month leads to, the plausible one first', async () => {
  const log = await desk();
  const rows = [
    '03/04/2024 10:00;03/04/2024 11:00',
    '04/04/2024 10:00;05/04/2024 11:00',
    '12/03/2024 10:00;02/04/2024 09:00',
    '05/04/2024 10:00;08/04/2024 11:00',
  ];
  const text = `case;activity;start;end\n${rows.map((row, at) => `A${at};Open;${row}`).join('\n')}\n`;
  const { questions } = await log.check(text, { zone: 'UTC' });
  expect(questions.map(({ field }) => field)).toEqual(['timeFormats.start', 'timeFormats.end']);
  expect(questions[0]?.options).toEqual(['%d/%m/%Y %H:%M', '%m/%d/%Y %H:%M']);
  expect(questions[0]?.outcomes).toEqual([
    'day first: no row ends before it starts, 0 % of the dates at weekends, from 12 March 2024 to 5 April 2024',
    'month first: 1 row ends before it starts, 25 % of the dates at weekends, from 4 March 2024 to 3 December 2024',
  ]);
  expect(questions[0]?.text).toContain('Day first is more likely: read month first, 1 row would end before it starts.');
});
