import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { desk } from '../input/import-text.ts';

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
