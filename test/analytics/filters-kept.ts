import { expect } from 'vitest';
import { filterFromText, type Scope } from '../../model/scope.ts';
import { HOUR } from '../../model/units.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { cases } from '../../server/analytics/cases.ts';
import type { Log } from '../support/log.ts';

/** The cases that a filter, written as in a URL, keeps; by name. */
export async function kept(log: Log, ...texts: string[]): Promise<string[]> {
  const scope: Scope = { process: 'log', state: 'all', filters: texts.map(filterFromText) };
  const { rows } = await ask(log, cases, scope, { sort: 'case', order: 'asc', limit: 1000 });
  return rows.map((one) => one.case);
}

/** Keeps these cases; turned round it keeps all the others. */
export async function keeps(log: Log, text: string, wanted: string[]): Promise<void> {
  const all = await kept(log);
  expect(await kept(log, text), text).toEqual(wanted);
  const turned = text.replace('@', '@not-');
  expect(await kept(log, turned), turned).toEqual(all.filter((name) => !wanted.includes(name)));
}

/** A small service, as the tests of filters have it. */
export const stages = [
  { name: 'Intake', activities: [{ name: 'Register' }] },
  { name: 'Triage', activities: [{ name: 'Triage' }], waitLimitMs: HOUR / 3 },
  { name: 'Monitoring', parallel: true, activities: [{ name: 'Observe' }] },
  { name: 'Care', activities: [{ name: 'Treat' }, { name: 'Dress' }] },
];
