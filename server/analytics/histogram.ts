import type { Row } from '../../engine/engine.ts';
import { dialect } from '../../engine/dialect.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../model/units.ts';

/** Widths a person can read, so that the 95th percentile lies within thirty bars. */
const WIDTHS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 28, 91, 182, 364].map((n) => n * DAY),
];
const BARS = 30;

/**
 * How the durations of a named query fall into bars of equal width: rows of `width_ms`, `bar` (0.., the last one
 * holds all that is longer) and `total`. `time` is its column, in ms and never null.
 */
export function barsOf(table: string, time: string): Sql {
  const widths = join(
    WIDTHS.slice(0, -1).map((width) => raw(`WHEN p.p95 <= ${BARS * width} THEN ${width}`)),
    ' ',
  );
  const ms = raw(`t.${time}`);
  return sql`
      SELECT w.width_ms, CASE WHEN ${ms} >= ${raw(String(BARS))} * w.width_ms THEN ${raw(String(BARS))}
                              ELSE CAST(floor(CAST(${ms} AS DOUBLE) / w.width_ms) AS INTEGER) END AS bar, count(*) AS total
      FROM ${raw(table)} t
      CROSS JOIN (SELECT CASE ${widths} ELSE ${raw(String(WIDTHS.at(-1)))} END AS width_ms
                  FROM (SELECT ${dialect.quantile(ms, 0.95)} AS p95 FROM ${raw(table)} t) p) w
      GROUP BY 1, 2
      ORDER BY 2`;
}

/** Bars without a gap, from 0 to the last one that holds anything, counted under `name`; the open last bar has no end. */
export function histogram(found: readonly Row[], name: 'cases' | 'count'): Row[] {
  const width = Number(found[0]?.widthMs ?? 0);
  const totals = new Map(found.map(({ bar, total }) => [Number(bar), Number(total)]));
  const last = Math.max(-1, ...totals.keys());
  return Array.from({ length: last + 1 }, (_, bar) => ({
    fromMs: bar * width,
    toMs: bar === BARS ? null : (bar + 1) * width,
    [name]: totals.get(bar) ?? 0,
  }));
}
