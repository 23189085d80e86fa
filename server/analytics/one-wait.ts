import { Type, type Static } from 'typebox';
import { dialect } from '../../engine/dialect.ts';
import type { Row } from '../../engine/engine.ts';
import { join, list, raw, sql, type Sql } from '../../engine/sql.ts';
import { BadRequest } from '../../model/problem.ts';
import { handOvers, stageWaits } from './lost-hours.ts';
import type { Chosen } from './scope.ts';

/** One wait of the ranking of bottlenecks: a hand-over between two activities, or a stage. Not from and to: those are the period of the scope. */
export const WAIT_PARAMS = {
  previous: Type.Optional(Type.String({ description: 'Hand-over: the activity it leaves.' })),
  next: Type.Optional(Type.String({ description: 'Hand-over: the activity it leads to.' })),
  stage: Type.Optional(Type.String({ description: 'A stage, instead of a hand-over.' })),
};
export type WaitParams = { readonly [K in keyof typeof WAIT_PARAMS]?: Static<(typeof WAIT_PARAMS)[K]> };

/** Whether the parameters name a wait at all. */
export const namesWait = ({ previous, next, stage }: WaitParams): boolean =>
  stage !== undefined || previous !== undefined || next !== undefined;

/** The names a question gives, by the parameter that gives them; refuses half a wait, and two at once. */
export function waitNames(id: string, { previous, next, stage }: WaitParams): [field: 'previous' | 'next' | 'stage', name: string][] {
  if (stage !== undefined) {
    if (previous !== undefined || next !== undefined)
      throw new BadRequest('stage', `${id} is about a stage or a hand-over, not both.`, 'Leave out “stage”, or “previous” and “next”.');
    return [['stage', stage]];
  }
  if (previous === undefined || next === undefined)
    throw new BadRequest(
      previous === undefined ? 'previous' : 'next',
      `“${previous === undefined ? 'previous' : 'next'}” of ${id} is missing.`,
      'A hand-over has “previous” and “next”; a stage is named by “stage”.',
    );
  return [
    ['previous', previous],
    ['next', next],
  ];
}

/** The names of a wait as far as the process knows them: `name`. */
export function knownNames(id: string, params: WaitParams): Sql {
  const names = waitNames(id, params).map(([, name]) => name);
  return sql`SELECT n.name FROM ${raw(params.stage === undefined ? 'activity' : 'stage')} n WHERE n.name IN ${list(names)}`;
}

/** Refuses a name that is not among `known` (`BadRequest`, by its parameter). */
export function checkNames(id: string, params: WaitParams, known: readonly Row[]): void {
  const names = new Set(known.map(({ name }) => String(name)));
  for (const [field, name] of waitNames(id, params)) {
    if (!names.has(name)) throw new BadRequest(field, `There is no ${field === 'stage' ? 'stage' : 'activity'} called “${name}”.`);
  }
}

const idOf = (dictionary: 'activity' | 'stage', name: string | undefined): Sql =>
  sql`(SELECT n.id FROM ${raw(dictionary)} n WHERE n.name = ${name ?? ''})`;

/** What is waited for, as a condition on steps of an alias: the steps of the stage, or of the activity the hand-over leads to. */
export const waitedFor = (params: WaitParams, alias: string): Sql =>
  params.stage === undefined
    ? sql`${raw(alias)}.activity = ${idOf('activity', params.next)}`
    : sql`${raw(alias)}.stage = ${idOf('stage', params.stage)}`;

/**
 * The waits in the scope: `case_key, position, wait_ms, began_at, started_at`. Of a hand-over the time from the end of a step to the
 * start of the next one that is no note; of a stage, by visits, what is waited before and inside. `position` is that of the step
 * before (hand-over) or of the visit.
 */
export function waitRows(params: WaitParams, chosen: Chosen): Sql {
  if (params.stage !== undefined)
    return sql`SELECT v.case_key, v.position, ${stageWaits.wait} AS wait_ms, v.entered_at AS began_at, v.started_at
        FROM stage_visit v
        WHERE v.stage = ${idOf('stage', params.stage)} AND ${chosen.has('v')}`;
  return sql`SELECT s.case_key, s.position, s.gap_ms AS wait_ms, s.completed_at AS began_at, ${handOvers.startedAt} AS started_at
        FROM step s
        WHERE s.activity = ${idOf('activity', params.previous)} AND s.gap_to = ${idOf('activity', params.next)} AND s.gap_ms IS NOT NULL AND ${chosen.has('s')}`;
}

/**
 * What of a queue is one wait: rows of `began_at, wait_ms`. Of a stage each of its steps from its enablement to its start
 * (DOMAIN.md section 2, *Queue length*); without a wait every step.
 */
export function queueRows(params: WaitParams, chosen: Chosen): Sql {
  if (params.stage === undefined && namesWait(params))
    return sql`SELECT s.completed_at AS began_at, s.gap_ms AS wait_ms
        FROM step s
        WHERE s.activity = ${idOf('activity', params.previous)} AND s.gap_to = ${idOf('activity', params.next)} AND s.gap_ms > 0 AND ${chosen.has('s')}`;
  const steps = [raw('s.waiting_ms > 0'), ...(params.stage === undefined ? [] : [waitedFor(params, 's')]), chosen.has('s')];
  return sql`SELECT s.enabled_at AS began_at, s.waiting_ms AS wait_ms
        FROM step s
        WHERE ${join(steps, ' AND ')}`;
}

/**
 * At most one row: `limit_ms, limit_from`, as the ranking has them, worked out for this wait alone; no row for a wait that
 * never occurs.
 */
export function waitLimit(params: WaitParams): Sql {
  if (params.stage !== undefined)
    return sql`SELECT coalesce(g.wait_limit_ms, q.best_ms) AS limit_ms, CASE WHEN g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM stage g
        CROSS JOIN (SELECT ${dialect.quantile(stageWaits.wait, 0.25)} AS best_ms FROM stage_visit v WHERE v.stage = ${idOf('stage', params.stage)}) q
        WHERE g.id = ${idOf('stage', params.stage)} AND q.best_ms IS NOT NULL`;
  const [from, to] = [idOf('activity', params.previous), idOf('activity', params.next)];
  return sql`SELECT coalesce(h.limit_ms, CASE WHEN b.stage <> a.stage THEN g.wait_limit_ms END, q.best_ms) AS limit_ms,
               CASE WHEN h.limit_ms IS NOT NULL THEN 'hand-over' WHEN b.stage <> a.stage AND g.wait_limit_ms IS NOT NULL THEN 'stage' ELSE 'best quarter' END AS limit_from
        FROM activity a
        JOIN activity b ON b.id = ${to}
        LEFT JOIN stage g ON g.id = b.stage
        LEFT JOIN hand_over_limit h ON h."from" = a.id AND h."to" = b.id
        CROSS JOIN (SELECT ${dialect.quantile(raw('s.gap_ms'), 0.25)} AS best_ms FROM step s
                    WHERE s.activity = ${from} AND s.gap_to = ${to} AND s.gap_ms IS NOT NULL) q
        WHERE a.id = ${from} AND q.best_ms IS NOT NULL`;
}
