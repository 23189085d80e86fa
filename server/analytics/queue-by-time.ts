import { dialect } from '../../engine/dialect.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import { DAY, HOUR } from '../../model/units.ts';
import type { Asked } from './analytic.ts';
import { localTime, wholeHours } from './buckets.ts';
import { namesWait, queueRows, waitLimit, type WaitParams } from './one-wait.ts';
import { chosenCases, periodBounds, withoutPeriod, type NamedQuery } from './scope.ts';

/** The time looked at, cut into slots of equal length. */
interface Window {
  readonly from: Date;
  readonly to: Date;
  readonly slotMs: number;
}

/** What the time waited is put together by. */
export type QueueGrain = 'hour-of-week' | 'weekday' | 'day';

/** Days longer than this are cut into hours, not quarters of an hour. */
const FINE_DAYS = 2 * 366;

/**
 * What of the period lies within the data, from a whole slot on; null where nothing does. Hours, or quarters of an hour where a zone
 * is not whole hours off or a day needs a band.
 */
export function queueWindow(asked: Asked, by: QueueGrain): Window | null {
  const { firstAt, endAt } = asked.process;
  if (firstAt === null || endAt === null) return null;
  const { from, to } = periodBounds(asked);
  const start = Math.max(Date.parse(firstAt), from?.getTime() ?? -Infinity);
  const end = Math.min(Date.parse(endAt), to?.getTime() ?? Infinity);
  if (end <= start) return null;
  const fine = !wholeHours(asked.process) || (by === 'day' && end - start <= FINE_DAYS * DAY);
  const slotMs = fine ? HOUR / 4 : HOUR;
  return { from: new Date(Math.floor(start / slotMs) * slotMs), to: new Date(end), slotMs };
}

/**
 * How long is waited in each slot, without a row for every slot that a wait touches: a wait adds to the slot in which it begins
 * what is left of it, and one slot's length to every later one; its end takes both away again. So a wait is two numbers however long it
 * is, and a running sum over the slots does the rest.
 */
export function queueByTime(asked: Asked<WaitParams>, by: QueueGrain): Record<string, Sql> {
  const window = queueWindow(asked, by);
  if (window === null) return {};
  const { process, params } = asked;
  const chosen = chosenCases(withoutPeriod(asked));
  const length = window.to.getTime() - window.from.getTime();
  const slots = Math.ceil(length / window.slotMs);
  const slot = (ms: string) => `CAST(floor(${ms} / ${window.slotMs}.0) AS BIGINT)`;
  const rest = (ms: string) => `(${slot(ms)} + 1) * ${window.slotMs} - ${ms}`;
  const within = (ms: string) => `CASE WHEN ${ms} < 0 THEN 0 WHEN ${ms} > ${length} THEN ${length} ELSE ${ms} END`;
  const named: readonly NamedQuery[] = [
    ['allowed', namesWait(params) ? waitLimit(params) : sql`SELECT CAST(NULL AS BIGINT) AS limit_ms`],
    [
      'spans',
      sql`SELECT q.began, q.began + q.wait_ms AS ended, CASE WHEN q.wait_ms > a.limit_ms THEN q.began + CAST(a.limit_ms AS BIGINT) END AS beyond
        FROM (SELECT ${dialect.milliseconds(sql`CAST(${window.from} AS TIMESTAMP)`, raw('w.began_at'))} AS began, w.wait_ms
              FROM (${queueRows(params, chosen)}) w) q
        LEFT JOIN allowed a ON true
        WHERE q.began < ${raw(String(length))} AND q.began + q.wait_ms > 0`,
    ],
    [
      'waits',
      raw(
        `SELECT ${within('s.began')} AS began, ${within('s.ended')} AS ended, CASE WHEN s.beyond IS NOT NULL THEN ${within('s.beyond')} END AS beyond FROM spans s`,
      ),
    ],
    [
      'points',
      raw(`SELECT p.slot, sum(p.part) AS part, sum(p.more) AS more, sum(p.lost_part) AS lost_part, sum(p.lost_more) AS lost_more
        FROM (SELECT ${slot('w.began')} AS slot, ${rest('w.began')} AS part, 1 AS more, 0 AS lost_part, 0 AS lost_more FROM waits w
              UNION ALL
              SELECT ${slot('w.ended')}, -(${rest('w.ended')}), -1, CASE WHEN w.beyond IS NOT NULL THEN -(${rest('w.ended')}) ELSE 0 END,
                     CASE WHEN w.beyond IS NOT NULL THEN -1 ELSE 0 END FROM waits w
              UNION ALL
              SELECT ${slot('w.beyond')}, 0, 0, ${rest('w.beyond')}, 1 FROM waits w WHERE w.beyond IS NOT NULL) p
        GROUP BY p.slot`),
    ],
    ['slots', numbers(slots)],
    [
      'filled',
      raw(`SELECT n.slot, ${length} - n.slot * ${window.slotMs} AS left_ms, coalesce(p.part, 0) AS part, coalesce(p.lost_part, 0) AS lost_part,
               sum(coalesce(p.more, 0)) OVER (ORDER BY n.slot) - coalesce(p.more, 0) AS inside,
               sum(coalesce(p.lost_more, 0)) OVER (ORDER BY n.slot) - coalesce(p.lost_more, 0) AS lost_inside
        FROM slots n LEFT JOIN points p ON p.slot = n.slot`),
    ],
    [
      'hours',
      sql`SELECT ${localTime(process, dialect.before(sql`CAST(${window.from} AS TIMESTAMP)`, raw(`(-${window.slotMs} * f.slot)`)))} AS local_at,
               CASE WHEN f.left_ms < ${raw(String(window.slotMs))} THEN f.left_ms ELSE ${raw(String(window.slotMs))} END AS length_ms,
               ${counted('part', 'inside', window.slotMs)} AS waited_ms, ${counted('lost_part', 'lost_inside', window.slotMs)} AS lost_ms
        FROM filled f`,
    ],
  ];
  return {
    rows: sql`${chosen.with(named)}${by === 'day' ? byDay : by === 'weekday' ? byWeekday : byHourOfWeek}`,
    about: sql`${chosen.with(named.slice(0, 3))}
      SELECT count(*) AS waits, coalesce(sum(w.ended - w.began), 0) AS waited_ms, coalesce(sum(w.ended - w.beyond), CASE WHEN max(a.limit_ms) IS NOT NULL THEN 0 END) AS lost_ms,
             max(a.limit_ms) AS limit_ms
      FROM waits w LEFT JOIN allowed a ON true`,
  };
}

