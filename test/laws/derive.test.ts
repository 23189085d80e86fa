import fc from '../support/laws.ts';
import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import type { Blueprint } from '../../model/blueprint.ts';
import { logOfEvents, minuteOfLog, type Log, type LogRow } from '../support/log.ts';
import { inOrder, recountCase, recountRibbon, recountSteps, recountVisits, type Design, type PlainStep } from './recount.ts';

const MIN = 60_000;
/** Each run makes a database with a hundred cases; a busy machine takes its time. */
const PATIENCE_MS = 240_000;

const blueprint: Partial<Blueprint> = {
  stages: [
    { name: 'First', activities: [{ name: 'A' }, { name: 'A2' }, { name: 'Note', note: true }] },
    { name: 'Second', activities: [{ name: 'B' }] },
    { name: 'Beside', parallel: true, activities: [{ name: 'C' }] },
    { name: 'Bill', afterDelivery: true, activities: [{ name: 'D' }, { name: 'Paid', note: true }] },
    { name: 'File', afterDelivery: true, parallel: true, activities: [{ name: 'F' }] },
  ],
};
const designed: Design = {
  stageOf: { A: 'First', A2: 'First', Note: 'First', B: 'Second', C: 'Beside', D: 'Bill', Paid: 'Bill', F: 'File' },
  notes: ['Note', 'Paid'],
  parallel: ['Beside', 'File'],
  after: ['Bill', 'File'],
};

/** Any case: overlaps, ties, instants, steps that have not ended, with or without an arrival (which may be too late). */
const anyCase = fc.record({
  trace: fc.array(
    fc.record({
      activity: fc.constantFrom('A', 'A2', 'B', 'B', 'C', 'D', 'F', 'E', 'Note', 'Paid'),
      start: fc.integer({ min: 0, max: 50 }),
      length: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 25 }), fc.constant(null)),
    }),
    { minLength: 1, maxLength: 14 },
  ),
  arrival: fc.option(fc.integer({ min: -20, max: 30 })),
});
const someCases = fc.array(anyCase, { minLength: 1, maxLength: 120, size: 'max' });
type AnyCase = typeof anyCase extends fc.Arbitrary<infer T> ? T : never;

const plain = ({ trace }: AnyCase): PlainStep[] =>
  trace.map(({ activity, start, length }) => ({ activity, start, end: length === null ? null : start + length }));
const rows = (cases: readonly AnyCase[]): LogRow[] =>
  cases.flatMap((one, at) =>
    plain(one).map((step) => ({
      case: `C-${at}`,
      activity: step.activity,
      start: minuteOfLog(step.start),
      ...(step.end === null ? {} : { end: minuteOfLog(step.end) }),
      ...(one.arrival === null ? {} : { arrival: minuteOfLog(one.arrival) }),
    })),
  );

async function derived(log: Log) {
  const names = new Map(
    (await log.query<{ id: number; name: string }>(sql`SELECT id, name FROM activity`)).map((row) => [row.id, row.name]),
  );
  const told = await log.query<Record<string, unknown> & { caseId: string; trace: number[] }>(sql`
    SELECT f.case_id, arrival_known AS known, throughput_ms AS throughput, delivery_ms AS delivery, after_ms AS after, processing_ms AS processing,
           waiting_ms AS waiting, rework, v.activities AS trace
    FROM case_fact f JOIN variant v USING (variant_id)`);
  const facts = told.map((row) => ({ ...row, trace: row.trace.map((id) => names.get(id)) }));
  const steps = await log.query<Record<string, unknown> & { caseId: string }>(sql`
    SELECT f.case_id, s.position, a.name AS activity, s.waiting_ms AS waiting, s.processing_ms AS processing, s.gap_ms AS gap, s.parallel, s.visit,
           n.name AS next, g.name AS gap_to, s.first_of_edge
    FROM step s JOIN case_fact f USING (case_key) JOIN activity a ON a.id = s.activity
    LEFT JOIN activity n ON n.id = s.next_activity LEFT JOIN activity g ON g.id = s.gap_to
    ORDER BY s.case_key, s.position`);
  const pieces = await log.query<{ caseId: string; activity: string; after: boolean; waiting: number; processing: number }>(sql`
    SELECT f.case_id, a.name AS activity, p.after_delivery AS after, sum(p.waiting_ms) AS waiting, sum(p.processing_ms) AS processing
    FROM piece p JOIN case_fact f USING (case_key) JOIN activity a ON a.id = p.activity
    GROUP BY ALL`);
  const visits = await log.query<Record<string, unknown> & { caseId: string }>(sql`
    SELECT f.case_id, g.name AS stage, v.visit, v.position, v.waiting_ms AS waiting, v.processing_ms AS processing, v.gap_ms AS gap, n.name AS next_stage,
           v.next_gap_ms AS next_gap, v.first_of_edge
    FROM stage_visit v JOIN case_fact f USING (case_key) JOIN stage g ON g.id = v.stage LEFT JOIN stage n ON n.id = v.next_stage`);
  return { facts, steps, pieces, visits };
}

