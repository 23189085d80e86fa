import { dialect } from '../../engine/dialect.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../model/units.ts';

/** Steps people count in, for waits without a limit. */
const STEPS = [
  ...[1, 5, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 28, 91, 182].map((n) => n * DAY),
];
/** Where the bands begin, in steps: shorter ones first, as most waits are short. */
const IN_STEPS = [0, 1, 2, 3, 4, 6] as const;
/** The same as parts of a limit that four, or else three, divides into whole minutes. */
const IN_QUARTERS = [0, 0.25, 0.5, 1, 1.5, 2] as const;
const IN_THIRDS = [0, 1 / 3, 2 / 3, 1, 4 / 3, 2] as const;

/**
 * The bands of a wait as rows of `from_ms` and `to_ms` (null: open), six of them: parts of the limit (`allowed`: `limit_ms, limit_from`)
 * where someone has set one, else steps of about half the median of `longest_ms` in the named query.
 */
export function scoreEdges(waits: string): Sql {
  const step = join(
    STEPS.slice(0, -1).map((ms) => raw(`WHEN m.median <= ${3 * ms} THEN ${ms}`)),
    ' ',
  );
  const rows = IN_STEPS.map((_, at) =>
    raw(
      `SELECT ${at} AS at, ${edge(at)} AS from_ms, ${at + 1 < IN_STEPS.length ? edge(at + 1) : 'CAST(NULL AS BIGINT)'} AS to_ms FROM scale x`,
    ),
  );
  return sql`SELECT b.from_ms, b.to_ms
        FROM (WITH scale AS (
                SELECT l.limit_ms, l.limit_from, CASE ${step} ELSE ${raw(String(STEPS.at(-1)))} END AS step_ms
                FROM allowed l CROSS JOIN (SELECT ${dialect.quantile(raw('w.longest_ms'), 0.5)} AS median FROM ${raw(waits)} w) m)
              ${join(rows, ' UNION ALL ')}) b`;
}

const edge = (at: number): string =>
  `CAST(CASE WHEN x.limit_from = 'best quarter' OR x.limit_ms <= 0 THEN x.step_ms * ${IN_STEPS[at] ?? 0}
             WHEN x.limit_ms % ${3 * MINUTE} = 0 AND x.limit_ms % ${4 * MINUTE} > 0 THEN x.limit_ms * ${IN_THIRDS[at] ?? 0}
             ELSE x.limit_ms * ${IN_QUARTERS[at] ?? 0} END AS BIGINT)`;
