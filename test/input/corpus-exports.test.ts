import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Papa from 'papaparse';
import { expect, it } from 'vitest';
import { catalog } from '../../server/analytics/catalog.ts';
import { ask, importCsv, makeProcess, testApp } from '../server/support.ts';
import { CORPUS } from './corpus-run.ts';

/** What a spreadsheet would run when it opens the file; a plain number is none of it. */
const runs = (cell: string) => /^[=+\-@\t\r]/.test(cell) && !/^[+-]?\d+(?:\.\d+)?$/.test(cell);

it.each(['76-formulas', '77-script-names'])('gives nothing of %s out again that a spreadsheet would run', async (name) => {
  const app = await testApp();
  await makeProcess(app);
  const { id, result } = await importCsv(app, 'permits', await readFile(join(CORPUS, name, 'input.csv')));
  expect(result.accepted).toBeGreaterThan(0);
  const urls = [
    '/processes/permits/cases.csv',
    `/processes/permits/imports/${id}/rejected`,
    ...Object.keys(catalog).map((question) => `/processes/permits/analytics/${question}`),
  ];
  let texts = 0;
  for (const url of urls) {
    const { status, body, headers } = await ask<string>(app, 'GET', url, undefined, { accept: 'text/csv' });
    // a question that needs to be told more is no file
    if (status !== 200 || !String(headers['content-type']).startsWith('text/csv')) continue;
    texts += 1;
    const { data } = Papa.parse<string[]>(body);
    for (const row of data) for (const cell of row) expect(runs(cell), `${url}: ${cell}`).toBe(false);
  }
  expect(texts).toBeGreaterThan(8);
});
