import { and, join, list, raw, sql, type Sql } from '../../engine/sql.ts';
import { dialect } from '../../engine/dialect.ts';
import { offsetAt } from '../../model/calendar.ts';
import { BadRequest } from '../../model/problem.ts';
import type { Filter, FilterOf } from '../../model/scope.ts';
import { DAY, HOUR, WEEK } from '../../model/units.ts';
import type { Asked, ProcessContext } from './analytic.ts';
import { rawCaseAnswers } from './answers.ts';
import { localTime } from './buckets.ts';
import { attributeCondition, double } from './attribute-filter.ts';
import type { Dictionary } from './filter-names.ts';

export { columnOf } from './attribute-filter.ts';

/**
 * The condition a filter puts on a case (alias `c` of `case_fact`). `not` keeps exactly the cases that the filter leaves
 * out: what a case does not have is no reason to lose it on both sides.
 */
export function filterCondition(filter: Filter, asked: Asked): Sql {
  if (filter.kind === 'attribute') return attributeCondition(filter, asked.attributes);
  const holds = positive(filter, asked);
  return filter.not ? sql`NOT (${holds})` : holds;
}

function positive(filter: Exclude<Filter, FilterOf<'attribute'>>, asked: Asked): Sql {
  switch (filter.kind) {
    case 'activity':
      return occurs(filter.names, asked);
    case 'stage':
      return caseOf(sql`stage_visit s WHERE s.stage IN ${ids(asked, 'stage', filter.names)}`);
    case 'starts':
      return sql`c.first_activity IN ${ids(asked, 'activity', filter.names)}`;
    case 'ends':
      return sql`c.last_activity IN ${ids(asked, 'activity', filter.names)}`;
    case 'follows':
      return caseOf(follows(filter, asked));
    case 'variant':
      return sql`c.variant_id IN (SELECT v.variant_id FROM variant v WHERE CAST(${VARIANT_HASH[filter.of ?? 'whole']} AS VARCHAR) IN ${list(filter.keys)})`;
    case 'duration':
      return sql`(${all(sql`${DURATION[filter.of]} IS NOT NULL`, within(DURATION[filter.of], filter))})`;
    case 'rework':
      if (filter.names === undefined) return sql`c.rework > 0`;
      return caseOf(sql`step s WHERE s.visit > 1 AND s.activity IN ${ids(asked, 'activity', filter.names)}`);
    case 'resource':
      return caseOf(sql`step s WHERE s.resource IN ${ids(asked, 'resource', filter.names)}`);
    case 'team':
      return caseOf(sql`step s WHERE s.team IN ${ids(asked, 'team', filter.names)}`);
    default:
      return measured(filter, asked);
  }
}

type Measured =
  FilterOf<'processing'> | FilterOf<'stage-wait'> | FilterOf<'waits-at'> | FilterOf<'late'> | FilterOf<'score'> | FilterOf<'comment'>;

function measured(filter: Measured, asked: Asked): Sql {
  switch (filter.kind) {
    case 'processing':
      return caseOf(
        sql`step s WHERE ${all(raw('s.measured'), sql`s.activity = ${id(asked, 'activity', filter.activity)}`, within(raw('s.processing_ms'), filter))}`,
      );
    case 'stage-wait':
      return caseOf(
        sql`stage_visit s WHERE ${all(sql`s.stage = ${id(asked, 'stage', filter.stage)}`, filter.of === 'time' ? raw('s.visit = 1') : [], within(STAGE_TIME[filter.of ?? 'wait'], filter))}`,
      );
    case 'waits-at':
      return caseOf(waitsAt(filter, asked));
    case 'late':
      return caseOf(late(filter, asked));
    case 'score': {
      const ends = [
        ...(filter.min === undefined ? [] : [sql`s.score >= ${double(filter.min)}`]),
        ...(filter.max === undefined ? [] : [sql`s.score <= ${double(filter.max)}`]),
      ];
      return caseOf(sql`(${rawCaseAnswers(asked.process)}) s WHERE ${and(ends)}`);
    }
    case 'comment':
      return caseOf(sql`feedback s WHERE s.case_key IS NOT NULL AND s.comment IS NOT NULL AND s.comment <> ''`);
  }
}

