import type { Session } from '../../engine/engine.ts';
import { empty, identifier, join, list, raw, sql, type Sql } from '../../engine/sql.ts';
import type { Rejection } from '../../model/event-log.ts';
import type { Fix } from '../../model/health.ts';
import { BadRequest } from '../../model/problem.ts';
import { trimmed } from '../recognise/parse.ts';
import type { Plan } from '../recognise/plan.ts';
import { columnOf, readableRows, type TextTable } from '../sources/table.ts';
import type { PlannedAttribute } from './events.ts';
import { fixWords } from './fix-words.ts';
import { HAPPENED, isAbsurd, isMidnight, middleTime } from './odd-times.ts';
import { columnWith, INCOMING, rawText } from './staging.ts';
import { utcOf } from './zone.ts';

/** How the rows in `incoming` were staged. */
export interface FixContext {
  readonly plan: Plan;
  readonly attributes: readonly PlannedAttribute[];
  /** The table that was staged. */
  readonly table: TextTable;
  readonly zone: string | null;
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
}

/** A fix as SQL over staged rows: which rows, and what their columns become. */
export interface Change {
  readonly where: Sql;
  readonly set: readonly (readonly [column: string, value: Sql])[];
}

/** Which row of the file a staged row is; in a relation made of `incoming` it is called `place`. */
type PlaceOf = Sql;
const ROWID: PlaceOf = raw('rowid');

/** What the values of a column of the file are called in `incoming`, as text; null where they are not kept. */
export function keptAs({ plan, attributes }: Pick<FixContext, 'plan' | 'attributes'>, name: string): { column: string; text: Sql } | null {
  const attribute = attributes.find(({ column }) => column.name === name);
  if (attribute !== undefined) {
    const column = `a${attribute.id}`;
    return { column, text: attribute.type === 'text' ? identifier(column) : sql`CAST(${identifier(column)} AS VARCHAR)` };
  }
  const role = plan.columns.find((column) => column.name === name)?.role ?? 'ignore';
  const columns = plan.kind === 'events' ? KEPT_OF_EVENTS : plan.kind === 'feedback' ? KEPT_OF_ANSWERS : { case: 'case_id' };
  const column = columns[role];
  return column === undefined ? null : { column, text: identifier(column) };
}
const KEPT_OF_EVENTS: Readonly<Record<string, string>> = {
  case: 'case_id',
  activity: 'activity',
  resource: 'resource',
  team: 'team',
  instance: 'instance',
};
const KEPT_OF_ANSWERS: Readonly<Record<string, string>> = {
  case: 'case_ref',
  customer: 'customer',
  site: 'site',
  stage: 'stage',
  language: 'language',
};

/**
 * Makes the corrections a person chose in `incoming`, in their order, and answers each in words with the rows it changed.
 *
 * The fingerprint stays that of the values in the file. A row that is refused by a fix (`equal_row`, `set_aside`) gets its
 * text from the file again, for the person who repairs it. A fix of a column that this file does not have changes nothing
 * and says so. Rejects with `BadRequest` for a moment that is no time, and with `Cancelled`.
 */
export async function applyFixes(session: Session, context: FixContext, fixes: readonly Fix[]): Promise<{ words: string; rows: number }[]> {
  const made: { words: string; rows: number }[] = [];
  for (const fix of fixes) {
    const change = await changeOf(session, context, fix);
    const rows =
      change === null
        ? 0
        : await session.run(
            sql`UPDATE ${INCOMING} SET ${join(change.set.map(([column, value]) => sql`${identifier(column)} = ${value}`))} WHERE ${change.where}`,
            { signal: context.signal },
          );
    made.push({ words: fixWords(fix, context), rows });
  }
  if (made.some(({ rows }) => rows > 0)) await keepText(session, context);
  return made;
}

/** A relation over staged rows, with `place`, as it would be with a change made. */
export function changed(relation: Sql, { where, set }: Change): Sql {
  const columns = set.map(
    ([column, value]) => sql`CASE WHEN ${where} THEN ${value} ELSE ${identifier(column)} END AS ${identifier(column)}`,
  );
  return sql`(SELECT * REPLACE (${join(columns)}) FROM ${relation})`;
}

/**
 * What a fix does; null where it speaks of a column that the file does not have.
 *
 * Some fixes need to know all rows: those are found in `incoming` as it is now, once, and named in a temporary table.
 */
