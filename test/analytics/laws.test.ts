import fc from '../support/laws.ts';
import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { activities } from '../../server/analytics/activities.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { bottlenecks } from '../../server/analytics/bottlenecks.ts';
import { directlyFollows } from '../../server/analytics/directly-follows.ts';
import { flow } from '../../server/analytics/flow.ts';
import { summary } from '../../server/analytics/summary.ts';
import { variants } from '../../server/analytics/variants.ts';
import { logOf, steps } from '../support/log.ts';

const all = { process: 'log', state: 'all' } as const;
const sum = <T>(rows: readonly T[], of: (row: T) => number | null) => rows.reduce((total, row) => total + (of(row) ?? 0), 0);

it('agrees with itself on any log: edges with steps, variants and flow with cases, shares with one', async () => {
  const law = fc.asyncProperty(fc.array(steps(), { minLength: 1, maxLength: 6 }), async (traces) => {
    const log = await logOf(Object.fromEntries(traces.map((trace, at) => [`C-${at}`, trace])), {
      blueprint: { stages: [{ name: 'One', activities: [{ name: 'A' }, { name: 'B' }] }] },
    });
    const [whole] = (await ask(log, summary, all)).rows;
    const cases = traces.length;
    expect(whole).toMatchObject({ cases, steps: sum(traces, ({ length }) => length) });
    for (const level of ['activity', 'stage'] as const) {
      const edges = (await ask(log, directlyFollows, { ...all, level })).rows;
      expect(
        sum(
          edges.filter(({ from }) => from === null),
          ({ count }) => count,
        ),
      ).toBe(cases);
      expect(
        sum(
          edges.filter(({ to }) => to === null),
          ({ count }) => count,
        ),
      ).toBe(cases);
      for (const edge of edges) {
        expect(edge.cases).toBeLessThanOrEqual(edge.count);
        expect(edge.timed ?? 0).toBeLessThanOrEqual(edge.count);
        if (edge.timed) expect((edge.meanMs ?? 0) * edge.timed).toBeCloseTo(edge.totalMs ?? 0, 3);
      }
      // a step leads to one neighbour or to the end
      if (level === 'activity')
        expect(
          sum(
            edges.filter(({ from }) => from !== null),
            ({ count }) => count,
          ),
        ).toBe(whole?.steps);
      const shown = (await ask(log, directlyFollows, { ...all, level }, { times: false })).rows;
      expect(shown.map(({ from, to, count, cases: n }) => [from, to, count, n])).toEqual(
        edges.map(({ from, to, count, cases: n }) => [from, to, count, n]),
      );
    }
    const each = (await ask(log, activities, all)).rows;
    expect(sum(each, (row) => row.steps)).toBe(whole?.steps);
    expect(sum(each, (row) => row.startCases)).toBe(cases);
    expect(sum(each, (row) => row.endCases)).toBe(cases);
    const ways = await ask(log, variants, all);
    expect(ways.n).toBe(whole?.variants);
    expect(sum(ways.rows, (row) => row.share)).toBeCloseTo(1, 12);
    expect(ways.rows.at(-1)?.coverage).toBe(1);
    const lost = await ask(log, bottlenecks, all, { kind: 'all' });
    for (const kind of ['hand-over', 'stage'] as const) {
      const ranked = lost.rows.filter((row) => row.kind === kind);
      if (sum(ranked, (row) => row.lostMs) > 0) expect(sum(ranked, (row) => row.share)).toBeCloseTo(1, 12);
      expect(ranked.map((row) => row.lostMs)).toEqual(ranked.map((row) => row.lostMs).sort((a, b) => b - a));
    }
    const [distinct] = await log.query(
      sql`SELECT coalesce(sum(n), 0) AS n FROM (SELECT count(DISTINCT case_key) AS n FROM step WHERE gap_ms IS NOT NULL GROUP BY activity, gap_to)`,
    );
    expect(
      sum(
        lost.rows.filter(({ kind }) => kind === 'hand-over'),
        (row) => row.cases,
      ),
    ).toBe(distinct?.n);
    const last = (await ask(log, flow, all, { bucket: 'day' })).rows.at(-1);
    expect(last).toMatchObject({ arrivedTotal: cases, wip: whole?.openCases, completedTotal: whole?.completeCases });
  });
  await fc.assert(law, { numRuns: 10 });
});
