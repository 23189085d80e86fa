import { writeXlsx } from 'hucre/xlsx';
import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { dateText } from '../../pipelines/sources/xlsx.ts';
import { desk, refusal } from './import-text.ts';
import { zipOf } from './write-formats.ts';

type Cell = string | number | boolean | Date | null;
const at = (text: string) => new Date(`${text}Z`);
const book = async (sheets: { name: string; rows: Cell[][]; merges?: [number, number, number, number][] }[], more: object = {}) =>
  Buffer.from(
    await writeXlsx({
      sheets: sheets.map(({ name, rows, merges }) => ({
        name,
        rows,
        ...(merges === undefined
          ? {}
          : { merges: merges.map(([startRow, startCol, endRow, endCol]) => ({ startRow, startCol, endRow, endCol })) }),
      })),
      ...more,
    }),
  );

const HEADER = ['case', 'activity', 'time', 'cost'];
const ROWS: Cell[][] = [
  ['C-1', 'Open', at('2026-01-05T09:00:00'), 12.5],
  ['C-1', 'Shut', at('2026-01-05T10:30:15.250'), 3],
];

it('skips title and blank rows, leaves out totals, and numbers rows as the sheet does', async () => {
  const log = await desk();
  const rows: Cell[][] = [
    ['Visits of January'],
    [],
    HEADER,
    ...ROWS,
    [],
    ['', 'Nobody', at('2026-01-06T00:00:00'), null],
    ['Total', null, null, 15.5],
  ];
  const file = await book([{ name: 'Visits', rows }]);
  const found = await log.check(file);
  expect(found.shape).toMatchObject({ format: 'xlsx', words: 'XLSX, sheet “Visits”', sheet: 'Visits', headerLine: 3 });
  const receipt = await log.give(file);
  expect(receipt).toMatchObject({ rows: 3, accepted: 2, rejected: 1 });
  expect(receipt.rejections[0]?.examples).toEqual(['row 7: ,Nobody,2026-01-06,']);
  expect(receipt.notes).toEqual(
    expect.arrayContaining([
      'Read as XLSX, sheet “Visits”.',
      'The row above the header was read as a title: “Visits of January”.',
      'Row 8 of the sheet is a total and was left out: “Total · 15.5”.',
    ]),
  );
  expect(await log.rows(sql`SELECT line, completed_at FROM event ORDER BY line`)).toEqual([
    { line: 4, completedAt: '2026-01-05T09:00:00.000Z' },
    { line: 5, completedAt: '2026-01-05T10:30:15.250Z' },
  ]);
});

it('reads the first sheet that holds anything, or the one named, and lists them', async () => {
  const log = await desk();
  const other = ROWS.map(([, ...rest]) => ['X-1', ...rest]);
  const file = await book([
    { name: 'Notes', rows: [] },
    { name: 'May', rows: [HEADER, ...ROWS] },
    { name: 'June & July', rows: [HEADER, ...other] },
  ]);
  expect((await log.check(file)).shape).toMatchObject({
    sheet: 'May',
    sheets: [
      { name: 'May', rows: 3 },
      { name: 'June & July', rows: 3 },
    ],
  });
  await log.give(file, { mapping: { sheet: 'June & July' } });
  expect(await log.rows(sql`SELECT DISTINCT case_id FROM event`)).toEqual([{ caseId: 'X-1' }]);
  expect(await refusal(log.check(file, { sheet: 'August' }))).toMatchObject({
    code: 'bad_request',
    field: 'sheet',
    detail: 'Its sheets are: “Notes”, “May”, “June & July”.',
  });
});

it('joins a header of merged cells, and gives a value merged over rows to each of them', async () => {
  const log = await desk();
  const file = await book([
    {
      name: 'Log',
      rows: [
        ['Case', 'Activity', 'Times', null],
        [null, null, 'Start', 'End'],
        ['C-1', 'Open', at('2026-01-05T09:00:00'), at('2026-01-05T09:10:00')],
        [null, 'Shut', at('2026-01-05T10:00:00'), at('2026-01-05T10:10:00')],
      ],
      merges: [
        [0, 0, 1, 0],
        [0, 1, 1, 1],
        [0, 2, 0, 3],
        [2, 0, 3, 0],
      ],
    },
  ]);
  const found = await log.check(file);
  expect(found.columns.map(({ name, role }) => [name, role])).toEqual([
    ['Case', 'case'],
    ['Activity', 'activity'],
    ['Times Start', 'start'],
    ['Times End', 'end'],
  ]);
  expect(found.warnings).toContain('One cell below a merged value took that value.');
  expect(await log.give(file)).toMatchObject({ rows: 2, accepted: 2, cases: 1 });
});