export async function changeOf(session: Session, context: FixContext, fix: Fix, place: PlaceOf = ROWID): Promise<Change | null> {
  switch (fix.kind) {
    case 'merge-names': {
      const kept = keptAs(context, fix.column);
      if (kept === null) return null;
      return { where: sql`${kept.text} IN ${list(fix.names)} AND ${kept.text} <> ${fix.into}`, set: [[kept.column, sql`${fix.into}`]] };
    }
    case 'shift-clock':
      return shiftOf(context, fix);
    case 'merge-equal-rows':
      await findEqualRows(session, context);
      return refusedAs('equal_row', null, sql`${place} IN (SELECT place FROM equal_place)`);
    case 'swap-ends':
      return {
        where: sql`reason = 'ends_before_it_starts'`,
        set: [
          ['started_at', raw('completed_at')],
          ['completed_at', raw('started_at')],
          ['reason', raw('NULL')],
        ],
      };
    case 'drop-end':
      return {
        where: sql`reason IN ('ends_before_it_starts', 'unreadable_end') AND started_at IS NOT NULL`,
        set: [
          ['completed_at', raw('NULL')],
          ['reason', raw('NULL')],
        ],
      };
    case 'set-aside':
      return setAside(session, context, fix, place);
  }
}

function shiftOf(context: FixContext, fix: Extract<Fix, { kind: 'shift-clock' }>): Change | null {
  const kept = fix.column === null ? null : keptAs(context, fix.column);
  if (fix.column !== null && kept === null) return null;
  const who = kept === null || fix.value === null ? raw('true') : sql`${kept.text} = ${fix.value}`;
  const moment = (text: string, mark: '>=' | '<') => {
    if (!isMoment(text)) throw new BadRequest('fixes', `“${text}” is no moment.`, 'Local moments are written as 2026-10-25T02:00.');
    const local = sql`CAST(${text} AS TIMESTAMP)`;
    return sql` AND ${HAPPENED} ${raw(mark)} ${context.zone === null ? local : utcOf(local, context.zone)}`;
  };
  const from = fix.from === undefined ? empty : moment(fix.from, '>=');
  const until = fix.until === undefined ? empty : moment(fix.until, '<');
  const times = context.plan.kind === 'feedback' ? ['answered_at'] : ['started_at', 'completed_at'];
  return {
    where: sql`${who}${from}${until}`,
    set: times.map((time) => [time, sql`${identifier(time)} + to_minutes(${fix.minutes})`] as const),
  };
}

/** A local moment to the minute or finer, on a day that there is: JavaScript alone makes 2 March of 30 February. */
function isMoment(text: string): boolean {
  const [, day = ''] = /^(\d{4}-\d{2}-\d{2})[T ](?:[01]\d|2[0-3]):\d{2}(?::\d{2}(?:\.\d{1,6})?)?$/.exec(text) ?? [];
  const at = Date.parse(`${text.replace(' ', 'T')}Z`);
  return day !== '' && !Number.isNaN(at) && new Date(`${day}T00:00Z`).toISOString().startsWith(day);
}

async function setAside(
  session: Session,
  context: FixContext,
  fix: Extract<Fix, { kind: 'set-aside' }>,
  place: PlaceOf,
): Promise<Change | null> {
  const { plan, now, signal } = context;
  const timeColumn = timeNameOf(plan);
  switch (fix.of) {
    case 'future':
      return refusedAs('set_aside', timeColumn, sql`${latest(context)} > CAST(${timestamp(now)} AS TIMESTAMP)`);
    case 'absurd': {
      const middle = plan.kind === 'feedback' ? null : await middleTime(session, signal);
      return refusedAs(
        'set_aside',
        timeColumn,
        anyTime(context, (one) => isAbsurd(one, middle)),
      );
    }
    case 'date-only':
      if (fix.column !== undefined && !plan.columns.some(({ name }) => name === fix.column)) return null;
      return refusedAs('set_aside', fix.column ?? timeColumn, isMidnight(timeCalled(plan, fix.column), context.zone));
    case 'activity': {
      const column = columnWith(plan, 'activity');
      if (column === undefined || fix.names === undefined || fix.names.length === 0) return null;
      return refusedAs('set_aside', column.name, sql`activity IN ${list(fix.names)}`);
    }
    case 'overlaps': {
      const column = columnWith(plan, 'resource');
      if (column === undefined) return null;
      await findOverlaps(session, signal);
      return refusedAs('set_aside', column.name, sql`${place} IN (SELECT place FROM overlap_place)`);
    }
  }
}

/** The column that says when a row happened. */
const timeNameOf = (plan: Plan): string | null =>
  (columnWith(plan, 'start') ?? columnWith(plan, 'end') ?? columnWith(plan, 'answered-at'))?.name ?? null;

/** What the times of a column of the file are called in `incoming`; when the row happened where it is none of start and end. */
function timeCalled(plan: Plan, name: string | undefined): Sql {
  if (plan.kind === 'feedback') return raw('answered_at');
  const role = plan.columns.find((column) => column.name === name)?.role;
  if (role === 'end') return raw('completed_at');
  return role === 'start' && columnWith(plan, 'end') !== undefined ? raw('started_at') : HAPPENED;
}

