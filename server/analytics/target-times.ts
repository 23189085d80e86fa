import { dialect } from '../../engine/dialect.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import { targetsOf, type KnownTarget, type TimeOf } from '../../model/service-targets.ts';
import type { Asked } from './analytic.ts';
import { between, chosenCases, inScope, isComplete, periodBounds, withoutPeriod, type Chosen, type NamedQuery } from './scope.ts';

/** A target with its place in the list of all: its number in SQL. */
export interface NumberedTarget extends KnownTarget {
  readonly number: number;
}

export const numberedTargets = (asked: Asked): NumberedTarget[] =>
  targetsOf(asked.process.blueprint).map((target, number) => ({ ...target, number }));

/** One target a row, as a table of constants; null where there are none. */
function table(targets: readonly NumberedTarget[], columns: (target: NumberedTarget) => Sql): Sql | null {
  if (targets.length === 0) return null;
  return join(
    targets.map((target) => sql`SELECT ${raw(String(target.number))} AS target, ${columns(target)}`),
    ' UNION ALL ',
  );
}

/** As a whole number of 64 bits: some are multiplied. */
export const limitInSql = (value: number): Sql => raw(`CAST(${String(Math.round(value))} AS BIGINT)`);
const has = (targets: readonly NumberedTarget[], ...kinds: readonly TimeOf[]) => targets.filter(({ of }) => kinds.includes(of));

/** The targets of each kind with the ids of what they name: those that name something unknown are not in it. */
function wanted(targets: readonly NumberedTarget[]): NamedQuery[] {
  const stages = table(has(targets, 'stage-wait', 'stage-time'), ({ stage, of, limitMs }) => {
    return sql`${of} AS time_of, ${stage} AS name, ${limitInSql(limitMs)} AS limit_ms`;
  });
  const pairs = table(has(targets, 'hand-over', 'between'), ({ from, to, of, until, limitMs }) => {
    return sql`${of} AS time_of, ${until ?? ''} AS until, ${from} AS from_name, ${to} AS to_name, ${limitInSql(limitMs)} AS limit_ms`;
  });
  const cases = table(
    has(targets, 'throughput', 'delivery'),
    ({ of, limitMs }) => sql`${of} AS time_of, ${limitInSql(limitMs)} AS limit_ms`,
  );
  return [
    ...(stages === null
      ? []
      : [
          [
            'stage_target',
            sql`SELECT w.target, w.time_of, w.limit_ms, g.id AS stage FROM (${stages}) w JOIN stage g ON g.name = w.name`,
          ] as const,
        ]),
    ...(pairs === null
      ? []
      : [
          [
            'pair_target',
            sql`SELECT w.target, w.time_of, w.until, w.limit_ms, a.id AS from_id, b.id AS to_id
              FROM (${pairs}) w JOIN activity a ON a.name = w.from_name JOIN activity b ON b.name = w.to_name`,
          ] as const,
        ]),
    ...(cases === null ? [] : [['case_target', cases] as const]),
  ];
}

/**
 * Times of cases against the targets: named queries and what they make.
 *
 * `times`: one row per time that has ended, of the cases of the scope without its period: `target, ms, at` (when it ended,
 * which puts it into a week), `counts` (the case is in the scope with its period). `ms` is null where a complete case never
 * came to the second activity. `waiting`: one row per case of the scope without its period for which the time still runs at the end of the data: `target, case_key, since, ms` (so
 * far), `limit_ms, due_at, expected`.
 */
export interface TargetTimes {
  readonly parts: readonly NamedQuery[];
  readonly times: Sql;
  readonly waiting: Sql;
}

/** Of the targets given; null where there are none, or no data. */
export function targetTimes(asked: Asked, targets: readonly NumberedTarget[]): TargetTimes | null {
  if (targets.length === 0 || asked.process.endAt === null) return null;
  const end = new Date(asked.process.endAt);
  const chosen = chosenCases(asked);
  const past = chosenCases(withoutPeriod(asked), 'all', 'looked_back');
  const context: Context = { asked, targets, end, chosen, past };
  const ended = [...stageTimes(context), ...pairTimes(context), ...caseTimes(context)];
  const running = [...stagesRunning(context), ...pairsRunning(context), ...casesRunning(context)];
  return {
    parts: [
      ...chosen.parts,
      ...past.parts,
      ...wanted(targets),
      ['open_case', openCases(context)],
      ...expected(context),
      ...reached(context),
    ],
    times: join(ended, '\n UNION ALL '),
    waiting: sql`SELECT r.target, r.case_key, r.since, ${dialect.milliseconds(raw('r.since'), sql`CAST(${end} AS TIMESTAMP)`)} AS ms, r.limit_ms,
             ${dialect.before(raw('r.since'), raw('-r.limit_ms'))} AS due_at, r.expected
      FROM (${join(running, '\n UNION ALL ')}) r`,
  };
}

