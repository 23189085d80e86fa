import { describe, expect, it } from 'vitest';
import type { ProcessSummary } from '../../model/process.ts';
import { PLAIN_WORDS } from '../../model/process.ts';
import { filterWords } from '../../model/filter-words.ts';
import type { Filter } from '../../model/scope.ts';
import { pageScope, scopeSearch, withFilters, withoutFilter, withPeriod } from '../../web/src/lib/scope/page-scope.ts';
import { bucketSize, inPeriod, openingPeriod, periodName, presets, trendBucket, unitOf } from '../../web/src/lib/scope/period.ts';

const PROCESS: ProcessSummary = {
  id: 'ed',
  name: 'ED',
  description: '',
  place: '',
  zone: 'Europe/Dublin',
  words: PLAIN_WORDS,
  sample: false,
  figuresByPerson: false,
  cutOffMs: 1,
  dataVersion: 3,
  createdAt: '2026-01-01T00:00:00.000Z',
  cases: 1,
  events: 1,
  firstAt: '2025-11-03T10:00:00.000Z',
  lastAt: '2026-11-01T23:58:00.000Z',
  wholeTo: '2026-11-01T23:58:00.000Z',
  imports: 1,
  hasStages: true,
  marksDelivery: true,
  hasFeedback: false,
  wholeDays: false,
};
const empty = { ...PROCESS, firstAt: null, lastAt: null, wholeTo: null };
const read = (search: string, process = PROCESS) => pageScope(process, new URLSearchParams(search));

describe('the name of a period', () => {
  it.each([
    ['2026-10-01', '2026-11-01', 'October 2026'],
    ['2026-08-01', '2026-11-01', 'Aug to Oct 2026'],
    ['2025-11-01', '2026-02-01', 'Nov 2025 to Jan 2026'],
    ['2026-10-05', '2026-10-12', '5 to 11 Oct 2026'],
    ['2026-09-28', '2026-10-05', '28 Sep to 4 Oct 2026'],
    ['2026-10-05', '2026-10-06', '5 Oct 2026'],
    ['2025-12-29', '2026-01-05', '29 Dec 2025 to 4 Jan 2026'],
  ])('%s to %s is %s', (from, to, name) => {
    expect(periodName({ from, to })).toBe(name);
  });

  it('says open ends and everything', () => {
    expect(periodName(undefined)).toBe('Everything');
    expect(periodName({ from: '2026-10-01' })).toBe('Since 1 Oct 2026');
    expect(periodName({ to: '2026-10-01' })).toBe('Until 30 Sep 2026');
    expect(periodName({ from: '2026-10-01', to: '2026-11-01' }, true)).toBe('Oct 2026');
  });

  it('ends a sentence', () => {
    expect(inPeriod({ from: '2026-10-01', to: '2026-11-01' })).toBe('in October 2026');
    expect(inPeriod({ from: '2026-08-01', to: '2026-11-01' })).toBe('from Aug to Oct 2026');
    expect(inPeriod({ from: '2026-10-05', to: '2026-10-06' })).toBe('on 5 Oct 2026');
    expect(inPeriod({ from: '2026-10-05' })).toBe('since 5 Oct 2026');
    expect(inPeriod(undefined)).toBe('');
  });
});

