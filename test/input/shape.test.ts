import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { desk, refusal } from './import-text.ts';

const activities = sql`SELECT name FROM activity ORDER BY id`;

it('refuses a file without a case column and says which columns it could be', async () => {
  const log = await desk();
  const { code, message, detail } = await refusal(log.give('room,activity,time\nA,Open,2026-01-05 09:00\nA,Shut,2026-01-05 10:00\n'));
  expect(code).toBe('no_case_column');
  expect(message).toContain('which case');
  expect(detail).toContain('“room”');
  expect(
    (await log.give('room,activity,time\nA,Open,2026-01-05 09:00\nA,Shut,2026-01-05 10:00\n', { mapping: { roles: { room: 'case' } } }))
      .cases,
  ).toBe(1);
});

it('refuses roles for columns that are not there, unknown roles and one role twice', async () => {
  const log = await desk();
  const text = 'case,activity,time\nA,Open,2026-01-05 09:00\n';
  expect(await refusal(log.give(text, { mapping: { roles: { casse: 'case' } } }))).toMatchObject({
    code: 'bad_request',
    field: 'roles.casse',
    detail: 'Its columns are: “case”, “activity”, “time”.',
  });
  expect(await refusal(log.give(text, { mapping: { roles: { case: 'customer' } } }))).toMatchObject({
    code: 'bad_request',
    field: 'roles.case',
  });
  expect(await refusal(log.give(text, { mapping: { roles: { case: 'activity', activity: 'activity' } } }))).toMatchObject({
    code: 'bad_request',
    field: 'roles.activity',
  });
  expect(await refusal(log.give(text, { mapping: { timeFormats: { time: '%Q' } } }))).toMatchObject({
    code: 'bad_request',
    field: 'timeFormats.time',
  });
  expect(await refusal(log.give(text, { mapping: { zone: 'Atlantis/Main' } }))).toMatchObject({ code: 'bad_request', field: 'zone' });
});

it('calls the second column of a name “name (2)” and a nameless one “column 5”', async () => {
  const log = await desk();
  const receipt = await log.give('case,activity,time,note,,note\nA,Open,2026-01-05 09:00,x,y,z\n');
  expect(await log.rows(sql`SELECT name FROM attribute ORDER BY id`)).toEqual([
    { name: 'note' },
    { name: 'column 5' },
    { name: 'note (2)' },
  ]);
  expect(receipt.notes.join(' ')).toContain('“note (2)”');
});

it('keeps 300 columns', async () => {
  const log = await desk();
  const extra = Array.from({ length: 297 }, (_, at) => at + 1);
  const rows = Array.from(
    { length: 50 },
    (_, row) =>
      `C-${row % 10},Step ${row % 3},2026-01-05 09:${String(row).padStart(2, '0')},${extra.map((at) => `${at}.${row}`).join(',')}`,
  );
  const receipt = await log.give(`case,activity,time,${extra.map((at) => `field ${at}`).join(',')}\n${rows.join('\n')}\n`);
  expect(receipt).toMatchObject({ accepted: 50, rejected: 0 });
  expect(await log.rows(sql`SELECT count(*) AS attributes FROM attribute`)).toEqual([{ attributes: 297 }]);
  expect(await log.rows(sql`SELECT a297 FROM event WHERE line = 50`)).toEqual([{ a297: 297.49 }]);
}, 120_000);

it('reads UTF-16 of both kinds, with and without a byte order mark', async () => {
  const text = 'case,activity,time\nÄ-1,Prüfung öffnen 日本,2026-01-05 09:00\nÄ-1,Schluß 😀,2026-01-05 10:00\n';
  const little = Buffer.from(text, 'utf16le');
  for (const bytes of [
    Buffer.concat([Buffer.from([0xff, 0xfe]), little]),
    little,
    Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(little).swap16()]),
    Buffer.from(little).swap16(),
  ]) {
    const log = await desk();
    expect(await log.give(bytes)).toMatchObject({ accepted: 2 });
    expect(await log.rows(activities)).toEqual([{ name: 'Prüfung öffnen 日本' }, { name: 'Schluß 😀' }]);
  }
});

it('reads Windows-1252, UTF-8 with a byte order mark, and says what it did', async () => {
  const log = await desk();
  const receipt = await log.give(Buffer.from('case;activity;time\nA;Pr\xfcfung \x80 \x96 fertig;2026-01-05 09:00\n', 'latin1'));
  expect(await log.rows(activities)).toEqual([{ name: 'Prüfung € – fertig' }]);
  expect(receipt.notes.join(' ')).toContain('Windows-1252');
  expect((await log.check('\ufeffcase,activity,time\nA,Öffnen,2026-01-05 09:00\n')).columns[0]?.name).toBe('case');
});

it('finds the one Windows-1252 letter far behind the head of the file', async () => {
  const log = await desk();
  const rows = Array.from({ length: 60_000 }, (_, at) => `C-${at},Open,2026-01-05 09:00:00`);
  rows.push('C-x,Caf\xe9,2026-01-05 09:00:00');
  expect(await log.give(Buffer.from(`case,activity,time\n${rows.join('\n')}\n`, 'latin1'))).toMatchObject({ accepted: 60_001 });
  expect(await log.rows(activities)).toEqual([{ name: 'Open' }, { name: 'Café' }]);
});

