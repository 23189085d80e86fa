import fc from './laws.ts';
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
      log.process = {
        id,
        zone: options.zone ?? 'UTC',
        blueprint,
        cutOffMs,
        dataVersion,
        firstAt: at?.firstAt ?? '',
        endAt: at?.endAt ?? '',
      };
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
  const activity = await dictionary(
    session,
    'activity',
    rows.map((row) => row.activity),
    sql`, 0, false, false`,
  );
  const resource = await dictionary(
    session,
    'resource',
    rows.map((row) => row.resource),
  );
  const team = await dictionary(
    session,
    'team',
    rows.map((row) => row.team),
  );
  const attributes = await attributeColumns(session, rows);
  const known = await session.query<{ caseId: string; caseKey: number }>(
    sql`SELECT DISTINCT case_id, case_key FROM event ORDER BY case_key`,
  );
  const keys = new Map(known.map((row) => [row.caseId, row.caseKey]));
  const events = rows.map((row, at) => ({
    line: at + 1,
    case_key: idOf(keys, row.case),
    case_id: row.case,
    activity: activity.get(row.activity),
    started_at: timeOf(row.start),
    completed_at: timeOf(row.end),
    lifecycle: row.lifecycle,
    instance: row.instance,
    arrived_at: timeOf(row.arrival),
    resource: resource.get(row.resource ?? ''),
    team: team.get(row.team ?? ''),
    identity: seq * 1_000_000 + at,
    ...Object.fromEntries(attributes.map(({ name, column }) => [column, row.attributes?.[name]])),
  }));
  const types = {
    line: 'BIGINT',
    case_key: 'INTEGER',
    case_id: 'VARCHAR',
    activity: 'INTEGER',
    started_at: 'TIMESTAMP',
    completed_at: 'TIMESTAMP',
    lifecycle: 'VARCHAR',
    instance: 'VARCHAR',
    arrived_at: 'TIMESTAMP',
    resource: 'INTEGER',
    team: 'INTEGER',
    identity: 'HUGEINT',
    ...Object.fromEntries(attributes.map(({ column, type }) => [column, type])),
  };
  const columns = join(Object.keys(types).map(identifier));
  await session.run(sql`
    INSERT INTO event (import_seq, ${columns})
    SELECT ${seq}, ${columns} FROM (SELECT unnest(from_json(${JSON.stringify(events)}::JSON, ${JSON.stringify([types])}), recursive := true))`);
  await session.run(sql`CREATE OR REPLACE TEMP TABLE touched_case AS SELECT DISTINCT case_key FROM event WHERE import_seq = ${seq}`);
}

/** `a1`, `a2`, … for what the rows name, text, number or boolean as their first value is. */
async function attributeColumns(session: Session, rows: readonly LogRow[]): Promise<{ name: string; column: string; type: string }[]> {
  const known = await session.query<{ id: number; name: string; type: string }>(sql`SELECT id, name, type FROM attribute ORDER BY id`);
  for (const [name, value] of rows.flatMap((row) => Object.entries(row.attributes ?? {}))) {
    if (known.some((one) => one.name === name)) continue;
    const added = { id: known.length + 1, name, type: typeof value === 'string' ? 'text' : typeof value };
    known.push(added);
    await session.run(sql`INSERT INTO attribute VALUES (${added.id}, ${name}, ${added.type}, 'case')`);
    await session.run(sql`ALTER TABLE event ADD COLUMN ${identifier(`a${added.id}`)} ${raw(SQL_TYPES[added.type] ?? 'VARCHAR')}`);
  }
  return known.map(({ id, name, type }) => ({ name, column: `a${id}`, type: SQL_TYPES[type] ?? 'VARCHAR' }));
}
const SQL_TYPES: Readonly<Record<string, string>> = { text: 'VARCHAR', number: 'DOUBLE', boolean: 'BOOLEAN' };

/** Ids of all names, the new ones written to their table. */
async function dictionary(
  session: Session,
  table: string,
  names: readonly (string | undefined)[],
  more: Sql = raw(''),
): Promise<Map<string, number>> {
  const known = await session.query<{ id: number; name: string }>(sql`SELECT id, name FROM ${identifier(table)} ORDER BY id`);
  const ids = new Map(known.map((row) => [row.name, row.id]));
  for (const name of names) {
    if (name === undefined || ids.has(name)) continue;
    await session.run(sql`INSERT INTO ${identifier(table)} VALUES (${idOf(ids, name)}, ${name}${more})`);
  }
  return ids;
}

function idOf(ids: Map<string, number>, name: string): number {
  const id = ids.get(name) ?? ids.size + 1;
  ids.set(name, id);
  return id;
}

const timeOf = (text: string | undefined): string | undefined =>
  text !== undefined && /^\d\d:\d\d/.test(text) ? `${DAY_OF_LOG} ${text}` : text;

/** Any trace: up to twelve steps of five activities, with overlaps, ties, steps inside others and steps that take no time. */
export const steps = (activities: readonly string[] = ['A', 'B', 'C', 'D', 'E']): fc.Arbitrary<TraceStep[]> =>
  fc.array(
    fc.tuple(fc.constantFrom(...activities), fc.integer({ min: -40, max: 40 }), fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 }))),
    {
      minLength: 1,
      maxLength: 12,
    },
  );
