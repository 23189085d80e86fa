import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import type { Mapping, Role } from '../../model/event-log.ts';
import { desk } from '../input/import-text.ts';

const ROLES: Record<string, Role> = {
  case: 'case',
  activity: 'activity',
  begin: 'start',
  finish: 'end',
  size: 'attribute',
  due: 'attribute',
  resource: 'resource',
};
const MAPPED: Mapping = { kind: 'events', roles: ROLES, zone: 'Europe/Dublin' };
/** The same without the one role that is guessed anyway, so that all rows are looked at first. */
const SEEN: Mapping = { ...MAPPED, roles: Object.fromEntries(Object.entries(ROLES).filter(([column]) => column !== 'resource')) };

/** More rows than a sample has, the last one as given. */
function log(last: string, due = '2026-02-01'): string {
  const rows = Array.from({ length: 2500 }, (_, at) => {
    const at10 = new Date(Date.UTC(2026, 0, 1, 10) + at * 60_000).toISOString().slice(0, 19);
    return `C-${Math.floor(at / 5)},Step ${at % 5},${at10},${at10},${at % 7},${due},r${at % 3}`;
  });
  return `case,activity,begin,finish,size,due,resource\n${rows.join('\n')}\n${last}\n`;
}

const FINE = 'C-1,Late,2026-03-01 10:00:00,2026-03-01 11:00:00,3,2026-02-01,r1';

it.each([
  ['nothing new', log(FINE)],
  ['nothing new, with a time of day', log(FINE, '2026-02-01 09:30')],
  ['a word among numbers', log(FINE.replace(',3,', ',three,'))],
  ['a number with leading zeros', log(FINE.replace(',3,', ',007,'))],
  ['a word among times of an attribute', log(FINE.replace('2026-02-01,', 'soon,'), '2026-02-01 09:30')],
  ['a start that is no time', log(FINE.replace('2026-03-01 10:00:00', 'yesterday'))],
  ['an end that is no time, in a row without a case', log(FINE.replace('2026-03-01 11:00:00', 'later').replace('C-1', ''))],
  ['a time with an offset', log(FINE.replace('10:00:00', '10:00:00+02:00'))],
  ['a column that begins to have values', log(FINE, '')],
])('a file whose columns are all given is read as if all its rows had been looked at before: %s', async (_, text) => {
  const [mapped, seen] = [await desk(), await desk()];
  const receipts = [await mapped.give(text, { mapping: MAPPED }), await seen.give(text, { mapping: SEEN })];
  expect(receipts[0]).toEqual({ ...receipts[1], import: receipts[0]?.import });
  const all = sql`SELECT * FROM event ORDER BY line`;
  expect(await mapped.rows(all)).toEqual(await seen.rows(all));
  expect(await mapped.rows(sql`SELECT * FROM rejected_row`)).toEqual(await seen.rows(sql`SELECT * FROM rejected_row`));
  expect(await mapped.rows(sql`SELECT * FROM attribute`)).toEqual(await seen.rows(sql`SELECT * FROM attribute`));
});
