import { expect, it } from 'vitest';
import { rejectedFileOf, rejectedRowsOf, repairHeader, repairLine } from '../../pipelines/ingest/rejected.ts';
import { desk, type Desk } from '../input/import-text.ts';

async function listOf(log: Desk, importSeq: number): Promise<string> {
  return log.session(async (session) => {
    const file = await rejectedFileOf(session, importSeq);
    const rows = await rejectedRowsOf(session, importSeq, 0, 1000);
    return repairHeader(file) + rows.map((row) => repairLine(file, row)).join('');
  });
}

it('a refused row is downloaded with its columns, repaired, and imported again', async () => {
  const log = await desk();
  const receipt = await log.give(
    [
      'visit;step;started;note',
      '1;Open;2026-01-05 09:00;=SUM(A1)',
      '1;Close;31.11.2026;=SUM(A1)',
      ';Open;2026-01-05 10:00;"a; ""b"""',
      '2;Open;2026-01-05 10:00;-5;more',
      '2;Close;2026-01-05 11:00;x',
      '',
    ].join('\n'),
  );
  expect(receipt).toMatchObject({ accepted: 2, rejected: 3 });
  expect(receipt.rejections.map(({ reason, advice }) => [reason, (advice ?? '') !== ''])).toEqual([
    ['no_case', true],
    ['too_many_fields', true],
    ['unreadable_start', true],
  ]);
  const list = await listOf(log, 1);
  const lines = list.split('\r\n');
  expect(lines[0]).toBe(
    'visit,step,started,note,rejected: line,rejected: reason,rejected: words,rejected: advice,rejected: column,rejected: value,rejected: row',
  );
  expect(lines[1]).toMatch(/^1,Close,31\.11\.2026,'=SUM\(A1\),2,unreadable_start,/);
  expect(lines[2]).toMatch(/^,Open,2026-01-05 10:00,"a; ""b""",3,no_case,/);
  expect(lines[3]).toMatch(/^2,Open,2026-01-05 10:00,'-5,4,too_many_fields,/);
  const repaired = list.replace('31.11.2026', '2026-01-05 09:30').replace('\r\n,Open', '\r\n3,Open');
  const again = await log.give(repaired, { name: 'rejected.csv' });
  expect(again).toMatchObject({ rows: 3, accepted: 3, rejected: 0, duplicates: 0 });
  expect(await log.give(repaired, { name: 'rejected.csv' })).toMatchObject({ accepted: 0, duplicates: 3 });
  const { sql } = await import('../../engine/sql.ts');
  expect(await log.rows(sql`SELECT case_id, a1 AS note FROM event ORDER BY import_seq, line`)).toEqual([
    { caseId: '1', note: '=SUM(A1)' },
    { caseId: '2', note: 'x' },
    { caseId: '1', note: '=SUM(A1)' },
    { caseId: '3', note: 'a; "b"' },
    { caseId: '2', note: '-5' },
  ]);
  expect(await log.rows(sql`SELECT name FROM attribute`)).toEqual([{ name: 'note' }]);
});

it('rows set aside and equal rows that were merged are in the list, counted apart', async () => {
  const log = await desk();
  const text = 'case,step,time\nA,Scan,2026-01-05 09:00\nA,Scan,2026-01-05 09:00\nA,test,2026-01-05 10:00\n';
  const receipt = await log.give(text, {
    mapping: { fixes: [{ kind: 'merge-equal-rows' }, { kind: 'set-aside', of: 'activity', column: 'step', names: ['test'] }] },
  });
  expect(receipt).toMatchObject({ rows: 3, accepted: 1, merged: 1, rejected: 1, fixes: [{ rows: 1 }, { rows: 1 }] });
  const list = await listOf(log, 1);
  expect(list).toMatch(/A,Scan,2026-01-05 09:00,2,equal_row,/);
  expect(list).toMatch(/A,test,2026-01-05 10:00,3,set_aside,.*,step,test,/);
  expect(await log.give(list)).toMatchObject({ accepted: 1, duplicates: 1 });
});
