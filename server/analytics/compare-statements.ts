import { raw, sql, type Sql } from '../../engine/sql.ts';
import type { Asked } from './analytic.ts';
import { caseAnswers, primaryInstrument } from './answers.ts';
import { bucketOf } from './buckets.ts';
import { askedOfOther, candidatesOf, sideParts } from './compare-sides.ts';
import { unionAll, withParts } from './mix.ts';
import { quantileParts } from './order-statistics.ts';
import { between, endOfScope, hasDuration, hasStages, inScope, isComplete, periodReadBy, withoutPeriod } from './scope.ts';

export type CompareAsked = Asked<{ against: string; variants: number }>;

/** What the rows of the statements are of (`what`); `k1` and `k2` say which one. */
export const WHAT = {
  delivery: 1,
  throughput: 2,
  /** Stage k1: wait of first visits, and their whole stay. */
  wait: 3,
  stay: 4,
  /** From k1 to k2. */
  handOver: 5,
  /** Activity k1. */
  work: 6,
  /** Of complete cases. */
  rework: 11,
  /** Cases that never wait beyond the limit of a stage. */
  inTime: 12,
  score: 13,
  /** Measure k1 of the blueprint that is a share within a limit of the time of a case. */
  measure: 14,
  /** Visits of stage k1 within its limit. */
  within: 15,
  /** Scores of who comes to activity or stage k1, and of who goes from k1 to k2. */
  placeScore: 16,
  pathScore: 17,
} as const;

/** The measures of the blueprint that say which share of cases takes no longer than a limit, with their places. */
export const sharesWithin = ({ process }: Asked) =>
  process.blueprint.measures.flatMap((measure, at) =>
    measure.statistic === 'share-within' && measure.limitMs !== undefined && (measure.of === 'delivery' || measure.of === 'throughput')
      ? [{ at, limitMs: measure.limitMs, of: measure.of, measure }]
      : [],
  );

export const hasLimits = ({ process }: Asked): boolean => process.blueprint.stages.some(({ waitLimitMs }) => waitLimitMs !== undefined);

/** What means and shares are made of, over `fact`: one row per thing and side. */
export const sumsBySide: Sql = raw(`SELECT f.what, f.k1, f.k2, f.side, count(f.v) AS n, sum(f.v) AS total, sum(f.v * f.v) AS total2,
             count(CASE WHEN f.v IS NOT NULL THEN f.weight END) AS kept, sum(CASE WHEN f.v IS NOT NULL THEN f.weight END) AS w,
             sum(f.weight * f.v) AS wv, sum(CASE WHEN f.v IS NOT NULL THEN f.weight * f.weight END) AS w2,
             sum(f.weight * f.weight * f.v) AS w2v, sum(f.weight * f.weight * f.v * f.v) AS w2v2
      FROM fact f
      WHERE f.v IS NOT NULL
      GROUP BY f.what, f.k1, f.k2, f.side
      ORDER BY 1, 2, 3, 4`);

/** Every statement of the comparison, each with the two sides as named queries of its own. */
export function compareStatements(asked: CompareAsked): Record<string, Sql> {
  const sides = sideParts(asked);
  const [medians, tails] = [quantileParts([0.5]), quantileParts([0.9])];
  return {
    totals: sql`${withParts(sides)}
      SELECT m.side, count(*) AS cases, count(m.weight) AS kept, sum(m.weight) AS w, sum(m.weight * m.weight) AS w2, max(s.in_both) AS in_both
      FROM mixed m CROSS JOIN sized s GROUP BY m.side ORDER BY m.side`,
    times: sql`${withParts([...sides, ['timed', unionAll([...caseTimes(asked), ...timed(asked)])], ...medians.parts])}
      ${medians.select}
      ORDER BY 1, 2, 3, 4`,
    tails: sql`${withParts([...sides, ['timed', unionAll(caseTimes(asked))], ...tails.parts])}
      ${tails.select}
      ORDER BY 1, 2, 3, 4`,
    means: sql`${withParts([...sides, ...answersOf(asked), ['fact', facts(asked)]])}
      ${sumsBySide}`,
    paths: sql`${withParts([...sides, ['taken', taken(asked)]])}
      SELECT t.k1, t.k2, m.side, count(*) AS cases, sum(m.weight) AS w, sum(m.weight * m.weight) AS w2
      FROM taken t JOIN mixed m ON m.case_key = t.case_key
      GROUP BY t.k1, t.k2, m.side
      ORDER BY 1, 2, 3`,
    variants: variantShares(asked, sides),
    ...mixStatements(asked, sides),
    ...flowStatements('One', asked),
    ...flowStatements('Other', askedOfOther(asked)),
    activities: sql`SELECT id, name FROM activity ORDER BY id`,
    stages: sql`SELECT id, name, wait_limit_ms FROM stage ORDER BY id`,
    instrument: sql`SELECT ${primaryInstrument(asked.process)} AS instrument`,
  };
}