const VARIANT_HASH = { whole: raw('v.hash'), stage: raw('v.stage_hash'), folded: raw('v.fold_hash') } as const;

const DURATION = {
  throughput: raw('c.throughput_ms'),
  delivery: raw('c.delivery_ms'),
  processing: raw('c.processing_ms'),
  waiting: raw('c.waiting_ms'),
} as const;

/** Of a visit: what is waited before it, what `bottlenecks` counts of it, and, of the first one as in `service-levels`, all of it. */
const STAGE_TIME = {
  wait: raw('s.waiting_ms'),
  idle: raw('(s.waiting_ms + s.gap_ms)'),
  time: raw('(s.waiting_ms + s.processing_ms + s.gap_ms)'),
} as const;

/** More activities than this are looked for faster in the steps than in the variants, where nearly every case goes its own way. */
const FEW_ACTIVITIES = 3;

/** A step of one of these activities: what a case did is what its variant is, and there are fewer variants than steps. */
function occurs(names: readonly string[], asked: Asked): Sql {
  if (names.length > FEW_ACTIVITIES) return caseOf(sql`step s WHERE s.activity IN ${ids(asked, 'activity', names)}`);
  const has = names.map((name) => dialect.listHas(raw('v.activities'), sql`${id(asked, 'activity', name)}`));
  return sql`c.variant_id IN (SELECT v.variant_id FROM variant v WHERE ${join(has, ' OR ')})`;
}

/** The case has a row (alias `s`) in this table. */
const caseOf = (rows: Sql): Sql => sql`c.case_key IN (SELECT s.case_key FROM ${rows})`;

const id = (asked: Asked, dictionary: Dictionary, name: string): number => {
  const known = asked.ids[dictionary].get(name);
  if (known === undefined) throw new BadRequest('where', `There is no ${dictionary} called “${name}”.`);
  return known;
};
const ids = (asked: Asked, dictionary: Dictionary, names: readonly string[]): Sql => list(names.map((name) => id(asked, dictionary, name)));

type Span = { readonly minMs?: number | undefined; readonly maxMs?: number | undefined };

/** The time lies between the ends; the first counts, the second does not. Nothing where there are no ends. */
const within = (time: Sql, { minMs, maxMs }: Span): Sql[] => [
  ...(minMs === undefined ? [] : [sql`${time} >= ${minMs}`]),
  ...(maxMs === undefined ? [] : [sql`${time} < ${maxMs}`]),
];
const all = (...conditions: (Sql | Sql[])[]): Sql => join(conditions.flat(), ' AND ');

/** Visits that waited longer than the limit of their stage. */
function late({ stage }: FilterOf<'late'>, asked: Asked): Sql {
  const { stages } = asked.process.blueprint;
  if (!stages.some((one) => one.waitLimitMs !== undefined && (stage === undefined || one.name === stage)))
    throw new BadRequest(
      'where',
      stage === undefined ? 'No stage has a wait limit, so nothing is late.' : `“${stage}” has no wait limit, so nothing is late there.`,
      'Set one in the blueprint, or filter by how long the stage waits.',
    );
  return sql`stage_visit s JOIN stage g ON g.id = s.stage WHERE s.waiting_ms > g.wait_limit_ms${stage === undefined ? raw('') : sql` AND s.stage = ${id(asked, 'stage', stage)}`}`;
}