export const timestamp = (moment: Date): string => moment.toISOString().replace('T', ' ').replace('Z', '');

/** The later of the times of a row. */
const latest = ({ plan }: FixContext): Sql => raw(plan.kind === 'feedback' ? 'answered_at' : 'greatest(started_at, completed_at)');

function anyTime({ plan }: FixContext, test: (time: Sql) => Sql): Sql {
  const times = plan.kind === 'feedback' ? ['answered_at'] : ['started_at', 'completed_at'];
  return join(
    times.map((time) => sql`coalesce(${test(raw(time))}, false)`),
    ' OR ',
  );
}

const refusedAs = (reason: Rejection, column: string | null, where: Sql): Change => ({
  where: sql`reason IS NULL AND (${where})`,
  set: [
    ['reason', sql`${reason}`],
    ['bad_column', sql`CAST(${column} AS VARCHAR)`],
    ['bad_value', raw('CAST(NULL AS VARCHAR)')],
  ],
});

/** Rows equal to an earlier row of the file, in `equal_place`. */
export async function findEqualRows(session: Session, { plan, signal }: Pick<FixContext, 'plan' | 'signal'>): Promise<void> {
  const by = plan.kind === 'events' && columnWith(plan, 'event-id') === undefined ? raw('case_id, fingerprint') : raw('fingerprint');
  await session.run(
    sql`
      CREATE OR REPLACE TEMP TABLE equal_place AS
      SELECT place
      FROM (SELECT rowid AS place, row_number() OVER (PARTITION BY ${by} ORDER BY rowid) AS ordinal
            FROM ${INCOMING}
            WHERE reason IS NULL
              AND fingerprint IN (SELECT fingerprint FROM ${INCOMING} WHERE reason IS NULL GROUP BY fingerprint HAVING count(*) > 1))
      WHERE ordinal > 1`,
    { signal },
  );
}

/** Measured steps that begin while the same person is still in an earlier one, in `overlap_place`. */
export async function findOverlaps(session: Session, signal?: AbortSignal): Promise<void> {
  await session.run(
    sql`
      CREATE OR REPLACE TEMP TABLE overlap_place AS
      SELECT place, resource
      FROM (SELECT rowid AS place, resource, started_at,
                   max(completed_at) OVER (PARTITION BY resource ORDER BY started_at, completed_at, rowid
                                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until
            FROM ${INCOMING}
            WHERE reason IS NULL AND resource IS NOT NULL AND completed_at > started_at)
      WHERE started_at < busy_until`,
    { signal },
  );
}

/** Gives rows that were refused after they were staged their text in the file, and the value that was complained of. */
async function keepText(session: Session, { table, signal }: FixContext): Promise<void> {
  const wanted = sql`SELECT rowid FROM ${INCOMING} WHERE reason IS NOT NULL AND raw IS NULL`;
  const [some] = await session.query<{ rows: number }>(sql`SELECT count(*) AS rows FROM (${wanted})`, { signal });
  if ((some?.rows ?? 0) === 0) return;
  const given = table.origin?.given ?? table;
  const place = raw(table.origin === undefined ? 'i.rowid' : 'i.record - 1');
  const { names } = given.shape;
  const value =
    names.length === 0
      ? raw('NULL')
      : sql`CASE i.bad_column ${join(
          names.map((name, index) => sql`WHEN ${name} THEN r.${columnOf(index)}`),
          ' ',
        )} END`;
  await session.run(
    sql`
      CREATE OR REPLACE TEMP TABLE refused_text AS
      SELECT i.rowid AS place, r.raw, ${value} AS value
      FROM ${INCOMING} i JOIN (${textsOf(given)}) r ON r.place = ${place}
      WHERE i.reason IS NOT NULL AND i.raw IS NULL`,
    { signal },
  );
  await session.run(
    sql`
      UPDATE ${INCOMING} SET raw = t.raw, bad_value = coalesce(bad_value, t.value)
      FROM refused_text t WHERE t.place = ${INCOMING}.rowid`,
    { signal },
  );
  await session.run(sql`DROP TABLE temp.refused_text`);
}

/** Every row of a table with its place, its fields `c0`, `c1`, … and its text. */
export function textsOf(table: TextTable): Sql {
  const fields = table.shape.names.map((_, index) => sql`${trimmed(columnOf(index))} AS ${columnOf(index)}`);
  return sql`SELECT *, ${rawText(table)} AS raw, row_number() OVER () - 1 AS place FROM (SELECT ${join(fields)} FROM ${readableRows(table)})`;
}

/** Temporary tables that fixes leave behind. */
export const FIX_TABLES = ['equal_place', 'overlap_place'] as const;