const times = (row: Record<string, unknown>, keys: readonly string[]) =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, keys.includes(key) && typeof value === 'number' ? value * MIN : value]),
  );
const byText = (some: readonly object[]) => some.map((one) => JSON.stringify(one, Object.keys(one).sort())).sort();
const without = <T extends object>(row: T, ...keys: string[]) =>
  Object.fromEntries(Object.entries(row).filter(([key]) => !keys.includes(key)));

it(
  'derives what a slow recount of every minute derives',
  async () => {
    const law = fc.asyncProperty(someCases, async (cases) => {
      const log = await logOfEvents(rows(cases), { blueprint });
      const found = await derived(log);
      cases.forEach((one, at) => {
        const id = `C-${at}`;
        const of = <T extends { caseId: string }>(some: readonly T[]) =>
          some.filter((row) => row.caseId === id).map((row) => without(row, 'caseId'));
        const order = inOrder(plain(one), designed);
        const fact = recountCase(order, one.arrival);
        const arrival = fact.known ? one.arrival : null;
        expect(of(found.facts)).toEqual([
          times(without(fact, 'arrived', 'delivered'), ['throughput', 'delivery', 'after', 'processing', 'waiting']),
        ]);
        const steps = recountSteps(order, arrival);
        expect(of(found.steps)).toEqual(steps.map((step) => times(step, ['waiting', 'processing', 'gap'])));
        const enabled = steps.map((step, i) => (order[i]?.start ?? 0) - step.waiting);
        expect(byText(of(found.visits))).toEqual(
          byText(
            recountVisits(order, enabled).map((visit) =>
              times(without(visit, 'left', 'started', 'ended'), ['waiting', 'processing', 'gap', 'nextGap']),
            ),
          ),
        );
        const ribbon = (told: Record<string, { waiting: number; processing: number }>, after: boolean) =>
          Object.entries(told).map(([activity, parts]) => ({
            activity,
            after,
            waiting: parts.waiting * MIN,
            processing: parts.processing * MIN,
          }));
        const first = fact.delivered === null ? {} : recountRibbon(order, fact.arrived, fact.delivered, false);
        const second = fact.delivered === null ? {} : recountRibbon(order, fact.delivered, fact.delivered + (fact.after ?? 0), true);
        expect(byText(of(found.pieces))).toEqual(byText([...ribbon(first, false), ...ribbon(second, true)]));
      });
    });
    await fc.assert(law, { numRuns: 8 });
  },
  PATIENCE_MS,
);

/** Halves of steps, in any order, with and without instance ids; times from a small range, so that there are many ties. */
const anyHalves = fc.array(
  fc.record({
    activity: fc.constantFrom('A', 'B'),
    opens: fc.boolean(),
    at: fc.integer({ min: 0, max: 8 }),
    instance: fc.option(fc.constantFrom('x', 'y'), { nil: undefined, freq: 4 }),
  }),
  { minLength: 1, maxLength: 14 },
);
type Half = typeof anyHalves extends fc.Arbitrary<(infer T)[]> ? T : never;

/** Pairing as a queue: a complete takes the oldest waiting start, or is an instant. */
function pairByQueue(halves: readonly Half[]): string[] {
  const told: string[] = [];
  for (const activity of ['A', 'B']) {
    const own = halves.map((half, line) => ({ ...half, line })).filter((half) => half.activity === activity);
    const byInstance = own.every((half) => half.instance !== undefined);
    const waiting: Record<string, number[]> = {};
    for (const half of own.sort((a, b) => a.at - b.at || Number(b.opens) - Number(a.opens) || a.line - b.line)) {
      const queue = (waiting[byInstance ? (half.instance ?? '') : ''] ??= []);
      if (half.opens) queue.push(half.at);
      else told.push(`${activity} ${queue.shift() ?? half.at}-${half.at}`);
    }
    told.push(
      ...Object.values(waiting)
        .flat()
        .map((start) => `${activity} ${start}-`),
    );
  }
  return told.sort();
}

it(
  'pairs the halves of steps like a queue',
  async () => {
    const law = fc.asyncProperty(fc.array(anyHalves, { minLength: 1, maxLength: 60, size: 'max' }), async (cases) => {
      const log = await logOfEvents(
        cases.flatMap((halves, at) =>
          halves.map((half) => ({
            case: `C-${at}`,
            activity: half.activity,
            end: minuteOfLog(half.at),
            lifecycle: half.opens ? 'start' : 'complete',
            instance: half.instance,
          })),
        ),
      );
      const found = await log.query<{ caseId: string; told: string }>(sql`
      SELECT f.case_id, a.name || ' ' || minute(started_at) || '-' || coalesce(minute(completed_at)::VARCHAR, '') AS told
      FROM step JOIN case_fact f USING (case_key) JOIN activity a ON a.id = step.activity`);
      cases.forEach((halves, at) =>
        expect(
          found
            .filter((row) => row.caseId === `C-${at}`)
            .map((row) => row.told)
            .sort(),
        ).toEqual(pairByQueue(halves)),
      );
    });
    await fc.assert(law, { numRuns: 5 });
  },
  PATIENCE_MS,
);

