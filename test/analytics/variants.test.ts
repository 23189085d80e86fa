import fc from '../support/laws.ts';
import { expect, it } from 'vitest';
import { MINUTE } from '../../model/units.ts';
import type { Scope } from '../../model/scope.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { variants } from '../../server/analytics/variants.ts';
import { logOf, steps, type Log, type TraceStep } from '../support/log.ts';
import { giveAnswers } from './answers.ts';

const all: Scope = { process: 'log', state: 'all' };
const trace = (names: string, work = 10): TraceStep[] => names.split(' ').map((name) => [name, 0, work]);
const design = {
  stages: [
    { name: 'Intake', activities: [{ name: 'Ask' }, { name: 'Note', note: true }] },
    { name: 'Work', activities: [{ name: 'Test' }, { name: 'Test again' }, { name: 'Treat' }] },
    { name: 'Bill', afterDelivery: true, activities: [{ name: 'Bill' }] },
  ],
};
const small = () =>
  logOf(
    {
      'C-1': trace('Ask Test Treat'),
      'C-2': trace('Ask Test Treat', 20),
      'C-3': trace('Ask Test Test Treat', 30),
      'C-4': trace('Ask Treat Ask Test Bill'),
      'C-5': trace('Ask Test Test Test Treat', 5),
    },
    { blueprint: design },
  );
const ways = async (log: Log, params: object = {}, scope: Scope = all) =>
  (await ask(log, variants, scope, { ...params })).rows.map((row) => `${row.activities.join(' ')} ${row.cases}`);

it('says what is repeated, how long it takes to delivery and in all, and what is true of the whole scope', async () => {
  const log = await small();
  const answer = await ask(log, variants, all);
  expect(answer).toMatchObject({
    n: 4,
    about: {
      cases: 5,
      variants: 4,
      time: 'delivery',
      medianDeliveryMs: 40 * MINUTE,
      medianThroughputMs: 50 * MINUTE,
      deliveryCases: 5,
      score: null,
    },
  });
  expect(answer.rows.map((row) => [row.rank, row.activities.join(' '), row.repeated, row.reworkCases, row.variants])).toEqual([
    [1, 'Ask Test Treat', [], 0, 1],
    [2, 'Ask Test Test Treat', [2], 1, 1],
    [3, 'Ask Treat Ask Test Bill', [2], 1, 1],
    [4, 'Ask Test Test Test Treat', [2, 3], 1, 1],
  ]);
  expect(answer.rows[0]).toMatchObject({
    medianThroughputMs: 45 * MINUTE,
    p90ThroughputMs: 57 * MINUTE,
    medianDeliveryMs: 45 * MINUTE,
    deliveryCases: 2,
  });
  expect(answer.rows[2]).toMatchObject({ medianThroughputMs: 50 * MINUTE, medianDeliveryMs: 40 * MINUTE });
  expect(new Set(answer.rows.map(({ key }) => key)).size).toBe(4);
  expect(answer.rows.every(({ key }) => /^\d+$/.test(key))).toBe(true);
});

it('folds what is the same but for repeats, and puts stages together', async () => {
  const log = await small();
  const folded = await ask(log, variants, all, { fold: 'repeats' });
  expect(folded.n).toBe(2);
  expect(folded.rows.map((row) => [row.activities.join(' '), row.cases, row.variants, row.reworkCases, row.repeated, row.steps])).toEqual([
    ['Ask Test Treat', 4, 3, 2, [], 3],
    ['Ask Treat Test Bill', 1, 1, 1, [], 4],
  ]);
  const staged = await ask(log, variants, { ...all, level: 'stage' });
  expect(staged.rows.map((row) => [row.activities.join(' '), row.cases, row.variants, row.repeated])).toEqual([
    ['Intake Work', 4, 3, []],
    ['Intake Work Intake Work Bill', 1, 1, [2, 3]],
  ]);
  expect(await ways(log, { search: 'WORK > intake' }, { ...all, level: 'stage' })).toEqual(['Intake Work Intake Work Bill 1']);
  expect(await ways(log, { sort: 'steps' }, { ...all, level: 'stage' })).toEqual(['Intake Work Intake Work Bill 1', 'Intake Work 4']);
});

it('finds variants by the names in them, and one directly after another', async () => {
  const log = await small();
  expect(await ways(log, { search: 'bIl' })).toEqual(['Ask Treat Ask Test Bill 1']);
  expect(await ways(log, { search: 'test > test' })).toEqual(['Ask Test Test Treat 1', 'Ask Test Test Test Treat 1']);
  expect(await ways(log, { search: 'test > test > test > tr' })).toEqual(['Ask Test Test Test Treat 1']);
  expect(await ways(log, { search: 'ask > bill' })).toEqual([]);
  expect(await ways(log, { search: '%' })).toEqual([]);
  expect(await ways(log, { search: ' > ' })).toHaveLength(4);
  // one of those put together is enough, and the row stays whole; rank and share are of the whole scope
  expect(await ways(log, { search: 'test > test', fold: 'repeats' })).toEqual(['Ask Test Treat 4']);
  const { n, rows, about } = await ask(log, variants, all, { search: 'bill' });
  expect([n, about?.variants, rows[0]?.rank, rows[0]?.share, rows[0]?.coverage]).toEqual([1, 4, 3, 0.2, 0.8]);
});