/** What is waited in a slot: the parts of it, and the whole of it for all who wait when it begins. */
const counted = (part: string, inside: string, slotMs: number): Sql => raw(`f.${part} + f.${inside} * ${slotMs}`);

// the first day is a Monday
const sinceMonday = dialect.milliseconds(raw(`CAST('1970-01-05 00:00:00' AS TIMESTAMP)`), raw('h.local_at'));
const lost: Sql = sql`CASE WHEN (SELECT a.limit_ms FROM allowed a) IS NOT NULL THEN CAST(sum(h.lost_ms) AS BIGINT) END AS lost_ms`;

const byHourOfWeek: Sql = sql`
      SELECT CAST(floor(h.hour_of_week / 24.0) AS INTEGER) + 1 AS weekday, h.hour_of_week % 24 AS hour, ${dialect.ratio(raw('sum(h.waited_ms)'), raw('sum(h.length_ms)'))} AS mean, ${lost}
      FROM (SELECT h.waited_ms, h.lost_ms, h.length_ms, CAST(floor(${sinceMonday} / ${raw(String(HOUR))}.0) AS INTEGER) % 168 AS hour_of_week FROM hours h) h
      GROUP BY h.hour_of_week
      ORDER BY h.hour_of_week`;

const byWeekday: Sql = sql`
      SELECT h.weekday + 1 AS weekday, ${dialect.ratio(raw('sum(h.waited_ms)'), raw('sum(h.length_ms)'))} AS mean, ${lost}
      FROM (SELECT h.waited_ms, h.lost_ms, h.length_ms, CAST(floor(${sinceMonday} / ${raw(String(DAY))}.0) AS INTEGER) % 7 AS weekday FROM hours h) h
      GROUP BY h.weekday
      ORDER BY h.weekday`;

const byDay: Sql = sql`
      SELECT h.day, ${dialect.ratio(raw('h.waited_ms'), raw('h.length_ms'))} AS mean,
             CASE WHEN (SELECT a.limit_ms FROM allowed a) IS NOT NULL THEN CAST(h.lost_ms AS BIGINT) END AS lost_ms, h.band[1] AS p10_waiting, h.band[2] AS p90_waiting
      FROM (SELECT h.day, sum(h.waited_ms) AS waited_ms, sum(h.length_ms) AS length_ms, sum(h.lost_ms) AS lost_ms,
                   ${dialect.quantiles(dialect.ratio(raw('h.waited_ms'), raw('h.length_ms')), [0.1, 0.9])} AS band
            FROM (SELECT h.waited_ms, h.lost_ms, h.length_ms, CAST(date_trunc('day', h.local_at) AS DATE) AS day FROM hours h) h
            GROUP BY h.day) h
      ORDER BY h.day`;

/** The numbers from 0 below `count`, as `slot`, by their digits: no engine makes a series alike. */
export function numbers(count: number): Sql {
  const digits = Array.from({ length: Math.max(1, String(count - 1).length) }, (_, place) => place);
  const sum = digits.map((place) => `d${place}.n * ${10 ** place}`).join(' + ');
  const ten = `(${Array.from({ length: 10 }, (_, n) => `SELECT ${n} AS n`).join(' UNION ALL ')})`;
  return sql`SELECT CAST(${raw(sum)} AS BIGINT) AS slot FROM ${join(
    digits.map((place) => raw(`${ten} d${place}`)),
    ' CROSS JOIN ',
  )} WHERE ${raw(sum)} < ${raw(String(count))}`;
}
