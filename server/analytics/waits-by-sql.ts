import { dialect } from '../../engine/dialect.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import { HOUR } from '../../model/units.ts';
import type { Asked } from './analytic.ts';
import { bucketOf, lastWholeBuckets, localTime } from './buckets.ts';
import { medianFigures } from './credible.ts';
import { waitedFor, waitLimit, waitRows, type WaitParams } from './one-wait.ts';
import { between, chosenCases, withoutPeriod, type NamedQuery, wholeEndOfScope } from './scope.ts';
import { numbers } from './queue-by-time.ts';
import type { WaitGroup } from './wait-groups.ts';

/** So many values of an attribute stand alone; numbers with more are cut into four parts. */
const MOST_VALUES = 8;
/** People at work: so many values, between the 5th and the 95th percentile. */
const MOST_PEOPLE = 5;
/** A step that runs longer makes its resource count in so many hours from its start. */
const LONGEST_SHIFT = 24;

/** What is lost of a wait `w` with its limit `a`, and whether it is within. */
const beyond = raw(
  'CASE WHEN w.wait_ms > a.limit_ms THEN w.wait_ms - a.limit_ms ELSE 0 END AS lost_ms, CASE WHEN w.wait_ms <= a.limit_ms THEN 1 ELSE 0 END AS within',
);

const since1970 = (time: Sql) => dialect.milliseconds(raw(`CAST('1970-01-05 00:00:00' AS TIMESTAMP)`), time);
const whole = (ms: Sql, by: number) => sql`CAST(floor(${ms} / ${raw(String(by))}.0) AS BIGINT)`;

/** How many different resources worked on what is waited for, by clock hour: `hour, people`. */
function atWork(params: WaitParams): NamedQuery[] {
  return [
    ['hours_on', numbers(LONGEST_SHIFT)],
    [
      'worked',
      sql`SELECT DISTINCT n.resource, ${whole(since1970(raw('n.started_at')), HOUR)} AS first, ${whole(since1970(raw('coalesce(n.completed_at, n.started_at)')), HOUR)} AS last
        FROM step n WHERE ${waitedFor(params, 'n')} AND n.resource IS NOT NULL`,
    ],
    [
      'at_work',
      sql`SELECT d.hour, count(*) AS people
        FROM (SELECT DISTINCT w.resource, w.first + h.slot AS hour FROM worked w JOIN hours_on h ON w.first + h.slot <= w.last) d
        GROUP BY d.hour`,
    ],
  ];
}

/** The waits of the scope with everything they are told apart by. */
function base(asked: Asked<WaitParams>, groups: readonly WaitGroup[], waits: Sql): NamedQuery {
  const { process, params } = asked;
  const columns = groups.flatMap(({ column }) => (column === null ? [] : [column]));
  const people = groups.some(({ kind }) => kind === 'resources');
  const byTeam = groups.some(({ kind }) => kind === 'team');
  const local = localTime(process, raw('w.began_at'));
  // the step that ends the wait: of a hand-over the one after, of a stage the first that starts with the visit
  const ends =
    params.stage === undefined
      ? sql`SELECT n.case_key, n.position - 1 AS position, n.team FROM step n WHERE ${waitedFor(params, 'n')} AND n.team IS NOT NULL`
      : sql`SELECT n.case_key, n.started_at, min(n.team) AS team FROM step n WHERE ${waitedFor(params, 'n')} AND n.team IS NOT NULL GROUP BY n.case_key, n.started_at`;
  const same = params.stage === undefined ? 'n.position = w.position' : 'n.started_at = w.started_at';
  return [
    'base',
    sql`SELECT w.wait_ms AS ms, row_number() OVER (ORDER BY w.wait_ms) AS place_of_all, ${beyond}, ${whole(since1970(local), 24 * HOUR)} % 7 + 1 AS weekday, ${whole(since1970(local), 6 * HOUR)} % 4 AS quarter${people ? raw(', p.people') : raw('')}${byTeam ? raw(', t.name AS team') : raw('')}${columns.length === 0 ? raw('') : sql`, ${join(columns)}`}
        FROM (${waits}) w
        LEFT JOIN allowed a ON true${columns.length === 0 ? raw('') : raw(' JOIN case_fact c ON c.case_key = w.case_key')}${
          people ? sql` LEFT JOIN at_work p ON p.hour = ${whole(since1970(raw('w.started_at')), HOUR)}` : raw('')
        }${byTeam ? sql` LEFT JOIN (${ends}) n ON n.case_key = w.case_key AND ${raw(same)} LEFT JOIN team t ON t.id = n.team` : raw('')}`,
  ];
}

