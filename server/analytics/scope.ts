import { and, empty, join, raw, sql, type Sql } from '../../engine/sql.ts';
import { startOfDay } from '../../model/calendar.ts';
import type { Scope } from '../../model/scope.ts';
import type { Asked, ProcessContext } from './analytic.ts';
import { wholeEnd } from './buckets.ts';
import { filterCondition } from './filters.ts';

/** Which cases a figure counts when the scope names no state. */
export type CaseRule = 'all' | 'complete';

export const hasStages = (process: ProcessContext): boolean => process.blueprint.stages.length > 0;
/** Delivery is the headline time of a process whose blueprint marks stages as after delivery. */
export const marksDelivery = (process: ProcessContext): boolean => process.blueprint.stages.some((stage) => stage.afterDelivery === true);
export const periodBy = ({ process, scope }: Asked) => scope.period?.by ?? (marksDelivery(process) ? 'delivery' : 'completion');
/** What a row is about: the level asked for, else stages where there are any. */
export const levelOf = ({ process, scope }: Asked): 'stage' | 'activity' => scope.level ?? (hasStages(process) ? 'stage' : 'activity');

/**
 * A case (alias `c`) is complete when its last step is an end activity, or when it has been idle for longer
 * than the cut-off before the end of the data.
 */
export function isComplete(process: ProcessContext): Sql {
  if (process.cutOffMs === null || process.endAt === null) return sql`c.ended`;
  return sql`(c.ended OR c.last_at < ${new Date(Date.parse(process.endAt) - process.cutOffMs)})`;
}

/** The period as instants: half-open, days of the zone of the process. */
export function periodBounds({ process, scope }: Asked): { from: Date | null; to: Date | null } {
  const at = (day: string | undefined) => (day === undefined ? null : new Date(startOfDay(day, process.zone)));
  return { from: at(scope.period?.from), to: at(scope.period?.to) };
}

/** The condition that puts a case (alias `c` of `case_fact`) into the scope. */
export function inScope(asked: Asked, rule: CaseRule = 'all'): Sql {
  const conditions = scopeConditions(asked, rule);
  return conditions.length === 0 ? raw('true') : and(conditions);
}

function scopeConditions(asked: Asked, rule: CaseRule): Sql[] {
  const { process, scope } = asked;
  const { from, to } = periodBounds(asked);
  const by = periodBy(asked);
  const dated = from !== null || to !== null;
  const closes = dated && (by === 'delivery' || by === 'completion');
  const state = scope.state ?? (rule === 'complete' || closes ? 'complete' : 'all');
  const conditions: Sql[] = [];
  if (state === 'complete') conditions.push(isComplete(process));
  if (state === 'open') conditions.push(sql`NOT ${isComplete(process)}`);
  if (dated) conditions.push(inPeriod(by, from, to));
  for (const filter of scope.filters ?? []) conditions.push(filterCondition(filter, asked));
  return conditions;
}

function inPeriod(by: NonNullable<NonNullable<Scope['period']>['by']>, from: Date | null, to: Date | null): Sql {
  switch (by) {
    case 'arrival':
      return between(raw('c.arrived_at'), from, to);
    case 'delivery':
      return between(raw('c.delivered_at'), from, to);
    case 'completion':
      return between(raw('c.last_at'), from, to);
    case 'activity':
      return sql`c.case_key IN (SELECT active.case_key FROM step active WHERE ${between(raw('active.started_at'), from, to)})`;
  }
}

/** Half-open; an end that is null is open. */
export function between(time: Sql, from: Date | null, to: Date | null): Sql {
  const ends = [...(from === null ? [] : [sql`${time} >= ${from}`]), ...(to === null ? [] : [sql`${time} < ${to}`])];
  return ends.length === 0 ? raw('true') : join(ends, ' AND ');
}

/**
 * Cases (alias `c`) whose durations count: complete ones, unless the scope asks for a state itself.
 * For figures that stand beside counts of all cases in one statement.
 */
export const hasDuration = ({ process, scope }: Asked): Sql => (scope.state === undefined ? isComplete(process) : raw('true'));

/** A query with a name, for the list of a `WITH`. */
export type NamedQuery = readonly [name: string, query: Sql];

/** The cases of a scope, for tables that have many rows of a case. */
export interface Chosen {
  /** The named query that gathers the case keys once; none when the scope holds every case. */
  readonly parts: readonly NamedQuery[];
  /** `WITH chosen AS (…), more AS (…) `; nothing where there is neither. */
  readonly with: (more?: readonly NamedQuery[]) => Sql;
  /** Whether the row of this alias belongs to a case of the scope; does not join when the scope holds every case. */
  readonly has: (alias: string) => Sql;
}

export function chosenCases(asked: Asked, rule: CaseRule = 'all', name = 'chosen'): Chosen {
  const conditions = scopeConditions(asked, rule);
  const parts: readonly NamedQuery[] =
    conditions.length === 0 ? [] : [[name, sql`SELECT c.case_key FROM case_fact c WHERE ${and(conditions)}`]];
  return {
    parts,
    with: (more = []) => {
      const named = [...parts, ...more];
      return named.length === 0
        ? empty
        : sql`WITH ${join(
            named.map(([title, query]) => sql`${raw(title)} AS (${query})`),
            ', ',
          )} `;
    },
    has: (alias) => (conditions.length === 0 ? raw('true') : sql`${raw(alias)}.case_key IN (SELECT case_key FROM ${raw(name)})`),
  };
}

/** The same question without its period: trends look back further than the period itself. */
export function withoutPeriod<P>(asked: Asked<P>): Asked<P> {
  const { period, ...scope } = asked.scope;
  return { ...asked, scope: period?.by === undefined ? scope : { ...scope, period: { by: period.by } } };
}

/** The same question about the cases that the filters leave out too. */
export function withoutFilters<P>(asked: Asked<P>): Asked<P> {
  const scope = { ...asked.scope };
  delete scope.filters;
  return { ...asked, scope };
}

/** The same question with the period read by another moment. */
export const periodReadBy = <P>(asked: Asked<P>, by: 'arrival' | 'activity'): Asked<P> => ({
  ...asked,
  scope: asked.scope.period === undefined ? asked.scope : { ...asked.scope, period: { ...asked.scope.period, by } },
});

/** Whether the scope leaves out cases by anything but the period: then an answer without a case is not in it. */
export const choosesCases = ({ scope }: Asked): boolean =>
  scope.state === 'complete' || scope.state === 'open' || (scope.filters ?? []).length > 0;

/** Up to when buckets of a scope can be whole: the end of its period or where the data are whole to, whichever comes first; null without data. */
export function wholeEndOfScope(asked: Asked): Date | null {
  const end = wholeEnd(asked.process);
  const { to } = periodBounds(asked);
  return to !== null && end !== null && to < end ? to : end;
}

/** The last moment a scope looks at: the end of its period or of the data, whichever comes first; null without data. */
export function endOfScope(asked: Asked): Date | null {
  const end = asked.process.endAt === null ? null : new Date(asked.process.endAt);
  const { to } = periodBounds(asked);
  return to !== null && end !== null && to < end ? to : end;
}
