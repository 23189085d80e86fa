import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { history, type History } from './history.ts';

const HEADER = 'case,activity,time,size\n';
/** A has two events in March and one in April, B one in March, C one in April; local times of Dublin. */
const FIRST = `${HEADER}A,Open,2026-03-02 09:00,1
A,Work,2026-03-31 23:30,1
A,Close,2026-04-02 09:00,1
B,Open,2026-03-05 09:00,2
C,Open,2026-04-05 09:00,3
`;

const events = (log: History) =>
  log.rows<{ said: string }>(
    sql`SELECT e.case_id || ' ' || a.name || ' ' || strftime(e.completed_at, '%m-%d %H:%M') || ' #' || e.import_seq AS said
        FROM event e JOIN activity a ON a.id = e.activity ORDER BY ALL`,
  );
const cases = (log: History) => log.rows(sql`SELECT case_id, steps FROM case_fact ORDER BY case_id`);

it('takes all earlier events of the cases a file holds, and leaves the other cases alone', async () => {
  const log = await history();
  await log.give(FIRST);
  const receipt = await log.give(
    `${HEADER}A,Open,2026-03-02 09:00,1\nA,Decide,2026-04-01 10:00,1\nB,Open,2026-03-05 09:00,2\nD,Open,2026-04-09 09:00,4\n`,
    {
      replace: 'cases',
    },
  );
  // B is said again word for word: it stays as it was
  expect(receipt).toMatchObject({
    rows: 4,
    accepted: 3,
    duplicates: 1,
    replaced: 3,
    newCases: 1,
    changedCases: 1,
    unchangedCases: 1,
    cases: 2,
  });
  expect((await events(log)).map(({ said }) => said)).toEqual([
    'A Decide 04-01 09:00 #2',
    'A Open 03-02 09:00 #2',
    'B Open 03-05 09:00 #1',
    'C Open 04-05 08:00 #1',
    'D Open 04-09 08:00 #2',
  ]);
  expect(await cases(log)).toEqual([
    { caseId: 'A', steps: 2 },
    { caseId: 'B', steps: 1 },
    { caseId: 'C', steps: 1 },
    { caseId: 'D', steps: 1 },
  ]);
});

it('takes all earlier events of a period, days of the process’s zone, and says which cases are gone', async () => {
  const log = await history();
  await log.give(FIRST);
  const answers = 'case,score,answered at\nB,4,2026-03-06T09:00:00Z\nA,5,2026-03-06T09:00:00Z\n';
  await log.give(answers, { kind: 'feedback', instrument: 'csat' }, 'answers.csv');
  const receipt = await log.give(`${HEADER}A,Open,2026-03-02 09:00,1\nA,Work,2026-03-30 09:00,1\n`, {
    replace: { from: '2026-03-01', to: '2026-04-01' },
  });
  // 23:30 on 31 March is 22:30 UTC and lies in the period
  expect(receipt).toMatchObject({ accepted: 2, duplicates: 0, replaced: 3, newCases: 0, changedCases: 2, unchangedCases: 0 });
  expect(receipt.notes).toContain('One case is gone: all of its events were replaced, and the file holds none for it.');
  expect((await events(log)).map(({ said }) => said)).toEqual([
    'A Close 04-02 08:00 #1',
    'A Open 03-02 09:00 #3',
    'A Work 03-30 08:00 #3',
    'C Open 04-05 08:00 #1',
  ]);
  // answers stay; one whose case is gone stands alone
  expect(await log.rows(sql`SELECT case_ref, link_method FROM feedback ORDER BY case_ref`)).toEqual([
    { caseRef: 'A', linkMethod: 'case' },
    { caseRef: 'B', linkMethod: null },
  ]);
});

it('changes nothing when a file replaces its cases with themselves', async () => {
  const log = await history();
  await log.give(FIRST);
  const before = await log.rows(sql`SELECT * FROM event ORDER BY import_seq, line`);
  expect(await log.give(FIRST, { replace: 'cases' })).toMatchObject({
    accepted: 0,
    duplicates: 5,
    replaced: 0,
    unchangedCases: 3,
    dataVersion: 1,
  });
  expect(await log.rows(sql`SELECT * FROM event ORDER BY import_seq, line`)).toEqual(before);
});

it('sees a changed value of an event that keeps its id, where cases are replaced', async () => {
  const log = await history();
  await log.give('event id,case,activity,time,size\nE1,A,Open,2026-03-02 09:00,1\nE2,B,Open,2026-03-02 09:00,1\n');
  const receipt = await log.give('event id,case,activity,time,size\nE1,A,Open,2026-03-02 09:00,7\nE2,B,Open,2026-03-02 09:00,1\n', {
    replace: 'cases',
  });
  expect(receipt).toMatchObject({ accepted: 1, replaced: 1, changedCases: 1, unchangedCases: 1 });
});

it('counts changed and unchanged cases of a file that only adds', async () => {
  const log = await history();
  await log.give(FIRST);
  const receipt = await log.give(`${FIRST}B,Close,2026-03-06 09:00,2\nE,Open,2026-05-01 09:00,5\n`);
  expect(receipt).toMatchObject({ accepted: 2, duplicates: 5, newCases: 1, changedCases: 1, unchangedCases: 2, replaced: 0 });
});
