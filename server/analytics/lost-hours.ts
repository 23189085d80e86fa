import { dialect, type BucketUnit } from '../../engine/dialect.ts';
import { empty, join, raw, sql, type Sql } from '../../engine/sql.ts';
import type { Asked } from './analytic.ts';
import { lastWholeBuckets, type Bucket } from './buckets.ts';
import { between, chosenCases, hasStages, withoutPeriod, type NamedQuery, wholeEndOfScope } from './scope.ts';

/** Where the limit of a wait comes from, in the order in which they are looked for. */
export const LIMIT_FROM = ['hand-over', 'stage', 'best quarter'] as const;
export type LossKind = 'hand-over' | 'stage';

const TREND = 6;

/** The periods of a trend: the last six whole ones up to the end of the scope. */
export const trendBuckets = (asked: Asked, unit: BucketUnit): Bucket[] =>
  lastWholeBuckets(asked.process, unit, wholeEndOfScope(asked), TREND);

/**
 * Waits as rows `w` of a table, each with its limit: `from_id`, `to_id` (of a stage: null and the stage), `case_key`,
 * `wait_ms`, `limit_ms`, `limit_from`, `started_at` = when the step waited for starts.
 */
export interface Losses {
  /** Named queries that `table` reads; none of them looks at the scope. */
  readonly with: readonly NamedQuery[];
  readonly table: Sql;
  /** Rows of the table that are a wait. */
  readonly counts: Sql;
  /** The row is the first of its case, or may be as far as a look at the row alone tells; see `again`. */
  readonly first: Sql;
  /** Cases that take it more than once although each row looks like a first: `from_id`, `to_id`, `extra`; null when there are none. */
  readonly again: ((has: Sql) => Sql) | null;
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
    [
      'quarter',
      sql`SELECT s.activity AS from_id, s.gap_to AS to_id, ${dialect.quantile(raw('s.gap_ms'), 0.25)} AS best_ms
        FROM step s WHERE s.gap_ms IS NOT NULL AND s.gap_to IS NOT NULL GROUP BY s.activity, s.gap_to`,
    ],
    [
      'limits',
      sql`SELECT q.from_id, q.to_id,
               CASE WHEN h.limit_ms IS NOT NULL THEN h.limit_ms WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN g.wait_limit_ms ELSE q.best_ms END AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM quarter q
        JOIN activity a ON a.id = q.from_id
        JOIN activity b ON b.id = q.to_id
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = q.from_id AND h."to" = q.to_id`,
    ],
  ],
  table: raw('step s JOIN limits l ON l.from_id = s.activity AND l.to_id = s.gap_to'),
  counts: raw('s.gap_ms IS NOT NULL'),
  first: raw('1'),
  // only a case that does something again can take a hand-over twice; telling every case apart costs three times the rest
  again: (has) => sql`SELECT d.from_id, d.to_id, sum(d.times - 1) AS extra
        FROM (SELECT s.activity AS from_id, s.gap_to AS to_id, count(*) AS times
              FROM step s
              WHERE s.gap_ms IS NOT NULL AND s.case_key IN (SELECT c.case_key FROM case_fact c WHERE c.rework > 0) AND ${has}
              GROUP BY s.activity, s.gap_to, s.case_key) d
        GROUP BY d.from_id, d.to_id`,
  alias: 's',
  from: raw('s.activity'),
  to: raw('s.gap_to'),
  wait: raw('s.gap_ms'),
  startedAt: dialect.before(raw('s.completed_at'), raw('-s.gap_ms')),
};

/** Stages, over their visits: what they waited before and inside. */
export const stageWaits: Losses = {
  with: [
    [
      'quarter',
      sql`SELECT v.stage AS to_id, ${dialect.quantile(raw('v.waiting_ms + v.gap_ms'), 0.25)} AS best_ms FROM stage_visit v GROUP BY v.stage`,
    ],
    [
      'limits',
      sql`SELECT q.to_id,
               CASE WHEN g.wait_limit_ms IS NOT NULL THEN g.wait_limit_ms ELSE q.best_ms END AS limit_ms,
               CASE WHEN g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM quarter q JOIN stage g ON g.id = q.to_id`,
    ],
  ],
  table: raw('stage_visit v JOIN limits l ON l.to_id = v.stage'),
  counts: raw('true'),
  first: raw('CASE WHEN v.visit = 1 THEN 1 END'),
  again: null,
  alias: 'v',
  from: sql`CAST(NULL AS INTEGER)`,
  to: raw('v.stage'),
  wait: raw('(v.waiting_ms + v.gap_ms)'),
  startedAt: raw('v.started_at'),
};

