import { expect, it } from 'vitest';
import { ask } from '../../server/analytics/analytic.ts';
import { dataQuality } from '../../server/analytics/data-quality.ts';
import { sql } from '../../engine/sql.ts';
import { logOf, logOfEvents, type LogRow } from '../support/log.ts';
import { giveAnswers } from './answers.ts';

const all = { process: 'log', state: 'all' } as const;
const found = async (rows: readonly LogRow[], more: readonly LogRow[] = []) => {
  const log = await logOfEvents(rows);
  if (more.length > 0) await log.append(more);
  const { rows: checks, about } = await ask(log, dataQuality, all);
  return {
    log,
    about,
    counts: Object.fromEntries(checks.map((row) => [row.about === null ? row.check : `${row.check} ${row.about}`, [row.count, row.of]])),
    checks,
  };
};

it('counts what is missing, inferred and out of order, by hand', async () => {
  const { counts, about, checks } = await found([
    { case: 'C-1', activity: 'Register', start: '09:00', end: '09:10', resource: 'Ann', team: 'Desk', attributes: { Priority: 1 } },
    { case: 'C-1', activity: 'Assess', start: '09:20', end: '09:40', resource: 'Bea' },
    { case: 'C-2', activity: 'Register', start: '09:05', end: '09:15', resource: 'Ann', team: 'Desk' },
    { case: 'C-2', activity: 'Assess', start: '09:30', resource: 'Bea' },
    { case: 'C-3', activity: 'Close', end: '2026-01-08 00:00:00' },
    { case: 'C-3', activity: 'Archive', end: '2026-01-08 00:00:00' },
  ]);
  expect(counts).toEqual({
    'no-end': [1, 6],
    'inferred-times': [2, 6],
    'date-only': [2, 6],
    'equal-times': [2, 6],
    'no-resource': [2, 6],
    'no-team': [4, 6],
    'attribute Priority': [2, 3],
    unplaced: [6, 6],
    'days-without-events': [2, 4],
    // Ann registers C-2 from 09:05 while C-1 is at the desk until 09:10; Bea's second step has no end and is not measured
    overlaps: [1, 3],
  });
  expect(about).toEqual({ steps: 6, imports: 0, fileRows: 0, firstDay: '2026-01-05', lastDay: '2026-01-08', precision: 'minute' });
  expect(checks.find(({ check }) => check === 'no-end')?.words).toBe('17\u00a0% of the steps began and have no end.');
});

it('finds events that came late, steps after the end of the data, and seconds', async () => {
  const { counts, about } = await found(
    [{ case: 'C-1', activity: 'Register', start: '10:00:30', end: '10:10' }],
    [
      { case: 'C-1', activity: 'Prepare', start: '09:00', end: '09:30' },
      { case: 'C-2', activity: 'Register', start: '11:00', end: '11:10' },
    ],
  );
  expect(counts['late-events']).toEqual([1, 3]);
  expect(about?.precision).toBe('second');
  const log = await logOf({
    'C-1': [
      ['Register', 0, 10],
      ['Visit', 60, 10],
    ],
  });
  const early = { ...log, process: { ...log.process, endAt: '2026-01-05T09:30:00.000Z' } };
  expect((await ask(early, dataQuality, all)).rows.find(({ check }) => check === 'after-end-of-data')).toMatchObject({ count: 1, of: 2 });
});

it('says why rows were rejected, which were there already, and which answers name no case', async () => {
  const { log } = await found([{ case: 'C-1', activity: 'Register', start: '09:00', end: '09:10' }]);
  await log.session.run(
    sql`INSERT INTO rejected_row VALUES (1, 3, 'no_case', 'visit', NULL, ',Register'), (1, 4, 'no_case', 'visit', NULL, ',Triage'), (1, 9, 'no_time', 'at', NULL, 'C-9,')`,
  );
  await log.session.run(sql`
    INSERT INTO import_commit (import_seq, import_id, kind, file_name, sha256, rows, accepted, rejected, duplicates, receipt, data_version, committed_at) VALUES (1, 'i-1', 'events', 'a.csv', 'f00', 10, 6, 3, 0, '{}', 1, TIMESTAMP '2026-01-06'), (2, 'i-2', 'events', 'b.csv', 'f01', 6, 0, 0, 6, '{}', 1, TIMESTAMP '2026-01-07')`);
  await giveAnswers(log, [
    { case: 'C-1', score: 9 },
    { case: 'C-7', score: 3 },
  ]);
  const { rows, about } = await ask(log, dataQuality, all);
  expect(about).toMatchObject({ imports: 2, fileRows: 16 });
  expect(
    rows
      .filter(({ check }) => ['rejected', 'repeated-rows', 'unlinked-answers'].includes(check))
      .map(({ about: of, count, of: whole, words }) => [of, count, whole, words]),
  ).toEqual([
    ['no_case', 2, 16, '2 rows refused: The row names no case.'],
    ['no_time', 1, 16, '1 row refused: The row has neither a start nor an end.'],
    [null, 6, 16, '6 rows were in an earlier file already and added nothing.'],
    [null, 1, 2, '50\u00a0% of the answers name no case that is known.'],
  ]);
});

it('says nothing of an empty service', async () => {
  const { log } = await found([{ case: 'C-1', activity: 'Register', start: '09:00', end: '09:10' }]);
  for (const table of ['step', 'event', 'case_fact', 'stage_visit', 'piece'])
    await log.session.run(sql`DELETE FROM ${{ strings: [table], values: [] }}`);
  expect(await ask(log, dataQuality, all)).toMatchObject({ rows: [], about: { steps: 0, firstDay: null, precision: null } });
});

it('does not suspect the few midnights that chance brings', async () => {
  const rows = Array.from({ length: 1440 }, (_, minute) => {
    const at = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
    return { case: `C-${minute}`, activity: 'Register', start: at, end: `${at}:30` };
  });
  expect((await found(rows)).counts['date-only']).toBeUndefined();
  const dates = rows.slice(0, 4).map((row) => ({ ...row, start: '00:00', end: '00:00:30' }));
  expect((await found([...rows, ...dates])).counts['date-only']).toEqual([5, 1444]);
});
