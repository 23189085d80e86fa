import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Papa from 'papaparse';
import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { logOfEvents, type Log } from '../support/log.ts';
import { hasRealData, realData } from '../support/real-data.ts';

interface Spread {
  n: number;
  min: number;
  median: number;
  mean: number;
  p90: number;
  max: number;
}
interface Expected {
  variants: { count: number; count_histogram_top: number[] };
  dfg: { edges: [string, string, number][] };
  performance_dfg: { edges: [string, string, { median: number; sum: number }][] };
  case_durations: { own_max_end_minus_min_start: Spread };
  rework: { own_cases_with_any_rework: number; own_extra_occurrences: Record<string, number> };
}

const records = (text: string) => Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true }).data;
const expectedOf = async (log: string) => JSON.parse(await readFile(join(realData, 'expected', `${log}.json`), 'utf8')) as Expected;

async function agrees(log: Log, expected: Expected): Promise<void> {
  const variants = await log.query<{ cases: number }>(sql`SELECT cases FROM variant ORDER BY cases DESC`);
  expect(variants.length).toBe(expected.variants.count);
  expect(variants.map((row) => row.cases).slice(0, expected.variants.count_histogram_top.length)).toEqual(
    expected.variants.count_histogram_top,
  );

  const edges = await log.query<{ from: string; to: string; count: number; median: number; total: number }>(sql`
    SELECT f.name AS "from", t.name AS "to", count(*) AS count, median(gap_ms) / 1000 AS median, sum(gap_ms) AS total
    FROM step JOIN activity f ON f.id = step.activity JOIN activity t ON t.id = step.next_activity
    GROUP BY ALL`);
  const told = new Map(edges.map((edge) => [`${edge.from} > ${edge.to}`, edge]));
  expect(edges.length).toBe(expected.dfg.edges.length);
  for (const [from, to, count] of expected.dfg.edges) expect(told.get(`${from} > ${to}`)?.count).toBe(count);
  for (const [from, to, { median, sum }] of expected.performance_dfg.edges) {
    expect(told.get(`${from} > ${to}`)?.median).toBeCloseTo(median, 2);
    expect((told.get(`${from} > ${to}`)?.total ?? 0) / 1000).toBeCloseTo(sum, 2);
  }

  const [durations] = await log.query<Record<string, number>>(sql`
    SELECT count(*) AS n, min(throughput_ms) / 1000 AS min, median(throughput_ms) / 1000 AS median, max(throughput_ms) / 1000 AS max,
           quantile_cont(throughput_ms::DOUBLE, 0.9) / 1000 AS p90, sum(rework) AS rework, count(*) FILTER (WHERE rework > 0) AS reworked
    FROM case_fact`);
  const wanted = expected.case_durations.own_max_end_minus_min_start;
  for (const key of ['n', 'min', 'median', 'max', 'p90'] as const) expect(durations?.[key]).toBeCloseTo(wanted[key], 3);
  expect(durations?.reworked).toBe(expected.rework.own_cases_with_any_rework);
  expect(durations?.rework).toBe(Object.values(expected.rework.own_extra_occurrences).reduce((sum, one) => sum + one, 0));
}

it.runIf(hasRealData)('agrees with two public tools on patients: rows out of order, starts and completes', async () => {
  const rows = records(await readFile(join(realData, 'patients.csv'), 'utf8'));
  const log = await logOfEvents(
    rows.map((row) => ({
      case: row.patient ?? '',
      activity: row.handling ?? '',
      end: row.time,
      lifecycle: row.registration_type,
      instance: row.handling_id,
      resource: row.employee,
    })),
  );
  await agrees(log, await expectedOf('patients'));
  expect(
    await log.query(sql`SELECT count(*) AS steps, count(DISTINCT case_key) AS cases, bool_and(measured) AS measured FROM step`),
  ).toEqual([{ steps: 2721, cases: 500, measured: true }]);
  const bupar = JSON.parse(await readFile(join(realData, 'expected', 'patients.bupar.json'), 'utf8')) as {
    processing_time_case_s: Spread;
    idle_time_case_s: Spread;
  };
  expect(await log.query(sql`SELECT avg(processing_ms) / 1000 AS processing, avg(waiting_ms) / 1000 AS idle FROM case_fact`)).toEqual([
    {
      processing: expect.closeTo(bupar.processing_time_case_s.mean, 3) as number,
      idle: expect.closeTo(bupar.idle_time_case_s.mean, 3) as number,
    },
  ]);
});

it.runIf(hasRealData)('agrees with them on receipt: one time a row', async () => {
  const rows = records(gunzipSync(await readFile(join(realData, 'receipt.csv.gz'))).toString('utf8'));
  const log = await logOfEvents(
    rows.map((row) => ({
      case: row['case:concept:name'] ?? '',
      activity: row['concept:name'] ?? '',
      end: new Date(row['time:timestamp'] ?? '').toISOString(),
      lifecycle: row['lifecycle:transition'],
      resource: row['org:resource'],
    })),
  );
  await agrees(log, await expectedOf('receipt'));
  expect(await log.query(sql`SELECT count(*) AS steps, bool_or(measured) AS measured, max(processing_ms) AS longest FROM step`)).toEqual([
    { steps: 8577, measured: false, longest: 0 },
  ]);
});
