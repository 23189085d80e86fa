import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { activities } from '../../server/analytics/activities.ts';
import { ask, type Source } from '../../server/analytics/analytic.ts';
import { cases } from '../../server/analytics/cases.ts';
import { directlyFollows } from '../../server/analytics/directly-follows.ts';
import { flow } from '../../server/analytics/flow.ts';
import { handovers } from '../../server/analytics/handovers.ts';
import { rework } from '../../server/analytics/rework.ts';
import { summary } from '../../server/analytics/summary.ts';
import { throughline } from '../../server/analytics/throughline.ts';
import { throughput } from '../../server/analytics/throughput.ts';
import { variants } from '../../server/analytics/variants.ts';
import { workload } from '../../server/analytics/workload.ts';
import { hasRealData, realData } from '../support/real-data.ts';
import { imported } from './imported.ts';

/** What two public tools and a plain recount say of a log. Durations in seconds; every block states its definition. */
interface Expected {
  size: { events: number; cases: number; activities: number; resources: number; first: string; last: string };
  variants: { count: number; top20: [cases: number, activities: string[]][] };
  dfg: { edges: [from: string, to: string, count: number][]; start: Record<string, number>; end: Record<string, number> };
  performance_dfg: { edges: [from: string, to: string, figures: Record<'mean' | 'median' | 'min' | 'max' | 'sum', number>][] };
  performance_dfg_clamped?: Expected['performance_dfg'];
  activity_counts: Record<string, number>;
  own_activity_cases: Record<string, number>;
  case_durations: { own_max_end_minus_min_start: Record<'n' | 'min' | 'p25' | 'median' | 'mean' | 'p75' | 'p90' | 'p95' | 'max', number> };
  service_time?: { by_activity: Record<string, Record<'mean' | 'median', number>> };
  rework: { cases_per_activity: Record<string, number>; own_extra_occurrences: Record<string, number>; own_cases_with_any_rework: number };
  handover: {
    total_pairs: number;
    self_pairs: number;
    counts: [from: string, to: string, count: number][];
    counts_cut_to_top: number | null;
  };
  own_resource_events: Record<string, number>;
  own_arrivals: { arrivals_by_month: Record<string, number>; completions_by_month: Record<string, number> };
}
/** How often an activity was done again, and how often of all passes of it. */
interface ByBupar {
  act: string;
  absolute: number;
}
interface ExpectedByBupar {
  throughput_time_s: Expected['case_durations']['own_max_end_minus_min_start'];
  processing_time_case_s?: Record<'median' | 'mean' | 'p90', number>;
  idle_time_case_s?: { sum: number };
  processing_time_resource_s?: { res: string; total: number }[];
  selfloops_all: ByBupar[];
  selfloops_repeat: ByBupar[];
  selfloops_redo: ByBupar[];
  repetitions_all: ByBupar[];
  repetitions_repeat: ByBupar[];
  repetitions_redo: ByBupar[];
  process_matrix: { antecedent: string; consequent: string; n: number }[];
}

const read = <T>(name: string) => JSON.parse(readFileSync(join(realData, 'expected', name), 'utf8')) as T;

/** Peers know no open cases. */
const all = { process: 'log', state: 'all' } as const;

/** Figures by person are a setting of the service. */
const allowing = <T extends Source>(log: T) => ({ ...log, process: { ...log.process, figuresByPerson: true } });

/** Whole milliseconds are floored from microseconds, so a figure in seconds agrees to a millisecond. */
const seconds = (ms: number | null | undefined) => (ms ?? NaN) / 1000;

