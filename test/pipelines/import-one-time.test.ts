import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { writeDataVersion } from '../../pipelines/derive/derive.ts';
import { desk, NOW } from '../input/import-text.ts';

const steps = sql`
  SELECT a.name AS activity, s.started_at, s.completed_at, s.gap_ms, s.processing_ms, s.measured
  FROM step s JOIN activity a ON a.id = s.activity ORDER BY s.case_key, s.position`;

it('reads the one time of a row as an instant, also where its column is called a start', async () => {
  const log = await desk();
  const receipt = await log.give('case,activity,start\nA,Open,2026-01-05 09:00\nA,Decide,2026-01-05 10:30\nA,Close,soon\n');
  expect(receipt).toMatchObject({ accepted: 2, rejected: 1, firstAt: '2026-01-05T09:00:00.000Z' });
  expect(receipt.rejections[0]).toMatchObject({ reason: 'unreadable_start', column: 'start' });
  expect(await log.rows(steps)).toEqual([
    {
      activity: 'Open',
      startedAt: '2026-01-05T09:00:00.000Z',
      completedAt: '2026-01-05T09:00:00.000Z',
      gapMs: 90 * 60_000,
      processingMs: 0,
      measured: false,
    },
    {
      activity: 'Decide',
      startedAt: '2026-01-05T10:30:00.000Z',
      completedAt: '2026-01-05T10:30:00.000Z',
      gapMs: null,
      processingMs: 0,
      measured: false,
    },
  ]);
});

it('keeps a step unended where the file has an end column and the row leaves it empty', async () => {
  const log = await desk();
  await log.give(
    'case,activity,start,end\nA,Open,2026-01-05 09:00,2026-01-05 09:10\nA,Decide,2026-01-05 10:30,\nA,Close,2026-01-05 11:00,2026-01-05 11:05\n',
  );
  expect((await log.rows(steps)).map(({ completedAt, gapMs }) => [completedAt, gapMs])).toEqual([
    ['2026-01-05T09:10:00.000Z', 80 * 60_000],
    [null, null],
    ['2026-01-05T11:05:00.000Z', null],
  ]);
});

it('pairs the lifecycle words it recognises, in the forms files write them', async () => {
  const log = await desk();
  const receipt = await log.give(
    'case,activity,time,lifecycle\nA,Open,2026-01-05 09:00,Started\nA,Open,2026-01-05 09:10,Completed\nA,Decide,2026-01-05 10:00,start\nA,Decide,2026-01-05 10:20,stop\n',
  );
  expect(receipt.notes.filter((note) => note.includes('take no part'))).toEqual([]);
  expect((await log.rows(steps)).map(({ activity, processingMs, gapMs, measured }) => [activity, processingMs, gapMs, measured])).toEqual([
    ['Open', 10 * 60_000, 50 * 60_000, true],
    ['Decide', 20 * 60_000, null, true],
  ]);
});

it('ends the data at the moment of import where events lie in the future, and leaves it there until the next file', async () => {
  const log = await desk();
  await log.give('case,activity,time\nA,Open,2026-01-05 09:00\nA,Visit planned,2026-09-01 09:00\n');
  await log.session((session) =>
    writeDataVersion(session, { cause: 'blueprint', now: new Date('2026-06-01T00:00:00Z'), cutOffMs: 60_000 }),
  );
  expect(await log.rows(sql`SELECT version, end_at FROM data_version ORDER BY version`)).toEqual([
    { version: 1, endAt: NOW.toISOString() },
    { version: 2, endAt: NOW.toISOString() },
  ]);
});
