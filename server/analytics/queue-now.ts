import type { Row } from '../../engine/engine.ts';
import { dialect } from '../../engine/dialect.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import { offsetAt } from '../../model/calendar.ts';
import { BadRequest } from '../../model/problem.ts';
import { DAY, HOUR, MINUTE } from '../../model/units.ts';
import type { Asked, Found, ProcessContext } from './analytic.ts';
import { followsQuery, isExpecting } from './expected-next.ts';
import { chosenCases, inScope, levelOf, withoutPeriod } from './scope.ts';

/** Ages that waits are told apart by; an answer shows the five that fit it. */
const EDGES = [
  ...[5, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 4, 8].map((n) => n * HOUR),
  ...[1, 2, 4, 7, 14, 28, 91, 182].map((n) => n * DAY),
];
const SHOWN_EDGES = 4;

/** The instant that is asked about; the end of the data when none is. Without an offset a time is one of the zone. Null without data. */
export function instantOf(given: string | undefined, { zone, endAt }: ProcessContext): Date | null {
  if (endAt === null) return null;
  const end = new Date(endAt);
  if (given === undefined || given === '') return end;
  const at = readInstant(given, zone);
  if (at === null)
    throw new BadRequest(
      'at',
      `“${given}” is not a time.`,
      'It takes 2026-10-05T14:30, in the zone of the service, or a time with an offset.',
    );
  if (at > end) throw new BadRequest('at', `“${given}” lies after the end of the data.`, `The data end at ${endAt}.`);
  return at;
}

function readInstant(given: string, zone: string): Date | null {
  const [, day = '', time = '00:00', offset = ''] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/.exec(given) ?? [];
  const read = Date.parse(`${day}T${time}${offset === '' ? 'Z' : offset}`);
  if (Number.isNaN(read)) return null;
  if (offset !== '') return new Date(read);
  return new Date(read - offsetAt(read - offsetAt(read, zone), zone));
}

/**
 * Who waits at one instant, by stage or activity: rows of `name, waiting, expected, median_ms, longest_ms` and how many are
 * younger than each of the ages.
 */
export function queueAt(given: Asked<{ at?: string; stage?: string }>): Record<string, Sql> {
  const asked = withoutPeriod(given);
  const { process, params } = asked;
  const at = instantOf(params.at, process);
  if (at === null) return {};
  const level = levelOf(asked);
  const instant = sql`CAST(${at} AS TIMESTAMP)`;
  const chosen = chosenCases(asked);
  const younger = join(
    EDGES.map((edge, place) => raw(`, count(CASE WHEN w.age_ms < ${String(edge)} THEN 1 END) AS y${String(place)}`)),
    '',
  );
  const only = params.stage === undefined ? raw('true') : sql`w.id = (SELECT n.id FROM stage n WHERE n.name = ${params.stage})`;
  return {
    rows: sql`${chosen.with([
      followsQuery(process, level),
      [
        'waiting',
        sql`SELECT ${raw(level === 'stage' ? 's.stage' : 's.activity')} AS id, ${dialect.milliseconds(raw('s.enabled_at'), instant)} AS age_ms, 0 AS expected
            FROM step s
            WHERE s.enabled_at <= ${instant} AND s.started_at > ${instant} AND ${chosen.has('s')}
            UNION ALL
            SELECT f.to_id, ${dialect.milliseconds(raw('c.last_at'), instant)}, 1
            FROM case_fact c LEFT JOIN follows f ON f.activity = c.last_activity
            WHERE c.last_at <= ${instant} AND ${isExpecting(process)} AND ${inScope(asked)}`,
      ],
    ])}
      SELECT n.name, q.*
      FROM (SELECT w.id, count(*) AS waiting, sum(w.expected) AS expected, ${dialect.quantile(raw('w.age_ms'), 0.5)} AS median_ms, max(w.age_ms) AS longest_ms,
                   sum(w.age_ms) AS waited_ms${younger}
            FROM waiting w WHERE ${only} GROUP BY w.id) q
      LEFT JOIN ${raw(level)} n ON n.id = q.id
      ORDER BY ${raw(level === 'stage' ? 'q.id IS NULL, q.id = 0, q.id' : 'q.waiting DESC, n.name')}`,
  };
}

/** What `queueAt` found as rows of the answer, with the same ages in every row. */
export function queueFound(rows: readonly Row[], asked: Asked<{ at?: string }>): Found {
  const at = instantOf(asked.params.at, asked.process);
  const level = levelOf(asked);
  // what nothing usually follows may be done: it waits for nothing that is known
  const placed = rows.filter(({ name }) => name !== null);
  const sum = (field: string) => placed.reduce((total, row) => total + Number(row[field]), 0);
  return {
    rows: placed.map((row) => ({
      [level]: row.name,
      mean: Number(row.waiting),
      lostMs: null,
      waiting: row.waiting,
      expected: Number(row.expected),
      medianMs: row.medianMs,
      longestMs: row.longestMs,
      ageing: ageing(row, shownEdges(placed)),
    })),
    about: {
      from: at?.toISOString() ?? null,
      to: at?.toISOString() ?? null,
      waits: sum('waiting'),
      expected: sum('expected'),
      unknown: rows.filter(({ name }) => name === null).reduce((total, row) => total + Number(row.waiting), 0),
      waitedMs: sum('waitedMs'),
      lostMs: null,
      limitMs: null,
    },
  };
}

/** Four neighbouring ages: the last one the smallest that at most one in ten are beyond, so that the oldest stand apart. */
function shownEdges(rows: readonly Row[]): number[] {
  const all = rows.reduce((total, row) => total + Number(row.waiting), 0);
  const younger = (place: number) => rows.reduce((total, row) => total + Number(row[`y${String(place)}`]), 0);
  const last = EDGES.findIndex((_, place) => all - younger(place) <= all / 10);
  const end = Math.max(SHOWN_EDGES - 1, last < 0 ? EDGES.length - 1 : last);
  return Array.from({ length: SHOWN_EDGES }, (_, at) => end - SHOWN_EDGES + 1 + at);
}

function ageing(row: Row, edges: readonly number[]): Row[] {
  const younger = (place: number | undefined) => (place === undefined ? 0 : Number(row[`y${String(place)}`]));
  const bars = edges.map((place, at) => ({
    fromMs: at === 0 ? 0 : (EDGES[edges[at - 1] ?? 0] ?? 0),
    toMs: EDGES[place] ?? null,
    waiting: younger(place) - younger(edges[at - 1]),
  }));
  return [...bars, { fromMs: EDGES[edges.at(-1) ?? 0] ?? 0, toMs: null, waiting: Number(row.waiting) - younger(edges.at(-1)) }];
}
