import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import type { Mapping } from '../../model/event-log.ts';
import { emptyBlueprint } from '../../model/blueprint.ts';
import { recognise } from '../../pipelines/check.ts';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { desk } from './import-text.ts';

const HEADER = 'case,activity,start,end\n';
const TEXT = [
  'A,Open,2026-01-05 09:00,2026-01-05 09:10',
  'A,Check,2026-01-05 10:30,2026-01-05 10:00',
  'A,Test run,2026-01-05 11:00,2026-01-05 11:05',
  'B,Open,2026-01-06 09:00,2026-01-06 09:20',
  'B,Check,2026-01-06 12:00,2026-01-06 11:30',
].join('\n');

async function taken(fixes: NonNullable<Mapping['fixes']>) {
  const log = await desk();
  const receipt = await log.give(`${HEADER}${TEXT}\n`, { mapping: { fixes } });
  const steps = await log.rows<{ activity: string; ms: number | null }>(sql`
    SELECT a.name AS activity, s.processing_ms AS ms FROM step s JOIN activity a ON a.id = s.activity JOIN case_fact c ON c.case_key = s.case_key
    ORDER BY c.case_id, s.position`);
  const refused = await log.rows(sql`SELECT line, reason FROM rejected_row ORDER BY line`);
  return { receipt, steps: steps.map(({ activity, ms }) => [activity, ms === null ? null : Number(ms) / 60_000]), refused };
}

it('refuses what ends before it starts, changes the ends round, or takes it without its end, as a person chose', async () => {
  const asIs = await taken([]);
  expect(asIs.refused).toEqual([
    { line: 2, reason: 'ends_before_it_starts' },
    { line: 5, reason: 'ends_before_it_starts' },
  ]);
  const swapped = await taken([{ kind: 'swap-ends' }]);
  expect(swapped.refused).toEqual([]);
  expect(swapped.steps).toEqual([
    ['Open', 10],
    ['Check', 30],
    ['Test run', 5],
    ['Open', 20],
    ['Check', 30],
  ]);
  expect(swapped.receipt.fixes).toHaveLength(1);
  const dropped = await taken([{ kind: 'drop-end' }]);
  expect(dropped.refused).toEqual([]);
  expect(dropped.steps.filter(([activity]) => activity === 'Check').map(([, minutes]) => minutes)).toEqual([null, null]);
});

it('sets rows of an activity aside, to be downloaded and repaired', async () => {
  const { receipt, steps, refused } = await taken([
    { kind: 'swap-ends' },
    { kind: 'set-aside', of: 'activity', column: 'activity', names: ['Test run'] },
  ]);
  expect(receipt).toMatchObject({ accepted: 4, rejected: 1 });
  expect(refused).toEqual([{ line: 3, reason: 'set_aside' }]);
  expect(steps.map(([activity]) => activity)).toEqual(['Open', 'Check', 'Open', 'Check']);
});

it('leaves out a total at the end, whole or cut short, and says so; one in the middle stays refused', async () => {
  const log = await desk();
  const plain = 'A,Open,2026-01-05 09:00,2026-01-05 09:10\nA,Shut,2026-01-05 10:00,2026-01-05 10:10\n';
  for (const total of ['Total,,,2', 'Total,2']) {
    const receipt = await log.give(`${HEADER}${plain}${total}\n`);
    expect(receipt, total).toMatchObject({ rows: 2, rejected: 0 });
    expect(receipt.notes.join(' '), total).toMatch(/The last row is a total and was left out: “Total · 2”/);
  }
  expect(await log.give(`${HEADER}Total,,,2\n${plain}`)).toMatchObject({ rows: 3, rejected: 1 });
});

it('says where the names of new activities belong before anything is imported', async () => {
  const log = await desk();
  await log.give(`${HEADER}A,Triage,2026-01-05 09:00,2026-01-05 09:10\n`);
  const path = join(log.temp.folder, 'next.csv');
  await writeFile(path, `${HEADER}B,Triage by nurse,2026-01-06 09:00,2026-01-06 09:10\nB,Zzz,2026-01-06 10:00,2026-01-06 10:10\n`);
  const blueprint = {
    ...emptyBlueprint(),
    stages: [
      { name: 'Triage', activities: [{ name: 'Triage' }] },
      { name: 'Treatment', activities: [] },
    ],
  };
  const { health } = await recognise(
    log.temp.engine,
    { path, name: 'next.csv' },
    {},
    { process: { id: 'log', zone: 'Europe/Dublin', blueprint, cutOffMs: null } },
  );
  const found = health?.problems.find(({ code }) => code === 'unseen-activities');
  expect(found?.stages?.map(({ activity, stage }) => [activity, stage])).toEqual([['Triage by nurse', 'Triage']]);
});
