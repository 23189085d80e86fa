import fc from 'fast-check';
import type { Engine, Row, Session } from '../../engine/engine.ts';
import { schemaOf } from '../../engine/schema-name.ts';
import { identifier, join, raw, sql, type Sql } from '../../engine/sql.ts';
import { emptyBlueprint, type Blueprint } from '../../model/blueprint.ts';
import { deriveCases, firstCutOff, writeDataVersion } from '../../pipelines/derive/derive.ts';
import { createProcessSchema } from '../../pipelines/schema/migrate.ts';
import { tempEngine } from './engine.ts';

/** `09:30` on this day, a Monday, when a time names no day. */
export const DAY_OF_LOG = '2026-01-05';

/** One row of a source. One time alone, and no lifecycle: `end` is an instant, `start` a step that has not ended. */
export interface LogRow {
  readonly case: string;
  readonly activity: string;
  /** `09:30`, `09:30:00.250001` (on DAY_OF_LOG) or `2026-01-05 09:30:00` in UTC. */
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly lifecycle?: string | undefined;
  readonly instance?: string | undefined;
  readonly arrival?: string | undefined;
  readonly resource?: string | undefined;
  readonly team?: string | undefined;
  readonly attributes?: Readonly<Record<string, string | number | boolean>> | undefined;
}

/** activity, minutes waiting since the end of the step before (less than 0: it overlaps), minutes at work */
export type TraceStep = readonly [activity: string, waiting: number, work: number];

export interface LogOptions {
  readonly blueprint?: Partial<Blueprint> | undefined;
  /** p95 of the hand-over times when absent, as at a first import. */
  readonly cutOffMs?: number | undefined;
  readonly zone?: string | undefined;
  readonly now?: Date | undefined;
  readonly id?: string | undefined;
}

/** What questions need to know of a process; the shape of the server's `ProcessContext`. */
export interface LogProcess {
  readonly id: string;
  readonly zone: string;
  readonly blueprint: Blueprint;
  readonly cutOffMs: number;
  readonly dataVersion: number;
  readonly firstAt: string;
  readonly endAt: string;
}

/** A derived log in a database of its own, which is gone after the test. */
export interface Log {
  readonly engine: Engine;
  readonly session: Session;
  readonly process: LogProcess;
  query<T extends Row = Row>(question: Sql): Promise<T[]>;
  /** Adds rows as another import, and derives only the cases they touch. */
  append(rows: readonly LogRow[]): Promise<void>;
}

/** A log small enough to check by hand: `{ 'C-1': [['Assess', 0, 10], ['Decide', 60, 15]] }`, every case from 09:00. */
export async function logOf(cases: Readonly<Record<string, readonly TraceStep[]>>, options: LogOptions = {}): Promise<Log> {
  return logOfEvents(rowsOf(cases), options);
}

/** The rows of `logOf`, to be changed or appended. */
export function rowsOf(cases: Readonly<Record<string, readonly TraceStep[]>>): LogRow[] {
  return Object.entries(cases).flatMap(([name, trace]) => {
    let clock = 9 * 60;
    return trace.map(([activity, waiting, work]): LogRow => {
      const start = clock + waiting;
      clock = start + work;
      return { case: name, activity, start: minuteOfLog(start), end: minuteOfLog(clock) };
    });
  });
}

/** The time so many minutes after the midnight that DAY_OF_LOG begins with. */
export const minuteOfLog = (minutes: number): string =>
  new Date(Date.parse(`${DAY_OF_LOG}T00:00:00Z`) + Math.round(minutes * 60_000)).toISOString().replace('T', ' ').replace('Z', '');

/** Rows as an import would have accepted them, written to `event` in their order and derived. */
export async function logOfEvents(rows: readonly LogRow[], options: LogOptions = {}): Promise<Log> {
  const { engine } = await tempEngine();
  const id = options.id ?? 'log';
  const now = options.now ?? new Date('2030-01-01T00:00:00Z');
  const blueprint: Blueprint = { ...emptyBlueprint(), ...options.blueprint };
  await engine.with(undefined, (session) => createProcessSchema(session, id));
  const session = await engine.session(schemaOf(id));
  const import_ = async (some: readonly LogRow[], seq: number) =>
    session.transaction(async () => {
      await writeEvents(session, some, seq);
      await deriveCases(session, { blueprint, touched: seq === 1 ? 'all' : 'table' });
      const cutOffMs = options.cutOffMs ?? log.process?.cutOffMs ?? (await firstCutOff(session));
      const dataVersion = await writeDataVersion(session, { cause: 'import', now, cutOffMs });
      const [at] = await session.query<{ firstAt: string; endAt: string }>(sql`
        SELECT first_at, end_at FROM data_version WHERE version = ${dataVersion}`);
      log.process = { id, zone: options.zone ?? 'UTC', blueprint, cutOffMs, dataVersion, firstAt: at?.firstAt ?? '', endAt: at?.endAt ?? '' };
    });
  const log: { process?: LogProcess } & Omit<Log, 'process'> = {
    engine,
    session,
    query: (question) => session.query(question),
    append: async (some) => import_(some, (log.process?.dataVersion ?? 0) + 1),
  };
  await import_(rows, 1);
  return log as Log;
}