it('reads dates of both systems, clocks, booleans, and numbers as they are shown', async () => {
  const log = await desk();
  for (const dateSystem of ['1900', '1904']) {
    const file = await book([{ name: 'Log', rows: [[...HEADER, 'late'], ...ROWS.map((row, place) => [...row, place === 0])] }], {
      dateSystem,
    });
    const { preview } = await log.check(file);
    expect(preview).toEqual([
      ['C-1', 'Open', '2026-01-05 09:00:00', '12.5', 'true'],
      ['C-1', 'Shut', '2026-01-05 10:30:15.250', '3', 'false'],
    ]);
  }
  expect(dateText(new Date(Date.UTC(1899, 11, 31, 13, 30)))).toBe('13:30:00');
  expect(dateText(new Date(Number.NaN))).toBe('');
});

/** A workbook by hand: what a writer would not write. */
const raw = (cells: string, more: { sheets?: string; sheet?: string } = {}) => {
  const rels = (list: string) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list}</Relationships>`;
  const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  return zipOf([
    { name: '[Content_Types].xml', content: '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>' },
    { name: '_rels/.rels', content: rels(`<Relationship Id="rId1" Type="${type}/officeDocument" Target="xl/workbook.xml"/>`) },
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns:r="${type}"><sheets>${more.sheets ?? '<sheet name="Log" sheetId="1" r:id="rId1"/>'}</sheets></workbook>`,
    },
    { name: 'xl/_rels/workbook.xml.rels', content: rels(`<Relationship Id="rId1" Type="${type}/worksheet" Target="worksheets/log.xml"/>`) },
    { name: 'xl/worksheets/log.xml', content: more.sheet ?? `<worksheet><sheetData>${cells}</sheetData></worksheet>` },
  ]);
};
const text = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
const head = `<row r="1">${['case', 'activity', 'time', 'note'].map(text).join('')}</row>`;
const line = (row: number, ...cells: string[]) => `<row r="${row}">${cells.join('')}</row>`;

it('takes the kept result of a formula, says where there is none, and reads an error as nothing', async () => {
  const log = await desk();
  const time = text('2026-01-05 09:00:00');
  const file = raw(
    head +
      line(2, text('C-1'), text('Open'), time, '<c t="str"><f>A2&amp;"x"</f><v>C-1x</v></c>') +
      line(3, text('C-1'), text('Look'), time, '<c r="D3"><f>1+1</f></c>') +
      line(4, text('C-1'), text('Shut'), time, '<c r="D4" t="e"><f>1/0</f><v>#DIV/0!</v></c>'),
  );
  const receipt = await log.give(file);
  expect(receipt).toMatchObject({ rows: 3, accepted: 3 });
  expect(await log.rows(sql`SELECT a1 FROM event ORDER BY line`)).toEqual([{ a1: 'C-1x' }, { a1: null }, { a1: null }]);
  expect(receipt.notes.join('\n')).toContain('One cell holds an error of the spreadsheet and counts as empty: #DIV/0! in D4');
  expect(receipt.notes.join('\n')).toContain('One cell has a formula whose result is not in the file');
});

it('keeps what begins like a formula as the text it is, and names of 120 letters', async () => {
  const log = await desk();
  const long = 'n'.repeat(120);
  await log.give(
    await book([
      {
        name: 'Log',
        rows: [
          ['case', 'activity', 'time', long],
          ['C-1', '=cmd|x!A1', at('2026-01-05T09:00:00'), '+1'],
        ],
      },
    ]),
  );
  expect(await log.rows(sql`SELECT name FROM activity`)).toEqual([{ name: '=cmd|x!A1' }]);
  expect(await log.rows(sql`SELECT name FROM attribute`)).toEqual([{ name: long }]);
});

it.each([
  ['without sheets', () => raw('', { sheets: '' }), 'no_rows'],
  [
    'whose sheets are empty',
    () =>
      book([
        { name: 'A', rows: [] },
        { name: 'B', rows: [[]] },
      ]),
    'no_rows',
  ],
  ['with a header alone', () => book([{ name: 'A', rows: [HEADER] }]), 'no_rows'],
  ['that is cut off', async () => (await book([{ name: 'A', rows: [HEADER, ...ROWS] }])).subarray(0, 900), 'broken_zip'],
  ['with broken markup', () => raw('', { sheets: ']]><!' }), 'broken_workbook'],
  ['whose sheet grows a thousand times', () => raw(`<!--${' '.repeat(90 * 1024 * 1024)}-->`), 'grows_too_large'],
])('refuses a workbook %s', async (_, make, code) => {
  const log = await desk();
  expect((await refusal(log.give(await make()))).code).toBe(code);
});
