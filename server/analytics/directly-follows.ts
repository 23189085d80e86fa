import { Type } from 'typebox';
import { dialect } from '../../engine/dialect.ts';
import type { Row } from '../../engine/engine.ts';
import { empty, raw, sql, type Sql } from '../../engine/sql.ts';
import { Count, Milliseconds, OneOf, OrNull, Score } from '../../model/units.ts';
import { caseAnswers, scoreOf } from './answers.ts';
import { analytic, type Asked } from './analytic.ts';
import { chosenCases, type Chosen } from './scope.ts';

const Params = Type.Object(
  {
    with: Type.Optional(OneOf(['score'], 'Adds score and answers of the cases that take each hand-over.')),
    times: Type.Boolean({ default: true, description: 'false leaves the times out: counts alone are many times faster.' }),
  },
  { additionalProperties: false },
);
type Params = { with?: 'score'; times: boolean };

/**
 * The map.
 *
 * Grain: one row per pair of neighbours that occurs in the scope, at the level of activities (default) or stages;
 * `from` null is the start of a case, `to` null its end. Sources: `step`, `stage_visit` (stages that run in parallel
 * have no neighbours), `case_fact` for starts.
 */
export const directlyFollows = analytic({
  id: 'directly-follows',
  question: 'What follows what, how often, and how long does it take from one to the next?',
  definition:
    'Count is every pass, cases counts a case once. The time of a hand-over is the next start minus this complete, 0 when the two overlap; ' +
    'it is over the passes that have one (timed). From the start (from is null) it is the first start minus the arrival, where the file has arrival times. ' +
    'The end of a case (to is null) has no time. Parallel: passes whose two steps overlap. At the level of stages, neighbours are consecutive visits, ' +
    'so a stage never follows itself. Score: latest answer about the whole case, over cases that take the hand-over; null below ten.',
  caveats: [
    'The last step of an open case counts as its end so far.',
    'A step without an end has no time to the next, and neither has a hand-over to or from a note.',
  ],
  params: Params,
  row: Type.Object({
    from: OrNull(Type.String()),
    to: OrNull(Type.String()),
    count: Count,
    cases: Count,
    medianMs: OrNull(Milliseconds),
    meanMs: OrNull(Milliseconds),
    p90Ms: OrNull(Milliseconds),
    minMs: OrNull(Milliseconds),
    maxMs: OrNull(Milliseconds),
    totalMs: OrNull(Milliseconds),
    timed: OrNull(Count),
    parallel: OrNull(Type.Integer({ minimum: 0, description: 'Null at the level of stages.' })),
    score: Type.Optional(OrNull(Score)),
    answers: Type.Optional(Count),
  }),
  queries: (asked) => {
    const chosen = chosenCases(asked);
    const source = asked.scope.level === 'stage' ? ofStages(chosen.has) : ofActivities(chosen.has);
    const counts = countsOf(asked, chosen, source);
    // what a median takes is its values in order: it stands alone, beside nothing that reads them once more
    return { counts, ...(asked.params.times ? { quantiles: quantilesOf(chosen, source) } : {}) };
  },
  answer: ({ counts, quantiles }) => {
    const middles = new Map((quantiles ?? []).map((row) => [pairOf(row), row]));
    return {
      rows: (counts ?? []).map(({ from, to, count, cases, ...times }) => {
        const middle = middles.get(pairOf({ from, to }));
        return { from, to, count, cases, medianMs: middle?.medianMs ?? null, p90Ms: middle?.p90Ms ?? null, ...times };
      }),
    };
  },
});

/** Names are unique at a level; null is the start or the end. */
const pairOf = ({ from, to }: Row): string => JSON.stringify([from, to]);