it('sorts by cases, headline time, score and steps, either way, and pages through', async () => {
  const log = await small();
  expect((await ways(log, { sort: 'duration' }))[0]).toBe('Ask Test Test Treat 1');
  expect((await ways(log, { sort: 'duration', order: 'asc' }))[0]).toBe('Ask Test Test Test Treat 1');
  expect(await ways(log, { sort: 'steps', order: 'asc', limit: 2 })).toEqual(['Ask Test Treat 2', 'Ask Test Test Treat 1']);
  expect(await ways(log, { sort: 'steps', fold: 'repeats' })).toEqual(['Ask Treat Test Bill 1', 'Ask Test Treat 4']);
  expect((await ways(log, { order: 'asc' })).at(-1)).toBe('Ask Test Treat 2');
  const pages = [await ways(log, { limit: 3 }), await ways(log, { limit: 3, offset: 3 })].flat();
  expect(pages).toEqual(await ways(log));
  await expect(ways(log, { sort: 'name' })).rejects.toMatchObject({ field: 'sort' });
});

it('gives a score from ten answers on, with its interval', async () => {
  const log = await logOf(Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`C-${at}`, trace(at < 10 ? 'A B' : 'B A')])));
  await giveAnswers(
    log,
    Array.from({ length: 12 }, (_, at) => ({ case: `C-${at}`, score: at < 4 || at > 9 ? 5 : 1 })),
  );
  const { rows, about } = await ask(log, variants, all, { sort: 'score' });
  expect(rows.map((row) => [row.activities.join(' '), row.score, row.answers])).toEqual([
    ['A B', 40, 10],
    ['B A', null, 2],
  ]);
  expect(rows[0]?.low).toBeCloseTo(16.8, 1);
  expect(about).toMatchObject({ instrument: 'csat', score: 50, answers: 12 });
});

it('answers with nothing for an empty scope', async () => {
  const log = await small();
  expect(await ask(log, variants, { ...all, period: { from: '2020-01-01', to: '2020-02-01' } })).toMatchObject({
    n: 0,
    rows: [],
    about: { cases: 0, variants: 0, medianThroughputMs: null },
  });
});

it('gives keys that a filter takes: it keeps the cases of these rows, or all others', async () => {
  const log = await small();
  for (const [scope, params, of] of [
    [all, {}, undefined],
    [all, { fold: 'repeats' }, 'folded'],
    [{ ...all, level: 'stage' }, {}, 'stage'],
  ] as const) {
    const { rows } = await ask(log, variants, scope, params);
    for (const chosen of [rows.slice(0, 1), rows.slice(-1), rows]) {
      const filter = { kind: 'variant' as const, keys: chosen.map(({ key }) => key), ...(of ? { of } : {}) };
      const kept = await ask(log, variants, { ...scope, filters: [filter] }, params);
      expect(kept.rows.map(({ key, cases }) => [key, cases])).toEqual(chosen.map(({ key, cases }) => [key, cases]));
      const others = await ask(log, variants, { ...scope, filters: [{ ...filter, not: true }] }, params);
      expect(others.about?.cases).toBe(5 - (kept.about?.cases ?? 0));
    }
  }
  expect(await ask(log, variants, { ...all, filters: [{ kind: 'variant', keys: ['1'] }] })).toMatchObject({ n: 0, rows: [] });
});

it('partitions the cases of any log, whole, folded and by stage; coverage ends at 1', async () => {
  const law = fc.asyncProperty(fc.array(steps(['A', 'B', 'C']), { minLength: 1, maxLength: 8 }), async (traces) => {
    const log = await logOf(Object.fromEntries(traces.map((one, at) => [`C-${at}`, one])), {
      blueprint: { stages: [{ name: 'One', activities: [{ name: 'A' }, { name: 'B' }] }] },
    });
    const whole = await ask(log, variants, all, { limit: 1000 });
    expect(whole.about?.variants).toBe(whole.n);
    for (const [scope, params] of [
      [all, {}],
      [all, { fold: 'repeats' }],
      [{ ...all, level: 'stage' }, {}],
    ] as const) {
      const { rows, n } = await ask(log, variants, scope, { limit: 1000, ...params });
      expect(n).toBe(rows.length);
      expect(rows.reduce((sum, row) => sum + row.cases, 0)).toBe(traces.length);
      expect(rows.reduce((sum, row) => sum + row.variants, 0)).toBe(whole.n);
      expect(rows.reduce((sum, row) => sum + row.reworkCases, 0)).toBe(whole.rows.reduce((sum, row) => sum + row.reworkCases, 0));
      expect(rows.at(-1)?.coverage).toBe(1);
      expect(rows.map((row) => row.rank)).toEqual(rows.map((_, at) => at + 1));
      expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
      expect(new Set(rows.map((row) => row.activities.join(' '))).size).toBe(rows.length);
    }
  });
  await fc.assert(law, { numRuns: 10 });
}, 120_000);