/** One grouping: its waits with their value, and with the number behind it. Many numbers are cut into parts, people to their usual range. */
function tagged({ kind, value, number }: WaitGroup, at: number): Sql {
  const rows = sql`SELECT ${raw(String(at))} AS grp, ${value} AS value, ${number} AS number, b.ms, b.place_of_all, b.lost_ms, b.within FROM base b WHERE ${value} IS NOT NULL`;
  if (kind !== 'attribute' && kind !== 'resources') return rows;
  const cuts =
    kind === 'resources'
      ? sql`SELECT ${dialect.quantiles(number, [0.05, 0.95])} AS at, min(${number}) AS least, max(${number}) AS most FROM base b`
      : sql`SELECT ${dialect.quantiles(number, [0.25, 0.5, 0.75])} AS at, count(DISTINCT ${number}) AS kinds FROM base b`;
  const part =
    kind === 'resources'
      ? peoplePart
      : sql`CASE WHEN q.number IS NULL OR k.kinds <= ${raw(String(MOST_VALUES))} THEN q.value
                 WHEN q.number <= k.at[1] THEN 'part 1' WHEN q.number <= k.at[2] THEN 'part 2' WHEN q.number <= k.at[3] THEN 'part 3' ELSE 'part 4' END`;
  return sql`SELECT q.grp, ${part} AS value, q.number, q.ms, q.place_of_all, q.lost_ms, q.within FROM (${rows}) q CROSS JOIN (${cuts}) k`;
}

/** `2`, `3`, or where there are many `band 4`: a number held in the usual range, in bands of equal width where that is wide. */
const peoplePart: Sql = (() => {
  const [low, high] = ['floor(k.at[1])', 'floor(k.at[2] + 0.5)'];
  const held = `(CASE WHEN q.number < ${low} THEN ${low} WHEN q.number > ${high} THEN ${high} ELSE q.number END)`;
  const width = `(floor((${high} - ${low}) / ${MOST_PEOPLE}) + 1)`;
  return raw(`CAST(CAST(floor((${held} - ${low}) / ${width}) AS BIGINT) AS VARCHAR)`);
})();

/**
 * Every value of every grouping beside all other waits. These are never sorted again: the k-th of them is the wait of rank k + m
 * of all, where m are those of the value itself that come before, and m is counted where the value's own ranks lie.
 */
export function waitGroupStatements(asked: Asked<WaitParams>, groups: readonly WaitGroup[]): Record<string, Sql> {
  const chosen = chosenCases(asked);
  const waits = waitRows(asked.params, chosen);
  const about = aboutStatement(asked);
  if (groups.length === 0) return about;
  const parts: readonly NamedQuery[] = [
    ['allowed', waitLimit(asked.params)],
    ...(groups.some(({ kind }) => kind === 'resources') ? atWork(asked.params) : []),
    base(asked, groups, waits),
    [
      'tagged',
      join(
        groups.map((group, at) => tagged(group, at)),
        ' UNION ALL ',
      ),
    ],
    [
      'kept',
      sql`SELECT k.grp, k.value, k.grp * 100 + k.nth AS code
        FROM (SELECT t.grp, t.value, row_number() OVER (PARTITION BY t.grp ORDER BY count(*) DESC, t.value) AS nth
              FROM tagged t GROUP BY t.grp, t.value) k WHERE k.nth <= ${raw(String(MOST_VALUES))}`,
    ],
    // a number for grouping and value, so that the one large sort moves little; all rarer values are its hundred
    [
      'coded',
      raw(`SELECT coalesce(k.code, t.grp * 100) AS code, t.number, t.ms, t.lost_ms, t.within, t.place_of_all
        FROM tagged t LEFT JOIN kept k ON k.grp = t.grp AND k.value = t.value`),
    ],
    [
      'sizes',
      sql`SELECT p.*, ${join(RANKS.map(({ name, sql: at }) => raw(`${at} AS ${name}_place`)))}
        FROM (SELECT q.*, w.waits - q.n AS rest_n
              FROM (SELECT c.code, count(*) AS n, min(c.number) AS least, max(c.number) AS most, sum(c.lost_ms) AS lost_ms, sum(c.within) AS within
                    FROM coded c GROUP BY c.code) q
              CROSS JOIN (SELECT count(*) AS waits FROM base b) w) p`,
    ],
    [
      'placed',
      raw('SELECT c.code, c.ms, c.place_of_all, row_number() OVER (PARTITION BY c.code ORDER BY c.place_of_all) AS place FROM coded c'),
    ],
    [
      'own',
      sql`SELECT p.code, ${medianFigures},
                 ${join(RANKS.map(({ name, place }) => raw(`${place} + count(CASE WHEN p.rest_before < ${place} THEN 1 END) AS ${name}`)))}
        FROM (SELECT c.code, c.ms, c.place, c.place_of_all - c.place AS rest_before, z.n, ${join(RANKS.map(({ name }) => raw(`z.${name}_place`)))}
              FROM placed c JOIN sizes z ON z.code = c.code) p
        GROUP BY p.code, ${join(RANKS.map(({ place }) => raw(place)))}`,
    ],
  ];
  return {
    rows: sql`${chosen.with(parts)}
      SELECT CAST(floor(o.code / 100.0) AS INTEGER) AS grp, k.value, z.least, z.most, o.n, o.median_ms, o.low_ms, o.high_ms, z.lost_ms, z.within,
             (SELECT a.limit_from FROM allowed a) AS limit_from, z.rest_n AS other_n,
             CASE WHEN z.rest_n > 0 THEN (u.ms + v.ms) / 2.0 END AS other_median_ms, l.ms AS other_low_ms, h.ms AS other_high_ms
      FROM own o
      JOIN sizes z ON z.code = o.code
      LEFT JOIN kept k ON k.code = o.code
      LEFT JOIN base u ON u.place_of_all = o.middle
      LEFT JOIN base v ON v.place_of_all = o.above
      LEFT JOIN base l ON l.place_of_all = o.lower
      LEFT JOIN base h ON h.place_of_all = o.upper
      ORDER BY 1, k.value IS NULL, z.least, k.value`,
    ...about,
  };
}

