import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { expectSame, history, many } from './history.ts';

const regions = (from: number, cases: number) =>
  `case,region,value\n${Array.from({ length: cases }, (_, at) => `C-${from + at},${(from + at) % 2 ? 'north' : 'south'},${(from + at) % 4}`).join('\n')}\n`;

it('brings case tables again: before their cases, for them, and for some of them otherwise', async () => {
  const log = await history();
  expect(await log.give(regions(0, 30), { kind: 'cases' }, 'regions.csv')).toMatchObject({ kind: 'cases', accepted: 30 });
  await log.give(many(0, 60));
  await log.give(regions(4, 4).replaceAll('north', 'east'), { kind: 'cases' }, 'regions.csv');
  await log.give(many(40, 60));
  expect(await log.rows(sql`SELECT name FROM attribute WHERE name = 'region'`)).toHaveLength(1);
  await expectSame(log);
});

const WIDE = `order,customer group,ordered,packed,sent
O-1,retail,2026-03-02 09:00,2026-03-02 11:00,2026-03-03 08:00
O-2,trade,2026-03-02 09:30,2026-03-03 09:00,
O-3,retail,2026-03-04 10:00,2026-03-04 10:30,2026-03-05 12:00
O-4,trade,2026-03-05 10:00,,
`;

it('brings a wide file again, and what it says of its cases', async () => {
  const log = await history();
  expect(await log.give(WIDE, {}, 'orders.csv')).toMatchObject({ kind: 'events', accepted: 9, cases: 4 });
  await log.give(
    WIDE.replace('O-2,trade,2026-03-02 09:30,2026-03-03 09:00,', 'O-2,trade,2026-03-02 09:30,2026-03-03 09:00,2026-03-06 09:00'),
    {},
    'orders.csv',
  );
  await log.give(WIDE.replace('O-1,retail', 'O-1,trade'), { replace: 'cases' }, 'orders.csv');
  await expectSame(log);
});

const STATUS = `ticket,old_status,new_status,changed_at,created
T-1,New,Open,2026-03-02 09:00,2026-03-02 08:00
T-1,Open,Waiting,2026-03-02 10:00,2026-03-02 08:00
T-1,Waiting,Open,2026-03-03 10:00,2026-03-02 08:00
T-1,Open,Closed,2026-03-03 12:00,2026-03-02 08:00
T-2,New,Open,2026-03-03 09:00,
T-2,Open,Closed,2026-03-04 09:00,
T-3,New,Open,2026-03-05 09:00,2026-03-05 08:00
`;

it('brings a history of status again', async () => {
  const log = await history();
  const receipt = await log.give(STATUS, {}, 'tickets.csv');
  expect(receipt).toMatchObject({ kind: 'events', cases: 3, rejected: 0 });
  await log.give(
    `${STATUS}T-3,Open,Waiting,2026-03-06 09:00,2026-03-05 08:00\nT-4,New,Open,2026-03-06 10:00,2026-03-06 09:00\n`,
    {},
    'tickets.csv',
  );
  await expectSame(log);
});

const STAFF = `visit,step,started,staff
1,Register,2026-03-02 09:00:00,R. Adeyemi
1,Triage,2026-03-02 09:20:00,Anna Brennan
2,Register,2026-03-03 09:00:00,Anna Brennan
2,Triage,2026-03-03 10:20:00,T. Lis
`;

it('brings a file with codes for people again from its coded copy, which is not coded once more', async () => {
  const log = await history({ codeKey: '5'.repeat(64) });
  await log.give(STAFF, { personal: { staff: 'code' } }, 'visits.csv');
  await log.give(`${STAFF}3,Register,2026-03-04 09:00:00,Anna Brennan\n`, { personal: { staff: 'code' } }, 'visits.csv');
  const people = () => log.rows<{ name: string }>(sql`SELECT name FROM resource ORDER BY id`);
  const before = await people();
  expect(before.map(({ name }) => /^person-[0-9a-z]{10}$/.test(name))).toEqual([true, true, true]);
  for (const { file } of log.kept.values()) expect(await readFile(file.path, 'utf8')).not.toMatch(/Adeyemi|Brennan|Lis/);
  await expectSame(log);
  expect(await people()).toEqual(before);
});
