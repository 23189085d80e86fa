import { Type, type Static } from 'typebox';
import type { Row } from '../../engine/engine.ts';
import { dialect } from '../../engine/dialect.ts';
import { raw, sql, type Sql } from '../../engine/sql.ts';
import { Count, HOUR, Instant, Milliseconds, OrNull } from '../../model/units.ts';
import type { Asked } from './analytic.ts';
import { between, hasStages, inScope, isComplete, periodBounds, withoutPeriod } from './scope.ts';

/** What ends a case, as a column of `case_fact` (alias `c`) of a complete one. */
export const outAt = (time: 'delivery' | 'throughput'): Sql =>
  raw(time === 'delivery' ? 'coalesce(c.delivered_at, c.last_at)' : 'c.last_at');

/**
 * Little's law as a check of the data: over a stretch of time the mean number inside (`meanWip`) should be the arrivals per
 * hour times the mean time of a case. `mismatch` 0.08: there were 8 % more inside than that.
 */
export const Little = Type.Object({
  from: Instant,
  to: Instant,
  arrived: Count,
  completed: Count,
  wipStart: Count,
  wipEnd: Count,
  meanWip: Type.Number(),
  arrivalsPerHour: Type.Number(),
  meanMs: OrNull(Milliseconds),
  expectedWip: OrNull(Type.Number()),
  mismatch: OrNull(Type.Number()),
});

/** The stretch that is checked: the period of the scope as far as there are data; null where there are none. */
export function stretchOf(asked: Asked): { from: Date; to: Date } | null {
  const { firstAt, endAt } = asked.process;
  if (firstAt === null || endAt === null) return null;
  const { from, to } = periodBounds(asked);
  const [first, last] = [new Date(firstAt), new Date(Date.parse(endAt) + 1)];
  const stretch = { from: from !== null && from > first ? from : first, to: to !== null && to < last ? to : last };
  return stretch.from < stretch.to ? stretch : null;
}

/** One row with what the law is made of, in one reading of the cases. */
export function littleFigures(asked: Asked, time: 'delivery' | 'throughput', { from, to }: { from: Date; to: Date }): Sql {
  const length = raw(time === 'delivery' ? 'coalesce(c.delivery_ms, c.throughput_ms)' : 'c.throughput_ms');
  const out = between(raw('q.out_at'), from, to);
  const inside = sql`q.arrived_at < ${to} AND (q.out_at IS NULL OR q.out_at > ${from})`;
  return sql`
      SELECT count(CASE WHEN ${between(raw('q.arrived_at'), from, to)} THEN 1 END) AS arrived,
             count(CASE WHEN ${out} THEN 1 END) AS completed, avg(CASE WHEN ${out} THEN q.ms END) AS mean_ms,
             count(CASE WHEN q.arrived_at < ${from} AND (q.out_at IS NULL OR q.out_at >= ${from}) THEN 1 END) AS wip_start,
             count(CASE WHEN q.arrived_at < ${to} AND (q.out_at IS NULL OR q.out_at >= ${to}) THEN 1 END) AS wip_end,
             sum(CASE WHEN ${inside} THEN ${dialect.milliseconds(
               sql`CASE WHEN q.arrived_at < ${from} THEN ${from} ELSE q.arrived_at END`,
               sql`CASE WHEN q.out_at IS NULL OR q.out_at > ${to} THEN ${to} ELSE q.out_at END`,
             )} ELSE 0 END) AS inside_ms
      FROM (SELECT c.arrived_at, ${length} AS ms, CASE WHEN ${isComplete(asked.process)} THEN ${outAt(time)} END AS out_at
            FROM case_fact c WHERE ${inScope(withoutPeriod(asked))}) q`;
}

/** The law, worked out; null without a stretch of time. */
export function littleOf(row: Row | undefined, stretch: { from: Date; to: Date } | null): Static<typeof Little> | null {
  if (row === undefined || stretch === null) return null;
  const lengthMs = stretch.to.getTime() - stretch.from.getTime();
  const meanWip = Number(row.insideMs ?? 0) / lengthMs;
  const arrived = Number(row.arrived);
  const meanMs = row.meanMs === null ? null : Number(row.meanMs);
  const expectedWip = meanMs === null ? null : (arrived / lengthMs) * meanMs;
  return {
    from: stretch.from.toISOString(),
    to: stretch.to.toISOString(),
    arrived,
    completed: Number(row.completed),
    wipStart: Number(row.wipStart),
    wipEnd: Number(row.wipEnd),
    meanWip,
    arrivalsPerHour: (arrived / lengthMs) * HOUR,
    meanMs,
    expectedWip,
    mismatch: expectedWip === null || expectedWip === 0 ? null : meanWip / expectedWip - 1,
  };
}

/** How far complete cases came: `stage` is the last one, in the order of the blueprint, that they entered. */
export const Furthest = Type.Object({
  stage: Type.String(),
  cases: Count,
  ended: Type.Integer({ minimum: 0, description: 'Of them, those that an end activity closed; the others fell silent.' }),
});

/** Complete cases that stopped at once. `stage`: the first one; null without stages, where it is cases of one step. */
export const Abandoned = Type.Object({ stage: OrNull(Type.String()), cases: Count, ended: Count, of: Count });

/** Complete cases of the scope by the furthest stage they entered, stages that run in parallel left aside. */
export function furthestStages(asked: Asked): Sql {
  const cases = inScope(asked, 'complete');
  if (!hasStages(asked.process))
    return sql`SELECT CAST(NULL AS VARCHAR) AS stage, CASE WHEN c.steps = 1 THEN 1 ELSE 0 END AS first, count(*) AS cases, count(CASE WHEN c.ended THEN 1 END) AS ended
      FROM case_fact c WHERE ${cases} GROUP BY 2 ORDER BY 2`;
  return sql`
      SELECT g.name AS stage, CASE WHEN g.id = (SELECT min(one.id) FROM stage one WHERE one.id > 0 AND NOT one.parallel) THEN 1 ELSE 0 END AS first,
             q.cases, q.ended
      FROM (SELECT r.stage, count(*) AS cases, count(CASE WHEN r.ended THEN 1 END) AS ended
            FROM (SELECT c.case_key, c.ended, max(v.stage) AS stage
                  FROM case_fact c LEFT JOIN stage_visit v ON v.case_key = c.case_key AND v.position > 0 AND v.stage > 0
                  WHERE ${cases}
                  GROUP BY c.case_key, c.ended) r
            GROUP BY r.stage) q
      LEFT JOIN stage g ON g.id = q.stage
      ORDER BY g.id IS NULL, g.id`;
}

/** What `furthestStages` found: stage by stage, and those that stopped at the first. */
export function stoppedAt(rows: readonly Row[], { process }: Asked): { furthest: Row[]; abandoned: Row } {
  const of = rows.reduce((sum, { cases }) => sum + Number(cases), 0);
  const first = rows.find((row) => Number(row.first) === 1);
  const named = process.blueprint.stages.find(({ parallel }) => parallel !== true)?.name ?? null;
  return {
    furthest: rows.filter(({ stage }) => stage !== null).map(({ stage, cases, ended }) => ({ stage, cases, ended })),
    abandoned: { stage: named, cases: first?.cases ?? 0, ended: first?.ended ?? 0, of },
  };
}
