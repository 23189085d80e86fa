import { dialect } from '../../engine/dialect.ts';
import { list, raw, sql, type Sql } from '../../engine/sql.ts';
import { BadRequest } from '../../model/problem.ts';
import type { Asked } from './analytic.ts';
import type { DurationParams } from './durations.ts';
import { handOvers, stageWaits } from './lost-hours.ts';
import { waitLimit, waitNames, waitRows } from './one-wait.ts';
import type { Chosen, NamedQuery } from './scope.ts';

/** One kind of time, as a question about its distribution needs it. */
interface Timed {
  /** The names that were given, as far as they are known: `name`. */
  readonly names: Sql;
  /** Named queries `limit` reads. */
  readonly with: readonly NamedQuery[];
  /** `case_key, ms, at`: the times in the scope and when each began. */
  readonly rows: Sql;
  /** At most one row: `limit_ms, limit_from`. */
  readonly limit: Sql;
  /** All time of this kind in the scope, to take a share of; null where the parts don't make a whole. */
  readonly waiting: { readonly table: Sql; readonly sum: Sql } | null;
}

const noLimit = sql`SELECT CAST(NULL AS BIGINT) AS limit_ms, CAST(NULL AS VARCHAR) AS limit_from`;

/** The names a question gives, by the parameter that gives them; refuses what is missing. */
export function namesToFind({ params }: Asked<DurationParams>): [field: string, name: string][] {
  const named = (field: 'previous' | 'next' | 'activity' | 'stage'): [string, string][] => {
    const name = params[field];
    return name === undefined ? [] : [[field, name]];
  };
  const needed = (field: 'next' | 'activity' | 'stage') => {
    const [found] = named(field);
    if (found === undefined) throw new BadRequest(field, `“${field}” of durations is missing.`, `It is needed to ask for ${params.of}.`);
    return found;
  };
  if (params.of === 'wait') return waitNames('durations', params);
  if (params.of === 'hand-over') return [...named('previous'), needed('next')];
  return [needed(params.of === 'processing' ? 'activity' : 'stage')];
}

/** The times a question is about. */
export function timedOf(asked: Asked<DurationParams>, chosen: Chosen): Timed {
  const names = namesToFind(asked).map(([, name]) => name);
  const ofStages =
    asked.params.of === 'wait'
      ? asked.params.stage !== undefined
      : asked.scope.level === 'stage' || asked.params.of === 'stage-wait' || asked.params.of === 'stage-time';
  const dictionary = raw(asked.params.of === 'processing' || !ofStages ? 'activity' : 'stage');
  const found = sql`SELECT n.name FROM ${dictionary} n WHERE n.name IN ${list(names)}`;
  const id = (name: string | undefined) => sql`(SELECT n.id FROM ${dictionary} n WHERE n.name = ${name ?? ''})`;
  const { of, previous, next, activity, stage } = asked.params;
  switch (of) {
    case 'processing':
      return {
        names: found,
        with: [],
        rows: sql`SELECT s.case_key, s.processing_ms AS ms, s.started_at AS at FROM step s
                  WHERE s.activity = ${id(activity)} AND s.measured AND s.processing_ms IS NOT NULL AND ${chosen.has('s')}`,
        limit: noLimit,
        waiting: null,
      };
    case 'stage-wait':
    case 'stage-time':
      return {
        names: found,
        with: [],
        rows: sql`SELECT v.case_key, ${raw(of === 'stage-wait' ? 'v.waiting_ms' : 'v.waiting_ms + v.processing_ms + v.gap_ms')} AS ms, v.entered_at AS at
                  FROM stage_visit v
                  WHERE v.stage = ${id(stage)} AND v.visit = 1 AND ${chosen.has('v')}`,
        limit:
          of === 'stage-wait'
            ? sql`SELECT g.wait_limit_ms AS limit_ms, 'stage' AS limit_from FROM stage g WHERE g.id = ${id(stage)} AND g.wait_limit_ms IS NOT NULL`
            : noLimit,
        waiting: null,
      };
    case 'wait':
      return {
        names: found,
        with: [],
        rows: sql`SELECT w.case_key, w.wait_ms AS ms, w.began_at AS at FROM (${waitRows(asked.params, chosen)}) w`,
        limit: waitLimit(asked.params),
        waiting: ofStages
          ? { table: sql`stage_visit v WHERE ${chosen.has('v')}`, sum: sql`sum(${stageWaits.wait})` }
          : { table: sql`step s WHERE ${handOvers.counts} AND ${chosen.has('s')}`, sum: sql`sum(${handOvers.wait})` },
      };
    case 'hand-over':
      if (previous === undefined) return { ...fromStart(id(next), ofStages, chosen), names: found };
      return { ...(ofStages ? betweenStages(id(previous), id(next), chosen) : betweenSteps(id(previous), id(next), chosen)), names: found };
  }
}

const betweenSteps = (from: Sql, to: Sql, chosen: Chosen): Omit<Timed, 'names'> => ({
  with: handOvers.with,
  rows: sql`SELECT s.case_key, s.gap_ms AS ms, s.completed_at AS at FROM step s
            WHERE s.activity = ${from} AND s.next_activity = ${to} AND s.gap_to = s.next_activity AND s.gap_ms IS NOT NULL AND ${chosen.has('s')}`,
  limit: sql`SELECT l.limit_ms, l.limit_from FROM limits l WHERE l.from_id = ${from} AND l.to_id = ${to}`,
  waiting: { table: sql`step s WHERE s.gap_to = s.next_activity AND ${chosen.has('s')}`, sum: raw('sum(s.gap_ms)') },
});

/** From one visit to the next: the limit of the stage that is entered, else the best quarter, as for activities. */
const betweenStages = (from: Sql, to: Sql, chosen: Chosen): Omit<Timed, 'names'> => ({
  with: [],
  rows: sql`SELECT v.case_key, v.next_gap_ms AS ms, v.left_at AS at FROM stage_visit v
            WHERE v.position > 0 AND v.stage = ${from} AND v.next_stage = ${to} AND v.next_gap_ms IS NOT NULL AND ${chosen.has('v')}`,
  limit: sql`SELECT coalesce(g.wait_limit_ms, q.best_ms) AS limit_ms, CASE WHEN g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
             FROM stage g
             CROSS JOIN (SELECT ${dialect.quantile(raw('v.next_gap_ms'), 0.25)} AS best_ms FROM stage_visit v
                         WHERE v.position > 0 AND v.stage = ${from} AND v.next_stage = ${to}) q
             WHERE g.id = ${to} AND coalesce(g.wait_limit_ms, q.best_ms) IS NOT NULL`,
  waiting: { table: sql`stage_visit v WHERE v.position > 0 AND ${chosen.has('v')}`, sum: raw('sum(v.next_gap_ms)') },
});

/** From the arrival to the first start, where the file has arrivals. */
const fromStart = (to: Sql, ofStages: boolean, chosen: Chosen): Omit<Timed, 'names'> => {
  const first = ofStages
    ? sql`stage_visit v JOIN case_fact c ON c.case_key = v.case_key WHERE v.position = 1 AND v.stage = ${to} AND c.arrival_known AND ${chosen.has('c')}`
    : sql`case_fact c WHERE c.first_activity = ${to} AND c.arrival_known AND ${chosen.has('c')}`;
  return {
    with: [],
    rows: sql`SELECT c.case_key, ${dialect.milliseconds(raw('c.arrived_at'), raw(ofStages ? 'v.started_at' : 'c.first_start_at'))} AS ms, c.arrived_at AS at FROM ${first}`,
    limit: noLimit,
    waiting: null,
  };
};
