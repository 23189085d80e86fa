import { writeXlsx } from 'hucre/xlsx';
import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { desk } from '../input/import-text.ts';

const events = sql`
  SELECT e.line, e.case_id, a.name AS activity, e.completed_at
  FROM event e JOIN activity a ON a.id = e.activity ORDER BY e.case_key, e.completed_at, e.part`;
const HEADER = ['visit', 'registered_at', 'triaged_at', 'discharged_at', 'ward'];
const at = (text: string) => new Date(`${text}:00Z`);
const ROWS = [
  ['V1', at('2026-01-05T09:00'), at('2026-01-05T09:05'), at('2026-01-05T12:00'), 'North'],
  ['V2', at('2026-01-05T09:30'), at('2026-01-05T09:40'), null, 'South'],
  ['V3', at('2026-01-06T09:00'), null, at('2026-01-06T10:00'), 'North'],
];
const expected = (lines: readonly number[]) => [
  { line: lines[0], caseId: 'V1', activity: 'Registered', completedAt: '2026-01-05T09:00:00.000Z' },
  { line: lines[0], caseId: 'V1', activity: 'Triaged', completedAt: '2026-01-05T09:05:00.000Z' },
  { line: lines[0], caseId: 'V1', activity: 'Discharged', completedAt: '2026-01-05T12:00:00.000Z' },
  { line: lines[1], caseId: 'V2', activity: 'Registered', completedAt: '2026-01-05T09:30:00.000Z' },
  { line: lines[1], caseId: 'V2', activity: 'Triaged', completedAt: '2026-01-05T09:40:00.000Z' },
  { line: lines[2], caseId: 'V3', activity: 'Registered', completedAt: '2026-01-06T09:00:00.000Z' },
  { line: lines[2], caseId: 'V3', activity: 'Discharged', completedAt: '2026-01-06T10:00:00.000Z' },
];

it('lays out a workbook with one row per case, and counts its rows as the sheet does', async () => {
  const log = await desk();
  const bytes = Buffer.from(await writeXlsx({ sheets: [{ name: 'Visits', rows: [HEADER, ...ROWS] }] }));
  expect(await log.give(bytes, { name: 'visits.xlsx', zone: 'UTC' })).toMatchObject({ kind: 'events', accepted: 7, rejected: 0, cases: 3 });
  expect(await log.rows(events)).toEqual(expected([2, 3, 4]));
});

it('lays out JSON with one object per case', async () => {
  const log = await desk();
  const objects = ROWS.map((row) => Object.fromEntries(HEADER.map((name, index) => [name, row[index] ?? null])));
  const receipt = await log.give(JSON.stringify(objects), { name: 'visits.json', zone: 'UTC' });
  expect(receipt).toMatchObject({ kind: 'events', accepted: 7, rejected: 0, cases: 3 });
  expect(await log.rows(events)).toEqual(expected([1, 2, 3]));
  expect(receipt.notes.join(' ')).not.toContain('no event yet');
});

it('shows the row of the file where a row made of it is odd', async () => {
  const log = await desk();
  const many = Array.from({ length: 30 }, (_, index) => {
    const day = String((index % 27) + 1).padStart(2, '0');
    return `V${index},2026-01-${day} 09:00,2026-01-${day} 10:00,North`;
  });
  const text = `visit,registered_at,discharged_at,ward\n${many.join('\n')}\nV99,2026-01-05 09:00,2031-01-05 10:00,South\n`;
  const { health } = await log.check(text, { zone: 'UTC' });
  const samples = (health?.problems ?? []).flatMap(({ code, samples: some }) => (code === 'future' ? some : []));
  expect(samples).toEqual([{ line: 31, text: 'V99,2026-01-05 09:00,2031-01-05 10:00,South' }]);
});
