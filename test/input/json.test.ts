import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { desk, refusal } from './import-text.ts';
import { asNestedJson, type Written } from './write-formats.ts';

const event = (id: string, activity: string, minute = 0, more: object = {}) => ({
  case: id,
  activity,
  time: `2026-01-05T09:${String(minute).padStart(2, '0')}:00Z`,
  ...more,
});
const lines = (events: readonly object[]) => events.map((one) => `${JSON.stringify(one)}\n`).join('');

it('makes columns of fields inside fields, joins lists, keeps long numbers, unwraps typed values', async () => {
  const log = await desk();
  const found = await log.check(
    JSON.stringify([
      event('C-1', 'Open', 0, { who: { name: 'Ann', team: { id: 1 } }, tags: ['a', 'b'], at: { $date: '2026-01-05T09:00:00Z' } }),
      event('C-1', 'Shut', 1, { who: { name: null }, parts: [{ x: 1 }], id: 0 }),
    ]).replace('"id":0', '"id":12345678901234567890'),
  );
  expect(found.shape).toMatchObject({ format: 'json', words: 'JSON' });
  expect(found.columns.map(({ name }) => name)).toEqual([
    'case',
    'activity',
    'time',
    'who.name',
    'who.team.id',
    'tags',
    'at',
    'parts',
    'id',
  ]);
  expect(found.preview[0]?.slice(3, 7)).toEqual(['Ann', '1', 'a; b', '2026-01-05T09:00:00Z']);
  expect(found.preview[1]?.slice(3)).toEqual(['', '', '', '', '[{"x":1}]', '12345678901234567890']);
  expect(found.warnings).toContain('Lists of objects are kept as text: “parts”.');
});

it('reads a case that holds its name inside', async () => {
  const log = await desk();
  const written: Written = {
    case: 'C-1',
    kind: 'a',
    activity: 'Open',
    at: new Date('2026-01-05T09:00:00Z'),
    resource: null,
    cost: 2,
    note: null,
  };
  const found = await log.check(asNestedJson([written, { ...written, activity: 'Shut' }]));
  expect(found.columns.slice(0, 3).map(({ name, role }) => [name, role])).toEqual([
    ['case.concept:name', 'case'],
    ['case.kind', 'attribute'],
    ['concept:name', 'activity'],
  ]);
});

it.each([
  [
    'a list in an object',
    JSON.stringify({ count: 2, page: { next: [] }, items: [event('C-1', 'Open'), event('C-1', 'Shut', 1)], more: false }),
  ],
  ['objects over several lines', [event('C-1', 'Open'), event('C-1', 'Shut', 1)].map((one) => JSON.stringify(one, null, 2)).join('\n')],
  ['lines with blank ones and a mark at the start', `\ufeff${lines([event('C-1', 'Open')])}\r\n\n${lines([event('C-1', 'Shut', 1)])}`],
  ['UTF-16', Buffer.from(`\ufeff${JSON.stringify([event('C-1', 'Open'), event('C-1', 'Shut', 1)])}`, 'utf16le')],
])('reads %s', async (_, content) => {
  const log = await desk();
  expect(await log.give(content)).toMatchObject({ rows: 2, accepted: 2, rejected: 0 });
});

it('refuses a damaged line alone, with its number and text', async () => {
  const log = await desk();
  const receipt = await log.give(
    `${lines([event('C-1', 'Open')])}{"case":"C-1","activity":"Br\n"text"\n${lines([event('C-1', 'Shut', 1)])}`,
  );
  expect(receipt).toMatchObject({ rows: 4, accepted: 2, rejected: 2 });
  expect(receipt.rejections[0]).toMatchObject({ reason: 'damaged_record', words: 'The record is damaged: it can’t be read as JSON.' });
  expect(await log.rows(sql`SELECT line, reason, raw FROM rejected_row ORDER BY line`)).toEqual([
    { line: 2, reason: 'damaged_record', raw: '{"case":"C-1","activity":"Br' },
    { line: 3, reason: 'damaged_record', raw: '"text"' },
  ]);
  expect(await log.rows(sql`SELECT line FROM event ORDER BY line`)).toEqual([{ line: 1 }, { line: 4 }]);
});

it('fills up rows written before the last field came to light', async () => {
  const log = await desk();
  const events = Array.from({ length: 12_000 }, (_, at) =>
    event(`C-${at >> 2}`, ['Open', 'a "quoted"\nword', 'Do, now', 'Shut'][at % 4] ?? '', at % 60, at > 9000 ? { late: `l${at}` } : {}),
  );
  const receipt = await log.give(lines(events).replace('{"case":"C-1"', '{"case":"C-1'));
  expect(receipt).toMatchObject({ rows: 12_000, accepted: 11_999, rejected: 1 });
  expect(await log.rows(sql`SELECT count(*) AS n, count(a1) AS late, min(line) FILTER (a1 IS NOT NULL) AS first FROM event`)).toEqual([
    { n: 11_999, late: 2999, first: 9002 },
  ]);
  expect(receipt.rejections[0]?.examples[0]).toContain('row 5: {"case":"C-1,');
});

it('refuses alone a record that is nested beyond what can be written', async () => {
  const log = await desk();
  const deep = `{"case":"C-1","activity":"Deep","time":"2026-01-05T09:01:00Z","a":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`;
  const receipt = await log.give(`${lines([event('C-1', 'Open')])}${deep}\n${lines([event('C-1', 'Shut', 2)])}`);
  expect(receipt).toMatchObject({ accepted: 2, rejected: 1 });
  expect(receipt.rejections[0]).toMatchObject({ reason: 'damaged_record' });
});

it('keeps what is nested without end as text', async () => {
  const log = await desk();
  const deep = `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`;
  const text = JSON.stringify([event('C-1', 'Open', 0, { deep: 0 }), event('C-1', 'Shut', 1)]).replace('"deep":0', `"deep":${deep}`);
  const receipt = await log.give(text);
  expect(receipt).toMatchObject({ accepted: 2, rejected: 0 });
  expect(receipt.notes.join('\n')).toContain('deeper than 12 objects');
  expect((await refusal(log.give(`${'['.repeat(100_000)}`))).code).toBe('broken_json');
});

it.each([
  ['a list that breaks off', `[${JSON.stringify(event('C-1', 'Open'))}, {"case":"C-`, 'broken_json'],
  ['a list of lists', '[["case","activity"],["C-1","Open"]]', 'not_a_table'],
  ['an empty list', '[]', 'no_rows'],
  ['one field', '[{"case":"C-1"},{"case":"C-2"}]', 'not_a_table'],
  ['fields without end', `[{${Array.from({ length: 4100 }, (_, at) => `"f${at}":1`).join(',')}}]`, 'too_many_columns'],
  ['a record above 16 MB', `[{"case":"${'x'.repeat(18 * 1024 * 1024)}"}]`, 'line_too_long'],
])('refuses %s', async (_, content, code) => {
  const log = await desk();
  expect((await refusal(log.give(content))).code).toBe(code);
});

it('takes a field called __proto__ for a name like any other', async () => {
  const log = await desk();
  const found = await log.check(
    '[{"case":"C-1","activity":"Open","time":"2026-01-05T09:00:00Z","__proto__":{"polluted":1},"constructor":"x"}]',
  );
  expect(found.columns.map(({ name }) => name)).toContain('__proto__.polluted');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