function follows(filter: FilterOf<'follows'>, asked: Asked): Sql {
  const dictionary = filter.of ?? 'activity';
  const [from, to] = [id(asked, dictionary, filter.from), id(asked, dictionary, filter.to)];
  if (filter.way === 'to-start' || filter.way === 'to-end') return reachedNext(from, to, filter.way, filter);
  if (filter.way === 'hand-over') return handedOver(from, to, filter);
  if (filter.way === 'directly') return filter.of === 'stage' ? nextStage(from, to, filter) : nextActivity(from, to, filter);
  return filter.of === 'stage' ? laterStage(from, to, filter) : laterActivity(from, to, filter);
}

/**
 * Neighbours in the trace, notes among them, as `directly-follows` counts. Their time is that of the hand-over, which leads past a
 * note (DOMAIN.md section 2): a neighbour that is a note has none.
 */
const nextActivity = (from: number, to: number, span: Span): Sql =>
  sql`step s WHERE ${all(
    sql`s.activity = ${from}`,
    sql`s.next_activity = ${to}`,
    isTimed(span) ? raw('s.gap_to = s.next_activity') : [],
    within(raw('s.gap_ms'), span),
  )}`;

/** What the next one waits for, whatever notes lie between: the hand-overs of `bottlenecks`, of measures and of targets. */
const handedOver = (from: number, to: number, span: Span): Sql =>
  sql`step s WHERE ${all(sql`s.activity = ${from}`, sql`s.gap_to = ${to}`, raw('s.gap_ms IS NOT NULL'), within(raw('s.gap_ms'), span))}`;

const nextStage = (from: number, to: number, span: Span): Sql =>
  sql`stage_visit s WHERE ${all(raw('s.position > 0'), sql`s.stage = ${from}`, sql`s.next_stage = ${to}`, within(raw('s.next_gap_ms'), span))}`;

const isTimed = ({ minMs, maxMs }: Span): boolean => minMs !== undefined || maxMs !== undefined;

/**
 * A step that ends before a later one starts (DOMAIN.md section 8). Without a longest time the last step of the second
 * activity is enough: it starts last, so what precedes any precedes it, at the greatest distance. That keeps a case that
 * repeats both thousands of times from being paired with itself.
 */
function laterActivity(from: number, to: number, span: Span): Sql {
  const second =
    span.maxMs === undefined
      ? sql`(SELECT b.case_key, max(b.position) AS position, max(b.started_at) AS started_at FROM step b WHERE b.activity = ${to} GROUP BY b.case_key)`
      : sql`(SELECT b.case_key, b.position, b.started_at FROM step b WHERE b.activity = ${to})`;
  return sql`step s JOIN ${second} t ON t.case_key = s.case_key WHERE ${all(
    sql`s.activity = ${from}`,
    raw('s.position < t.position'),
    raw('s.completed_at <= t.started_at'),
    within(dialect.milliseconds(raw('s.completed_at'), raw('t.started_at')), span),
  )}`;
}

/** From the first end of the one to the first start or end of the other that begins after it, as `service-levels` times a pair. */
const reachedNext = (from: number, to: number, way: 'to-start' | 'to-end', span: Span): Sql =>
  sql`(SELECT f.case_key, f.since, min(${raw(way === 'to-start' ? 't.started_at' : 't.completed_at')}) AS at
       FROM (SELECT b.case_key, min(b.completed_at) AS since, min(b.position) AS position FROM step b
             WHERE b.activity = ${from} AND b.completed_at IS NOT NULL GROUP BY b.case_key) f
       JOIN step t ON t.case_key = f.case_key AND t.activity = ${to} AND t.started_at >= f.since AND t.position > f.position
       GROUP BY f.case_key, f.since) s WHERE ${all(raw('s.at IS NOT NULL'), within(dialect.milliseconds(raw('s.since'), raw('s.at')), span))}`;

/**
 * Waits that touch an hour of the week, or a day of it, by the clock of the zone: those of `queue` by hour of week. A wait is
 * put into the week in which it begins, so that it touches the hour in that week, in the next one, or is longer than any week.
 */