interface Context {
  readonly asked: Asked;
  readonly targets: readonly NumberedTarget[];
  readonly end: Date;
  readonly chosen: Chosen;
  readonly past: Chosen;
}

/**
 * Cases that may still be waited for: open ones, and, where the blueprint has end activities, those that none of them has
 * closed, marked `quiet` when they have been idle beyond the cut-off.
 */
const openCases = ({ asked }: Context): Sql => sql`
        SELECT c.case_key, c.arrived_at, c.last_at, c.last_activity, c.after_ms, ${isComplete(asked.process)} AS quiet
        FROM case_fact c
        WHERE ${asked.process.blueprint.endActivities.length === 0 ? sql`NOT ${isComplete(asked.process)}` : raw('NOT c.ended')}
          AND ${inScope(withoutPeriod(asked))}`;

/** A case is waited for while it is open; one that nothing has closed, for twice the limit after its last event. */
const isWaitedFor = (end: Date): Sql =>
  sql`(NOT o.quiet OR o.last_at >= ${dialect.before(sql`CAST(${end} AS TIMESTAMP)`, raw('2 * w.limit_ms'))})`;

function stageTimes({ targets, chosen, past }: Context): Sql[] {
  const waits = sql`SELECT w.target, v.waiting_ms AS ms, v.started_at AS at, ${chosen.has('v')} AS counts
        FROM stage_visit v JOIN stage_target w ON w.stage = v.stage AND w.time_of = 'stage-wait'
        WHERE ${past.has('v')}`;
  // the last stay of an open case goes on
  const stays = sql`SELECT w.target, v.waiting_ms + v.processing_ms + v.gap_ms AS ms, v.left_at AS at, ${chosen.has('v')} AS counts
        FROM stage_visit v JOIN stage_target w ON w.stage = v.stage AND w.time_of = 'stage-time'
        WHERE v.visit = 1 AND (v.next_stage IS NOT NULL OR v.position = 0 OR v.case_key NOT IN (SELECT o.case_key FROM open_case o WHERE NOT o.quiet))
          AND ${past.has('v')}`;
  return [...(has(targets, 'stage-wait').length > 0 ? [waits] : []), ...(has(targets, 'stage-time').length > 0 ? [stays] : [])];
}

function stagesRunning({ targets, end }: Context): Sql[] {
  const waits = sql`SELECT w.target, o.case_key, o.last_at AS since, w.limit_ms, true AS expected
        FROM idle o JOIN stage_target w ON w.stage = o.stage AND w.time_of = 'stage-wait'
        WHERE o.stage <> o.last_stage AND ${isWaitedFor(end)}`;
  const stays = sql`SELECT w.target, v.case_key, v.entered_at AS since, w.limit_ms, false AS expected
        FROM stage_visit v JOIN stage_target w ON w.stage = v.stage AND w.time_of = 'stage-time'
        JOIN open_case o ON o.case_key = v.case_key
        WHERE v.visit = 1 AND v.next_stage IS NULL AND v.position > 0 AND NOT o.quiet`;
  return [...(has(targets, 'stage-wait').length > 0 ? [waits] : []), ...(has(targets, 'stage-time').length > 0 ? [stays] : [])];
}

/** Open cases in which no step runs, with the activity and the stage that most often come after their last activity in complete cases. */
function expected({ asked, targets }: Context): NamedQuery[] {
  if (has(targets, 'stage-wait', 'hand-over').length === 0) return [];
  const followed = (column: string) => sql`
        SELECT f.activity, f.${raw(column)}
        FROM (SELECT n.activity, n.${raw(column)}, row_number() OVER (PARTITION BY n.activity ORDER BY sum(n.times) DESC, n.${raw(column)}) AS place
              FROM follower n GROUP BY n.activity, n.${raw(column)}) f
        WHERE f.place = 1`;
  return [
    [
      'follower',
      sql`SELECT s.activity, s.gap_to, s.next_stage, count(*) AS times
        FROM step s
        WHERE s.gap_to IS NOT NULL AND s.case_key NOT IN (SELECT c.case_key FROM case_fact c WHERE NOT ${isComplete(asked.process)})
        GROUP BY s.activity, s.gap_to, s.next_stage`,
    ],
    ['next_step', followed('gap_to')],
    ['next_stage', followed('next_stage')],
    [
      'idle',
      sql`SELECT o.case_key, o.last_at, o.last_activity, o.quiet, a.stage AS last_stage, n.gap_to AS next_activity, g.next_stage AS stage
        FROM open_case o
        JOIN activity a ON a.id = o.last_activity
        JOIN next_step n ON n.activity = o.last_activity
        JOIN next_stage g ON g.activity = o.last_activity
        WHERE o.case_key NOT IN (SELECT s.case_key FROM step s WHERE s.completed_at IS NULL)`,
    ],
  ];
}

