import { makeData, makeVector, Table, tableToIPC, TimestampMicrosecond, TimestampNanosecond, Utf8, vectorFromArray } from 'apache-arrow';
import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { desk, refusal } from './import-text.ts';
import { FEATHER_LZ4, FEATHER_ZSTD } from './feather-files.ts';
import { asArrow, parquetOf, type Written } from './write-formats.ts';

const SELECT = `
  SELECT * FROM (VALUES
    ('C-1', 'Open', TIMESTAMPTZ '2026-01-05 09:00:00.123456+01', TIMESTAMP '2026-01-05 09:00:00', DATE '2026-01-05', 7.0::DOUBLE, 12.50::DECIMAL(9,2), ['a', 'b'], {'name': 'Ann', 'home': {'town': 'Cork'}}, true, 1e300),
    ('C-1', 'Shut', TIMESTAMPTZ '2026-01-05 10:00:00+01', NULL, NULL, 7.25::DOUBLE, NULL, [], NULL, false, 'nan'::DOUBLE)
  ) t("case", activity, "time", local, day, half, price, tags, who, late, odd)`;

it('reads a Parquet file with the types it has', async () => {
  const log = await desk();
  const file = await parquetOf(log.temp.folder, SELECT);
  const found = await log.check(file);
  expect(found.shape).toMatchObject({ format: 'parquet', words: 'Parquet' });
  expect(found.columns.map(({ name }) => name)).toEqual([
    'case', 'activity', 'time', 'local', 'day', 'half', 'price', 'tags', 'who.name', 'who.home.town', 'late', 'odd',
  ]); // prettier-ignore
  expect(found.preview[0]?.slice(0, 11)).toEqual([
    'C-1', 'Open', '2026-01-05T08:00:00.123456Z', '2026-01-05T09:00:00.000000', '2026-01-05', '7', '12.50', 'a; b', 'Ann', 'Cork', 'true',
  ]); // prettier-ignore
  expect(found.preview[1]?.slice(3)).toEqual(['', '', '7.25', '', '', '', '', 'false', '']);
  expect(found.columns[2]).toMatchObject({ role: 'end', hasOffset: true });
  expect(await log.give(file)).toMatchObject({ rows: 2, accepted: 2, firstAt: '2026-01-05T08:00:00.123Z' });
});

it('reads Parquet names of 120 letters with quotes in them, and keeps the order of 200,000 rows', async () => {
  const log = await desk();
  const name = `it's "${'n'.repeat(110)}"`;
  const file = await parquetOf(
    log.temp.folder,
    `SELECT 'C-' || (i // 10) AS "case", 'Step ' || (i % 10) AS activity, TIMESTAMPTZ '2026-01-05 09:00:00Z' AS "time", i AS "${name.replaceAll('"', '""')}" FROM range(200000) t(i)`,
  );
  expect(await log.give(file)).toMatchObject({ rows: 200_000, accepted: 200_000 });
  expect(await log.rows(sql`SELECT name FROM attribute`)).toEqual([{ name }]);
  expect(await log.rows(sql`SELECT count(*) FILTER (line <> a1 + 1) AS moved FROM event`)).toEqual([{ moved: 0 }]);
});

const one: Written = {
  case: 'C-1',
  kind: 'a',
  activity: 'Open',
  at: new Date('2026-01-05T09:00:00Z'),
  resource: 'Ann',
  cost: 7,
  note: null,
};

it('reads Arrow times finer than a millisecond, with and without a zone', async () => {
  const log = await desk();
  const texts = (...values: string[]) => vectorFromArray(values, new Utf8());
  const times = <T extends TimestampMicrosecond | TimestampNanosecond>(type: T, ...values: bigint[]) =>
    makeVector(makeData({ type, length: values.length, data: BigInt64Array.from(values) } as never));
  const table = new Table({
    case: texts('C-1', 'C-1'),
    activity: texts('Open', 'Shut'),
    time: times(new TimestampMicrosecond('Europe/Dublin'), 1_767_603_600_123_456n, -1n),
    local: times(new TimestampNanosecond(), 1_767_603_600_000_000_001n, 0n),
  });
  const { preview, shape } = await log.check(Buffer.from(tableToIPC(table, 'file')));
  expect(shape).toMatchObject({ format: 'arrow', words: 'Arrow' });
  expect(preview).toEqual([
    ['C-1', 'Open', '2026-01-05T09:00:00.123456Z', '2026-01-05T09:00:00.000000'],
    ['C-1', 'Shut', '1969-12-31T23:59:59.999999Z', '1970-01-01T00:00:00.000000'],
  ]);
});

it('reads Feather packed with LZ4, as most programs write it, and refuses Zstandard in words', async () => {
  const log = await desk();
  const receipt = await log.give(Buffer.from(FEATHER_LZ4, 'base64'));
  expect(receipt).toMatchObject({ rows: 60, accepted: 60, cases: 1, firstAt: '2026-01-05T09:00:00.123Z' });
  const broken = Buffer.from(FEATHER_LZ4, 'base64');
  for (let at = 400; at < 900; at += 3) broken[at] = 0xff;
  expect(['broken_arrow', 'packed_arrow', 'no_rows']).toContain((await refusal(log.give(broken))).code);
  expect(await refusal(log.give(Buffer.from(FEATHER_ZSTD, 'base64')))).toMatchObject({ code: 'packed_arrow' });
});

it.each([
  ['Parquet without its end', async (folder: string) => (await parquetOf(folder, SELECT)).subarray(0, 600), 'broken_parquet'],
  ['Parquet whose end is noise', async (folder: string) => noise(await parquetOf(folder, SELECT)), 'broken_parquet'],
  ['Parquet without rows', (folder: string) => parquetOf(folder, `${SELECT} WHERE activity = 'none'`), 'no_rows'],
  ['Parquet of one column', (folder: string) => parquetOf(folder, 'SELECT 1 AS a'), 'not_a_table'],
  [
    'Parquet with columns without end',
    (folder: string) => parquetOf(folder, `SELECT ${Array.from({ length: 4100 }, (_, at) => `1 AS c${at}`).join(', ')}`),
    'too_many_columns',
  ],
  [
    'Parquet that says one long text in every row',
    (folder: string) => parquetOf(folder, `SELECT 'C-1' AS "case", 'Open' AS activity, repeat('x', 100000) AS note FROM range(4000)`),
    'grows_too_large',
  ],
  ['an Arrow file without its end', () => asArrow([one, one]).subarray(0, 500), 'broken_arrow'],
  ['an Arrow stream without its end', () => asArrow([one, one], 'stream').subarray(0, 700), 'broken_arrow'],
  ['an Arrow file without rows', () => asArrow([]), 'no_rows'],
])('refuses %s', async (_, make, code) => {
  const log = await desk();
  expect((await refusal(log.give(await make(log.temp.folder)))).code).toBe(code);
});

function noise(file: Buffer): Buffer {
  const copy = Buffer.from(file);
  for (let at = copy.length - 300; at < copy.length - 8; at += 1) copy[at] = (at * 7919) % 256;
  return copy;
}