function waitsAt({ weekday, hour, stage, from, to }: FilterOf<'waits-at'>, asked: Asked): Sql {
  const opens = (weekday - 1) * DAY + (hour ?? 0) * HOUR;
  const closes = opens + (hour === undefined ? DAY : HOUR);
  const handOver = from !== undefined && to !== undefined;
  const [began, wait] = handOver ? [raw('w.completed_at'), raw('w.gap_ms')] : [raw('w.enabled_at'), raw('w.waiting_ms')];
  const place = handOver
    ? sql` AND w.activity = ${id(asked, 'activity', from)} AND w.gap_to = ${id(asked, 'activity', to)}`
    : stage === undefined
      ? raw('')
      : sql` AND w.stage = ${id(asked, 'stage', stage)}`;
  const local = (time: Sql) => dialect.milliseconds(raw(`CAST('1970-01-05 00:00:00' AS TIMESTAMP)`), localTime(asked.process, time));
  const [week, at] = [String(WEEK), 's.at + s.ms'];
  const left = hour === undefined ? [] : weeksWithout(opens, asked.process);
  const later = (weeks: number) => raw(String(opens + weeks * WEEK));
  const isThere = (weeks: number) =>
    left.length === 0 ? raw('true') : sql`s.week NOT IN (${raw(left.map((one) => String(one - weeks)).join(', '))})`;
  return sql`(SELECT q.case_key, ((q.began % ${raw(week)}) + ${raw(week)}) % ${raw(week)} AS at, CAST(floor(q.began / ${raw(week)}.0) AS BIGINT) AS week, q.ended - q.began AS ms
       FROM (SELECT w.case_key, ${local(began)} AS began, ${local(dialect.before(began, sql`-${wait}`))} AS ended
             FROM step w WHERE ${wait} > 0${place}) q) s
    WHERE s.at < ${raw(String(closes))} AND ${raw(at)} > ${later(0)} AND ${isThere(0)}
       OR ${raw(at)} > ${later(1)} AND (${isThere(1)} OR ${raw(at)} > ${later(2)})`;
}

/** 5 January 1970. */
const FIRST_MONDAY = 4 * DAY;

/**
 * Weeks, counted from 5 January 1970, in which the clocks of the zone leave out the hour that opens so long after Monday's midnight: a wait passes
 * over it, and nobody waits in it. From a year before the data, as arrivals are earlier.
 */
function weeksWithout(opens: number, { zone, firstAt, endAt }: ProcessContext): number[] {
  if (firstAt === null || endAt === null) return [];
  const weekOf = (at: string) => Math.floor((Date.parse(at) - FIRST_MONDAY) / WEEK);
  const [first, last] = [weekOf(firstAt) - 53, weekOf(endAt) + 1];
  const middle = (week: number) => offsetAt(FIRST_MONDAY + week * WEEK + opens - WEEK / 2, zone);
  const weeks: number[] = [];
  let before = middle(first);
  for (let week = first; week <= last; week += 1) {
    const after = middle(week + 1);
    const local = FIRST_MONDAY + week * WEEK + opens;
    const isShown = (time: number) => [before, after].some((offset) => offsetAt(time - offset, zone) === offset);
    if (after > before && !isShown(local) && !isShown(local + HOUR - 1)) weeks.push(week);
    before = after;
  }
  return weeks;
}

/** The same over visits. Stages that run in parallel have no place among the others, so their times alone decide. */
const laterStage = (from: number, to: number, span: Span): Sql =>
  sql`stage_visit s JOIN stage_visit t ON t.case_key = s.case_key WHERE ${all(
    sql`s.stage = ${from}`,
    sql`t.stage = ${to}`,
    raw('s.left_at <= t.started_at'),
    raw('(s.position > 0 AND s.position < t.position OR (s.position = 0 OR t.position = 0) AND s.stage <> t.stage)'),
    within(dialect.milliseconds(raw('s.left_at'), raw('t.started_at')), span),
  )}`;