it(
  'loses no millisecond, whatever the microseconds: parts make the whole',
  async () => {
    const micro = fc.integer({ min: 0, max: 20_000 }).map((us) => `09:00:00.${String(us).padStart(6, '0')}`);
    const trace = fc.array(fc.record({ activity: fc.constantFrom('A', 'B', 'C', 'D', 'F', 'Note', 'Paid'), from: micro, to: micro }), {
      minLength: 1,
      maxLength: 10,
    });
    const law = fc.asyncProperty(fc.array(trace, { minLength: 1, maxLength: 100, size: 'max' }), async (cases) => {
      const log = await logOfEvents(
        cases.flatMap((some, at) =>
          some.map(({ activity, from, to }) => ({
            case: `C-${at}`,
            activity,
            start: from < to ? from : to,
            end: from < to ? to : from,
            arrival: at % 2 === 0 ? '08:59:59.999777' : undefined,
          })),
        ),
        { blueprint },
      );
      const [broken] = await log.query(sql`
      SELECT count(*) FILTER (WHERE processing_ms + waiting_ms <> throughput_ms OR waiting_ms < 0)      AS idle,
             count(*) FILTER (WHERE coalesce(p.before, 0) <> coalesce(f.delivery_ms, 0))                AS ribbon,
             count(*) FILTER (WHERE coalesce(p.after, 0) <> coalesce(f.after_ms, 0))                    AS second_ribbon
      FROM case_fact f
      LEFT JOIN (SELECT case_key, sum(waiting_ms + processing_ms) FILTER (WHERE NOT after_delivery) AS before,
                        sum(waiting_ms + processing_ms) FILTER (WHERE after_delivery) AS after FROM piece GROUP BY case_key) p USING (case_key)`);
      expect(broken).toEqual({ idle: 0, ribbon: 0, secondRibbon: 0 });
      expect(await log.query(sql`SELECT * FROM piece WHERE waiting_ms < 0 OR processing_ms < 0`)).toEqual([]);
      expect(await log.query(sql`SELECT * FROM stage_visit WHERE waiting_ms < 0 OR processing_ms < 0 OR gap_ms < 0`)).toEqual([]);
    });
    await fc.assert(law, { numRuns: 4 });
  },
  PATIENCE_MS,
);

it(
  'comes to the same when a log arrives in parts',
  async () => {
    const channel = (row: LogRow, at: number): LogRow => ({
      ...row,
      resource: at % 3 === 0 ? 'Ann' : 'Ben',
      attributes: { channel: `${row.case.at(-1) ?? ''}${row.activity === 'B' ? '!' : ''}`, steady: row.case },
    });
    const law = fc.asyncProperty(
      someCases,
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 0, max: 100 }),
      async (cases, one, other) => {
        const all = rows(cases)
          .map(channel)
          .sort((a, b) => (a.start ?? '').localeCompare(b.start ?? ''));
        const [first, second] = [
          Math.ceil((Math.min(one, other) / 100) * all.length) || 1,
          Math.ceil((Math.max(one, other) / 100) * all.length),
        ];
        const whole = await logOfEvents(all, { blueprint });
        const parts = await logOfEvents(all.slice(0, first), { blueprint });
        if (second > first) await parts.append(all.slice(first, second));
        if (all.length > Math.max(first, second)) await parts.append(all.slice(Math.max(first, second)));
        for (const table of ['step', 'case_fact', 'piece', 'stage_visit', 'variant', 'attribute', 'activity'] as const) {
          expect(byText(await parts.query(contents[table])), table).toEqual(byText(await whole.query(contents[table])));
        }
      },
    );
    await fc.assert(law, { numRuns: 4 });
  },
  PATIENCE_MS,
);

/** Ids of variants count appearances, so they may differ; all else is the same. */
const contents = {
  step: sql`SELECT * FROM step`,
  case_fact: sql`SELECT f.* EXCLUDE (variant_id), v.activities FROM case_fact f JOIN variant v USING (variant_id)`,
  piece: sql`SELECT * FROM piece`,
  stage_visit: sql`SELECT * FROM stage_visit`,
  variant: sql`SELECT * EXCLUDE (variant_id) FROM variant`,
  attribute: sql`SELECT * FROM attribute`,
  activity: sql`SELECT * FROM activity`,
};
