import { Type, type Static } from 'typebox';
import { dialect } from '../../engine/dialect.ts';
import { raw, sql } from '../../engine/sql.ts';
import { BadRequest } from '../../model/problem.ts';
import { Count, Instant, Milliseconds, OneOf, OrNull, Share } from '../../model/units.ts';
import { analytic } from './analytic.ts';
import { namesToFind, timedOf } from './durations-of.ts';
import { barsOf, histogram } from './histogram.ts';
import { LIMIT_FROM } from './lost-hours.ts';
import { chosenCases } from './scope.ts';

const Params = Type.Object(
  {
    of: Type.Unsafe<'hand-over' | 'wait' | 'processing' | 'stage-wait' | 'stage-time'>({
      ...OneOf(['hand-over', 'wait', 'processing', 'stage-wait', 'stage-time']),
      default: 'hand-over',
    }),
    // not from and to: those are the period of the scope
    previous: Type.Optional(Type.String({ description: 'Hand-over: what it leaves; left out for the start of the case.' })),
    next: Type.Optional(Type.String({ description: 'Hand-over: where it leads.' })),
    activity: Type.Optional(Type.String({ description: 'Processing: of which activity.' })),
    stage: Type.Optional(Type.String({ description: 'Stage wait or time, or wait: of which stage.' })),
  },
  { additionalProperties: false },
);
export type DurationParams = Static<typeof Params>;

const LONGEST = 5;

/**
 * How one of the times on the map is distributed.
 *
 * Grain: one row, with a histogram and the five longest. Sources: `step`, `stage_visit`, `case_fact` for starts. Rejects
 * with `BadRequest` when a name is missing or unknown.
 */
export const durations = analytic({
  id: 'durations',
  question: 'How is the time of one hand-over, activity or stage distributed?',
  definition:
    'Hand-over: the time from the end of a step to the start of the next one, over the passes that have one, as on the map; at the level of stages from one ' +
    'visit to the next. Limit and hours lost as in “bottlenecks”, over these passes. Wait: a hand-over or a stage exactly as “bottlenecks” has it: past notes, and of ' +
    'a stage over all visits, with gaps inside. Processing: start to completion of the measured steps of an activity. ' +
    'Stage wait and stage time: what first visits waited before their first start, and how long they took in all, as in “stages”; the limit of a wait is that of its stage. ' +
    'Percentiles are interpolated (type 7). Share of waiting: of the time of all hand-overs of the scope. A bar without an end holds all that is longer.',
  caveats: [
    'Passes of open cases count as soon as the next step has started.',
    'Where a note lies between two steps, “bottlenecks” measures past it and the map does not.',
  ],
  params: Params,
  row: Type.Object({
    n: Count,
    cases: Count,
    minMs: OrNull(Milliseconds),
    p25Ms: OrNull(Milliseconds),
    medianMs: OrNull(Milliseconds),
    meanMs: OrNull(Milliseconds),
    p75Ms: OrNull(Milliseconds),
    p90Ms: OrNull(Milliseconds),
    maxMs: OrNull(Milliseconds),
    totalMs: OrNull(Milliseconds),
    limitMs: OrNull(Milliseconds),
    limitFrom: OrNull(OneOf(LIMIT_FROM)),
    beyond: OrNull(Type.Integer({ minimum: 0, description: 'How many lie beyond the limit.' })),
    lostMs: OrNull(Milliseconds),
    shareOfWaiting: OrNull(Share),
    histogram: Type.Array(Type.Object({ fromMs: Milliseconds, toMs: OrNull(Milliseconds), count: Count })),
    longest: Type.Array(Type.Object({ case: Type.String(), ms: Milliseconds, at: Instant })),
  }),
  queries: (asked) => {
    const chosen = chosenCases(asked);
    const timed = timedOf(asked, chosen);
    return {
      names: timed.names,
      rows: sql`${chosen.with([...timed.with, ['timed', timed.rows], ['allowed', timed.limit]])}
      SELECT q.n, q.cases, q.min_ms, q.at[1] AS p25_ms, q.at[2] AS median_ms, q.mean_ms, q.at[3] AS p75_ms, q.at[4] AS p90_ms, q.max_ms, q.total_ms,
             l.limit_ms, l.limit_from, CASE WHEN l.limit_ms IS NOT NULL THEN q.beyond END AS beyond, CASE WHEN l.limit_ms IS NOT NULL THEN q.lost_ms END AS lost_ms
      FROM (SELECT count(*) AS n, count(DISTINCT t.case_key) AS cases, min(t.ms) AS min_ms, max(t.ms) AS max_ms, avg(t.ms) AS mean_ms, sum(t.ms) AS total_ms,
                   ${dialect.quantiles(raw('t.ms'), [0.25, 0.5, 0.75, 0.9])} AS at,
                   count(CASE WHEN t.ms > a.limit_ms THEN 1 END) AS beyond,
                   sum(CASE WHEN t.ms > a.limit_ms THEN t.ms - a.limit_ms ELSE 0 END) AS lost_ms
            FROM timed t LEFT JOIN allowed a ON true) q
      LEFT JOIN allowed l ON true`,
      bars: sql`${chosen.with([['timed', timed.rows]])}${barsOf('timed', 'ms')}`,
      longest: sql`${chosen.with([['timed', timed.rows]])}
      SELECT c.case_id AS "case", t.ms, t.at
      FROM (SELECT t.case_key, t.ms, t.at FROM timed t ORDER BY t.ms DESC, t.at DESC, t.case_key LIMIT ${raw(String(LONGEST))}) t
      JOIN case_fact c ON c.case_key = t.case_key
      ORDER BY t.ms DESC, t.at DESC, c.case_id`,
      ...(timed.waiting === null
        ? {}
        : { waiting: sql`${chosen.with()}SELECT ${timed.waiting.sum} AS total_ms FROM ${timed.waiting.table}` }),
    };
  },
  answer: ({ names = [], rows = [], bars = [], longest = [], waiting = [] }, asked) => {
    const known = new Set(names.map(({ name }) => String(name)));
    for (const [field, name] of namesToFind(asked)) {
      if (!known.has(name))
        throw new BadRequest(
          field,
          `There is no ${asked.scope.level === 'stage' || field === 'stage' ? 'stage' : 'activity'} called “${name}”.`,
        );
    }
    const [row] = rows;
    const all = Number(waiting[0]?.totalMs ?? 0);
    return {
      rows: [{ ...row, shareOfWaiting: all === 0 ? null : Number(row?.totalMs ?? 0) / all, histogram: histogram(bars, 'count'), longest }],
    };
  },
});