it('refuses the rows with bytes that are no text in a UTF-8 file, and only those', async () => {
  const log = await desk();
  const good = Array.from({ length: 40 }, (_, at) => `C-${at},Größe,2026-01-05 09:00`).join('\n');
  const receipt = await log.give(
    Buffer.concat([
      Buffer.from(`case,activity,time\n${good}\nC-x,Caf`),
      Buffer.from([0xe9]),
      Buffer.from(',2026-01-05 09:00\nC-y,Ende,2026-01-05 09:00\n'),
    ]),
  );
  expect(receipt).toMatchObject({ rows: 42, accepted: 41, rejected: 1 });
  expect(receipt.rejections[0]).toMatchObject({ reason: 'not_text', rows: 1 });
});

it('reads semicolons with decimal commas', async () => {
  const log = await desk();
  const text = 'Fall;Vorgang;Zeitpunkt;Kosten;Betrag\nA;Öffnen;05.01.2026 09:00;12,50;1.234,5\nA;Schließen;05.01.2026 10:00;7,25;2.000\n';
  expect((await log.check(text)).shape).toMatchObject({ delimiter: ';', decimal: ',' });
  const receipt = await log.give(text);
  expect(receipt.accepted).toBe(2);
  expect(await log.rows(sql`SELECT cost, a1 FROM event ORDER BY line`)).toEqual([
    { cost: 12.5, a1: 1234.5 },
    { cost: 7.25, a1: 2000 },
  ]);
});

it.each([
  ['tab', '\t'],
  ['vertical bar', '|'],
  ['comma', ','],
])('reads %s separated fields, also compressed', async (_, mark) => {
  const log = await desk();
  const text = `case${mark}activity${mark}time\nA${mark}Open${mark}2026-01-05 09:00\nA${mark}Shut${mark}2026-01-05 10:00\n`;
  expect(await log.give(gzipSync(text), { name: 'odd.name' })).toMatchObject({ accepted: 2 });
});

it('reads line ends of every kind, mixed too, and blank lines are no rows', async () => {
  for (const text of [
    'case,activity,time\r\nA,Open,2026-01-05 09:00\r\nA,Shut,2026-01-05 10:00\r\n',
    'case,activity,time\rA,Open,2026-01-05 09:00\rA,Shut,2026-01-05 10:00',
    'case,activity,time\r\nA,Open,2026-01-05 09:00\nA,Shut,2026-01-05 10:00\r\n',
    '\ncase,activity,time\n\nA,Open,2026-01-05 09:00\n\n\nA,Shut,2026-01-05 10:00\n\n',
  ]) {
    const log = await desk();
    expect(await log.give(text)).toMatchObject({ rows: 2, accepted: 2 });
    expect(await log.rows(sql`SELECT line FROM event ORDER BY line`)).toEqual([{ line: 1 }, { line: 2 }]);
  }
});

it('skips a title above the header and says so', async () => {
  const log = await desk();
  const receipt = await log.give(
    'Export of "tickets",,\nMade 5 January 2026,,\ncase,activity,time\nA,Open,2026-01-05 09:00\nA,,2026-01-05 09:30\nA,Shut,2026-01-05 10:00\n',
  );
  expect(receipt).toMatchObject({ rows: 3, accepted: 2, rejected: 1 });
  expect(receipt.notes[0]).toContain('Export of');
  expect(await log.rows(sql`SELECT line, reason, raw FROM rejected_row`)).toEqual([
    { line: 2, reason: 'no_activity', raw: 'A,,2026-01-05 09:30' },
  ]);
  expect((await log.check('Weekly export\n\ncase,activity,time\nA,Open,2026-01-05 09:00\n')).shape.headerLine).toBe(3);
});

it('says in words that scripts, quotes, formulas and SQL are only names', async () => {
  const log = await desk();
  const names = [
    '<script>alert(1)</script>',
    "Robert'); DROP TABLE event;--",
    '=HYPERLINK("http://x";"y")',
    '${process.exit()}',
    '%s %d {0}',
    'line\u0000zero',
  ];
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = names.map((name) => `${quoted(name)},${quoted(name)},2026-01-05 09:00,${quoted(name)},${quoted(name)}`);
  const receipt = await log.give(`case,activity,time,resource,"x"") UNION SELECT 1;--"\n${rows.join('\n')}\n`);
  expect(receipt).toMatchObject({ accepted: names.length, rejected: 0 });
  // bytes of nought are no text: they are taken out
  const kept = names.map((name) => name.replace('\u0000', ''));
  expect(await log.rows(activities)).toEqual(kept.map((name) => ({ name })));
  expect(await log.rows(sql`SELECT a1 FROM event ORDER BY line`)).toEqual(kept.map((name) => ({ a1: name })));
});

it('reads a file whose name is hostile', async () => {
  const log = await desk();
  expect(await log.give('case,activity,time\nA,Open,2026-01-05 09:00\n', { name: "a'); DROP TABLE event; --*?[x].csv" })).toMatchObject({
    accepted: 1,
  });
});
