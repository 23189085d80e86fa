import { readXlsx } from 'hucre/xlsx';
import { expect, it } from 'vitest';
import { columnsToText } from '../../model/case-columns.ts';
import { sheetName } from '../../server/formats/xlsx.ts';
import { importCsv, logOf, makeProcess, testApp } from './support.ts';

const HOSTILE = [
  '=1+1',
  '+cmd|calc',
  '-2',
  '@SUM(A1)',
  '\t=1',
  '<b>&amp;"x"</b>',
  'Ünïcødé 👩‍⚕️',
  'مرحبا',
  'a,b;c',
  `${'n'.repeat(120)}`,
  "O'Hara",
];
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** Eleven cases whose ids and attributes try to be something else; the first is three hours long, each next a minute longer. */
function hostileLog(): string {
  const lines = ['case,activity,start,end,Remark'];
  HOSTILE.forEach((text, index) => {
    const start = Date.UTC(2026, 6, 1, 8) + index * 86_400_000;
    const iso = (minute: number) => new Date(start + minute * 60_000).toISOString();
    const id = quoted(`${text}#${String(index)}`);
    lines.push(
      `${id},Register,${iso(0)},${iso(10)},${quoted(text)}`,
      `${id},Decide,${iso(170 + index)},${iso(180 + index)},${quoted(text)}`,
    );
  });
  return `${lines.join('\r\n')}\r\n`;
}

const columns = columnsToText(['case', 'arrivedAt', 'throughputMs', 'steps', 'complete', 'attribute:Remark'].map((id) => ({ id })));
const get = async (app: Awaited<ReturnType<typeof testApp>>, url: string) =>
  app.inject({ method: 'GET', url: `/api/v1/processes/permits/${url}` });

it('writes all cases as CSV in the order and with the columns asked for, formulas defused', async () => {
  const app = await testApp();
  await makeProcess(app);
  await importCsv(app, 'permits', hostileLog());
  const file = await get(app, `cases.csv?sort=throughputMs&order=asc&columns=${encodeURIComponent(columns)}`);
  expect(file.statusCode).toBe(200);
  expect(file.headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="permits-cases.csv"',
  });
  const lines = file.body.split('\r\n');
  expect(lines[0]).toBe('Case,Arrived,Total time (min),Steps,State,Remark');
  // Amsterdam is two hours ahead in July
  expect(lines[1]).toBe("'=1+1#0,2026-07-01T10:00:00+02:00,180,2,complete,'=1+1");
  expect(lines[2]).toBe("'+cmd|calc#1,2026-07-02T10:00:00+02:00,181,2,complete,'+cmd|calc");
  expect(lines[6]).toBe('"<b>&amp;""x""</b>#5",2026-07-06T10:00:00+02:00,185,2,complete,"<b>&amp;""x""</b>"');
  expect(lines).toHaveLength(HOSTILE.length + 2);
});

it('writes the same as a workbook: numbers as numbers, times in the zone, text never as a formula', async () => {
  const app = await testApp();
  await makeProcess(app);
  await importCsv(app, 'permits', hostileLog());
  const file = await get(app, `cases.xlsx?sort=throughputMs&order=asc&columns=${encodeURIComponent(columns)}`);
  expect(file.statusCode).toBe(200);
  expect(file.headers['content-disposition']).toBe('attachment; filename="permits-cases.xlsx"');
  const book = await readXlsx(new Uint8Array(file.rawPayload));
  const [sheet] = book.sheets;
  expect(sheet?.name).toBe('Cases');
  expect(sheet?.rows[0]).toEqual(['Case', 'Arrived (Europe/Amsterdam)', 'Total time (min)', 'Steps', 'State', 'Remark']);
  expect(sheet?.rows).toHaveLength(HOSTILE.length + 1);
  HOSTILE.forEach((text, index) => {
    const [id, arrived, minutes, steps, state, remark] = sheet?.rows[index + 1] ?? [];
    expect(id).toBe(`${text}#${String(index)}`);
    expect((arrived as Date).toISOString()).toBe(new Date(Date.UTC(2026, 6, 1 + index, 10)).toISOString());
    expect([minutes, steps, state]).toEqual([180 + index, 2, index === HOSTILE.length - 1 ? 'open' : 'complete']);
    expect(remark).toBe(text);
  });
  for (const cell of sheet?.cells?.values() ?? []) expect(cell.formula).toBeUndefined();
});

it('holds every case, not only a page of them, and follows scope and search', async () => {
  const app = await testApp();
  await makeProcess(app);
  await importCsv(app, 'permits', logOf(2500));
  const all = await get(app, 'cases.csv?columns=case&sort=case&order=asc');
  expect(all.body.trimEnd().split('\r\n')).toHaveLength(2501);
  const some = await get(app, 'cases.csv?columns=case&sort=case&order=asc&search=c-249');
  expect(some.body.trimEnd().split('\r\n')).toEqual(['Case', 'C-249', ...Array.from({ length: 10 }, (_, at) => `C-249${String(at)}`)]);
  const none = await get(app, 'cases.csv?columns=case&from=2031-01-01&to=2031-02-01');
  expect(none.body).toBe('Case\r\n');
  const empty = await readXlsx(new Uint8Array((await get(app, 'cases.xlsx?columns=case&search=nobody')).rawPayload));
  expect(empty.sheets[0]?.rows).toEqual([['Case']]);
});

it('says what is wrong with the question instead of starting a file', async () => {
  const app = await testApp();
  await makeProcess(app);
  await importCsv(app, 'permits', hostileLog());
  const refused = async (url: string) => {
    const { statusCode, json } = await get(app, url);
    return { status: statusCode, ...json<{ code: string; field?: string }>() };
  };
  expect(await refused('cases.csv?columns=case,nothing')).toMatchObject({ status: 400, field: 'columns' });
  expect(await refused('cases.csv?sort=nothing')).toMatchObject({ status: 400, field: 'sort' });
  expect(await refused('cases.xlsx?where=Nothing:in:1')).toMatchObject({ status: 400, field: 'where' });
  expect(await refused('cases.csv?limit=5')).toMatchObject({ status: 400, field: 'limit' });
  const unknown = await app.inject({ method: 'GET', url: '/api/v1/processes/nobody/cases.csv' });
  expect(unknown.statusCode).toBe(404);
  // a failure gives the session back: the next file comes
  expect((await get(app, 'cases.csv')).statusCode).toBe(200);
});

it('makes sheet names that a workbook takes', () => {
  expect(sheetName('Visits: [all] / open?')).toBe('Visits   all    open');
  expect(sheetName("'History'")).toBe('Cases');
  expect(sheetName('x'.repeat(60))).toHaveLength(31);
  expect(sheetName('::')).toBe('Cases');
});
