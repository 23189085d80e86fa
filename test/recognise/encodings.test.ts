import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { encodingNamed } from '../../pipelines/sources/encoding.ts';
import { desk, refusal } from '../input/import-text.ts';

/** Small tables and their bytes, made by Python's codecs. */
const TABLES = JSON.parse(readFileSync(new URL('encodings.json', import.meta.url), 'utf8')) as {
  encoding: string;
  text: string;
  base64: string;
}[];
const rowsIn = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split(/[;,](?! )/));

it.each(TABLES)('recognises $encoding by its letters', async ({ encoding, text, base64 }) => {
  const log = await desk();
  const found = await log.check(Buffer.from(base64, 'base64'));
  const [names, ...rows] = rowsIn(text);
  expect(found.columns.map(({ name }) => name)).toEqual(names);
  expect(found.preview).toEqual(rows);
  // the two differ in nothing that the table holds
  const same = { 'iso-8859-7': 'windows-1253' }[encoding] ?? encoding;
  expect([encoding, same]).toContain(found.shape.encoding);
});

it.each(TABLES)('reads $encoding where it is named', async ({ encoding, text, base64 }) => {
  const log = await desk();
  const found = await log.check(Buffer.from(base64, 'base64'), { encoding });
  expect(found.shape.encoding).toBe(encoding);
  expect(found.preview).toEqual(rowsIn(text).slice(1));
});

it('refuses an encoding nobody knows, and knows labels by other names', async () => {
  const log = await desk();
  expect(await refusal(log.give('case,activity,time\nA,Open,2026-01-05 09:00\n', { mapping: { encoding: 'klingon-8' } }))).toMatchObject({
    code: 'bad_request',
    field: 'encoding',
    message: '“klingon-8” is no encoding that is known.',
  });
  expect(['latin1', 'ISO-8859-1', 'sjis', 'cp1251', 'utf8', 'x', ''].map(encodingNamed)).toEqual([
    'windows-1252',
    'windows-1252',
    'shift_jis',
    'windows-1251',
    'utf-8',
    null,
    null,
  ]);
});

it('reads few letters as most exports mean them', async () => {
  const log = await desk();
  const found = await log.check(Buffer.from('case;activity;time\nA;Mod\xe8le v\xe9rifi\xe9;2026-01-05 09:00\n', 'latin1'));
  expect(found.columns[1]?.samples[0]).toBe('Modèle vérifié');
});

it('says both readings where letters leave it open', async () => {
  const names = ['Ayşe Yılmaz', 'Ali Şahin', 'Can Çelik', 'Mehmet Kaya'];
  const rows = Array.from({ length: 40 }, (_, at) => `${at};İşlem ${at % 3};2026-01-05 09:00;${names[at % 4] ?? ''}`);
  const turkish: Record<string, number> = { ş: 0xfe, Ş: 0xde, ı: 0xfd, İ: 0xdd, Ç: 0xc7 };
  const bytes = Buffer.from(Array.from(`İş;işlem;tarih;kişi\n${rows.join('\n')}\n`, (letter) => turkish[letter] ?? letter.charCodeAt(0)));
  const log = await desk();
  const found = await log.check(bytes);
  expect(found.columns.map(({ name }) => name)).toEqual(['İş', 'işlem', 'tarih', 'kişi']);
  expect(found.warnings.join(' ')).toMatch(/“İş”.*They could also be .*If that is right, choose the encoding/);
});

it('says what speaks against the encoding that was chosen', async () => {
  const log = await desk();
  const text = 'case;activity;time\nA;Größe;2026-01-05 09:00\n';
  const read = await log.give(text, { mapping: { encoding: 'windows-1252' } });
  expect(read.notes.join(' ')).toContain('“GrÃ¶ÃŸe” would be “Größe”');
  const marked = await log.check(`\ufeff${text}`, { encoding: 'windows-1252' });
  expect(marked.shape.encoding).toBe('utf-8');
  expect(marked.warnings.join(' ')).toContain('first bytes');
  const wrong = await log.check(Buffer.from('case;activity;time\nA;Gr\xf6\xdfe;2026-01-05 09:00\n', 'latin1'), { encoding: 'shift_jis' });
  expect(wrong.warnings.join(' ')).toContain('can’t be read');
});

it('takes the delimiter and the header line that a person names', async () => {
  const log = await desk();
  const text = 'made,by,hand\n\ncase#id;activity;time\nA#1;Open;2026-01-05 09:00\nA#1;Shut;2026-01-05 10:00\n';
  expect((await log.check(text, { delimiter: ';', headerLine: 3 })).columns.map(({ name }) => name)).toEqual([
    'case#id',
    'activity',
    'time',
  ]);
  const odd = await log.give('case^activity^time\nA^Open^2026-01-05 09:00\n^Open^2026-01-05 09:00\n', { mapping: { delimiter: '^' } });
  expect(odd).toMatchObject({ accepted: 1, rejected: 1 });
  expect(await log.rows(sql`SELECT raw FROM rejected_row`)).toEqual([{ raw: '^Open^2026-01-05 09:00' }]);
  for (const [mapping, field] of [
    [{ delimiter: 'a' }, 'delimiter'],
    [{ delimiter: '"' }, 'delimiter'],
    [{ delimiter: '|' }, 'delimiter'],
    [{ headerLine: 99 }, 'headerLine'],
  ] as const)
    expect(await refusal(log.give(text, { mapping }))).toMatchObject({ code: 'bad_request', field });
});
