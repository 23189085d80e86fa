import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { codePersonal, type CodedTable } from '../../pipelines/sources/coded.ts';
import { openTable } from '../../pipelines/recognise/opened.ts';
import { tempEngine } from '../support/engine.ts';
import type { Mapping } from '../../model/event-log.ts';

const KEY = 'a key of a test';

async function coded(text: string, mapping: Mapping = {}, key: string | null = KEY): Promise<{ text: string; table: CodedTable }> {
  const { engine, folder } = await tempEngine();
  const session = await engine.session();
  const path = join(folder, 'given.csv');
  await writeFile(path, text);
  const { file, table } = await openTable(session, { file: { path, name: 'given.csv' }, mapping: {} });
  try {
    const made = await codePersonal(session, file, table, { mapping, key: key ?? undefined });
    return { text: made.copy === null ? text : await readFile(made.copy.path, 'utf8'), table: made };
  } finally {
    await file.close();
    session.close();
  }
}

const STAFF = `case,step,time,staff
1,Open,2026-01-05 09:00,R. Adeyemi
1,Close,2026-01-05 10:00, Anna Brennan 
2,Open,2026-01-05 11:00,Anna Brennan
2,Close,2026-01-05 12:00,
3,Open,2026-01-05 13:00,KIOSK-2
3,Close,2026-01-05 14:00,Dr Horvat
`;

it('puts a code in place of each person, the same for the same, and leaves the rest as it was', async () => {
  const { text, table } = await coded(STAFF);
  expect(table.copy?.columns).toEqual(['staff']);
  const staff = text
    .trim()
    .split('\n')
    .map((line) => line.split(',')[3]);
  expect(staff[0]).toBe('staff');
  expect(staff.slice(1).filter((one) => /^person-[0-9a-z]{10}$/.test(one ?? ''))).toHaveLength(4);
  expect(staff[2]).toBe(staff[3]);
  expect(staff[1]).not.toBe(staff[2]);
  expect([staff[4], staff[5]]).toEqual(['', 'KIOSK-2']);
  expect(text.split('\n').map((line) => line.split(',').slice(0, 3).join())).toEqual(
    STAFF.split('\n').map((line) => line.split(',').slice(0, 3).join()),
  );
  expect(table.table.shape.sample[0]?.[3]).toBe(staff[1]);
  expect(table.personal).toMatchObject([{ name: 'staff', kind: 'names', values: 3, looked: 4 }]);
  expect(JSON.stringify(table.personal)).not.toMatch(/Adeyemi|Brennan|Horvat/);
});

it('gives the same code with the same key, another with another, and codes nothing twice', async () => {
  const { text } = await coded(STAFF);
  expect((await coded(STAFF)).text).toBe(text);
  expect((await coded(STAFF, {}, 'another')).text).not.toBe(text);
  const again = await coded(text);
  expect(again.table.copy).toBeNull();
  expect((await coded(text, { personal: { staff: 'code' } })).text).toBe(text);
});

it('keeps what a person wants kept, codes what they name, and does nothing without a key', async () => {
  expect((await coded(STAFF, { personal: { staff: 'keep' } })).table.copy).toBeNull();
  expect((await coded(STAFF, { personal: { staff: 'keep', case: 'code' } })).table.copy?.columns).toEqual(['case']);
  expect((await coded(STAFF, {}, null)).table.copy).toBeNull();
});

it('codes rows that cannot be cut into fields too, in their places', async () => {
  const text = `case,step,time,staff,room
1,Open,2026-01-05 09:00,Anna Brennan,1
1,Check,more,2026-01-05 09:30,Anna Brennan,1
1,Close,2026-01-05 10:00,Tom Horvat,2
2,2026-01-05 11:00,Tom Horvat,2
2,Close,2026-01-05 12:00,"Tom Horvat,2
3,Open,2026-01-05 13:00,Maria Lis,1
`;
  const made = await coded(text);
  expect(made.text).not.toMatch(/Brennan|Horvat|Maria|Lis/);
  const lines = made.text.trim().split('\n');
  expect(lines).toHaveLength(7);
  expect(lines.map((line) => line.replace(/person-\w{10}/g, 'P'))).toEqual([
    'case,step,time,staff,room',
    '1,Open,2026-01-05 09:00,P,1',
    '1,Check,more,P,P,1',
    '1,Close,2026-01-05 10:00,P,2',
    '2,2026-01-05 11:00,P,P',
    '2,Close,2026-01-05 12:00,"P,2',
    '3,Open,2026-01-05 13:00,P,1',
  ]);
});

it('loses none of many rows that cannot be cut into fields, whatever is in memory at a time, and keeps their order', async () => {
  // more than twice as many as are read at a time, in runs that cross the borders; the last rows of the file are such too
  const lines = Array.from({ length: 1700 }, (_, at) =>
    at % 7 < 5 || at > 1690 ? `${at},Open,Anna Brennan` : `${at},Open,2026-01-05 09:00,Anna Brennan`,
  );
  const { text, table } = await coded(`case,step,time,staff\n${STAFF.split('\n').slice(1, 7).join('\n')}\n${lines.join('\n')}\n`);
  expect(table.copy?.columns).toEqual(['staff']);
  const written = text.trimEnd().split('\n').slice(7);
  expect(written.map((line) => line.split(',')[0])).toEqual(lines.map((_, at) => String(at)));
  expect(text).not.toContain('Brennan');
});

it('works out the same code in the engine and beside it', async () => {
  const text =
    'case,step,time,staff\n1,Open,2026-01-05 09:00,Jürgen Müller-Weiß\n1,Close,x,2026-01-05 10:00,Jürgen Müller-Weiß\n2,Open,2026-01-05 09:00,Zoë O’Brien\n';
  const { text: made } = await coded(text);
  const lines = made.trim().split('\n');
  expect(lines[1]?.split(',')[3]).toBe(lines[2]?.split(',')[4]);
});
