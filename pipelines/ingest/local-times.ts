import type { Session } from '../../engine/engine.ts';
import { raw, sql, type Sql } from '../../engine/sql.ts';
import type { Role } from '../../model/event-log.ts';
import { localOf } from '../recognise/parse.ts';
import { CLOCKS, type Plan, type PlannedColumn } from '../recognise/plan.ts';
import { hasOffset, isEpoch } from '../recognise/times.ts';
import { CLOCK_GAP, CLOCK_TWICE, clockChangeOf, zoneSteps } from './zone.ts';
import { columnWith, INCOMING, textOf } from './staging.ts';

const ROLES = ['start', 'end'] as const;

const isLocal = ({ reading }: PlannedColumn) =>
  reading.type === 'time' && reading.format !== null && !hasOffset(reading.format) && !isEpoch(reading.format);

/** The columns of a plan whose times say no offset. */
const localColumns = (plan: Plan): { role: (typeof ROLES)[number]; column: PlannedColumn }[] =>
  ROLES.flatMap((role) => {
    const column = columnWith(plan, role);
    return column !== undefined && isLocal(column) ? [{ role, column }] : [];
  });

/**
 * What staged rows keep of their local times, as `expression AS name`: `clock_start` and `clock_end` say whether the
 * clocks of the zone leave the time out or show it twice, `bare_start` and `bare_end` that a date has no time of day.
 */
export function localValues(plan: Plan, zone: string | null): Sql[] {
  const steps = zone === null ? 0 : zoneSteps(zone).length;
  const changes = localColumns(plan).map(({ role, column }) =>
    zone === null || steps < 2
      ? sql`CAST(0 AS TINYINT) AS ${raw(`clock_${role}`)}`
      : sql`CAST(${clockChangeOf(localOf(column.index), zone)} AS TINYINT) AS ${raw(`clock_${role}`)}`,
  );
  const bare = clocksOf(plan).map(
    ({ role, clock, date }) => sql`(${textOf(clock)} IS NULL AND ${textOf(date)} IS NOT NULL) AS ${raw(`bare_${role}`)}`,
  );
  return [...changes, ...bare];
}

function clocksOf(plan: Plan): { role: Role; clock: PlannedColumn; date: PlannedColumn }[] {
  return Object.entries(CLOCKS).flatMap(([clockRole, role]) => {
    const clock = columnWith(plan, clockRole as Role);
    const date = columnWith(plan, role);
    return clock === undefined || date === undefined ? [] : [{ role, clock, date }];
  });
}

/** What was assumed of local times the clocks leave out or show twice, and of dates without a time of day, counted over all rows. */
export async function notesOnLocalTimes(session: Session, plan: Plan, zone: string | null): Promise<string[]> {
  const notes: string[] = [];
  for (const { role, column } of localColumns(plan)) {
    const name = raw(`clock_${role}`);
    const [row] = await session.query<{ gap: number; twice: number }>(
      sql`SELECT count(*) FILTER (${name} = ${CLOCK_GAP}) AS gap, count(*) FILTER (${name} = ${CLOCK_TWICE}) AS twice FROM ${INCOMING} WHERE reason IS NULL`,
    );
    notes.push(...changeNotes(column.name, zone ?? '', row ?? { gap: 0, twice: 0 }));
  }
  for (const { role, clock, date } of clocksOf(plan)) {
    const [row] = await session.query<{ bare: number }>(
      sql`SELECT count(*) FILTER (${raw(`bare_${role}`)}) AS bare FROM ${INCOMING} WHERE reason IS NULL`,
    );
    notes.push(joinNote(date.name, clock.name, row?.bare ?? 0));
  }
  return notes;
}

const lie = (count: number, column: string) => `${times(count)} of “${column}” ${count === 1 ? 'lies' : 'lie'}`;

function changeNotes(column: string, zone: string, { gap, twice }: { gap: number; twice: number }): string[] {
  return [
    ...(gap === 0 ? [] : [`${lie(gap, column)} in the hour that the clocks of ${zone} leave out in spring: read as the hour after.`]),
    ...(twice === 0 ? [] : [`${lie(twice, column)} in the hour that comes twice in ${zone} in autumn: its first pass was taken.`]),
  ];
}

function joinNote(date: string, clock: string, bare: number): string {
  const joined = `The times of “${date}” and “${clock}” were joined`;
  if (bare === 0) return `${joined}.`;
  return bare === 1
    ? `${joined}; one date has no time of day and counts as midnight.`
    : `${joined}; ${bare.toLocaleString('en-GB')} dates have no time of day and count as midnight.`;
}

const times = (count: number) => (count === 1 ? 'One time' : `${count.toLocaleString('en-GB')} times`);