/** First completion of the one, and what of the other comes after it: for every case that has the first. */
function reached({ targets, past }: Context): NamedQuery[] {
  if (has(targets, 'between').length === 0) return [];
  return [
    [
      'marked',
      sql`SELECT s.case_key, s.activity, s.position, s.started_at, s.completed_at
        FROM step s
        WHERE s.activity IN (SELECT w.from_id FROM pair_target w WHERE w.time_of = 'between' UNION ALL SELECT w.to_id FROM pair_target w WHERE w.time_of = 'between')
          AND ${past.has('s')}`,
    ],
    [
      'begun',
      sql`SELECT w.target, w.to_id, w.until, w.limit_ms, m.case_key, min(m.completed_at) AS since, min(m.position) AS position
        FROM marked m JOIN pair_target w ON w.from_id = m.activity AND w.time_of = 'between'
        WHERE m.completed_at IS NOT NULL
        GROUP BY w.target, w.to_id, w.until, w.limit_ms, m.case_key`,
    ],
    [
      'reached',
      sql`SELECT b.target, b.case_key, b.limit_ms, b.since, min(CASE WHEN b.until = 'start' THEN m.started_at ELSE m.completed_at END) AS at
        FROM begun b
        LEFT JOIN marked m ON m.case_key = b.case_key AND m.activity = b.to_id AND m.started_at >= b.since AND m.position > b.position
        GROUP BY b.target, b.case_key, b.limit_ms, b.since`,
    ],
  ];
}

function pairTimes({ targets, chosen, past, end }: Context): Sql[] {
  const handOvers = sql`SELECT w.target, s.gap_ms AS ms, ${dialect.before(raw('s.completed_at'), raw('-s.gap_ms'))} AS at, ${chosen.has('s')} AS counts
        FROM step s JOIN pair_target w ON w.from_id = s.activity AND w.to_id = s.gap_to AND w.time_of = 'hand-over'
        WHERE s.gap_ms IS NOT NULL AND ${past.has('s')}`;
  const betweens = sql`SELECT w.target, ${dialect.milliseconds(raw('w.since'), raw('w.at'))} AS ms, w.at, ${chosen.has('w')} AS counts
        FROM reached w LEFT JOIN open_case o ON o.case_key = w.case_key
        WHERE w.at IS NOT NULL OR o.case_key IS NULL OR NOT ${isWaitedFor(end)}`;
  return [...(has(targets, 'hand-over').length > 0 ? [handOvers] : []), ...(has(targets, 'between').length > 0 ? [betweens] : [])];
}

function pairsRunning({ targets, end }: Context): Sql[] {
  const handOvers = sql`SELECT w.target, o.case_key, o.last_at AS since, w.limit_ms, true AS expected
        FROM idle o JOIN pair_target w ON w.from_id = o.last_activity AND w.to_id = o.next_activity AND w.time_of = 'hand-over'
        WHERE ${isWaitedFor(end)}`;
  const betweens = sql`SELECT w.target, w.case_key, w.since, w.limit_ms, false AS expected
        FROM reached w JOIN open_case o ON o.case_key = w.case_key
        WHERE w.at IS NULL AND ${isWaitedFor(end)}`;
  return [...(has(targets, 'hand-over').length > 0 ? [handOvers] : []), ...(has(targets, 'between').length > 0 ? [betweens] : [])];
}

function caseTimes({ asked, targets, chosen, past }: Context): Sql[] {
  if (has(targets, 'throughput', 'delivery').length === 0) return [];
  const time = raw(`CASE WHEN w.time_of = 'delivery' THEN c.delivery_ms ELSE c.throughput_ms END`);
  return [
    sql`SELECT w.target, ${time} AS ms, CASE WHEN w.time_of = 'delivery' THEN c.delivered_at ELSE c.last_at END AS at, ${chosen.has('c')} AS counts
        FROM case_fact c CROSS JOIN case_target w
        WHERE ${isComplete(asked.process)} AND ${past.has('c')} AND ${time} IS NOT NULL`,
  ];
}

function casesRunning({ targets }: Context): Sql[] {
  if (has(targets, 'throughput', 'delivery').length === 0) return [];
  return [
    sql`SELECT w.target, o.case_key, o.arrived_at AS since, w.limit_ms, false AS expected
        FROM open_case o CROSS JOIN case_target w
        WHERE NOT o.quiet AND (w.time_of = 'throughput' OR o.after_ms IS NULL)`,
  ];
}

/** Whether a time that still runs ran out within the period of the scope; without one it counts as soon as it has run out. */
export const ranOutInScope = (asked: Asked): Sql => {
  const { from, to } = periodBounds(asked);
  return between(raw('p.due_at'), from, to);
};
