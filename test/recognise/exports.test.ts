import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findColumns } from '../../pipelines/recognise/columns.ts';
import { applyRoles } from '../../pipelines/recognise/plan.ts';
import { openSource } from '../../pipelines/sources/source.ts';
import { readWhole, textTable } from '../../pipelines/sources/table.ts';
import { openTempEngine, type TempEngine } from '../support/engine.ts';
import { FIRST } from './exports/first.ts';
import { FRESH } from './exports/fresh.ts';
import { LAST } from './exports/last.ts';
import { UNSEEN } from './exports/unseen.ts';
import { bytesOf, type Export } from './exports/simulate.ts';

let temp: TempEngine;
beforeAll(async () => {
  temp = await openTempEngine();
});
afterAll(() => temp.close());

/** The columns whose role is not the expected one: “name: guessed, not expected (confidence: reason)”. */
async function wrong(spec: Export): Promise<string[]> {
  const path = join(temp.folder, `${spec.seed}.csv`);
  await writeFile(path, bytesOf(spec));
  const session = await temp.engine.session();
  const file = await openSource({ path, name: 'export.csv' }, { temp: join(temp.folder, 'temp'), allowed: [temp.folder], session });
  try {
    const table = await textTable(file);
    const findings = await findColumns(session, table, file.bytes, {}, (read) => readWhole(session, table, file, read));
    const { columns } = applyRoles(findings, {});
    return spec.columns.flatMap(({ name, role }, index) => {
      const { finding, guess } = columns[index] ?? {};
      return guess?.role === role && finding?.name === name
        ? []
        : [
            `${name}: ${guess?.role ?? ''}, not ${role} (${guess?.confidence ?? 0}: ${guess?.reason ?? ''}) ${finding?.reading.format ?? finding?.reading.type ?? ''}`,
          ];
    });
  } finally {
    await file.close();
    session.close();
  }
}

it.each(FIRST)('finds all roles of $title', async (spec) => {
  expect((await wrong(spec)).join('\n')).toBe('');
});

it.each([...UNSEEN, ...FRESH])('still finds all roles of $title', async (spec) => {
  expect((await wrong(spec)).join('\n')).toBe('');
});

const missed = new Map<string, string[]>();
it.each(LAST)('looks at $title', async (spec) => {
  const columns = await wrong(spec);
  if (columns.length > 0) missed.set(spec.title, columns);
});

it('finds all roles of at least nine in ten exports that it was never tuned for', () => {
  expect(missed.size, JSON.stringify(Object.fromEntries(missed), null, 1)).toBeLessThanOrEqual(LAST.length / 10);
});
