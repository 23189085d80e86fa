import { expect, it } from 'vitest';
import type { Scope } from '../../model/scope.ts';
import { HOUR } from '../../model/units.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { cases } from '../../server/analytics/cases.ts';
import { summary } from '../../server/analytics/summary.ts';
import { variants } from '../../server/analytics/variants.ts';
import { logOfEvents, type Log, type LogRow } from '../support/log.ts';

const stages = [
  { name: 'Care', activities: [{ name: 'Treat' }] },
  { name: 'Billing', afterDelivery: true, activities: [{ name: 'Bill' }] },
];

const row = (name: string, activity: string, end: string, attributes?: LogRow['attributes']): LogRow => ({
  case: name,
  activity,
  end,
  attributes,
});

async function chosen(log: Log, scope: Omit<Scope, 'process'>): Promise<string[]> {
  const { rows } = await ask(log, cases, { process: 'log', ...scope }, { sort: 'case', order: 'asc' });
  return rows.map((one) => one.case);
}

it('reads days in the zone of the process, half-open', async () => {
  // Dublin is an hour ahead of UTC from 29 March 2026
  const log = await logOfEvents(
    [
      row('before', 'A', '2026-06-30 22:59:59'),
      row('first', 'A', '2026-06-30 23:00:00'),
      row('last', 'A', '2026-07-01 22:59:59'),
      row('after', 'A', '2026-07-01 23:00:00'),
    ],
    { zone: 'Europe/Dublin' },
  );
  expect(await chosen(log, { state: 'all', period: { from: '2026-07-01', to: '2026-07-02' } })).toEqual(['first', 'last']);
  expect(await chosen(log, { state: 'all', period: { from: '2026-07-02' } })).toEqual(['after']);
  expect(await chosen(log, { state: 'all', period: { to: '2026-07-01', by: 'arrival' } })).toEqual(['before']);
});

it('puts a case into the period by arrival, delivery, completion or activity, and never cuts it', async () => {
  const log = await logOfEvents(
    [
      row('C-1', 'Treat', '2026-01-30 10:00:00'),
      row('C-1', 'Treat', '2026-02-02 10:00:00'),
      row('C-1', 'Bill', '2026-03-03 10:00:00'),
      row('C-2', 'Treat', '2026-02-10 10:00:00'),
      row('C-2', 'Bill', '2026-02-20 10:00:00'),
      row('C-3', 'Treat', '2026-06-01 10:00:00'),
    ],
    { blueprint: { stages }, cutOffMs: HOUR },
  );
  const february = { from: '2026-02-01', to: '2026-03-01' };
  expect(await chosen(log, { period: { ...february, by: 'arrival' } })).toEqual(['C-2']);
  expect(await chosen(log, { period: { ...february, by: 'delivery' } })).toEqual(['C-1', 'C-2']);
  expect(await chosen(log, { period: { ...february, by: 'completion' } })).toEqual(['C-2']);
  expect(await chosen(log, { period: { ...february, by: 'activity' } })).toEqual(['C-1', 'C-2']);
  expect(await chosen(log, { period: february }), 'delivery is the default where stages come after it').toEqual(['C-1', 'C-2']);
  expect(await chosen(log, { period: { from: '2026-03-01', by: 'activity' } })).toEqual(['C-1', 'C-3']);
  const { rows } = await ask(log, summary, { process: 'log', period: { ...february, by: 'activity' } });
  expect(rows[0], 'whole cases, with the steps of other months').toMatchObject({ cases: 2, steps: 5 });
});

it('takes a case for complete when it ended, or was idle for longer than the cut-off before the end of the data', async () => {
  const log = await logOfEvents(
    [
      row('idle', 'A', '2026-01-05 08:59:59'),
      row('at the edge', 'A', '2026-01-05 09:00:00'),
      row('ended', 'Close', '2026-01-05 09:59:00'),
      row('reopened', 'Close', '2026-01-05 09:30:00'),
      row('reopened', 'A', '2026-01-05 09:40:00'),
      row('newest', 'A', '2026-01-05 10:00:00'),
    ],
    { blueprint: { endActivities: ['Close'] }, cutOffMs: HOUR },
  );
  expect(await chosen(log, { state: 'complete' })).toEqual(['ended', 'idle']);
  expect(await chosen(log, { state: 'open' })).toEqual(['at the edge', 'newest', 'reopened']);
  expect(await chosen(log, {})).toHaveLength(5);
  // a period by completion asks for complete cases, unless a state is asked for
  expect(await chosen(log, { period: { from: '2026-01-05' } })).toEqual(['ended', 'idle']);
  expect(await chosen(log, { period: { from: '2026-01-05' }, state: 'open' })).toEqual(['at the edge', 'newest', 'reopened']);
  const { rows } = await ask(log, summary, { process: 'log' });
  expect(rows[0]).toMatchObject({ cases: 5, completeCases: 2, openCases: 3, throughputCases: 2 });
  expect((await ask(log, summary, { process: 'log', state: 'all' })).rows[0]).toMatchObject({ throughputCases: 5 });
});

