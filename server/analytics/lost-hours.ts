import { dialect, type BucketUnit } from '../../engine/dialect.ts';
import { raw, sql, type Sql } from '../../engine/sql.ts';
import type { Asked } from './analytic.ts';
import { bucketOf, lastWholeBuckets, type Bucket } from './buckets.ts';
import { between, chosenCases, endOfScope, hasStages, withoutPeriod } from './scope.ts';

/** Where the limit of a wait comes from, in the order in which they are looked for. */
export const LIMIT_FROM = ['hand-over', 'stage', 'best quarter'] as const;
export type LossKind = 'hand-over' | 'stage';

const TREND = 6;

/** The periods of a trend: the last six whole ones up to the end of the scope. */
export const trendBuckets = (asked: Asked, unit: BucketUnit): Bucket[] => lastWholeBuckets(asked.process, unit, endOfScope(asked), TREND);

/**
 * Waits as rows `w` of a table, each with its limit: `from_id`, `to_id` (of a stage: null and the stage), `case_key`,
 * `wait_ms`, `limit_ms`, `limit_from`, `started_at` = when the step waited for starts.
 */
export interface Losses {
  /** Named queries that `table` reads; none of them looks at the scope. */
  readonly with: readonly (readonly [string, Sql])[];
  readonly table: Sql;
  /** Alias that carries the case key. */
  readonly alias: string;
  readonly from: Sql;
  readonly to: Sql;
  readonly wait: Sql;
  readonly startedAt: Sql;
}

/** Hand-overs between activities, over steps that have a time to the next; notes between the two are passed over. */
export const handOvers: Losses = {
  with: [
    ['quarter', sql`SELECT s.activity AS from_id, s.gap_to AS to_id, ${dialect.quantile(raw('s.gap_ms'), 0.25)} AS best_ms
        FROM step s WHERE s.gap_ms IS NOT NULL AND s.gap_to IS NOT NULL GROUP BY s.activity, s.gap_to`],
    ['limits', sql`SELECT q.from_id, q.to_id,
               CASE WHEN h.limit_ms IS NOT NULL THEN h.limit_ms WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN g.wait_limit_ms ELSE q.best_ms END AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM quarter q
        JOIN activity a ON a.id = q.from_id
        JOIN activity b ON b.id = q.to_id
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = q.from_id AND h."to" = q.to_id`],
  ],
  table: sql`step s JOIN limits l ON l.from_id = s.activity AND l.to_id = s.gap_to WHERE s.gap_ms IS NOT NULL`,
  alias: 's',
  from: raw('s.activity'),
  to: raw('s.gap_to'),
  wait: raw('s.gap_ms'),
  startedAt: dialect.before(raw('s.completed_at'), raw('-s.gap_ms')),
};

/** Stages, over their visits: what they waited before and inside. */
export const stageWaits: Losses = {
  with: [
    ['quarter', sql`SELECT v.stage AS to_id, ${dialect.quantile(raw('v.waiting_ms + v.gap_ms'), 0.25)} AS best_ms FROM stage_visit v GROUP BY v.stage`],
    ['limits', sql`SELECT q.to_id,
               CASE WHEN g.wait_limit_ms IS NOT NULL THEN g.wait_limit_ms ELSE q.best_ms END AS limit_ms,
               CASE WHEN g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM quarter q JOIN stage g ON g.id = q.to_id`],
  ],
  table: sql`stage_visit v JOIN limits l ON l.to_id = v.stage WHERE true`,
  alias: 'v',
  from: sql`CAST(NULL AS INTEGER)`,
  to: raw('v.stage'),
  wait: raw('(v.waiting_ms + v.gap_ms)'),
  startedAt: raw('v.started_at'),
};

/** What a wait lost beyond its limit, never less than nothing. */
export const lost = (losses: Losses): Sql => sql`CASE WHEN ${losses.wait} > l.limit_ms THEN ${losses.wait} - l.limit_ms ELSE 0 END`;

/** The ranking of one kind and its trend. */
export function lossStatements(asked: Asked<{ bucket: BucketUnit }>, kind: LossKind): Record<string, Sql> {
  if (kind === 'stage' && !hasStages(asked.process)) return {};
  const losses = kind === 'stage' ? stageWaits : handOvers;
  const key = raw(`${losses.alias}.case_key`);
  const chosen = chosenCases(asked);
  const named =
    kind === 'stage'
      ? { columns: raw('NULL AS "from", NULL AS "to", g.name AS stage'), joins: raw('JOIN stage g ON g.id = q.to_id'), order: raw('g.name') }
      : {
          columns: raw(`a.name AS "from", b.name AS "to", ${hasStages(asked.process) ? 'g.name' : 'NULL'} AS stage`),
          joins: raw('JOIN activity a ON a.id = q.from_id JOIN activity b ON b.id = q.to_id LEFT JOIN stage g ON g.id = b.stage'),
          order: raw('a.name, b.name'),
        };
  return {
    [kind]: sql`${chosen.with(losses.with)}
      SELECT q.from_id, q.to_id, ${named.columns}, q.lost_ms, q.occurrences, q.cases, q.middle[1] AS median_ms, q.mean_ms, q.middle[2] AS p90_ms, q.limit_ms, q.limit_from
      FROM (SELECT ${losses.from} AS from_id, ${losses.to} AS to_id, sum(${lost(losses)}) AS lost_ms,
                   count(*) AS occurrences, count(DISTINCT ${key}) AS cases,
                   ${dialect.quantiles(losses.wait, [0.5, 0.9])} AS middle, avg(${losses.wait}) AS mean_ms,
                   min(l.limit_ms) AS limit_ms, min(l.limit_from) AS limit_from
            FROM ${losses.table} AND ${chosen.has(losses.alias)}
            GROUP BY 1, 2) q
      ${named.joins}
      ORDER BY q.lost_ms DESC, ${named.order}`,
    ...trendStatement(asked, kind, losses),
  };
}

function trendStatement(asked: Asked<{ bucket: BucketUnit }>, kind: LossKind, losses: Losses): Record<string, Sql> {
  const buckets = trendBuckets(asked, asked.params.bucket);
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (first === undefined || last === undefined) return {};
  const chosen = chosenCases(withoutPeriod(asked));
  return {
    [`${kind} trend`]: sql`${chosen.with(losses.with)}
      SELECT ${losses.from} AS from_id, ${losses.to} AS to_id, ${bucketOf(asked.process, losses.startedAt, asked.params.bucket)} AS bucket, sum(${lost(losses)}) AS lost_ms
      FROM ${losses.table} AND ${losses.wait} > l.limit_ms AND ${between(losses.startedAt, first.from, last.to)} AND ${chosen.has(losses.alias)}
      GROUP BY 1, 2, 3
      ORDER BY 1, 2, 3`,
  };
}