/** Places in the rest, from 1: both of the middle, and the ends of the interval of its median (see `medianFigures`). */
const RANKS = [
  { name: 'middle', sql: 'CAST(floor((p.rest_n + 1) / 2.0) AS BIGINT)' },
  { name: 'above', sql: 'CAST(floor(p.rest_n / 2.0) AS BIGINT) + 1' },
  { name: 'lower', sql: 'CAST(floor(p.rest_n / 2.0 - 0.98 * sqrt(p.rest_n)) AS BIGINT) + 1' },
  { name: 'upper', sql: 'p.rest_n - CAST(floor(p.rest_n / 2.0 - 0.98 * sqrt(p.rest_n)) AS BIGINT)' },
].map((rank) => ({ ...rank, place: `p.${rank.name}_place` }));

const aboutStatement = (asked: Asked<WaitParams>): Record<string, Sql> => {
  const chosen = chosenCases(asked);
  return {
    about: sql`${chosen.with([['allowed', waitLimit(asked.params)]])}
      SELECT q.n, q.median_ms, a.limit_ms, a.limit_from
      FROM (SELECT count(*) AS n, ${dialect.quantile(raw('w.wait_ms'), 0.5)} AS median_ms FROM (${waitRows(asked.params, chosen)}) w) q
      LEFT JOIN allowed a ON true`,
  };
};

/** The last whole weeks, each with its median. */
export function weekStatement(asked: Asked<WaitParams & { weeks: number }>): Record<string, Sql> {
  const chosen = chosenCases(withoutPeriod(asked));
  const weeks = lastWholeBuckets(asked.process, 'week', wholeEndOfScope(asked), asked.params.weeks);
  const [first, last] = [weeks[0], weeks.at(-1)];
  const about = aboutStatement(asked);
  if (first === undefined || last === undefined) return about;
  return {
    rows: sql`${chosen.with([
      ['allowed', waitLimit(asked.params)],
      [
        'weekly',
        sql`SELECT ${bucketOf(asked.process, raw('w.started_at'), 'week')} AS week, w.wait_ms AS ms, ${beyond}, a.limit_from
            FROM (${waitRows(asked.params, chosen)}) w LEFT JOIN allowed a ON true
            WHERE ${between(raw('w.started_at'), first.from, last.to)}`,
      ],
      [
        'placed',
        raw(
          'SELECT w.*, row_number() OVER (PARTITION BY w.week ORDER BY w.ms) AS place, count(*) OVER (PARTITION BY w.week) AS n FROM weekly w',
        ),
      ],
    ])}
      SELECT p.week, ${medianFigures}, sum(p.lost_ms) AS lost_ms, sum(p.within) AS within, max(p.limit_from) AS limit_from
      FROM placed p
      GROUP BY p.week
      ORDER BY p.week`,
    ...about,
  };
}
