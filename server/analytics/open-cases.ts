import { Type } from 'typebox';
import { dialect } from '../../engine/dialect.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import { Count, Instant, Milliseconds, OneOf, OrNull } from '../../model/units.ts';
import { analytic } from './analytic.ts';
import { followsQuery } from './expected-next.ts';
import { chosenCases, inScope, isComplete, levelOf, withoutPeriod, type NamedQuery } from './scope.ts';

/** What an open case is doing: a step of it runs, or it waits for what usually comes next, or nothing usually comes. */
export const OPEN_STATES = ['running', 'expected', 'unknown'] as const;
export const BEYOND = ['p50', 'p85', 'p95'] as const;
/** With fewer complete cases at the same place nothing is called usual. */
const FEWEST = 20;

const Params = Type.Object(
  { limit: Type.Integer({ minimum: 1, maximum: 10_000, default: 50, description: 'Most rows; “about” counts all.' }) },
  { additionalProperties: false },
);

/**
 * Open cases.
 *
 * Grain: one row per open case, those beyond the usual first, then by age, ties by case. Sources: `case_fact`, `step` for what
 * runs and what usually follows; `stage_visit` (without stages: `step`) for the ages at which complete cases leave.
 */
export const openCases = analytic({
  id: 'open-cases',
  question: 'Which cases are still open, and which of them are older than is usual at the same place?',
  definition:
    'Age: from arrival to the end of the data. Where a case is: the stage (without stages: the activity) of the step that runs; when none runs, the one that most often ' +
    'follows its last activity among complete cases (expected). Since: when that step started, or the last complete. Usual: how old complete cases that the filters choose are when they ' +
    'leave the same stage (activity), each time they leave it, as median, 85th and 95th percentile; null below twenty. Beyond: the highest of them that the case is older than.',
  caveats: [
    'A case counts as open until an end activity closes it or it has been idle for longer than the cut-off.',
    'The period of the scope does not choose here: open is a state at the end of the data.',
    'Cases that will never end make the usual ages look younger than they are.',
  ],
  params: Params,
  row: Type.Object({
    case: Type.String(),
    stage: OrNull(Type.String({ description: 'Without stages the activity; null when nothing usually follows.' })),
    state: OneOf(OPEN_STATES),
    lastActivity: Type.String(),
    arrivedAt: Instant,
    since: Instant,
    ageMs: Milliseconds,
    sinceMs: Milliseconds,
    usualP50Ms: OrNull(Milliseconds),
    usualP85Ms: OrNull(Milliseconds),
    usualP95Ms: OrNull(Milliseconds),
    usualN: Count,
    beyond: OrNull(OneOf(BEYOND)),
  }),
  about: Type.Object({
    at: OrNull(Instant),
    open: Count,
    running: Count,
    expected: Count,
    unknown: Count,
    beyondP50: Count,
    beyondP85: Count,
    beyondP95: Count,
    compared: Type.Integer({ minimum: 0, description: 'Open cases with something usual to compare with.' }),
  }),
  queries: (given): Record<string, Sql> => {
    const asked = withoutPeriod({ ...given, scope: { ...given.scope, state: 'all' } });
    const { process, params } = asked;
    if (process.endAt === null) return {};
    const level = levelOf(asked);
    const end = sql`CAST(${new Date(process.endAt)} AS TIMESTAMP)`;
    const complete = chosenCases({ ...asked, scope: { ...asked.scope, state: 'complete' } }, 'complete', 'finished');
    const open = sql`NOT ${isComplete(process)} AND ${inScope(asked)}`;
    const left =
      level === 'stage'
        ? sql`SELECT v.stage AS id, ${dialect.milliseconds(raw('c.arrived_at'), raw('v.left_at'))} AS ms FROM stage_visit v JOIN case_fact c ON c.case_key = v.case_key`
        : sql`SELECT v.activity AS id, ${dialect.milliseconds(raw('c.arrived_at'), raw('v.completed_at'))} AS ms FROM step v JOIN case_fact c ON c.case_key = v.case_key`;
    const named: NamedQuery[] = [
      followsQuery(process, level),
      [
        'running',
        sql`SELECT r.case_key, r.id, r.started_at
            FROM (SELECT s.case_key, ${raw(level === 'stage' ? 's.stage' : 's.activity')} AS id, s.started_at,
                         row_number() OVER (PARTITION BY s.case_key ORDER BY s.position DESC) AS place
                  FROM step s WHERE s.completed_at IS NULL AND s.case_key IN (SELECT c.case_key FROM case_fact c WHERE ${open})) r
            WHERE r.place = 1`,
      ],
      [
        'still_open',
        sql`SELECT c.case_id, c.arrived_at, c.last_activity, CASE WHEN r.case_key IS NULL THEN c.last_at ELSE r.started_at END AS since,
                   CASE WHEN r.case_key IS NULL THEN f.to_id ELSE r.id END AS id,
                   CASE WHEN r.case_key IS NOT NULL THEN 'running' WHEN f.to_id IS NULL THEN 'unknown' ELSE 'expected' END AS state
            FROM case_fact c
            LEFT JOIN running r ON r.case_key = c.case_key
            LEFT JOIN follows f ON f.activity = c.last_activity
            WHERE ${open}`,
      ],
      [
        'usual',
        sql`SELECT t.id, count(t.ms) AS n, ${dialect.quantiles(raw('t.ms'), [0.5, 0.85, 0.95])} AS at
            FROM (${left} WHERE ${complete.has('v')}) t
            WHERE t.id IN (SELECT o.id FROM still_open o)
            GROUP BY t.id`,
      ],
      [
        'aged',
        sql`SELECT o.*, ${dialect.milliseconds(raw('o.arrived_at'), end)} AS age_ms, ${dialect.milliseconds(raw('o.since'), end)} AS since_ms, coalesce(u.n, 0) AS usual_n,
                   CASE WHEN u.n >= ${FEWEST} THEN u.at[1] END AS p50, CASE WHEN u.n >= ${FEWEST} THEN u.at[2] END AS p85, CASE WHEN u.n >= ${FEWEST} THEN u.at[3] END AS p95
            FROM still_open o LEFT JOIN usual u ON u.id = o.id`,
      ],
      [
        'judged',
        sql`SELECT a.*, CASE WHEN a.age_ms > a.p95 THEN 3 WHEN a.age_ms > a.p85 THEN 2 WHEN a.age_ms > a.p50 THEN 1 ELSE 0 END AS beyond FROM aged a`,
      ],
      // joined to every row and not OVER (): DuckDB 1.5 can fail for good there when a filter leaves few rows (duckdb/duckdb#25713)
      [
        'counted',
        sql`SELECT count(*) AS open${join(
          Object.entries(COUNTED).map(([name, condition]) => counted(condition, name)),
          '',
        )} FROM judged j`,
      ],
    ];
    return {
      // what is true of all of them stands in every row: one pass answers both
      rows: sql`${complete.with(named)}
      SELECT j.case_id AS "case", n.name AS stage, j.state, a.name AS last_activity, j.arrived_at, j.since, j.age_ms, j.since_ms,
             j.p50 AS usual_p50_ms, j.p85 AS usual_p85_ms, j.p95 AS usual_p95_ms, j.usual_n,
             CASE j.beyond WHEN 3 THEN 'p95' WHEN 2 THEN 'p85' WHEN 1 THEN 'p50' END AS beyond, t.*
      FROM judged j
      CROSS JOIN counted t
      JOIN activity a ON a.id = j.last_activity
      LEFT JOIN ${raw(level)} n ON n.id = j.id
      ORDER BY j.beyond DESC, j.age_ms DESC, j.case_id
      LIMIT ${params.limit}`,
    };
  },
  answer: ({ rows = [] }, { process }) => {
    const [first] = rows;
    const counts = Object.fromEntries(COUNTS.map((name) => [name, Number(first?.[name] ?? 0)]));
    return {
      rows: rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !(COUNTS as readonly string[]).includes(name)))),
      n: counts['open'] ?? 0,
      about: { at: process.endAt, ...counts },
    };
  },
});

/** What is counted of all open cases, by the name it has in the answer's SQL. */
const COUNTED = {
  running: "j.state = 'running'",
  expected: "j.state = 'expected'",
  unknown: "j.state = 'unknown'",
  beyond_p50: 'j.beyond >= 1',
  beyond_p85: 'j.beyond >= 2',
  beyond_p95: 'j.beyond >= 3',
  compared: 'j.p50 IS NOT NULL',
};
const counted = (condition: string, name: string): Sql => raw(`, count(CASE WHEN ${condition} THEN 1 END) AS ${name}`);
const COUNTS = ['open', 'running', 'expected', 'unknown', 'beyondP50', 'beyondP85', 'beyondP95', 'compared'] as const;
