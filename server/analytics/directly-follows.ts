import { Type } from 'typebox';
import { dialect } from '../../engine/dialect.ts';
import { empty, raw, sql, type Sql } from '../../engine/sql.ts';
import { Count, Milliseconds, OneOf, OrNull, Score } from '../../model/units.ts';
import { caseAnswers, scoreOf } from './answers.ts';
import { analytic, type Asked } from './analytic.ts';
import { chosenCases } from './scope.ts';

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
  query: (asked) => {
    const chosen = chosenCases(asked);
    const source = asked.scope.level === 'stage' ? ofStages(chosen.has) : ofActivities(chosen.has);
    const scored = asked.params.with === 'score';
    const times = asked.params.times;
    const measures = (time: Sql) => (times ? timesOf(time) : noTimes);
    return sql`${chosen.with([
      [
        'edge',
        sql`
        SELECT ${source.from} AS from_id, ${source.to} AS to_id, count(*) AS passes, count(CASE WHEN ${source.first} THEN 1 END) AS cases,
               ${measures(source.gap)}, ${times ? source.parallel : sql`NULL`} AS parallel
        FROM ${source.table}
        GROUP BY ${source.from}, ${source.to}
        UNION ALL
        SELECT NULL AS from_id, ${source.starts.to} AS to_id, count(*) AS passes, count(*) AS cases,
               ${measures(source.starts.gap)}, ${times ? source.starts.parallel : sql`NULL`} AS parallel
        FROM ${source.starts.table}
        GROUP BY ${source.starts.to}`,
      ],
      ...(scored ? scoresOf(asked, source) : []),
    ])}
      SELECT a.name AS "from", b.name AS "to", q.passes AS "count", q.cases,
             q.middle[1] AS median_ms, CAST(q.total_ms AS DOUBLE) / nullif(q.timed, 0) AS mean_ms, q.middle[2] AS p90_ms,
             q.min_ms, q.max_ms, q.total_ms, q.timed, q.parallel${scored ? sql`, r.score, coalesce(r.answers, 0) AS answers` : empty}
      FROM edge q
      LEFT JOIN ${source.names} a ON a.id = q.from_id
      LEFT JOIN ${source.names} b ON b.id = q.to_id
      ${scored ? sql`LEFT JOIN scored r ON coalesce(r.from_id, -1) = coalesce(q.from_id, -1) AND coalesce(r.to_id, -1) = coalesce(q.to_id, -1)` : empty}
      ORDER BY q.passes DESC, a.name IS NOT NULL, a.name, b.name IS NOT NULL, b.name`;
  },
});

const timesOf = (time: Sql): Sql => sql`${dialect.quantiles(time, [0.5, 0.9])} AS middle,
               min(${time}) AS min_ms, max(${time}) AS max_ms, sum(${time}) AS total_ms, count(${time}) AS timed`;
// lists without values keep the shape of the answer
const noTimes: Sql = sql`CAST(NULL AS DOUBLE[]) AS middle, NULL AS min_ms, NULL AS max_ms, NULL AS total_ms, NULL AS timed`;

/** Where neighbours are found at one level. */
interface Neighbours {
  readonly names: Sql;
  readonly table: Sql;
  readonly from: Sql;
  readonly to: Sql;
  /** The pass is the first of its case; the last step of a case is. */
  readonly first: Sql;
  readonly gap: Sql;
  readonly parallel: Sql;
  readonly key: Sql;
  readonly starts: { readonly table: Sql; readonly to: Sql; readonly gap: Sql; readonly parallel: Sql; readonly key: Sql };
}

const ofActivities = (has: (alias: string) => Sql): Neighbours => ({
  names: raw('activity'),
  table: sql`step s WHERE ${has('s')}`,
  from: raw('s.activity'),
  to: raw('s.next_activity'),
  first: raw('s.first_of_edge'),
  // where a note comes next, the time leads past it to the step that waits
  gap: raw('CASE WHEN s.gap_to = s.next_activity THEN s.gap_ms END'),
  parallel: raw('count(CASE WHEN s.parallel AND s.gap_to = s.next_activity THEN 1 END)'),
  key: raw('s.case_key'),
  starts: {
    table: sql`case_fact c WHERE ${has('c')}`,
    to: raw('c.first_activity'),
    gap: sql`CASE WHEN c.arrival_known THEN ${dialect.milliseconds(raw('c.arrived_at'), raw('c.first_start_at'))} END`,
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
  gap: raw('v.next_gap_ms'),
  parallel: sql`CAST(NULL AS BIGINT)`,
  key: raw('v.case_key'),
  starts: {
    table: sql`stage_visit v JOIN case_fact c ON c.case_key = v.case_key WHERE v.position = 1 AND ${has('v')}`,
    to: raw('v.stage'),
    gap: sql`CASE WHEN c.arrival_known THEN ${dialect.milliseconds(raw('c.arrived_at'), raw('v.started_at'))} END`,
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
