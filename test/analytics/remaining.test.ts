import fc from '../support/laws.ts';
import { expect, it } from 'vitest';
import { filterFromText, filterToText, type Scope } from '../../model/scope.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { remaining } from '../../server/analytics/remaining.ts';
import { summary } from '../../server/analytics/summary.ts';
import { logOf, logOfEvents, type Log, type LogRow } from '../support/log.ts';

const put = (log: Log, more: Omit<Scope, 'process'>) => ask(log, remaining, { process: 'log', ...more });
const filters = (...texts: string[]) => texts.map(filterFromText);

it('counts what is left, of how many, and what each filter takes away', async () => {
  const log = await logOf({
    'C-1': [
      ['A', 0, 5],
      ['B', 5, 5],
    ],
    'C-2': [
      ['A', 0, 5],
      ['C', 5, 5],
    ],
    'C-3': [
      ['A', 0, 5],
      ['B', 50, 5],
      ['C', 5, 5],
    ],
  });
  expect(await put(log, {})).toMatchObject({ rows: [], about: { cases: 3, of: 3, withoutPeriod: 3 } });
  expect(await put(log, { filters: filters('@activity:B', '@activity:C') })).toMatchObject({
    rows: [
      { filter: '@activity:B', cases: 2 },
      { filter: '@activity:C', cases: 2 },
    ],
    about: { cases: 1, of: 3, withoutPeriod: 1 },
  });
  const { rows, about } = await put(log, { filters: filters('@activity:B', '@ends:A', '@not-activity:A') });
  expect(about).toMatchObject({ cases: 0, of: 3 });
  expect(
    rows.map((row) => row.cases),
    'two of them leave nothing by themselves',
  ).toEqual([0, 0, 0]);
});

it('tells the period from the filters', async () => {
  const row = (name: string, end: string, Ward?: string): LogRow => ({
    case: name,
    activity: 'A',
    end,
    ...(Ward ? { attributes: { Ward } } : {}),
  });
  const log = await logOfEvents(
    [row('C-1', '2026-01-05 09:00', 'North'), row('C-2', '2026-02-05 09:00', 'South'), row('C-3', '2026-03-05 09:00')],
    { cutOffMs: 1 },
  );
  const period = { from: '2026-02-01', to: '2026-03-01', by: 'arrival' as const };
  expect(await put(log, { period, filters: filters('Ward:in:North') })).toMatchObject({
    rows: [{ cases: 1 }],
    about: { cases: 0, of: 1, withoutPeriod: 1 },
  });
  expect(await put(log, { period: { ...period, from: '2026-02-10' } })).toMatchObject({
    rows: [],
    about: { cases: 0, of: 0, withoutPeriod: 3 },
  });
  // by completion only complete cases count, and C-3 is the newest
  expect(await put(log, { period: { from: '2026-02-01', by: 'completion' } })).toMatchObject({
    about: { cases: 1, of: 1, withoutPeriod: 3 },
  });
});

it('agrees with the count of cases that the other questions give', async () => {
  const log = await logOf({
    'C-1': [
      ['A', 0, 5],
      ['B', 5, 5],
    ],
    'C-2': [
      ['A', 0, 5],
      ['C', 5, 5],
      ['A', 0, 1],
    ],
    'C-3': [
      ['A', 0, 5],
      ['B', 50, 5],
      ['C', 5, 5],
    ],
    'C-4': [['C', 0, 90]],
  });
  const some = filters(
    '@activity:B',
    '@not-ends:C',
    '@starts:A',
    '@rework',
    '@duration:throughput:..30min',
    '@not-follows:directly:A:B:10min..',
  );
  const law = fc.asyncProperty(fc.subarray(some), async (chosen) => {
    const { rows, about } = await put(log, { filters: chosen });
    const count = async (of: typeof chosen) => (await ask(log, summary, { process: 'log', filters: of })).rows[0]?.cases;
    expect(about?.cases).toBe(await count(chosen));
    for (const { filter, cases } of rows) expect(cases, filter).toBe(await count(chosen.filter((one) => filterToText(one) !== filter)));
  });
  await fc.assert(law, { numRuns: 12 });
});