/** One row per hand-over: how often, and, when asked for, what its times add up to. */
function countsOf(asked: Asked<Params>, chosen: Chosen, source: Neighbours): Sql {
  const scored = asked.params.with === 'score';
  return sql`${chosen.with([['edge', asked.params.times ? timedEdges(source) : edges(source)], ...(scored ? scoresOf(asked, source) : [])])}
      SELECT a.name AS "from", b.name AS "to", q.passes AS "count", q.cases,
             CAST(q.total_ms AS DOUBLE) / nullif(q.timed, 0) AS mean_ms, q.min_ms, q.max_ms, q.total_ms, q.timed, q.parallel${scored ? sql`, r.score, coalesce(r.answers, 0) AS answers` : empty}
      FROM edge q
      LEFT JOIN ${source.names} a ON a.id = q.from_id
      LEFT JOIN ${source.names} b ON b.id = q.to_id
      ${scored ? sql`LEFT JOIN scored r ON coalesce(r.from_id, -1) = coalesce(q.from_id, -1) AND coalesce(r.to_id, -1) = coalesce(q.to_id, -1)` : empty}
      ORDER BY q.passes DESC, a.name IS NOT NULL, a.name, b.name IS NOT NULL, b.name`;
}

const yes = (condition: Sql): Sql => sql`sum(CAST(${condition} AS INTEGER))`;
const NO_TIMES = raw('NULL AS min_ms, NULL AS max_ms, NULL AS total_ms, NULL AS timed, NULL AS parallel');

const edges = ({ from, to, first, table, starts }: Neighbours): Sql => sql`
        SELECT ${from} AS from_id, ${to} AS to_id, count(*) AS passes, ${yes(first)} AS cases, ${NO_TIMES}
        FROM ${table}
        GROUP BY ${from}, ${to}
        UNION ALL
        SELECT NULL AS from_id, ${starts.to} AS to_id, count(*) AS passes, count(*) AS cases, ${NO_TIMES}
        FROM ${starts.table}
        GROUP BY ${starts.to}`;

/**
 * The same with what the times add up to. Steps are counted by what comes next and what their time leads to, and what is not
 * the time of the hand-over is left out of the few rows of that: asking it of each step takes half as long again.
 */
const timedEdges = ({ from, to, first, time, leadsTo, parallel, overlaps, table, starts }: Neighbours): Sql => sql`
        SELECT n.from_id, n.to_id, sum(n.passes) AS passes, sum(n.cases) AS cases, ${ofHandOver('min', 'min_ms')} AS min_ms, ${ofHandOver('max', 'max_ms')} AS max_ms,
               ${ofHandOver('sum', 'total_ms')} AS total_ms, coalesce(${ofHandOver('sum', 'timed')}, 0) AS timed, ${parallel} AS parallel
        FROM (SELECT ${from} AS from_id, ${to} AS to_id, ${leadsTo} AS leads_to, count(*) AS passes, ${yes(first)} AS cases,
                     min(${time}) AS min_ms, max(${time}) AS max_ms, sum(${time}) AS total_ms, count(${time}) AS timed, ${yes(overlaps)} AS overlapping
              FROM ${table}
              GROUP BY ${from}, ${to}, ${leadsTo}) n
        GROUP BY n.from_id, n.to_id
        UNION ALL
        SELECT NULL AS from_id, p.to_id, count(*) AS passes, count(*) AS cases, min(p.ms) AS min_ms, max(p.ms) AS max_ms,
               sum(p.ms) AS total_ms, count(p.ms) AS timed, ${starts.parallel} AS parallel
        FROM (SELECT ${starts.to} AS to_id, CASE WHEN ${starts.timed} THEN ${starts.time} END AS ms FROM ${starts.table}) p
        GROUP BY p.to_id`;

/** Over the passes whose time is that of the hand-over: where a note comes next, it leads past the note to the step that waits. */
const ofHandOver = (aggregate: 'min' | 'max' | 'sum', field: string): Sql =>
  raw(`${aggregate}(CASE WHEN n.leads_to = n.to_id THEN n.${field} END)`);