/** What a wait lost beyond its limit, never less than nothing. */
export const lost = (losses: Losses): Sql => sql`CASE WHEN ${losses.wait} > l.limit_ms THEN ${losses.wait} - l.limit_ms ELSE 0 END`;

/** What it lost in each period of the trend: `t1`, `t2`, …, oldest first. */
const periods = (buckets: readonly Bucket[]): Sql =>
  join(
    buckets.map(
      ({ from, to }, at) => sql`sum(CASE WHEN ${between(raw('w.started_at'), from, to)} THEN w.lost_ms ELSE 0 END) AS ${raw(`t${at + 1}`)}`,
    ),
  );

/** The ranking of one kind, each row with its trend. */
export function lossStatements(asked: Asked<{ bucket: BucketUnit }>, kind: LossKind): Record<string, Sql> {
  if (kind === 'stage' && !hasStages(asked.process)) return {};
  const losses = kind === 'stage' ? stageWaits : handOvers;
  const buckets = trendBuckets(asked, asked.params.bucket);
  const chosen = chosenCases(asked);
  const past = chosenCases(withoutPeriod(asked), 'all', 'looked_back');
  const [first, last] = [buckets[0], buckets.at(-1)];
  const trend: readonly NamedQuery[] =
    first === undefined || last === undefined
      ? []
      : [
          ...past.parts,
          [
            'trend',
            sql`SELECT w.from_id, w.to_id, ${periods(buckets)}
        FROM (SELECT ${losses.from} AS from_id, ${losses.to} AS to_id, ${losses.wait} - l.limit_ms AS lost_ms, ${losses.startedAt} AS started_at
              FROM ${losses.table}
              WHERE ${losses.counts} AND ${losses.wait} > l.limit_ms AND ${past.has(losses.alias)}) w
        WHERE ${between(raw('w.started_at'), first.from, last.to)}
        GROUP BY 1, 2`,
          ],
        ];
  const named =
    kind === 'stage'
      ? {
          columns: raw('NULL AS "from", NULL AS "to", g.name AS stage'),
          joins: raw('JOIN stage g ON g.id = q.to_id'),
          order: raw('g.name'),
        }
      : {
          columns: raw(`a.name AS "from", b.name AS "to", ${hasStages(asked.process) ? 'g.name' : 'NULL'} AS stage`),
          joins: raw('JOIN activity a ON a.id = q.from_id JOIN activity b ON b.id = q.to_id LEFT JOIN stage g ON g.id = b.stage'),
          order: raw('a.name, b.name'),
        };
  const again: readonly NamedQuery[] = losses.again === null ? [] : [['again', losses.again(chosen.has(losses.alias))]];
  const same = (alias: string) => raw(`${alias}.to_id = q.to_id${kind === 'stage' ? '' : ` AND ${alias}.from_id = q.from_id`}`);
  return {
    [kind]: sql`${chosen.with([...losses.with, ...again, ...trend])}
      SELECT ${named.columns}, q.lost_ms, q.occurrences, q.firsts${losses.again === null ? empty : raw(' - coalesce(r.extra, 0)')} AS cases,
             q.middle[1] AS median_ms, q.mean_ms, q.middle[2] AS p90_ms, q.within, l.limit_ms, l.limit_from${join(
               buckets.map((_, at) => raw(`, coalesce(t.t${at + 1}, 0) AS t${at + 1}`)),
               '',
             )}
      FROM (SELECT ${losses.from} AS from_id, ${losses.to} AS to_id, sum(${lost(losses)}) AS lost_ms,
                   count(*) AS occurrences, count(${losses.first}) AS firsts,
                   ${dialect.quantiles(losses.wait, [0.5, 0.9])} AS middle, avg(${losses.wait}) AS mean_ms,
                   count(CASE WHEN ${losses.wait} <= l.limit_ms THEN 1 END) AS within
            FROM ${losses.table}
            WHERE ${losses.counts} AND ${chosen.has(losses.alias)}
            GROUP BY 1, 2) q
      JOIN limits l ON ${same('l')}
      ${named.joins}${again.length === 0 ? empty : sql` LEFT JOIN again r ON ${same('r')}`}${trend.length === 0 ? empty : sql` LEFT JOIN trend t ON ${same('t')}`}
      ORDER BY q.lost_ms DESC, ${named.order}`,
  };
}