it('filters by case attributes of every type, a missing one kept by not-in', async () => {
  const log = await logOfEvents([
    row('C-1', 'A', '09:00', { Ward: 'North', Age: 30, Urgent: true }),
    row('C-2', 'A', '09:00', { Ward: "Sou'th", Age: 41, Urgent: false }),
    row('C-3', 'A', '09:00'),
  ]);
  const by = (name: string, op: 'in' | 'not-in' | 'range' | 'missing', more: object = {}) =>
    chosen(log, { filters: [{ kind: 'attribute', name, op, ...more }] });
  expect(await by('Ward', 'in', { values: ["Sou'th", 'West'] })).toEqual(['C-2']);
  expect(await by('Ward', 'not-in', { values: ['North'] })).toEqual(['C-2', 'C-3']);
  expect(await by('Ward', 'missing')).toEqual(['C-3']);
  expect(await by('Age', 'range', { min: 30, max: 40 })).toEqual(['C-1']);
  expect(await by('Age', 'in', { values: ['41'] })).toEqual(['C-2']);
  expect(await by('Age', 'range', { min: -1e300, max: 2 ** 60 })).toEqual(['C-1', 'C-2']);
  expect(await by('Age', 'in', { values: ['1e300', '30'] })).toEqual(['C-1']);
  expect(await by('Urgent', 'in', { values: ['true'] })).toEqual(['C-1']);
  expect(
    await chosen(log, {
      filters: [
        { kind: 'attribute', name: 'Age', op: 'range', min: 30 },
        { kind: 'attribute', name: 'Ward', op: 'in', values: ['North'] },
      ],
    }),
  ).toEqual(['C-1']);
});

it('has a case pass an event attribute when one of its events has the value', async () => {
  const log = await logOfEvents([
    row('C-1', 'A', '09:00', { Room: '1' }),
    row('C-1', 'B', '10:00', { Room: '2' }),
    row('C-2', 'A', '09:00', { Room: '2' }),
    row('C-3', 'A', '09:00'),
  ]);
  const by = (op: 'in' | 'not-in' | 'missing', values?: string[]) =>
    chosen(log, { filters: [{ kind: 'attribute', name: 'Room', op, ...(values ? { values } : {}) }] });
  expect(await by('in', ['2'])).toEqual(['C-1', 'C-2']);
  expect(await by('not-in', ['1'])).toEqual(['C-2', 'C-3']);
  expect(await by('missing')).toEqual(['C-3']);
  const { rows } = await ask(log, summary, { process: 'log', filters: [{ kind: 'attribute', name: 'Room', op: 'in', values: ['2'] }] });
  expect(rows[0]).toMatchObject({ cases: 2, steps: 3, events: 3 });
});

it('refuses what it does not know, with the field named', async () => {
  const log = await logOfEvents([row('C-1', 'A', '09:00', { Ward: 'North', Age: 30 })]);
  const asking = (scope: object, params?: Record<string, unknown>) => ask(log, variants, { process: 'log', ...scope }, params);
  const filter = (one: object) => ({ filters: [{ kind: 'attribute', ...one }] });
  await expect(asking(filter({ name: 'Wrad', op: 'missing' }))).rejects.toMatchObject({
    code: 'bad_request',
    field: 'where',
    detail: 'It has Ward, Age.',
  });
  await expect(asking(filter({ name: 'Ward', op: 'range', min: 1 }))).rejects.toMatchObject({ field: 'where' });
  await expect(asking(filter({ name: 'Age', op: 'in', values: ['old'] }))).rejects.toMatchObject({ field: 'where' });
  await expect(asking({}, { limit: 0 })).rejects.toMatchObject({ field: 'limit' });
  await expect(asking({}, { limit: 'ten' })).rejects.toMatchObject({ field: 'limit' });
  await expect(asking({}, { page: 2 })).rejects.toMatchObject({ field: 'page' });
  await expect(asking({ period: { since: '2026-01-01' } })).rejects.toMatchObject({ code: 'bad_request' });
  expect((await asking({}, { limit: '1', offset: '' })).rows).toHaveLength(1);
});
