import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { writeXlsx } from 'hucre/xlsx';
import { FEATHER_LZ4, FEATHER_ZSTD } from './feather-files.ts';
import { linked, parquet, rowsXml, workbookOf } from './corpus-parts.ts';
import { attribute, zipOf } from './write-formats.ts';

/** Files of the corpus that are made when the tests run: large ones, packed ones, and those that are no text. */
interface Made {
  readonly name: string;
  readonly content: () => Buffer | Promise<Buffer>;
}

const HEADER = 'case,activity,time\n';
const MAY = `${HEADER}A-1,Open,2026-01-05 09:00\nA-1,Shut,2026-01-05 10:00\n`;
const clock = (minutes: number) => new Date(Date.UTC(2026, 0, 5, 9) + minutes * 60_000).toISOString().slice(0, 16).replace('T', ' ');
const lines = (count: number, line: (at: number) => string) => Array.from({ length: count }, (_, at) => `${line(at)}\n`).join('');
const csv = (content: () => string): Made => ({ name: 'input.csv', content: () => Buffer.from(content()) });
const zip = (content: () => Buffer): Made => ({ name: 'input.zip', content });
const at = (text: string) => new Date(`${text}Z`);
const book = async (sheets: Parameters<typeof writeXlsx>[0]['sheets'], more: object = {}) =>
  Buffer.from(await writeXlsx({ sheets, ...more }));
const noise = (bytes: Buffer, from: number, to: number) => {
  const copy = Buffer.from(bytes);
  for (let place = from; place < Math.min(to, copy.length); place += 3) copy[place] = 0xff;
  return copy;
};

