import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import type { Blueprint } from '../../model/blueprint.ts';
import { logOfEvents, minuteOfLog, type Log, type LogRow } from '../support/log.ts';
import { inOrder, recountCase, recountRibbon, recountSteps, recountVisits, type Design, type PlainStep } from './recount.ts';

const MIN = 60_000;

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

const plain = ({ trace }: AnyCase): PlainStep[] => trace.map(({ activity, start, length }) => ({ activity, start, end: length === null ? null : start + length }));
const rows = (cases: readonly AnyCase[]): LogRow[] =>
  cases.flatMap((one, at) =>
    plain(one).map((step) => ({
      case: `C-${at}`, activity: step.activity, start: minuteOfLog(step.start),
      ...(step.end === null ? {} : { end: minuteOfLog(step.end) }),
      ...(one.arrival === null ? {} : { arrival: minuteOfLog(one.arrival) }),
    })),
  );

async function derived(log: Log) {
  const names = new Map((await log.query<{ id: number; name: string }>(sql`SELECT id, name FROM activity`)).map((row) => [row.id, row.name]));
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

const times = (row: Record<string, unknown>, keys: readonly string[]) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, keys.includes(key) && typeof value === 'number' ? value * MIN : value]));
const byText = (some: readonly object[]) => some.map((one) => JSON.stringify(one, Object.keys(one).sort())).sort();
const without = <T extends object>(row: T, ...keys: string[]) => Object.fromEntries(Object.entries(row).filter(([key]) => !keys.includes(key)));

it('derives what a slow recount of every minute derives', async () => {
  const law = fc.asyncProperty(someCases, async (cases) => {
    const log = await logOfEvents(rows(cases), { blueprint });
    const found = await derived(log);
    cases.forEach((one, at) => {
      const id = `C-${at}`;
      const of = <T extends { caseId: string }>(some: readonly T[]) => some.filter((row) => row.caseId === id).map((row) => without(row, 'caseId'));
      const order = inOrder(plain(one), designed);
      const fact = recountCase(order, one.arrival);
      const arrival = fact.known ? one.arrival : null;
      expect(of(found.facts)).toEqual([times(without(fact, 'arrived', 'delivered'), ['throughput', 'delivery', 'after', 'processing', 'waiting'])]);
      const steps = recountSteps(order, arrival);
      expect(of(found.steps)).toEqual(steps.map((step) => times(step, ['waiting', 'processing', 'gap'])));
      const enabled = steps.map((step, i) => (order[i]?.start ?? 0) - step.waiting);
      expect(byText(of(found.visits))).toEqual(byText(recountVisits(order, enabled).map((visit) => times(without(visit, 'left', 'started'), ['waiting', 'processing', 'gap', 'nextGap']))));
      const ribbon = (told: Record<string, { waiting: number; processing: number }>, after: boolean) =>
        Object.entries(told).map(([activity, parts]) => ({ activity, after, waiting: parts.waiting * MIN, processing: parts.processing * MIN }));
      const first = fact.delivered === null ? {} : recountRibbon(order, fact.arrived, fact.delivered, false);
      const second = fact.delivered === null ? {} : recountRibbon(order, fact.delivered, fact.delivered + (fact.after ?? 0), true);
      expect(byText(of(found.pieces))).toEqual(byText([...ribbon(first, false), ...ribbon(second, true)]));
    });
  });
  await fc.assert(law, { numRuns: 12 });
});