/** What ingest does to rows, in small: dictionaries in order of first appearance, keys, typed attribute columns. */
async function writeEvents(session: Session, rows: readonly LogRow[], seq: number): Promise<void> {
  const names = { activity: await dictionary(session, 'activity'), resource: await dictionary(session, 'resource'), team: await dictionary(session, 'team'), attribute: await dictionary(session, 'attribute') };
  const keys = new Map((await session.query<{ caseId: string; caseKey: number }>(sql`SELECT DISTINCT case_id, case_key FROM event`)).map((row) => [row.caseId, row.caseKey]));
  const events: Sql[] = [];
  for (const [at, row] of rows.entries()) {
    if (!names.activity.has(row.activity)) await session.run(sql`INSERT INTO activity VALUES (${idOf(names.activity, row.activity)}, ${row.activity}, 0, false, false)`);
    for (const kind of ['resource', 'team'] as const) {
      const name = row[kind];
      if (name !== undefined && !names[kind].has(name)) await session.run(sql`INSERT INTO ${identifier(kind)} VALUES (${idOf(names[kind], name)}, ${name})`);
    }
    for (const [name, value] of Object.entries(row.attributes ?? {})) {
      if (names.attribute.has(name)) continue;
      const type = { string: 'text', number: 'number', boolean: 'boolean' }[typeof value as 'string' | 'number' | 'boolean'];
      const id = idOf(names.attribute, name);
      await session.run(sql`INSERT INTO attribute VALUES (${id}, ${name}, ${type}, 'case')`);
      await session.run(sql`ALTER TABLE event ADD COLUMN ${identifier(`a${id}`)} ${raw({ text: 'VARCHAR', number: 'DOUBLE', boolean: 'BOOLEAN' }[type] ?? 'VARCHAR')}`);
    }
    events.push(sql`(${join([
      sql`${seq}`, sql`${at + 1}`, sql`${idOf(keys, row.case)}`, sql`${row.case}`, sql`${names.activity.get(row.activity) ?? null}`,
      timeOf(row.start), timeOf(row.end), sql`${row.lifecycle ?? null}`, sql`${row.instance ?? null}`, timeOf(row.arrival),
      sql`${names.resource.get(row.resource ?? '') ?? null}`, sql`${names.team.get(row.team ?? '') ?? null}`, sql`NULL`, sql`${seq * 1_000_000 + at}`,
      ...[...names.attribute.keys()].map((name) => sql`${row.attributes?.[name] ?? null}`),
    ])})`);
  }
  await session.run(sql`CREATE OR REPLACE TEMP TABLE touched_case (case_key INTEGER)`);
  for (let from = 0; from < events.length; from += 200) {
    // rows made before a later row brought a new attribute lack its column
    const width = names.attribute.size + 14;
    const some = events.slice(from, from + 200).map((row) => padded(row, width));
    await session.run(sql`INSERT INTO event VALUES ${join(some)}`);
  }
  await session.run(sql`INSERT INTO touched_case SELECT DISTINCT case_key FROM event WHERE import_seq = ${seq}`);
}

function padded(row: Sql, width: number): Sql {
  const missing = width - cellsOf(row);
  if (missing <= 0) return row;
  const open = { strings: [...row.strings.slice(0, -1), (row.strings.at(-1) ?? '').replace(/\)$/, '')], values: row.values };
  return sql`${open}${raw(', NULL'.repeat(missing))})`;
}
const cellsOf = (row: Sql): number => row.strings.join('?').split(', ').length;

async function dictionary(session: Session, table: string): Promise<Map<string, number>> {
  const rows = await session.query<{ id: number; name: string }>(sql`SELECT id, name FROM ${identifier(table)} ORDER BY id`);
  return new Map(rows.map((row) => [row.name, row.id]));
}

function idOf(ids: Map<string, number>, name: string): number {
  const id = ids.get(name) ?? ids.size + 1;
  ids.set(name, id);
  return id;
}

const timeOf = (text: string | undefined): Sql =>
  text === undefined ? raw('NULL') : sql`CAST(${/^\d\d:\d\d/.test(text) ? `${DAY_OF_LOG} ${text}` : text} AS TIMESTAMP)`;

/** Any trace: up to twelve steps of five activities, with overlaps, ties, steps inside others and steps that take no time. */
export const steps = (activities: readonly string[] = ['A', 'B', 'C', 'D', 'E']): fc.Arbitrary<TraceStep[]> =>
  fc.array(fc.tuple(fc.constantFrom(...activities), fc.integer({ min: -40, max: 40 }), fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 }))), {
    minLength: 1,
    maxLength: 12,
  });
