import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { desk } from '../input/import-text.ts';

const events = sql`
  SELECT e.line, e.case_id, a.name AS activity, e.started_at, e.completed_at
  FROM event e JOIN activity a ON a.id = e.activity ORDER BY e.case_key, coalesce(e.started_at, e.completed_at), e.line, e.part`;

const VISITS =
  'visit,registered_at,triage_start,triage_end,Date of discharge,ward,birth date\n' +
  'V1,2026-01-05 09:00,2026-01-05 09:05,2026-01-05 09:10,2026-01-05 12:00,North,1950-02-03\n' +
  'V2,2026-01-05 09:30,2026-01-05 09:40,,,South,1987-11-30\n' +
  'V3,2026-01-06 09:00,,,2026-01-06 09:00,North,1963-05-06\n';

it('makes an event of each date of a file with one row per case', async () => {
  const log = await desk();
  const receipt = await log.give(VISITS, { zone: 'UTC' });
  expect(receipt).toMatchObject({ kind: 'events', rows: 7, accepted: 7, rejected: 0, cases: 3 });
  expect(await log.rows(events)).toEqual([
    { line: 1, caseId: 'V1', activity: 'Registered', startedAt: null, completedAt: '2026-01-05T09:00:00.000Z' },
    { line: 1, caseId: 'V1', activity: 'Triage', startedAt: '2026-01-05T09:05:00.000Z', completedAt: '2026-01-05T09:10:00.000Z' },
    { line: 1, caseId: 'V1', activity: 'Discharge', startedAt: null, completedAt: '2026-01-05T12:00:00.000Z' },
    { line: 2, caseId: 'V2', activity: 'Registered', startedAt: null, completedAt: '2026-01-05T09:30:00.000Z' },
    { line: 2, caseId: 'V2', activity: 'Triage', startedAt: '2026-01-05T09:40:00.000Z', completedAt: null },
    { line: 3, caseId: 'V3', activity: 'Registered', startedAt: null, completedAt: '2026-01-06T09:00:00.000Z' },
    { line: 3, caseId: 'V3', activity: 'Discharge', startedAt: null, completedAt: '2026-01-06T09:00:00.000Z' },
  ]);
  expect(receipt.notes.join(' ')).toContain(
    '“triage_start” and “triage_end” are start and end of “Triage”; “Date of discharge” is “Discharge”',
  );
  expect(
    await log.rows(sql`SELECT position, a.name FROM step s JOIN activity a ON a.id = s.activity WHERE case_key = 3 ORDER BY position`),
  ).toEqual([
    { position: 1, name: 'Registered' },
    { position: 2, name: 'Discharge' },
  ]);
});

it('shows the columns of dates, their activities and the first cases as events before anything is imported', async () => {
  const log = await desk();
  const found = await log.check(VISITS);
  expect(found).toMatchObject({ kind: 'events', arrangement: 'wide', rows: 3 });
  expect(found.milestones).toEqual([
    { column: 'registered_at', activity: 'Registered', filled: 3, samples: ['2026-01-05 09:00', '2026-01-05 09:30', '2026-01-06 09:00'] },
    { column: 'triage_start', activity: 'Triage', filled: 2, samples: ['2026-01-05 09:05', '2026-01-05 09:40'] },
    { column: 'triage_end', activity: 'Triage', filled: 1, samples: ['2026-01-05 09:10'] },
    { column: 'Date of discharge', activity: 'Discharge', filled: 2, samples: ['2026-01-05 12:00', '2026-01-06 09:00'] },
  ]);
  expect(found.laidOut.slice(0, 3)).toEqual([
    ['visit', 'Activity', 'Start', 'End'],
    ['V1', 'Registered', '', '2026-01-05 09:00'],
    ['V1', 'Triage', '2026-01-05 09:05', '2026-01-05 09:10'],
  ]);
  expect(found.columns.map(({ role }) => role)).toEqual([
    'case',
    'milestone',
    'milestone',
    'milestone',
    'milestone',
    'attribute',
    'attribute',
  ]);
  expect(found.questions.map(({ code }) => code)).toEqual(['needs_zone']);
});
