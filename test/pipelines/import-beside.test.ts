import { expect, it } from 'vitest';
import { identifier, raw, sql } from '../../engine/sql.ts';
import { Cancelled } from '../../model/problem.ts';
import { desk, type Desk } from '../input/import-text.ts';

const moment = (minute: number) => new Date(Date.UTC(2026, 0, 5) + minute * 60_000).toISOString();

/** Cases with steps beside each other, repeats, equal rows, refused rows, scores, open steps and an attribute that varies. */
const lines = Array.from({ length: 4_000 }, (_, at) => {
  const key = (at * 13) % 450;
  const start = key * 7 + Math.floor(at / 450) * 40 + ((at * 31) % 50);
  const end = at % 97 === 0 ? '' : moment(start + ((at * 17) % 60));
  const score = at % 41 === 0 ? String(at % 11) : '';
  return `C-${key},Step ${(at * 7) % 9},${moment(start)},${end},P${at % 12},T${at % 3},${key % 4},${at % 5},${score}`;
});
const log = [
  'case,activity,start,end,resource,team,priority,channel,score',
  ...lines,
  ...lines.slice(10, 20),
  'C-1,,2026-01-05T09:00:00Z,,P1,T1,1,1,',
  'C-1,Step 1,soon,,P1,T1,1,1,',
].join('\n');

const TABLES = ['event', 'step', 'case_fact', 'piece', 'stage_visit', 'variant', 'activity', 'resource', 'team', 'attribute', 'feedback'];
const LISTS = ['rejected_row', 'rejected_file', 'data_version', 'import_commit', 'stage', 'case_without_step'];

async function tables(of: Desk): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {};
  for (const name of [...TABLES, ...LISTS]) all[name] = await of.rows(sql`SELECT * FROM ${identifier(name)} ORDER BY ALL`);
  return all;
}

const drafts = (of: Desk) =>
  of.rows<{ name: string }>(raw(`SELECT database_name AS name FROM duckdb_databases() WHERE starts_with(database_name, 'draft_')`));

it('makes the same tables of a first file in a draft as in a transaction', async () => {
  const [one, other] = [await desk(), await desk()];
  const mapping = { roles: { score: 'score', channel: 'attribute', priority: 'attribute' } } as const;
  const receipts = [await one.give(log, { mapping, beside: false }), await other.give(log, { mapping, beside: true })];
  expect(receipts[1]).toEqual(receipts[0]);
  expect(receipts[0]).toMatchObject({ rejected: 2, equalRows: 10 });
  const made = await tables(other);
  expect(made).toEqual(await tables(one));
  for (const name of [...TABLES, 'rejected_row', 'import_commit']) expect(made[name], name).not.toEqual([]);
  expect(await drafts(other)).toEqual([]);
});

it('takes a draft for the first file only', async () => {
  const [one, other] = [await desk(), await desk()];
  for (const [of, beside] of [
    [one, false],
    [other, true],
  ] as const) {
    await of.give(log.split('\n').slice(0, 500).join('\n'), { beside });
    await of.give(log, { beside });
  }
  expect(await tables(other)).toEqual(await tables(one));
});

it('leaves nothing behind of a first file that was stopped', async () => {
  const some = await desk();
  const stop = new AbortController();
  const given = some.give(log, {
    beside: true,
    signal: stop.signal,
    onProgress: ({ phase }) => {
      if (phase === 'deriving') stop.abort();
    },
  });
  await expect(given).rejects.toBeInstanceOf(Cancelled);
  expect(await drafts(some)).toEqual([]);
  for (const name of ['event', 'step', 'case_fact', 'activity', 'import_commit', 'data_version'])
    expect(await some.rows(sql`SELECT * FROM ${identifier(name)}`), name).toEqual([]);
  expect((await some.give(log, { beside: true })).rejected).toBe(2);
});