describe('the periods to choose from', () => {
  it('are the whole months of the data, newest first', () => {
    const { wide, months } = presets(PROCESS);
    expect(months[0]).toEqual({ name: 'October 2026', from: '2026-10-01', to: '2026-11-01' });
    // November 2025 begins after the first of the month
    expect(months.at(-1)?.name).toBe('December 2025');
    // a month is whole from its first moment on: 1 December, but at ten
    expect(presets({ ...PROCESS, firstAt: '2025-12-01T10:00:00.000Z' }).months.at(-1)?.name).toBe('January 2026');
    expect(wide[0]).toEqual({ name: 'Last 3 whole months', from: '2026-08-01', to: '2026-11-01' });
    expect(presets(empty)).toEqual({ wide: [{ name: 'Everything', from: null, to: null }], weeks: [], months: [], quarters: [] });
  });

  it('are whole weeks and quarters too, in the zone of the process', () => {
    const { weeks, quarters } = presets(PROCESS);
    // the data end on a Sunday evening: its week may not be over
    expect(weeks[0]).toEqual({ name: '19 to 25 Oct 2026', from: '2026-10-19', to: '2026-10-26' });
    // the first event is on a Monday morning
    expect(weeks.at(-1)?.from).toBe('2025-11-10');
    expect(quarters.map(({ name }) => name)).toEqual(['Jul to Sep 2026', 'Apr to Jun 2026', 'Jan to Mar 2026']);
    expect(presets({ ...PROCESS, wholeTo: '2026-11-02T00:30:00.000Z' }).weeks[0]?.to).toBe('2026-11-02');
    // in New York it is still Sunday then
    expect(presets({ ...PROCESS, zone: 'America/New_York', wholeTo: '2026-11-02T00:30:00.000Z' }).weeks[0]?.to).toBe('2026-10-26');
  });

  it('are told from other stretches of days', () => {
    expect(unitOf({ from: '2026-10-05', to: '2026-10-12' })).toBe('week');
    expect(unitOf({ from: '2026-10-01', to: '2026-11-01' })).toBe('month');
    expect(unitOf({ from: '2026-07-01', to: '2026-10-01' })).toBe('quarter');
    expect(unitOf({ from: '2026-08-01', to: '2026-11-01' })).toBeNull();
    expect(unitOf({ from: '2026-10-05' })).toBeNull();
    expect(unitOf(undefined)).toBeNull();
  });

  it('open with the last whole month, or with everything where there is too little', () => {
    expect(openingPeriod(PROCESS)).toEqual({ from: '2026-10-01', to: '2026-11-01' });
    expect(openingPeriod({ ...PROCESS, firstAt: '2026-09-20T00:00:00.000Z' })).toBeNull();
    expect(openingPeriod(empty)).toBeNull();
    // 61 days, of which no month is whole: July began before the data, August was not over
    const summer = {
      ...PROCESS,
      firstAt: '2026-07-01T08:00:00.000Z',
      lastAt: '2026-08-31T20:00:00.000Z',
      wholeTo: '2026-08-31T20:00:00.000Z',
    };
    expect(openingPeriod(summer)).toBeNull();
    expect(openingPeriod({ ...summer, firstAt: '2026-06-30T23:00:00.000Z' })).toEqual({ from: '2026-07-01', to: '2026-08-01' });
  });

  it('choose how finely lines are drawn', () => {
    expect(bucketSize({ from: '2026-10-01', to: '2026-11-01' }, PROCESS)).toBe('day');
    expect(bucketSize(undefined, PROCESS)).toBe('week');
    expect(bucketSize({ from: '2020-01-01', to: '2026-01-01' }, PROCESS)).toBe('month');
    expect(trendBucket(PROCESS)).toBe('month');
    expect(trendBucket({ ...PROCESS, firstAt: '2026-09-20T00:00:00.000Z' })).toBe('week');
  });
});

describe('the address of a page', () => {
  const filter: Filter = { kind: 'attribute', name: 'Arrival: mode', op: 'in', values: ['GP|referral', 'walk-in'] };

  it('opens with the last whole month when it says nothing', () => {
    expect(read('')).toEqual({ scope: { process: 'ed', period: { from: '2026-10-01', to: '2026-11-01' } }, opened: true, problem: null });
    expect(read('by=arrival').scope.period).toEqual({ from: '2026-10-01', to: '2026-11-01', by: 'arrival' });
    expect(read('', empty).scope).toEqual({ process: 'ed' });
  });

  it('holds everything that was chosen, and gives it back', () => {
    for (const period of [undefined, { from: '2026-08-01', to: '2026-11-01', by: 'arrival' as const }]) {
      const scope = withFilters({ process: 'ed', state: 'complete', ...(period ? { period } : {}) }, [filter]);
      expect(read(scopeSearch(scope))).toEqual({ scope, opened: false, problem: null });
    }
  });

  it('never breaks the page: what makes no sense is said, and the opening period shown', () => {
    const { scope, problem } = read('from=2026-13-45');
    expect(problem?.field).toBe('from');
    expect(scope.period).toEqual({ from: '2026-10-01', to: '2026-11-01' });
    expect(read('colour=red').problem?.message).toContain('colour');
  });

  it('changes one thing at a time', () => {
    const scope = withFilters(read('').scope, [filter]);
    expect(withoutFilter(scope, filter)).toEqual(read('').scope);
    expect(withPeriod(scope, null, null)).toEqual({ process: 'ed', filters: [filter] });
    expect(withPeriod(scope, '2026-01-01', '2026-02-01', 'arrival').period).toEqual({
      from: '2026-01-01',
      to: '2026-02-01',
      by: 'arrival',
    });
  });
});

describe('filters in words', () => {
  it.each([
    [{ op: 'in', values: ['1', '2'] }, '1 or 2'],
    [{ op: 'in', values: ['1', '2', '3'] }, '1 and 2 more'],
    [{ op: 'not-in', values: [''] }, 'not empty'],
    [{ op: 'missing' }, 'missing'],
    [{ op: 'range', min: 1 }, 'from 1'],
    [{ op: 'range', max: 5 }, 'up to 5'],
    [{ op: 'range', min: 1, max: 5 }, '1 to 5'],
  ] as const)('%j is %s', (filter, words) => {
    expect(filterWords({ kind: 'attribute', name: 'Priority', ...filter } as Filter)).toMatchObject({ name: 'Priority', value: words });
  });
});