type Sides = ReturnType<typeof sideParts>;

const row = (what: number, columns: Sql, from: Sql): Sql => sql`SELECT ${raw(String(what))} AS what, ${columns} FROM ${from}`;

/** Whose durations count, on each side (alias `m`) as its own scope says. */
function lasts(asked: CompareAsked): Sql {
  const [one, other] = [asked, askedOfOther(asked)];
  return (one.scope.state === undefined) === (other.scope.state === undefined)
    ? hasDuration(one)
    : sql`CASE WHEN m.side = 1 THEN ${hasDuration(one)} ELSE ${hasDuration(other)} END`;
}

/** The times of complete cases. */
function caseTimes(asked: CompareAsked): Sql[] {
  const ofCases = (what: number, time: string) =>
    row(
      what,
      sql`0 AS k1, 0 AS k2, ${raw(time)} AS ms, m.side, m.weight`,
      sql`mixed m JOIN case_fact c ON c.case_key = m.case_key WHERE ${lasts(asked)}`,
    );
  return [ofCases(WHAT.throughput, 'c.throughput_ms'), ofCases(WHAT.delivery, 'c.delivery_ms')];
}

/** Every other time that is compared by its median: of stages, hand-overs and activities. */
function timed(asked: CompareAsked): Sql[] {
  const side = raw('m.side, m.weight');
  const visits = raw('mixed m JOIN stage_visit v ON v.case_key = m.case_key WHERE v.visit = 1');
  const handOvers =
    asked.scope.level === 'stage'
      ? row(
          WHAT.handOver,
          sql`v.stage AS k1, v.next_stage AS k2, v.next_gap_ms AS ms, ${side}`,
          raw('mixed m JOIN stage_visit v ON v.case_key = m.case_key WHERE v.position > 0 AND v.next_stage IS NOT NULL'),
        )
      : row(
          WHAT.handOver,
          sql`s.activity AS k1, s.gap_to AS k2, s.gap_ms AS ms, ${side}`,
          // as on the map: where a note comes next there is no time
          raw('mixed m JOIN step s ON s.case_key = m.case_key WHERE s.gap_to = s.next_activity'),
        );
  return [
    ...(hasStages(asked.process)
      ? [
          row(WHAT.wait, sql`v.stage AS k1, 0 AS k2, v.waiting_ms AS ms, ${side}`, visits),
          row(WHAT.stay, sql`v.stage AS k1, 0 AS k2, v.waiting_ms + v.processing_ms + v.gap_ms AS ms, ${side}`, visits),
        ]
      : []),
    handOvers,
    row(
      WHAT.work,
      sql`s.activity AS k1, 0 AS k2, s.processing_ms AS ms, ${side}`,
      raw('mixed m JOIN step s ON s.case_key = m.case_key WHERE s.measured AND s.processing_ms IS NOT NULL'),
    ),
  ];
}

const answersOf = ({ process }: CompareAsked) => [['case_answer', caseAnswers(process)] as const];

/** Everything that is compared by its mean or share: one row per case or visit and figure. */
function facts(asked: CompareAsked): Sql {
  const side = raw('m.side, m.weight');
  const cases = sql`mixed m JOIN case_fact c ON c.case_key = m.case_key WHERE ${lasts(asked)}`;
  const yes = (condition: Sql) => sql`CASE WHEN ${condition} THEN 1.0 ELSE 0.0 END AS v`;
  return unionAll([
    row(WHAT.rework, sql`0 AS k1, 0 AS k2, ${yes(raw('c.rework > 0'))}, ${side}`, cases),
    row(WHAT.score, sql`0 AS k1, 0 AS k2, r.score AS v, ${side}`, raw('mixed m JOIN case_answer r ON r.case_key = m.case_key')),
    ...sharesWithin(asked).map(({ at, limitMs, of }) => {
      const time = raw(of === 'delivery' ? 'c.delivery_ms' : 'c.throughput_ms');
      const within = sql`CASE WHEN ${time} <= ${limitMs} THEN 1.0 WHEN ${time} > ${limitMs} THEN 0.0 END AS v`;
      return row(WHAT.measure, sql`${raw(String(at))} AS k1, 0 AS k2, ${within}, ${side}`, cases);
    }),
    ...(hasLimits(asked)
      ? [
          row(
            WHAT.inTime,
            sql`0 AS k1, 0 AS k2, ${yes(raw('l.case_key IS NULL'))}, ${side}`,
            sql`mixed m JOIN case_fact c ON c.case_key = m.case_key
                LEFT JOIN (SELECT DISTINCT v.case_key FROM stage_visit v JOIN stage g ON g.id = v.stage WHERE v.waiting_ms > g.wait_limit_ms) l ON l.case_key = m.case_key
                WHERE ${lasts(asked)}`,
          ),
          row(
            WHAT.within,
            sql`v.stage AS k1, 0 AS k2, ${yes(raw('v.waiting_ms <= g.wait_limit_ms'))}, ${side}`,
            raw('mixed m JOIN stage_visit v ON v.case_key = m.case_key JOIN stage g ON g.id = v.stage WHERE g.wait_limit_ms IS NOT NULL'),
          ),
        ]
      : []),
  ]);
}