/** One row per hand-over that has times, with the middle of them and what nine of ten stay within. */
const quantilesOf = (chosen: Chosen, source: Neighbours): Sql => sql`${chosen.with([
  [
    'edge',
    sql`
        SELECT ${source.from} AS from_id, ${source.to} AS to_id, ${dialect.quantiles(source.time, [0.5, 0.9])} AS middle
        FROM ${source.table} AND ${source.leadsTo} = ${source.to}
        GROUP BY ${source.from}, ${source.to}
        UNION ALL
        SELECT NULL AS from_id, ${source.starts.to} AS to_id, ${dialect.quantiles(source.starts.time, [0.5, 0.9])} AS middle
        FROM ${source.starts.table} AND ${source.starts.timed}
        GROUP BY ${source.starts.to}`,
  ],
])}
      SELECT a.name AS "from", b.name AS "to", q.middle[1] AS median_ms, q.middle[2] AS p90_ms
      FROM edge q
      LEFT JOIN ${source.names} a ON a.id = q.from_id
      LEFT JOIN ${source.names} b ON b.id = q.to_id
      ORDER BY a.name IS NOT NULL, a.name, b.name IS NOT NULL, b.name`;

/** Where neighbours are found at one level. */
interface Neighbours {
  readonly names: Sql;
  /** With a condition, so that more can be put behind it. */
  readonly table: Sql;
  readonly from: Sql;
  readonly to: Sql;
  /** The pass is the first of its case; the last step of a case is. */
  readonly first: Sql;
  readonly time: Sql;
  /** What the time leads to: it is the time of the hand-over when that is what comes next. */
  readonly leadsTo: Sql;
  readonly overlaps: Sql;
  /** How many passes overlap, of the rows of `timedEdges`; null where that is not known. */
  readonly parallel: Sql;
  readonly key: Sql;
  readonly starts: {
    readonly table: Sql;
    readonly to: Sql;
    readonly time: Sql;
    readonly timed: Sql;
    readonly parallel: Sql;
    readonly key: Sql;
  };
}

const ofActivities = (has: (alias: string) => Sql): Neighbours => ({
  names: raw('activity'),
  table: sql`step s WHERE ${has('s')}`,
  from: raw('s.activity'),
  to: raw('s.next_activity'),
  first: raw('s.first_of_edge'),
  time: raw('s.gap_ms'),
  leadsTo: raw('s.gap_to'),
  overlaps: raw('s.parallel'),
  parallel: sql`coalesce(${ofHandOver('sum', 'overlapping')}, 0)`,
  key: raw('s.case_key'),
  starts: {
    table: sql`case_fact c WHERE ${has('c')}`,
    to: raw('c.first_activity'),
    time: dialect.milliseconds(raw('c.arrived_at'), raw('c.first_start_at')),
    timed: raw('c.arrival_known'),
    parallel: sql`0`,
    key: raw('c.case_key'),
  },
});

const ofStages = (has: (alias: string) => Sql): Neighbours => ({
  names: raw('stage'),
  table: sql`stage_visit v WHERE v.position > 0 AND ${has('v')}`,
  from: raw('v.stage'),
  to: raw('v.next_stage'),
  first: raw('v.first_of_edge'),
  time: raw('v.next_gap_ms'),
  leadsTo: raw('v.next_stage'),
  overlaps: raw('false'),
  parallel: sql`CAST(NULL AS BIGINT)`,
  key: raw('v.case_key'),
  starts: {
    table: sql`stage_visit v JOIN case_fact c ON c.case_key = v.case_key WHERE v.position = 1 AND ${has('v')}`,
    to: raw('v.stage'),
    time: dialect.milliseconds(raw('c.arrived_at'), raw('v.started_at')),
    timed: raw('c.arrival_known'),
    parallel: sql`CAST(NULL AS BIGINT)`,
    key: raw('v.case_key'),
  },
});

/** Score of the cases that take each hand-over: a case counts once, with its latest answer. */
function scoresOf(asked: Asked<Params>, source: Neighbours): (readonly [string, Sql])[] {
  return [
    ['case_answer', caseAnswers(asked.process)],
    [
      'scored',
      sql`
        SELECT taken.from_id, taken.to_id, ${scoreOf(raw('r.score'))} AS score, count(r.score) AS answers
        FROM (SELECT ${source.key} AS case_key, ${source.from} AS from_id, ${source.to} AS to_id FROM ${source.table} AND ${source.first}
              UNION ALL
              SELECT ${source.starts.key} AS case_key, NULL AS from_id, ${source.starts.to} AS to_id FROM ${source.starts.table}) taken
        JOIN case_answer r ON r.case_key = taken.case_key
        GROUP BY taken.from_id, taken.to_id`,
    ],
  ];
}