export const MADE: Readonly<Record<string, Made>> = {
  '17-late-row-breaks-a-type': csv(
    () =>
      `case,activity,time,age\n${lines(3000, (row) => `A-${row >> 1},${row % 2 === 0 ? 'Open' : 'Shut'},${clock(row)},${row === 2899 ? 'about 40' : 20 + (row % 60)}`)}`,
  ),
  '18-one-bad-file-of-three': zip(() =>
    zipOf([
      { name: 'week-1.csv', content: MAY },
      { name: 'week-2.csv', content: HEADER },
      { name: 'week-3.csv', content: MAY.replaceAll('A-1', 'A-3').replaceAll('2026-01-05', '2026-01-19') },
    ]),
  ),
  '28-three-bad-among-many': csv(
    () =>
      `${HEADER}${lines(40_000, (row) =>
        row === 12_344
          ? `A-bad,,${clock(row)}`
          : row === 23_455
            ? 'A-bad,Open,no time'
            : row === 39_998
              ? `A-bad,Open,${clock(row)},more`
              : `A-${row >> 2},${['Open', 'Look', 'Ask', 'Shut'][row % 4] ?? ''},${clock(row)}`,
      )}`,
  ),
  '98-workbook-as-people-have-it': {
    name: 'input.xlsx',
    content: async () =>
      book([
        { name: 'Read me', rows: [], state: 'hidden' } as never,
        {
          name: 'Visits',
          rows: [
            ['Visits of January'],
            [],
            ['Visit', null, 'What was done', null, null],
            ['case', 'ward', 'activity', 'start', 'minutes'],
            ['A-1', 'North', 'Open', at('2026-01-05T09:00:00'), 12.5],
            [null, null, 'Look', at('2026-01-05T09:30:15.250'), 3],
            ['A-2', 'South', 'Open', at('2026-01-06T00:00:00'), null],
            [],
            ['A-2', 'South', null, at('2026-01-06T11:00:00'), 4],
            ['Total', null, null, null, 19.5],
          ],
          merges: [
            { startRow: 2, startCol: 0, endRow: 2, endCol: 1 },
            { startRow: 2, startCol: 2, endRow: 2, endCol: 4 },
            { startRow: 4, startCol: 0, endRow: 5, endCol: 0 },
            { startRow: 4, startCol: 1, endRow: 5, endCol: 1 },
          ],
        },
      ]),
  },
  '99-formulas-without-results': {
    name: 'input.xlsx',
    content: () =>
      workbookOf([
        ['case', 'activity', 'time', 'note'],
        ['A-1', 'Open', '2026-01-05 09:00', { formula: '1+1' }],
        ['A-1', 'Look', '2026-01-05 09:30', { formula: '1/0', error: '#DIV/0!' }],
        ['A-1', 'Shut', '2026-01-05 10:00', { formula: 'A4&"x"', result: 'A-1x' }],
      ]),
  },
  '100-zip-bomb': zip(() => zipOf([{ name: 'log.csv', content: Buffer.alloc(90 * 1024 * 1024) }])),
  '101-archive-in-archive': zip(() => zipOf([{ name: 'inner.zip', content: zipOf([{ name: 'log.csv', content: MAY }]) }])),
  '102-path-that-leads-out': zip(() => zipOf([{ name: '../../../tmp/log.csv', content: MAY }])),
  '103-absolute-path': zip(() => zipOf([{ name: '/etc/cron.d/log.csv', content: MAY }])),
  '104-link-in-archive': zip(() =>
    linked(
      zipOf([
        { name: 'log.csv', content: '/etc/passwd' },
        { name: 'true.csv', content: MAY },
      ]),
      'log.csv',
    ),
  ),
  '105-line-without-end': csv(
    () => `${HEADER}A-1,Open,2026-01-05 09:00\nA-1,${'x'.repeat(17 * 1024 * 1024)},2026-01-05 09:30\nA-1,Shut,2026-01-05 10:00\n`,
  ),
  '106-which-table': zip(() =>
    zipOf([
      { name: 'log.csv', content: MAY },
      { name: 'people.json', content: '[{"person":"R1","team":"North"},{"person":"R2","team":"South"}]' },
    ]),
  ),
  '107-archive-with-password': zip(() => zipOf([{ name: 'log.csv', content: MAY, encrypted: true }])),
  '108-archive-of-nothing': zip(() => zipOf([{ name: 'folder/', content: '', stored: true }])),
  '109-archive-of-too-many': zip(() => zipOf(Array.from({ length: 5001 }, (_, place) => ({ name: `${place}.csv`, content: 'x' })))),
  '110-archive-cut-off': zip(() => zipOf([{ name: 'log.csv', content: MAY }]).subarray(0, 70)),
  '111-gzip-cut-off': { name: 'input.csv.gz', content: () => gzipSync(MAY.repeat(200)).subarray(0, 60) },
  '112-xes-packed': {
    name: 'input.xes.gz',
    content: () =>
      gzipSync(
        `<?xml version="1.0" encoding="ISO-8859-1"?>\n<log>\n<trace>${attribute('string', 'concept:name', 'P-1')}<event>${attribute('string', 'concept:name', 'Admit')}${attribute('date', 'time:timestamp', '2026-07-06T09:00:00.000+02:00')}</event></trace>\n</log>\n`,
      ),
  },
  '113-parquet': {
    name: 'input.parquet',
    content: () =>
      parquet(`
        SELECT * FROM (VALUES
          ('A-1', 'Open', TIMESTAMPTZ '2026-01-05 09:00:00.123456+01', TIMESTAMP '2026-01-05 09:00:00', 7.0::DOUBLE, ['a', 'b'], {'name': 'R1'}, true),
          ('A-1', 'Shut', TIMESTAMPTZ '2026-01-05 10:00:00+01', NULL, 'nan'::DOUBLE, [], NULL, false)
        ) t("case", activity, "time", local, amount, tags, who, late)`),
  },
  '114-parquet-cut-off': {
    name: 'input.parquet',
    content: async () => (await parquet(`SELECT 'A-1' AS "case", 'Open' AS activity`)).subarray(0, 100),
  },
  '115-feather': { name: 'input.feather', content: () => Buffer.from(FEATHER_LZ4, 'base64') },
  '116-feather-packed-with-zstandard': { name: 'input.feather', content: () => Buffer.from(FEATHER_ZSTD, 'base64') },
  '117-feather-damaged': { name: 'input.feather', content: () => noise(Buffer.from(FEATHER_LZ4, 'base64'), 8, 500) },
  '118-too-many-columns': csv(
    () => `${Array.from({ length: 4100 }, (_, place) => `f${place}`).join(',')}\n${Array.from({ length: 4100 }, () => '1').join(',')}\n`,
  ),
  '119-workbook-damaged': {
    name: 'input.xlsx',
    content: () => workbookOf([['case', 'activity', 'time']], { sheets: '<sheets><sheet name="Log" sheetId="1"' }),
  },
  '120-workbook-of-endless-texts': {
    name: 'input.xlsx',
    content: () =>
      workbookOf([['case', 'activity', 'time']], { texts: { content: Buffer.concat(blocks(2_200_000)), says: 490 * 1024 * 1024 } }),
  },
  '121-quotes-everywhere-open': csv(() => `${HEADER}${lines(3000, (row) => `A-${row},"Open ${row},${clock(row)}`)}`),
  '122-sheet-breaks-off': {
    name: 'input.xlsx',
    content: () =>
      workbookOf([], {
        sheet: `<worksheet><sheetData>${rowsXml([
          ['case', 'activity', 'time'],
          ['A-1', 'Open', '2026-01-05 09:00'],
          ['A-1', 'Shut', '2026-01-05 10:00'],
        ])}<row r="4"><c t="inlineStr"><is><t>A-2`,
      }),
  },
  '128-sheet-that-is-not-there': {
    name: 'input.xlsx',
    content: () =>
      workbookOf([
        ['case', 'activity', 'time'],
        ['A-1', 'Open', '2026-01-05 09:00'],
      ]),
  },
};

/** Bytes that no packing makes smaller, the same every time. */
function blocks(bytes: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes / 32) }, (_, at) => createHash('sha256').update(String(at)).digest());
}
