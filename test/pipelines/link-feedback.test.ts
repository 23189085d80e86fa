import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { desk, type Desk } from '../input/import-text.ts';

const EVENTS = [
  'case,activity,time,customer id,site',
  'A,Open,2026-01-05 09:00,4711,North',
  'A,Close,2026-01-05 10:00,4711,North',
  'B,Open,2026-01-10 09:00,4712,South',
  'B,Close,2026-01-10 12:00,4712,South',
  'C,Open,2026-01-12 09:00,4712,South',
  'C,Close,2026-01-12 12:00,4712,South',
  'D,Open,2026-01-20 09:00,4713,West',
  'D,Close,2026-01-20 12:00,4713,West',
  '',
].join('\n');
const ROLES = { case: 'case', customer: 'customer', site: 'site', answered: 'answered-at', invited: 'invited-at', score: 'score' } as const;

/** A file of answers: its first line names the columns by what they are. */
function give(log: Desk, ...lines: string[]) {
  const names = (lines[0] ?? '').split(',');
  const roles = Object.fromEntries(Object.entries(ROLES).filter(([name]) => names.includes(name)));
  return log.give(`${lines.join('\n')}\n`, { mapping: { kind: 'feedback', roles } });
}

async function links(log: Desk): Promise<unknown[]> {
  const rows = await log.rows<{ caseId: string | null; linkMethod: string | null; linkConfidence: number | null }>(sql`
    SELECT c.case_id, f.link_method, f.link_confidence FROM feedback f LEFT JOIN case_fact c ON c.case_key = f.case_key ORDER BY f.import_seq, f.line`);
  return rows.map(({ caseId, linkMethod, linkConfidence }) => [caseId, linkMethod, linkConfidence]);
}

it('links by the one case of the customer that ended within 30 days before, by the site where no customer is known', async () => {
  const log = await desk();
  await log.give(EVENTS);
  const receipt = await give(
    log,
    'answered,customer,site,score',
    '2026-01-06 10:00,4711,,5', // A, ended the day before
    '2026-01-05 09:30,4711,,5', // before A ended
    '2026-02-10 10:00,4711,,5', // 36 days later
    '2026-01-13 10:00,4712,,5', // B and C both ended
    '2026-01-11 10:00,4712,,5', // only B had
    '2026-01-21 10:00,,West,5', // D, by its site
    '2026-01-21 10:00,9999,West,5', // an unknown customer: by the site
    '2026-01-21 10:00,,East,5', // nobody there
  );
  expect(receipt).toMatchObject({ accepted: 8, linked: 4 });
  expect(await links(log)).toEqual([
    ['A', 'customer', 0.8],
    [null, null, null],
    [null, null, null],
    [null, null, null],
    ['B', 'customer', 0.8],
    ['D', 'site', 0.5],
    ['D', 'site', 0.5],
    [null, null, null],
  ]);
  expect(receipt.notes).toEqual(
    expect.arrayContaining([
      '2 answers were linked by customer: to the one case of that customer whose last step lies in the 30 days before. Confidence 0.8.',
      '2 answers were linked by site: to the one case of that site whose last step lies in the 30 days before. Confidence 0.5.',
      '4 of 8 answers name no case that is known. They count in the overall score, and are linked when their case arrives.',
    ]),
  );
});

it('finds the case of an invitation nobody answered by when it was sent, of an answer by when it was given', async () => {
  const log = await desk();
  await log.give(EVENTS);
  const receipt = await give(
    log,
    'answered,invited,customer,score',
    ',2026-01-06 10:00,4711,', // sent the day after A ended
    ',2026-01-05 09:30,4711,', // before A ended
    '2026-02-10 10:00,2026-01-06 10:00,4711,5', // answered 36 days later
    ',2026-01-06 10:00,4711,5', // answered, nobody knows when
  );
  expect(await links(log)).toEqual([
    ['A', 'customer', 0.8],
    [null, null, null],
    [null, null, null],
    [null, null, null],
  ]);
  expect(receipt.notes).toContain(
    '2 of 2 answers name no case that is known. They count in the overall score, and are linked when their case arrives.',
  );
});

it('never links an answer that names a case to another one, and says how many name theirs', async () => {
  const log = await desk();
  await log.give(EVENTS);
  const receipt = await give(
    log,
    'case,answered,customer,score',
    'X,2026-01-06 10:00,4711,5',
    'A,2026-01-06 11:00,4712,4',
    ',2026-01-06 12:00,4711,3',
  );
  expect(await links(log)).toEqual([
    [null, null, null],
    ['A', 'case', 1],
    ['A', 'customer', 0.8],
  ]);
  expect(receipt.notes).toContain('1 answer names its case.');
});

it('takes a link back when a second case of the customer arrives, and links when the case comes later', async () => {
  const answers = ['answered,customer,score', '2026-01-06 10:00,4711,5', '2026-01-07 10:00,4000,4'] as const;
  const one = await desk();
  await one.give(EVENTS);
  await give(one, ...answers);
  expect(await links(one)).toEqual([
    ['A', 'customer', 0.8],
    [null, null, null],
  ]);
  await one.give('case,activity,time,customer id,site\nE,Open,2026-01-04 09:00,4711,North\nE,Close,2026-01-04 10:00,4711,North\n');
  expect(await links(one)).toEqual([
    [null, null, null],
    [null, null, null],
  ]);
  const other = await desk();
  await give(other, ...answers);
  await other.give(EVENTS);
  expect(await links(other)).toEqual([
    ['A', 'customer', 0.8],
    [null, null, null],
  ]);
});

it('knows a site by its name where a file names neither case nor customer', async () => {
  const log = await desk();
  const recognised = await log.check(
    'Branch,Answered at,Score\nNorth,2026-01-06 10:00,5\nSouth,2026-01-07 10:00,4\nWest,2026-01-08 10:00,4\n',
  );
  expect(recognised.columns.map(({ name, role }) => [name, role])).toEqual([
    ['Branch', 'site'],
    ['Answered at', 'answered-at'],
    ['Score', 'score'],
  ]);
});