describe.skipIf(!hasRealData).each([
  { name: 'receipt', file: 'receipt.csv.gz' },
  { name: 'patients', file: 'patients.csv' },
])('$name agrees with pm4py and bupaR, under DOMAIN.md section 8', ({ name, file }) => {
  let log: Source & { close: () => Promise<void> };
  let expected: Expected;
  let bupar: ExpectedByBupar;
  beforeAll(async () => {
    expected = read(`${name}.json`);
    bupar = read(`${name}.bupar.json`);
    log = await imported([{ path: join(realData, file) }]);
  });
  afterAll(() => log.close());

  it('counts', async () => {
    const [row] = (await ask(log, summary, all)).rows;
    const { size } = expected;
    expect(row).toMatchObject({
      cases: size.cases,
      steps: size.events,
      activities: size.activities,
      resources: size.resources,
      variants: expected.variants.count,
      throughputCases: size.cases,
    });
    expect(row?.firstAt).toBe(new Date(size.first).toISOString());
    expect(row?.lastAt).toBe(new Date(size.last).toISOString());
  });

  it('the whole directly-follows table, with mean and median', async () => {
    const { rows } = await ask(log, directlyFollows, all);
    const inner = rows.filter(({ from, to }) => from !== null && to !== null);
    expect(new Map(inner.map(({ from, to, count }) => [`${from}→${to}`, count]))).toEqual(
      new Map(expected.dfg.edges.map(([from, to, count]) => [`${from}→${to}`, count])),
    );
    expect(Object.fromEntries(rows.filter(({ from }) => from === null).map(({ to, count }) => [to, count]))).toEqual(expected.dfg.start);
    expect(Object.fromEntries(rows.filter(({ to }) => to === null).map(({ from, count }) => [from, count]))).toEqual(expected.dfg.end);
    // ours is 0 where two steps overlap, as pm4py's with a start column
    const times = (expected.performance_dfg_clamped ?? expected.performance_dfg).edges;
    expect(times).toHaveLength(inner.length);
    for (const [from, to, figures] of times) {
      const row = inner.find((one) => one.from === from && one.to === to);
      for (const [field, value] of [
        ['meanMs', figures.mean],
        ['medianMs', figures.median],
        ['minMs', figures.min],
        ['maxMs', figures.max],
      ] as const) {
        expect(Math.abs(seconds(row?.[field]) - value), `${from} → ${to} ${field}`).toBeLessThanOrEqual(0.001001);
      }
      expect(Math.abs(seconds(row?.totalMs) - figures.sum)).toBeLessThanOrEqual(0.001 * (row?.timed ?? 0) + 0.001);
    }
  });

  it('passes, cases and processing of every activity, and what is done again', async () => {
    const { rows } = await ask(log, activities, all);
    expect(Object.fromEntries(rows.map(({ activity, steps }) => [activity, steps]))).toEqual(expected.activity_counts);
    expect(Object.fromEntries(rows.map(({ activity, cases: n }) => [activity, n]))).toEqual(expected.own_activity_cases);
    expect(
      Object.fromEntries(rows.filter((row) => row.reworkedCases > 0).map(({ activity, reworkedCases }) => [activity, reworkedCases])),
    ).toEqual(expected.rework.cases_per_activity);
    expect(
      Object.fromEntries(rows.filter((row) => row.steps > row.cases).map(({ activity, steps, cases: n }) => [activity, steps - n])),
    ).toEqual(expected.rework.own_extra_occurrences);
    for (const row of rows) {
      const service = expected.service_time?.by_activity[row.activity];
      if (service === undefined) expect(row).toMatchObject({ measured: 0, medianProcessingMs: null });
      else {
        expect(seconds(row.meanProcessingMs)).toBeCloseTo(service.mean, 5);
        expect(seconds(row.medianProcessingMs)).toBeCloseTo(service.median, 5);
      }
    }
    expect((await ask(log, summary, all)).rows[0]?.reworkedCases).toBe(expected.rework.own_cases_with_any_rework);
  });

  it('the durations of cases', async () => {
    const [row] = (await ask(log, throughput, all)).rows;
    for (const peer of [expected.case_durations.own_max_end_minus_min_start, bupar.throughput_time_s]) {
      expect(row?.n).toBe(peer.n);
      for (const field of ['min', 'p25', 'median', 'mean', 'p75', 'p90', 'p95', 'max'] as const) {
        expect(Math.abs(seconds(row?.[`${field}Ms`]) - peer[field]), field).toBeLessThanOrEqual(0.0015);
      }
    }
    if (bupar.processing_time_case_s !== undefined) {
      // none of these cases overlaps itself, so bupaR's sum of instances is the length of their union
      const { rows } = await ask(log, cases, all, { limit: 1000, sort: 'processingMs' });
      expect(seconds(rows.reduce((sum, one) => sum + one.processingMs, 0) / rows.length)).toBeCloseTo(bupar.processing_time_case_s.mean, 3);
    }
  });

  it('the most frequent variants, in their order', async () => {
    const { rows, n } = await ask(log, variants, all, { limit: 1000 });
    expect(n).toBe(expected.variants.count);
    const ours = new Map(rows.map(({ activities: trace, cases: n }) => [trace.join('→'), n]));
    for (const [count, trace] of expected.variants.top20) expect(ours.get(trace.join('→')), trace.join(' → ')).toBe(count);
    expect(rows.reduce((sum, { cases: n }) => sum + n, 0)).toBe(expected.size.cases);
    expect(rows.at(-1)?.coverage).toBe(1);
    expect(rows.reduce((sum, row) => sum + row.reworkCases, 0)).toBe(expected.rework.own_cases_with_any_rework);
    const folded = (await ask(log, variants, all, { fold: 'repeats', limit: 1000 })).rows;
    expect(folded.reduce((sum, row) => sum + row.variants, 0)).toBe(expected.variants.count);
    expect(folded.map((row) => row.activities.join('→')).sort()).toEqual(
      [...new Set(rows.map((row) => [...new Set(row.activities)].join('→')))].sort(),
    );
  });

  it('arrivals by month', async () => {
    const { rows } = await ask(log, flow, all, { bucket: 'month' });
    expect(Object.fromEntries(rows.map(({ bucket, arrived }) => [bucket.slice(0, 7), arrived]))).toEqual(
      expected.own_arrivals.arrivals_by_month,
    );
  });

  it('who passes work to whom, self pairs apart', async () => {
    const { rows, about } = await ask(allowing(log), handovers, all, { per: 'person', limit: 1000 });
    const counted = new Map(rows.filter(({ kind }) => kind !== 'ping-pong').map(({ from, to, count }) => [`${from}→${to}`, count]));
    expect(counted).toEqual(new Map(expected.handover.counts.map(([from, to, count]) => [`${from}→${to}`, count])));
    // every step of these logs names its resource, so removing rows without one changes no pair
    expect(about).toMatchObject({
      pairs: expected.handover.total_pairs,
      self: expected.handover.self_pairs,
      handovers: expected.handover.total_pairs - expected.handover.self_pairs,
      unknown: 0,
    });
  });

  it('whose steps they are, and how long they took', async () => {
    const { rows, about } = await ask(allowing(log), workload, all, { per: 'person', limit: 1000 });
    expect(Object.fromEntries(rows.map(({ name: who, steps }) => [who, steps]))).toEqual(expected.own_resource_events);
    expect(about?.unknown).toBe(0);
    for (const { res, total } of bupar.processing_time_resource_s ?? []) {
      const row = rows.find((one) => one.name === res);
      expect(seconds(row?.workMs), res).toBeCloseTo(total, 0);
      expect(row?.busyMs ?? 0).toBeLessThanOrEqual(row?.workMs ?? 0);
      expect(row?.busyMs ?? 0).toBeLessThanOrEqual(row?.activeMs ?? 0);
    }
    if (bupar.processing_time_resource_s === undefined) expect(rows.every(({ busyMs }) => busyMs === null)).toBe(true);
    if (bupar.idle_time_case_s !== undefined) {
      const list = (await ask(log, cases, all, { limit: 1000 })).rows;
      expect(seconds(list.reduce((sum, one) => sum + one.waitingMs, 0))).toBeCloseTo(bupar.idle_time_case_s.sum, 0);
    }
  });

  it('what is done again: directly or after others, by the same or by another', async () => {
    const { rows } = await ask(log, rework, all, { compare: 0 });
    const ours = (of: (row: (typeof rows)[number]) => number) =>
      Object.fromEntries(rows.map((row) => [row.activity, of(row)] as const).filter(([, count]) => count > 0));
    const loops = expected.dfg.edges.filter(([from, to]) => from === to).map(([from, , count]) => [from, count] as const);
    expect(ours((row) => row.selfLoops)).toEqual(Object.fromEntries(loops));
    expect(ours((row) => row.selfLoops + row.returns)).toEqual(expected.rework.own_extra_occurrences);
    // everybody is known, so a repeat is by the same or by another
    expect(ours((row) => row.sameAgain + row.otherAgain)).toEqual(expected.rework.own_extra_occurrences);
    // bupaR counts a run of self-loops once, and a repetition once per case; where it has some we have some, and as many or more
    for (const row of rows) {
      const theirs = (some: readonly ByBupar[]) => some.find(({ act }) => act === row.activity)?.absolute ?? 0;
      const pairs = [
        [row.selfLoops, theirs(bupar.selfloops_all)],
        [row.returns, theirs(bupar.repetitions_all)],
        [row.otherAgain, theirs(bupar.selfloops_redo) + theirs(bupar.repetitions_redo)],
      ] as const;
      for (const [own, other] of pairs) {
        expect(own, row.activity).toBeGreaterThanOrEqual(other);
        expect(own > 0, row.activity).toBe(other > 0);
      }
      expect(row.sameAgain, row.activity).toBeGreaterThanOrEqual(theirs(bupar.selfloops_repeat) + theirs(bupar.repetitions_repeat));
    }
  });

  it('Little’s law over the whole log, to which nobody belongs before or after', async () => {
    const { about } = await ask(log, flow, all, { bucket: 'month' });
    const [row] = (await ask(log, throughput, all)).rows;
    const little = about?.little;
    // those still open count as inside until the end of the data, those complete for as long as they took
    const until = Date.parse(log.process.endAt ?? '') + 1;
    const list = await log.session.query<{ arrivedAt: string; lastAt: string }>(sql`SELECT arrived_at, last_at FROM case_fact`);
    const isOpen = ({ lastAt }: { lastAt: string }) => Date.parse(lastAt) >= until - 1 - (log.process.cutOffMs ?? 0);
    const inside = list.reduce((sum, one) => sum + (isOpen(one) ? until : Date.parse(one.lastAt)) - Date.parse(one.arrivedAt), 0);
    const length = until - Date.parse(log.process.firstAt ?? '');
    expect(little?.arrived).toBe(row?.n);
    expect(little?.wipStart).toBe(0);
    expect(little?.meanWip).toBeCloseTo(inside / length, 6);
    expect(little?.wipEnd).toBe(list.filter(isOpen).length);
  });

  it('and the ribbon of its activities adds up to the median', async () => {
    const { rows, about } = await ask(log, throughline, all);
    expect(rows.reduce((sum, row) => sum + row.waitingMs + row.processingMs, 0)).toBe(Math.round(about?.medianMs ?? 0));
    expect(about?.medianMs).toBe((await ask(log, throughput, all)).rows[0]?.medianMs);
    if (name === 'receipt') expect(about?.processingMs, 'one time per step: nothing is known of processing').toBe(0);
  });
});
