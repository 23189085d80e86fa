import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { desk, refusal, type Desk } from '../input/import-text.ts';

const EVENTS =
  'case,activity,time,region\nA,Open,2026-01-05 09:00,North\nA,Shut,2026-01-05 10:00,North\nB,Open,2026-01-05 09:30,South\nB,Shut,2026-01-05 11:30,South\n';

/** The attributes of each case, by name. */
async function attributes(log: Desk): Promise<Record<string, unknown>> {
  const known = await log.rows<{ id: number; name: string }>(sql`SELECT id, name FROM attribute ORDER BY id`);
  const cases = await log.rows<Record<string, unknown>>(sql`SELECT * FROM case_fact ORDER BY case_id`);
  const named = (one: Record<string, unknown>) => Object.fromEntries(known.map(({ id, name }) => [name, one[`a${id}`]]));
  return Object.fromEntries(cases.map((one) => [String(one['caseId']), named(one)]));
}

it('joins a table of cases to their events, without a new event and with a new data version', async () => {
  const log = await desk();
  await log.give(EVENTS);
  const receipt = await log.give('case,customer,size\nA,Anna,5\nB,Bert,7\nC,Carl,9\n');
  expect(receipt).toMatchObject({
    kind: 'cases',
    rows: 3,
    accepted: 3,
    rejected: 0,
    cases: 2,
    changedCases: 2,
    newCases: 0,
    dataVersion: 2,
  });
  expect(receipt.notes.join(' ')).toContain('1 case of this file has no event yet. The values are kept and joined when the case arrives.');
  expect(await attributes(log)).toEqual({
    A: { region: 'North', customer: 'Anna', size: 5 },
    B: { region: 'South', customer: 'Bert', size: 7 },
  });
  await log.give('case,activity,time\nC,Open,2026-01-06 09:00\n');
  expect(await attributes(log)).toMatchObject({ C: { region: null, customer: 'Carl', size: 9 } });
});

it('takes the newest row of a case, and changes nothing when the same file comes again', async () => {
  const log = await desk();
  await log.give(EVENTS);
  const first = 'case,region\nA,West\nB,South\n';
  await log.give(first, { mapping: { kind: 'cases' } });
  expect(await attributes(log)).toEqual({ A: { region: 'West' }, B: { region: 'South' } });
  expect(await log.give('case,region\nA,East\nB,South\n')).toMatchObject({
    accepted: 1,
    duplicates: 1,
    changedCases: 1,
    unchangedCases: 1,
    dataVersion: 3,
  });
  expect(await log.give(first)).toMatchObject({ accepted: 0, duplicates: 2, dataVersion: 3 });
  expect(await attributes(log)).toEqual({ A: { region: 'East' }, B: { region: 'South' } });
  await log.give('case,activity,time\nA,Reopen,2026-01-07 09:00\n');
  expect(await attributes(log)).toMatchObject({ A: { region: 'East' } });
});

it('takes the last row of a case that the file names twice, and says so', async () => {
  const log = await desk();
  await log.give(EVENTS);
  const receipt = await log.give('case,region,tier\nA,West,1\nA,East,2\nB,South,3\n,North,4\n', { mapping: { kind: 'cases' } });
  expect(receipt).toMatchObject({ rows: 4, accepted: 3, rejected: 1 });
  expect(receipt.rejections[0]).toMatchObject({ reason: 'no_case', column: 'case' });
  expect(receipt.notes.join(' ')).toContain(
    '1 case has several rows with different values, “A” for instance. The last row of the file counts, for that case row 2.',
  );
  expect(await attributes(log)).toMatchObject({ A: { region: 'East', tier: 2 } });
});

it('leaves out a total at the end of a case table and says so; a case of such a name elsewhere, or with values, is one', async () => {
  const log = await desk();
  await log.give(EVENTS);
  const receipt = await log.give('case,region,tier\nTotal,West,1\nA,East,2\nTotal,,3\n', { mapping: { kind: 'cases' } });
  expect(receipt).toMatchObject({ rows: 2, accepted: 2, rejected: 0 });
  expect(receipt.notes.join(' ')).toContain('The last row is a total and was left out: “Total · 3”.');
  const kept = await log.give('case,region,tier\nA,North,1\nTotal,West,2\n', { mapping: { kind: 'cases' } });
  expect(kept).toMatchObject({ rows: 2, accepted: 2 });
  expect((await log.give('case,tier\nA,1\nTotal Energies,2\n', { mapping: { kind: 'cases' } })).rows).toBe(2);
});

it('moves the arrival of a case, and refuses an arrival that is no time', async () => {
  const log = await desk();
  await log.give(EVENTS, { zone: 'UTC' });
  const receipt = await log.give(
    'case,arrival,region\nA,2026-01-05 08:00,North\nB,soon,South\nX,2026-01-05 08:00,West\nY,2026-01-05 08:00,West\n',
    {
      zone: 'UTC',
      mapping: { kind: 'cases', roles: { arrival: 'arrival' } },
    },
  );
  expect(receipt).toMatchObject({ accepted: 3, rejected: 1 });
  expect(receipt.rejections[0]).toMatchObject({ reason: 'unreadable_arrival', column: 'arrival', examples: ['row 2: “soon”'] });
  expect(await log.rows(sql`SELECT case_id, arrived_at, throughput_ms FROM case_fact ORDER BY case_id`)).toEqual([
    { caseId: 'A', arrivedAt: '2026-01-05T08:00:00.000Z', throughputMs: 2 * 3_600_000 },
    { caseId: 'B', arrivedAt: '2026-01-05T09:30:00.000Z', throughputMs: 2 * 3_600_000 },
  ]);
});

it('becomes text where a table of cases and the events disagree about a type', async () => {
  const log = await desk();
  await log.give('case,size\nA,5\nB,7\n', { mapping: { kind: 'cases' } });
  await log.give('case,activity,time,size\nA,Open,2026-01-05 09:00,large\n');
  expect(await attributes(log)).toEqual({ A: { size: '5.0' } });
});

it('refuses a table of cases that says nothing about them', async () => {
  const log = await desk();
  const { code } = await refusal(log.give('case,note\nA,\nB,\n', { mapping: { kind: 'cases' } }));
  expect(code).toBe('no_attribute_column');
});
