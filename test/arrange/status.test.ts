import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { desk } from '../input/import-text.ts';

const events = sql`
  SELECT e.line, e.case_id, a.name AS activity, e.completed_at
  FROM event e JOIN activity a ON a.id = e.activity ORDER BY e.case_key, e.completed_at, e.line, e.part`;

const HISTORY =
  'ticket,old_status,new_status,changed_at,user\n' +
  'T1,New,In progress,2026-01-05 09:00,ann\n' +
  'T1,In progress,Waiting,2026-01-05 10:00,ann\n' +
  'T1,Waiting,Solved,2026-01-06 10:00,bob\n' +
  'T2,New,In progress,2026-01-05 11:00,bob\n' +
  'T2,Waiting,Solved,2026-01-05 12:00,ann\n';

it('makes an event of each change of status, at its time', async () => {
  const log = await desk();
  const receipt = await log.give(HISTORY, { zone: 'UTC' });
  expect(receipt).toMatchObject({ kind: 'events', rows: 5, accepted: 5, cases: 2 });
  expect(await log.rows(events)).toMatchObject([
    { caseId: 'T1', activity: 'In progress', completedAt: '2026-01-05T09:00:00.000Z' },
    { caseId: 'T1', activity: 'Waiting' },
    { caseId: 'T1', activity: 'Solved' },
    { caseId: 'T2', activity: 'In progress' },
    { caseId: 'T2', activity: 'Solved' },
  ]);
  const words = receipt.notes.join(' ');
  expect(words).toContain('entering the status in “new_status” is the activity, at the time in “changed_at”');
  expect(words).toContain('2 cases begin in a status of “old_status” of which nothing says since when');
  expect(words).toContain('In 1 row “old_status” is not the status that the row before entered');
});

it('begins the first status of a case when it was created, where the file says when', async () => {
  const log = await desk();
  const text = HISTORY.split('\n')
    .filter((line) => line !== '')
    .map((line, at) => `${line},${at === 0 ? 'created' : line.startsWith('T1') ? '2026-01-05 08:00' : ''}`)
    .join('\n');
  const receipt = await log.give(`${text}\nT3,New,In progress,someday,ann,2026-01-05 08:00\n`, { zone: 'UTC' });
  expect(receipt).toMatchObject({ accepted: 6, rejected: 1 });
  expect(receipt.rejections[0]).toMatchObject({ reason: 'unreadable_end', column: 'changed_at', examples: ['row 6: “someday”'] });
  expect((await log.rows(events)).slice(0, 2)).toEqual([
    { line: 1, caseId: 'T1', activity: 'New', completedAt: '2026-01-05T08:00:00.000Z' },
    { line: 1, caseId: 'T1', activity: 'In progress', completedAt: '2026-01-05T09:00:00.000Z' },
  ]);
});

it.each([
  ['von', 'nach'],
  ['statut ancien', 'statut nouveau'],
  ['state_a', 'state_b'],
])('tells “%s” from “%s” by their names or by the rows', async (from, to) => {
  const log = await desk();
  const rows = Array.from({ length: 12 }, (_, at) =>
    ['Open,Work', 'Work,Check', 'Check,Done'].map(
      (pair, step) => `C-${at},2026-01-05 1${step}:00,${pair.split(',').toReversed().join(',')}`,
    ),
  ).flat();
  const found = await log.check(`case,time,${to},${from}\n${rows.join('\n')}\n`);
  expect(found.arrangement).toBe('status');
  expect(Object.fromEntries(found.columns.map(({ name, role }) => [name, role]))).toMatchObject({
    [to]: 'activity',
    [from]: 'status-before',
  });
});

it('takes a file of events with two departments for what it is', async () => {
  const log = await desk();
  const rows = Array.from(
    { length: 30 },
    (_, at) => `C-${at >> 1},2026-01-05 10:${10 + at},${at % 2 ? 'Treat' : 'Ask'},${at % 2 ? 'X,Y' : 'Y,X'}`,
  );
  const found = await log.check(`case,time,activity,from_department,to_department\n${rows.join('\n')}\n`);
  expect(found.arrangement).toBe('events');
});