/** Which case takes which hand-over, each once. */
export const taken = ({ scope }: CompareAsked): Sql =>
  scope.level === 'stage'
    ? sql`SELECT v.case_key, v.stage AS k1, v.next_stage AS k2 FROM stage_visit v WHERE v.position > 0 AND v.first_of_edge AND v.next_stage IS NOT NULL`
    : sql`SELECT s.case_key, s.activity AS k1, s.next_activity AS k2 FROM step s WHERE s.first_of_edge AND s.next_activity IS NOT NULL`;

/** The most frequent ways of both sides together, and how many cases of each side go them. */
function variantShares({ scope, params }: CompareAsked, sides: Sides): Sql {
  const ofStages = scope.level === 'stage';
  const way = raw(ofStages ? 'v.stage_hash' : 'v.hash');
  return sql`${withParts([
    ...sides,
    [
      'way',
      sql`SELECT m.side, m.weight, c.variant_id, ${way} AS way FROM mixed m JOIN case_fact c ON c.case_key = m.case_key JOIN variant v ON v.variant_id = c.variant_id`,
    ],
    [
      'top',
      sql`SELECT w.way, count(*) AS cases, min(w.variant_id) AS variant FROM way w GROUP BY w.way ORDER BY 2 DESC, 3 LIMIT ${params.variants}`,
    ],
    [
      'ways',
      sql`SELECT w.way, w.side, count(*) AS cases, sum(w.weight) AS w, sum(w.weight * w.weight) AS w2
          FROM way w WHERE w.way IN (SELECT way FROM top) GROUP BY w.way, w.side`,
    ],
  ])}
      SELECT CAST(q.way AS VARCHAR) AS key, t.variant, ${raw(ofStages ? 'v.stages' : 'v.activities')} AS activities, q.side, q.cases, q.w, q.w2
      FROM ways q JOIN top t ON t.way = q.way JOIN variant v ON v.variant_id = t.variant
      ORDER BY t.cases DESC, t.variant, q.side`;
}

/** How often each value of each attribute is on each side, and which attributes make the strata. */
export function mixStatements(asked: CompareAsked, sides: Sides): Record<string, Sql> {
  if (candidatesOf(asked).length === 0) return {};
  return {
    mix: sql`${withParts(sides)}
      SELECT p.attribute, p.value, p.one, p.other FROM spread p JOIN apart a ON a.attribute = p.attribute
      ORDER BY p.attribute, p.one + p.other DESC, p.value`,
    picked: sql`${withParts(sides)}
      SELECT p.attribute FROM picked p ORDER BY p.attribute`,
  };
}

/** Where the period ends before the data do. The last event lies on the end of the data, so only an earlier end cuts. */
function earlierEnd(asked: Asked): Date | null {
  const { endAt } = asked.process;
  const end = endOfScope(asked);
  return end !== null && endAt !== null && end < new Date(endAt) ? end : null;
}

/** Whether open cases of two ends can be compared: the data go on for longer than the cut-off after both, or both are the end of the data. */
export function bothSettled(one: Asked, other: Asked): boolean {
  const ends = [earlierEnd(one), earlierEnd(other)];
  const { endAt, cutOffMs } = one.process;
  const settled = (end: Date | null) => end !== null && endAt !== null && end.getTime() + (cutOffMs ?? 0) < Date.parse(endAt);
  return ends.every(settled) || ends.every((end) => end === null);
}

/** Arrivals by day, and how many cases are open at the end, of one side. */
function flowStatements(side: 'One' | 'Other', asked: Asked): Record<string, Sql> {
  const { process } = asked;
  const every = withoutPeriod(asked);
  const until = earlierEnd(asked);
  const closed = until === null ? isComplete(process) : sql`(${isComplete(process)} AND c.last_at < ${until})`;
  return {
    [`arrivals${side}`]: sql`SELECT ${bucketOf(process, raw('c.arrived_at'), 'day')} AS day, count(*) AS cases
      FROM case_fact c WHERE ${inScope(periodReadBy(asked, 'arrival'))} GROUP BY 1 ORDER BY 1`,
    [`open${side}`]: sql`SELECT count(*) AS cases FROM case_fact c WHERE ${inScope(every)} AND ${between(raw('c.arrived_at'), null, until)} AND NOT ${closed}`,
  };
}
