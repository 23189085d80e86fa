import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { emptyBlueprint } from '../../model/blueprint.ts';
import type { Mapping } from '../../model/event-log.ts';
import type { Health } from '../../model/health.ts';
import { recognise } from '../../pipelines/check.ts';
import { desk, NOW, type Desk } from '../input/import-text.ts';
import { problem } from './examined.ts';

async function checked(log: Desk, rows: readonly string[], mapping: Mapping = {}): Promise<Health> {
  const path = join(log.temp.folder, `checked-${rows.length}-${Math.random()}.csv`);
  await writeFile(path, `${rows.join('\n')}\n`);
  const process = { id: 'log', zone: 'Europe/Dublin', blueprint: emptyBlueprint(), cutOffMs: null };
  const found = await recognise(log.temp.engine, { path, name: 'export.csv' }, mapping, { process, now: NOW });
  if (found.health === null) throw new Error(JSON.stringify(found.questions));
  return found.health;
}

const EVENTS = 'case,step,time\nA,Open,2026-01-05 09:00\nA,Close,2026-01-05 10:00\nB,Open,2026-01-06 09:00\nB,Close,2026-01-06 10:00\n';
const ANSWERS = [
  'case,answered,csat,comment',
  'A,2026-01-07 09:00,4,fine',
  'A,2026-01-07 09:00,4,fine',
  'B,2026-01-08 09:00,2,please call 087 123 4567',
  'C,2026-01-09 09:00,5,',
  'B,31.11.2026,3,slow',
  'B,2026-01-10 09:00,eleven,slow',
  'B,2026-01-10 10:00,,',
  'A,2099-01-10 10:00,3,late',
];

it('a file of answers has a report: refused rows, equal rows, unknown cases, the future, comments with phone numbers', async () => {
  const log = await desk();
  await log.give(EVENTS);
  const mapping: Mapping = { kind: 'feedback', instrument: 'csat' };
  const health = await checked(log, ANSWERS, mapping);
  expect(health).toMatchObject({ rows: 8, rejected: 3, merged: 0, known: 0, usable: 5, cases: { all: 3, new: 1 } });
  expect(problem(health, 'equal-rows')).toMatchObject({ rows: 1, proposed: 'merge', samples: [{ line: 2 }] });
  expect(problem(health, 'equal-rows').choices[0]?.effect).toBe('Merging them moves the mean score from 3.60 to 3.50.');
  expect(problem(health, 'unknown-cases').title).toBe('1 answer names a case that this service does not have yet (1 case).');
  expect(problem(health, 'future').title).toMatch(/^1 answer lies in the future, the latest on 10 Jan/);
  expect(problem(health, 'personal').title).toMatch(/mail addresses or phone numbers inside comments/);
  expect(problem(health, 'rejected:unreadable_score:csat').title).toBe('1 score is no number, in “csat”.');
  expect(problem(health, 'rejected:no_score:csat').weight).toBe('refused');
  const fixed = { ...mapping, fixes: [{ kind: 'merge-equal-rows' as const }, { kind: 'set-aside' as const, of: 'future' as const }] };
  const after = await checked(log, ANSWERS, fixed);
  expect(after).toMatchObject({ merged: 1, rejected: 4, usable: 3 });
  const receipt = await log.give(`${ANSWERS.join('\n')}\n`, { mapping: fixed });
  expect(receipt).toMatchObject({ accepted: 3, merged: 1, rejected: 4, linked: 2 });
  expect(receipt.fixes.map(({ words, rows }) => [words, rows])).toEqual([
    ['Of equal rows only the first was taken.', 1],
    ['Rows later than the moment of the import were set aside.', 1],
  ]);
  expect(await checked(log, ANSWERS, fixed)).toMatchObject({ known: 3, usable: 0 });
}, 180_000);

it('finds the one mail address and the phone numbers of a large file, whatever the places that are looked at first', async () => {
  const log = await desk();
  const rows = Array.from({ length: 60_000 }, (_, at) => {
    const note = at === 31_500 ? 'ann@example.org' : at === 40_860 || at === 40_861 ? 'call 087 123 4567' : `ticket 2026-00${at} at 09:15`;
    return `C-${at},Open,2026-01-05T09:00:00Z,${note},${'x'.repeat(60)}${at % 9}`;
  });
  const health = await checked(log, ['case,step,time,note,filler', ...rows]);
  const found = problem(health, 'personal');
  expect(found).toMatchObject({ id: 'personal:note', column: 'note', rows: 3, proposed: 'keep' });
  expect(found.title).toContain('in 3 of 60,000 rows, all of which were looked at');
  expect(health.problems.filter(({ code }) => code === 'personal')).toHaveLength(1);
}, 120_000);

it('a case table has a report: refused rows, cases with several values, cases that wait', async () => {
  const log = await desk();
  await log.give(EVENTS);
  const rows = ['case,region,tier', 'A,North,1', 'A,South,1', 'B,East,2', ',West,2', 'C,West,3'];
  const mapping: Mapping = { kind: 'cases' };
  const health = await checked(log, rows, mapping);
  expect(health).toMatchObject({ rows: 5, rejected: 1, usable: 4, cases: { all: 3, new: 1, changed: 2, unchanged: 0 } });
  expect(problem(health, 'contradicted').title).toBe('1 case has several rows with different values.');
  expect(problem(health, 'unknown-cases').title).toBe('1 case has no event in this service yet.');
  expect(problem(health, 'rejected').title).toBe('1 row names no case, in “case”.');
  await log.give(`${rows.join('\n')}\n`, { mapping });
  expect(await checked(log, rows, mapping)).toMatchObject({ usable: 0, known: 4, cases: { unchanged: 2 } });
}, 180_000);
